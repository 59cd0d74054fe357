// RUN: %check %s ctx-null-context %t --models=%S/../Inputs/acme/acme.yaml -- -I%S/Inputs
#include <acme/context.h>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <null-context/echo.pb.h>
#include <stddef.h>

//===----------------------------------------------------------------------===//
// A context of one's own, by pointer
//===----------------------------------------------------------------------===//

void load(int id, const acme::Context *ctx);
void save(int id, acme::Context *ctx = nullptr);
void share(std::shared_ptr<const acme::Context> ctx);
void release(int id, const acme::Context *ctx);
void both(const acme::Context *ctx, const acme::Context *fallback);
void take(const acme::Context &ctx);
void fill(acme::Context &ctx);

void bad_null(const acme::Context *ctx) {
  load(1, nullptr);
  load(2, NULL);
  load(3, 0);
  load(4, {});
  load(5, static_cast<const acme::Context *>(nullptr));
}
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: null 'nullptr' passed to 'load' although 'ctx' is in scope; the call is not cancelled with it: pass 'ctx' [ctx-null-context]
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: null 'nullptr' passed to 'load' although 'ctx' is in scope; {{.*}} [ctx-null-context]
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: null 'nullptr' passed to 'load' although 'ctx' is in scope; {{.*}} [ctx-null-context]
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: null 'nullptr' passed to 'load' although 'ctx' is in scope; {{.*}} [ctx-null-context]
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: null 'nullptr' passed to 'load' although 'ctx' is in scope; {{.*}} [ctx-null-context]
// CHECK-FIXES: void bad_null(const acme::Context *ctx) {
// CHECK-FIXES-NEXT: load(1, ctx);
// CHECK-FIXES-NEXT: load(2, ctx);
// CHECK-FIXES-NEXT: load(3, ctx);
// CHECK-FIXES-NEXT: load(4, ctx);
// CHECK-FIXES-NEXT: load(5, ctx);

void bad_null_by_value(const acme::Context &ctx) {
  load(1, nullptr);
}
// CHECK-MESSAGES: :[[@LINE-2]]:11: warning: null 'nullptr' passed to 'load' although '&ctx' is in scope; the call is not cancelled with it: pass '&ctx' [ctx-null-context]
// CHECK-FIXES: void bad_null_by_value(const acme::Context &ctx) {
// CHECK-FIXES-NEXT: load(1, &ctx);

void bad_explicit_default(acme::Context &ctx) {
  save(1, nullptr);
}
// CHECK-MESSAGES: :[[@LINE-2]]:11: warning: null 'nullptr' passed to 'save' although '&ctx' is in scope; {{.*}} [ctx-null-context]
// CHECK-FIXES: void bad_explicit_default(acme::Context &ctx) {
// CHECK-FIXES-NEXT: save(1, &ctx);

void bad_shared(std::shared_ptr<const acme::Context> ctx) {
  share(nullptr);
  share(std::shared_ptr<const acme::Context>());
}
// CHECK-MESSAGES: :[[@LINE-3]]:9: warning: null 'nullptr' passed to 'share' although 'ctx' is in scope; {{.*}} [ctx-null-context]
// CHECK-MESSAGES: :[[@LINE-3]]:9: warning: null 'std::shared_ptr<const acme::Context>()' passed to 'share' although 'ctx' is in scope; {{.*}} [ctx-null-context]
// CHECK-FIXES: share(ctx);
// CHECK-FIXES-NEXT: share(ctx);

struct Request {
  const acme::Context *ctx;
  int id;
};
void bad_one_member_deep(const Request &request) {
  load(request.id, nullptr);
}
// CHECK-MESSAGES: :[[@LINE-2]]:20: warning: null 'nullptr' passed to 'load' although 'request.ctx' is in scope; {{.*}} pass 'request.ctx' [ctx-null-context]
// CHECK-FIXES: load(request.id, request.ctx);

struct Machine {
  const acme::Context *async;
  int id;
};
// So may the member of an object that is changed here.
void ok_member_of_another(Machine &self) { load(self.id, nullptr); }
void bad_member_of_another(Machine *self) {
  load(0, self->async);
  load(self->id, nullptr);
}
// CHECK-MESSAGES: :[[@LINE-2]]:18: warning: null 'nullptr' passed to 'load' although 'self->async' is in scope; {{.*}} [ctx-null-context]
// CHECK-FIXES: load(self->id, self->async);

class Loader {
public:
  explicit Loader(const acme::Context *ctx) : ctx_(ctx) {}
  void bad_member() {
    load(0, ctx_);
    load(1, nullptr);
    auto later = [this] { load(2, nullptr); };
    later();
  }
  // The member may belong to some other operation.
  void ok_member() { load(1, nullptr); }

private:
  const acme::Context *ctx_;
};
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: null 'nullptr' passed to 'load' although 'ctx_' is in scope; {{.*}} [ctx-null-context]
// CHECK-MESSAGES: :[[@LINE-10]]:35: warning: null 'nullptr' passed to 'load' although 'ctx_' is in scope; {{.*}} [ctx-null-context]
// CHECK-FIXES: load(1, ctx_);
// CHECK-FIXES-NEXT: auto later = [this] { load(2, ctx_); };

void bad_two_in_scope(const acme::Context *first, const acme::Context *second) {
  load(1, nullptr);
}
// CHECK-MESSAGES: :[[@LINE-2]]:11: warning: null 'nullptr' passed to 'load' although 'first' is in scope; {{.*}} [ctx-null-context]

void bad_variable(const acme::Context *ctx) {
  const acme::Context *own = nullptr;
  load(1, own);
}
// CHECK-MESSAGES: :[[@LINE-2]]:11: warning: null 'own' passed to 'load' although 'ctx' is in scope; the call is not cancelled with it: pass 'ctx' [ctx-null-context]
// CHECK-FIXES: load(1, ctx);

#define LOAD(id, ctx) load(id, ctx)
void bad_macro_argument(const acme::Context *ctx) {
  LOAD(1, nullptr);
}
// CHECK-MESSAGES: :[[@LINE-2]]:11: warning: null 'nullptr' passed to 'load' although 'ctx' is in scope; {{.*}} [ctx-null-context]
// CHECK-FIXES: LOAD(1, ctx);

void ok_nothing_in_scope(int id) { load(id, nullptr); }
void ok_unnamed(const acme::Context *) { load(1, nullptr); }
void ok_known_null(const acme::Context *ctx) {
  if (!ctx)
    load(1, nullptr);
  load(1, ctx ? ctx : nullptr);
}
void ok_also_given(const acme::Context *ctx) { both(ctx, nullptr); }
void ok_cleanup(const acme::Context *ctx) { release(1, nullptr); }
void ok_after_cancellation(const acme::Context *ctx) {
  if (ctx->Done())
    load(0, nullptr);
}
void ok_handler(const acme::Context *ctx) {
  try {
    load(1, ctx);
  } catch (...) {
    load(2, nullptr);
  }
}
void ok_said_so(const acme::Context *ctx) {
  load(1, nullptr); // ctx-tidy: detached because the audit has to be written
}
constexpr const acme::Context *kDetached = nullptr;
void ok_constant(const acme::Context *ctx) { load(1, kDetached); }
void ok_default(acme::Context *ctx) { save(1); }
void ok_assigned(const acme::Context *ctx, bool wanted) {
  const acme::Context *own = nullptr;
  if (wanted)
    own = ctx;
  load(1, own);
}
void ok_tested(const acme::Context *ctx) {
  const acme::Context *own = nullptr;
  if (own)
    load(1, own);
}
struct Job {
  void setContext(const acme::Context *ctx);
  ~Job();
};
void ok_setter(Job &job, const acme::Context *ctx) { job.setContext(nullptr); }
Job::~Job() { load(1, nullptr); }

// By value: made here to be passed on.
void bad_local_context(const acme::Context &ctx) {
  acme::Context own;
  take(own);
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: 'own' is passed to 'take' but never assigned, so nothing cancels the call; initialise it with 'ctx' [ctx-null-context]
// CHECK-FIXES: acme::Context own = ctx;

// ctx-fresh-root's.
void ok_fresh(const acme::Context &ctx) {
  acme::Context own = acme::Context();
  take(own);
  auto other = acme::Context{};
  take(other);
}
void ok_set_up(const acme::Context &ctx) {
  acme::Context own;
  own.deadline = ctx.deadline;
  take(own);
  acme::Context other;
  fill(other);
  take(other);
}
// A root of one's own, and nothing to link it to.
void ok_root() {
  acme::Context own;
  take(own);
}

//===----------------------------------------------------------------------===//
// What may not be null
//===----------------------------------------------------------------------===//

void uses(const acme::Context *ctx) {
  if (ctx->Done())
    return;
  load(1, ctx);
}
void tests(const acme::Context *ctx) {
  if (ctx && ctx->Done())
    return;
  load(1, ctx);
}
void sometimes(const acme::Context *ctx, bool wanted) {
  if (!wanted)
    return;
  ctx->Done();
}
void replaces(const acme::Context *ctx) {
  static const acme::Context root;
  if (!ctx)
    ctx = &root;
  ctx->Done();
}
void bad_needed() {
  uses(nullptr);
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: null 'nullptr' passed to 'uses', which uses it without looking; pass a 'acme::Context' [ctx-null-context]
void ok_not_needed() {
  tests(nullptr);
  sometimes(nullptr, false);
  replaces(nullptr);
  load(1, nullptr);
}

void bad_generated_stub(echo::Stub &stub) {
  echo::Reply reply;
  stub.Say(nullptr, echo::Request(), &reply);
}
// CHECK-MESSAGES: :[[@LINE-2]]:12: warning: null 'nullptr' passed to 'Say', which uses it without looking; pass a 'grpc::ClientContext' [ctx-null-context]

void bad_null_pointer(echo::Stub &stub) {
  std::unique_ptr<grpc::ClientContext> call;
  echo::Reply reply;
  stub.Say(call.get(), echo::Request(), &reply);
}
// CHECK-MESSAGES: :[[@LINE-2]]:12: warning: null 'call' passed to 'Say', which uses it without looking; pass a 'grpc::ClientContext' [ctx-null-context]

void ok_made(echo::Stub &stub) {
  std::unique_ptr<grpc::ClientContext> call;
  call = std::make_unique<grpc::ClientContext>();
  echo::Reply reply;
  stub.Say(call.get(), echo::Request(), &reply);
  std::unique_ptr<grpc::ClientContext> other;
  other.reset(new grpc::ClientContext);
  stub.Say(other.get(), echo::Request(), &reply);
}

// Somebody else's code: it may make one of its own.
void wrapper(grpc::ClientContext *call);
void ok_wrapper() { wrapper(nullptr); }

void bad_client_in_scope(grpc::ClientContext *call) {
  wrapper(nullptr);
}
// CHECK-MESSAGES: :[[@LINE-2]]:11: warning: null 'nullptr' passed to 'wrapper' although 'call' is in scope; {{.*}} [ctx-null-context]
// CHECK-FIXES: wrapper(call);

// A single-use context of one's own is live; ctx-fresh-root looks at it.
void ok_single_use(echo::Stub &stub) {
  grpc::ClientContext call;
  echo::Reply reply;
  stub.Say(&call, echo::Request(), &reply);
}

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

class BadNullMember {
public:
  void run(const acme::Context *ctx) { load(1, mine_); }

private:
  const acme::Context *mine_ = nullptr;
};
// CHECK-MESSAGES: :[[@LINE-5]]:48: warning: null 'mine_' passed to 'load' although 'ctx' is in scope; the call is not cancelled with it: pass 'ctx' [ctx-null-context]
// CHECK-FIXES: void run(const acme::Context *ctx) { load(1, ctx); }

class BadPolledNull {
public:
  bool done() const { return ctx_->Done(); }

private:
  std::shared_ptr<acme::Context> ctx_;
};
// CHECK-MESSAGES: :[[@LINE-5]]:30: warning: 'ctx_' is never assigned, so this poll looks at null; assign it [ctx-null-context]

// Nothing to pass instead: an optional parameter.
class OkNullMember {
public:
  void run() { load(1, ctx_); }

private:
  const acme::Context *ctx_ = nullptr;
};

// One that is never assigned is no help to others.
class OkBothNull {
public:
  void run() { load(1, nullptr); }

private:
  const acme::Context *ctx_ = nullptr;
};

class OkTestedMember {
public:
  bool done() const { return ctx_ && ctx_->Done(); }

private:
  const acme::Context *ctx_ = nullptr;
};

class OkSetMember {
public:
  void start(std::shared_ptr<acme::Context> ctx) { ctx_ = std::move(ctx); }
  bool done() const { return ctx_->Done(); }

private:
  std::shared_ptr<acme::Context> ctx_;
};
