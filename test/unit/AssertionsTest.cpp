//===- AssertionsTest.cpp -------------------------------------------------===//

#include "analysis/Assertions.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::Spellings;

namespace {

/// What is said on the way to the first call of `use` in a function with the
/// statements \p Code, by assertions that are not compiled.
std::string said(const std::string &Code, const std::string &Macro) {
  test::Analysed U("void die [[noreturn]] (); int *get();\n" + Macro +
                   "\nvoid f(int *p, int *q) {" + Code + "}");
  const FunctionDecl *F = U.function("f");
  analysis::Assertions All(*U.cfg(F), F->getBody(), U.context());
  std::string Out;
  analysis::forEachStmt(F->getBody(), [&](const Stmt *S) {
    All.anyAt(S, nullptr, [&](const Spellings &Argument) {
      std::string Text;
      for (const std::string &Word : Argument)
        Text += Word;
      if (Out.find("[" + Text + "]") == std::string::npos)
        Out += "[" + Text + "]";
      return false;
    });
    return true;
  });
  EXPECT_EQ(Out.empty(), All.empty());
  return Out;
}

const char *const Compiled = "#define ASSERT(x) ((x) ? (void)0 : die())";
const char *const Void = "#define ASSERT(x) ((void)0)";
const char *const Nothing = "#define ASSERT(x)";

TEST(Assertions, Compiled) {
  EXPECT_EQ(said("ASSERT(p); use(p);", Compiled), "");
  EXPECT_EQ(said("ASSERT(true || p); use(p);", Compiled), "");
}

TEST(Assertions, NotCompiled) {
  EXPECT_EQ(said("ASSERT(p != q); use(p);", Void), "[p!=q]");
  EXPECT_EQ(said("ASSERT( p /* there */ ); use(p);", Nothing), "[p]");
  EXPECT_EQ(said("ASSERT(p); ASSERT(q); use(p);", Nothing), "[p][q]");
  EXPECT_EQ(said("ASSERT(p); use(p);",
                 "#define ASSERT(x) while (false) ((x) ? (void)0 : die())"),
            "[p]");
  EXPECT_EQ(said("ASSERT(p); use(p);",
                 "#define ASSERT(x) static_cast<void>(false && (x))"),
            "[p]");
}

TEST(Assertions, NoAssertions) {
  EXPECT_EQ(said("TRACE(p); use(p);", "#define TRACE(x)"), "");
  EXPECT_EQ(said("TRACE(p); use(p);", "#define TRACE(x) ((void)0)"), "");
  EXPECT_EQ(said("(void)\"ASSERT(p)\"; ; use(p);", Nothing), "");
  EXPECT_EQ(said("use(p); ASSERT(p);", Nothing), ""); // nothing follows
}

TEST(Assertions, WhoHasPassedThem) {
  test::Analysed U(std::string(Nothing) +
                   "\nint *get(); void f(int *p) { ASSERT(p); p = get(); "
                   "use(p); }");
  const FunctionDecl *F = U.function("f");
  analysis::Assertions All(*U.cfg(F), F->getBody(), U.context());
  auto Any = [](const Spellings &) { return true; };
  EXPECT_TRUE(All.anyAt(U.call("get"), nullptr, Any));
  EXPECT_FALSE(All.anyAt(U.call("get"), U.call("get"), Any));
  EXPECT_FALSE(All.anyAt(U.call("use"), nullptr, Any));
}

TEST(Assertions, Words) {
  LangOptions Lang;
  Lang.CPlusPlus = true;
  auto At = [&](llvm::StringRef Part, llvm::StringRef Whole) {
    auto I = analysis::indexOf(analysis::spellingsOf(Part, Lang),
                               analysis::spellingsOf(Whole, Lang));
    return I ? int(*I) : -1;
  };
  EXPECT_EQ(At("p", "!p"), 1);
  EXPECT_EQ(At("ctx.values", "a && ctx . values.count(k)"), 2);
  EXPECT_EQ(At("p", "pp->p_"), -1);
  EXPECT_EQ(At("", "p"), -1);
}

} // namespace
