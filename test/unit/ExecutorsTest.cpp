//===- ExecutorsTest.cpp --------------------------------------------------===//

#include "analysis/Executors.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::Runner;

namespace {

const char *const Asio = R"(
namespace asio {
enum class cancellation_type { none = 0 };
struct io_context { struct executor_type {}; executor_type get_executor(); int run(); };
struct thread_pool { struct executor_type {}; executor_type get_executor(); void join(); };
template <class E> struct strand {};
template <class C> strand<typename C::executor_type> make_strand(C &);
template <class E> strand<E> make_strand(const E &);
struct steady_timer { template <class C> explicit steady_timer(C &&); };
}
void post(...);
)";

class Unit : public test::Analysed {
public:
  Unit(const std::string &Before, const std::string &A,
       const std::string &B = "")
      : Analysed(Asio + ("struct S { asio::io_context own_; asio::io_context "
                         "&a_, &b_; void f(asio::io_context &one, "
                         "asio::io_context &two) {" +
                         Before + "; post(" + A + "); post(" +
                         (B.empty() ? A : B) + "); } };")) {}

  std::optional<Runner> runner(unsigned Call) {
    return analysis::runnerOf(call("post", Call)->getArg(0), roles());
  }
  std::string name() {
    auto R = runner(0);
    return R ? R->Home->getNameAsString() +
                   (R->Strand ? " " + R->Strand->getNameAsString() : "")
             : "none";
  }
  bool apart() {
    auto A = runner(0), B = runner(1);
    EXPECT_TRUE(A && B);
    return A && B && analysis::runApart(*A, *B, roles());
  }
};

TEST(Executors, WhatRunsTheWork) {
  EXPECT_EQ(Unit("asio::io_context io", "io").name(), "io");
  EXPECT_EQ(Unit("asio::io_context io", "io.get_executor()").name(), "io");
  EXPECT_EQ(Unit("", "own_").name(), "own_");
  EXPECT_EQ(Unit("auto &r = one", "r").name(), "one");
  EXPECT_EQ(Unit("auto ex = one.get_executor()", "ex").name(), "one");
  EXPECT_EQ(Unit("auto s = asio::make_strand(one)", "s").name(), "one s");
  EXPECT_EQ(Unit("auto s = asio::make_strand(one); auto &r = s", "r").name(),
            "one s");
  EXPECT_EQ(Unit("asio::steady_timer t(one)", "t").name(), "one");
}

TEST(Executors, WhatIsNotKnown) {
  EXPECT_EQ(Unit("int i = 3", "i").name(), "none");
  EXPECT_EQ(Unit("extern asio::steady_timer &t", "t").name(), "none");
}

TEST(Executors, WorkThatMayRunAtTheSameTime) {
  EXPECT_TRUE(Unit("asio::io_context a, b", "a", "b").apart());
  EXPECT_TRUE(Unit("", "one", "two").apart());
  EXPECT_TRUE(Unit("", "a_", "b_").apart());
  EXPECT_TRUE(Unit("asio::thread_pool p; auto s = asio::make_strand(p); auto t "
                   "= asio::make_strand(p)",
                   "s", "t")
                  .apart());
}

TEST(Executors, WorkThatMayNot) {
  EXPECT_FALSE(Unit("asio::io_context a", "a", "a.get_executor()").apart());
  EXPECT_FALSE(Unit("auto s = asio::make_strand(one)", "s", "one").apart());
  EXPECT_FALSE(Unit("", "one", "a_").apart());
  EXPECT_FALSE(
      Unit("asio::thread_pool p; auto s = asio::make_strand(p)", "s", "s")
          .apart());
}

} // namespace
