// RUN: %check %s ctx-dropping-chain %t --models=%S/../Inputs/session/session.yaml
// None where a session can be given: a drop if the call waits. Where it does
// not, the session may be wanted for its settings, and none be the answer.
#include <gio/gio.h>
#include <string>

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
std::string print(int id, Maybe<Session> session = nullptr);
void refresh(int id, Session *session);
} // namespace app

void omits() { app::pause(10); }
void gives_null() { app::pause(10, nullptr); }
void gives_nothing() { app::pause(10, {}); }
std::string prints() { return app::print(1) + app::print(2, nullptr); }
void refreshes() { app::refresh(1, nullptr); }

void bad_waits(app::Session &session) {
  if (session.interrupted())
    return;
  omits();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'session' does not reach 'pause': {{.*}} bad_waits -> omits -> pause {{.*}}
  gives_null();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'session' does not reach 'pause': {{.*}} bad_waits -> gives_null -> pause {{.*}}
  gives_nothing();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'session' does not reach 'pause': {{.*}} bad_waits -> gives_nothing -> pause {{.*}}
}

void ok_settings(app::Session &session) {
  if (session.interrupted())
    return;
  prints();
  refreshes();
}

//===----------------------------------------------------------------------===//
// Objects that are given a session and cannot keep it
//===----------------------------------------------------------------------===//

class Timer final {
public:
  void rest(app::Session &session) {
    if (!session.interrupted())
      ++Rests;
  }
  int rests() const { return Rests; }

private:
  int Rests = 0;
};
void counted(Timer &timer) { app::pause(timer.rests()); }
void bad_keeps_nothing(app::Session &session) {
  Timer timer;
  timer.rest(session);
  counted(timer);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'session' does not reach 'pause': {{.*}} bad_keeps_nothing -> counted -> pause {{.*}}
}

class Manager {
public:
  static Manager &of(app::Session &session);
  void settle() { app::pause(Names.empty() ? 1 : 2); }

private:
  std::string Names;
};
void bad_manager(app::Session &session) {
  if (session.interrupted())
    return;
  Manager::of(session).settle();
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'session' does not reach 'pause': 'Manager::settle' does not take it, {{.*}}
}

// They may keep it, or what they are is not known.
class Worker;
class Owner {
public:
  static Owner &of(app::Session &session);
  void settle() { app::pause(1); }
  Worker *worker;
};
class Interface {
public:
  virtual void use(app::Session &session) = 0;
  int Uses;
};
void waits_for(Interface &) { app::pause(1); }
class Named {
public:
  void setSession(app::Session &session);
  void settle() { app::pause(Id); }
  int Id;
};
void ok_may_keep(app::Session &session, Interface &user, Named &named) {
  if (session.interrupted())
    return;
  Owner::of(session).settle();
  user.use(session);
  waits_for(user);
  named.setSession(session);
  named.settle();
}

//===----------------------------------------------------------------------===//
// Cancellables
//===----------------------------------------------------------------------===//

gboolean load(GFile *file, GError **error) {
  return g_file_load_contents(file, NULL, NULL, NULL, NULL, error);
}
gboolean bad_cancellable(GFile *file, GCancellable *cancellable,
                         GError **error) {
  if (g_cancellable_is_cancelled(cancellable))
    return 0;
  return load(file, error);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'cancellable' does not reach 'g_file_load_contents': {{.*}} bad_cancellable -> load -> g_file_load_contents {{.*}}
}

// Short work on this machine.
char *glnx_fd_readall_bytes(int fd, GCancellable *cancellable,
                              GError **error);
char *read_state(int fd, GError **error) {
  return glnx_fd_readall_bytes(fd, NULL, error);
}
char *ok_short(int fd, GCancellable *cancellable, GError **error) {
  if (g_cancellable_is_cancelled(cancellable))
    return nullptr;
  return read_state(fd, error);
}
