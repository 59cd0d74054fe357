// RUN: %check %s ctx-growing-context %t -std=c++20
// RUN: %check %s ctx-growing-context %t -std=c++20 --prefix=ALL --no-fix --option=Closures=true --option=Members=true
#include <algorithm>
#include <functional>
#include <opentelemetry/context/context.h>
#include <vector>

using opentelemetry::context::Context;
static const char kTenant[] = "acme.billing.tenant";

bool more();
void charge(const Context &ctx);
void log(const char *);

//===-- derived from itself -----------------------------------------------===//

void bad_range(Context ctx, const std::vector<bool> &items) {
  for (bool item : items) {
    ctx = ctx.SetValue(kTenant, item);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'for' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself in this 'for' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    charge(ctx);
  }
}
// CHECK-FIXES: auto loop_ctx = ctx.SetValue(kTenant, item);
// CHECK-FIXES: charge(loop_ctx);

void bad_while(Context baseCtx) {
  while (more()) {
    baseCtx = baseCtx.SetValue(kTenant, true).SetValue("acme.x", false);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'baseCtx' is derived from itself in this 'while' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:13: warning: 'baseCtx' is derived from itself in this 'while' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    charge(baseCtx);
  }
}
// CHECK-FIXES: auto loopBaseCtx = baseCtx.SetValue(kTenant, true).SetValue("acme.x", false);
// CHECK-FIXES: charge(loopBaseCtx);

Context withTenant(Context parent, bool tenant) {
  return parent.SetValue(kTenant, tenant);
}
void bad_wrapper(Context ctx) {
  do {
    ctx = withTenant(ctx, true);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'do' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself in this 'do' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    charge(ctx);
  } while (more());
}
// CHECK-FIXES: auto loop_ctx = withTenant(ctx, true);
// CHECK-FIXES: charge(loop_ctx);

// By way of a variable.
Context withNamed(Context parent) {
  auto child = parent.SetValue(kTenant, true);
  return child;
}
void bad_by_variable(Context ctx) {
  while (more()) {
    auto child = withNamed(ctx);
    ctx = child;
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself in this 'while' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    charge(child);
  }
  charge(ctx);
}

// It is used behind the loop, or only on some ways: no fix.
void bad_used_behind(Context ctx) {
  while (more()) {
    ctx = ctx.SetValue(kTenant, true);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself in this 'while' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    charge(ctx);
  }
  charge(ctx);
}
void bad_branch(Context ctx) {
  for (;;) {
    if (more())
      ctx = more() ? ctx.SetValue(kTenant, true) : ctx;
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'for' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:11: warning: 'ctx' is derived from itself in this 'for' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
    charge(ctx);
  }
}

void bad_per_element(Context ctx, const std::vector<bool> &items) {
  std::for_each(items.begin(), items.end(), [&](bool item) {
    ctx = ctx.SetValue(kTenant, item);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself each time this lambda is called, so it gets a link longer each time; keep the derived one in a variable of the lambda [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself each time this lambda is called, so it gets a link longer each time; keep the derived one in a variable of the lambda [ctx-growing-context]
    charge(ctx);
  });
}

//===-- silent ------------------------------------------------------------===//

void ok_new_one(Context ctx, const std::vector<bool> &items) {
  for (bool item : items) {
    auto one = ctx.SetValue(kTenant, item);
    one = one.SetValue("acme.x", true);
    charge(one);
  }
}

void ok_reset(const Context &root, Context ctx) {
  while (more()) {
    ctx = root;
    ctx = ctx.SetValue(kTenant, true);
    charge(ctx);
  }
}
void ok_reset_behind(Context ctx) {
  while (more()) {
    ctx = ctx.SetValue(kTenant, true);
    charge(ctx);
    ctx = Context();
  }
}

void ok_leaves(Context ctx) {
  while (more()) {
    if (!more())
      continue;
    ctx = ctx.SetValue(kTenant, true);
    charge(ctx);
    break;
  }
}
void ok_returns(Context ctx) {
  for (;;) {
    ctx = ctx.SetValue(kTenant, true);
    return charge(ctx);
  }
}

// It puts together what is used behind the loop.
Context ok_fold(Context ctx, const std::vector<const char *> &keys) {
  for (const char *key : keys)
    ctx = ctx.SetValue(key, true);
  return ctx;
}

void ok_once(Context ctx) {
  ctx = ctx.SetValue(kTenant, true);
  while (more())
    charge(ctx);
}

// The same child each time.
void ok_one_child(Context ctx) {
  auto child = ctx.SetValue(kTenant, true);
  while (more()) {
    ctx = child;
    charge(ctx);
  }
}
// Put back behind each use.
void ok_put_back(Context ctx) {
  auto saved = ctx;
  while (more()) {
    ctx = ctx.SetValue(kTenant, true);
    charge(ctx);
    ctx = saved;
  }
}

// Another one, or not derived.
void ok_other(Context ctx, Context other) {
  while (more()) {
    ctx = other.SetValue(kTenant, true);
    charge(ctx);
  }
}
void ok_of_the_outer_loop(Context root) {
  while (more()) {
    Context ctx = root;
    ctx = ctx.SetValue(kTenant, true);
    charge(ctx);
  }
}

// A lambda that is kept, a member of the object: by option.
std::function<void()> ok_closure(Context ctx) {
  return [ctx]() mutable {
    ctx = ctx.SetValue(kTenant, true);
    // CHECK-MESSAGES-ALL: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself each time this lambda is called, so it gets a link longer each time; keep the derived one in a variable of the lambda [ctx-growing-context]
    charge(ctx);
  };
}
class OkSession {
public:
  void serve() {
    while (more()) {
      ctx_ = ctx_.SetValue(kTenant, true);
      // CHECK-MESSAGES-ALL: :[[@LINE-1]]:12: warning: 'ctx_' is derived from itself in this 'while' loop, so it gets a link longer with each iteration; keep the derived one in a variable of the loop [ctx-growing-context]
      charge(ctx_);
    }
  }

private:
  Context ctx_;
};
