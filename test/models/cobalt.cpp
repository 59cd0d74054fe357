// Every entry of the boost.cobalt model, against the stub (Debian has no Boost that has it).
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/cobalt -I%inputs/asio > %t
// RUN: FileCheck %s < %t
#include <boost/cobalt/all.hpp>

// CHECK: {{^}}  boost.cobalt: active
// CHECK-NEXT: type promise -> boost::cobalt::promise (
// CHECK-NEXT: type task -> boost::cobalt::task (
// CHECK-NEXT: type generator -> boost::cobalt::generator (
// CHECK-NEXT: type detached -> boost::cobalt::detached (
// CHECK-NEXT: type main -> boost::cobalt::main (
// CHECK-NEXT: type thread -> boost::cobalt::thread (
// CHECK-NEXT: type wait_group -> boost::cobalt::wait_group (
// CHECK-NEXT: op cancelled -> boost::cobalt::this_coro::cancelled (
// CHECK-NEXT: op detach -> boost::cobalt::promise::detach, boost::cobalt::thread::detach (
// CHECK-NEXT: op detach_plus -> boost::cobalt::promise (
// CHECK-NEXT: op thread_join -> boost::cobalt::thread::join (
// CHECK-NEXT: op spawn -> boost::cobalt::spawn (
// CHECK-NEXT: op run -> boost::cobalt::run (
// CHECK-NEXT: op group_cancel -> boost::cobalt::wait_group::cancel (
// CHECK-NEXT: op group_wait -> boost::cobalt::wait_group::wait, boost::cobalt::wait_group::await_exit (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
