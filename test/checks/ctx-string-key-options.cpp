// RUN: %check %s ctx-string-key %t --prefix=ALLOW "--option=AllowedKeys=traceparent; acme.*"
// RUN: %check %s ctx-string-key %t --prefix=WRITES --option=CheckReads=false
// RUN: %check %s ctx-string-key %t --prefix=STYLE --option=ConstantPrefix=
#include "opentelemetry/context/runtime_context.h"

using opentelemetry::context::Context;

// CHECK-FIXES-STYLE: {{^}}constexpr char TraceparentKey[] = "traceparent";
// CHECK-FIXES-STYLE: {{^}}constexpr char AcmeTenantKey[] = "acme.tenant";
// CHECK-FIXES-STYLE: {{^}}constexpr char Key2faKey[] = "2fa";
Context f(Context C) {
  (void)C.GetValue("traceparent");
  // CHECK-MESSAGES-STYLE: :[[@LINE-1]]:20: warning: value read under the bare string "traceparent"
  C = C.SetValue("acme.tenant", true);
  // CHECK-MESSAGES-WRITES: :[[@LINE-1]]:18: warning: value stored under the bare string "acme.tenant"
  // CHECK-MESSAGES-STYLE: :[[@LINE-2]]:18: warning: value stored under the bare string "acme.tenant"
  // CHECK-FIXES-WRITES: C = C.SetValue(kAcmeTenantKey, true);
  return C.SetValue("2fa", true);
  // CHECK-MESSAGES-ALLOW: :[[@LINE-1]]:21: warning: value stored under the bare string "2fa"
  // CHECK-MESSAGES-WRITES: :[[@LINE-2]]:21: warning: value stored under the bare string "2fa"
  // CHECK-MESSAGES-STYLE: :[[@LINE-3]]:21: warning: value stored under the bare string "2fa"
  // CHECK-FIXES-ALLOW: return C.SetValue(k2faKey, true);
  // CHECK-FIXES-STYLE: return C.SetValue(Key2faKey, true);
}
