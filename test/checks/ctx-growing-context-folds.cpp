// RUN: %check %s ctx-growing-context %t -std=c++20 --model=%S/../Inputs/acme/acme.yaml
// RUN: %check %s ctx-growing-context %t -std=c++20 --model=%S/../Inputs/acme/acme.yaml --prefix=ALL --no-fix --option=Closures=true
// A loop over an input puts a context together, and looks at what it has.
#include <acme/context.h>
#include <functional>
#include <map>
#include <opentelemetry/context/context.h>
#include <string>
#include <vector>

using opentelemetry::context::Context;
using Headers = std::map<std::string, bool>;

bool more();
void charge(const Context &ctx);
void use(const acme::Context &ctx);
void log(const std::string &);

//===-- silent ------------------------------------------------------------===//

// What it has already is left out.
Context ok_skips_known(Context ctx, const Headers &headers) {
  for (const auto &[name, value] : headers) {
    if (ctx.HasKey(name))
      continue;
    ctx = ctx.SetValue(name, value);
  }
  return ctx;
}
Context ok_adds_unknown(Context ctx, const std::vector<std::string> &names) {
  for (size_t i = 0; i < names.size(); ++i)
    if (!ctx.HasKey(names[i]))
      ctx = ctx.SetValue(names[i], true);
  return ctx;
}
// By way of a variable that takes its place.
Context ok_by_variable(Context ctx, const Headers &headers) {
  for (const auto &one : headers) {
    auto next = ctx.SetValue(one.first, one.second);
    log(one.first);
    ctx = next;
  }
  return ctx;
}
// Whether to go on is asked on the way.
acme::Context ok_gives_up(acme::Context ctx,
                          const std::vector<std::string> &scopes) {
  for (const auto &scope : scopes) {
    ctx = ctx.WithValue("scope", scope);
    ctx.ThrowIfDone();
  }
  return ctx;
}
acme::Context ok_breaks(acme::Context ctx,
                        const std::vector<std::string> &scopes) {
  for (const auto &scope : scopes) {
    ctx = ctx.WithValue("scope", scope);
    if (ctx.Done())
      break;
  }
  return ctx;
}

// A pipeline asks its parts about what it has.
struct Plugin {
  virtual ~Plugin();
  virtual bool enabled(const acme::Context &ctx) const = 0;
  virtual bool run(const acme::Context &ctx) = 0;
  virtual std::string name() const = 0;
};
acme::Context ok_asks_plugins(acme::Context ctx,
                              const std::vector<Plugin *> &plugins) {
  for (const auto &plugin : plugins) {
    if (!plugin->enabled(ctx))
      continue;
    ctx = ctx.WithValue(plugin->name(), true);
  }
  return ctx;
}
bool isAllowed(const acme::Context &ctx, const std::string &scope);
void ok_asks_function(acme::Context &ctx,
                      const std::vector<std::string> &scopes) {
  for (const auto &scope : scopes)
    if (isAllowed(ctx, scope) && !scope.empty())
      ctx = ctx.WithValue("scope", scope);
}

//===-- no folds ----------------------------------------------------------===//

// The child is used before it takes the place.
void bad_child_is_used(Context ctx, const Headers &headers) {
  for (const auto &one : headers) {
    auto next = ctx.SetValue(one.first, one.second);
    charge(next);
    ctx = next;
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
  }
}
// More than a look.
void bad_looks_and_uses(Context ctx, const Headers &headers) {
  for (const auto &one : headers) {
    if (ctx.HasKey(one.first))
      continue;
    ctx = ctx.SetValue(one.first, one.second);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    charge(ctx);
  }
}
// What is asked works with it, or nothing behind the loop wants what comes out.
acme::Context bad_runs_plugins(acme::Context ctx,
                               const std::vector<Plugin *> &plugins) {
  for (const auto &plugin : plugins) {
    ctx = ctx.WithValue("plugin", plugin->name());
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    if (!plugin->run(ctx))
      break;
  }
  return ctx;
}
void bad_nothing_behind(acme::Context ctx,
                        const std::vector<Plugin *> &plugins) {
  for (const auto &plugin : plugins) {
    ctx = ctx.WithValue("plugin", plugin->name());
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    if (plugin->enabled(ctx))
      log("on");
  }
}
// CHECK-FIXES: auto loop_ctx = ctx.WithValue("plugin", plugin->name());
// CHECK-FIXES: if (plugin->enabled(loop_ctx))
// Nothing says when it ends.
void bad_polls_for_ever(acme::Context ctx) {
  while (more()) {
    ctx = ctx.WithValue("round", std::string("next"));
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    // CHECK-MESSAGES-ALL: :[[@LINE-2]]:9: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    if (ctx.Done())
      return;
  }
}
// CHECK-FIXES: auto loop_ctx = ctx.WithValue("round", std::string("next"));
// CHECK-FIXES: if (loop_ctx.Done())
// Nor how often a lambda that is kept is called.
std::function<void()> ok_kept(Context ctx) {
  return [ctx]() mutable {
    ctx = ctx.SetValue("acme.round", true);
    // CHECK-MESSAGES-ALL: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself each time this lambda is called, {{.*}} [ctx-growing-context]
    if (ctx.HasKey("acme.end"))
      log("end");
  };
}
