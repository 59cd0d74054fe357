// XFAIL: *
// RUN: %check %s ctx-string-key %t --no-fix
// A local pointer to a literal names the key no better than a local array does.
#include <opentelemetry/context/context.h>

void bad_pointer(opentelemetry::context::Context context) {
  const char *key = "tenant";
  context = context.SetValue(key, true);
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: value stored under the bare string "tenant"
}
