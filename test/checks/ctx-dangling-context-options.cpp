// RUN: %check %s ctx-dangling-context %t -std=c++20 --prefix=DEFAULT
// RUN: %check %s ctx-dangling-context %t -std=c++20 --prefix=WORDS --option=StartWords=later
#include <functional>
#include <stop_token>

void use(std::stop_source &);

class Loop {
public:
  void enqueue(std::function<void()>);
  void later(std::function<void()>);
};

void words(Loop &loop) {
  std::stop_source one;
  // CHECK-MESSAGES-DEFAULT: :[[@LINE-1]]:20: warning: 'one' may die while
  loop.enqueue([&one] { use(one); });
  std::stop_source two;
  // CHECK-MESSAGES-WORDS: :[[@LINE-1]]:20: warning: 'two' may die while
  loop.later([&two] { use(two); });
}
