// RUN: %check %s ctx-unused-token %t
#include <coroutine>
#include <stop_token>

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
Task rest(int);
Task pause(int);
Task pause(int, std::stop_token);
void load(int);

// The frame's copy of the parameter is no use of it.
Task bad_awaits(int ms, std::stop_token st) {
  load(ms);
  co_await rest(ms);
}
// CHECK-MESSAGES: :[[@LINE-4]]:41: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_awaits'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

Task ok_passed_on(int ms, std::stop_token st) {
  load(ms);
  co_await pause(ms, st);
}

Task ok_polled(int ms, std::stop_token st) {
  co_await pause(ms);
  if (!st.stop_requested())
    load(ms);
}

Task ok_unnamed(int ms, std::stop_token) {
  load(ms);
  co_await pause(ms);
}
