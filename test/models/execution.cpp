// Every entry of the execution model, against a stub that has the classes where
// the standard has them, and against one that has them in stdexec alone.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/stdexec > %t
// RUN: FileCheck %s -DNS=std < %t
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/stdexec -DSTDEXEC_ALONE > %t.alone
// RUN: FileCheck %s -DNS=stdexec < %t.alone
#include <stdexec/stop_token.hpp>

// CHECK: execution: active
// CHECK-NEXT: type inplace_source -> [[NS]]::inplace_stop_source (
// CHECK-NEXT: type inplace_token -> [[NS]]::inplace_stop_token (
// CHECK-NEXT: type inplace_callback -> [[NS]]::inplace_stop_callback (
// CHECK-NEXT: type never_token -> [[NS]]::never_stop_token (
// CHECK-NEXT: op never -> [[NS]]::never_stop_token (
// CHECK-NEXT: op inplace_get_token -> [[NS]]::inplace_stop_source::get_token (
// CHECK-NEXT: op inplace_request -> [[NS]]::inplace_stop_source::request_stop (
// CHECK-NEXT: op inplace_poll -> [[NS]]::inplace_stop_token::stop_requested, [[NS]]::inplace_stop_source::stop_requested (
// CHECK-NEXT: op inplace_possible -> [[NS]]::inplace_stop_token::stop_possible (
// CHECK-NEXT: op inplace_on_stop -> [[NS]]::inplace_stop_callback (
// CHECK-NOT: {{^ +(type|op) .*inplace}}
