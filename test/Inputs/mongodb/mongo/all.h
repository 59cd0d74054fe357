// A stub of MongoDB's server: the declarations the tests need, laid out as the library lays
// them out.
#ifndef CTX_TEST_MONGO_ALL_H
#define CTX_TEST_MONGO_ALL_H

namespace mongo {

class Status {
public:
  bool isOK() const;
};
template <typename T> class SemiFuture {};

class CancellationToken {
public:
  static CancellationToken uncancelable();
  CancellationToken(const CancellationToken &) = default;
  bool isCanceled() const;
  SemiFuture<void> onCancel() const;
  bool isCancelable() const;

private:
  explicit CancellationToken(int State);
};
class CancellationSource {
public:
  CancellationSource() = default;
  explicit CancellationSource(const CancellationToken &Token) {}
  CancellationSource(const CancellationSource &) = default;
  void cancel();
  CancellationToken token() const;
};

struct Date_t {};
class Interruptible {
public:
  static Interruptible *notInterruptible();
  bool hasDeadline() const;
  void checkForInterrupt();
  void sleepFor(int Milliseconds);
  virtual Date_t getDeadline() const = 0;
  virtual Status checkForInterruptNoAssert() noexcept = 0;
};
class OperationContext : public Interruptible {
public:
  Date_t getDeadline() const override;
  Status checkForInterruptNoAssert() noexcept override;
  void markKilled(int Code = 1);
  CancellationToken getCancellationToken();
};

} // namespace mongo

#endif
