// Every entry of the tbb model, against the real headers of libtbb-dev and against
// the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -DREAL > %t.real
// RUN: FileCheck %s < %t.real
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -I%inputs/tbb > %t.stub
// RUN: FileCheck %s < %t.stub
#ifdef REAL
#include <tbb/flow_graph.h>
#include <tbb/task_arena.h>
#endif
#include <tbb/task_group.h>

// CHECK: {{^}}  tbb: active
// CHECK-NEXT: type context -> tbb::detail::d1::task_group_context (
// CHECK-NEXT: type group -> tbb::detail::d1::task_group (
// CHECK-NEXT: type arena -> tbb::detail::d1::task_arena (
// CHECK-NEXT: type graph -> tbb::detail::d1::graph (
// CHECK-NEXT: op cancel -> tbb::detail::d1::task_group_context::cancel_group_execution (
// CHECK-NEXT: op poll -> tbb::detail::d1::task_group_context::is_group_execution_cancelled (
// CHECK-NEXT: op current_poll -> tbb::detail::d1::is_current_task_group_canceling (
// CHECK-NEXT: op reset -> tbb::detail::d1::task_group_context::reset (
// CHECK-NEXT: op run -> tbb::detail::d1::task_group::run (
// CHECK-NEXT: op cancel_group -> tbb::detail::d1::task_group_base::cancel (
// CHECK-NEXT: op wait -> tbb::detail::d1::task_group_base::wait (
// CHECK-NEXT: op canceled -> tbb::detail::d1::canceled (
// CHECK-NEXT: op enqueue -> tbb::detail::d1::task_arena::enqueue (
// CHECK-NEXT: op cancel_graph -> tbb::detail::d1::graph::cancel (
// CHECK-NEXT: op graph_cancelled -> tbb::detail::d1::graph::is_cancelled (
// CHECK-NEXT: op graph_reset -> tbb::detail::d1::graph::reset (
// CHECK-NEXT: op graph_wait -> tbb::detail::d1::graph::wait_for_all (
