// RUN: %check %s ctx-dangling-context %t -std=c++20
// Code that is not looked at, and ways out that end everything.
#include <cstdlib>
#include <stop_token>
#include <thread>
#include <vector>

void work(std::stop_source &);

template <class T> void ok_template(T task) {
  std::stop_source src;
  std::thread([&src, task] { work(src); }).detach();
}
template void ok_template(int);

void ok_path_ends_the_process(bool wrong) {
  std::stop_source src;
  std::thread worker([&src] { work(src); });
  if (wrong)
    std::abort();
  worker.join();
}

void ok_belongs_to_the_caller(std::stop_source &src) {
  std::thread([&src] { work(src); }).detach();
}

void ok_stored_in_a_container_of_the_caller(std::vector<std::stop_source> &all) {
  std::stop_source &src = all.emplace_back();
  std::thread([&src] { work(src); }).detach();
}

void bad_sleep_is_no_wait() {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' may die while the work that it was lent to goes on; wait for the work on every path, or let it share the ownership [ctx-dangling-context]
  std::thread([&src] { work(src); }).detach();
  std::this_thread::sleep_for(std::chrono::seconds(1));
}
