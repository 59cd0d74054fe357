#pragma once
#include "opentelemetry/context/runtime_context.h"

namespace shared {
// CHECK-FIXES: {{^}}inline constexpr char kTenantKey[] = "tenant";
// CHECK-FIXES: inline bool has(const opentelemetry::context::Context &C) { return C.HasKey(kTenantKey); }
inline bool has(const opentelemetry::context::Context &C) { return C.HasKey("tenant"); }
} // namespace shared
