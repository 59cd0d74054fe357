// RUN: %check %s ctx-uninterruptible-wait %t -std=c++20
// Coroutines of Asio have a token of their own, in sight or not.
#include <asio.hpp>
#include <chrono>
#include <thread>

using namespace std::chrono_literals;
bool step();

asio::awaitable<void> bad_sleep() {
  co_await asio::this_coro::executor;
  while (step())
    std::this_thread::sleep_for(1s);
}
// CHECK-MESSAGES: :[[@LINE-2]]:5: warning: 'sleep_for' blocks the thread of this coroutine, and cancelling it does not wake the call; await something that can be cancelled instead [ctx-uninterruptible-wait]

asio::awaitable<void> bad_timer(asio::steady_timer timer) {
  co_await asio::this_coro::executor;
  timer.wait();
}
// CHECK-MESSAGES: :[[@LINE-2]]:9: warning: 'wait' blocks the thread of this coroutine, and cancelling it does not wake the call; await 'async_wait' instead [ctx-uninterruptible-wait]

auto bad_lambda() {
  return []() -> asio::awaitable<void> {
    co_await asio::this_coro::executor;
    std::this_thread::sleep_for(5s);
  };
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: 'sleep_for' blocks the thread of this coroutine, and cancelling it does not wake the call; await something that can be cancelled instead [ctx-uninterruptible-wait]

asio::awaitable<void> ok_awaits(asio::steady_timer timer) {
  co_await timer.async_wait(asio::use_awaitable);
}
// Too short to matter.
asio::awaitable<void> ok_short() {
  co_await asio::this_coro::executor;
  std::this_thread::sleep_for(10ms);
}
// Returns a coroutine and is none.
asio::awaitable<void> ok_no_coroutine() {
  std::this_thread::sleep_for(1s);
  return ok_short();
}
// A thread that the coroutine starts.
asio::awaitable<void> ok_thread() {
  co_await asio::this_coro::executor;
  std::thread([] { std::this_thread::sleep_for(1s); }).join();
}
