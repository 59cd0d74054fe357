//===- SingleUseTest.cpp --------------------------------------------------===//

#include "analysis/SingleUse.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace ctx;

namespace {

/// The path of \p Expr in a member function with the statements \p Before.
std::string path(const std::string &Before, const std::string &Expr) {
  auto Unit = tooling::buildASTFromCodeWithArgs(
      "struct Ctx {}; struct Call { Ctx ctx; Ctx *p; };"
      "struct Holder { operator Ctx *(); }; Ctx *find(); void use(...);"
      "void take(Ctx *); void turn(Ctx *&);"
      "struct S { Ctx own; Call call; void f(Ctx *arg, Holder h) {" +
          Before + "; take(" + Expr + "); } };",
      {"-std=c++20"}, "src/a.cpp");
  auto Found =
      match(callExpr(callee(functionDecl(hasName("take")))).bind("call"),
            Unit->getASTContext());
  auto F = match(cxxMethodDecl(hasName("f"), isDefinition()).bind("f"),
                 Unit->getASTContext());
  std::string Out;
  for (const ValueDecl *D :
       analysis::pathOf(Found.front().getNodeAs<CallExpr>("call")->getArg(0),
                        F.front().getNodeAs<FunctionDecl>("f")->getBody()))
    Out += (Out.empty() ? "" : ".") + D->getNameAsString();
  return Out;
}

TEST(SingleUse, PathsOfNames) {
  EXPECT_EQ(path("Ctx c", "&c"), "c");
  EXPECT_EQ(path("", "arg"), "arg");
  EXPECT_EQ(path("", "&own"), "own");
  EXPECT_EQ(path("", "&this->call.ctx"), "call.ctx");
  EXPECT_EQ(path("Call *c = new Call", "&c->ctx"), "c.ctx");
  EXPECT_EQ(path("", "h"), "h");
}

TEST(SingleUse, OtherNamesOfOneObject) {
  EXPECT_EQ(path("Ctx c; Ctx &r = c", "&r"), "c");
  EXPECT_EQ(path("Ctx c; Ctx *p = &c", "p"), "c");
  EXPECT_EQ(path("Ctx c, d; Ctx *p = &c; p = &d", "p"), "p");
}

TEST(SingleUse, WhatHasNoPath) {
  EXPECT_EQ(path("", "find()"), "");
  EXPECT_EQ(path("Ctx many[3]", "&many[1]"), "");
}

} // namespace
