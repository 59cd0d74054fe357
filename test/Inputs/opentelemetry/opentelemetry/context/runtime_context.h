#ifndef CTX_TEST_OTEL_RUNTIME_CONTEXT_H
#define CTX_TEST_OTEL_RUNTIME_CONTEXT_H

#include "opentelemetry/context/context.h"
#include "opentelemetry/nostd/unique_ptr.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace context {
class Token {
public:
  bool operator==(const Context &Other) const noexcept;
  ~Token() noexcept;

private:
  friend class RuntimeContextStorage;
  Token() noexcept = default;
};

class RuntimeContextStorage {
public:
  virtual ~RuntimeContextStorage() {}
  virtual Context GetCurrent() noexcept = 0;
  virtual nostd::unique_ptr<Token> Attach(const Context &C) noexcept = 0;
  virtual bool Detach(Token &T) noexcept = 0;
};

class RuntimeContext {
public:
  static Context GetCurrent() noexcept;
  static nostd::unique_ptr<Token> Attach(const Context &C) noexcept;
  static bool Detach(Token &T) noexcept;
  static Context SetValue(nostd::string_view Key, const ContextValue &Value,
                          Context *C = nullptr) noexcept;
  static ContextValue GetValue(nostd::string_view Key,
                               Context *C = nullptr) noexcept;
};
} // namespace context
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_RUNTIME_CONTEXT_H
