// Every entry of the tsl model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/tsl > %t
// RUN: FileCheck %s < %t
#include <tsl/cancellation.h>

// CHECK: {{^}}  tsl: active
// CHECK-NEXT: type manager -> tsl::CancellationManager (
// CHECK-NEXT: op child -> tsl::CancellationManager (
// CHECK-NEXT: op cancel -> tsl::CancellationManager::StartCancel, tsl::CancellationManager::StartCancelWithStatus (
// CHECK-NEXT: op cancelled -> tsl::CancellationManager::IsCancelled, tsl::CancellationManager::IsCancelling (
// CHECK-NEXT: op on_cancel -> tsl::CancellationManager::RegisterCallback, tsl::CancellationManager::RegisterCallbackWithErrorLogging (
// CHECK-NEXT: op on_cancel_free -> tsl::RegisterCancellationCallback, tsl::RegisterCancellationCallback (
// CHECK-NEXT: op deregister -> tsl::CancellationManager::DeregisterCallback, tsl::CancellationManager::TryDeregisterCallback (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
