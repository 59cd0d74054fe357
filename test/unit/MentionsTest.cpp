//===- MentionsTest.cpp ---------------------------------------------------===//

#include "../../tool/Mentions.h"
#include "facts/Chains.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <set>

using namespace ctx::tool;
using ctx::facts::definitionKey;

namespace {

struct MentionsTest : testing::Test {
  NameTable Names;
  Mentions read(llvm::StringRef Text, bool Definitions = false,
                bool Declarations = false) {
    llvm::DenseSet<uint32_t> Words = {Names.id("token")};
    return readMentions(Text, Names, {Words, Definitions, Declarations});
  }
  /// How the first `token` of \p Text is written.
  Spelled how(llvm::StringRef Text) {
    Mentions M = read(Text);
    EXPECT_EQ(M.Words.size(), 1u) << Text.str();
    return M.Words.empty() ? Spelled::Plain : M.Words[0].How;
  }
  bool defines(llvm::StringRef Text, llvm::StringRef Class,
               llvm::StringRef Name) {
    std::vector<uint32_t> Keys = read(Text, /*Definitions=*/true).Definitions;
    return std::binary_search(Keys.begin(), Keys.end(),
                              definitionKey(Class, Name));
  }
};

TEST_F(MentionsTest, HowANameIsWritten) {
  EXPECT_EQ(how("token t;"), Spelled::Plain);
  EXPECT_EQ(how("::token t;"), Spelled::Plain);
  EXPECT_EQ(how("token(1);"), Spelled::Called);
  EXPECT_EQ(how("a.token;"), Spelled::Member);
  EXPECT_EQ(how("a->token();"), Spelled::Member);
  EXPECT_EQ(how("std::token t;"), Spelled::Qualified);
  EXPECT_EQ(how("std :: token t;"), Spelled::Qualified);
}

TEST_F(MentionsTest, Qualifiers) {
  EXPECT_EQ(read("std::token t;").Words[0].Qualifier, Names.id("std"));
  EXPECT_EQ(read("vec<int>::token t;").Words[0].Qualifier, Names.id("vec"));
  EXPECT_EQ(read("vec<a<b>>::token t;").Words[0].Qualifier, Names.id("vec"));
  EXPECT_EQ(read("decltype(x)::token t;").Words[0].Qualifier, AnyName);
}

TEST_F(MentionsTest, OnlyTheFirstOfAKind) {
  Mentions M = read("token a;\ntoken b;\nstd::token c;\n");
  ASSERT_EQ(M.Words.size(), 2u);
  EXPECT_EQ(M.Words[0].Line, 1u);
  EXPECT_EQ(M.Words[1].Line, 3u);
}

TEST_F(MentionsTest, WhatHidesNothing) {
  EXPECT_EQ(read("#if 0\ntoken t;\n#endif\n").Words.size(), 1u);
  EXPECT_EQ(read("#define T token\n").Words.size(), 1u);
  EXPECT_EQ(read("tok\\\nen t;\n").Words.size(), 1u);
}

TEST_F(MentionsTest, WhatIsNotRead) {
  EXPECT_TRUE(read("// token\n/* token */\n").Words.empty());
  EXPECT_TRUE(
      read("const char *t = \"token\", *r = R\"(token)\";").Words.empty());
  EXPECT_TRUE(read("#include <token>\n#include \"token.h\"\n").Words.empty());
  EXPECT_TRUE(read("#error token\n").Words.empty());
  EXPECT_TRUE(read("my_token tokens;").Words.empty());
  EXPECT_TRUE(read("").Words.empty());
}

TEST_F(MentionsTest, Namespaces) {
  Mentions M = read("namespace s = a::std;\nusing namespace b::c;\n"
                    "namespace d::e {}\n"
                    "#define OPEN namespace f {\n"
                    "namespace std {\n#include \"g.inc\"\n}\n");
  ASSERT_EQ(M.Aliases.size(), 1u);
  EXPECT_EQ(M.Aliases[0], std::make_pair(Names.id("s"), Names.id("std")));
  auto Set = [&](std::vector<uint32_t> Ids) {
    std::set<std::string> Out;
    for (uint32_t Id : Ids)
      Out.insert(Names.name(Id).str());
    return Out;
  };
  EXPECT_EQ(Set(M.Opened),
            std::set<std::string>({"b", "c", "d", "e", "f", "std"}));
  EXPECT_EQ(Set(M.OpenedHere), std::set<std::string>());
  M = read("namespace std { template <> struct hash<X>; }\n");
  EXPECT_EQ(Set(M.Opened), std::set<std::string>());
  EXPECT_EQ(Set(M.OpenedHere), std::set<std::string>({"std"}));
  M = read("using namespace std::chrono;\nusing namespace std::literals;\n");
  EXPECT_EQ(Set(M.Opened), std::set<std::string>({"chrono", "literals"}));
  M = read("using namespace std;\n");
  EXPECT_EQ(Set(M.Opened), std::set<std::string>({"std"}));
}

TEST_F(MentionsTest, OtherNamesOfNamespaces) {
  using List = std::vector<std::pair<std::string, std::string>>;
  auto Of = [&](const Mentions::Pairs &Ids) {
    List Out;
    for (const auto &P : Ids)
      Out.push_back({Names.name(P.first).str(), Names.name(P.second).str()});
    std::sort(Out.begin(), Out.end());
    return Out;
  };
  auto Aliases = [&](llvm::StringRef Text) { return Of(read(Text).Aliases); };
  EXPECT_EQ(Aliases("#define NS std\n"), (List{{"NS", "std"}}));
  EXPECT_EQ(Aliases("#define NS ::a::std\n#define M a::b\nint i;"),
            (List{{"M", "b"}, {"NS", "std"}}));
  EXPECT_EQ(Aliases("#define NS ::std::\n"), List{});
  EXPECT_EQ(Of(read("#define NS ::std::\n").Prefixes), (List{{"NS", "std"}}));
  for (const char *Text :
       {"#define NS\nstd::x y;", "#define NS(x) std\n", "#define NS std::x()\n",
        "#define NS a b\n", "#define NS int\n", "#define NS NS\n"}) {
    EXPECT_EQ(Aliases(Text), List{}) << Text;
    EXPECT_EQ(Of(read(Text).Prefixes), List{}) << Text;
  }
  // A directive takes a namespace into the one around it, and into no block's.
  const List Taken = {{"a", "std"}};
  EXPECT_EQ(Aliases("namespace a { using namespace std; }"), Taken);
  EXPECT_EQ(Aliases("namespace a { struct S {}; namespace { "
                    "using namespace std; } }"),
            Taken);
  EXPECT_EQ(Aliases("namespace b::a { extern \"C++\" { "
                    "using namespace std; } }"),
            Taken);
  EXPECT_EQ(Aliases("namespace a {\n#define OPEN {\nusing namespace std; }"),
            Taken);
  EXPECT_EQ(Aliases("namespace a { void f() { using namespace std; } }"),
            List{});
  EXPECT_EQ(Aliases("namespace a {} using namespace std;"), List{});
  // Inline namespaces.
  auto Inlines = [&](llvm::StringRef Text) { return Of(read(Text).Inlines); };
  const List Inline = {{"v1", "a"}};
  EXPECT_EQ(Inlines("namespace a { inline namespace v1 {} }"), Inline);
  EXPECT_EQ(Inlines("namespace a::inline v1 {}"), Inline);
  EXPECT_EQ(Inlines("#define A namespace a { inline namespace v1 {\n"), Inline);
  EXPECT_EQ(Inlines("inline namespace v1 {} namespace a { int v1; }"), List{});
  // What opens namespaces.
  EXPECT_EQ(Of(read("#define A namespace a { namespace b {\n"
                    "#define C int c;\nnamespace d {}")
                   .Openers),
            (List{{"A", "a"}, {"A", "b"}}));
}

TEST_F(MentionsTest, NamespacesWithAttributes) {
  for (const char *Text :
       {"namespace [[deprecated]] a { using namespace std; }",
        "namespace __attribute__((x(1))) a { using namespace std; }",
        "namespace a __attribute__((x)) { using namespace std; }"}) {
    Mentions M = read(Text);
    EXPECT_TRUE(
        std::binary_search(M.Opened.begin(), M.Opened.end(), Names.id("a")))
        << Text;
    EXPECT_EQ(M.Aliases.size(), 1u) << Text;
  }
}

TEST_F(MentionsTest, WhatStandsBeforeAName) {
  EXPECT_EQ(read("f(NS token);").Words[0].Qualifier, Names.id("NS"));
  EXPECT_EQ(read("f(const token);").Words[0].Qualifier, 0u);
}

TEST_F(MentionsTest, NamesOfObjects) {
  auto How = [&](llvm::StringRef Text) {
    Mentions M = read(Text);
    return M.Words.empty() ? Spelled::Member : M.Words.front().How;
  };
  for (const char *Text :
       {"X &token;", "X *token, y;", "f(X token);", "X<int> token;",
        "token = 1;", "if (token == x);", "token.f();"})
    EXPECT_EQ(How(Text), Spelled::Object) << Text;
  for (const char *Text :
       {"token t;", "V<token> v;", "V<int, token> v;", "sizeof(token)",
        "using T = token;", "token &t;", "token *t;", "f(const token);",
        "GUARDED token t;", "typedef token t;", "friend class token;",
        "using A::token;", "f(token = {})", "not token{}", "a or token{};",
        "new token;", "f(token)", "#define T X token\n"})
    EXPECT_NE(How(Text), Spelled::Object) << Text;
  for (const char *Text :
       {"auto f() -> token;", "auto f() -> token {", "auto f() const -> token;",
        "auto f() && -> token &;", "auto f() override -> token {",
        "virtual auto f() const -> token = 0;", "auto f() -> token = 0;",
        "auto f() [[a]] -> token {", "auto f() [[a(b[0])]] -> token;",
        "auto f() NOEXCEPT -> token {", "auto f = [] (int) mutable -> token {"})
    EXPECT_EQ(How(Text), Spelled::Plain) << Text;
  for (const char *Text :
       {"p->token;", "this->token;", "p->token = 1;", "f()->token(1);",
        "f()->token = x;", "a[b[1]]->token;", "f()->token.x;", "f()->token->x;",
        "x.token;", "f().token;"})
    EXPECT_EQ(How(Text), Spelled::Member) << Text;
}

TEST_F(MentionsTest, AnnotationsAndModules) {
  EXPECT_EQ(read("\n[[clang::annotate(\"ctx:role=token\")]] int i;").Annotation,
            2u);
  EXPECT_EQ(read("f(\"a ctx:\");").Annotation, 0u);
  EXPECT_EQ(read("\nimport std;\n").Module, 2u);
  EXPECT_EQ(read("\nexport module m;\n").Module, 2u);
  EXPECT_EQ(read("export\nimport m;\n").Module, 2u);
  EXPECT_EQ(read("module m:part; import :impl;\n").Module, 1u);
  EXPECT_EQ(read("module\n;\nint i; import <vector>;").Module, 3u);
  EXPECT_EQ(read("import::x();\n").Module, 0u);
  EXPECT_EQ(read("int i; import = 1; module->f(); import(x);\n").Module, 0u);
  EXPECT_EQ(read("f(module m);\n").Module, 0u);
  EXPECT_EQ(read("int i = module;\n").Module, 0u);
}

TEST_F(MentionsTest, Definitions) {
  EXPECT_TRUE(defines("void f() {}", "", "f"));
  EXPECT_TRUE(defines("void f(int (*g)(int)) noexcept(true) {}", "", "f"));
  EXPECT_TRUE(defines("auto f() -> std::vector<int> {}", "", "f"));
  EXPECT_TRUE(defines("A::A() : x(1) {}", "A", "A"));
  EXPECT_TRUE(defines("void A<int>::f() {}", "A", "f"));
  EXPECT_TRUE(defines("void A::operator()() {}", "A", "operator"));
  EXPECT_TRUE(defines("template <> void f<int>(int) {}", "", "f"));
  EXPECT_TRUE(defines("template <> A<int> f<A<int>>(int) {}", "", "f"));
  EXPECT_TRUE(defines("template <> void A::f<(1 > 0)>() {}", "A", "f"));
  EXPECT_TRUE(defines("void (f)() {}", "", "f"));
  EXPECT_TRUE(defines("void (A::f)() const {}", "A", "f"));
  EXPECT_TRUE(defines("int (*f())(int) {}", "", "f"));
  EXPECT_TRUE(defines("int (&A::f() const &)[3] {}", "A", "f"));
  EXPECT_FALSE(defines("template <> void f<int>(int);", "", "f"));
  EXPECT_FALSE(defines("void g() { f<int>(1); (f)(1); }", "", "f"));
  EXPECT_FALSE(defines("int (*f())(int);", "", "f"));
  EXPECT_FALSE(defines("void g() { if (f(1)) (h)(2); }", "", "f"));
  EXPECT_FALSE(defines("void f();", "", "f"));
  EXPECT_FALSE(defines("int i = f(1) + 2;", "", "f"));
  EXPECT_FALSE(defines("void f(", "", "f"));
}

TEST_F(MentionsTest, DeclarationsOfALibrary) {
  auto Names = [&](llvm::StringRef Text) {
    std::vector<std::string> Out;
    for (const Declared &D :
         read(Text, false, /*Declarations=*/true).Declarations)
      Out.push_back(this->Names.name(D.Name).str());
    return Out;
  };
  using List = std::vector<std::string>;
  EXPECT_EQ(Names("using Stop = std::token;"), List{"Stop"});
  EXPECT_EQ(Names("typedef std::token Stop;"), List{"Stop"});
  EXPECT_EQ(Names("class Scope : public token {};"), List{"Scope"});
  EXPECT_EQ(Names("token make();"), List{"make"});
  EXPECT_EQ(Names("#define MAKE token{}\n"), List{"MAKE"});
  EXPECT_EQ(Names("int make();"), List{});
  // What stands in a body is nobody else's.
  EXPECT_EQ(Names("int make() { using T = token; return 1; }"), List{});
}

} // namespace
