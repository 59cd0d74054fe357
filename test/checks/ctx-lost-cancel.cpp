// RUN: %check %s ctx-lost-cancel %t -std=c++20
// Locals: which ways out count, and which uses of a source make it right.
#include <chrono>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

void work(std::stop_token);
void work2(std::stop_token, int);
void step();
bool more();
bool poll_once(std::stop_token);
[[noreturn]] void die();
void keep(std::stop_source);
void keep_ref(std::stop_source &);
void keep_token(std::stop_token);
void start_work(std::function<void()>);
void run(std::function<void()>);

struct Pool {
  void submit(std::function<void()>);
  void enqueue(std::stop_token);
  void visit(std::function<void()>);
};

// --- paths -------------------------------------------------------------------

void bad_early_return(bool dry) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_early_return'; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t([tok = src.get_token()] { work(tok); });
  if (dry) {
    t.join();
    // CHECK-FIXES: void bad_early_return(bool dry) {
    // CHECK-FIXES: src.request_stop();
    // CHECK-FIXES-NEXT: t.join();
    return;
  }
  step();
  src.request_stop();
  t.join();
}

void bad_never() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  t.join();
}

void bad_never_detached() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  std::thread(work, src.get_token()).detach();
}

void bad_throw(bool wrong) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_throw'; call 'request_stop()' before leaving [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  if (wrong)
    throw std::runtime_error("wrong");
  src.request_stop();
  t.join();
}

void bad_throw_past_handler(bool wrong) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_throw_past_handler'; call 'request_stop()' before leaving [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  try {
    if (wrong)
      throw 1;
  } catch (const std::exception &) {
    step();
  }
  src.request_stop();
  t.join();
}

void ok_throw_caught(bool wrong) {
  std::stop_source src;
  std::thread t(work, src.get_token());
  try {
    if (wrong)
      throw std::runtime_error("wrong");
  } catch (const std::exception &) {
    step();
  }
  src.request_stop();
  t.join();
}

void ok_triggered_in_handler_and_at_end(bool wrong) {
  std::stop_source src;
  std::thread t(work, src.get_token());
  try {
    if (wrong)
      throw std::runtime_error("wrong");
  } catch (...) {
    src.request_stop();
    t.join();
    throw;
  }
  src.request_stop();
  t.join();
}

void bad_switch(int mode) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_switch'; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  switch (mode) {
  case 0:
    src.request_stop();
    break;
  case 1:
    break;
  default:
    src.request_stop();
  }
  t.join();
  // CHECK-FIXES: void bad_switch(int mode) {
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

void ok_switch(int mode) {
  std::stop_source src;
  std::thread t(work, src.get_token());
  switch (mode) {
  case 0:
    src.request_stop();
    break;
  default:
    src.request_stop();
  }
  t.join();
}

void bad_else_if(int mode) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_else_if'; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  if (mode == 0)
    src.request_stop();
  else if (mode == 1)
    step();
  else
    src.request_stop();
  t.join();
  // CHECK-FIXES: void bad_else_if(int mode) {
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

void bad_loop_iteration(int n) {
  for (int i = 0; i < n; ++i) {
    std::stop_source src;
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'src' is not triggered on every path out of 'bad_loop_iteration'; call 'request_stop()' before leaving [ctx-lost-cancel]
    std::thread t(work, src.get_token());
    if (more()) {
      t.detach();
      continue;
    }
    src.request_stop();
    t.join();
  }
}

void bad_break(int n) {
  for (int i = 0; i < n; ++i) {
    std::stop_source src;
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'src' is not triggered on every path out of 'bad_break'; call 'request_stop()' before leaving [ctx-lost-cancel]
    std::thread t(work, src.get_token());
    if (more()) {
      t.detach();
      break;
    }
    src.request_stop();
    t.join();
  }
}

void bad_goto(bool skip) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_goto'; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  if (skip)
    goto out;
  src.request_stop();
out:
  t.join();
  // CHECK-FIXES: void bad_goto(bool skip) {
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

void bad_endless_worker_asked_sometimes(bool wrong) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_endless_worker_asked_sometimes'; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t([tok = src.get_token()] {
    while (!tok.stop_requested())
      step();
  });
  if (wrong)
    src.request_stop();
  t.join();
  // CHECK-FIXES: void bad_endless_worker_asked_sometimes(bool wrong) {
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

void ok_return_before_hand_out(bool dry) {
  std::stop_source src;
  if (dry)
    return;
  std::thread t(work, src.get_token());
  src.request_stop();
  t.join();
}

void ok_requested_before_hand_out() {
  std::stop_source src;
  src.request_stop();
  std::thread t(work, src.get_token());
  t.join();
}

void ok_noreturn(bool wrong) {
  std::stop_source src;
  std::thread t(work, src.get_token());
  if (wrong)
    die();
  if (more())
    std::exit(1);
  src.request_stop();
  t.join();
}

void ok_never_returns() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  for (;;)
    step();
}

void ok_renewed(bool again) {
  std::stop_source src;
  std::thread t(work, src.get_token());
  if (again)
    src = std::stop_source();
  else
    src.request_stop();
  t.join();
}

int main() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  t.detach();
}

// --- what the function knows of the work -------------------------------------

void ok_only_on_failure_and_waits() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  bool good = more();
  if (!good)
    src.request_stop();
  t.join();
}

// The trigger is in a callback.
void onTimeout(std::function<void()> f);
void ok_callback_under_a_condition_and_waits() {
  std::stop_source src;
  if (more())
    onTimeout([&] { src.request_stop(); });
  std::thread t(work, src.get_token());
  t.join();
}

void bad_only_on_failure_and_leaves() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_only_on_failure_and_leaves'; call 'request_stop()' before leaving [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  t.detach();
  if (!more())
    src.request_stop();
}

void ok_only_in_handler_and_waits() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  try {
    step();
  } catch (...) {
    src.request_stop();
    t.join();
    throw;
  }
  t.join();
}

int ok_result_is_taken() {
  std::stop_source src;
  std::future<int> f = std::async(
      [tok = src.get_token()] { work(tok); return 1; });
  return f.get();
}

void ok_timeout_decides() {
  std::stop_source src;
  std::future<void> f = std::async(work, src.get_token());
  if (f.wait_for(std::chrono::seconds(1)) == std::future_status::timeout)
    src.request_stop();
}

void ok_status_decides() {
  std::stop_source src;
  std::future<void> f = std::async(work, src.get_token());
  auto status = f.wait_for(std::chrono::seconds(1));
  if (status == std::future_status::ready)
    return;
  src.request_stop();
}

void ok_flag_of_the_worker_decides() {
  std::stop_source src;
  bool done = false;
  std::thread t([&done, tok = src.get_token()] {
    work(tok);
    done = true;
  });
  if (done) {
    t.join();
    return;
  }
  src.request_stop();
  t.join();
}

void ok_promise_of_the_worker_is_waited_for() {
  std::stop_source src;
  std::promise<void> done;
  std::thread([&done, tok = src.get_token()] {
    work(tok);
    done.set_value();
  }).detach();
  done.get_future().wait();
}

void ok_same_condition(bool enable) {
  std::stop_source src;
  std::thread t;
  if (enable)
    t = std::thread(work, src.get_token());
  step();
  if (enable) {
    src.request_stop();
    t.join();
  }
}

void ok_handle_decides(bool enable) {
  std::stop_source src;
  std::optional<std::thread> t;
  if (enable)
    t = std::thread(work, src.get_token());
  if (t) {
    src.request_stop();
    t->join();
  }
}

void ok_joinable_decides() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  if (t.joinable()) {
    src.request_stop();
    t.join();
  }
}

void bad_joinable_without_request(bool dry) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_joinable_without_request'; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  if (dry) {
    if (t.joinable())
    // CHECK-FIXES: void bad_joinable_without_request(bool dry) {
    // CHECK-FIXES: src.request_stop();
    // CHECK-FIXES-NEXT: if (t.joinable())
      t.join();
    return;
  }
  src.request_stop();
  t.join();
}

// --- the work ends by itself -------------------------------------------------

void ok_worker_ends() {
  std::stop_source src;
  std::thread t([tok = src.get_token()] {
    for (int i = 0; i < 100; ++i) {
      if (tok.stop_requested())
        return;
      step();
    }
  });
  t.join();
}

void bad_worker_loops() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t([tok = src.get_token()] {
    while (!tok.stop_requested())
      step();
  });
  t.join();
  // CHECK-FIXES: void bad_worker_loops() {
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

void bad_worker_is_a_function_that_loops_entry(std::stop_token st) {
  while (true) {
    if (st.stop_requested())
      break;
    step();
  }
}
void bad_worker_is_a_function_that_loops() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t(bad_worker_is_a_function_that_loops_entry, src.get_token());
  t.join();
  // CHECK-FIXES: void bad_worker_is_a_function_that_loops() {
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

void ok_worker_is_a_function_that_ends_entry(std::stop_token st) {
  if (!st.stop_requested())
    step();
}
void ok_worker_is_a_function_that_ends() {
  std::stop_source src;
  std::thread t(ok_worker_is_a_function_that_ends_entry, src.get_token());
  t.join();
}

void ok_worker_has_another_way_out() {
  std::stop_source src;
  std::thread t([tok = src.get_token()] {
    while (true) {
      if (!more())
        break;
      if (tok.stop_requested())
        return;
    }
  });
  t.join();
}

// --- where the token goes ----------------------------------------------------

void ok_unused() { std::stop_source src; }

void ok_synchronous() {
  std::stop_source src;
  work(src.get_token());
  run([tok = src.get_token()] { work(tok); });
  auto tok = src.get_token();
  while (!tok.stop_requested() && more())
    step();
}

void ok_waited_for_at_once() {
  std::stop_source src;
  std::async(work, src.get_token()).get();
}

void bad_through_variables() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  auto tok = src.get_token();
  auto copy = tok;
  auto job = [copy] { work(copy); };
  std::thread t(job);
  t.join();
}

void bad_through_bind() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  auto job = std::bind(work2, src.get_token(), 1);
  std::thread t(std::move(job));
  t.detach();
}

void bad_by_reference_capture() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t([&] { work(src.get_token()); });
  t.join();
}

void bad_source_polled_by_worker() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t([&src] {
    while (!src.stop_requested())
      step();
  });
  t.join();
  // CHECK-FIXES: void bad_source_polled_by_worker() {
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

void bad_copy_polled_by_worker() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t([mine = src] {
    while (!mine.stop_requested())
      step();
  });
  t.join();
  // CHECK-FIXES: void bad_copy_polled_by_worker() {
  // CHECK-FIXES: src.request_stop();
  // CHECK-FIXES-NEXT: t.join();
}

void bad_async() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  auto f = std::async(std::launch::async, work, src.get_token());
  f.wait();
}

void bad_jthread_with_foreign_token() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  std::jthread t([tok = src.get_token()] { work(tok); });
}

void ok_jthread_own_token() {
  std::jthread t([](std::stop_token tok) { work(tok); });
  std::jthread u(work);
}

void bad_start_word() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  start_work([tok = src.get_token()] { work(tok); });
}

void bad_pool(Pool &pool) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  pool.submit([tok = src.get_token()] { work(tok); });
  pool.enqueue(src.get_token());
}

void ok_no_start_word(Pool &pool) {
  std::stop_source src;
  pool.visit([tok = src.get_token()] { work(tok); });
}

void bad_threads(int n) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    threads.emplace_back(work, src.get_token());
  for (auto &t : threads)
    t.join();
}

void bad_threads_pushed(bool dry) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_threads_pushed'; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::vector<std::thread> threads;
  threads.push_back(std::thread(work, src.get_token()));
  if (dry) {
    for (auto &t : threads) {
    // CHECK-FIXES: void bad_threads_pushed(bool dry) {
    // CHECK-FIXES: src.request_stop();
    // CHECK-FIXES-NEXT: for (auto &t : threads) {
      if (t.joinable())
        t.join();
    }
    return;
  }
  src.request_stop();
  for (auto &t : threads)
    t.join();
}

std::stop_token bad_token_returned() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  return src.get_token();
}

std::stop_token last_token;
void bad_token_in_global() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  last_token = src.get_token();
}

struct Holder {
  std::stop_token token_;
  std::vector<std::stop_token> tokens_;
  void set(std::stop_token t) { token_ = t; }
  void bad_token_in_member() {
    std::stop_source src;
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
    token_ = src.get_token();
  }
  void bad_token_in_member_container() {
    std::stop_source src;
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
    tokens_.push_back(src.get_token());
  }
};

void bad_callee_stores(Holder &h) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  h.set(src.get_token());
}

void ok_local_holder() {
  std::stop_source src;
  Holder h;
  h.set(src.get_token());
  std::vector<std::stop_token> local;
  local.push_back(src.get_token());
}

std::thread spawn_in_callee(std::stop_token t) { return std::thread(work, t); }
void bad_callee_spawns() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  auto t = spawn_in_callee(src.get_token());
  t.join();
}

struct Options {
  int retries = 3;
  std::stop_token token;
};
void run_with(Options);
void bad_in_options() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  Options o{1, src.get_token()};
  std::thread t([o] { run_with(o); });
  t.join();
}
void ok_in_options() {
  std::stop_source src;
  run_with(Options{1, src.get_token()});
}

void bad_shared_pointer() {
  auto src = std::make_shared<std::stop_source>();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  std::thread t([src] { work(src->get_token()); });
  t.join();
}

void ok_shared_pointer() {
  auto src = std::make_shared<std::stop_source>();
  std::thread t([src] { work(src->get_token()); });
  src->request_stop();
  t.join();
}

// --- the source itself goes somewhere ----------------------------------------

std::stop_source ok_returned() {
  std::stop_source src;
  std::thread(work, src.get_token()).detach();
  return src;
}

struct Started {
  std::thread thread;
  std::stop_source source;
};
Started ok_returned_in_struct() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  return {std::move(t), src};
}

std::function<void()> ok_in_stored_closure() {
  std::stop_source src;
  std::thread(work, src.get_token()).detach();
  return [src]() mutable { src.request_stop(); };
}

void ok_in_started_closure() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  std::thread u([&] { src.request_stop(); });
  t.join();
  u.join();
}

class KeepsIt {
  std::stop_source source_;

public:
  void ok_in_field() {
    std::stop_source src;
    std::thread(work, src.get_token()).detach();
    source_ = src;
  }
  void stop() { source_.request_stop(); }
};

std::vector<std::stop_source> sources;
void ok_in_container() {
  std::stop_source src;
  std::thread(work, src.get_token()).detach();
  sources.push_back(src);
}

void ok_passed() {
  std::stop_source src;
  std::thread(work, src.get_token()).detach();
  keep(src);
}

void ok_passed_by_reference() {
  std::stop_source src;
  std::thread(work, src.get_token()).detach();
  keep_ref(src);
}

void ok_moved() {
  std::stop_source src;
  std::thread(work, src.get_token()).detach();
  keep(std::move(src));
}

void ok_outer_scope() {
  std::stop_source src;
  {
    std::thread t(work, src.get_token());
    t.detach();
  }
  src.request_stop();
}

void ok_parameter(std::stop_source &src) {
  std::thread(work, src.get_token()).detach();
}

struct StopOnExit {
  std::stop_source &s;
  ~StopOnExit() { s.request_stop(); }
};
void ok_guard(bool dry) {
  std::stop_source src;
  StopOnExit guard{src};
  std::thread t(work, src.get_token());
  t.detach();
  if (dry)
    return;
  step();
}

template <class F> struct Cleanup {
  F f;
  ~Cleanup() { f(); }
};
template <class F> Cleanup<F> finally(F f) { return {f}; }
void ok_cleanup(bool dry) {
  std::stop_source src;
  auto guard = finally([&] { src.request_stop(); });
  std::thread(work, src.get_token()).detach();
  if (dry)
    return;
}

void bad_guard_too_late(bool dry) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_guard_too_late'; call 'request_stop()' before leaving [ctx-lost-cancel]
  std::thread(work, src.get_token()).detach();
  if (dry)
    return;
  auto guard = finally([&] { src.request_stop(); });
  step();
}

void ok_linked(std::stop_token parent) {
  std::stop_source src;
  std::stop_callback link(parent, [&] { src.request_stop(); });
  std::thread t(work, src.get_token());
  t.join();
}

void ok_nostopstate() {
  std::stop_source src(std::nostopstate);
  std::thread t(work, src.get_token());
  t.join();
}

void ok_copy_of_another(std::stop_source theirs) {
  std::stop_source src = theirs;
  std::thread t(work, src.get_token());
  t.join();
}

void ok_triggered_through_copy() {
  std::stop_source src;
  auto copy = src;
  std::thread t(work, src.get_token());
  copy.request_stop();
  t.join();
}

void ok_triggered_through_reference() {
  std::stop_source src;
  auto &ref = src;
  std::thread t(work, src.get_token());
  ref.request_stop();
  t.join();
}

void ok_deliberate() {
  std::stop_source src;
  std::thread(work, src.get_token()).detach();
  (void)src;
}

// --- lambdas, coroutines' relatives, templates -------------------------------

void bad_in_lambda() {
  auto f = [](bool dry) {
    std::stop_source src;
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'src' is not triggered on every path out of the lambda; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
    std::thread t(work, src.get_token());
    if (dry) {
      t.join();
      // CHECK-FIXES: auto f = [](bool dry) {
      // CHECK-FIXES: src.request_stop();
      // CHECK-FIXES-NEXT: t.join();
      return;
    }
    src.request_stop();
    t.join();
  };
  f(true);
}

void ok_outer_return_is_not_the_lambdas() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  auto count = [] { return 1; };
  count();
  src.request_stop();
  t.join();
}

template <class T> void ok_dependent(T thing) {
  std::stop_source src;
  thing.start(src.get_token());
  thing.stop(src);
}

template <class T> void ok_dependent_only(T thing) {
  std::stop_source src;
  thing(src.get_token());
}

void ok_function_try(bool wrong) try {
  std::stop_source src;
  std::thread t(work, src.get_token());
  if (wrong) {
    src.request_stop();
    t.join();
    throw 1;
  }
  src.request_stop();
  t.join();
} catch (...) {
}

#define START(NAME) std::stop_source NAME; std::thread t(work, NAME.get_token())
void bad_macro() {
  START(src);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before the work is waited for [ctx-lost-cancel]
  t.join();
}

// One defect, one id: with a token in scope, what is missing is the link, and
// ctx-fresh-root says so.
void ok_should_be_linked(std::stop_token st) {
  std::stop_source own;
  std::thread t(work, own.get_token());
  t.join();
}

void bad_in_scope_but_left_on_a_path(std::stop_token st, bool early) {
  std::stop_source own;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'own' is not triggered on every path out of 'bad_in_scope_but_left_on_a_path'
  std::thread t(work, own.get_token());
  if (early) {
    // CHECK-FIXES: own.request_stop();
    t.join();
    return;
  }
  own.request_stop();
  t.join();
}

// A lambda outside of functions is a function, too.
auto bad_outside = [](bool early) {
  std::stop_source own;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'own' is not triggered on every path out of the lambda
  std::thread t(work, own.get_token());
  if (early) {
    // CHECK-FIXES: own.request_stop();
    t.join();
    return;
  }
  own.request_stop();
  t.join();
};
