// RUN: %check %s ctx-placeholder-root %t --models=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <stop_token>

void visit(const acme::Context &ctx);
void work(std::stop_token st);
class [[clang::annotate("ctx:role=token")]] Switch {};
[[clang::annotate("ctx:role=root_factory,placeholder")]] Switch undecided();
[[clang::annotate("ctx:role=root_factory")]] Switch decided();
void obey(const Switch &s);

void bad_passed() {
  visit(acme::Context::TODO());
}
// CHECK-MESSAGES: :[[@LINE-2]]:9: warning: placeholder 'acme::Context::TODO()' is left in the code; decide which context belongs here [ctx-placeholder-root]

const acme::Context &bad_returned() {
  return acme::Context::TODO();
}
// CHECK-MESSAGES: :[[@LINE-2]]:10: warning: placeholder 'acme::Context::TODO()' is left in the code; decide which context belongs here [ctx-placeholder-root]

void bad_in_lambda() {
  auto run = [] { visit(acme::Context::TODO()); };
  run();
}
// CHECK-MESSAGES: :[[@LINE-3]]:25: warning: placeholder 'acme::Context::TODO()' is left in the code; {{.*}} [ctx-placeholder-root]

void bad_annotated() {
  obey(undecided());
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: placeholder 'undecided()' is left in the code; {{.*}} [ctx-placeholder-root]

struct BadMember {
  acme::Context ctx = acme::Context::TODO();
};
// CHECK-MESSAGES: :[[@LINE-2]]:23: warning: placeholder 'acme::Context::TODO()' is left in the code; {{.*}} [ctx-placeholder-root]

// TODO: the caller's token
void bad_comment_on_the_line() {
  work({}); // TODO pass the right one
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: empty 'std::stop_token' with a comment that says it is not decided yet; decide which one belongs here [ctx-placeholder-root]

void bad_comment_above() {
  // FIXME(ann): which token? It has to be
  // the one of the session.
  work(std::stop_token{});
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: empty 'std::stop_token' with a comment {{.*}} [ctx-placeholder-root]

void wait(const char *what, int seconds, std::stop_token st);
void bad_comment_above_the_statement() {
  // TODO: this has to end with the session
  wait("a long name for what is being waited for, so that", 42,
       std::stop_token{});
}
// CHECK-MESSAGES: :[[@LINE-2]]:8: warning: empty 'std::stop_token' with a comment {{.*}} [ctx-placeholder-root]

void bad_variable() {
  // TODO: of the engine
  const std::stop_token st;
  work(st);
}
// CHECK-MESSAGES: :[[@LINE-3]]:25: warning: empty 'std::stop_token' with a comment {{.*}} [ctx-placeholder-root]

struct Limits {
  std::stop_token stop;
  int count;
};
void run(const Limits &limits);
void bad_member() {
  Limits limits{{}, 3}; // todo(ann): forward
  run(limits);
}
// CHECK-MESSAGES: :[[@LINE-3]]:17: warning: empty 'std::stop_token' with a comment {{.*}} [ctx-placeholder-root]

void ok_named_variable() {
  // TODO: log more
  const std::stop_token never;
  work(never);
}

void ok_undecided_elsewhere() {
  // TODO: log more
  work(std::stop_source().get_token());
  work({});
}

int main() {
  visit(acme::Context::TODO());
}
// CHECK-MESSAGES: :[[@LINE-2]]:9: warning: placeholder 'acme::Context::TODO()' is left in the code; {{.*}} [ctx-placeholder-root]

void ok_comment_on_storage() {
  const std::stop_token st; // TODO: could be static, but mind the shared state
  work(st);
}

// ctx-fresh-root says so, and what to pass.
void ok_in_scope(const acme::Context &ctx) { visit(acme::Context::TODO()); }

void ok_decided() {
  visit(acme::Context::Background());
  obey(decided());
  work({});
}

void ok_other_comment() {
  // The method todo() of old.
  work({}); // TODOLIST and todo
  const char *text = "// TODO"; work({});
}

// A comment speaks for its own line.
void ok_comment_elsewhere() {
  visit(acme::Context::Background()); // TODO
  work({});
}
