// RUN: %check %s ctx-dropping-chain %t --standalone-only --header=dropping-chain/shared.h --tu=dropping-chain/middle.cpp --tu=dropping-chain/end.cpp
// RUN: %check %s ctx-dropping-chain %t --standalone-only --header=dropping-chain/shared.h --tu=dropping-chain/end.cpp --tu=dropping-chain/middle.cpp
// RUN: %check %s ctx-dropping-chain %t --prefix=NONE --header=dropping-chain/shared.h
// Three translation units: the caller here, the middle and the end elsewhere.
#include "shared.h"

int bad_across(std::stop_token st) {
  load(0, st);
  return middle();
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'st' does not reach 'load': 'middle' does not take it, so bad_across -> middle -> in_header -> end -> load is not stopped with it; pass it down the chain [ctx-dropping-chain]
  // CHECK-NOTES: :[[@LINE-4]]:32: note: 'st' is in scope here
  // CHECK-NOTES: middle.cpp:[[#]]:23: note: 'middle' has nothing to give to 'in_header' here
  // CHECK-NOTES: shared.h:[[#]]:33: note: 'in_header' has nothing to give to 'end' here
  // CHECK-NOTES: end.cpp:[[#]]:20: note: 'end' gives 'load' a root here, which nobody stops
}

int ok_flag_at_the_end(std::stop_token st) {
  load(0, st);
  return checks_flag();
}

// Both files have a function of this name that nobody else can see.
int ok_same_name(std::stop_token st) {
  load(0, st);
  return calls_its_own();
}

int ok_detached_elsewhere(std::stop_token st) {
  load(0, st);
  return audit();
}

// Not the same in both files.
int ok_differs(std::stop_token st) {
  load(0, st);
  return differs();
}

int ok_silenced(std::stop_token st) {
  load(0, st);
  return middle(); // NOLINT(ctx-dropping-chain)
}
