// Every check over the libcoro vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <coro/coro.hpp>

using namespace std::chrono_literals;

void work();
void use(std::stop_token);

coro::task<void> bad_wait(std::stop_token st, coro::condition_variable &cv, coro::scoped_lock &lock, bool &ready) {
  use(st);
  co_await cv.wait(lock, [&] { return ready; });
// CHECK-MESSAGES: :[[@LINE-1]]:15: warning: a stop request on 'st' does not wake 'wait'; pass 'st' to it [ctx-uninterruptible-wait]
// CHECK-FIXES: co_await cv.wait(lock, st, [&] { return ready; });
}
coro::task<void> ok_wait(std::stop_token st, coro::condition_variable &cv, coro::scoped_lock &lock, bool &ready) {
  co_await cv.wait(lock, st, [&] { return ready; });
}
coro::task<void> bad_pause(std::stop_token st, coro::scheduler &scheduler) {
  while (!st.stop_requested()) {
    work();
    co_await scheduler.schedule_after(60s);
// CHECK-MESSAGES: :[[@LINE-1]]:24: warning: a stop request on 'st' does not wake 'schedule_after'; wait in short steps and look at 'st' between them [ctx-uninterruptible-wait]
  }
}
coro::task<void> ok_pause(coro::scheduler &scheduler) {
  work();
  co_await scheduler.yield_for(60s);
}
coro::task<void> ok_reschedule(std::stop_token st, coro::scheduler &scheduler) {
  while (!st.stop_requested()) {
    work();
    co_await scheduler.schedule();
  }
}
