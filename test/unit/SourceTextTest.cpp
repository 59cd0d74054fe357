//===- SourceTextTest.cpp -------------------------------------------------===//

#include "analysis/SourceText.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace ctx::analysis;

namespace {

/// True if ctx-a is silenced where \p Code says "@".
bool silenced(llvm::StringRef Code) {
  SourceManagerForFile Holder("a.cpp", Code);
  SourceManager &SM = Holder.get();
  SourceLocation At =
      SM.getComposedLoc(SM.getMainFileID(), unsigned(Code.find('@')));
  return isSilenced(At, "ctx-a", SM);
}

TEST(SourceText, SilencedOnTheLine) {
  EXPECT_FALSE(silenced("@"));
  EXPECT_TRUE(silenced("@ // NOLINT"));
  EXPECT_TRUE(silenced("@ // NOLINT(ctx-a)"));
  EXPECT_TRUE(silenced("@ // NOLINT(other, ctx-*): reason"));
  EXPECT_FALSE(silenced("@ // NOLINT(ctx-b)"));
  EXPECT_FALSE(silenced("@ // NOLINT(*,-ctx-*)"));
  EXPECT_FALSE(silenced("// NOLINT\n@"));
  EXPECT_FALSE(silenced("@ // NOLINTNEXTLINE"));
}

TEST(SourceText, SilencedByTheLineAbove) {
  EXPECT_TRUE(silenced("// NOLINTNEXTLINE\n@"));
  EXPECT_TRUE(silenced("// NOLINTNEXTLINE(ctx-a)\n@"));
  EXPECT_FALSE(silenced("// NOLINTNEXTLINE(ctx-b)\n@"));
  EXPECT_FALSE(silenced("// NOLINTNEXTLINE\n\n@"));
}

TEST(SourceText, SilencedInABlock) {
  EXPECT_TRUE(silenced("// NOLINTBEGIN\n\n@\n// NOLINTEND"));
  EXPECT_TRUE(silenced("// NOLINTBEGIN(ctx-a)\n@\n// NOLINTEND(ctx-a)"));
  EXPECT_FALSE(silenced("// NOLINTBEGIN\n// NOLINTEND\n@"));
  EXPECT_FALSE(silenced("// NOLINTBEGIN(ctx-b)\n@\n// NOLINTEND(ctx-b)"));
}

/// \p Code with "<>" at the place before the declaration at the first "@" that
/// serves every "@"; "none" if there is no such place.
std::string before(std::string Code) {
  std::vector<unsigned> Uses;
  for (size_t At; (At = Code.find('@')) != std::string::npos;) {
    Uses.push_back(unsigned(At));
    Code.erase(At, 1);
  }
  SourceManagerForFile Holder("a.cpp", Code);
  SourceManager &SM = Holder.get();
  LangOptions Lang;
  Lang.CPlusPlus = Lang.CPlusPlus11 = Lang.LineComment = true;
  FileLayout Layout(SM.getMainFileID(), SM, Lang);
  auto Place = Layout.before(Uses.front(), Uses);
  if (!Place)
    return "none";
  return Code.insert(Place->Offset,
                     Place->OwnLine ? "<" + Place->Indent + ">" : "<inline>");
}

TEST(SourceText, PlaceOnALineOfItsOwn) {
  EXPECT_EQ(before("int a;\n@void f();\n"), "int a;\n<>void f();\n");
  EXPECT_EQ(before("namespace a {\n  @void f();\n}\n"),
            "namespace a {\n<  >  void f();\n}\n");
  EXPECT_EQ(before("namespace a { @void f(); }\n"),
            "namespace a { <inline>void f(); }\n");
}

TEST(SourceText, PlaceBeforeWhatBelongsToTheDeclaration) {
  EXPECT_EQ(before("int a;\n// About f.\n@void f();\n"),
            "int a;\n<>// About f.\nvoid f();\n");
  EXPECT_EQ(before("int a;\n/* About\n   f. */\n@void f();\n"),
            "int a;\n<>/* About\n   f. */\nvoid f();\n");
  EXPECT_EQ(before("int a; // About a.\n@void f();\n"),
            "int a; // About a.\n<>void f();\n");
  EXPECT_EQ(before("// About a.\n\n@void f();\n"),
            "// About a.\n\n<>void f();\n");
  EXPECT_EQ(before("int a;\n[[nodiscard]]\n@int f();\n"),
            "int a;\n<>[[nodiscard]]\nint f();\n");
  EXPECT_EQ(before("int a;\ntemplate <class T>\n@void f(T);\n"),
            "int a;\n<>template <class T>\nvoid f(T);\n");
  EXPECT_EQ(before("int a;\nAPI @void f();\n"), "int a;\n<>API void f();\n");
  // A macro on a line of its own may open a namespace.
  EXPECT_EQ(before("BEGIN_NAMESPACE\n@void f();\n"),
            "BEGIN_NAMESPACE\n<>void f();\n");
}

TEST(SourceText, TheCommentThatOpensAFileStays) {
  EXPECT_EQ(before("// A licence.\n// More of it.\n@void f();\n"),
            "// A licence.\n// More of it.\n<>void f();\n");
}

TEST(SourceText, PlaceServesEveryUse) {
  EXPECT_EQ(before("#if A\n@void f();\n#endif\n"),
            "#if A\n<>void f();\n#endif\n");
  EXPECT_EQ(before("#if A\n@void f();\n#endif\n@void g();\n"),
            "<>#if A\nvoid f();\n#endif\nvoid g();\n");
  EXPECT_EQ(before("#ifndef H\n#define H\n#if A\n@void f();\n#else\n@void "
                   "g();\n#endif\n#endif\n"),
            "#ifndef H\n#define H\n<>#if A\nvoid f();\n#else\nvoid "
            "g();\n#endif\n#endif\n");
  EXPECT_EQ(before("#if A\nnamespace a {\n@void f();\n}\n#endif\n@void g();\n"),
            "none");
}

TEST(SourceText, ConditionalsAndNames) {
  llvm::StringRef Code = "#if A\nint one;\n#elif B // text\nint two;\n#endif\n"
                         "int three; // four\n#define FIVE six\n";
  SourceManagerForFile Holder("a.cpp", Code);
  SourceManager &SM = Holder.get();
  LangOptions Lang;
  Lang.LineComment = true;
  FileLayout Layout(SM.getMainFileID(), SM, Lang);
  auto At = [&](llvm::StringRef Word) { return unsigned(Code.find(Word)); };
  EXPECT_FALSE(Layout.compiledWith(At("one"), At("two")));
  EXPECT_FALSE(Layout.compiledWith(At("one"), At("three")));
  EXPECT_TRUE(Layout.compiledWith(At("three"), At("one")));
  EXPECT_TRUE(Layout.compiledWith(At("two"), At("two")));
  EXPECT_TRUE(Layout.hasIdentifier("two"));
  EXPECT_TRUE(Layout.hasIdentifier("six"));
  EXPECT_FALSE(Layout.hasIdentifier("four"));
}

} // namespace
