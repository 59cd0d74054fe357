#ifndef CTX_TEST_OTEL_SPAN_H
#define CTX_TEST_OTEL_SPAN_H

#include "opentelemetry/context/context.h"
#include "opentelemetry/nostd/string_view.h"
#include "opentelemetry/nostd/variant.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace trace {
constexpr char kSpanKey[] = "active_span";
constexpr char kIsRootSpanKey[] = "is_root_span";

class SpanContext {
public:
  bool IsValid() const noexcept;
};

struct EndSpanOptions {};

struct StartSpanOptions {
  nostd::variant<SpanContext, context::Context> parent = SpanContext();
};

class Span {
public:
  virtual ~Span() = default;
  virtual void AddEvent(nostd::string_view Name) noexcept = 0;
  virtual void End(const EndSpanOptions &Options = {}) noexcept = 0;
  virtual SpanContext GetContext() const noexcept = 0;
};
} // namespace trace
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_SPAN_H
