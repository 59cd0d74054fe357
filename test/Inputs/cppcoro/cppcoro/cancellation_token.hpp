// What ctx-tidy's tests need of cppcoro's tokens: names and shapes only.
#pragma once

#include <exception>
#include <functional>
#include <type_traits>

namespace cppcoro {

class cancellation_source;
class cancellation_registration;

class cancellation_token {
public:
  cancellation_token() noexcept;
  cancellation_token(const cancellation_token &) noexcept;
  cancellation_token(cancellation_token &&) noexcept;
  ~cancellation_token();
  cancellation_token &operator=(const cancellation_token &) noexcept;
  cancellation_token &operator=(cancellation_token &&) noexcept;

  bool can_be_cancelled() const noexcept;
  bool is_cancellation_requested() const noexcept;
  void throw_if_cancellation_requested() const;

private:
  void *m_state;
};

class cancellation_source {
public:
  cancellation_source();
  cancellation_source(const cancellation_source &) noexcept;
  cancellation_source(cancellation_source &&) noexcept;
  ~cancellation_source();
  cancellation_source &operator=(const cancellation_source &) noexcept;
  cancellation_source &operator=(cancellation_source &&) noexcept;

  [[nodiscard]] bool can_be_cancelled() const noexcept;
  [[nodiscard]] cancellation_token token() const noexcept;
  void request_cancellation();
  [[nodiscard]] bool is_cancellation_requested() const noexcept;

private:
  void *m_state;
};

class cancellation_registration {
public:
  template <typename FUNC, typename = std::enable_if_t<std::is_constructible_v<
                               std::function<void()>, FUNC &&>>>
  cancellation_registration(cancellation_token token, FUNC &&callback) {}
  cancellation_registration(const cancellation_registration &) = delete;
  cancellation_registration &
  operator=(const cancellation_registration &) = delete;
  ~cancellation_registration();
};

class operation_cancelled : public std::exception {
public:
  const char *what() const noexcept override;
};

} // namespace cppcoro
