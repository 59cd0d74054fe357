// RUN: %check %s ctx-inverted-trigger %t -std=c++20
// RUN: %check %s ctx-inverted-trigger %t -std=c++20 -- -DSTDEXEC_ALONE
// Stop tokens without shared state; QThread's requests say nothing.
#include <QtCore/QtCore>
#include <stdexec/stop_token.hpp>
#include <thread>

void log(const char *text);

void bad_inplace_message(stdexec::inplace_stop_source &source) {
  if (source.request_stop())
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'request_stop' returns true for the call that makes the request, but the branch for that says 'already stopped'; negate it [ctx-inverted-trigger]
    log("already stopped");
}
// CHECK-FIXES: if (!source.request_stop())

class Service {
public:
  void bad_stop() {
    if (source_.request_stop())
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'request_stop' returns true for the call that makes the request, but the branch for that leaves before the work is waited for; negate it [ctx-inverted-trigger]
      return;
    worker_.join();
  }
  // CHECK-FIXES: if (!source_.request_stop())
  void ok_stop() {
    if (!source_.request_stop())
      return;
    worker_.join();
  }

private:
  stdexec::inplace_stop_source source_;
  std::thread worker_;
};

void ok_inplace_message(stdexec::inplace_stop_source &source) {
  if (!source.request_stop())
    log("already stopped");
}

void ok_thread(QThread *thread) {
  const bool alreadyStopping = thread->isInterruptionRequested();
  thread->requestInterruption();
  if (alreadyStopping)
    log("already stopped");
}
