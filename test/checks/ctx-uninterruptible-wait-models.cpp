// RUN: %check %s ctx-uninterruptible-wait %t -std=c++20 --models=%S/Inputs/uninterruptible-wait.yaml --models=%inputs/acme/acme.yaml
#include <acme/context.h>
#include <condition_variable>
#include <coroutine>
#include <grpcpp/grpcpp.h>
#include <mutex>
#include <thread>

using namespace std::chrono_literals;

namespace job {
struct Stop {
  bool stopped() const;
  void idle(int ticks) const;
};
struct Task {
  struct promise_type {
    Task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
};
struct Queue {
  int take();
  int takeOrStop(const Stop &stop);
  bool next(int &item);
  bool tryNext(int &item);
};
void nap(std::chrono::milliseconds);
void napUntilStopped(std::chrono::milliseconds, const Stop &);
void idle(int ticks);
int fetch(int id, int from);
int fetch(int id, int from, const Stop &stop);
int fetch(int id);
void rest(int ticks);
void restOn(const Stop &stop, int ticks);
} // namespace job

void use(const job::Stop &);
bool step();

void bad_forms(const job::Stop &stop, job::Queue &queue) {
  use(stop);
  job::nap(1s);
  job::idle(3);
  step() ? queue.take() : 0;
  job::fetch(1, 2);
  job::rest(4);
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: a stop request on 'stop' does not wake 'nap'; call 'job::napUntilStopped' with 'stop' instead [ctx-uninterruptible-wait]
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: a stop request on 'stop' does not wake 'idle'; call 'idle' of 'stop' instead
// CHECK-MESSAGES: :[[@LINE-6]]:18: warning: a stop request on 'stop' does not wake 'take'; call 'takeOrStop' with 'stop' instead
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: a stop request on 'stop' does not wake 'fetch'; pass 'stop' to it
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: a stop request on 'stop' does not wake 'rest'; rest on the token
// CHECK-FIXES:      job::napUntilStopped(1s, stop);
// CHECK-FIXES-NEXT: stop.idle(3);
// CHECK-FIXES-NEXT: step() ? queue.takeOrStop(stop) : 0;
// CHECK-FIXES-NEXT: job::fetch(1, 2, stop);
// CHECK-FIXES-NEXT: job::restOn(stop, 4);

// The counterpart takes no token either, so the loop has to look.
void bad_method_without_token(const job::Stop &stop, job::Queue &queue) {
  int item = 0;
  while (!stop.stopped() && queue.next(item))
    step();
}
// CHECK-MESSAGES: :[[@LINE-3]]:35: warning: a stop request on 'stop' does not wake 'next'; use 'tryNext' instead, which need not block

// A coroutine has its token without anybody passing it.
job::Task bad_coroutine() {
  co_await std::suspend_always();
  std::this_thread::sleep_for(1s);
  job::nap(1s);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'sleep_for' blocks the thread of this coroutine, and cancelling it does not wake the call; await something that can be cancelled instead
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'nap' blocks the thread of this coroutine, and cancelling it does not wake the call; await 'job::napUntilStopped' instead

void bad_context(const acme::Context &ctx) {
  while (!ctx.Done()) {
    step();
    acme::Sleep(1s);
  }
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: a stop request on 'ctx' does not wake 'Sleep'; pass 'ctx' to it
// CHECK-FIXES: acme::Sleep(ctx, 1s);

// One member deep.
void bad_context_token(const acme::Context &ctx, std::mutex &m,
                       std::condition_variable_any &cv, bool &ready) {
  if (ctx.Done())
    return;
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return ready; });
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'ctx.token' does not wake 'wait'; pass 'ctx.token' to it
// CHECK-FIXES:      if (!cv.wait(lock, ctx.token, [&] { return ready; }))
// CHECK-FIXES-NEXT:   return;

// Nothing wakes a wait for a handler's client, so it has to look.
grpc::Status bad_handler(grpc::ServerContext *context, std::mutex &m,
                         std::condition_variable &cv, bool &ready) {
  for (int attempt = 0; attempt != 5; ++attempt) {
    if (step())
      return grpc::Status();
    std::this_thread::sleep_for(1s);
  }
  std::unique_lock<std::mutex> lock(m);
  cv.wait(lock, [&] { return ready; });
  return grpc::Status();
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: warning: a stop request on 'context' does not wake 'sleep_for'; wait in short steps and look at 'context' between them
// CHECK-MESSAGES: :[[@LINE-4]]:6: warning: a stop request on 'context' does not wake 'wait'; wait in short steps and look at 'context' between them

void bad_queue(std::stop_token st, grpc::CompletionQueue &queue) {
  void *tag = nullptr;
  bool ok = false;
  while (!st.stop_requested())
    queue.Next(&tag, &ok);
}
// CHECK-MESSAGES: :[[@LINE-2]]:11: warning: a stop request on 'st' does not wake 'Next'; use 'AsyncNext' instead, which need not block

void ok_queue(std::stop_token st, grpc::CompletionQueue &queue) {
  void *tag = nullptr;
  bool ok = false;
  use(job::Stop());
  if (st.stop_requested())
    return;
  while (queue.Next(&tag, &ok))
    step();
}
void ok_arity(const job::Stop &stop) {
  use(stop);
  job::fetch(1);
}
void ok_steps(grpc::ServerContext *context) {
  while (!context->IsCancelled()) {
    step();
    std::this_thread::sleep_for(1s);
  }
}
void ok_bounded(grpc::ServerContext *context, std::mutex &m,
                std::condition_variable &cv) {
  std::unique_lock<std::mutex> lock(m);
  cv.wait_for(lock, 5s, [] { return step(); });
  context->IsCancelled();
}
job::Task ok_awaits() { co_await std::suspend_always(); }
