// RUN: %check %s ctx-early-cancel %t -std=c++20 --as=refresh_test.cpp
// Tests cancel at once to see what happens.
#include <functional>
#include <stop_token>

void enqueue(std::function<void()>);
void work(std::stop_token);

void ok_in_a_test() {
  std::stop_source source;
  enqueue([token = source.get_token()] { work(token); });
  source.request_stop();
}
