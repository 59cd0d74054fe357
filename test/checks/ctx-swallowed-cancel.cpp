// RUN: %check %s ctx-swallowed-cancel %t --models=%S/../Inputs/acme/acme.yaml
// RUN: %check %s ctx-swallowed-cancel %t --models=%S/../Inputs/acme/acme.yaml -std=c++20
#include <acme/context.h>
#include <exception>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

void logLine(const std::string &);
void step(int);
bool more();
bool tryNext();
void fetch(const acme::Context &ctx, int id);
acme::Result tryFetch(const acme::Context &ctx, int id);
int count(const acme::Context &ctx) noexcept;

//===-- loops --------------------------------------------------------------===//

void parse(const acme::Context &ctx, int id) {
  if (id)
    ctx.ThrowIfDone();
  step(id);
}

void bad_base(const acme::Context &ctx) {
  for (;;) {
    try {
      ctx.ThrowIfDone();
      step(1);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

void bad_everything(const acme::Context &ctx) {
  while (more()) {
    try {
      ctx.ThrowIfDone();
      step(1);
    } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'while' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (...) {
      logLine("failed");
      continue;
    }
    step(2);
  }
}

void bad_callee(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      parse(ctx, id);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

// Nothing is known of fetch() but that who polls this token throws.
void bad_given(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids)
    try {
      fetch(ctx, id);
    } catch (const std::exception &) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &) {
    }
}

// A child of the token that was asked to stop is asked to stop.
void bad_child(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    auto [child, cancel] = acme::WithTimeout(ctx, std::chrono::seconds(1));
    try {
      fetch(child, id);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      logLine(e.what());
    }
    cancel();
  }
}

struct Crawler {
  acme::Context ctx_;
  std::vector<int> todo_;
  void bad_field() {
    for (int id : todo_) {
      try {
        fetch(ctx_, id);
      } catch (const std::exception &e) {
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
      // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
        logLine(e.what());
      }
    }
  }
};

// An inner handler that passes it on changes nothing.
void bad_nested(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      try {
        parse(ctx, id);
      } catch (...) {
        logLine("failed");
        throw;
      }
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

// A handler of its own, and the loop never ends.
void bad_direct(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const acme::Cancelled &) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it here [ctx-swallowed-cancel]
      logLine("cancelled");
    }
  }
}

void bad_lambda(const acme::Context &ctx, const std::vector<int> &ids) {
  auto each = [&](int id) {
    ctx.ThrowIfDone();
    step(id);
  };
  for (int id : ids) {
    try {
      each(id);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

// Nobody is above the body of a thread: it has to end.
std::jthread bad_thread(acme::Context ctx) {
  return std::jthread([ctx] {
    for (;;) {
      try {
        parse(ctx, 1);
      } catch (const std::exception &e) {
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; leave the loop in a handler before this one [ctx-swallowed-cancel]
      // CHECK-FIXES: } catch (const acme::Cancelled &) { return; } catch (const std::exception &e) {
        logLine(e.what());
      }
    }
  });
}

void worker(acme::Context ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; leave the loop in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { return; } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}
std::jthread start(acme::Context ctx) { return std::jthread(worker, ctx); }

// What the try block does not get to write does not end the loop.
int next(const acme::Context &ctx, int page) {
  ctx.ThrowIfDone();
  return page - 1;
}
void bad_pages(const acme::Context &ctx) {
  std::optional<int> page = 7;
  do {
    try {
      page = next(ctx, *page);
      if (*page == 0)
        page.reset();
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'do' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      logLine(e.what());
    }
  } while (page.has_value());
}

// The bound is on failures, not on cancellation.
void bad_counted(const acme::Context &ctx, const std::vector<int> &ids) {
  int failures = 0;
  for (int id : ids) {
    try {
      parse(ctx, id);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      if (++failures > 10)
        throw;
    }
  }
}

// No fix: an exception must not leave.
void bad_noexcept(const acme::Context &ctx, const std::vector<int> &ids) noexcept {
  for (int id : ids) {
    try {
      parse(ctx, id);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
      logLine(e.what());
    }
  }
}

//===-- no loop ------------------------------------------------------------===//

void bad_goes_on(const acme::Context &ctx) {
  try {
    ctx.ThrowIfDone();
    step(1);
  } catch (const std::exception &e) {
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this handler keeps 'acme::Cancelled', and 'step' is called as if nobody had asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
  // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
    logLine(e.what());
  }
  step(2);
}

//===-- errors without a model ---------------------------------------------===//

struct Stopped : std::exception {};

void work(std::stop_token st) {
  if (st.stop_requested())
    throw Stopped{};
  step(1);
}

void bad_home_grown(std::stop_token st) {
  for (;;)
    try {
      work(st);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'Stopped', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const Stopped &) { throw; } catch (const std::exception &e) {
      logLine(e.what());
    }
}

void mirror(std::stop_token st) {
  if (st.stop_requested())
    throw std::runtime_error("mirror cancelled");
  step(1);
}

// No fix: a handler for std::runtime_error would take more.
void bad_general(std::stop_token st) {
  for (;;) {
    try {
      mirror(st);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'std::runtime_error', and the 'for' loop goes on although it was asked to stop; give it a type of its own and let that through [ctx-swallowed-cancel]
      logLine(e.what());
    }
  }
}

//===-- undefined ----------------------------------------------------------===//

void bad_unwound() {
  try {
    acme::Checkpoint();
  } catch (...) {
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this handler keeps 'acme::Unwound', which is undefined behaviour; rethrow it [ctx-swallowed-cancel]
  // CHECK-FIXES: } catch (const acme::Unwound &) { throw; } catch (...) {
    logLine("failed");
  }
}

int bad_unwound_return() {
  try {
    acme::Checkpoint();
    return 1;
  } catch (...) {
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this handler keeps 'acme::Unwound', which is undefined behaviour; rethrow it [ctx-swallowed-cancel]
  // CHECK-FIXES: } catch (const acme::Unwound &) { throw; } catch (...) {
    return 0;
  }
}

void ok_unwound() {
  try {
    acme::Checkpoint();
  } catch (...) {
    logLine("failed");
    throw;
  }
}

//===-- the wrong type -----------------------------------------------------===//

bool bad_wrong_type(std::stop_token st) {
  try {
    work(st);
  } catch (const acme::Cancelled &) {
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: cancellation is thrown here as 'Stopped', which this handler for 'acme::Cancelled' does not take; catch 'Stopped' [ctx-swallowed-cancel]
  // CHECK-FIXES: } catch (const Stopped &) {
    return false;
  }
  return true;
}

bool ok_both_types(std::stop_token st) {
  try {
    work(st);
  } catch (const acme::Cancelled &) {
    return false;
  } catch (const Stopped &) {
    return false;
  }
  return true;
}

bool ok_other_may_throw(std::stop_token st, const acme::Context &ctx) {
  try {
    work(st);
    fetch(ctx, 1);
  } catch (const acme::Cancelled &) {
    return false;
  }
  return true;
}

//===-- silent -------------------------------------------------------------===//

void ok_earlier_handler(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const acme::Cancelled &) {
      throw;
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

void ok_rethrow(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      logLine(e.what());
      throw;
    }
  }
}

void ok_wraps(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      throw std::runtime_error(std::string("parsing: ") + e.what());
    }
  }
}

void ok_nested_wrap(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (...) {
      std::throw_with_nested(std::runtime_error("parsing"));
    }
  }
}

void ok_leaves_loop(const acme::Context &ctx) {
  while (more()) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      logLine(e.what());
      break;
    }
  }
}

bool ok_returns(const acme::Context &ctx) {
  try {
    parse(ctx, 1);
  } catch (const std::exception &e) {
    logLine(e.what());
    return false;
  }
  step(2);
  return true;
}

void ok_exits(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      std::terminate();
    }
  }
}

void ok_polled_in_condition(const acme::Context &ctx) {
  while (!ctx.Done()) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

void ok_polled_in_handler(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      if (ctx.Done())
        return;
      logLine(e.what());
    }
  }
}

void ok_polled_after(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
    if (ctx.Done())
      return;
  }
}

// Tokens latch: fetch() finds out.
void ok_next_finds_out(const acme::Context &ctx) {
  try {
    parse(ctx, 1);
  } catch (const std::exception &e) {
    logLine(e.what());
  }
  fetch(ctx, 2);
}

void ok_wakeable_sleep(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      acme::Sleep(ctx, std::chrono::seconds(1));
    }
  }
}

void ok_no_cancellable_work(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      step(id);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

void ok_other_type(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      parse(ctx, id);
    } catch (const std::runtime_error &e) {
      logLine(e.what());
    }
  }
}

void ok_caught_inside(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      try {
        parse(ctx, id);
      } catch (const acme::Cancelled &) {
        return;
      }
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

// They say so in their result, or promise not to throw.
void ok_tells_by_result(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      tryFetch(ctx, id);
      count(ctx);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

// Each job has its own: the others were not asked to stop.
struct Job {
  acme::Context ctx;
  int id;
};
Job nextJob();
void ok_own_token() {
  for (;;) {
    Job job = nextJob();
    try {
      fetch(job.ctx, job.id);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}
void ok_own_token_of_range(const std::vector<Job> &jobs) {
  for (const Job &job : jobs) {
    try {
      fetch(job.ctx, job.id);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

void ok_never_stopped(const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      fetch(acme::Context::Background(), id);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

// A handler of its own in a loop that ends is a decision.
int ok_direct(const acme::Context &ctx, const std::vector<int> &ids) {
  int cancelled = 0;
  for (int id : ids) {
    try {
      parse(ctx, id);
    } catch (const acme::Cancelled &) {
      ++cancelled;
    }
  }
  return cancelled;
}

bool isCancelled(const std::exception &);
void ok_asks_the_exception(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      if (dynamic_cast<const acme::Cancelled *>(&e))
        throw;
      logLine(e.what());
    }
  }
}
void ok_asks_somebody(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      if (isCancelled(e))
        return;
      logLine(e.what());
    }
  }
}

void dispatch() {
  try {
    throw;
  } catch (const acme::Cancelled &) {
    throw;
  } catch (...) {
    logLine("failed");
  }
}
void ok_dispatcher(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (...) {
      dispatch();
    }
  }
}

void ok_kept(const acme::Context &ctx, std::promise<int> &result) {
  std::exception_ptr error;
  try {
    parse(ctx, 1);
  } catch (...) {
    error = std::current_exception();
  }
  step(2);
  result.set_exception(error);
}

void ok_error_is_tested(const acme::Context &ctx) {
  std::string error;
  try {
    parse(ctx, 1);
  } catch (const std::exception &e) {
    error = e.what();
  }
  if (!error.empty())
    return;
  step(2);
}
void ok_result_is_tested(const acme::Context &ctx) {
  std::optional<int> found;
  try {
    parse(ctx, 1);
    found = 1;
  } catch (const std::exception &e) {
    logLine(e.what());
  }
  if (!found)
    return;
  step(2);
}
void ok_flag_is_tested(const acme::Context &ctx) {
  bool done = false;
  try {
    parse(ctx, 1);
    done = true;
  } catch (const std::exception &e) {
    logLine(e.what());
  }
  if (done)
    step(2);
}

struct Server {
  std::atomic<bool> running_;
  void ok_flag_ends_it(const acme::Context &ctx) {
    while (running_) {
      try {
        parse(ctx, 1);
      } catch (const std::exception &e) {
        logLine(e.what());
      }
    }
  }
};

// The outermost frame of a worker keeps it, and tells others that it is done.
void submitted(acme::Pool &pool) {
  pool.Submit([ctx = acme::Context()] {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
    step(2);
  });
}
void okWorker(acme::Context ctx) {
  try {
    parse(ctx, 1);
  } catch (const std::exception &e) {
    logLine(e.what());
  }
  step(2);
}
std::jthread startOk(acme::Context ctx) { return std::jthread(okWorker, ctx); }

int main() {
  acme::Context ctx;
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

struct Guard {
  acme::Context ctx;
  ~Guard() {
    for (int i = 0; i != 3; ++i) {
      try {
        parse(ctx, i);
      } catch (...) {
      }
    }
  }
};
void flushAll(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      parse(ctx, id);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

// It was seen already.
void ok_observed(const acme::Context &ctx, const std::vector<int> &ids) {
  if (ctx.Done()) {
    for (int id : ids) {
      try {
        fetch(ctx, id);
      } catch (const std::exception &e) {
        logLine(e.what());
      }
    }
  }
}

// What polls inside and tells in its result ends the loop.
bool alive(const acme::Context &ctx) { return !ctx.Done(); }
void ok_polling_callee(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
    if (!alive(ctx))
      break;
  }
}

// What let control through to the try block does so again.
std::optional<int> fetchPage(const acme::Context &ctx, int from);
void bad_page_cursor(const acme::Context &ctx) {
  std::optional<int> cursor;
  do {
    int from = 0;
    if (cursor)
      from = *cursor;
    try {
      ctx.ThrowIfDone();
      cursor = fetchPage(ctx, from);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'do' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      logLine(e.what());
    }
  } while (cursor.has_value());
}
// What is asked behind the handler may be about the failure.
void ok_asked_behind(const acme::Context &ctx) {
  for (;;) {
    std::optional<int> page;
    try {
      ctx.ThrowIfDone();
      page = fetchPage(ctx, 0);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
    if (!page)
      break;
  }
}

// A static function has no object whose token it could ask.
class Scheduler {
  acme::Context Ctx;

public:
  static void yield();
  void runOne();
};
void bad_static(const acme::Context &ctx) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (...) {
      Scheduler::yield();
    }
  }
}
void ok_member_may_ask(const acme::Context &ctx, Scheduler &scheduler) {
  for (;;) {
    try {
      parse(ctx, 1);
    } catch (...) {
      scheduler.runOne();
    }
  }
}

//===-- the right handler in the wrong place -------------------------------===//

void bad_too_late(const acme::Context &ctx, const std::vector<int> &ids) {
  for (int id : ids) {
    try {
      fetch(ctx, id);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; put the handler for it before this one [ctx-swallowed-cancel]
    // CHECK-FIXES: {{^}}    } catch (const std::exception &e) {
      logLine(e.what());
    } catch (const acme::Cancelled &) {
      return;
    }
  }
}

void bad_too_late_once(const acme::Context &ctx) {
  try {
    fetch(ctx, 1);
  } catch (const std::exception &e) {
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this handler keeps 'acme::Cancelled', and 'step' is called as if nobody had asked to stop; put the handler for it before this one [ctx-swallowed-cancel]
  // CHECK-FIXES: {{^}}  } catch (const std::exception &e) {
    logLine(e.what());
  } catch (const acme::Cancelled &) {
    throw;
  }
  step(2);
}
