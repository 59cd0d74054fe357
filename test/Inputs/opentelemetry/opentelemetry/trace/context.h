#ifndef CTX_TEST_OTEL_TRACE_CONTEXT_H
#define CTX_TEST_OTEL_TRACE_CONTEXT_H

#include "opentelemetry/trace/scope.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace trace {
nostd::shared_ptr<Span> GetSpan(const context::Context &C) noexcept;
context::Context SetSpan(context::Context &C,
                         const nostd::shared_ptr<Span> &S) noexcept;
} // namespace trace
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_TRACE_CONTEXT_H
