// RUN: %check %s ctx-missing-deadline %t --option=DefaultDeadline="std::chrono::system_clock::now() + std::chrono::seconds(5)"
#include <stop_token>
#include <chrono>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <mailer.grpc.pb.h>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using grpc::ClientContext;
using grpc::Status;
using mailer::Letter;
using mailer::Mailer;
using mailer::Receipt;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::system_clock;

system_clock::time_point soon();
void record(const std::string &);
void prepare(ClientContext *ctx);
std::unique_ptr<ClientContext> contextFor(const std::string &user);

//===----------------------------------------------------------------------===//
// None
//===----------------------------------------------------------------------===//

Status bad_none(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  ClientContext ctx;
  return stub.Send(&ctx, letter, receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
  // CHECK-MESSAGES: :[[@LINE-3]]:17: note: 'ctx' is made here, and waits for ever by default
}
// CHECK-FIXES: ClientContext ctx;
// CHECK-FIXES-NEXT: ctx.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
// CHECK-FIXES-NEXT: return stub.Send(&ctx, letter, receipt);

void bad_owned(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  auto ctx = std::make_unique<ClientContext>();
  ctx->AddMetadata("user", "me");
  if (ctx)
    record("sends");
  Status status = stub.Send(ctx.get(), letter, receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
  if (!status.ok())
    record("lost");
}
// CHECK-FIXES: ctx->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
// CHECK-FIXES-NEXT: Status status = stub.Send(ctx.get(), letter, receipt);

// The fix does not go into a macro's or a loop's condition.
void bad_each_round(Mailer::Stub &stub, const Letter &letter) {
  for (int i = 0; i < 3; ++i) {
    Receipt receipt;
    ClientContext *ctx = new ClientContext;
    while (!stub.Send(ctx, letter, &receipt).ok())
      // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
      record("again");
    delete ctx;
  }
}

// One path of two.
Status bad_one_path(Mailer::Stub &stub, const Letter &letter, Receipt *receipt,
                    bool urgent) {
  ClientContext ctx;
  if (urgent)
    ctx.set_deadline(soon());
  return stub.Send(&ctx, letter, receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'Send' is called without a deadline on some path, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
  // CHECK-MESSAGES: :[[@LINE-5]]:17: note: 'ctx' is made here, and waits for ever by default
  // CHECK-MESSAGES: :[[@LINE-4]]:9: note: on another path its deadline is set here
}

// One call of two, each with a context of its own.
void bad_second_call(Mailer::Stub &stub, const Letter &letter) {
  Receipt receipt;
  ClientContext first;
  first.set_deadline(soon());
  stub.Send(&first, letter, &receipt);
  ClientContext second;
  stub.Drop(&second, letter, &receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Drop' is called without a deadline, so it may wait for ever; set one on 'second' before the call [ctx-missing-deadline]
}
// CHECK-FIXES: second.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
// CHECK-FIXES-NEXT: stub.Drop(&second, letter, &receipt);

// A helper whose body is here, and that sets none.
void greet(ClientContext &ctx, const std::string &user) {
  ctx.AddMetadata("user", user);
}
Status sendWith(Mailer::Stub &stub, ClientContext *ctx) {
  Receipt receipt;
  return stub.Send(ctx, Letter(), &receipt);
}
void bad_helpers(Mailer::Stub &stub) {
  ClientContext ctx;
  greet(ctx, "me");
  sendWith(stub, &ctx);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sendWith' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}
// CHECK-FIXES: ctx.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
// CHECK-FIXES-NEXT: sendWith(stub, &ctx);

// The new object has none.
void bad_made_anew(Mailer::Stub &stub, const Letter &letter) {
  Receipt receipt;
  auto ctx = std::make_unique<ClientContext>();
  ctx->set_deadline(soon());
  stub.Send(ctx.get(), letter, &receipt);
  ctx = std::make_unique<ClientContext>();
  stub.Drop(ctx.get(), letter, &receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Drop' is called without a deadline on some path, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}

void bad_in_lambda(Mailer::Stub &stub, const Letter &letter) {
  auto send = [&] {
    Receipt receipt;
    ClientContext ctx;
    stub.Send(&ctx, letter, &receipt);
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
  };
  send();
}

void bad_callback(Mailer::StubInterface::async_interface *stub) {
  Letter letter;
  Receipt receipt;
  ClientContext ctx;
  stub->Send(&ctx, &letter, &receipt, [](Status) { record("sent"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}

// A member, and nobody ever sets a deadline on it.
class BadCall {
public:
  BadCall(Mailer::Stub &stub, grpc::CompletionQueue *cq) {
    ctx_.AddMetadata("user", "me");
    reader_ = stub.PrepareAsyncSend(&ctx_, Letter(), cq);
    // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'PrepareAsyncSend' is called without a deadline, so it may wait for ever; set one on 'ctx_' before the call [ctx-missing-deadline]
    // CHECK-MESSAGES: :[[@LINE+5]]:17: note: 'ctx_' is made here, and waits for ever by default
  }
  void stop() { ctx_.TryCancel(); }

private:
  ClientContext ctx_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<Receipt>> reader_;
};

struct CallData {
  ClientContext context;
  Receipt receipt;
};
void bad_per_call_struct(Mailer::Stub &stub, const Letter &letter) {
  auto *call = new CallData;
  stub.Send(&call->context, letter, &call->receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'call.context' before the call [ctx-missing-deadline]
  // CHECK-MESSAGES: :[[@LINE-7]]:17: note: 'context' is made here, and waits for ever by default
  delete call;
}

//===----------------------------------------------------------------------===//
// Too late
//===----------------------------------------------------------------------===//

void bad_after_the_start(Mailer::Stub &stub, grpc::CompletionQueue *cq) {
  ClientContext ctx;
  auto reader = stub.PrepareAsyncSend(&ctx, Letter(), cq);
  ctx.set_deadline(soon());
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: deadline is set after 'PrepareAsyncSend' was started with 'ctx', so the call does not have it; set it before [ctx-missing-deadline]
  // CHECK-MESSAGES: :[[@LINE-3]]:22: note: started here
  reader->StartCall();
}

//===----------------------------------------------------------------------===//
// Constant, stale, of another clock
//===----------------------------------------------------------------------===//

void bad_constant(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  ClientContext ctx;
  ctx.set_deadline(system_clock::time_point{5s});
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: deadline is a constant point in time, not one after now; once it is over, every call fails [ctx-missing-deadline]
  stub.Send(&ctx, letter, receipt);
}

constexpr auto kTimeout = 5s;
void bad_named_constant(Mailer::Stub &stub, const Letter &letter,
                        Receipt *receipt) {
  const system_clock::time_point deadline(kTimeout);
  ClientContext ctx;
  ctx.set_deadline(deadline);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: deadline is a constant point in time, not one after now; once it is over, every call fails [ctx-missing-deadline]
  stub.Send(&ctx, letter, receipt);
}

const auto kDeadline = system_clock::now() + 30s;
void bad_static(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  ClientContext ctx;
  ctx.set_deadline(kDeadline);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: deadline 'kDeadline' is computed once for all calls; once it is over, every call fails [ctx-missing-deadline]
  // CHECK-MESSAGES: :[[@LINE-5]]:12: note: 'kDeadline' gets its value here
  stub.Send(&ctx, letter, receipt);
}

void bad_static_local(Mailer::Stub &stub, const Letter &letter,
                      Receipt *receipt) {
  static const system_clock::time_point deadline = system_clock::now() + 30s;
  ClientContext ctx;
  ctx.set_deadline(deadline);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: deadline 'deadline' is computed once for all calls; once it is over, every call fails [ctx-missing-deadline]
  stub.Send(&ctx, letter, receipt);
}

class BadClient {
public:
  explicit BadClient(std::unique_ptr<Mailer::Stub> stub)
      : stub_(std::move(stub)), deadline_(system_clock::now() + 30s) {}
  Status send(const Letter &letter) {
    Receipt receipt;
    ClientContext ctx;
    ctx.set_deadline(deadline_);
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: deadline 'deadline_' is computed when its BadClient is made, not for each call; once it is over, every call fails [ctx-missing-deadline]
    // CHECK-MESSAGES: :[[@LINE+6]]:28: note: 'deadline_' gets its value here
    return stub_->Send(&ctx, letter, &receipt);
  }

private:
  std::unique_ptr<Mailer::Stub> stub_;
  system_clock::time_point deadline_;
};

void bad_other_clock(Mailer::Stub &stub, const Letter &letter,
                     Receipt *receipt) {
  ClientContext ctx;
  ctx.set_deadline(system_clock::time_point(std::chrono::duration_cast<system_clock::duration>(steady_clock::now().time_since_epoch() + 5s)));
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: deadline takes the time of 'steady_clock' for that of 'system_clock', which counts from another point [ctx-missing-deadline]
  stub.Send(&ctx, letter, receipt);
}

void bad_before_a_wait(Mailer::Stub &stub, const Letter &letter,
                       std::thread &writer) {
  Receipt receipt;
  auto deadline = system_clock::now() + 2s;
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: deadline is computed before a wait, and may be over when it is set; compute it right before the call [ctx-missing-deadline]
  // CHECK-MESSAGES: :[[@LINE+1]]:10: note: the wait is here
  writer.join();
  ClientContext ctx;
  ctx.set_deadline(deadline);
  stub.Send(&ctx, letter, &receipt);
}

void bad_set_before_a_wait(Mailer::Stub &stub, const Letter &letter) {
  Receipt receipt;
  ClientContext ctx;
  ctx.set_deadline(system_clock::now() + 2s);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: deadline is computed before a wait, and may be over when 'Send' is called; compute it right before the call [ctx-missing-deadline]
  std::this_thread::sleep_for(2s);
  stub.Send(&ctx, letter, &receipt);
}

void bad_several_waits(Mailer::Stub &stub, const Letter &letter) {
  Receipt receipt;
  ClientContext ctx;
  ctx.set_deadline(system_clock::now() + 5s);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: deadline is computed before a wait, and may be over when 'Send' is called; compute it right before the call [ctx-missing-deadline]
  std::this_thread::sleep_for(3s);
  record("tries");
  std::this_thread::sleep_for(3s);
  stub.Send(&ctx, letter, &receipt);
}

void bad_waits_in_a_loop(Mailer::Stub &stub, const Letter &letter, int steps) {
  Receipt receipt;
  auto deadline = system_clock::now() + 5s;
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: deadline is computed before a wait, and may be over when it is set; compute it right before the call [ctx-missing-deadline]
  for (int i = 0; i < steps; ++i)
    std::this_thread::sleep_for(1s);
  ClientContext ctx;
  ctx.set_deadline(deadline);
  stub.Send(&ctx, letter, &receipt);
}

// Nobody knows how long.
void bad_unknown_deadline(Mailer::Stub &stub, const Letter &letter,
                          std::chrono::seconds limit) {
  Receipt receipt;
  ClientContext ctx;
  ctx.set_deadline(system_clock::now() + limit);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: deadline is computed before a wait, and may be over when 'Send' is called; compute it right before the call [ctx-missing-deadline]
  std::this_thread::sleep_for(1s);
  stub.Send(&ctx, letter, &receipt);
}

// It cannot be over.
void ok_wait_is_shorter(Mailer::Stub &stub, const Letter &letter, bool busy) {
  Receipt receipt;
  const auto total = system_clock::now() + std::chrono::minutes(1);
  if (busy)
    std::this_thread::sleep_for(200ms);
  std::this_thread::sleep_for(1s);
  ClientContext ctx;
  ctx.set_deadline(total);
  stub.Send(&ctx, letter, &receipt);
}
void ok_wait_behind_is_shorter(Mailer::Stub &stub, const Letter &letter) {
  Receipt receipt;
  ClientContext ctx;
  ctx.set_deadline(system_clock::now() + 5s);
  std::this_thread::sleep_for(1s);
  stub.Send(&ctx, letter, &receipt);
}

// Instantiated with true only.
template <bool Bounded>
Status ok_if_constexpr(Mailer::Stub &stub, const Letter &letter,
                       Receipt *receipt) {
  ClientContext ctx;
  if constexpr (Bounded)
    ctx.set_deadline(system_clock::now() + 5s);
  return stub.Send(&ctx, letter, receipt);
}
Status bounded(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  return ok_if_constexpr<true>(stub, letter, receipt);
}

//===----------------------------------------------------------------------===//
// Fine
//===----------------------------------------------------------------------===//

Status ok_set(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  ClientContext ctx;
  ctx.set_deadline(system_clock::now() + 5s);
  return stub.Send(&ctx, letter, receipt);
}

Status ok_set_on_each_path(Mailer::Stub &stub, const Letter &letter,
                           Receipt *receipt, bool urgent) {
  ClientContext ctx;
  if (urgent)
    ctx.set_deadline(system_clock::now() + 1s);
  else
    ctx.set_deadline(soon());
  return stub.Send(&ctx, letter, receipt);
}

// The code knows calls without deadline, and means them.
Status ok_asked_for_none(Mailer::Stub &stub, const Letter &letter,
                         Receipt *receipt, std::chrono::milliseconds timeout) {
  ClientContext ctx;
  if (timeout > 0ms)
    ctx.set_deadline(system_clock::now() + timeout);
  return stub.Send(&ctx, letter, receipt);
}

// Somebody else may have set one.
Status ok_helper(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  ClientContext ctx;
  prepare(&ctx);
  return stub.Send(&ctx, letter, receipt);
}

void limit(ClientContext &ctx) { ctx.set_deadline(soon()); }
Status ok_helper_in_reach(Mailer::Stub &stub, const Letter &letter,
                          Receipt *receipt) {
  ClientContext ctx;
  limit(ctx);
  return stub.Send(&ctx, letter, receipt);
}

Status sendSoon(Mailer::Stub &stub, ClientContext *ctx) {
  ctx->set_deadline(soon());
  Receipt receipt;
  return stub.Send(ctx, Letter(), &receipt);
}
void ok_callee_sets_it(Mailer::Stub &stub) {
  ClientContext ctx;
  sendSoon(stub, &ctx);
}

Status ok_made_by_others(Mailer::Stub &stub, const Letter &letter,
                         Receipt *receipt) {
  std::unique_ptr<ClientContext> ctx = contextFor("me");
  return stub.Send(ctx.get(), letter, receipt);
}

Status ok_callers(Mailer::Stub &stub, ClientContext *ctx, Receipt *receipt) {
  return stub.Send(ctx, Letter(), receipt);
}

// Whoever is asked to may set one; that there is nobody to ask is not the
// function's business.
struct Interceptor {
  virtual ~Interceptor();
  virtual void onContext(ClientContext &) {} // most have nothing to add
};
struct Hooks {
  std::function<void(ClientContext &)> decorate;
  bool verbose = false;
};
Status ok_interceptors(Mailer::Stub &stub, const Letter &letter,
                       Receipt *receipt,
                       const std::vector<std::unique_ptr<Interceptor>> &all) {
  ClientContext ctx;
  for (auto &one : all)
    one->onContext(ctx);
  return stub.Send(&ctx, letter, receipt);
}
Status ok_interceptors_by_number(Mailer::Stub &stub, const Letter &letter,
                                 Receipt *receipt,
                                 const std::vector<Interceptor *> &all) {
  ClientContext ctx;
  for (size_t i = 0; i < all.size(); ++i)
    all[i]->onContext(ctx);
  return stub.Send(&ctx, letter, receipt);
}
Status ok_interceptor_with_a_body(Mailer::Stub &stub, const Letter &letter,
                                  Receipt *receipt, Interceptor &one) {
  ClientContext ctx;
  one.onContext(ctx);
  return stub.Send(&ctx, letter, receipt);
}
Status ok_hook(Mailer::Stub &stub, const Letter &letter, Receipt *receipt,
               const std::function<void(ClientContext &)> &hook) {
  ClientContext ctx;
  if (hook)
    hook(ctx);
  return stub.Send(&ctx, letter, receipt);
}
Status ok_hook_pointer(Mailer::Stub &stub, const Letter &letter,
                       Receipt *receipt, void (*hook)(ClientContext *)) {
  ClientContext ctx;
  if (hook != nullptr && receipt)
    (*hook)(&ctx);
  return stub.Send(&ctx, letter, receipt);
}
Status ok_hook_of_options(Mailer::Stub &stub, const Letter &letter,
                          Receipt *receipt, const Hooks &hooks) {
  ClientContext ctx;
  hooks.decorate ? hooks.decorate(ctx) : void();
  return stub.Send(&ctx, letter, receipt);
}
class OkDecorated {
public:
  Status send(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
    ClientContext ctx;
    if (interceptor_)
      interceptor_->onContext(ctx);
    return stub.Send(&ctx, letter, receipt);
  }

private:
  std::unique_ptr<Interceptor> interceptor_;
};

// What the function itself decides on is another matter.
Status bad_prepared_if_urgent(Mailer::Stub &stub, const Letter &letter,
                              Receipt *receipt, bool urgent,
                              const Hooks &hooks) {
  ClientContext ctx;
  if (urgent)
    prepare(&ctx);
  if (hooks.verbose)
    hooks.decorate(ctx);
  return stub.Send(&ctx, letter, receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}
void addHeader(ClientContext &ctx, const std::string &header);
Status bad_headers(Mailer::Stub &stub, const Letter &letter, Receipt *receipt,
                   const std::vector<std::string> &headers) {
  ClientContext ctx;
  for (const std::string &header : headers)
    addHeader(ctx, header);
  return stub.Send(&ctx, letter, receipt);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'Send' is called without a deadline, so it may wait for ever; set one on 'ctx' before the call [ctx-missing-deadline]
}

// A class of the user's sets it.
class TimedContext : public ClientContext {
public:
  TimedContext() { set_deadline(soon()); }
};
Status ok_base_class(Mailer::Stub &stub, const Letter &letter,
                     Receipt *receipt) {
  TimedContext ctx;
  return stub.Send(&ctx, letter, receipt);
}

struct LimitedCall {
  LimitedCall() { context.set_deadline(soon()); }
  ClientContext context;
  Receipt receipt;
};
void ok_per_call_struct(Mailer::Stub &stub, const Letter &letter) {
  LimitedCall call;
  stub.Send(&call.context, letter, &call.receipt);
}

class OkCall {
public:
  explicit OkCall(Mailer::Stub &stub) { stub.Send(&ctx_, Letter(), &receipt_); }
  void limit() { ctx_.set_deadline(soon()); }

private:
  ClientContext ctx_;
  Receipt receipt_;
};

// A parent with a deadline gives its own.
Status ok_derived(Mailer::Stub &stub, grpc::ServerContext *server,
                  Receipt *receipt) {
  auto ctx = ClientContext::FromServerContext(*server);
  return stub.Send(ctx.get(), Letter(), receipt);
}

// ctx-fresh-root says that it should be derived.
Status ok_request_at_hand(Mailer::Stub &stub, grpc::ServerContext *server,
                          Receipt *receipt) {
  if (server->IsCancelled())
    return Status::CANCELLED;
  ClientContext ctx;
  return stub.Send(&ctx, Letter(), receipt);
}

// Messages go on until one side ends them.
void ok_streaming(Mailer::Stub &stub) {
  ClientContext ctx;
  auto reader = stub.Watch(&ctx, Letter());
  Letter letter;
  while (reader->Read(&letter))
    record("letter");
}

// A point that never comes is meant.
void ok_for_ever(Mailer::Stub &stub, const Letter &letter, Receipt *receipt) {
  ClientContext ctx;
  ctx.set_deadline(system_clock::time_point::max());
  stub.Send(&ctx, letter, receipt);
}

// What is left of one clock's time is a duration like any other.
void ok_converted(Mailer::Stub &stub, const Letter &letter, Receipt *receipt,
                  steady_clock::time_point end) {
  ClientContext ctx;
  ctx.set_deadline(system_clock::now() + std::chrono::duration_cast<system_clock::duration>(end - steady_clock::now()));
  stub.Send(&ctx, letter, receipt);
}

// A budget for all attempts.
void ok_budget(Mailer::Stub &stub, const Letter &letter) {
  auto deadline = system_clock::now() + 30s;
  for (int i = 0; i < 3; ++i) {
    Receipt receipt;
    ClientContext ctx;
    ctx.set_deadline(deadline);
    if (stub.Send(&ctx, letter, &receipt).ok())
      return;
    std::this_thread::sleep_for(1s);
  }
}

void ok_wait_within(Mailer::Stub &stub, const Letter &letter) {
  auto deadline = system_clock::now() + 30s;
  std::this_thread::sleep_until(deadline - 20s);
  Receipt receipt;
  ClientContext ctx;
  ctx.set_deadline(deadline);
  stub.Send(&ctx, letter, &receipt);
}

// An object of one operation has one deadline.
class SendOperation {
public:
  explicit SendOperation(Mailer::Stub *stub) : stub_(stub) {}
  Status attempt(const Letter &letter) {
    Receipt receipt;
    ClientContext ctx;
    ctx.set_deadline(deadline_);
    return stub_->Send(&ctx, letter, &receipt);
  }

private:
  Mailer::Stub *stub_;
  system_clock::time_point deadline_ = system_clock::now() + 30s;
};

class OkClient {
public:
  void renew() { deadline_ = system_clock::now() + 30s; }
  Status send(const Letter &letter) {
    Receipt receipt;
    ClientContext ctx;
    ctx.set_deadline(deadline_);
    return stub_->Send(&ctx, letter, &receipt);
  }

private:
  std::unique_ptr<Mailer::Stub> stub_;
  system_clock::time_point deadline_ = system_clock::now() + 30s;
};

// Around a loop the next object is another one.
void ok_around_a_loop(Mailer::Stub &stub, const Letter &letter) {
  for (int i = 0; i < 3; ++i) {
    Receipt receipt;
    ClientContext ctx;
    ctx.set_deadline(soon());
    stub.Send(&ctx, letter, &receipt);
  }
}

// A test has a time limit of its own.
namespace testing {
class Test {};
} // namespace testing
struct MailerTest : testing::Test {
  void ok_in_a_test(Mailer::Stub &stub) {
    Receipt receipt;
    ClientContext ctx;
    stub.Send(&ctx, Letter(), &receipt);
  }
};

// Somebody ends the call when it is asked to.
Status ok_ended_on_request(Mailer::Stub &stub, const Letter &letter,
                           Receipt *receipt, std::stop_token st) {
  ClientContext ctx;
  std::stop_callback end(st, [&] { ctx.TryCancel(); });
  return stub.Send(&ctx, letter, receipt);
}
