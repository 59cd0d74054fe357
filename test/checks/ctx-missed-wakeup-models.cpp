// RUN: %check %s ctx-missed-wakeup %t -std=c++20 --models=%S/Inputs/missed-wakeup.yaml --models=%inputs/acme/acme.yaml
#include <QtCore/QtCore>
#include <acme/context.h>
#include <condition_variable>
#include <gio/gio.h>
#include <grpcpp/grpcpp.h>
#include <mutex>
#include <stop_token>

extern bool ready;

//===-- Tokens that no wait takes -----------------------------------------===//

void bad_grpc(grpc::ServerContext *context, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || context->IsCancelled(); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:6: warning: a stop request on 'context' does not wake 'wait', although its predicate looks at it; notify 'cv' while holding 'm' on a request, or wait in short steps [ctx-missed-wakeup]

void bad_acme(acme::Context &context, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock lk(m);
  while (!ready && !context.Done())
    cv.wait(lk);
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: a stop request on 'context' does not wake 'wait', although its loop looks at it; make 'cv' a 'std::condition_variable_any' and pass 'context.token' and a predicate

void bad_gio(GCancellable *cancellable, GCond *cond, GMutex *mutex) {
  g_mutex_lock(mutex);
  while (!ready && !g_cancellable_is_cancelled(cancellable))
    g_cond_wait(cond, mutex);
  g_mutex_unlock(mutex);
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: a stop request on 'cancellable' does not wake 'g_cond_wait', although its loop looks at it; g_cancellable_connect() with a callback that signals the condition, and a test of the cancellable in the loop [ctx-missed-wakeup]

class BadThread : public QThread {
  void stop() {
    requestInterruption();
    changed_.wakeAll();
  }
  void run() override {
    mutex_.lock();
    while (!ready && !isInterruptionRequested())
      changed_.wait(&mutex_);
    mutex_.unlock();
  }
  QMutex mutex_;
  QWaitCondition changed_;
};
// CHECK-MESSAGES: :[[@LINE-6]]:16: warning: a stop request can be missed by 'wait', although its loop looks at it: 'changed_' is notified without its mutex; notify 'changed_' while holding 'mutex_' [ctx-missed-wakeup]

//===-- One thread runs everything ----------------------------------------===//

namespace one {
struct Subscription {
  ~Subscription();
};
struct Abort {
  bool requested() const;
  void request();
  template <class F> Subscription subscribe(F callback) {
    return Subscription();
  }
};
struct Condition {
  template <class P> void wait(P predicate) {
    while (!predicate())
      broadcast();
  }
  void broadcast();
};
} // namespace one

void bad_nobody(one::Abort &abort, one::Condition &condition) {
  condition.wait([&] { return ready || abort.requested(); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:13: warning: a stop request on 'abort' does not wake 'wait', although its predicate looks at it; notify 'condition' on a request, or wait in short steps

void ok_no_lock(one::Abort &abort, one::Condition &condition) {
  auto wake = abort.subscribe([&] { condition.broadcast(); });
  condition.wait([&] { return ready || abort.requested(); });
}

class OkReactor {
  void stop() {
    abort_.request();
    condition_.broadcast();
  }
  void run() {
    condition_.wait([&] { return ready || abort_.requested(); });
  }
  one::Abort abort_;
  one::Condition condition_;
};

//===-- Silent ------------------------------------------------------------===//

class OkThread : public QThread {
  void stop() {
    requestInterruption();
    mutex_.lock();
    changed_.wakeAll();
    mutex_.unlock();
  }
  void run() override {
    mutex_.lock();
    while (!ready && !isInterruptionRequested())
      changed_.wait(&mutex_);
    mutex_.unlock();
  }
  QMutex mutex_;
  QWaitCondition changed_;
};

// The reactor notifies when the call is cancelled.
class OkReactorCancel : public grpc::ServerUnaryReactor {
  void OnCancel() override {
    std::lock_guard guard(mutex_);
    changed_.notify_all();
  }
  void await(grpc::CallbackServerContext *context) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ready || context->IsCancelled(); });
  }
  std::mutex mutex_;
  std::condition_variable changed_;
};

void ok_plain_gio(GCond *cond, GMutex *mutex) {
  while (!ready)
    g_cond_wait(cond, mutex);
}
