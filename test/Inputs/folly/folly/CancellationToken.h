// What ctx-tidy's tests need of folly's cancellation tokens.
#pragma once

#include <exception>
#include <functional>
#include <utility>

namespace folly {

struct OperationCancelled final : public std::exception {
  const char *what() const noexcept override;
};

struct cancellation_token_merge_fn;

class CancellationToken {
public:
  CancellationToken() noexcept = default;
  CancellationToken(const CancellationToken &other) noexcept;
  CancellationToken(CancellationToken &&other) noexcept;
  CancellationToken &operator=(const CancellationToken &other) noexcept;
  CancellationToken &operator=(CancellationToken &&other) noexcept;
  bool isCancellationRequested() const noexcept;
  bool canBeCancelled() const noexcept;
#ifdef FOLLY_2024
  template <typename... Ts> static CancellationToken merge(Ts &&...tokens);
#endif

private:
  void *state_;
};

class CancellationSource {
public:
  CancellationSource();
  CancellationSource(const CancellationSource &other) noexcept;
  CancellationSource(CancellationSource &&other) noexcept;
  CancellationSource &operator=(const CancellationSource &other) noexcept;
  CancellationSource &operator=(CancellationSource &&other) noexcept;
  static CancellationSource invalid() noexcept;
  bool isCancellationRequested() const noexcept;
  bool canBeCancelled() const noexcept;
  CancellationToken getToken() const noexcept;
  bool requestCancellation() const noexcept;

private:
  void *state_;
};

class CancellationCallback {
  using VoidFunction = std::function<void()>;

public:
  template <typename Callable>
  CancellationCallback(CancellationToken &&ct, Callable &&callable) {}
  template <typename Callable>
  CancellationCallback(const CancellationToken &ct, Callable &&callable) {}
  ~CancellationCallback();
  CancellationCallback(const CancellationCallback &) = delete;
  CancellationCallback &operator=(const CancellationCallback &) = delete;

private:
  VoidFunction callback_;
};

#ifndef FOLLY_2024
struct cancellation_token_merge_fn {
  template <typename... Ts> CancellationToken operator()(Ts &&...tokens) const;
};
inline constexpr cancellation_token_merge_fn cancellation_token_merge{};
#endif

} // namespace folly
