// RUN: %check %s ctx-uninterruptible-wait %t -std=c++20
// Steps of a longer wait whose length is a type of the code's own.
#include <algorithm>
#include <chrono>
#include <stop_token>
#include <thread>

struct Span {
  long ns;
  std::chrono::nanoseconds toStd() const;
  bool operator<(const Span &other) const { return ns < other.ns; }
};
Span left();
Span millis(long n);

bool ok_smaller_step(std::stop_token st) {
  while (left().ns > 0) {
    if (st.stop_requested())
      return false;
    auto step = std::min(left(), millis(10));
    std::this_thread::sleep_for(step.toStd());
  }
  return true;
}

// All that is left at once.
bool bad_whole(std::stop_token st) {
  while (left().ns > 0) {
    if (st.stop_requested())
      return false;
    Span all = left();
    std::this_thread::sleep_for(all.toStd());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a stop request on 'st' does not wake 'sleep_for'; wait for that time on a std::condition_variable_any with the token [ctx-uninterruptible-wait]
  }
  return true;
}
