// RUN: %check %s ctx-discarded-derive %t --models=%S/../Inputs/acme/acme.yaml -std=c++20
// RUN: %check %s ctx-discarded-derive %t --models=%S/../Inputs/acme/acme.yaml -std=c++20 -- -DBOOST
#include <acme/context.h>
#ifdef BOOST
#include <boost/asio.hpp>
namespace asio = boost::asio;
#else
#include <asio.hpp>
#endif
#include <grpcpp/grpcpp.h>
#include <memory>
#include <opentelemetry/context/runtime_context.h>
#include <tuple>

namespace otel = opentelemetry::context;

void step();
void use(const otel::Context &);
void serve(const acme::Context &);
bool on();

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void bad_statement(otel::Context &c) {
  c.SetValue("tenant", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'SetValue' leaves 'c' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  step();
}

void bad_local() {
  otel::Context c = otel::RuntimeContext::GetCurrent();
  c.SetValue("tenant", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'SetValue' leaves 'c' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  use(c);
}
// CHECK-FIXES: void bad_local() {
// CHECK-FIXES-NEXT: otel::Context c = otel::RuntimeContext::GetCurrent();
// CHECK-FIXES-NEXT: c = c.SetValue("tenant", true);

void bad_by_value(acme::Context ctx) {
  ctx.WithValue("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'WithValue' leaves 'ctx' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  serve(ctx);
}
// CHECK-FIXES: void bad_by_value(acme::Context ctx) {
// CHECK-FIXES-NEXT: ctx = ctx.WithValue("user", 1);

// No fix: nobody looks at it any more, or it cannot be assigned.
void bad_never_used(acme::Context ctx) {
  ctx.WithValue("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'WithValue' leaves 'ctx' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
}
void bad_const(const acme::Context &ctx) {
  ctx.WithValue("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'WithValue' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
  serve(ctx);
}

void bad_static(otel::Context c) {
  otel::RuntimeContext::SetValue("tenant", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the context that 'SetValue' makes is dropped, so nothing is derived; keep it and use it [ctx-discarded-derive]
  otel::RuntimeContext::SetValue("tenant", true, &c);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'SetValue' leaves 'c' as it is {{.*}} [ctx-discarded-derive]
  use(c);
}
// CHECK-FIXES: otel::RuntimeContext::SetValue("tenant", true);
// CHECK-FIXES: c = otel::RuntimeContext::SetValue("tenant", true, &c);

void bad_whole_pair(const acme::Context &ctx) {
  acme::WithCancel(ctx);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'WithCancel' leaves 'ctx' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  acme::WithTimeout(ctx, std::chrono::milliseconds(5));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'WithTimeout' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
}

grpc::Status bad_from_server(grpc::ServerContext *context) {
  grpc::ClientContext::FromServerContext(*context);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'FromServerContext' leaves 'context' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  return grpc::Status::OK;
}

//===----------------------------------------------------------------------===//
// Other places where a value is dropped
//===----------------------------------------------------------------------===//

void bad_comma(acme::Context ctx) {
  ctx.WithValue("user", 1), step();
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'WithValue' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
  step(), ctx.WithValue("user", 2);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'WithValue' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
}

void bad_for(acme::Context ctx) {
  for (int i = 0; i < 3; ctx.WithValue("round", ++i))
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'WithValue' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
    serve(ctx);
}
// CHECK-FIXES: for (int i = 0; i < 3; ctx = ctx.WithValue("round", ++i))

void bad_if(acme::Context ctx) {
  if (on())
    ctx.WithValue("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'WithValue' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
  serve(ctx);
}
// CHECK-FIXES: if (on())
// CHECK-FIXES-NEXT: ctx = ctx.WithValue("user", 1);

void bad_ternary(acme::Context ctx) {
  on() ? ctx.WithValue("user", 1) : acme::Context();
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'WithValue' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
}

void bad_lambda(acme::Context ctx) {
  auto later = [ctx]() mutable {
    ctx.WithValue("user", 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'WithValue' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
    serve(ctx);
  };
  later();
}

#define WITH_USER(ctx) ctx.WithValue("user", 1)
void bad_macro(acme::Context ctx) {
  WITH_USER(ctx);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'WithValue' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
  serve(ctx);
}

template <class T> void bad_template(acme::Context ctx, T t) {
  ctx.WithValue("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'WithValue' leaves 'ctx' as it is {{.*}} [ctx-discarded-derive]
  serve(ctx);
}
// CHECK-FIXES: template <class T> void bad_template(
// CHECK-FIXES-NEXT: ctx = ctx.WithValue("user", 1);

//===----------------------------------------------------------------------===//
// Binders and resets
//===----------------------------------------------------------------------===//

void bad_bound_to_nothing(asio::cancellation_signal &stop) {
  asio::bind_cancellation_slot(stop.slot(), asio::detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what 'bind_cancellation_slot' makes is dropped, so no operation is given the token; pass it to the operation [ctx-discarded-derive]
  asio::cancellation_slot_binder<asio::detached_t>(stop.slot(), asio::detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what this makes is dropped, so no operation is given the token; pass it to the operation [ctx-discarded-derive]
}

asio::awaitable<void> bad_not_awaited(asio::steady_timer &timer) {
  asio::this_coro::reset_cancellation_state();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'reset_cancellation_state' does nothing until it is awaited; write 'co_await' before it [ctx-discarded-derive]
  co_await timer.async_wait(asio::use_awaitable);
}
// CHECK-FIXES: co_await asio::this_coro::reset_cancellation_state();

asio::awaitable<void> bad_filter_not_awaited(asio::steady_timer &timer) {
  asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'reset_cancellation_state' does nothing until it is awaited; {{.*}} [ctx-discarded-derive]
  co_await timer.async_wait(asio::use_awaitable);
}
// CHECK-FIXES: co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());

//===----------------------------------------------------------------------===//
// Silent
//===----------------------------------------------------------------------===//

asio::awaitable<void> ok_awaited(asio::steady_timer &timer) {
  co_await asio::this_coro::reset_cancellation_state();
  co_await asio::this_coro::reset_cancellation_state(
      asio::disable_cancellation());
  co_await timer.async_wait(asio::use_awaitable);
}

void ok_cast_to_void(acme::Context ctx) {
  (void)ctx.WithValue("user", 1);
  static_cast<void>(ctx.WithValue("user", 2));
  std::ignore = ctx.WithValue("user", 3);
}

acme::Context ok_used(acme::Context ctx, asio::cancellation_signal &stop,
                      asio::steady_timer &timer) {
  serve(ctx.WithValue("user", 1));
  ctx = ctx.WithValue("user", 2);
  acme::Context child = ctx.WithValue("user", 3);
  timer.async_wait(
      asio::bind_cancellation_slot(stop.slot(), asio::detached));
  if (ctx.WithValue("user", 4).Done())
    return child;
  return on() ? child : ctx.WithValue("user", 5);
}

void ok_unevaluated(acme::Context ctx) {
  using Child = decltype(ctx.WithValue("user", 1));
  static_assert(sizeof(ctx.WithValue("user", 1)) == sizeof(Child));
}

void ok_detached_on_purpose(acme::Context ctx) {
  // ctx-tidy: detached because only the cost of it is measured
  ctx.WithValue("user", 1);
}
