// RUN: %check %s ctx-overshared-source %t -std=c++20
// RUN: %check %s ctx-overshared-source %t -std=c++20 --prefix=OFF --no-fix --option=CallersSource=false
#include <QtCore/QtCore>
#include <asio.hpp>
#include <gio/gio.h>
#include <grpcpp/grpcpp.h>
#include <stdexec/stop_token.hpp>
#include <stop_token>

bool step();
void read(GCancellable *cancellable);

// One object that is source and token: only a request on it is a finding.
void bad_gives_call_up(grpc::ClientContext *context) {
  context->AddMetadata("user", "me");
  if (!step())
    context->TryCancel();
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'bad_gives_call_up' makes a stop request on 'context', which its caller only lent it and others may listen to; report the failure and leave the request to the owner [ctx-overshared-source]
}

void bad_gives_operation_up(GCancellable *cancellable) {
  read(cancellable);
  if (!step())
    g_cancellable_cancel(cancellable);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'bad_gives_operation_up' makes a stop request on 'cancellable', which its caller only lent it and others may listen to; report the failure and leave the request to the owner [ctx-overshared-source]
}

// It is given for nothing else.
void ok_only_asks(GCancellable *cancellable) {
  if (!step())
    g_cancellable_cancel(cancellable);
}

void ok_polls(GCancellable *cancellable) {
  if (!g_cancellable_is_cancelled(cancellable))
    step();
}

// What a callback is given was meant for it.
static void ok_handler(GCancellable *cancellable) {
  g_cancellable_cancel(cancellable);
}
void (*handler)(GCancellable *) = ok_handler;

// A server's own request is the handler's to end.
void ok_handler_ends_request(grpc::ServerContext *context) {
  if (!step())
    context->TryCancel();
}

// There is no token to take.
void ok_no_token(QThread &thread) {
  while (!thread.isInterruptionRequested())
    step();
}

// No request can be made on a const one.
static auto ok_const(const stdexec::inplace_stop_source &source) {
  return source.get_token();
}
auto uses_const(stdexec::inplace_stop_source &source) {
  if (!step())
    source.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'uses_const' makes a stop request on 'source', which its caller only lent it and others may listen to; report the failure and leave the request to the owner [ctx-overshared-source]
  return ok_const(source);
}

// A signal is lost outside of its operation: who starts that has it at hand.
static void ok_signal(asio::cancellation_signal &signal) {
  signal.slot().assign([](asio::cancellation_type) { step(); });
}
void owner() {
  asio::cancellation_signal signal;
  ok_signal(signal);
  signal.emit(asio::cancellation_type::all);
}

// One private to this file, of a kind that cannot be copied.
static void bad_inplace(stdexec::inplace_stop_source &source) {
  // CHECK-MESSAGES: :[[@LINE-1]]:55: warning: 'bad_inplace' only listens to source 'source', and with it could make the request; take its token ('std::inplace_stop_token') [ctx-overshared-source]
  // CHECK-MESSAGES-OFF: :[[@LINE-2]]:55: warning: 'bad_inplace' only listens to source 'source', and with it could make the request; take its token ('std::inplace_stop_token') [ctx-overshared-source]
  auto token = source.get_token();
  while (!token.stop_requested())
    step();
}
// CHECK-FIXES: static void bad_inplace(std::inplace_stop_token source) {
// CHECK-FIXES: auto token = source;
stdexec::inplace_stop_source *held;
void uses_inplace() { bad_inplace(*held); }
// CHECK-FIXES: void uses_inplace() { bad_inplace(held->get_token()); }
