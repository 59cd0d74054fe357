// RUN: %check %s ctx-join-before-stop %t -std=c++20
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

void work(std::stop_token);
void step();
bool more();
void touch(std::jthread &);

//===-- One handle --------------------------------------------------------===//

void bad_parameter(std::jthread &t) {
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before it is asked to stop; call 'request_stop()' first [ctx-join-before-stop]
  t.request_stop();
}
// CHECK-FIXES: void bad_parameter(std::jthread &t) {
// CHECK-FIXES-NEXT: t.request_stop();
// CHECK-FIXES-NEXT: t.join();

void bad_local() {
  std::jthread t(work);
  step();
  if (t.joinable())
    t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 't' is waited for before it is asked to stop; call 'request_stop()' first
  t.request_stop();
}
// CHECK-FIXES: step();
// CHECK-FIXES-NEXT: t.request_stop();
// CHECK-FIXES-NEXT: if (t.joinable())
// CHECK-FIXES-NEXT: t.join();

void bad_loop(std::vector<std::jthread> &pool) {
  for (auto &t : pool) {
    t.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'pool' is waited for before it is asked to stop; call 'request_stop()' first
    t.request_stop();
  }
}
// CHECK-FIXES: for (auto &t : pool) {
// CHECK-FIXES-NEXT: t.request_stop();
// CHECK-FIXES-NEXT: t.join();

void bad_two_loops(std::vector<std::jthread> &pool) {
  for (auto &t : pool)
    t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'pool' is waited for before it is asked to stop; call 'request_stop()' first
  for (auto &t : pool)
    t.request_stop();
}
// CHECK-FIXES: void bad_two_loops(std::vector<std::jthread> &pool) {
// CHECK-FIXES-NEXT: for (auto &t : pool)
// CHECK-FIXES-NEXT: t.request_stop();

void bad_guarded(std::jthread &t, bool late) {
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before it is asked to stop; call 'request_stop()' first
  if (late) {
    t.request_stop();
  }
}

// Without its condition it would be another request, so there is no fix.
// CHECK-FIXES: void bad_guarded(std::jthread &t, bool late) {
// CHECK-FIXES-NEXT: t.join();

void bad_pointer(std::jthread *t) {
  t->join();
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 't' is waited for before it is asked to stop; call 'request_stop()' first
  t->get_stop_source().request_stop();
}

struct Session {
  std::jthread reader;
};
void bad_one_deep(Session &s) {
  s.reader.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 's.reader' is waited for before it is asked to stop; call 'request_stop()' first
  s.reader.request_stop();
}

void bad_lambda(std::jthread &t) {
  auto end = [&] {
    t.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 't' is waited for before it is asked to stop; call 'request_stop()' first
    t.request_stop();
  };
  end();
}

void ok_order(std::jthread &t) {
  t.request_stop();
  t.join();
}

void ok_asked_twice(std::jthread &t) {
  t.request_stop();
  t.join();
  t.request_stop();
}

void ok_all_then_all(std::vector<std::jthread> &pool) {
  for (int round = 0; round < 3; ++round) {
    for (auto &t : pool)
      t.request_stop();
    for (auto &t : pool)
      t.join();
  }
}

void ok_other_object(std::jthread &a, std::jthread &b) {
  a.join();
  b.request_stop();
  b.join();
}

void ok_restarted(std::jthread &t) {
  t.join();
  t = std::jthread(work);
  t.request_stop();
}

void ok_other_branch(std::jthread &t, bool now) {
  if (now)
    t.request_stop();
  else
    t.join();
}

void ok_worker_ends() {
  std::jthread t([] { step(); });
  t.join();
  t.request_stop();
}

void ok_worker_knows_no_request() {
  std::jthread t([] {
    while (more())
      step();
  });
  t.join();
  t.request_stop();
}

void ok_flag() {
  std::atomic<bool> done{false};
  std::jthread t([&](std::stop_token st) {
    while (!done && !st.stop_requested())
      step();
  });
  done = true;
  t.join();
  t.request_stop();
}

void ok_notified(std::condition_variable_any &cv, std::jthread &t) {
  cv.notify_all();
  t.join();
  t.request_stop();
}

static void stop_it(std::jthread &t) { t.request_stop(); }
void ok_callee(std::jthread &t) {
  stop_it(t);
  t.join();
  t.request_stop();
}

void ok_unseen_callee(std::jthread &t) {
  touch(t);
  t.join();
  t.request_stop();
}

void ok_callback(std::stop_token outer, std::jthread &t) {
  std::stop_callback link(outer, [&] { t.request_stop(); });
  t.join();
  t.request_stop();
}

void ok_shared_token(std::jthread &t) {
  std::thread other(work, t.get_stop_token());
  t.join();
  t.request_stop();
  other.join();
}

//===-- A source ----------------------------------------------------------===//

void bad_source() {
  std::stop_source src;
  std::thread t([tok = src.get_token()] {
    while (!tok.stop_requested())
      step();
  });
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before 'src', whose token its work has, is triggered; call 'request_stop()' first
  src.request_stop();
}

void bad_source_passed() {
  std::stop_source src;
  std::stop_token tok = src.get_token();
  std::thread t(work, tok);
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before 'src', whose token its work has, is triggered; call 'request_stop()' first
  src.request_stop();
}

void bad_future() {
  std::stop_source src;
  auto f = std::async(std::launch::async, [&] {
    while (!src.stop_requested())
      step();
  });
  f.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'f' is waited for before 'src', whose token its work has, is triggered; call 'request_stop()' first
  src.request_stop();
}

void ok_source_order() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  src.request_stop();
  t.join();
}

void ok_helper_is_stopped() {
  std::stop_source src;
  std::thread producer(work, src.get_token());
  std::thread monitor(work, src.get_token());
  producer.join();
  src.request_stop();
  monitor.join();
}

void ok_work_ends_by_itself() {
  std::stop_source src;
  std::thread t([tok = src.get_token()] {
    for (int i = 0; i < 10 && !tok.stop_requested(); ++i)
      step();
  });
  t.join();
  src.request_stop();
}

void ok_no_link(std::stop_source &src, std::thread &t) {
  t.join();
  src.request_stop();
}

//===-- A guard -----------------------------------------------------------===//

struct StopOnExit {
  std::stop_source &source;
  ~StopOnExit() { source.request_stop(); }
};

void bad_guard() {
  std::stop_source src;
  StopOnExit guard{src};
  std::thread t([tok = src.get_token()] {
    while (!tok.stop_requested())
      step();
  });
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for here, and 'src' is triggered only when the scope ends; call 'request_stop()' first
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

void bad_handle_is_guard() {
  std::jthread first(work);
  std::thread second([tok = first.get_stop_token()] {
    while (!tok.stop_requested())
      step();
  });
  second.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'second' is waited for here, and 'first' is triggered only when the scope ends; call 'request_stop()' first
}

void ok_guard_for_exceptions() {
  std::stop_source src;
  StopOnExit guard{src};
  std::thread t(work, src.get_token());
  t.join();
}

void ok_guard_ends_first() {
  std::stop_source src;
  std::thread t([tok = src.get_token()] {
    while (!tok.stop_requested())
      step();
  });
  { StopOnExit guard{src}; }
  t.join();
}

//===-- Never -------------------------------------------------------------===//

void bad_never() {
  std::jthread t([](std::stop_token st) {
    while (!st.stop_requested())
      step();
  });
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for and nobody asks it to stop, which is the only way its work ends; call 'request_stop()' first
  // CHECK-FIXES: void bad_never() {
  // CHECK-FIXES: t.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

static void poll_on(std::stop_token st) {
  while (true) {
    if (st.stop_requested())
      return;
    step();
  }
}
void bad_never_in_callee() {
  std::jthread t([](std::stop_token st) { poll_on(st); });
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for and nobody asks it to stop, which is the only way its work ends; call 'request_stop()' first
}

void ok_never_but_ends() {
  std::jthread t([](std::stop_token st) {
    while (!st.stop_requested() && more())
      step();
  });
  t.join();
}

void ok_never_unseen() {
  std::jthread t(work);
  t.join();
}

void ok_never_but_source_leaves(std::function<void(std::stop_source)> give) {
  std::jthread t([](std::stop_token st) {
    while (!st.stop_requested())
      step();
  });
  give(t.get_stop_source());
  t.join();
}

void ok_never_but_moved(std::vector<std::jthread> &pool) {
  std::jthread t([](std::stop_token st) {
    while (!st.stop_requested())
      step();
  });
  pool.push_back(std::move(t));
  pool.back().join();
}

void ok_bounded() {
  std::jthread t([](std::stop_token st) {
    while (!st.stop_requested())
      step();
  });
}

int main() {
  std::jthread t([](std::stop_token st) {
    while (!st.stop_requested())
      step();
  });
  t.join();
}

//===-- Requests under a condition, work that ends ------------------------===//

void load(int);

// All ten are waited for; the request does nothing.
void ok_ten() {
  std::jthread w([](std::stop_token st) {
    for (int i = 0; i < 10; ++i) {
      if (st.stop_requested())
        return;
      load(i);
    }
  });
  w.join();
  w.request_stop();
}

// The request belongs to its condition, so there is no fix.
void bad_only_if(bool failed) {
  std::jthread w([](std::stop_token st) {
    while (!st.stop_requested())
      step();
  });
  w.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'w' is waited for before it is asked to stop
  if (failed)
    w.request_stop();
}
// CHECK-FIXES: void bad_only_if(bool failed) {
// CHECK-FIXES: if (failed)

//===-- Others may ask ----------------------------------------------------===//

std::stop_source stop_all;
extern std::stop_source stop_extern;
struct Signals {
  static std::stop_source source;
};
void on_signal(int) { stop_all.request_stop(); }

void ok_until_a_signal() {
  std::jthread a([] { poll_on(stop_all.get_token()); });
  std::jthread b([] { poll_on(stop_all.get_token()); });
  a.join();
  stop_all.request_stop();
  b.join();
}

void ok_extern_source() {
  std::thread t([] { poll_on(stop_extern.get_token()); });
  t.join();
  stop_extern.request_stop();
}

void ok_static_member() {
  std::thread t([] { poll_on(Signals::source.get_token()); });
  t.join();
  Signals::source.request_stop();
}

void ok_source_parameter(std::stop_source &src) {
  std::thread t([tok = src.get_token()] { poll_on(tok); });
  t.join();
  src.request_stop();
}

void ok_shared_source(std::shared_ptr<std::stop_source> src) {
  std::thread t([tok = src->get_token()] { poll_on(tok); });
  t.join();
  src->request_stop();
}

void ok_copied_source(const std::stop_source &other) {
  std::stop_source src = other;
  std::thread t([tok = src.get_token()] { poll_on(tok); });
  t.join();
  src.request_stop();
}

static std::stop_source *registered;
void ok_address_kept() {
  std::stop_source src;
  registered = &src;
  std::thread t([tok = src.get_token()] { poll_on(tok); });
  t.join();
  src.request_stop();
}

void ok_copy_kept(std::vector<std::stop_source> &all) {
  std::stop_source src;
  all.push_back(src);
  std::thread t([tok = src.get_token()] { poll_on(tok); });
  t.join();
  src.request_stop();
}

void set_handler(std::function<void()>);
void ok_handler_asks() {
  std::stop_source src;
  set_handler([&src] { src.request_stop(); });
  std::thread t([tok = src.get_token()] { poll_on(tok); });
  t.join();
  src.request_stop();
  set_handler(nullptr);
}

static std::jthread everywhere;
void ok_global_handle() {
  everywhere.join();
  everywhere.request_stop();
}

void bad_made_shared() {
  auto src = std::make_shared<std::stop_source>();
  std::thread t([tok = src->get_token()] { poll_on(tok); });
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before 'src', whose token its work has, is triggered; call 'request_stop()' first
  src->request_stop();
}

static bool is_running(const std::stop_source &src) {
  return !src.stop_requested();
}
void bad_looked_at() {
  std::stop_source src;
  if (!is_running(src))
    return;
  std::thread t([&] {
    while (!src.stop_requested())
      step();
  });
  t.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't' is waited for before 'src', whose token its work has, is triggered; call 'request_stop()' first
  src.request_stop();
}
