#ifndef CTX_TEST_OTEL_SCOPE_H
#define CTX_TEST_OTEL_SCOPE_H

#include "opentelemetry/context/runtime_context.h"
#include "opentelemetry/trace/span.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace trace {
class Scope final {
public:
  Scope(const nostd::shared_ptr<Span> &S) noexcept;

private:
  nostd::unique_ptr<context::Token> Token;
};
} // namespace trace
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_SCOPE_H
