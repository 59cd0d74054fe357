// RUN: %check %s ctx-overshared-source %t -std=c++20
// Whose business a request is, and sources that are only passed through.
#include <atomic>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <stop_token>
#include <string>

bool step();
void log(const std::string &);
void run(std::stop_token st);

//===-- they are there to ask ---------------------------------------------===//

void ok_limit_to(std::stop_source &source, int &failures) {
  if (++failures > 3)
    source.request_stop();
}
void requestAll(std::stop_source &source) {
  if (!step())
    source.request_stop();
}
void ok_handle_sigterm(std::stop_source &source, int number) {
  if (number == 15)
    source.request_stop();
}
void ok_wait_first(std::stop_source &others) {
  if (step())
    others.request_stop();
}
// An event, and what it asks for.
void onConnectionLost(std::stop_source &session) {
  log("lost");
  if (!step())
    session.request_stop();
}
// The request is what it is called for.
void ok_in_any_case(std::stop_source &source) {
  while (step()) {
  }
  source.request_stop();
}
void ok_on_both_ways(const std::string &command, std::stop_source &source) {
  if (command.empty()) {
    source.request_stop();
    return;
  }
  log(command);
  source.request_stop();
}

// What the caller says besides decides, whatever else is done.
void ok_dispatch(const std::string &command, std::stop_source &source) {
  run(source.get_token());
  if (command == "bye" || command.empty())
    source.request_stop();
}
void ok_key(int key, std::stop_source &source) {
  run(source.get_token());
  switch (key) {
  case 'x':
    source.request_stop();
    break;
  default:
    step();
  }
}
void ok_last_one_out(std::atomic<int> &left, std::stop_source &source) {
  run(source.get_token());
  if (left.fetch_sub(1) == 1)
    source.request_stop();
}
void ok_budget(size_t n, size_t &budget, std::stop_source &source) {
  run(source.get_token());
  n > budget ? (void)source.request_stop() : (void)(budget -= n);
}
void ok_failure(std::stop_source &onFailure) {
  run(onFailure.get_token());
  if (!step())
    onFailure.request_stop();
}
void failFast(std::stop_source &source) {
  run(source.get_token());
  if (!step())
    source.request_stop();
}
// What work on a parameter comes to is the function's own failure.
bool load(int id);
void bad_work_on_a_parameter(int id, std::stop_source &everybodys) {
  run(everybodys.get_token());
  if (!load(id))
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'bad_work_on_a_parameter' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
void bad_callback(const std::function<bool()> &more, std::stop_source &everybodys) {
  run(everybodys.get_token());
  if (!more())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'bad_callback' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
// Without work under the source, a request is all that it can be given for.
void ok_nothing_else(int id, std::stop_source &source) {
  log("loads");
  if (!load(id))
    source.request_stop();
}

// Names that say something else.
void handleRequest(std::stop_source &everybodys) {
  run(everybodys.get_token());
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'handleRequest' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
void loadFirst(std::stop_source &everybodys) {
  run(everybodys.get_token());
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'loadFirst' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
void verifySig(std::stop_source &everybodys) {
  run(everybodys.get_token());
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'verifySig' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
// "on" is one word of an event's name, and the first of several.
void on(std::stop_source &everybodys) {
  run(everybodys.get_token());
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'on' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
void basedOnRows(std::stop_source &everybodys) {
  run(everybodys.get_token());
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'basedOnRows' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
// One way out without a request.
void bad_on_some_ways(std::stop_source &everybodys) {
  run(everybodys.get_token());
  while (step())
    if (!step())
      return;
  everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'bad_on_some_ways' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}

//===-- passed through ----------------------------------------------------===//

// No fix, since others may call it; so none of the next one, which needs this
// one to take a token.
void bad_inner(std::stop_source &source) {
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'bad_inner' only listens to source 'source', {{.*}} [ctx-overshared-source]
  while (!source.stop_requested())
    step();
}
static void bad_outer(std::stop_source &source) {
  // CHECK-MESSAGES: :[[@LINE-1]]:41: warning: 'bad_outer' only listens to source 'source', {{.*}} [ctx-overshared-source]
  step();
  bad_inner(source);
}
// One that calls itself.
static void bad_again(std::stop_source &source, int rounds) {
  // CHECK-MESSAGES: :[[@LINE-1]]:41: warning: 'bad_again' only listens to source 'source', {{.*}} [ctx-overshared-source]
  if (rounds && !source.stop_requested())
    bad_again(source, rounds - 1);
}
static void asks(std::stop_source &callers) {
  run(callers.get_token());
  if (!step())
    callers.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'asks' makes a stop request on 'callers', {{.*}} [ctx-overshared-source]
}
static void ok_to_one_that_asks(std::stop_source &source) {
  if (!source.stop_requested())
    asks(source);
}
void elsewhere(std::stop_source &source);
static void ok_out_of_sight(std::stop_source &source) {
  if (!source.stop_requested())
    elsewhere(source);
}
// A table says what the second one takes, and so what the first one has.
static void inTable(std::stop_source &source) {
  while (!source.stop_requested())
    step();
}
void (*const table[])(std::stop_source &) = {inTable};
static void ok_to_one_in_a_table(std::stop_source &source) { inTable(source); }

// A token answers that otherwise when its source is gone.
static bool ok_possible(const std::stop_source &source) {
  return source.stop_possible();
}

void owner() {
  std::stop_source source;
  bad_outer(source);
  bad_again(source, 3);
  ok_to_one_that_asks(source);
  ok_out_of_sight(source);
  ok_to_one_in_a_table(source);
  if (ok_possible(source))
    source.request_stop();
}
