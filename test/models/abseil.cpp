// Every entry of the abseil model, against the real headers of libabsl-dev and
// against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 > %t
// RUN: FileCheck %s < %t
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -DSTUB -I%inputs/absl > %t.stub
// RUN: FileCheck %s < %t.stub
#ifdef STUB
#include <absl/all.h>
#else
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#endif

// CHECK: {{^}}  abseil: active
// CHECK-NEXT: type mutex -> absl::Mutex (
// CHECK-NEXT: type condvar -> absl::CondVar (
// CHECK-NEXT: type notification -> absl::Notification (
// CHECK-NEXT: type status -> absl::Status (
// CHECK-NEXT: op sleep -> absl::SleepFor (
// CHECK-NEXT: op await -> absl::Mutex::Await (
// CHECK-NEXT: op lock_when -> absl::Mutex::LockWhen, absl::Mutex::WriterLockWhen (
// CHECK-NEXT: op reader_lock_when -> absl::Mutex::ReaderLockWhen (
// CHECK-NEXT: op cond_wait -> absl::CondVar::Wait (
// CHECK-NEXT: op notified -> absl::Notification::WaitForNotification (
// CHECK-NEXT: op cancelled -> absl::StatusCode::kCancelled (
// CHECK-NEXT: op is_cancelled -> absl::IsCancelled (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
