// The shape of bongo's context, for the examples of bongo.yaml.
#pragma once
#include <any>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

namespace bongo::context {
using time_point = std::chrono::system_clock::time_point;
struct context {
  virtual ~context() = default;
  virtual std::optional<time_point> deadline();
  virtual void *done();
  virtual std::error_code err();
  virtual std::any value(std::string_view key);
  virtual void cancel(bool remove, std::error_code why);
};
struct cancel_context : context {
  std::optional<time_point> deadline() override;
  void deadline(time_point t);
  void cancel();
  void cancel(bool remove, std::error_code why) override;
};
using context_type = std::shared_ptr<context>;
using cancel_func = std::function<void()>;
using cancelable_context = std::pair<context_type, cancel_func>;
context_type background();
context_type todo();
cancelable_context with_cancel(context_type parent);
cancelable_context with_timeout(context_type parent, std::chrono::seconds timeout);
cancelable_context with_deadline(context_type parent, time_point t);
context_type with_value(context_type parent, std::string key, std::any value);
} // namespace bongo::context
