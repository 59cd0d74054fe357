// RUN: %check %s ctx-discarded-scope %t -std=c++20 --no-fix --as=scope_test.cpp
// What is left to others: macros, owners that share.
#include <cassert>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

void step();
bool on();
using Callback = std::stop_callback<void (*)()>;
std::shared_ptr<Callback> shared(std::stop_token st);
struct Registry {
  std::unique_ptr<Callback> take();
  std::unique_ptr<Callback> make();
};

#define EXPECT_NO_THROW(statement) try { statement; } catch (...) { on(); }
void ok_macro_in_a_test(std::stop_token st) {
  EXPECT_NO_THROW(std::stop_callback(st, [] { step(); }));
}

void ok_macro_of_a_system_header(std::stop_token st) {
  assert((std::stop_callback(st, [] { step(); }), on()));
}

void ok_somebody_may_share_it(std::stop_token st) {
  shared(st);
  step();
}

void ok_takes_it_out(Registry &registry, std::unique_ptr<Callback> &own) {
  registry.take();
  std::exchange(own, nullptr);
  step();
}

void bad_made(Registry &registry) {
  registry.make();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: what 'make' returns is destroyed at the end of this statement, and its callback is gone with it; keep it in a variable [ctx-discarded-scope]
  step();
}
