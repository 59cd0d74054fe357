// A stub of userver: the declarations the tests need, laid out as the library
// lays them out (an inline version namespace, tasks with three generations).
#ifndef CTX_TEST_USERVER_ALL_HPP
#define CTX_TEST_USERVER_ALL_HPP

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace userver {
inline namespace v2_6 {

namespace engine {

class TaskProcessor;

class Deadline final {
public:
  constexpr Deadline() = default;
  template <typename Rep, typename Period>
  static Deadline
  FromDuration(const std::chrono::duration<Rep, Period> &Duration) noexcept {
    return Deadline();
  }
  bool IsReached() const noexcept;
};

enum class TaskCancellationReason { kNone, kUserRequest, kDeadline };
class Task;
class TaskCancellationToken;

namespace current_task {
bool IsCancelRequested() noexcept;
bool ShouldCancel() noexcept;
TaskCancellationReason CancellationReason() noexcept;
void CancellationPoint();
void SetDeadline(Deadline D);
TaskCancellationToken GetCancellationToken();
TaskProcessor &GetTaskProcessor();
} // namespace current_task

class TaskCancellationBlocker final {
public:
  TaskCancellationBlocker();
  ~TaskCancellationBlocker();
  TaskCancellationBlocker(const TaskCancellationBlocker &) = delete;
};

class TaskCancellationToken final {
public:
  TaskCancellationToken() noexcept;
  explicit TaskCancellationToken(Task &T);
  TaskCancellationToken(const TaskCancellationToken &) noexcept;
  ~TaskCancellationToken();
  void RequestCancel();
  bool IsValid() const noexcept;
};

class WaitInterruptedException : public std::runtime_error {
public:
  explicit WaitInterruptedException(TaskCancellationReason Reason);
};
class TaskCancelledException : public std::runtime_error {
public:
  explicit TaskCancelledException(TaskCancellationReason Reason);
};
class SemaphoreLockCancelledError final : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

namespace io {
class IoException : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};
class IoInterrupted : public IoException {
public:
  using IoException::IoException;
};
class IoTimeout : public IoInterrupted {
public:
  using IoInterrupted::IoInterrupted;
};
class IoCancelled : public IoInterrupted {
public:
  using IoInterrupted::IoInterrupted;
};
} // namespace io

class [[nodiscard]] TaskBase {
public:
  bool IsValid() const;
  bool IsFinished() const;
  void Wait() const noexcept(false);
  template <typename Rep, typename Period>
  void WaitFor(const std::chrono::duration<Rep, Period> &D) const
      noexcept(false) {
    WaitUntil(Deadline::FromDuration(D));
  }
  void WaitUntil(Deadline D) const;
  void RequestCancel();
  void SyncCancel() noexcept;
  void BlockingWait() const;

protected:
  TaskBase();
  TaskBase(TaskBase &&) noexcept;
  TaskBase &operator=(TaskBase &&) noexcept;
  ~TaskBase();
};

class [[nodiscard]] Task : public TaskBase {
public:
  Task();
  ~Task();
  Task(Task &&Other) noexcept;
  Task &operator=(Task &&Other) noexcept;
  void Detach() &&;
};

class [[nodiscard]] SharedTask : public TaskBase {
public:
  SharedTask();
  ~SharedTask();
  SharedTask(const SharedTask &Other) noexcept;
};

template <typename T> class [[nodiscard]] TaskWithResult : public Task {
public:
  T Get() noexcept(false);
};
template <typename T>
class [[nodiscard]] SharedTaskWithResult : public SharedTask {
public:
  decltype(auto) Get() const & noexcept(false) { return Result; }
  T &Result;
};

template <typename T> class Future final {
public:
  Future() = default;
  T get();
};

template <typename Function, typename... Args>
[[nodiscard]] TaskWithResult<void> AsyncNoSpan(Function &&F, Args &&...A) {
  return {};
}
template <typename Function, typename... Args>
[[nodiscard]] SharedTaskWithResult<int> SharedAsyncNoSpan(Function &&F,
                                                          Args &&...A);
template <typename Function, typename... Args>
[[nodiscard]] TaskWithResult<void> CriticalAsyncNoSpan(Function &&F,
                                                       Args &&...A) {
  return {};
}
template <typename Function, typename... Args>
[[nodiscard]] SharedTaskWithResult<int> SharedCriticalAsyncNoSpan(Function &&F,
                                                                  Args &&...A);

void InterruptibleSleepUntil(Deadline D);
void SleepUntil(Deadline D);
template <typename Rep, typename Period>
void InterruptibleSleepFor(const std::chrono::duration<Rep, Period> &Duration) {
  engine::InterruptibleSleepUntil(Deadline::FromDuration(Duration));
}
template <typename Rep, typename Period>
void SleepFor(const std::chrono::duration<Rep, Period> &Duration) {
  engine::SleepUntil(Deadline::FromDuration(Duration));
}

} // namespace engine

namespace utils {
template <typename Function, typename... Args>
[[nodiscard]] auto Async(std::string Name, Function &&F, Args &&...A) {
  return engine::AsyncNoSpan(std::forward<Function>(F),
                             std::forward<Args>(A)...);
}
template <typename Function, typename... Args>
[[nodiscard]] auto Async(engine::TaskProcessor &P, std::string Name,
                         Function &&F, Args &&...A) {
  return engine::AsyncNoSpan(std::forward<Function>(F),
                             std::forward<Args>(A)...);
}
template <typename Function, typename... Args>
[[nodiscard]] engine::SharedTaskWithResult<int>
SharedAsync(std::string Name, Function &&F, Args &&...A);
template <typename Function, typename... Args>
[[nodiscard]] auto CriticalAsync(std::string Name, Function &&F, Args &&...A) {
  return engine::CriticalAsyncNoSpan(std::forward<Function>(F),
                                     std::forward<Args>(A)...);
}
template <typename Function, typename... Args>
[[nodiscard]] engine::SharedTaskWithResult<int>
SharedCriticalAsync(std::string Name, Function &&F, Args &&...A);
template <typename Function, typename... Args>
[[nodiscard]] auto AsyncBackground(std::string Name, engine::TaskProcessor &P,
                                   Function &&F, Args &&...A) {
  return engine::AsyncNoSpan(std::forward<Function>(F),
                             std::forward<Args>(A)...);
}
template <typename Function, typename... Args>
[[nodiscard]] auto CriticalAsyncBackground(std::string Name,
                                           engine::TaskProcessor &P,
                                           Function &&F, Args &&...A) {
  return engine::CriticalAsyncNoSpan(std::forward<Function>(F),
                                     std::forward<Args>(A)...);
}
} // namespace utils

namespace concurrent {
class BackgroundTaskStorageCore final {
public:
  BackgroundTaskStorageCore();
  ~BackgroundTaskStorageCore();
  void CancelAndWait() noexcept;
  void CloseAndWaitDebug() noexcept;
  void Detach(engine::Task &&T);
};
class BackgroundTaskStorage final {
public:
  BackgroundTaskStorage();
  BackgroundTaskStorage(const BackgroundTaskStorage &) = delete;
  void CancelAndWait() noexcept;
  void CloseAndWaitDebug() noexcept;
  template <typename... Args> void AsyncDetach(std::string Name, Args &&...A) {
    Core.Detach(utils::Async(std::move(Name), std::forward<Args>(A)...));
  }
  template <typename... Args>
  void CriticalAsyncDetach(std::string Name, Args &&...A) {
    Core.Detach(
        utils::CriticalAsync(std::move(Name), std::forward<Args>(A)...));
  }

private:
  BackgroundTaskStorageCore Core;
};
} // namespace concurrent

namespace server {
namespace http {
class HttpRequest {
public:
  const std::string &GetArg(std::string_view Name) const;
};
} // namespace http

namespace request {
class RequestContext final {
public:
  RequestContext();
  RequestContext(const RequestContext &) = delete;
  ~RequestContext();
  template <typename Data> Data &SetUserData(Data D);
  template <typename Data> Data &GetUserData();
  template <typename Data> Data &SetData(std::string Name, Data D);
  template <typename Data, typename... Args>
  Data &EmplaceData(std::string Name, Args &&...A);
  template <typename Data> Data &GetData(std::string_view Name);
  template <typename Data> const Data &GetData(std::string_view Name) const;
  template <typename Data> Data *GetDataOptional(std::string_view Name);
  void EraseData(std::string_view Name);
};
engine::Deadline GetTaskInheritedDeadline() noexcept;
class [[nodiscard]] DeadlinePropagationBlocker final {
public:
  DeadlinePropagationBlocker();
  DeadlinePropagationBlocker(DeadlinePropagationBlocker &&) = delete;
  ~DeadlinePropagationBlocker();
};
} // namespace request

namespace handlers {
class HttpHandlerBase {
public:
  virtual ~HttpHandlerBase();
  virtual std::string
  HandleRequestThrow(const http::HttpRequest &Request,
                     request::RequestContext &Context) const;
  virtual std::string HandleRequest(http::HttpRequest &Request,
                                    request::RequestContext &Context) const;
  virtual void HandleStreamRequest(http::HttpRequest &Request,
                                   request::RequestContext &Context,
                                   std::string &Body) const;
};
} // namespace handlers
} // namespace server

namespace ugrpc::client {
class BaseError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};
class RpcError : public BaseError {
public:
  using BaseError::BaseError;
};
class RpcInterruptedError final : public RpcError {
public:
  using RpcError::RpcError;
};
class RpcCancelledError final : public RpcError {
public:
  using RpcError::RpcError;
};
} // namespace ugrpc::client

} // namespace v2_6
} // namespace userver

#endif
