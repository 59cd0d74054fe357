// Every entry of the std model, against the real libstdc++ and the real libc++.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -stdlib=libstdc++ > %t
// RUN: FileCheck %s --check-prefixes=CHECK,GNU < %t
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -stdlib=libc++ > %t.llvm
// RUN: FileCheck %s --check-prefixes=CHECK,LLVM < %t.llvm
#include <condition_variable>
#include <future>
#include <stop_token>
#include <thread>

// CHECK: std: active
// CHECK-NEXT: type token -> std::stop_token (
// CHECK-NEXT: type source -> std::stop_source (
// CHECK-NEXT: type callback -> std::stop_callback (
// CHECK-NEXT: type nostop -> std::nostopstate_t (
// CHECK-NEXT: type jthread -> std::jthread (
// CHECK-NEXT: type thread -> std::thread (
// CHECK-NEXT: type condvar -> std::condition_variable (
// CHECK-NEXT: type condvar_any -> std::condition_variable_any (
// CHECK-NEXT: type future -> std::future (
// CHECK-NEXT: type shared_future -> std::shared_future (
// CHECK-NEXT: type error_code -> std::error_code (
// CHECK-NEXT: op nostop_source -> std::stop_source (
// CHECK-NEXT: op get_token -> std::stop_source::get_token (
// CHECK-NEXT: op jthread_token -> std::jthread::get_stop_token (
// CHECK-NEXT: op jthread_source -> std::jthread::get_stop_source (
// CHECK-NEXT: op request_stop -> std::stop_source::request_stop, std::jthread::request_stop (
// CHECK-NEXT: op poll -> std::stop_token::stop_requested, std::stop_source::stop_requested (
// CHECK-NEXT: op possible -> std::stop_token::stop_possible, std::stop_source::stop_possible (
// CHECK-NEXT: op on_stop -> std::stop_callback (
// CHECK-NEXT: op spawn_jthread -> std::jthread (
// CHECK-NEXT: op spawn_thread -> std::thread (
// CHECK-NEXT: op async -> std::async (
// CHECK-NEXT: op join -> std::jthread::join, std::thread::join (
// CHECK-NEXT: op detach -> std::jthread::detach, std::thread::detach (
// LLVM-NEXT: op future_wait -> std::future::wait, std::future::get, std::shared_future::wait, std::shared_future::get (
// GNU-NEXT: op future_wait -> std::__basic_future::wait, std::future::get, std::__basic_future::wait, std::shared_future::get (
// CHECK-NEXT: op cv_wait -> std::condition_variable::wait (
// CHECK-NEXT: op cv_wait_for -> std::condition_variable::wait_for (
// CHECK-NEXT: op cv_wait_until -> std::condition_variable::wait_until (
// CHECK-NEXT: op cva_wait -> std::condition_variable_any::wait (
// CHECK-NEXT: op cva_wait_for -> std::condition_variable_any::wait_for (
// CHECK-NEXT: op cva_wait_until -> std::condition_variable_any::wait_until (
// CHECK-NEXT: op sleep_for -> std::this_thread::sleep_for (
// CHECK-NEXT: op sleep_until -> std::this_thread::sleep_until (
// CHECK-NEXT: op canceled_code -> std::errc::operation_canceled (
// CHECK-NEXT: {{^ +[a-z_.]+: (not )?active}}
