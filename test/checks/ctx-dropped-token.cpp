// RUN: %check %s ctx-dropped-token %t
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

bool ready();
int log(const char *text);
int log(const char *text, std::stop_token st);

//===--- the callee's own default --------------------------------------------===

int fetch(int id, std::stop_token st = {});
int query(const std::string &sql, int limit = 10, bool cached = true,
          const std::stop_token &st = std::stop_token{});
int deepDefault(int id, int limit = 2 + 3, std::stop_token st = {});
int byPointer(int id, const std::stop_token *st = nullptr);
int maybe(int id, std::optional<std::stop_token> st = std::nullopt);
inline const std::stop_token kForever{};
int named(int id, std::stop_token st = kForever);
std::stop_token currentToken();
int ambient(int id, std::stop_token st = currentToken());
int twoTokens(int id, std::stop_token soft = {}, std::stop_token hard = {});

void bad_default(std::stop_token st) {
  while (!st.stop_requested())
    fetch(7);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
    // CHECK-FIXES: fetch(7, st);
}

void bad_spells_defaults_out(std::stop_token st) {
  query("select");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'query' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: query("select", 10, true, st);
  query("select", 5);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'query' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: query("select", 5, true, st);
}

// A default that may mean something else here: no fix.
void bad_default_with_an_expression(std::stop_token st) { deepDefault(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:59: warning: 'deepDefault' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]

void bad_default_pointer(std::stop_token st) { byPointer(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:48: warning: 'byPointer' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass '&st' [ctx-dropped-token]
// CHECK-FIXES: void bad_default_pointer(std::stop_token st) { byPointer(1, &st); }
void bad_default_optional(std::stop_token st) { maybe(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:49: warning: 'maybe' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
// CHECK-FIXES: void bad_default_optional(std::stop_token st) { maybe(1, st); }
void bad_default_constant(std::stop_token st) { named(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:49: warning: 'named' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
// CHECK-FIXES: void bad_default_constant(std::stop_token st) { named(1, st); }
void bad_no_arguments(std::stop_token st) {
  struct Queue {
    int pop(std::stop_token st = {});
  } queue;
  queue.pop();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'pop' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: queue.pop(st);
}

//===--- overloads -----------------------------------------------------------===

int step(int id);
int step(int id, std::stop_token st);
void run();
void run(std::stop_token st);
void first(std::stop_token st, int id);
void first(int id);
void middle(int a, std::stop_token st, int b);
void middle(int a, int b);
template <class T> void send(const T &item);
template <class T> void send(const T &item, std::stop_token st);
template <class... Args> void emit(Args &&...args);
template <class... Args> void emit(std::stop_token st, Args &&...args);
void discarded(int id);
bool discarded(int id, std::stop_token st);
void withDefault(int id, int limit = 3);
void withDefault(int id, int limit, std::stop_token st);

int bad_overload(std::stop_token st) {
  run();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'run' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: run(st);
  first(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'first' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: first(st, 1);
  middle(1, 2);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'middle' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: middle(1, st, 2);
  send(std::string("x"));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'send' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: send(std::string("x"), st);
  emit(1, 2);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'emit' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: emit(st, 1, 2);
  discarded(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'discarded' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: discarded(1, st);
  withDefault(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'withDefault' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: withDefault(1, 3, st);
  return step(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'step' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: return step(1, st);
}

struct Client {
  int get(int id) const;
  int get(int id, std::stop_token st) const;
  int put(int id);
  int put(int id, std::stop_token st);
  static int ping();
  static int ping(std::stop_token st);
  int operator()(int id);
  int operator()(int id, std::stop_token st);
};

void bad_methods(std::stop_token st, Client &client,
                 std::unique_ptr<Client> owned) {
  client.get(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'get' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: client.get(1, st);
  owned->put(2);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'put' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: owned->put(2, st);
  Client::ping();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'ping' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: Client::ping(st);
  client(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Client' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: client(1, st);
}

template <class T> struct Box {
  void push(const T &item);
  void push(const T &item, std::stop_token st);
};
void bad_member_of_template(std::stop_token st, Box<std::string> &box) {
  box.push("x");
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'push' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: box.push("x", st);
}

//===--- where tokens come from ----------------------------------------------===

struct Request {
  int id;
  std::stop_token token;
};
void bad_one_member_deep(const Request &request) { fetch(request.id); }
// CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'fetch' is called without a token although 'request.token' is in scope and it takes one; a stop request does not reach the call: pass 'request.token' [ctx-dropped-token]
// CHECK-FIXES: void bad_one_member_deep(const Request &request) { fetch(request.id, request.token); }
void bad_source(std::stop_source &source) { fetch(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'fetch' is called without a token although 'source.get_token()' is in scope and it takes one; a stop request does not reach the call: pass 'source.get_token()' [ctx-dropped-token]
// CHECK-FIXES: void bad_source(std::stop_source &source) { fetch(1, source.get_token()); }

class Service {
public:
  void bad_field() { fetch(1); }
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'fetch' is called without a token although 'stop_' is in scope and it takes one; a stop request does not reach the call: pass 'stop_' [ctx-dropped-token]
  void bad_parameter_first(std::stop_token st) { fetch(2); }
  // CHECK-MESSAGES: :[[@LINE-1]]:50: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: void bad_parameter_first(std::stop_token st) { fetch(2, st); }
  void ok_static_without(int id);
  static void bad_static_field() { fetch(3); }
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'fetch' is called without a token although 'all_' is in scope and it takes one; a stop request does not reach the call: pass 'all_' [ctx-dropped-token]
  // CHECK-FIXES: static void bad_static_field() { fetch(3, all_); }

private:
  std::stop_token stop_;
  static inline std::stop_token all_;
};
class Owner {
  void bad_own_source() { fetch(1); }
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'fetch' is called without a token although 'source_.get_token()' is in scope and it takes one; a stop request does not reach the call: pass 'source_.get_token()' [ctx-dropped-token]
  // CHECK-FIXES: void bad_own_source() { fetch(1, source_.get_token()); }
  std::stop_source source_;
};

// A source for one kind of work, in a function that does just that.
class Reloader {
  void bad_uses_it() {
    reloadSource_ = std::stop_source();
    fetch(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'fetch' is called without a token although 'reloadSource_.get_token()' is in scope and it takes one; a stop request does not reach the call: pass 'reloadSource_.get_token()' [ctx-dropped-token]
    // CHECK-FIXES: fetch(1, reloadSource_.get_token());
  }
  void ok_other_work() { fetch(2); }
  std::stop_source reloadSource_;
};

void bad_in_place(std::stop_token st, std::vector<int> &ids) {
  [&] { fetch(1); }();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: [&] { fetch(1, st); }();
  for (int id : ids)
    fetch(id);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
    // CHECK-FIXES: fetch(id, st);
}
std::function<void()> bad_captured(std::stop_token st) {
  return [st] {
    if (!st.stop_requested())
      fetch(1);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
      // CHECK-FIXES: fetch(1, st);
  };
}
void bad_own_parameter() {
  std::jthread thread([](std::stop_token st) {
    while (!st.stop_requested())
      fetch(1);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
      // CHECK-FIXES: fetch(1, st);
  });
}
// Two that are equally good: no fix.
void bad_two(std::stop_token a, std::stop_token b) { fetch(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:54: warning: 'fetch' is called without a token although 'a' is in scope and it takes one; a stop request does not reach the call: pass 'a' [ctx-dropped-token]
// A local one made from the parameter.
void bad_local(std::stop_source &source) {
  std::stop_token st = source.get_token();
  fetch(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: fetch(1, st);
}

//===--- constructions --------------------------------------------------------===

class Fetcher {
public:
  explicit Fetcher(int id, std::stop_token st = {});
  explicit Fetcher(const char *url);
  Fetcher(const char *url, std::stop_token st);
  int get() const;
};
struct Scanner {
  Scanner();
  explicit Scanner(std::stop_token st);
  int scan();
};
int use(const Fetcher &fetcher);
void bad_constructions(std::stop_token st) {
  Fetcher byId(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'Fetcher' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: Fetcher byId(1, st);
  Fetcher byUrl{"http://a"};
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'Fetcher' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: Fetcher byUrl{"http://a", st};
  byId.get();
  byUrl.get();
  Scanner scanner;
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'Scanner' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: Scanner scanner(st);
  scanner.scan();
  use(Fetcher(2));
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'Fetcher' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: use(Fetcher(2, st));
  Fetcher(3).get();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Fetcher' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: Fetcher(3, st).get();
}
class Holder {
  explicit Holder(std::stop_token st) : fetcher_(1), st_(st) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:41: warning: 'Fetcher' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: explicit Holder(std::stop_token st) : fetcher_(1, st), st_(st) {}
  Fetcher fetcher_;
  std::stop_token st_;
};

//===--- siblings that pass it --------------------------------------------------===

void bad_inconsistent(std::stop_token st) {
  fetch(1, st);
  fetch(2, st);
  fetch(3);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: fetch(3, st);
}
class Loader {
  void one(std::stop_token st) { fetch(1, st); }
  void two(std::stop_token st) { fetch(2); }
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: void two(std::stop_token st) { fetch(2, st); }
};

//===--- silent ------------------------------------------------------------------===

void ok_passed(std::stop_token st) { fetch(1, st); }
void ok_no_token() { fetch(1); }
void ok_unnamed(std::stop_token) { fetch(1); }
void ok_maybe_unused([[maybe_unused]] std::stop_token st) { fetch(1); }
void ok_ambient_default(std::stop_token st) { ambient(1); }
void ok_several_tokens(std::stop_token st) { twoTokens(1); }
void ok_other_of_two(std::stop_token st) { twoTokens(1, st); }
void ok_explicit_root(std::stop_token st) { fetch(1, {}); }
void ok_unevaluated(std::stop_token st) {
  static_assert(noexcept(ready()) || sizeof(fetch(1)) > 0);
}
void ok_logging(std::stop_token st) { log("started"); }

// The overload is this function.
int again(int id);
int again(int id, std::stop_token st) {
  return st.stop_requested() ? 0 : again(id);
}
struct OkBase {
  virtual ~OkBase() = default;
  virtual int load(int id);
  virtual int load(int id, std::stop_token st);
};
struct OkDerived : OkBase {
  using OkBase::load;
  int load(int id, std::stop_token st) override { return load(id); }
};
template <class T> int retry(const T &job);
template <class T> int retry(const T &job, std::stop_token st) {
  return st.stop_requested() ? 0 : retry(job);
}

void removed(int id);
void removed(int id, std::stop_token st) = delete;
void old(int id);
[[deprecated]] void old(int id, std::stop_token st);
int otherResult(int id);
std::string otherResult(int id, std::stop_token st);
void otherOrder(int id, const char *name);
void otherOrder(const char *name, int id, std::stop_token st);
void twoMore(int id);
void twoMore(int id, int limit, std::stop_token st);
void ok_overload_does_not_fit(std::stop_token st) {
  removed(1);
  old(1);
  int result = otherResult(1);
  otherOrder(result, "x");
  twoMore(1);
}
class OkAccess {
public:
  void pull(int id);
  void view(int id) const;
  void view(int id, std::stop_token st);

private:
  void pull(int id, std::stop_token st);
};
void ok_not_callable(std::stop_token st, OkAccess &a, const OkAccess &b) {
  a.pull(1);
  b.view(1);
}
namespace inner {
void scoped(int id);
}
void scoped(int id, std::stop_token st);
void later(int id);
void ok_other_scope(std::stop_token st) {
  inner::scoped(1);
  later(1);
}
void later(int id, std::stop_token st);

// It gets one some other way.
void submit(std::function<void()> job);
void submit(std::function<void()> job, std::stop_token st);
int load(const Request &request);
int load(const Request &request, std::stop_token st);
void ok_in_argument(std::stop_token st, const Request &request) {
  submit([st] { fetch(1, st); });
  submit([&] { fetch(1, st); });
  load(request);
}
void ok_made_with_it(std::stop_token st) {
  Scanner scanner(st);
  scanner.scan();
  struct Reader {
    std::stop_token st;
    int read(int id, std::stop_token st = {});
  } reader{st};
  reader.read(1);
}
class OkKnows {
  int read(int id);
  int read(int id, std::stop_token st);
  int peek(int id) { return peek(id, stop_); }
  int peek(int id, std::stop_token st);
  void both() {
    read(1);
    peek(1);
  }
  void inBody(std::stop_token st) { peek(2); }
  std::stop_token stop_;
};

// Clean-up, and what follows a stop.
struct Connection {
  void close(std::stop_token st = {});
  void resetToken(std::stop_token st = {});
};
void ok_cleanup(std::stop_token st, Connection &c) {
  c.close();
  c.resetToken();
}
void flushAll(std::stop_token st) { fetch(1); }
void stop(std::stop_token st) { fetch(1); }
class OkDestructor {
  ~OkDestructor() { fetch(1); }
  std::stop_token st_;
};
void ok_observed(std::stop_token st) {
  if (st.stop_requested()) {
    fetch(1);
    return;
  }
  while (!st.stop_requested())
    fetch(2, st);
  fetch(3);
}
void ok_handler(std::stop_token st) {
  try {
    fetch(1, st);
  } catch (const std::exception &) {
    fetch(2);
  }
}
void ok_triggers(std::stop_source &source) {
  source.request_stop();
  fetch(1);
}

// Said on purpose.
int fetchDetached(int id, std::stop_token st = {});
void ok_says_so(std::stop_token st, std::stop_token neverStop) {
  fetchDetached(1);
  // ctx-tidy: detached because the audit outlives the request
  fetch(1);
}
void ok_never(std::stop_token neverStop) { fetch(1); }

// Lambdas that run later have what they capture.
std::function<void()> ok_stored(std::stop_token st) {
  fetch(0, st);
  return [] { fetch(1); };
}
void ok_null_branch(const std::stop_token *st) {
  if (st)
    fetch(1, *st);
  else
    fetch(1);
}
int other(int id, std::thread::id thread = {});
void ok_other_default(std::stop_token st) { other(1); }
std::stop_token makeToken(int id, std::stop_token parent = {});
void ok_makes_a_token(std::stop_token st) {
  auto own = makeToken(1);
  fetch(1, own);
}

// Constructions that may outlive the function.
std::vector<Fetcher> all;
std::unique_ptr<Fetcher> kept;
Fetcher ok_made_for_others(std::stop_token st) {
  static Fetcher once(1);
  all.push_back(Fetcher(2));
  kept.reset(new Fetcher(3));
  Fetcher result(4);
  return result;
}
class OkHolder {
  explicit OkHolder(std::stop_token st) : fetcher_(1) { fetch(1, st); }
  Fetcher fetcher_;
};
int main() {
  std::stop_source source;
  std::stop_token st = source.get_token();
  fetch(1);
}
