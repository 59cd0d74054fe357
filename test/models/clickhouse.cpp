// Every entry of the clickhouse model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/clickhouse > %t
// RUN: FileCheck %s < %t
#include <Interpreters/Context.h>

// CHECK: {{^}}  clickhouse: active
// CHECK-NEXT: type ctx -> DB::Context (
// CHECK-NEXT: type query -> DB::QueryStatus (
// CHECK-NEXT: op global -> DB::Context::getGlobalContextInstance (
// CHECK-NEXT: op create_global -> DB::Context::createGlobal (
// CHECK-NEXT: op copy -> DB::Context::createCopy (
// CHECK-NEXT: op killed -> DB::QueryStatus::isKilled (
// CHECK-NEXT: op limit -> DB::QueryStatus::checkTimeLimit (
// CHECK-NEXT: op limit_soft -> DB::QueryStatus::checkTimeLimitSoft (
// CHECK-NEXT: op cancel -> DB::QueryStatus::cancelQuery (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
