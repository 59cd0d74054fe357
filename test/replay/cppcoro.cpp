// cppcoro's tokens, all checks.
// RUN: %check %s 'ctx-*' %t --no-fix
#include <chrono>
#include <condition_variable>
#include <cppcoro/cancellation_token.hpp>
#include <cppcoro/io_service.hpp>
#include <mutex>
#include <thread>

using cppcoro::cancellation_registration;
using cppcoro::cancellation_source;
using cppcoro::cancellation_token;
using cppcoro::io_service;
using cppcoro::task;
using cppcoro::net::socket;
using namespace std::chrono_literals;

void step();
void log(const char *);
void save(int, cancellation_token);
task<> serve(socket &, cancellation_token);

// ctx-unused-token

task<> bad_unused(int id, cancellation_token ct) {
// CHECK-MESSAGES: :[[@LINE-1]]:46: warning: 'ct' is never looked at or passed on, so no stop request reaches 'bad_unused'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
  step();
  co_return;
}

task<> ok_forwarded(socket &s, cancellation_token ct) { co_await serve(s, ct); }

// ctx-dropped-token

task<> bad_pause(io_service &io, socket &s, cancellation_token ct) {
  char buffer[8];
  co_await io.schedule_after(100ms);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'schedule_after' is called without a token although 'ct' is in scope and it takes one; a stop request does not reach the call: pass 'ct' [ctx-dropped-token]
  // without a token although 'ct' is in scope and it takes one; a stop request
  co_await s.recv(buffer, sizeof buffer, ct);
  co_await s.send(buffer, sizeof buffer);
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: a stop request on 'ct' does not wake 'send'; pass 'ct' to it [ctx-uninterruptible-wait]
  // although 'ct' is in scope and an overload takes one; a stop request does
  // not reach the call: pass 'ct' [ctx-dropped-token]
}

task<> ok_pause(io_service &io, socket &s, cancellation_token ct) {
  char buffer[8];
  co_await io.schedule_after(100ms, ct);
  co_await s.recv(buffer, sizeof buffer, ct);
}

// ctx-fresh-root

task<> bad_root(socket &s, cancellation_token ct) {
  if (!ct.is_cancellation_requested())
    co_await serve(s, cancellation_token{});
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: empty 'cancellation_token{}' passed to 'serve' although 'ct' is in scope; the call is not cancelled with it: pass 'ct' [ctx-fresh-root]
  // passed to 'serve' although 'ct' is in scope; the call is not cancelled with
  // it: pass 'ct' [ctx-fresh-root]
}

task<> bad_source(socket &s, cancellation_token ct) {
  cancellation_source own;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: new source 'own' is not linked to 'ct'; a stop request there does not reach what is given its token: link them with 'cppcoro::cancellation_registration' [ctx-fresh-root]
  // 'ct'; a stop request there does not reach what is given its token: link
  // them with 'cppcoro::cancellation_registration' [ctx-fresh-root]
  ct.throw_if_cancellation_requested();
  co_await serve(s, own.token());
}

task<> ok_linked(socket &s, cancellation_token ct) {
  cancellation_source own;
  cancellation_registration link(ct, [&] { own.request_cancellation(); });
  co_await serve(s, own.token());
}

// ctx-discarded-scope

task<> bad_registration(socket &s, cancellation_token ct) {
  cancellation_registration(ct, [] { step(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'cppcoro::cancellation_registration' is destroyed at the end of this statement, and its callback is gone with it; keep it in a variable [ctx-discarded-scope]
  // 'cppcoro::cancellation_registration' is destroyed at the end of this
  // statement, and its callback is gone with it; keep it in a variable
  // [ctx-discarded-scope]
  co_await serve(s, ct);
}

task<> ok_registration(socket &s, cancellation_token ct) {
  cancellation_registration stop(ct, [] { step(); });
  co_await serve(s, ct);
}

// ctx-unpolled-loop

void bad_loop(cancellation_token ct) {
  ct.throw_if_cancellation_requested();
  while (true)
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'while' loop calls 'step' and never looks at 'ct', so a stop request does not end it; poll 'ct' in each iteration [ctx-unpolled-loop]
    // never looks at 'ct', so a stop request does not end it; poll 'ct' in each
    // iteration [ctx-unpolled-loop]
    step();
}

void ok_loop(cancellation_token ct) {
  while (true) {
    ct.throw_if_cancellation_requested();
    step();
  }
}

// ctx-poll-without-exit

void bad_exit(cancellation_token ct) {
  while (true) {
    if (ct.is_cancellation_requested())
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'ct.is_cancellation_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
      // 'ct.is_cancellation_requested()' does not end the 'while' loop around
      // it: on a stop request the loop goes on; leave it in that branch
      // [ctx-poll-without-exit]
      continue;
    step();
  }
}

void ok_exit(cancellation_token ct) {
  while (true) {
    if (ct.is_cancellation_requested())
      return;
    step();
  }
}

// ctx-swallowed-cancel

task<> bad_swallow(io_service &io, cancellation_token ct) {
  while (true) {
    try {
      co_await io.schedule_after(1s, ct);
      step();
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'cppcoro::operation_cancelled', and the 'while' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
      // 'cppcoro::operation_cancelled', and the 'while' loop goes on although
      // it was asked to stop; rethrow it in a handler before this one
      // [ctx-swallowed-cancel]
      log(e.what());
    }
  }
}

task<> ok_swallow(io_service &io, cancellation_token ct) {
  try {
    while (true) {
      co_await io.schedule_after(1s, ct);
      step();
    }
  } catch (const cppcoro::operation_cancelled &) {
  }
}

// Nothing to cancel, nothing to swallow.
task<> ok_without_token(io_service &io) {
  while (true) {
    try {
      co_await io.schedule_after(1s);
      step();
    } catch (const std::exception &e) {
      log(e.what());
    }
  }
}

// ctx-uninterruptible-wait

task<> bad_wait(socket &s, cancellation_token ct) {
  std::this_thread::sleep_for(5s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a stop request on 'ct' does not wake 'sleep_for'; wait in short steps and look at 'ct' between them [ctx-uninterruptible-wait]
  // wake 'sleep_for'; wait in short steps and look at 'ct' between them
  // [ctx-uninterruptible-wait]
  co_await serve(s, ct);
}

// ctx-lost-cancel, ctx-join-before-stop

void bad_lost() {
  cancellation_source source;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'source' is triggered on no path: the work that holds its token is never asked to stop; call 'request_cancellation()' before the work is waited for [ctx-lost-cancel]
  std::thread worker([ct = source.token()] {
    while (!ct.is_cancellation_requested())
      step();
  });
  worker.join();
}

void bad_order() {
  cancellation_source source;
  std::thread worker([ct = source.token()] {
    while (!ct.is_cancellation_requested())
      step();
  });
  worker.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'worker' is waited for before 'source', whose token its work has, is triggered; call 'request_cancellation()' first [ctx-join-before-stop]
  // 'source', whose token its work has, is triggered; call
  // 'request_cancellation()' first [ctx-join-before-stop]
  source.request_cancellation();
}

void ok_order() {
  cancellation_source source;
  std::thread worker([ct = source.token()] {
    while (!ct.is_cancellation_requested())
      step();
  });
  source.request_cancellation();
  worker.join();
}

// ctx-stop-under-lock

void bad_lock(cancellation_source &source, std::mutex &m) {
  cancellation_registration stop(source.token(), [&] { std::lock_guard g(m); });
  std::lock_guard lock(m);
  source.request_cancellation();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: a stop is requested on 'source' while 'm' is held, and the callback that this runs takes 'm': this thread waits for itself; request it after the unlock [ctx-stop-under-lock]
  // while 'm' is held, and the callback that this runs takes 'm': this thread
  // waits for itself; request it after the unlock [ctx-stop-under-lock]
}

void ok_lock(cancellation_source &source, std::mutex &m) {
  cancellation_registration stop(source.token(), [&] { std::lock_guard g(m); });
  {
    std::lock_guard lock(m);
    step();
  }
  source.request_cancellation();
}

// ctx-missed-wakeup

void bad_wakeup(cancellation_token token, std::mutex &m,
                std::condition_variable &cv, const bool &ready) {
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return ready || token.is_cancellation_requested(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: a stop request on 'token' does not wake 'wait', although its predicate looks at it; notify 'cv' while holding 'm' on a request, or wait in short steps [ctx-missed-wakeup]
}

void ok_wakeup(cancellation_token token, std::mutex &m,
               std::condition_variable &cv, const bool &ready) {
  cancellation_registration stop(token, [&] {
    std::lock_guard lock(m);
    cv.notify_all();
  });
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return ready || token.is_cancellation_requested(); });
}

// ctx-early-cancel

class BadEarly {
public:
  void start() {
    cancellation_source source;
    worker_ = std::thread([token = source.token()] {
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: what is started here goes on, but 'source', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'source' with the work, or wait for it [ctx-early-cancel]
      while (!token.is_cancellation_requested())
        step();
    });
    source.request_cancellation();
  }

private:
  std::thread worker_;
};

// ctx-retried-cancel

task<> bad_retry(socket &s, cancellation_token ct) {
  for (int i = 0; i != 3; ++i) {
    try {
      co_await serve(s, ct);
      co_return;
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the 'for' loop tries again after any exception, also after 'cppcoro::operation_cancelled', which means cancelled; rethrow it in a handler before this one [ctx-retried-cancel]
      log(e.what());
    }
  }
}
