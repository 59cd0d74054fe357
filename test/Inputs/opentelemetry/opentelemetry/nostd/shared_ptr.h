#ifndef CTX_TEST_OTEL_SHARED_PTR_H
#define CTX_TEST_OTEL_SHARED_PTR_H

#include "opentelemetry/version.h"
#include <memory>
#include <utility>

OPENTELEMETRY_BEGIN_NAMESPACE
namespace nostd {
template <class T> class shared_ptr {
public:
  using element_type = T;
  shared_ptr() noexcept = default;
  explicit shared_ptr(T *P) : Held(P) {}
  shared_ptr(std::shared_ptr<T> P) noexcept : Held(std::move(P)) {}
  template <class U>
  shared_ptr(const shared_ptr<U> &Other) noexcept : Held(Other.Held) {}
  T &operator*() const noexcept { return *Held; }
  T *operator->() const noexcept { return Held.get(); }
  T *get() const noexcept { return Held.get(); }
  explicit operator bool() const noexcept { return Held != nullptr; }

private:
  template <class U> friend class shared_ptr;
  std::shared_ptr<T> Held;
};
} // namespace nostd
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_SHARED_PTR_H
