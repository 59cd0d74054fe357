// RUN: %check %s ctx-lost-cancel %t -std=c++20
// Sources that no other translation unit can see.
#include <stop_token>
#include <thread>

void work(std::stop_token);
void keep(std::stop_source);

static std::stop_source bad_static;
// CHECK-MESSAGES: :[[@LINE-1]]:25: warning: nothing in this file triggers 'bad_static', which no other file can see: the work that holds its token is never asked to stop; call 'request_stop()' [ctx-lost-cancel]
static std::stop_source ok_triggered;
static std::stop_source ok_unused;
static std::stop_source ok_passed;
static std::stop_source ok_referenced;
std::stop_source ok_external;

namespace {
std::stop_source bad_anonymous;
// CHECK-MESSAGES: :[[@LINE-1]]:18: warning: nothing in this file triggers 'bad_anonymous', which no other file can see: the work that holds its token is never asked to stop; call 'request_stop()' [ctx-lost-cancel]
struct Holder {
  static std::stop_source bad_member;
  static std::stop_source ok_member;
};
std::stop_source Holder::bad_member;
// CHECK-MESSAGES: :[[@LINE-1]]:26: warning: nothing in this file triggers 'bad_member', which no other file can see: the work that holds its token is never asked to stop; call 'request_stop()' [ctx-lost-cancel]
std::stop_source Holder::ok_member;
} // namespace

void start() {
  std::thread(work, bad_static.get_token()).detach();
  std::thread(work, ok_triggered.get_token()).detach();
  std::thread(work, ok_passed.get_token()).detach();
  std::thread(work, ok_referenced.get_token()).detach();
  std::thread(work, ok_external.get_token()).detach();
  std::thread(work, bad_anonymous.get_token()).detach();
  std::thread(work, Holder::bad_member.get_token()).detach();
  std::thread(work, Holder::ok_member.get_token()).detach();
}

void stop() {
  ok_triggered.request_stop();
  keep(ok_passed);
  auto &ref = ok_referenced;
  ref.request_stop();
  Holder::ok_member.request_stop();
}

void in_function() {
  static std::stop_source bad_local;
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: nothing in this file triggers 'bad_local', which no other file can see: the work that holds its token is never asked to stop; call 'request_stop()' [ctx-lost-cancel]
  static std::stop_source ok_local;
  std::thread(work, bad_local.get_token()).detach();
  std::thread(work, ok_local.get_token()).detach();
  if (ok_local.stop_requested())
    return;
  ok_local.request_stop();
}

void polled() {
  static std::stop_source bad_polled;
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: nothing in this file triggers 'bad_polled', which no other file can see: the work that holds its token is never asked to stop; call 'request_stop()' [ctx-lost-cancel]
  while (!bad_polled.stop_requested())
    work({});
}
