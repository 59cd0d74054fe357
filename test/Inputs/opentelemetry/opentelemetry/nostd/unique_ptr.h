#ifndef CTX_TEST_OTEL_UNIQUE_PTR_H
#define CTX_TEST_OTEL_UNIQUE_PTR_H

#include "opentelemetry/version.h"
#include <memory>
#include <utility>

OPENTELEMETRY_BEGIN_NAMESPACE
namespace nostd {
template <class T> class unique_ptr {
public:
  using element_type = T;
  unique_ptr() noexcept = default;
  explicit unique_ptr(T *P) : Held(P) {}
  unique_ptr(std::unique_ptr<T> P) noexcept : Held(std::move(P)) {}
  template <class U>
  unique_ptr(unique_ptr<U> &&Other) noexcept : Held(std::move(Other.Held)) {}
  T &operator*() const noexcept { return *Held; }
  T *operator->() const noexcept { return Held.get(); }
  T *get() const noexcept { return Held.get(); }
  explicit operator bool() const noexcept { return Held != nullptr; }
  void reset(T *P = nullptr) noexcept { Held.reset(P); }

private:
  template <class U> friend class unique_ptr;
  std::unique_ptr<T> Held;
};
} // namespace nostd
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_UNIQUE_PTR_H
