// RUN: %check %s ctx-missing-deadline %t --as=test.cpp
// A program that tries a service by hand: a file that is called test.
#include <grpcpp/grpcpp.h>
#include <mailer.grpc.pb.h>

grpc::Status ok_by_hand(mailer::Mailer::Stub &stub, const mailer::Letter &letter) {
  grpc::ClientContext ctx;
  mailer::Receipt receipt;
  return stub.Send(&ctx, letter, &receipt);
}
