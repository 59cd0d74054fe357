// RUN: %check %s ctx-futile-scope %t -std=c++20 --models=%S/Inputs/futile-scope.yaml --models=%inputs/acme/acme.yaml
#include <acme/context.h>
#include <coroutine>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <stop_token>
#include <thread>

using namespace std::chrono_literals;

namespace job {
struct Stop {
  bool stopped() const;
};
struct Task {
  struct promise_type {
    Task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
Task withStop(const Stop &stop, Task task);
Task withTimeout(std::chrono::milliseconds time, Task task);
} // namespace job

void load(int);
int getCount();
void work(std::stop_token);
void run(const acme::Context &);

job::Task crunch(int count) {
  for (int i = 0; i < count; ++i)
    load(i);
  co_return;
}
job::Task deeper() {
  load(1);
  load(2);
  co_return;
}
job::Task suspends(int count) {
  for (int i = 0; i < count; ++i)
    co_await crunch(i);
}
job::Task looks(const job::Stop &stop) {
  while (!stop.stopped())
    load(1);
  co_return;
}
job::Task small() {
  getCount();
  co_return;
}
job::Task elsewhere();
job::Task handsOn(int count) {
  load(1);
  load(2);
  return elsewhere();
}

job::Task bad_bound(const job::Stop &stop) {
  co_await job::withStop(stop, crunch(1000));
  co_await job::withTimeout(1s, crunch(1000));
  co_await job::withStop(stop, deeper());
}
// CHECK-NOTES: :[[@LINE-4]]:32: warning: nothing in 'crunch' looks for a stop request, so the token around it ends nothing; poll in it, or take the token away [ctx-futile-scope]
// CHECK-NOTES: :36:11: note: 'crunch' has no cancellation point
// CHECK-NOTES: :[[@LINE-5]]:33: warning: nothing in 'crunch' looks for a stop request, so the timeout around it ends nothing; poll in it, or take the timeout away [ctx-futile-scope]
// CHECK-NOTES: :36:11: note: 'crunch' has no cancellation point
// CHECK-NOTES: :[[@LINE-6]]:32: warning: nothing in 'deeper' looks for a stop request
// CHECK-NOTES: :41:11: note: 'deeper' has no cancellation point

void bad_deadline(const acme::Context &ctx) {
  auto [child, cancel] = acme::WithTimeout(ctx, 1s);
  load(1);
  cancel();
}
// CHECK-NOTES: :[[@LINE-4]]:9: warning: nothing looks at 'child', so its deadline ends no work; pass it on, or take it away [ctx-futile-scope]

void bad_source(std::stop_token st) {
  std::stop_source own;
  std::stop_callback link(st, [&] { own.request_stop(); });
  load(1);
}
// CHECK-NOTES: :[[@LINE-4]]:20: warning: nobody takes the token of 'own', so a stop request on it ends no work; pass its token on, or take it away [ctx-futile-scope]
// CHECK-NOTES: :[[@LINE-4]]:41: note: the request is made here

job::Task ok_bound(const job::Stop &stop) {
  co_await job::withStop(stop, suspends(3));
  co_await job::withStop(stop, looks(stop));
  co_await job::withStop(stop, small());
  co_await job::withStop(stop, elsewhere());
  co_await job::withStop(stop, handsOn(3));
}
void ok_deadline(const acme::Context &ctx) {
  auto [child, cancel] = acme::WithTimeout(ctx, 1s);
  run(child);
  auto [polled, cancelPolled] = acme::WithTimeout(ctx, 1s);
  while (!polled.Done())
    load(1);
  [[maybe_unused]] auto [unused, cancelUnused] = acme::WithTimeout(ctx, 1s);
  auto both = acme::WithTimeout(ctx, 1s);
  run(both.first);
}
void bad_shared_source() {
  auto limit = std::make_shared<std::stop_source>();
  std::thread([limit] { limit->request_stop(); }).detach();
  load(1);
}
// CHECK-NOTES: :[[@LINE-4]]:8: warning: nobody takes the token of 'limit', so a stop request on it ends no work; pass its token on, or take it away [ctx-futile-scope]
// CHECK-NOTES: :[[@LINE-4]]:32: note: the request is made here

using helloworld::Greeter;
void bad_given_deadline(Greeter::Stub &stub, grpc::ClientContext *other, helloworld::HelloReply *reply) {
  grpc::ClientContext limited;
  limited.set_deadline(std::chrono::system_clock::now() + 3s);
  stub.SayHello(other, {}, reply);
}
// CHECK-NOTES: :[[@LINE-4]]:23: warning: nothing looks at 'limited', so its deadline ends no work; pass it on, or take it away [ctx-futile-scope]
// CHECK-NOTES: :[[@LINE-4]]:11: note: the deadline is set here

void ok_given_deadline(Greeter::Stub &stub, helloworld::HelloReply *reply) {
  grpc::ClientContext limited;
  limited.set_deadline(std::chrono::system_clock::now() + 3s);
  stub.SayHello(&limited, {}, reply);
  auto kept = std::make_unique<grpc::ClientContext>();
  kept->set_deadline(std::chrono::system_clock::now() + 3s);
  stub.SayHello(kept.get(), {}, reply);
}
void ok_shared_source() {
  auto limit = std::make_shared<std::stop_source>();
  std::thread([limit] { limit->request_stop(); }).detach();
  work(limit->get_token());
}
void keep(std::stop_source &);
void ok_source(std::stop_token st) {
  std::stop_source own;
  std::stop_callback link(st, [&] { own.request_stop(); });
  work(own.get_token());
  std::stop_source kept;
  keep(kept);
  kept.request_stop();
  std::stop_source polled;
  polled.request_stop();
  while (!polled.stop_requested())
    load(1);
}
