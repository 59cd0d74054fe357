// What ctx-tidy's tests need of pplx.
#pragma once

#include <exception>
#include <utility>

template <typename F, typename... A>
auto declres() -> decltype(std::declval<F>()(std::declval<A>()...));
#define CTX_NS pplx
#include "tasks.inc"
#undef CTX_NS
