// RUN: %check %s ctx-dropping-chain %t --models=%S/../Inputs/acme/acme.yaml
// Other vocabularies. A root that could not be made from what the caller has is
// no drop of it.
#include <acme/context.h>
#include <grpcpp/grpcpp.h>
#include <stop_token>

using helloworld::HelloReply;
using helloworld::HelloRequest;
using Stub = helloworld::Greeter::Stub;

void addAuth(grpc::ClientContext *context);
void fill(grpc::ClientContext &context);
void query(const acme::Context &ctx, const std::string &text);
void stoppable(std::stop_token st = {});

struct Backend {
  Stub *stub;

  grpc::Status hello(HelloReply *reply) {
    grpc::ClientContext context;
    addAuth(&context);
    fill(context);
    context.AddMetadata("key", "value");
    return stub->SayHello(&context, HelloRequest(), reply);
  }
  grpc::Status onHeap(HelloReply *reply) {
    auto context = std::make_unique<grpc::ClientContext>();
    return stub->SayHello(context.get(), HelloRequest(), reply);
  }
  void background(HelloReply *reply) {
    auto context = std::make_shared<grpc::ClientContext>();
    auto request = std::make_shared<HelloRequest>();
    stub->async()->SayHello(context.get(), request.get(), reply,
                            [context, request](grpc::Status) {});
  }
  grpc::Status cancelled(HelloReply *reply) {
    grpc::ClientContext context;
    context.TryCancel();
    return stub->SayHello(&context, HelloRequest(), reply);
  }
  grpc::Status fetch(HelloReply *reply) { return hello(reply); }
};

struct Service {
  Backend backend;

  // Handlers are given a context whether they use it or not.
  grpc::Status bad_handler(grpc::ServerContext *context, const HelloRequest *,
                           HelloReply *reply) {
    return backend.fetch(reply);
    // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'context' does not reach 'Stub::SayHello': 'Backend::fetch' does not take it, so Service::bad_handler -> Backend::fetch -> Backend::hello -> Stub::SayHello is not stopped with it; pass it down the chain [ctx-dropping-chain]
    // CHECK-NOTES: :[[@LINE-4]]:49: note: 'context' is in scope here
    // CHECK-NOTES: :[[@LINE-12]]:50: note: 'Backend::fetch' has nothing to give to 'Backend::hello' here
    // CHECK-NOTES: :[[@LINE-30]]:18: note: 'Backend::hello' makes a root of its own for 'Stub::SayHello' here
  }
  void bad_heap(grpc::CallbackServerContext *context, HelloReply *reply) {
    backend.onHeap(reply);
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'context' does not reach 'Stub::SayHello': {{.*}}
    // CHECK-NOTES: note: 'context' is in scope here
    // CHECK-NOTES: :[[@LINE-32]]:18: note: 'Backend::onHeap' makes a root of its own for 'Stub::SayHello' here
  }
  void ok_background(grpc::ServerContext *context, HelloReply *reply) {
    backend.background(reply);
  }
  void ok_cancelled(grpc::ServerContext *context, HelloReply *reply) {
    backend.cancelled(reply);
  }
  void ok_after_cancel(grpc::ServerContext *context, HelloReply *reply) {
    if (context->IsCancelled())
      backend.hello(reply);
  }
};

// One context serves one call: the callee needs its own in any case.
grpc::Status ok_single_use(grpc::ClientContext *context, Backend &backend,
                           HelloReply *reply) {
  context->AddMetadata("key", "value");
  return backend.hello(reply);
}

// A stop token is no parent of a ClientContext.
grpc::Status ok_other_vocabulary(std::stop_token st, Backend &backend,
                                 HelloReply *reply) {
  stoppable(st);
  return backend.hello(reply);
}

void all() { query(acme::Context::Background(), "all"); }
void valued() {
  auto ctx = acme::Context::Background().WithValue("k", 1);
  query(ctx, "all");
}
void ends_in_std() { stoppable(); }
void bad_acme(const acme::Context &ctx) {
  if (ctx.Done())
    return;
  all();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'ctx' does not reach 'query': {{.*}} bad_acme -> all -> query {{.*}}
  // CHECK-NOTES: note: 'ctx' is in scope here
  // CHECK-NOTES: :[[@LINE-12]]:14: note: 'all' gives 'query' a root here, which nobody stops
  valued();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'ctx' does not reach 'query': {{.*}} bad_acme -> valued -> query {{.*}}
  // CHECK-NOTES: note: 'ctx' is in scope here
  // CHECK-NOTES: :[[@LINE-13]]:3: note: 'valued' makes a root of its own for 'query' here
}
