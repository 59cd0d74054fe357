// XFAIL: *
// RUN: %check %s ctx-join-before-stop %t --no-fix --models=%S/../Inputs/acme/acme.yaml
// A cancel handle and the context that was derived with it are one object.
#include <acme/context.h>
#include <thread>

void step();

void bad_handle(const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  std::thread t([&ctx = ctx] {
    while (!ctx.Done())
      step();
  });
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before
  cancel();
}
