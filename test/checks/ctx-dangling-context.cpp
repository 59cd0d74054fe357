// RUN: %check %s ctx-dangling-context %t -std=c++20,c++23
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <semaphore>
#include <stop_token>
#include <stdexec/stop_token.hpp>
#include <thread>
#include <vector>

void work(std::stop_token);
void work(std::inplace_stop_token);
bool step();
void use(std::stop_source &);

//===-- threads -----------------------------------------------------------===//

void bad_detached() {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' may die while the work that it was lent to goes on; wait for the work on every path, or let it share the ownership
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the work gets at 'src' by reference from here on
  // CHECK-NOTES: :[[@LINE+2]]:1: note: this path leaves without waiting, and 'src' ends
  std::thread([&] { work(src.get_token()); }).detach();
}

void bad_detached_later(bool quick) {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' may die while the work
  // CHECK-NOTES: :[[@LINE+2]]:15: note: the work gets at 'src' by reference
  // CHECK-NOTES: :[[@LINE+4]]:5: note: this path leaves without waiting
  std::thread t([&src] { work(src.get_token()); });
  if (quick) {
    t.detach();
    return;
  }
  src.request_stop();
  t.join();
}

void bad_early_return(std::vector<std::thread> &threads, bool dry) {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' may die while the work
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the work gets at 'src' by reference
  // CHECK-NOTES: :[[@LINE+3]]:5: note: this path leaves without waiting
  threads.emplace_back([&src] { use(src); });
  if (dry)
    return;
  src.request_stop();
  threads.back().join();
}

class Pool {
public:
  void submit(std::function<void()> job);
  void wait_idle();
};

class Server {
  std::jthread thread_;
  std::thread plain_;
  Pool *pool_;
  Pool own_;

  void bad_member_handle() {
    std::stop_source src;
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'src' dies before 'thread_', which waits for the work that uses it; declare 'src' before 'thread_', or wait for the work first
    // CHECK-NOTES: :[[@LINE+2]]:15: note: the work gets at 'src'
    // CHECK-NOTES: :[[@LINE+2]]:3: note: this path leaves
    thread_ = std::jthread([&src] { use(src); });
  }
  void ok_member_joined() {
    std::stop_source src;
    thread_ = std::jthread([&src] { use(src); });
    thread_.join();
  }
  void bad_pool() {
    std::stop_source src;
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'src' may die while
    // CHECK-NOTES: :[[@LINE+2]]:5: note: the work gets at 'src'
    // CHECK-NOTES: :[[@LINE+2]]:3: note: this path leaves
    pool_->submit([&] { use(src); });
  }
  void ok_pool_waited() {
    std::stop_source src;
    own_.submit([&] { use(src); });
    own_.wait_idle();
  }
};

void bad_token_by_reference(std::stop_token st) {
  // CHECK-NOTES: :[[@LINE-1]]:45: warning: 'st' may die while the work
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the work gets at 'st' by reference
  // CHECK-NOTES: :[[@LINE+2]]:1: note: this path leaves
  std::thread([&st] { work(st); }).detach();
}

void bad_wrapped() {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' may die while
  // CHECK-NOTES: :[[@LINE+2]]:15: note: the work gets at 'src'
  // CHECK-NOTES: :[[@LINE+3]]:1: note: this path leaves
  std::thread t(use, std::ref(src));
  t.detach();
}

void bad_alias() {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' may die while
  // CHECK-NOTES: :[[@LINE+3]]:3: note: the work gets at 'src'
  // CHECK-NOTES: :[[@LINE+3]]:1: note: this path leaves
  std::stop_source *p = &src;
  std::thread([p] { use(*p); }).detach();
}

//===-- declaration order -------------------------------------------------===//

void bad_declared_behind() {
  std::jthread worker;
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' dies before 'worker', which waits for the work that uses it; declare 'src' before 'worker', or wait for the work first
  // CHECK-NOTES: :[[@LINE+2]]:12: note: the work gets at 'src'
  // CHECK-NOTES: :[[@LINE+3]]:1: note: this path leaves
  worker = std::jthread([&src] { use(src); });
  step();
}

void bad_future_declared_before() {
  std::future<void> done;
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' dies before 'done', which waits
  // CHECK-NOTES: :[[@LINE+2]]:10: note: the work gets at 'src'
  // CHECK-NOTES: :[[@LINE+2]]:1: note: this path leaves
  done = std::async(std::launch::async, [&src] { use(src); });
}

void bad_inner_scope() {
  std::vector<std::jthread> workers;
  for (int i = 0; i < 3; ++i) {
    std::stop_source src;
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'src' dies before 'workers', which waits
    // CHECK-NOTES: :[[@LINE+2]]:5: note: the work gets at 'src'
    // CHECK-NOTES: :[[@LINE+2]]:3: note: this path leaves
    workers.emplace_back([&src] { use(src); });
  }
}

void ok_declared_before() {
  std::stop_source src;
  std::jthread worker([&src] { use(src); });
  if (step())
    return;
  step();
}

void ok_assigned_declared_before() {
  std::stop_source src;
  std::jthread worker;
  worker = std::jthread([&src] { use(src); });
}

void ok_async_declared_before() {
  std::stop_source src;
  auto done = std::async(std::launch::async, [&src] { use(src); });
}

void ok_async_discarded() {
  std::stop_source src;
  (void)std::async(std::launch::async, [&src] { use(src); });
}

void ok_container_declared_before() {
  std::stop_source src;
  std::vector<std::jthread> workers;
  for (int i = 0; i < 3; ++i)
    workers.emplace_back([&src] { use(src); });
}

//===-- tokens that point into their source -------------------------------===//

void bad_inplace() {
  std::inplace_stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: 'src' may die while
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the work gets what points into 'src' here
  // CHECK-NOTES: :[[@LINE+2]]:1: note: this path leaves
  std::thread([st = src.get_token()] { work(st); }).detach();
}

void bad_inplace_variable() {
  std::inplace_stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: 'src' may die while
  // CHECK-NOTES: :[[@LINE+3]]:3: note: the work gets what points into 'src' here
  // CHECK-NOTES: :[[@LINE+3]]:1: note: this path leaves
  auto st = src.get_token();
  std::thread([st] { work(st); }).detach();
}

std::inplace_stop_token bad_returned() {
  std::inplace_stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: 'src' dies when the function returns, and what is returned still uses it; let the caller own it, or share it
  // CHECK-NOTES: :[[@LINE+1]]:10: note: the work gets what points into 'src' here
  return src.get_token();
}

std::future<void> bad_future_returned() {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' dies when the function returns, and what is returned
  // CHECK-NOTES: :[[@LINE+1]]:10: note: the work gets at 'src'
  return std::async(std::launch::async, [&] { use(src); });
}

void ok_shared_state() {
  std::stop_source src;
  std::thread([st = src.get_token()] { work(st); }).detach();
}

std::stop_token ok_shared_returned() {
  std::stop_source src;
  return src.get_token();
}

void ok_inplace_joined() {
  std::inplace_stop_source src;
  std::thread t([st = src.get_token()] { work(st); });
  src.request_stop();
  t.join();
}

//===-- who waits ---------------------------------------------------------===//

void ok_joined(bool dry) {
  std::stop_source src;
  std::thread t([&src] { use(src); });
  if (dry) {
    t.join();
    return;
  }
  t.join();
}

void ok_joined_in_loop(int n) {
  std::stop_source src;
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    threads.emplace_back([&] { use(src); });
  for (auto &t : threads)
    t.join();
}

void ok_future_get() {
  std::stop_source src;
  std::promise<void> done;
  auto ready = done.get_future();
  std::thread([&] { use(src); done.set_value(); }).detach();
  ready.get();
}

void ok_latch() {
  std::stop_source src;
  std::latch done(1);
  std::thread([&] { use(src); done.count_down(); }).detach();
  done.wait();
}

void ok_condition_variable() {
  std::stop_source src;
  std::mutex m;
  std::condition_variable cv;
  bool done = false;
  std::thread([&] {
    use(src);
    std::lock_guard<std::mutex> lock(m);
    done = true;
    cv.notify_one();
  }).detach();
  std::unique_lock<std::mutex> lock(m);
  cv.wait(lock, [&] { return done; });
}

void ok_spins_on_flag() {
  std::stop_source src;
  std::atomic<bool> done{false};
  std::thread([&] { use(src); done = true; }).detach();
  while (!done)
    std::this_thread::yield();
}

void bad_sleeps_only() {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' may die while
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the work gets at 'src'
  // CHECK-NOTES: :[[@LINE+3]]:1: note: this path leaves
  std::thread([&] { use(src); }).detach();
  std::this_thread::sleep_for(std::chrono::seconds(1));
}

struct Joiner {
  std::thread &t;
  ~Joiner() { t.join(); }
};
void ok_guard() {
  std::stop_source src;
  std::thread t([&src] { use(src); });
  Joiner join{t};
  if (step())
    return;
  step();
}

void finish_all(std::thread &t) { t.join(); }
void ok_helper_joins() {
  std::stop_source src;
  std::thread t([&src] { use(src); });
  finish_all(t);
}

//===-- who owns ----------------------------------------------------------===//

void ok_shared_pointer() {
  auto src = std::make_shared<std::stop_source>();
  std::thread([src] { use(*src); }).detach();
}

void bad_shared_pointer_by_reference() {
  auto src = std::make_shared<std::stop_source>();
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'src' may die while
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the work gets at 'src'
  // CHECK-NOTES: :[[@LINE+2]]:1: note: this path leaves
  std::thread([&src] { use(*src); }).detach();
}

void ok_moved() {
  auto src = std::make_unique<std::stop_source>();
  std::thread([src = std::move(src)] { use(*src); }).detach();
}

void ok_copied() {
  std::stop_source src;
  std::thread([src]() mutable { use(src); }).detach();
}

void ok_callers(std::stop_source &src) {
  std::thread([&src] { use(src); }).detach();
}

void ok_static() {
  static std::stop_source src;
  std::thread([] { use(src); }).detach();
}

void ok_called_in_place() {
  std::stop_source src;
  auto stop = [&] { src.request_stop(); };
  stop();
}

void ok_unknown_pool() {
  std::stop_source src;
  Pool pool;
  pool.submit([&] { use(src); });
}

void ok_leaves_process(bool fail) {
  std::stop_source src;
  std::thread t([&src] { use(src); });
  t.detach();
  std::abort();
}

void ok_opt_out() {
  std::stop_source src;
  // ctx-tidy: detached because the process ends with the work
  std::thread([&] { use(src); }).detach();
}

int main() {
  std::stop_source src;
  std::thread([&] { use(src); }).detach();
}

//===-- members -----------------------------------------------------------===//

class BadOrder {
  std::jthread thread_{[this] { loop(); }};
  std::stop_source source_;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'source_' dies before 'thread_', which waits for the work that uses it; declare 'source_' before 'thread_', or wait in the destructor
  // CHECK-NOTES: :[[@LINE-3]]:16: note: 'thread_' is declared first, so it is destroyed last
  // CHECK-NOTES: :[[@LINE+1]]:22: note: the work uses 'source_' here
  void loop() { work(source_.get_token()); }
};

class BadOrderInConstructor {
public:
  BadOrderInConstructor() {
    thread_ = std::jthread([this] { use(source_); });
    // CHECK-NOTES: :[[@LINE+5]]:20: warning: 'source_' dies before 'thread_', which waits
    // CHECK-NOTES: :[[@LINE+3]]:16: note: 'thread_' is declared first
    // CHECK-NOTES: :[[@LINE-3]]:41: note: the work uses 'source_' here
  }
  std::jthread thread_;
  std::stop_source source_;
};

class OkOrder {
  std::stop_source source_;
  std::jthread thread_{[this] { use(source_); }};
};

class OkWaits {
public:
  ~OkWaits() {
    if (thread_.joinable())
      thread_.join();
  }
  std::jthread thread_{[this] { use(source_); }};
  std::stop_source source_;
};

class OkUnused {
  std::jthread thread_{[] { step(); }};
  std::stop_source source_;
};

class OkDestructorElsewhere {
public:
  ~OkDestructorElsewhere();
  std::jthread thread_{[this] { use(source_); }};
  std::stop_source source_;
};

//===-- handles that no model knows ---------------------------------------===//

struct Pending {
  void get();
};
struct Workers {
  Pending submit(std::function<void()>);
};
void ok_unknown_handle(Workers &workers) {
  std::stop_source s;
  auto pending = workers.submit([&] {
    while (!s.stop_requested())
      step();
  });
  s.request_stop();
  pending.get();
}

//===-- as many waits as starts -------------------------------------------===//

struct Futures {
  std::future<bool> enqueue(std::function<bool()>);
};
bool checked(std::stop_source &, int);

bool ok_fan_out(Futures &pool, const std::vector<int> &items) {
  std::stop_source abort;
  std::vector<std::future<bool>> results;
  for (int item : items)
    results.emplace_back(
        pool.enqueue([&abort, item] { return checked(abort, item); }));
  bool all = true;
  for (auto &r : results)
    all &= r.get();
  return all;
}

void ok_fan_out_drained(Futures &pool, const std::vector<int> &items) {
  std::stop_source abort;
  std::vector<std::future<bool>> results;
  for (int item : items)
    results.push_back(
        pool.enqueue([&abort, item] { return checked(abort, item); }));
  while (step() && !results.empty()) {
    results.back().get();
    results.pop_back();
  }
}

void ok_fan_out_until_none_left(Futures &pool, const std::vector<int> &items) {
  std::stop_source abort;
  std::vector<std::future<bool>> results;
  for (int item : items)
    results.push_back(
        pool.enqueue([&abort, item] { return checked(abort, item); }));
  for (;;) {
    if (results.empty())
      break;
    results.back().get();
    results.pop_back();
  }
}

void ok_promises(Pool &pool, const std::vector<int> &items) {
  std::stop_source src;
  std::vector<std::future<void>> all;
  for (int item : items) {
    auto done = std::make_shared<std::promise<void>>();
    all.push_back(done->get_future());
    pool.submit([&src, done, item] { checked(src, item); done->set_value(); });
  }
  for (auto &f : all)
    f.get();
}

void ok_packaged_tasks(Pool &pool, const std::vector<int> &items) {
  std::stop_source src;
  std::vector<std::future<bool>> all;
  for (int item : items) {
    auto task = std::make_shared<std::packaged_task<bool()>>(
        [&src, item] { return checked(src, item); });
    all.push_back(task->get_future());
    pool.submit([task, &src] { use(src); (*task)(); });
  }
  for (auto &f : all)
    f.wait();
}

void ok_semaphore(Pool &pool, int n) {
  std::stop_source src;
  std::counting_semaphore<8> done(0);
  for (int i = 0; i < n; ++i)
    pool.submit([&] { use(src); done.release(); });
  for (int i = 0; i < n; ++i)
    done.acquire();
}

void ok_if_valid(Futures &pool, bool check) {
  std::stop_source src;
  std::future<bool> result;
  if (check)
    result = pool.enqueue([&src] { return checked(src, 1); });
  if (result.valid())
    result.get();
}

bool bad_leaves_the_wait(Futures &pool, const std::vector<int> &items) {
  std::stop_source abort;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'abort' may die while
  // CHECK-NOTES: :[[@LINE+5]]:9: note: the work gets at 'abort'
  // CHECK-NOTES: :[[@LINE+7]]:7: note: this path leaves
  std::vector<std::future<bool>> results;
  for (int item : items)
    results.emplace_back(
        pool.enqueue([&abort, item] { return checked(abort, item); }));
  for (auto &r : results) {
    if (step())
      return false;
    r.get();
  }
  return true;
}

void bad_waits_in_the_starting_loop(Futures &pool,
                                    const std::vector<int> &items) {
  std::stop_source abort;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'abort' may die while
  // CHECK-NOTES: :[[@LINE+7]]:9: note: the work gets at 'abort'
  // CHECK-NOTES: :[[@LINE+8]]:1: note: this path leaves
  std::vector<std::future<bool>> results;
  for (int item : items) {
    if (results.size() > 4)
      results.front().get();
    results.emplace_back(
        pool.enqueue([&abort, item] { return checked(abort, item); }));
  }
}

void bad_loop_without_wait(Pool &pool, const std::vector<int> &items) {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' may die while
  // CHECK-NOTES: :[[@LINE+3]]:5: note: the work gets at 'src'
  // CHECK-NOTES: :[[@LINE+5]]:1: note: this path leaves
  for (int item : items)
    pool.submit([&src, item] { checked(src, item); });
  for (int item : items)
    step();
}

//===-- what is given is worked off ---------------------------------------===//

struct Jobs {
  void schedule(std::function<void()>);
  void execute();
  void execute(std::function<void()>);
  void process();
  void flush();
  void runAll();
  bool empty();
};

void ok_executes(Jobs &jobs) {
  std::stop_source src;
  jobs.schedule([&] { use(src); });
  jobs.execute();
}

void ok_processes(Jobs &jobs) {
  std::stop_source src;
  jobs.schedule([&] { use(src); });
  while (!jobs.empty())
    jobs.process();
}

void ok_flushes(Jobs *jobs) {
  std::stop_source src;
  jobs->schedule([&] { use(src); });
  jobs->flush();
}

void ok_runs_all(Jobs &jobs) {
  std::stop_source src;
  jobs.schedule([&] { use(src); });
  jobs.runAll();
}

struct OwnJobs : Jobs {
  void ok_executes() {
    std::stop_source src;
    schedule([&] { use(src); });
    execute();
  }
};

void bad_other_executes(Jobs &jobs, Jobs &others) {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' may die while
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the work gets at 'src'
  // CHECK-NOTES: :[[@LINE+3]]:1: note: this path leaves
  jobs.schedule([&] { use(src); });
  others.execute();
}

void bad_executes_something_else(Jobs &jobs) {
  std::stop_source src;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'src' may die while
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the work gets at 'src'
  // CHECK-NOTES: :[[@LINE+3]]:1: note: this path leaves
  jobs.schedule([&] { use(src); });
  jobs.execute([] { step(); });
}
