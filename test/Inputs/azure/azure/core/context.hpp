// What ctx-tidy's tests need of the Azure SDK's context, and one client in its
// shape.
#pragma once

#include <chrono>
#include <memory>
#include <ratio>
#include <stdexcept>
#include <string>

namespace Azure {

namespace _internal {
using Clock100ns = std::chrono::duration<long long, std::ratio<1, 10000000>>;
}

class DateTime final : public std::chrono::time_point<std::chrono::system_clock,
                                                      _internal::Clock100ns> {
public:
  DateTime(const std::chrono::system_clock::time_point &);
};

namespace Core {

class OperationCancelledException final : public std::runtime_error {
public:
  explicit OperationCancelledException(std::string const &what)
      : std::runtime_error(what) {}
};

class Context final {
public:
  class Key final {
    Key const *m_uniqueAddress;

  public:
    Key() : m_uniqueAddress(this) {}
    bool operator==(Key const &other) const;
  };

  Context();
  explicit Context(DateTime const &deadline);
  Context(Context const &) = default;
  Context &operator=(Context const &) = default;
  Context(Context &&) = default;
  Context &operator=(Context &&) = default;
  ~Context() = default;

  Context WithDeadline(DateTime const &deadline) const;
  template <class T> Context WithValue(Key const &key, T &&value) const;
  DateTime GetDeadline() const;
  template <class T> bool TryGetValue(Key const &key, T &outputValue) const;
  void Cancel();
  bool IsCancelled() const;
  void ThrowIfCancelled() const;
  [[deprecated]] static const Context ApplicationContext;

private:
  std::shared_ptr<void> m_contextSharedState;
};

template <class T> class Operation {
public:
  virtual ~Operation();
  bool IsDone() const noexcept;
  int const &Poll();
  int const &Poll(Context const &context);
  T PollUntilDone(std::chrono::milliseconds period);
  T PollUntilDone(std::chrono::milliseconds period, Context &context);
};

} // namespace Core

namespace Storage {
namespace Blobs {

struct GetOptions {};

class BlobClient {
public:
  int GetProperties(GetOptions const &options = GetOptions(),
                    Core::Context const &context = Core::Context()) const;
  int Delete(GetOptions const &options = GetOptions(),
             Core::Context const &context = Core::Context()) const;
  Core::Operation<int> StartCopy(std::string const &source,
                                 Core::Context const &context = {}) const;
};

} // namespace Blobs
} // namespace Storage
} // namespace Azure
