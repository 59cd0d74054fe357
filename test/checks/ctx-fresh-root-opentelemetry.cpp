// RUN: %check %s ctx-fresh-root %t
#include <opentelemetry/context/context.h>
#include <opentelemetry/context/runtime_context.h>

namespace context = opentelemetry::context;

void record(double value, const context::Context &ctx);

void bad_record(const context::Context &ctx) {
  record(1.5, context::Context{});
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: empty 'context::Context{}' passed to 'record' although 'ctx' is in scope; the call is not cancelled with it: pass 'ctx' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:41: note: 'ctx' is in scope here
  // CHECK-FIXES: record(1.5, ctx);
}

void ok_current(const context::Context &ctx) {
  record(1.5, context::RuntimeContext::GetCurrent());
  record(2.5, ctx);
}

void ok_attach(const context::Context &ctx) {
  auto token = context::RuntimeContext::Attach(context::Context{});
}

void ok_nothing_in_scope() { record(1.5, context::Context{}); }
