// RUN: %check %s ctx-dropping-chain %t
// RUN: %check %s ctx-dropping-chain %t --prefix=NONE --option=ApartWords=reload
#include <stop_token>

int fetch(int id, std::stop_token st = {});

int reload() { return fetch(1); }
int bad_or_apart(std::stop_token st) {
  return fetch(0, st) + reload();
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'st' does not reach 'fetch': {{.*}} [ctx-dropping-chain]
}
int ok_silent_with_both(std::stop_token st) {
  return fetch(0, st);
}
