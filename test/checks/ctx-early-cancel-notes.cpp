// RUN: %check %s ctx-early-cancel %t -std=c++20
// RUN: %check %s ctx-early-cancel %t -std=c++20 --prefix=WORDS --option=StartWords=relay
#include <functional>
#include <stop_token>
#include <thread>

void work(std::stop_token);
void enqueue(std::function<void()>);
void relay(std::function<void()>);

struct StopOnExit {
  std::stop_source &source;
  ~StopOnExit() { source.request_stop(); }
};

void bad_guard() {
  std::stop_source s;
  StopOnExit g{s};
  enqueue([t = s.get_token()] { work(t); });
}
// CHECK-NOTES: :[[@LINE-2]]:3: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it [ctx-early-cancel]
// CHECK-NOTES: :[[@LINE-4]]:14: note: this triggers it when it is destroyed

void bad_request() {
  std::stop_source s;
  enqueue([t = s.get_token()] { work(t); });
  s.request_stop();
}
// CHECK-NOTES: :[[@LINE-3]]:3: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it [ctx-early-cancel]
// CHECK-NOTES: :[[@LINE-3]]:5: note: it is triggered here

void bad_handle() {
  std::jthread own(work);
  enqueue([t = own.get_stop_token()] { work(t); });
}
// CHECK-NOTES: :[[@LINE-2]]:3: warning: what is started here goes on, but 'own', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'own' with the work, or wait for it [ctx-early-cancel]
// CHECK-NOTES: :[[@LINE-4]]:16: note: it triggers when it is destroyed

void bad_own_word() {
  std::stop_source s;
  StopOnExit g{s};
  relay([t = s.get_token()] { work(t); });
}
// CHECK-NOTES-WORDS: :[[@LINE-2]]:3: warning: what is started here goes on, but 's', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 's' with the work, or wait for it [ctx-early-cancel]
// CHECK-NOTES-WORDS: :[[@LINE-4]]:14: note: this triggers it when it is destroyed
