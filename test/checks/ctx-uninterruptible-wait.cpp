// RUN: %check %s ctx-uninterruptible-wait %t -std=c++20
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

using namespace std::chrono_literals;

bool step();
void work(std::stop_token);
void hangUp(int);
int backoff(int attempt);
std::chrono::milliseconds delayOf(int attempt);
extern bool ready;

//===-- Sleeps ------------------------------------------------------------===//

void bad_sleep(std::stop_token st) {
  while (!st.stop_requested()) {
    step();
    std::this_thread::sleep_for(10s);
  }
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: a stop request on 'st' does not wake 'sleep_for'; wait for that time on a std::condition_variable_any with the token [ctx-uninterruptible-wait]

// An early return on the poll excuses nothing after it.
bool bad_backoff(const std::stop_token &stop) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (stop.stop_requested())
      return false;
    if (step())
      return true;
    std::this_thread::sleep_for(delayOf(attempt));
  }
  return false;
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: a stop request on 'stop' does not wake 'sleep_for';

void bad_sleep_until(std::stop_token st) {
  work(st);
  std::this_thread::sleep_until(std::chrono::steady_clock::now() + 1min);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: a stop request on 'st' does not wake 'sleep_until'; wait until then on a std::condition_variable_any with the token

void bad_unknown_number(std::stop_token st, int seconds) {
  work(st);
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: a stop request on 'st' does not wake 'sleep_for';

void bad_written_local(std::stop_token st) {
  auto pause = 10ms;
  while (!st.stop_requested()) {
    step();
    std::this_thread::sleep_for(pause);
    pause *= 2;
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: a stop request on 'st' does not wake 'sleep_for';

// Both work and wait: no step of a longer wait.
void bad_long_step(std::stop_token st) {
  for (int i = 0; i < 100 && !st.stop_requested(); ++i) {
    step();
    std::this_thread::sleep_for(1s);
  }
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: a stop request on 'st' does not wake 'sleep_for';

// Nothing but the poll ends it: a pause, not a step.
void bad_idle(std::stop_token st) {
  while (!st.stop_requested())
    std::this_thread::sleep_for(500ms);
}
// CHECK-MESSAGES: :[[@LINE-2]]:5: warning: a stop request on 'st' does not wake 'sleep_for';

void bad_capture(std::stop_token st) {
  auto retry = [&] {
    while (!step())
      std::this_thread::sleep_for(1s);
  };
  retry();
  work(st);
}
// CHECK-MESSAGES: :[[@LINE-5]]:7: warning: a stop request on 'st' does not wake 'sleep_for';

std::jthread bad_worker() {
  return std::jthread([](std::stop_token st) {
    while (!st.stop_requested()) {
      step();
      std::this_thread::sleep_for(std::chrono::seconds{5});
    }
  });
}
// CHECK-MESSAGES: :[[@LINE-4]]:7: warning: a stop request on 'st' does not wake 'sleep_for';

class BadField {
public:
  void poll() {
    while (!step())
      std::this_thread::sleep_for(2s);
  }

private:
  std::stop_token stop_;
};
// CHECK-MESSAGES: :[[@LINE-6]]:7: warning: a stop request on 'stop_' does not wake 'sleep_for';

// The function's own thread, asked for its token.
class BadOwnThread {
  void run() {
    while (!thread_.get_stop_token().stop_requested()) {
      step();
      pause();
    }
  }
  void pause() { std::this_thread::sleep_for(30s); }
  std::jthread thread_{[this] { run(); }};
};
// CHECK-MESSAGES: :[[@LINE-3]]:18: warning: a stop request on 'thread_.get_stop_token()' does not wake 'sleep_for';

struct Request {
  int id;
  std::stop_token stop;
};
bool bad_member_deep(const Request &request) {
  while (!step()) {
    if (request.stop.stop_requested())
      return false;
    std::this_thread::sleep_for(1s);
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: a stop request on 'request.stop' does not wake 'sleep_for';

template <class T> void bad_template(T &item, std::stop_token st) {
  while (!item.done()) {
    work(st);
    std::this_thread::sleep_for(1s);
  }
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: a stop request on 'st' does not wake 'sleep_for';

#define PAUSE() std::this_thread::sleep_for(1s)
void bad_macro(std::stop_token st) {
  work(st);
  PAUSE();
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: a stop request on 'st' does not wake 'sleep_for';

//===-- Condition variables -----------------------------------------------===//

void bad_any(std::stop_token st, std::mutex &m,
             std::condition_variable_any &cv) {
  {
    std::unique_lock lk(m);
    cv.wait(lk, [] { return ready; });
  }
  work(st);
}
// CHECK-MESSAGES: :[[@LINE-4]]:8: warning: a stop request on 'st' does not wake 'wait'; pass 'st' to it [ctx-uninterruptible-wait]
// CHECK-FIXES:        std::unique_lock lk(m);
// CHECK-FIXES-NEXT:   if (!cv.wait(lk, st, [] { return ready; }))
// CHECK-FIXES-NEXT:     return;

bool bad_any_for(std::stop_token st, std::mutex &m,
                 std::condition_variable_any &cv) {
  work(st);
  std::unique_lock lk(m);
  return cv.wait_for(lk, 5s, [] { return ready; });
}
// CHECK-MESSAGES: :[[@LINE-2]]:13: warning: a stop request on 'st' does not wake 'wait_for'; pass 'st' to it
// CHECK-FIXES: return cv.wait_for(lk, st, 5s, [] { return ready; });

bool bad_any_until(std::stop_token st, std::mutex &m,
                   std::condition_variable_any &cv,
                   std::chrono::steady_clock::time_point at) {
  work(st);
  std::unique_lock lk(m);
  return cv.wait_until(lk, at, [] { return ready; });
}
// CHECK-MESSAGES: :[[@LINE-2]]:13: warning: a stop request on 'st' does not wake 'wait_until'; pass 'st' to it
// CHECK-FIXES: return cv.wait_until(lk, st, at, [] { return ready; });

// The type changes, and every wait with it.
class BadPlain {
public:
  void put(int item) {
    std::lock_guard guard(mutex_);
    queue_.push_back(item);
    wake_.notify_one();
  }
  std::optional<int> take(std::stop_token st) {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return !queue_.empty(); });
    int item = queue_.front();
    queue_.pop_front();
    return item;
  }
  bool waitFor(std::chrono::seconds time, const std::stop_token &stop) {
    std::unique_lock<std::mutex> lock(mutex_);
    return wake_.wait_for(lock, time, [this] { return !queue_.empty(); });
  }
  void run(std::stop_token st) {
    while (!st.stop_requested()) {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [this] { return !queue_.empty(); });
      queue_.pop_front();
    }
  }

private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<int> queue_;
};
// CHECK-MESSAGES: :[[@LINE-22]]:11: warning: a stop request on 'st' does not wake 'wait'; make 'wake_' a 'std::condition_variable_any' and pass 'st'
// CHECK-MESSAGES: :[[@LINE-16]]:18: warning: a stop request on 'stop' does not wake 'wait_for'; make 'wake_' a 'std::condition_variable_any' and pass 'stop'
// CHECK-MESSAGES: :[[@LINE-12]]:13: warning: a stop request on 'st' does not wake 'wait'; make 'wake_' a
// CHECK-FIXES:      if (!wake_.wait(lock, st, [this] { return !queue_.empty(); }))
// CHECK-FIXES-NEXT:   return {};
// CHECK-FIXES:      return wake_.wait_for(lock, stop, time, [this] { return !queue_.empty(); });
// CHECK-FIXES:        if (!wake_.wait(lock, st, [this] { return !queue_.empty(); }))
// CHECK-FIXES-NEXT:     continue;
// CHECK-FIXES:      std::condition_variable_any wake_;

void bad_local(std::stop_token st, std::function<void(std::function<void()>)> go) {
  std::mutex m;
  std::condition_variable cv;
  bool done = false;
  go([&] {
    std::lock_guard guard(m);
    done = true;
    cv.notify_one();
  });
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return done; });
  if (st.stop_requested())
    return;
  step();
}
// CHECK-MESSAGES: :[[@LINE-5]]:6: warning: a stop request on 'st' does not wake 'wait'; make 'cv' a 'std::condition_variable_any' and pass 'st'
// CHECK-FIXES:      std::condition_variable_any cv;
// CHECK-FIXES:      cv.wait(lock, st, [&] { return done; });
// CHECK-FIXES-NEXT: if (st.stop_requested())

// A stop-like function notifies, but the predicate reads nothing it changes.
class BadUselessNotify {
  void run(std::stop_token st) {
    while (!st.stop_requested()) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !queue_.empty(); });
      if (st.stop_requested())
        return;
      queue_.pop_front();
    }
  }
  void stop() {
    thread_.request_stop();
    wake_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<int> queue_;
  std::jthread thread_;
};
// CHECK-MESSAGES: :[[@LINE-15]]:13: warning: a stop request on 'st' does not wake 'wait'; pass 'st' to it
// CHECK-FIXES: wake_.wait(lock, st, [this] { return !queue_.empty(); });

// What the destructor calls cannot get at the queue.
struct Peer {
  void cancelAll();
};
class BadOtherObject {
public:
  ~BadOtherObject() {
    peer_.cancelAll();
    thread_.request_stop();
    wake_.notify_all();
  }

private:
  void run(std::stop_token st) {
    while (!st.stop_requested()) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !queue_.empty(); });
      queue_.pop_front();
    }
  }
  Peer peer_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<int> queue_;
  std::jthread thread_;
};
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: a stop request on 'st' does not wake 'wait'; pass 'st' to it
// CHECK-FIXES:      if (!wake_.wait(lock, st, [this] { return !queue_.empty(); }))
// CHECK-FIXES-NEXT:   continue;

// The destructor does not run on the caller's request.
class BadCallersToken {
public:
  ~BadCallersToken() {
    closed_ = true;
    wake_.notify_all();
  }
  bool take(int &item, std::stop_token st) {
    std::unique_lock lock(mutex_);
    if (!wake_.wait_for(lock, 1min, [&] { return closed_ || !queue_.empty(); }))
      return false;
    item = queue_.front();
    return st.stop_requested();
  }

private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<int> queue_;
  bool closed_ = false;
};
// CHECK-MESSAGES: :[[@LINE-12]]:16: warning: a stop request on 'st' does not wake 'wait_for'; pass 'st' to it
// CHECK-FIXES: if (!wake_.wait_for(lock, st, 1min, [&] { return closed_ || !queue_.empty(); }))

// What comes back is a number: nobody knows which.
int bad_no_fix_number(std::stop_token st, std::mutex &m,
                      std::condition_variable_any &cv) {
  work(st);
  std::unique_lock lk(m);
  cv.wait(lk, [] { return ready; });
  return backoff(1);
}
// CHECK-MESSAGES: :[[@LINE-3]]:6: warning: a stop request on 'st' does not wake 'wait'; pass 'st' to it

// Somebody else uses the object: its type has to stay.
class BadShared {
public:
  std::condition_variable wake;
  std::mutex mutex;
  void wait(std::stop_token st) {
    std::unique_lock<std::mutex> lock(mutex);
    wake.wait(lock, [] { return ready; });
    work(st);
  }
};
// CHECK-MESSAGES: :[[@LINE-4]]:10: warning: a stop request on 'st' does not wake 'wait'; make 'wake' a 'std::condition_variable_any' and pass 'st'

//===-- Silent ------------------------------------------------------------===//

void ok_no_token() { std::this_thread::sleep_for(10s); }
void ok_unnamed(std::stop_token) { std::this_thread::sleep_for(10s); }

constexpr auto kTick = 50ms;
static const std::chrono::milliseconds Tick(20);
constexpr int Millis = 10;
void ok_short(std::stop_token st, std::chrono::milliseconds left) {
  while (!st.stop_requested()) {
    std::this_thread::sleep_for(100ms);
    std::this_thread::sleep_for(kTick);
    std::this_thread::sleep_for(Tick);
    std::this_thread::sleep_for(std::chrono::milliseconds(Millis));
    std::this_thread::sleep_for(std::min(left, 50ms));
    std::this_thread::sleep_for(std::chrono::duration<double>(0.05));
    auto soon = std::chrono::steady_clock::now() + 20ms;
    std::this_thread::sleep_until(soon);
    const auto pause = 2 * 20ms;
    std::this_thread::sleep_for(pause);
  }
}

// One step of a longer wait.
void ok_steps(std::stop_token st, int seconds) {
  for (int i = 0; i < seconds && !st.stop_requested(); ++i)
    std::this_thread::sleep_for(1s);
  auto end = std::chrono::steady_clock::now() + 1min;
  while (std::chrono::steady_clock::now() < end) {
    if (st.stop_requested())
      return;
    std::this_thread::sleep_for(200ms);
  }
}

void ok_observed(std::stop_token st) {
  if (st.stop_requested()) {
    std::this_thread::sleep_for(1s);
    return;
  }
  while (!st.stop_requested())
    step();
  std::this_thread::sleep_for(1s);
}

bool ok_given(std::stop_token st, std::mutex &m,
              std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  return cv.wait(lk, st, [] { return ready; }) &&
         cv.wait_for(lk, st, 5s, [] { return ready; });
}

// What looks at the token is ctx-missed-wakeup's.
void ok_loop_polls(std::stop_token st, std::mutex &m,
                   std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  while (!ready && !st.stop_requested())
    cv.wait(lk);
}

class OkPredicatePolls {
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return !queue_.empty() || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<int> queue_;
};

void ok_flag_of_callback(std::stop_token st, std::mutex &m,
                         std::condition_variable_any &cv) {
  std::atomic<bool> stop = false;
  std::stop_callback onStop(st, [&] { stop = true; });
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return stop || ready; });
}

class OkCallback {
  void loop(std::stop_token st) {
    std::stop_callback wake(st, [this] { wake_.notify_all(); });
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return !queue_.empty() || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<int> queue_;
};

// The callback sets what the predicate reads, and wakes.
void ok_flag_and_notify(std::stop_token st, std::mutex &m,
                        std::condition_variable_any &cv) {
  bool stop = false;
  std::stop_callback onStop(st, [&] {
    std::lock_guard guard(m);
    stop = true;
    cv.notify_all();
  });
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return stop || ready; });
}

// What the callback calls ends the operation, which ends the wait.
void ok_callback_cancels(std::stop_token st, std::mutex &m,
                         std::condition_variable_any &cv, int fd) {
  std::stop_callback onStop(st, [fd] { hangUp(fd); });
  std::unique_lock lk(m);
  cv.wait(lk, [] { return ready; });
}

// Ends by its own protocol.
class OkOwnFlag {
public:
  ~OkOwnFlag() {
    {
      std::lock_guard guard(mutex_);
      closed_ = true;
    }
    wake_.notify_all();
  }

private:
  void run(std::stop_token st) {
    while (!st.stop_requested()) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (closed_)
        return;
      queue_.pop_front();
    }
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<int> queue_;
  bool closed_ = false;
};

// Whoever asks also wakes.
class OkRequester {
  void run(std::stop_token st) {
    while (!st.stop_requested()) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return st.stop_requested() || ready; });
    }
  }
  void stop() {
    thread_.request_stop();
    wake_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::jthread thread_;
};

// What the destructor calls may.
class OkOwnOpaque {
public:
  ~OkOwnOpaque() {
    poison();
    wake_.notify_all();
  }
  void poison();

private:
  void run(std::stop_token st) {
    while (!st.stop_requested()) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !queue_.empty(); });
      queue_.pop_front();
    }
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<int> queue_;
};

// Who stops it is not in this file.
class OkUnseenStop {
public:
  void stop();

private:
  void run(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return st.stop_requested() || ready; });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
};

// The operation that is waited for has the token.
void start(std::stop_token, std::function<void()>);
void ok_operation_has_token(std::stop_token st) {
  std::mutex m;
  std::condition_variable cv;
  bool done = false;
  start(st, [&] {
    std::lock_guard guard(m);
    done = true;
    cv.notify_one();
  });
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return done; });
}

// The worker's token is not the caller's.
class OkOtherThread {
public:
  bool waitReady() {
    std::unique_lock lock(mutex_);
    return wake_.wait_for(lock, 10s, [] { return ready; });
  }

private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::jthread worker_{[](std::stop_token st) { work(st); }};
};

class OkCleanup {
public:
  ~OkCleanup() { std::this_thread::sleep_for(1s); }
  void close() { std::this_thread::sleep_for(1s); }

private:
  std::stop_token stop_;
};

// Nothing in the library takes a token for these.
void ok_no_counterpart(std::stop_token st, std::atomic<int> &number,
                       std::thread &thread) {
  work(st);
  number.wait(0);
  thread.join();
}

void ok_suppressed(std::stop_token st) {
  work(st);
  std::this_thread::sleep_for(1s); // NOLINT(ctx-uninterruptible-wait)
}

void ok_detached_on_purpose(std::stop_token st) {
  work(st);
  // ctx-tidy: detached because the device needs this second whatever happens
  std::this_thread::sleep_for(1s);
}

// The smaller of two numbers, whoever compares them.
template <class T> T MinValue(T a, T b) { return a < b ? a : b; }
long elapsed();
void ok_smaller_number(std::stop_token st, long ms) {
  static constexpr long Step = 100;
  while (true) {
    if (st.stop_requested())
      throw ms;
    if (elapsed() >= ms)
      break;
    std::this_thread::sleep_for(std::chrono::milliseconds(MinValue(ms - elapsed(), Step)));
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(ms, 50L)));
  }
}
void bad_smaller_number(std::stop_token st, long ms) {
  work(st);
  std::this_thread::sleep_for(std::chrono::milliseconds(MinValue(ms, 5000L)));
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: a stop request on 'st' does not wake 'sleep_for';
