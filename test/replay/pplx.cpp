// Tasks of cpprestsdk and of Visual C++, all checks.
// RUN: %check %s 'ctx-*' %t --no-fix --prefix=ALL,PPLX
// RUN: %check %s 'ctx-*' %t --no-fix --prefix=ALL,PPL -- -DPPL
#ifdef PPL
#include <ppltasks.h>
#else
#include <cpprest/http_client.h>
#include <pplx/pplxtasks.h>
#endif
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace app {

#ifdef PPL
namespace pplx = concurrency;
#endif

void step();
void log(const char *);
void save(int, pplx::cancellation_token);
void load(int, const pplx::cancellation_token &token =
                   pplx::cancellation_token::none());

#ifndef PPL
void bad_request(web::http::client::http_client &client,
                 pplx::cancellation_token token) {
  client.request("GET", "/", token).wait();
  client.request("GET", "/").wait();
  // CHECK-MESSAGES-PPLX: :[[@LINE-1]]:10: warning: 'request' is called without a token although 'token' is in scope and it takes one; a stop request does not reach the call: pass 'token' [ctx-dropped-token]
}

void ok_request(web::http::client::http_client &client) {
  client.request("GET", "/").then([](web::http::http_response) {}).wait();
}
#else
void ok_group(concurrency::task_group &group) {
  group.run([] { step(); });
  group.wait();
}

void bad_point() {
  while (true) {
    try {
      concurrency::interruption_point();
      step();
    } catch (...) {
    // CHECK-MESSAGES-PPL: :[[@LINE-1]]:7: warning: this handler keeps 'concurrency::task_canceled', and the 'while' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
      log("failed");
    }
  }
}

void ok_with(concurrency::cancellation_token token) {
  concurrency::run_with_cancellation_token([] { step(); }, token);
}
#endif

// ctx-unused-token

// In what carries it.
void ok_options(pplx::cancellation_token token) {
  pplx::create_task([] { step(); }, token).wait();
}

void ok_continuation(pplx::task<void> task, pplx::cancellation_token token) {
  task.then([] { step(); }, pplx::task_options(token)).wait();
}

// ctx-dropped-token

void ok_no_token(int id) {
  load(id);
  pplx::create_task([] { step(); }).then([] { step(); }).wait();
}

// ctx-discarded-derive

// The registration is only a handle; the callback stays.
void ok_register(int id, pplx::cancellation_token token) {
  token.register_callback([] { step(); });
  save(id, token);
}

// ctx-poll-without-exit

void bad_exit() {
  while (true) {
    if (pplx::is_task_cancellation_requested())
    // CHECK-MESSAGES-ALL: :[[@LINE-1]]:9: warning: 'pplx::is_task_cancellation_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
      continue;
    step();
  }
}

void ok_exit() {
  while (true) {
    if (pplx::is_task_cancellation_requested())
      pplx::cancel_current_task();
    step();
  }
}

// ctx-swallowed-cancel

static void check() {
  if (pplx::is_task_cancellation_requested())
    pplx::cancel_current_task();
}

// What became of other work: as every example of the library does.
void ok_observed(pplx::task<int> task) {
  try {
    task.get();
  } catch (const std::exception &e) {
    log(e.what());
  }
}

// ctx-lost-cancel, ctx-join-before-stop

void bad_order() {
  pplx::cancellation_token_source source;
  auto token = source.get_token();
  auto task = pplx::create_task(
      [token] {
        while (!token.is_canceled())
          step();
      },
      token);
  task.wait();
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:8: warning: 'task' is waited for before 'source', whose token its work has, is triggered; call 'cancel()' first [ctx-join-before-stop]
  source.cancel();
}

void ok_order() {
  pplx::cancellation_token_source source;
  auto token = source.get_token();
  auto task = pplx::create_task(
      [token] {
        while (!token.is_canceled())
          step();
      },
      token);
  source.cancel();
  task.wait();
}

// ctx-early-cancel

} // namespace app
