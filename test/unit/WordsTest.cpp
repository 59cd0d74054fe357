//===- WordsTest.cpp ------------------------------------------------------===//

#include "../../tool/Words.h"
#include "gtest/gtest.h"
#include <algorithm>

using namespace ctx::tool;

namespace {

/// The words of the vocabularies that come with the program.
const WordList &builtin() {
  static const WordList List = [] {
    std::vector<ctx::model::ModelError> Errors;
    auto Set = ctx::model::VocabularySet::load({}, Errors);
    return Set ? startingWords(*Set, ctx::model::ownHeaders({})) : WordList();
  }();
  return List;
}

const Word *find(llvm::StringRef Spelling) {
  auto It = std::find_if(builtin().Words.begin(), builtin().Words.end(),
                         [&](const Word &W) { return W.Spelling == Spelling; });
  return It == builtin().Words.end() ? nullptr : &*It;
}

TEST(Words, WhatStartsAFinding) {
  const Word *Token = find("std::stop_token");
  ASSERT_TRUE(Token);
  EXPECT_EQ(Token->Name, "stop_token");
  EXPECT_EQ(Token->Qualifier, "std");
  EXPECT_FALSE(Token->Function);
  EXPECT_FALSE(Token->OnlyWork);
  // It starts work that nobody may be able to stop.
  const Word *Thread = find("std::thread");
  ASSERT_TRUE(Thread);
  EXPECT_TRUE(Thread->OnlyWork);
  const Word *Async = find("std::async");
  ASSERT_TRUE(Async);
  EXPECT_TRUE(Async->Function);
}

TEST(Words, WhatOnlyTakesPart) {
  EXPECT_FALSE(find("std::this_thread::sleep_for"));
  EXPECT_FALSE(find("std::future"));
}

TEST(Words, EachOnce) {
  std::set<std::pair<std::string, size_t>> Seen;
  for (const Word &W : builtin().Words)
    EXPECT_TRUE(Seen.insert({W.Spelling, W.Vocabulary}).second) << W.Spelling;
  for (const Word &W : builtin().Words)
    EXPECT_LT(W.Vocabulary, builtin().Headers.size());
}

TEST(Words, HeadersOfALibrary) {
  EXPECT_TRUE(isOneOf("/usr/include/acme/a/b.h", {"acme/"}));
  EXPECT_TRUE(isOneOf("/usr/include/acme.h", {"acme.h"}));
  EXPECT_FALSE(isOneOf("/usr/include/myacme/b.h", {"acme/"}));
  EXPECT_FALSE(isOneOf("/usr/include/acme.hpp", {"acme.h"}));
}

TEST(Words, HeadersOfTheToolchain) {
  for (const char *Path :
       {"/usr/include/c++/12/vector", "/opt/llvm/include/c++/v1/vector",
        "/usr/lib/clang/22/include/stddef.h",
        "/usr/lib/gcc/x86_64-linux-gnu/12/include/omp.h"})
    EXPECT_TRUE(isToolchains(Path, "")) << Path;
  for (const char *InC : {"pthread.h", "x86_64-linux-gnu/bits/types.h",
                          "x86_64-linux-gnu/sys/stat.h", "linux/if.h"})
    EXPECT_TRUE(isToolchains((llvm::Twine("/usr/include/") + InC).str(), InC))
        << InC;
  for (const char *InC : {"uv.h", "boost/net/trace.h", "x86_64-linux-gnu/uv.h"})
    EXPECT_FALSE(isToolchains((llvm::Twine("/usr/include/") + InC).str(), InC))
        << InC;
  for (const char *Path :
       {"/usr/include/boost/asio.hpp", "/usr/include/grpcpp/grpcpp.h",
        "/srv/c++/mine/vector", "/usr/include/gio/gio.h",
        "/srv/lib/http/include/http.h", "/usr/include/uv.h",
        // What has the name of one of the C library's, and is elsewhere.
        "/srv/include/net/client.h", "/srv/include/trace.h"})
    EXPECT_FALSE(isToolchains(Path, "")) << Path;
}

} // namespace
