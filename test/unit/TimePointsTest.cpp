//===- TimePointsTest.cpp -------------------------------------------------===//

#include "analysis/TimePoints.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::MomentFlaw;

namespace {

const char *const Chrono = R"(
# 1 "chrono.h" 3
namespace std::chrono {
struct seconds { constexpr explicit seconds(int) {} };
template <class C> struct time_point { constexpr time_point() {}
  constexpr explicit time_point(seconds) {}
  constexpr seconds time_since_epoch() const { return seconds(0); }
  static constexpr time_point max() { return {}; } };
template <class C> constexpr time_point<C> operator+(time_point<C> t, seconds) { return t; }
template <class C> constexpr seconds operator-(time_point<C>, time_point<C>) { return seconds(0); }
struct system_clock { static time_point<system_clock> now(); };
struct steady_clock { static time_point<steady_clock> now(); };
}
# 1 "src/a.cpp"
using namespace std::chrono;
using When = time_point<system_clock>;
void at(When);
When soon();
constexpr seconds kTimeout(5);
const When kEnd = system_clock::now() + kTimeout;
When end = system_clock::now();
struct Stub {};
)";

/// What is wrong with \p When, used in a function with the statements \p
/// Before.
std::string flaw(const std::string &When, const std::string &Before = "") {
  test::Analysed U(Chrono +
                   ("void f(When given) {" + Before + "; at(" + When + "); }"));
  analysis::Moment M =
      analysis::momentOf(U.call("at")->getArg(0), U.function("f")->getBody());
  switch (M.Flaw) {
  case MomentFlaw::None:
    return M.Local ? "local " + M.Local->getNameAsString() : "none";
  case MomentFlaw::Constant:
    return "constant";
  case MomentFlaw::Static:
    return "static " + M.Kept->getNameAsString();
  case MomentFlaw::Member:
    return "member " + M.Kept->getNameAsString();
  case MomentFlaw::Clock:
    return M.Asked->getNameAsString() + " for " + M.Meant->getNameAsString();
  }
  return "?";
}

TEST(TimePoints, AfterNow) {
  EXPECT_EQ(flaw("system_clock::now() + seconds(5)"), "none");
  EXPECT_EQ(flaw("t", "auto t = system_clock::now() + kTimeout"), "local t");
}

TEST(TimePoints, Constant) {
  EXPECT_EQ(flaw("When(seconds(5))"), "constant");
  EXPECT_EQ(flaw("When(kTimeout)"), "constant");
  EXPECT_EQ(flaw("t", "const When t(kTimeout)"), "constant");
}

TEST(TimePoints, NeverComes) { EXPECT_EQ(flaw("When::max()"), "none"); }

TEST(TimePoints, OnceForAll) {
  EXPECT_EQ(flaw("kEnd"), "static kEnd");
  EXPECT_EQ(flaw("t", "static const When t = system_clock::now()"), "static t");
  EXPECT_EQ(flaw("end"), "none"); // others may set it
}

TEST(TimePoints, AnotherClock) {
  EXPECT_EQ(flaw("When(steady_clock::now().time_since_epoch())"),
            "steady_clock for system_clock");
  EXPECT_EQ(flaw("When(system_clock::now().time_since_epoch())"), "none");
  EXPECT_EQ(flaw("system_clock::now() + (s - steady_clock::now())",
                 "auto s = steady_clock::now()"),
            "none"); // what is left is a duration
}

TEST(TimePoints, Unknown) {
  EXPECT_EQ(flaw("given"), "none");
  EXPECT_EQ(flaw("soon()"), "none");
  EXPECT_EQ(flaw("t", "When t(kTimeout); t = given"), "none");
}

/// The same of `end_` in a member function of a class with \p Members.
std::string memberFlaw(const std::string &Members,
                       const std::string &Class = "Client") {
  test::Analysed U(Chrono + ("class " + Class + " { Stub *stub_; " + Members +
                             " public: void f() { at(end_); } };"));
  analysis::Moment M =
      analysis::momentOf(U.call("at")->getArg(0), U.function("f")->getBody());
  return M.Flaw == MomentFlaw::Member ? M.Kept->getNameAsString() : "";
}

TEST(TimePoints, OfALongLivedObject) {
  EXPECT_EQ(memberFlaw("When end_ = system_clock::now() + kTimeout;"), "end_");
  EXPECT_EQ(
      memberFlaw("When end_ = system_clock::now() + kTimeout;", "Request"), "");
  EXPECT_EQ(memberFlaw("When end_ = system_clock::now(); void renew() { end_ = "
                       "system_clock::now(); }"),
            "");
  EXPECT_EQ(memberFlaw("When end_ = system_clock::now(); void renew();"), "");
}

} // namespace
