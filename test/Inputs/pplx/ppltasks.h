// What ctx-tidy's tests need of Visual C++'s <ppltasks.h> and <ppl.h>.
#pragma once

#include <exception>
#include <utility>

template <typename F, typename... A>
auto declres() -> decltype(std::declval<F>()(std::declval<A>()...));
#define CTX_NS Concurrency
#include "pplx/tasks.inc"
#undef CTX_NS

namespace Concurrency {

enum task_group_status { group_not_complete, group_completed, group_canceled };

class task_group {
public:
  task_group();
  ~task_group();
  template <class F> void run(const F &) {}
  template <class F> task_group_status run_and_wait(const F &);
  task_group_status wait();
  void cancel();
  bool is_canceling();
};

class structured_task_group {
public:
  structured_task_group();
  ~structured_task_group();
  template <class F> void run(F &);
  template <class F> task_group_status run_and_wait(F &);
  task_group_status wait();
  void cancel();
  bool is_canceling();
};

bool is_current_task_group_canceling();
void interruption_point();
template <class F>
void run_with_cancellation_token(const F &, cancellation_token) {}

} // namespace Concurrency

namespace concurrency = Concurrency;
