// RUN: %check %s ctx-discarded-derive %t --models=%S/../Inputs/acme/acme.yaml -std=c++20 --no-fix --as=context_test.cpp
// What is left to others: macros, the compiler, ctx-lost-cancel.
#include <acme/context.h>
#include <cassert>
#include <opentelemetry/context/runtime_context.h>

namespace otel = opentelemetry::context;
bool on();

#define EXPECT_NO_THROW(statement) try { statement; } catch (...) { on(); }
void ok_macro_in_a_test(otel::Context &c) {
  EXPECT_NO_THROW(c.SetValue("tenant", true));
}

void ok_macro_of_a_system_header(otel::Context &c) {
  assert((c.SetValue("tenant", true), on()));
}

void ok_kept_and_never_used(otel::Context &c) {
  auto unused = c.SetValue("tenant", true);
}

void ok_only_the_handle_is_dropped(const acme::Context &parent) {
  acme::Context ctx = acme::WithCancel(parent).first;
  ctx.Done();
}

// A test, but no macro.
void bad_in_a_test(otel::Context &c) {
  c.SetValue("tenant", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'SetValue' leaves 'c' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  on();
}
