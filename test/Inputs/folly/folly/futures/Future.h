// What ctx-tidy's tests need of folly's futures: much is declared in a private
// base and exported by using-declarations.
#pragma once

#include "folly/Executor.h"
#include <chrono>
#include <exception>
#include <functional>
#include <stdexcept>
#include <utility>

namespace folly {

class FutureException : public std::logic_error {
public:
  using std::logic_error::logic_error;
};
class FutureCancellation : public FutureException {
public:
  FutureCancellation();
};
class FutureTimeout : public FutureException {
public:
  FutureTimeout();
};

namespace futures {
namespace detail {
template <class T> class FutureBase {
public:
  bool isReady() const;
  void raise(std::exception_ptr exception);
  void cancel();
};
} // namespace detail
} // namespace futures

template <class T> class SemiFuture;

template <class T> class Future : private futures::detail::FutureBase<T> {
  using Base = futures::detail::FutureBase<T>;

public:
  using Base::cancel;
  using Base::isReady;
  using Base::raise;
  Future(Future &&) noexcept;
  Future &operator=(Future &&) noexcept;
  ~Future();
  template <typename F> Future<T> thenValue(F &&func) && {
    return std::move(*this);
  }
  template <typename F> Future<T> thenTry(F &&func) && {
    return std::move(*this);
  }
  template <typename F> Future<T> thenError(F &&func) && {
    return std::move(*this);
  }
  Future<T> within(std::chrono::milliseconds dur) &&;
  T get() &&;
  T get(std::chrono::milliseconds dur) &&;
  T getVia(Executor *) &&;
  T getTryVia(Executor *) &&;
  T &getTry() &&;
  Future<T> &wait() &;
  Future<T> &&wait() &&;
  Future<T> &wait(std::chrono::milliseconds dur) &;
  Future<T> &waitVia(Executor *) &;
};

template <class T> class SemiFuture : private futures::detail::FutureBase<T> {
  using Base = futures::detail::FutureBase<T>;

public:
  using Base::cancel;
  using Base::isReady;
  using Base::raise;
  SemiFuture(SemiFuture &&) noexcept;
  SemiFuture &operator=(SemiFuture &&) noexcept;
  ~SemiFuture();
  template <typename F> SemiFuture<T> deferValue(F &&func) && {
    return std::move(*this);
  }
  template <typename F> SemiFuture<T> deferError(F &&func) && {
    return std::move(*this);
  }
  Future<T> via(Executor::KeepAlive<> executor) &&;
  T get() &&;
  T &getTry() &&;
  SemiFuture<T> &wait() &;
  bool await_ready() const noexcept;
  template <typename H> void await_suspend(H) const noexcept;
  T await_resume() const;
};

template <class T> class Promise {
public:
  Promise();
  SemiFuture<T> getSemiFuture();
  Future<T> getFuture();
  template <typename F> void setInterruptHandler(F &&fn) {}
  template <class M> void setValue(M &&value);
};

} // namespace folly
