// RUN: %check %s ctx-stop-under-lock %t
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stop_token>
#include <thread>
#include <vector>

void step();
void post(std::function<void()> work);

//===----------------------------------------------------------------------===//
// Triggers
//===----------------------------------------------------------------------===//

void bad_local(std::stop_source &s, std::mutex &m) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  std::lock_guard lock(m);
  s.request_stop();
}
// CHECK-NOTES: :[[@LINE-2]]:5: warning: a stop is requested on 's' while 'm' is held, and the callback that this runs takes 'm': this thread waits for itself; request it after the unlock [ctx-stop-under-lock]
// CHECK-NOTES: :[[@LINE-4]]:19: note: 'm' is locked here
// CHECK-NOTES: :[[@LINE-6]]:22: note: the callback is registered here
// CHECK-NOTES: :[[@LINE-7]]:62: note: the callback takes 'm' here
// CHECK-FIXES: {{^  {$}}
// CHECK-FIXES-NEXT: std::lock_guard lock(m);
// CHECK-FIXES-NEXT: }
// CHECK-FIXES-NEXT: s.request_stop();

void ok_after_the_unlock(std::stop_source &s, std::mutex &m) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  {
    std::lock_guard lock(m);
    step();
  }
  s.request_stop();
}

void ok_registration_is_gone(std::stop_source &s, std::mutex &m) {
  {
    std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
    step();
  }
  std::lock_guard lock(m);
  s.request_stop();
}

void ok_another_source(std::stop_source &s, std::stop_source &other,
                       std::mutex &m) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  std::lock_guard lock(m);
  other.request_stop();
}

void ok_another_mutex(std::stop_source &s, std::mutex &m, std::mutex &n) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(n); });
  std::unique_lock lock(m);
  s.request_stop();
  lock.unlock();
}

void ok_recursive(std::stop_source &s, std::recursive_mutex &m) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  std::lock_guard lock(m);
  s.request_stop();
  step();
}

void ok_both_read(std::stop_source &s, std::shared_mutex &m) {
  std::stop_callback cb(s.get_token(), [&] { std::shared_lock g(m); });
  std::shared_lock lock(m);
  s.request_stop();
  lock.unlock();
}

void ok_only_tries(std::stop_source &s, std::mutex &m) {
  std::stop_callback cb(s.get_token(), [&] {
    std::unique_lock g(m, std::try_to_lock);
    if (m.try_lock())
      m.unlock();
  });
  std::unique_lock lock(m);
  s.request_stop();
  lock.unlock();
}

void ok_posts(std::stop_source &s, std::mutex &m) {
  std::stop_callback cb(s.get_token(),
                        [&] { post([&] { std::lock_guard g(m); }); });
  std::unique_lock lock(m);
  s.request_stop();
  lock.unlock();
}

void ok_given_back_on_some_path(std::stop_source &s, std::mutex &m, bool now) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  std::unique_lock lock(m);
  if (now)
    lock.unlock();
  s.request_stop();
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

class Queue {
public:
  explicit Queue(int n)
      : wake_(source_.get_token(), [this] {
          std::lock_guard g(mutex_);
          closed_ = true;
          ready_.notify_all();
        }) {}
  void bad_field() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    source_.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: a stop is requested on 'source_' while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: :[[@LINE-4]]:22: note: 'mutex_' is locked here
    // CHECK-NOTES: :[[@LINE-11]]:9: note: the callback is registered here
    // CHECK-NOTES: :[[@LINE-11]]:27: note: the callback takes 'mutex_' here
  }
  // CHECK-FIXES: std::unique_lock lock(mutex_);
  // CHECK-FIXES-NEXT: closed_ = true;
  // CHECK-FIXES-NEXT: lock.unlock();
  // CHECK-FIXES-NEXT: source_.request_stop();
  void bad_by_hand() {
    mutex_.lock();
    source_.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: a stop is requested on 'source_' while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: :[[@LINE-3]]:12: note: 'mutex_' is locked here
    // CHECK-NOTES: note: the callback is registered here
    // CHECK-NOTES: note: the callback takes 'mutex_' here
    mutex_.unlock();
  }
  void bad_helper() {
    std::scoped_lock lock(mutex_, other_);
    stopLocked();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: a stop is requested on 'source_' while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: note: the request is made here
    // CHECK-NOTES: note: 'mutex_' is locked here
    // CHECK-NOTES: note: the callback is registered here
    // CHECK-NOTES: note: the callback takes 'mutex_' here
    step();
  }
  void ok_unlocked_first() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    lock.unlock();
    source_.request_stop();
  }
  void ok_other_mutex() {
    std::lock_guard lock(other_);
    source_.request_stop();
  }
  void ok_other_object(Queue &other) {
    std::lock_guard lock(other.mutex_);
    source_.request_stop();
  }

private:
  void stopLocked() { source_.request_stop(); }

  std::mutex mutex_, other_;
  std::condition_variable ready_;
  bool closed_ = false;
  std::stop_source source_;
  std::stop_callback<std::function<void()>> wake_;
};

class Worker {
public:
  Worker()
      : thread_([this](std::stop_token st) {
          std::stop_callback wake(st, [this] { onStop(); });
          step();
        }) {}
  void bad_thread() {
    std::lock_guard lock(mutex_);
    thread_.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: a stop is requested on 'thread_' while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: note: 'mutex_' is locked here
    // CHECK-NOTES: :[[@LINE-8]]:30: note: the callback is registered here
    // CHECK-NOTES: :[[@LINE-9]]:48: note: the callback takes 'mutex_' here
    step();
  }

private:
  void onStop() {
    std::lock_guard lock(mutex_);
    ready_.notify_one();
  }
  std::mutex mutex_;
  std::condition_variable ready_;
  std::jthread thread_;
};

class Pool {
public:
  void start() {
    threads_.emplace_back([this](std::stop_token st) { run(st); });
    worker_ = std::jthread(std::bind_front(&Pool::loop, this));
  }
  void bad_member_function() {
    std::lock_guard lock(mutex_);
    worker_.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: a stop is requested on 'worker_' while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: note: 'mutex_' is locked here
    // CHECK-NOTES: note: the callback is registered here
    // CHECK-NOTES: note: the callback takes 'mutex_' here
    step();
  }

private:
  void run(std::stop_token st);
  void loop(std::stop_token st) {
    std::stop_callback wake(st, std::bind(&Pool::wake, this));
    step();
  }
  void wake() { std::lock_guard lock(mutex_); }
  std::mutex mutex_;
  std::jthread worker_;
  std::vector<std::jthread> threads_;
};

// The lambda only hands its token on.
class Hands {
public:
  void start() {
    worker_ = std::jthread([this](std::stop_token st) { loop(st); });
  }
  ~Hands() {
    std::lock_guard lock(mutex_);
    worker_.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: a stop is requested on 'worker_' while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: note: 'mutex_' is locked here
    // CHECK-NOTES: note: the callback is registered here
    // CHECK-NOTES: note: the callback takes 'mutex_' here
    step();
  }

private:
  void loop(std::stop_token st);
  std::mutex mutex_;
  std::jthread worker_;
};
void Hands::loop(std::stop_token st) {
  std::stop_callback wake(st, [this] { std::lock_guard lock(mutex_); });
  step();
}

// The same in a class whose constructor the compiler writes.
class Defaulted {
public:
  void bad_close() {
    std::lock_guard lock(mutex_);
    source_.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: a stop is requested on 'source_' while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: :[[@LINE-3]]:21: note: 'mutex_' is locked here
    // CHECK-NOTES: :[[@LINE+16]]:50: note: the callback is registered here
    // CHECK-NOTES: :[[@LINE+17]]:25: note: the callback takes 'mutex_' here
    closed_ = true;
  }
  void ok_close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    source_.request_stop();
  }

private:
  std::mutex mutex_;
  bool closed_ = false;
  std::stop_source source_;
  std::stop_callback<std::function<void()>> wake_{
      source_.get_token(), [this] {
        std::lock_guard lock(mutex_);
        closed_ = true;
      }};
};

// A handle's own token, behind `= default` constructors.
class DefaultedHandle {
public:
  DefaultedHandle() = default;
  void bad_restart() {
    std::lock_guard lock(mutex_);
    thread_.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: a stop is requested on 'thread_' while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: note: 'mutex_' is locked here
    // CHECK-NOTES: note: the callback is registered here
    // CHECK-NOTES: note: the callback takes 'mutex_' here
    step();
  }

private:
  std::mutex mutex_;
  std::jthread thread_{[this](std::stop_token st) {
    std::stop_callback wake(st, [this] { std::lock_guard lock(mutex_); });
    step();
  }};
};

// A written constructor decides what the member is made with.
class OkOverruled {
public:
  OkOverruled() : wake_(source_.get_token(), [] { step(); }) {}
  void close() {
    std::lock_guard lock(mutex_);
    source_.request_stop();
  }

private:
  std::mutex mutex_;
  std::stop_source source_;
  std::stop_callback<std::function<void()>> wake_{
      source_.get_token(), [this] { std::lock_guard lock(mutex_); }};
};

class OkDefaultedOther {
public:
  void close() {
    std::lock_guard lock(other_);
    source_.request_stop();
  }

private:
  std::mutex mutex_, other_;
  std::stop_source source_;
  std::stop_callback<std::function<void()>> wake_{
      source_.get_token(), [this] { std::lock_guard lock(mutex_); }};
};

class Crew {
public:
  void start() {
    threads_.emplace_back([this](std::stop_token st) {
      std::stop_callback wake(st, [this] { std::lock_guard lock(mutex_); });
      step();
    });
  }
  void bad_range() {
    std::lock_guard lock(mutex_);
    for (auto &t : threads_)
      t.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:9: warning: a stop is requested on 'threads_' while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: note: 'mutex_' is locked here
    // CHECK-NOTES: note: the callback is registered here
    // CHECK-NOTES: note: the callback takes 'mutex_' here
  }

private:
  std::mutex mutex_;
  std::vector<std::jthread> threads_;
};

class Flagged {
public:
  Flagged()
      : wake_(source_.get_token(), [this] {
          if (stopping_)
            return;
          std::lock_guard lock(mutex_);
        }) {}
  void ok_flag_decides() {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    source_.request_stop();
  }

private:
  std::mutex mutex_;
  std::atomic<bool> stopping_ = false;
  std::stop_source source_;
  std::stop_callback<std::function<void()>> wake_;
};

class OnlyNotifies {
public:
  OnlyNotifies()
      : wake_(source_.get_token(), [this] { ready_.notify_all(); }) {}
  void ok_only_notifies() {
    std::lock_guard lock(mutex_);
    source_.request_stop();
  }

private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::stop_source source_;
  std::stop_callback<std::function<void()>> wake_;
};

// The same two members, by another object of the same class.
struct State {
  std::mutex mutex;
  std::stop_source source;
};
void waitOn(const std::shared_ptr<State> &state) {
  std::stop_callback wake(state->source.get_token(),
                          [&] { std::lock_guard lock(state->mutex); });
  step();
}
void bad_shared_state(State &s) {
  std::lock_guard lock(s.mutex);
  s.source.request_stop();
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: a stop is requested on 's.source' while 's.mutex' is held, {{.*}} [ctx-stop-under-lock]
  // CHECK-NOTES: note: 's.mutex' is locked here
  // CHECK-NOTES: note: the callback is registered here
  // CHECK-NOTES: note: the callback takes 'state.mutex' here
  step();
}

struct Shared {
  std::mutex mutex;
  std::stop_source source;
};
void ok_two_objects(Shared &a, Shared &b) {
  std::stop_callback wake(a.source.get_token(),
                          [&] { std::lock_guard lock(b.mutex); });
  std::lock_guard lock(a.mutex);
  a.source.request_stop();
}

//===----------------------------------------------------------------------===//
// Registrations
//===----------------------------------------------------------------------===//

void bad_destroyed(std::stop_token st, std::mutex &m) {
  std::unique_lock lock(m);
  std::stop_callback cb(st, [&] { std::lock_guard g(m); });
  step();
}
// CHECK-NOTES: :[[@LINE-3]]:22: warning: 'cb' is destroyed while 'm' is held, which its callback takes: if it runs just now, both wait for ever; end it after the unlock [ctx-stop-under-lock]
// CHECK-NOTES: :[[@LINE-5]]:20: note: 'm' is locked here
// CHECK-NOTES: :[[@LINE-5]]:51: note: the callback takes 'm' here

void ok_destroyed_after(std::stop_token st, std::mutex &m) {
  std::stop_callback cb(st, [&] { std::lock_guard g(m); });
  std::unique_lock lock(m);
  step();
}

void ok_unlocked_at_the_end(std::stop_token st, std::mutex &m) {
  if (st.stop_requested())
    return;
  std::unique_lock lock(m);
  std::stop_callback cb(st, [&] { std::lock_guard g(m); });
  lock.unlock();
  step();
}

class Waiter {
public:
  void bad_registers(std::stop_token st) {
    std::lock_guard lock(mutex_);
    wake_.emplace(st, [this] { std::lock_guard g(mutex_); });
    // CHECK-NOTES: :[[@LINE-1]]:11: warning: a callback is registered while 'mutex_' is held, which it takes: if a stop was requested already, it runs here and this thread waits for itself; register it before the lock [ctx-stop-under-lock]
    // CHECK-NOTES: note: 'mutex_' is locked here
    // CHECK-NOTES: note: the callback takes 'mutex_' here
  }
  void bad_resets() {
    std::lock_guard lock(mutex_);
    wake_.reset();
    // CHECK-NOTES: :[[@LINE-1]]:11: warning: the callback in 'wake_' is destroyed while 'mutex_' is held, which it takes: if it runs just now, both wait for ever; do it after the unlock [ctx-stop-under-lock]
    // CHECK-NOTES: note: 'mutex_' is locked here
    // CHECK-NOTES: note: the callback is registered here
    // CHECK-NOTES: note: the callback takes 'mutex_' here
  }
  void bad_assigns() {
    std::lock_guard lock(mutex_);
    wake_ = std::nullopt;
    // CHECK-NOTES: :[[@LINE-1]]:11: warning: the callback in 'wake_' is destroyed while 'mutex_' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: note: 'mutex_' is locked here
    // CHECK-NOTES: note: the callback is registered here
    // CHECK-NOTES: note: the callback takes 'mutex_' here
  }
  void ok_resets_before() {
    wake_.reset();
    std::lock_guard lock(mutex_);
  }

private:
  std::mutex mutex_;
  std::optional<std::stop_callback<std::function<void()>>> wake_;
};

void ok_detached(std::stop_source &s, std::mutex &m) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  std::unique_lock lock(m);
  // ctx-tidy: detached because another thread owns m by now
  s.request_stop();
}

//===-- A source of the work with a copy in a member ----------------------===//

struct Published {
  std::mutex mutex;
  std::optional<std::stop_source> active;
  std::deque<int> pending;

  void run() {
    std::stop_source request;
    {
      std::scoped_lock lock(mutex);
      request = std::stop_source{};
      active = request;
    }
    std::stop_callback drop(request.get_token(), [this] {
      std::scoped_lock guard(mutex);
      pending.clear();
    });
    step();
  }
  void bad_cancel() {
    std::scoped_lock lock(mutex);
    if (active)
      active->request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:15: warning: a stop is requested on 'active' while 'mutex' is held, {{.*}} [ctx-stop-under-lock]
    // CHECK-NOTES: :[[@LINE-4]]:22: note: 'mutex' is locked here
    // CHECK-NOTES: :[[@LINE-12]]:24: note: the callback is registered here
    // CHECK-NOTES: :[[@LINE-12]]:24: note: the callback takes 'mutex' here
  }
  void ok_cancel() {
    std::optional<std::stop_source> source;
    {
      std::scoped_lock lock(mutex);
      source = active;
    }
    if (source)
      source->request_stop();
  }
};
