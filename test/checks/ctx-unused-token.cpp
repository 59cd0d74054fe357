// RUN: %check %s ctx-unused-token %t
#include <atomic>
#include <functional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

bool step();
void load(int);
int fetch(int);
void work(std::stop_token);
void logLine(const char *);
struct Item {
  int id;
};

void bad_condition_only(std::stop_token st) {
  while (step()) {
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:41: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_condition_only'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

int bad_call(const std::stop_token &stop) {
  load(1);
  return fetch(2);
}
// CHECK-MESSAGES: :[[@LINE-4]]:37: warning: 'stop' is never looked at or passed on, so no stop request reaches 'bad_call'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

void bad_cast_to_void(std::stop_token st) {
  (void)st;
  load(1);
}
// CHECK-MESSAGES: :[[@LINE-4]]:39: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_cast_to_void'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

void bad_static_cast(std::stop_token st) {
  static_cast<void>(st);
  load(1);
}
// CHECK-MESSAGES: :[[@LINE-4]]:38: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_static_cast'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

void bad_unevaluated(std::stop_token st) {
  static_assert(sizeof(st) > 0);
  using Token = decltype(st);
  load(sizeof(Token));
}
// CHECK-MESSAGES: :[[@LINE-5]]:38: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_unevaluated'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

void bad_overwritten(std::stop_token st, const std::stop_token &other) {
  work(other);
  st = std::stop_token();
}
// CHECK-MESSAGES: :[[@LINE-4]]:38: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_overwritten'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

void bad_possible(std::stop_token st) {
  if (!st.stop_possible())
    logLine("cannot be stopped");
  load(1);
}
// CHECK-MESSAGES: :[[@LINE-5]]:35: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_possible'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

// The lambda has its own token of that name.
void bad_shadowed(std::stop_token st) {
  load(1);
  std::jthread thread([](std::stop_token st) { work(st); });
}
// CHECK-MESSAGES: :[[@LINE-4]]:35: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_shadowed'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

class BadMember {
  int load(int) const;
  void run(int id, std::stop_token st) {
    sum_ += load(id);
    sum_ += fetch(id);
  }
  std::jthread thread_{[](std::stop_token st) {
    while (step()) {
    }
  }};
  int sum_ = 0;
};
// CHECK-MESSAGES: :[[@LINE-10]]:36: warning: 'st' is never looked at or passed on, so no stop request reaches 'run'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
// CHECK-MESSAGES: :[[@LINE-7]]:43: warning: 'st' is never looked at or passed on, so no stop request reaches this lambda; poll it, pass it on, or leave it unnamed [ctx-unused-token]

void bad_local_lambda() {
  auto job = [](std::stop_token st) { load(1); };
  job({});
}
// CHECK-MESSAGES: :[[@LINE-3]]:33: warning: 'st' is never looked at or passed on, so no stop request reaches this lambda; poll it, pass it on, or leave it unnamed [ctx-unused-token]

// A worker that goes on: the token is there to end it.
static void badEntry(std::stop_token st) {
  while (step()) {
  }
}
std::jthread startBadEntry() { return std::jthread(badEntry); }
// CHECK-MESSAGES: :[[@LINE-5]]:38: warning: 'st' is never looked at or passed on, so no stop request reaches 'badEntry'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

template <class T> void bad_template(const T &item, std::stop_token st) {
  load(item.id);
  load(item.id + 1);
}
template void bad_template(const Item &, std::stop_token);
// CHECK-MESSAGES: :[[@LINE-5]]:69: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_template'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

//===----------------------------------------------------------------------===//

// The empty token is what is wrong, and ctx-fresh-root says so.
void ok_an_empty_one_is_passed(std::stop_token st) {
  load(1);
  work(std::stop_token());
}

void ok_polled(std::stop_token st) {
  while (!st.stop_requested())
    step();
}
void ok_passed(std::stop_token st) { work(std::move(st)); }
void ok_registered(std::stop_token st) {
  std::stop_callback onStop(st, [] { logLine("stop"); });
  load(1);
}
void ok_captured(std::stop_token st) {
  std::jthread thread([st] { work(st); });
  load(1);
}
class OkKept {
  explicit OkKept(std::stop_token st) : token_(std::move(st)) { load(1); }
  std::stop_token token_;
};
std::stop_token ok_returned(std::stop_token st) {
  load(1);
  return st;
}

void ok_unnamed(std::stop_token) { load(1); }
void ok_maybe_unused([[maybe_unused]] std::stop_token st) { load(1); }
void ok_declared(std::stop_token st);
void ok_empty(std::stop_token st) {}
void ok_only_computes(std::stop_token st, std::vector<int> &v) {
  v.push_back(1);
  logLine("added");
}

// The loop's own finding, with a fix.
void ok_unpolled_loop(std::stop_token st) {
  for (;;)
    step();
}

class OkVirtual {
public:
  virtual void run(std::stop_token st) { load(1); }
};
class OkOverride : public OkVirtual {
  void run(std::stop_token st) override { load(2); }
};
template <class Base> class OkDependentBase : public Base {
  void run(std::stop_token st) { load(1); }
};
template <class Derived> struct Runner {
  void start() { static_cast<Derived *>(this)->run(std::stop_token()); }
};
class OkCrtp : public Runner<OkCrtp> {
public:
  void run(std::stop_token st) { load(1); }
};
struct OkFunctor {
  void operator()(std::stop_token st) const { load(1); }
};

template <class T> void parts(T, std::stop_token st) { work(st); }
template <> void parts(int, std::stop_token st) { load(1); }

// Callbacks: the signature is somebody else's.
using Handler = void (*)(int, std::stop_token);
void installHandler(Handler);
static void okCallback(int id, std::stop_token st) {
  load(id);
  load(1);
}
static void okInTable(int id, std::stop_token st) {
  load(id);
  load(2);
}
static const Handler Table[] = {okInTable};
void each(const std::function<void(std::stop_token)> &);
void ok_callbacks() {
  installHandler(&okCallback);
  each([](std::stop_token st) { load(1); });
  std::function<void(std::stop_token)> kept = [](std::stop_token st) {
    load(1);
  };
  auto named = [](std::stop_token st) { load(1); };
  each(named);
}
class OkMethodPointer {
  void entry(std::stop_token st) { load(1); }
  std::function<void(OkMethodPointer &, std::stop_token)> f_ =
      &OkMethodPointer::entry;
};

// jthread offers the token; a short piece of work need not take it.
void ok_short_worker() {
  std::jthread thread([](std::stop_token st) { load(1); });
}
static void okShortEntry(std::stop_token st) { load(1); }
std::jthread startOkShortEntry() { return std::jthread(okShortEntry); }
class OkFlagWorker {
  std::atomic<bool> running_{true};
  std::jthread thread_{[this](std::stop_token st) {
    while (running_)
      step();
  }};
};

// An overload that adapts.
void ok_thunk(int id, std::stop_token st) { load(id); }

void ok_other_configuration(std::stop_token st) {
#ifdef WITH_STOP
  if (st.stop_requested())
    return;
#endif
  load(1);
}

void closeAll(std::stop_token st) {
  load(1);
  load(2);
}

// ctx-tidy: detached because the journal is written in any case
void ok_detached_on_purpose(int id, std::stop_token st) { step(); }
