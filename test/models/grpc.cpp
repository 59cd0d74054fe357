// Every entry of the grpc model, against the real headers of libgrpc++-dev.
// RUN: %ctx-tidy --explain-models %s -- -std=c++20 > %t
// RUN: FileCheck %s < %t
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/sync_stream.h>

// CHECK: grpc: active
// CHECK-NEXT: type client_ctx -> grpc::ClientContext (
// CHECK-NEXT: type callback_server_ctx -> grpc::CallbackServerContext (
// CHECK-NEXT: type server_ctx -> grpc::ServerContext (
// CHECK-NEXT: type server_base -> grpc::ServerContextBase (
// CHECK-NEXT: type propagation -> grpc::PropagationOptions (
// CHECK-NEXT: type service -> grpc::Service (
// CHECK-NEXT: type status -> grpc::Status (
// CHECK-NEXT: type cq -> grpc::CompletionQueue (
// CHECK-NEXT: type unary_reactor -> grpc::ClientUnaryReactor (
// CHECK-NEXT: type read_reactor -> grpc::ClientReadReactor (
// CHECK-NEXT: type write_reactor -> grpc::ClientWriteReactor (
// CHECK-NEXT: type bidi_reactor -> grpc::ClientBidiReactor (
// CHECK-NEXT: type reader -> grpc::ClientReader (
// CHECK-NEXT: type reader_interface -> grpc::ClientReaderInterface (
// CHECK-NEXT: type writer -> grpc::ClientWriter (
// CHECK-NEXT: type writer_interface -> grpc::ClientWriterInterface (
// CHECK-NEXT: type reader_writer -> grpc::ClientReaderWriter (
// CHECK-NEXT: type reader_writer_interface -> grpc::ClientReaderWriterInterface (
// CHECK-NEXT: type async_reader -> grpc::ClientAsyncReader (
// CHECK-NEXT: type async_reader_interface -> grpc::ClientAsyncReaderInterface (
// CHECK-NEXT: type async_writer -> grpc::ClientAsyncWriter (
// CHECK-NEXT: type async_writer_interface -> grpc::ClientAsyncWriterInterface (
// CHECK-NEXT: type async_reader_writer -> grpc::ClientAsyncReaderWriter (
// CHECK-NEXT: type async_reader_writer_interface -> grpc::ClientAsyncReaderWriterInterface (
// CHECK-NEXT: op from_server -> grpc::ClientContext::FromServerContext (
// CHECK-NEXT: op from_callback_server -> grpc::ClientContext::FromCallbackServerContext (
// CHECK-NEXT: op no_propagation -> grpc::PropagationOptions::disable_cancellation_propagation (
// CHECK-NEXT: op no_deadline -> grpc::PropagationOptions::disable_deadline_propagation (
// CHECK-NEXT: op set_deadline -> grpc::ClientContext::set_deadline (
// CHECK-NEXT: op client_deadline -> grpc::ClientContext::deadline, grpc::ClientContext::raw_deadline (
// CHECK-NEXT: op server_deadline -> grpc::ServerContextBase::deadline, grpc::ServerContextBase::raw_deadline, grpc::ServerContextBase::deadline, grpc::ServerContextBase::raw_deadline, grpc::ServerContextBase::deadline, grpc::ServerContextBase::raw_deadline (
// CHECK-NEXT: op try_cancel -> grpc::ClientContext::TryCancel, grpc::ServerContextBase::TryCancel, grpc::ServerContextBase::TryCancel, grpc::ServerContextBase::TryCancel (
// CHECK-NEXT: op is_cancelled -> grpc::ServerContextBase::IsCancelled, grpc::ServerContextBase::IsCancelled, grpc::ServerContextBase::IsCancelled (
// CHECK-NEXT: op notify_done -> grpc::ServerContextBase::AsyncNotifyWhenDone (
// CHECK-NEXT: op cq_next -> grpc::CompletionQueue::Next (
// CHECK-NEXT: op cq_async_next -> grpc::CompletionQueue::AsyncNext (
// CHECK-NEXT: op cancelled_code -> grpc::CANCELLED (
// CHECK-NEXT: op cancelled_status -> grpc::Status::CANCELLED (
// CHECK-NOT: {{^ +(type|op) }}
// CHECK: {{^  [a-z.]+: }}
