// The shape of DuckDB's client context, for the examples of duckdb.yaml.
#pragma once
#include <cstdint>
#include <exception>

namespace duckdb {
class InterruptException : public std::exception {};
template <class T> class optional_ptr {
public:
  optional_ptr(T *ptr = nullptr);
  T *operator->() const;
};
class ClientContext {
public:
  void Interrupt();
  bool IsInterrupted() const;
  void InterruptCheck() const;
  void ClearInterrupt();
  void SuppressInterrupts();
  int64_t query_deadline = 0;
};
class ExecutionContext {
public:
  ClientContext &client;
};
struct ThreadUtil {
  static void SleepMs(int64_t ms, optional_ptr<ClientContext> context = nullptr);
};
} // namespace duckdb
