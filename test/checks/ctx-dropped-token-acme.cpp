// RUN: %check %s ctx-dropped-token %t --models=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <memory>
#include <string>

using acme::Context;

//===--- overloads and constructions ------------------------------------------===

void store(int id);
void store(const Context &ctx, int id);
void load(int id);
void load(int id, std::stop_token st);
class Session {
public:
  explicit Session(int id, const Context &ctx = Context{});
  void run();
};

void bad_context(const Context &ctx) { store(7); }
// CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'store' is called without a context although 'ctx' is in scope and an overload takes one; a stop request does not reach the call: pass 'ctx' [ctx-dropped-token]
// CHECK-FIXES: void bad_context(const Context &ctx) { store(ctx, 7); }
void bad_token_of_context(const Context &ctx) { load(7); }
// CHECK-MESSAGES: :[[@LINE-1]]:49: warning: 'load' is called without a token although 'ctx.token' is in scope and an overload takes one; a stop request does not reach the call: pass 'ctx.token' [ctx-dropped-token]
// CHECK-FIXES: void bad_token_of_context(const Context &ctx) { load(7, ctx.token); }
void bad_pointer(const Context *ctx) { store(7); }
// CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'store' is called without a context although 'ctx' is in scope and an overload takes one; a stop request does not reach the call: pass '*ctx' [ctx-dropped-token]
// CHECK-FIXES: void bad_pointer(const Context *ctx) { store(*ctx, 7); }
void bad_shared(std::shared_ptr<const Context> ctx) { store(7); }
// CHECK-MESSAGES: :[[@LINE-1]]:55: warning: 'store' is called without a context although 'ctx' is in scope and an overload takes one; a stop request does not reach the call: pass '*ctx' [ctx-dropped-token]
// CHECK-FIXES: void bad_shared(std::shared_ptr<const Context> ctx) { store(*ctx, 7); }
void bad_derived(const Context &ctx) {
  auto child = ctx.WithValue("k", 1);
  if (child.Done())
    return;
  store(7);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'store' is called without a context although 'ctx' is in scope and an overload takes one; a stop request does not reach the call: pass 'ctx' [ctx-dropped-token]
}
void bad_construction(const Context &ctx) {
  Session session(7);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'Session' is called without a context although 'ctx' is in scope and it takes one; a stop request does not reach the call: pass 'ctx' [ctx-dropped-token]
  // CHECK-FIXES: Session session(7, ctx);
  session.run();
}

// A request that carries a context.
struct Query {
  std::string text;
  Context ctx;
};
void ask(const Query &query);
void bad_request(const Context &ctx) {
  Query query;
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' of 'Query' is not set although 'ctx' is in scope; a stop request does not reach 'ask': set it to 'ctx' [ctx-dropped-token]
  // CHECK-FIXES: query.ctx = ctx;
  query.text = "x";
  ask(query);
}

//===--- silent -----------------------------------------------------------------===

// A context parameter left to its default is ctx-fresh-root's.
void publish(int id, const Context &ctx = Context{});
void ok_fresh_root(const Context &ctx) { publish(7); }
// Waits and started work are other checks'.
void ok_wait(const Context &ctx) { acme::Sleep(std::chrono::milliseconds(5)); }
void ok_spawn(const Context &ctx, acme::Pool &pool) { pool.Submit([] {}); }
void ok_made(const Context &ctx) { auto pair = acme::WithCancel(ctx); }
void ok_null(const Context *ctx) {
  if (!ctx)
    store(7);
}
void RunCli(const Context &ctx) { store(7); }
