// RUN: %check %s ctx-reused-context %t
#include <chrono>
#include <grpcpp/grpcpp.h>
#include <mailer.grpc.pb.h>
#include <memory>
#include <string>
#include <vector>

using grpc::ClientContext;
using grpc::Status;
using mailer::Letter;
using mailer::Mailer;
using mailer::Receipt;

std::chrono::system_clock::time_point soon();
void rest();
void logLine(const std::string &);
bool flip();

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

Status bad_retry(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  Status status;
  ClientContext ctx;
  for (int i = 0; i < 3; ++i) {
    status = stub.Send(&ctx, letter, receipt);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx' starts an operation in each round of the loop but serves only one; use a new one for each [ctx-reused-context]
    // CHECK-MESSAGES: :[[@LINE-4]]:17: note: 'ctx' is declared here, outside of the loop
    if (status.ok())
      break;
    rest();
  }
  return status;
}
// CHECK-FIXES: Status bad_retry(
// CHECK-FIXES-NEXT: Status status;
// CHECK-FIXES-NEXT: for (int i = 0; i < 3; ++i) {
// CHECK-FIXES-NEXT: ClientContext ctx;
// CHECK-FIXES-NEXT: status = stub.Send(&ctx, letter, receipt);

void bad_with_set_up(Mailer::Stub &stub, const std::vector<Letter> &letters,
                     const std::string &user) {
  grpc::ClientContext ctx; // one for all
  ctx.AddMetadata("user", user);
  ctx.set_deadline(soon());
  Receipt receipt;
  for (const Letter &letter : letters) {
    if (!stub.Send(&ctx, letter, &receipt).ok())
      // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'ctx' starts an operation in each round of the loop but serves only one; {{.*}} [ctx-reused-context]
      logLine("lost");
  }
}
// CHECK-FIXES: void bad_with_set_up(
// CHECK-FIXES-NEXT: const std::string &user) {
// CHECK-FIXES-NEXT: Receipt receipt;
// CHECK-FIXES-NEXT: for (const Letter &letter : letters) {
// CHECK-FIXES-NEXT: grpc::ClientContext ctx; // one for all
// CHECK-FIXES-NEXT: ctx.AddMetadata("user", user);
// CHECK-FIXES-NEXT: ctx.set_deadline(soon());
// CHECK-FIXES-NEXT: if (!stub.Send(&ctx, letter, &receipt).ok())

// No fix: it is used behind the loop.
void bad_used_behind(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  Receipt receipt;
  while (flip()) {
    stub.Send(&ctx, letter, &receipt);
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'ctx' starts an operation in each round of the loop but serves only one; {{.*}} [ctx-reused-context]
  }
  logLine(ctx.peer());
}

// No fix: what the set-up is given changes from round to round.
void bad_set_up_changes(Mailer::Stub &stub, const Letter &letter,
                        std::string user) {
  ClientContext ctx;
  ctx.AddMetadata("user", user);
  for (int i = 0; i < 3; ++i) {
    Receipt receipt;
    stub.Send(&ctx, letter, &receipt);
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'ctx' starts an operation in each round of the loop but serves only one; {{.*}} [ctx-reused-context]
    user += "x";
  }
}

// No fix: the call goes on when it has returned.
void bad_async(Mailer::Stub &stub, const Letter &letter,
               grpc::CompletionQueue *cq) {
  ClientContext ctx;
  std::vector<std::unique_ptr<grpc::ClientAsyncResponseReader<Receipt>>> calls;
  for (int i = 0; i < 3; ++i) {
    calls.push_back(stub.PrepareAsyncSend(&ctx, letter, cq));
    // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: 'ctx' starts an operation in each round of the loop but serves only one; {{.*}} [ctx-reused-context]
  }
}

void bad_parameter(Mailer::Stub *stub, ClientContext *ctx,
                   const Letter &letter) {
  Receipt receipt;
  do {
    stub->Send(ctx, letter, &receipt);
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'ctx' starts an operation in each round of the loop but serves only one; {{.*}} [ctx-reused-context]
  } while (flip());
}

void bad_in_lambda(Mailer::Stub &stub, const Letter &letter) {
  auto all = [&] {
    ClientContext ctx;
    Receipt receipt;
    while (!stub.Send(&ctx, letter, &receipt).ok())
      // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'ctx' starts an operation in each round of the loop but serves only one; {{.*}} [ctx-reused-context]
      rest();
  };
  all();
}

//===----------------------------------------------------------------------===//
// Sequences and branches
//===----------------------------------------------------------------------===//

Status bad_sequence(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  Receipt receipt;
  stub.Send(&ctx, letter, &receipt);
  // CHECK-MESSAGES: :[[@LINE+2]]:20: warning: 'ctx' starts a second operation but serves only one; use a new one for each [ctx-reused-context]
  // CHECK-MESSAGES: :[[@LINE-2]]:13: note: the first operation is started here
  return stub.Drop(&ctx, letter, &receipt);
}

Status bad_fallback(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  Receipt receipt;
  Status status = stub.Send(&ctx, letter, &receipt);
  if (!status.ok())
    status = stub.Drop(&ctx, letter, &receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx' starts a second operation {{.*}} [ctx-reused-context]
  return status;
}

Status bad_smart(Mailer::Stub &stub, const grpc::ServerContext &server,
                 const Letter &letter) {
  auto ctx = ClientContext::FromServerContext(server);
  Receipt receipt;
  stub.Send(ctx.get(), letter, &receipt);
  return stub.Drop(ctx.get(), letter, &receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'ctx' starts a second operation {{.*}} [ctx-reused-context]
}

Status sendThrough(Mailer::Stub &stub, ClientContext &ctx, const Letter &l) {
  Receipt receipt;
  return stub.Send(&ctx, l, &receipt);
}

Status bad_through_helper(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  sendThrough(stub, ctx, letter);
  return sendThrough(stub, ctx, letter);
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: 'ctx' starts a second operation {{.*}} [ctx-reused-context]
}

Status sendByPointer(Mailer::Stub &stub, ClientContext *ctx, const Letter &l) {
  Receipt receipt;
  return stub.Send(ctx, l, &receipt);
}

Status bad_through_pointer(Mailer::Stub &stub, const Letter &letter) {
  auto ctx = std::make_shared<ClientContext>();
  Status status = sendByPointer(stub, ctx.get(), letter);
  if (!status.ok())
    status = sendByPointer(stub, ctx.get(), letter);
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'ctx' starts a second operation {{.*}} [ctx-reused-context]
  return status;
}

Status bad_stream_then_call(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  Receipt receipt;
  auto reader = stub.Watch(&ctx, letter);
  Letter next;
  while (reader->Read(&next))
    logLine("letter");
  return stub.Send(&ctx, next, &receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'ctx' starts a second operation {{.*}} [ctx-reused-context]
}

struct Call {
  ClientContext context;
  Receipt receipt;
};

void bad_member_of_local(Mailer::Stub &stub, const Letter &letter) {
  Call call;
  stub.Send(&call.context, letter, &call.receipt);
  stub.Drop(&call.context, letter, &call.receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'call.context' starts a second operation {{.*}} [ctx-reused-context]
}

class Client {
public:
  Status bad_field(const Letter &letter) {
    Receipt receipt;
    stub_->Send(&ctx_, letter, &receipt);
    return stub_->Drop(&ctx_, letter, &receipt);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx_' starts a second operation {{.*}} [ctx-reused-context]
  }
  Status ok_new_one_by_a_method(const Letter &letter) {
    Receipt receipt;
    renew();
    stub_->Send(held_.get(), letter, &receipt);
    renew();
    return stub_->Drop(held_.get(), letter, &receipt);
  }
  Status ok_each_function_once(const Letter &letter) {
    Receipt receipt;
    return stub_->Drop(&ctx_, letter, &receipt);
  }

private:
  void renew();
  std::unique_ptr<Mailer::Stub> stub_;
  ClientContext ctx_;
  std::unique_ptr<ClientContext> held_;
};

//===----------------------------------------------------------------------===//
// Silent
//===----------------------------------------------------------------------===//

Status ok_declared_in_loop(Mailer::Stub &stub, const Letter &letter) {
  Status status;
  for (int i = 0; i < 3 && !status.ok(); ++i) {
    ClientContext ctx;
    Receipt receipt;
    status = stub.Send(&ctx, letter, &receipt);
  }
  return status;
}

Status ok_assigned_anew(Mailer::Stub &stub, const Letter &letter) {
  auto ctx = std::make_unique<ClientContext>();
  Receipt receipt;
  Status status = stub.Send(ctx.get(), letter, &receipt);
  while (!status.ok()) {
    ctx = std::make_unique<ClientContext>();
    status = stub.Send(ctx.get(), letter, &receipt);
  }
  return status;
}

Status ok_reset_anew(Mailer::Stub &stub, const Letter &letter) {
  auto ctx = std::make_unique<ClientContext>();
  Receipt receipt;
  stub.Send(ctx.get(), letter, &receipt);
  ctx.reset(new ClientContext);
  return stub.Send(ctx.get(), letter, &receipt);
}

void renew(std::unique_ptr<ClientContext> &ctx);
Status ok_somebody_makes_it_anew(Mailer::Stub &stub, const Letter &letter) {
  std::unique_ptr<ClientContext> ctx;
  Receipt receipt;
  renew(ctx);
  stub.Send(ctx.get(), letter, &receipt);
  renew(ctx);
  return stub.Send(ctx.get(), letter, &receipt);
}

Status ok_returns_after_the_first(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  Receipt receipt;
  for (;;) {
    rest();
    return stub.Send(&ctx, letter, &receipt);
  }
}

Status ok_exclusive(Mailer::Stub &stub, const Letter &letter, int kind) {
  ClientContext ctx;
  Receipt receipt;
  if (kind == 1)
    return stub.Send(&ctx, letter, &receipt);
  switch (kind) {
  case 2:
    return stub.Send(&ctx, letter, &receipt);
  default:
    return stub.Drop(&ctx, letter, &receipt);
  }
}

Status ok_conditions_exclude(Mailer::Stub &stub, const Letter &letter,
                             bool keep) {
  ClientContext ctx;
  Receipt receipt;
  Status status;
  if (keep)
    status = stub.Send(&ctx, letter, &receipt);
  rest();
  if (!keep)
    status = stub.Drop(&ctx, letter, &receipt);
  return status;
}

Status ok_flag_excludes(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  Receipt receipt;
  bool done = false;
  if (flip()) {
    stub.Send(&ctx, letter, &receipt);
    done = true;
  }
  if (done)
    return Status();
  return stub.Drop(&ctx, letter, &receipt);
}

void ok_only_once_in_loop(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  Receipt receipt;
  bool sent = false;
  while (flip()) {
    if (!sent) {
      stub.Send(&ctx, letter, &receipt);
      sent = true;
    }
  }
}

void ok_two_contexts(Mailer::Stub &stub, const Letter &letter) {
  ClientContext first, second;
  Receipt receipt;
  stub.Send(&first, letter, &receipt);
  stub.Send(&second, letter, &receipt);
}

void ok_element_of_many(Mailer::Stub &stub, std::vector<ClientContext *> many,
                        const Letter &letter) {
  Receipt receipt;
  for (ClientContext *ctx : many)
    stub.Send(ctx, letter, &receipt);
  stub.Send(many[0], letter, &receipt);
  stub.Send(many[1], letter, &receipt);
}

void configure(ClientContext *ctx);
void annotate(ClientContext &ctx, const std::string &key) {
  ctx.AddMetadata("key", key);
}
void ok_set_up_by_others(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  Receipt receipt;
  configure(&ctx);
  annotate(ctx, "a");
  annotate(ctx, "b");
  stub.Send(&ctx, letter, &receipt);
  logLine(ctx.peer());
}

void ok_two_lambdas(Mailer::Stub &stub, const Letter &letter, ClientContext &a,
                    bool first) {
  Receipt receipt;
  auto send = [&] { stub.Send(&a, letter, &receipt); };
  auto drop = [&] { stub.Drop(&a, letter, &receipt); };
  first ? send() : drop();
}

void ok_detached_on_purpose(Mailer::Stub &stub, const Letter &letter) {
  ClientContext ctx;
  Receipt receipt;
  stub.Send(&ctx, letter, &receipt);
  // ctx-tidy: detached because this test server does not mind
  stub.Drop(&ctx, letter, &receipt);
}
