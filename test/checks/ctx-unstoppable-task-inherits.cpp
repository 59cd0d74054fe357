// RUN: %check %s ctx-unstoppable-task %t -std=c++20 --models=%S/Inputs/inherits.yaml
// Work that the library stops with the work that started it needs no token.
#include <vector>
namespace crew {
struct Token {
  bool stopped() const;
};
template <class F> void start(F) {}
template <class F> void startChild(F) {}
template <class F> void startHere(F) {}
} // namespace crew
void fetch(int);
int next();

void bad_alone(const crew::Token &token, std::vector<int> rows) {
  crew::start([rows] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this work loops without looking at 'token', so a stop request does not end it; pass 'token' to it and poll it in the loop [ctx-unstoppable-task]
    for (int r : rows)
      fetch(r);
  });
}

void ok_child(const crew::Token &token, std::vector<int> rows) {
  crew::startChild([rows] {
    for (int r : rows)
      fetch(r);
  });
}

void ok_ambient(const crew::Token &token, std::vector<int> rows) {
  crew::startHere([rows] {
    for (int r : rows)
      fetch(r);
  });
}

void bad_child_without_end(const crew::Token &token) {
  crew::startChild([] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]
    for (;;)
      fetch(next());
  });
}

//===-- the signals of the whole process -----------------------------------===//

void signalHandlerThread() {
  for (;;)
    fetch(next());
}
void resultThread() {
  for (;;)
    fetch(next());
}
void ok_signals(const crew::Token &token) { crew::start(signalHandlerThread); }
void bad_results(const crew::Token &token) {
  crew::start(resultThread);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]
}
