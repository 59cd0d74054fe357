// Every entry of the cppcoro model, against the stub: Debian has no package of it.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/cppcoro > %t
// RUN: FileCheck %s < %t
#include <cppcoro/io_service.hpp>

// CHECK: {{^}}  cppcoro: active
// CHECK-NEXT: type token -> cppcoro::cancellation_token (
// CHECK-NEXT: type source -> cppcoro::cancellation_source (
// CHECK-NEXT: type registration -> cppcoro::cancellation_registration (
// CHECK-NEXT: type cancelled -> cppcoro::operation_cancelled (
// CHECK-NEXT: type io_service -> cppcoro::io_service (
// CHECK-NEXT: type socket -> cppcoro::net::socket (
// CHECK-NEXT: type readable_file -> cppcoro::readable_file (
// CHECK-NEXT: type writable_file -> cppcoro::writable_file (
// CHECK-NEXT: type scope -> cppcoro::async_scope (
// CHECK-NEXT: op get_token -> cppcoro::cancellation_source::token (
// CHECK-NEXT: op request -> cppcoro::cancellation_source::request_cancellation (
// CHECK-NEXT: op poll -> cppcoro::cancellation_token::is_cancellation_requested, cppcoro::cancellation_source::is_cancellation_requested (
// CHECK-NEXT: op throw_if -> cppcoro::cancellation_token::throw_if_cancellation_requested (
// CHECK-NEXT: op possible -> cppcoro::cancellation_token::can_be_cancelled, cppcoro::cancellation_source::can_be_cancelled (
// CHECK-NEXT: op on_cancel -> cppcoro::cancellation_registration (
// CHECK-NEXT: op awaited_schedule -> cppcoro::io_service::schedule_after (
// CHECK-NEXT: op awaited_socket -> cppcoro::net::socket::accept, cppcoro::net::socket::connect, cppcoro::net::socket::disconnect, cppcoro::net::socket::send, cppcoro::net::socket::recv, cppcoro::net::socket::send_to, cppcoro::net::socket::recv_from (
// CHECK-NEXT: op awaited_read -> cppcoro::readable_file::read (
// CHECK-NEXT: op awaited_write -> cppcoro::writable_file::write (
// CHECK-NEXT: op deaf_socket -> cppcoro::net::socket::accept, cppcoro::net::socket::connect, cppcoro::net::socket::disconnect, cppcoro::net::socket::send, cppcoro::net::socket::recv, cppcoro::net::socket::send_to, cppcoro::net::socket::recv_from (
// CHECK-NEXT: op deaf_read -> cppcoro::readable_file::read (
// CHECK-NEXT: op deaf_write -> cppcoro::writable_file::write (
// CHECK-NEXT: op spawn -> cppcoro::async_scope::spawn (
// CHECK-NEXT: op scope_join -> cppcoro::async_scope::join (
