//===- FactSetTest.cpp ----------------------------------------------------===//

#include "facts/Facts.h"
#include "gtest/gtest.h"

using namespace ctx::facts;

namespace {

Fact fact(std::string Usr, unsigned Line, std::string Kind = "made") {
  Fact F;
  F.Check = "ctx-lost-cancel";
  F.Kind = std::move(Kind);
  F.Usr = std::move(Usr);
  F.File = "/src/a \"quoted\".cpp";
  F.Offset = 10 * Line;
  F.Line = Line;
  F.Column = 3;
  F.Detail = "stop_\n";
  return F;
}

FactSet set(std::initializer_list<Fact> Facts) {
  FactSet S;
  for (const Fact &F : Facts)
    S.record(F);
  return S;
}

FactSet merged(FactSet A, const FactSet &B) {
  A.merge(B);
  return A;
}

std::string text(const FactSet &S) {
  std::string Out;
  llvm::raw_string_ostream(Out) << S.toJson();
  return Out;
}

TEST(FactSet, MergeIsOrderFree) {
  FactSet A = set({fact("u1", 1), fact("u2", 2)});
  FactSet B = set({fact("u2", 2), fact("u3", 3)});
  FactSet C = set({fact("u1", 1, "triggered")});
  EXPECT_EQ(merged(A, B), merged(B, A));
  EXPECT_EQ(merged(merged(A, B), C), merged(A, merged(B, C)));
  EXPECT_EQ(merged(A, A), A);
  EXPECT_EQ(merged(A, FactSet()), A);
  EXPECT_EQ(merged(A, B).size(), 3u);
  EXPECT_EQ(text(merged(A, B)), text(merged(B, A)));
}

TEST(FactSet, EveryMemberCounts) {
  Fact Base = fact("u", 1);
  FactSet S;
  S.record(Base);
  auto Differs = [&](auto Change) {
    Fact F = Base;
    Change(F);
    FactSet T = S;
    T.record(F);
    return T.size() == 2 && !(S == T);
  };
  EXPECT_TRUE(Differs([](Fact &F) { F.Check = "x"; }));
  EXPECT_TRUE(Differs([](Fact &F) { F.Kind = "x"; }));
  EXPECT_TRUE(Differs([](Fact &F) { F.Usr = "x"; }));
  EXPECT_TRUE(Differs([](Fact &F) { F.File = "x"; }));
  EXPECT_TRUE(Differs([](Fact &F) { F.Offset = 99; }));
  EXPECT_TRUE(Differs([](Fact &F) { F.Line = 99; }));
  EXPECT_TRUE(Differs([](Fact &F) { F.Column = 99; }));
  EXPECT_TRUE(Differs([](Fact &F) { F.Detail = "x"; }));
  EXPECT_TRUE(Differs([](Fact &F) { F.Suppressed = true; }));
}

TEST(FactSet, JsonRoundTrip) {
  Fact Odd = fact("c:@N@acme@S@X#f#\xc3\xa9", 4000000000u);
  Odd.Suppressed = true;
  for (const FactSet &S : {FactSet(), set({fact("u", 1), Odd})}) {
    auto Parsed = llvm::json::parse(text(S));
    ASSERT_TRUE(bool(Parsed));
    auto Back = FactSet::fromJson(*Parsed);
    ASSERT_TRUE(bool(Back)) << llvm::toString(Back.takeError());
    EXPECT_EQ(*Back, S);
    EXPECT_EQ(text(*Back), text(S));
  }
}

std::string wrong(llvm::StringRef Json) {
  auto Parsed = llvm::json::parse(Json);
  EXPECT_TRUE(bool(Parsed));
  auto S = FactSet::fromJson(*Parsed);
  EXPECT_FALSE(bool(S));
  return S ? "" : llvm::toString(S.takeError());
}

TEST(FactSet, BadJsonIsNamed) {
  EXPECT_EQ(wrong("[]"), "facts: expected an object");
  EXPECT_EQ(wrong("{}"), "facts: expected \"schema\": 1");
  EXPECT_EQ(wrong("{\"schema\": 2, \"facts\": []}"),
            "facts: expected \"schema\": 1");
  EXPECT_EQ(wrong("{\"schema\": 1}"), "facts: expected a list under \"facts\"");
  std::string Missing =
      wrong("{\"schema\": 1, \"facts\": [{\"check\": \"c\"}]}");
  EXPECT_NE(Missing.find("entry 0"), std::string::npos);
  EXPECT_NE(Missing.find("kind"), std::string::npos);
  EXPECT_NE(wrong("{\"schema\": 1, \"facts\": [3]}").find("entry 0"),
            std::string::npos);
  std::string Type = text(set({fact("u", 1)}));
  Type.replace(Type.find("\"line\":1"), 8, "\"line\":\"x\"");
  EXPECT_NE(wrong(Type).find("line"), std::string::npos);
  std::string Negative = text(set({fact("u", 1)}));
  Negative.replace(Negative.find("\"line\":1"), 8, "\"line\":-1");
  EXPECT_NE(wrong(Negative).find("line"), std::string::npos);
}

TEST(FactSet, ByUsrSelectsCheckAndKind) {
  FactSet S = set({fact("u2", 7), fact("u1", 9), fact("u1", 3),
                   fact("u1", 1, "triggered")});
  auto Made = S.byUsr("ctx-lost-cancel", "made");
  ASSERT_EQ(Made.size(), 2u);
  ASSERT_EQ(Made["u1"].size(), 2u);
  EXPECT_EQ(Made["u1"][0]->Line, 3u);
  EXPECT_EQ(Made["u1"][1]->Line, 9u);
  EXPECT_TRUE(S.byUsr("ctx-other", "made").empty());
}

} // namespace
