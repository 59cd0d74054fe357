// RUN: %check %s ctx-unstoppable-task %t
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

bool step();
void beat();
void load(int);
void logLine(const char *);
void work(std::stop_token);
struct Message {
  bool quit;
};
struct Queue {
  Message take();
  bool next(Message &);
  bool closed() const;
};
Queue &queue();

//===----------------------------------------------------------------------===//
// Nobody can stop it
//===----------------------------------------------------------------------===//

class BadMember {
public:
  void start() {
    thread_ = std::thread([this] {
      while (true) {
        refresh();
        std::this_thread::sleep_for(5s);
      }
    });
  }
  ~BadMember() { thread_.join(); }

private:
  void refresh();
  std::thread thread_;
};
// CHECK-MESSAGES: :[[@LINE-13]]:15: warning: this work loops for ever and nobody can stop it, so waiting for 'thread_' never ends; have it poll a token or a flag [ctx-unstoppable-task]

// The loop is in the member function that the lambda calls.
class BadThroughMember {
public:
  BadThroughMember() : thread_([this] { run(); }) {}

private:
  void run() {
    prepare();
    for (;;)
      beat();
  }
  void prepare();
  std::thread thread_;
};
// CHECK-MESSAGES: :[[@LINE-11]]:24: warning: this work loops for ever and nobody can stop it, so waiting for 'thread_' never ends; have it poll a token or a flag [ctx-unstoppable-task]

class BadPointerToMember {
public:
  void start();

private:
  void run() {
    do {
      load(1);
    } while (1);
  }
  std::unique_ptr<std::thread> thread_;
  std::vector<std::thread> pool_;
};
void BadPointerToMember::start() {
  thread_ = std::make_unique<std::thread>(&BadPointerToMember::run, this);
  pool_.emplace_back(&BadPointerToMember::run, this);
  pool_.push_back(std::thread(std::bind(&BadPointerToMember::run, this)));
}
// CHECK-MESSAGES: :[[@LINE-4]]:13: warning: this work loops for ever and nobody can stop it, so waiting for 'thread_' never ends; have it poll a token or a flag [ctx-unstoppable-task]
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: this work loops for ever and nobody can stop it, so waiting for 'pool_' never ends; have it poll a token or a flag [ctx-unstoppable-task]
// CHECK-MESSAGES: :[[@LINE-4]]:19: warning: this work loops for ever and nobody can stop it, so waiting for 'pool_' never ends; have it poll a token or a flag [ctx-unstoppable-task]

static void badEntry(int id) {
  for (;;)
    load(id);
}
std::thread bad_function_pointer() { return std::thread(badEntry, 7); }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

struct BadJob {
  void operator()() const {
    while (1)
      beat();
  }
};
std::thread bad_call_operator() {
  std::thread first{BadJob()};
  return first;
}
// CHECK-MESSAGES: :[[@LINE-3]]:15: warning: this work loops for ever and nobody can stop it, so waiting for 'first' never ends; have it poll a token or a flag [ctx-unstoppable-task]

void bad_named_lambda(std::vector<std::thread> &pool) {
  auto job = [] {
    for (;;)
      beat();
  };
  pool.emplace_back(job);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: this work loops for ever and nobody can stop it, so waiting for 'pool' never ends; have it poll a token or a flag [ctx-unstoppable-task]

std::future<void> bad_async() {
  return std::async(std::launch::async, [] {
    while (true)
      beat();
  });
}
// CHECK-MESSAGES: :[[@LINE-5]]:10: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

// Nobody can change a copy.
class BadFlagByValue {
public:
  void start() {
    bool running = running_;
    thread_ = std::thread([running] {
      while (running)
        beat();
    });
  }

private:
  bool running_ = true;
  std::thread thread_;
};
// CHECK-MESSAGES: :[[@LINE-10]]:15: warning: this work loops for ever and nobody can stop it, so waiting for 'thread_' never ends; have it poll a token or a flag [ctx-unstoppable-task]

std::thread bad_local_flag() {
  return std::thread([] {
    bool done = false;
    while (!done)
      beat();
  });
}
// CHECK-MESSAGES: :[[@LINE-6]]:10: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

// A handler that only logs keeps the process alive, not the loop.
std::thread bad_logged() {
  return std::thread([] {
    for (;;) {
      try {
        beat();
      } catch (const std::exception &) {
        logLine("failed");
      }
    }
  });
}
// CHECK-MESSAGES: :[[@LINE-10]]:10: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

std::thread bad_handed_in(std::function<void()> tick) {
  return std::thread([tick] {
    for (;;) {
      std::this_thread::sleep_for(1s);
      tick();
    }
  });
}
// CHECK-MESSAGES: :[[@LINE-7]]:10: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

std::thread bad_wakes_others(std::condition_variable &cv) {
  return std::thread([&cv] {
    for (;;) {
      cv.notify_all();
      std::this_thread::sleep_for(1s);
    }
  });
}
// CHECK-MESSAGES: :[[@LINE-7]]:10: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

template <class T> class BadTemplate {
public:
  void start(T item) {
    thread_ = std::thread([item] {
      for (;;)
        load(item.id);
    });
  }

private:
  std::thread thread_;
  std::thread second_{[] {
    for (;;)
      beat();
  }};
};
struct Item {
  int id;
};
template class BadTemplate<Item>;
// CHECK-MESSAGES: :[[@LINE-17]]:15: warning: this work loops for ever and nobody can stop it, so waiting for 'thread_' never ends; have it poll a token or a flag [ctx-unstoppable-task]
// CHECK-MESSAGES: :[[@LINE-10]]:15: warning: this work loops for ever and nobody can stop it, so waiting for 'second_' never ends; have it poll a token or a flag [ctx-unstoppable-task]

//===----------------------------------------------------------------------===//
// Detached
//===----------------------------------------------------------------------===//

void bad_let_go() {
  std::thread([] {
    for (;;) {
      beat();
      std::this_thread::sleep_for(1s);
    }
  }).detach();
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: detached work loops for ever and nobody can stop it; have it poll a token or a flag, or say why with '// ctx-tidy: detached because ...' [ctx-unstoppable-task]

void bad_let_go_variable() {
  std::thread reporter(badEntry, 1);
  reporter.detach();
}
// CHECK-MESSAGES: :[[@LINE-3]]:15: warning: detached work loops for ever and nobody can stop it; have it poll a token or a flag, or say why with '// ctx-tidy: detached because ...' [ctx-unstoppable-task]

//===----------------------------------------------------------------------===//
// The handle's own token is not taken
//===----------------------------------------------------------------------===//

class BadHang {
  void tick();
  std::jthread worker_{[this] {
    while (true) {
      tick();
    }
  }};
};
// CHECK-MESSAGES: :[[@LINE-6]]:16: warning: this work loops for ever and does not take the token that its handle offers, so the destructor of 'worker_' never returns; take the token and poll it [ctx-unstoppable-task]
// CHECK-FIXES: std::jthread worker_{[this](std::stop_token stop) {
// CHECK-FIXES-NEXT: while (!stop.stop_requested()) {

std::jthread bad_hang_parentheses() {
  return std::jthread([]() {
    for (;;)
      beat();
  });
}
// CHECK-MESSAGES: :[[@LINE-5]]:10: warning: this work loops for ever and does not take the token that its handle offers, so the destructor of the handle never returns; take the token and poll it [ctx-unstoppable-task]
// CHECK-FIXES: return std::jthread([](std::stop_token stop) {
// CHECK-FIXES-NEXT: while (!stop.stop_requested())

std::jthread bad_hang_unnamed() {
  std::jthread beater([](std::stop_token) {
    logLine("starts");
    do {
      beat();
    } while (true);
  });
  return beater;
}
// CHECK-MESSAGES: :[[@LINE-8]]:16: warning: this work loops for ever and does not take the token that its handle offers, so the destructor of 'beater' never returns; take the token and poll it [ctx-unstoppable-task]
// CHECK-FIXES: std::jthread beater([](std::stop_token stop) {
// CHECK-FIXES: } while (!stop.stop_requested());

struct Machine {
  void stop();
  void turn();
};
std::jthread bad_hang_name_taken(Machine &machine) {
  return std::jthread([&machine] {
    bool stop = false;
    while (true) {
      machine.turn();
      load(stop);
    }
  });
}
// CHECK-MESSAGES: :[[@LINE-8]]:10: warning: this work loops for ever and does not take the token that its handle offers, so the destructor of the handle never returns; take the token and poll it [ctx-unstoppable-task]
// CHECK-FIXES: return std::jthread([&machine](std::stop_token stopToken) {
// CHECK-FIXES: while (!stopToken.stop_requested()) {

// No fix: the loop is elsewhere, or waits without end.
class BadHangElsewhere {
  void run() {
    for (;;)
      beat();
  }
  std::jthread worker_{&BadHangElsewhere::run, this};
};
// CHECK-MESSAGES: :[[@LINE-2]]:16: warning: this work loops for ever and does not take the token that its handle offers, so the destructor of 'worker_' never returns; take the token and poll it [ctx-unstoppable-task]
std::jthread bad_hang_waits(std::mutex &m, std::condition_variable &cv) {
  return std::jthread([&] {
    for (;;) {
      std::unique_lock lock(m);
      cv.wait(lock);
      beat();
    }
  });
}
// CHECK-MESSAGES: :[[@LINE-8]]:10: warning: this work loops for ever and does not take the token that its handle offers, so the destructor of the handle never returns; take the token and poll it [ctx-unstoppable-task]

//===----------------------------------------------------------------------===//
// With a token in scope
//===----------------------------------------------------------------------===//

void bad_token_in_scope(std::stop_token st) {
  std::thread helper([] {
    while (step())
      beat();
  });
  work(st);
  helper.join();
}
// CHECK-MESSAGES: :[[@LINE-7]]:15: warning: this work loops without looking at 'st', so a stop request does not end it; pass 'st' to it and poll it in the loop [ctx-unstoppable-task]

static void badRounds(int rounds) {
  for (int i = 0; i != rounds; ++i)
    load(i);
}
void bad_token_in_scope_let_go(std::stop_token st, int rounds) {
  std::thread(badRounds, rounds).detach();
  work(st);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: detached work loops without looking at 'st', so a stop request does not end it; pass 'st' to it and poll it in the loop [ctx-unstoppable-task]

class BadTokenInClass {
public:
  explicit BadTokenInClass(int rounds)
      : first_([rounds] { badRounds(rounds); }) {}
  void start(int rounds) {
    second_ = std::thread(badRounds, rounds);
  }
  void stop() { stop_.request_stop(); }

private:
  std::stop_source stop_;
  std::thread first_, second_;
};
// CHECK-MESSAGES: :[[@LINE-10]]:9: warning: this work loops without looking at 'stop_', so a stop request does not end it; pass 'stop_' to it and poll it in the loop [ctx-unstoppable-task]
// CHECK-MESSAGES: :[[@LINE-9]]:15: warning: this work loops without looking at 'stop_.get_token()', so a stop request does not end it; pass 'stop_.get_token()' to it and poll it in the loop [ctx-unstoppable-task]

//===----------------------------------------------------------------------===//
// It can be stopped
//===----------------------------------------------------------------------===//

void ok_short(std::stop_token st) {
  std::thread([] { load(1); }).detach();
  std::thread([] {
    load(1);
    load(2);
  }).detach();
  work(st);
}

void ok_detached_polls(std::stop_token st) {
  std::thread([st] {
    while (!st.stop_requested())
      beat();
  }).detach();
}
static void okEntry(std::stop_token st) {
  while (!st.stop_requested())
    beat();
}
void ok_passed(std::stop_token st) {
  std::thread(okEntry, st).detach();
  std::thread([st] { okEntry(st); }).detach();
}
std::jthread ok_takes_token() { return std::jthread(okEntry); }
std::jthread ok_polls_in_body() {
  return std::jthread([](std::stop_token st) {
    while (true) {
      if (st.stop_requested())
        return;
      beat();
    }
  });
}
// The loop's own finding, with a fix.
std::jthread ok_unpolled_loop() {
  return std::jthread([](std::stop_token st) {
    for (;;)
      beat();
  });
}

class OkFlag {
public:
  OkFlag() : second_([this] { run(); }) {}
  ~OkFlag() {
    running_ = false;
    first_.join();
  }

private:
  void run() {
    for (;;) {
      if (!running_)
        return;
      beat();
    }
  }
  std::atomic<bool> running_{true};
  std::thread first_{[this] {
    while (running_)
      beat();
  }};
  std::jthread second_;
};

std::thread ok_flag_by_reference(bool &running) {
  return std::thread([&running] {
    while (running)
      beat();
  });
}
void ok_local_flag_shared() {
  bool done = false;
  std::thread t([&done] {
    while (!done)
      beat();
  });
  done = true;
  t.join();
}

std::thread ok_poison() {
  return std::thread([] {
    for (;;) {
      Message m = queue().take();
      if (m.quit)
        break;
      beat();
    }
  });
}
std::thread ok_closed_queue() {
  return std::thread([] {
    Message m;
    while (queue().next(m))
      beat();
  });
}
void ok_closed_queue_with_token(std::stop_token st) {
  std::thread([] {
    Message m;
    while (queue().next(m))
      beat();
  }).detach();
  work(st);
}
struct Closed {};
std::thread ok_closed_by_exception() {
  return std::thread([] {
    try {
      for (;;)
        load(queue().take().quit);
    } catch (const Closed &) {
    }
  });
}
std::thread ok_ended_by_what_answers() {
  return std::thread([] {
    try {
      for (;;)
        load(queue().take().quit);
    } catch (...) {
    }
  });
}

std::thread ok_bounded(int rounds) {
  return std::thread([] {
    for (int i = 0; i != 10; ++i)
      load(i);
  });
}
std::thread ok_ends_by_itself(int rounds) {
  return std::thread([rounds] {
    for (int i = 0; i != rounds; ++i)
      load(i);
  });
}
std::thread ok_event(std::mutex &m, std::condition_variable &cv, bool &ready) {
  return std::thread([&] {
    std::unique_lock lock(m);
    cv.wait(lock, [&] { return ready; });
    beat();
  });
}
struct IoContext {
  unsigned run();
  void stop();
};
std::thread ok_io_context(IoContext &io) {
  return std::thread([&io] { io.run(); });
}
[[noreturn]] void die();
std::thread ok_leaves() {
  return std::thread([] {
    for (;;) {
      beat();
      die();
    }
  });
}
// Only keeps the thread.
std::thread ok_parks() {
  return std::thread([] {
    for (;;)
      std::this_thread::sleep_for(1h);
  });
}

void bad_parks_unowned() {
  std::thread([] {
    while (true)
      std::this_thread::sleep_for(1h);
  }).detach();
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: detached work loops for ever and nobody can stop it; have it poll a token or a flag, or say why with '// ctx-tidy: detached because ...' [ctx-unstoppable-task]
std::jthread bad_parks_handle() {
  return std::jthread([] {
    while (true)
      std::this_thread::sleep_for(1h);
  });
}
// CHECK-MESSAGES: :[[@LINE-5]]:10: warning: this work loops for ever and does not take the token that its handle offers, so the destructor of the handle never returns; take the token and poll it [ctx-unstoppable-task]
// CHECK-FIXES: return std::jthread([](std::stop_token stop) {
// CHECK-FIXES: while (!stop.stop_requested())

std::thread bad_goto() {
  return std::thread([] {
    load(1);
  again:
    beat();
    std::this_thread::sleep_for(1s);
    goto again;
  });
}
// CHECK-MESSAGES: :[[@LINE-8]]:10: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]
std::jthread bad_goto_inner_loop() {
  return std::jthread([] {
  again:
    for (int i = 0; i != 5; ++i) {
      beat();
      if (step())
        break;
      if (i == 3)
        goto again;
    }
    goto again;
  });
}
// CHECK-MESSAGES: :[[@LINE-12]]:10: warning: this work loops for ever and does not take the token that its handle offers, so the destructor of the handle never returns; take the token and poll it [ctx-unstoppable-task]
std::thread ok_goto_returns() {
  return std::thread([] {
  again:
    beat();
    if (step())
      return;
    goto again;
  });
}
std::thread ok_goto_elsewhere() {
  return std::thread([] {
  again:
    beat();
    if (step())
      goto done;
    goto again;
  done:
    load(1);
  });
}
std::thread ok_goto_sometimes() {
  return std::thread([] {
  again:
    beat();
    if (!step())
      goto again;
  });
}
std::thread ok_goto_polls(std::atomic<bool> &stop) {
  return std::thread([&stop] {
  again:
    beat();
    if (stop)
      return;
    goto again;
  });
}

void out();
std::thread ok_out_of_reach() { return std::thread([] { out(); }); }
struct OkVirtual {
  virtual ~OkVirtual();
  virtual void run() {
    for (;;)
      beat();
  }
  std::thread thread_{[this] { run(); }};
};
std::thread ok_handed_in(std::function<void()> job) {
  return std::thread(std::move(job));
}

// The callback of the token ends it.
struct Socket {
  bool read(int &);
  void close();
};
void ok_callback_closes(std::stop_token st, Socket &s, int rounds) {
  std::stop_callback onStop(st, [&] { s.close(); });
  std::thread reader(badRounds, rounds);
  reader.join();
}
void ok_after_stop(std::stop_token st, int rounds) {
  if (st.stop_requested()) {
    std::thread(badRounds, rounds).detach();
    return;
  }
  work(st);
}
void ok_unnamed_token(std::stop_token, int rounds) {
  std::thread(badRounds, rounds).detach();
}
void flushAll(std::stop_token st, int rounds) {
  std::thread(badRounds, rounds).join();
}
class OkState {
public:
  enum Kind { Ready, Closing };
  Kind state() const;
  void start(std::stop_token st) {
    heart_ = std::thread([this] {
      while (state() == Ready)
        beat();
    });
    work(st);
  }

private:
  std::thread heart_;
};
struct State {
  std::stop_token stop;
};
static void okState(State &s) {
  while (step())
    if (s.stop.stop_requested())
      return;
}
void ok_token_in_struct(State &s) { std::thread(okState, std::ref(s)).join(); }

//===----------------------------------------------------------------------===//
// On purpose
//===----------------------------------------------------------------------===//

void ok_comment() {
  // ctx-tidy: detached because the watchdog lives as long as the process
  std::thread([] {
    for (;;)
      beat();
  }).detach();
}
void ok_comment_on_the_line() {
  std::thread(badEntry, 1).detach(); // ctx-tidy: detached because of reasons
}
class OkComment {
  // ctx-tidy: detached because it is the watchdog,
  // which nobody waits for.
  std::jthread thread_{[] {
    for (;;)
      beat();
  }};
};
void startDetached() { std::thread(badEntry, 1).detach(); }
void ok_name() {
  std::thread detachedWatch(badEntry, 1);
  detachedWatch.detach();
}
void initWatchdog() { std::thread(badEntry, 1).detach(); }

#define TEST(Suite, Name) void Suite##Name()
TEST(Tasks, ok_test) { std::thread(badEntry, 1).detach(); }

int main() {
  std::thread([] {
    for (;;)
      beat();
  }).detach();
}

//===----------------------------------------------------------------------===//
// Waits for what it alone has
//===----------------------------------------------------------------------===//

std::vector<int> lookUp(int id);
void bad_asks_own_object(std::stop_token st) {
  std::thread([] {
    std::vector<int> found = lookUp(1);
    while (found.empty()) {
      std::this_thread::sleep_for(200ms);
      found = lookUp(1);
    }
    load(found.front());
  }).detach();
  work(st);
}
// CHECK-MESSAGES: :[[@LINE-10]]:3: warning: detached work loops without looking at 'st', so a stop request does not end it; pass 'st' to it and poll it in the loop [ctx-unstoppable-task]

// Others may fill it.
void ok_asks_shared_object(std::stop_token st) {
  std::thread([] {
    std::vector<int> found;
    auto fill = [&found](int id) { found.push_back(id); };
    while (found.empty()) {
      std::this_thread::sleep_for(200ms);
      if (step())
        fill(1);
    }
  }).detach();
  work(st);
}
void ok_asks_reference(std::stop_token st, const std::vector<int> &found) {
  std::thread([&found] {
    while (found.empty()) {
      std::this_thread::sleep_for(200ms);
      beat();
    }
  }).detach();
  work(st);
}
