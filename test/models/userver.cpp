// Every entry of the userver model, against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 -I%inputs/userver > %t
// RUN: FileCheck %s < %t
#include <userver/all.hpp>
#include <userver/coro_unwinder.hpp>

// CHECK: {{^}}  userver: active
// CHECK-NEXT: type task -> userver::engine::Task (
// CHECK-NEXT: type shared_task -> userver::engine::SharedTask (
// CHECK-NEXT: type task_base -> userver::engine::TaskBase (
// CHECK-NEXT: type task_result -> userver::engine::TaskWithResult (
// CHECK-NEXT: type shared_result -> userver::engine::SharedTaskWithResult (
// CHECK-NEXT: type cancel_token -> userver::engine::TaskCancellationToken (
// CHECK-NEXT: type storage -> userver::concurrent::BackgroundTaskStorage (
// CHECK-NEXT: type storage_core -> userver::concurrent::BackgroundTaskStorageCore (
// CHECK-NEXT: type blocker -> userver::engine::TaskCancellationBlocker (
// CHECK-NEXT: type deadline_blocker -> userver::server::request::DeadlinePropagationBlocker (
// CHECK-NEXT: type deadline -> userver::engine::Deadline (
// CHECK-NEXT: type request -> userver::server::request::RequestContext (
// CHECK-NEXT: type handler -> userver::server::handlers::HttpHandlerBase (
// CHECK-NEXT: type future -> userver::engine::Future (
// CHECK-NEXT: type interrupted -> userver::engine::WaitInterruptedException (
// CHECK-NEXT: type unwinder -> userver::engine::impl::CoroUnwinder (
// CHECK-NEXT: type io_cancelled -> userver::engine::io::IoCancelled (
// CHECK-NEXT: type lock_cancelled -> userver::engine::SemaphoreLockCancelledError (
// CHECK-NEXT: type rpc_cancelled -> userver::ugrpc::client::RpcCancelledError (
// CHECK-NEXT: op should_cancel -> userver::engine::current_task::ShouldCancel, userver::engine::current_task::IsCancelRequested (
// CHECK-NEXT: op reason -> userver::engine::current_task::CancellationReason (
// CHECK-NEXT: op point -> userver::engine::current_task::CancellationPoint (
// CHECK-NEXT: op own_token -> userver::engine::current_task::GetCancellationToken (
// CHECK-NEXT: op set_deadline -> userver::engine::current_task::SetDeadline (
// CHECK-NEXT: op inherited_deadline -> userver::server::request::GetTaskInheritedDeadline (
// CHECK-NEXT: op cancel -> userver::engine::TaskBase::RequestCancel, userver::engine::TaskBase::RequestCancel, userver::engine::TaskBase::RequestCancel, userver::engine::TaskBase::RequestCancel, userver::engine::TaskBase::RequestCancel (
// CHECK-NEXT: op cancel_by_token -> userver::engine::TaskCancellationToken::RequestCancel (
// CHECK-NEXT: op sync_cancel -> userver::engine::TaskBase::SyncCancel, userver::engine::TaskBase::SyncCancel, userver::engine::TaskBase::SyncCancel, userver::engine::TaskBase::SyncCancel, userver::engine::TaskBase::SyncCancel (
// CHECK-NEXT: op sync_cancel_join -> userver::engine::TaskBase::SyncCancel, userver::engine::TaskBase::SyncCancel, userver::engine::TaskBase::SyncCancel, userver::engine::TaskBase::SyncCancel, userver::engine::TaskBase::SyncCancel (
// CHECK-NEXT: op wait -> userver::engine::TaskBase::Wait, userver::engine::TaskBase::Wait, userver::engine::TaskBase::Wait, userver::engine::TaskBase::Wait, userver::engine::TaskBase::Wait (
// CHECK-NEXT: op wait_for -> userver::engine::TaskBase::WaitFor, userver::engine::TaskBase::WaitUntil, userver::engine::TaskBase::WaitFor, userver::engine::TaskBase::WaitUntil, userver::engine::TaskBase::WaitFor, userver::engine::TaskBase::WaitUntil, userver::engine::TaskBase::WaitFor, userver::engine::TaskBase::WaitUntil, userver::engine::TaskBase::WaitFor, userver::engine::TaskBase::WaitUntil (
// CHECK-NEXT: op blocking_wait -> userver::engine::TaskBase::BlockingWait, userver::engine::TaskBase::BlockingWait, userver::engine::TaskBase::BlockingWait, userver::engine::TaskBase::BlockingWait, userver::engine::TaskBase::BlockingWait (
// CHECK-NEXT: op get -> userver::engine::TaskWithResult::Get, userver::engine::SharedTaskWithResult::Get (
// CHECK-NEXT: op detach -> userver::engine::Task::Detach, userver::engine::Task::Detach (
// CHECK-NEXT: op future_get -> userver::engine::Future::get (
// CHECK-NEXT: op async -> userver::utils::Async, userver::utils::SharedAsync, userver::engine::AsyncNoSpan, userver::engine::SharedAsyncNoSpan (
// CHECK-NEXT: op critical -> userver::utils::CriticalAsync, userver::utils::SharedCriticalAsync, userver::engine::CriticalAsyncNoSpan, userver::engine::SharedCriticalAsyncNoSpan (
// CHECK-NEXT: op background -> userver::utils::AsyncBackground, userver::utils::CriticalAsyncBackground (
// CHECK-NEXT: op async_detach -> userver::concurrent::BackgroundTaskStorage::AsyncDetach, userver::concurrent::BackgroundTaskStorage::CriticalAsyncDetach (
// CHECK-NEXT: op storage_cancel -> userver::concurrent::BackgroundTaskStorage::CancelAndWait, userver::concurrent::BackgroundTaskStorageCore::CancelAndWait (
// CHECK-NEXT: op storage_join -> userver::concurrent::BackgroundTaskStorage::CancelAndWait, userver::concurrent::BackgroundTaskStorage::CloseAndWaitDebug, userver::concurrent::BackgroundTaskStorageCore::CancelAndWait, userver::concurrent::BackgroundTaskStorageCore::CloseAndWaitDebug (
// CHECK-NEXT: op sleep_for -> userver::engine::SleepFor (
// CHECK-NEXT: op sleep_until -> userver::engine::SleepUntil (
// CHECK-NEXT: op set_data -> userver::server::request::RequestContext::SetData, userver::server::request::RequestContext::EmplaceData (
// CHECK-NEXT: op get_data -> userver::server::request::RequestContext::GetData, userver::server::request::RequestContext::GetDataOptional, userver::server::request::RequestContext::EraseData (
// CHECK-NEXT: op handle -> userver::server::handlers::HttpHandlerBase::HandleRequestThrow, userver::server::handlers::HttpHandlerBase::HandleRequest, userver::server::handlers::HttpHandlerBase::HandleStreamRequest (
// CHECK-NOT: {{^ +(type|op) }}
