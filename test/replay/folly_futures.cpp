// folly's futures, all checks.
// RUN: %check %s 'ctx-*' %t --no-fix
#include <folly/CancellationToken.h>
#include <folly/futures/Future.h>

using folly::CancellationSource;
using folly::CancellationToken;
using folly::Future;

void step();
void log(const char *);
void watch(CancellationToken);
Future<int> start(CancellationToken);
Future<int> fetch(int);

// ctx-swallowed-cancel: a future that was interrupted is other work's end.
int ok_failed(Future<int> future) {
  try {
    return std::move(future).get();
  } catch (const std::exception &e) {
    log(e.what());
    return 0;
  }
}

// As in folly's guide: chains are dropped or waited for.
void ok_chain() {
  fetch(1).thenValue([](int) { step(); });
  fetch(2).thenValue([](int) { step(); }).wait();
}

void ok_interrupt() {
  auto future = fetch(1);
  future.cancel();
  future.wait();
}

void ok_handler(folly::Promise<int> &promise, CancellationSource source) {
  promise.setInterruptHandler(
      [source](auto &&) { source.requestCancellation(); });
}

// ctx-join-before-stop

// What it was given the token for may be over by then.
void ok_unknown() {
  CancellationSource source;
  auto future = start(source.getToken());
  future.wait();
  source.requestCancellation();
}

void ok_order() {
  CancellationSource source;
  auto future = start(source.getToken());
  source.requestCancellation();
  future.wait();
}

// ctx-dangling-context

void bad_dangling() {
  CancellationSource source;
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'source' may die while the work that it was lent to goes on; wait for the work on every path, or let it share the ownership [ctx-dangling-context]
  watch(source.getToken());
  fetch(1).thenValue([&source](int) { source.requestCancellation(); });
}

void ok_waited() {
  CancellationSource source;
  watch(source.getToken());
  start(source.getToken())
      .thenValue([&source](int) { source.requestCancellation(); })
      .wait();
}

// ctx-early-cancel

Future<int> bad_early() {
  CancellationSource source;
  auto future = start(source.getToken());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: what is started here goes on, but 'source', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'source' with the work, or wait for it [ctx-early-cancel]
  source.requestCancellation();
  return std::move(future);
}
