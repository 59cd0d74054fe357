//===- ChainsTest.cpp -----------------------------------------------------===//

#include "facts/Chains.h"
#include "gtest/gtest.h"
#include <algorithm>

using namespace ctx::facts;

namespace {

/// A hop that makes \p Calls, in that order, and loses what is in \p Wants.
HopFact hop(FunctionId Id, std::vector<FunctionId> Calls,
            std::vector<std::string> Wants = {}) {
  HopFact H;
  H.Id = Id;
  H.Name = "f" + std::to_string(Id);
  unsigned Line = 10;
  for (FunctionId C : Calls) {
    H.Calls.push_back({C, {Line * 10, Line, 3}});
    ++Line;
  }
  for (const std::string &W : Wants) {
    H.Losses.push_back({'e', {Line * 10, Line, 5}, {W}, "fetch"});
    ++Line;
  }
  return H;
}

Fact factOf(const HopFact &H, std::string File = "/src/a.cpp") {
  Fact F;
  F.Check = "ctx-dropping-chain";
  F.Kind = "hop";
  F.Usr = "c:@F@f" + std::to_string(H.Id);
  F.File = std::move(File);
  F.Detail = H.toText();
  return F;
}

StartFact start(FunctionId Callee) {
  StartFact S;
  S.Callee = Callee;
  S.Name = "Server::handle";
  S.Token = "st";
  S.Has = {"std.token", "stop"};
  S.Declared = {4, 1, 5};
  return S;
}

Fact factOf(const StartFact &S, unsigned Line) {
  Fact F;
  F.Check = "ctx-dropping-chain";
  F.Kind = "start";
  F.Usr = "c:@F@handle";
  F.File = "/src/h.cpp";
  F.Line = Line;
  F.Detail = S.toText();
  return F;
}

/// The chains of a program whose facts came in the order of \p Facts.
class Program {
public:
  explicit Program(std::vector<Fact> In)
      : Facts(std::move(In)), Index(pointers()) {}

  /// "f1 f2 f3" from \p Callee to a loss that \p Has would have helped; empty
  /// for none.
  std::string chain(FunctionId Callee, std::vector<std::string> Has = {"t"},
                    size_t MaxLinks = 6) const {
    std::string Text;
    if (std::optional<Chain> C = Index.find(Callee, Has, MaxLinks))
      for (const Chain::Link &L : C->Links)
        Text += (Text.empty() ? "" : " ") + L.Hop->Name;
    return Text;
  }
  const ChainIndex &index() const { return Index; }

private:
  std::vector<const Fact *> pointers() const {
    std::vector<const Fact *> Out;
    for (const Fact &F : Facts)
      Out.push_back(&F);
    return Out;
  }
  std::vector<Fact> Facts;
  ChainIndex Index;
};

std::vector<Fact> merged(const std::vector<FactSet> &Tus) {
  FactSet All;
  for (const FactSet &Tu : Tus)
    All.merge(Tu);
  return {All.begin(), All.end()};
}

TEST(Chains, TextIsReadBack) {
  HopFact H = hop(~0ull, {1, 0xabcdef}, {"std.token", "grpc.client"});
  H.Name = "Store::read<int, long>";
  H.Losses[0].What = "operator()(int, a b)";
  H.Losses[1].Wants = {"stop", "x"};
  std::optional<HopFact> Back = HopFact::fromText(H.toText());
  ASSERT_TRUE(Back);
  EXPECT_EQ(Back->toText(), H.toText());
  EXPECT_EQ(Back->Id, ~0ull);
  EXPECT_EQ(Back->Name, H.Name);
  ASSERT_EQ(Back->Calls.size(), 2u);
  EXPECT_EQ(Back->Calls[1].Callee, 0xabcdefu);
  EXPECT_EQ(Back->Calls[1].At.Line, 11u);
  ASSERT_EQ(Back->Losses.size(), 2u);
  EXPECT_EQ(Back->Losses[0].What, "operator()(int, a b)");
  EXPECT_EQ(Back->Losses[1].Wants, (std::vector<std::string>{"stop", "x"}));

  std::optional<StartFact> S = StartFact::fromText(start(7).toText());
  ASSERT_TRUE(S);
  EXPECT_EQ(S->Callee, 7u);
  EXPECT_EQ(S->Name, "Server::handle");
  EXPECT_EQ(S->Token, "st");
  EXPECT_EQ(S->Has, (std::vector<std::string>{"std.token", "stop"}));
  EXPECT_EQ(S->Declared.Column, 5u);
}

TEST(Chains, OtherTextIsNothing) {
  for (const char *Text :
       {"", "no number", "1 f\ne", "1 f\ne 1 2", "1 f\n> 1 2 3",
        "1 f\n> 1 2 3 z", "1 f\nlong 1 2 3 t fetch"})
    EXPECT_FALSE(HopFact::fromText(Text)) << Text;
  EXPECT_FALSE(StartFact::fromText(""));
  EXPECT_FALSE(StartFact::fromText("1 2 3\nst"));
  // Such a fact is left out; the others stay.
  Fact Odd = factOf(hop(1, {}, {"t"}));
  Odd.Detail = "from a newer version";
  Program P({Odd, factOf(hop(2, {}, {"t"}))});
  EXPECT_EQ(P.chain(1), "");
  EXPECT_EQ(P.chain(2), "f2");
}

TEST(Chains, IdsTellFunctionsApart) {
  EXPECT_EQ(functionId("c:@F@f#", ""), functionId("c:@F@f#", ""));
  EXPECT_NE(functionId("c:@F@f#", ""), functionId("c:@F@g#", ""));
  // Two static functions of one name in two files.
  EXPECT_NE(functionId("c:@F@f#", "/a.cpp"), functionId("c:@F@f#", "/b.cpp"));
  EXPECT_NE(functionId("c:@F@f#", "/a.cpp"), functionId("c:@F@f#", ""));
}

TEST(Chains, FollowsCallsOverFiles) {
  Program P({factOf(hop(1, {2}), "/src/a.cpp"),
             factOf(hop(2, {9, 3}), "/src/b.cpp"),
             factOf(hop(3, {}, {"t"}), "/src/c.cpp")});
  EXPECT_EQ(P.chain(1), "f1 f2 f3");
  EXPECT_EQ(P.chain(3), "f3");
  EXPECT_EQ(P.chain(9), "");
  std::optional<Chain> C = P.index().find(1, {"t"}, 6);
  ASSERT_TRUE(C);
  EXPECT_EQ(C->Links[1].At->File, "/src/b.cpp");
  ASSERT_TRUE(C->Links[1].Call);
  // The call of the next function, not the first call.
  EXPECT_EQ(C->Links[1].Call->At.Line, 11u);
  EXPECT_FALSE(C->Links[2].Call);
  ASSERT_TRUE(C->Loss);
  EXPECT_EQ(C->Loss->What, "fetch");
}

TEST(Chains, OnlyALossThatTheTokenWouldHelp) {
  Program P({factOf(hop(1, {2, 3})), factOf(hop(2, {}, {"grpc.client"})),
             factOf(hop(3, {4})), factOf(hop(4, {}, {"stop", "t"}))});
  EXPECT_EQ(P.chain(1, {"grpc.client"}), "f1 f2");
  EXPECT_EQ(P.chain(1, {"t"}), "f1 f3 f4");
  EXPECT_EQ(P.chain(1, {"other", "stop"}), "f1 f3 f4");
  EXPECT_EQ(P.chain(1, {"other"}), "");
  EXPECT_EQ(P.chain(1, {}), "");
}

TEST(Chains, TheShortestThenTheFirst) {
  Program P({factOf(hop(1, {2, 4, 3})), factOf(hop(2, {5})),
             factOf(hop(5, {}, {"t"})), factOf(hop(3, {}, {"t"})),
             factOf(hop(4, {}, {"t"}))});
  EXPECT_EQ(P.chain(1), "f1 f4");
  // What it loses itself comes before what those it calls lose.
  Program Q({factOf(hop(1, {2}, {"t"})), factOf(hop(2, {}, {"t"}))});
  EXPECT_EQ(Q.chain(1), "f1");
}

TEST(Chains, NoneThatIsTooLong) {
  std::vector<Fact> Facts;
  for (FunctionId I = 1; I != 7; ++I)
    Facts.push_back(factOf(hop(I, {I + 1})));
  Facts.push_back(factOf(hop(7, {}, {"t"})));
  Program P(Facts);
  EXPECT_EQ(P.chain(1, {"t"}, 6), "");
  EXPECT_EQ(P.chain(1, {"t"}, 7), "f1 f2 f3 f4 f5 f6 f7");
  EXPECT_EQ(P.chain(2, {"t"}, 6), "f2 f3 f4 f5 f6 f7");
}

TEST(Chains, RecursionEnds) {
  Program Itself({factOf(hop(1, {1, 2})), factOf(hop(2, {2}, {"t"}))});
  EXPECT_EQ(Itself.chain(1), "f1 f2");
  Program Round({factOf(hop(1, {2})), factOf(hop(2, {3})),
                 factOf(hop(3, {1, 4})), factOf(hop(4, {2}, {"t"}))});
  EXPECT_EQ(Round.chain(1), "f1 f2 f3 f4");
  EXPECT_EQ(Round.chain(4), "f4");
  Program Nowhere({factOf(hop(1, {2})), factOf(hop(2, {1}))});
  EXPECT_EQ(Nowhere.chain(1), "");
  EXPECT_EQ(Nowhere.chain(2), "");
}

TEST(Chains, AnInlineFunctionIsOneFact) {
  // Two translation units include the header with f2.
  Fact Inline = factOf(hop(2, {3}), "/src/h.h");
  FactSet A, B;
  A.record(factOf(hop(1, {2})));
  A.record(Inline);
  B.record(Inline);
  B.record(factOf(hop(3, {}, {"t"}), "/src/b.cpp"));
  std::vector<Fact> All = merged({A, B});
  EXPECT_EQ(All.size(), 3u);
  EXPECT_EQ(Program(All).chain(1), "f1 f2 f3");
}

TEST(Chains, FunctionsThatDifferAreUnknown) {
  // f2 is compiled in two configurations, and loses the token in one.
  Fact One = factOf(hop(2, {3}), "/src/h.h");
  Fact Other = factOf(hop(2, {3}, {"t"}), "/src/h.h");
  Fact Last = factOf(hop(3, {}, {"t"}));
  EXPECT_EQ(Program({factOf(hop(1, {2})), One, Other, Last}).chain(1), "");
  EXPECT_EQ(Program({factOf(hop(1, {2})), Other, One, Last}).chain(2), "");
  // Two programs in one run, each with an f2 of its own.
  Fact Elsewhere = factOf(hop(2, {3}), "/src/other/h.h");
  EXPECT_EQ(Program({factOf(hop(1, {2})), One, Elsewhere, Last}).chain(1), "");
  // A way round it stays.
  EXPECT_EQ(
      Program({factOf(hop(1, {2, 4})), One, Other, factOf(hop(4, {3})), Last})
          .chain(1),
      "f1 f4 f3");
}

TEST(Chains, MergeInAnyOrder) {
  std::vector<FactSet> Tus(4);
  Tus[0].record(factOf(hop(1, {4, 2})));
  Tus[1].record(factOf(hop(2, {3}), "/src/h.h"));
  Tus[1].record(factOf(hop(4, {1, 5})));
  Tus[2].record(factOf(hop(2, {3}), "/src/h.h"));
  Tus[2].record(factOf(hop(3, {}, {"t"})));
  Tus[3].record(factOf(hop(5, {}, {"t"})));
  Tus[3].record(factOf(hop(6, {}, {"t"}), "/src/one.h"));
  Tus[3].record(factOf(hop(6, {}, {"stop"}), "/src/one.h"));
  std::vector<size_t> Order{0, 1, 2, 3};
  unsigned Orders = 0;
  do {
    std::vector<FactSet> Shuffled;
    for (size_t I : Order)
      Shuffled.push_back(Tus[I]);
    std::vector<Fact> Facts = merged(Shuffled);
    EXPECT_EQ(Program(Facts).chain(1), "f1 f4 f5");
    EXPECT_EQ(Program(Facts).chain(6), "");
    // The index does not depend on the order that a set gives, either.
    std::reverse(Facts.begin(), Facts.end());
    EXPECT_EQ(Program(Facts).chain(1), "f1 f4 f5");
    EXPECT_EQ(Program(Facts).chain(2), "f2 f3");
    EXPECT_EQ(Program(Facts).chain(6), "");
    ++Orders;
  } while (std::next_permutation(Order.begin(), Order.end()));
  EXPECT_EQ(Orders, 24u);
}

/// The translation unit with \p Hops and calls of \p Starts; it defines nothing
/// else.
PruneInput unit(std::vector<HopFact> Hops, std::vector<FunctionId> Starts = {},
                std::set<FunctionId> Entries = {}) {
  PruneInput In;
  for (HopFact &H : Hops) {
    Fact F = factOf(H);
    In.Defined.insert(H.Id);
    In.Hops.push_back({std::move(H), std::move(F)});
  }
  unsigned Line = 1;
  for (FunctionId S : Starts)
    In.Starts.push_back({start(S), factOf(start(S), Line++)});
  In.Entries = std::move(Entries);
  return In;
}

/// The names of what is left: "f1 f2 2 starts".
std::string left(const PruneInput &In) {
  std::string Text;
  unsigned Starts = 0;
  for (const Fact &F : prune(In)) {
    if (F.Kind == "hop")
      Text += HopFact::fromText(F.Detail)->Name + " ";
    else
      ++Starts;
  }
  return Text + std::to_string(Starts) + " starts";
}

TEST(Chains, PruneKeepsWhatAChainCanUse) {
  // f2 is of another file: it may lose the token there.
  EXPECT_EQ(left(unit({hop(1, {2})}, {1})), "f1 1 starts");
  EXPECT_EQ(left(unit({hop(1, {2}), hop(2, {}, {"t"})}, {1})),
            "f1 f2 1 starts");
  // Nobody here calls f1, but others can.
  EXPECT_EQ(left(unit({hop(1, {2})}, {}, {1})), "f1 0 starts");
  // A call of something that is defined elsewhere.
  EXPECT_EQ(left(unit({}, {1})), "1 starts");
}

TEST(Chains, PruneTakesOutWhatNoChainUses) {
  // Nobody can call f1.
  EXPECT_EQ(left(unit({hop(1, {2})})), "0 starts");
  // f2 is defined here and is no hop, so f1 loses nothing.
  PruneInput In = unit({hop(1, {2})}, {1}, {1});
  In.Defined.insert(2);
  EXPECT_EQ(left(In), "0 starts");
  // Functions that call each other and nobody else.
  EXPECT_EQ(left(unit({hop(1, {2}), hop(2, {1})}, {1}, {2})), "0 starts");
  // f3 is of no use to f1, and nobody else calls it.
  EXPECT_EQ(left(unit({hop(1, {2}), hop(2, {}, {"t"}), hop(3, {2})}, {1})),
            "f1 f2 1 starts");
}

TEST(Chains, PruneLosesNoChain) {
  // a.cpp: handle -> f1 -> f2 (inline in a header), f2 -> f3 in b.cpp.
  HopFact F1 = hop(1, {2}), F2 = hop(2, {3}), F3 = hop(3, {4, 5}),
          F4 = hop(4, {}), F5 = hop(5, {}, {"t"});
  FactSet A = prune(unit({F1, F2}, {1}, {1}));
  FactSet B = prune(unit({F2, F3, F4, F5}, {}, {3, 4}));
  std::vector<Fact> Hops;
  for (const Fact &F : merged({B, A}))
    if (F.Kind == "hop")
      Hops.push_back(F);
  EXPECT_EQ(Program(Hops).chain(1), "f1 f2 f3 f5");
}

TEST(Chains, PlacesAreInTheFileOfTheFact) {
  Fact F = factOf(hop(1, {}), "/src/x.h");
  std::shared_ptr<const Fact> P = placeIn(F, {120, 12, 7});
  EXPECT_EQ(P->File, "/src/x.h");
  EXPECT_EQ(P->Offset, 120u);
  EXPECT_EQ(P->Line, 12u);
  EXPECT_EQ(P->Column, 7u);
}

} // namespace
