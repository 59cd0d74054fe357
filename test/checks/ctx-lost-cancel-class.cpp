// RUN: %check %s ctx-lost-cancel %t -std=c++20
// A class that waits for its work and owns the source that would end it.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

void work(std::stop_token);
void use(std::stop_source &);
void log(const char *);

class BadPlain {
  std::stop_source src_;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src_' is triggered nowhere in 'BadPlain', which waits for its work without asking it to stop; call 'request_stop()' before the wait [ctx-lost-cancel]
  std::thread t_;

public:
  ~BadPlain() { t_.join(); }
  // CHECK-FIXES: ~BadPlain() { src_.request_stop(); t_.join(); }
};

class OkPlain {
  std::stop_source src_;
  std::thread t_;

public:
  ~OkPlain() {
    src_.request_stop();
    t_.join();
  }
};

class BadJoinable {
public:
  BadJoinable() : t_([this] { work(src_.get_token()); }) {}
  ~BadJoinable() {
    log("going");
    if (t_.joinable())
    // CHECK-FIXES: class BadJoinable {
    // CHECK-FIXES: src_.request_stop();
    // CHECK-FIXES-NEXT: if (t_.joinable())
      t_.join();
  }

private:
  std::stop_source src_;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src_' is triggered nowhere in 'BadJoinable', which waits for its work without asking it to stop; call 'request_stop()' before the wait [ctx-lost-cancel]
  std::thread t_;
};

class BadStop {
public:
  void start() { t_ = std::thread(work, src_.get_token()); }
  void stop() { t_.join(); }

private:
  std::stop_source src_;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src_' is triggered nowhere in 'BadStop', which waits for its work without asking it to stop; call 'request_stop()' before the wait [ctx-lost-cancel]
  std::thread t_;
};

class BadMany {
public:
  void start() { workers_.emplace_back(work, src_.get_token()); }
  ~BadMany();

private:
  std::stop_source src_;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src_' is triggered nowhere in 'BadMany', which waits for its work without asking it to stop; call 'request_stop()' before the wait [ctx-lost-cancel]
  std::vector<std::thread> workers_;
};
BadMany::~BadMany() {
  for (auto &w : workers_)
  // CHECK-FIXES: BadMany::~BadMany() {
  // CHECK-FIXES: src_.request_stop();
  // CHECK-FIXES-NEXT: for (auto &w : workers_)
    w.join();
}

class OkOtherMethod {
public:
  ~OkOtherMethod() { t_.join(); }
  void cancel() { src_.request_stop(); }

private:
  std::stop_source src_;
  std::thread t_;
};

class OkLambda {
public:
  OkLambda() : t_([this] { src_.request_stop(); }) {}
  ~OkLambda() { t_.join(); }

private:
  std::stop_source src_;
  std::thread t_;
};

class OkReturned {
public:
  ~OkReturned() { t_.join(); }
  std::stop_source &source() { return src_; }

private:
  std::stop_source src_;
  std::thread t_;
};

class OkPassed {
public:
  OkPassed() { use(src_); }
  ~OkPassed() { t_.join(); }

private:
  std::stop_source src_;
  std::thread t_;
};

class OkGiven {
public:
  OkGiven(std::stop_source s) : src_(s) {}
  ~OkGiven() { t_.join(); }

private:
  std::stop_source src_;
  std::thread t_;
};

class OkNotAllVisible {
public:
  ~OkNotAllVisible() { t_.join(); }
  void elsewhere();

private:
  std::stop_source src_;
  std::thread t_;
};

class OkFriend {
public:
  ~OkFriend() { t_.join(); }

private:
  friend void stop_it(OkFriend &f) { f.src_.request_stop(); }
  std::stop_source src_;
  std::thread t_;
};

class OkUnknownFriend {
public:
  ~OkUnknownFriend() { t_.join(); }

private:
  friend class Somewhere;
  std::stop_source src_;
  std::thread t_;
};

class OkNested {
public:
  ~OkNested() { t_.join(); }

private:
  struct Stopper {
    OkNested &owner;
    void go() { owner.src_.request_stop(); }
  };
  std::stop_source src_;
  std::thread t_;
};

class OkFlag {
public:
  ~OkFlag() {
    done_ = true;
    t_.join();
  }

private:
  std::stop_source src_;
  std::atomic<bool> done_{false};
  std::thread t_;
};

struct OkPublic {
  ~OkPublic() { t.join(); }
  std::stop_source src;
  std::thread t;
};

class OkJthread {
  std::stop_source src_;
  std::jthread t_;
};

class OkJthreadJoined {
public:
  OkJthreadJoined() : t_(work) {}
  ~OkJthreadJoined() { t_.join(); }

private:
  std::stop_source src_;
  std::jthread t_;
};

class BadJthreadJoined {
public:
  BadJthreadJoined() : t_([tok = src_.get_token()] { work(tok); }) {}
  ~BadJthreadJoined() { t_.join(); }
  // CHECK-FIXES: ~BadJthreadJoined() { src_.request_stop(); t_.join(); }

private:
  std::stop_source src_;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src_' is triggered nowhere in 'BadJthreadJoined', which waits for its work without asking it to stop; call 'request_stop()' before the wait [ctx-lost-cancel]
  std::jthread t_;
};

class OkNoState {
public:
  ~OkNoState() { t_.join(); }

private:
  std::stop_source src_{std::nostopstate};
  std::thread t_;
};

class OkNoWait {
public:
  ~OkNoWait() { t_.detach(); }

private:
  std::stop_source src_;
  std::thread t_;
};

template <class T> class BadTemplate {
public:
  ~BadTemplate() { t_.join(); }

private:
  T value_;
  std::stop_source src_;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src_' is triggered nowhere in 'BadTemplate', which waits for its work without asking it to stop; call 'request_stop()' before the wait [ctx-lost-cancel]
  std::thread t_;
};
template class BadTemplate<int>;

namespace {
struct BadHidden {
  BadHidden() {}
  ~BadHidden() { t.join(); }
  // CHECK-FIXES: ~BadHidden() { src.request_stop(); t.join(); }
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered nowhere in 'BadHidden', which waits for its work without asking it to stop; call 'request_stop()' before the wait [ctx-lost-cancel]
  std::thread t;
};
struct OkHidden {
  OkHidden() {}
  ~OkHidden() { t.join(); }
  std::stop_source src;
  std::thread t;
};
void ends(OkHidden &h) { h.src.request_stop(); }
} // namespace
