// RUN: %check %s ctx-missed-wakeup %t -std=c++20 --prefix=CALLBACKS -- -DCALLBACKS -DSTDEXEC_ALONE
// RUN: %check %s ctx-missed-wakeup %t -std=c++20 --prefix=NOBODY
// RUN: %check %s ctx-missed-wakeup %t -std=c++20 --prefix=NOBODY -- -DBOOST
// Waits that look at the tokens of other libraries. Where callbacks are
// registered for one parameter, another may be the same object: a second part.
#include <QtCore/QtCore>
#ifdef BOOST
#include <boost/asio.hpp>
namespace asio = boost::asio;
#else
#include <asio.hpp>
#endif
#include <condition_variable>
#include <functional>
#include <giomm.h>
#include <mutex>
#include <stdexec/stop_token.hpp>

extern bool ready;

#ifdef CALLBACKS

//===-- execution ---------------------------------------------------------===//

void bad_inplace_callback(stdexec::inplace_stop_token st, std::mutex &m, std::condition_variable &cv) {
  stdexec::inplace_stop_callback wake(st, [&] { cv.notify_all(); });
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
  // CHECK-MESSAGES-CALLBACKS: :[[@LINE-1]]:6: warning: a stop request on 'st' can be missed by 'wait', although its predicate looks at it: 'cv' is notified without its mutex; notify 'cv' while holding 'm' [ctx-missed-wakeup]
}

void ok_inplace_callback(stdexec::inplace_stop_token st, std::mutex &m, std::condition_variable &cv) {
  stdexec::inplace_stop_callback wake(st, [&] {
    { std::lock_guard guard(m); }
    cv.notify_all();
  });
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
}

//===-- gio ---------------------------------------------------------------===//

class Downloads {
public:
  void stop() {
    cancellable_->cancel();
    ready_.notify_all();
  }
  void bad_await() {
    std::unique_lock lk(mutex_);
    ready_.wait(lk, [&] { return ready || cancellable_->is_cancelled(); });
    // CHECK-MESSAGES-CALLBACKS: :[[@LINE-1]]:12: warning: a stop request on 'cancellable_' can be missed by 'wait', although its predicate looks at it: 'ready_' is notified without its mutex; notify 'ready_' while holding 'mutex_' [ctx-missed-wakeup]
  }

private:
  std::mutex mutex_;
  std::condition_variable ready_;
  Glib::RefPtr<Gio::Cancellable> cancellable_ = Gio::Cancellable::create();
};

class OkDownloads {
public:
  void stop() {
    cancellable_->cancel();
    { std::lock_guard guard(mutex_); }
    ready_.notify_all();
  }
  void await() {
    std::unique_lock lk(mutex_);
    ready_.wait(lk, [&] { return ready || cancellable_->is_cancelled(); });
  }

private:
  std::mutex mutex_;
  std::condition_variable ready_;
  Glib::RefPtr<Gio::Cancellable> cancellable_ = Gio::Cancellable::create();
};

void ok_giomm_connected(const Glib::RefPtr<Gio::Cancellable> &cancellable, std::mutex &m, std::condition_variable &cv) {
  cancellable->connect([&] {
    { std::lock_guard guard(m); }
    cv.notify_all();
  });
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || cancellable->is_cancelled(); });
}

#else

void bad_inplace(stdexec::inplace_stop_token st, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || st.stop_requested(); });
  // CHECK-MESSAGES-NOBODY: :[[@LINE-1]]:6: warning: a stop request on 'st' does not wake 'wait', although its predicate looks at it; notify 'cv' while holding 'm' on a request, or wait in short steps [ctx-missed-wakeup]
}

//===-- asio --------------------------------------------------------------===//

void bad_asio(asio::cancellation_state &state, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock lk(m);
  cv.wait(lk, [&] { return ready || state.cancelled() != asio::cancellation_type::none; });
  // CHECK-MESSAGES-NOBODY: :[[@LINE-1]]:6: warning: a stop request on 'state' does not wake 'wait', although its predicate looks at it; notify 'cv' while holding 'm' on a request, or wait in short steps [ctx-missed-wakeup]
}

// run() ends by itself when there is nothing left, and by stop().
void ok_asio_run(asio::io_context &io, asio::cancellation_state &state) {
  while (state.cancelled() == asio::cancellation_type::none)
    io.run_one();
}

//===-- qt ----------------------------------------------------------------===//

void bad_promise(QPromise<int> &promise, QMutex &mutex, QWaitCondition &changed) {
  mutex.lock();
  while (!ready && !promise.isCanceled())
    changed.wait(&mutex);
    // CHECK-MESSAGES-NOBODY: :[[@LINE-1]]:13: warning: a stop request on 'promise' does not wake 'wait', although its loop looks at it; wake the condition where the stop is asked for, and look at the request in the loop [ctx-missed-wakeup]
  mutex.unlock();
}

void ok_promise_bounded(QPromise<int> &promise, QMutex &mutex, QWaitCondition &changed) {
  mutex.lock();
  while (!ready && !promise.isCanceled())
    changed.wait(&mutex, 50ul);
  mutex.unlock();
}

#endif
