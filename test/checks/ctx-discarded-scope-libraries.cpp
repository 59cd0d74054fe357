// RUN: %check %s ctx-discarded-scope %t -std=c++20
// RUN: %check %s ctx-discarded-scope %t -std=c++20 -- -DBOOST -DSTDEXEC_ALONE
// Registrations of other libraries: objects, and what only gives a number back.
#include <QtCore/QtCore>
#ifdef BOOST
#include <boost/asio.hpp>
namespace asio = boost::asio;
#else
#include <asio.hpp>
#endif
#include <giomm.h>
#include <grpcpp/grpcpp.h>
#include <stdexec/stop_token.hpp>

void step();
void onStop();
void work(stdexec::inplace_stop_token st);

void bad_inplace(stdexec::inplace_stop_token st) {
  stdexec::inplace_stop_callback(st, [] { step(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'std::inplace_stop_callback' is destroyed at the end of this statement, and its callback is gone with it; keep it in a variable [ctx-discarded-scope]
  work(st);
}
// CHECK-FIXES: stdexec::inplace_stop_callback on_stop(st, [] { step(); });

void ok_inplace(stdexec::inplace_stop_token st) {
  stdexec::inplace_stop_callback on_stop(st, [] { step(); });
  work(st);
}

// The slot keeps its handler.
void ok_slot(asio::cancellation_signal &signal) {
  signal.slot().assign([](asio::cancellation_type) { step(); });
  step();
}

// These go on until somebody takes them back.
void ok_connect(GCancellable *cancellable, const Glib::RefPtr<Gio::Cancellable> &other) {
  g_cancellable_connect(cancellable, G_CALLBACK(onStop), nullptr, nullptr);
  other->connect([] { step(); });
  step();
}

void ok_future(QFuture<int> future) {
  future.onCanceled([] { return 0; });
  step();
}

void ok_notify(grpc::ServerContext &context, void *tag) {
  context.AsyncNotifyWhenDone(tag);
  step();
}
