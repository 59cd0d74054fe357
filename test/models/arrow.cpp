// Every entry of the arrow model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/arrow > %t
// RUN: FileCheck %s < %t
#include <arrow/all.h>

// CHECK: {{^}}  arrow: active
// CHECK-NEXT: type token -> arrow::StopToken (
// CHECK-NEXT: type source -> arrow::StopSource (
// CHECK-NEXT: type io_context -> arrow::io::IOContext (
// CHECK-NEXT: type call_options -> arrow::flight::FlightCallOptions (
// CHECK-NEXT: type executor -> arrow::internal::Executor (
// CHECK-NEXT: type task_group -> arrow::internal::TaskGroup (
// CHECK-NEXT: type future -> arrow::Future (
// CHECK-NEXT: type status -> arrow::Status (
// CHECK-NEXT: op unstoppable -> arrow::StopToken::Unstoppable (
// CHECK-NEXT: op get_token -> arrow::StopSource::token (
// CHECK-NEXT: op io_token -> arrow::io::IOContext::stop_token (
// CHECK-NEXT: op default_io -> arrow::io::default_io_context (
// CHECK-NEXT: op stop -> arrow::StopSource::RequestStop, arrow::StopSource::RequestStopFromSignal (
// CHECK-NEXT: op reset -> arrow::StopSource::Reset (
// CHECK-NEXT: op requested -> arrow::StopToken::IsStopRequested (
// CHECK-NEXT: op poll -> arrow::StopToken::Poll (
// CHECK-NEXT: op spawn -> arrow::internal::Executor::Spawn, arrow::internal::Executor::Submit (
// CHECK-NEXT: op append -> arrow::internal::TaskGroup::Append (
// CHECK-NEXT: op finish -> arrow::internal::TaskGroup::Finish (
// CHECK-NEXT: op wait -> arrow::Future::Wait, arrow::Future::result, arrow::Future::MoveResult (
// CHECK-NEXT: op cancellable -> arrow::MakeCancellable (
// CHECK-NEXT: op cancelled -> arrow::StatusCode::Cancelled (
// CHECK-NEXT: op is_cancelled -> arrow::Status::IsCancelled (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
