#ifndef CTX_TEST_OTEL_VARIANT_H
#define CTX_TEST_OTEL_VARIANT_H

#include "opentelemetry/version.h"
#include <variant>

OPENTELEMETRY_BEGIN_NAMESPACE
namespace nostd {
using std::get;
using std::get_if;
using std::holds_alternative;
using std::monostate;
using std::variant;
} // namespace nostd
OPENTELEMETRY_END_NAMESPACE

#endif // CTX_TEST_OTEL_VARIANT_H
