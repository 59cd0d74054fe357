// A stub of TensorFlow's cancellation manager: the declarations the tests need, laid out as the library lays
// them out.
#ifndef CTX_TEST_TSL_CANCELLATION_H
#define CTX_TEST_TSL_CANCELLATION_H

#include <cstdint>
#include <functional>

namespace tsl {

typedef int64_t CancellationToken;
typedef std::function<void()> CancelCallback;
class Status;

class CancellationManager {
public:
  static const CancellationToken kInvalidToken;
  CancellationManager();
  explicit CancellationManager(CancellationManager *Parent);
  ~CancellationManager();
  void StartCancel();
  void StartCancelWithStatus(const Status &S);
  bool IsCancelled() { return false; }
  CancellationToken get_cancellation_token() { return 1; }
  bool RegisterCallback(CancellationToken Token, CancelCallback Callback);
  bool RegisterCallbackWithErrorLogging(CancellationToken Token,
                                        CancelCallback Callback,
                                        const char *Name);
  bool DeregisterCallback(CancellationToken Token);
  bool TryDeregisterCallback(CancellationToken Token);
  bool IsCancelling();
};

bool RegisterCancellationCallback(CancellationManager *Manager,
                                  std::function<void()> Callback,
                                  std::function<void()> *Deregister);

} // namespace tsl

namespace tensorflow {
using tsl::CancellationManager;
using tsl::RegisterCancellationCallback;
} // namespace tensorflow

#endif
