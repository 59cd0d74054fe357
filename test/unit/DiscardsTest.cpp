//===- DiscardsTest.cpp ---------------------------------------------------===//

#include "analysis/Discards.h"
#include "analysis/Exprs.h"
#include "model/VocabularyReader.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace ctx;

namespace {

/// What `void f()` with the body \p Body drops, one line each.
std::string dropped(const std::string &Body) {
  auto Unit =
      tooling::buildASTFromCodeWithArgs("struct T { T(int); ~T(); }; T make(); "
                                        "int look(); bool on(); void f() {" +
                                            Body + "}",
                                        {"-std=c++20"}, "src/a.cpp");
  std::vector<model::ModelError> Errors;
  model::RoleIndex Roles(model::VocabularySet::load({}, Errors),
                         Unit->getASTContext());
  auto Found = match(functionDecl(hasName("f"), isDefinition()).bind("f"),
                     Unit->getASTContext());
  std::string Out;
  for (const analysis::Discard &D : analysis::discardsIn(
           Found.front().getNodeAs<FunctionDecl>("f"), Roles)) {
    Out += analysis::textOf(D.Written->getSourceRange(), Unit->getASTContext());
    if (D.Marker)
      Out += " void";
    if (D.Covers)
      Out += " covers";
    if (!D.Alone)
      Out += " part";
    Out += "\n";
  }
  return Out;
}

TEST(Discards, Statements) {
  EXPECT_EQ(dropped("make(); T(1); T{2};"), "make()\nT(1)\nT{2}\n");
  EXPECT_EQ(dropped("if (on()) make(); else look();"), "make()\nlook()\n");
  EXPECT_EQ(dropped("for (look(); on(); make()) T(1);"),
            "look()\nmake()\nT(1)\n");
  EXPECT_EQ(dropped("switch (look()) { case 1: make(); default: T(1); }"),
            "make()\nT(1)\n");
  EXPECT_EQ(dropped("auto l = [] { make(); };"), "make()\n");
}

TEST(Discards, PartsOfAnExpression) {
  EXPECT_EQ(dropped("make(), look();"), "make() covers part\nlook() part\n");
  EXPECT_EQ(dropped("make(), 0;"), "make() part\n");
  EXPECT_EQ(dropped("on() ? make() : T(1);"), "make() part\nT(1) part\n");
  EXPECT_EQ(dropped("(make());"), "make()\n");
}

TEST(Discards, OnPurpose) {
  EXPECT_EQ(dropped("(void)make();"), "make() void\n");
  EXPECT_EQ(dropped("static_cast<void>(make());"), "make() void\n");
  EXPECT_EQ(dropped("void(T{1});"), "T{1} void\n");
}

TEST(Discards, WhatIsUsedIsNone) {
  EXPECT_EQ(dropped("T t = make(); auto &&u = T(1); new T(2);"), "");
  EXPECT_EQ(dropped("if (on()) {} while (look()) {}"), "");
  EXPECT_EQ(dropped("int x = ({ look(); look(); });"), "look()\n");
}

} // namespace
