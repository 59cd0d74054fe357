// RUN: %check %s ctx-dropped-token %t
#include <stop_token>

int fetch(int id, std::stop_token st = {});
int step(int id);
int step(int id, std::stop_token st);

void bad_inconsistent(std::stop_token st) {
  fetch(1, st);
  fetch(2, st);
  fetch(3);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'fetch' is called without a token although 'st' is in scope and it takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-NOTES: :[[@LINE-9]]:35: note: the parameter that takes it is here
  // CHECK-NOTES: :[[@LINE-6]]:39: note: 'st' is in scope here
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 2 of 3 calls in this function pass it, like this one
  // CHECK-FIXES: fetch(3, st);
}

class Loader {
  void one(std::stop_token st) { step(1, st); }
  void two(std::stop_token st) { step(2); }
  // CHECK-NOTES: :[[@LINE-1]]:34: warning: 'step' is called without a token although 'st' is in scope and an overload takes one; a stop request does not reach the call: pass 'st' [ctx-dropped-token]
  // CHECK-NOTES: :[[@LINE-17]]:34: note: the parameter that takes it is here
  // CHECK-NOTES: :[[@LINE-3]]:28: note: 'st' is in scope here
  // CHECK-NOTES: :[[@LINE-5]]:34: note: 1 of 3 calls in this class pass it, like this one
  // CHECK-FIXES: void two(std::stop_token st) { step(2, st); }
  void three() { step(3); }
};

// Two that are equally good: both are named, and there is no fix.
void bad_two(std::stop_token a, std::stop_token b) {
  fetch(1);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'fetch' is called without a token although 'a' is in scope and it takes one; a stop request does not reach the call: pass 'a' [ctx-dropped-token]
  // CHECK-NOTES: :[[@LINE-30]]:35: note: the parameter that takes it is here
  // CHECK-NOTES: :[[@LINE-4]]:30: note: 'a' is in scope here
  // CHECK-NOTES: :[[@LINE-5]]:49: note: 'b' is in scope here
  // CHECK-FIXES: fetch(1);
}

struct Options {
  std::stop_token stop;
};
void scan(const Options &options);
void bad_options(std::stop_token st) {
  scan({});
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'stop' of 'Options' is not set although 'st' is in scope; a stop request does not reach 'scan': set it to 'st' [ctx-dropped-token]
  // CHECK-NOTES: :[[@LINE-6]]:19: note: the member that takes it is here
  // CHECK-NOTES: :[[@LINE-4]]:34: note: 'st' is in scope here
  // CHECK-FIXES: scan({.stop = st});
}
