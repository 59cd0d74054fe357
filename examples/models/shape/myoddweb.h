// The shape of myoddweb::cancellation_token, for the examples of myoddweb.yaml.
#pragma once
#include <exception>
#include <functional>

namespace myoddweb {
class operation_canceled_exception : public std::exception {};
class cancellation_token {
public:
  static cancellation_token none();
  bool is_cancellation_requested() const;
  bool can_be_cancelled() const;
  void throw_if_cancellation_requested();
  unsigned register_callback(std::function<void()> callback);
  bool unregister_callback(unsigned id);
};
class cancellation_token_source {
public:
  cancellation_token_source();
  bool is_cancellation_requested() const;
  cancellation_token token();
  void cancel();
  unsigned register_callback(std::function<void()> callback);
  bool unregister_callback(unsigned id);
};
} // namespace myoddweb
