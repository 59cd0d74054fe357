#ifndef CTX_TEST_OTEL_TRACER_H
#define CTX_TEST_OTEL_TRACER_H

#include "opentelemetry/trace/scope.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace trace {
class Tracer {
public:
  virtual ~Tracer() = default;
  virtual nostd::shared_ptr<Span>
  StartSpan(nostd::string_view Name,
            const StartSpanOptions &Options = {}) noexcept = 0;
  static Scope WithActiveSpan(nostd::shared_ptr<Span> &S) noexcept;
  static nostd::shared_ptr<Span> GetCurrentSpan() noexcept;
};
} // namespace trace
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_TRACER_H
