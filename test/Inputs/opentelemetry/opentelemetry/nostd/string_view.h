#ifndef CTX_TEST_OTEL_STRING_VIEW_H
#define CTX_TEST_OTEL_STRING_VIEW_H

#include "opentelemetry/version.h"
#include <cstddef>
#include <cstring>
#include <string>

OPENTELEMETRY_BEGIN_NAMESPACE
namespace nostd {
class string_view {
public:
  string_view() noexcept : Length(0), Text(nullptr) {}
  string_view(const char *S) noexcept : Length(std::strlen(S)), Text(S) {}
  string_view(const std::basic_string<char> &S) noexcept
      : Length(S.length()), Text(S.c_str()) {}
  string_view(const char *S, std::size_t N) noexcept : Length(N), Text(S) {}
  explicit operator std::string() const { return {Text, Length}; }
  const char *data() const noexcept { return Text; }
  bool empty() const noexcept { return Length == 0; }
  std::size_t size() const noexcept { return Length; }

private:
  std::size_t Length;
  const char *Text;
};
} // namespace nostd
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_STRING_VIEW_H
