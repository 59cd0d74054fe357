//===- NeedTest.cpp -------------------------------------------------------===//

#include "../../tool/Need.h"
#include "gtest/gtest.h"
#include <deque>

using namespace ctx::tool;

namespace {

/// Looks for `std::token` (a type) and `std::run` (a function that only starts
/// work), of which `lib/` is the library.
struct NeedTest : testing::Test {
  NeedTest() : Look(list(), Names) {
    for (const Word &W : Look.list().Words)
      Words.insert(Names.id(W.Name));
  }

  static WordList list() {
    WordList L;
    L.Words.push_back({"token", "std", "std::token", /*Function=*/false,
                       /*OnlyWork=*/false, 0});
    L.Words.push_back({"run", "std", "std::run", /*Function=*/true,
                       /*OnlyWork=*/true, 0});
    L.Words.push_back({"nap", "here", "boost::here::nap", /*Function=*/true,
                       /*OnlyWork=*/false, 0});
    L.Words.push_back({"Pool", "internal", "lib::internal::Pool",
                       /*Function=*/false, /*OnlyWork=*/false, 0,
                       /*Type=*/true});
    L.Words.push_back({"gone", "lib", "lib::gone", /*Function=*/false,
                       /*OnlyWork=*/false, 0});
    L.Words.front().Type = true;
    L.Headers = {{"lib/"}};
    return L;
  }

  NeedTest &add(llvm::StringRef Text, NeedFile::KindT Kind = NeedFile::Own,
                bool System = false) {
    NeedFile F;
    F.Kind = Kind;
    F.Index = Said.size();
    F.System = System;
    F.Libraries = Kind == NeedFile::Library;
    Said.push_back(readMentions(
        Text, Names, {Words, false, System || Kind == NeedFile::Library}));
    F.What = &Said.back();
    Files.push_back(F);
    return *this;
  }
  NeedTest &library(llvm::StringRef Text) {
    return add(Text, NeedFile::Library, true);
  }
  NeedTest &sdk(llvm::StringRef Text) { return add(Text, NeedFile::Own, true); }
  /// The word in the files that were added, which are forgotten.
  std::string word() {
    auto Hit = Look.find(Files);
    Files.clear();
    return Hit ? Hit->Word : "";
  }

  NameTable Names;
  Need Look;
  llvm::DenseSet<uint32_t> Words;
  std::deque<Mentions> Said;
  std::vector<NeedFile> Files;
};

TEST_F(NeedTest, Qualified) {
  EXPECT_EQ(add("std::token t;").word(), "'std::token'");
  EXPECT_EQ(add("mine::token t;").word(), "");
  EXPECT_EQ(add("a.token; b->token; token c;").word(), "");
}

TEST_F(NeedTest, TheSameNameInStd) {
  EXPECT_EQ(add("boost::here::nap(1);").word(), "'boost::here::nap'");
  EXPECT_EQ(add("here::nap(1);").word(), "'boost::here::nap'");
  EXPECT_EQ(add("std::here::nap(1);").word(), "");
  EXPECT_EQ(add("::std::here::nap(1);").word(), "");
}

TEST_F(NeedTest, AllThatStandsBeforeAName) {
  EXPECT_EQ(add("namespace internal { Pool p; }").word(), "");
  EXPECT_EQ(add("namespace lib::internal { Pool p; }").word(),
            "'lib::internal::Pool'");
  EXPECT_EQ(add("Pool p;").add("namespace lib { namespace internal {").word(),
            "'lib::internal::Pool'");
  EXPECT_EQ(add("internal::Pool p;").word(), "'lib::internal::Pool'");
}

TEST_F(NeedTest, ConstantsAreComparedAndPassed) {
  EXPECT_EQ(add("using namespace lib; bool b = gone == error;").word(),
            "'lib::gone'");
  EXPECT_EQ(add("using namespace lib; f(&gone);").word(), "'lib::gone'");
}

TEST_F(NeedTest, OpenNamespaces) {
  EXPECT_EQ(add("token t;").add("using namespace std;").word(), "'std::token'");
  EXPECT_EQ(add("namespace s = std; s::token t;").word(), "'std::token'");
  EXPECT_EQ(add("namespace a = b; namespace b = std; a::token t;").word(),
            "'std::token'");
  // A block is open in its own file, and where it includes another.
  EXPECT_EQ(add("token t;").add("namespace std { int i; }").word(), "");
  EXPECT_EQ(add("namespace std { token t; }").word(), "'std::token'");
  EXPECT_EQ(
      add("token t;").add("namespace std {\n#include \"t.inc\"\n}").word(),
      "'std::token'");
  EXPECT_EQ(add("token t;").add("#define OPEN namespace std {").word(),
            "'std::token'");
  // What opens a part of a namespace does not open the rest of it, unless the
  // part may be an inline namespace.
  EXPECT_EQ(add("token t; using namespace std::chrono;").word(), "");
  EXPECT_EQ(add("Pool p; using namespace lib::internal::v1;").word(),
            "'lib::internal::Pool'");
  // "internal" is open in many places; that of lib has to be named.
  EXPECT_EQ(add("Pool p; namespace internal {").word(), "");
  EXPECT_EQ(add("Pool p; namespace internal { f(int lib);").word(), "");
  EXPECT_EQ(add("Pool p; namespace internal {").add("#define NS lib").word(),
            "'lib::internal::Pool'");
  EXPECT_EQ(add("Pool p; namespace internal {").add("lib::Other o;").word(),
            "'lib::internal::Pool'");
  // Nobody means the type by the name of a variable.
  EXPECT_EQ(add("using namespace std; int &token;").word(), "");
  // A library that opens its own namespace opens it for nobody.
  EXPECT_EQ(add("token t;").library("namespace std { int x; }").word(), "");
}

TEST_F(NeedTest, MacrosThatNameANamespace) {
  EXPECT_EQ(add("NS::token t;").add("#define NS std\n").word(), "'std::token'");
  EXPECT_EQ(add("#define NS std\nusing namespace NS; token t;").word(),
            "'std::token'");
  EXPECT_EQ(add("#define NS std\nnamespace n = NS; n::token t;").word(),
            "'std::token'");
  for (const char *Text : {"f(STD token);", "f(STD token{});", "STD token t;"})
    EXPECT_EQ(add(Text).add("#define STD ::std::\n").word(), "'std::token'")
        << Text;
  EXPECT_EQ(add("f(STD token);").add("#define STD ::mine::\n").word(), "");
  EXPECT_EQ(add("NS::token t;").add("#define NS mine\n").word(), "");
}

TEST_F(NeedTest, NamespacesInNamespaces) {
  const char Own[] = "namespace compat { using namespace std; }";
  EXPECT_EQ(add("compat::token t;").add(Own).word(), "'std::token'");
  EXPECT_EQ(add("other::token t;").add(Own).word(), "");
  const char Inline[] =
      "namespace std { inline namespace v1 { class token; } }";
  EXPECT_EQ(library(Inline).add("std::v1::token t;").word(), "'std::token'");
  EXPECT_EQ(library(Inline).add("mine::v1::token t;").word(), "");
  EXPECT_EQ(library(Inline).add("namespace mine::v1 { token t; }").word(), "");
}

TEST_F(NeedTest, ALibrarysMacroOpensItsNamespaces) {
  const char Header[] =
      "#define BEGIN namespace lib { namespace internal {\n#define END } }\n"
      "#define MORE namespace x { BEGIN\n";
  EXPECT_EQ(library(Header).add("BEGIN Pool p; END").word(),
            "'lib::internal::Pool'");
  EXPECT_EQ(library(Header).add("MORE Pool p; END }").word(),
            "'lib::internal::Pool'");
  EXPECT_EQ(library(Header).add("END Pool p;").word(), "");
}

TEST_F(NeedTest, FunctionsAreFoundByTheirArguments) {
  EXPECT_EQ(add("run(a);").word(), "");
  EXPECT_EQ(add("run(std::launch::now);").word(), "'std::run'");
  EXPECT_EQ(add("int run = std::x;").word(), "");
}

TEST_F(NeedTest, Annotations) {
  EXPECT_EQ(add("[[clang::annotate(\"ctx:role=token\")]] int i;").word(),
            "an annotation");
}

TEST_F(NeedTest, ThirdParties) {
  EXPECT_EQ(sdk("std::token t;").word(), "'std::token'");
  // Work that is started in a third party's header is not the user's.
  EXPECT_EQ(sdk("inline void go() { std::run(1); }").word(), "");
  EXPECT_EQ(sdk("#define GO std::run(1)\n").add("void f() { GO; }").word(),
            "'GO', which has to do with 'std::run',");
}

TEST_F(NeedTest, WhatALibraryMakesOfAWord) {
  const char Header[] = "namespace std { class token; class scope : public "
                        "token {}; using alias = scope; token make(); "
                        "int other(); }";
  EXPECT_EQ(library(Header).add("int i;").word(), "");
  EXPECT_EQ(library(Header).add("scope s;").word(),
            "'scope', which has to do with 'std::token',");
  EXPECT_EQ(library(Header).add("alias a;").word(),
            "'alias', which has to do with 'std::token',");
  EXPECT_EQ(library(Header).add("auto t = make();").word(),
            "'make', which has to do with 'std::token',");
  EXPECT_EQ(library(Header).add("other();").word(), "");
}

TEST_F(NeedTest, TheFirstLine) {
  add("int i;\n\nstd::token a;\nstd::token b;\n");
  auto Hit = Look.find(Files);
  ASSERT_TRUE(Hit);
  EXPECT_EQ(Hit->File, 0u);
  EXPECT_EQ(Hit->Line, 3u);
}

} // namespace
