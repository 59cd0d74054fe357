// XFAIL: *
// RUN: %check %s ctx-lost-cancel %t
// A class that keeps its source behind a smart pointer and waits for its work
// without triggering it.
#include <memory>
#include <stop_token>
#include <thread>

void work(std::stop_token);

class Worker {
public:
  Worker() : thread_(work, stop_->get_token()) {}
  ~Worker() { thread_.join(); }

private:
  std::shared_ptr<std::stop_source> stop_ = std::make_shared<std::stop_source>();
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'stop_' is triggered nowhere in 'Worker'
  std::thread thread_;
};
