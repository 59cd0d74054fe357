// A coroutine library whose tasks run under an ambient token, and a group of
// calls with counterparts that no overload shows. Their model is flow.yaml.
#ifndef CTX_TEST_FLOW_H
#define CTX_TEST_FLOW_H

#include <coroutine>
#include <string>
#include <utility>

namespace flow {

class Token {
public:
  bool cancelled() const;
  void pause(int ms) const;
};

class Source {
public:
  Token token() const;
  void cancel();
};

template <class T> class Task {
public:
  struct promise_type {
    Task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};

template <class A> A withToken(Token token, A awaitable);

// Counterparts.
void parse(const std::string &text, int depth = 3);
void parseWith(const std::string &text, int depth, Token token);
void idle(int ms);
namespace io {
void load(int id);
}
void loadUnder(Token token, int id);
void advised();

class Group {
public:
  void run(int job);
  void runUnder(int job, const Token &token);
};

} // namespace flow

#endif // CTX_TEST_FLOW_H
