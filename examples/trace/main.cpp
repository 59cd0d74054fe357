// A checkout whose requests carry the tenant that pays and the size of the
// sample that is traced.

#include "opentelemetry/context/context.h"

#include <cstdint>
#include <iostream>
#include <variant>

using opentelemetry::context::Context;

namespace checkout {

constexpr char kSampleKey[] = "checkout.sample";

/// What the front door knows of a request.
Context accept(Context ctx, std::int64_t tenant, double sample) {
  ctx = ctx.SetValue("tenant", tenant);
  return ctx.SetValue(kSampleKey, sample);
}

/// The tenant that pays, 0 if nobody does.
std::int64_t tenant(const Context &ctx) {
  auto value = ctx.GetValue("tennant");
  const auto *id = std::get_if<std::int64_t>(&value);
  return id ? *id : 0;
}

bool traced(const Context &ctx) {
  auto value = ctx.GetValue("checkout.sample");
  const auto *sample = std::get_if<double>(&value);
  return sample && *sample > 0.5;
}

} // namespace checkout

int main() {
  Context ctx = checkout::accept({}, 42, 0.75);
  std::cout << "tenant " << checkout::tenant(ctx) << ", traced "
            << checkout::traced(ctx) << "\n";
}
