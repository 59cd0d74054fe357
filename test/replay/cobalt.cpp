// Every check over the cobalt vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <boost/cobalt/all.hpp>
#include <chrono>
#include <thread>

namespace cobalt = boost::cobalt;
namespace this_coro = cobalt::this_coro;
using namespace std::chrono_literals;

cobalt::promise<void> send(int item);
cobalt::promise<void> session(int id);
void logLine(const char *);

//===-- polls --------------------------------------------------------------===//

cobalt::promise<void> ok_poll() {
  while (!co_await this_coro::cancelled)
    co_await send(1);
}
cobalt::promise<void> ok_loop() {
  for (;;)
    co_await send(1);
}

//===-- waits --------------------------------------------------------------===//

cobalt::promise<void> bad_sleep() {
  co_await send(1);
  std::this_thread::sleep_for(1s);
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread of this coroutine, and cancelling it does not wake the call; await something that can be cancelled instead [ctx-uninterruptible-wait]
}
cobalt::task<void> bad_blocking(boost::asio::steady_timer &timer) {
  co_await send(1);
  timer.wait();
// CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'wait' blocks the thread of this coroutine, and cancelling it does not wake the call; await 'async_wait' instead [ctx-uninterruptible-wait]
}
cobalt::task<void> ok_waits(boost::asio::steady_timer &timer) {
  co_await send(1);
  co_await session(2);
}
void ok_no_coroutine(boost::asio::steady_timer &timer) { timer.wait(); }

//===-- handles ------------------------------------------------------------===//

cobalt::promise<void> ok_detached() {
  +session(1);
  session(2).detach();
  co_await send(1);
}
cobalt::promise<void> ok_group() {
  cobalt::wait_group group;
  group.push_back(session(1));
  group.cancel();
  co_await group.wait();
}
