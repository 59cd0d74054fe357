// RUN: %check %s ctx-discarded-scope %t --models=%S/Inputs/discarded-scope.yaml -std=c++20
#include <any>
#include <gio/gio.h>
#include <memory>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/tracer.h>
#include <optional>
#include <stop_token>
#include <tuple>
#include <utility>

namespace otel = opentelemetry::context;
namespace trace = opentelemetry::trace;
using SpanPtr = opentelemetry::nostd::shared_ptr<trace::Span>;

namespace reactor {
class Subscription {
public:
  Subscription(Subscription &&) noexcept;
  ~Subscription();
};
class Source {
public:
  Subscription subscribe(void (*callback)());
  unsigned watch(void (*callback)());
  unsigned observe(void (*callback)());
  Subscription takeFirst();
  std::shared_ptr<Subscription> shared();
};
class NoInterrupt {
public:
  NoInterrupt();
  ~NoInterrupt();
};
} // namespace reactor

void step();
void work(std::stop_token st);
void log(const char *);
void onStop();
bool on();
template <class T> void keep(T &&);

//===----------------------------------------------------------------------===//
// Temporaries
//===----------------------------------------------------------------------===//

void bad_callback(std::stop_token st) {
  std::stop_callback(st, [] { log("stop"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'std::stop_callback' is destroyed at the end of this statement, and its callback is gone with it; keep it in a variable [ctx-discarded-scope]
  work(st);
}
// CHECK-FIXES: std::stop_callback on_stop(st, [] { log("stop"); });
// CHECK-FIXES: work(st);

void bad_two_callbacks(std::stop_token on_stop) {
  std::stop_callback{on_stop, &onStop};
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
  std::stop_callback<void (*)()>(on_stop, onStop);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
  work(on_stop);
}
// CHECK-FIXES: std::stop_callback on_stop2{on_stop, &onStop};
// CHECK-FIXES: std::stop_callback<void (*)()> on_stop3(on_stop, onStop);

void bad_scope(const SpanPtr &span) {
  trace::Scope{span};
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'opentelemetry::trace::Scope' is destroyed at the end of this statement, so nothing runs inside of its scope; keep it in a variable [ctx-discarded-scope]
  step();
}
// CHECK-FIXES: trace::Scope scope{span};

void bad_vexing() {
  trace::Scope(SpanPtr{});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'opentelemetry::trace::Scope' is destroyed {{.*}} [ctx-discarded-scope]
  step();
}
// CHECK-FIXES: auto scope = trace::Scope(SpanPtr{});

void bad_shield() {
  reactor::NoInterrupt();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'reactor::NoInterrupt' is destroyed at the end of this statement, so it shields nothing; keep it in a variable [ctx-discarded-scope]
  step();
}
// CHECK-FIXES: auto shield = reactor::NoInterrupt();

// At the end of its block a name keeps nothing alive: no fix.
void bad_last_statement(std::stop_token st) {
  step();
  std::stop_callback(st, [] { log("stop"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
}

void bad_to_void(std::stop_token st, const SpanPtr &span) {
  (void)std::stop_callback(st, [] { log("stop"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
  static_cast<void>(trace::Scope{span});
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the temporary 'opentelemetry::trace::Scope' is destroyed {{.*}} [ctx-discarded-scope]
  work(st);
}
// CHECK-FIXES: {{^}}  std::stop_callback on_stop(st, [] { log("stop"); });
// CHECK-FIXES: {{^}}  trace::Scope scope{span};

void bad_comma(std::stop_token st) {
  step(), std::stop_callback(st, [] { log("stop"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
  work(st);
}

#define ON_STOP(token, call) std::stop_callback(token, [] { call; })
void bad_macro(std::stop_token st) {
  ON_STOP(st, log("stop"));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
  work(st);
}

void bad_in_lambda(std::stop_token st) {
  auto task = [st] {
    std::stop_callback(st, [] { log("stop"); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
    work(st);
  };
  task();
}

void bad_under_if(std::stop_token st) {
  if (on())
    std::stop_callback(st, [] { log("stop"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
  work(st);
}

void bad_case(std::stop_token st, int kind) {
  switch (kind) {
  case 1:
    std::stop_callback(st, [] { log("stop"); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
    work(st);
    break;
  default:
    step();
  }
}

template <class F> void bad_template(std::stop_token st, F f) {
  std::stop_callback<F>(st, f);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'std::stop_callback' is destroyed {{.*}} [ctx-discarded-scope]
  work(st);
}
// CHECK-FIXES: std::stop_callback<F> on_stop(st, f);

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

void bad_attach(const otel::Context &c) {
  otel::RuntimeContext::Attach(c);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what 'Attach' returns is destroyed at the end of this statement, so nothing runs inside of its scope; keep it in a variable [ctx-discarded-scope]
  step();
}
// CHECK-FIXES: auto scope = otel::RuntimeContext::Attach(c);

void bad_attach_to_void(const otel::Context &c) {
  std::ignore = otel::RuntimeContext::Attach(c);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: what 'Attach' returns is destroyed {{.*}} [ctx-discarded-scope]
  step();
}
// CHECK-FIXES: {{^}}  auto scope = otel::RuntimeContext::Attach(c);

void bad_active_span(SpanPtr span) {
  trace::Tracer::WithActiveSpan(span);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what 'WithActiveSpan' returns is destroyed {{.*}} [ctx-discarded-scope]
  step();
}
// CHECK-FIXES: auto scope = trace::Tracer::WithActiveSpan(span);

trace::Scope makeScope(const SpanPtr &span);
void bad_from_own_function(const SpanPtr &span) {
  makeScope(span);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what 'makeScope' returns is destroyed {{.*}} [ctx-discarded-scope]
  std::make_unique<trace::Scope>(span);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what 'make_unique' returns is destroyed {{.*}} [ctx-discarded-scope]
  step();
}
// CHECK-FIXES: auto scope = makeScope(span);
// CHECK-FIXES: auto scope2 = std::make_unique<trace::Scope>(span);

void bad_subscription(reactor::Source &source) {
  source.subscribe(onStop);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: what 'subscribe' returns is destroyed at the end of this statement, and its callback is gone with it; keep it in a variable [ctx-discarded-scope]
  step();
}
// CHECK-FIXES: auto on_stop = source.subscribe(onStop);

// No fix: a name alone does not use the handle.
void bad_handle(reactor::Source &source, GCancellable *cancellable) {
  source.watch(onStop);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: what 'watch' returns is dropped, so nothing can take the callback back or use it; keep it [ctx-discarded-scope]
  g_cancellable_source_new(cancellable);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what 'g_cancellable_source_new' returns is dropped, so nothing can take the callback back or use it; keep it [ctx-discarded-scope]
}

//===----------------------------------------------------------------------===//
// Silent
//===----------------------------------------------------------------------===//

struct Holder {
  std::optional<std::stop_callback<void (*)()>> callback;
  std::unique_ptr<trace::Scope> scope;
  SpanPtr span;
};

void ok_named(std::stop_token st, const SpanPtr &span) {
  std::stop_callback on_stop(st, [] { log("stop"); });
  trace::Scope scope(span);
  auto &&bound = trace::Scope(span);
  work(st);
}

std::unique_ptr<trace::Scope> ok_kept_by_others(Holder &h, std::stop_token st) {
  h.callback.emplace(st, onStop);
  h.scope = std::make_unique<trace::Scope>(h.span);
  keep(trace::Scope(h.span));
  new trace::Scope(h.span);
  return std::make_unique<trace::Scope>(h.span);
}

trace::Scope ok_returned(const SpanPtr &span) { return trace::Scope(span); }

void ok_ended_on_purpose(Holder &h, reactor::Source &source) {
  std::exchange(h.scope, nullptr);
  std::move(h.scope);
  source.takeFirst();
  source.shared();
  h.scope.reset();
}

// It lives to the end of the whole expression, and so covers step().
void ok_covers_the_rest(const SpanPtr &span) { trace::Scope{span}, step(); }

void ok_library_keeps_it(reactor::Source &source) { source.observe(onStop); }

void ok_local_source() {
  std::any storage;
  reactor::Source source;
  source.watch(onStop);
}

void ok_handle_to_void(reactor::Source &source) {
  (void)source.watch(onStop);
}

void ok_detached_on_purpose(std::stop_token st) {
  // ctx-tidy: detached because only a stop before now matters
  std::stop_callback(st, [] { log("stop"); });
  work(st);
}
