//===- ObjectPathTest.cpp -------------------------------------------------===//

#include "analysis/ObjectPath.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::NamePath;

namespace {

/// A member function with the statements \p Before, then `take(Expr)`.
class Unit : public test::Analysed {
public:
  Unit(const std::string &Before, const std::string &Expr)
      : Analysed("struct Impl { std::thread worker; };"
                 "void take(std::thread &); std::thread &find();"
                 "struct S { std::thread thread_; std::vector<std::thread> "
                 "pool_; std::unique_ptr<Impl> impl_; Impl *raw_; static "
                 "std::thread shared_; void f(std::thread &arg, int i) {" +
                 Before + "; take(" + Expr + "); } };"),
        F(function("f")), View(F, parents(F), roles()) {}

  std::optional<NamePath> path(unsigned Call = 0) {
    return analysis::pathOf(call("take", Call)->getArg(0), View);
  }

private:
  const FunctionDecl *F;
  analysis::FunctionView View;
};

std::string name(const std::string &Before, const std::string &Expr) {
  auto Path = Unit(Before, Expr).path();
  return Path ? (Path->OfThis ? "this." : "") + Path->name() : "none";
}

TEST(ObjectPath, VariablesAndMembers) {
  EXPECT_EQ(name("std::thread t", "t"), "t");
  EXPECT_EQ(name("", "arg"), "arg");
  EXPECT_EQ(name("", "thread_"), "this.thread_");
  EXPECT_EQ(name("", "this->thread_"), "this.thread_");
  EXPECT_EQ(name("", "impl_->worker"), "this.impl_.worker");
  EXPECT_EQ(name("", "(*raw_).worker"), "this.raw_.worker");
  EXPECT_EQ(name("Impl own", "own.worker"), "own.worker");
  EXPECT_EQ(name("", "shared_"), "shared_");
}

TEST(ObjectPath, OtherNamesOfOneObject) {
  EXPECT_EQ(name("auto &t = thread_", "t"), "this.thread_");
  EXPECT_EQ(name("auto &own = *impl_", "own.worker"), "this.impl_.worker");
  auto Each = Unit("for (auto &t : pool_) take(t)", "thread_").path(1);
  ASSERT_TRUE(Each);
  EXPECT_EQ(Each->name(), "pool_");
  EXPECT_EQ(name("", "pool_[i]"), "this.pool_.i");
  EXPECT_EQ(name("", "pool_.at(i)"), "this.pool_.i");
}

TEST(ObjectPath, WhatHasNoPath) {
  EXPECT_EQ(name("", "find()"), "none");
  EXPECT_EQ(name("", "pool_[i + 1]"), "none");
  EXPECT_EQ(name("bool b = i", "b ? thread_ : arg"), "none");
}

TEST(ObjectPath, EqualAndHolding) {
  Unit U("take(impl_->worker); take(raw_->worker); Impl own; take(own.worker)",
         "impl_->worker");
  auto Impl = U.path(0), Raw = U.path(1), Own = U.path(2), Again = U.path(3);
  ASSERT_TRUE(Impl && Raw && Own && Again);
  EXPECT_TRUE(*Impl == *Again);
  EXPECT_FALSE(*Impl == *Raw);
  EXPECT_FALSE(*Impl == *Own);
  NamePath Part = *Impl;
  Part.Decls.pop_back();
  EXPECT_TRUE(Part.holds(*Impl));
  EXPECT_FALSE(Impl->holds(Part));
  EXPECT_FALSE(Part.holds(*Own));
  EXPECT_EQ(Impl->root(), nullptr);
  EXPECT_EQ(Own->root()->getName(), "own");
  EXPECT_EQ(Own->last()->getName(), "worker");
  EXPECT_EQ(NamePath().name(), "this");
}

} // namespace
