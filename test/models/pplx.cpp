// Every entry of the pplx model under both of its names, against stubs: Debian's
// libcpprest-dev needs another Boost than the one that is installed here, and the
// Parallel Patterns Library comes with Visual C++ alone. CTX_CPPREST names the
// folder of its real headers where they are unpacked (apt-get download
// libcpprest-dev, dpkg -x); 2.10.18 of Debian 12 passes.
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -I%inputs/pplx > %t.pplx
// RUN: FileCheck %s --check-prefixes=CHECK,PPLX -DVOC=pplx -DNS=pplx < %t.pplx
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -DPPL -I%inputs/pplx > %t.ppl
// RUN: FileCheck %s --check-prefixes=CHECK,PPL -DVOC=ppl -DNS=Concurrency < %t.ppl
// RUN: %if cpprest %{ %ctx-tidy --explain-models %s -- -std=c++17 -isystem %cpprest > %t.real %}
// RUN: %if cpprest %{ FileCheck %s --check-prefixes=CHECK,PPLX -DVOC=pplx -DNS=pplx < %t.real %}
#ifdef PPL
#include <ppltasks.h>
#else
#include <pplx/pplxtasks.h>
#endif

// CHECK: {{^}}  [[VOC]]: active
// CHECK-NEXT: type token -> [[NS]]::cancellation_token (
// CHECK-NEXT: type source -> [[NS]]::cancellation_token_source (
// CHECK-NEXT: type registration -> [[NS]]::cancellation_token_registration (
// CHECK-NEXT: type options -> [[NS]]::task_options (
// CHECK-NEXT: type task -> [[NS]]::task (
// CHECK-NEXT: type cancelled -> [[NS]]::task_canceled (
// PPLX-NEXT: type group -> not in this version: requires pplx::structured_task_group
// PPL-NEXT: type group -> [[NS]]::task_group (
// PPLX-NEXT: type structured_group -> not in this version: requires pplx::task_group
// PPL-NEXT: type structured_group -> [[NS]]::structured_task_group (
// CHECK-NEXT: op none -> [[NS]]::cancellation_token::none (
// CHECK-NEXT: op get_token -> [[NS]]::cancellation_token_source::get_token (
// CHECK-NEXT: op cancel -> [[NS]]::cancellation_token_source::cancel (
// CHECK-NEXT: op linked -> [[NS]]::cancellation_token_source::create_linked_source (
// CHECK-NEXT: op poll -> [[NS]]::cancellation_token::is_canceled (
// CHECK-NEXT: op possible -> [[NS]]::cancellation_token::is_cancelable (
// CHECK-NEXT: op current_poll -> [[NS]]::is_task_cancellation_requested (
// CHECK-NEXT: op cancel_current -> [[NS]]::cancel_current_task (
// CHECK-NEXT: op on_cancel -> [[NS]]::cancellation_token::register_callback (
// CHECK-NEXT: op deregister -> [[NS]]::cancellation_token::deregister_callback (
// CHECK-NEXT: op create_task -> [[NS]]::create_task (
// CHECK-NEXT: op construct_task -> [[NS]]::task (
// CHECK-NEXT: op then -> [[NS]]::task::then (
// CHECK-NEXT: op wait -> [[NS]]::task::wait, [[NS]]::task::get (
// PPLX-NEXT: op interruption_point -> not in this version: requires pplx::task_group
// PPL-NEXT: op interruption_point -> [[NS]]::interruption_point (
// PPLX-NEXT: op group_poll -> not in this version: requires pplx::task_group
// PPL-NEXT: op group_poll -> [[NS]]::is_current_task_group_canceling (
// PPLX-NEXT: op run_with -> not in this version: requires pplx::task_group
// PPL-NEXT: op run_with -> [[NS]]::run_with_cancellation_token (
// PPLX-NEXT: op group_run -> not in this version: requires pplx::structured_task_group
// PPL-NEXT: op group_run -> [[NS]]::task_group::run, [[NS]]::structured_task_group::run (
// PPLX-NEXT: op group_wait -> not in this version: requires pplx::structured_task_group
// PPL-NEXT: op group_wait -> [[NS]]::task_group::wait, [[NS]]::task_group::run_and_wait, [[NS]]::structured_task_group::wait, [[NS]]::structured_task_group::run_and_wait (
// PPLX-NEXT: op group_cancel -> not in this version: requires pplx::structured_task_group
// PPL-NEXT: op group_cancel -> [[NS]]::task_group::cancel, [[NS]]::structured_task_group::cancel (
// PPLX-NEXT: op group_canceling -> not in this version: requires pplx::structured_task_group
// PPL-NEXT: op group_canceling -> [[NS]]::task_group::is_canceling, [[NS]]::structured_task_group::is_canceling (
