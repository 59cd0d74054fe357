// RUN: %check %s ctx-early-cancel %t -std=c++20
// RUN: %check %s ctx-early-cancel %t -std=c++20 -- -DBOOST -DSTDEXEC_ALONE
// Sources of other libraries.
#include <QtConcurrent/QtConcurrent>
#ifdef BOOST
#include <boost/asio.hpp>
namespace asio = boost::asio;
#else
#include <asio.hpp>
#endif
#include <functional>
#include <giomm.h>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <opentelemetry/context/runtime_context.h>
#include <stdexec/stop_token.hpp>
#include <thread>

void enqueue(std::function<void()>);
void step();
void drain();
bool failed();
template <class F> struct Finally {
  F f;
  ~Finally() { f(); }
};
template <class F> Finally(F) -> Finally<F>;

//===-- execution ---------------------------------------------------------===//

struct StopInplace {
  stdexec::inplace_stop_source &source;
  ~StopInplace() { source.request_stop(); }
};

void bad_inplace() {
  stdexec::inplace_stop_source source;
  StopInplace guard{source};
  enqueue([token = source.get_token()] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 'source', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'source' with the work, or wait for it [ctx-early-cancel]
    while (!token.stop_requested())
      step();
  });
}

void ok_inplace_waits() {
  stdexec::inplace_stop_source source;
  StopInplace guard{source};
  std::thread worker([token = source.get_token()] {
    while (!token.stop_requested())
      step();
  });
  worker.join();
}

//===-- gio ---------------------------------------------------------------===//

static void load(GTask *, gpointer, gpointer, GCancellable *) { step(); }

void bad_gio() {
  GCancellable *cancellable = g_cancellable_new();
  GTask *task = g_task_new(nullptr, cancellable, nullptr, nullptr);
  g_task_run_in_thread(task, load);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 'cancellable', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'cancellable' with the work, or wait for it [ctx-early-cancel]
  g_cancellable_cancel(cancellable);
}

void bad_giomm() {
  auto cancellable = Gio::Cancellable::create();
  Finally end{[&] { cancellable->cancel(); }};
  enqueue([cancellable] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 'cancellable', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'cancellable' with the work, or wait for it [ctx-early-cancel]
    while (!cancellable->is_cancelled())
      step();
  });
}

void ok_giomm_waits() {
  auto cancellable = Gio::Cancellable::create();
  Finally end{[&] { cancellable->cancel(); }};
  std::thread worker([cancellable] {
    while (!cancellable->is_cancelled())
      step();
  });
  worker.join();
}

void ok_giomm_runs(const Glib::RefPtr<Glib::MainLoop> &loop) {
  auto cancellable = Gio::Cancellable::create();
  enqueue([cancellable] {
    while (!cancellable->is_cancelled())
      step();
  });
  loop->run();
  cancellable->cancel();
}

//===-- grpc --------------------------------------------------------------===//

using helloworld::Greeter;

void ok_grpc_synchronous(Greeter::Stub &stub, const helloworld::HelloRequest &request, helloworld::HelloReply *reply) {
  grpc::ClientContext context;
  Finally end{[&] { context.TryCancel(); }};
  stub.SayHello(&context, request, reply);
}

void ok_grpc_queue(Greeter::Stub &stub, const helloworld::HelloRequest &request, grpc::CompletionQueue &queue) {
  grpc::ClientContext context;
  auto call = stub.AsyncSayHello(&context, request, &queue);
  void *tag;
  bool ok;
  queue.Next(&tag, &ok);
  context.TryCancel();
}

void ok_grpc_reads(Greeter::Stub &stub, const helloworld::HelloRequest &request) {
  grpc::ClientContext context;
  Finally end{[&] { context.TryCancel(); }};
  auto reader = stub.Watch(&context, request);
  helloworld::HelloReply reply;
  while (reader->Read(&reply))
    step();
}

//===-- asio --------------------------------------------------------------===//

asio::awaitable<void> session();

void bad_asio(asio::io_context &io) {
  auto signal = std::make_shared<asio::cancellation_signal>();
  asio::co_spawn(io, session(), asio::bind_cancellation_slot(signal->slot(), asio::detached));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 'signal', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'signal' with the work, or wait for it [ctx-early-cancel]
  signal->emit(asio::cancellation_type::terminal);
}

// A request that only an error makes comes when it is needed.
void ok_asio_on_error(asio::io_context &io) {
  auto signal = std::make_shared<asio::cancellation_signal>();
  asio::co_spawn(io, session(), asio::bind_cancellation_slot(signal->slot(), asio::detached));
  if (failed())
    signal->emit(asio::cancellation_type::terminal);
}

void ok_asio_runs(asio::io_context &io) {
  asio::cancellation_signal signal;
  asio::co_spawn(io, session(), asio::bind_cancellation_slot(signal.slot(), asio::detached));
  io.run();
  signal.emit(asio::cancellation_type::terminal);
}

// Stopped and drained.
void ok_asio_joins_pool() {
  asio::thread_pool pool(2);
  asio::cancellation_signal signal;
  asio::co_spawn(pool, session(), asio::bind_cancellation_slot(signal.slot(), asio::detached));
  signal.emit(asio::cancellation_type::terminal);
  pool.join();
}

void ok_asio_joins_thread() {
  asio::io_context io;
  asio::cancellation_signal signal;
  asio::co_spawn(io, session(), asio::bind_cancellation_slot(signal.slot(), asio::detached));
  std::jthread runner([&] { io.run(); });
  signal.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> ok_asio_awaits(asio::steady_timer &timer) {
  asio::cancellation_signal signal;
  co_await timer.async_wait(asio::bind_cancellation_slot(signal.slot(), asio::use_awaitable));
  signal.emit(asio::cancellation_type::terminal);
}

//===-- qt ----------------------------------------------------------------===//

// What a future's owner cancels is the future; who else has it is not known.
QFuture<void> ok_qt_returned() {
  QFuture<void> future = QtConcurrent::run([](QPromise<void> &promise) {
    while (!promise.isCanceled())
      step();
  });
  return future;
}

void ok_qt_waits() {
  QFuture<void> future = QtConcurrent::run([](QPromise<void> &promise) {
    while (!promise.isCanceled())
      step();
  });
  drain();
  future.cancel();
  future.waitForFinished();
}

//===-- opentelemetry -----------------------------------------------------===//

// Nothing in it cancels; a scope's end only changes what is current.
void ok_opentelemetry(const opentelemetry::context::Context &context) {
  auto scope = opentelemetry::context::RuntimeContext::Attach(context);
  enqueue([context] { step(); });
}
