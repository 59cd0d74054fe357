//===- RegistrationsTest.cpp ----------------------------------------------===//

#include "analysis/Registrations.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::Registration;

namespace {

class Unit : public test::Analysed {
public:
  explicit Unit(const std::string &Code) : Analysed(Code), Origins(roles()) {
    for (const FunctionDecl *F : functions())
      Origins.add(F, parents(F));
  }

  /// The registrations of the function \p F: "source -> callback's locks, kept
  /// in", with "local" for one that ends with its scope.
  std::string in(llvm::StringRef F = "f") {
    std::string Out;
    for (const analysis::Frame &Each : analysis::framesOf(function(F)))
      for (Registration &R : analysis::registrationsIn(
               Each, function(F), parents(function(F)), roles()))
        Out += (Out.empty() ? "" : "; ") + tell(R);
    return Out;
  }
  std::string ofMember(llvm::StringRef Name) {
    const auto *F = named<FieldDecl>(Name);
    Origins.add(F);
    std::string Out;
    for (Registration &R : analysis::registrationsIn(F, roles()))
      Out += (Out.empty() ? "" : "; ") + tell(R);
    return Out;
  }
  analysis::TokenOrigins Origins;

private:
  std::string tell(const Registration &R) {
    auto Source = R.Token ? Origins.of(R.Token) : std::nullopt;
    std::string Out = (Source ? Source->text() : "?") + " ->";
    for (const analysis::LockTake &T : analysis::locksTakenBy(R, roles()))
      Out += " " + T.Mutex.text();
    if (!R.Callback.Body)
      Out += " unseen";
    if (R.KeptIn)
      Out += ", " + R.KeptIn->text();
    if (R.Local)
      Out += " local";
    return Out;
  }
};

const std::string Members =
    "std::mutex m_, n_; std::stop_source src_; bool flag_; "
    "std::optional<std::stop_callback<std::function<void()>>> cb_; void "
    "onStop() { std::lock_guard g(m_); }";

std::string inClass(const std::string &Body) {
  return Unit("struct S {" + Members + "void f(std::stop_token st) {" + Body +
              "} };")
      .in();
}

TEST(Registrations, WhatTheyBelongToAndWhoKeepsThem) {
  EXPECT_EQ(inClass("std::stop_callback cb(src_.get_token(), [this] { "
                    "std::lock_guard g(m_); });"),
            "src_ -> m_, cb local");
  EXPECT_EQ(inClass("std::stop_callback cb(st, [] {});"), "st ->, cb local");
  EXPECT_EQ(inClass("auto own = src_.get_token(); cb_.emplace(own, [this] { "
                    "std::lock_guard g(n_); });"),
            "src_ -> n_, cb_");
  EXPECT_EQ(inClass("auto *p = new std::stop_callback<std::function<void()>>"
                    "(st, [this] { onStop(); });"),
            "st -> m_, p");
  EXPECT_EQ(inClass("step();"), "");
}

TEST(Registrations, CallbacksThatCannotBeSeen) {
  EXPECT_EQ(Unit("void g(std::stop_token st, std::function<void()> h) { "
                 "std::stop_callback cb(st, h); } void f() {}")
                .in("g"),
            "st -> unseen, cb local");
}

TEST(Registrations, LocksThatHangOnAFlagDoNotCount) {
  EXPECT_EQ(inClass("std::stop_callback cb(st, [this] { if (flag_) return; "
                    "std::lock_guard g(m_); });"),
            "st ->, cb local");
  EXPECT_EQ(inClass("std::stop_callback cb(st, [this] { m_.try_lock(); });"),
            "st ->, cb local");
  EXPECT_EQ(inClass("std::stop_callback cb(st, [this] { use([this] { "
                    "std::lock_guard g(m_); }); });"),
            "st ->, cb local");
}

TEST(Registrations, FunctionsAreNamedAsTheirCallerNamesThem) {
  Unit U(
      "struct S { std::mutex m; }; void stop(S &s) { std::lock_guard g(s.m); "
      "} void f(std::stop_token st, S &mine) { std::stop_callback cb(st, "
      "[&] { stop(mine); }); }");
  EXPECT_EQ(U.in(), "st -> mine.m, cb local");
}

TEST(Registrations, TheTokenOfAHandleIsTheHandles) {
  Unit U("struct S { std::mutex m_; std::jthread t_; void f() { t_ = "
         "std::jthread([this](std::stop_token st) { std::stop_callback cb(st, "
         "[this] { std::lock_guard g(m_); }); }); } };");
  EXPECT_EQ(U.in(), "t_ -> m_, cb local");
}

TEST(Registrations, InDefaultInitialisers) {
  Unit U("struct S {" + Members +
         "std::stop_callback<std::function<void()>> wake_{src_.get_token(), "
         "[this] { std::lock_guard g(m_); }}; int plain_ = 3; void f() {} };");
  EXPECT_EQ(U.ofMember("wake_"), "src_ -> m_, wake_");
  EXPECT_EQ(U.ofMember("plain_"), "");
}

TEST(Registrations, InConstructors) {
  Unit U("struct S { std::stop_source src_; std::mutex m_; "
         "std::stop_callback<std::function<void()>> wake_; S() : "
         "wake_(src_.get_token(), [this] { std::lock_guard g(m_); }) {} };");
  EXPECT_EQ(U.in("S"), "src_ -> m_, wake_");
}

TEST(Registrations, WhatATriggerIsARequestOn) {
  Unit U("struct S { std::stop_source src_; std::jthread t_; void f() { "
         "src_.request_stop(); t_.get_stop_source().request_stop(); } };");
  auto On = [&](unsigned Number) {
    auto Path = U.Origins.triggered(
        U.roles().op(U.call("request_stop", Number), model::Role::Trigger));
    return Path ? Path->text() : "?";
  };
  EXPECT_EQ(On(0), "src_");
  EXPECT_EQ(On(1), "t_");
}

} // namespace
