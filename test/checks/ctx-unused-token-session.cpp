// RUN: %check %s ctx-unused-token %t --models=%S/../Inputs/session/session.yaml
// A session of a database: it can be interrupted, but is handed around for its
// settings, too.
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace app {
class Session {
public:
  void interrupt();
  bool interrupted() const;
};
template <class T> class Maybe {
public:
  Maybe(T *t = nullptr) : t(t) {}
  Maybe(T &t) : t(&t) {}

private:
  T *t;
};
void pause(int ms, Maybe<Session> session = nullptr);
} // namespace app

int bindType(const std::string &name);
static bool waits() {
  std::this_thread::sleep_for(std::chrono::seconds(5));
  return true;
}

// It takes its time, without a question.
bool bad_waits(app::Session &session) {
  std::this_thread::sleep_for(std::chrono::seconds(5));
  return true;
}
// CHECK-MESSAGES: :[[@LINE-4]]:30: warning: 'session' is never looked at or passed on, so no stop request reaches 'bad_waits'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

// So does what it calls.
bool bad_has_it_wait(app::Session &session) { return waits(); }
// CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'session' is never looked at or passed on, so no stop request reaches 'bad_has_it_wait'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

// Nothing shows that these take their time; the session was for its settings.
int ok_binds(app::Session &session, const std::string &name) { return bindType(name); }
int ok_over_things(app::Session &session, const std::vector<std::string> &names) {
  int sum = 0;
  for (const std::string &name : names)
    sum += bindType(name);
  for (unsigned i = 0; i < names.size(); ++i)
    sum -= bindType(names[i]);
  return sum;
}
class OkPlan {
public:
  OkPlan(app::Session &session, const std::string &name) { type_ = bindType(name); }

private:
  int type_;
};
