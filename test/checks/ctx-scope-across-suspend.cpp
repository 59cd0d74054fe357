// RUN: %check %s ctx-scope-across-suspend %t -std=c++20
#include <folly/coro/Task.h>
#include <folly/io/async/Request.h>
#include <functional>
#include <future>
#include <memory>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/tracer.h>
#include <optional>
#include <thread>
#include <utility>

namespace otel = opentelemetry::context;
namespace trace = opentelemetry::trace;
using SpanPtr = opentelemetry::nostd::shared_ptr<trace::Span>;
using folly::coro::Task;

Task<int> fetch(int id);
void log(const char *);
void keep(otel::Context);

//===-- suspensions -------------------------------------------------------===//

Task<void> bad_span(SpanPtr span) {
  trace::Scope scope(span);
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'scope' makes something current on this thread and is still alive where 'co_await' suspends; others run in it meanwhile, and it may end on another thread: end it before, and begin anew behind
  co_await fetch(1);
  // CHECK-NOTES: :[[@LINE-1]]:3: note: suspends here
  log("done");
}

Task<int> bad_attached(otel::Context ctx) {
  auto token = otel::RuntimeContext::Attach(ctx);
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'token' makes something current on this thread and is still alive where 'co_await' suspends; others run in it meanwhile, and it may end on another thread: end it before, and begin anew behind
  co_return co_await fetch(2);
  // CHECK-NOTES: :[[@LINE-1]]:13: note: suspends here
}

Task<void> bad_in_loop(SpanPtr span) {
  for (int i = 0; i < 3; ++i) {
    trace::Scope scope(span);
    // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'scope' makes something current on this thread and is still alive where 'co_await' suspends; others run in it meanwhile, and it may end on another thread: end it before, and begin anew behind
    if (i)
      co_await fetch(i);
    // CHECK-NOTES: :[[@LINE-1]]:7: note: suspends here
  }
}

folly::coro::AsyncGenerator<int> bad_generator(SpanPtr span) {
  trace::Scope scope(span);
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'scope' makes something current on this thread and is still alive where 'co_yield' suspends; others run in it meanwhile, and it may end on another thread: end it before, and begin anew behind
  co_yield 1;
  // CHECK-NOTES: :[[@LINE-1]]:3: note: suspends here
}

Task<void> bad_held(SpanPtr span) {
  auto scope = std::make_unique<trace::Scope>(span);
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'scope' makes something current on this thread and is still alive where 'co_await' suspends; others run in it meanwhile, and it may end on another thread: end it before, and begin anew behind
  co_await fetch(1);
  // CHECK-NOTES: :[[@LINE-1]]:3: note: suspends here
  scope.reset();
}

Task<void> bad_request_context() {
  folly::RequestContextScopeGuard guard;
  // CHECK-NOTES: :[[@LINE-1]]:35: warning: 'guard' makes something current on this thread and is still alive where 'co_await' suspends; others run in it meanwhile, and it may end on another thread: end it before, and begin anew behind
  co_await fetch(1);
  // CHECK-NOTES: :[[@LINE-1]]:3: note: suspends here
}

void bad_inner_coroutine(SpanPtr span) {
  auto inner = [](SpanPtr s) -> Task<void> {
    trace::Scope scope(s);
    // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'scope' makes something current on this thread and is still alive where 'co_await' suspends; others run in it meanwhile, and it may end on another thread: end it before, and begin anew behind
    co_await fetch(1);
    // CHECK-NOTES: :[[@LINE-1]]:5: note: suspends here
  };
  (void)inner;
}

//===-- other threads -----------------------------------------------------===//

void bad_moved(otel::Context ctx, std::vector<std::thread> &workers) {
  auto token = otel::RuntimeContext::Attach(ctx);
  workers.emplace_back([token = std::move(token)] { log("work"); });
  // CHECK-NOTES: :[[@LINE-1]]:33: warning: 'token', which is bound to this thread, goes into work that ends it on another one; begin a scope in the work itself
  // CHECK-NOTES: :[[@LINE-2]]:3: note: the work is started here
}

void bad_shared(SpanPtr span) {
  auto scope = std::make_shared<trace::Scope>(span);
  std::thread worker([scope] { log("work"); });
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'scope', which is bound to this thread, goes into work that ends it on another one; begin a scope in the work itself
  // CHECK-NOTES: :[[@LINE-2]]:15: note: the work is started here
  worker.join();
}

//===-- silent ------------------------------------------------------------===//

Task<void> ok_ended(SpanPtr span) {
  {
    trace::Scope scope(span);
    log("begin");
  }
  co_await fetch(1);
  trace::Scope scope(span);
  log("end");
}

Task<void> ok_reset(otel::Context ctx) {
  auto token = otel::RuntimeContext::Attach(ctx);
  log("begin");
  token.reset();
  co_await fetch(1);
}
Task<void> ok_optional(SpanPtr span) {
  std::optional<trace::Scope> scope;
  scope.emplace(span);
  log("begin");
  scope.reset();
  co_await fetch(1);
}
Task<void> ok_detached(otel::Context ctx) {
  auto token = otel::RuntimeContext::Attach(ctx);
  log("begin");
  otel::RuntimeContext::Detach(*token);
  co_await fetch(1);
}

// On no way from the scope to the suspension.
Task<int> ok_other_way(SpanPtr span, bool quick) {
  if (quick) {
    trace::Scope scope(span);
    log("quick");
    co_return 1;
  }
  co_return co_await fetch(1);
}

// No coroutine; a coroutine inside suspends itself alone.
void ok_plain(SpanPtr span) {
  trace::Scope scope(span);
  log("work");
}
Task<int> ok_no_coroutine(SpanPtr span) {
  trace::Scope scope(span);
  return fetch(1);
}
void ok_coroutine_inside(SpanPtr span) {
  trace::Scope scope(span);
  auto later = []() -> Task<void> { co_await fetch(1); };
  (void)later;
}

// A scope of the work's own; a reference to one of ours.
void ok_own_scope(SpanPtr span) {
  std::thread worker([span] {
    trace::Scope scope(span);
    log("work");
  });
  worker.join();
}
// Whoever asks for the result runs it.
void ok_deferred(SpanPtr span) {
  auto done = std::async(std::launch::deferred,
                         [scope = std::make_shared<trace::Scope>(span)] { log("work"); });
  done.get();
}
void bad_not_deferred(SpanPtr span) {
  auto done = std::async(std::launch::async,
                         [scope = std::make_shared<trace::Scope>(span)] { log("work"); });
  // CHECK-NOTES: :[[@LINE-1]]:35: warning: {{.*}} which is bound to this thread, goes into work that ends it on another one; begin a scope in the work itself
  // CHECK-NOTES: :[[@LINE-3]]:15: note: the work is started here
  done.get();
}

void ok_context_goes(otel::Context ctx) {
  auto token = otel::RuntimeContext::Attach(ctx);
  std::thread worker([ctx = otel::RuntimeContext::GetCurrent()] { keep(ctx); });
  worker.join();
}

// Not bound to its thread.
struct Timer {
  ~Timer();
};
Task<void> ok_other_guard() {
  Timer timer;
  co_await fetch(1);
}
