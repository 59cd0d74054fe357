//===- ExitTriggersTest.cpp -----------------------------------------------===//

#include "analysis/ExitTriggers.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;

namespace {

class Unit : public test::Analysed {
public:
  explicit Unit(const std::string &Body)
      : Analysed(
            "struct StopOnExit { std::stop_source &s; ~StopOnExit() { "
            "s.request_stop(); } };"
            "struct Through { std::stop_source &s; void stop() { "
            "s.request_stop(); } ~Through() { stop(); } };"
            "struct Hidden { std::stop_source &s; ~Hidden(); };"
            "struct Holder { std::stop_source &s; ~Holder() { step(); } };"
            "template <class F> struct Runs { F f; ~Runs() { f(); } };"
            "template <class F> Runs(F) -> Runs<F>;"
            "template <class F> struct ScopeGuard { F f; ~ScopeGuard(); void "
            "dismiss(); };"
            "template <class F> ScopeGuard(F) -> ScopeGuard<F>;"
            "template <class F> ScopeGuard<F> finally(F f) { return {f}; }"
            "template <class F> struct Task { F f; ~Task(); };"
            "template <class F> Task(F) -> Task<F>;"
            "void f(std::stop_source &src, std::stop_source &other) {" +
            Body + "}") {
    Names.insert(named<ParmVarDecl>("src"));
  }

  /// The variables of `f` that trigger `src`.
  std::string triggers() {
    const FunctionDecl *F = function("f");
    analysis::FunctionView View(F, parents(F), roles());
    std::string Out;
    for (const VarDecl *V : analysis::exitTriggers(F->getBody(), Names, View))
      Out += (Out.empty() ? "" : " ") + V->getNameAsString();
    return Out;
  }
  /// The call in `f` that triggers `src` itself.
  std::string trigger() {
    return text(analysis::triggerIn(function("f")->getBody(), Names, roles()));
  }
  std::string object() {
    return text(analysis::triggered(call("request_stop", 2), roles()));
  }

private:
  analysis::ObjectNames Names;
};

std::string triggers(const std::string &Body) { return Unit(Body).triggers(); }

TEST(ExitTriggers, DestructorsThatTrigger) {
  EXPECT_EQ(triggers("StopOnExit a{src};"), "a");
  EXPECT_EQ(triggers("Through a{src};"), "a");
  EXPECT_EQ(triggers("StopOnExit a{other};"), "");
  EXPECT_EQ(triggers("Holder a{src};"), "");
}

TEST(ExitTriggers, UnknownIsNo) {
  EXPECT_EQ(triggers("Hidden a{src};"), "");
  EXPECT_EQ(triggers("Task a{[&] { src.request_stop(); }};"), "");
}

TEST(ExitTriggers, GuardsThatRunALambda) {
  EXPECT_EQ(triggers("Runs a{[&] { src.request_stop(); }};"), "a");
  EXPECT_EQ(triggers("ScopeGuard a{[&] { src.request_stop(); }};"), "a");
  EXPECT_EQ(triggers("auto a = finally([&] { src.request_stop(); });"), "a");
  EXPECT_EQ(triggers("Runs a{[&] { other.request_stop(); }};"), "");
  EXPECT_EQ(triggers("auto a = [&] { src.request_stop(); };"), "");
}

TEST(ExitTriggers, DismissedOnesDoNot) {
  EXPECT_EQ(triggers("ScopeGuard a{[&] { src.request_stop(); }}; if (ready()) "
                     "a.dismiss();"),
            "");
}

TEST(ExitTriggers, RegistrationsWaitForSomebodyElse) {
  EXPECT_EQ(triggers("std::stop_callback a(other.get_token(), [&] { "
                     "src.request_stop(); });"),
            "");
}

TEST(ExitTriggers, OtherFramesAreOtherUnits) {
  EXPECT_EQ(triggers("auto l = [&] { StopOnExit a{src}; };"), "");
}

TEST(ExitTriggers, TheCallThatTriggers) {
  EXPECT_EQ(
      Unit("other.request_stop(); if (ready()) src.request_stop();").trigger(),
      "src.request_stop()");
  EXPECT_EQ(Unit("other.request_stop();").trigger(), "");
  // The two in front are the guards' own.
  EXPECT_EQ(Unit("other.request_stop();").object(), "other");
  EXPECT_EQ(
      Unit("std::jthread t; t.get_stop_source().request_stop();").object(),
      "t");
}

} // namespace
