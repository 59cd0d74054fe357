// RUN: %check %s ctx-string-key %t --header=ctx-string-key-names.h
// A constant of an included file is used if it calls itself a key; one that
// only has the same text may mean something else.
#include "ctx-string-key-names.h"

// CHECK-FIXES: {{^}}constexpr char kHostKey[] = "host";
void f(const opentelemetry::context::Context &C) {
  (void)C.GetValue("user");
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: value read under the bare string "user" although 'names::kUserKey' names it; use the constant [ctx-string-key]
  // CHECK-NOTES: ctx-string-key-names.h:4:41: note: the constant with this text is here
  // CHECK-FIXES: (void)C.GetValue(names::kUserKey);
  (void)C.GetValue("host");
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: value read under the bare string "host"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)C.GetValue(kHostKey);
}
