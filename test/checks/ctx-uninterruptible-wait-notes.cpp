// RUN: %check %s ctx-uninterruptible-wait %t -std=c++20
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

using namespace std::chrono_literals;

// The calls next to it are given the token.
class BadInconsistent {
  bool here(std::stop_token st) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, st, 1s, [this] { return ready_; }))
      return false;
    return changed_.wait_for(lock, 1s, [this] { return done_; });
  }
  bool there(const std::stop_token &st) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 1s, [this] { return ready_; });
  }
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool ready_ = false, done_ = false;
};
// CHECK-NOTES: :[[@LINE-10]]:21: warning: a stop request on 'st' does not wake 'wait_for'; pass 'st' to it [ctx-uninterruptible-wait]
// CHECK-NOTES: :[[@LINE-15]]:29: note: 'st' is in scope
// CHECK-NOTES: :[[@LINE-14]]:19: note: this call is given a token
// CHECK-NOTES: :[[@LINE-9]]:21: warning: a stop request on 'st' does not wake 'wait_for'; pass 'st' to it [ctx-uninterruptible-wait]
// CHECK-NOTES: :[[@LINE-12]]:37: note: 'st' is in scope
// CHECK-NOTES: :[[@LINE-17]]:19: note: this call is given a token
// CHECK-FIXES: return changed_.wait_for(lock, st, 1s, [this] { return done_; });
// CHECK-FIXES: return changed_.wait_for(lock, st, 1s, [this] { return ready_; });

#define PAUSE() std::this_thread::sleep_for(1s)
void bad_macro(std::stop_token st) {
  while (!st.stop_requested())
    PAUSE();
}
// CHECK-NOTES: :[[@LINE-2]]:5: warning: a stop request on 'st' does not wake 'sleep_for'; wait for that time on a std::condition_variable_any with the token [ctx-uninterruptible-wait]
// CHECK-NOTES: :[[@LINE-6]]:17: note: written here
// CHECK-NOTES: :[[@LINE-6]]:32: note: 'st' is in scope

// A name alone makes no request: closing is another way to end it, but not for
// a predicate that nothing in it changes.
class BadCloseElsewhere {
  void run(std::stop_token st) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ready_; });
  }
  void closeOther() {
    other_ = true;
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool ready_ = false, other_ = false;
};
// CHECK-NOTES: :[[@LINE-10]]:14: warning: a stop request on 'st' does not wake 'wait'; pass 'st' to it
// CHECK-NOTES: :[[@LINE-13]]:28: note: 'st' is in scope
// CHECK-FIXES: if (!changed_.wait(lock, st, [&] { return ready_; }))
