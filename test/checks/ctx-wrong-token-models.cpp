// RUN: %check %s ctx-wrong-token %t --models=%S/../Inputs/acme/acme.yaml
// Contexts that are derived, and never used.
#include <acme/context.h>
#include <chrono>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <string>

using namespace std::chrono_literals;

void fetch(const acme::Context &, const std::string &);
void store(const acme::Context &);
void closeAll(const acme::Context &);
acme::Context combine(const acme::Context &);
void log(const acme::Context &, const char *);

void bad_timeout(const acme::Context &ctx) {
  auto [child, cancel] = acme::WithTimeout(ctx, 5s);
  fetch(ctx, "a");
  cancel();
}
// CHECK-MESSAGES: :[[@LINE-3]]:9: warning: 'ctx' is passed on although 'child' was derived from it and is used nowhere; pass 'child' [ctx-wrong-token]

void bad_value(acme::Context ctx) {
  acme::Context named = ctx.WithValue("user", 1);
  store(ctx);
}
// CHECK-MESSAGES: :[[@LINE-2]]:9: warning: 'ctx' is passed on although 'named' was derived from it and is used nowhere; pass 'named' [ctx-wrong-token]
// CHECK-FIXES: store(named);

// Made by a function of one's own.
void bad_made(acme::Context ctx) {
  acme::Context all = combine(ctx);
  store(ctx);
}
// CHECK-MESSAGES: :[[@LINE-2]]:9: warning: 'ctx' is passed on although 'all' was derived from it and is used nowhere; pass 'all' [ctx-wrong-token]
// CHECK-FIXES: store(all);

// Two of them: which one is meant is not known.
void bad_twice(acme::Context ctx) {
  acme::Context named = ctx.WithValue("user", 1);
  (void)named;
  fetch(ctx, "a");
  store(ctx);
}
// CHECK-MESSAGES: :[[@LINE-3]]:9: warning: 'ctx' is passed on although 'named' was derived from it and is used nowhere; pass 'named' [ctx-wrong-token]

void bad_submitted(acme::Pool &pool, const acme::Context &outer) {
  pool.Submit(outer, [outer](const acme::Context &ctx) { store(outer); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:64: warning: this work is given a token of its own, 'ctx', and looks at 'outer' instead, so a stop request on its own token does not reach it; look at both [ctx-wrong-token]

void ok_used(const acme::Context &ctx) {
  auto [child, cancel] = acme::WithTimeout(ctx, 5s);
  fetch(child, "a");
  store(ctx);
  cancel();
}
void ok_before(acme::Context ctx) {
  store(ctx);
  acme::Context named = ctx.WithValue("user", 1);
  (void)named;
}
void ok_other_block(acme::Context ctx, bool narrow) {
  if (narrow) {
    acme::Context named = ctx.WithValue("user", 1);
    (void)named;
  }
  store(ctx);
}
void ok_after_cancel(acme::Context ctx) {
  acme::Context named = ctx.WithValue("user", 1);
  (void)named;
  if (ctx.Done())
    store(ctx);
  closeAll(ctx);
  log(ctx, "done");
}
void ok_combined(acme::Context ctx) {
  acme::Context named = ctx.WithValue("user", 1);
  acme::Context all = combine(ctx);
  (void)named;
}
void ok_unused_on_purpose(acme::Context ctx) {
  [[maybe_unused]] acme::Context named = ctx.WithValue("user", 1);
  acme::Context detached = ctx.WithValue("user", 2);
  store(ctx);
}
void ok_submitted(acme::Pool &pool, const acme::Context &outer) {
  pool.Submit(outer, [](const acme::Context &ctx) { store(ctx); });
}
