// RUN: %check %s ctx-join-before-stop %t -std=c++20 --no-fix
// RUN: %check %s ctx-join-before-stop %t -std=c++20 --no-fix -- -DBOOST -DSTDEXEC_ALONE
// Sources of other libraries, and the threads that have their tokens.
#ifdef BOOST
#include <boost/asio.hpp>
namespace asio = boost::asio;
#else
#include <asio.hpp>
#endif
#include <giomm.h>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <opentelemetry/context/runtime_context.h>
#include <stdexec/stop_token.hpp>
#include <thread>

void step();

//===-- execution ---------------------------------------------------------===//

void bad_inplace() {
  stdexec::inplace_stop_source source;
  std::thread worker([token = source.get_token()] {
    while (!token.stop_requested())
      step();
  });
  worker.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'worker' is waited for before 'source', whose token its work has, is triggered; call 'request_stop()' first [ctx-join-before-stop]
  source.request_stop();
}

void ok_inplace() {
  stdexec::inplace_stop_source source;
  std::thread worker([token = source.get_token()] {
    while (!token.stop_requested())
      step();
  });
  source.request_stop();
  worker.join();
}

class InplacePool {
public:
  ~InplacePool() {
    worker_.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'worker_' is waited for before 'source_', whose token its work has, is triggered; call 'request_stop()' first [ctx-join-before-stop]
    source_.request_stop();
  }

private:
  void run() {
    while (!source_.stop_requested())
      step();
  }
  stdexec::inplace_stop_source source_;
  std::thread worker_{[this] { run(); }};
};

//===-- gio ---------------------------------------------------------------===//

void bad_gio() {
  GCancellable *cancellable = g_cancellable_new();
  std::thread worker([cancellable] {
    while (!g_cancellable_is_cancelled(cancellable))
      step();
  });
  worker.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'worker' is waited for before 'cancellable', whose token its work has, is triggered; ask first [ctx-join-before-stop]
  g_cancellable_cancel(cancellable);
}

// The caller has it, too, and may ask.
void ok_gio_parameter(GCancellable *cancellable) {
  std::thread worker([cancellable] {
    while (!g_cancellable_is_cancelled(cancellable))
      step();
  });
  worker.join();
  g_cancellable_cancel(cancellable);
}

void ok_gio(GCancellable *cancellable) {
  std::thread worker([cancellable] {
    while (!g_cancellable_is_cancelled(cancellable))
      step();
  });
  g_cancellable_cancel(cancellable);
  worker.join();
}

static gpointer poll_cancellable(gpointer data) {
  auto *cancellable = static_cast<GCancellable *>(data);
  while (!g_cancellable_is_cancelled(cancellable))
    step();
  return nullptr;
}

void bad_gio_thread() {
  GCancellable *cancellable = g_cancellable_new();
  GThread *worker = g_thread_new("worker", poll_cancellable, cancellable);
  g_thread_join(worker);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'worker' is waited for before 'cancellable', whose token its work has, is triggered; ask first [ctx-join-before-stop]
  g_cancellable_cancel(cancellable);
}

void ok_gio_thread() {
  GCancellable *cancellable = g_cancellable_new();
  GThread *worker = g_thread_new("worker", poll_cancellable, cancellable);
  g_cancellable_cancel(cancellable);
  g_thread_join(worker);
}

class Downloads {
public:
  void bad_stop() {
    worker_.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'worker_' is waited for before 'cancellable_', whose token its work has, is triggered; call 'cancel()' first [ctx-join-before-stop]
    cancellable_->cancel();
  }

private:
  void run() {
    while (!cancellable_->is_cancelled())
      step();
  }
  Glib::RefPtr<Gio::Cancellable> cancellable_ = Gio::Cancellable::create();
  std::thread worker_{[this] { run(); }};
};

class OkDownloads {
public:
  void stop() {
    cancellable_->cancel();
    worker_.join();
  }

private:
  void run() {
    while (!cancellable_->is_cancelled())
      step();
  }
  Glib::RefPtr<Gio::Cancellable> cancellable_ = Gio::Cancellable::create();
  std::thread worker_{[this] { run(); }};
};

//===-- grpc --------------------------------------------------------------===//

// The client may end it, too.
void ok_grpc_parameter(grpc::ServerContext *context) {
  std::thread worker([context] {
    while (!context->IsCancelled())
      step();
  });
  worker.join();
  context->TryCancel();
}

void ok_grpc(grpc::ServerContext *context) {
  std::thread worker([context] {
    while (!context->IsCancelled())
      step();
  });
  context->TryCancel();
  worker.join();
}

// The reader's call ends by itself; the context is only told to be sure.
void ok_grpc_reader(grpc::ClientReader<int> *reader, grpc::ClientContext &context) {
  std::thread worker([&] {
    int message;
    while (reader->Read(&message))
      step();
  });
  worker.join();
  context.TryCancel();
}

//===-- asio --------------------------------------------------------------===//

// What ends run() is a request on the context, or that there is no more work.
void ok_asio_run(asio::io_context &io) {
  std::thread worker([&] { io.run(); });
  worker.join();
  io.stop();
}

// join() drains the pool.
void ok_asio_pool(asio::thread_pool &pool) {
  asio::post(pool, [] { step(); });
  pool.join();
  pool.stop();
}

//===-- opentelemetry -----------------------------------------------------===//

// Its contexts stop nobody.
void ok_opentelemetry(opentelemetry::context::Context context) {
  std::thread worker([context] { step(); });
  worker.join();
  auto scope = opentelemetry::context::RuntimeContext::Attach(context);
}
