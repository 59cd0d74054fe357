// What ctx-tidy's tests need of folly's executors and batons.
#pragma once

#include <functional>

namespace folly {

class Executor {
public:
  template <typename ExecutorT = Executor> class KeepAlive {
  public:
    ExecutorT *get() const;
    ExecutorT *operator->() const;
    ExecutorT &operator*() const;
  };
  virtual ~Executor();
  virtual void add(std::function<void()>) = 0;
  virtual void addWithPriority(std::function<void()>, signed char priority);
};

class CPUThreadPoolExecutor : public Executor {
public:
  explicit CPUThreadPoolExecutor(unsigned);
  void add(std::function<void()>) override;
  void add(std::function<void()>, unsigned expirationMs);
};

Executor::KeepAlive<> getGlobalCPUExecutor();

template <bool MayBlock = true, template <typename> class Atom = std::hash>
class Baton {
public:
  void post() noexcept;
  void wait() noexcept;
  bool try_wait() const noexcept;
};

} // namespace folly
