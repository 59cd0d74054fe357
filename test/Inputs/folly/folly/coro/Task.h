// What ctx-tidy's tests need of folly's coroutines. As in folly, customisation
// points are objects behind a using-directive.
#pragma once

#include "folly/CancellationToken.h"
#include "folly/Executor.h"
#include <chrono>
#include <coroutine>
#include <optional>
#include <utility>

#define FOLLY_DEFINE_CPO(Type, Name)                                           \
  namespace folly_cpo__ {                                                      \
  inline constexpr Type Name{};                                                \
  }                                                                            \
  using namespace folly_cpo__;

namespace folly {

template <typename T> class SemiFuture;
struct Unit {};

namespace coro {

namespace detail {
struct co_current_cancellation_token_ {
  enum class secret_ { token_ };
  explicit constexpr co_current_cancellation_token_(secret_) {}
};
struct Ready {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) const noexcept;
  void await_resume() const noexcept;
};
struct CurrentToken : Ready {
  const CancellationToken &await_resume() const noexcept;
};
} // namespace detail

using co_current_cancellation_token_t = detail::co_current_cancellation_token_;
inline constexpr co_current_cancellation_token_t co_current_cancellation_token{
    co_current_cancellation_token_t::secret_::token_};
class co_safe_point_t final {};
inline constexpr co_safe_point_t co_safe_point{};

template <typename T> class Task;

namespace detail {
template <typename T> struct TaskPromiseBase {
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception() noexcept;
  detail::CurrentToken
      await_transform(co_current_cancellation_token_t) noexcept;
  detail::Ready await_transform(co_safe_point_t) noexcept;
  template <typename A> A &&await_transform(A &&awaitable) noexcept;
};
template <typename T> struct TaskPromise : TaskPromiseBase<T> {
  Task<T> get_return_object() noexcept;
  void return_value(T) noexcept;
};
template <> struct TaskPromise<void> : TaskPromiseBase<void> {
  Task<void> get_return_object() noexcept;
  void return_void() noexcept;
};
} // namespace detail

template <typename T> class [[nodiscard]] TaskWithExecutor {
public:
  SemiFuture<T> start() &&;
  template <typename F>
  void start(F &&tryCallback, CancellationToken cancelToken = {}) &&;
  SemiFuture<T> startInlineUnsafe() &&;
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) const noexcept;
  T await_resume() const;
};

template <typename T = void> class [[nodiscard]] Task {
public:
  using promise_type = detail::TaskPromise<T>;
  Task(Task &&) noexcept;
  Task &operator=(Task &&) noexcept;
  ~Task();
  SemiFuture<T> semi() &&;
  // What the objects of these names find.
  friend Task co_withCancellation(CancellationToken, Task task) noexcept {
    return task;
  }
  friend TaskWithExecutor<T> co_withExecutor(Executor::KeepAlive<>,
                                             Task) noexcept {
    return {};
  }
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) const noexcept;
  T await_resume() const;
};

namespace detail {
namespace adl {
struct WithCancellationFunction {
  template <typename Awaitable>
  Awaitable operator()(const CancellationToken &cancelToken,
                       Awaitable &&awaitable) const noexcept;
  template <typename Awaitable>
  Awaitable operator()(CancellationToken &&cancelToken,
                       Awaitable &&awaitable) const noexcept;
};
struct WithExecutorFunction {
  template <typename T>
  TaskWithExecutor<T> operator()(Executor::KeepAlive<> executor,
                                 Task<T> task) const;
};
} // namespace adl
} // namespace detail

FOLLY_DEFINE_CPO(detail::adl::WithCancellationFunction, co_withCancellation)
FOLLY_DEFINE_CPO(detail::adl::WithExecutorFunction, co_withExecutor)

template <typename Reference> class [[nodiscard]] AsyncGenerator {
public:
  struct promise_type : detail::TaskPromiseBase<Reference> {
    AsyncGenerator get_return_object() noexcept;
    std::suspend_always yield_value(Reference) noexcept;
    void return_void() noexcept;
  };
  Task<std::optional<Reference>> next();
};

Task<void> sleep(std::chrono::milliseconds d, void *tk = nullptr);
Task<void> sleepReturnEarlyOnCancel(std::chrono::milliseconds d,
                                    void *tk = nullptr);

struct blocking_wait_fn {
  template <typename Awaitable>
  auto operator()(Awaitable &&awaitable) const
      -> decltype(awaitable.await_resume());
};
inline constexpr blocking_wait_fn blocking_wait{};
static constexpr blocking_wait_fn const &blockingWait = blocking_wait;

class AsyncScope {
public:
  AsyncScope() noexcept;
  ~AsyncScope();
  template <typename Awaitable>
  void add(Awaitable &&awaitable, void *returnAddress = nullptr);
  template <typename Awaitable>
  void addWithSourceLoc(Awaitable &&awaitable, void *returnAddress = nullptr);
  Task<void> joinAsync() noexcept;
  SemiFuture<Unit> cleanup() noexcept;
};

class CancellableAsyncScope {
public:
  CancellableAsyncScope() noexcept;
  explicit CancellableAsyncScope(CancellationToken &&token);
  template <typename Awaitable>
  void add(Awaitable &&awaitable,
           std::optional<CancellationToken> token = std::nullopt,
           void *returnAddress = nullptr);
  template <typename Awaitable>
  void addWithSourceLoc(Awaitable &&awaitable,
                        std::optional<CancellationToken> token = std::nullopt);
  template <class T>
  Task<void> co_schedule(Task<T> &&task,
                         std::optional<CancellationToken> token = std::nullopt);
  void requestCancellation() const noexcept;
  bool isScopeCancellationRequested() const noexcept;
  Task<void> cancelAndJoinAsync() noexcept;
  Task<void> joinAsync() noexcept;
};

} // namespace coro
} // namespace folly
