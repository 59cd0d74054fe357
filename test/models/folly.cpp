// Every entry of the folly model, against the stub: Debian has no
// package of folly. Once as it is, once as it was before the merge became an object.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/folly > %t.new
// RUN: FileCheck %s --check-prefixes=CHECK,NEW < %t.new
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -DFOLLY_2024 -I%inputs/folly > %t.old
// RUN: FileCheck %s --check-prefixes=CHECK,OLD < %t.old
#include <folly/coro/Task.h>
#include <folly/io/async/Request.h>

// CHECK: {{^}}  folly: active
// CHECK-NEXT: type token -> folly::CancellationToken (
// CHECK-NEXT: type source -> folly::CancellationSource (
// CHECK-NEXT: type callback -> folly::CancellationCallback (
// CHECK-NEXT: type cancelled -> folly::OperationCancelled (
// CHECK-NEXT: type task -> folly::coro::Task (
// CHECK-NEXT: type started_task -> folly::coro::TaskWithExecutor (
// CHECK-NEXT: type generator -> folly::coro::AsyncGenerator (
// CHECK-NEXT: type scope -> folly::coro::AsyncScope (
// CHECK-NEXT: type cancellable_scope -> folly::coro::CancellableAsyncScope (
// CHECK-NEXT: type executor -> folly::Executor (
// CHECK-NEXT: type baton -> folly::Baton (
// CHECK-NEXT: type request -> folly::RequestContext (
// CHECK-NEXT: type key -> folly::RequestToken (
// CHECK-NEXT: type guard -> folly::RequestContextScopeGuard (
// CHECK-NEXT: type copy_guard -> folly::ShallowCopyRequestContextScopeGuard (
// CHECK-NEXT: type saver_guard -> folly::RequestContextSaverScopeGuard (
// CHECK-NEXT: op invalid_source -> folly::CancellationSource::invalid (
// CHECK-NEXT: op get_token -> folly::CancellationSource::getToken (
// CHECK-NEXT: op trigger -> folly::CancellationSource::requestCancellation (
// CHECK-NEXT: op poll -> folly::CancellationToken::isCancellationRequested, folly::CancellationSource::isCancellationRequested (
// CHECK-NEXT: op possible -> folly::CancellationToken::canBeCancelled, folly::CancellationSource::canBeCancelled (
// CHECK-NEXT: op on_cancel -> folly::CancellationCallback (
// NEW-NEXT: op merge -> folly::cancellation_token_merge (
// OLD-NEXT: op merge -> not resolved: folly::cancellation_token_merge
// NEW-NEXT: op merge_static -> not resolved: merge
// OLD-NEXT: op merge_static -> folly::CancellationToken::merge (
// CHECK-NEXT: op current -> folly::coro::co_current_cancellation_token (
// CHECK-NEXT: op safe_point -> folly::coro::co_safe_point (
// CHECK-NEXT: op bind -> folly::coro::folly_cpo__::co_withCancellation (
// CHECK-NEXT: op sleep -> folly::coro::sleep (
// CHECK-NEXT: op blocking_wait -> folly::coro::blockingWait, folly::coro::blocking_wait (
// CHECK-NEXT: op baton_wait -> folly::Baton::wait (
// CHECK-NEXT: op start -> folly::coro::TaskWithExecutor::start, folly::coro::TaskWithExecutor::startInlineUnsafe (
// CHECK-NEXT: op scope_add -> folly::coro::AsyncScope::add, folly::coro::AsyncScope::addWithSourceLoc, folly::coro::CancellableAsyncScope::add, folly::coro::CancellableAsyncScope::addWithSourceLoc (
// CHECK-NEXT: op scope_schedule -> folly::coro::CancellableAsyncScope::co_schedule (
// CHECK-NEXT: op scope_cancel -> folly::coro::CancellableAsyncScope::requestCancellation, folly::coro::CancellableAsyncScope::cancelAndJoinAsync (
// CHECK-NEXT: op scope_poll -> folly::coro::CancellableAsyncScope::isScopeCancellationRequested (
// CHECK-NEXT: op scope_join -> folly::coro::AsyncScope::joinAsync, folly::coro::AsyncScope::cleanup, folly::coro::CancellableAsyncScope::joinAsync, folly::coro::CancellableAsyncScope::cancelAndJoinAsync (
// CHECK-NEXT: op executor_add -> folly::Executor::add, folly::Executor::addWithPriority (
// CHECK-NEXT: op save -> folly::RequestContext::saveContext, folly::RequestContext::get, folly::RequestContext::try_get (
// CHECK-NEXT: op set_value -> folly::RequestContext::setContextData, folly::RequestContext::setContextDataIfAbsent (
// CHECK-NEXT: op get_value -> folly::RequestContext::getContextData, folly::RequestContext::hasContextData (
