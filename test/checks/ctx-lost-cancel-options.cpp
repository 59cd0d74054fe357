// RUN: %check %s ctx-lost-cancel %t -std=c++20 --prefix=DEFAULT
// RUN: %check %s ctx-lost-cancel %t -std=c++20 --prefix=WORDS "--option=StartWords=kick off;queue"
#include <functional>
#include <stop_token>

void work(std::stop_token);
void kickOff(std::function<void()>);
void launch(std::function<void()>);

void bad_if_kick_off_starts() {
  std::stop_source src;
  // CHECK-MESSAGES-WORDS: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  kickOff([tok = src.get_token()] { work(tok); });
}

void bad_if_launch_starts() {
  std::stop_source src;
  // CHECK-MESSAGES-DEFAULT: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: the work that holds its token is never asked to stop; call 'request_stop()' before leaving [ctx-lost-cancel]
  launch([tok = src.get_token()] { work(tok); });
}

struct Queue {
  void enqueue_all(std::function<void()>);
};
void bad_if_enqueue_starts(Queue &q) {
  std::stop_source src;
  q.enqueue_all([tok = src.get_token()] { work(tok); });
  // CHECK-MESSAGES-DEFAULT: :[[@LINE-2]]:20: warning: 'src' is triggered on no path: {{.*}} [ctx-lost-cancel]
}
