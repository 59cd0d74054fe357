// RUN: %check %s ctx-lost-cancel %t -std=c++20
// The body of a coroutine is looked at like any other.
#include <coroutine>
#include <stop_token>
#include <thread>

struct Task {
  struct promise_type {
    Task get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};

void work(std::stop_token);
Task async_work(std::stop_token);
bool more();

Task bad_early_return() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is not triggered on every path out of 'bad_early_return'; call 'request_stop()' before leaving [ctx-lost-cancel]
  std::thread t(work, src.get_token());
  if (more()) {
    t.detach();
    co_return;
  }
  co_await async_work({});
  src.request_stop();
  t.join();
}

Task ok_awaited() {
  std::stop_source src;
  co_await async_work(src.get_token());
}

Task bad_started() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  auto task = async_work(src.get_token());
  co_return;
}

Task ok_all_paths() {
  std::stop_source src;
  std::thread t(work, src.get_token());
  co_await async_work({});
  src.request_stop();
  t.join();
}

Task ok_awaited_later() {
  std::stop_source src;
  auto task = async_work(src.get_token());
  co_await task;
}

void sync_wait(Task);
void ok_waited_for_by_function() {
  std::stop_source src;
  auto task = async_work(src.get_token());
  sync_wait(task);
}
