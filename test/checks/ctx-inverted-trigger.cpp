// RUN: %check %s ctx-inverted-trigger %t --models=%S/Inputs/inverted-trigger.yaml
#include <functional>
#include <iostream>
#include <stop_token>
#include <thread>

namespace mini {
struct Source {
  bool requestCancellation() const;
  bool cancelQuietly() const;
};
struct Manager {
  bool RegisterCallback(std::function<void()> callback);
};
} // namespace mini

enum class Code { Ok, Cancelled, AlreadyStopped };
void log(const char *text);
void alreadyStopped();
void cleanUp();
void step();

//===----------------------------------------------------------------------===//
// True means: this call made the request
//===----------------------------------------------------------------------===//

void bad_name(std::stop_source &s) {
  if (s.request_stop())
    alreadyStopped();
}
// CHECK-NOTES: :[[@LINE-3]]:9: warning: 'request_stop' returns true for the call that makes the request, but the branch for that says 'alreadyStopped'; negate it [ctx-inverted-trigger]
// CHECK-NOTES: :[[@LINE-3]]:5: note: it is said here
// CHECK-FIXES: void bad_name(std::stop_source &s) {
// CHECK-FIXES-NEXT: if (!s.request_stop())

void bad_message(std::stop_source &s) {
  if (s.request_stop()) {
    std::cerr << "stop was already requested\n";
    return;
  }
  step();
}
// CHECK-NOTES: :[[@LINE-6]]:9: warning: 'request_stop' returns true for the call that makes the request, but the branch for that says 'stop was already requested'; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: it is said here

Code bad_code(std::stop_source &s) {
  if (s.request_stop() == true)
    return Code::AlreadyStopped;
  return Code::Ok;
}
// CHECK-NOTES: :[[@LINE-4]]:9: warning: 'request_stop' returns true for the call that makes the request, but the branch for that says 'AlreadyStopped'; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: it is said here
// CHECK-FIXES: if (s.request_stop() != true)

void bad_else(std::stop_source &s) {
  if (!s.request_stop())
    step();
  else
    log("already cancelled");
}
// CHECK-NOTES: :[[@LINE-5]]:10: warning: 'request_stop' returns true for the call that makes the request, but the branch for that says 'already cancelled'; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: it is said here
// CHECK-FIXES: void bad_else(std::stop_source &s) {
// CHECK-FIXES-NEXT: if (s.request_stop())

void bad_variable(std::stop_source &s) {
  const bool already = s.request_stop();
  if (!already)
    cleanUp();
}
// CHECK-NOTES: :[[@LINE-4]]:26: warning: 'request_stop' returns true for the call that makes the request, but 'already' takes it for the opposite; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: 'already' is this
// CHECK-FIXES: const bool already = !s.request_stop();

void bad_variable_used(std::jthread &t) {
  bool result = t.request_stop();
  if (result)
    log("the worker has already been asked to stop");
}
// CHECK-NOTES: :[[@LINE-4]]:19: warning: 'request_stop' returns true for the call that makes the request, but the branch for that says 'the worker has already been asked to stop'; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: it is said here
// CHECK-FIXES: bool result = t.request_stop();
// CHECK-FIXES-NEXT: if (!result)

void bad_conditional(std::stop_source &s) {
  log(s.request_stop() ? "already stopping" : "stopping");
}
// CHECK-NOTES: :[[@LINE-2]]:9: warning: 'request_stop' returns true for the call that makes the request, but the branch for that says 'already stopping'; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: it is said here
// CHECK-FIXES: log(!s.request_stop() ? "already stopping" : "stopping");

class Service {
public:
  void bad_leaves() {
    if (source_.request_stop())
      return;
    thread_.join();
  }
  // CHECK-NOTES: :[[@LINE-4]]:17: warning: 'request_stop' returns true for the call that makes the request, but the branch for that leaves before the work is waited for; negate it [ctx-inverted-trigger]
  // CHECK-NOTES: :[[@LINE-3]]:13: note: it is waited for here
  // CHECK-FIXES: if (!source_.request_stop())
  // CHECK-FIXES-NEXT: return;
  // CHECK-FIXES-NEXT: thread_.join();

  bool bad_wasAlreadyStopped() { return source_.request_stop(); }
  // CHECK-NOTES: :[[@LINE-1]]:49: warning: 'request_stop' returns true for the call that makes the request, but 'bad_wasAlreadyStopped' takes it for the opposite; negate it [ctx-inverted-trigger]
  // CHECK-NOTES: note: 'bad_wasAlreadyStopped' is this
  // CHECK-FIXES: bool bad_wasAlreadyStopped() { return !source_.request_stop(); }

  void bad_field() { alreadyStopping_ = source_.request_stop(); }
  // CHECK-NOTES: :[[@LINE-1]]:49: warning: 'request_stop' returns true for the call that makes the request, but 'alreadyStopping_' takes it for the opposite; negate it [ctx-inverted-trigger]
  // CHECK-NOTES: note: 'alreadyStopping_' is this
  // CHECK-FIXES: alreadyStopping_ = !source_.request_stop();

  void ok_second_leaves() {
    if (!source_.request_stop())
      return; // somebody else does it
    thread_.join();
  }
  void ok_joins_itself() {
    if (source_.request_stop()) {
      thread_.join();
      return;
    }
    thread_.join();
  }
  void ok_hands_on() {
    if (source_.request_stop())
      return cleanUp();
    thread_.join();
  }
  void ok_first() {
    const bool first = source_.request_stop();
    if (first)
      thread_.join();
  }
  void ok_ignored() {
    source_.request_stop();
    if (alreadyStopping_)
      alreadyStopped();
  }

private:
  std::stop_source source_;
  std::thread thread_;
  bool alreadyStopping_ = false;
};

void ok_message(std::stop_source &s) {
  if (!s.request_stop())
    log("already stopped");
}

void ok_else(std::stop_source &s) {
  if (s.request_stop())
    log("stopping");
  else
    log("already stopped");
}

void ok_another_already(std::stop_source &s) {
  if (s.request_stop())
    log("stopping; what was already written stays");
}

void ok_says_both(std::stop_source &s) {
  if (s.request_stop())
    log("first request; a stop is already requested by others at times");
}

void ok_another_condition(std::stop_source &s, bool idle) {
  if (s.request_stop() || idle)
    log("already stopped");
  if (idle && s.request_stop())
    step();
  else
    log("already stopped");
}

void ok_nothing_said(std::stop_source &s) {
  if (s.request_stop())
    cleanUp();
}

//===----------------------------------------------------------------------===//
// True means: it had been made before
//===----------------------------------------------------------------------===//

void bad_other_polarity(mini::Source &cs) {
  if (!cs.requestCancellation())
    log("already cancelled");
}
// CHECK-NOTES: :[[@LINE-3]]:11: warning: 'requestCancellation' returns true if the request was made before, but the branch for that says 'already cancelled'; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: it is said here
// CHECK-FIXES: void bad_other_polarity(mini::Source &cs) {
// CHECK-FIXES-NEXT: if (cs.requestCancellation())

void bad_other_first(mini::Source &cs) {
  const bool first = cs.requestCancellation();
  if (first)
    cleanUp();
}
// CHECK-NOTES: :[[@LINE-4]]:25: warning: 'requestCancellation' returns true if the request was made before, but 'first' takes it for the opposite; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: 'first' is this
// CHECK-FIXES: const bool first = !cs.requestCancellation();

void bad_other_leaves(mini::Source &cs, std::thread &t) {
  if (!cs.requestCancellation())
    return;
  t.join();
}
// CHECK-NOTES: :[[@LINE-4]]:11: warning: 'requestCancellation' returns true if the request was made before, but the branch for that leaves before the work is waited for; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: it is waited for here

void ok_other_polarity(mini::Source &cs, std::thread &t) {
  if (cs.requestCancellation())
    return log("already cancelled");
  t.join();
}

void ok_says_nothing_about_its_result(mini::Source &cs) {
  if (cs.cancelQuietly())
    log("already cancelled");
}

//===----------------------------------------------------------------------===//
// True means: registered
//===----------------------------------------------------------------------===//

Code bad_registered(mini::Manager &m) {
  if (m.RegisterCallback([] { cleanUp(); }))
    return Code::Cancelled;
  step();
  return Code::Ok;
}
// CHECK-NOTES: :[[@LINE-5]]:9: warning: 'RegisterCallback' returns true if the callback was registered, but the branch for that says 'Cancelled'; negate it [ctx-inverted-trigger]
// CHECK-NOTES: note: it is said here
// CHECK-FIXES: if (!m.RegisterCallback([] { cleanUp(); }))

Code ok_registered(mini::Manager &m) {
  if (!m.RegisterCallback([] { cleanUp(); }))
    return Code::Cancelled;
  const bool alreadyCancelled = !m.RegisterCallback([] { cleanUp(); });
  return alreadyCancelled ? Code::Cancelled : Code::Ok;
}

void ok_detached(std::stop_source &s) {
  // ctx-tidy: detached because the helper is misnamed
  if (s.request_stop())
    alreadyStopped();
}

//===-- Words that are about something else -------------------------------===//

extern bool already_stopped;
void use(int);

void ok_first_of_errors(std::stop_source &src, int first_error) {
  if (!src.request_stop()) {
    use(first_error);
    return;
  }
}
void ok_says_so_from_now_on(std::stop_source &src) {
  if (src.request_stop()) {
    already_stopped = true;
    log("x");
  }
}
void ok_negated(std::stop_source &src) {
  if (src.request_stop())
    log("it wasn't already stopped, stopping now");
}
void ok_about_the_work(std::stop_source &src) {
  if (src.request_stop())
    log("stopping; jobs already finished are kept");
}

// Others read the variable: the condition is what is wrong.
bool bad_read_by_others(std::stop_source &src) {
  bool made = src.request_stop();
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'request_stop' returns true for the call that makes the request, but the branch for that says 'already stopping'; negate it [ctx-inverted-trigger]
  if (made)
    log("already stopping");
    // CHECK-NOTES: :[[@LINE-1]]:9: note: it is said here
  return made;
}
// CHECK-FIXES: bool made = src.request_stop();
// CHECK-FIXES: if (!made)

//===-- More words, and who waits -----------------------------------------===//

struct Pool {
  void one() {
    const bool was_stopping = worker.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:38: warning: 'request_stop' returns true for the call that makes the request, but 'was_stopping' takes it for the opposite; negate it [ctx-inverted-trigger]
    // CHECK-NOTES: :[[@LINE-2]]:16: note: 'was_stopping' is this
    if (!was_stopping)
      worker.join();
  }
  void two() {
    const auto cancelled_before = source.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:42: warning: 'request_stop' returns true for the call that makes the request, but 'cancelled_before' takes it for the opposite; negate it [ctx-inverted-trigger]
    // CHECK-NOTES: :[[@LINE-2]]:16: note: 'cancelled_before' is this
    use(cancelled_before);
  }
  void three(bool ask) {
    const bool already_cancelled = ask && source.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:50: warning: 'request_stop' returns true for the call that makes the request, but 'already_cancelled' takes it for the opposite; negate it [ctx-inverted-trigger]
    // CHECK-NOTES: :[[@LINE-2]]:16: note: 'already_cancelled' is this
    use(already_cancelled);
  }
  void four() {
    bool first_timeout = !worker.request_stop();
    // CHECK-NOTES: :[[@LINE-1]]:34: warning: 'request_stop' returns true for the call that makes the request, but 'first_timeout' takes it for the opposite; negate it [ctx-inverted-trigger]
    // CHECK-NOTES: :[[@LINE-2]]:10: note: 'first_timeout' is this
    use(first_timeout);
  }
  void five() {
    if (!worker.request_stop())
      // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'request_stop' returns true for the call that makes the request, but the work is waited for only if it was asked before; negate it [ctx-inverted-trigger]
      worker.join();
      // CHECK-NOTES: :[[@LINE-1]]:14: note: it is waited for here
  }
  void ok_was_stopped() {
    bool was_stopped = source.request_stop(); // by this call
    use(was_stopped);
  }
  void ok_before_the_deadline() {
    if (source.request_stop())
      log("stop requested before the deadline");
  }
  void ok_first_failed() {
    bool first_failed = !source.request_stop();
    use(first_failed);
  }
  void ok_either(bool ask) {
    const bool already_cancelled = ask || source.request_stop();
    use(already_cancelled);
  }
  void ok_waits_for_all() {
    if (!worker.request_stop())
      worker.join();
    else
      use(1);
  }
  void ok_other_wait() {
    if (!worker.request_stop())
      worker.join();
    other.join();
  }
  void ok_first() {
    bool first_timeout = worker.request_stop();
    use(first_timeout);
  }
  std::jthread worker, other;
  std::stop_source source;
};
