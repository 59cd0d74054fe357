// A stub of libcoro: the declarations the tests need, laid out as the library lays
// them out.
#ifndef CTX_TEST_CORO_CORO_HPP
#define CTX_TEST_CORO_CORO_HPP

#include <chrono>
#include <coroutine>
#include <functional>
#include <stop_token>
#include <utility>

namespace coro {

template <typename T = void> struct [[nodiscard]] task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};

class scoped_lock {};
class condition_variable {
public:
  using predicate_type = std::function<bool()>;
  [[nodiscard]] task<void> wait(scoped_lock &Lock);
  [[nodiscard]] task<void> wait(scoped_lock &Lock, predicate_type Predicate);
  [[nodiscard]] task<bool> wait(scoped_lock &Lock, std::stop_token Token,
                                predicate_type Predicate);
  void notify_all();
};

class scheduler {
public:
  using time_point = std::chrono::steady_clock::time_point;
  task<void> schedule();
  template <class Rep, class Period>
  task<void> schedule_after(std::chrono::duration<Rep, Period> D) {
    return {};
  }
  task<void> schedule_at(time_point T);
  template <class Rep, class Period>
  task<void> yield_for(std::chrono::duration<Rep, Period> D) {
    return {};
  }
  task<void> yield_until(time_point T);
};

class poll_stop_token {
public:
  explicit poll_stop_token(int Receiver);
};
class poll_stop_source {
public:
  poll_stop_source() = default;
  poll_stop_source(const poll_stop_source &) = delete;
  poll_stop_token get_token() const;
  void signal_stop();
};

} // namespace coro

#endif
