// RUN: %check %s ctx-dropped-token %t
#include <grpcpp/grpcpp.h>
#include <string>

using namespace helloworld;

void lookUp(const std::string &name);
void lookUp(const std::string &name, grpc::ServerContext *context);
void check(const std::string &name, const grpc::ServerContext *context = nullptr);
struct Quota {
  int limit = 10;
  const grpc::ServerContext *context = nullptr;
};
void take(const Quota &quota);

grpc::Status bad_handler(grpc::ServerContext *context, const HelloRequest *request, HelloReply *reply) {
  lookUp("x");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'lookUp' is called without a context although 'context' is in scope and an overload takes one; a stop request does not reach the call: pass 'context' [ctx-dropped-token]
  // CHECK-FIXES: lookUp("x", context);
  take({.limit = 3});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'context' of 'Quota' is not set although 'context' is in scope; a stop request does not reach 'take': set it to 'context' [ctx-dropped-token]
  // CHECK-FIXES: take({.limit = 3, .context = context});
  return grpc::Status::OK;
}
grpc::Status bad_reference(grpc::ServerContext &context) {
  lookUp("x");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'lookUp' is called without a context although 'context' is in scope and an overload takes one; a stop request does not reach the call: pass '&context' [ctx-dropped-token]
  // CHECK-FIXES: lookUp("x", &context);
  return grpc::Status::OK;
}

// A context parameter left to its default is ctx-fresh-root's.
grpc::Status ok_default(grpc::ServerContext *context) {
  check("x");
  return grpc::Status::OK;
}
// A client context serves one call: it cannot be passed to another.
void ask(const std::string &name);
void ask(const std::string &name, grpc::ClientContext *context);
grpc::Status ok_single_use(Greeter::Stub &stub, grpc::ClientContext *context, HelloReply *reply) {
  ask("x");
  return stub.SayHello(context, HelloRequest(), reply);
}
grpc::Status ok_passed(grpc::ServerContext *context) {
  lookUp("x", context);
  return grpc::Status::OK;
}
grpc::Status ok_observed(grpc::ServerContext *context) {
  if (context->IsCancelled())
    lookUp("x");
  return grpc::Status::OK;
}
