// RUN: %check %s ctx-missed-wakeup %t -std=c++20 --option=ShortWait=2000 --option=LongestStep=9000 --prefix=LONG
// RUN: %check %s ctx-missed-wakeup %t -std=c++20 --option=ShortWait=10 --option=LongestStep=10 --prefix=SHORT
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

using namespace std::chrono_literals;
extern bool ready;

void wait(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  cv.wait_for(lk, 2s, [&] { return ready || st.stop_requested(); });
}
// CHECK-FIXES-LONG: cv.wait_for(lk, 2s, [&] { return ready || st.stop_requested(); });
// CHECK-MESSAGES-SHORT: :[[@LINE-3]]:6: warning: a stop request on 'st' does not wake 'wait_for', although its predicate looks at it; pass 'st' to it
// CHECK-FIXES-SHORT: cv.wait_for(lk, st, 2s, [&] { return ready; });

void longer(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  cv.wait_for(lk, 3s, [&] { return ready || st.stop_requested(); });
}
// CHECK-MESSAGES-LONG: :[[@LINE-2]]:6: warning: a stop request on 'st' does not wake 'wait_for', although its predicate looks at it; pass 'st' to it
// CHECK-FIXES-LONG: cv.wait_for(lk, st, 3s, [&] { return ready; });
// CHECK-MESSAGES-SHORT: :[[@LINE-4]]:6: warning: a stop request on 'st' does not wake 'wait_for', although its predicate looks at it; pass 'st' to it
// CHECK-FIXES-SHORT: cv.wait_for(lk, st, 3s, [&] { return ready; });

void steps(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  while (!ready && !st.stop_requested())
    cv.wait_for(lk, 8s);
}
// CHECK-MESSAGES-SHORT: :[[@LINE-2]]:8: warning: a stop request on 'st' does not wake 'wait_for', although its loop looks at it; pass 'st' and a predicate to it
