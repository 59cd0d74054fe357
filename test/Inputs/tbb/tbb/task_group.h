// What ctx-tidy's tests need of oneTBB: the classes live in detail namespaces
// and are exported by using-declarations.
#pragma once

#include <cstddef>
#include <utility>

namespace tbb {
namespace detail {
namespace d1 {

class task_group_context {
public:
  enum traits_type { fp_settings = 1 << 1, default_traits = 0 };
  enum kind_type { isolated, bound };
  task_group_context(kind_type relation_with_parent = bound,
                     std::size_t t = default_traits);
  task_group_context(const task_group_context &) = delete;
  ~task_group_context();
  void reset();
  bool cancel_group_execution();
  bool is_group_execution_cancelled();
};

enum task_group_status { not_complete, complete, canceled };

class task_group_base {
public:
  task_group_base();
  task_group_base(const task_group_base &) = delete;
  virtual ~task_group_base() noexcept(false);
  task_group_status wait();
  void cancel();
};

class task_group : public task_group_base {
public:
  template <typename F> void run(F &&f) {}
  template <typename F> task_group_status run_and_wait(const F &f) {
    return complete;
  }
};

inline bool is_current_task_group_canceling() { return false; }

class task_arena_base {};
class task_arena : public task_arena_base {
public:
  template <typename F> void enqueue(F &&f) {}
  template <typename F> auto execute(F &&f) -> decltype(f()) {
    return decltype(f())();
  }
};

template <typename Value> class blocked_range {
public:
  blocked_range(Value begin, Value end);
  Value begin() const;
  Value end() const;
};

template <typename Range, typename Body>
void parallel_for(const Range &range, const Body &body) {}
template <typename Range, typename Body>
void parallel_for(const Range &range, const Body &body,
                  task_group_context &context) {}

class graph {
public:
  graph();
  graph(task_group_context &context);
  ~graph();
  void wait_for_all();
  void cancel();
  bool is_cancelled();
  void reset(int = 0);
};

} // namespace d1
} // namespace detail

inline namespace v1 {
using detail::d1::blocked_range;
using detail::d1::is_current_task_group_canceling;
using detail::d1::parallel_for;
using detail::d1::task_arena;
using detail::d1::task_group;
using detail::d1::task_group_context;
using detail::d1::task_group_status;

using detail::d1::canceled;
using detail::d1::complete;
using detail::d1::not_complete;
} // namespace v1

namespace flow {
inline namespace v1 {
using detail::d1::graph;
}
} // namespace flow
} // namespace tbb
