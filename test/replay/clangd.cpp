// Every check over the clangd vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <support/Context.h>
#include <vector>

using namespace clang::clangd;

void parse(int file);
void visit(const Context &ctx, int file);
void logLine(const char *);
bool more();
extern Key<int> RequestID;

void bad_scope(int id) {
  WithContext(Context::current().derive(RequestID, id));
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'clang::clangd::WithContext' is destroyed at the end of this statement, so nothing runs inside of its scope; keep it in a variable [ctx-discarded-scope]
// CHECK-FIXES: WithContext scope(Context::current().derive(RequestID, id));
  parse(1);
}
void ok_scope(int id) {
  WithContext with(Context::current().derive(RequestID, id));
  parse(1);
}
void bad_value_scope(int id) {
  WithContextValue(RequestID, id);
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'clang::clangd::WithContextValue' is destroyed at the end of this statement, so nothing runs inside of its scope; keep it in a variable [ctx-discarded-scope]
// CHECK-FIXES: WithContextValue scope(RequestID, id);
  parse(1);
}
void ok_value_scope(int id) {
  WithContextValue with(RequestID, id);
  parse(1);
}
void bad_derived(const Context &ctx, int id) {
  ctx.derive(RequestID, id);
// CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'derive' leaves 'ctx' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  visit(ctx, 1);
}
void ok_derived(const Context &ctx, int id) { visit(ctx.derive(RequestID, id), 1); }
void bad_fresh(const Context &ctx) {
  visit(ctx, 1);
  visit(Context::empty(), 2);
// CHECK-MESSAGES: :[[@LINE-1]]:9: warning: root 'Context::empty()' passed to 'visit' although 'ctx' is in scope; the call is not cancelled with it: pass 'ctx' [ctx-fresh-root]
// CHECK-FIXES: visit(ctx, 2);
}
void bad_local_key(const Context &ctx) {
  Key<int> local;
  visit(ctx.derive(local, 1), 1);
// CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value stored under the address of 'local', which dies with its block; give the key static storage [ctx-string-key]
}
void bad_poll() {
  for (;;) {
    if (isCancelled())
// CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'isCancelled()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
      logLine("cancelled");
    parse(1);
  }
}
void ok_poll() {
  while (more()) {
    if (isCancelled())
      return;
    parse(1);
  }
}
void bad_lost() {
  auto task = cancelableTask();
// CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'task.second' is triggered on no path: what was derived with it is never cancelled; trigger it before leaving [ctx-lost-cancel]
  WithContext with(std::move(task.first));
  parse(1);
}
Canceler ok_kept() {
  auto task = cancelableTask();
  WithContext with(std::move(task.first));
  parse(1);
  return std::move(task.second);
}
// What was current before is put back: nothing new begins.
struct RestoresInDestructor {
  explicit RestoresInDestructor(Context c) : previous(Context::swapCurrent(std::move(c))) {}
  ~RestoresInDestructor() { Context::swapCurrent(std::move(previous)); }
  Context previous;
};
void ok_restored(Context c) {
  Context previous = Context::swapCurrent(std::move(c));
  parse(1);
  Context::swapCurrent(std::move(previous));
}
void bad_not_restored(Context c) {
  Context::swapCurrent(std::move(c));
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what 'swapCurrent' returns is dropped, so nothing can end what it began; keep it [ctx-discarded-scope]
  parse(1);
}
