// A stub of Boost.Asio. See asio/detail/all.ipp.
#ifndef CTX_TEST_BOOST_ASIO_H
#define CTX_TEST_BOOST_ASIO_H

#include "asio/detail/std.hpp"

namespace boost {
namespace system {
class error_code {
public:
  error_code() noexcept;
  template <class Enum> error_code(Enum E) noexcept;
  explicit operator bool() const noexcept;
  std::string message() const;
  bool operator==(const error_code &Other) const noexcept;
  bool operator!=(const error_code &Other) const noexcept;
};
class system_error : public std::runtime_error {
public:
  explicit system_error(const error_code &Code);
  const error_code &code() const noexcept;
};
} // namespace system

namespace asio {
#define CTX_ERROR_CODE boost::system::error_code
#include "asio/detail/all.ipp"
#undef CTX_ERROR_CODE
} // namespace asio
} // namespace boost

#endif // CTX_TEST_BOOST_ASIO_H
