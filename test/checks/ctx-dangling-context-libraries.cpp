// RUN: %check %s ctx-dangling-context %t -std=c++20
// RUN: %check %s ctx-dangling-context %t -std=c++20 -- -DSTDEXEC_ALONE
// Qt's promises, stop tokens without shared state, GLib's threads.
#include <QtConcurrent/QtConcurrent>
#include <giomm.h>
#include <memory>
#include <stdexec/stop_token.hpp>
#include <thread>

void step();
void fill(QPromise<int> &promise);
void work(stdexec::inplace_stop_token st);

//===-- qt ----------------------------------------------------------------===//

void bad_promise() {
  QPromise<int> promise;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'promise' may die while the work that it was lent to goes on; wait for the work on every path, or let it share the ownership [ctx-dangling-context]
  QThreadPool::globalInstance()->start([&promise] { fill(promise); });
}

void ok_promise_moved() {
  QPromise<int> promise;
  auto shared = std::make_shared<QPromise<int>>(std::move(promise));
  QThreadPool::globalInstance()->start([shared] { fill(*shared); });
}

void ok_promise_waited_for(QThreadPool *pool) {
  QPromise<int> promise;
  pool->start([&promise] { fill(promise); });
  pool->waitForDone();
}

void ok_pool_dies_first() {
  QPromise<int> promise;
  QThreadPool pool;
  pool.start([&promise] { fill(promise); });
}

void bad_pool_dies_last() {
  QThreadPool pool;
  QPromise<int> promise;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'promise' dies before 'pool', which waits for the work that uses it; declare 'promise' before 'pool', or wait for the work first [ctx-dangling-context]
  pool.start([&promise] { fill(promise); });
}

//===-- execution ---------------------------------------------------------===//

void bad_inplace_detached() {
  stdexec::inplace_stop_source source;
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'source' may die while the work that it was lent to goes on; wait for the work on every path, or let it share the ownership [ctx-dangling-context]
  std::thread(work, source.get_token()).detach();
}

void ok_inplace_joined() {
  stdexec::inplace_stop_source source;
  std::thread worker(work, source.get_token());
  source.request_stop();
  worker.join();
}

class Pool {
  std::jthread worker_{[this] { work(source_.get_token()); }};
  stdexec::inplace_stop_source source_;
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'source_' dies before 'worker_', which waits for the work that uses it; declare 'source_' before 'worker_', or wait in the destructor [ctx-dangling-context]
};

class OkPool {
  stdexec::inplace_stop_source source_;
  std::jthread worker_{[this] { work(source_.get_token()); }};
};

//===-- gio ---------------------------------------------------------------===//

// A reference-counted object lives as long as somebody has it.
static gpointer poll_cancellable(gpointer data) {
  auto *cancellable = static_cast<GCancellable *>(data);
  while (!g_cancellable_is_cancelled(cancellable))
    step();
  g_object_unref(cancellable);
  return nullptr;
}

void ok_gio_reference() {
  GCancellable *cancellable = g_cancellable_new();
  g_thread_unref(g_thread_new("worker", poll_cancellable, g_object_ref(cancellable)));
  g_object_unref(cancellable);
}
