// The shape of Kvrocks' context, for the examples of kvrocks.yaml.
#pragma once

namespace engine {
class Storage {};
struct Context {
  explicit Context(Storage *storage);
  Context(const Context &) = delete;
  Context(Context &&ctx) noexcept;
  static Context NoTransactionContext(Storage *storage);
};
} // namespace engine
