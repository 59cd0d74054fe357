#pragma once
#include "opentelemetry/context/runtime_context.h"
namespace names {
const opentelemetry::nostd::string_view kUserKey = "user";
constexpr char kHost[] = "host";
} // namespace names
