// RUN: %check %s ctx-string-key %t -std c++11,c++14 --header=ctx-string-key-header.h --prefix=11
// RUN: %check %s ctx-string-key %t -std c++17,c++20 --header=ctx-string-key-header.h --prefix=17
// A header's constant is the header's own: the source file has one too.
#include "ctx-string-key-header.h"

namespace lib {
int again(const Bag &B) { return B.get("tenant"); }
// CHECK-MESSAGES-11: :[[@LINE-1]]:40: warning: value read under the bare string "tenant"
// CHECK-MESSAGES-17: :[[@LINE-2]]:40: warning: value read under the bare string "tenant"
// CHECK-FIXES-11: {{^}}constexpr char kTenantKey2[] = "tenant";
// CHECK-FIXES-11: int again(const Bag &B) { return B.get(kTenantKey2); }
// CHECK-FIXES-17: {{^}}constexpr char kTenantKey2[] = "tenant";
// CHECK-FIXES-17: int again(const Bag &B) { return B.get(kTenantKey2); }
} // namespace lib
// CHECK-MESSAGES-11: ctx-string-key-header.h:15:48: warning: value read under the bare string "tenant"
// CHECK-MESSAGES-11: ctx-string-key-header.h:20:28: warning: value stored under the bare string "tenant"
// CHECK-MESSAGES-17: ctx-string-key-header.h:15:48: warning: value read under the bare string "tenant"
// CHECK-MESSAGES-17: ctx-string-key-header.h:20:28: warning: value stored under the bare string "tenant"
