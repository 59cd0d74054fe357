// RUN: %check %s ctx-fresh-root %t
#include <chrono>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <thread>

using helloworld::HelloReply;
using helloworld::HelloRequest;
using Stub = helloworld::Greeter::Stub;

void addAuth(grpc::ClientContext *context);
void fill(grpc::ClientContext &context);
void linkDeadline(grpc::ClientContext *context);
void propagate(const grpc::ServerContext &from, grpc::ClientContext *to);
void helper(grpc::ClientContext *to, grpc::ServerContext *from);

//===--- made in a handler --------------------------------------------------===

grpc::Status bad_handler(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  if (sc->IsCancelled())
    return {};
  grpc::ClientContext cc;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: new 'grpc::ClientContext' made although 'sc' is in scope; the call is not cancelled with it: derive it with 'FromServerContext' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-5]]:47: note: 'sc' is in scope here
  // CHECK-FIXES: auto cc = grpc::ClientContext::FromServerContext(*sc);
  return s.SayHello(&cc, {}, r);
  // CHECK-FIXES: return s.SayHello(cc.get(), {}, r);
}

grpc::Status bad_all_uses(grpc::ServerContext &sc, Stub &s, HelloReply *r) {
  ::grpc::ClientContext cc;
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: new 'grpc::ClientContext' made although 'sc' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:48: note: 'sc' is in scope here
  // CHECK-FIXES: auto cc = ::grpc::ClientContext::FromServerContext(sc);
  cc.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
  // CHECK-FIXES: cc->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
  cc.AddMetadata("key", cc.peer());
  // CHECK-FIXES: cc->AddMetadata("key", cc->peer());
  fill(cc);
  // CHECK-FIXES: fill(*cc);
  addAuth(&cc);
  // CHECK-FIXES: addAuth(cc.get());
  return s.SayHello(&cc, {}, r);
  // CHECK-FIXES: return s.SayHello(cc.get(), {}, r);
}

using grpc::ClientContext;
void bad_callback_handler(grpc::CallbackServerContext *context, Stub &s, HelloRequest *q, HelloReply *r) {
  ClientContext out;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: new 'grpc::ClientContext' made although 'context' is in scope; the call is not cancelled with it: derive it with 'FromCallbackServerContext' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:56: note: 'context' is in scope here
  // CHECK-FIXES: auto out = ClientContext::FromCallbackServerContext(*context);
  s.async()->SayHello(&out, q, r, [](grpc::Status) {});
  // CHECK-FIXES: s.async()->SayHello(out.get(), q, r, [](grpc::Status) {});
}

void bad_generic(grpc::GenericServerContext *generic, Stub &s, HelloReply *r) {
  grpc::ClientContext cc;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: new 'grpc::ClientContext' made although 'generic' is in scope; {{.*}}'FromServerContext' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:46: note: 'generic' is in scope here
  // CHECK-FIXES: auto cc = grpc::ClientContext::FromServerContext(*generic);
  s.SayHello(&cc, {}, r);
}

void bad_in_loop(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext each;
    // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: new 'grpc::ClientContext' made {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE-4]]:39: note: 'sc' is in scope here
    // CHECK-FIXES: auto each = grpc::ClientContext::FromServerContext(*sc);
    s.SayHello(&each, {}, r);
  }
}

void bad_by_pointer(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  auto cc = std::make_unique<grpc::ClientContext>();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: new 'grpc::ClientContext' made although 'sc' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:42: note: 'sc' is in scope here
  // CHECK-FIXES: auto cc = grpc::ClientContext::FromServerContext(*sc);
  cc->AddMetadata("a", "b");
  s.SayHello(cc.get(), {}, r);
}

void bad_by_new(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  std::unique_ptr<grpc::ClientContext> cc(new grpc::ClientContext);
  // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: new 'grpc::ClientContext' made although 'sc' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:38: note: 'sc' is in scope here
  s.SayHello(cc.get(), {}, r);
}

// A macro in the way: no fix.
#define ADDRESS(x) &x
void bad_macro_use(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  grpc::ClientContext inMacro;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: new 'grpc::ClientContext' made {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:41: note: 'sc' is in scope here
  s.SayHello(ADDRESS(inMacro), {}, r);
}

struct Proxy : helloworld::Greeter::Service {
  std::unique_ptr<Stub> stub_;
  grpc::Status SayHello(grpc::ServerContext *context, const HelloRequest *q, HelloReply *r) override {
    grpc::ClientContext forward;
    // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: new 'grpc::ClientContext' made although 'context' is in scope; {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE-3]]:46: note: 'context' is in scope here
    // CHECK-FIXES: auto forward = grpc::ClientContext::FromServerContext(*context);
    return stub_->SayHello(&forward, *q, r);
    // CHECK-FIXES: return stub_->SayHello(forward.get(), *q, r);
  }
};

// The call's own object has the context of the request.
struct CallData {
  grpc::ServerContext ctx_;
  Stub *stub_;
  HelloReply reply_;
  void proceed() {
    grpc::ClientContext cc;
    // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: new 'grpc::ClientContext' made although 'ctx_' is in scope; {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE-6]]:23: note: 'ctx_' is in scope here
    // CHECK-FIXES: auto cc = grpc::ClientContext::FromServerContext(ctx_);
    stub_->SayHello(&cc, {}, &reply_);
    // CHECK-FIXES: stub_->SayHello(cc.get(), {}, &reply_);
  }
};

//===--- linked, or for something else ------------------------------------------===

void ok_derived(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  auto cc = grpc::ClientContext::FromServerContext(*sc);
  s.SayHello(cc.get(), {}, r);
}

void ok_shield(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  auto cc = grpc::ClientContext::FromServerContext(*sc, grpc::PropagationOptions().disable_cancellation_propagation());
  s.SayHello(cc.get(), {}, r);
}

void ok_given_together(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  grpc::ClientContext cc;
  helper(&cc, sc);
  s.SayHello(&cc, {}, r);
}

void ok_helper_propagates(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  grpc::ClientContext cc;
  propagate(*sc, &cc);
  s.SayHello(&cc, {}, r);
}

void ok_helper_says_it_links(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  grpc::ClientContext cc;
  linkDeadline(&cc);
  s.SayHello(&cc, {}, r);
}

void ok_deadline_copied(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  grpc::ClientContext cc;
  cc.set_deadline(sc->deadline());
  s.SayHello(&cc, {}, r);
}

void ok_deadline_copied_through_local(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  const auto deadline = sc->deadline();
  grpc::ClientContext cc;
  cc.set_deadline(deadline);
  s.SayHello(&cc, {}, r);
}

void ok_cancelled_by_hand(grpc::ServerContext *sc, Stub &s, HelloRequest &q, HelloReply *r) {
  grpc::ClientContext cc;
  auto reader = s.Watch(&cc, q);
  while (reader->Read(r))
    if (sc->IsCancelled())
      cc.TryCancel();
}

struct Pending {
  grpc::ClientContext context;
  HelloReply reply;
  std::unique_ptr<grpc::ClientContext> other;
};

void ok_member_of_a_call_object(grpc::ServerContext *sc, Stub &s, HelloRequest *q) {
  auto *call = new Pending;
  s.async()->SayHello(&call->context, q, &call->reply, [call](grpc::Status) { delete call; });
}

void ok_moved_into_a_call_object(grpc::ServerContext *sc, Stub &s, HelloRequest *q, Pending &p) {
  auto cc = std::make_unique<grpc::ClientContext>();
  s.async()->SayHello(cc.get(), q, &p.reply, [](grpc::Status) {});
  p.other = std::move(cc);
}

void ok_kept_by_callback(grpc::ServerContext *sc, Stub &s, HelloRequest *q, HelloReply *r) {
  auto cc = std::make_shared<grpc::ClientContext>();
  s.async()->SayHello(cc.get(), q, r, [cc](grpc::Status) {});
}

void ok_background(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  std::thread([&s, r, sc] {
    grpc::ClientContext cc;
    s.SayHello(&cc, {}, r);
  }).detach();
}

void ok_after_cancellation(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  if (sc->IsCancelled()) {
    grpc::ClientContext undo;
    s.SayHello(&undo, {}, r);
  }
}

void ok_status_says_cancelled(grpc::ServerContext *sc, Stub &s, HelloReply *r, grpc::Status status) {
  if (status.error_code() == grpc::CANCELLED) {
    grpc::ClientContext undo;
    s.SayHello(&undo, {}, r);
  }
}

void ok_unnamed(grpc::ServerContext *, Stub &s, HelloReply *r) {
  grpc::ClientContext cc;
  s.SayHello(&cc, {}, r);
}

void ok_no_server(Stub &s, HelloReply *r) {
  grpc::ClientContext cc;
  s.SayHello(&cc, {}, r);
}

void ok_client_context_in_scope(grpc::ClientContext *outer, Stub &s, HelloReply *r) {
  grpc::ClientContext retry;
  s.SayHello(&retry, {}, r);
}

void ok_missing_parent(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  if (sc == nullptr) {
    grpc::ClientContext cc;
    s.SayHello(&cc, {}, r);
  }
}

void ok_never_used_for_a_call(grpc::ServerContext *sc) {
  grpc::ClientContext cc;
  cc.set_wait_for_ready(true);
}

grpc::ClientContext *ok_generator(grpc::ServerContext *sc, Stub &s, HelloReply *r) {
  grpc::ClientContext cc;
  s.SayHello(&cc, {}, r);
  return nullptr;
}

struct Session {
  ~Session() {
    grpc::ClientContext bye;
    stub_->SayHello(&bye, {}, &reply_);
  }
  grpc::ServerContext *context_;
  Stub *stub_;
  HelloReply reply_;
};

void ok_release(grpc::ServerContext *sc, Stub &s, HelloReply *r);
struct Reactor : grpc::ServerUnaryReactor {
  grpc::CallbackServerContext *context_;
  Stub *stub_;
  HelloReply reply_;
  void OnDone() override { delete this; }
  void OnCancel() override { // runs because of the cancellation
    grpc::ClientContext cc;
    stub_->SayHello(&cc, {}, &reply_);
  }
};

//===--- a context parameter left to its default ---------------------------------===

void audit(int id, grpc::ServerContext *context = nullptr);
void record(int id, int level = 3, grpc::ServerContext *context = nullptr);
int verbosity();
void trace(int id, int level = verbosity(), grpc::ServerContext *context = nullptr);

void bad_defaulted(grpc::ServerContext *sc) {
  audit(7);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'audit' uses the default 'nullptr' for its context although 'sc' is in scope; the call is not cancelled with it: pass 'sc' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:41: note: 'sc' is in scope here
  // CHECK-FIXES: audit(7, sc);
  record(7);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'record' uses the default 'nullptr' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-7]]:41: note: 'sc' is in scope here
  // CHECK-FIXES: record(7, 3, sc);
  trace(7);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'trace' uses the default 'nullptr' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-11]]:41: note: 'sc' is in scope here
}

void ok_passed(grpc::ServerContext *sc) {
  audit(7, sc);
  record(7, 3, sc);
}

void ok_null_is_another_check(grpc::ServerContext *sc) { audit(7, nullptr); }
