#ifndef CTX_TEST_OTEL_CONTEXT_VALUE_H
#define CTX_TEST_OTEL_CONTEXT_VALUE_H

#include "opentelemetry/nostd/shared_ptr.h"
#include "opentelemetry/nostd/variant.h"
#include <cstdint>

OPENTELEMETRY_BEGIN_NAMESPACE
namespace baggage {
class Baggage;
}
namespace trace {
class Span;
class SpanContext;
} // namespace trace
namespace context {
using ContextValue = nostd::variant<nostd::monostate, bool, int64_t, uint64_t,
                                    double, nostd::shared_ptr<baggage::Baggage>,
                                    nostd::shared_ptr<trace::Span>,
                                    nostd::shared_ptr<trace::SpanContext>>;
} // namespace context
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_CONTEXT_VALUE_H
