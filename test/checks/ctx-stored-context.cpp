// RUN: %check %s ctx-stored-context %t -std=c++20
// Data members that keep gRPC server contexts and OpenTelemetry contexts.
#include <coroutine>
#include <deque>
#include <functional>
#include <future>
#include <grpcpp/grpcpp.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "opentelemetry/context/runtime_context.h"

namespace otel = opentelemetry::context;
using helloworld::HelloReply;
using helloworld::HelloRequest;

void use(grpc::ServerContext *C);
void use(const otel::Context &C);

//===-- Per-request contexts ----------------------------------------------===//

// The service object is there before the request and after it.
class BadGreeter final : public helloworld::Greeter::Service {
public:
  grpc::Status SayHello(grpc::ServerContext *context, const HelloRequest *,
                        HelloReply *) override {
    ctx_ = context;
    return help();
  }

private:
  grpc::Status help() {
    use(ctx_);
    return {};
  }
  grpc::ServerContext *ctx_ = nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'BadGreeter', which outlives the request; pass it as a parameter [ctx-stored-context]
  // CHECK-MESSAGES: :[[@LINE-11]]:12: note: stored here by 'SayHello', and kept after that call
};

// The handler's name says request, but the library calls one object for all.
class BadRequestHandler final : public helloworld::Greeter::Service {
public:
  grpc::Status SayHello(grpc::ServerContext *context, const HelloRequest *,
                        HelloReply *) override {
    current_ = context;
    return {};
  }

private:
  grpc::ServerContext *current_;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'current_' keeps a per-request 'grpc::ServerContext' in 'BadRequestHandler', which outlives the request; pass it as a parameter [ctx-stored-context]
  // CHECK-MESSAGES: :[[@LINE-7]]:16: note: stored here by 'SayHello', and kept after that call
};

// Written elsewhere; that the class serves requests is enough.
class BadElsewhere final : public helloworld::Greeter::CallbackService {
public:
  grpc::ServerUnaryReactor *SayHello(grpc::CallbackServerContext *context,
                                     const HelloRequest *,
                                     HelloReply *) override;

private:
  std::vector<grpc::CallbackServerContext *> contexts_;
  // CHECK-MESSAGES: :[[@LINE-1]]:46: warning: 'contexts_' keeps a per-request 'grpc::CallbackServerContext' in 'BadElsewhere', which outlives the request; pass it as a parameter [ctx-stored-context]
  // CHECK-MESSAGES: :[[@LINE-7]]:29: note: one 'BadElsewhere' serves many requests: 'SayHello' is called for each of them
};

// A member function stores its parameter: the object outlives that call.
class BadAuditor {
public:
  void record(grpc::ServerContext *context) { last_ = context; }
  std::string peer() const { return last_->peer(); }

private:
  grpc::ServerContext *last_ = nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'last_' keeps a per-request 'grpc::ServerContext' in 'BadAuditor', which outlives the request; pass it as a parameter [ctx-stored-context]
  // CHECK-MESSAGES: :[[@LINE-6]]:55: note: stored here by 'record', and kept after that call
};

// The same with the definition out of line, through a container.
class BadTracker {
public:
  void add(int Id, grpc::ServerContext *context);

private:
  std::map<int, grpc::ServerContext *> seen_;
  // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'seen_' keeps a per-request 'grpc::ServerContext' in 'BadTracker', which outlives the request; pass it as a parameter [ctx-stored-context]
};
void BadTracker::add(int Id, grpc::ServerContext *context) {
  seen_[Id] = context;
}

// Names that say it: every form.
class BadUserStore {
  std::shared_ptr<grpc::ServerContext> shared_;
  // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'shared_' keeps a per-request 'grpc::ServerContext' in 'BadUserStore', which outlives the request; pass it as a parameter [ctx-stored-context]
  std::optional<grpc::ServerContext *> maybe_;
  // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'maybe_' keeps a per-request 'grpc::ServerContext' in 'BadUserStore', which outlives the request; pass it as a parameter [ctx-stored-context]
  std::reference_wrapper<grpc::ServerContext> wrapped_;
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'wrapped_' keeps a per-request 'grpc::ServerContext' in 'BadUserStore', which outlives the request; pass it as a parameter [ctx-stored-context]
  const grpc::ServerContext *const constant_;
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'constant_' keeps a per-request 'grpc::ServerContext' in 'BadUserStore', which outlives the request; pass it as a parameter [ctx-stored-context]
  grpc::ServerContext &reference_;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'reference_' keeps a per-request 'grpc::ServerContext' in 'BadUserStore', which outlives the request; pass it as a parameter [ctx-stored-context]
  grpc::GenericServerContext *derived_;
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'derived_' keeps a per-request 'grpc::GenericServerContext' in 'BadUserStore', which outlives the request; pass it as a parameter [ctx-stored-context]
};

// The last noun decides.
class BadCallManager {
  grpc::ServerContext *ctx_;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'BadCallManager', which outlives the request; pass it as a parameter [ctx-stored-context]
};
class BadSessionCacheImpl {
  grpc::ServerContext *ctx_;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'BadSessionCacheImpl', which outlives the request; pass it as a parameter [ctx-stored-context]
};

// The hidden half of a class is the class.
class BadRegistry {
  struct Impl {
    grpc::ServerContext *ctx;
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: 'ctx' keeps a per-request 'grpc::ServerContext' in 'Impl', which outlives the request; pass it as a parameter [ctx-stored-context]
  };
  std::unique_ptr<Impl> impl_;
};

// One object for the whole program.
struct BadTable {
  explicit BadTable(grpc::ServerContext *C) : ctx(C) {}
  grpc::ServerContext *ctx;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx' keeps a per-request 'grpc::ServerContext' in 'BadTable', which outlives the request; pass it as a parameter [ctx-stored-context]
  // CHECK-MESSAGES: :[[@LINE+2]]:10: note: 'Table' is a 'BadTable' that lives as long as the program
};
BadTable Table(nullptr);

// It works for many.
class BadExecutorPlain {
  std::vector<std::thread> threads_;
  grpc::ServerContext *ctx_;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'BadExecutorPlain', which outlives the request; pass it as a parameter [ctx-stored-context]
};

// A template is one class.
template <class T> class BadTypedCache {
  grpc::ServerContext *ctx_ = nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'BadTypedCache', which outlives the request; pass it as a parameter [ctx-stored-context]
  T value_;
};
BadTypedCache<int> makeInts();
template class BadTypedCache<long>;

//===-- Per-request contexts, right ---------------------------------------===//

// Made for one request, by everything there is to see.
class OkPlainMember {
public:
  explicit OkPlainMember(grpc::ServerContext *C) : ctx_(C) {}
  bool stopped() const { return ctx_->IsCancelled(); }

private:
  grpc::ServerContext *ctx_;
};

// Construction in two steps.
class OkTwoSteps {
public:
  void init(grpc::ServerContext *C) { ctx_ = C; }

private:
  grpc::ServerContext *ctx_ = nullptr;
};

// It is the owner: completion-queue servers make their contexts themselves.
class OkOwnerServer {
  grpc::ServerContext own_;
  std::unique_ptr<grpc::ServerContext> made_;
  std::vector<std::unique_ptr<grpc::ServerContext>> all_;
  std::optional<grpc::ServerContext> late_;
  std::map<int, std::unique_ptr<grpc::ServerContext>> byId_;
};

// A weak pointer keeps nothing.
class OkWeakCache {
  std::weak_ptr<grpc::ServerContext> ctx_;
  std::vector<std::weak_ptr<grpc::ServerContext>> all_;
};

// One client context per call is how the library works.
class OkClientCallManager {
  grpc::ClientContext ctx_;
  grpc::ClientContext *other_;
  std::unique_ptr<grpc::ClientContext> owned_;
};

// Reactors live as long as their call, by base or by a base of that.
class OkWatcher : public grpc::ServerWriteReactor<HelloReply> {
public:
  explicit OkWatcher(grpc::CallbackServerContext *C) : ctx_(C) {}
  void note(grpc::CallbackServerContext *C) { ctx_ = C; }
  void OnDone() override { delete this; }

private:
  grpc::CallbackServerContext *ctx_;
  struct Progress {
    grpc::CallbackServerContext *seen;
    void see(grpc::CallbackServerContext *C) { seen = C; }
  };
};
template <class Reply> class OkTypedManager : public grpc::ServerWriteReactor<Reply> {
  grpc::CallbackServerContext *ctx_;
};
class OkOfReactorManager : public OkWatcher {
  grpc::CallbackServerContext *again_;
};

// Registered while the request runs, taken out when it ends.
class OkTrackedManager {
public:
  void begun(int Id, grpc::ServerContext *C) { active_[Id] = C; }
  void ended(int Id) { active_.erase(Id); }
  void stopAll() {
    for (auto &Entry : active_)
      Entry.second->TryCancel();
  }

private:
  std::map<int, grpc::ServerContext *> active_;
};
class OkClearedService {
public:
  void enter(grpc::ServerContext *C) { ctx_ = C; }
  void leave() { ctx_ = nullptr; }

private:
  grpc::ServerContext *ctx_ = nullptr;
};

// Filled and emptied from outside, while the request runs.
struct OkStreamSlot {
  grpc::ServerContext *server_context = nullptr;
};
void okSubscribe(std::map<int, std::shared_ptr<OkStreamSlot>> &Slots, int Id,
                 grpc::ServerContext *C) {
  Slots[Id]->server_context = C;
  use(Slots[Id]->server_context);
  Slots[Id]->server_context = nullptr;
}
// Filled from outside: how long it lives is not known.
struct OkFilledElsewhere {
  grpc::ServerContext *server_context = nullptr;
};
void okFill(OkFilledElsewhere &Out, grpc::ServerContext *C) {
  Out.server_context = C;
}

// Emptied in the destructor only: that is when the object ends.
class BadClearedLateService {
public:
  ~BadClearedLateService() { ctx_ = nullptr; }
  void enter(grpc::ServerContext *C) { ctx_ = C; }

private:
  grpc::ServerContext *ctx_ = nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'BadClearedLateService', which outlives the request; pass it as a parameter [ctx-stored-context]
};

// Names of things that end with the request; the last noun decides.
struct OkServerCall { grpc::ServerContext *ctx; };
struct OkCallOptions { grpc::ServerContext *ctx; };
struct OkServiceRequestArgs { grpc::ServerContext *ctx; };
class OkStoreOpState {
  grpc::ServerContext *ctx_;
  void next(grpc::ServerContext *C) { ctx_ = C; }
};
struct OkCallData {
  grpc::ServerContext *ctx;
  void proceed(grpc::ServerContext *C) { ctx = C; }
};
class OkSession {
  struct Impl {
    grpc::ServerContext *ctx;
    void take(grpc::ServerContext *C) { ctx = C; }
  };
};

// A callback object.
struct OkVisitEach {
  grpc::ServerContext *ctx;
  bool operator()(int) const { return !ctx->IsCancelled(); }
};

// Only automatic objects, so it ends with its block.
namespace {
class OkStepper {
public:
  void take(grpc::ServerContext *C) { ctx_ = C; }
  void step() { use(ctx_); }

private:
  grpc::ServerContext *ctx_ = nullptr;
};
} // namespace
void okLocalUse(grpc::ServerContext *C) {
  OkStepper S;
  S.take(C);
  S.step();
}

// The same class shape, but an object goes on the heap.
namespace {
class BadStepper {
public:
  void take(grpc::ServerContext *C) { ctx_ = C; }

private:
  grpc::ServerContext *ctx_ = nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'BadStepper', which outlives the request; pass it as a parameter [ctx-stored-context]
};
} // namespace
std::vector<std::unique_ptr<BadStepper>> badHeapUse(grpc::ServerContext *C) {
  BadStepper First;
  First.take(C);
  std::vector<std::unique_ptr<BadStepper>> All;
  All.push_back(std::make_unique<BadStepper>());
  return All;
}

// Local classes and lambdas end with their function, or are another check's.
void okLocalClass(grpc::ServerContext *C) {
  struct LocalCache {
    grpc::ServerContext *ctx;
  } L{C};
  auto Ask = [C] { return C->IsCancelled(); };
  use(L.ctx);
  (void)Ask();
}

//===-- Contexts ----------------------------------------------------------===//

// A plain struct is no place for a context.
struct M50Bad { otel::Context ctx; int id; };
// CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'M50Bad'; pass it as a parameter [ctx-stored-context]
struct M50Good { void handle(const otel::Context& ctx, int id); };

class BadAllForms {
public:
  explicit BadAllForms(const otel::Context &C);

private:
  otel::Context value_;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'value_' keeps the 'opentelemetry::context::Context' of a request in 'BadAllForms'; pass it as a parameter [ctx-stored-context]
  const otel::Context &reference_;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'reference_' keeps the 'opentelemetry::context::Context' of a request in 'BadAllForms'; pass it as a parameter [ctx-stored-context]
  otel::Context *pointer_;
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'pointer_' keeps the 'opentelemetry::context::Context' of a request in 'BadAllForms'; pass it as a parameter [ctx-stored-context]
  std::shared_ptr<otel::Context> shared_;
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'shared_' keeps the 'opentelemetry::context::Context' of a request in 'BadAllForms'; pass it as a parameter [ctx-stored-context]
  std::optional<otel::Context> optional_;
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'optional_' keeps the 'opentelemetry::context::Context' of a request in 'BadAllForms'; pass it as a parameter [ctx-stored-context]
  std::deque<otel::Context> queue_;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'queue_' keeps the 'opentelemetry::context::Context' of a request in 'BadAllForms'; pass it as a parameter [ctx-stored-context]
  using Alias = otel::Context;
  const Alias alias_;
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'alias_' keeps the 'opentelemetry::context::Context' of a request in 'BadAllForms'; pass it as a parameter [ctx-stored-context]
};

class BadExporterService {
public:
  void handle(const otel::Context &C) { ctx_ = C; }

private:
  otel::Context ctx_;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'ctx_' keeps a per-request 'opentelemetry::context::Context' in 'BadExporterService', which outlives the request; pass it as a parameter [ctx-stored-context]
  // CHECK-MESSAGES: :[[@LINE-5]]:48: note: stored here by 'handle', and kept after that call
};

// A non-copyable class with work to do is no guard.
class BadPoller {
public:
  explicit BadPoller(otel::Context C) : ctx_(std::move(C)) {}
  BadPoller(const BadPoller &) = delete;
  ~BadPoller() { stop(); }
  void poll() { use(ctx_); }

private:
  void stop();
  otel::Context ctx_;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'ctx_' keeps the 'opentelemetry::context::Context' of a request in 'BadPoller'; pass it as a parameter [ctx-stored-context]
};

//===-- Contexts, right ---------------------------------------------------===//

struct OkRequest { otel::Context ctx; int id; };
struct OkQueueItem { otel::Context ctx; std::function<void()> run; };
struct OkFetchOptions { otel::Context parent; };
struct OkDoneEvent { std::optional<otel::Context> ctx; };
struct OkWeakHolder { std::weak_ptr<otel::Context> ctx; };
struct OkUploadJob { otel::Context ctx; void run(); };

// RAII guards: all they do is begin and end.
class OkRestorer {
public:
  explicit OkRestorer(otel::Context C) : before_(std::move(C)) {}
  OkRestorer(const OkRestorer &) = delete;
  OkRestorer &operator=(const OkRestorer &) = delete;
  ~OkRestorer() { use(before_); }
  void dismiss();
  const otel::Context &before() const { return before_; }

private:
  otel::Context before_;
};

// What makes a context current for a block ends with the block.
class OkActivation {
  opentelemetry::nostd::unique_ptr<otel::Token> token_;
  otel::Context ctx_;
};

// Coroutines: awaiters and promises are part of one operation.
struct OkResumeOn {
  otel::Context ctx;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) {}
  void await_resume() {}
};
struct OkCoroutine {
  struct promise_type {
    otel::Context ctx;
    OkCoroutine get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

// Senders and receivers.
template <class Receiver> struct OkOperating {
  OkOperating(OkOperating &&) = delete;
  otel::Context ctx;
  Receiver receiver;
  void start() noexcept { receiver.set_value(); }
};
struct OkSink {
  otel::Context ctx;
  void set_value() noexcept {}
  void set_stopped() noexcept {}
};
struct OkTagged {
  using operation_state_concept = int;
  otel::Context ctx;
};

// A context in a context is still a context.
class OkWrapped : public otel::Context {
  otel::Context parent_;
};

// A callback adapter, and an operation that keeps itself alive.
struct OkWithParent {
  otel::Context parent;
  std::function<void()> inner;
  void operator()() const { inner(); }
};
class OkDownload : public std::enable_shared_from_this<OkDownload> {
public:
  void resume();

private:
  otel::Context ctx_;
};

// Contexts of what is in flight, each taken out at its end.
class OkInFlight {
public:
  void begun(int Id, const otel::Context &C) { contexts_.emplace(Id, C); }
  void ended(int Id) { contexts_.erase(Id); }
  void pause() { last_.reset(); }
  void resume(const otel::Context &C) { last_ = C; }

private:
  std::map<int, otel::Context> contexts_;
  std::optional<otel::Context> last_;
};

// A service's own root is nobody's request.
class OkRootedService {
  otel::Context base_ = otel::Context{"service.name", true};
  otel::Context none_ = otel::Context();
};

union OkUnion {
  otel::Context *ctx;
  int id;
};
