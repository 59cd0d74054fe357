// The shape of gocxx's context, for the examples of gocxx.yaml.
#pragma once
#include <any>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace gocxx {
namespace base {
template <class T> struct Result {
  T value;
  bool Ok() const;
};
template <> struct Result<void> {
  bool Ok() const;
};
template <class T> struct Chan {};
} // namespace base
namespace time {
struct Duration {};
struct Time {};
void Sleep(Duration d);
} // namespace time
namespace context {
class Context {
public:
  virtual ~Context() = default;
  virtual base::Result<time::Time> Deadline() const = 0;
  virtual base::Chan<bool> Done() const = 0;
  virtual base::Result<void> Err() const = 0;
  virtual base::Result<std::any> Value(const std::any &key) const = 0;
};
class CancelContext : public Context {
public:
  void Cancel(const std::string &reason = "context canceled");
  bool IsCanceled() const;
};
using ContextPtr = std::shared_ptr<Context>;
using CancelFunc = std::function<void()>;
ContextPtr Background();
ContextPtr TODO();
base::Result<std::pair<ContextPtr, CancelFunc>> WithCancel(ContextPtr parent);
base::Result<std::pair<ContextPtr, CancelFunc>> WithTimeout(ContextPtr parent, time::Duration timeout);
base::Result<std::pair<ContextPtr, CancelFunc>> WithDeadline(ContextPtr parent, time::Time deadline);
base::Result<ContextPtr> WithValue(ContextPtr parent, const std::any &key, const std::any &value);
base::Result<void> SleepWithContext(ContextPtr ctx, time::Duration duration);
} // namespace context
} // namespace gocxx
