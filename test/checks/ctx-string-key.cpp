// RUN: %check %s ctx-string-key %t -std c++17,c++20
// Every way a literal becomes the key of an operation, and what looks like it.
#include "opentelemetry/context/runtime_context.h"
#include <string>
#include <string_view>
#include <type_traits>

namespace otel = opentelemetry::context;
using namespace std::string_literals;

#define TENANT_KEY "tenant"
#define PREFIX "acme."
#define SET(Context, Key) (Context).SetValue(Key, true)
#define SET_USER(Context) (Context).SetValue("user", true)
#define SET_NAMED(Context, Name) (Context).SetValue(#Name, true)
#define LOAD_ALL otel::RuntimeContext::GetValue("all")

// CHECK-FIXES: {{^}}namespace otel = opentelemetry::context;
// CHECK-FIXES: {{^}}namespace bad_cases {{{$}}
// CHECK-FIXES: {{^}}constexpr char kTenantKey[] = "tenant";{{$}}
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: {{^}}otel::Context stored(
namespace bad_cases {

otel::Context stored(otel::Context C) {
  return C.SetValue("tenant", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.SetValue(kTenantKey, true);
}

otel::ContextValue read(const otel::Context &C) {
  return C.GetValue("tenant");
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value read under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.GetValue(kTenantKey);
}

// CHECK-FIXES: {{^}}constexpr char kAcmeBillingUserIdKey[] = "acme.billing.userID";{{$}}
bool asked(const otel::Context &C) {
  return C.HasKey("acme.billing.userID");
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: value read under the bare string "acme.billing.userID"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.HasKey(kAcmeBillingUserIdKey);
}

otel::Context runtime() {
  return otel::RuntimeContext::SetValue("tenant", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:41: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return otel::RuntimeContext::SetValue(kTenantKey, true);
}

// CHECK-FIXES: {{^}}constexpr char kNewKey[] = "new";{{$}}
otel::Context constructed() {
  return otel::Context("new", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: value stored under the bare string "new"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return otel::Context(kNewKey, true);
}

otel::Context wrapped(otel::Context C) {
  return C.SetValue(std::string("tenant"), true);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.SetValue(std::string(kTenantKey), true);
}

otel::Context suffixed(otel::Context C) {
  return C.SetValue("tenant"s, true);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.SetValue(std::string(kTenantKey), true);
}

otel::Context cast(otel::Context C) {
  return C.SetValue((static_cast<const char *>("tenant")), true);
  // CHECK-MESSAGES: :[[@LINE-1]]:48: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.SetValue((static_cast<const char *>(kTenantKey)), true);
}

// CHECK-FIXES: {{^}}constexpr char kNoneKey[] = "none";{{$}}
otel::Context either(otel::Context C, bool Flag) {
  return C.SetValue(Flag ? "tenant" : "none", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-MESSAGES: :[[@LINE-2]]:39: warning: value stored under the bare string "none"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.SetValue(Flag ? kTenantKey : kNoneKey, true);
}

// CHECK-FIXES: {{^}}constexpr char kTwoPartsKey[] = "two parts";{{$}}
otel::Context parts(otel::Context C) {
  return C.SetValue("two " "parts", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "two parts"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.SetValue(kTwoPartsKey, true);
}

// CHECK-FIXES: {{^}}constexpr char kRawKey[] = R"(raw)";{{$}}
otel::Context raw(otel::Context C) {
  return C.SetValue(R"(raw)", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "raw"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.SetValue(kRawKey, true);
}

// CHECK-FIXES: {{^}}constexpr char kContextKey[] = "...";{{$}}
otel::Context nameless(otel::Context C) {
  return C.SetValue("...", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "..."; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.SetValue(kContextKey, true);
}

otel::Context embedded_null(otel::Context C) {
  return C.SetValue("a\0b", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "a\000b"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return C.SetValue("a\0b", true);
}

otel::Context in_lambda(otel::Context C) {
  auto Set = [&C] {
    return C.SetValue("tenant", true);
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
    // CHECK-FIXES: return C.SetValue(kTenantKey, true);
  };
  return Set();
}

otel::Context macro_argument(otel::Context C) {
  return SET(C, "tenant");
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return SET(C, kTenantKey);
}

otel::Context macro_body(otel::Context C) {
  return SET_USER(C);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-MESSAGES: :14:46: note: the key is written in this macro
  // CHECK-FIXES: return SET_USER(C);
}

otel::ContextValue macro_call() {
  return LOAD_ALL;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: value read under the bare string "all"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return LOAD_ALL;
}

otel::Context held(otel::Context C) {
  std::string K = "tenant";
  return C.SetValue(K, true);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "tenant" in local 'K'; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-MESSAGES: :[[@LINE-3]]:15: note: 'K' is made here
}

otel::Context held_in_buffer(otel::Context C) {
  char K[] = "tenant";
  return C.SetValue(K, true);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "tenant" in local 'K'; any other code can use the same text: give the key a named constant [ctx-string-key]
}

otel::Context held_as_pointer(otel::Context C) {
  std::string K("tenant");
  return C.SetValue(K.c_str(), true);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "tenant" in local 'K'; any other code can use the same text: give the key a named constant [ctx-string-key]
}

struct Member {
  otel::Context C = otel::Context{}.SetValue("tenant", true);
  // CHECK-MESSAGES: :[[@LINE-1]]:46: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  otel::Context D;
  Member() : D(otel::RuntimeContext::SetValue("tenant", true)) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
};

const otel::Context Global = otel::Context().SetValue("tenant", true);
// CHECK-MESSAGES: :[[@LINE-1]]:55: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]

template <class T> otel::ContextValue in_template(T, const otel::Context &C) {
  return C.GetValue("tenant");
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value read under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
}
template otel::ContextValue in_template(int, const otel::Context &);
template otel::ContextValue in_template(char, const otel::Context &);

} // namespace bad_cases

namespace ok_cases {

constexpr char kCharsKey[] = "chars";
const char *const kPointerKey = "pointer";
inline constexpr std::string_view kViewKey = "view";
const std::string kStringKey = "string";
static const opentelemetry::nostd::string_view kSpanKey = "span";
const char *Mutable = "global";
struct Keys {
  static constexpr char Tenant[] = "member";
  const char *Field = "field";
};
namespace names {
enum class Name { Tenant };
const char *text(Name);
} // namespace names

otel::Context constants(otel::Context C) {
  C = C.SetValue(kCharsKey, true).SetValue(kPointerKey, true);
  C = C.SetValue(kViewKey.data(), true).SetValue(kStringKey, true);
  C = C.SetValue(kSpanKey, true).SetValue(Keys::Tenant, true);
  C = C.SetValue(Mutable, true).SetValue(Keys().Field, true);
  return C.SetValue(names::text(names::Name::Tenant), true);
}

otel::Context local_constants(otel::Context C) {
  constexpr char A[] = "a";
  const std::string B = "b";
  static const char *D = "d";
  const char E[] = "e";
  return C.SetValue(A, 1).SetValue(B, 1).SetValue(D, 1).SetValue(E, 1);
}

// A wrapper hands on the key it was given.
otel::Context wrapper(otel::Context C, const char *Key) {
  std::string Copy = Key;
  return C.SetValue(Key, true).SetValue(Copy, true);
}
otel::Context wrapper_default(otel::Context C, std::string Key = "default") {
  return C.SetValue(Key, true);
}

otel::Context computed(otel::Context C, const std::string &Id) {
  return C.SetValue("user." + Id, true).SetValue(std::to_string(7), true);
}

otel::Context changed(otel::Context C, bool Flag) {
  std::string K = "user";
  if (Flag)
    K += ".id";
  std::string Given = "other";
  auto Fill = [&Given] { Given = "given"; };
  Fill();
  return C.SetValue(K, true).SetValue(Given, true);
}

otel::Context filled(otel::Context C, void (*Fill)(char *)) {
  char K[8] = "user";
  Fill(K);
  return C.SetValue(K, true);
}

void loops(const otel::Context &C, const std::string (&All)[3]) {
  for (const char *K : {"a", "b"})
    (void)C.GetValue(K);
  for (auto K : All)
    (void)C.GetValue(K);
}

otel::Context named_by_macro(otel::Context C) {
  C = C.SetValue(TENANT_KEY, true).SetValue(PREFIX "tenant", true);
  C = SET(C, TENANT_KEY);
  return SET_NAMED(C, tenant);
}

void unevaluated(otel::Context C) {
  static_assert(sizeof(C.SetValue("size", true)) != 0);
  static_assert(noexcept(C.HasKey("noexcept")));
  static_assert(
      std::is_same_v<decltype(C.SetValue("type", true)), otel::Context>);
}

template <class T> void dependent(T C) {
  C.SetValue("dependent", true);
  (void)C.GetValue("dependent");
}
template void dependent(otel::Context);

// The same names, another meaning.
struct Settings {
  void SetValue(const char *, bool);
  int GetValue(const char *);
};
int settings(Settings &S) {
  S.SetValue("color", true);
  return S.GetValue("color");
}

void silenced(otel::Context C) {
  (void)C.GetValue("silenced"); // NOLINT(ctx-string-key)
}

} // namespace ok_cases

#define TEST(Suite, Name) void Suite##_##Name()
TEST(Keys, AreFree) {
  (void)otel::RuntimeContext::GetValue("test");
  struct Local {
    void f() { (void)otel::RuntimeContext::GetValue("test"); }
  };
}
