// RUN: %check %s ctx-poll-without-exit %t --models=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <grpcpp/grpcpp.h>

bool step();
void logLine(const char *);

// The token's poll is false when work has to stop.
class [[clang::annotate("ctx:role=token")]] Switch {
public:
  [[clang::annotate("ctx:role=poll")]] bool off() const;
};

void bad_context(const acme::Context &ctx) {
  while (step()) {
    if (ctx.Done())
      logLine("done");
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:9: warning: 'ctx.Done()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

void bad_pointer(grpc::ServerContext *context) {
  for (;;) {
    if (context->IsCancelled())
      continue;
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:9: warning: 'context->IsCancelled()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

void bad_annotated(const Switch &s) {
  while (true) {
    if (!s.off())
      step();
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:10: warning: 's.off()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

void ok_context(const acme::Context &ctx) {
  while (step()) {
    if (ctx.Done())
      return;
  }
}

grpc::Status ok_pointer(grpc::ServerContext *context) {
  for (;;) {
    if (context->IsCancelled())
      return grpc::Status::CANCELLED;
    step();
  }
}
