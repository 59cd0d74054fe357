// RUN: %check %s ctx-fresh-root %t --models=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <memory>
#include <string>
#include <vector>

using acme::Context;
using namespace std::chrono_literals;

void callee(const Context &ctx);
void byValue(int id, Context ctx);
void byPointer(const Context *ctx);
void mutableRef(Context &ctx);
void tokenOnly(std::stop_token st);
void extract(Context &out);
Context current();

//===--- as an argument ------------------------------------------------------===

void bad_background(const Context &ctx) {
  callee(Context::Background());
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: root 'Context::Background()' passed to 'callee' although 'ctx' is in scope; the call is not cancelled with it: pass 'ctx' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:36: note: 'ctx' is in scope here
  // CHECK-FIXES: callee(ctx);
  callee(acme::Context::TODO());
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: root 'acme::Context::TODO()' passed to 'callee' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-7]]:36: note: 'ctx' is in scope here
  // CHECK-FIXES: callee(ctx);
  byValue(1, Context{});
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: empty 'Context{}' passed to 'byValue' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-11]]:36: note: 'ctx' is in scope here
  // CHECK-FIXES: byValue(1, ctx);
  byValue(2, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: empty 'acme::Context' passed to 'byValue' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-15]]:36: note: 'ctx' is in scope here
  // CHECK-FIXES: byValue(2, ctx);
  tokenOnly({});
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: empty 'std::stop_token' passed to 'tokenOnly' although 'ctx.token' is in scope; {{.*}}: pass 'ctx.token' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-19]]:36: note: 'ctx.token' is in scope here
  // CHECK-FIXES: tokenOnly(ctx.token);
}

void bad_pointer(const Context *ctx) {
  callee(Context::Background());
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: root 'Context::Background()' passed to 'callee' although 'ctx' is in scope; {{.*}}: pass '*ctx' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:33: note: 'ctx' is in scope here
  // CHECK-FIXES: callee(*ctx);
}

void bad_shared(std::shared_ptr<const Context> shared) {
  callee(Context{});
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: empty 'Context{}' passed to 'callee' although 'shared' is in scope; {{.*}}: pass '*shared' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:48: note: 'shared' is in scope here
  // CHECK-FIXES: callee(*shared);
}

//===--- as a parent -----------------------------------------------------------===

void bad_timeout_of_root(const Context &ctx) {
  auto [child, cancel] = acme::WithTimeout(Context::Background(), 5s);
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: root 'Context::Background()' is the parent given to 'WithTimeout' although 'ctx' is in scope; the child is not cancelled with it: derive from 'ctx' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:41: note: 'ctx' is in scope here
  // CHECK-FIXES: auto [child, cancel] = acme::WithTimeout(ctx, 5s);
  callee(child);
  cancel();
}

void bad_value_of_root(const Context *ctx) {
  callee(Context{}.WithValue("user", 7));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: root 'Context{}' is the parent given to 'WithValue' although 'ctx' is in scope; the child is not cancelled with it: derive from '*ctx' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:39: note: 'ctx' is in scope here
  // CHECK-FIXES: callee((*ctx).WithValue("user", 7));
}

//===--- kept and passed on ------------------------------------------------------===

void bad_kept(const Context &ctx) {
  auto background = Context::Background();
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: root 'Context::Background()' is kept in 'background' and passed on although 'ctx' is in scope; the calls are not cancelled with it: use 'ctx' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:30: note: 'ctx' is in scope here
  // CHECK-FIXES: auto background = ctx;
  callee(background);
}

void bad_kept_reference(const Context &ctx) {
  const Context &root = Context::Background();
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: root 'Context::Background()' is kept in 'root' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:40: note: 'ctx' is in scope here
  // CHECK-FIXES: const Context &root = ctx;
  auto child = root.WithValue("a", 1);
  callee(child);
}

void bad_kept_empty(const Context &ctx) {
  const auto plain = Context{};
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: root 'Context{}' is kept in 'plain' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:36: note: 'ctx' is in scope here
  // CHECK-FIXES: const auto plain = ctx;
  callee(plain);
}

// The fix would name itself.
void bad_kept_shadows(const Context &ctx) {
  if (!ctx.values.empty()) {
    auto ctx = Context::Background();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: root 'Context::Background()' is kept in 'ctx' {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE-4]]:38: note: 'ctx' is in scope here
    callee(ctx);
  }
}

//===--- left to the default -----------------------------------------------------===

struct Client {
  int Get(const std::string &key, const Context &ctx = Context{});
  int List(int limit = 100, std::vector<int> skip = {}, const Context &ctx = Context::Background());
  int Odd(std::string name = current().Err().message(), const Context &ctx = {});
  int Ambient(const Context &ctx = current());
  void Close(const Context &ctx = {});
};

void bad_defaulted(Client &client, const Context &ctx) {
  client.Get("x");
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'Get' uses the default 'Context{}' for its context although 'ctx' is in scope; the call is not cancelled with it: pass 'ctx' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:51: note: 'ctx' is in scope here
  // CHECK-FIXES: client.Get("x", ctx);
  client.List();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'List' uses the default 'Context::Background()' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-7]]:51: note: 'ctx' is in scope here
  // CHECK-FIXES: client.List(100, {}, ctx);
  client.List(7);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'List' uses the default 'Context::Background()' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-11]]:51: note: 'ctx' is in scope here
  // CHECK-FIXES: client.List(7, {}, ctx);
  client.Odd();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'Odd' uses the default '{}' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-15]]:51: note: 'ctx' is in scope here
}

void ok_given(Client &client, const Context &ctx) {
  client.Get("x", ctx);
  client.Ambient();
  client.Close();
}

//===--- in initialisers -----------------------------------------------------------===

int measure(const Context &ctx = Context{});

struct BadInitialisers {
  BadInitialisers(const Context &ctx) : size(measure()), half(measure(Context::Background())) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:46: warning: 'measure' uses the default 'Context{}' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-2]]:34: note: 'ctx' is in scope here
  // CHECK-MESSAGES: :[[@LINE-3]]:71: warning: root 'Context::Background()' passed to 'measure' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-4]]:34: note: 'ctx' is in scope here
  // CHECK-FIXES: BadInitialisers(const Context &ctx) : size(measure(ctx)), half(measure(ctx)) {}
  int size, half;
};

// A member may live longer than the call.
struct OkInitialisers {
  OkInitialisers(const Context &ctx)
      : root(Context::Background()), braced{Context::Background()},
        named(Context::Background().WithValue("a", 1)),
        listed{Context{}.WithValue("a", 1)} {}
  Context root, braced, named, listed;
};

//===--- silent --------------------------------------------------------------------===

void ok_opt_out(const Context &ctx) {
  auto detached = Context::Background();
  callee(detached);
  static const Context kRoot = Context::Background();
  callee(kRoot);
}

void ok_never_assigned(const Context &ctx) {
  Context plain;
  callee(plain);
  Context braces{};
  callee(braces);
  Context equals = {};
  callee(equals);
}

void ok_declared_only(const Context &ctx) {
  Context out;
  extract(out);
  callee(out);
}

void ok_assigned(const Context &ctx, bool fresh) {
  auto chosen = Context::Background();
  if (!fresh)
    chosen = ctx;
  callee(chosen);
}

void ok_filled(const Context &ctx) {
  auto out = Context::Background();
  extract(out);
  callee(out);
}

Context ok_generator(const Context &ctx) {
  callee(Context::Background());
  return Context::Background();
}

std::pair<Context, int> ok_generator_pair(const Context &ctx) {
  callee(Context::Background());
  return {Context{}, 1};
}

void ok_done(const Context &ctx) {
  if (ctx.Done())
    callee(Context::Background());
  if (ctx.Err())
    callee(Context::Background());
  if (ctx.Err() == acme::kCancelled)
    callee(Context::Background());
}

// An early return on the poll excuses nothing.
void bad_after_early_return(const Context &ctx) {
  if (ctx.Done())
    return;
  byValue(9, Context::Background());
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: root 'Context::Background()' passed to 'byValue' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-5]]:44: note: 'ctx' is in scope here
  // CHECK-FIXES: byValue(9, ctx);
}

void ok_background_work(const Context &ctx, acme::Pool &pool) {
  pool.Submit(Context::Background(), [](const Context &own) { callee(own); });
}

void ok_fallback(const Context *ctx) {
  callee(ctx ? *ctx : Context::Background());
  if (!ctx)
    callee(Context::Background());
}

class Server {
  Context base_;
  std::unique_ptr<Context> held_;

public:
  explicit Server(const Context &ctx) : base_(Context::Background()) {}
  void start(const Context &ctx) {
    base_ = Context::Background();
    base_ = Context::Background().WithValue("server", 1);
    held_ = std::make_unique<Context>(Context::Background());
  }
};

void ok_unnamed(const Context &) { callee(Context::Background()); }

// A policy's function name.
void RunCli(const Context &ctx) { callee(Context::Background()); }

int main() { callee(Context::Background()); }
