// Every entry of the posix model, against the real headers of the C library.
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 > %t
// RUN: FileCheck %s < %t
#include <pthread.h>
#include <signal.h>

// CHECK: posix: active
// CHECK-NEXT: op cancel -> pthread_cancel (
// CHECK-NEXT: op kill -> pthread_kill (
// CHECK-NEXT: op asynchronous -> pthread_setcanceltype (
// CHECK-NEXT: {{^ +[a-z_.]+: (not )?active}}
