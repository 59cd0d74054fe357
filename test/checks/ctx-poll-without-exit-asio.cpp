// RUN: %check %s ctx-poll-without-exit %t -std=c++20
// Polls that answer with an enumerator, and polls of one's own thread.
#include <QtCore/QtCore>
#include <asio.hpp>

bool step();

void bad_not_none(asio::cancellation_state &cs) {
  for (;;) {
    if (cs.cancelled() != asio::cancellation_type::none)
      continue;
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:9: warning: 'cs.cancelled()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

void bad_twice_not(asio::cancellation_state &cs) {
  for (;;) {
    if (!!cs.cancelled())
      continue;
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:11: warning: 'cs.cancelled()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

void bad_masked(asio::cancellation_state &cs) {
  for (;;) {
    if ((cs.cancelled() & asio::cancellation_type::terminal) == asio::cancellation_type::none)
      step();
    else
      continue;
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:10: warning: 'cs.cancelled()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

asio::awaitable<void> bad_coroutine() {
  auto cs = co_await asio::this_coro::cancellation_state;
  for (;;) {
    if (cs.cancelled() != asio::cancellation_type::none)
      continue;
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:9: warning: 'cs.cancelled()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

class Worker : public QThread {
  void run() override {
    for (;;) {
      if (isInterruptionRequested())
        continue;
      step();
    }
  }
};
// CHECK-MESSAGES: :[[@LINE-6]]:11: warning: 'isInterruptionRequested()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

void bad_current() {
  while (true) {
    if (QThread::currentThread()->isInterruptionRequested())
      continue;
    step();
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:9: warning: 'QThread::currentThread()->isInterruptionRequested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]

void ok_leaves(asio::cancellation_state &cs) {
  for (;;) {
    if (cs.cancelled() != asio::cancellation_type::none)
      break;
    step();
  }
  for (;;) {
    if (!cs.cancelled())
      step();
    else
      return;
  }
}
// Another kind of request may still end it.
void ok_one_kind(asio::cancellation_state &cs) {
  while (step()) {
    if (cs.cancelled() == asio::cancellation_type::total)
      continue;
    if (!!cs.cancelled())
      break;
  }
}
class Leaver : public QThread {
  void run() override {
    while (!isInterruptionRequested())
      step();
    for (;;) {
      if (isInterruptionRequested())
        return;
      step();
    }
  }
};
// Not this thread's request.
void ok_other(QThread *(*next)()) {
  for (;;) {
    if (next()->isInterruptionRequested())
      continue;
    if (!step())
      break;
  }
}
