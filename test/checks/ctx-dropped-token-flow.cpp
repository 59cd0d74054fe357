// RUN: %check %s ctx-dropped-token %t --models=%S/Inputs/dropped-token/flow.yaml -- -I%S/Inputs/dropped-token
#include "flow.h"
#include <string>

using flow::Task;
using flow::Token;

//===--- counterparts that the model names -----------------------------------===

void bad_renamed(Token token, const std::string &text) {
  flow::parse(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'parse' takes no token although 'token' is in scope; a stop request does not reach the call: use 'parseWith' [ctx-dropped-token]
  // CHECK-FIXES: flow::parseWith(text, 3, token);
  flow::parse(text, 5);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'parse' takes no token although 'token' is in scope; a stop request does not reach the call: use 'parseWith' [ctx-dropped-token]
  // CHECK-FIXES: flow::parseWith(text, 5, token);
}
void bad_on_token(Token token) { flow::idle(10); }
// CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'idle' takes no token although 'token' is in scope; a stop request does not reach the call: use 'pause' [ctx-dropped-token]
// CHECK-FIXES: void bad_on_token(Token token) { token.pause(10); }
void bad_rewritten(Token token) { flow::io::load(7); }
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'load' takes no token although 'token' is in scope; a stop request does not reach the call: use 'loadUnder' [ctx-dropped-token]
// CHECK-FIXES: void bad_rewritten(Token token) { flow::loadUnder(token, 7); }
void bad_method(Token token, flow::Group &group) { group.run(1); }
// CHECK-MESSAGES: :[[@LINE-1]]:58: warning: 'run' takes no token although 'token' is in scope; a stop request does not reach the call: use 'runUnder' [ctx-dropped-token]
// CHECK-FIXES: void bad_method(Token token, flow::Group &group) { group.runUnder(1, token); }
void bad_source(flow::Source &source) { flow::io::load(7); }
// CHECK-MESSAGES: :[[@LINE-1]]:51: warning: 'load' takes no token although 'source.token()' is in scope; a stop request does not reach the call: use 'loadUnder' [ctx-dropped-token]
// CHECK-FIXES: void bad_source(flow::Source &source) { flow::loadUnder(source.token(), 7); }

void ok_no_token(const std::string &text) { flow::parse(text); }
void ok_advice_only(Token token) { flow::advised(); }
void ok_after_a_stop(Token token) {
  if (token.cancelled())
    flow::idle(10);
}
// The counterpart itself may be made of the plain call.
void flow::parseWith(const std::string &text, int depth, Token token) {
  flow::parse(text, token.cancelled() ? 0 : depth);
}

//===--- tasks that are awaited -------------------------------------------------===

Task<int> child(int id);
Task<int> given(int id, Token token);
Task<int> given(int id);
struct Awaitable {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
Awaitable soon();

Task<void> bad_awaited(Token token) {
  if (token.cancelled())
    co_return;
  co_await child(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'child' is awaited without 'token' that is in scope; a stop request does not reach it: bind the token with 'flow::withToken' [ctx-dropped-token]
  // CHECK-FIXES: co_await flow::withToken(token, child(1));
}
Task<void> bad_overload(Token token) {
  co_await given(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'given' is called without a token although 'token' is in scope and an overload takes one; a stop request does not reach the call: pass 'token' [ctx-dropped-token]
  // CHECK-FIXES: co_await given(1, token);
}

Task<void> ok_bound(Token token) {
  co_await flow::withToken(token, child(1));
  co_await given(1, token);
}
// Nobody touches it: the caller may have bound it already.
Task<void> ok_not_used(Token token) { co_await child(1); }
Task<void> ok_no_token() { co_await child(1); }
Task<void> ok_not_a_task(Token token) {
  if (!token.cancelled())
    co_await soon();
}

//===--- an options class of the vocabulary ---------------------------------------===

struct ReadOptions {
  int limit = 0;
  Token token;
};
void read(const ReadOptions &options);
void bad_carrier(Token token) {
  ReadOptions options;
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'token' of 'ReadOptions' is not set although 'token' is in scope; a stop request does not reach 'read': set it to 'token' [ctx-dropped-token]
  // CHECK-FIXES: options.token = token;
  options.limit = 3;
  read(options);
}
void ok_carrier(Token token) {
  ReadOptions options;
  options.token = token;
  read(options);
}
