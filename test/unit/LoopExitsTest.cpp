//===- LoopExitsTest.cpp --------------------------------------------------===//

#include "analysis/LoopExits.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;

namespace {

/// How the first loop of \p Code, a function `f` with a token `st`, is left.
std::string leaves(const std::string &Code, bool SaysDone = false) {
  test::Analysed U("enum Error { Ok, Cancelled }; struct Result { bool ok() "
                   "const; }; struct List {}; Result fail(Error); " +
                   Code);
  const FunctionDecl *F = U.function("f");
  const Stmt *Loop = nullptr;
  analysis::forEachStmt(F->getBody(), [&](const Stmt *S) {
    if (!Loop && analysis::isLoop(S))
      Loop = S;
    return !Loop;
  });
  return analysis::leaveWhenStopped(
      Loop, analysis::framesOf(F).front(), U.named<VarDecl>("st"),
      "st.stop_requested()", SaysDone, U.parents(F), U.context());
}

TEST(LoopExits, NothingBehindIt) {
  EXPECT_EQ(leaves("void f(std::stop_token st) { while (ready()) step(); }"),
            "return;");
  EXPECT_EQ(leaves("List f(std::stop_token st) { for (;;) step(); }"),
            "return {};");
  // Zero, or an empty result, would say that all is well.
  EXPECT_EQ(leaves("bool f(std::stop_token st) { for (;;) step(); }"), "");
  EXPECT_EQ(leaves("int f(std::stop_token st) { for (;;) step(); }"), "");
  EXPECT_EQ(leaves("Result f(std::stop_token st) { for (;;) step(); }"), "");
}

TEST(LoopExits, MoreBehindIt) {
  // It waits for something, which would be taken to have come.
  EXPECT_EQ(leaves("void f(std::stop_token st) { while (!ready()) step(); "
                   "use(1); }"),
            "");
  EXPECT_EQ(leaves("void f(std::stop_token st) { while (!ready()) step(); if "
                   "(!st.stop_requested()) use(1); }"),
            "break;");
  EXPECT_EQ(leaves("List f(std::stop_token st, std::vector<int> v) { for (int "
                   "i : v) use(i); List l; return l; }"),
            "break;");
  EXPECT_EQ(leaves("bool f(std::stop_token st, std::vector<int> v) { for (int "
                   "i : v) use(i); return true; }"),
            "");
}

TEST(LoopExits, AsBeforeTheLoop) {
  EXPECT_EQ(leaves("Result f(std::stop_token st) { if (st.stop_requested()) "
                   "return fail(Cancelled); while (ready()) if (!ready()) "
                   "return fail(Ok); return fail(Ok); }"),
            "return fail(Cancelled);");
  // The loop is left in other words, which roll back, say, or never.
  EXPECT_EQ(leaves("Result undo(Error); Result f(std::stop_token st) { if "
                   "(st.stop_requested()) return fail(Cancelled); while "
                   "(ready()) if (!ready()) return undo(Ok); return fail(Ok); "
                   "}"),
            "");
  EXPECT_EQ(leaves("Result f(std::stop_token st) { if (st.stop_requested()) "
                   "return fail(Cancelled); while (ready()) step(); return "
                   "fail(Ok); }"),
            "");
  // What it names is not there any more.
  EXPECT_EQ(leaves("Result f(std::stop_token st) { { Error e = Ok; if "
                   "(st.stop_requested()) return fail(e); } while (ready()) if "
                   "(!ready()) return fail(Ok); return fail(Ok); }"),
            "");
}

TEST(LoopExits, TheResultSaysIt) {
  EXPECT_EQ(leaves("void f(std::stop_token st) { while (ready()) step(); }",
                   /*SaysDone=*/true),
            "");
}

} // namespace
