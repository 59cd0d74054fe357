// folly's tokens, coroutines and request context, all checks.
// RUN: %check %s 'ctx-*' %t --no-fix
#include <chrono>
#include <condition_variable>
#include <folly/CancellationToken.h>
#include <folly/coro/Task.h>
#include <folly/io/async/Request.h>
#include <mutex>
#include <string>
#include <thread>

using folly::CancellationCallback;
using folly::CancellationSource;
using folly::CancellationToken;
using folly::coro::Task;
using namespace std::chrono_literals;

void step();
void log(const char *);
void load(int, CancellationToken = {});
void save(int, const CancellationToken &);
bool poll(const CancellationToken &);
Task<int> fetch(int);
Task<void> flush();

// ctx-unused-token

void bad_unused(int id, CancellationToken token) { step(); }
// CHECK-MESSAGES: :[[@LINE-1]]:43: warning: 'token' is never looked at or passed on, so no stop request reaches 'bad_unused'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

void ok_unused(int id, CancellationToken token) { save(id, token); }

// ctx-dropped-token

void bad_default(int id, CancellationToken token) {
  save(id, token);
  load(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'load' is called without a token although 'token' is in scope and it takes one; a stop request does not reach the call: pass 'token' [ctx-dropped-token]
}

void ok_default(int id, CancellationToken token) { load(id, token); }

Task<int> bad_awaited(CancellationToken token) {
  int a = co_await folly::coro::co_withCancellation(token, fetch(1));
  co_return a + co_await fetch(2);
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: 'fetch' is awaited without 'token' that is in scope; a stop request does not reach it: bind the token with 'folly::coro::co_withCancellation' [ctx-dropped-token]
}

// The caller's token goes on by itself.
Task<int> ok_ambient() {
  int a = co_await fetch(1);
  co_return a + co_await fetch(2);
}

// ctx-fresh-root, ctx-null-context

void bad_root(int id, CancellationToken token) {
  if (token.isCancellationRequested())
    return;
  save(id, CancellationToken{});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'CancellationToken{}' passed to 'save' although 'token' is in scope; the call is not cancelled with it: pass 'token' [ctx-fresh-root]
  save(id, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'folly::CancellationToken' passed to 'save' although 'token' is in scope; the call is not cancelled with it: pass 'token' [ctx-fresh-root]
}

void bad_source(int id, CancellationToken token) {
  if (token.isCancellationRequested())
    return;
  CancellationSource own;
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: new source 'own' is not linked to 'token'; a stop request there does not reach what is given its token: link them with 'folly::CancellationCallback' [ctx-fresh-root]
  save(id, own.getToken());
}

void ok_merged(int id, CancellationToken token) {
  CancellationSource own;
  save(id, folly::cancellation_token_merge(token, own.getToken()));
  own.requestCancellation();
}

// A shield, and meant.
Task<void> ok_shield(CancellationToken token) {
  if (!token.isCancellationRequested())
    co_await folly::coro::co_withCancellation({}, flush());
}

// ctx-wide-shield

Task<void> bad_shield() {
  co_await folly::coro::co_withCancellation(CancellationToken{}, fetch(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: shield 'co_withCancellation' covers 'fetch', which is not clean-up and which no stop request reaches; shield only what has to be finished [ctx-wide-shield]
}

// ctx-discarded-derive, ctx-discarded-scope

void bad_merge(CancellationToken a, CancellationToken b) {
  folly::cancellation_token_merge(a, b);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the token that this makes is dropped, so nothing is derived; keep it and use it [ctx-discarded-derive]
  save(1, a);
  save(2, b);
}

Task<void> bad_bind(CancellationToken token) {
  folly::coro::co_withCancellation(token, fetch(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what this makes is dropped, so no operation is given the token; pass it to the operation [ctx-discarded-derive]
  co_return;
}

void bad_callback(const CancellationToken &token) {
  CancellationCallback(token, [] { step(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'folly::CancellationCallback' is destroyed at the end of this statement, and its callback is gone with it; keep it in a variable [ctx-discarded-scope]
  save(1, token);
}

void ok_callback(const CancellationToken &token) {
  CancellationCallback stop(token, [] { step(); });
  save(1, token);
}

void bad_guard() {
  folly::RequestContextScopeGuard();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'folly::RequestContextScopeGuard' is destroyed at the end of this statement, so nothing runs inside of its scope; keep it in a variable [ctx-discarded-scope]
  step();
}

void ok_guard() {
  folly::RequestContextScopeGuard guard;
  folly::RequestContext::create();
  step();
}

// ctx-inverted-trigger

void bad_inverted(CancellationSource &source) {
  if (!source.requestCancellation())
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'requestCancellation' returns true if the request was made before, but the branch for that says 'already cancelled'; negate it [ctx-inverted-trigger]
    log("already cancelled");
}

void ok_inverted(CancellationSource &source) {
  if (source.requestCancellation())
    log("already cancelled");
}

// ctx-unpolled-loop

void bad_loop(CancellationToken token) {
  save(0, token);
  while (true)
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'while' loop calls 'step' and never looks at 'token', so a stop request does not end it; poll 'token' in each iteration [ctx-unpolled-loop]
    step();
}

void ok_loop(CancellationToken token) {
  while (!token.isCancellationRequested())
    step();
}

Task<void> ok_safe_point(CancellationToken token) {
  save(0, token);
  for (;;) {
    co_await folly::coro::co_safe_point;
    step();
  }
}

// ctx-poll-without-exit

void bad_exit(CancellationToken token, int kind) {
  while (true) {
    switch (kind) {
    case 0:
      if (token.isCancellationRequested())
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'token.isCancellationRequested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
        break;
    default:
      step();
    }
  }
}

// ctx-swallowed-cancel

Task<void> bad_swallow() {
  while (true) {
    try {
      co_await folly::coro::sleep(1s);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'folly::OperationCancelled', and the 'while' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
      log(e.what());
    }
  }
}

Task<void> ok_rethrow() {
  while (true) {
    try {
      co_await folly::coro::sleep(1s);
    } catch (const folly::OperationCancelled &) {
      throw;
    } catch (const std::exception &e) {
      log(e.what());
    }
  }
}

// Ends the coroutine; no handler in it sees that.
Task<void> ok_safe_point_in_try() {
  while (true) {
    try {
      co_await folly::coro::co_safe_point;
      step();
    } catch (const std::exception &e) {
      log(e.what());
    }
  }
}

// ctx-uninterruptible-wait

Task<void> bad_sleep() {
  std::this_thread::sleep_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread of this coroutine, and cancelling it does not wake the call; await something that can be cancelled instead [ctx-uninterruptible-wait]
  co_return;
}

Task<int> bad_blocking() { co_return folly::coro::blockingWait(fetch(1)); }
// CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'blockingWait' blocks the thread of this coroutine, and cancelling it does not wake the call; await something that can be cancelled instead [ctx-uninterruptible-wait]

Task<void> ok_sleep() { co_await folly::coro::sleep(1s); }

int ok_blocking(CancellationToken token) {
  return folly::coro::blockingWait(
      folly::coro::co_withCancellation(token, fetch(1)));
}

void ok_baton(CancellationToken token) {
  folly::Baton<> done;
  CancellationCallback stop(token, [&] { done.post(); });
  done.wait();
}

// ctx-lost-cancel

void bad_lost() {
  CancellationSource source;
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'source' is triggered on no path: the work that holds its token is never asked to stop; call 'requestCancellation()' before the work is waited for [ctx-lost-cancel]
  std::thread worker([token = source.getToken()] {
    while (!token.isCancellationRequested())
      step();
  });
  worker.join();
}

void ok_lost() {
  CancellationSource source;
  std::thread worker([token = source.getToken()] {
    while (!token.isCancellationRequested())
      step();
  });
  source.requestCancellation();
  worker.join();
}

// ctx-join-before-stop

class BadOrder {
public:
  void start() {
    worker_ = std::thread([this] { run(); });
  }
  void stop() {
    worker_.join();
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'worker_' is waited for before 'source_', whose token its work has, is triggered; call 'requestCancellation()' first [ctx-join-before-stop]
    source_.requestCancellation();
  }

private:
  void run() {
    while (!source_.isCancellationRequested())
      step();
  }
  CancellationSource source_;
  std::thread worker_;
};

// ctx-stop-under-lock

void bad_lock(CancellationSource &source, std::mutex &m) {
  CancellationCallback stop(source.getToken(), [&] { std::lock_guard g(m); });
  std::lock_guard lock(m);
  source.requestCancellation();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: a stop is requested on 'source' while 'm' is held, and the callback that this runs takes 'm': this thread waits for itself; request it after the unlock [ctx-stop-under-lock]
}

void ok_lock(CancellationSource &source, std::mutex &m) {
  CancellationCallback stop(source.getToken(), [&] { std::lock_guard g(m); });
  {
    std::lock_guard lock(m);
    step();
  }
  source.requestCancellation();
}

// ctx-unstoppable-task

void bad_forever(folly::Executor &executor, CancellationToken token) {
  if (token.isCancellationRequested())
    return;
  executor.add([] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: detached work loops for ever and nobody can stop it; have it poll a token or a flag, or say why with '// ctx-tidy: detached because ...' [ctx-unstoppable-task]
    while (true)
      step();
  });
}

void ok_once(folly::Executor &executor) {
  executor.add([] { step(); });
}

Task<void> ok_scope(CancellationToken token) {
  folly::coro::CancellableAsyncScope scope(std::move(token));
  scope.add(
      folly::coro::co_withExecutor(folly::getGlobalCPUExecutor(), flush()));
  co_await scope.joinAsync();
}

// ctx-string-key

struct Name : folly::RequestData {
  bool hasCallback() override { return false; }
};
static const folly::RequestToken kName("name");

void bad_key(folly::RequestContext &request) {
  request.setContextData("name", std::make_unique<Name>());
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: value stored under the bare string "name"; any other code can use the same text: give the key a named constant [ctx-string-key]
}

void ok_key(folly::RequestContext &request) {
  request.setContextData(kName, std::make_unique<Name>());
  request.getContextData(folly::RequestToken("name"));
}

// ctx-missed-wakeup

void bad_wakeup(CancellationToken token, std::mutex &m,
                std::condition_variable &cv, const bool &ready) {
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return ready || token.isCancellationRequested(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: a stop request on 'token' does not wake 'wait', although its predicate looks at it; notify 'cv' while holding 'm' on a request, or wait in short steps [ctx-missed-wakeup]
}

void ok_wakeup(CancellationToken token, std::mutex &m,
               std::condition_variable &cv, const bool &ready) {
  CancellationCallback stop(token, [&] {
    std::lock_guard lock(m);
    cv.notify_all();
  });
  std::unique_lock lock(m);
  cv.wait(lock, [&] { return ready || token.isCancellationRequested(); });
}

// ctx-early-cancel

class BadEarly {
public:
  void start() {
    CancellationSource source;
    worker_ = std::thread([token = source.getToken()] {
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: what is started here goes on, but 'source', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'source' with the work, or wait for it [ctx-early-cancel]
      while (!token.isCancellationRequested())
        step();
    });
    source.requestCancellation();
  }

private:
  std::thread worker_;
};
