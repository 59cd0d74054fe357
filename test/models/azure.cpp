// Every entry of the azure model, against the stub: Debian has no package of the SDK.
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -I%inputs/azure > %t
// RUN: FileCheck %s < %t
#include <azure/core/context.hpp>

// CHECK: {{^}}  azure: active
// CHECK-NEXT: type context -> Azure::Core::Context (
// CHECK-NEXT: type key -> Azure::Core::Context::Key (
// CHECK-NEXT: type date_time -> Azure::DateTime (
// CHECK-NEXT: type cancelled -> Azure::Core::OperationCancelledException (
// CHECK-NEXT: op with_limit -> Azure::Core::Context (
// CHECK-NEXT: op application -> Azure::Core::Context::ApplicationContext (
// CHECK-NEXT: op with_deadline -> Azure::Core::Context::WithDeadline (
// CHECK-NEXT: op with_value -> Azure::Core::Context::WithValue (
// CHECK-NEXT: op cancel -> Azure::Core::Context::Cancel (
// CHECK-NEXT: op poll -> Azure::Core::Context::IsCancelled (
// CHECK-NEXT: op throw_if -> Azure::Core::Context::ThrowIfCancelled (
// CHECK-NEXT: op get_deadline -> Azure::Core::Context::GetDeadline (
// CHECK-NEXT: op get_value -> Azure::Core::Context::TryGetValue (
