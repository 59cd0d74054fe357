// Every entry of the opentelemetry model, against a stub that keeps the library's
// structure: Debian does not package the library.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/opentelemetry > %t
// RUN: FileCheck %s < %t
#include "opentelemetry/context/runtime_context.h"
#include "opentelemetry/trace/context.h"
#include "opentelemetry/trace/tracer.h"

// CHECK: opentelemetry: active
// CHECK-NEXT: type ctx -> opentelemetry::context::Context (
// CHECK-NEXT: type runtime -> opentelemetry::context::RuntimeContext (
// CHECK-NEXT: type attach_token -> opentelemetry::context::Token (
// CHECK-NEXT: type scope -> opentelemetry::trace::Scope (
// CHECK-NEXT: type tracer -> opentelemetry::trace::Tracer (
// CHECK-NEXT: type span -> opentelemetry::trace::Span (
// CHECK-NEXT: op set_value -> opentelemetry::context::Context::SetValue (
// CHECK-NEXT: op with_key -> opentelemetry::context::Context (
// CHECK-NEXT: op set_values -> opentelemetry::context::Context::SetValues (
// CHECK-NEXT: op set_span -> opentelemetry::trace::SetSpan (
// CHECK-NEXT: op get_value -> opentelemetry::context::Context::GetValue, opentelemetry::context::Context::HasKey (
// CHECK-NEXT: op runtime_set -> opentelemetry::context::RuntimeContext::SetValue (
// CHECK-NEXT: op runtime_get -> opentelemetry::context::RuntimeContext::GetValue (
// CHECK-NEXT: op current -> opentelemetry::context::RuntimeContext::GetCurrent (
// CHECK-NEXT: op attach -> opentelemetry::context::RuntimeContext::Attach (
// CHECK-NEXT: op detach -> opentelemetry::context::RuntimeContext::Detach (
// CHECK-NEXT: op with_active_span -> opentelemetry::trace::Tracer::WithActiveSpan (
// CHECK-NEXT: op span_end -> opentelemetry::trace::Span::End (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
