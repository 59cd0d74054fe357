// Boost.Thread's interruption, all checks.
// RUN: %check %s 'ctx-*' %t --no-fix
#include <boost/thread.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <vector>

using namespace std::chrono_literals;

void step();
void work();
void log(const char *);
bool next(int &);

// ctx-swallowed-cancel

void bad_sleep() {
  while (true) {
    try {
      boost::this_thread::sleep_for(1s);
      step();
    } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'boost::thread_interrupted', and the 'while' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
      log("failed");
    }
  }
}

// It does not derive from std::exception, so this one lets it through.
void ok_std() {
  while (true) {
    try {
      boost::this_thread::interruption_point();
      step();
    } catch (const std::exception &e) {
      log(e.what());
    }
  }
}

// As in the library's examples.
void ok_outermost() {
  try {
    while (true) {
      boost::this_thread::interruption_point();
      step();
    }
  } catch (const boost::thread_interrupted &) {
  }
}

// ctx-join-before-stop

void ok_group() {
  boost::thread_group group;
  for (int i = 0; i != 4; ++i)
    group.create_thread([] { work(); });
  group.join_all();
}

// Nobody has to interrupt a thread that ends by itself.
void ok_plain() {
  boost::thread worker(work);
  worker.join();
}

class Ticker {
public:
  Ticker() : thread_([this] { run(); }) {}
  ~Ticker() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      done_ = true;
    }
    thread_.join();
  }

private:
  void run() {
    for (;;) {
      std::lock_guard<std::mutex> lock(mutex_);
      if (done_)
        return;
    }
  }
  std::mutex mutex_;
  bool done_ = false;
  boost::thread thread_;
};

// ctx-unstoppable-task

void ok_interruptible() {
  boost::thread worker([] {
    while (true) {
      boost::this_thread::sleep_for(1s);
      step();
    }
  });
  worker.interrupt();
  worker.join();
}
