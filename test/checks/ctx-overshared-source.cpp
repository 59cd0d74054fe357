// RUN: %check %s ctx-overshared-source %t -std=c++20
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

bool step();
void log(const char *);
void run(std::stop_token st);
void keep(std::stop_source s);

//===-- a parameter that is only listened to ------------------------------===//

static void bad_polls(std::stop_source &stop) {
  // CHECK-MESSAGES: :[[@LINE-1]]:41: warning: 'bad_polls' only listens to source 'stop', and with it could make the request; take its token ('std::stop_token') [ctx-overshared-source]
  while (!stop.stop_requested())
    step();
}
// CHECK-FIXES: static void bad_polls(std::stop_token stop) {
// CHECK-FIXES: while (!stop.stop_requested())

static void bad_takes_token(int id, const std::stop_source &stop);
// CHECK-FIXES: static void bad_takes_token(int id, std::stop_token stop);

std::unique_ptr<std::stop_source> held;
void owner() {
  std::stop_source stop;
  bad_polls(stop);
  bad_polls(*held);
  bad_takes_token(1, stop);
  stop.request_stop();
}
// CHECK-FIXES: bad_polls(stop.get_token());
// CHECK-FIXES: bad_polls(held->get_token());
// CHECK-FIXES: bad_takes_token(1, stop.get_token());

static void bad_takes_token(int id, const std::stop_source &stop) {
  // CHECK-MESSAGES: :[[@LINE-1]]:61: warning: 'bad_takes_token' only listens to source 'stop', and with it could make the request; take its token ('std::stop_token') [ctx-overshared-source]
  run(stop.get_token());
  std::stop_callback wake(stop.get_token(), [] { step(); });
  step();
}
// CHECK-FIXES: static void bad_takes_token(int id, std::stop_token stop) {
// CHECK-FIXES: run(stop);
// CHECK-FIXES: std::stop_callback wake(stop, [] { step(); });

// Everybody may call it: no fix.
void bad_seen_by_all(std::stop_source stop) {
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'bad_seen_by_all' only listens to source 'stop', and with it could make the request; take its token ('std::stop_token') [ctx-overshared-source]
  run(stop.get_token());
}

void bad_pointer(std::stop_source *stop) {
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'bad_pointer' only listens to source 'stop', and with it could make the request; take its token ('std::stop_token') [ctx-overshared-source]
  while (!stop->stop_requested())
    step();
}

void bad_shared(const std::shared_ptr<std::stop_source> &stop) {
  // CHECK-MESSAGES: :[[@LINE-1]]:58: warning: 'bad_shared' only listens to source 'stop', and with it could make the request; take its token ('std::stop_token') [ctx-overshared-source]
  while (!stop->stop_requested())
    step();
}

// It is started with the source of its owner; whoever starts it has to change.
static void bad_started(std::stop_source &stop) {
  // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: 'bad_started' only listens to source 'stop', and with it could make the request; take its token ('std::stop_token') [ctx-overshared-source]
  while (!stop.stop_requested())
    step();
}

void starter() {
  std::stop_source stop;
  std::thread worker(bad_started, std::ref(stop));
  stop.request_stop();
  worker.join();
}

// The same through others that take functions as they are.
static void bad_bound(int id, std::stop_source &stop) {
  // CHECK-MESSAGES: :[[@LINE-1]]:49: warning: 'bad_bound' only listens to source 'stop', and with it could make the request; take its token ('std::stop_token') [ctx-overshared-source]
  while (!stop.stop_requested())
    step();
}
class Crew {
public:
  void start() {
    std::thread(&Crew::work, this, std::ref(stop_)).detach();
    auto job = std::bind(bad_bound, 1, std::ref(stop_));
    job();
  }
  void stop() { stop_.request_stop(); }

private:
  void work(std::stop_source &stop) {
    // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'work' only listens to source 'stop', and with it could make the request; take its token ('std::stop_token') [ctx-overshared-source]
    while (!stop.stop_requested())
      step();
  }
  std::stop_source stop_;
};

class Pool {
public:
  void go() { loop(stop_, 1); }
  void stop() { stop_.request_stop(); }

private:
  void loop(std::stop_source &stop, int id) {
    // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'loop' only listens to source 'stop', and with it could make the request; take its token ('std::stop_token') [ctx-overshared-source]
    while (!stop.stop_requested())
      step();
  }
  std::stop_source stop_;
};
// CHECK-FIXES: void go() { loop(stop_.get_token(), 1); }
// CHECK-FIXES: void loop(std::stop_token stop, int id) {

//===-- captures ----------------------------------------------------------===//

void bad_capture(std::vector<std::thread> &workers) {
  std::stop_source stop;
  workers.emplace_back([stop] {
    // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: this lambda only listens to source 'stop', and with it everybody who has the lambda can make the request; capture its token [ctx-overshared-source]
    while (!stop.stop_requested())
      step();
  });
  workers.emplace_back([&stop] { run(stop.get_token()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: this lambda only listens to source 'stop', and with it everybody who has the lambda can make the request; capture its token [ctx-overshared-source]
  stop.request_stop();
}
// CHECK-FIXES: workers.emplace_back([stop = stop.get_token()] {
// CHECK-FIXES: workers.emplace_back([stop = stop.get_token()] { run(stop); });

void bad_renamed(std::vector<std::thread> &workers) {
  std::stop_source stop;
  workers.emplace_back([s = stop] { run(s.get_token()); });
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: this lambda only listens to source 's', and with it everybody who has the lambda can make the request; capture its token [ctx-overshared-source]
  stop.request_stop();
}
// CHECK-FIXES: workers.emplace_back([s = stop.get_token()] { run(s); });

//===-- the caller's source -----------------------------------------------===//

void bad_callers(std::stop_source &callers) {
  run(callers.get_token());
  if (!step())
    callers.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'bad_callers' makes a stop request on 'callers', which its caller only lent it and others may listen to; report the failure and leave the request to the owner [ctx-overshared-source]
}

void bad_callers_by_pointer(std::stop_source *callers, std::stop_token st) {
  auto others = callers->get_token();
  if (!step() && !st.stop_requested())
    callers->request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'bad_callers_by_pointer' makes a stop request on 'callers', which its caller only lent it and others may listen to; report the failure and leave the request to the owner [ctx-overshared-source]
}

//===-- silent ------------------------------------------------------------===//

bool ok_reports() { return step(); }
void ok_listens(std::stop_token st) { run(st); }

// What it is there for.
void ok_cancel_all(std::stop_source &all) { all.request_stop(); }
void ok_on_timeout(std::stop_source &all) { all.request_stop(); }
struct Watchdog {
  void check(std::stop_source &all) { all.request_stop(); }
};
/// Runs one step and cancels the others when it fails.
void ok_documented(std::stop_source &all) {
  if (!step())
    all.request_stop();
}
[[clang::annotate("ctx:role=trigger")]] void ok_annotated(std::stop_source &all) {
  all.request_stop();
}
void ok_named_canceller(std::stop_source &canceller) {
  canceller.request_stop();
}

// The first that is done ends the others.
void ok_when_any(std::stop_source &others) {
  if (step())
    others.request_stop();
}

// It links the source to a token.
void ok_links(std::stop_source &child, std::stop_token parent) {
  std::stop_callback link(parent, [&] { child.request_stop(); });
  run(child.get_token());
}

// It is started with the source that ends its siblings.
static void ok_sibling(std::stop_source &group) {
  if (!step())
    group.request_stop();
}
void ok_starts_siblings() {
  std::stop_source group;
  std::thread a(ok_sibling, std::ref(group)), b(ok_sibling, std::ref(group));
  a.join();
  b.join();
}

// Its own: a copy was given, or the handle.
void ok_owner(std::stop_source own) {
  run(own.get_token());
  own.request_stop();
}
void ok_handle(std::jthread worker) { run(worker.get_stop_token()); }
void ok_takes_over(std::stop_source &&own) {
  if (!step())
    own.request_stop();
}

// It is given for nothing else.
void ok_only_asks(int id, std::stop_source &src) {
  if (!step())
    src.request_stop();
}
// It makes the one of the other.
static std::stop_token ok_token_of(const std::stop_source &stop) {
  return stop.get_token();
}
void uses_accessor(std::stop_source &stop) {
  run(ok_token_of(stop));
  keep(stop);
}

// It is handed on, kept, replaced.
void ok_hands_on(std::stop_source &stop) { keep(stop); }
struct Holder {
  explicit Holder(std::stop_source stop) : stop_(std::move(stop)) {}
  std::stop_source stop_;
};
// Who finds it ends the race for all, and looks whether another has.
void ok_race(std::stop_source &found) {
  while (!found.stop_requested())
    if (step()) {
      found.request_stop();
      return;
    }
}
void ok_renews(std::stop_source &stop) {
  stop = std::stop_source();
  run(stop.get_token());
}
void ok_ignores(std::stop_source &) { step(); }

// Others say what it takes.
struct Job {
  virtual ~Job();
  virtual void start(std::stop_source &stop) = 0;
};
struct Quick : Job {
  void start(std::stop_source &stop) override { run(stop.get_token()); }
};
struct Functor {
  void operator()(std::stop_source &stop) { run(stop.get_token()); }
};

// A table, a registration, an alias of a function type say what it takes.
static void ok_in_array(std::stop_source &stop) { run(stop.get_token()); }
static void ok_in_map(std::stop_source &stop) { run(stop.get_token()); }
static void ok_in_struct(std::stop_source &stop) { run(stop.get_token()); }
static void ok_registered(std::stop_source &stop) { run(stop.get_token()); }
static void ok_registered_with_data(std::stop_source *stop) {
  run(stop->get_token());
}
static void ok_as_function(std::stop_source &stop) { run(stop.get_token()); }
static void ok_pointed_at(std::stop_source &stop) { run(stop.get_token()); }
static void ok_posted(std::stop_source &stop) { run(stop.get_token()); }
static void ok_listed(std::stop_source &stop) { run(stop.get_token()); }
using Handler = void (*)(std::stop_source &);
struct Command {
  const char *name;
  Handler run;
};
struct Bus {
  void on(const char *event, Handler handler);
  void onData(void (*handler)(std::stop_source *), std::stop_source *data);
  template <class F> void post(F &&job); // calls it with a source of its own
  void post(std::function<void(std::stop_source &)> job);
};
const Handler handlers[] = {ok_in_array};
const std::vector<std::pair<const char *, Handler>> byName = {
    {"map", &ok_in_map}};
const Command commands[] = {{"struct", ok_in_struct}};
void registers(Bus &bus, std::stop_source &mine, std::vector<Handler> &list) {
  bus.on("event", ok_registered);
  bus.onData(ok_registered_with_data, &mine);
  std::function<void(std::stop_source &)> function = ok_as_function;
  function(mine);
  Handler handler = &ok_pointed_at;
  handler(mine);
  bus.post(ok_posted);
  list.push_back(ok_listed);
}
// A member function in a table of them, and one that is also called.
class Machine {
public:
  void start() {
    (this->*states[0])(stop_);
    ok_state(stop_);
  }
  void stop() { stop_.request_stop(); }

private:
  void ok_state(std::stop_source &stop) { run(stop.get_token()); }
  void (Machine::*states[1])(std::stop_source &) = {&Machine::ok_state};
  std::stop_source stop_;
};

// Called in place, it is a part of the function.
void ok_in_place() {
  std::stop_source stop;
  auto stopped = [&stop] { return stop.stop_requested(); };
  if (!stopped())
    run(stop.get_token());
  stop.request_stop();
}
// It asks itself, or owns what it was given.
void ok_captures(std::vector<std::thread> &workers) {
  std::stop_source stop, own;
  workers.emplace_back([&stop] { stop.request_stop(); });
  workers.emplace_back([own = std::move(own)] { run(own.get_token()); });
  workers.emplace_back([&] { run(stop.get_token()); });
}
