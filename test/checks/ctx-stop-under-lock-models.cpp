// RUN: %check %s ctx-stop-under-lock %t -std=c++20 --models=%S/Inputs/missed-wakeup.yaml
// RUN: %check %s ctx-stop-under-lock %t -std=c++20 --models=%S/Inputs/missed-wakeup.yaml -- -DBOOST -DSTDEXEC_ALONE
// Other vocabularies: stop tokens without shared state, Asio's slots, GIO's
// cancellables, a subscription of one's own.
#include <QtCore/QtCore>
#ifdef BOOST
#include <boost/asio.hpp>
namespace asio = boost::asio;
#else
#include <asio.hpp>
#endif
#include <giomm.h>
#include <grpcpp/grpcpp.h>
#include <mutex>
#include <optional>
#include <stdexec/stop_token.hpp>
#include <thread>

void step();

//===-- execution ---------------------------------------------------------===//

void bad_inplace(stdexec::inplace_stop_source &s, std::mutex &m) {
  stdexec::inplace_stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  std::lock_guard lock(m);
  s.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a stop is requested on 's' while 'm' is held, and the callback that this runs takes 'm': this thread waits for itself; request it after the unlock [ctx-stop-under-lock]
  step();
}

class InplaceState {
public:
  void bad_finish() {
    std::lock_guard lock(mutex_);
    onStop_.reset();
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the callback in 'onStop_' is destroyed while 'mutex_' is held, which it takes: if it runs just now, both wait for ever; do it after the unlock [ctx-stop-under-lock]
    step();
  }
  void ok_finish() {
    onStop_.reset();
    std::lock_guard lock(mutex_);
    step();
  }
  void start(stdexec::inplace_stop_token st) {
    onStop_.emplace(st, OnStop{[this] { std::lock_guard lock(mutex_); }});
  }

private:
  using OnStop = std::function<void()>;
  std::mutex mutex_;
  std::optional<stdexec::inplace_stop_callback<OnStop>> onStop_;
};

void ok_inplace_after_the_unlock(stdexec::inplace_stop_source &s, std::mutex &m) {
  stdexec::inplace_stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  {
    std::lock_guard lock(m);
    step();
  }
  s.request_stop();
}

//===-- asio --------------------------------------------------------------===//

class Operation {
public:
  void bad_cancel() {
    std::lock_guard lock(mutex_);
    signal_.emit(asio::cancellation_type::all);
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: a stop is requested on 'signal_' while 'mutex_' is held, and the callback that this runs takes 'mutex_': this thread waits for itself; request it after the unlock [ctx-stop-under-lock]
    step();
  }
  void ok_cancel() {
    std::unique_lock lock(mutex_);
    step();
    lock.unlock();
    signal_.emit(asio::cancellation_type::all);
  }
  void start() {
    signal_.slot().assign([this](asio::cancellation_type) {
      std::lock_guard lock(mutex_);
      step();
    });
  }
  // A handler that is taken back is not waited for.
  void ok_clear() {
    std::lock_guard lock(mutex_);
    signal_.slot().clear();
  }
  // Nor does it run when it is assigned.
  void ok_assign() {
    std::lock_guard lock(mutex_);
    signal_.slot().assign([this](asio::cancellation_type) {
      std::lock_guard inner(mutex_);
    });
  }

private:
  std::mutex mutex_;
  asio::cancellation_signal signal_;
};

class OkPostingOperation {
public:
  void cancel() {
    std::lock_guard lock(mutex_);
    signal_.emit(asio::cancellation_type::all);
  }
  void start() {
    signal_.slot().assign([this](asio::cancellation_type) {
      asio::post(io_, [this] { std::lock_guard lock(mutex_); });
    });
  }

private:
  asio::io_context io_;
  std::mutex mutex_;
  asio::cancellation_signal signal_;
};

//===-- gio ---------------------------------------------------------------===//

struct Transfer {
  GMutex mutex;
  GCancellable *cancellable;
  gulong handler;
};

static void on_cancelled(GCancellable *, gpointer data) {
  auto *transfer = static_cast<Transfer *>(data);
  g_mutex_lock(&transfer->mutex);
  step();
  g_mutex_unlock(&transfer->mutex);
}

void transfer_start(Transfer *t) {
  t->handler = g_cancellable_connect(t->cancellable, G_CALLBACK(on_cancelled), t, nullptr);
}

void bad_transfer_abort(Transfer *t) {
  g_mutex_lock(&t->mutex);
  g_cancellable_cancel(t->cancellable);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a stop is requested on 't.cancellable' while 't.mutex' is held, and the callback that this runs takes 't.mutex': this thread waits for itself; request it after the unlock [ctx-stop-under-lock]
  g_mutex_unlock(&t->mutex);
}

void bad_transfer_end(Transfer *t) {
  g_mutex_lock(&t->mutex);
  g_cancellable_disconnect(t->cancellable, t->handler);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a callback is taken back from 't.cancellable' while 't.mutex' is held, which it takes: if it runs just now, both wait for ever; do it after the unlock [ctx-stop-under-lock]
  g_mutex_unlock(&t->mutex);
}

void ok_transfer_abort(Transfer *t) {
  g_mutex_lock(&t->mutex);
  step();
  g_mutex_unlock(&t->mutex);
  g_cancellable_cancel(t->cancellable);
}

class Download {
public:
  void bad_abort() {
    std::lock_guard lock(mutex_);
    cancellable_->cancel();
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: a stop is requested on 'cancellable_' while 'mutex_' is held, and the callback that this runs takes 'mutex_': this thread waits for itself; request it after the unlock [ctx-stop-under-lock]
    step();
  }
  void ok_abort() {
    { std::lock_guard lock(mutex_); }
    cancellable_->cancel();
  }
  void start() {
    cancellable_->connect([this] { std::lock_guard lock(mutex_); });
  }

private:
  std::mutex mutex_;
  Glib::RefPtr<Gio::Cancellable> cancellable_ = Gio::Cancellable::create();
};

//===-- qt ----------------------------------------------------------------===//

// The handler runs when the promise is finished, not in cancel().
class OkFuture {
public:
  void cancel() {
    mutex_.lock();
    future_.cancel();
    mutex_.unlock();
  }
  void start() {
    future_ = future_.onCanceled([this] {
      mutex_.lock();
      step();
      mutex_.unlock();
      return 0;
    });
  }

private:
  QMutex mutex_;
  QFuture<int> future_;
};

//===-- grpc --------------------------------------------------------------===//

// The library calls it on a thread of its own.
class OkReactor : public grpc::ServerUnaryReactor {
  void OnCancel() override {
    std::lock_guard lock(mutex_);
    step();
  }
  void abort(grpc::CallbackServerContext *context) {
    std::lock_guard lock(mutex_);
    context->TryCancel();
  }
  std::mutex mutex_;
};

//===-- a model of one's own ----------------------------------------------===//

namespace one {
struct Subscription {
  ~Subscription();
};
struct Abort {
  bool requested() const;
  void request();
  template <class F> Subscription subscribe(F callback) { return {}; }
};
struct Condition {
  template <class P> void wait(P predicate);
};
} // namespace one

class Job {
public:
  void bad_abort() {
    std::lock_guard lock(mutex_);
    abort_.request();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: a stop is requested on 'abort_' while 'mutex_' is held, and the callback that this runs takes 'mutex_': this thread waits for itself; request it after the unlock [ctx-stop-under-lock]
    step();
  }
  void ok_abort() {
    std::lock_guard lock(other_);
    abort_.request();
    step();
  }
  void run() {
    auto wake = abort_.subscribe([this] { std::lock_guard lock(mutex_); });
    step();
  }

private:
  std::mutex mutex_, other_;
  one::Abort abort_;
};
