// Every entry of the libcoro model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/libcoro > %t
// RUN: FileCheck %s < %t
#include <coro/coro.hpp>

// CHECK: {{^}}  libcoro: active
// CHECK-NEXT: type condvar -> coro::condition_variable (
// CHECK-NEXT: type scheduler -> coro::scheduler (
// CHECK-NEXT: type poll_source -> coro::poll_stop_source (
// CHECK-NEXT: type poll_token -> coro::poll_stop_token (
// CHECK-NEXT: op poll_get -> coro::poll_stop_source::get_token (
// CHECK-NEXT: op poll_stop -> coro::poll_stop_source::signal_stop (
// CHECK-NEXT: op wait -> coro::condition_variable::wait (
// CHECK-NEXT: op pause -> coro::scheduler::schedule_after, coro::scheduler::yield_for (
// CHECK-NEXT: op pause_until -> coro::scheduler::schedule_at, coro::scheduler::yield_until (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
