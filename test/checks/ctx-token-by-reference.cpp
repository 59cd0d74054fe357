// RUN: %check %s ctx-token-by-reference %t -std=c++20
// RUN: %check %s ctx-token-by-reference %t -std=c++20 --prefix=COROUTINES --no-fix --option=ThreadEntries=false
#include <coroutine>
#include <functional>
#include <future>
#include <stop_token>
#include <thread>

struct Task {
  struct promise_type {
    Task get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_never final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
Task child();
void step();
void give(std::stop_token &out);

//===-- coroutines --------------------------------------------------------===//

Task bad_coroutine(int id, const std::stop_token &st);
// CHECK-FIXES: Task bad_coroutine(int id, std::stop_token st);

Task bad_coroutine(int id, const std::stop_token &st) {
  // CHECK-MESSAGES: :[[@LINE-1]]:51: warning: coroutine 'bad_coroutine' takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
  // CHECK-MESSAGES-COROUTINES: :[[@LINE-2]]:51: warning: coroutine 'bad_coroutine' takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
  co_await child();
  if (st.stop_requested())
    co_return;
}
// CHECK-FIXES: Task bad_coroutine(int id, std::stop_token st) {

Task bad_temporary(std::stop_token &&st) {
  // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: coroutine 'bad_temporary' takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
  // CHECK-MESSAGES-COROUTINES: :[[@LINE-2]]:38: warning: coroutine 'bad_temporary' takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
  co_await child();
  if (st.stop_requested())
    co_return;
}
// CHECK-FIXES: Task bad_temporary(std::stop_token st) {

Task bad_lambda(std::stop_token st) {
  auto inner = [](std::stop_token const &own) -> Task {
    // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: coroutine lambda takes its token 'own' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
    // CHECK-MESSAGES-COROUTINES: :[[@LINE-2]]:42: warning: coroutine lambda takes its token 'own' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
    while (!own.stop_requested())
      co_await child();
  };
  co_await inner(st);
}
// CHECK-FIXES: auto inner = [](std::stop_token own) -> Task {

// Outside of functions.
auto bad_global_lambda = [](const std::stop_token &st) -> Task {
  // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: coroutine lambda takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
  // CHECK-MESSAGES-COROUTINES: :[[@LINE-2]]:52: warning: coroutine lambda takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
  co_await child();
  if (st.stop_requested())
    co_return;
};
// CHECK-FIXES: auto bad_global_lambda = [](std::stop_token st) -> Task {
struct Handlers {
  std::function<Task(std::stop_token)> run = [](const std::stop_token &st) -> Task {
    // CHECK-MESSAGES: :[[@LINE-1]]:72: warning: coroutine lambda takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
    // CHECK-MESSAGES-COROUTINES: :[[@LINE-2]]:72: warning: coroutine lambda takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
    co_await child();
    if (st.stop_requested())
      co_return;
  };
};
// A plain one is over before its caller goes on.
auto ok_global_lambda = [](const std::stop_token &st) { return st.stop_requested(); };

struct Session {
  Task bad_member(const std::stop_token &st = {});
  // CHECK-FIXES: Task bad_member(std::stop_token st = {});
  virtual Task bad_virtual(const std::stop_token &st) {
    // CHECK-MESSAGES: :[[@LINE-1]]:51: warning: coroutine 'bad_virtual' takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
    // CHECK-MESSAGES-COROUTINES: :[[@LINE-2]]:51: warning: coroutine 'bad_virtual' takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
    while (!st.stop_requested())
      co_await child();
  }
};
Task Session::bad_member(const std::stop_token &st) {
  // CHECK-MESSAGES: :[[@LINE-1]]:49: warning: coroutine 'bad_member' takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
  // CHECK-MESSAGES-COROUTINES: :[[@LINE-2]]:49: warning: coroutine 'bad_member' takes its token 'st' by reference, which dangles once it is suspended and the caller goes on; take it by value [ctx-token-by-reference]
  while (!st.stop_requested())
    co_await child();
}
// CHECK-FIXES: Task Session::bad_member(std::stop_token st) {

//===-- what a thread is started with -------------------------------------===//

static void bad_entry(const std::stop_token &st) {
  // CHECK-MESSAGES: :[[@LINE-1]]:46: warning: thread entry 'bad_entry' takes its token 'st' by reference, which is only as good as what whoever starts it keeps alive; take it by value [ctx-token-by-reference]
  while (!st.stop_requested())
    step();
}
// CHECK-FIXES: static void bad_entry(std::stop_token st) {

static void bad_lent(const std::stop_token &st, int id) {
  // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: thread entry 'bad_lent' takes its token 'st' by reference, which is only as good as what whoever starts it keeps alive; take it by value [ctx-token-by-reference]
  while (!st.stop_requested())
    step();
}
// CHECK-FIXES: static void bad_lent(std::stop_token st, int id) {

class Worker {
  void bad_loop(const std::stop_token &st) {
    // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: thread entry 'bad_loop' takes its token 'st' by reference, which is only as good as what whoever starts it keeps alive; take it by value [ctx-token-by-reference]
    while (!st.stop_requested())
      step();
  }
  // CHECK-FIXES: void bad_loop(std::stop_token st) {
  std::jthread thread_{std::bind_front(&Worker::bad_loop, this)};
};

void starts(std::stop_token st) {
  std::jthread worker(bad_entry);
  auto done = std::async(bad_lent, std::cref(st), 1);
}

//===-- silent ------------------------------------------------------------===//

Task ok_by_value(std::stop_token st) {
  co_await child();
  if (st.stop_requested())
    co_return;
}
// A plain function is over before its caller's token is.
void ok_plain(const std::stop_token &st) {
  while (!st.stop_requested())
    step();
}
Task ok_unused(const std::stop_token &) { co_await child(); }
Task ok_never_looks(const std::stop_token &st) { co_await child(); }
// It gives a token back.
Task ok_output(std::stop_token &out) {
  out = std::stop_token();
  co_await child();
}
Task ok_output_by_call(std::stop_token &out) {
  give(out);
  co_await child();
}
// Others say what it takes.
struct Quick : Session {
  Task bad_virtual(const std::stop_token &st) override {
    while (!st.stop_requested())
      co_await child();
  }
};
struct Called {
  Task operator()(const std::stop_token &st) {
    while (!st.stop_requested())
      co_await child();
  }
};
// A source cannot be copied for less than a share of the power.
Task ok_source(const std::stop_source &stop) {
  while (!stop.stop_requested())
    co_await child();
}
// The thread's own copy is there as long as the lambda runs.
void ok_in_place() {
  std::jthread worker([](const std::stop_token &st) {
    while (!st.stop_requested())
      step();
  });
}
// It runs on the thread that asks for its result, before get() returns.
static void ok_deferred(const std::stop_token &st) {
  while (!st.stop_requested())
    step();
}
void starts_deferred(std::stop_token st) {
  auto done = std::async(std::launch::deferred, ok_deferred, st);
  done.get();
}
template <class Token> Task ok_any_token(const Token &token) {
  while (!token.stop_requested())
    co_await child();
}
