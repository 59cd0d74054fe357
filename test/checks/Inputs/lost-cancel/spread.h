// Classes whose functions are in two source files.
#include <atomic>
#include <stop_token>
#include <thread>

void work(std::stop_token);

class BadSpread {
public:
  void start();
  void other();
  ~BadSpread();

private:
  std::stop_source src_;
  std::thread t_;
};

class OkTriggeredThere {
public:
  void start();
  void cancel();
  ~OkTriggeredThere();

private:
  std::stop_source src_;
  std::thread t_;
};

class OkSeenNowhere {
public:
  void start();
  void nowhere();
  ~OkSeenNowhere();

private:
  std::stop_source src_;
  std::thread t_;
};

class OkToldThere {
public:
  void start();
  void stop();
  ~OkToldThere();

private:
  std::stop_source src_;
  std::atomic<bool> done_{false};
  std::thread t_;
};

class OkJthreadUnused {
public:
  void start();
  ~OkJthreadUnused();

private:
  std::stop_source src_;
  std::jthread t_;
};

class OkSilenced {
public:
  void start();
  ~OkSilenced();

private:
  std::stop_source src_; // NOLINT(ctx-lost-cancel)
  std::thread t_;
};
