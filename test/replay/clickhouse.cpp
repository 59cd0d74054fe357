// Every check over the clickhouse vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <Interpreters/Context.h>
#include <vector>

using namespace DB;

void read(int part);
void run(ContextPtr context, int part);

void bad_unpolled(QueryStatus &query, const std::vector<int> &parts) {
  query.checkTimeLimit();
  for (int part : parts) {
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'for' loop calls 'read' and never looks at 'query', so a stop request does not end it; poll 'query' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (query.isKilled()) return;
    read(part);
  }
}
void ok_polled(QueryStatus &query, const std::vector<int> &parts) {
  for (int part : parts) {
    query.checkTimeLimit();
    read(part);
  }
}
void ok_soft(QueryStatus &query, const std::vector<int> &parts) {
  for (int part : parts) {
    if (!query.checkTimeLimitSoft())
      break;
    read(part);
  }
}
void bad_global(ContextPtr context) {
  run(context, 1);
  run(Context::getGlobalContextInstance(), 2);
// CHECK-MESSAGES: :[[@LINE-1]]:7: warning: root 'Context::getGlobalContextInstance()' passed to 'run' although 'context' is in scope; the call is not cancelled with it: pass 'context' [ctx-fresh-root]
// CHECK-FIXES: run(context, 2);
}
void ok_copy(ContextPtr context) {
  auto copy = Context::createCopy(context);
  run(copy, 1);
}
void bad_copy_dropped(ContextPtr context) {
  Context::createCopy(context);
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'createCopy' leaves 'context' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  run(context, 1);
}

class StorageCache {
public:
  explicit StorageCache(ContextPtr context) : context_(context) {}

private:
  ContextPtr context_;
// CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'context_' keeps a per-request 'DB::Context' in 'StorageCache', which outlives the request; pass it as a parameter [ctx-stored-context]
};
// The server's own context lives as long as the class does.
class ok_TablesLoader {
public:
  explicit ok_TablesLoader(ContextPtr global_context_) : global_context(global_context_) {}

private:
  ContextPtr global_context;
};
class ok_StorageWeak : WithContext {
public:
  explicit ok_StorageWeak(ContextPtr context) : WithContext(context) {}
};
class ok_InterpreterSelect {
public:
  explicit ok_InterpreterSelect(ContextPtr context) : context_(context) {}

private:
  ContextPtr context_;
};
