// RUN: %check %s ctx-thread-kill %t
#include <QtCore/QtCore>
#include <pthread.h>
#include <signal.h>
#include <stop_token>
#include <thread>

void work();

//===----------------------------------------------------------------------===//
// Threads of the C library
//===----------------------------------------------------------------------===//

void bad_cancel(pthread_t t) {
  pthread_cancel(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'pthread_cancel' lets work end at a point that it does not choose: locks stay held and clean-up is not done; let it poll a token, request a stop and join it [ctx-thread-kill]
}

void bad_native_handle(std::thread &t) {
  if (::pthread_cancel(t.native_handle()) == 0)
    t.join();
  // CHECK-MESSAGES: :[[@LINE-2]]:7: warning: 'pthread_cancel' lets work end {{.*}} [ctx-thread-kill]
}

void bad_kill(pthread_t t) {
  pthread_kill(t, SIGKILL);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'pthread_kill' with 'SIGKILL' lets work end {{.*}} [ctx-thread-kill]
  pthread_kill(t, SIGTERM);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'pthread_kill' with 'SIGTERM' lets work end {{.*}} [ctx-thread-kill]
  pthread_kill(t, 9);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'pthread_kill' with '9' lets work end {{.*}} [ctx-thread-kill]
}

void bad_constant(pthread_t t) {
  const int signal = SIGTERM;
  pthread_kill(t, signal);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'pthread_kill' with 'SIGTERM' lets work end {{.*}} [ctx-thread-kill]
}

void ok_other_signals(pthread_t t, int given) {
  pthread_kill(t, SIGUSR1); // interrupts a system call
  pthread_kill(t, 0);       // asks whether it is there
  pthread_kill(t, given);
}

void bad_asynchronous() {
  int old;
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'pthread_setcanceltype' with 'PTHREAD_CANCEL_ASYNCHRONOUS' lets work end {{.*}} [ctx-thread-kill]
  auto later = [] { pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, nullptr); };
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'pthread_setcanceltype' with {{.*}} [ctx-thread-kill]
  later();
}

void ok_deferred(int before) {
  pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, nullptr);
  pthread_setcanceltype(before, nullptr);
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, nullptr);
}

#define STOP_NOW(thread) pthread_cancel(thread)
void bad_macro(pthread_t t) {
  STOP_NOW(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'pthread_cancel' lets work end {{.*}} [ctx-thread-kill]
}

//===----------------------------------------------------------------------===//
// Qt
//===----------------------------------------------------------------------===//

void bad_terminate(QThread *thread) {
  thread->terminate();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'terminate' lets work end {{.*}} [ctx-thread-kill]
  thread->wait();
}

struct Job {
  void terminate();
};

void ok_same_name(Job &job, QThread &thread) {
  job.terminate();
  thread.requestInterruption();
}

//===----------------------------------------------------------------------===//
// Asking
//===----------------------------------------------------------------------===//

void ok_asks(std::jthread &t) {
  t.request_stop();
  t.join();
}

void ok_detached(pthread_t t) {
  pthread_cancel(t); // ctx-tidy: detached because the library in it never returns
}

// A constant of itself has no name.
void ok_of_itself(pthread_t t) {
  const int s = s;
  pthread_kill(t, s);
}
