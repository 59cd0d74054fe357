// RUN: %check %s ctx-missing-deadline %t
// Contexts that a callback keeps alive, that a helper makes, and calls that are
// meant to have no end.
#include <chrono>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <mailer.grpc.pb.h>
#include <memory>
#include <string>

using grpc::ClientContext;
using grpc::Status;
using mailer::Letter;
using mailer::Mailer;
using mailer::Receipt;
using Async = Mailer::StubInterface::async_interface;

std::chrono::system_clock::time_point soon();
void record(const std::string &);
void later(std::function<void()>);

//===-- kept by the callback ----------------------------------------------===//

void bad_kept_by_callback(Async *stub, const Letter *letter, Receipt *receipt) {
  auto ctx = std::make_shared<ClientContext>();
  stub->Send(ctx.get(), letter, receipt, [ctx](Status) { record("sent"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}
void bad_deleted_by_callback(Async *stub, const Letter *letter, Receipt *receipt) {
  auto *ctx = new ClientContext;
  stub->Send(ctx, letter, receipt, [ctx](Status) { delete ctx; });
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}
void ok_set_before_callback(Async *stub, const Letter *letter, Receipt *receipt) {
  auto ctx = std::make_shared<ClientContext>();
  ctx->set_deadline(soon());
  stub->Send(ctx.get(), letter, receipt, [ctx](Status) { record("sent"); });
}
// Another callback than the operation's may run first, and set one.
void prepare(ClientContext *ctx);
void ok_other_callback(Async *stub, const Letter *letter, Receipt *receipt) {
  auto ctx = std::make_shared<ClientContext>();
  later([ctx] { prepare(ctx.get()); });
  stub->Send(ctx.get(), letter, receipt, [](Status) { record("sent"); });
}

//===-- made by a helper --------------------------------------------------===//

static std::unique_ptr<ClientContext> withUser(const std::string &user) {
  auto ctx = std::make_unique<ClientContext>();
  ctx->AddMetadata("user", user);
  return ctx;
}
static std::unique_ptr<ClientContext> anew() {
  return std::make_unique<ClientContext>();
}
static ClientContext *choose(bool mine) {
  if (!mine)
    return new ClientContext;
  auto *ctx = new ClientContext();
  ctx->AddMetadata("user", "me");
  return ctx;
}
Status bad_from_helper(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  auto ctx = withUser("me");
  return stub.Send(ctx.get(), letter, receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: 'ctx' is made here, and waits for ever by default
}
Status bad_returned_at_once(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  auto ctx = anew();
  return stub.Send(ctx.get(), letter, receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}
Status bad_of_two(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  ClientContext *ctx = choose(receipt == nullptr);
  Status status = stub.Send(ctx, letter, receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
  delete ctx;
  return status;
}
Status ok_set_by_caller(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  auto ctx = withUser("me");
  ctx->set_deadline(soon());
  return stub.Send(ctx.get(), letter, receipt);
}

static std::unique_ptr<ClientContext> withEnd() {
  auto ctx = std::make_unique<ClientContext>();
  ctx->set_deadline(soon());
  return ctx;
}
Status ok_set_by_helper(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  auto ctx = withEnd();
  return stub.Send(ctx.get(), letter, receipt);
}
static std::unique_ptr<ClientContext> prepared() {
  auto ctx = std::make_unique<ClientContext>();
  prepare(ctx.get());
  return ctx;
}
Status ok_prepared(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  auto ctx = prepared();
  return stub.Send(ctx.get(), letter, receipt);
}
// One of two has one: the helper knows when.
static std::unique_ptr<ClientContext> sometimes(bool fast) {
  if (fast)
    return withEnd();
  return std::make_unique<ClientContext>();
}
Status ok_sometimes(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  auto ctx = sometimes(receipt == nullptr);
  return stub.Send(ctx.get(), letter, receipt);
}
// Which one runs is not known.
struct Contexts {
  virtual ~Contexts();
  virtual std::unique_ptr<ClientContext> make() {
    return std::make_unique<ClientContext>();
  }
};
Status ok_virtual(Mailer::Stub &stub, Contexts &contexts, Receipt *receipt) {
  auto ctx = contexts.make();
  return stub.Send(ctx.get(), Letter(), receipt);
}

//===-- no end is meant ---------------------------------------------------===//

Status ok_infinite(Mailer::Stub &stub, const Letter &letter, Receipt *receipt, bool infinite) {
  ClientContext ctx;
  if (!infinite)
    ctx.set_deadline(soon());
  return stub.Send(&ctx, letter, receipt);
}
Status ok_for_ever(Mailer::Stub &stub, const Letter &letter, Receipt *receipt, bool waitForever) {
  ClientContext ctx;
  waitForever ? void() : ctx.set_deadline(soon());
  return stub.Send(&ctx, letter, receipt);
}
Status bad_verbose(Mailer::Stub &stub, const Letter &letter, Receipt *receipt, bool verbose) {
  ClientContext ctx;
  if (!verbose)
    ctx.set_deadline(soon());
  return stub.Send(&ctx, letter, receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'Send' is called without a deadline on some path, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}
