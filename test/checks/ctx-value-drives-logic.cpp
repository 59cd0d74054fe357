// RUN: %check %s ctx-value-drives-logic %t --model=%S/../Inputs/acme/acme.yaml --option=AllowedKeys="acme.feature;kAllowed" --option=ObservingWords="log;attribute"
#include <acme/context.h>
#include <any>
#include <azure/core/context.hpp>
#include <iostream>
#include <opentelemetry/context/context.h>
#include <string>

namespace otel = opentelemetry::context;
namespace nostd = opentelemetry::nostd;

const char kAdmin[] = "acme.admin";
const char kAllowed[] = "acme.allowed";
const std::string kUser = "acme.user";
const Azure::Core::Context::Key kTenant;
void erase();
void query(const std::string &statement);
void select(int tenant);
void logInfo(const std::string &text);
struct Span {
  void SetAttribute(const std::string &key, const std::string &value);
};

void bad_condition(const otel::Context &ctx) {
  if (nostd::get<bool>(ctx.GetValue(kAdmin)))
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a value from the context decides what is done; make it a parameter, which callers can see [ctx-value-drives-logic]
    erase();
}

void bad_through_a_variable(const otel::Context &ctx) {
  auto value = ctx.GetValue(kAdmin);
  if (!nostd::holds_alternative<bool>(value))
    return;
  bool admin = nostd::get<bool>(value);
  if (admin)
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
    // CHECK-MESSAGES: :[[@LINE-6]]:20: note: read from the context here
    erase();
}

void bad_compared(const acme::Context &ctx) {
  const auto *user = std::any_cast<std::string>(&ctx.Value(kUser));
  if (user && *user == "root")
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
    erase();
}

void bad_query(const acme::Context &ctx) {
  std::string user = std::any_cast<std::string>(ctx.Value(kUser));
  query("select from t where owner = " + user);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a value from the context is given to 'query'; make it a parameter, which callers can see [ctx-value-drives-logic]
}

void bad_filled(const Azure::Core::Context &ctx) {
  int tenant = 0;
  if (ctx.TryGetValue(kTenant, tenant))
    select(tenant);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: a value from the context is given to 'select'; {{.*}} [ctx-value-drives-logic]
}

void bad_assigned(const otel::Context &ctx) {
  bool admin = false;
  auto value = ctx.GetValue(kAdmin);
  if (nostd::holds_alternative<bool>(value))
    admin = nostd::get<bool>(value);
  if (admin)
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
    erase();
}

// What it is for.
void ok_logged(const acme::Context &ctx, Span &span) {
  if (const auto *user = std::any_cast<std::string>(&ctx.Value(kUser))) {
    logInfo("user " + *user);
    span.SetAttribute("user", *user);
    std::cout << *user << '\n';
  }
}

// Whether it is there at all.
void ok_presence(const otel::Context &ctx) {
  auto value = ctx.GetValue(kAdmin);
  if (nostd::holds_alternative<bool>(value))
    erase();
  if (ctx.HasKey(kAdmin))
    erase();
}

// Under another name.
namespace porting {
struct any {
  bool empty() const;
  operator std::any() const;
};
struct Found {
  explicit operator bool() const;
  std::string text() const;
};
} // namespace porting
struct OwnBag : acme::Context {
  porting::any Value(const std::string &key) const;
};
struct FindingBag : acme::Context {
  porting::Found Value(const std::string &key) const;
};
std::string ok_empty(const OwnBag &ctx) {
  auto value = ctx.Value(kUser);
  if (value.empty())
    return "";
  return std::any_cast<std::string>(std::any(value));
}
std::string ok_found(const FindingBag &ctx) {
  auto found = ctx.Value(kUser);
  return found ? found.text() : "unknown";
}
void bad_empty_text(const FindingBag &ctx) {
  auto found = ctx.Value(kUser);
  if (found && found.text().empty())
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
    erase();
}

// Kept, not used.
struct Options {
  void emplace(const std::string &);
};
struct Request {
  void set_request_id(const std::string &id);
};
void ok_set_on_a_request(const acme::Context &ctx, Request &request) {
  request.set_request_id(std::any_cast<std::string>(ctx.Value("id")));
}

void ok_kept(const acme::Context &ctx, Options &options) {
  if (const auto *user = std::any_cast<std::string>(&ctx.Value(kUser)))
    options.emplace(*user);
}

// An assertion decides nothing.
[[noreturn]] void fail(const char *);
#define ACME_BUG(CONDITION) if (!(CONDITION)) fail(#CONDITION)
#define ACME_PASS_ON(...) __VA_ARGS__
#define ACME_BUG_OF_OURS(CONDITION) ACME_PASS_ON(ACME_BUG(CONDITION))
#define ACME_CHECK(CONDITION) ((CONDITION) ? void(0) : fail(#CONDITION))
void ok_asserted(const acme::Context &ctx) {
  if (const auto *user = std::any_cast<std::string>(&ctx.Value(kUser))) {
    ACME_BUG(*user != "root");
    ACME_BUG_OF_OURS(*user != "admin");
    ACME_CHECK(*user != "");
    logInfo("user " + *user);
  }
}

// Into another context, and back to the caller.
acme::Context ok_handed_on(const acme::Context &from, const acme::Context &to) {
  return to.WithValue(kUser, from.Value(kUser));
}
std::string ok_returned(const acme::Context &ctx) {
  return std::any_cast<std::string>(ctx.Value(kUser));
}

void ok_allowed(const otel::Context &ctx) {
  if (nostd::get<bool>(ctx.GetValue("acme.feature")))
    erase();
  if (nostd::get<bool>(ctx.GetValue(kAllowed)))
    erase();
}
