// RUN: %check %s ctx-growing-context %t -std=c++20 --model=%S/../Inputs/acme/acme.yaml
// What a new variable in the loop can stand for, and what not.
#include <acme/context.h>
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

struct Message {
  int id;
  std::string key;
};
std::optional<Message> next();
void use(const acme::Context &ctx);
bool tryUse(const acme::Context &ctx);

//===-- a fix -------------------------------------------------------------===//

// Two in a row are one.
void bad_two_in_a_row(acme::Context ctx) {
  while (auto m = next()) {
    ctx = ctx.WithValue("id", m->id);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    ctx = ctx.WithValue("key", m->key);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    use(ctx);
  }
}
// CHECK-FIXES: auto loop_ctx = ctx.WithValue("id", m->id);
// CHECK-FIXES: loop_ctx = loop_ctx.WithValue("key", m->key);
// CHECK-FIXES: use(loop_ctx);

// Declared in what runs before the loop.
void bad_declared_in_for(const acme::Context &base) {
  for (acme::Context ctx = base; auto m = next();) {
    ctx = ctx.WithValue("for", m->id);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    use(ctx);
  }
}
// CHECK-FIXES: auto loop_ctx = ctx.WithValue("for", m->id);
// CHECK-FIXES: use(loop_ctx);

//===-- no fix ------------------------------------------------------------===//

// The loop goes by what the last iteration left.
void bad_condition(acme::Context ctx) {
  while (tryUse(ctx)) {
    ctx = ctx.WithValue("id", 3);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    use(ctx);
  }
}
void bad_increment(acme::Context ctx) {
  for (int i = 0; i < 3; use(ctx), ++i) {
    ctx = ctx.WithValue("id", i);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    use(ctx);
  }
}
void bad_read_ahead(acme::Context ctx) {
  while (auto m = next()) {
    use(ctx);
    ctx = ctx.WithValue("id", m->id);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    use(ctx);
  }
}
void bad_read_by_outer_loop(acme::Context ctx, const std::vector<int> &ids) {
  while (auto m = next()) {
    use(ctx);
    for (int id : ids) {
      ctx = ctx.WithValue("id", id);
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
      use(ctx);
    }
  }
}
void bad_read_by_lambda(acme::Context ctx) {
  auto report = [&] { use(ctx); };
  while (auto m = next()) {
    ctx = ctx.WithValue("id", m->id);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    use(ctx);
    report();
  }
}
// It has a name already.
void bad_has_a_name(acme::Context ctx) {
  while (auto m = next()) {
    acme::Context one = ctx.WithValue("id", m->id);
    use(one);
    ctx = std::move(one);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
  }
}
void bad_in_argument(acme::Context ctx) {
  while (auto m = next())
    use(ctx = ctx.WithValue("id", m->id));
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
}
void bad_for_increment(const acme::Context &base, int n) {
  for (acme::Context ctx = base; n-- > 0; ctx = ctx.WithValue("n", n))
    // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    use(ctx);
}
void bad_ranges(acme::Context ctx, const std::vector<int> &ids) {
  std::ranges::for_each(ids, [&](int id) {
    ctx = ctx.WithValue("id", id);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself each time this lambda is called, {{.*}} [ctx-growing-context]
    use(ctx);
  });
}
