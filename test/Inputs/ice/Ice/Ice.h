// A stub of ZeroC Ice: the declarations the tests need, laid out as the library lays
// them out.
#ifndef CTX_TEST_ICE_ICE_H
#define CTX_TEST_ICE_ICE_H

#include <exception>
#include <map>
#include <memory>
#include <string>

namespace Ice {
using Context = ::std::map<::std::string, ::std::string>;
extern const Context noExplicitContext;
struct Current {
  ::std::string operation;
  Context ctx;
};
class Exception : public std::exception {};
class LocalException : public Exception {};
class TimeoutException : public LocalException {};
class InvocationCanceledException : public LocalException {};
class Communicator {
public:
  virtual ~Communicator();
  virtual void destroy() noexcept = 0;
  virtual void shutdown() noexcept = 0;
  virtual void waitForShutdown() noexcept = 0;
  virtual bool isShutdown() const noexcept = 0;
};
class Object {
public:
  virtual ~Object();
};
} // namespace Ice

#endif
