// RUN: %check %s ctx-string-key %t -- -DHAS_TRACE
// Where the constant goes, what it is called, and what is used instead.
#include "opentelemetry/context/runtime_context.h"
#include <string_view>

namespace otel = opentelemetry::context;

// A constant that is there is used, as its place wants it.
namespace reuse {
namespace keys {
constexpr char kUser[] = "user";
}
constexpr std::string_view kView = "view";
const opentelemetry::nostd::string_view kSpan = "span";
struct Names {
  static constexpr const char *Region = "region";

private:
  static constexpr const char *Hidden = "hidden";
};

void f(otel::Context C) {
  (void)C.GetValue("user");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "user" although 'keys::kUser' names it; use the constant [ctx-string-key]
  // CHECK-MESSAGES: :[[@LINE-14]]:16: note: the constant with this text is here
  // CHECK-FIXES: (void)C.GetValue(keys::kUser);
  (void)C.GetValue("span");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "span" although 'kSpan' names it; use the constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(kSpan);
  (void)C.GetValue("region");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "region" although 'Names::Region' names it; use the constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(Names::Region);
}

// std::string_view does not become the vocabulary's own view, and what is
// private stays so.
// CHECK-FIXES: {{^}}constexpr char kViewKey[] = "view";
// CHECK-FIXES: {{^}}constexpr char kHiddenKey[] = "hidden";
void g(otel::Context C) {
  (void)C.GetValue("view");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "view"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(kViewKey);
  (void)C.GetValue("hidden");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "hidden"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(kHiddenKey);
}
} // namespace reuse

void outside(otel::Context C) {
  (void)C.GetValue("user");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "user" although 'reuse::keys::kUser' names it; use the constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(reuse::keys::kUser);
}

namespace shadows {
struct S {
  int reuse;
  void f(otel::Context C) {
    (void)C.GetValue("user");
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: value read under the bare string "user" although '::reuse::keys::kUser' names it; use the constant [ctx-string-key]
    // CHECK-FIXES: (void)C.GetValue(::reuse::keys::kUser);
  }
};
} // namespace shadows

// One constant for a file and key, where it is needed first.
namespace first {
// CHECK-FIXES: {{^}}namespace first {
// CHECK-FIXES: {{^}}constexpr char kSharedKey[] = "shared";
// CHECK-FIXES: {{^}}struct Handler {
struct Handler {
  otel::ContextValue get(const otel::Context &C) {
    return C.GetValue("shared");
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: value read under the bare string "shared"; any other code can use the same text: give the key a named constant [ctx-string-key]
    // CHECK-FIXES: return C.GetValue(kSharedKey);
  }
  otel::ContextValue other(const otel::Context &C);
};
namespace {
otel::ContextValue inner(const otel::Context &C) {
  return C.GetValue("shared");
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value read under the bare string "shared"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.GetValue(kSharedKey);
}
} // namespace
} // namespace first
otel::ContextValue first::Handler::other(const otel::Context &C) {
  return C.GetValue("shared");
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value read under the bare string "shared"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.GetValue(kSharedKey);
}
otel::ContextValue second(const otel::Context &C) {
  return C.GetValue("shared");
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value read under the bare string "shared"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.GetValue(first::kSharedKey);
}

// The comment, the attribute and the template head stay with the function.
// CHECK-FIXES: {{^}}constexpr char kHeadKey[] = "head";
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: {{^}}/// About the function.
// CHECK-FIXES-NEXT: {{^}}template <class T>
// CHECK-FIXES-NEXT: {{^..nodiscard..$}}

/// About the function.
template <class T>
[[nodiscard]]
otel::ContextValue head(const otel::Context &C, T) {
  return C.GetValue("head");
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value read under the bare string "head"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.GetValue(kHeadKey);
}

// Silenced findings take no part.
void silenced(const otel::Context &C) {
  (void)C.GetValue("quiet"); // NOLINT
  // NOLINTNEXTLINE(ctx-*)
  (void)C.GetValue("quiet");
  // NOLINTBEGIN(ctx-string-key)
  (void)C.GetValue("quiet");
  // NOLINTEND(ctx-string-key)
  (void)C.HasKey("quiet"); // NOLINT(ctx-lost-cancel)
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: value read under the bare string "quiet"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue("quiet");
  // CHECK-FIXES: (void)C.HasKey(kQuietKey);
}

// A name that is taken anywhere is not taken twice.
int taken(int kTakenKey) { return kTakenKey; }
// CHECK-FIXES: {{^}}constexpr char kTakenKey2[] = "taken";
void collides(const otel::Context &C) {
  (void)C.GetValue("taken");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "taken"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(kTakenKey2);
}

// CHECK-FIXES: {{^}}constexpr char k2faUserKey[] = "2fa-user_key";
// CHECK-FIXES: {{^}}constexpr char kAKey[] = "a";
// CHECK-FIXES: {{^}}constexpr char kAKey2[] = "a!";
void names(const otel::Context &C) {
  (void)C.GetValue("2fa-user_key");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "2fa-user_key"; any other code can use the same text: give the key a named constant [ctx-string-key]
  (void)C.GetValue("a");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "a"; any other code can use the same text: give the key a named constant [ctx-string-key]
  (void)C.GetValue("a!");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "a!"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(k2faUserKey);
  // CHECK-FIXES: (void)C.GetValue(kAKey);
  // CHECK-FIXES: (void)C.GetValue(kAKey2);
}

// The constant is there whatever is configured.
// CHECK-FIXES: {{^}}constexpr char kTraceKey[] = "trace";
// CHECK-FIXES: {{^}}#ifdef HAS_TRACE
#ifdef HAS_TRACE
void traced(const otel::Context &C) {
  (void)C.GetValue("trace");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "trace"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(kTraceKey);
}
constexpr char kOnlyTraced[] = "only traced";
#endif
void untraced(const otel::Context &C) {
  (void)C.GetValue("trace");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "trace"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(kTraceKey);
}
// CHECK-FIXES: {{^}}constexpr char kOnlyTracedKey[] = "only traced";
void conditional_constant(const otel::Context &C) {
  (void)C.GetValue("only traced");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "only traced"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(kOnlyTracedKey);
}

extern "C++" {
// CHECK-FIXES: {{^}}constexpr char kLinkageKey[] = "linkage";
void linkage(const otel::Context &C) {
  (void)C.GetValue("linkage");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "linkage"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(kLinkageKey);
}
}
namespace line { void f(const otel::Context &C) { (void)C.GetValue("line"); } }
// CHECK-MESSAGES: :[[@LINE-1]]:68: warning: value read under the bare string "line"; any other code can use the same text: give the key a named constant [ctx-string-key]
// CHECK-FIXES: namespace line { constexpr char kLineKey[] = "line"; void f(const otel::Context &C) { (void)C.GetValue(kLineKey); } }

#define DEFINE(Name) void Name(const otel::Context &C) { (void)C.GetValue("defined"); }
DEFINE(defined)
// CHECK-MESSAGES: :[[@LINE-1]]:1: warning: value read under the bare string "defined"; any other code can use the same text: give the key a named constant [ctx-string-key]
