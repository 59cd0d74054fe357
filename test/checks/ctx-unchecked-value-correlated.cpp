// RUN: %check %s ctx-unchecked-value %t --model=%S/../Inputs/acme/acme.yaml
// What else than the value itself tells whether it is there.
#include <acme/context.h>
#include <any>
#include <exception>
#include <folly/io/async/Request.h>
#include <opentelemetry/context/context.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace otel = opentelemetry::context;
namespace nostd = opentelemetry::nostd;

struct User {
  std::string name;
  int id;
};
struct Data : folly::RequestData {
  int id = 0;
};
void log(const std::string &);
void use(int);
bool authenticate(acme::Context &);
bool isKnownCaller(const acme::Context &);
acme::Context withUser(acme::Context);
void trace(const acme::Context &);

//===----------------------------------------------------------------------===//
// Tested together with another
//===----------------------------------------------------------------------===//

int ok_either_of_two(const acme::Context &c) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  const int *b = std::any_cast<int>(&c.Value("b"));
  if (!a && !b)
    return 0;
  if (!a)
    return *b;
  return *a;
}

int ok_either_in_one_expression(const acme::Context &c) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  const int *b = std::any_cast<int>(&c.Value("b"));
  if (!(a || b))
    throw 1;
  return a ? *a : *b;
}

int ok_either_inside(const acme::Context &c) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  const int *b = std::any_cast<int>(&c.Value("b"));
  if (a || b)
    return a ? *a : *b;
  return 0;
}

int ok_either_nested(const acme::Context &c) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  const int *b = std::any_cast<int>(&c.Value("b"));
  if (!a) {
    if (!b)
      return 0;
  }
  return a ? *a : *b;
}

int bad_either_then_both(const acme::Context &c) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  const int *b = std::any_cast<int>(&c.Value("b"));
  if (!a && !b)
    return 0;
  return *a + *b;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'a' may be null {{.*}} [ctx-unchecked-value]
  // CHECK-MESSAGES: :[[@LINE-2]]:15: warning: 'b' may be null {{.*}} [ctx-unchecked-value]
}

int bad_only_if_strict(const acme::Context &c, bool strict) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  if (strict && !a)
    throw 1;
  return *a;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'a' may be null {{.*}} [ctx-unchecked-value]
}

bool isStrict();
int ok_told_by_a_function(const acme::Context &c) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  if (!a && isStrict())
    throw 1;
  return isStrict() ? *a : 0;
}

// What is said of the two is only a line in a log.
int bad_nobody_leaves(const acme::Context &c, bool strict) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  if (strict && !a)
    log("no a");
  return strict ? *a : 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'a' may be null {{.*}} [ctx-unchecked-value]
}

// The other one has nothing to do with it.
int bad_another_condition(const acme::Context &c, bool fast, bool strict) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  if (strict && !a)
    return 0;
  return fast ? *a : 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'a' may be null {{.*}} [ctx-unchecked-value]
}

//===----------------------------------------------------------------------===//
// A status keeps the answer
//===----------------------------------------------------------------------===//

int ok_enum(const acme::Context &c) {
  auto *a = std::any_cast<int>(&c.Value("a"));
  enum { None, Some } state = a ? Some : None;
  switch (state) {
  case Some:
    return *a;
  case None:
    return 0;
  }
  return 1;
}

int ok_text(const acme::Context &c) {
  auto *a = std::any_cast<int>(&c.Value("a"));
  std::string error;
  if (!a)
    error = "missing a";
  if (!error.empty()) {
    log(error);
    return 0;
  }
  return *a;
}

int ok_list(const acme::Context &c) {
  auto *a = std::any_cast<int>(&c.Value("a"));
  std::vector<std::string> missing;
  if (!a)
    missing.push_back("a");
  if (!missing.empty())
    throw std::runtime_error("missing");
  return *a;
}

int ok_error_code(const acme::Context &c) {
  std::error_code error;
  auto *a = std::any_cast<int>(&c.Value("a"));
  if (!a)
    error = std::make_error_code(std::errc::invalid_argument);
  if (error)
    return 0;
  return *a;
}

int ok_number(const acme::Context &c) {
  int status = 0;
  auto *a = std::any_cast<int>(&c.Value("a"));
  if (!a)
    status = -1;
  if (status == 0)
    status = *a;
  return status;
}

int ok_sum(const acme::Context &c) {
  const int *a = std::any_cast<int>(&c.Value("a"));
  const int *b = std::any_cast<int>(&c.Value("b"));
  const int have = (a != nullptr) + (b != nullptr);
  if (have < 2)
    return 0;
  return *a + *b;
}

class Handler {
  void fail(const std::string &reason);
  bool failed() const;
  bool isVerbose() const;
  std::string error;

  int ok_member(const acme::Context &c) {
    auto *a = std::any_cast<int>(&c.Value("a"));
    if (!a)
      error = "missing a";
    if (!error.empty())
      return 0;
    return *a;
  }
  int ok_told_by_members(const acme::Context &c) {
    auto *a = std::any_cast<int>(&c.Value("a"));
    if (!a)
      fail("missing a");
    if (failed())
      return 0;
    return *a;
  }
  int bad_asked_members(const acme::Context &c) {
    auto *a = std::any_cast<int>(&c.Value("a"));
    if (!a && isVerbose())
      log("missing a");
    if (failed())
      return 0;
    return *a;
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'a' may be null {{.*}} [ctx-unchecked-value]
  }
};

// Nobody asks the status.
int bad_status_not_asked(const acme::Context &c, std::string &error) {
  auto *a = std::any_cast<int>(&c.Value("a"));
  if (!a)
    error = "missing a";
  return *a;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'a' may be null {{.*}} [ctx-unchecked-value]
}

// It is asked before it could know.
int bad_status_asked_before(const acme::Context &c, std::string &error) {
  auto *a = std::any_cast<int>(&c.Value("a"));
  if (!error.empty())
    return 0;
  if (!a)
    error = "missing a";
  return *a;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'a' may be null {{.*}} [ctx-unchecked-value]
}

// It is only read there.
int bad_read_there(const acme::Context &c, const std::string &name) {
  auto *a = std::any_cast<int>(&c.Value("a"));
  if (!a)
    log(name);
  if (name.empty())
    return 0;
  return *a;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'a' may be null {{.*}} [ctx-unchecked-value]
}

//===----------------------------------------------------------------------===//
// Helpers that are given the context
//===----------------------------------------------------------------------===//

static void ensureUser(const acme::Context &c) {
  if (!c.Value("u").has_value())
    throw std::logic_error("u");
}
static bool hasUser(const acme::Context &c) {
  return c.Value("u").type() == typeid(User);
}
static void need(const acme::Context &c, const char *key) {
  if (!c.Value(key).has_value())
    std::terminate();
}
static void annotate(const acme::Context &c) {
  if (c.Value("v").has_value())
    log("v");
}

int ok_ensured(const acme::Context &c) {
  ensureUser(c);
  return std::any_cast<User>(c.Value("u")).id;
}

int ok_ensured_by_key(const acme::Context &c) {
  need(c, "u");
  return std::any_cast<User>(&c.Value("u"))->id;
}

int ok_helper_asked(const acme::Context &c) {
  return hasUser(c) ? std::any_cast<User>(c.Value("u")).id : 0;
}

int ok_stranger_asked(const acme::Context &c) {
  const bool known = isKnownCaller(c);
  if (!known)
    return 0;
  const auto *user = std::any_cast<User>(&c.Value("u"));
  return user->id;
}

int ok_may_be_stored(acme::Context &c) {
  if (!authenticate(c))
    return 0;
  return std::any_cast<User>(c.Value("u")).id;
}

int ok_lent(acme::Context c) {
  authenticate(c);
  return std::any_cast<User>(c.Value("u")).id;
}

int ok_derived_elsewhere(acme::Context c) {
  c = withUser(c);
  return std::any_cast<User>(c.Value("u")).id;
}

int bad_helper_of_another_key(const acme::Context &c) {
  annotate(c);
  trace(c);
  return std::any_cast<User>(c.Value("u")).id;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context {{.*}} [ctx-unchecked-value]
}

int bad_ensured_another_key(const acme::Context &c) {
  need(c, "v");
  return std::any_cast<User>(&c.Value("u"))->id;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value may be null {{.*}} [ctx-unchecked-value]
}

int bad_asked_behind(acme::Context &c) {
  int id = std::any_cast<User>(c.Value("u")).id;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the value is taken out of the context {{.*}} [ctx-unchecked-value]
  return authenticate(c) ? id : 0;
}

int bad_helper_of_another_context(const acme::Context &c, acme::Context &d) {
  if (!authenticate(d))
    return 0;
  return std::any_cast<User>(c.Value("u")).id;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context {{.*}} [ctx-unchecked-value]
}

//===----------------------------------------------------------------------===//
// Caught around a lambda
//===----------------------------------------------------------------------===//

template <class F> auto guarded(F f) -> std::optional<decltype(f())> {
  try {
    return f();
  } catch (const std::exception &) {
    return std::nullopt;
  }
}
template <class F> auto plain(F f) -> std::optional<decltype(f())> {
  return f();
}

int ok_lambda_called_in_try(const acme::Context &c) {
  try {
    return [&] { return std::any_cast<int>(c.Value("n")); }();
  } catch (const std::bad_any_cast &) {
    return 0;
  }
}

int ok_named_lambda_called_in_try(const acme::Context &c) {
  auto number = [&] { return std::any_cast<int>(c.Value("n")); };
  try {
    return number();
  } catch (const std::bad_any_cast &) {
    return 0;
  }
}

int ok_lambda_handed_in_try(const acme::Context &c) {
  try {
    return plain([&] { return std::any_cast<int>(c.Value("n")); }).value_or(0);
  } catch (...) {
    return 0;
  }
}

int ok_guarded(const acme::Context &c) {
  return guarded([&] { return std::any_cast<int>(c.Value("n")); }).value_or(0);
}

int bad_not_guarded(const acme::Context &c) {
  return plain([&] { return std::any_cast<int>(c.Value("n")); }).value_or(0);
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the value is taken out of the context {{.*}} [ctx-unchecked-value]
}

int bad_lambda_called_behind_try(const acme::Context &c) {
  auto number = [&] { return std::any_cast<int>(c.Value("n")); };
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the value is taken out of the context {{.*}} [ctx-unchecked-value]
  try {
    log("n");
  } catch (const std::bad_any_cast &) {
    return 0;
  }
  return number();
}

//===----------------------------------------------------------------------===//
// Stored before or behind
//===----------------------------------------------------------------------===//

otel::Context bad_stored_behind(otel::Context c) {
  auto depth = nostd::get<int64_t>(c.GetValue("depth"));
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the value is taken out of the context {{.*}} [ctx-unchecked-value]
  return c.SetValue("depth", depth + 1);
}

acme::Context bad_stored_with(const acme::Context &c) {
  return c.WithValue("depth", std::any_cast<int>(c.Value("depth")) + 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: the value is taken out of the context {{.*}} [ctx-unchecked-value]
}

int ok_stored_in_a_loop(acme::Context c, int n) {
  c = c.WithValue("depth", 0);
  for (int i = 0; i < n; ++i)
    c = c.WithValue("depth", std::any_cast<int>(c.Value("depth")) + 1);
  return std::any_cast<int>(c.Value("depth"));
}

//===----------------------------------------------------------------------===//
// A second name for the pointer
//===----------------------------------------------------------------------===//

void bad_two_steps() {
  auto *raw = folly::RequestContext::get()->getContextData("d");
  auto *data = static_cast<Data *>(raw);
  use(data->id);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'data' may be null {{.*}} [ctx-unchecked-value]
  // CHECK-MESSAGES: :[[@LINE-4]]:{{[0-9]+}}: note: read from the context here
}
// CHECK-FIXES: if (!data)
// CHECK-FIXES-NEXT: return;
// CHECK-FIXES-NEXT: use(data->id);

void bad_cast_in_place() {
  auto *raw = folly::RequestContext::get()->getContextData("d");
  use(static_cast<Data *>(raw)->id);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'raw' may be null {{.*}} [ctx-unchecked-value]
}

void ok_first_name_asked() {
  auto *raw = folly::RequestContext::get()->getContextData("d");
  if (!raw)
    return;
  auto *data = static_cast<Data *>(raw);
  use(data->id);
}

void ok_second_name_asked() {
  auto *raw = folly::RequestContext::get()->getContextData("d");
  if (auto *data = dynamic_cast<Data *>(raw))
    use(data->id);
}

void ok_first_name_asked_behind() {
  auto *raw = folly::RequestContext::get()->getContextData("d");
  auto *data = static_cast<Data *>(raw);
  if (raw != nullptr)
    use(data->id);
}
