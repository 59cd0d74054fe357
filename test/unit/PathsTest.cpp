//===- PathsTest.cpp ------------------------------------------------------===//

#include "analysis/Paths.h"
#include "clang/AST/StmtCXX.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace ctx::analysis;

namespace {

/// A function `f` whose calls of a(), b() and p() are marks.
class Marked {
public:
  explicit Marked(const std::string &Body) {
    Unit = tooling::buildASTFromCodeWithArgs(
        "struct E {}; struct D : E {}; struct Other {};"
        "struct V { V(); ~V(); };"
        "[[noreturn]] void die(); bool c(); bool d();"
        "void a(); void b(); void p(); void f() {" +
            Body + "}",
        {"-std=c++20", "-fcxx-exceptions"}, "a.cpp");
    auto Found =
        match(functionDecl(hasName("f")).bind("f"), Unit->getASTContext());
    F = Found.front().getNodeAs<FunctionDecl>("f");
    CFG::BuildOptions Options;
    Options.setAllAlwaysAdd();
    Options.AddImplicitDtors = true;
    Options.PruneTriviallyFalseEdges = true;
    Graph = CFG::buildCFG(F, F->getBody(), &Unit->getASTContext(), Options);
    P.emplace(*Graph);
  }

  const CallExpr *call(llvm::StringRef Name) {
    auto Found = match(callExpr(callee(functionDecl(hasName(Name)))).bind("c"),
                       Unit->getASTContext());
    return Found.empty() ? nullptr : Found.front().getNodeAs<CallExpr>("c");
  }

  std::optional<PathOut> outAvoidingP(const VarDecl *Life = nullptr) {
    auto IsP = [&](const CFGElement &E) { return isCallOf(E, "p"); };
    return P->pathOut(*P->spotOf(call("a")), Life, {IsP, nullptr});
  }
  bool leaves() { return outAvoidingP().has_value(); }

  bool reachesB() {
    auto IsP = [&](const CFGElement &E) { return isCallOf(E, "p"); };
    return P->reaches(*P->spotOf(call("a")), *P->spotOf(call("b")),
                      {IsP, nullptr});
  }

  const VarDecl *variable() {
    auto Found = match(varDecl(hasName("v")).bind("v"), Unit->getASTContext());
    return Found.front().getNodeAs<VarDecl>("v");
  }

private:
  static bool isCallOf(const CFGElement &E, llvm::StringRef Name) {
    auto S = E.getAs<CFGStmt>();
    const auto *C = S ? dyn_cast<CallExpr>(S->getStmt()) : nullptr;
    const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
    return F && F->getIdentifier() && F->getName() == Name;
  }

  std::unique_ptr<ASTUnit> Unit;
  const FunctionDecl *F = nullptr;
  std::unique_ptr<CFG> Graph;
  std::optional<Paths> P;
};

TEST(Paths, StraightLine) {
  EXPECT_FALSE(Marked("a(); p();").leaves());
  EXPECT_TRUE(Marked("p(); a();").leaves());
}

TEST(Paths, EarlyReturnIsShown) {
  Marked M("a(); if (c()) return; p();");
  auto Out = M.outAvoidingP();
  ASSERT_TRUE(Out);
  EXPECT_TRUE(isa_and_nonnull<ReturnStmt>(Out->Leaves));
  ASSERT_EQ(Out->Branches.size(), 1u);
  EXPECT_TRUE(isa<IfStmt>(Out->Branches.front().first));
  EXPECT_TRUE(Out->Branches.front().second);
}

TEST(Paths, TheOtherBranchIsTold) {
  auto Out = Marked("a(); if (c()) p();").outAvoidingP();
  ASSERT_TRUE(Out);
  EXPECT_FALSE(Out->Leaves);
  ASSERT_EQ(Out->Branches.size(), 1u);
  EXPECT_FALSE(Out->Branches.front().second);
}

TEST(Paths, NoReturnIsNoWayOut) {
  EXPECT_FALSE(Marked("a(); if (c()) die(); p();").leaves());
  EXPECT_FALSE(Marked("a(); for (;;) b();").leaves());
  EXPECT_TRUE(Marked("a(); for (;;) if (c()) break;").leaves());
}

TEST(Paths, ThrowGoesToTheHandlerThatTakesIt) {
  EXPECT_TRUE(Marked("a(); if (c()) throw E(); p();").leaves());
  EXPECT_FALSE(
      Marked("a(); try { if (c()) throw E(); } catch (E &) {} p();").leaves());
  EXPECT_FALSE(
      Marked("a(); try { if (c()) throw D(); } catch (E &) {} p();").leaves());
  EXPECT_FALSE(
      Marked("a(); try { if (c()) throw D(); } catch (...) {} p();").leaves());
  EXPECT_TRUE(
      Marked("a(); try { if (c()) throw E(); } catch (D &) {} p();").leaves());
  EXPECT_TRUE(Marked("a(); try { if (c()) throw E(); } catch (Other &) {} p();")
                  .leaves());
  EXPECT_FALSE(Marked("a(); try { try { if (c()) throw E(); } "
                      "catch (Other &) {} } catch (E) {} p();")
                   .leaves());
  EXPECT_TRUE(Marked("a(); try { if (c()) throw E(); } "
                     "catch (E &) { throw; } p();")
                  .leaves());
}

TEST(Paths, TheEndOfALifeIsAnEnd) {
  Marked M("while (c()) { V v; a(); if (d()) continue; p(); } p();");
  auto Out = M.outAvoidingP(M.variable());
  ASSERT_TRUE(Out);
  EXPECT_TRUE(isa_and_nonnull<ContinueStmt>(Out->Leaves));
  EXPECT_FALSE(M.leaves());
}

TEST(Paths, Reaches) {
  EXPECT_TRUE(Marked("a(); if (c()) p(); b();").reachesB());
  EXPECT_FALSE(Marked("a(); p(); b();").reachesB());
  EXPECT_FALSE(Marked("b(); a();").reachesB());
  EXPECT_TRUE(Marked("while (c()) { b(); a(); }").reachesB());
  EXPECT_FALSE(Marked("while (c()) { p(); b(); a(); }").reachesB());
}

} // namespace
