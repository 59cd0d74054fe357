// The shape of cppGOLikeContext, for the examples of cppgolikecontext.yaml.
#pragma once
#include <any>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace context {
using time = std::chrono::system_clock::time_point;
class Context {
public:
  virtual ~Context() = default;
  virtual std::optional<time> deadline() const = 0;
  virtual bool done() const = 0;
  virtual std::optional<std::string> err() const = 0;
  virtual const std::any &value(const std::any &key) const = 0;
  virtual void cancel();
};
using Ptr = std::shared_ptr<Context>;
class ContextFactory {
public:
  static Ptr createBackgroundContext();
  static Ptr createTODOContext();
  static Ptr createWithCancelContext(Ptr parent);
  static Ptr createWithValueContext(std::any key, std::any value, Ptr parent);
  static Ptr createWithDeadlineContext(time deadline, Ptr parent);
  static Ptr createWithTimeoutContext(std::chrono::seconds timeout, Ptr parent);
};
} // namespace context
