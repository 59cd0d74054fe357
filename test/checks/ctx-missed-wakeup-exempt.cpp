// RUN: %check %s ctx-missed-wakeup %t -std=c++20 --as=queue_test.cpp
// RUN: %check %s ctx-missed-wakeup %t -std=c++20 --prefix=USED -- -DUSED
// Tests, and code that only runs when everything ends.
#include <condition_variable>
#include <mutex>
#include <stop_token>

extern bool ready;

#ifdef USED
class OkWaitsWhenItEnds {
public:
  ~OkWaitsWhenItEnds() {
    std::unique_lock lk(mutex_);
    idle_.wait(lk, [this] { return ready || token_.stop_requested(); });
  }

private:
  std::mutex mutex_;
  std::condition_variable idle_;
  std::stop_token token_;
};

void ok_after_it_was_seen(std::stop_token st, std::mutex &m, std::condition_variable &cv) {
  if (st.stop_requested()) {
    std::unique_lock lk(m);
    cv.wait(lk, [&] { return ready || st.stop_requested(); });
  }
}
/// Where `serve` is defined a callback that wakes the wait may be registered;
/// there the wait is judged.
class OkRegisteredElsewhere {
public:
  void serve(std::stop_token st);
  void take(std::stop_token st) {
    std::unique_lock lk(mutex_);
    idle_.wait(lk, [&] { return ready || st.stop_requested(); });
  }

private:
  std::mutex mutex_;
  std::condition_variable idle_;
};
#else
void ok_in_a_test(std::stop_token st, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
}
#endif
