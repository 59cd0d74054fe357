// RUN: %check %s ctx-dropped-token %t
#include <cassert>
#include <memory>
#include <optional>
#include <stop_token>

void step(int id);
void step(int id, std::stop_token st);
void lend(int id, const std::stop_token *st = nullptr);
struct Request {
  std::stop_token stop;
};

//===--- pointers that may be null ----------------------------------------------===

// A function that asks whether the pointer is there: not outside the answer.
void ok_tested_later(std::stop_token *st) {
  step(1);
  if (st)
    step(2, *st);
}
void ok_tested_member(const Request *request) {
  step(1);
  if (request != nullptr)
    step(2, request->stop);
}
void ok_tested_shared(const std::shared_ptr<Request> &request) {
  step(1);
  if (request)
    step(2, request->stop);
}
void ok_tested_optional(const std::optional<std::stop_token> &st) {
  step(1);
  if (st.has_value())
    step(2, *st);
}
void ok_tested_in_part(std::stop_token *st, int n) {
  if (st || n)
    step(1);
}
void bad_inside_the_test(std::stop_token *st) {
  if (st)
    step(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'step' is called without a token although 'st' is in scope {{.*}}: pass '*st' [ctx-dropped-token]
  // CHECK-FIXES: step(1, *st);
}
void bad_behind_the_test(const Request *request) {
  if (!request)
    return;
  step(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'step' is called without a token although 'request->stop' is in scope {{.*}}: pass 'request->stop' [ctx-dropped-token]
  // CHECK-FIXES: step(1, request->stop);
}
void bad_asserted(const Request *request) {
  assert(request);
  step(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'step' is called without a token although 'request->stop' is in scope {{.*}}: pass 'request->stop' [ctx-dropped-token]
  // CHECK-FIXES: step(1, request->stop);
}
// Who takes a pointer takes null, too.
void bad_passed_as_pointer(const std::stop_token *st) {
  lend(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'lend' is called without a token although 'st' is in scope {{.*}}: pass 'st' [ctx-dropped-token]
  // CHECK-FIXES: lend(1, st);
  if (st)
    step(2, *st);
}

//===--- what takes no token ----------------------------------------------------===

// It hands one out.
void next(int id, std::stop_token &out);
void next(int id);
void ok_out_parameter(std::stop_token st) {
  next(1);
  step(2, st);
}

// Made once, for all callers.
int load(int id, std::stop_token st = {});
void ok_static_local(std::stop_token st) {
  static int first = load(1);
  step(first, st);
}

// Another name hides the token: there is no way to pass it.
void ok_hidden(std::stop_token st) {
  {
    int st = 3;
    step(st);
  }
  step(1, st);
}

//===--- several statements on a line -------------------------------------------===

struct Options {
  int n = 0;
  std::stop_token stop;
};
void run(const Options &options);
void bad_one_line(std::stop_token st) {
  Options options; options.n = 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'stop' of 'Options' is not set although 'st' is in scope; a stop request does not reach 'run': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: {{^}}  Options options; options.stop = st; options.n = 1;
  run(options);
}
