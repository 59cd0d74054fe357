// RUN: %check %s ctx-swallowed-cancel %t --models=%S/Inputs/swallowed-cancel.yaml
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>

namespace boost::system {
class error_code {
public:
  std::string message() const;
};
class system_error : public std::runtime_error {
public:
  const error_code &code() const noexcept;
};
} // namespace boost::system

namespace house {
class Link {
public:
  void send();
  void flush();
};
} // namespace house

void logLine(const std::string &);

// The test in the fix is one that compiles, or there is no fix.
void bad_no_constant_for_it(house::Link &link) {
  for (;;) {
    try {
      link.send();
    } catch (const boost::system::system_error &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'boost::system::system_error', and the 'for' loop goes on although it was asked to stop; rethrow it when its code says so [ctx-swallowed-cancel]
    // CHECK-FIXES: {{^}}    } catch (const boost::system::system_error &e) {
      logLine(e.what());
    }
  }
}

void bad_std(house::Link &link) {
  for (;;) {
    try {
      link.flush();
    } catch (const std::system_error &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'std::system_error', and the 'for' loop goes on although it was asked to stop; rethrow it when its code says so [ctx-swallowed-cancel]
    // CHECK-FIXES: } catch (const std::system_error &e) { if (e.code() == std::errc::operation_canceled) throw;
      logLine(e.what());
    }
  }
}
