// RUN: %check %s ctx-dropped-token %t
#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

struct ScanOptions {
  int batch = 64;
  std::stop_token stop;
  bool deep = false;
};
int scan(const std::string &path, ScanOptions options = {});
int scanAll(ScanOptions options);
int scanRef(const ScanOptions &options);
void prepare(ScanOptions &options);
ScanOptions defaults();

void bad_variable(std::stop_token st) {
  ScanOptions options;
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scan': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: options.stop = st;
  options.batch = 128;
  scan("/", options);
}
void bad_designated(std::stop_token st) {
  ScanOptions options{.batch = 128};
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanRef': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: ScanOptions options{.batch = 128, .stop = st};
  scanRef(options);
}
void bad_list(std::stop_token st) {
  ScanOptions options = {128};
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: ScanOptions options = {128, st};
  scanAll(std::move(options));
}
void bad_later_member(std::stop_token st) {
  const ScanOptions options{.deep = true};
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
  scanAll(options);
}
void bad_later_member_in_variable(std::stop_token st) {
  ScanOptions options{.deep = true};
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: options.stop = st;
  scanAll(options);
}
void bad_temporary(std::stop_token st) {
  scanAll(ScanOptions{.batch = 1});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: scanAll(ScanOptions{.batch = 1, .stop = st});
  scanAll({.batch = 1});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: scanAll({.batch = 1, .stop = st});
  scanAll({});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: scanAll({.stop = st});
  scanAll({1});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: scanAll({1, st});
  scanAll(ScanOptions());
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
  scanAll(ScanOptions{
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
      .batch = 1,
  });
  // CHECK-FIXES: {{^}}      .batch = 1,
  // CHECK-FIXES-NEXT: {{^}}      .stop = st,
  // CHECK-FIXES-NEXT: {{^}}  });
  scanAll({.batch = 1, /*more?*/});
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: scanAll({.batch = 1, .stop = st /*more?*/});
  scanAll(ScanOptions{
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scanAll': set it to 'st' [ctx-dropped-token]
      .batch = 1 // small
  });
  // CHECK-FIXES: {{^}}      .batch = 1,
  // CHECK-FIXES-NEXT: {{^}}      .stop = st // small
  // CHECK-FIXES-NEXT: {{^}}  });
}
void bad_default(std::stop_token st) { scan("/"); }
// CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'scan': set it to 'st' [ctx-dropped-token]
// CHECK-FIXES: void bad_default(std::stop_token st) { scan("/", ScanOptions{.stop = st}); }

class Indexer {
  void bad_field() { scanAll({.batch = 1}); }
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'stop' of 'ScanOptions' is not set although 'stop_' is in scope; a stop request does not reach 'scanAll': set it to 'stop_' [ctx-dropped-token]
  // CHECK-FIXES: void bad_field() { scanAll({.batch = 1, .stop = stop_}); }
  std::stop_token stop_;
};

// A pointer to a token is one too.
struct ReadOptions {
  const std::stop_token *stop = nullptr;
};
int read(const ReadOptions &options);
void bad_pointer(std::stop_token st) {
  ReadOptions options;
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'stop' of 'ReadOptions' is not set although 'st' is in scope; a stop request does not reach 'read': set it to '&st' [ctx-dropped-token]
  // CHECK-FIXES: options.stop = &st;
  read(options);
}

void ok_set(std::stop_token st) {
  ScanOptions options;
  options.stop = st;
  scanAll(options);
  scanAll({.batch = 1, .stop = st});
  scanAll({1, st});
  ScanOptions listed{2, st};
  scanAll(listed);
}
void ok_set_later(std::stop_token st) {
  ScanOptions options;
  if (options.batch > 1)
    options.stop = st;
  scanAll(options);
}
void ok_may_be_set(std::stop_token st) {
  ScanOptions options;
  prepare(options);
  scanAll(options);
  ScanOptions copy = defaults();
  scanAll(copy);
  ScanOptions again = copy;
  scanAll(again);
}
ScanOptions ok_returned(std::stop_token st) {
  ScanOptions options;
  options.batch = 3;
  return options;
}
void ok_no_token() { scanAll({}); }
void ok_kept(std::stop_token st, std::vector<ScanOptions> &all) {
  all.push_back(ScanOptions{.batch = 1});
  ScanOptions mine;
  all.push_back(mine);
}
int scanWith(std::stop_token st, ScanOptions options);
void ok_other_argument(std::stop_token st) { scanWith(st, {}); }
struct Job {
  std::stop_source source;
  std::stop_token stop;
};
void start(const Job &job);
void ok_own_source(std::stop_token st) {
  Job job;
  start(job);
}
struct Live {
  std::stop_token stop = std::stop_source().get_token();
  int id = 0;
};
std::stop_token current();
struct Current {
  std::stop_token stop = current();
};
void go(const Current &c);
void ok_ambient(std::stop_token st) { go({}); }
void ok_named(std::stop_token st) {
  ScanOptions detachedScan;
  scanAll(detachedScan);
}
void ok_observed(std::stop_token st) {
  if (st.stop_requested())
    scanAll({});
}
class Setter {
public:
  void setStop(std::stop_token st);
  int batch = 0;
  std::stop_token stop;
};
void useSetter(const Setter &s);
void ok_setter(std::stop_token st) {
  Setter s;
  s.setStop(st);
  useSetter(s);
}

//===--- passed to something else than a function -------------------------------===

class Walker {
public:
  explicit Walker(ScanOptions options);
  void walk();
};
void bad_constructor_argument(std::stop_token st) {
  ScanOptions options;
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach 'Walker': set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: options.stop = st;
  options.batch = 7;
  Walker walker(std::move(options));
  walker.walk();
}
using Handler = int (*)(const ScanOptions &);
Handler find(int id);
void bad_function_pointer(std::stop_token st) {
  const ScanOptions options{.batch = 2};
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach the call: set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: const ScanOptions options{.batch = 2, .stop = st};
  Handler handler = find(1);
  handler(options);
}
void bad_function_object(std::stop_token st,
                         const std::function<int(ScanOptions)> &handler) {
  ScanOptions options{.batch = 2};
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'stop' of 'ScanOptions' is not set although 'st' is in scope; a stop request does not reach the call: set it to 'st' [ctx-dropped-token]
  // CHECK-FIXES: ScanOptions options{.batch = 2, .stop = st};
  handler(options);
}

// A callback that is told the result brings no token along.
class Suggester {
  void bad_with_callback() {
    ScanOptions options{.batch = 3};
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'stop' of 'ScanOptions' is not set although 'stop_.get_token()' is in scope; a stop request does not reach 'ask': set it to 'stop_.get_token()' [ctx-dropped-token]
    // CHECK-FIXES: ScanOptions options{.batch = 3, .stop = stop_.get_token()};
    ask(options, [this](int result) { deliver(result); });
    ask({.batch = 4}, [this](int result) { deliver(result); });
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'stop' of 'ScanOptions' is not set although 'stop_.get_token()' is in scope; a stop request does not reach 'ask': set it to 'stop_.get_token()' [ctx-dropped-token]
    // CHECK-FIXES: ask({.batch = 4, .stop = stop_.get_token()}, [this](int result) { deliver(result); });
  }
  void ask(const ScanOptions &options, std::function<void(int)> done);
  void deliver(int result);
  std::stop_source stop_;
};

// What has the token is asked itself.
struct Interaction {
  std::stop_token stop;
  std::function<int(ScanOptions)> prompt;
};
int ok_asks_the_owner(Interaction interaction) {
  ScanOptions options;
  options.batch = 5;
  return interaction.prompt(options);
}
