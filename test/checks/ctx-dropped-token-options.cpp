// RUN: %check %s ctx-dropped-token %t --option=AllowedCallees="quick; Warmer" --option=Logging=true
// RUN: %check %s ctx-dropped-token %t --prefix=PLAIN
#include <stop_token>

void quick(int id, std::stop_token st = {});
struct Warmer {
  explicit Warmer(std::stop_token st = {});
  void warm();
};
void logLine(const char *text);
void logLine(const char *text, std::stop_token st);

void work(std::stop_token st) {
  quick(1);
  // CHECK-MESSAGES-PLAIN: :[[@LINE-1]]:3: warning: 'quick' is called without a token {{.*}} [ctx-dropped-token]
  // CHECK-FIXES-PLAIN: quick(1, st);
  Warmer warmer;
  // CHECK-MESSAGES-PLAIN: :[[@LINE-1]]:10: warning: 'Warmer' is called without a token {{.*}} [ctx-dropped-token]
  // CHECK-FIXES-PLAIN: Warmer warmer(st);
  warmer.warm();
  logLine("working");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'logLine' is called without a token although 'st' is in scope and an overload takes one; {{.*}} [ctx-dropped-token]
  // CHECK-FIXES: logLine("working", st);
}
