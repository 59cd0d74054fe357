// RUN: %check %s ctx-unused-token %t --models=%S/../Inputs/acme/acme.yaml
// RUN: %check %s ctx-unused-token %t --models=%S/../Inputs/acme/acme.yaml --option=Strict=true --prefix=STRICT
#include <acme/context.h>
#include <chrono>
#include <grpcpp/grpcpp.h>
#include <string>

void load(int);
void audit(const std::string &);
void visit(const acme::Context &, int);

void bad_context(const acme::Context &ctx, int id) {
  load(id);
  load(id + 1);
}
// CHECK-MESSAGES: :[[@LINE-4]]:39: warning: 'ctx' is never looked at or passed on, so no stop request reaches 'bad_context'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
// CHECK-MESSAGES-STRICT: :[[@LINE-5]]:39: warning: 'ctx' is never looked at or passed on, so no stop request reaches 'bad_context'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

class [[clang::annotate("ctx:role=token")]] Switch {
public:
  [[clang::annotate("ctx:role=poll")]] bool stopping() const;
};
void bad_annotated(const Switch &s) {
  load(1);
}
// CHECK-MESSAGES: :[[@LINE-3]]:34: warning: 's' is never looked at or passed on, so no stop request reaches 'bad_annotated'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
// CHECK-MESSAGES-STRICT: :[[@LINE-4]]:34: warning: 's' is never looked at or passed on, so no stop request reaches 'bad_annotated'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

// Values only: a use, unless one is strict.
void ok_values(const acme::Context &ctx, int id) {
  audit(std::any_cast<std::string>(ctx.Value("user")));
  load(id);
}
// CHECK-MESSAGES-STRICT: :[[@LINE-4]]:37: warning: 'ctx' is never looked at or passed on, so no stop request reaches 'ok_values'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

// The deadline is what bounds it.
void ok_deadline(const acme::Context &ctx, int id) {
  if (ctx.deadline < std::chrono::steady_clock::now())
    return;
  load(id);
}

class Service final : public helloworld::Greeter::Service {
public:
  // Short handlers are what gRPC's examples are made of.
  grpc::Status SayHello(grpc::ServerContext *context, const helloworld::HelloRequest *request, helloworld::HelloReply *reply) override {
    load(1);
    return grpc::Status::OK;
  }

private:
  grpc::Status badOtherContext(grpc::ServerContext *context, int id) {
    visit(base_, id);
    return grpc::Status::OK;
  }
  // CHECK-MESSAGES: :[[@LINE-4]]:53: warning: 'context' is never looked at or passed on, so no stop request reaches 'badOtherContext'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
  // CHECK-MESSAGES-STRICT: :[[@LINE-5]]:53: warning: 'context' is never looked at or passed on, so no stop request reaches 'badOtherContext'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

  grpc::Status okPeer(grpc::ServerContext *context, int id) {
    audit(context->peer());
    visit(base_, id);
    return grpc::Status::OK;
  }
  // CHECK-MESSAGES-STRICT: :[[@LINE-5]]:44: warning: 'context' is never looked at or passed on, so no stop request reaches 'okPeer'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

  // A fresh context mid-call is ctx-fresh-root's.
  grpc::Status okFresh(grpc::ServerContext *context, helloworld::Greeter::Stub &stub) {
    grpc::ClientContext call;
    helloworld::HelloRequest request;
    helloworld::HelloReply reply;
    return stub.SayHello(&call, request, &reply);
  }
  acme::Context base_;
};

void ok_strict(const acme::Context &ctx, int id) {
  visit(ctx, id);
  if (ctx.Done())
    return;
  load(id);
}
