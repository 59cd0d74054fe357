// RUN: %check %s ctx-lost-cancel %t -std=c++20
// Look-alikes and further shapes, each small.
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <stop_token>
#include <thread>
void work(std::stop_token);
bool more();
struct Task {
  std::function<void()> f;
  std::stop_token t;
};
struct Q {
  void push(Task);
};
struct Sched {
  template <class F> void schedule(F f) { f(); }
};
// guard declared before spawn with unique_ptr
void ok_unique_ptr_deleter() {
  std::stop_source src;
  std::unique_ptr<void, std::function<void(void *)>> g(
      nullptr, [&](void *) { src.request_stop(); });
  std::thread(work, src.get_token()).detach();
}
void ok_loop_retry() {
  for (;;) {
    std::stop_source src;
    auto f = std::async(work, src.get_token());
    if (f.wait_for(std::chrono::seconds(1)) == std::future_status::ready)
      break;
    src.request_stop();
  }
}
void ok_predicate_wait(std::mutex &m, std::condition_variable &cv) {
  std::stop_source src;
  bool done = false;
  std::thread t([&, tok = src.get_token()] {
    work(tok);
    std::lock_guard l(m);
    done = true;
    cv.notify_all();
  });
  std::unique_lock l(m);
  if (!cv.wait_for(l, std::chrono::seconds(3), [&] { return done; }))
    src.request_stop();
  l.unlock();
  t.join();
}
void bad_queue(Q &q) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  q.push({[] {}, src.get_token()});
}
void ok_local_lambda_called() {
  std::stop_source src;
  auto body = [&] { work(src.get_token()); };
  body();
}
void ok_two_sources() {
  std::stop_source a, b;
  std::thread t(work, a.get_token()), u(work, b.get_token());
  b.request_stop();
  a.request_stop();
  t.join();
  u.join();
}
void bad_two_sources() {
  std::stop_source a, b;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'b' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t(work, a.get_token()), u(work, b.get_token());
  a.request_stop();
  t.join();
  u.join();
}
template <class T> void bad_in_template(T v) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_in_template'; call 'request_stop()' before leaving [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  if (v)
    return;
  src.request_stop();
  t.join();
}
template void bad_in_template(int);
void ok_swap() {
  std::stop_source a, b;
  std::thread(work, a.get_token()).detach();
  a.swap(b);
  b.request_stop();
}
struct C {
  std::thread t_;
  ~C() { t_.join(); }
  void ok_member_thread() {
    std::stop_source s;
    t_ = std::thread(work, s.get_token());
    s.request_stop();
  }
  void bad_member_thread() {
    std::stop_source s;
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 's' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
    t_ = std::thread(work, s.get_token());
  }
};
void ok_ternary(bool x) {
  std::stop_source s;
  std::thread t(work, s.get_token());
  x ? (void)s.request_stop() : (void)s.request_stop();
  t.join();
}
void ok_shortcircuit(bool x) {
  std::stop_source s;
  std::thread t(work, s.get_token());
  (void)(s.request_stop() && x);
  t.join();
}
void ok_generic_lambda() {
  auto l = [](auto f) {
    std::stop_source s;
    f(s.get_token());
  };
  l(work);
}
int ok_statement() {
  std::stop_source s;
  auto p = std::make_shared<std::stop_source>(s);
  std::thread(work, s.get_token()).detach();
  return p->stop_requested();
}
