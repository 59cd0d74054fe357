// RUN: %check %s ctx-unpolled-loop %t --models=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <optional>
#include <vector>

void load(int);
bool step();

void bad_context(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    load(id);
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'for' loop calls 'load' and never looks at 'ctx', so a stop request does not end it; poll 'ctx' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (ctx.Done()) return;

grpc::Status bad_handler(grpc::ServerContext *context, const std::vector<int> &ids) {
  for (int id : ids) {
    load(id);
  }
  return grpc::Status::OK;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'for' loop calls 'load' and never looks at 'context', so a stop request does not end it; poll 'context' in each iteration [ctx-unpolled-loop]
// Not fixed: a status says that all was done.
void bad_handler_of_a_stream(grpc::ServerContext *context, const std::vector<int> &ids) {
  for (int id : ids) {
    load(id);
  }
  load(0);
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'for' loop calls 'load' and never looks at 'context', so a stop request does not end it; poll 'context' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (context->IsCancelled()) break;

void bad_forms(std::shared_ptr<acme::Context> shared, const std::vector<int> &ids) {
  for (int id : ids) {
    load(id);
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'for' loop calls 'load' and never looks at 'shared', so a stop request does not end it; poll 'shared' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (shared->Done()) return;

// The annotation says that it is a token, and how to ask it.
class [[clang::annotate("ctx:role=token")]] Switch {
public:
  [[clang::annotate("ctx:role=poll")]] bool stopping() const;
};
void bad_annotated(const Switch &s) {
  while (true)
    step();
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'while' loop calls 'step' and never looks at 's', so a stop request does not end it; poll 's' in each iteration [ctx-unpolled-loop]

// A context of its own for each call is no look at the caller's.
void bad_fresh_context(const acme::Context &ctx, helloworld::Greeter::Stub &stub, const std::vector<int> &ids) {
  for (int id : ids) {
    grpc::ClientContext call;
    helloworld::HelloRequest request;
    helloworld::HelloReply reply;
    load(id);
    stub.SayHello(&call, request, &reply);
  }
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'for' loop calls 'load' and never looks at 'ctx', so a stop request does not end it; poll 'ctx' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (ctx.Done()) return;

void ok_context(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    if (ctx.Done())
      return;
    load(id);
  }
  for (int id : ids) {
    acme::Sleep(ctx, std::chrono::seconds(1));
    load(id);
  }
  for (int id : ids) {
    if (ctx.Err())
      return;
    load(id);
  }
  for (int id : ids) {
    if (ctx.token.stop_requested())
      return;
    load(id);
  }
}

void ok_derived(const acme::Context &ctx, const std::vector<int> &ids) {
  acme::Context child = ctx.WithValue("loop", 1);
  for (int id : ids) {
    if (child.Done())
      return;
    load(id);
  }
}

grpc::Status ok_handler(grpc::ServerContext *context, const std::vector<int> &ids) {
  for (int id : ids) {
    if (context->IsCancelled())
      return grpc::Status::CANCELLED;
    load(id);
  }
  return grpc::Status::OK;
}

grpc::Status ok_derived_call(grpc::ServerContext *context, helloworld::Greeter::Stub &stub, const std::vector<int> &ids) {
  for (int id : ids) {
    auto call = grpc::ClientContext::FromServerContext(*context);
    helloworld::HelloRequest request;
    helloworld::HelloReply reply;
    load(id);
    stub.SayHello(call.get(), request, &reply);
  }
  return grpc::Status::OK;
}

// No way to ask it.
void ok_client_context(grpc::ClientContext *context, const std::vector<int> &ids) {
  for (int id : ids)
    load(id);
}
