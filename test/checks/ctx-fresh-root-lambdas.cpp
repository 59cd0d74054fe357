// RUN: %check %s ctx-fresh-root %t
// Lambdas that stand in no function.
#include <functional>
#include <stop_token>

int fetch(int id, std::stop_token st);

auto bad_variable = [](std::stop_token st) { return fetch(1, {}); };
// CHECK-MESSAGES: :[[@LINE-1]]:62: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope
// CHECK-FIXES: auto bad_variable = [](std::stop_token st) { return fetch(1, st); };

struct BadMember {
  int (*f)(std::stop_token) = [](std::stop_token st) { return fetch(2, {}); };
  // CHECK-MESSAGES: :[[@LINE-1]]:72: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope
  // CHECK-FIXES: [](std::stop_token st) { return fetch(2, st); };
};

struct Handler {
  std::function<int(std::stop_token)> f;
};
Handler bad_table[] = {{[](std::stop_token st) { return fetch(3, {}); }}};
// CHECK-MESSAGES: :[[@LINE-1]]:66: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope
// CHECK-FIXES: return fetch(3, st); }}};

auto ok_forwards = [](std::stop_token st) { return fetch(4, st); };
auto ok_no_context = [] { return fetch(5, {}); };
