// Every entry of the boost.thread model, against the real headers of libboost1.81-dev
// and against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 > %t.real
// RUN: FileCheck %s < %t.real
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -I%inputs/boost_thread > %t.stub
// RUN: FileCheck %s < %t.stub
#include <boost/thread.hpp>

// CHECK: {{^}}  boost.thread: active
// CHECK-NEXT: type thread -> boost::thread (
// CHECK-NEXT: type group -> boost::thread_group (
// CHECK-NEXT: type disable -> boost::this_thread::disable_interruption (
// CHECK-NEXT: type restore -> boost::this_thread::restore_interruption (
// CHECK-NEXT: type interrupted -> boost::thread_interrupted (
// CHECK-NEXT: type condvar -> boost::condition_variable (
// CHECK-NEXT: type condvar_any -> boost::condition_variable_any (
// CHECK-NEXT: op interrupt -> boost::thread::interrupt (
// CHECK-NEXT: op interrupt_all -> boost::thread_group::interrupt_all (
// CHECK-NEXT: op requested -> boost::thread::interruption_requested (
// CHECK-NEXT: op this_requested -> boost::this_thread::interruption_requested (
// CHECK-NEXT: op enabled -> boost::this_thread::interruption_enabled (
// CHECK-NEXT: op point -> boost::this_thread::interruption_point (
// CHECK-NEXT: op sleep -> boost::this_thread::sleep, boost::this_thread::sleep_for, boost::this_thread::sleep_until (
// CHECK-NEXT: op wait -> boost::condition_variable::wait, boost::condition_variable::timed_wait, boost::condition_variable::wait_for, boost::condition_variable::wait_until, boost::condition_variable_any::wait, boost::condition_variable_any::timed_wait, boost::condition_variable_any::wait_for, boost::condition_variable_any::wait_until (
// CHECK-NEXT: op spawn -> boost::thread (
// CHECK-NEXT: op create -> boost::thread_group::create_thread (
// CHECK-NEXT: op join -> boost::thread::join, boost::thread::timed_join, boost::thread::try_join_for, boost::thread::try_join_until (
// CHECK-NEXT: op join_all -> boost::thread_group::join_all (
// CHECK-NEXT: op detach -> boost::thread::detach (
// CHECK-NEXT: op deaf_sleep -> boost::this_thread::no_interruption_point::sleep_for, boost::this_thread::no_interruption_point::sleep_until, boost::this_thread::no_interruption_point::sleep (
