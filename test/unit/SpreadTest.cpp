//===- SpreadTest.cpp -----------------------------------------------------===//

#include "facts/Spread.h"
#include "gtest/gtest.h"

using namespace ctx::facts;

namespace {

Fact about(const char *Kind, std::string Detail, unsigned Line = 1) {
  Fact F;
  F.Check = "ctx-x";
  F.Kind = Kind;
  F.Usr = "c:@S@X@FI@src_";
  F.File = "/p/x.h";
  F.Line = Line;
  F.Detail = std::move(Detail);
  return F;
}

SpreadNeeds needs() {
  SpreadNeeds N;
  N.Name = "src_";
  N.Class = "X";
  N.Advice = "trigger it";
  N.Functions = {1, 0xABCDEF};
  return N;
}

/// Everything of the class but what \p Leave says.
FactSet complete(const char *Leave = "") {
  FactSet All;
  auto Add = [&](Fact F) {
    if (F.Kind != Leave)
      All.record(std::move(F));
  };
  Add(about(spread::Needs, needs().toText()));
  Add(about(spread::Seen, idText(1)));
  Add(about(spread::Seen, idText(0xABCDEF)));
  Add(about(spread::Wait, SpreadWait{false, false}.toText(), 7));
  Add(about(spread::Wait, SpreadWait{true, true}.toText(), 9));
  Add(about(spread::HandedOut, ""));
  return All;
}

size_t lost(const FactSet &Facts) { return lostMembers(Facts, "ctx-x").size(); }

TEST(Spread, TextComesBack) {
  auto N = SpreadNeeds::fromText(needs().toText());
  ASSERT_TRUE(N);
  EXPECT_EQ(N->toText(), needs().toText());
  EXPECT_EQ(N->Functions.size(), 2u);
  auto W = SpreadWait::fromText(SpreadWait{true, true}.toText());
  ASSERT_TRUE(W);
  EXPECT_TRUE(W->Destructor && W->NeedsToken);
  EXPECT_FALSE(SpreadNeeds::fromText("a|b|c"));
  EXPECT_FALSE(SpreadNeeds::fromText("a|b|c|xyz"));
  EXPECT_FALSE(SpreadWait::fromText("anything"));
}

TEST(Spread, AMemberThatNothingTriggersIsLost) {
  auto Found = lostMembers(complete(), "ctx-x");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found.front().Needs.Name, "src_");
  EXPECT_EQ(Found.front().Wait->Line, 9u) << "the destructor's comes first";
  EXPECT_TRUE(lostMembers(complete(), "ctx-y").empty());
}

TEST(Spread, TheOrderOfMergingDoesNotMatter) {
  FactSet A, B, All = complete();
  bool Odd = false;
  for (const Fact &F : All)
    ((Odd = !Odd) ? A : B).record(F);
  FactSet AB = A, BA = B;
  AB.merge(B);
  BA.merge(A);
  EXPECT_TRUE(AB == BA);
  EXPECT_EQ(lost(AB), 1u);
  EXPECT_EQ(lost(A) + lost(B), 0u);
}

TEST(Spread, UnknownIsSilent) {
  EXPECT_EQ(lost(complete(spread::Seen)), 0u);
  EXPECT_EQ(lost(complete(spread::Wait)), 0u);
  EXPECT_EQ(lost(complete(spread::HandedOut)), 0u) << "the wait needs a token";
  FactSet OneUnseen = complete(spread::Seen);
  OneUnseen.record(about(spread::Seen, idText(1)));
  EXPECT_EQ(lost(OneUnseen), 0u);
  FactSet Stopped = complete();
  Stopped.record(about(spread::Stopped, "", 3));
  EXPECT_EQ(lost(Stopped), 0u);
  FactSet Other = complete();
  SpreadNeeds Second = needs();
  Second.Functions.insert(2);
  Other.record(about(spread::Needs, Second.toText()));
  EXPECT_EQ(lost(Other), 0u) << "two definitions of one class";
}

TEST(Spread, ASilencedMemberIsLostForTheComment) {
  FactSet All = complete(spread::Needs);
  Fact F = about(spread::Needs, needs().toText());
  F.Suppressed = true;
  All.record(F);
  // What silences it is in use, and who joins leaves it out.
  EXPECT_EQ(lost(All), 1u);
}

} // namespace
