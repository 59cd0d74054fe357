// RUN: %check %s ctx-join-before-stop %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
// Other vocabularies: Qt's threads, GLib's, a cancel handle of one's own.
#include <QtCore/QtCore>
#include <acme/context.h>
#include <thread>

void step();
void load(const acme::Context &);

void bad_qt(QThread *thread) {
  thread->wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'thread' is waited for before it is asked to stop; call 'requestInterruption()' first [ctx-join-before-stop]
  thread->quit();
}
// CHECK-FIXES: void bad_qt(QThread *thread) {
// CHECK-FIXES-NEXT: thread->quit();
// CHECK-FIXES-NEXT: thread->wait();

class Poller : public QThread {
public:
  ~Poller() override {
    wait();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'this' is waited for before it is asked to stop; call 'requestInterruption()' first
    requestInterruption();
  }
  // CHECK-FIXES: ~Poller() override {
  // CHECK-FIXES-NEXT: requestInterruption();
  // CHECK-FIXES-NEXT: wait();

protected:
  void run() override {
    while (!isInterruptionRequested())
      step();
  }
};

void ok_qt(QThread *thread) {
  thread->requestInterruption();
  thread->quit();
  thread->wait();
}

void ok_qt_bounded(QThread *thread) {
  if (!thread->wait(5000ul))
    thread->requestInterruption();
}

void ok_qt_pool(QThreadPool *pool, QThread *thread) {
  pool->waitForDone();
  thread->quit();
  thread->wait();
}

void ok_handle_frees(const acme::Context &parent) {
  auto [ctx, cancel] = acme::WithCancel(parent);
  std::thread t([own = ctx] { load(own); });
  t.join();
  cancel();
}
