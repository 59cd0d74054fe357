// RUN: %check %s ctx-dropped-token %t
#include <stop_token>
#include <string>

int fetch(int id, std::stop_token st = {});

// In a macro: reported where the macro is used, without a fix.
#define FETCH(id) fetch(id)
void bad_macro(std::stop_token st) {
  FETCH(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'fetch' is called without a token {{.*}} [ctx-dropped-token]
  // CHECK-FIXES: FETCH(1);
}

// In a template: once, for the pattern.
template <class T> void bad_template(const T &item, std::stop_token st) {
  fetch(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'fetch' is called without a token {{.*}} [ctx-dropped-token]
  // CHECK-FIXES: fetch(1, st);
  fetch(item.id);
}
struct Item {
  int id;
};
template void bad_template(const Item &, std::stop_token);

// A call that depends on a template parameter is not known.
template <class T> void ok_dependent(T &client, std::stop_token st) {
  client.get(1);
}
struct Client {
  void get(int id);
  void get(int id, std::stop_token st);
};
template void ok_dependent(Client &, std::stop_token);

// An overload that is constrained may not be meant for this.
template <class T> void send(const T &item);
template <class T>
  requires(sizeof(T) > 100)
void send(const T &item, std::stop_token st);
void ok_constrained(std::stop_token st) { send(1); }

// Comments and line breaks stay.
void bad_long(std::stop_token st) {
  fetch( // the first
      1  // by its number
  );
  // CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'fetch' is called without a token {{.*}} [ctx-dropped-token]
  // CHECK-FIXES: , st);
}

// Calls in calls: each for itself.
void bad_nested(std::stop_token st) {
  fetch(fetch(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'fetch' is called without a token {{.*}} [ctx-dropped-token]
  // CHECK-MESSAGES: :[[@LINE-2]]:9: warning: 'fetch' is called without a token {{.*}} [ctx-dropped-token]
  // CHECK-FIXES: fetch(fetch(1, st), st);
}

// A rvalue reference takes no copy: no fix.
void sink(int id);
void sink(int id, std::stop_token &&st);
void bad_rvalue(std::stop_token st) {
  sink(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sink' is called without a token {{.*}} [ctx-dropped-token]
  // CHECK-FIXES: sink(1);
}

// A reference and a pointer to a token are tokens.
void bad_reference(const std::stop_token &st) { fetch(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:49: warning: 'fetch' is called without a token {{.*}} [ctx-dropped-token]
// CHECK-FIXES: void bad_reference(const std::stop_token &st) { fetch(1, st); }
void bad_pointer(const std::stop_token *st) { fetch(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'fetch' is called without a token {{.*}}: pass '*st' [ctx-dropped-token]
// CHECK-FIXES: void bad_pointer(const std::stop_token *st) { fetch(1, *st); }
