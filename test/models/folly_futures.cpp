// Every entry of the folly.futures model, against the stub: Debian has no package of
// folly.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/folly > %t
// RUN: FileCheck %s < %t
#include <folly/futures/Future.h>

// CHECK: {{^}}  folly.futures: active
// CHECK-NEXT: type future -> folly::Future (
// CHECK-NEXT: type semi_future -> folly::SemiFuture (
// CHECK-NEXT: type promise -> folly::Promise (
// CHECK-NEXT: type cancelled -> folly::FutureCancellation (
// CHECK-NEXT: op interrupt -> folly::Future::cancel, folly::Future::raise, folly::SemiFuture::cancel, folly::SemiFuture::raise (
// CHECK-NEXT: op on_interrupt -> folly::Promise::setInterruptHandler (
// CHECK-NEXT: op wait -> folly::Future::wait, folly::Future::get, folly::Future::getTry, folly::Future::getVia, folly::Future::getTryVia, folly::Future::waitVia, folly::SemiFuture::wait, folly::SemiFuture::get, folly::SemiFuture::getTry (
// CHECK-NEXT: op then -> folly::Future::thenValue, folly::Future::thenTry, folly::Future::thenError, folly::SemiFuture::deferValue, folly::SemiFuture::deferError (
