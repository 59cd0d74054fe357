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

// ctx-unpolled-loop

void ok_loop(cancellation_token ct) {
  while (true) {
    ct.throw_if_cancellation_requested();
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
