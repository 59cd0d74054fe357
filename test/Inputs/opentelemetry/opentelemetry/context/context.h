#ifndef CTX_TEST_OTEL_CONTEXT_H
#define CTX_TEST_OTEL_CONTEXT_H

#include "opentelemetry/context/context_value.h"
#include "opentelemetry/nostd/string_view.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace context {
class Context {
public:
  Context() = default;
  template <class T> Context(const T &KeysAndValues) noexcept {}
  Context(nostd::string_view Key, ContextValue Value) noexcept;

  template <class T> Context SetValues(T &Values) noexcept { return *this; }
  Context SetValue(nostd::string_view Key, ContextValue Value) noexcept;
  context::ContextValue GetValue(const nostd::string_view Key) const noexcept;
  bool HasKey(const nostd::string_view Key) const noexcept;
  bool operator==(const Context &Other) const noexcept;
};
} // namespace context
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_CONTEXT_H
