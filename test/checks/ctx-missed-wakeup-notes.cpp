// RUN: %check %s ctx-missed-wakeup %t -std=c++20
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

extern bool ready;

class Silent {
  void stop() { thread_.request_stop(); }
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};
// CHECK-NOTES: :[[@LINE-6]]:11: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; pass 'st' to it [ctx-missed-wakeup]
// CHECK-NOTES: :[[@LINE-10]]:25: note: requested here, and nothing is notified
// CHECK-FIXES: wake_.wait(lock, st, [&] { return ready; });

class Unlocked {
  void stop() {
    thread_.request_stop();
    wake_.notify_all();
  }
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};
// CHECK-NOTES: :[[@LINE-6]]:11: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'wake_' is notified without its mutex; pass 'st' to it, or notify 'wake_' while holding 'mutex_' [ctx-missed-wakeup]
// CHECK-NOTES: :[[@LINE-11]]:11: note: notified here, without the mutex since the request
// CHECK-FIXES: wake_.wait(lock, st, [&] { return ready; });

void callback(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::stop_callback wake(st, [&] { cv.notify_all(); });
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
}
// CHECK-NOTES: :[[@LINE-2]]:6: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'cv' is notified without its mutex; pass 'st' to it, or notify 'cv' while holding 'm' [ctx-missed-wakeup]
// CHECK-NOTES: :[[@LINE-5]]:40: note: notified here, without the mutex
// CHECK-FIXES: cv.wait(lk, st, [&] { return ready; });

void flag(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::atomic<bool> stop = false;
  std::stop_callback onStop(st, [&] { stop = true; });
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return stop || ready; });
}
// CHECK-NOTES: :[[@LINE-2]]:6: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at 'stop'; notify 'cv' while holding 'm' where the flag is set [ctx-missed-wakeup]
// CHECK-NOTES: :[[@LINE-5]]:44: note: set here, and nothing is notified
