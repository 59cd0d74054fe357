// RUN: %check %s ctx-wide-shield %t --models=%S/Inputs/wide-shield.yaml
#include <grpcpp/grpcpp.h>
#include <stop_token>
#include <utility>
#include <vector>

namespace engine {
class CancellationBlocker {
public:
  CancellationBlocker();
  ~CancellationBlocker();
};
class Restore {
public:
  explicit Restore(CancellationBlocker &);
};
class Event {
public:
  void Wait();
};
void Sleep(int ms);
bool ShouldCancel();
template <class T> T Shielded(T value);
class Job {
public:
  void Suppress();
  void Resume();
  void Next();
};
} // namespace engine

struct Row {};
struct Log {
  void append(const Row &row);
  void flush();
};
int query(int id);
int query(int id, std::stop_token st);
int commit(std::stop_token st);
int count;
std::vector<Row> more();

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

void bad_waits(engine::Event &event) {
  engine::CancellationBlocker guard;
  event.Wait();
}
// CHECK-MESSAGES: :[[@LINE-3]]:31: warning: shield 'guard' covers 'Wait', which is not clean-up and which no stop request reaches; shield only what has to be finished [ctx-wide-shield]

void bad_sleeps(Log &log) {
  engine::CancellationBlocker guard;
  log.flush();
  if (count)
    engine::Sleep(500);
}
// CHECK-MESSAGES: :[[@LINE-5]]:31: warning: shield 'guard' covers 'Sleep', {{.*}} [ctx-wide-shield]

void bad_passes_token_on(std::stop_token st) {
  engine::CancellationBlocker guard;
  query(1, st);
}
// CHECK-MESSAGES: :[[@LINE-3]]:31: warning: shield 'guard' covers 'query', {{.*}} [ctx-wide-shield]

void bad_loops() {
  engine::CancellationBlocker guard;
  while (count)
    query(1);
}
// CHECK-MESSAGES: :[[@LINE-4]]:31: warning: shield 'guard' covers 'query', {{.*}} [ctx-wide-shield]

void ok_narrow(engine::Event &event, Log &log) {
  {
    engine::CancellationBlocker guard;
    log.flush();
  }
  event.Wait();
}

void ok_short(Log &log) {
  engine::CancellationBlocker guard;
  log.append(Row());
  count = query(1);
}

void ok_bounded(Log &log) {
  engine::CancellationBlocker guard;
  for (int i = 0; i != 3; ++i)
    query(i);
}

void ok_commits(std::stop_token st) {
  engine::CancellationBlocker guard;
  commit(st);
}

void ok_polls() {
  engine::CancellationBlocker guard;
  if (engine::ShouldCancel())
    count = 0;
}

void ok_lifted(engine::Event &event) {
  engine::CancellationBlocker guard;
  engine::Restore lifted(guard);
  event.Wait();
}

void rollback(engine::Event &event) {
  engine::CancellationBlocker guard;
  event.Wait();
}

struct Session {
  engine::Event idle;
  ~Session() {
    engine::CancellationBlocker guard;
    idle.Wait();
  }
};

void ok_after_cancellation(engine::Event &event) {
  if (engine::ShouldCancel()) {
    engine::CancellationBlocker guard;
    event.Wait();
  }
}

void ok_handler(engine::Event &event) {
  try {
    query(1);
  } catch (...) {
    engine::CancellationBlocker guard;
    event.Wait();
  }
}

void ok_said_so(engine::Event &event) {
  // ctx-tidy: detached because half a migration is worse than a late one
  engine::CancellationBlocker guard;
  event.Wait();
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

void bad_wrapped(std::stop_token st) {
  count = engine::Shielded(query(1, st));
}
// CHECK-MESSAGES: :[[@LINE-2]]:11: warning: shield 'Shielded' covers 'query', {{.*}} [ctx-wide-shield]

void ok_wrapped_cleanup(std::stop_token st) {
  count = engine::Shielded(commit(st));
}

void bad_put_up(engine::Job &job, engine::Event &event) {
  job.Suppress();
  job.Next();
  event.Wait();
}
// CHECK-MESSAGES: :[[@LINE-4]]:7: warning: shield 'Suppress' covers 'Wait', {{.*}} [ctx-wide-shield]

void ok_taken_down(engine::Job &job, engine::Event &event) {
  job.Suppress();
  job.Next();
  job.Resume();
  event.Wait();
}

void ok_put_up_in_a_branch(engine::Job &job, engine::Event &event) {
  if (count) {
    job.Suppress();
    return;
  }
  event.Wait();
}

void ok_put_up_for_cleanup(engine::Job &job, Log &log) {
  job.Suppress();
  log.flush();
}

using namespace helloworld;

// Only the caller's deadline does not count; its cancellation does.
grpc::Status ok_deadline_only(grpc::ServerContext *context, Greeter::Stub &next, HelloReply *reply) {
  auto call = grpc::ClientContext::FromServerContext(*context, grpc::PropagationOptions().disable_deadline_propagation());
  return next.SayHello(call.get(), HelloRequest(), reply);
}

grpc::Status bad_propagation(grpc::ServerContext *context, Greeter::Stub &next, HelloReply *reply) {
  auto call = grpc::ClientContext::FromServerContext(*context, grpc::PropagationOptions().disable_cancellation_propagation());
  return next.SayHello(call.get(), HelloRequest(), reply);
}
// CHECK-MESSAGES: :[[@LINE-3]]:91: warning: shield 'disable_cancellation_propagation' covers 'SayHello', {{.*}} [ctx-wide-shield]

grpc::Status bad_options_variable(grpc::ServerContext *context, Greeter::Stub &next, HelloReply *reply) {
  grpc::PropagationOptions options;
  options.disable_cancellation_propagation();
  auto call = grpc::ClientContext::FromServerContext(*context, options);
  return next.SayHello(call.get(), HelloRequest(), reply);
}
// CHECK-MESSAGES: :[[@LINE-4]]:11: warning: shield 'disable_cancellation_propagation' covers 'SayHello', {{.*}} [ctx-wide-shield]

grpc::Status releaseLock(Greeter::Stub &next, grpc::ClientContext *call);
grpc::Status ok_cleanup_call(grpc::ServerContext *context, Greeter::Stub &next) {
  auto call = grpc::ClientContext::FromServerContext(*context, grpc::PropagationOptions().disable_cancellation_propagation());
  return releaseLock(next, call.get());
}

grpc::Status ok_observed(grpc::ServerContext *context, Greeter::Stub &next, HelloReply *reply) {
  if (context->IsCancelled()) {
    auto call = grpc::ClientContext::FromServerContext(*context, grpc::PropagationOptions().disable_cancellation_propagation());
    return next.SayHello(call.get(), HelloRequest(), reply);
  }
  return grpc::Status::OK;
}

void keep(std::unique_ptr<grpc::ClientContext> &call);
void ok_out_of_sight(grpc::ServerContext *context) {
  keep(*new auto(grpc::ClientContext::FromServerContext(*context, grpc::PropagationOptions().disable_cancellation_propagation())));
}
