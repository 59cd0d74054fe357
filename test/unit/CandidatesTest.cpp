//===- CandidatesTest.cpp -------------------------------------------------===//

#include "facts/Candidates.h"
#include "gtest/gtest.h"

using namespace ctx::facts;

namespace {

/// What a translation unit says of a class that \p File defines.
CandidateSet seen(const char *File, unsigned Bits, const char *Thrown) {
  CandidateSet Set;
  Candidate &C = Set["a::Query"];
  C.Hint = "context";
  C.At = {File, 3};
  C.Bases = {"a::Base"};
  C.Parameters[{"shared.h", 7}] = Bits;
  C.Members.insert({File, 9});
  Part &P = C.Parts[PartKey{"method", "Check", "poll_throw"}];
  P.Role = "poll_throw";
  P.Of = Thrown;
  P.At = {"query.h", 4};
  P.Uses[{File, 12}] = InLoop;
  return Set;
}

std::string text(const CandidateSet &Set) {
  std::string Out;
  llvm::raw_string_ostream(Out) << Set.toJson();
  return Out;
}

TEST(Candidates, MergeInAnyOrder) {
  const CandidateSet Parts[] = {seen("a.cpp", IsFirst, ""),
                                seen("b.cpp", PassesOn, "::a::Error"),
                                seen("c.cpp", 0, "")};
  CandidateSet Forth, Back, Twice;
  for (int I : {0, 1, 2})
    Forth.merge(Parts[I]);
  for (int I : {2, 1, 0})
    Back.merge(Parts[I]);
  for (int I : {1, 0, 2, 1})
    Twice.merge(Parts[I]);
  EXPECT_EQ(text(Forth), text(Back));
  EXPECT_EQ(text(Forth), text(Twice));
  const Candidate &C = Forth.all().at("a::Query");
  EXPECT_EQ(C.At.File, "a.cpp");
  EXPECT_EQ(C.Parameters.size(), 1u);
  EXPECT_EQ(C.Parameters.begin()->second, unsigned(IsFirst | PassesOn));
  EXPECT_EQ(C.Members.size(), 3u);
  EXPECT_EQ(C.Parts.begin()->second.Of, "::a::Error");
  EXPECT_EQ(C.Parts.begin()->second.Uses.size(), 3u);
}

TEST(Candidates, CrossProcesses) {
  CandidateSet Set = seen("a.cpp", IsLast | IsPointer, "::a::Error");
  auto Read = CandidateSet::fromJson(Set.toJson());
  ASSERT_TRUE(bool(Read));
  EXPECT_EQ(text(*Read), text(Set));
}

TEST(Candidates, WhatIsNoneIsAnError) {
  for (const char *Text :
       {"[]", "{}", R"({"files": [], "candidates": [{}]})",
        R"({"files": [], "candidates": 1})", R"({"candidates": []})"}) {
    auto V = llvm::json::parse(Text);
    ASSERT_TRUE(bool(V));
    auto Read = CandidateSet::fromJson(*V);
    EXPECT_FALSE(bool(Read)) << Text;
    llvm::consumeError(Read.takeError());
  }
}

} // namespace
