// A stub of Apache Arrow: the declarations the tests need, laid out as the
// library lays them out.
#ifndef CTX_TEST_ARROW_ALL_H
#define CTX_TEST_ARROW_ALL_H

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace arrow {

enum class StatusCode : char { OK = 0, Invalid = 4, IOError = 5, Cancelled = 8 };

class Status {
public:
  Status() noexcept = default;
  static Status OK() { return Status(); }
  static Status IOError(const std::string &Message);
  static Status Cancelled(const std::string &Message);
  bool ok() const;
  StatusCode code() const;
  bool IsCancelled() const;
  bool IsIOError() const;
  const std::string &message() const;
};

#define ARROW_RETURN_NOT_OK(status)                                            \
  do {                                                                         \
    ::arrow::Status S_ = (status);                                             \
    if (!S_.ok())                                                              \
      return S_;                                                               \
  } while (false)

struct StopSourceImpl;
class StopToken;

class StopSource {
public:
  StopSource();
  ~StopSource();
  void RequestStop();
  void RequestStop(Status Error);
  void RequestStopFromSignal(int Signal);
  StopToken token();
  void Reset();

protected:
  std::shared_ptr<StopSourceImpl> Impl;
};

class StopToken {
public:
  StopToken() = default;
  static StopToken Unstoppable() { return StopToken(); }
  Status Poll() const;
  bool IsStopRequested() const;

protected:
  std::shared_ptr<StopSourceImpl> Impl;
};

template <typename T = void> class [[nodiscard]] Future {
public:
  const Status &status() const;
  int result() const;
  int MoveResult();
  void Wait() const;
  bool Wait(double Seconds) const;
};

namespace internal {
struct TaskHints {};
class Executor {
public:
  virtual ~Executor();
  template <typename Function> Status Spawn(Function &&F) {
    return Status::OK();
  }
  template <typename Function> Status Spawn(Function &&F, StopToken Token) {
    return Status::OK();
  }
  template <typename Function, typename... Args>
  Future<> Submit(StopToken Token, Function &&F, Args &&...A) {
    return {};
  }
  template <typename Function, typename... Args>
  Future<> Submit(Function &&F, Args &&...A) {
    return {};
  }
};
class ThreadPool : public Executor {};

class TaskGroup : public std::enable_shared_from_this<TaskGroup> {
public:
  template <typename Function> void Append(Function &&F) {}
  virtual Status Finish() = 0;
  virtual Status current_status() = 0;
  static std::shared_ptr<TaskGroup>
  MakeSerial(StopToken Token = StopToken::Unstoppable());
  static std::shared_ptr<TaskGroup>
  MakeThreaded(internal::Executor *E,
               StopToken Token = StopToken::Unstoppable());
  virtual ~TaskGroup() = default;
};
} // namespace internal

template <typename T> using AsyncGenerator = std::function<Future<T>()>;
template <typename T>
AsyncGenerator<T> MakeCancellable(AsyncGenerator<T> Source, StopToken Token) {
  return Source;
}

namespace io {
struct IOContext {
  IOContext() : IOContext(StopToken::Unstoppable()) {}
  explicit IOContext(StopToken Token) : Token(std::move(Token)) {}
  explicit IOContext(internal::Executor *E,
                     StopToken Token = StopToken::Unstoppable())
      : Token(std::move(Token)) {}
  StopToken stop_token() const { return Token; }

private:
  StopToken Token;
};
const IOContext &default_io_context();
} // namespace io

namespace flight {
using TimeoutDuration = std::chrono::duration<double>;
class FlightCallOptions {
public:
  FlightCallOptions();
  TimeoutDuration timeout;
  StopToken stop_token;
};
struct Ticket {};
class FlightClient {
public:
  Status DoGet(const FlightCallOptions &Options, const Ticket &T);
  Status DoGet(const Ticket &T) { return DoGet({}, T); }
};
} // namespace flight

} // namespace arrow

#endif
