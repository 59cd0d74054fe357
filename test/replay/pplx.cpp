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

void bad_unused(int id, pplx::cancellation_token token) { step(); }
// CHECK-MESSAGES-ALL: :[[@LINE-1]]:50: warning: 'token' is never looked at or passed on, so no stop request reaches 'bad_unused'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

void ok_unused(int id, pplx::cancellation_token token) { save(id, token); }

// In what carries it.
void ok_options(pplx::cancellation_token token) {
  pplx::create_task([] { step(); }, token).wait();
}

void ok_continuation(pplx::task<void> task, pplx::cancellation_token token) {
  task.then([] { step(); }, pplx::task_options(token)).wait();
}

// ctx-dropped-token

void bad_default(int id, pplx::cancellation_token token) {
  save(id, token);
  load(id);
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:3: warning: 'load' is called without a token although 'token' is in scope and it takes one; a stop request does not reach the call: pass 'token' [ctx-dropped-token]
}

void ok_default(int id, pplx::cancellation_token token) { load(id, token); }

// The library's own word for it.
void ok_none(int id, pplx::cancellation_token token) {
  save(id, token);
  save(id, pplx::cancellation_token::none());
}

void ok_no_token(int id) {
  load(id);
  pplx::create_task([] { step(); }).then([] { step(); }).wait();
}

// ctx-fresh-root

void bad_source(int id, pplx::cancellation_token token) {
  if (token.is_canceled())
    return;
  pplx::cancellation_token_source own;
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:35: warning: new source 'own' is not linked to 'token'; a stop request there does not reach what is given its token: link them [ctx-fresh-root]
  save(id, own.get_token());
}

void ok_linked(int id, pplx::cancellation_token token) {
  auto own = pplx::cancellation_token_source::create_linked_source(token);
  save(id, own.get_token());
}

// ctx-discarded-derive

void bad_linked(int id, pplx::cancellation_token token) {
  pplx::cancellation_token_source::create_linked_source(token);
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:3: warning: 'create_linked_source' leaves 'token' as it is and returns a new token, which is dropped; keep it and use it [ctx-discarded-derive]
  save(id, token);
}

// The registration is only a handle; the callback stays.
void ok_register(int id, pplx::cancellation_token token) {
  token.register_callback([] { step(); });
  save(id, token);
}

// ctx-unpolled-loop

void bad_loop(pplx::cancellation_token token) {
  save(0, token);
  while (true)
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:3: warning: 'while' loop calls 'step' and never looks at 'token', so a stop request does not end it; poll 'token' in each iteration [ctx-unpolled-loop]
    step();
}

void ok_loop(pplx::cancellation_token token) {
  while (!token.is_canceled())
    step();
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

void bad_swallow() {
  while (true) {
    try {
      check();
      step();
    } catch (const std::exception &e) {
    // CHECK-MESSAGES-PPLX: :[[@LINE-1]]:7: warning: this handler keeps 'pplx::task_canceled', and the 'while' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-MESSAGES-PPL: :[[@LINE-2]]:7: warning: this handler keeps 'concurrency::task_canceled', and the 'while' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
      log(e.what());
    }
  }
}

void ok_swallow() {
  while (true) {
    try {
      check();
      step();
    } catch (const pplx::task_canceled &) {
      throw;
    } catch (const std::exception &e) {
      log(e.what());
    }
  }
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

void bad_lost() {
  pplx::cancellation_token_source source;
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:35: warning: 'source' is triggered on no path: the work that holds its token is never asked to stop; call 'cancel()' before the work is waited for [ctx-lost-cancel]
  auto token = source.get_token();
  std::thread worker([token] {
    while (!token.is_canceled())
      step();
  });
  worker.join();
}

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

// ctx-uninterruptible-wait

void bad_wait(int id, pplx::cancellation_token token) {
  std::this_thread::sleep_for(std::chrono::seconds(5));
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:3: warning: a stop request on 'token' does not wake 'sleep_for'; wait in short steps and look at 'token' between them [ctx-uninterruptible-wait]
  save(id, token);
}

// ctx-stop-under-lock

void bad_lock(pplx::cancellation_token_source &source, std::mutex &m) {
  auto token = source.get_token();
  auto stop = token.register_callback([&] { std::lock_guard g(m); });
  std::lock_guard lock(m);
  source.cancel();
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:10: warning: a stop is requested on 'source' while 'm' is held, and the callback that this runs takes 'm': this thread waits for itself; request it after the unlock [ctx-stop-under-lock]
}

// ctx-unstoppable-task

void bad_task(pplx::cancellation_token token) {
  save(0, token);
  pplx::create_task([] {
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:3: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]
    while (true)
      step();
  });
}

// ctx-missed-wakeup

void bad_wakeup(pplx::cancellation_token token, std::mutex &m,
                std::condition_variable &cv, const bool &ready) {
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return ready || token.is_canceled(); });
  // CHECK-MESSAGES-ALL: :[[@LINE-1]]:6: warning: a stop request on 'token' does not wake 'wait', although its predicate looks at it; notify 'cv' while holding 'm' on a request, or wait in short steps [ctx-missed-wakeup]
}

void ok_wakeup(pplx::cancellation_token token, std::mutex &m,
               std::condition_variable &cv, const bool &ready) {
  auto stop = token.register_callback([&] {
    std::lock_guard lock(m);
    cv.notify_all();
  });
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return ready || token.is_canceled(); });
}

// ctx-early-cancel

class BadEarly {
public:
  void start() {
    pplx::cancellation_token_source source;
    worker_ = std::thread([token = source.get_token()] {
    // CHECK-MESSAGES-ALL: :[[@LINE-1]]:15: warning: what is started here goes on, but 'source', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'source' with the work, or wait for it [ctx-early-cancel]
      while (!token.is_canceled())
        step();
    });
    source.cancel();
  }

private:
  std::thread worker_;
};

} // namespace app
