// The shape of Nix's interrupts, for the examples of nix.yaml.
#pragma once
#include <exception>
#include <functional>
#include <memory>
#include <string_view>

namespace nix {
struct BaseError : std::exception {};
struct Interrupted : BaseError {};
struct Cancelled : BaseError {};
bool isInterrupted();
bool getInterrupted();
void checkInterrupt();
struct InterruptCallback {
  virtual ~InterruptCallback();
};
enum class SignalType { Int, Stop };
std::unique_ptr<InterruptCallback> createSignalCallback(SignalType type, std::function<void()> callback);
std::unique_ptr<InterruptCallback> createInterruptCallback(std::function<void()> callback);
struct ReceiveInterrupts {
  ReceiveInterrupts();
  ~ReceiveInterrupts();
};
namespace unix {
void triggerInterrupt();
}
void ignoreExceptionExceptInterrupt();
void ignoreExceptionInDestructor();
void writeFull(int fd, std::string_view s, bool allowInterrupts = true);
struct Pid {
  int kill(bool allowInterrupts = true);
  int wait(bool allowInterrupts = true);
};
} // namespace nix
