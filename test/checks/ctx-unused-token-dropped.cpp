// RUN: %check %s ctx-unused-token %t
// One defect, one id: where a call could take the token, ctx-dropped-token says
// so, with a fix.
#include <stop_token>
#include <string>

void fetch(int id, int retries = 3, std::stop_token st = {});
void store(int id);
void send(int id);
void send(int id, std::stop_token st);
struct Options {
  int n = 0;
  std::stop_token stop;
};
void run(int id, const Options &options = {});

void ok_default_of_a_call(int id, std::stop_token st) {
  fetch(id);
  store(id);
}
void ok_overload_of_a_call(int id, std::stop_token st) {
  send(id);
  store(id);
}
void ok_options_of_a_call(int id, std::stop_token st) {
  run(id);
  store(id);
}
void ok_lambda() {
  auto job = [](int id, std::stop_token st) {
    fetch(id);
    store(id);
  };
  job(1, {});
}

// What has no counterpart, or goes without for a good reason.
void bad_no_counterpart(int id, std::stop_token st) {
  store(id);
  store(2);
}
// CHECK-MESSAGES: :[[@LINE-4]]:49: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_no_counterpart'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
void closeAll(int id);
void closeAll(int id, std::stop_token st);
void bad_nothing_to_pass(int id, std::stop_token st) {
  store(id);
  closeAll(id);
}
// CHECK-MESSAGES: :[[@LINE-4]]:50: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_nothing_to_pass'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
// The nearer one is what would be passed.
void bad_another_gets_it(int id, const std::stop_token &near, std::stop_token st) {
  send(id, near);
  store(id);
}
// CHECK-MESSAGES: :[[@LINE-4]]:79: warning: 'st' is never looked at or passed on, so no stop request reaches 'bad_another_gets_it'; poll it, pass it on, or leave it unnamed [ctx-unused-token]
