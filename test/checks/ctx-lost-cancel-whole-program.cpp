// RUN: %check %s ctx-lost-cancel %t -std=c++20 --standalone-only --option=WholeProgram=true --tu=lost-cancel/stops.cpp
// RUN: %check %s ctx-lost-cancel %t -std=c++20 --prefix=NONE
// Sources that other translation units can see.
#include <stop_token>
#include <thread>

void work(std::stop_token);
void keep(std::stop_source &);

std::stop_source bad_stopped_nowhere;
// CHECK-MESSAGES: :[[@LINE-1]]:18: warning: nothing in the program triggers 'bad_stopped_nowhere': the work that holds its token is never asked to stop [ctx-lost-cancel]
std::stop_source ok_stopped_elsewhere;
std::stop_source ok_passed_on;
std::stop_source ok_unused;

void start() {
  std::thread(work, bad_stopped_nowhere.get_token()).detach();
  std::thread(work, ok_stopped_elsewhere.get_token()).detach();
  std::thread(work, ok_passed_on.get_token()).detach();
  keep(ok_passed_on);
}
