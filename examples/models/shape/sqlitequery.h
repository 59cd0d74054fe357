// The shape of sqlitequery's cancellation, for the examples of sqlitequery.yaml.
#pragma once
#include <atomic>

class CancellationToken {
public:
  explicit CancellationToken(std::atomic<bool> *flag);
  bool isCancellationRequested() const;
};
class CancellationTokenSource {
public:
  CancellationToken get();
  void cancel();
};
