// RUN: %check %s ctx-missing-deadline %t --option=CheckStreaming=true
// RUN: %check %s ctx-missing-deadline %t --prefix=LONG --option=LongCalls="drop"
// RUN: %check %s ctx-missing-deadline %t --prefix=NONE --option=DefaultedServices="mailer::Mailer::*"
#include <grpcpp/grpcpp.h>
#include <mailer.grpc.pb.h>

void streams(mailer::Mailer::Stub &stub) {
  grpc::ClientContext ctx;
  auto reader = stub.Watch(&ctx, mailer::Letter());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'Watch' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}

void drops(mailer::Mailer::Stub &stub, mailer::Receipt *receipt) {
  grpc::ClientContext ctx;
  stub.Drop(&ctx, mailer::Letter(), receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Drop' is called without a deadline, {{.*}} [ctx-missing-deadline]
}

void sends(mailer::Mailer::Stub &stub, mailer::Receipt *receipt) {
  grpc::ClientContext ctx;
  stub.Send(&ctx, mailer::Letter(), receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Send' is called without a deadline, {{.*}} [ctx-missing-deadline]
  // CHECK-MESSAGES-LONG: :[[@LINE-2]]:8: warning: 'Send' is called without a deadline, {{.*}} [ctx-missing-deadline]
}
