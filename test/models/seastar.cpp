// Every entry of the seastar model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/seastar > %t
// RUN: FileCheck %s < %t
#include <seastar/core/all.hh>

// CHECK: {{^}}  seastar: active
// CHECK-NEXT: type abort -> seastar::abort_source (
// CHECK-NEXT: type expiry -> seastar::abort_on_expiry (
// CHECK-NEXT: type subscription -> seastar::abort_source::subscription (
// CHECK-NEXT: type gate -> seastar::gate (
// CHECK-NEXT: type thread -> seastar::thread (
// CHECK-NEXT: type promise -> seastar::shared_promise (
// CHECK-NEXT: type aborted -> seastar::abort_requested_exception (
// CHECK-NEXT: op request -> seastar::abort_source::request_abort, seastar::abort_source::request_abort_ex (
// CHECK-NEXT: op requested -> seastar::abort_source::abort_requested (
// CHECK-NEXT: op check -> seastar::abort_source::check (
// CHECK-NEXT: op subscribe -> seastar::abort_source::subscribe (
// CHECK-NEXT: op until -> seastar::abort_on_expiry (
// CHECK-NEXT: op expiry_token -> seastar::abort_on_expiry::abort_source (
// CHECK-NEXT: op sleep -> seastar::sleep (
// CHECK-NEXT: op sleep_abortable -> seastar::sleep_abortable (
// CHECK-NEXT: op shared -> seastar::shared_promise::get_shared_future (
// CHECK-NEXT: op gate_close -> seastar::gate::close (
// CHECK-NEXT: op gate_closed -> seastar::gate::is_closed (
// CHECK-NEXT: op async -> seastar::async (
// CHECK-NEXT: op thread_start -> seastar::thread (
// CHECK-NEXT: op thread_join -> seastar::thread::join (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
