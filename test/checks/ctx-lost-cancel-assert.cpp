// RUN: %check %s ctx-lost-cancel %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
// A test that fails may leave what it made.
#include "acme/context.h"

namespace testing {
struct Test {
  virtual void TestBody() = 0;
};
} // namespace testing
#define ASSERT_TRUE(x)                                                         \
  if (!(x))                                                                    \
  return
#define TEST_F(Fixture, Name)                                                  \
  struct Fixture##_##Name : Fixture {                                          \
    void TestBody() override;                                                  \
  };                                                                           \
  void Fixture##_##Name::TestBody()
#define RETURN_IF(x)                                                           \
  if (x)                                                                       \
  return

void use(const acme::Context &);
bool ask(const acme::Context &);
struct Search : testing::Test {};

TEST_F(Search, ok_assertion) {
  auto [ctx, cancel] = acme::WithCancel(acme::Context::Background());
  ASSERT_TRUE(ask(ctx));
  use(ctx);
  cancel();
}

void bad_macro(const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'cancel' is not triggered on every path out of 'bad_macro'; call 'cancel()' before leaving [ctx-lost-cancel]
  RETURN_IF(ask(ctx));
  use(ctx);
  cancel();
}
