// A stub of Seastar: the declarations the tests need, laid out as the library
// lays them out.
#ifndef CTX_TEST_SEASTAR_ALL_HH
#define CTX_TEST_SEASTAR_ALL_HH

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace seastar {

namespace internal {
class future_base {};
template <typename T> struct value_of {
  T await();
  void return_value(T V);
};
template <> struct value_of<void> {
  void await();
  void return_void();
};
} // namespace internal

template <typename T = void> class [[nodiscard]] future : private internal::future_base {
public:
  struct promise_type : internal::value_of<T> {
    future get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  template <typename F> future<> then(F &&Fn);
  template <typename F> future finally(F &&Fn);
  template <typename F> future<> handle_exception(F &&Fn);
  T get();
};

template <typename T> class optimized_optional {
public:
  optimized_optional();
  optimized_optional(optimized_optional &&) noexcept;
  optimized_optional &operator=(optimized_optional &&) noexcept;
  explicit operator bool() const noexcept;
};

class abort_requested_exception : public std::exception {};
class sleep_aborted : public abort_requested_exception {};
class timed_out_error : public std::exception {};
class semaphore_timed_out : public timed_out_error {};
class semaphore_aborted : public abort_requested_exception {};

class abort_source {
public:
  class subscription {
    friend class abort_source;

  public:
    subscription() = default;
    subscription(subscription &&) noexcept;
    subscription &operator=(subscription &&) noexcept;
    ~subscription();
    explicit operator bool() const noexcept;
  };
  abort_source() = default;
  virtual ~abort_source() = default;
  abort_source(abort_source &&) = default;
  template <typename Func>
  [[nodiscard]] optimized_optional<subscription> subscribe(Func &&F) {
    return {};
  }
  void request_abort() noexcept;
  void request_abort_ex(std::exception_ptr E) noexcept;
  bool abort_requested() const noexcept;
  void check() const;
};

struct lowres_clock {
  using duration = std::chrono::steady_clock::duration;
  using time_point = std::chrono::steady_clock::time_point;
  static time_point now();
};
using steady_clock_type = std::chrono::steady_clock;

template <typename Clock = lowres_clock> class abort_on_expiry {
  seastar::abort_source Source;

public:
  using time_point = typename Clock::time_point;
  abort_on_expiry(time_point Timeout) {}
  abort_on_expiry(abort_on_expiry &&) = delete;
  seastar::abort_source &abort_source() { return Source; }
};

template <typename Clock = steady_clock_type, typename Rep, typename Period>
future<> sleep(std::chrono::duration<Rep, Period> D) {
  return {};
}
template <typename Clock = steady_clock_type>
future<> sleep_abortable(typename Clock::duration D) {
  return {};
}
template <typename Clock = steady_clock_type>
future<> sleep_abortable(typename Clock::duration D, abort_source &As) {
  return {};
}

class gate {
public:
  gate() = default;
  ~gate();
  class holder {
  public:
    ~holder();
    holder(holder &&) noexcept;
  };
  bool try_enter() noexcept;
  void enter();
  void leave() noexcept;
  void check() const;
  future<> close() noexcept;
  bool is_closed() const noexcept;
  holder hold();
};

template <typename T = void> class shared_future {
public:
  using future_type = future<T>;
  future_type get_future() const noexcept;
  future_type get_future(abort_source &As) const noexcept;
};
template <typename T = void> class shared_promise {
public:
  using time_point = lowres_clock::time_point;
  future<T> get_shared_future(time_point Timeout) const noexcept;
  future<T> get_shared_future(abort_source &As) const noexcept;
  future<T> get_shared_future() const noexcept;
  void set_value();
};

class semaphore {
public:
  future<> wait(size_t N = 1) noexcept;
  future<> wait(abort_source &As, size_t N = 1) noexcept;
  void signal(size_t N = 1) noexcept;
};

class thread_attributes {};
class thread {
public:
  thread() = default;
  template <typename Func> thread(Func F) {}
  thread(thread &&) noexcept = default;
  thread &operator=(thread &&) noexcept = default;
  ~thread();
  future<> join();
};
template <typename Func, typename... Args>
future<> async(Func &&F, Args &&...A) {
  return {};
}

} // namespace seastar

#endif
