// The shape of the TiKV client's backoff, for the examples of tikv.yaml.
#pragma once
#include <cstddef>
#include <exception>

namespace pingcap::kv {
enum BackoffType { boRegionMiss };
struct Backoffer {
  explicit Backoffer(size_t max_sleep, size_t total_sleep = 0);
  Backoffer(const Backoffer &) = delete;
  Backoffer(Backoffer &&) = default;
  Backoffer clone() const;
  void backoff(BackoffType type, const std::exception &why);
  void backoffWithMaxSleep(BackoffType type, int max_sleep, const std::exception &why);
};
} // namespace pingcap::kv
