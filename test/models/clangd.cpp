// Every entry of the clangd model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/clangd > %t
// RUN: FileCheck %s < %t
#include <support/Context.h>

// CHECK: {{^}}  clangd: active
// CHECK-NEXT: type ctx -> clang::clangd::Context (
// CHECK-NEXT: type key -> clang::clangd::Key (
// CHECK-NEXT: type with -> clang::clangd::WithContext (
// CHECK-NEXT: type with_value -> clang::clangd::WithContextValue (
// CHECK-NEXT: type canceler -> clang::clangd::Canceler (
// CHECK-NEXT: op empty -> clang::clangd::Context::empty (
// CHECK-NEXT: op current -> clang::clangd::Context::current (
// CHECK-NEXT: op swap -> clang::clangd::Context::swapCurrent (
// CHECK-NEXT: op derive -> clang::clangd::Context::derive (
// CHECK-NEXT: op get -> clang::clangd::Context::get, clang::clangd::Context::getExisting (
// CHECK-NEXT: op cancelable -> clang::clangd::cancelableTask (
// CHECK-NEXT: op cancelled -> clang::clangd::isCancelled (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
