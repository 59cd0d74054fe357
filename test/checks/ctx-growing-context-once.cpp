// RUN: %check %s ctx-growing-context %t -std=c++20 --model=%S/../Inputs/acme/acme.yaml
// What a loop does in one iteration only, or takes back, does not grow.
#include <acme/context.h>
#include <algorithm>
#include <map>
#include <memory>
#include <opentelemetry/context/context.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using opentelemetry::context::Context;
static const char kStream[] = "acme.stream";
static const char kOther[] = "acme.other";

struct Message {
  int id;
  std::string key;
  bool open, first;
};
std::optional<Message> next();
bool more();
void charge(const Context &ctx);
void use(const acme::Context &ctx);
bool tryUse(const acme::Context &ctx);
std::unique_ptr<int> makeSpan();

//===-- a flag ------------------------------------------------------------===//

void ok_flag(acme::Context ctx) {
  bool tagged = false;
  while (auto m = next()) {
    if (!tagged) {
      ctx = ctx.WithValue("stream", m->key);
      tagged = true;
    }
    use(ctx);
  }
}
void ok_first(acme::Context ctx, const std::vector<Message> &all) {
  for (bool first = true; const auto &m : all) {
    if (m.open && first == true) {
      first = false;
      ctx = ctx.WithValue("stream", m.key);
    }
    use(ctx);
  }
}
void ok_flag_ahead(acme::Context ctx) {
  int tagged = 0;
  while (auto m = next()) {
    use(ctx);
    if (tagged)
      continue;
    tagged = 1;
    ctx = ctx.WithValue("stream", m->key);
  }
}
void ok_exchanged(acme::Context ctx) {
  bool first = true;
  while (auto m = next()) {
    if (std::exchange(first, false))
      ctx = ctx.WithValue("stream", m->key);
    use(ctx);
  }
}
void ok_made_once(acme::Context ctx) {
  std::unique_ptr<int> span;
  while (auto m = next()) {
    if (!span) {
      span = makeSpan();
      ctx = ctx.WithValue("span", *span);
    }
    use(ctx);
  }
}
void ok_else(acme::Context ctx) {
  bool tagged = false;
  while (auto m = next()) {
    if (tagged) {
      use(ctx);
    } else {
      ctx = ctx.WithValue("stream", m->key);
      tagged = true;
    }
  }
}
void ok_flag_per_element(acme::Context ctx, const std::vector<Message> &all) {
  bool tagged = false;
  std::for_each(all.begin(), all.end(), [&](const Message &m) {
    if (!tagged) {
      ctx = ctx.WithValue("stream", m.key);
      tagged = true;
    }
    use(ctx);
  });
}

// It is set back, or is one of each iteration, or nothing sets it.
void bad_set_back(acme::Context ctx) {
  bool tagged = false;
  while (auto m = next()) {
    if (!tagged) {
      ctx = ctx.WithValue("stream", m->key);
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
      tagged = true;
    }
    use(ctx);
    if (!m->open)
      tagged = false;
  }
}
void bad_given_back(acme::Context ctx) {
  std::unique_ptr<int> span;
  while (auto m = next()) {
    if (!span) {
      span = makeSpan();
      ctx = ctx.WithValue("span", *span);
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    }
    use(ctx);
    if (!m->open)
      span.reset();
  }
}
void bad_new_flag(acme::Context ctx) {
  while (more()) {
    bool tagged = false;
    while (auto m = next()) {
      if (!tagged) {
        ctx = ctx.WithValue("stream", m->key);
        // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
        tagged = true;
      }
      use(ctx);
    }
  }
}
void bad_never_set(acme::Context ctx, bool plain) {
  while (auto m = next()) {
    if (!plain)
      ctx = ctx.WithValue("stream", m->key);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    use(ctx);
  }
}
void bad_says_the_input(acme::Context ctx) {
  while (auto m = next()) {
    if (m->first)
      ctx = ctx.WithValue("stream", m->key);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    use(ctx);
  }
}
// A value that comes and goes.
void bad_changes(acme::Context ctx) {
  std::string last;
  while (auto m = next()) {
    if (m->key != last) {
      ctx = ctx.WithValue("stream", m->key);
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
      last = m->key;
    }
    use(ctx);
  }
}

//===-- a counter ---------------------------------------------------------===//

void ok_index(acme::Context ctx, const std::vector<Message> &all) {
  for (size_t i = 0; i < all.size(); ++i) {
    if (i == 0)
      ctx = ctx.WithValue("first", all[i].key);
    if (i + 1 == all.size())
      ctx = ctx.WithValue("last", true);
    use(ctx);
  }
}
void ok_iterator(acme::Context ctx, std::vector<Message> &all) {
  for (auto it = all.begin(); it != all.end(); ++it) {
    if (it == all.begin() || !more())
      use(ctx);
    if (it == all.begin())
      ctx = ctx.WithValue("first", it->key);
    if (std::next(it) == all.end())
      ctx = ctx.WithValue("last", true);
    use(ctx);
  }
}
void ok_element(acme::Context ctx, const std::vector<Message> &all) {
  for (const Message &m : all) {
    if (&m == &all.back())
      ctx = ctx.WithValue("last", true);
    use(ctx);
  }
}
void ok_attempt(acme::Context ctx) {
  int attempt = 0;
  while (!tryUse(ctx)) {
    if (++attempt > 3)
      return;
    if (attempt == 1)
      ctx = ctx.WithValue("retry", true);
  }
}
void ok_counted_in_test(acme::Context ctx) {
  unsigned seen = 0;
  while (auto m = next()) {
    if (seen++ == 0)
      ctx = ctx.WithValue("stream", m->key);
    use(ctx);
  }
}

// Now and again, at each start of an inner loop, or as often as it is nought.
void bad_each_tenth(acme::Context ctx, const std::vector<Message> &all) {
  for (size_t i = 0; i < all.size(); ++i) {
    if (i % 10 == 0)
      ctx = ctx.WithValue("page", all[i].id);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    use(ctx);
  }
}
void bad_inner_index(acme::Context ctx, const std::vector<Message> &all) {
  while (more())
    for (size_t i = 0; i < all.size(); ++i) {
      if (i == 0)
        ctx = ctx.WithValue("first", all[i].key);
      // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
      use(ctx);
    }
}
void bad_depth(acme::Context ctx, const std::vector<Message> &all) {
  int depth = 0;
  for (const Message &m : all) {
    if (depth == 0)
      ctx = ctx.WithValue("top", m.id);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'for' loop, {{.*}} [ctx-growing-context]
    use(ctx);
    if (m.open)
      ++depth;
    else
      --depth;
  }
}

//===-- a key -------------------------------------------------------------===//

void ok_lacks_key(Context ctx) {
  while (auto m = next()) {
    if (!ctx.HasKey(kStream))
      ctx = ctx.SetValue(kStream, m->open);
    charge(ctx);
  }
}
void ok_lacks_value(acme::Context ctx) {
  while (auto m = next()) {
    const std::any &known = ctx.Value("stream");
    if (!known.has_value())
      ctx = ctx.WithValue("stream", m->id);
    use(ctx);
  }
}
void ok_has_key_ahead(Context ctx) {
  while (auto m = next()) {
    charge(ctx);
    if (ctx.HasKey(kStream))
      continue;
    ctx = ctx.SetValue(kStream, m->open);
  }
}
// Another key, another one each time, or one that it has.
void bad_other_key(Context ctx) {
  while (auto m = next()) {
    if (!ctx.HasKey(kStream))
      ctx = ctx.SetValue(kOther, m->open);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    charge(ctx);
  }
}
void bad_new_key(Context ctx) {
  while (auto m = next()) {
    if (!ctx.HasKey(m->key))
      ctx = ctx.SetValue(m->key, m->open);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    charge(ctx);
  }
}
void bad_has_key(Context ctx) {
  while (auto m = next()) {
    if (ctx.HasKey(kStream))
      ctx = ctx.SetValue(kStream, m->open);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    charge(ctx);
  }
}

//===-- saved and restored ------------------------------------------------===//

void ok_stack(acme::Context ctx, const std::vector<Message> &all) {
  std::vector<acme::Context> saved;
  for (const Message &m : all) {
    if (m.open) {
      saved.push_back(ctx);
      ctx = ctx.WithValue("scope", m.id);
    } else {
      ctx = std::move(saved.back());
      saved.pop_back();
    }
    use(ctx);
  }
}
void ok_saved_in_variable(acme::Context ctx, const std::vector<Message> &all) {
  acme::Context outer;
  for (const Message &m : all) {
    if (m.open) {
      outer = ctx;
      ctx = ctx.WithValue("scope", m.id);
    } else {
      ctx = outer;
    }
    use(ctx);
  }
}
void ok_end_of_iteration(acme::Context ctx) {
  while (auto m = next()) {
    acme::Context saved = ctx;
    ctx = ctx.WithValue("scope", m->id);
    use(ctx);
    ctx = std::move(saved);
  }
}
struct Restore {
  explicit Restore(acme::Context &ctx) : ctx(ctx), old(ctx) {}
  ~Restore() { ctx = old; }
  acme::Context &ctx, old;
};
void ok_restorer(acme::Context ctx) {
  while (auto m = next()) {
    Restore restore(ctx);
    ctx = ctx.WithValue("scope", m->id);
    use(ctx);
  }
}
// Kept, but not put back; or put back from something else than the saved one.
void bad_only_saved(acme::Context ctx) {
  std::vector<acme::Context> seen;
  while (auto m = next()) {
    seen.push_back(ctx);
    ctx = ctx.WithValue("scope", m->id);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ctx' is derived from itself in this 'while' loop, {{.*}} [ctx-growing-context]
    use(ctx);
  }
}
