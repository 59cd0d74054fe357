// RUN: %check %s ctx-unpolled-loop %t --models=%S/../Inputs/session/session.yaml
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

int bindType(const std::string &name);
bool scanChunk(int &rows);
extern "C" long read(int fd, void *to, unsigned long size);

void bad_goes_on(app::Session &session, int &rows) {
  while (rows < 100)
    rows += scanChunk(rows);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'while' loop calls 'scanChunk' and never looks at 'session', so a stop request does not end it; poll 'session' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (session.interrupted()) return;

void bad_reads(app::Session &session, const std::vector<int> &files, char *to) {
  for (int file : files)
    read(file, to, 10);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'for' loop calls 'read' and never looks at 'session', so a stop request does not end it; poll 'session' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (session.interrupted()) return;

// Once for each of a few names, and nothing shows that it takes its time.
int ok_over_things(app::Session &session, const std::vector<std::string> &names) {
  int sum = 0;
  for (const std::string &name : names)
    sum += bindType(name);
  for (unsigned i = 0; i < names.size(); ++i)
    sum -= bindType(names[i]);
  return sum;
}

// What is in it may go on.
int bad_inside(app::Session &session, const std::vector<std::string> &names) {
  int sum = 0;
  for (const std::string &name : names) {
    sum += bindType(name);
    while (sum < 100)
      sum += scanChunk(sum);
  }
  return sum;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'for' loop calls 'bindType' and never looks at 'session', so a stop request does not end it; poll 'session' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (session.interrupted()) break;
