// RUN: %check %s ctx-overshared-source %t -std=c++20
// Whose business a request is, and sources that are only passed through.
#include <grpcpp/grpcpp.h>
#include <stop_token>
#include <string>

bool step();
void log(const std::string &);

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

// Names that say something else.
void handleRequest(std::stop_source &everybodys) {
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'handleRequest' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
void loadFirst(std::stop_source &everybodys) {
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'loadFirst' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
void verifySig(std::stop_source &everybodys) {
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'verifySig' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
// "on" is one word of an event's name, and the first of several.
void on(std::stop_source &everybodys) {
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'on' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
void basedOnRows(std::stop_source &everybodys) {
  if (!step())
    everybodys.request_stop();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'basedOnRows' makes a stop request on 'everybodys', {{.*}} [ctx-overshared-source]
}
// One way out without a request.
void bad_on_some_ways(std::stop_source &everybodys) {
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
