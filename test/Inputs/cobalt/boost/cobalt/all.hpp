// A stub of Boost.Cobalt: the declarations the tests need, laid out as the
// library lays them out.
#ifndef CTX_TEST_COBALT_ALL_HPP
#define CTX_TEST_COBALT_ALL_HPP

#include <boost/asio.hpp>
#include <coroutine>
#include <cstddef>
#include <exception>

namespace boost::cobalt {

namespace detail {
template <typename T> struct value_of {
  void return_value(T V);
};
template <> struct value_of<void> {
  void return_void();
};
template <typename C, typename T> struct promise_of : value_of<T> {
  C get_return_object();
  std::suspend_never initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
  struct cancelled_awaitable {
    bool await_ready();
    void await_suspend(std::coroutine_handle<>);
    asio::cancellation_type await_resume();
  };
  template <typename A> decltype(auto) await_transform(A &&Awaited) {
    if constexpr (requires { Awaited.is_cancelled_tag; })
      return cancelled_awaitable();
    else
      return static_cast<A &&>(Awaited);
  }
};
template <typename T> struct awaitable_of {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
} // namespace detail

template <typename T> struct [[nodiscard]] promise {
  using promise_type = detail::promise_of<promise, T>;
  promise(promise &&Other) noexcept;
  ~promise();
  detail::awaitable_of<T> operator co_await();
  void operator+() && {}
  void detach() {}
  void cancel(asio::cancellation_type Kind = asio::cancellation_type::all) {}
};
template <typename T> struct [[nodiscard]] task {
  using promise_type = detail::promise_of<task, T>;
  detail::awaitable_of<T> operator co_await();
};
template <typename Y, typename P = void> struct [[nodiscard]] generator {
  using promise_type = detail::promise_of<generator, Y>;
};
struct detached {
  using promise_type = detail::promise_of<detached, void>;
};
struct main {
  using promise_type = detail::promise_of<main, int>;
};
struct thread {
  using promise_type = detail::promise_of<thread, void>;
  void join();
  void detach();
};
struct wait_group {
  void push_back(promise<void> P);
  void cancel(asio::cancellation_type Kind = asio::cancellation_type::all);
  detail::awaitable_of<void> wait();
  detail::awaitable_of<void> await_exit(std::exception_ptr E);
};

namespace this_coro {
struct cancelled_t {
  static constexpr bool is_cancelled_tag = true;
};
constexpr cancelled_t cancelled;
} // namespace this_coro

template <typename Context, typename T, typename Token>
auto spawn(Context &C, task<T> &&Work, Token &&Done) {}
template <typename T> T run(task<T> Work);

} // namespace boost::cobalt

#endif
