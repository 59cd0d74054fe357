// Every entry of the mongodb model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/mongodb > %t
// RUN: FileCheck %s < %t
#include <mongo/all.h>

// CHECK: {{^}}  mongodb: active
// CHECK-NEXT: type token -> mongo::CancellationToken (
// CHECK-NEXT: type source -> mongo::CancellationSource (
// CHECK-NEXT: type op_ctx -> mongo::OperationContext (
// CHECK-NEXT: type interruptible -> mongo::Interruptible (
// CHECK-NEXT: op uncancelable -> mongo::CancellationToken::uncancelable (
// CHECK-NEXT: op not_interruptible -> mongo::Interruptible::notInterruptible (
// CHECK-NEXT: op child -> mongo::CancellationSource (
// CHECK-NEXT: op get_token -> mongo::CancellationSource::token (
// CHECK-NEXT: op op_token -> mongo::OperationContext::getCancellationToken (
// CHECK-NEXT: op cancel -> mongo::CancellationSource::cancel (
// CHECK-NEXT: op kill -> mongo::OperationContext::markKilled (
// CHECK-NEXT: op canceled -> mongo::CancellationToken::isCanceled (
// CHECK-NEXT: op possible -> mongo::CancellationToken::isCancelable (
// CHECK-NEXT: op on_cancel -> mongo::CancellationToken::onCancel (
// CHECK-NEXT: op check -> mongo::Interruptible::checkForInterrupt, mongo::Interruptible::checkForInterrupt (
// CHECK-NEXT: op check_status -> mongo::OperationContext::checkForInterruptNoAssert, mongo::Interruptible::checkForInterruptNoAssert (
// CHECK-NEXT: op deadline -> mongo::OperationContext::getDeadline, mongo::Interruptible::hasDeadline, mongo::Interruptible::getDeadline, mongo::Interruptible::hasDeadline (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
