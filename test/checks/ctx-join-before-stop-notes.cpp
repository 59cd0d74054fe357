// RUN: %check %s ctx-join-before-stop %t -std=c++20
#include <stop_token>
#include <thread>

void step();

void bad_source() {
  std::stop_source src;
  std::thread t([tok = src.get_token()] {
    while (!tok.stop_requested())
      step();
  });
  t.join();
  src.request_stop();
}
// CHECK-FIXES: src.request_stop();
// CHECK-FIXES-NEXT: t.join();
// CHECK-NOTES: :[[@LINE-5]]:5: warning: 't' is waited for before 'src', whose token its work has, is triggered; call 'request_stop()' first [ctx-join-before-stop]
// CHECK-NOTES: :[[@LINE-5]]:7: note: the request comes here, when the wait is over
// CHECK-NOTES: :[[@LINE-10]]:5: note: only a request ends this loop

struct StopOnExit {
  std::stop_source &source;
  ~StopOnExit() { source.request_stop(); }
};
void bad_guard() {
  std::stop_source src;
  StopOnExit guard{src};
  std::thread t([tok = src.get_token()] {
    while (!tok.stop_requested())
      step();
  });
  t.join();
}
// CHECK-NOTES: :[[@LINE-2]]:5: warning: 't' is waited for here, and 'src' is triggered only when the scope ends; call 'request_stop()' first [ctx-join-before-stop]
// CHECK-NOTES: :[[@LINE-8]]:14: note: this triggers it when it is destroyed
// CHECK-NOTES: :[[@LINE-7]]:5: note: only a request ends this loop

void bad_never() {
  std::jthread t([](std::stop_token st) {
    while (!st.stop_requested())
      step();
  });
  t.join();
}
// CHECK-NOTES: :[[@LINE-2]]:5: warning: 't' is waited for and nobody asks it to stop, which is the only way its work ends; call 'request_stop()' first [ctx-join-before-stop]
// CHECK-NOTES: :[[@LINE-6]]:5: note: only a request ends this loop
