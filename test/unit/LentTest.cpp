//===- LentTest.cpp -------------------------------------------------------===//

#include "analysis/Lent.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::Loan;

namespace {

class Unit : public test::Analysed {
public:
  explicit Unit(const std::string &Code)
      : Analysed("void work(std::stop_token); void poll(std::stop_source &);"
                 "void submit(std::function<void()>); void done();"
                 "struct Joins { std::thread t; ~Joins() { t.join(); } };"
                 "struct Plain { int i; ~Plain() { step(); } };"
                 "void drain(std::thread &t) { t.join(); }" +
                 Code) {}

  /// What outlives the objects of `f`: "src: reference, t", with the handle
  /// that waits too late; "" for nothing.
  std::string dangling() {
    const FunctionDecl *F = function("f");
    analysis::FunctionView View(F, parents(F), roles());
    std::vector<analysis::Start> Starts =
        analysis::startsIn(F, parents(F), roles());
    llvm::StringRef Words[] = {"submit"};
    analysis::HandOutContext Context{
        roles(), Words,
        [this](const FunctionDecl *G) -> const ParentMap & {
          return parents(G);
        },
        [this](const Expr *Call, const Expr *Arg) {
          return analysis::startsAsync(Call, Arg, roles());
        }};
    analysis::Lent Analysis(View, Starts, Context);
    std::string Out;
    for (const analysis::Owner &O : analysis::ownersIn(F, roles())) {
      if (!Analysis.isLent(O))
        continue;
      auto D = Analysis.find(O, *cfg(O.Unit));
      if (!D)
        continue;
      EXPECT_NE(D->At, nullptr);
      EXPECT_TRUE(D->Returned || D->Dies.isValid() || D->Handle);
      static const char *const How[] = {"reference", "token", "derived",
                                        "call"};
      Out += (Out.empty() ? "" : "; ") + O.V->getNameAsString() + ": " +
             How[unsigned(D->How)] + (D->Returned ? ", returned" : "") +
             (D->Handle ? ", " + D->Handle->getNameAsString() : "");
    }
    return Out;
  }
};

std::string inF(const std::string &Body) {
  return Unit("void f(std::function<void()> &kept) {" + Body + "}").dangling();
}

TEST(Lent, DetachedWork) {
  EXPECT_EQ(inF("std::stop_source src; std::thread([&src] { poll(src); })"
                ".detach();"),
            "src: reference");
  EXPECT_EQ(inF("std::inplace_stop_source src; std::thread([st = "
                "src.get_token()] { use(st); }).detach();"),
            "src: token");
  // A token of this kind keeps its state alive.
  EXPECT_EQ(inF("std::stop_source src; std::thread(work, src.get_token())"
                ".detach();"),
            "");
  EXPECT_EQ(inF("std::stop_source src; submit([&] { poll(src); });"),
            "src: reference");
}

TEST(Lent, WhateverWaitsOnEveryPathMakesItSafe) {
  EXPECT_EQ(inF("std::stop_source src; std::thread t([&] { poll(src); }); "
                "t.join();"),
            "");
  EXPECT_EQ(inF("std::stop_source src; std::thread t([&] { poll(src); }); "
                "drain(t);"),
            "");
  EXPECT_EQ(inF("std::stop_source src; std::thread t([&] { poll(src); }); if "
                "(ready()) { t.detach(); return; } t.join();"),
            "src: reference");
}

TEST(Lent, DeclarationOrderDecides) {
  EXPECT_EQ(inF("std::jthread t; std::stop_source src; t = std::jthread([&] { "
                "poll(src); });"),
            "src: reference, t");
  EXPECT_EQ(inF("std::stop_source src; std::jthread t; t = std::jthread([&] { "
                "poll(src); });"),
            "");
}

TEST(Lent, OwnersThatGoAlong) {
  EXPECT_EQ(inF("auto src = std::make_shared<std::stop_source>(); std::thread("
                "[src] { poll(*src); }).detach();"),
            "");
  EXPECT_EQ(inF("std::stop_source src; std::thread([src] { use(src); })"
                ".detach();"),
            "");
}

TEST(Lent, UnknownIsTakenToBeSafe) {
  EXPECT_EQ(inF("std::stop_source src; use([&] { poll(src); });"), "");
  EXPECT_EQ(Unit("void f(std::stop_source &src) { std::thread([&src] { "
                 "poll(src); }).detach(); }")
                .dangling(),
            "");
}

TEST(Lent, Waiters) {
  Unit U("void f(std::thread &t) { t.join(); } void g() { step(); }"
         "struct M { Joins j; Plain p; };");
  analysis::Waiters Waits(U.roles());
  EXPECT_TRUE(Waits.waitsWithin(U.function("f")->getBody()));
  EXPECT_FALSE(Waits.waitsWithin(U.function("g")->getBody()));
  EXPECT_TRUE(Waits.destructorWaits(U.named<FieldDecl>("j")->getType()));
  EXPECT_FALSE(Waits.destructorWaits(U.named<FieldDecl>("p")->getType()));
}

TEST(Lent, HandlesThatJoinWhenTheyDie) {
  Unit U("struct M { std::jthread a; std::thread b; std::vector<std::jthread> "
         "c; std::unique_ptr<std::jthread> d; int e; };");
  auto Joins = [&](llvm::StringRef Name) {
    return analysis::joinsOnDestroy(U.named<FieldDecl>(Name)->getType(),
                                    U.roles());
  };
  EXPECT_TRUE(Joins("a"));
  EXPECT_FALSE(Joins("b"));
  EXPECT_TRUE(Joins("c"));
  EXPECT_TRUE(Joins("d"));
  EXPECT_FALSE(Joins("e"));
}

} // namespace
