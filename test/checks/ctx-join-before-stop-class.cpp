// RUN: %check %s ctx-join-before-stop %t -std=c++20
// Members, joined in destructors and stop().
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

void work(std::stop_token);
void step();
void log(const char *);

class BadOwn {
public:
  BadOwn() : t_([this](std::stop_token st) { run(st); }) {}
  ~BadOwn() {
    log("end");
    t_.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't_' is waited for before it is asked to stop; call 'request_stop()' first [ctx-join-before-stop]
    t_.request_stop();
    // CHECK-FIXES: log("end");
    // CHECK-FIXES-NEXT: t_.request_stop();
    // CHECK-FIXES-NEXT: t_.join();
  }

private:
  void run(std::stop_token st) {
    while (!st.stop_requested())
      step();
  }
  std::jthread t_;
};

class BadSource {
public:
  void start() {
    t_ = std::thread([this] { run(); });
  }
  void stop() {
    if (t_.joinable()) {
      t_.join();
      // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 't_' is waited for before 'src_', whose token its work has, is triggered; call 'request_stop()' first
    }
    src_.request_stop();
    // CHECK-FIXES: void stop() {
    // CHECK-FIXES-NEXT: src_.request_stop();
    // CHECK-FIXES-NEXT: if (t_.joinable()) {
  }

private:
  void run() {
    while (!src_.stop_requested())
      step();
  }
  std::stop_source src_;
  std::thread t_;
};

class BadPassed {
public:
  BadPassed() : t_(work, src_.get_token()) {}
  ~BadPassed() {
    t_.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't_' is waited for before 'src_', whose token its work has, is triggered; call 'request_stop()' first
    (void)src_.request_stop();
    // CHECK-FIXES: ~BadPassed() {
    // CHECK-FIXES-NEXT: (void)src_.request_stop();
    // CHECK-FIXES-NEXT: t_.join();
  }

private:
  std::stop_source src_;
  std::thread t_;
};

class BadBehindPointer {
  struct Impl {
    std::stop_source src;
    std::thread t;
  };

public:
  BadBehindPointer() : impl_(std::make_unique<Impl>()) {
    impl_->t = std::thread(work, impl_->src.get_token());
  }
  ~BadBehindPointer() {
    impl_->t.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'impl_.t' is waited for before 'impl_.src', whose token its work has, is triggered; call 'request_stop()' first
    impl_->src.request_stop();
  }

private:
  std::unique_ptr<Impl> impl_;
};

class BadMany {
public:
  ~BadMany() {
    for (auto &t : ts_)
      if (t.joinable())
        t.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ts_' is waited for before it is asked to stop; call 'request_stop()' first
    for (auto &t : ts_)
      t.request_stop();
  }

private:
  std::vector<std::jthread> ts_;
};

class BadNever {
public:
  BadNever()
      : t_([](std::stop_token st) {
          while (!st.stop_requested())
            step();
        }) {}
  ~BadNever() {
    if (t_.joinable())
      t_.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 't_' is waited for and nobody asks it to stop, which is the only way its work ends; call 'request_stop()' first
    // CHECK-FIXES: ~BadNever() {
    // CHECK-FIXES: if (t_.joinable())
  }

private:
  std::jthread t_;
};

class OkNeverWaitForEver {
public:
  OkNeverWaitForEver()
      : t_([](std::stop_token st) {
          while (!st.stop_requested())
            step();
        }) {}
  void serve() { t_.join(); }

private:
  std::jthread t_;
};

class OkNeverAskedElsewhere {
public:
  OkNeverAskedElsewhere()
      : t_([](std::stop_token st) {
          while (!st.stop_requested())
            step();
        }) {}
  ~OkNeverAskedElsewhere() { t_.join(); }
  void cancel() { t_.request_stop(); }

private:
  std::jthread t_;
};

class OkNeverNotAllVisible {
public:
  OkNeverNotAllVisible()
      : t_([](std::stop_token st) {
          while (!st.stop_requested())
            step();
        }) {}
  ~OkNeverNotAllVisible() { t_.join(); }
  void elsewhere();

private:
  std::jthread t_;
};

class OkAskedByCallee {
public:
  ~OkAskedByCallee() {
    cancel();
    t_.join();
    t_.request_stop();
  }

private:
  void cancel() { t_.request_stop(); }
  std::jthread t_;
};

class OkAskedByUnseenCallee {
public:
  ~OkAskedByUnseenCallee() {
    cancel();
    t_.join();
    t_.request_stop();
  }

private:
  void cancel();
  std::jthread t_;
};

class OkFlag {
public:
  ~OkFlag() {
    running_ = false;
    t_.join();
    t_.request_stop();
  }

private:
  std::atomic<bool> running_{true};
  std::jthread t_;
};

class OkQueueClosed {
public:
  ~OkQueueClosed() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    cv_.notify_all();
    t_.join();
    src_.request_stop();
  }

private:
  std::mutex mutex_;
  std::condition_variable cv_;
  bool closed_ = false;
  std::stop_source src_;
  std::thread t_{[this] { drain(src_.get_token()); }};
  void drain(std::stop_token);
};

class OkAskedByOther {
public:
  OkAskedByOther() : t_(work, src_.get_token()) {}
  ~OkAskedByOther() {
    t_.join();
    src_.request_stop();
  }
  void cancel() { src_.request_stop(); }

private:
  std::stop_source src_;
  std::thread t_;
};

class OkTwoThreads {
public:
  OkTwoThreads()
      : work_(work, src_.get_token()), monitor_(work, src_.get_token()) {}
  ~OkTwoThreads() {
    work_.join();
    src_.request_stop();
    monitor_.join();
  }

private:
  std::stop_source src_;
  std::thread work_, monitor_;
};

class OkOrder {
public:
  ~OkOrder() {
    src_.request_stop();
    t_.join();
  }

private:
  std::stop_source src_;
  std::thread t_{work, src_.get_token()};
};

//===-- Flags and notifications that end nothing --------------------------===//

class BadFlag {
public:
  BadFlag() : t_([this](std::stop_token st) { run(st); }) {}
  ~BadFlag() {
    {
      std::lock_guard lock(mutex_);
      again_ = true; // one more round, and it sleeps again
    }
    cv_.notify_all();
    t_.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't_' is waited for before it is asked to stop; call 'request_stop()' first
    t_.request_stop();
  }

private:
  void run(std::stop_token st) {
    while (!st.stop_requested()) {
      std::unique_lock lock(mutex_);
      cv_.wait(lock, [&] { return again_ || st.stop_requested(); });
      again_ = false;
      step();
    }
  }
  std::mutex mutex_;
  std::condition_variable cv_;
  bool again_ = false;
  std::jthread t_;
};

class BadOtherRequest {
public:
  ~BadOtherRequest() {
    job_.request_stop(); // ends the job, not the loop
    t_.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't_' is waited for before it is asked to stop; call 'request_stop()' first
    t_.request_stop();
  }

private:
  std::stop_source job_;
  std::jthread t_{[this](std::stop_token st) {
    while (!st.stop_requested())
      work(job_.get_token());
  }};
};

class OkFlagEnds {
public:
  ~OkFlagEnds() {
    {
      std::lock_guard lock(mutex_);
      done_ = true;
    }
    cv_.notify_all();
    t_.join();
    t_.request_stop();
  }

private:
  std::mutex mutex_;
  std::condition_variable cv_;
  bool done_ = false;
  std::jthread t_{[this](std::stop_token st) {
    while (!st.stop_requested()) {
      std::unique_lock lock(mutex_);
      cv_.wait(lock, [&] { return done_ || st.stop_requested(); });
      if (done_)
        return;
      step();
    }
  }};
};

// Closing it may make the next call throw.
struct Pipe {
  void close();
  int read();
};
class OkClosed {
public:
  ~OkClosed() {
    pipe_.close();
    t_.join();
    t_.request_stop();
  }

private:
  Pipe pipe_;
  std::jthread t_{[this](std::stop_token st) {
    while (!st.stop_requested())
      pipe_.read();
  }};
};

//===-- A class that only the one around it knows -------------------------===//

class Store {
public:
  Store();
  ~Store();
  void start();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct Store::Impl {
  ~Impl() {
    if (cleanup.joinable())
      cleanup.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'cleanup' is waited for and nobody asks it to stop, which is the only way its work ends; call 'request_stop()' first
  }
  std::jthread cleanup;
};
Store::Store() : impl_(std::make_unique<Impl>()) {}
Store::~Store() = default;
void Store::start() {
  impl_->cleanup = std::jthread([](std::stop_token st) {
    while (!st.stop_requested())
      step();
  });
}

class OkStore {
public:
  ~OkStore();
  void start();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
struct OkStore::Impl {
  ~Impl() { cleanup.join(); }
  std::jthread cleanup;
};
OkStore::~OkStore() { impl_->cleanup.request_stop(); }
void OkStore::start() {
  impl_ = std::make_unique<Impl>();
  impl_->cleanup = std::jthread([](std::stop_token st) {
    while (!st.stop_requested())
      step();
  });
}

// The flag ends the loop by an exception.
struct Closed {};
class OkThrows {
public:
  ~OkThrows() {
    closed_ = true;
    cv_.notify_all();
    t_.join();
    t_.request_stop();
  }

private:
  int pop() {
    std::unique_lock lock(mutex_);
    cv_.wait(lock, [&] { return closed_ || !queue_.empty(); });
    if (closed_)
      throw Closed();
    return queue_.front();
  }
  std::mutex mutex_;
  std::condition_variable cv_;
  std::atomic<bool> closed_{false};
  std::deque<int> queue_;
  std::jthread t_{[this](std::stop_token st) {
    try {
      while (!st.stop_requested())
        pop();
    } catch (const Closed &) {
    }
  }};
};

//===-- Others may ask ----------------------------------------------------===//

static void loop(std::stop_token st) {
  while (!st.stop_requested())
    step();
}

class OkAskedByThreadOfConstructor {
public:
  OkAskedByThreadOfConstructor()
      : control_([this] {
          step();
          src_.request_stop();
        }) {}
  void run() {
    std::thread worker([this] { loop(src_.get_token()); });
    worker.join(); // until the other thread asks
    src_.request_stop();
    control_.join();
  }

private:
  std::stop_source src_;
  std::thread control_;
};

void onInterrupt(std::function<void()>);
class OkAskedByHandler {
public:
  OkAskedByHandler() {
    onInterrupt([this] { src_.request_stop(); });
  }
  void run() {
    std::thread worker([this] { loop(src_.get_token()); });
    worker.join();
    src_.request_stop();
  }

private:
  std::stop_source src_;
};

class OkReferenceMember {
public:
  explicit OkReferenceMember(std::stop_source &src) : src_(src) {}
  void run() {
    std::thread worker([this] { loop(src_.get_token()); });
    worker.join();
    src_.request_stop();
  }

private:
  std::stop_source &src_;
};

class OkSharedMember {
public:
  explicit OkSharedMember(std::stop_source src) : src_(std::move(src)) {}
  void run() {
    std::thread worker([this] { loop(src_.get_token()); });
    worker.join();
    src_.request_stop();
  }

private:
  std::stop_source src_;
};

class OkHandedOutByGetter {
public:
  std::stop_source source() { return src_; }
  void run() {
    std::thread worker([this] { loop(src_.get_token()); });
    worker.join();
    src_.request_stop();
  }

private:
  std::stop_source src_;
};

struct OkPublicMember {
  std::stop_source src;
  void run() {
    std::thread worker([this] { loop(src.get_token()); });
    worker.join();
    src.request_stop();
  }
};

class OkProtectedMember {
public:
  void run() {
    std::thread worker([this] { loop(src_.get_token()); });
    worker.join();
    src_.request_stop();
  }

protected:
  std::stop_source src_;
};

class OkNotAllVisible {
public:
  void run() {
    std::thread worker([this] { loop(src_.get_token()); });
    worker.join();
    src_.request_stop();
  }
  void quit();

private:
  std::stop_source src_;
};

class OkHandleAskedElsewhere {
public:
  void run() {
    worker_.join();
    worker_.request_stop();
  }
  void quit() { worker_.request_stop(); }

private:
  std::jthread worker_{loop};
};

class BadKeptToItself {
public:
  BadKeptToItself() { log("made"); }
  bool running() const { return !src_.stop_requested(); }
  std::stop_token token() const { return src_.get_token(); }
  void run() {
    std::thread worker([this] { loop(src_.get_token()); });
    worker.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'worker' is waited for before 'src_', whose token its work has, is triggered; call 'request_stop()' first
    src_.request_stop();
  }

private:
  std::stop_source src_;
};
