// RUN: %check %s ctx-early-cancel %t -std=c++20
#include <functional>
#include <future>
#include <latch>
#include <stop_token>
#include <thread>
#include <vector>

void work(std::stop_token);
void step();
void log(const char *);
void enqueue(std::function<void()>);
std::future<int> submit(std::function<int()>);
int compute(std::stop_token);

struct StopOnExit {
  std::stop_source &source;
  ~StopOnExit() { source.request_stop(); }
};
template <class F> struct ScopeGuard {
  F f;
  ScopeGuard(F f) : f(f) {}
  ~ScopeGuard() { f(); }
  void dismiss();
};

//===-- Guards ------------------------------------------------------------===//

void bad_queued() {
  std::stop_source s;
  StopOnExit g{s};
  enqueue([t = s.get_token()] { work(t); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it [ctx-early-cancel]
  log("queued");
}

void bad_detached() {
  std::stop_source s;
  ScopeGuard g([&] { s.request_stop(); });
  std::thread(work, s.get_token()).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it
}

void bad_in_loop(const std::vector<int> &jobs) {
  for (int job : jobs) {
    std::stop_source s;
    StopOnExit g{s};
    enqueue([t = s.get_token(), job] { work(t); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it
  }
}

std::future<int> bad_returned() {
  std::stop_source s;
  StopOnExit g{s};
  auto f = submit([t = s.get_token()] { return compute(t); });
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it
  step();
  return f;
}

class Worker {
public:
  void bad_member() {
    std::stop_source s;
    StopOnExit g{s};
    thread_ = std::thread(work, s.get_token());
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it
  }
  void bad_field() {
    std::stop_source s;
    StopOnExit g{s};
    token_ = s.get_token();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: what is kept here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it
  }
  void ok_current() {
    std::stop_source s;
    StopOnExit g{s};
    token_ = s.get_token();
    step();
  }

private:
  std::thread thread_;
  std::stop_token token_;
};

//===-- Requests and handles ----------------------------------------------===//

void bad_trailing() {
  std::stop_source s;
  enqueue([t = s.get_token()] { work(t); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it
  s.request_stop();
}

void bad_handle() {
  std::jthread own(work);
  enqueue([t = own.get_stop_token()] { work(t); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 'own', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'own' with the work, or wait for it
}

void bad_own_token() {
  std::jthread own([](std::stop_token st) {
    enqueue([st] { work(st); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: what is started here goes on, but 'own', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'own' with the work, or wait for it
  });
}

//===-- Silent ------------------------------------------------------------===//

void ok_owner(std::stop_source &owner) {
  enqueue([t = owner.get_token()] { work(t); });
}

void ok_waited() {
  std::stop_source s;
  StopOnExit g{s};
  auto f = submit([t = s.get_token()] { return compute(t); });
  f.get();
}

void ok_joined() {
  std::stop_source s;
  StopOnExit g{s};
  std::thread t(work, s.get_token());
  t.join();
}

void ok_latch() {
  std::stop_source s;
  StopOnExit g{s};
  std::latch done(1);
  enqueue([&, t = s.get_token()] {
    work(t);
    done.count_down();
  });
  done.wait();
}

void ok_helper() {
  std::stop_source s;
  StopOnExit g{s};
  enqueue([t = s.get_token()] { work(t); });
  step();
}

void ok_only_on_failure(bool failed) {
  std::stop_source s;
  enqueue([t = s.get_token()] { work(t); });
  if (failed)
    s.request_stop();
}

void ok_dismissed() {
  std::stop_source s;
  ScopeGuard g([&] { s.request_stop(); });
  enqueue([t = s.get_token()] { work(t); });
  g.dismiss();
}

void ok_synchronous() {
  std::stop_source s;
  StopOnExit g{s};
  work(s.get_token());
}

void ok_structured() {
  std::jthread own(work);
  std::jthread other(work, own.get_stop_token());
}

void ok_async_waits() {
  std::stop_source s;
  StopOnExit g{s};
  auto f = std::async(work, s.get_token());
}

struct Pool {
  ~Pool();
  void post(std::function<void()>);
};
void ok_local_pool() {
  std::stop_source s;
  StopOnExit g{s};
  Pool pool;
  pool.post([t = s.get_token()] { work(t); });
}

int main() {
  std::stop_source s;
  StopOnExit g{s};
  enqueue([t = s.get_token()] { work(t); });
}

// What is asked to stop is the source there was before.
struct OkRenews {
  std::stop_source source_;
  void restart() {
    std::stop_source fresh;
    enqueue([tok = fresh.get_token()] { work(tok); });
    std::swap(source_, fresh);
    fresh.request_stop();
  }
};

//===-- Members -----------------------------------------------------------===//

struct Ticking {
  std::stop_source source;
  ~Ticking() { source.request_stop(); }
};
struct Keeping {
  std::stop_source source;
  ~Keeping() { log("kept"); }
};
struct Task {
  std::jthread worker;
};

void bad_source_in_guard(Task *task) {
  Ticking ticking;
  task->worker = std::jthread([t = ticking.source.get_token()] { work(t); });
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: what is started here goes on, but 'ticking.source', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'ticking.source' with the work, or wait for it
}

void bad_member_of_another(Task *task) {
  std::stop_source s;
  task->worker = std::jthread([t = s.get_token()] { work(t); });
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends
  s.request_stop();
}

void bad_detached_variable(int kind) {
  switch (kind) {
  case 1: {
    std::stop_source s;
    StopOnExit g{s};
    std::thread t([t = s.get_token()] { work(t); });
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends
    t.detach();
    break;
  }
  }
}

void ok_no_guard(Task *task) {
  Keeping kept;
  task->worker = std::jthread([t = kept.source.get_token()] { work(t); });
}
void ok_member_joined(Task *task) {
  Ticking ticking;
  task->worker = std::jthread([t = ticking.source.get_token()] { work(t); });
  task->worker.join();
}
void ok_joined_variable() {
  std::stop_source s;
  StopOnExit g{s};
  std::thread t([t = s.get_token()] { work(t); });
  t.join();
}

//===-- Helpers of work that may not come to pass -------------------------===//

bool more();
void step(int);

void ok_heartbeat_next_to_a_loop(const std::vector<int> &items) {
  std::stop_source s;
  StopOnExit g{s};
  enqueue([t = s.get_token()] { work(t); });
  for (int item : items)
    step(item);
}

void ok_heartbeat_detached(const std::vector<int> &items) {
  std::stop_source s;
  std::thread([t = s.get_token()] { work(t); }).detach();
  for (int item : items)
    step(item);
  s.request_stop();
}

bool ok_heartbeat_early_return(int n) {
  std::stop_source s;
  StopOnExit g{s};
  enqueue([t = s.get_token()] { work(t); });
  if (n < 0)
    return false;
  step(n);
  return true;
}

void ok_heartbeat_one_branch(bool full) {
  std::stop_source s;
  enqueue([t = s.get_token()] { work(t); });
  if (full)
    step(1);
  s.request_stop();
}

void ok_heartbeat_of_a_handle(const std::vector<int> &items) {
  std::jthread own([](std::stop_token st) { enqueue([st] { work(st); }); });
  for (int item : items)
    step(item);
}

// The work is behind the end of the scope, not next to the helper.
void bad_works_later(const std::vector<int> &items) {
  {
    std::stop_source s;
    StopOnExit g{s};
    enqueue([t = s.get_token()] { work(t); });
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends
  }
  for (int item : items)
    step(item);
}

struct Drained {
  void submit(std::function<void()>);
  void wait();
};
void ok_stopped_and_drained(Drained &pool) {
  std::stop_source s;
  pool.submit([t = s.get_token()] { work(t); });
  s.request_stop();
  pool.wait();
}
