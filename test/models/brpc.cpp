// Every entry of the brpc model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/brpc > %t
// RUN: FileCheck %s < %t
#include <brpc/controller.h>

// CHECK: {{^}}  brpc: active
// CHECK-NEXT: type controller -> brpc::Controller (
// CHECK-NEXT: type rpc_controller -> google::protobuf::RpcController (
// CHECK-NEXT: op reset -> brpc::Controller::Reset, google::protobuf::RpcController::Reset (
// CHECK-NEXT: op canceled -> brpc::Controller::IsCanceled, google::protobuf::RpcController::IsCanceled (
// CHECK-NEXT: op on_cancel -> brpc::Controller::NotifyOnCancel, google::protobuf::RpcController::NotifyOnCancel (
// CHECK-NEXT: op timeout -> brpc::Controller::set_timeout_ms (
// CHECK-NEXT: op deadline -> brpc::Controller::deadline_us (
// CHECK-NEXT: op cancel -> brpc::StartCancel (
// CHECK-NEXT: op join -> brpc::Join (
// CHECK-NEXT: op quit -> brpc::IsAskedToQuit (
// CHECK-NEXT: op start -> bthread_start_background, bthread_start_urgent (
// CHECK-NEXT: op stop -> bthread_stop, bthread_interrupt (
// CHECK-NEXT: op stopped -> bthread_stopped (
// CHECK-NEXT: op thread_join -> bthread_join (
// CHECK-NEXT: op usleep -> bthread_usleep (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
