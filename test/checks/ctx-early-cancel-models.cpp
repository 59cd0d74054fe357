// RUN: %check %s ctx-early-cancel %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
// Cancel handles of a vocabulary of one's own.
#include <acme/context.h>
#include <chrono>

template <class F> struct Finally {
  F f;
  ~Finally() { f(); }
};
template <class F> Finally(F) -> Finally<F>;

void load(const acme::Context &);
void wait_for(acme::Pool &);

void bad_guard(acme::Pool &pool, const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  Finally end{[&cancel = cancel] { cancel(); }};
  pool.Submit(ctx, [](const acme::Context &own) { load(own); });
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: what is started here goes on, but 'cancel', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'cancel' with the work, or wait for it [ctx-early-cancel]
}

void bad_call(acme::Pool &pool, const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  pool.Submit([own = ctx] { load(own); });
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: what is started here goes on, but 'cancel', whose token it has, is triggered when the scope ends
  cancel();
}

void ok_waits(acme::Pool &pool, const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  pool.Submit(ctx, [](const acme::Context &own) { load(own); });
  wait_for(pool);
  cancel();
}

void ok_synchronous(const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  Finally end{[&cancel = cancel] { cancel(); }};
  load(ctx);
}
