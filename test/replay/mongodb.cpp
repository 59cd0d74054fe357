// Every check over the mongodb vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <mongo/all.h>
#include <vector>

using namespace mongo;

void apply(int op);
void insert(OperationContext *opCtx, int op);
bool wait(int op, CancellationToken token);

void bad_unpolled(OperationContext *opCtx, const std::vector<int> &ops) {
  opCtx->checkForInterrupt();
  for (int op : ops) {
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'for' loop calls 'apply' and never looks at 'opCtx', so a stop request does not end it; poll 'opCtx' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: opCtx->checkForInterrupt();
    apply(op);
  }
}
void ok_polled(OperationContext *opCtx, const std::vector<int> &ops) {
  for (int op : ops) {
    opCtx->checkForInterrupt();
    apply(op);
  }
}
void bad_null(OperationContext *opCtx) {
  insert(opCtx, 1);
  insert(nullptr, 2);
// CHECK-MESSAGES: :[[@LINE-1]]:10: warning: null 'nullptr' passed to 'insert' although 'opCtx' is in scope; the call is not cancelled with it: pass 'opCtx' [ctx-null-context]
// CHECK-FIXES: insert(opCtx, 2);
}
bool bad_own_source(CancellationToken token) {
  if (token.isCanceled())
    return false;
  CancellationSource source;
// CHECK-MESSAGES: :[[@LINE-1]]:22: warning: new source 'source' is not linked to 'token'; a stop request there does not reach what is given its token: link them [ctx-fresh-root]
  return wait(1, source.token());
}
bool ok_child_source(CancellationToken token) {
  CancellationSource source(token);
  bool done = wait(1, source.token());
  source.cancel();
  return done;
}
bool ok_meant(CancellationToken token) { return wait(1, token) && wait(2, CancellationToken::uncancelable()); }

class Registry {
public:
  void bad_keep(OperationContext *opCtx) { _opCtx = opCtx; }

private:
  OperationContext *_opCtx = nullptr;
// CHECK-MESSAGES: :[[@LINE-1]]:21: warning: '_opCtx' keeps a per-request 'mongo::OperationContext' in 'Registry', which outlives the request; pass it as a parameter [ctx-stored-context]
};
