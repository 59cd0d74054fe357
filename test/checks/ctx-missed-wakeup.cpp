// RUN: %check %s ctx-missed-wakeup %t -std=c++20
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
void hangUp(int);
extern bool ready;

//===-- Nobody notifies ---------------------------------------------------===//

class BadQueue {
public:
  void put(int item) {
    std::lock_guard guard(mutex_);
    items_.push_back(item);
    filled_.notify_one();
  }
  std::optional<int> take(std::stop_token st) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return !items_.empty() || st.stop_requested(); });
    if (items_.empty())
      return {};
    int item = items_.front();
    items_.pop_front();
    return item;
  }
  bool takeUntil(std::stop_token st) {
    std::unique_lock lock(mutex_);
    return filled_.wait_for(lock, 5s, [&] { return st.stop_requested() || !items_.empty(); });
  }

private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<int> items_;
};
// CHECK-MESSAGES: :[[@LINE-17]]:13: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; make 'filled_' a 'std::condition_variable_any' and pass 'st' [ctx-missed-wakeup]
// CHECK-MESSAGES: :[[@LINE-9]]:20: warning: a stop request on 'st' does not wake 'wait_for', although its predicate looks at it; make 'filled_' a
// CHECK-FIXES: filled_.wait(lock, st, [&] { return !items_.empty(); });
// CHECK-FIXES: return filled_.wait_for(lock, st, 5s, [&] { return st.stop_requested() || !items_.empty(); });
// CHECK-FIXES: std::condition_variable_any filled_;

// What a captured token leaves behind is a predicate of its own.
void bad_pause(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  cv.wait_for(lk, 10s, [&st] { return st.stop_requested(); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'st' does not wake 'wait_for', although its predicate looks at it; pass 'st' to it [ctx-missed-wakeup]
// CHECK-FIXES: cv.wait_for(lk, st, 10s, [] { return false; });

// An explicit capture would be left without a use.
void bad_captured(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, [st] { return ready || st.stop_requested(); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; pass 'st' to it
// CHECK-FIXES: cv.wait(lk, st, [st] { return ready || st.stop_requested(); });

void bad_middle(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || st.stop_requested() || step(); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; pass 'st' to it
// CHECK-FIXES: cv.wait(lk, st, [&] { return ready || step(); });

void bad_named_lambda(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  auto awake = [&] { return ready || st.stop_requested(); };
  std::unique_lock lk(m);
  cv.wait(lk, awake);
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; pass 'st' to it
// CHECK-FIXES: cv.wait(lk, st, awake);

class BadMemberPredicate {
  bool awake(const std::stop_token &token) const { return !items_.empty() || token.stop_requested(); }
  void run(std::stop_token st) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this, &st] { return awake(st); });
  }
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<int> items_;
};
// CHECK-MESSAGES: :[[@LINE-6]]:13: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; make 'filled_' a
// CHECK-FIXES: filled_.wait(lock, st, [this, &st] { return awake(st); });
// CHECK-FIXES: std::condition_variable_any filled_;

class BadHandWritten {
  void run(std::stop_token st) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!done_ && !st.stop_requested())
      changed_.wait(lock);
  }
  void both(std::stop_token st) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!done_ && items_.empty() && !st.stop_requested()) {
      changed_.wait(lock);
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<int> items_;
  bool done_ = false;
};
// CHECK-MESSAGES: :[[@LINE-13]]:16: warning: a stop request on 'st' does not wake 'wait', although its loop looks at it; make 'changed_' a 'std::condition_variable_any' and pass 'st' and a predicate [ctx-missed-wakeup]
// CHECK-MESSAGES: :[[@LINE-9]]:16: warning: a stop request on 'st' does not wake 'wait', although its loop looks at it;
// CHECK-FIXES: changed_.wait(lock, st, [&] { return done_; });
// CHECK-FIXES: changed_.wait(lock, st, [&] { return !(!done_ && items_.empty()); });
// CHECK-FIXES: std::condition_variable_any changed_;

// Nobody knows what to make of such a loop; the type stays with it.
class BadEndless {
  void endless(std::stop_token st) {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      if (st.stop_requested())
        return;
      if (done_)
        break;
      changed_.wait(lock);
    }
  }
  void other(std::stop_token st) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return done_ || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
};
// CHECK-MESSAGES: :[[@LINE-11]]:16: warning: a stop request on 'st' does not wake 'wait', although its loop looks at it;
// CHECK-MESSAGES: :[[@LINE-7]]:14: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; make 'changed_' a
// CHECK-FIXES: std::condition_variable changed_;

// The class's own thread is asked, and asks for nothing when it is destroyed.
class BadOwnThread {
  void run() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return ready || thread_.get_stop_token().stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_{[this] { run(); }};
};
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: a stop request on 'thread_.get_stop_token()' does not wake 'wait', although its predicate looks at it; pass 'thread_.get_stop_token()' to it
// CHECK-FIXES: wake_.wait(lock, thread_.get_stop_token(), [this] { return ready || thread_.get_stop_token().stop_requested(); });

template <class T> class BadTemplate {
  void run(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return !items_.empty() || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<T> items_;
};
// CHECK-MESSAGES: :[[@LINE-6]]:5: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it;

// A second token, that only the predicate knows.
void bad_second(std::stop_token st, std::stop_token other, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, st, [&] { return ready || other.stop_requested(); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'other' does not wake 'wait', although its predicate looks at it; give it one token that is stopped with both [ctx-missed-wakeup]

// The flag is set, and nobody told.
void bad_flag(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::atomic<bool> stop = false;
  std::stop_callback onStop(st, [&] { stop = true; });
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return stop || ready; });
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at 'stop'; notify 'cv' while holding 'm' where the flag is set [ctx-missed-wakeup]

void bad_flag_unlocked(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::atomic<bool> stop = false;
  std::stop_callback onStop(st, [&] {
    stop.store(true);
    cv.notify_all();
  });
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return stop || ready; });
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at 'stop': 'cv' is notified without its mutex; notify 'cv' while holding 'm' where the flag is set

#define AWAIT(cv, lk, st) cv.wait(lk, [&] { return ready || st.stop_requested(); })
void bad_macro(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  AWAIT(cv, lk, st);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it;

//===-- Notified too early, or without the mutex --------------------------===//

struct BadNotifier {
  std::mutex m;
  std::condition_variable cv;
  std::deque<int> q;
  std::jthread t;
  void loop(std::stop_token st) {
    while (!st.stop_requested()) {
      std::unique_lock lk(m);
      cv.wait(lk, [&] { return !q.empty() || st.stop_requested(); });
    }
  }
  void stop() {
    t.request_stop();
    cv.notify_one();
    t.join();
  }
};
// CHECK-MESSAGES: :[[@LINE-9]]:10: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'cv' is notified without its mutex; make 'cv' a 'std::condition_variable_any' and pass 'st', or notify 'cv' while holding 'm' [ctx-missed-wakeup]

class BadCallback {
  void loop(std::stop_token st) {
    std::stop_callback wake(st, [this] { wake_.notify_all(); });
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
};
// CHECK-MESSAGES: :[[@LINE-5]]:11: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'wake_' is notified without its mutex; pass 'st' to it, or notify 'wake_' while holding 'mutex_'
// CHECK-FIXES: wake_.wait(lock, st, [&] { return ready; });

// The mutex was given back before the request.
class BadUnlockedEarly {
public:
  ~BadUnlockedEarly() {
    {
      std::lock_guard guard(mutex_);
      items_.clear();
    }
    thread_.request_stop();
    wake_.notify_all();
  }

private:
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<int> items_;
  std::jthread thread_{[this](std::stop_token st) { loop(st); }};
};
// CHECK-MESSAGES: :[[@LINE-7]]:11: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'wake_' is notified without its mutex; pass 'st' to it
// CHECK-FIXES: wake_.wait(lock, st, [&] { return ready; });

class BadOtherMutex {
  void stop() {
    thread_.request_stop();
    std::lock_guard guard(other_);
    wake_.notify_all();
  }
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_, other_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'wake_' is notified without its mutex; pass 'st' to it
// CHECK-FIXES: wake_.wait(lock, st, [&] { return ready; });

class BadTooEarly {
  void stop() {
    std::lock_guard guard(mutex_);
    wake_.notify_all();
    thread_.request_stop();
  }
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'wake_' is notified too early; pass 'st' to it, or notify 'wake_' while holding 'mutex_' after the request
// CHECK-FIXES: wake_.wait(lock, st, [&] { return ready; });

// The thread is asked when it is destroyed, after the body of the destructor.
class BadDestructor {
public:
  ~BadDestructor() {
    std::lock_guard guard(mutex_);
    wake_.notify_all();
  }

private:
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_{[this](std::stop_token st) { loop(st); }};
};
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'wake_' is notified too early; pass 'st' to it
// CHECK-FIXES: wake_.wait(lock, st, [&] { return ready; });

// The callback is gone when the wait begins.
void bad_dead_callback(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  {
    std::stop_callback wake(st, [&] {
      std::lock_guard guard(m);
      cv.notify_all();
    });
    step();
  }
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; pass 'st' to it
// CHECK-FIXES: cv.wait(lk, st, [&] { return ready; });

// It closes something else.
class BadCloseElsewhere {
  void run(std::stop_token st) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return st.stop_requested() || ready_; });
  }
  void closeOther() {
    other_ = true;
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool ready_ = false, other_ = false;
};
// CHECK-MESSAGES: :[[@LINE-10]]:14: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; pass 'st' to it
// CHECK-FIXES: changed_.wait(lock, st, [&] { return ready_; });

// All in one function.
void bad_local() {
  std::mutex m;
  std::condition_variable cv;
  std::jthread worker([&](std::stop_token st) {
    std::unique_lock lk(m);
    cv.wait(lk, [&] { return ready || st.stop_requested(); });
  });
  worker.request_stop();
  cv.notify_all();
}
// CHECK-MESSAGES: :[[@LINE-5]]:8: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'cv' is notified without its mutex; make 'cv' a 'std::condition_variable_any' and pass 'st', or notify 'cv' while holding 'm'
// CHECK-FIXES: std::condition_variable_any cv;
// CHECK-FIXES: cv.wait(lk, st, [&] { return ready; });

//===-- Silent ------------------------------------------------------------===//

void ok_given(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, st, [&] { return ready || st.stop_requested(); });
  std::stop_token copy = st;
  cv.wait(lk, st, [&] { return ready || copy.stop_requested(); });
}

// The predicate does not look: ctx-uninterruptible-wait's.
void ok_no_poll(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready; });
}

class OkCallback {
  void loop(std::stop_token st) {
    std::stop_callback wake(st, [this] {
      { std::lock_guard guard(mutex_); }
      wake_.notify_all();
    });
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
};

// The callback lives in the function that calls the wait.
class OkCallersCallback {
  void run(std::stop_token st) {
    std::stop_callback wake(st, [this] {
      std::lock_guard guard(mutex_);
      wake_.notify_all();
    });
    loop(st);
  }
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
};

// Every request is made under the mutex and followed by a notification.
class OkUnderLock {
public:
  void stop() {
    std::lock_guard guard(mutex_);
    source_.request_stop();
    wake_.notify_all();
  }

private:
  void loop() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || source_.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::stop_source source_;
};

class OkLockedBetween {
public:
  ~OkLockedBetween() {
    thread_.request_stop();
    { std::lock_guard guard(mutex_); }
    wake_.notify_all();
  }

private:
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::jthread thread_{[this](std::stop_token st) { loop(st); }};
};

// What its helper does counts as its own.
class OkHelper {
public:
  void stop() {
    thread_.request_stop();
    wakeAll();
  }

private:
  void wakeAll() {
    std::lock_guard guard(mutex_);
    wake_.notify_all();
  }
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::jthread thread_;
};

// It ends by a flag of its own, too.
class OkOwnFlag {
public:
  ~OkOwnFlag() {
    thread_.request_stop();
    {
      std::lock_guard guard(mutex_);
      closed_ = true;
    }
    wake_.notify_all();
  }

private:
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return closed_ || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  bool closed_ = false;
  std::jthread thread_{[this](std::stop_token st) { loop(st); }};
};

class OkFlagOfTheCallback {
  void loop(std::stop_token st) {
    std::stop_callback onStop(st, [this] {
      std::lock_guard guard(mutex_);
      stopping_ = true;
      wake_.notify_all();
    });
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_; });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
};

// The flag says something else, too.
class OkSharedFlag {
public:
  void finish() {
    std::lock_guard guard(mutex_);
    over_ = true;
    wake_.notify_all();
  }

private:
  void loop(std::stop_token st) {
    std::stop_callback onStop(st, [this] { over_ = true; });
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return over_.load(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> over_ = false;
};

// Who stops it is not in this file.
class OkUnseenStop {
public:
  void stop();

private:
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
};

class OkUnseenHelper {
public:
  void stop() {
    thread_.request_stop();
    poke();
  }
  void poke();

private:
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::jthread thread_;
};

// A registration that cannot be seen through.
void ok_opaque_registration(std::stop_token st, std::mutex &m, std::condition_variable &cv,
                            std::function<void()> wake) {
  std::stop_callback onStop(st, wake);
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
}

class OkLateRegistration {
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<std::stop_callback<std::function<void()>>> onStop_;
};

// Whoever asks may call this afterwards.
class OkPoke {
public:
  void wake() { wake_.notify_all(); }
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
  }

private:
  std::mutex mutex_;
  std::condition_variable wake_;
};

// Notified until it is over.
class OkRepeated {
  void stop() {
    thread_.request_stop();
    while (!over_) {
      wake_.notify_all();
      std::this_thread::yield();
    }
  }
  void loop(std::stop_token st) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return ready || st.stop_requested(); });
    over_ = true;
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> over_ = false;
  std::jthread thread_;
};

// Whatever mutex that is.
void ok_lock_of_caller(std::stop_token st, std::unique_lock<std::mutex> &lk, std::condition_variable &cv) {
  std::stop_callback wake(st, [&] { cv.notify_all(); });
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
}
void ok_lock_of_lock(std::stop_token st, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock lk(m);
  std::stop_callback wake(st, [&] {
    { std::scoped_lock inner(*lk.mutex()); }
    cv.notify_all();
  });
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
}

void ok_short(std::stop_token st, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock lk(m);
  cv.wait_for(lk, 50ms, [&] { return ready || st.stop_requested(); });
}

// A step of a longer wait that polls.
void ok_step(std::stop_token st, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock lk(m);
  while (!ready && !st.stop_requested())
    cv.wait_for(lk, 500ms);
}

void ok_observed(std::stop_token st, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock lk(m);
  if (st.stop_requested())
    cv.wait(lk, [&] { return ready || st.stop_requested(); });
}

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
  cv.wait(lock, [&] { return done || st.stop_requested(); });
}

// A class of the user's own keeps the registration.
class StopWaker {
public:
  StopWaker(std::stop_token st, std::mutex &m, std::condition_variable &cv)
      : wake_(st, [&m, &cv] {
          std::lock_guard guard(m);
          cv.notify_all();
        }) {}

private:
  std::stop_callback<std::function<void()>> wake_;
};
class UnseenWaker {
public:
  UnseenWaker(std::stop_token st, std::mutex &m, std::condition_variable &cv);
  ~UnseenWaker();
};
template <class M, class C> class WakerFor {
  struct Wake {
    M &m;
    C &c;
    void operator()() {
      std::lock_guard guard(m);
      c.notify_all();
    }
  };
  std::stop_callback<Wake> wake_;

public:
  WakerFor(std::stop_token st, M &m, C &c) : wake_(st, Wake{m, c}) {}
};
void wakeOnStop(std::stop_token st, std::mutex &m, std::condition_variable &cv);

class WithWakers {
public:
  void put() {
    std::lock_guard guard(mutex_);
    filled_ = true;
    changed_.notify_one();
  }
  void ok_waker_class(std::stop_token st) {
    StopWaker waker(st, mutex_, changed_);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ || st.stop_requested(); });
  }
  void ok_unseen_waker(std::stop_token st) {
    UnseenWaker waker(st, mutex_, changed_);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ || st.stop_requested(); });
  }
  void ok_waker_template(std::stop_token st) {
    WakerFor waker(st, mutex_, changed_);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ || st.stop_requested(); });
  }
  void ok_returned_waker(std::stop_token st) {
    auto waker = arm(st);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ || st.stop_requested(); });
  }
  // It is gone.
  void bad_dead_waker(std::stop_token st) {
    { StopWaker waker(st, mutex_, changed_); }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ || st.stop_requested(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: a stop request on 'st' does not wake 'wait'
  }
  // That only looks at the token.
  void bad_no_waker(std::stop_token st) {
    prepare(st);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ || st.stop_requested(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: a stop request on 'st' does not wake 'wait'
  }

private:
  StopWaker arm(std::stop_token st) { return StopWaker(st, mutex_, changed_); }
  void prepare(std::stop_token st) {
    if (!st.stop_requested())
      filled_ = false;
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool filled_ = false;
};

void ok_waker_function(std::stop_token st, std::mutex &m, std::condition_variable &cv) {
  wakeOnStop(st, m, cv);
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return ready || st.stop_requested(); });
}

struct WakerState {
  std::mutex mutex;
  std::condition_variable changed;
};
void ok_waker_of_state(std::stop_token st, WakerState &state) {
  StopWaker waker{st, state.mutex, state.changed};
  std::unique_lock lock(state.mutex);
  state.changed.wait(lock, [&] { return ready || st.stop_requested(); });
}

class OkWakerMember {
public:
  OkWakerMember(std::stop_token st) : st_(st), waker_(st, mutex_, changed_) {}
  void run() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ready || st_.stop_requested(); });
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::stop_token st_;
  StopWaker waker_;
};

// Whoever makes the request closes a queue, which is a template.
template <class T> class OkClosedQueue {
public:
  bool pop(T &item, const std::stop_token &st) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !items_.empty() || st.stop_requested(); });
    if (items_.empty())
      return false;
    item = items_.front();
    items_.pop_front();
    return true;
  }
  void close() {
    {
      std::lock_guard guard(mutex_);
      closed_ = true;
    }
    filled_.notify_all();
  }

private:
  std::mutex mutex_;
  std::condition_variable filled_;
  bool closed_ = false;
  std::deque<T> items_;
};
class OkClosesQueue {
public:
  ~OkClosesQueue() {
    thread_.request_stop();
    queue_.close();
  }

private:
  OkClosedQueue<int> queue_;
  std::jthread thread_{[this](std::stop_token st) {
    for (int item; queue_.pop(item, st);)
      step();
  }};
};

// Here the one who asks only notifies.
template <class T> class BadNotifiedQueue {
public:
  void pop(const std::stop_token &st) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return !items_.empty() || st.stop_requested(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'filled_' is notified without its mutex
  }
  void poke() { filled_.notify_all(); }

private:
  std::mutex mutex_;
  std::condition_variable_any filled_;
  std::deque<T> items_;
};
class PokesQueue {
public:
  ~PokesQueue() {
    thread_.request_stop();
    queue_.poke();
  }

private:
  BadNotifiedQueue<int> queue_;
  std::jthread thread_{[this](std::stop_token st) { queue_.pop(st); }};
};

// Nobody asks here; callers can close it.
class QueueAlone {
public:
  void ok_closed_by_callers(const std::stop_token &st) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !items_.empty() || st.stop_requested(); });
  }
  // That reads nothing that close() sets.
  void bad_not_closed(const std::stop_token &st) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return !items_.empty() || st.stop_requested(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: a stop request on 'st' does not wake 'wait'
  }
  void push(int item) {
    std::lock_guard guard(mutex_);
    items_.push_back(item);
    filled_.notify_one();
  }
  void close() {
    std::lock_guard guard(mutex_);
    closed_ = true;
    filled_.notify_all();
  }

private:
  std::mutex mutex_;
  std::condition_variable filled_;
  bool closed_ = false;
  std::deque<int> items_;
};

// A semaphore or a sleep takes no predicate.
void ok_sleep(std::stop_token st) {
  while (!st.stop_requested())
    std::this_thread::sleep_for(10s);
}

void ok_suppressed(std::stop_token st, std::mutex &m, std::condition_variable_any &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || st.stop_requested(); }); // NOLINT(ctx-missed-wakeup)
  // ctx-tidy: detached because the device always answers within a second
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
}

//===-- What the fix writes -----------------------------------------------===//

class BadAtomic {
  std::mutex m_;
  std::condition_variable_any cv_;
  std::atomic<bool> done_;
  bool plain_ = false;

  // A class does not convert to bool by itself where it is returned.
  void waits(std::stop_token st) {
    std::unique_lock l(m_);
    cv_.wait(l, [&] { return done_ || st.stop_requested(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: a stop request on 'st' does not wake 'wait'
  }
  // CHECK-FIXES: cv_.wait(l, st, [&] { return static_cast<bool>(done_); });

  // Comments stay where they are, so there is no fix.
  void commented(std::stop_token st) {
    std::unique_lock l(m_);
    while (!plain_ && !st.stop_requested()) {
      // the producer notifies
      cv_.wait(l);
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: a stop request on 'st' does not wake 'wait'
    }
  }
  // CHECK-FIXES: while (!plain_ && !st.stop_requested()) {
  // CHECK-FIXES-NEXT: // the producer notifies
};
