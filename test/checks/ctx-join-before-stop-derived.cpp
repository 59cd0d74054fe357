// RUN: %check %s ctx-join-before-stop %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
// A cancel handle and the context that was derived with it are one object.
#include <acme/context.h>
#include <thread>
#include <tuple>

void step();
void load(const acme::Context &);

void bad_handle(const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  std::thread t([&ctx = ctx] {
    while (!ctx.Done())
      step();
  });
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before {{.*}} [ctx-join-before-stop]
  cancel();
}
// CHECK-FIXES: void bad_handle(
// CHECK-FIXES: cancel();
// CHECK-FIXES-NEXT: t.join();

void bad_tied(const acme::Context &parent) {
  acme::Context ctx;
  acme::CancelFunc cancel;
  std::tie(ctx, cancel) = acme::WithTimeout(parent, std::chrono::seconds(5));
  std::thread t([&ctx] {
    while (!ctx.Done())
      step();
  });
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before {{.*}} [ctx-join-before-stop]
  cancel();
}

static void serve(const acme::Context &ctx) {
  while (!ctx.Done())
    step();
}
void bad_bound(const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  std::thread t(serve, std::cref(ctx));
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before {{.*}} [ctx-join-before-stop]
  cancel();
}

void ok_asked_first(const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  std::thread t([&ctx = ctx] {
    while (!ctx.Done())
      step();
  });
  cancel();
  t.join();
}

// The work ends by itself; the handle frees what the context holds.
void ok_ends_by_itself(const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  std::thread t([&ctx = ctx] { load(ctx); });
  t.join();
  cancel();
}

// The handle belongs to another context than the work's.
void ok_other_context(const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  auto [own, stop] = acme::WithCancel(parent);
  std::thread t([&own = own] {
    while (!own.Done())
      step();
  });
  std::thread end([&stop = stop] { stop(); });
  t.join();
  cancel();
  end.join();
  load(ctx);
}
