// oneTBB's task groups, all checks.
// RUN: %check %s 'ctx-*' %t --no-fix
#include <mutex>
#include <tbb/task_group.h>

using tbb::blocked_range;
using tbb::task_group_context;

void step();
void log(const char *);
bool found(int);
void save(int, task_group_context &);

// ctx-dropped-token

void bad_dropped(int n, task_group_context &context) {
  tbb::parallel_for(
      blocked_range<int>(0, n), [](blocked_range<int>) {}, context);
  tbb::parallel_for(blocked_range<int>(0, n), [](blocked_range<int>) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'parallel_for' is called without a token although 'context' is in scope and an overload takes one; a stop request does not reach the call: pass 'context' [ctx-dropped-token]
}

void ok_dropped(int n, task_group_context &context) {
  tbb::parallel_for(
      blocked_range<int>(0, n), [](blocked_range<int>) {}, context);
}

// What runs in a task belongs to its group by itself.
void ok_nested(int n, task_group_context &context) {
  tbb::parallel_for(
      blocked_range<int>(0, n),
      [&](blocked_range<int> r) {
        tbb::parallel_for(r, [](blocked_range<int>) {});
      },
      context);
}

void ok_without(int n) {
  tbb::parallel_for(blocked_range<int>(0, n), [](blocked_range<int>) {});
}

// A context of one's own is bound to the group it is made in.
void ok_bound(int n, task_group_context &outer) {
  save(n, outer);
  task_group_context context;
  tbb::parallel_for(
      blocked_range<int>(0, n),
      [&](blocked_range<int> r) {
        if (found(r.begin()))
          context.cancel_group_execution();
      },
      context);
}

// ctx-poll-without-exit

void bad_exit() {
  while (true) {
    if (tbb::is_current_task_group_canceling())
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'tbb::is_current_task_group_canceling()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
      continue;
    step();
  }
}

void ok_exit() {
  while (!tbb::is_current_task_group_canceling())
    step();
}

// ctx-unstoppable-task

// As in the library's examples: run, wait, and cancel when one is found.
void ok_group(int n) {
  tbb::task_group group;
  for (int i = 0; i != n; ++i)
    group.run([&group, i] {
      if (found(i))
        group.cancel();
    });
  group.wait();
}

void ok_graph(tbb::flow::graph &graph) {
  graph.wait_for_all();
  if (graph.is_cancelled())
    graph.reset();
}

void ok_reset(int n) {
  task_group_context context;
  save(n, context);
  context.cancel_group_execution();
  context.reset();
  save(n, context);
}

// ctx-dangling-context

void bad_lent(tbb::task_group &group) {
  task_group_context context;
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'context' may die while the work that it was lent to goes on; wait for the work on every path, or let it share the ownership [ctx-dangling-context]
  group.run([&] { save(1, context); });
}

void ok_lent(tbb::task_group &group, tbb::task_arena &arena) {
  task_group_context context;
  arena.execute([&] {
    group.run([&] { save(1, context); });
    group.wait();
  });
}
