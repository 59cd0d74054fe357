// RUN: %check %s ctx-fresh-root %t
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

void step(std::stop_token st);
bool work(std::stop_token st);
void both(std::stop_token a, std::stop_token b);
int fetch(int id, std::stop_token st = {});
int fetchRef(int id, const std::stop_token &st);
void arm(std::stop_source &source, std::chrono::seconds after);
void after(std::chrono::seconds when, std::function<void()> callback);
void adopt(std::stop_source source);
void link(std::stop_token parent, std::stop_source &child);
bool ready();

//===--- a source of its own ------------------------------------------------===

void bad_source(std::stop_token st) {
  if (st.stop_requested())
    return;
  std::stop_source own;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: new source 'own' is not linked to 'st'; a stop request there does not reach what is given its token: link them with 'std::stop_callback' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-5]]:33: note: 'st' is in scope here
  // CHECK-FIXES: std::stop_callback link_own(st, [&own] { own.request_stop(); });
  work(own.get_token());
}

void bad_timeout(std::stop_token parent) {
  if (parent.stop_requested())
    return;
  std::stop_source to;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: timeout source 'to' is not linked to 'parent'; a stop request there does not reach what is given its token: link them with 'std::stop_callback' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-5]]:34: note: 'parent' is in scope here
  // CHECK-FIXES: std::stop_callback link_to(parent, [&to] { to.request_stop(); });
  arm(to, 2s);
  work(to.get_token());
}

void bad_source_braces(const std::stop_token &st) {
  auto mine = std::stop_source{};
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: new source 'mine' is not linked to 'st'; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:47: note: 'st' is in scope here
  // CHECK-FIXES: std::stop_callback link_mine(st, [&mine] { mine.request_stop(); });
  std::jthread worker(work, mine.get_token());
  work(st);
}

void bad_source_token_local(std::stop_token st) {
  std::stop_source inner;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: new source 'inner' is not linked to 'st'; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:45: note: 'st' is in scope here
  // CHECK-FIXES: std::stop_callback link_inner(st, [&inner] { inner.request_stop(); });
  std::stop_token token = inner.get_token();
  if (!token.stop_requested())
    fetch(7, token);
}

void bad_source_shared(std::stop_token st) {
  auto shared = std::make_shared<std::stop_source>();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: new source 'shared' is not linked to 'st'; a stop request there does not reach what is given its token: link them [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:40: note: 'st' is in scope here
  work(shared->get_token());
}

int link_busy; // the name the fix would take
void bad_source_name_taken(std::stop_token st) {
  std::stop_source busy;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: new source 'busy' is not linked to 'st'; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:44: note: 'st' is in scope here
  work(busy.get_token());
}

void ok_linked_by_registration(std::stop_token parent) {
  std::stop_source to;
  std::stop_callback link(parent, [&] { to.request_stop(); });
  arm(to, 2s);
  work(to.get_token());
}

void ok_linked_later(std::stop_token parent) {
  std::stop_source own;
  std::optional<std::stop_callback<std::function<void()>>> link;
  link.emplace(parent, [&] { own.request_stop(); });
  work(own.get_token());
}

void ok_linked_by_helper(std::stop_token parent) {
  std::stop_source own;
  link(parent, own);
  work(own.get_token());
}

void ok_given_together(std::stop_token parent) {
  std::stop_source own;
  both(own.get_token(), parent);
}

void ok_given_together_as_local(std::stop_token parent) {
  std::stop_source own;
  auto token = own.get_token();
  both(parent, token);
}

void ok_triggers_its_helper(std::stop_token st) {
  std::stop_source helper;
  std::thread t(work, helper.get_token());
  work(st);
  helper.request_stop();
  t.join();
}

void ok_triggered_on_poll(std::stop_token st) {
  std::stop_source own;
  std::thread t(work, own.get_token());
  while (!ready())
    if (st.stop_requested())
      own.request_stop();
  t.join();
}

void ok_polled_in_the_same_loop(std::stop_token parent) {
  while (!parent.stop_requested()) {
    std::stop_source to;
    arm(to, 2s);
    work(to.get_token());
  }
}

void ok_polled_around_the_feed(std::stop_token parent) {
  std::stop_source to;
  arm(to, 2s);
  while (work(to.get_token()))
    if (parent.stop_requested())
      return;
}

void ok_feeds_nobody(std::stop_token st) {
  std::stop_source own;
  arm(own, 2s);
  while (!own.stop_requested())
    work(st);
}

std::stop_source kept;
void ok_source_escapes(std::stop_token st) {
  std::stop_source own;
  work(own.get_token());
  kept = own;
}

void ok_source_passed_on(std::stop_token st) {
  std::stop_source own;
  work(own.get_token());
  adopt(own);
}

void ok_source_moved(std::stop_token st) {
  std::stop_source own;
  work(own.get_token());
  adopt(std::move(own));
}

void ok_source_captured_to_trigger(std::stop_token st, std::vector<std::function<void()>> &hooks) {
  std::stop_source own;
  hooks.push_back([own]() mutable { own.request_stop(); });
  work(own.get_token());
}

void ok_source_without_state(std::stop_token st) {
  std::stop_source own(std::nostopstate);
  work(own.get_token());
}

void ok_source_says_detached(std::stop_token st) {
  std::stop_source detached;
  work(detached.get_token());
}

void ok_no_token_in_scope() {
  std::stop_source own;
  work(own.get_token());
}

void ok_unnamed_parameter(std::stop_token) {
  std::stop_source own;
  work(own.get_token());
  fetch(7, {});
}

void ok_unused_parameter([[maybe_unused]] std::stop_token st) {
  std::stop_source own;
  work(own.get_token());
  fetch(7, {});
}

std::stop_source ok_generator(std::stop_token st) {
  std::stop_source own;
  work(own.get_token());
  return own;
}

//===--- an empty token as an argument ---------------------------------------===

void bad_braces(std::stop_token st) {
  if (!st.stop_requested())
    fetch(7, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; the call is not cancelled with it: pass 'st' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-4]]:33: note: 'st' is in scope here
  // CHECK-FIXES: fetch(7, st);
}

void bad_named_type(const std::stop_token &stop) {
  fetch(1, std::stop_token{});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'std::stop_token{}' passed to 'fetch' although 'stop' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:44: note: 'stop' is in scope here
  // CHECK-FIXES: fetch(1, stop);
  fetchRef(2, std::stop_token());
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: empty 'std::stop_token()' passed to 'fetchRef' although 'stop' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-7]]:44: note: 'stop' is in scope here
  // CHECK-FIXES: fetchRef(2, stop);
  fetchRef(3, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: empty 'std::stop_token' passed to 'fetchRef' although 'stop' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-11]]:44: note: 'stop' is in scope here
  // CHECK-FIXES: fetchRef(3, stop);
}

void bad_two_candidates(std::stop_token first, std::stop_token second) {
  fetch(7, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'std::stop_token' passed to 'fetch' although 'first' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:41: note: 'first' is in scope here
  // CHECK-MESSAGES: :[[@LINE-4]]:64: note: 'second' is in scope here
}

void bad_by_pointer(std::stop_token *maybe) {
  fetch(7, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'std::stop_token' passed to 'fetch' although 'maybe' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:38: note: 'maybe' is in scope here
  // CHECK-FIXES: fetch(7, *maybe);
}

// An early return on the poll excuses nothing behind it.
void bad_after_early_return(std::stop_token st) {
  if (st.stop_requested())
    return;
  fetch(9, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'std::stop_token' passed to 'fetch' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-5]]:45: note: 'st' is in scope here
  // CHECK-FIXES: fetch(9, st);
}

struct Client {
  void get(int id, std::stop_token st);
};
struct Job {
  explicit Job(std::stop_token st);
  void run();
};

struct Request {
  int id;
  std::stop_token cancel;
};

void bad_one_member_deep(Client &client, const Request &request) {
  client.get(request.id, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: empty 'std::stop_token' passed to 'get' although 'request.cancel' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:57: note: 'request.cancel' is in scope here
  // CHECK-FIXES: client.get(request.id, request.cancel);
}

void bad_through_pointer(Client *client, std::shared_ptr<Request> request) {
  client->get(4, std::stop_token{});
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: empty 'std::stop_token{}' passed to 'get' although 'request->cancel' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:67: note: 'request->cancel' is in scope here
  // CHECK-FIXES: client->get(4, request->cancel);
}

void bad_source_in_scope(std::stop_source &source) {
  fetch(7, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'std::stop_token' passed to 'fetch' although 'source.get_token()' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:44: note: 'source.get_token()' is in scope here
  // CHECK-FIXES: fetch(7, source.get_token());
}

void bad_local_from_parameter(const Request &request) {
  auto st = request.cancel;
  fetch(7, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: 'st' is in scope here
  // CHECK-FIXES: fetch(7, st);
}

void bad_local_object(std::stop_token st) {
  Job job{std::stop_token{}};
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: empty 'std::stop_token{}' passed to 'Job' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:39: note: 'st' is in scope here
  // CHECK-FIXES: Job job{st};
  job.run();
}

class Poller {
public:
  void poll() {
    fetch(7, {});
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: empty 'std::stop_token' passed to 'fetch' although 'stop_' is in scope; {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE+34]]:19: note: 'stop_' is in scope here
    // CHECK-FIXES: fetch(7, stop_);
  }
  void parameterFirst(std::stop_token st) {
    fetch(8, {});
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE-3]]:39: note: 'st' is in scope here
    // CHECK-FIXES: fetch(8, st);
  }
  // A method's own source is often meant to be apart from the class's.
  void ok_source_with_field() {
    std::stop_source own;
    work(own.get_token());
  }
  static void ok_static() { fetch(7, {}); }
  Poller() { fetch(7, {}); } // the field is not what it will be
  ~Poller() { fetch(7, {}); }
  void close() { fetch(7, {}); }
  void rollBack() { fetch(7, {}); }
  void shut_down(std::stop_token st) { fetch(7, {}); }
  void cancelAll(std::stop_token st) { fetch(7, {}); }
  void use_lambda() {
    auto once = [this] { fetch(11, {}); };
    // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: empty 'std::stop_token' passed to 'fetch' although 'stop_' is in scope; {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE+10]]:19: note: 'stop_' is in scope here
    // CHECK-FIXES: auto once = [this] { fetch(11, stop_); };
    once();
  }

private:
  // Not what a default member initialiser is about.
  int first_ = fetch(0, {});

protected:
  std::stop_token stop_;
};

class Owner {
  std::stop_source source_;
  std::jthread thread_;

public:
  void probe() {
    fetch(7, {});
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: empty 'std::stop_token' passed to 'fetch' although 'source_.get_token()' is in scope; {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE-7]]:20: note: 'source_.get_token()' is in scope here
    // CHECK-FIXES: fetch(7, source_.get_token());
  }
};

// The token of a thread is for what runs on it.
class ok_OwnsThread {
  std::jthread thread_;

public:
  void probe() { fetch(7, {}); }
};

class Derived : public Poller {
  void again() {
    fetch(12, {});
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: empty 'std::stop_token' passed to 'fetch' although 'stop_' is in scope; {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE-28]]:19: note: 'stop_' is in scope here
    // CHECK-FIXES: fetch(12, stop_);
  }
};

//===--- lambdas ----------------------------------------------------------===

void bad_in_place(std::stop_token st) {
  [&] { fetch(7, {}); }();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:35: note: 'st' is in scope here
  // CHECK-FIXES: [&] { fetch(7, st); }();
}

void bad_algorithm(std::stop_token st, std::vector<int> &ids) {
  std::for_each(ids.begin(), ids.end(), [&](int id) { fetch(id, {}); });
  // CHECK-MESSAGES: :[[@LINE-1]]:65: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:36: note: 'st' is in scope here
  // CHECK-FIXES: fetch(id, st); });
}

// Not captured: no fix.
void bad_no_capture(std::stop_token st) {
  auto local = [](int id) { fetch(id, {}); };
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:37: note: 'st' is in scope here
  local(7);
}

void bad_own_parameter(std::function<void(std::function<void(std::stop_token)>)> run) {
  run([](std::stop_token own) { fetch(7, {}); });
  // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: empty 'std::stop_token' passed to 'fetch' although 'own' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-2]]:26: note: 'own' is in scope here
  // CHECK-FIXES: run([](std::stop_token own) { fetch(7, own); });
}

void bad_captured_by_stored(std::stop_token st, std::vector<std::function<void()>> &later) {
  later.push_back([st] { fetch(7, {}); });
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:45: note: 'st' is in scope here
  // CHECK-FIXES: later.push_back([st] { fetch(7, st); });
}

void ok_stored_lambda(std::stop_token st, std::vector<std::function<void()>> &later) {
  later.push_back([] { fetch(7, {}); });
  later.push_back([&] { fetch(7, {}); });
}

void ok_own_unnamed_parameter(std::stop_token st, std::function<void(std::function<void(std::stop_token)>)> run) {
  run([](std::stop_token) { fetch(7, {}); });
}

//===--- after cancellation was observed ---------------------------------------===

void ok_poll_branch(std::stop_token st) {
  if (st.stop_requested()) {
    fetch(7, {});
    std::stop_source own;
    work(own.get_token());
  }
}

void ok_poll_else(std::stop_token st) {
  if (!st.stop_requested())
    work(st);
  else
    fetch(7, {});
}

void ok_poll_guard(std::stop_token st) {
  if (!st.stop_requested())
    return;
  fetch(7, {});
}

void ok_poll_in_condition(std::stop_token st) {
  if (ready() && st.stop_requested())
    fetch(7, {});
  int left = st.stop_requested() ? fetch(7, {}) : fetch(7, st);
  bool late = st.stop_requested() && fetch(left, {});
}

void ok_poll_in_variable(std::stop_token st) {
  const bool stop = st.stop_requested();
  if (stop)
    fetch(7, {});
}

void ok_after_loop(std::stop_token st) {
  while (!st.stop_requested())
    step(st);
  fetch(7, {});
}

void ok_after_loop_with_break(std::stop_token st) {
  for (;;) {
    if (st.stop_requested())
      break;
    step(st);
  }
  fetch(7, {});
}

void ok_after_wait(std::stop_token st, std::mutex &m, std::condition_variable &cv) {
  std::unique_lock<std::mutex> lock(m);
  cv.wait(lock, [&] { return st.stop_requested(); });
  fetch(7, {});
}

void ok_in_callback(std::stop_token st) {
  std::stop_callback onStop(st, [] { fetch(7, {}); });
  work(st);
}

struct OperationCancelled {};
void ok_in_handler(std::stop_token st) {
  try {
    work(st);
  } catch (const OperationCancelled &) {
    fetch(7, {});
  }
}

enum class Result { done, cancelled };
Result attempt(std::stop_token st);
void ok_code_says_cancelled(std::stop_token st) {
  if (attempt(st) == Result::cancelled)
    fetch(7, {});
  switch (attempt(st)) {
  case Result::cancelled:
    fetch(7, {});
    break;
  case Result::done:
    break;
  }
}

//===--- opting out, falling back -------------------------------------------------===

const std::stop_token kNoStop{};
void ok_named_constant(std::stop_token st) { fetch(7, kNoStop); }

void ok_named_variable(std::stop_token st) {
  std::stop_token never;
  fetch(7, never);
}

void ok_fallbacks(std::optional<std::stop_token> st, std::stop_token *p, std::stop_token &t) {
  fetch(7, st.value_or(std::stop_token{}));
  fetch(7, p ? *p : std::stop_token{});
  fetch(7, std::exchange(t, {}));
}

void ok_fallback_branch(std::stop_token *p) {
  if (p)
    fetch(7, *p);
  else
    fetch(7, {});
  if (p) {
    fetch(8, *p);
    return;
  }
  fetch(8, {});
}

void ok_fallback_guarded(std::stop_token st) {
  if (!st.stop_possible())
    fetch(7, {});
}

// The guard leaves only a token behind it.
void bad_after_null_guard(std::stop_token *p) {
  if (!p)
    return;
  fetch(17, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: empty 'std::stop_token' passed to 'fetch' although 'p' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-5]]:44: note: 'p' is in scope here
  // CHECK-FIXES: fetch(17, *p);
}

struct Connection {
  void close(std::stop_token st);
  void rollback(std::stop_token st);
  void send(std::stop_token st);
  void setToken(std::stop_token st);
  void sendDetached(std::stop_token st);
};

void ok_cleanup_calls(Connection &c, std::stop_token st) {
  c.close({});
  c.rollback(std::stop_token{});
  c.setToken({});
  c.sendDetached({});
}

struct Table {
  void insert(int row, std::stop_token st);
  void setContext(int row, std::stop_token st);
};

// A setter puts something back; this is a call.
void bad_insert(Table &table, std::stop_token st) {
  table.setContext(19, {});
  table.insert(19, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: empty 'std::stop_token' passed to 'insert' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-4]]:47: note: 'st' is in scope here
  // CHECK-FIXES: table.insert(19, st);
}

void ok_both_given(std::stop_token st) { both(st, {}); }

void ok_moved_from(std::stop_token st) {
  work(std::move(st));
  fetch(7, {});
}

void ok_overwritten(std::stop_token st) {
  st = kept.get_token();
  fetch(7, {});
}

void ok_unevaluated(std::stop_token st) {
  (void)sizeof(fetch(7, {}));
  static_assert(noexcept(fetch(7, {})) == false);
}

void ok_background(std::stop_token st) {
  std::thread t(work, std::stop_token{});
  t.detach();
}

std::unique_ptr<Job> ok_made_for_others(std::stop_token st) {
  auto job = std::make_unique<Job>(std::stop_token{});
  return std::make_unique<Job>(std::stop_token{});
}

void ok_assigned(std::stop_token st) {
  st = std::stop_token{};
  std::stop_token reset = std::stop_token{};
  if (st == std::stop_token{})
    return;
}

// The defaulted token belongs to another check.
void ok_defaulted_token(std::stop_token st) { fetch(7); }

void ok_weak(std::weak_ptr<std::stop_token> st) { fetch(7, {}); }

//===--- constructor initialisers -------------------------------------------===

struct bad_member_initialiser {
  bad_member_initialiser(std::stop_token st) : v(fetch(1, {})) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:59: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}}: pass 'st' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-2]]:42: note: 'st' is in scope here
  // CHECK-FIXES: bad_member_initialiser(std::stop_token st) : v(fetch(1, st)) {}
  int v;
};

struct bad_delegating {
  explicit bad_delegating(int v) : v(v) {}
  bad_delegating(std::stop_token st) : bad_delegating(fetch(1, {})) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:64: warning: empty 'std::stop_token' passed to 'fetch' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-2]]:34: note: 'st' is in scope here
  // CHECK-FIXES: bad_delegating(std::stop_token st) : bad_delegating(fetch(1, st)) {}
  int v;
};

struct bad_lambda_in_initialiser {
  bad_lambda_in_initialiser(std::stop_token st)
      : v([&] {
          std::stop_source own;
          // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: new source 'own' is not linked to 'st'; {{.*}} [ctx-fresh-root]
          // CHECK-MESSAGES: :[[@LINE-4]]:45: note: 'st' is in scope here
          // CHECK-FIXES: std::stop_callback link_own(st, [&own] { own.request_stop(); });
          fetch(29, own.get_token());
          return 1;
        }()) {}
  int v;
};

// Moved into the member: nothing is left in the parameter.
struct ok_moved_in_initialiser {
  ok_moved_in_initialiser(std::stop_token st)
      : st_(std::move(st)), v(fetch(1, {})) {
    fetch(2, {});
  }
  std::stop_token st_;
  int v;
};

struct ok_initialisers {
  ok_initialisers(std::stop_token st)
      : none(), alsoNone(std::stop_token{}), job({}), run([] { fetch(1, {}); }),
        v(fetch(1, st)) {}
  ok_initialisers(int) : v(fetch(1, {})), run([] {}), job(kept.get_token()) {}
  std::stop_token none, alsoNone;
  Job job;
  std::function<void()> run;
  std::stop_token own = kept.get_token();
  int v = fetch(1, {});
};

//===--- handlers -------------------------------------------------------------===

void ok_in_any_handler(std::stop_token st) {
  try {
    fetch(1, st);
  } catch (const std::exception &) {
    fetch(2, {});
  }
  try {
    fetch(1, st);
  } catch (...) {
    fetch(2, {});
    std::stop_source own;
    fetch(2, own.get_token());
  }
}

void bad_in_try(std::stop_token st) try {
  try {
    fetch(20, {});
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: empty 'std::stop_token' passed to 'fetch' {{.*}} [ctx-fresh-root]
    // CHECK-MESSAGES: :[[@LINE-4]]:33: note: 'st' is in scope here
    // CHECK-FIXES: fetch(20, st);
  } catch (const std::exception &) {
  }
  fetch(21, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: empty 'std::stop_token' passed to 'fetch' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-10]]:33: note: 'st' is in scope here
  // CHECK-FIXES: fetch(21, st);
} catch (...) {
  fetch(2, {});
}

//===--- sources nobody can trigger ---------------------------------------------===

void bad_temporary_source(std::stop_token st) {
  fetch(22, std::stop_source().get_token());
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: token of a new source passed to 'fetch' although 'st' is in scope; the source can never be triggered: pass 'st' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:43: note: 'st' is in scope here
  // CHECK-FIXES: fetch(22, st);
  auto tok = std::stop_source{}.get_token();
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: token of a new source is kept in 'tok' and passed on although 'st' is in scope; the source can never be triggered: use 'st' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-7]]:43: note: 'st' is in scope here
  // CHECK-FIXES: auto tok = st;
  fetch(23, tok);
}

void bad_new_source(std::stop_token st) {
  auto *raw = new std::stop_source;
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: new source 'raw' is not linked to 'st'; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:37: note: 'st' is in scope here
  fetch(24, raw->get_token());
  delete raw;
  std::unique_ptr<std::stop_source> held(new std::stop_source());
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: new source 'held' is not linked to 'st'; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-8]]:37: note: 'st' is in scope here
  fetch(25, held->get_token());
}

std::stop_source *heapSource;
void ok_new_sources(std::stop_token st) {
  auto *triggered = new std::stop_source;
  fetch(1, triggered->get_token());
  triggered->request_stop();
  auto *escapes = new std::stop_source;
  fetch(1, escapes->get_token());
  heapSource = escapes;
  auto *unlimited = new std::stop_source(std::nostopstate);
  fetch(1, unlimited->get_token());
  auto never = std::stop_source{}.get_token();
  fetch(1, never);
  both(st, std::stop_source{}.get_token());
  fetch(1, std::jthread([] {}).get_stop_token());
  kept = std::stop_source();
  if (std::stop_source().get_token().stop_possible())
    return;
}

void ok_temporary_without_parent() { fetch(1, std::stop_source().get_token()); }

//===--- optional tokens ----------------------------------------------------------===

// May be empty, and is not what the call takes.
void ok_only_optional(std::optional<std::stop_token> st) {
  fetch(1, {});
  std::stop_source own;
  fetch(1, own.get_token());
}

void bad_beside_optional(std::optional<std::stop_token> maybe, std::stop_token st) {
  fetch(26, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}}: pass 'st' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:80: note: 'st' is in scope here
  // CHECK-FIXES: fetch(26, st);
}

//===--- labels ---------------------------------------------------------------------===

void ok_label_after_poll(std::stop_token st) {
  if (st.stop_requested())
    goto out;
  if (!ready())
    goto out;
  step(st);
out:
  fetch(1, {});
  fetch(2, {});
}

void ok_label_chain(std::stop_token st) {
  for (;;) {
    if (st.stop_requested()) {
      ready();
      goto first;
    }
    step(st);
  }
first:
  ready();
  goto second;
second:
  if (ready())
    fetch(2, {});
}

void bad_label(std::stop_token st) {
again:
  fetch(27, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: empty 'std::stop_token' passed to 'fetch' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-4]]:32: note: 'st' is in scope here
  // CHECK-FIXES: fetch(27, st);
  if (!ready())
    goto again;
  if (st.stop_requested())
    goto out;
  fetch(28, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: empty 'std::stop_token' passed to 'fetch' {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-12]]:32: note: 'st' is in scope here
  // CHECK-FIXES: fetch(28, st);
out:
  return;
}

//===--- templates and macros -------------------------------------------------------===

template <class T> void ok_dependent(T token, T other) {
  token.pass(T{});
}

template <class T> int bad_in_template(T value, std::stop_token st) {
  return fetch(sizeof(T), {});
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:65: note: 'st' is in scope here
  // CHECK-FIXES: return fetch(sizeof(T), st);
}
int instantiated = bad_in_template(1, {}) + bad_in_template(1.0, {});

#define FETCH(id) fetch(id, {})
#define CALL(expression) expression
void bad_in_macro(std::stop_token st) {
  FETCH(7);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-5]]:29: note: the root is written in this macro
  // CHECK-MESSAGES: :[[@LINE-4]]:35: note: 'st' is in scope here
  CALL(fetch(18, {}));
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-7]]:35: note: 'st' is in scope here
  // CHECK-FIXES: CALL(fetch(18, st));
}

int main() {
  std::stop_source own;
  std::stop_token st = own.get_token();
  fetch(7, {});
}

// What comes back is a number: the call is over, whatever it was given.
int bad_returned_call(std::stop_token st) {
  std::stop_source own;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: new source 'own' is not linked to 'st'
  // CHECK-FIXES: std::stop_callback link_own(st, [&own] { own.request_stop(); });
  return fetch(11, own.get_token());
}
