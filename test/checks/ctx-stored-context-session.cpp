// RUN: %check %s ctx-stored-context %t --models=%S/../Inputs/session/session.yaml
// A session of a database: it can be interrupted, but is handed around for its
// settings, too.
#include <string>
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

// Who works for a session is given it when it is made, and ends with it.
class OkSorter {
public:
  OkSorter(app::Session &session, int columns) : session_(session), columns_(columns) {}

private:
  app::Session &session_;
  int columns_;
};
class OkPlanManager {
public:
  explicit OkPlanManager(app::Session &session) : session_(session) {}

private:
  app::Session &session_;
  int plans_ = 0;
};
class OkMaybe {
public:
  explicit OkMaybe(app::Maybe<app::Session> session) : session_(session) {}

private:
  app::Maybe<app::Session> session_;
  int rows_ = 0;
};

// One object, many sessions.
class BadStore {
public:
  void serve(app::Session &session) { session_ = &session; }

private:
  app::Session *session_ = nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'session_' keeps a per-request 'app::Session' in 'BadStore', which outlives the request; pass it as a parameter [ctx-stored-context]
  // CHECK-MESSAGES: :[[@LINE-5]]:50: note: stored here by 'serve', and kept after that call
};

class BadShared {
public:
  explicit BadShared(app::Session *session) : session_(session) {}

private:
  app::Session *session_;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'session_' keeps a per-request 'app::Session' in 'BadShared', which outlives the request; pass it as a parameter [ctx-stored-context]
};
app::Session &current();
BadShared shared(&current());
// CHECK-MESSAGES: :[[@LINE-1]]:11: note: 'shared' is a 'BadShared' that lives as long as the program
