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

void bad_swallow() {
  while (true) {
    try {
      step();
      boost::this_thread::interruption_point();
    } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'boost::thread_interrupted', and the 'while' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
      log("failed");
    }
  }
}

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

void ok_rethrow() {
  while (true) {
    try {
      boost::this_thread::sleep_for(1s);
    } catch (const boost::thread_interrupted &) {
      throw;
    } catch (...) {
      log("failed");
    }
  }
}

// ctx-join-before-stop

void bad_order(boost::thread &worker) {
  worker.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'worker' is waited for before it is asked to stop; call 'interrupt()' first [ctx-join-before-stop]
  worker.interrupt();
}

void ok_order(boost::thread &worker) {
  worker.interrupt();
  worker.join();
}

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

void bad_forever() {
  boost::thread([] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: detached work loops for ever and nobody can stop it; have it poll a token or a flag, or say why with '// ctx-tidy: detached because ...' [ctx-unstoppable-task]
    while (true)
      step();
  }).detach();
}

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

// ctx-discarded-scope

void bad_shield() {
  boost::this_thread::disable_interruption();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'boost::this_thread::disable_interruption' is destroyed at the end of this statement, so it shields nothing; keep it in a variable [ctx-discarded-scope]
  step();
}

void ok_shield() {
  boost::this_thread::disable_interruption shield;
  step();
}

// ctx-wide-shield

void bad_wide() {
  boost::this_thread::disable_interruption shield;
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: shield 'shield' covers 'next', which is not clean-up and which no stop request reaches; shield only what has to be finished [ctx-wide-shield]
  int i = 0;
  while (next(i))
    step();
}

// ctx-poll-without-exit

void bad_exit() {
  while (true) {
    if (boost::this_thread::interruption_requested())
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'boost::this_thread::interruption_requested()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
      continue;
    step();
  }
}

void ok_exit() {
  while (!boost::this_thread::interruption_requested())
    step();
}

// ctx-uninterruptible-wait

void bad_deaf(std::stop_token token) {
  while (!token.stop_requested())
    boost::this_thread::no_interruption_point::sleep_for(5s);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a stop request on 'token' does not wake 'sleep_for'; wait in short steps and look at 'token' between them [ctx-uninterruptible-wait]
}
