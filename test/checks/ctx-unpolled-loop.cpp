// RUN: %check %s ctx-unpolled-loop %t
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
void work(std::stop_token);
bool step();
bool more();
void load(int);
int fetch(int);
bool send(int);
void logLine(const char *);
void reload(int, std::stop_token = {});
struct Result {
  Result();
};
struct Item {
  int id;
  int getId() const;
};
struct Queue {
  bool pop(Item &);
  std::optional<Item> next();
  bool empty() const;
  std::size_t size() const;
};

void bad_range(std::stop_token st, const std::vector<int> &ids) {
  work(st);
  for (int id : ids) load(id);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'for' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-MESSAGES: :[[@LINE-5]]:32: note: 'st' is in scope of the loop
// CHECK-FIXES: for (int id : ids) { if (st.stop_requested()) return; load(id); }

void bad_next_line(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids)
    load(id);
  logLine("done");
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'for' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:      for (int id : ids) {
// CHECK-FIXES-NEXT:   if (st.stop_requested()) break;
// CHECK-FIXES-NEXT:   load(id);
// CHECK-FIXES-NEXT: }
// CHECK-FIXES-NEXT: logLine("done");

void bad_comment_before_body(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids) // (each of them)
    load(id);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'for' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:      for (int id : ids) { // (each of them)
// CHECK-FIXES-NEXT:   if (st.stop_requested()) return;
// CHECK-FIXES-NEXT:   load(id);
// CHECK-FIXES-NEXT: }

void bad_endless(std::stop_token stop) {
  while (true) {
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'while' loop calls 'step' and never looks at 'stop', so a stop request does not end it; poll 'stop' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:      while (true) {
// CHECK-FIXES-NEXT:   if (stop.stop_requested()) return;
// CHECK-FIXES-NEXT:   step();

void bad_blocking(const std::stop_token &st, int n) {
  for (int i = 0; i < n; ++i) {
    std::this_thread::sleep_for(1s);
  }
  logLine("done");
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'for' loop calls 'sleep_for' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:   if (st.stop_requested()) break;

int bad_with_result(std::stop_token st, const std::vector<int> &ids) {
  int sum = 0;
  for (int id : ids) {
    sum += fetch(id);
  }
  return sum;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'for' loop calls 'fetch' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:      for (int id : ids) {
// CHECK-FIXES-NEXT:   if (st.stop_requested()) break;

// Behind the loop there is no result.
Result bad_class_result(std::stop_token st) {
  for (;;) {
    load(1);
    if (fetch(2))
      return Result();
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'for' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:      for (;;) {
// CHECK-FIXES-NEXT:   if (st.stop_requested()) return {};

// What 0 means here nobody knows: reported, not fixed.
int bad_number_result(std::stop_token st) {
  for (;;) {
    if (int found = fetch(2))
      return found;
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'for' loop calls 'fetch' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

void bad_nested(std::stop_token st, const std::vector<std::vector<int>> &all) {
  for (const std::vector<int> &ids : all) {
    for (int id : ids) {
      load(id);
    }
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'for' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:      for (const std::vector<int> &ids : all) {
// CHECK-FIXES-NEXT:   if (st.stop_requested()) return;
// CHECK-FIXES-NEXT:   for (int id : ids) {
// CHECK-FIXES-NEXT:     load(id);

void bad_do(std::stop_token st, Queue &q) {
  do {
    load(1);
  } while (!q.empty());
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'do' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:      do {
// CHECK-FIXES-NEXT:   if (st.stop_requested()) return;

// One look before the loop is no look in the loop.
void bad_looked_once(std::stop_token st, const std::vector<int> &ids) {
  if (st.stop_requested())
    return;
  for (int id : ids) {
    load(id);
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'for' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return;

void bad_can_be_stopped(std::stop_token st) {
  for (;;) {
    if (!st.stop_possible())
      logLine("never stopped");
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'for' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return;

static void helper(int id) { load(id); }
void bad_callee_does_not_look(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids) {
    helper(id);
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'for' loop calls 'helper' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return;

// The outer loop looks, but never gets to it again.
void bad_endless_inner(std::stop_token st) {
  while (!st.stop_requested()) {
    for (;;) {
      if (!step()) {
        break;
      }
    }
  }
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: warning: 'for' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES:      for (;;) {
// CHECK-FIXES-NEXT:   if (st.stop_requested()) break;

class BadWorker {
public:
  BadWorker()
      : thread_([](std::stop_token st) {
          while (true) {
            step();
          }
        }) {}

private:
  std::jthread thread_;
  std::jthread other_{[](std::stop_token st) {
    for (;;) {
      step();
    }
  }};
};
// CHECK-MESSAGES: :[[@LINE-13]]:11: warning: 'while' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-MESSAGES: :[[@LINE-6]]:5: warning: 'for' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return;
// CHECK-FIXES: if (st.stop_requested()) return;

const auto bad_in_a_variable = [](std::stop_token st) {
  for (;;) {
    step();
  }
};
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'for' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return;

void bad_captured(std::stop_token st) {
  auto pump = [st] {
    for (;;) {
      step();
    }
  };
  pump();
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: warning: 'for' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return;

struct Status {
  bool ok() const;
};
Status store(int);
Status bad_error_exit(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids) {
    Status s = store(id);
    if (!s.ok())
      return s;
  }
  return Status();
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'for' loop calls 'store' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// Not fixed: behind the loop all is said to be done.

Status fail(int code, const char *what);
Status bad_exit_before(std::stop_token st, const std::vector<int> &ids, const char *what) {
  if (st.stop_requested())
    return fail(1, what);
  for (int id : ids) {
    if (!store(id).ok())
      return fail(2, what);
  }
  return Status();
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'for' loop calls 'store' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return fail(1, what);
Status bad_long_exit_before(std::stop_token st, const std::vector<int> &ids, const char *what) {
  if (st.stop_requested()) {
    return fail(
        3,
        what);
  }
  while (!step()) {
    if (!store(1).ok())
      return fail(4, what);
  }
  return Status();
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'while' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return fail(3, what);
// Here the loop is left in another way, which rolls back: reported, not fixed.
Status bad_other_exit(std::stop_token st, const std::vector<int> &ids, const char *what) {
  if (st.stop_requested())
    return fail(1, what);
  auto rollBack = [&](int code) { return fail(code, what); };
  for (int id : ids) {
    if (!store(id).ok())
      return rollBack(2);
  }
  return Status();
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'for' loop calls 'store' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES-NOT: if (st.stop_requested()) return fail(1
// CHECK-FIXES: return rollBack(2);

// The exit before names what is gone here, and this loop never leaves the
// function, which may have something to close: reported, not fixed.
Status bad_exit_of_another_scope(std::stop_token st, const std::vector<int> &ids) {
  {
    const char *early = "early";
    if (st.stop_requested())
      return fail(5, early);
  }
  for (int id : ids) {
    if (!store(id).ok())
      return fail(6, "late");
  }
  return Status();
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'for' loop calls 'store' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
bool bad_closes_behind(std::stop_token st, const std::vector<int> &ids, int fd) {
  if (st.stop_requested())
    return false;
  for (int id : ids)
    load(id);
  load(fd);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'for' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// Behind the loop the answer is taken to have come: reported, not fixed.
void bad_waits_for_something(std::stop_token st) {
  while (!step())
    load(1);
  load(2);
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'while' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
Status bad_asked_behind(std::stop_token st) {
  while (!step())
    load(1);
  if (st.stop_requested())
    return fail(7, "asked");
  return store(2);
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'while' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) break;
// Empty is no error: reported, not fixed.
Status bad_empty_is_done(std::stop_token st) {
  for (;;) {
    Status s = store(1);
    if (!s.ok())
      return s;
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'for' loop calls 'store' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

// That it ends another worker tells nothing of its own token.
class BadTriggersAnother {
  std::jthread other_;
  std::stop_source source_;
  void run(std::stop_token st) {
    while (true) {
      if (!step()) {
        other_.request_stop();
        source_.request_stop();
      }
      load(1);
    }
  }
};
// CHECK-MESSAGES: :[[@LINE-9]]:5: warning: 'while' loop calls 'step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return;

// Two tokens: which one is for this loop is a decision.
void bad_two_tokens(std::stop_token mine, std::stop_token theirs) {
  for (;;) {
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'for' loop calls 'step' and never looks at 'mine', so a stop request does not end it; poll 'mine' in each iteration [ctx-unpolled-loop]

template <class T> void bad_template(std::stop_token st, const T &ids) {
  for (const auto &id : ids) {
    load(1);
  }
}
template void bad_template(std::stop_token, const std::vector<int> &);
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'for' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (st.stop_requested()) return;

#define FOR_EACH(x, xs) for (int x : xs)
void bad_in_macro(std::stop_token st, const std::vector<int> &ids) {
  FOR_EACH (id, ids) {
    load(id);
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'for' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

// Nobody else has the file that this function opened.
extern "C" {
int open_rows(const char *name);
long read(int fd, void *to, unsigned long size);
struct Rows;
int rows_step(Rows *);
int accept(int fd, void *address, unsigned *size);
}
std::string bad_own_descriptor(std::stop_token st, const char *name) {
  int fd = open_rows(name);
  char part[64];
  std::string all;
  while (true) {
    long count = read(fd, part, sizeof part);
    if (count <= 0)
      break;
    all.append(part, std::size_t(count));
  }
  return all;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'while' loop calls 'read' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

struct Statement {
  explicit Statement(int database);
  Rows *get();
};
void bad_own_statement(std::stop_token st, int database) {
  Statement rows(database);
  for (;;) {
    int answer = rows_step(rows.get());
    if (answer != 100)
      break;
    fetch(answer);
  }
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'for' loop calls 'rows_step' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

// A flag of a local object is nobody else's.
struct Output {
  bool truncated = false;
  std::string text;
};
void append(std::string &, bool &);
Output bad_own_flag(std::stop_token st, int max) {
  Output out;
  while (true) {
    load(max);
    append(out.text, out.truncated);
    if (out.truncated)
      break;
  }
  return out;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'while' loop calls 'load' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

// Woken, and asleep again.
void bad_only_woken(std::stop_token st, std::mutex &m,
                    std::condition_variable &cv) {
  std::stop_callback wake(st, [&cv] { cv.notify_all(); });
  while (true) {
    std::unique_lock<std::mutex> lock(m);
    cv.wait_for(lock, 1s);
    load(1);
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'while' loop calls 'wait_for' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

std::size_t bad_directory(std::stop_token st, const char *root) {
  std::size_t n = 0;
  std::error_code ec;
  std::filesystem::recursive_directory_iterator it(root, ec), end;
  while (it != end) {
    ++n;
    it.increment(ec);
  }
  return n;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'while' loop calls 'increment' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

// Nothing that is called can leave a loop without an exit.
void bad_endless_callable(std::stop_token st,
                          const std::function<bool(int)> &take) {
  int n = 0;
  while (true)
    if (take(n))
      ++n;
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'while' loop calls 'take' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

// A text does not know the token it was passed next to.
void digest(const std::string &text, std::stop_token st);
void bad_text_next_to_the_token(std::stop_token st, const char *name) {
  int fd = open_rows(name);
  char part[64];
  std::string all;
  while (true) {
    long count = read(fd, part, sizeof part);
    if (count <= 0)
      break;
    all.append(part, std::size_t(count));
  }
  digest(all, st);
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'while' loop calls 'read' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

// A loop without end is no clean-up.
void run_cleanup(std::stop_token st) {
  while (true) {
    std::this_thread::sleep_for(60s);
    load(0);
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'while' loop calls 'sleep_for' and never looks at 'st', so a stop request does not end it; poll 'st' in each iteration [ctx-unpolled-loop]

//===----------------------------------------------------------------------===//

void ok_polled(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids) {
    if (st.stop_requested())
      return;
    load(id);
  }
  while (!st.stop_requested())
    step();
  for (std::size_t i = 0; i < ids.size() && !st.stop_requested(); ++i)
    load(ids[i]);
}

void ok_passed(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids)
    reload(id, st);
  for (;;)
    work(st);
}

// Left out: that is ctx-dropped-token's.
void ok_left_out(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids)
    reload(id);
}

void ok_registered(std::stop_token st, Queue &q, std::atomic<bool> &end) {
  std::stop_callback onStop(st, [&] { end = true; });
  for (;;) {
    if (step())
      return;
  }
}

void ok_lambda_polls(std::stop_token st) {
  auto stopped = [&] { return st.stop_requested(); };
  for (;;) {
    if (stopped())
      return;
    step();
  }
}

void ok_predicate(std::stop_token st, std::mutex &m,
                  std::condition_variable &cv, std::deque<int> &q) {
  for (;;) {
    std::unique_lock lk(m);
    cv.wait(lk, [&] { return st.stop_requested() || !q.empty(); });
    if (q.empty())
      return;
  }
}

static bool gone(const std::stop_token &st) { return st.stop_requested(); }
void ok_helper(std::stop_token st) {
  while (!gone(st))
    step();
}

class OkMember {
public:
  void run(std::stop_token st, const std::vector<int> &ids) {
    token_ = st;
    for (int id : ids)
      one(id);
  }
  // The token is the object's as well; who knows what `other` does.
  void outOfReach(std::stop_token st, const std::vector<int> &ids) {
    for (int id : ids)
      other(id);
  }

private:
  void one(int id) {
    if (token_.stop_requested())
      throw id;
    load(id);
  }
  void other(int id);
  std::stop_token token_;
};

// Objects that were given the token.
struct Client {
  explicit Client(std::stop_token);
  void call(int);
};
struct Options {
  std::stop_token token;
};
struct Server {
  void configure(const Options &);
  void serveOne();
};
void ok_object_knows(std::stop_token st, const std::vector<int> &ids,
                     Server &server) {
  Client client(st);
  for (int id : ids)
    client.call(id);
  Options options;
  options.token = st;
  server.configure(options);
  for (;;)
    server.serveOne();
}

void ok_bounded(std::stop_token st) {
  constexpr int Retries = 3;
  for (int i = 0; i < Retries; ++i)
    load(i);
  for (int id : {1, 2, 3})
    load(id);
  std::array<int, 2> two{};
  for (int id : two)
    load(id);
  int left = 5;
  while (left-- > 0)
    load(left);
  do {
    load(1);
  } while (false);
}

static int twice(int x) { return 2 * x; }
std::vector<int> ok_computes(std::stop_token st, const std::vector<Item> &items,
                             std::string &text) {
  work(st);
  std::vector<int> out;
  for (const Item &item : items)
    out.push_back(twice(item.getId()));
  for (int &x : out)
    x += 1;
  for (char &c : text)
    c = char(std::toupper(c));
  for (const Item &item : items)
    logLine("item");
  return out;
}

// Ends others, or waits for them.
void ok_joins(std::stop_token st, std::vector<std::jthread> &threads,
              std::vector<std::future<int>> &results) {
  work(st);
  for (std::jthread &t : threads)
    t.request_stop();
  for (std::jthread &t : threads)
    t.join();
  for (std::future<int> &f : results)
    f.wait();
}

// Closing what it accepts on is how somebody else ends it.
class Listener {
  int listen_fd_;
  Rows *rows_;

  void ok_closed_descriptor(std::stop_token st) {
    for (;;) {
      int client = accept(listen_fd_, nullptr, nullptr);
      if (client < 0)
        break;
      load(client);
    }
  }

  void ok_shared_rows(std::stop_token st) {
    while (rows_step(rows_) == 100)
      load(1);
  }
};

void ok_rows_of_the_caller(std::stop_token st, Rows *rows) {
  while (rows_step(rows) == 100)
    load(1);
}

// Clean-up has to come to its end.
void close_all(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids)
    load(id);
}

void ok_closed_from_outside(std::stop_token st, Queue &q) {
  Item item;
  while (q.pop(item))
    load(item.id);
  while (auto next = q.next())
    load(next->id);
  for (;;) {
    if (!q.pop(item))
      break;
    load(item.id);
  }
}

class OkFlag {
  std::atomic<bool> running_{true};
  bool isRunning() const;
  void run(std::stop_token st) {
    work(st);
    while (running_)
      step();
    while (isRunning())
      step();
    for (;;) {
      if (!running_)
        break;
      step();
    }
  }
};

void ok_finite_inside_polled(std::stop_token st, const std::vector<int> &ids) {
  while (!st.stop_requested()) {
    for (int id : ids)
      load(id);
  }
}

void ok_after_the_request(std::stop_token st, const std::vector<int> &ids) {
  while (!st.stop_requested())
    step();
  for (int id : ids)
    load(id);
}
void ok_in_the_stopped_branch(std::stop_token st, const std::vector<int> &ids) {
  if (st.stop_requested()) {
    for (int id : ids)
      load(id);
    return;
  }
  work(st);
}
void ok_after_a_wait(std::stop_token st, std::mutex &m,
                     std::condition_variable_any &cv,
                     const std::vector<int> &ids) {
  std::unique_lock lk(m);
  cv.wait(lk, st, [] { return false; });
  for (int id : ids)
    load(id);
}
void ok_handler(std::stop_token st, const std::vector<int> &ids) {
  try {
    work(st);
  } catch (...) {
    for (int id : ids)
      load(id);
  }
}

// May look at the token by itself.
void ok_callable(std::stop_token st, const std::vector<int> &ids,
                 const std::function<void(int)> &visit) {
  work(st);
  for (int id : ids)
    visit(id);
}

void ok_only_condition(std::stop_token st) {
  work(st);
  while (more()) {
  }
}

void closeAll(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids)
    load(id);
}

void ok_goto_to_a_poll(std::stop_token st) {
again:
  if (st.stop_requested())
    return;
  for (;;) {
    if (step())
      goto again;
  }
}

void ok_unnamed(std::stop_token, const std::vector<int> &ids) {
  for (int id : ids)
    load(id);
}
void ok_no_token(const std::vector<int> &ids) {
  for (int id : ids)
    load(id);
}

template <class T> void ok_dependent(std::stop_token st, T &t) {
  for (auto &part : t)
    part.handle();
}

int main() {
  std::stop_source source;
  std::stop_token st = source.get_token();
  for (;;)
    step();
}
