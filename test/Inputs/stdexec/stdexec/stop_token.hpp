// A stub of stdexec's stop tokens: the classes stand in std, as the standard
// has them, and stdexec names them by using-declarations. With STDEXEC_ALONE
// they stand in stdexec, as they did before the standard had them.
#ifndef CTX_TEST_STDEXEC_STOP_TOKEN_HPP
#define CTX_TEST_STDEXEC_STOP_TOKEN_HPP

#include <utility>

#ifdef STDEXEC_ALONE
namespace stdexec {
#else
namespace std {
#endif

struct never_stop_token {
  static constexpr bool stop_requested() noexcept { return false; }
  static constexpr bool stop_possible() noexcept { return false; }
};

class inplace_stop_source;

class inplace_stop_token {
public:
  constexpr inplace_stop_token() noexcept : Source(nullptr) {}
  [[nodiscard]] bool stop_requested() const noexcept;
  [[nodiscard]] bool stop_possible() const noexcept;

private:
  friend class inplace_stop_source;
  const inplace_stop_source *Source;
};

class inplace_stop_source {
public:
  inplace_stop_source() noexcept = default;
  ~inplace_stop_source();
  inplace_stop_source(inplace_stop_source &&) = delete;
  inplace_stop_token get_token() const noexcept;
  bool request_stop() noexcept;
  bool stop_requested() const noexcept;
};

template <class Callback> class inplace_stop_callback {
public:
  template <class C>
  explicit inplace_stop_callback(inplace_stop_token Token, C &&F)
      : Function(std::forward<C>(F)) {}
  ~inplace_stop_callback() {}

private:
  Callback Function;
};
template <class Callback>
inplace_stop_callback(inplace_stop_token, Callback)
    -> inplace_stop_callback<Callback>;

#ifdef STDEXEC_ALONE
} // namespace stdexec
#else
} // namespace std

namespace stdexec {
using std::inplace_stop_callback;
using std::inplace_stop_source;
using std::inplace_stop_token;
using std::never_stop_token;
} // namespace stdexec
#endif

#endif // CTX_TEST_STDEXEC_STOP_TOKEN_HPP
