//===- LoopGrowthTest.cpp -------------------------------------------------===//

#include "analysis/LoopGrowth.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;

namespace {

const char *const Tokens = R"(
namespace pplx {
struct cancellation_token_registration {};
struct cancellation_token {
  template <class F> cancellation_token_registration register_callback(F) const { throw 0; }
  void deregister_callback(cancellation_token_registration) const; };
struct cancellation_token_source { cancellation_token get_token() const;
  static cancellation_token_source create_linked_source(cancellation_token); void cancel(); };
}
using Callback = std::stop_callback<void (*)()>;
)";

/// What the loop piles up in a member function of a class with \p Members: what
/// and onto what.
std::string piles(const std::string &Loop, const std::string &Members = "",
                  const std::string &Before = "") {
  test::Analysed U(Tokens + ("class S {" + Members +
                             " void f(std::stop_token st, pplx::"
                             "cancellation_token ct, std::vector<Callback> "
                             "&list) {" +
                             Before + Loop + "} };"));
  const FunctionDecl *F = U.function("f");
  const Stmt *Found = nullptr;
  analysis::forEachStmt(F->getBody(), [&](const Stmt *S) {
    if (!Found && analysis::isLoop(S))
      Found = S;
    return !Found;
  });
  analysis::FunctionView View(F, U.parents(F), U.roles());
  std::string Out;
  unsigned Graphs = 0;
  auto Graph = [&] {
    ++Graphs;
    return U.cfg(F);
  };
  static const char *const Words[] = {"kept", "registered", "linked"};
  for (const analysis::Pile &P : analysis::pilesIn(Found, View, Graph))
    Out +=
        (Out.empty() ? "" : ", ") + std::string(Words[P.What]) + " " + P.Onto;
  EXPECT_LE(Graphs, 1u);
  return Out + (Graphs ? "" : "no graph");
}

TEST(LoopGrowth, EachKind) {
  EXPECT_EQ(piles("while (ready()) list.emplace_back(st, step);"), "kept list");
  EXPECT_EQ(piles("for (;;) ct.register_callback([] {});"), "registered ct");
  EXPECT_EQ(piles("while (ready()) pplx::cancellation_token_source::create_"
                  "linked_source(ct);"),
            "linked ct");
}

TEST(LoopGrowth, ComesToAnEnd) {
  EXPECT_EQ(piles("while (ready()) { list.emplace_back(st, step); return; }"),
            "");
  EXPECT_EQ(piles("for (int i = 0; i < 3; ++i) list.emplace_back(st, step);"),
            "no graph");
  EXPECT_EQ(piles("std::vector<int> all; for (int one : all) "
                  "ct.register_callback([] {});"),
            "no graph");
}

TEST(LoopGrowth, TakenBack) {
  EXPECT_EQ(piles("while (ready()) { list.clear(); list.emplace_back(st, "
                  "step); }"),
            "no graph");
  EXPECT_EQ(piles("while (ready()) { list.emplace_back(st, step); use(list); "
                  "}"),
            "no graph");
  EXPECT_EQ(piles("while (ready()) { auto r = ct.register_callback([] {}); "
                  "ct.deregister_callback(r); }"),
            "no graph");
}

TEST(LoopGrowth, OfThisIteration) {
  EXPECT_EQ(piles("while (ready()) { std::vector<Callback> own; "
                  "own.emplace_back(st, step); }"),
            "no graph");
}

TEST(LoopGrowth, Members) {
  const std::string Loop = "while (ready()) all_.emplace_back(st, step);";
  const std::string Field = "std::vector<Callback> all_;";
  EXPECT_EQ(piles(Loop, Field), "kept all_");
  EXPECT_EQ(piles(Loop, Field + "~S() { all_.clear(); }"), "kept all_");
  EXPECT_EQ(piles(Loop, Field, "all_.clear();"), "kept all_");
  EXPECT_EQ(piles(Loop, Field + "void reset() { all_.clear(); }"), "no graph");
  EXPECT_EQ(piles(Loop, Field + "void reset() { use(all_); }"), "no graph");
  EXPECT_EQ(piles(Loop, Field + "void reset();"), "no graph"); // may
}

TEST(LoopGrowth, Assignments) {
  test::Analysed U(
      "struct T { T &operator=(const T &); }; void f(int a, int b, "
      "T c, T d) { a = b; c = d; a += b; }");
  std::string Out;
  analysis::forEachStmt(U.function("f")->getBody(), [&](const Stmt *S) {
    auto [To, From] = analysis::sidesOf(S);
    if (To)
      Out += U.text(To) + "=" + U.text(From) + " ";
    return true;
  });
  EXPECT_EQ(Out, "a=b c=d ");
}

} // namespace
