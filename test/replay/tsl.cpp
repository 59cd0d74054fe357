// Every check over the tsl vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <mutex>
#include <tsl/cancellation.h>
#include <vector>

using tensorflow::CancellationManager;

void runStep(int step);
void execute(int graph, CancellationManager *cm);
void executeNamed(const char *graph, CancellationManager *cancellation_manager = nullptr);
void wake();

void bad_unpolled(const std::vector<int> &steps, CancellationManager *cm) {
  execute(1, cm);
  for (int step : steps) {
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'for' loop calls 'runStep' and never looks at 'cm', so a stop request does not end it; poll 'cm' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (cm->IsCancelled()) return;
    runStep(step);
  }
}
void ok_polled(const std::vector<int> &steps, CancellationManager *cm) {
  for (int step : steps) {
    if (cm->IsCancelled())
      return;
    runStep(step);
  }
}
void bad_null(CancellationManager *cm) {
  execute(1, cm);
  execute(2, nullptr);
// CHECK-MESSAGES: :[[@LINE-1]]:14: warning: null 'nullptr' passed to 'execute' although 'cm' is in scope; the call is not cancelled with it: pass 'cm' [ctx-null-context]
// CHECK-FIXES: execute(2, cm);
}
void bad_defaulted(CancellationManager *cm) {
  execute(1, cm);
  executeNamed("main");
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'executeNamed' is called without a token although 'cm' is in scope and it takes one; a stop request does not reach the call: pass 'cm' [ctx-dropped-token]
// CHECK-FIXES: executeNamed("main", cm);
}
void ok_child(CancellationManager *cm) {
  CancellationManager child(cm);
  execute(1, &child);
}
void ok_registered(CancellationManager *cm) {
  auto token = cm->get_cancellation_token();
  if (!cm->RegisterCallback(token, [] { wake(); }))
    return;
  runStep(1);
  cm->DeregisterCallback(token);
}
void bad_deregister(CancellationManager *cm, tsl::CancellationToken token, std::mutex &m) {
  cm->RegisterCallback(token, [&] {
    std::lock_guard<std::mutex> lock(m);
    wake();
  });
  std::lock_guard<std::mutex> lock(m);
  cm->DeregisterCallback(token);
// CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a callback is taken back from 'cm' while 'm' is held, which it takes: if it runs just now, both wait for ever; do it after the unlock [ctx-stop-under-lock]
}
