// Every entry of a user's model of a home-grown context.
// RUN: %ctx-tidy --explain-models --models=%inputs/acme/acme.yaml %s -- -std=c++20 -I%inputs/acme > %t
// RUN: FileCheck %s < %t
#include "acme/context.h"

// CHECK: acme: active
// CHECK-NEXT: type ctx -> acme::Context (
// CHECK-NEXT: type cancel -> acme::CancelFunc (
// CHECK-NEXT: type pool -> acme::Pool (
// CHECK-NEXT: type cancelled -> acme::Cancelled (
// CHECK-NEXT: type unwound -> acme::Unwound (
// CHECK-NEXT: type result -> acme::Result (
// CHECK-NEXT: op background -> acme::Context::Background (
// CHECK-NEXT: op todo -> acme::Context::TODO (
// CHECK-NEXT: op token_field -> acme::Context::token (
// CHECK-NEXT: op deadline_field -> acme::Context::deadline (
// CHECK-NEXT: op bag -> acme::Context::values (
// CHECK-NEXT: op done -> acme::Context::Done (
// CHECK-NEXT: op throw_if_done -> acme::Context::ThrowIfDone (
// CHECK-NEXT: op checkpoint -> acme::Checkpoint (
// CHECK-NEXT: op is_cancelled -> acme::Result::IsCancelled (
// CHECK-NEXT: op err -> acme::Context::Err (
// CHECK-NEXT: op with_value -> acme::Context::WithValue (
// CHECK-NEXT: op value -> acme::Context::Value (
// CHECK-NEXT: op with_cancel -> acme::WithCancel (
// CHECK-NEXT: op with_timeout -> acme::WithTimeout (
// CHECK-NEXT: op call_cancel -> acme::CancelFunc (
// CHECK-NEXT: op submit -> acme::Pool::Submit (
// CHECK-NEXT: op submit_ctx -> acme::Pool::Submit (
// CHECK-NEXT: op sleep -> acme::Sleep (
// CHECK-NOT: {{^ +(type|op) }}
