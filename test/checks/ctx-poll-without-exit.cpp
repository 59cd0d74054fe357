// RUN: %check %s ctx-poll-without-exit %t
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

int state();
bool step();
void load(int);
void logLine(const char *);
std::vector<int> list(int);
void idle(std::stop_token);
void shutDownAll();
struct Cancelled {};
struct Message {
  int kind;
};
struct Queue {
  bool pop(Message &);
  bool empty() const;
  void close();
};

void bad_switch(std::stop_token st) {
  for (;;) {
    switch (state()) {
    case 0:
      if (st.stop_requested())
        break;
      step();
      break;
    default:
      load(1);
    }
  }
}
// CHECK-MESSAGES: :[[@LINE-9]]:11: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-9]]:9: note: this 'break' leaves only the switch
// CHECK-FIXES: if (st.stop_requested())
// CHECK-FIXES-NEXT: return;

// A function that has a result to return: nothing to insert.
int bad_switch_with_result(std::stop_token st) {
  for (;;) {
    switch (state()) {
    case 0:
      if (st.stop_requested()) {
        logLine("stopping");
        break;
      }
      step();
      break;
    case 1:
      return 7;
    }
  }
}
// CHECK-MESSAGES: :[[@LINE-11]]:11: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-10]]:9: note: this 'break' leaves only the switch

void bad_log_only(std::stop_token st) {
  while (step()) {
    if (st.stop_requested())
      logLine("stopping");
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:9: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-6]]:3: note: no statement in that branch leaves this 'while' loop

void bad_empty_branch(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids) {
    if (st.stop_requested()) {
    }
    load(id);
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:9: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-7]]:3: note: no statement in that branch leaves this 'for' loop

void bad_negated(std::stop_token st) {
  while (true) {
    if (!st.stop_requested())
      step();
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:10: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-6]]:3: note: no statement in that branch leaves this 'while' loop

// The exits are on the side that is no longer taken.
void bad_continue(std::stop_token st) {
  for (;;) {
    if (st.stop_requested())
      continue;
    if (!step())
      return;
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:9: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-6]]:7: note: this 'continue' only starts the next iteration

void bad_inner_loop(std::stop_token st, const std::vector<int> &folders) {
  for (int folder : folders) {
    std::vector<int> files = list(folder);
    logLine("next folder");
    load(folder);
    for (int file : files) {
      if (st.stop_requested())
        break;
      load(file);
    }
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-6]]:9: note: this 'break' leaves only the inner 'for' loop

// The inner loop ends, the outer one starts it again.
void bad_condition_of_inner_loop(std::stop_token st) {
  for (;;) {
    while (!st.stop_requested())
      step();
    logLine("again");
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:13: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-7]]:3: note: no statement in that branch leaves this 'for' loop

void bad_throw_caught_inside(std::stop_token st) {
  for (;;) {
    try {
      if (st.stop_requested())
        throw std::exception();
      step();
    } catch (const std::exception &) {
      logLine("failed");
    }
  }
}
// CHECK-MESSAGES: :[[@LINE-8]]:11: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-8]]:9: note: this exception is caught inside the loop, which goes on

void bad_return_leaves_lambda(std::stop_token st) {
  auto once = [&] {
    if (st.stop_requested())
      return;
    step();
  };
  for (;;)
    once();
}
// CHECK-MESSAGES: :[[@LINE-7]]:9: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-7]]:7: note: this 'return' leaves only the lambda

class BadWorker {
  std::jthread thread_{[this](std::stop_token st) {
    while (true) {
      if (st.stop_requested())
        logLine("stop");
      step();
    }
  }};
};
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

// A wait that the token wakes is no exit.
void bad_after_wait(std::stop_token st, std::mutex &m,
                    std::condition_variable_any &cv, std::deque<int> &q) {
  for (;;) {
    std::unique_lock lk(m);
    cv.wait(lk, st, [&] { return !q.empty(); });
    switch (state()) {
    case 0:
      if (st.stop_requested())
        break;
      step();
    }
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-FIXES: cv.wait(lk, st,
// CHECK-FIXES: return;
// CHECK-FIXES-NEXT: step();

namespace log {
void FmtLogMessage(const char *, int);
const char *TrimSourcePath(const char *);
} // namespace log
#define LOG_DEBUG(text, ...)                                                   \
  log::FmtLogMessage(log::TrimSourcePath(text), __LINE__)
void bad_logging_macro(std::stop_token st) {
  while (true) {
    if (st.stop_requested()) {
      LOG_DEBUG("stopping");
    }
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:9: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-8]]:3: note: no statement in that branch leaves this 'while' loop

// Nothing moves on any more.
void bad_spins(std::stop_token st, const std::vector<int> &ids) {
  std::size_t i = 0;
  while (i < ids.size()) {
    if (st.stop_requested())
      continue;
    load(ids[i]);
    ++i;
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:9: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-6]]:7: note: this 'continue' only starts the next iteration

// The second look is never reached again.
void bad_second_look(std::stop_token st) {
  for (;;) {
    if (st.stop_requested())
      continue;
    step();
    if (st.stop_requested())
      return;
  }
}
// CHECK-MESSAGES: :[[@LINE-7]]:9: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-7]]:7: note: this 'continue' only starts the next iteration

// The exit of the reading part is never reached again.
int fetch(int fd, char *to, int size);
int bad_spins_before_the_read(std::stop_token st, int fd, int limit) {
  char part[64];
  int size = 0;
  while (size < limit) {
    if (st.stop_requested())
      continue;
    int count = fetch(fd, part, 64);
    if (count < 0)
      return -1;
    size += count;
  }
  return size;
}
// CHECK-MESSAGES: :[[@LINE-9]]:9: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-9]]:7: note: this 'continue' only starts the next iteration

// The lock knows nothing of the request.
void bad_lock_after_wait(std::stop_token st, std::mutex &m,
                         std::condition_variable &cv) {
  void flushLocked(std::unique_lock<std::mutex> &);
  while (true) {
    std::unique_lock<std::mutex> lock(m);
    cv.wait(lock, [&st] { return st.stop_requested() || state(); });
    if (st.stop_requested())
      continue;
    flushLocked(lock);
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:9: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-5]]:7: note: this 'continue' only starts the next iteration

// A helper that waits with the token comes back, and nothing leaves.
template <class Cv, class Pred>
void waitFor(Cv &cv, std::unique_lock<std::mutex> &lock, std::stop_token st,
             Pred pred) {
  cv.wait(lock, st, pred);
}
void bad_helper_waits(std::stop_token st, std::mutex &m,
                      std::condition_variable_any &cv, Queue &q) {
  while (true) {
    {
      std::unique_lock<std::mutex> lock(m);
      waitFor(cv, lock, st, [&q] { return !q.empty(); });
      if (st.stop_requested())
        continue;
    }
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-6]]:9: note: this 'continue' only starts the next iteration

// What would be given the token is never reached again.
void bad_handed_on_behind_it(std::stop_token st) {
  for (;;) {
    if (st.stop_requested())
      continue;
    idle(st);
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:9: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-5]]:7: note: this 'continue' only starts the next iteration

// The answer is kept for the caller, and the work goes on.
struct Outcome {
  bool cancelled = false;
  int done = 0;
};
Outcome bad_break_forgotten(std::stop_token st, const std::vector<int> &ids) {
  Outcome result;
  for (int id : ids) {
    if (st.stop_requested()) {
      result.cancelled = true;
    }
    if (id < 0)
      break;
    load(id);
    ++result.done;
  }
  return result;
}
// CHECK-MESSAGES: :[[@LINE-10]]:9: warning: 'st.stop_requested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-12]]:3: note: no statement in that branch leaves this 'for' loop

// What leaves this loop has nothing to do with the request.
int bad_log_before_an_exit(std::stop_token st, int limit) {
  int tries = 0;
  while (!step()) {
    if (st.stop_requested())
      logLine("stopping");
    if (++tries > limit)
      return -1;
    load(tries);
  }
  return tries;
}
// CHECK-MESSAGES: :[[@LINE-8]]:9: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-10]]:3: note: no statement in that branch leaves this 'while' loop

// What was handed in is work, too.
void bad_callable_after_the_break(std::stop_token st,
                                  const std::function<void(int)> &use) {
  while (step()) {
    for (int id : list(0)) {
      if (st.stop_requested())
        break;
      load(id);
    }
    use(1);
  }
}
// CHECK-MESSAGES: :[[@LINE-7]]:11: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-7]]:9: note: this 'break' leaves only the inner 'for' loop

// Being woken is not being ended.
void bad_only_woken(std::stop_token st, std::mutex &m,
                    std::condition_variable &cv) {
  std::stop_callback wake(st, [&cv] { cv.notify_all(); });
  while (step()) {
    for (int id : list(0)) {
      if (st.stop_requested())
        break;
      load(id);
    }
    load(1);
  }
}
// CHECK-MESSAGES: :[[@LINE-7]]:11: warning: 'st.stop_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
// CHECK-MESSAGES: :[[@LINE-7]]:9: note: this 'break' leaves only the inner 'for' loop

//===----------------------------------------------------------------------===//

void ok_condition(std::stop_token st) {
  while (!st.stop_requested()) {
    switch (state()) {
    case 0:
      if (st.stop_requested())
        break;
      step();
    }
  }
}

void ok_return(std::stop_token st) {
  for (;;) {
    switch (state()) {
    case 0:
      if (st.stop_requested())
        return;
      step();
    }
  }
}

void ok_break(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids) {
    if (st.stop_requested())
      break;
    load(id);
  }
}

void ok_throw(std::stop_token st) {
  for (;;) {
    if (st.stop_requested())
      throw Cancelled();
    step();
  }
}

void ok_throw_of_another_type(std::stop_token st) {
  for (;;) {
    try {
      if (st.stop_requested())
        throw Cancelled();
      step();
    } catch (const std::exception &) {
      logLine("failed");
    }
  }
}

void ok_goto(std::stop_token st) {
  for (;;) {
    switch (state()) {
    case 0:
      if (st.stop_requested())
        goto out;
      step();
    }
  }
out:
  logLine("out");
}

// The loop ends when the queue is empty.
void ok_graceful_drain(std::stop_token st, Queue &q) {
  for (;;) {
    if (st.stop_requested() && q.empty())
      break;
    step();
  }
}

void ok_drain_to_the_close(std::stop_token st, Queue &q) {
  Message m;
  while (q.pop(m)) {
    if (st.stop_requested())
      continue;
    load(m.kind);
  }
}

void ok_exit_before_the_poll(std::stop_token st, Queue &q) {
  Message m;
  for (;;) {
    if (!q.pop(m))
      return;
    if (st.stop_requested())
      continue;
    load(m.kind);
  }
}

// The answer is looked at further down.
int ok_answer_read_below(std::stop_token st, const std::vector<int> &ids) {
  Outcome result;
  for (int id : ids) {
    if (st.stop_requested())
      result.cancelled = true;
    load(id);
    if (result.cancelled)
      break;
  }
  return result.done;
}

// As a whole, too: who knows what the callee does with it.
bool enough(const Outcome &);
int ok_answer_given_away(std::stop_token st, const std::vector<int> &ids) {
  Outcome result;
  for (int id : ids) {
    if (st.stop_requested())
      result.cancelled = true;
    if (enough(result))
      break;
    load(id);
  }
  return result.done;
}

struct Collector {
  bool cancelled = false;
  bool full();
  void ok_answer_in_a_field(std::stop_token st, const std::vector<int> &ids) {
    for (int id : ids) {
      if (st.stop_requested())
        cancelled = true;
      if (full())
        break;
      load(id);
    }
  }
};

// The work depends on the answer.
void ok_no_work_any_more(std::stop_token st, Queue &q) {
  Message m;
  while (q.pop(m)) {
    if (st.stop_requested())
      logLine("stopping");
    else
      load(m.kind);
  }
}

// The helper throws when a stop is requested.
void checkpoint(const std::stop_token &st) {
  if (st.stop_requested())
    throw Cancelled();
}
void ok_helper_throws(std::stop_token st) {
  for (;;) {
    if (st.stop_requested())
      logLine("stopping");
    checkpoint(st);
    step();
  }
}

void ok_flag_read_later(std::stop_token st) {
  bool stopping = false;
  while (!stopping) {
    switch (state()) {
    case 0:
      if (st.stop_requested()) {
        stopping = true;
        break;
      }
      step();
    }
  }
}

void ok_flag_read_in_the_body(std::stop_token st) {
  bool stopping = false;
  for (;;) {
    switch (state()) {
    case 0:
      stopping = st.stop_requested();
      step();
    }
    if (stopping)
      return;
  }
}

void ok_changes_what_ends_it(std::stop_token st, const std::vector<int> &ids) {
  std::size_t last = ids.size();
  for (std::size_t i = 0; i < last; ++i) {
    if (st.stop_requested())
      last = i;
    load(ids[i]);
  }
}

void ok_closes_the_queue(std::stop_token st, Queue &q) {
  bool closed = false;
  while (step()) {
    if (st.stop_requested())
      q.close();
    load(closed);
  }
}

// It may throw, or end the program.
void ok_helper_leaves(std::stop_token st) {
  for (;;) {
    if (st.stop_requested())
      shutDownAll();
    else
      step();
  }
}

// The rest is skipped: nothing is done any more.
void ok_skips_the_rest(std::stop_token st, const std::vector<int> &ids) {
  for (int id : ids) {
    if (st.stop_requested())
      continue;
    load(id);
  }
}

void ok_inner_loop_and_nothing_else(
    std::stop_token st, const std::vector<std::vector<int>> &groups) {
  for (const std::vector<int> &group : groups)
    for (int id : group) {
      if (st.stop_requested())
        break;
      load(id);
    }
}

void ok_polled_after_the_inner_loop(std::stop_token st,
                                    const std::vector<int> &folders) {
  for (int folder : folders) {
    for (int file : list(folder)) {
      if (st.stop_requested())
        break;
      load(file);
    }
    if (st.stop_requested())
      return;
    load(folder);
  }
}

// Each task has a token of its own; one that stopped does not end the rest.
struct Task {
  std::stop_token token;
  int id;
};
void ok_token_of_the_item(const std::vector<Task> &tasks) {
  for (const Task &task : tasks) {
    if (task.token.stop_requested())
      logLine("cancelled");
    load(task.id);
  }
}
void ok_token_made_in_the_loop(const std::vector<Task> &tasks) {
  for (const Task &task : tasks) {
    std::stop_token st = task.token;
    if (st.stop_requested())
      logLine("cancelled");
    load(task.id);
  }
}

void ok_handed_on(std::stop_token st) {
  for (;;) {
    if (st.stop_requested())
      logLine("stopping");
    idle(st); // may throw
  }
}

void ok_helper_polls(std::stop_token st) {
  auto stop = [&] {
    if (st.stop_requested())
      throw Cancelled();
  };
  for (;;) {
    if (st.stop_requested())
      logLine("stopping");
    stop();
    step();
  }
}

void ok_flag_ends_it(std::stop_token st, std::atomic<bool> &running) {
  while (running) {
    if (st.stop_requested())
      logLine("stopping");
    step();
  }
}

// The callback closes what the loop waits on.
void ok_registered(std::stop_token st, Queue &q) {
  std::stop_callback onStop(st, [&] { q.close(); });
  while (step()) {
    if (st.stop_requested())
      logLine("stopping");
  }
}

void ok_bounded(std::stop_token st) {
  for (int i = 0; i < 3; ++i) {
    if (st.stop_requested())
      logLine("stopping");
    step();
  }
}

void ok_lambda_result_is_read(std::stop_token st) {
  auto once = [&] {
    if (st.stop_requested())
      return false;
    return step();
  };
  while (once())
    logLine("again");
}

void ok_lambda_in_a_finite_loop(std::stop_token st,
                                const std::vector<int> &ids) {
  for (int id : ids)
    [&] {
      if (st.stop_requested())
        return;
      load(id);
    }();
}

void ok_no_loop(std::stop_token st) {
  switch (state()) {
  case 0:
    if (st.stop_requested())
      break;
    step();
  }
}

// Not a poll at all.
void ok_possible(std::stop_token st) {
  while (step()) {
    if (st.stop_possible())
      logLine("can be stopped");
  }
}

template <class T> void ok_template(std::stop_token st, T &t) {
  for (;;) {
    if (st.stop_requested())
      t.finish();
    t.step();
  }
}

void ok_flag_of_another(std::stop_token st, const std::atomic<int> &left) {
  while (left > 0) {
    if (st.stop_requested())
      continue;
    step();
  }
}

class OkSource {
  std::stop_source source_;
  void restart() {
    while (step()) {
      if (source_.stop_requested()) {
        logLine("restarting");
        source_ = std::stop_source();
      }
    }
  }
};

#define POLL4                                                                  \
  if (st.stop_requested())                                                     \
    logLine("a");                                                              \
  if (st.stop_requested())                                                     \
    logLine("b");                                                              \
  if (st.stop_requested())                                                     \
    logLine("c");                                                              \
  if (st.stop_requested())                                                     \
    logLine("d");
#define POLL16 POLL4 POLL4 POLL4 POLL4
#define POLL64 POLL16 POLL16 POLL16 POLL16
#define POLL256 POLL64 POLL64 POLL64 POLL64

// One more than are compared with each other.
void ok_generated(std::stop_token st) {
  for (;;) {
    POLL256
    if (st.stop_requested())
      logLine("stopping");
  }
}
