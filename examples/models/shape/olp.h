// The shape of the HERE Data SDK's cancellation, for the examples of olp.yaml.
#pragma once
#include <chrono>
#include <functional>

namespace olp::client {
class CancellationToken {
public:
  CancellationToken() = default;
  explicit CancellationToken(std::function<void()> cancel);
  void Cancel() const;
};
class CancellationContext {
public:
  CancellationContext();
  bool ExecuteOrCancelled(const std::function<CancellationToken()> &execute, const std::function<void()> &cancel = nullptr);
  void CancelOperation();
  bool IsCancelled() const;
};
class TaskContext {
public:
  template <class Exec, class Callback>
  static TaskContext Create(Exec execute, Callback callback, CancellationContext context = CancellationContext()) {
    return TaskContext();
  }
  bool BlockingCancel(std::chrono::milliseconds timeout = std::chrono::seconds(60)) const;
  CancellationToken CancelToken() const;
};
} // namespace olp::client
