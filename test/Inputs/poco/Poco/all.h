// A stub of Poco Foundation: the declarations the tests need, laid out as the
// library lays them out.
#ifndef CTX_TEST_POCO_ALL_H
#define CTX_TEST_POCO_ALL_H

#include <functional>
#include <string>

namespace Poco {

template <class C> class AutoPtr {
public:
  AutoPtr(C *P = nullptr);
  C *operator->() const;
};
template <class C> class SharedPtr {
public:
  C *operator->() const;
};

class Runnable {
public:
  Runnable();
  virtual ~Runnable();
  virtual void run() = 0;
};
class RefCountedObject {
public:
  void duplicate() const;
  void release() const;
};

class Task : public Runnable, public RefCountedObject {
public:
  Task(const std::string &Name);
  virtual void cancel();
  bool isCancelled() const;
  virtual void runTask() = 0;
  void run() override;

protected:
  bool sleep(long Milliseconds);
  void setProgress(float P);
  virtual ~Task();
};

class ThreadPool {
public:
  ThreadPool();
  ~ThreadPool();
  void start(Runnable &Target);
  void startWithPriority(int P, Runnable &Target);
  void stopAll();
  void joinAll();
};

class TaskManager {
public:
  TaskManager();
  ~TaskManager();
  void start(Task *T);
  void cancelAll();
  void joinAll();
};

template <class C> class RunnableAdapter : public Runnable {
public:
  typedef void (C::*Callback)();
};
template <class C> class Activity : public Runnable {
public:
  typedef typename RunnableAdapter<C>::Callback Callback;
  Activity(C *Owner, Callback Method) {}
  ~Activity() {
    stop();
    wait();
  }
  void start() {}
  void stop() {}
  void wait() {}
  bool isStopped() const { return true; }

protected:
  void run() override {}
};

class ThreadImpl {
public:
  typedef void (*Callable)(void *);
};
class Thread : private ThreadImpl {
public:
  Thread();
  ~Thread();
  void start(Runnable &Target);
  template <class Functor> void startFunc(const Functor &Fn) {}
  void join();
  bool tryJoin(long Milliseconds);
  static bool trySleep(long Milliseconds);
  void wakeUp();
  static void sleep(long Milliseconds);
};

class Event {
public:
  Event();
  void set();
  void wait();
  void wait(long Milliseconds);
  bool tryWait(long Milliseconds);
};
class Mutex {};
class Condition {
public:
  template <class Mtx> void wait(Mtx &M) {}
  template <class Mtx> void wait(Mtx &M, long Milliseconds) {}
  template <class Mtx> bool tryWait(Mtx &M, long Milliseconds) {
    return true;
  }
  void broadcast();
};
class Semaphore {
public:
  Semaphore(int N);
  void set();
  void wait();
  void wait(long Milliseconds);
  bool tryWait(long Milliseconds);
};

} // namespace Poco

#endif
