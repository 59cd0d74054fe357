// A stub of Asio on its own. See asio/detail/all.ipp.
#ifndef CTX_TEST_ASIO_H
#define CTX_TEST_ASIO_H

#include "asio/detail/std.hpp"

namespace asio {
using error_code = std::error_code;
using system_error = std::system_error;
#define CTX_ERROR_CODE asio::error_code
#include "asio/detail/all.ipp"
#undef CTX_ERROR_CODE

namespace error {
error_code make_error_code(basic_errors E);
} // namespace error
} // namespace asio

namespace std {
template <> struct is_error_code_enum<asio::error::basic_errors> {
  static constexpr bool value = true;
};
} // namespace std

#endif // CTX_TEST_ASIO_H
