// A stub of Abseil: the declarations the tests need, laid out as the library lays
// them out.
#ifndef CTX_TEST_ABSL_ALL_H
#define CTX_TEST_ABSL_ALL_H

#include <string>

namespace absl {
inline namespace lts_20220623 {

class Duration {};
Duration Seconds(long N);
void SleepFor(Duration D);

class Condition {
public:
  explicit Condition(const bool *Flag);
};
class Mutex {
public:
  void Lock();
  void Unlock();
  void Await(const Condition &C);
  bool AwaitWithTimeout(const Condition &C, Duration D);
  void LockWhen(const Condition &C);
  bool LockWhenWithTimeout(const Condition &C, Duration D);
  void WriterLockWhen(const Condition &C);
  void ReaderLockWhen(const Condition &C);
  bool ReaderLockWhenWithTimeout(const Condition &C, Duration D);
};
class CondVar {
public:
  void Wait(Mutex *M);
  bool WaitWithTimeout(Mutex *M, Duration D);
};
class Notification {
public:
  void Notify();
  bool HasBeenNotified() const;
  void WaitForNotification() const;
  bool WaitForNotificationWithTimeout(Duration D) const;
};

enum class StatusCode : int {
  kOk = 0,
  kCancelled = 1,
  kDeadlineExceeded = 4,
  kUnavailable = 14,
};
class Status {
public:
  Status();
  bool ok() const;
  StatusCode code() const;
  std::string ToString() const;
};
Status OkStatus();
bool IsCancelled(const Status &S);
bool IsUnavailable(const Status &S);

} // namespace lts_20220623
} // namespace absl

#endif
