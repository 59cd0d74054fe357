// What ctx-tidy's tests need of Boost.Thread.
#pragma once

#include <chrono>
#include <mutex>
#include <utility>

namespace boost {

class thread_interrupted {};

class thread {
public:
  thread() noexcept;
  template <class F> explicit thread(F &&f) {}
  template <class F, class Arg, class... Args>
  thread(F &&f, Arg &&arg, Args &&...args) {}
  thread(thread &&) noexcept;
  thread &operator=(thread &&) noexcept;
  ~thread();

  bool joinable() const noexcept;
  void join();
  template <class Rep, class Period>
  bool try_join_for(const std::chrono::duration<Rep, Period> &);
  template <class Clock, class Duration>
  bool try_join_until(const std::chrono::time_point<Clock, Duration> &);
  bool timed_join(long);
  void detach();
  void interrupt();
  bool interruption_requested() const noexcept;
};

class thread_group {
public:
  ~thread_group();
  template <typename F> thread *create_thread(F f) { return nullptr; }
  void add_thread(thread *);
  void join_all();
  void interrupt_all();
};

class condition_variable {
public:
  void notify_one() noexcept;
  void notify_all() noexcept;
  void wait(std::unique_lock<std::mutex> &);
  template <class P> void wait(std::unique_lock<std::mutex> &, P);
  bool timed_wait(std::unique_lock<std::mutex> &, long);
  template <class Rep, class Period>
  bool wait_for(std::unique_lock<std::mutex> &,
                const std::chrono::duration<Rep, Period> &);
  template <class Clock, class Duration>
  bool wait_until(std::unique_lock<std::mutex> &,
                  const std::chrono::time_point<Clock, Duration> &);
};

class condition_variable_any {
public:
  void notify_one() noexcept;
  void notify_all() noexcept;
  template <class L> void wait(L &);
  template <class L, class P> void wait(L &, P);
  template <class L> bool timed_wait(L &, long);
  template <class L, class Rep, class Period>
  bool wait_for(L &, const std::chrono::duration<Rep, Period> &);
  template <class L, class Clock, class Duration>
  bool wait_until(L &, const std::chrono::time_point<Clock, Duration> &);
};

namespace this_thread {

void interruption_point();
bool interruption_enabled() noexcept;
bool interruption_requested() noexcept;

class disable_interruption {
public:
  disable_interruption() noexcept;
  disable_interruption(const disable_interruption &) = delete;
  ~disable_interruption() noexcept;
};

class restore_interruption {
public:
  explicit restore_interruption(disable_interruption &) noexcept;
  ~restore_interruption() noexcept;
};

void sleep(long);
template <class Rep, class Period>
void sleep_for(const std::chrono::duration<Rep, Period> &);
template <class Clock, class Duration>
void sleep_until(const std::chrono::time_point<Clock, Duration> &);

namespace no_interruption_point {
void sleep(long);
template <class Rep, class Period>
void sleep_for(const std::chrono::duration<Rep, Period> &);
template <class Clock, class Duration>
void sleep_until(const std::chrono::time_point<Clock, Duration> &);
} // namespace no_interruption_point

} // namespace this_thread
} // namespace boost
