// Every check over the seastar vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <exception>
#include <seastar/core/all.hh>
#include <vector>

using namespace std::chrono_literals;
using namespace seastar;

struct Connection {
  future<int> read();
  future<> send(int);
  future<> fetch(int id, abort_source *as = nullptr);
  void close();
};
future<> connect(Connection &c, abort_source &as);
void logError(const char *);
bool step(Connection &c);
void handle(Connection &c);

//===-- waits --------------------------------------------------------------===//

future<> bad_sleep(Connection &c, abort_source &as) {
  while (!as.abort_requested()) {
    co_await c.send(1);
    co_await seastar::sleep(1s);
// CHECK-MESSAGES: :[[@LINE-1]]:14: warning: a stop request on 'as' does not wake 'sleep'; call 'seastar::sleep_abortable' with 'as' instead [ctx-uninterruptible-wait]
// CHECK-FIXES: co_await seastar::sleep_abortable(1s, as);
  }
}
future<> bad_sleep_without_source(Connection &c, abort_source &as) {
  while (!as.abort_requested()) {
    co_await c.send(1);
    co_await sleep_abortable(1s);
// CHECK-MESSAGES: :[[@LINE-1]]:14: warning: a stop request on 'as' does not wake 'sleep_abortable'; pass 'as' to it [ctx-uninterruptible-wait]
// CHECK-FIXES: co_await sleep_abortable(1s, as);
  }
}
future<> bad_event(shared_promise<> &ready, abort_source &as) {
  as.check();
  co_await ready.get_shared_future();
// CHECK-MESSAGES: :[[@LINE-1]]:18: warning: a stop request on 'as' does not wake 'get_shared_future'; pass 'as' to it [ctx-uninterruptible-wait]
// CHECK-FIXES: co_await ready.get_shared_future(as);
}
future<> ok_sleep(Connection &c, abort_source &as) {
  while (!as.abort_requested()) {
    co_await c.send(1);
    co_await sleep_abortable(1s, as);
  }
}
future<> ok_no_source(Connection &c) {
  co_await c.send(1);
  co_await seastar::sleep(1s);
}
future<> ok_event(shared_promise<> &ready, abort_source &as) { co_await ready.get_shared_future(as); }
future<> ok_event_bounded(shared_promise<> &ready, abort_source &as) {
  as.check();
  co_await ready.get_shared_future(lowres_clock::now() + 10s);
}
future<> bad_lock(semaphore &lock, Connection &c, abort_source &as) {
  co_await lock.wait();
// CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'wait' is called without a token although 'as' is in scope and an overload takes one; a stop request does not reach the call: pass 'as' [ctx-dropped-token]
// CHECK-FIXES: co_await lock.wait(as);
  co_await connect(c, as);
  lock.signal();
}

//===-- passing on ---------------------------------------------------------===//

future<> bad_dropped(Connection &c, abort_source &as) {
  co_await connect(c, as);
  co_await c.fetch(1);
// CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'fetch' is called without a token although 'as' is in scope and it takes one; a stop request does not reach the call: pass '&as' [ctx-dropped-token]
// CHECK-FIXES: co_await c.fetch(1, &as);
}
future<> bad_null(Connection &c, abort_source &as) {
  co_await connect(c, as);
  co_await c.fetch(1, nullptr);
// CHECK-MESSAGES: :[[@LINE-1]]:23: warning: null 'nullptr' passed to 'fetch' although '&as' is in scope; the call is not cancelled with it: pass '&as' [ctx-null-context]
// CHECK-FIXES: co_await c.fetch(1, &as);
}
future<> ok_passed(Connection &c, abort_source &as) {
  co_await connect(c, as);
  co_await c.fetch(1, &as);
}
future<> bad_own_source(Connection &c, abort_source &as) {
  as.check();
  abort_source own;
  co_await connect(c, own);
}
future<> ok_linked_source(Connection &c, abort_source &as) {
  abort_source own;
  auto link = as.subscribe([&own]() noexcept { own.request_abort(); });
  if (!link)
    co_return;
  co_await connect(c, own);
}
future<> ok_expiry(Connection &c) {
  abort_on_expiry<> limit(lowres_clock::now() + 10s);
  co_await connect(c, limit.abort_source());
}
future<> bad_expiry(Connection &c, abort_source &as) {
  as.check();
  abort_on_expiry<> limit(lowres_clock::now() + 10s);
  co_await connect(c, limit.abort_source());
}
future<> bad_unused(Connection &c, abort_source &as) {
// CHECK-MESSAGES: :[[@LINE-1]]:50: warning: 'as' is never looked at or passed on, so no stop request reaches 'bad_unused'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
  co_await c.send(1);
  co_await c.send(2);
}

//===-- polls --------------------------------------------------------------===//

void bad_unpolled(std::vector<Connection> &all, abort_source &as) {
  as.check();
  for (Connection &c : all) {
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'for' loop calls 'handle' and never looks at 'as', so a stop request does not end it; poll 'as' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (as.abort_requested()) return;
    handle(c);
  }
}
void ok_polled(std::vector<Connection> &all, abort_source &as) {
  for (Connection &c : all) {
    as.check();
    handle(c);
  }
}
void bad_no_exit(Connection &c, abort_source &as) {
  for (;;) {
    step(c);
    if (as.abort_requested())
// CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'as.abort_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
      continue;
    handle(c);
  }
}

//===-- registrations ------------------------------------------------------===//

void bad_subscription(Connection &c, abort_source &as) {
  (void)as.subscribe([&c]() noexcept { c.close(); });
// CHECK-MESSAGES: :[[@LINE-1]]:12: warning: what 'subscribe' returns is destroyed at the end of this statement, and its callback is gone with it; keep it in a variable [ctx-discarded-scope]
// CHECK-FIXES: auto on_stop = as.subscribe([&c]() noexcept { c.close(); });
  step(c);
}
class Session {
public:
  explicit Session(abort_source &as) : sub_(as.subscribe([this]() noexcept { connection_.close(); })) {
    if (!sub_)
      connection_.close();
  }

private:
  Connection connection_;
  optimized_optional<abort_source::subscription> sub_;
};

//===-- errors -------------------------------------------------------------===//

future<> bad_swallowed(Connection &c, abort_source &as) {
  for (;;) {
    try {
      as.check();
      co_await c.send(1);
    } catch (...) {
// CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'seastar::abort_requested_exception', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
// CHECK-FIXES: } catch (const seastar::abort_requested_exception &) { throw; } catch (...) {
      logError("send");
    }
  }
}
future<> ok_rethrown(Connection &c, abort_source &as) {
  for (;;) {
    try {
      as.check();
      co_await c.send(1);
    } catch (const abort_requested_exception &) {
      throw;
    } catch (...) {
      logError("send");
    }
  }
}
future<> ok_ends(Connection &c, abort_source &as) {
  try {
    while (true) {
      as.check();
      co_await c.send(1);
    }
  } catch (const abort_requested_exception &) {
  }
}

//===-- services -----------------------------------------------------------===//

class Service {
public:
  void start() { done_ = run(); }
  future<> stop() {
    as_.request_abort();
    co_await gate_.close();
    co_await std::move(done_);
  }

private:
  future<> run() {
    while (!as_.abort_requested()) {
      co_await connection_.send(1);
      co_await sleep_abortable(1s, as_);
    }
  }
  Connection connection_;
  abort_source as_;
  gate gate_;
  future<> done_;
};
