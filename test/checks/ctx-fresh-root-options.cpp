// RUN: %check %s ctx-fresh-root %t --option=AllowedFunctions="startUp; boot" --option=CleanupWords="sweep"
#include <stop_token>

void fetch(int id, std::stop_token st);
void sweepCache(std::stop_token st);
void cancelAll(std::stop_token st);

void startUp(std::stop_token st) { fetch(1, {}); }
void boot(std::stop_token st) { fetch(2, {}); }
void sweep(std::stop_token st) { fetch(3, {}); }
void ok_calls_cleanup(std::stop_token st) { sweepCache({}); }

void bad_word_replaced(std::stop_token st) {
  cancelAll({});
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: empty 'std::stop_token' passed to 'cancelAll' although 'st' is in scope; the call is not cancelled with it: pass 'st' [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:40: note: 'st' is in scope here
  // CHECK-FIXES: cancelAll(st);
}

void bad_other_function(std::stop_token st) {
  fetch(5, {});
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:41: note: 'st' is in scope here
  // CHECK-FIXES: fetch(5, st);
}

void shutDown(std::stop_token st) { fetch(6, {}); } // one of the built-in words

// Said in a comment; with no reason it says nothing.
void ok_detached(std::stop_token st) {
  fetch(7, {}); // ctx-tidy: detached because the audit outlives the request
  // ctx-tidy: detached because the cache serves
  // other requests, too
  fetch(8, {});
}
void bad_without_a_reason(std::stop_token st) {
  fetch(9, {}); // ctx-tidy: detached because
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: empty 'std::stop_token' passed to 'fetch' although 'st' is in scope; {{.*}} [ctx-fresh-root]
  // CHECK-MESSAGES: :[[@LINE-3]]:43: note: 'st' is in scope here
  // CHECK-FIXES: fetch(9, st);
}
