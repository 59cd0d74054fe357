// A home-grown context in Go's style, as many code bases have one. Its model is
// ../acme.yaml.
#ifndef CTX_TEST_ACME_CONTEXT_H
#define CTX_TEST_ACME_CONTEXT_H

#include <any>
#include <chrono>
#include <exception>
#include <functional>
#include <stop_token>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace acme {

struct Context {
  std::stop_token token;
  std::chrono::steady_clock::time_point deadline;
  std::unordered_map<std::string, std::any> values;

  static const Context &Background();
  static const Context &TODO();
  bool Done() const;
  std::error_code Err() const;
  void ThrowIfDone() const; // Cancelled
  Context WithValue(std::string key, std::any v) const;
  const std::any &Value(const std::string &key) const;
};

struct Cancelled : std::exception {};

// Thrown into a fibre to unwind it; catching it and going on is undefined.
struct Unwound {};
void Checkpoint();

// What a remote call came to.
struct Result {
  bool ok() const;
  bool IsCancelled() const;
};

struct CancelFunc {
  void operator()() const;
  ~CancelFunc();
};

std::pair<Context, CancelFunc> WithCancel(const Context &);
std::pair<Context, CancelFunc> WithTimeout(const Context &,
                                           std::chrono::milliseconds);
void Sleep(const Context &, std::chrono::milliseconds);
void Sleep(std::chrono::milliseconds);

struct Pool {
  void Submit(std::function<void()>);
  void Submit(const Context &, std::function<void(const Context &)>);
};

extern const std::error_code kCancelled;

} // namespace acme

#endif // CTX_TEST_ACME_CONTEXT_H
