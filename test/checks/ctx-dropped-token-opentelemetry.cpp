// RUN: %check %s ctx-dropped-token %t
#include <opentelemetry/context/context.h>
#include <opentelemetry/context/runtime_context.h>

using opentelemetry::context::Context;

// Calls without a context use the current one: nothing is dropped.
class Counter {
public:
  void Add(int value);
  void Add(int value, const Context &context);
};
void ok_current(Counter &counter, const Context &context) { counter.Add(1); }

// A context of this kind stops nobody, so a default is a choice of values.
void ok_default_is_fresh_roots(const Context &context) {
  void record(int value, const Context &context = Context{});
  record(1);
}

