// RUN: %check %s ctx-null-context %t
// RUN: %check %s ctx-null-context %t -std=c++20
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

void step();
void work(std::stop_token st);
void look(const std::stop_token &st);
void fill(std::stop_token &st);
void fillAt(std::stop_token *st);
void maybe(std::optional<std::stop_token> st);
void release(std::stop_token st);
bool ready();

//===----------------------------------------------------------------------===//
// Locals
//===----------------------------------------------------------------------===//

void bad_polled() {
  std::stop_token st;
  while (!st.stop_requested())
    step();
}
// CHECK-MESSAGES: :[[@LINE-3]]:11: warning: 'st' is never assigned, so this poll never says stop; assign it [ctx-null-context]

void bad_polled_with_one_in_scope(std::stop_token parent) {
  std::stop_token st;
  while (!st.stop_requested())
    step();
}
// CHECK-MESSAGES: :[[@LINE-3]]:11: warning: 'st' is never assigned, so this poll never says stop; initialise it with 'parent' [ctx-null-context]
// CHECK-FIXES: void bad_polled_with_one_in_scope(std::stop_token parent) {
// CHECK-FIXES-NEXT: std::stop_token st = parent;

void bad_passed(std::stop_token parent) {
  std::stop_token st{};
  step();
  work(st);
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: 'st' is passed to 'work' but never assigned, so nothing cancels the call; initialise it with 'parent' [ctx-null-context]
// CHECK-FIXES: void bad_passed(std::stop_token parent) {
// CHECK-FIXES-NEXT: std::stop_token st = parent;

void bad_passed_by_reference(std::stop_token parent) {
  std::stop_token st = {};
  look(st);
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: 'st' is passed to 'look' but never assigned, {{.*}} initialise it with 'parent' [ctx-null-context]
// CHECK-FIXES: void bad_passed_by_reference(std::stop_token parent) {
// CHECK-FIXES-NEXT: std::stop_token st = parent;

void bad_passed_temporary(std::stop_token parent) {
  auto st = std::stop_token{};
  work(std::move(st));
}
// CHECK-MESSAGES: :[[@LINE-2]]:18: warning: 'st' is passed to 'work' but never assigned, {{.*}} initialise it with 'parent' [ctx-null-context]
// CHECK-FIXES: void bad_passed_temporary(std::stop_token parent) {
// CHECK-FIXES-NEXT: auto st = parent;

void bad_source_next_to_it() {
  std::stop_source source;
  std::stop_token st;
  std::thread worker(work, st);
  source.request_stop();
  worker.join();
}
// CHECK-MESSAGES: :[[@LINE-4]]:28: warning: 'st' is passed to 'thread' but never assigned, {{.*}} initialise it with 'source.get_token()' [ctx-null-context]
// CHECK-FIXES: std::stop_source source;
// CHECK-FIXES-NEXT: std::stop_token st = source.get_token();

void bad_source_behind_it() {
  std::stop_token st;
  std::stop_source source;
  work(st);
  source.request_stop();
}
// CHECK-MESSAGES: :[[@LINE-3]]:8: warning: 'st' is passed to 'work' but never assigned, {{.*}} initialise it with 'source.get_token()' [ctx-null-context]

void bad_captured() {
  std::stop_token st;
  std::thread worker([st] {
    while (!st.stop_requested())
      step();
  });
  worker.join();
}
// CHECK-MESSAGES: :[[@LINE-5]]:13: warning: 'st' is never assigned, so this poll never says stop; assign it [ctx-null-context]

void bad_started() {
  std::stop_token st;
  std::thread worker([st] { work(st); });
  std::stop_token other;
  std::thread second(work, other);
  worker.join();
  second.join();
}
// CHECK-MESSAGES: :[[@LINE-6]]:34: warning: 'st' is passed to 'work' but never assigned, so nothing cancels the call; assign it [ctx-null-context]
// CHECK-MESSAGES: :[[@LINE-5]]:28: warning: 'other' is passed to 'thread' but never assigned, so nothing cancels the call; assign it [ctx-null-context]

void bad_callback() {
  std::stop_token st;
  std::stop_callback onStop(st, [] { step(); });
  step();
}
// CHECK-MESSAGES: :[[@LINE-3]]:29: warning: 'st' is never assigned, so this callback never runs; assign it [ctx-null-context]

void ok_assigned(std::stop_token parent, bool wanted) {
  std::stop_token st;
  if (wanted)
    st = parent;
  work(st);
}

void bad_only_emptied(std::stop_token parent) {
  std::stop_token st;
  st = {};
  work(st);
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: 'st' is passed to 'work' but never assigned, {{.*}} initialise it with 'parent' [ctx-null-context]
// CHECK-FIXES: void bad_only_emptied(std::stop_token parent) {
// CHECK-FIXES-NEXT: std::stop_token st = parent;

void ok_filled(std::stop_token parent) {
  std::stop_token st;
  fill(st);
  work(st);
  std::stop_token other;
  fillAt(&other);
  work(other);
  std::stop_token third;
  std::swap(third, parent);
  work(third);
  std::stop_token fourth;
  auto &alias = fourth;
  fill(alias);
  work(fourth);
  std::stop_token fifth;
  auto set = [&fifth, parent] { fifth = parent; };
  set();
  work(fifth);
  std::stop_token sixth;
  std::tie(sixth, std::ignore) = std::pair(parent, 1);
  work(sixth);
}

// Nothing else is there to pass.
void ok_nothing_in_scope() {
  std::stop_token st;
  work(st);
}

void ok_named(std::stop_token parent) {
  const std::stop_token constant;
  work(constant);
  std::stop_token never;
  work(never);
  std::stop_token noStop;
  while (!noStop.stop_requested())
    step();
  std::stop_token dummy;
  work(dummy);
  [[maybe_unused]] std::stop_token marked;
  work(marked);
  (void)parent;
}

void ok_said_so(std::stop_token parent) {
  // ctx-tidy: detached because the journal has to be complete
  std::stop_token st;
  work(st);
  std::stop_token other; // ctx-tidy: detached because it is short
  work(other);
}

void bad_said_without_reason(std::stop_token parent) {
  // ctx-tidy: detached because
  std::stop_token st;
  work(st);
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: 'st' is passed to 'work' but never assigned, {{.*}} initialise it with 'parent' [ctx-null-context]
// CHECK-FIXES: void bad_said_without_reason(std::stop_token parent) {
// CHECK-FIXES: std::stop_token st = parent;

void ok_after_cancellation(std::stop_token parent) {
  std::stop_token st;
  if (parent.stop_requested())
    work(st);
}

void ok_handler(std::stop_token parent) {
  std::stop_token st;
  try {
    work(parent);
  } catch (...) {
    work(st);
  }
}

// Both: the callee knows about the one in scope.
void both(std::stop_token first, std::stop_token second);
void ok_both(std::stop_token parent) {
  std::stop_token st;
  both(parent, st);
}

void ok_cleanup_callee(std::stop_token parent) {
  std::stop_token st;
  release(st);
}

void shutdown(std::stop_token parent) {
  std::stop_token st;
  work(st);
}

// Asked whether it can be stopped at all: the code knows.
void ok_possible(std::stop_token parent) {
  std::stop_token st;
  if (st.stop_possible())
    work(st);
}

// A temporary or an unnamed empty token is ctx-fresh-root's.
void ok_temporary(std::stop_token parent) {
  work({});
  work(std::stop_token{});
}

std::stop_token ok_generator(std::stop_token parent) {
  std::stop_token st;
  work(st);
  return st;
}

int main() {
  std::stop_token st;
  work(st);
  while (!st.stop_requested())
    step();
}

//===----------------------------------------------------------------------===//
// Null, empty optional
//===----------------------------------------------------------------------===//

void bad_nullopt(std::stop_token st) {
  maybe(std::nullopt);
}
// CHECK-MESSAGES: :[[@LINE-2]]:9: warning: null 'std::nullopt' passed to 'maybe' although 'st' is in scope; the call is not cancelled with it: pass 'st' [ctx-null-context]
// CHECK-FIXES: maybe(st);

void bad_braces(const std::optional<std::stop_token> &st) {
  maybe({});
}
// CHECK-MESSAGES: :[[@LINE-2]]:9: warning: null '{}' passed to 'maybe' although 'st' is in scope; the call is not cancelled with it: pass 'st' [ctx-null-context]
// CHECK-FIXES: maybe(st);

void ok_no_token() { maybe(std::nullopt); }

void ok_passes_it(std::stop_token st) { maybe(st); }

void ok_optional_set(std::stop_token st, bool wanted) {
  std::optional<std::stop_token> own;
  if (wanted)
    own = st;
  maybe(own);
  std::optional<std::stop_token> other;
  other.emplace(st);
  maybe(other);
}

void bad_optional_unset(std::stop_token st) {
  std::optional<std::stop_token> own;
  maybe(own);
}
// CHECK-MESSAGES: :[[@LINE-2]]:9: warning: null 'own' passed to 'maybe' although 'st' is in scope; the call is not cancelled with it: pass 'st' [ctx-null-context]
// CHECK-FIXES: maybe(st);

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

class BadPolled {
public:
  void run() {
    while (!st_.stop_requested())
      step();
  }

private:
  std::stop_token st_;
};
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'st_' is never assigned, so this poll never says stop; assign it [ctx-null-context]

class BadPassed {
public:
  explicit BadPassed(int size);
  void run();

private:
  std::stop_token token_{};
  std::jthread thread_;
  int size_;
};
BadPassed::BadPassed(int size) : size_(size) {}
void BadPassed::run() {
  for (int i = 0; i != size_; ++i)
    work(token_);
}
// CHECK-MESSAGES: :[[@LINE-2]]:10: warning: 'token_' is passed to 'work' but never assigned, so nothing cancels the call; assign it [ctx-null-context]

class BadWorker {
public:
  BadWorker() : thread_([this] { loop(); }) {}

private:
  void loop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop_, [] { return ready(); });
  }
  std::stop_token stop_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;
};
// CHECK-MESSAGES: :[[@LINE-7]]:25: warning: 'stop_' is passed to 'wait' but never assigned, {{.*}} assign it [ctx-null-context]

class BadStarts {
public:
  void start() { thread_ = std::jthread(work, st_); }

private:
  static std::stop_token st_;
  std::jthread thread_;
};
// CHECK-MESSAGES: :[[@LINE-6]]:47: warning: 'st_' is passed to 'jthread' but never assigned, {{.*}} assign it [ctx-null-context]

class BadCallback {
private:
  std::stop_token st_;
  std::stop_callback<void (*)()> onStop_{st_, step};
};
// CHECK-MESSAGES: :[[@LINE-2]]:42: warning: 'st_' is never assigned, so this callback never runs; assign it [ctx-null-context]

class BadCopied {
public:
  BadCopied() = default;
  BadCopied(const BadCopied &other) : st_(other.st_) {}
  BadCopied &operator=(const BadCopied &other) {
    st_ = other.st_;
    return *this;
  }
  bool done() const { return st_.stop_requested(); }

private:
  std::stop_token st_;
};
// CHECK-MESSAGES: :[[@LINE-5]]:30: warning: 'st_' is never assigned, so this poll never says stop; assign it [ctx-null-context]

class OkConstructor {
public:
  explicit OkConstructor(std::stop_token st) : st_(std::move(st)) {}
  void run() { work(st_); }

private:
  std::stop_token st_;
};

class OkSetter {
public:
  void setToken(std::stop_token st) { st_ = st; }
  void run() { work(st_); }

private:
  std::stop_token st_;
};

class OkDefault {
public:
  void run() { work(st_); }

private:
  std::stop_source source_;
  std::stop_token st_ = source_.get_token();
};

class OkUnseen {
public:
  void start();
  void run() { work(st_); }

private:
  std::stop_token st_;
};

class OkFriend {
  friend void attachTo(OkFriend &, std::stop_token);

public:
  void run() { work(st_); }

private:
  std::stop_token st_;
};

struct OkPublic {
  std::stop_token st;
  void run() { work(st); }
};

class OkProtected {
public:
  void run() { work(st_); }

protected:
  std::stop_token st_;
};

class OkHandedOut {
public:
  std::stop_token &token() { return st_; }
  void run() { work(st_); }

private:
  std::stop_token st_;
};

class OkPointerToMember {
public:
  static auto where() { return &OkPointerToMember::st_; }
  void run() { work(st_); }

private:
  std::stop_token st_;
};

class OkNested {
public:
  struct Builder {
    void build(OkNested &made, std::stop_token st) { made.st_ = st; }
  };
  void run() { work(st_); }

private:
  std::stop_token st_;
};

class OkKept {
public:
  void keep() { all_.push_back(st_); }

private:
  std::stop_token st_;
  std::vector<std::stop_token> all_;
};

class OkNamed {
public:
  void run() {
    work(never_);
    work(constant_);
  }

private:
  std::stop_token never_;
  const std::stop_token constant_{};
};

class OkMarked {
public:
  void run() { work(st_); }

private:
  std::stop_token st_; // ctx-tidy: detached because the owner outlives all
};

template <class T> class BadTemplate {
public:
  bool done() const { return st_.stop_requested(); }

private:
  std::stop_token st_;
};
// CHECK-MESSAGES: :[[@LINE-5]]:30: warning: 'st_' is never assigned, so this poll never says stop; assign it [ctx-null-context]
bool use(const BadTemplate<int> &t) { return t.done(); }

template <class T> class OkTemplate {
public:
  explicit OkTemplate(std::stop_token st) : st_(st) {}
  void take(T &other) { other.st_ = st_; }
  bool done() const { return st_.stop_requested() || other_.stop_requested(); }

private:
  std::stop_token st_;
  std::stop_token other_;
  template <class U> friend void fill(OkTemplate<U> &);
};
OkTemplate<int> *instance();

//===----------------------------------------------------------------------===//
// Variables of one file
//===----------------------------------------------------------------------===//

namespace {
std::stop_token shared;
std::stop_token given;
struct Poller {
  std::stop_token st;
  bool go() const { return !st.stop_requested(); }
};
struct Filled {
  std::stop_token st;
  bool go() const { return !st.stop_requested(); }
};
} // namespace
// CHECK-MESSAGES: :[[@LINE-7]]:29: warning: 'st' is never assigned, so this poll never says stop; assign it [ctx-null-context]

std::stop_token seenElsewhere;

void bad_shared() {
  while (!shared.stop_requested())
    step();
}
// CHECK-MESSAGES: :[[@LINE-3]]:11: warning: 'shared' is never assigned, so this poll never says stop; assign it [ctx-null-context]

void ok_given(std::stop_token st) {
  given = st;
  work(given);
  Filled filled{st};
  filled.go();
  Poller{}.go();
}

void ok_seen_elsewhere() { work(seenElsewhere); }
