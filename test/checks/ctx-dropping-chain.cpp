// RUN: %check %s ctx-dropping-chain %t
// One translation unit shows the whole chain: both hosts say the same.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

int fetch(int id, std::stop_token st = {});
int load(int id, std::stop_token st);
void step();
void note(const std::string &text);
bool ready();

//===----------------------------------------------------------------------===//
// What ends a chain
//===----------------------------------------------------------------------===//

int omits() { return fetch(1); }
int bad_omitted(std::stop_token st) {
  if (st.stop_requested())
    return 0;
  return omits();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'st' does not reach 'fetch': 'omits' does not take it, so bad_omitted -> omits -> fetch is not stopped with it; pass it down the chain [ctx-dropping-chain]
}

int gives_root() { return load(1, {}); }
int outer() {
  note("outer");
  return gives_root();
}
int outermost() { return outer() + 1; }
int bad_through_three(const std::stop_token &st) {
  load(0, st);
  return outermost();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'st' does not reach 'load': 'outermost' does not take it, so bad_through_three -> outermost -> outer -> gives_root -> load is not stopped with it; pass it down the chain [ctx-dropping-chain]
}

int named_root() {
  std::stop_token mine;
  return load(2, mine);
}
int bad_variable(std::stop_token st) {
  load(0, st);
  return named_root();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'st' does not reach 'load': 'named_root' does not take it, so bad_variable -> named_root -> load is not stopped with it; pass it down the chain [ctx-dropping-chain]
}

struct Queue {
  std::mutex m;
  std::condition_variable cv;
  std::deque<int> items;
  bool closed = false;
  std::atomic<int> count;

  int pop() {
    std::unique_lock<std::mutex> lock(m);
    cv.wait(lock, [this] { return !items.empty(); });
    int out = items.front();
    items.pop_front();
    return out;
  }
  int popInLoop() {
    std::unique_lock<std::mutex> lock(m);
    while (items.empty())
      cv.wait(lock);
    return items.front();
  }
  int popOrClosed() {
    std::unique_lock<std::mutex> lock(m);
    cv.wait(lock, [this] { return closed || !items.empty(); });
    return items.empty() ? -1 : items.front();
  }
  int popCounted() {
    std::unique_lock<std::mutex> lock(m);
    cv.wait(lock, [this] {
      auto first = items.begin();
      return first != items.end() && count > 0;
    });
    return items.front();
  }
  void waitOnce() {
    std::unique_lock<std::mutex> lock(m);
    cv.wait(lock);
  }
};

void bad_wait(std::stop_token st, Queue &queue) {
  while (!st.stop_requested())
    fetch(queue.pop(), st);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'st' does not reach the wait in 'Queue::pop': 'Queue::pop' does not take it, so bad_wait -> Queue::pop is not stopped with it; pass it down the chain [ctx-dropping-chain]
}

void bad_wait_loop(std::stop_token st, Queue &queue) {
  while (!st.stop_requested())
    fetch(queue.popInLoop(), st);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'st' does not reach the wait in 'Queue::popInLoop': {{.*}}
}

int bad_wait_counted(std::stop_token st, Queue &queue) {
  return fetch(queue.popCounted(), st);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'st' does not reach the wait in 'Queue::popCounted': {{.*}}
}

// How a call ended is no request to end.
struct Outcome {
  bool cancelled;
};
Outcome tries(int id, std::stop_token st);
int reports() {
  Outcome outcome = tries(1, {});
  if (outcome.cancelled)
    return 0;
  return 1;
}
int bad_outcome(std::stop_token st) {
  return fetch(reports(), st);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'st' does not reach 'tries': {{.*}} bad_outcome -> reports -> tries {{.*}}
}

void serve() {
  for (;;)
    step();
}
void bad_loop(std::stop_token st) {
  if (!st.stop_requested())
    serve();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'st' does not reach the loop in 'serve': 'serve' does not take it, so bad_loop -> serve is not stopped with it; pass it down the chain [ctx-dropping-chain]
}

// A thread's own token, in a lambda.
struct Worker {
  Queue queue;
  std::jthread bad_lambda() {
    return std::jthread([this](std::stop_token own) {
      while (!own.stop_requested())
        fetch(queue.pop(), own);
      // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'own' does not reach the wait in 'Queue::pop': {{.*}} Worker::bad_lambda -> Queue::pop {{.*}}
    });
  }
};

// A lambda called in place shares its function's token.
int bad_in_place(std::stop_token st) {
  auto twice = [&] { return omits() + load(0, st); };
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'st' does not reach 'fetch': {{.*}} bad_in_place -> omits -> fetch {{.*}}
  return twice();
}

// A token one member deep.
struct Request {
  std::stop_token stop;
  int id;
};
int bad_member(const Request &request) {
  load(request.id, request.stop);
  return omits();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'request.stop' does not reach 'fetch': {{.*}} bad_member -> omits -> fetch {{.*}}
}

//===----------------------------------------------------------------------===//
// Nothing is dropped
//===----------------------------------------------------------------------===//

int takes(std::stop_token st) { return fetch(3, st); }
int ok_given(std::stop_token st) { return takes(st); }

// ctx-dropped-token's: the drop is in the function that has the token.
int ok_own_drop(std::stop_token st) {
  load(0, st);
  return fetch(1);
}

void ok_predicate_has_flag(std::stop_token st, Queue &queue) {
  while (!st.stop_requested())
    fetch(queue.popOrClosed(), st);
}

// A plain wake-up ends it, and the loop polls.
void ok_woken(std::stop_token st, Queue &queue) {
  while (!st.stop_requested())
    queue.waitOnce();
}

// A callback wakes who waits.
void ok_registered(std::stop_token st, Queue &queue) {
  std::stop_callback wake(st, [&] { note("wake"); });
  fetch(queue.pop(), st);
}

// Ended by a poison message.
void ok_poison(std::stop_token st, Queue &queue) {
  while (!st.stop_requested()) {
    int item = queue.pop();
    if (item < 0)
      break;
    fetch(item, st);
  }
}

bool bounded() {
  for (int i = 0; i != 3; ++i)
    step();
  for (;;) {
    if (ready())
      return true;
  }
}
void ok_loop_ends(std::stop_token st) {
  if (!st.stop_requested())
    bounded();
}

// The functions on the way know about a stop by another way.
std::atomic<bool> stopping;
int checks_flag() {
  if (stopping)
    return 0;
  return fetch(1);
}
int takes_flag(std::atomic<bool> &abort) { return fetch(abort ? 0 : 1); }
int takes_callable(std::function<bool()> more) { return more() ? fetch(1) : 0; }
int takes_request(const Request *request) { return request ? fetch(1) : 0; }
int ok_other_protocol(std::stop_token st, std::atomic<bool> &abort) {
  load(0, st);
  return checks_flag() + takes_flag(abort) +
         takes_callable([] { return true; }) + takes_request(nullptr);
}

struct Client {
  explicit Client(std::stop_token st) : st(st) {}
  int get() { return fetch(1); }
  std::stop_token st;
};
struct Setter {
  void setToken(std::stop_token);
  int get() { return fetch(1); }
};
struct Holder {
  explicit Holder(Client &client) : client(client) {}
  Client &client;
};
struct Opaque {
  explicit Opaque(std::stop_token);
  int get() { return fetch(1); }
};
int ok_object_knows(std::stop_token st) {
  Client client(st);
  Setter setter;
  setter.setToken(st);
  Opaque opaque(st);
  return client.get() + setter.get() + opaque.get();
}

//===----------------------------------------------------------------------===//
// On purpose
//===----------------------------------------------------------------------===//

// ctx-tidy: detached because the audit outlives the request
int audit() { return fetch(1); }
int ledger() {
  // ctx-tidy: detached because the ledger is written in any case
  return fetch(1);
}
int between() {
  return ledger() + // a comment
         gives_root(); // ctx-tidy: detached because it is short
}
int ok_detached_by_comment(std::stop_token st) {
  load(0, st);
  // ctx-tidy: detached because nobody waits for it
  omits();
  return audit() + ledger() + between();
}

int bad_comment_without_reason(std::stop_token st) {
  load(0, st);
  // ctx-tidy: detached because
  return omits();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: {{.*}} bad_comment_without_reason -> omits {{.*}}
}

int load_detached() { return fetch(1); }
int startPrefetch() { return fetch(1); }
int initTables() { return fetch(1); }
int rollback() { return fetch(1); }
int ok_by_name(std::stop_token st) {
  load(0, st);
  return load_detached() + startPrefetch() + initTables() + rollback();
}

int ok_after_stop(std::stop_token st) {
  if (st.stop_requested())
    return omits();
  try {
    load(0, st);
  } catch (...) {
    return omits();
  }
  return 0;
}

int ok_close(std::stop_token st) { return load(0, st) + omits(); }
struct OkDestructor {
  std::stop_token st;
  ~OkDestructor() { omits(); }
};
int closeAll(std::stop_token st) { return load(0, st) + omits(); }

int handles_failure() {
  try {
    step();
  } catch (...) {
    return fetch(1);
  }
  return 0;
}
constexpr int kNever = 0;
int named_on_purpose() {
  std::stop_token never;
  return load(1, never);
}
int ok_roots_on_purpose(std::stop_token st) {
  load(0, st);
  return handles_failure() + named_on_purpose();
}

// Its owner said that it does not matter.
int ok_unnamed(std::stop_token) { return omits(); }
int ok_maybe_unused([[maybe_unused]] std::stop_token st) { return omits(); }
// ctx-unused-token's.
int ok_unused(std::stop_token st) { return omits(); }

//===----------------------------------------------------------------------===//
// Unknown
//===----------------------------------------------------------------------===//

struct Base {
  virtual ~Base() = default;
  virtual int run() { return fetch(1); }
};
struct Derived final : Base {
  int run() override { return fetch(1); }
};
int ok_virtual(std::stop_token st, Base &base) {
  load(0, st);
  return base.run();
}
int bad_final(std::stop_token st, Derived &derived) {
  load(0, st);
  return derived.run();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: {{.*}} bad_final -> Derived::run -> fetch {{.*}}
}

int ok_pointer(std::stop_token st, int (*call)()) {
  load(0, st);
  return call();
}

template <class T> int generic(T t) { return fetch(t); }
int ok_template(std::stop_token st) {
  load(0, st);
  return generic(1);
}

std::function<int()> stored;
void ok_stored_lambda(std::stop_token st) {
  load(0, st);
  stored = [] { return omits(); };
}
int keeps_lambda() {
  stored = [] { return fetch(1); };
  return 0;
}
int ok_lambda_on_the_way(std::stop_token st) {
  return load(0, st) + keeps_lambda();
}

int ping(int n);
int pong(int n) { return n ? ping(n - 1) : 0; }
int ping(int n) { return n ? pong(n - 1) : 0; }
int ok_recursion(std::stop_token st) { return load(0, st) + ping(3); }

int elsewhere();
int ok_body_elsewhere(std::stop_token st) { return load(0, st) + elsewhere(); }

int ok_silenced(std::stop_token st) {
  load(0, st);
  return omits(); // NOLINT(ctx-dropping-chain)
}

int main() {
  std::stop_source source;
  std::stop_token st = source.get_token();
  return load(0, st) + omits();
}

// A thread's own token, in functions that have none.
void bad_own_token_of_a_local() {
  std::jthread worker([](std::stop_token own) {
    load(1, own);
    omits();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'own' does not reach 'fetch': {{.*}} bad_own_token_of_a_local -> omits -> fetch {{.*}}
  });
}
struct Restarted {
  std::jthread worker;
  void bad_own_token_assigned() {
    worker = std::jthread([](std::stop_token own) {
      load(1, own);
      omits();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'own' does not reach 'fetch': {{.*}} Restarted::bad_own_token_assigned -> omits -> fetch {{.*}}
    });
  }
};

// Made once, for all who come.
int once(int id) {
  static const int base = omits();
  return base + id;
}
int ok_static(std::stop_token st) { return once(1) + load(2, st); }

// Never taken.
int dead(int id) {
  if constexpr (sizeof(int) == 1)
    return omits();
  if (false)
    return omits();
  return id;
}
int ok_dead(std::stop_token st) { return dead(1) + load(2, st); }

// The request ends what the object does.
struct Connection {
  int read() { return omits(); }
  void close();
};
int ok_closed_by_a_callback(std::stop_token st) {
  Connection connection;
  std::stop_callback close(st, [&] { connection.close(); });
  return connection.read() + load(2, st);
}
