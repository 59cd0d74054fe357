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

// ctx-dropped-token

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

void ok_guard() {
  folly::RequestContextScopeGuard guard;
  folly::RequestContext::create();
  step();
}

// ctx-unpolled-loop

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

Task<int> bad_blocking() { co_return folly::coro::blockingWait(fetch(1)); }
// CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'blockingWait' blocks the thread of this coroutine, and cancelling it does not wake the call; await something that can be cancelled instead [ctx-uninterruptible-wait]

int ok_blocking(CancellationToken token) {
  return folly::coro::blockingWait(
      folly::coro::co_withCancellation(token, fetch(1)));
}

void ok_baton(CancellationToken token) {
  folly::Baton<> done;
  CancellationCallback stop(token, [&] { done.post(); });
  done.wait();
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

// ctx-unstoppable-task

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

void ok_key(folly::RequestContext &request) {
  request.setContextData(kName, std::make_unique<Name>());
  request.getContextData(folly::RequestToken("name"));
}
