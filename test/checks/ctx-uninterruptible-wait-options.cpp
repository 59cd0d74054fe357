// RUN: %check %s ctx-uninterruptible-wait %t -std=c++20 --option=ShortWait=2000 --option=LongestStep=5000 "--option=SleepHelper=base::pause({token}, {duration})"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

using namespace std::chrono_literals;
namespace base {
bool pause(const std::stop_token &st, std::chrono::nanoseconds time);
}
bool step();
void work(std::stop_token);

void bad_longer(std::stop_token st, std::chrono::seconds time) {
  while (!st.stop_requested()) {
    step();
    std::this_thread::sleep_for(2500ms);
    std::this_thread::sleep_for(time);
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: a stop request on 'st' does not wake 'sleep_for'; wait for that time on a std::condition_variable_any with the token [ctx-uninterruptible-wait]
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: a stop request on 'st' does not wake 'sleep_for';
// CHECK-FIXES:      base::pause(st, 2500ms);
// CHECK-FIXES-NEXT: base::pause(st, time);

// No helper for a time point, none in a macro, none that a lambda cannot name.
#define NAP() std::this_thread::sleep_for(1h)
void bad_without_fix(std::stop_token st, int seconds) {
  work(st);
  std::this_thread::sleep_until(std::chrono::steady_clock::now() + 1h);
  NAP();
  auto nap = [seconds] { std::this_thread::sleep_for(seconds * 1s); };
  nap();
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: a stop request on 'st' does not wake 'sleep_until';
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: a stop request on 'st' does not wake 'sleep_for';
// CHECK-MESSAGES: :[[@LINE-5]]:26: warning: a stop request on 'st' does not wake 'sleep_for';

void ok_shorter(std::stop_token st) {
  while (!st.stop_requested()) {
    step();
    std::this_thread::sleep_for(2s);
  }
}

void ok_longer_steps(std::stop_token st, int count) {
  for (int i = 0; i < count && !st.stop_requested(); ++i)
    std::this_thread::sleep_for(5s);
}
