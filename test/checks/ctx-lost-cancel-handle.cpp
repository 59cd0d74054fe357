// RUN: %check %s ctx-lost-cancel %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
// The cancel handle that a deriving call returns next to the context.
#include "acme/context.h"
#include <functional>
#include <thread>
#include <tuple>

using namespace std::chrono_literals;

void callee(const acme::Context &);
bool more();
void keep(std::function<void()>);

void bad_never_called(const acme::Context &ctx) {
  auto [c, cancel] = acme::WithCancel(ctx);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'cancel' is triggered on no path: what was derived with it is never cancelled; call 'cancel()' before leaving [ctx-lost-cancel]
  callee(c);
}

void bad_early_return(const acme::Context &ctx) {
  auto [c, cancel] = acme::WithTimeout(ctx, 1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'cancel' is not triggered on every path out of 'bad_early_return'; call 'cancel()' before leaving [ctx-lost-cancel]
  if (more())
    return;
  callee(c);
  cancel();
}

void ok_called(const acme::Context &ctx) {
  auto [c, cancel] = acme::WithCancel(ctx);
  callee(c);
  cancel();
}

void ok_called_on_all_paths(const acme::Context &ctx) {
  auto [c, cancel] = acme::WithCancel(ctx);
  if (more()) {
    cancel();
    return;
  }
  callee(c);
  cancel();
}

void bad_pair(const acme::Context &ctx) {
  auto r = acme::WithCancel(ctx);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'r.second' is triggered on no path: what was derived with it is never cancelled; call 'r.second()' before leaving [ctx-lost-cancel]
  callee(r.first);
}

void ok_pair(const acme::Context &ctx) {
  auto r = acme::WithCancel(ctx);
  callee(r.first);
  r.second();
}

std::pair<acme::Context, acme::CancelFunc>
ok_pair_returned(const acme::Context &ctx) {
  auto r = acme::WithCancel(ctx);
  callee(r.first);
  return r;
}

void bad_tie(const acme::Context &ctx) {
  acme::Context c;
  acme::CancelFunc cancel;
  std::tie(c, cancel) = acme::WithCancel(ctx);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'cancel' is not triggered on every path out of 'bad_tie'; call 'cancel()' before leaving [ctx-lost-cancel]
  if (more())
    return;
  cancel();
}

void ok_tie(const acme::Context &ctx) {
  acme::Context c;
  acme::CancelFunc cancel;
  if (more())
    return;
  std::tie(c, cancel) = acme::WithCancel(ctx);
  callee(c);
  cancel();
}

struct Server {
  acme::Context ctx_;
  acme::CancelFunc cancel_;
  void ok_tie_to_members(const acme::Context &ctx) {
    std::tie(ctx_, cancel_) = acme::WithCancel(ctx);
  }
};

void bad_dropped(const acme::Context &ctx) {
  callee(acme::WithCancel(ctx).first);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the result of 'WithCancel' that could cancel is dropped at once, so what is derived here is never cancelled; keep it and call it [ctx-lost-cancel]
}

void bad_dropped_kept(const acme::Context &ctx) {
  auto c = acme::WithTimeout(ctx, 1s).first;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the result of 'WithTimeout' that could cancel is dropped at once, so what is derived here is never cancelled; keep it and call it [ctx-lost-cancel]
  callee(c);
}

void ok_handle_only(const acme::Context &ctx) {
  acme::WithCancel(ctx).second();
}

void ok_captured(const acme::Context &ctx) {
  auto r = acme::WithCancel(ctx);
  callee(r.first);
  keep([cancel = r.second] { cancel(); });
}

void ok_captured_by_reference(const acme::Context &ctx) {
  auto [c, cancel] = acme::WithCancel(ctx);
  auto &stop = cancel;
  callee(c);
  stop();
}

acme::CancelFunc ok_returned(const acme::Context &ctx) {
  auto [c, cancel] = acme::WithCancel(ctx);
  callee(c);
  return cancel;
}

void ok_passed(const acme::Context &ctx) {
  auto [c, cancel] = acme::WithCancel(ctx);
  callee(c);
  keep(cancel);
}

void ok_deliberate(const acme::Context &ctx) {
  auto [c, cancel] = acme::WithCancel(ctx);
  callee(c);
  (void)cancel;
}

void bad_spawned(const acme::Context &ctx, acme::Pool &pool) {
  auto [c, cancel] = acme::WithCancel(ctx);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'cancel' is not triggered on every path out of 'bad_spawned'; call 'cancel()' before leaving [ctx-lost-cancel]
  pool.Submit(c, [](const acme::Context &mine) { callee(mine); });
  if (more())
    throw 1;
  cancel();
}

// A source whose token goes to another library's work.
void bad_source_to_pool(acme::Pool &pool) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  pool.Submit([tok = src.get_token()] {
    while (!tok.stop_requested())
      more();
  });
}
