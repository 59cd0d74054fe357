// RUN: %check %s ctx-wrong-token %t
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

bool step();
void beat();
void work(std::stop_token);
void load(int, const std::stop_token &);
void logLine(const char *);

//===----------------------------------------------------------------------===//
// The token of the scope around it
//===----------------------------------------------------------------------===//

void bad_condition(std::stop_token outer) {
  std::jthread t([outer](std::stop_token own) {
    while (!outer.stop_requested())
      beat();
  });
  work(outer);
}
// CHECK-MESSAGES: :[[@LINE-5]]:13: warning: this work is given a token of its own, 'own', and looks at 'outer' instead, so a stop request to its handle does not reach it; look at both [ctx-wrong-token]
// CHECK-FIXES: while (!outer.stop_requested() && !own.stop_requested())

void bad_unnamed(std::stop_token outer) {
  std::jthread t([&outer](std::stop_token) {
    for (;;) {
      if (outer.stop_requested())
        return;
      beat();
    }
  });
}
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: this work is given a token of its own and looks at 'outer' instead, so a stop request to its handle does not reach it; look at both [ctx-wrong-token]
// CHECK-FIXES: std::jthread t([&outer](std::stop_token own) {
// CHECK-FIXES: if (outer.stop_requested() || own.stop_requested())

void bad_passed(std::stop_token outer) {
  std::jthread t([outer](std::stop_token) { work(outer); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:50: warning: this work is given a token of its own and looks at 'outer' instead, so a stop request to its handle does not reach it; look at both [ctx-wrong-token]

void bad_in_bigger_condition(std::stop_token outer) {
  std::jthread t([st = outer](std::stop_token own) {
    while (step() || !st.stop_requested())
      beat();
    while (step() && !st.stop_requested())
      beat();
  });
}
// CHECK-MESSAGES: :[[@LINE-6]]:23: warning: this work is given a token of its own, 'own', and looks at 'st' instead, so a stop request to its handle does not reach it; look at both [ctx-wrong-token]
// CHECK-FIXES: while (step() || (!st.stop_requested() && !own.stop_requested()))
// CHECK-FIXES: while (step() && !st.stop_requested() && !own.stop_requested())

class BadField {
public:
  void start() {
    worker_ = std::jthread([this](std::stop_token st) {
      while (!stop_.stop_requested())
        beat();
    });
  }

private:
  std::stop_token stop_;
  std::jthread worker_;
};
// CHECK-MESSAGES: :[[@LINE-9]]:15: warning: this work is given a token of its own, 'st', and looks at 'stop_' instead, so a stop request to its handle does not reach it; look at both [ctx-wrong-token]
// CHECK-FIXES: while (!stop_.stop_requested() && !st.stop_requested())

// A callable that is handed on, too.
void each(const std::function<void(std::stop_token)> &);
void bad_callback(std::stop_token outer) {
  each([outer](std::stop_token st) { work(outer); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:43: warning: this work is given a token of its own, 'st', and looks at 'outer' instead, so a stop request on its own token does not reach it; look at both [ctx-wrong-token]

void bad_nested(std::stop_token outer, std::vector<std::jthread> &pool) {
  pool.emplace_back([outer](std::stop_token own) {
    (void)own;
    auto one = [&] { work(outer); };
    one();
  });
}
// CHECK-MESSAGES: :[[@LINE-4]]:27: warning: this work is given a token of its own, 'own', and looks at 'outer' instead, so a stop request to its handle does not reach it; look at both [ctx-wrong-token]

struct Request {
  std::stop_token stop;
};
void bad_of_the_request(const Request &request) {
  const auto st = request.stop;
  std::jthread t([st](std::stop_token) { work(st); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:47: warning: this work is given a token of its own and looks at 'st' instead, so a stop request to its handle does not reach it; look at both [ctx-wrong-token]

void ok_both(std::stop_token outer) {
  std::jthread t([outer](std::stop_token own) {
    while (!outer.stop_requested() && !own.stop_requested())
      beat();
  });
}
void ok_own(std::stop_token outer) {
  std::jthread t([](std::stop_token own) { work(own); });
  std::stop_callback link(outer, [&] { t.request_stop(); });
  t.join();
}
void ok_linked_inside(std::stop_token outer) {
  std::jthread t([outer](std::stop_token own) {
    std::stop_source both;
    std::stop_callback first(own, [&] { both.request_stop(); });
    std::stop_callback second(outer, [&] { both.request_stop(); });
    work(both.get_token());
  });
}
void ok_takes_none(std::stop_token outer) {
  std::jthread t([outer] { work(outer); });
}
void ok_shadows(std::stop_token st) {
  std::jthread t([](std::stop_token st) { work(st); });
  work(st);
}
void ok_only_asked_whether(std::stop_token outer) {
  std::jthread t([outer](std::stop_token) {
    if (!outer.stop_possible())
      logLine("cannot be stopped");
  });
}
// The source is this code's own, and it is what the destructor triggers.
class OkOwnSource {
public:
  void start() {
    std::stop_source source = stop_;
    worker_ = std::jthread(
        [source](std::stop_token) { work(source.get_token()); });
    second_ = std::jthread([this](std::stop_token) {
      while (!stop_.stop_requested())
        beat();
    });
  }
  ~OkOwnSource() { stop_.request_stop(); }

private:
  std::stop_source stop_;
  std::jthread worker_, second_;
};
void ok_local_source() {
  std::stop_source stop;
  std::stop_token token = stop.get_token();
  std::jthread t([token](std::stop_token) { work(token); });
  beat();
  stop.request_stop();
}
void ok_unnamed_callback(std::stop_token outer) {
  each([outer](std::stop_token) { work(outer); });
}
void ok_maybe_unused(std::stop_token outer) {
  each([outer]([[maybe_unused]] std::stop_token st) { work(outer); });
}
using TwoTokens = std::function<void(std::stop_token, std::stop_token)>;
void two(const TwoTokens &);
void ok_two_of_its_own(std::stop_token outer) {
  two([outer](std::stop_token first, std::stop_token second) { work(outer); });
}

//===----------------------------------------------------------------------===//
// In the place of the handle's own
//===----------------------------------------------------------------------===//

void bad_replaced(std::stop_token st) {
  std::jthread t([](std::stop_token s) { work(s); }, st);
  t.join();
}
// CHECK-MESSAGES: :[[@LINE-3]]:54: warning: 'st' takes the place of the token that the handle offers, so a stop request to the handle, its destructor's included, does not reach this work; take both [ctx-wrong-token]

void entry(int id, std::stop_token st);
std::jthread bad_replaced_function(const std::stop_token &st) {
  return std::jthread(entry, 7, st);
}
// CHECK-MESSAGES: :[[@LINE-2]]:33: warning: 'st' takes the place of the token that the handle offers, so a stop request to the handle, its destructor's included, does not reach this work; take both [ctx-wrong-token]

class BadReplacedMember {
public:
  void start(std::stop_token st) {
    worker_ = std::jthread(&BadReplacedMember::run, this, std::move(st));
  }

private:
  void run(std::stop_token st);
  std::jthread worker_;
};
// CHECK-MESSAGES: :[[@LINE-7]]:59: warning: 'st' takes the place of the token that the handle offers, so a stop request to the handle, its destructor's included, does not reach this work; take both [ctx-wrong-token]

void ok_own_first(std::stop_token st) {
  std::jthread t([](std::stop_token own, std::stop_token outer) {
    while (!own.stop_requested() && !outer.stop_requested())
      beat();
  }, st);
}
std::jthread ok_no_token_bound(int id) { return std::jthread(work); }
void ok_plain_thread(std::stop_token st) {
  std::thread t([](std::stop_token s) { work(s); }, st);
  t.join();
}
// Its owner triggers it.
void ok_source_at_hand() {
  std::stop_source stop;
  std::jthread t([](std::stop_token s) { work(s); }, stop.get_token());
  beat();
  stop.request_stop();
}

//===----------------------------------------------------------------------===//
// A source that was linked
//===----------------------------------------------------------------------===//

void arm(std::stop_source &);
void bad_linked(std::stop_token outer) {
  std::stop_source inner;
  std::stop_callback link(outer, [&] { inner.request_stop(); });
  work(outer);
  inner.request_stop();
}
// CHECK-MESSAGES: :[[@LINE-3]]:8: warning: 'outer' is passed on although 'inner' was linked to it and is used nowhere; pass 'inner.get_token()' [ctx-wrong-token]
// CHECK-FIXES: work(inner.get_token());

void ok_linked(std::stop_token outer) {
  std::stop_source inner;
  std::stop_callback link(outer, [&] { inner.request_stop(); });
  load(1, outer);
  work(inner.get_token());
}
void ok_linked_elsewhere(std::stop_token outer) {
  std::stop_source inner;
  arm(inner);
  std::stop_callback link(outer, [&] { inner.request_stop(); });
  work(outer);
}
void ok_linked_handle(std::stop_token outer) {
  std::jthread t([](std::stop_token own) { work(own); });
  std::stop_callback link(outer, [&] { t.request_stop(); });
  work(outer);
}

#define TEST(Suite, Name) void Suite##Name(std::stop_token outer)
TEST(Tokens, ok_test) {
  std::jthread t([outer](std::stop_token) { work(outer); });
}

//===----------------------------------------------------------------------===//
// Through a copy
//===----------------------------------------------------------------------===//

void bad_copy(std::stop_token outer) {
  std::jthread t([outer](std::stop_token own) {
    auto st = outer;
    while (!st.stop_requested())
      beat();
  });
  work(outer);
}
// CHECK-MESSAGES: :[[@LINE-5]]:13: warning: this work is given a token of its own, 'own', and looks at 'st' instead, so a stop request to its handle does not reach it; look at both [ctx-wrong-token]
// CHECK-FIXES: while (!st.stop_requested() && !own.stop_requested())

void bad_copy_of_init_capture(std::stop_token outer) {
  std::jthread t([held = outer](std::stop_token) {
    const std::stop_token st = held;
    work(st);
  });
}
// CHECK-MESSAGES: :[[@LINE-3]]:10: warning: this work is given a token of its own and looks at 'st' instead, so a stop request to its handle does not reach it; look at both [ctx-wrong-token]

void ok_copy_of_own(std::stop_token outer) {
  std::jthread t([](std::stop_token own) {
    auto st = own;
    while (!st.stop_requested())
      beat();
  });
  work(outer);
}
void ok_copy_and_own(std::stop_token outer) {
  std::jthread t([outer](std::stop_token own) {
    auto st = outer;
    while (!st.stop_requested() && !own.stop_requested())
      beat();
  });
}
void ok_copy_then_own(std::stop_token outer) {
  std::jthread t([outer](std::stop_token own) {
    auto st = outer;
    if (step())
      st = own;
    work(st);
  });
}
