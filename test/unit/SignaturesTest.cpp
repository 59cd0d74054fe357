//===- SignaturesTest.cpp -------------------------------------------------===//

#include "analysis/Signatures.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;

namespace {

bool isImposed(const std::string &Code, llvm::StringRef Name = "f") {
  test::Analysed U(Code);
  return analysis::isImposed(U.function(Name));
}

TEST(Signatures, Imposed) {
  EXPECT_TRUE(isImposed("struct B { virtual void f(int) {} };"));
  EXPECT_TRUE(isImposed("int f(int argc, char **argv, int c) { return c; }"));
  EXPECT_TRUE(isImposed("#define COMMAND(n) void n(int x)\nCOMMAND(f) {}"));
  EXPECT_TRUE(isImposed("template <class T> void f(T); template <> void "
                        "f<int>(int) {}"));
  EXPECT_TRUE(isImposed("template <class T> struct Base {}; struct D : Base<D> "
                        "{ void f(int) {} };"));
  EXPECT_TRUE(isImposed("struct S {}; bool operator==(S, S) { return true; }",
                        "operator=="));
}

TEST(Signatures, TheAuthors) {
  EXPECT_FALSE(isImposed("void f(int) {}"));
  EXPECT_FALSE(isImposed("struct S { void f(int) {} };"));
  EXPECT_FALSE(isImposed("template <class T> struct Base {}; struct D : "
                         "Base<int> { void f(int) {} };"));
  EXPECT_FALSE(isImposed("#define INT int\nINT f(int x) { return x; }"));
}

/// Calls, mentions and bindings of `f`, "2 calls, taken, bound 1, expected".
std::string sites(const std::string &Code, const std::string &F = "") {
  test::Analysed U((F.empty() ? "static void f(int) {}" : F) + "\n" + Code);
  const auto *Decl = U.function("f")->getCanonicalDecl();
  auto All = analysis::callSites(U.context(), {Decl});
  const analysis::CallSites &S = All[Decl];
  std::string Out = std::to_string(S.Calls.size()) + " calls";
  if (S.Taken)
    Out += ", taken";
  if (!S.Bound.empty())
    Out += ", bound " + std::to_string(S.Bound.size());
  if (S.Expected)
    Out += ", expected";
  if (S.Dependent)
    Out += ", dependent";
  return Out + (analysis::canChange(Decl, S) ? "" : ", fixed");
}

TEST(Signatures, Calls) {
  EXPECT_EQ(sites("void g() { f(1); [] { f(2); }(); }"), "2 calls");
  EXPECT_EQ(sites("", "void f(int) {}"), "0 calls, fixed");
  EXPECT_EQ(sites("void g(S &s) { s.go(); }",
                  "class S { void f(int) {} public: void go() { f(1); } };"),
            "1 calls");
}

TEST(Signatures, FunctionsThatAreGivenAway) {
  EXPECT_EQ(sites("void g() { std::thread t(f, 1); }"),
            "0 calls, taken, bound 1, fixed");
  EXPECT_EQ(sites("void g(S *s) { std::thread t(&S::f, s, 1); }",
                  "struct S { void f(int) {} };"),
            "0 calls, taken, bound 1, fixed");
  EXPECT_EQ(sites("void g() { std::thread t(f); }"),
            "0 calls, taken, expected, fixed");
  EXPECT_EQ(sites("void on(void (*)(int), int); void g() { on(f, 1); }"),
            "0 calls, taken, expected, fixed");
  EXPECT_EQ(sites("void (*const table[])(int) = {f}; void g() { f(1); }"),
            "1 calls, taken, expected, fixed");
  EXPECT_EQ(sites("std::function<void(int)> h(f);"),
            "0 calls, taken, expected, fixed");
}

TEST(Signatures, DependentCalls) {
  EXPECT_EQ(sites("static void f(char); template <class T> void g(T t) { f(t); "
                  "}"),
            "0 calls, dependent, fixed");
}

TEST(Signatures, Arguments) {
  test::Analysed U("void f(int a, int b = 2) {} struct S { S(int) {} }; void "
                   "g() { f(1); f(3, 4); S s(5); }");
  auto Arg = [&](unsigned Call, unsigned I) {
    return U.text(analysis::writtenArg(U.call("f", Call), I));
  };
  EXPECT_EQ(Arg(0, 0), "1");
  EXPECT_EQ(Arg(0, 1), "");
  EXPECT_EQ(Arg(1, 1), "4");
  EXPECT_EQ(U.text(analysis::writtenArg(
                analysis::strip(U.named<VarDecl>("s")->getInit()), 0)),
            "5");
}

TEST(Signatures, Retyped) {
  auto Edits = [](const std::string &Code) {
    test::Analysed U(Code);
    std::string Out;
    for (const FixItHint &H :
         analysis::retypeParameter(U.function("f"), 1, "long"))
      Out += (Out.empty() ? "" : ", ") + H.CodeToInsert;
    return Out;
  };
  EXPECT_EQ(Edits("void f(int, int x) {}"), "long x");
  EXPECT_EQ(Edits("void f(int, int); void f(int, int z) {}"), "long z, long");
  EXPECT_EQ(Edits("#define SECOND int x\nvoid f(int, SECOND) {}"), "");
}

} // namespace
