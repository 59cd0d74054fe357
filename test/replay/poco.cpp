// Every check over the poco vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <Poco/all.h>
#include <stop_token>

void work();
bool step();
void logLine(const char *);

//===-- tasks and activities -----------------------------------------------===//

class ok_Import : public Poco::Task {
public:
  ok_Import() : Poco::Task("import") {}
  void runTask() override {
    while (!isCancelled())
      work();
  }
};
class ok_Heartbeat : public Poco::Task {
public:
  ok_Heartbeat() : Poco::Task("heartbeat") {}
  void runTask() override {
    do
      work();
    while (!sleep(1000));
  }
};
class bad_Poll : public Poco::Task {
public:
  bad_Poll() : Poco::Task("poll") {}
  void runTask() override {
    for (;;) {
      if (isCancelled())
// CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'isCancelled()' does not end the 'for' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
        logLine("cancelled");
      work();
    }
  }
};

class Pump {
public:
  Pump() : activity_(this, &Pump::run) {}
  void start() { activity_.start(); }
  void bad_stop() {
// CHECK-FIXES: activity_.stop();
    activity_.wait();
// CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'activity_' is waited for before it is asked to stop; call 'stop()' first [ctx-join-before-stop]
    activity_.stop();
  }

private:
  void run() {
    while (!activity_.isStopped())
      work();
  }
  Poco::Activity<Pump> activity_;
};

class ok_Pump {
public:
  ok_Pump() : activity_(this, &ok_Pump::run) {}
  void start() { activity_.start(); }
  void stop() {
    activity_.stop();
    activity_.wait();
  }

private:
  void run() {
    while (!activity_.isStopped())
      work();
  }
  Poco::Activity<ok_Pump> activity_;
};

class ok_Manager {
public:
  ~ok_Manager() {
    tasks_.cancelAll();
    tasks_.joinAll();
  }
  void start() { tasks_.start(new ok_Import); }

private:
  Poco::TaskManager tasks_;
};

//===-- threads ------------------------------------------------------------===//

void bad_endless(Poco::Thread &thread) {
  thread.startFunc([] {
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]
    for (;;)
      work();
  });
}
void ok_ends(Poco::Thread &thread) {
  thread.startFunc([] {
    while (step())
      work();
  });
  thread.join();
}

//===-- waits --------------------------------------------------------------===//

void bad_sleep(std::stop_token st) {
  while (!st.stop_requested()) {
    work();
    Poco::Thread::sleep(60000);
// CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a stop request on 'st' does not wake 'sleep'; wait in short steps and look at 'st' between them [ctx-uninterruptible-wait]
  }
}
void bad_event(std::stop_token st, Poco::Event &ready) {
  while (!st.stop_requested()) {
    ready.wait();
// CHECK-MESSAGES: :[[@LINE-1]]:11: warning: a stop request on 'st' does not wake 'wait'; use 'tryWait' instead, which need not block [ctx-uninterruptible-wait]
    work();
  }
}
void bad_semaphore(std::stop_token st, Poco::Semaphore &slots) {
  while (!st.stop_requested()) {
    slots.wait();
// CHECK-MESSAGES: :[[@LINE-1]]:11: warning: a stop request on 'st' does not wake 'wait'; use 'tryWait' instead, which need not block [ctx-uninterruptible-wait]
    work();
  }
}
void ok_event(std::stop_token st, Poco::Event &ready) {
  while (!st.stop_requested())
    if (ready.tryWait(100))
      work();
}
void ok_event_woken(std::stop_token st, Poco::Event &ready) {
  std::stop_callback wake(st, [&] { ready.set(); });
  ready.wait();
}
void bad_condition(std::stop_token st, Poco::Mutex &m, Poco::Condition &ready) {
  while (!st.stop_requested()) {
    ready.wait(m);
// CHECK-MESSAGES: :[[@LINE-1]]:11: warning: a stop request on 'st' does not wake 'wait'; use 'tryWait' instead, which need not block [ctx-uninterruptible-wait]
    work();
  }
}
void ok_condition(std::stop_token st, Poco::Mutex &m, Poco::Condition &ready) {
  while (!st.stop_requested())
    if (ready.tryWait(m, 100))
      work();
}
void ok_no_token(Poco::Event &ready) { ready.wait(); }
