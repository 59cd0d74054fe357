// RUN: %check %s ctx-unchecked-value %t --model=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <any>
#include <azure/core/context.hpp>
#include <cassert>
#include <folly/io/async/Request.h>
#include <memory>
#include <opentelemetry/context/context.h>
#include <optional>
#include <stdexcept>
#include <string>

namespace otel = opentelemetry::context;
namespace nostd = opentelemetry::nostd;

struct User {
  std::string name;
  void greet() const;
};
struct Data : folly::RequestData {
  int id = 0;
};
const std::string kUser = "acme.user";
const char kSampled[] = "acme.sampled";
const Azure::Core::Context::Key kTenant;
void record(const std::string &);
void count(int);
bool isUsable(const std::any &value);

//===----------------------------------------------------------------------===//
// Taken out of what may hold anything
//===----------------------------------------------------------------------===//

std::string bad_any(const acme::Context &ctx) {
  return std::any_cast<std::string>(ctx.Value(kUser));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look whether it is there and of that type; this throws if it is not [ctx-unchecked-value]
}

bool bad_variant(const otel::Context &ctx) {
  return nostd::get<bool>(ctx.GetValue(kSampled));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

void bad_variable(const otel::Context &ctx) {
  otel::ContextValue value = ctx.GetValue(kSampled);
  record("sampling");
  bool sampled = nostd::get<bool>(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'value' is taken out of the context without a look whether it is there and of that type; this throws if it is not [ctx-unchecked-value]
  // CHECK-MESSAGES: :[[@LINE-4]]:34: note: read from the context here
  count(sampled);
}
// CHECK-FIXES: if (!nostd::holds_alternative<bool>(value))
// CHECK-FIXES-NEXT: return;
// CHECK-FIXES-NEXT: bool sampled = nostd::get<bool>(value);

// In a function that returns nothing, and without a place for a check.
void bad_pointer_in_place(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  count(*nostd::get_if<bool>(&value));
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: {{.*}} [ctx-unchecked-value]
}

void bad_any_variable(const acme::Context &ctx) {
  const std::any &value = ctx.Value(kUser);
  record(std::any_cast<std::string>(value));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}
// CHECK-FIXES: if (!std::any_cast<std::string>(&value))
// CHECK-FIXES-NEXT: return;
// CHECK-FIXES-NEXT: record(std::any_cast<std::string>(value));

// On one path nobody looks.
void bad_one_path(const otel::Context &ctx, bool trust) {
  otel::ContextValue value = ctx.GetValue(kSampled);
  if (!trust && !nostd::holds_alternative<bool>(value))
    return;
  count(nostd::get<bool>(value));
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

// Looking and going on all the same.
void bad_only_logged(const otel::Context &ctx) {
  otel::ContextValue value = ctx.GetValue(kSampled);
  if (!nostd::holds_alternative<bool>(value))
    record("none");
  count(nostd::get<bool>(value));
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

int bad_in_a_bag(acme::Context &ctx) {
  return std::any_cast<int>(ctx.values["attempt"]);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

int bad_at(const acme::Context &ctx) {
  const std::any &value = ctx.values.at("attempt");
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
  return value.has_value();
}

//===----------------------------------------------------------------------===//
// Followed
//===----------------------------------------------------------------------===//

void bad_pointer() {
  auto *data = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  count(data->id);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'data' may be null if the context does not hold it; check before it is used [ctx-unchecked-value]
}
// CHECK-FIXES: if (!data)
// CHECK-FIXES-NEXT: return;
// CHECK-FIXES-NEXT: count(data->id);

int bad_on_the_spot() {
  return static_cast<Data *>(folly::RequestContext::get()->getContextData(kUser))->id;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value may be null if the context does not hold it; check before it is used [ctx-unchecked-value]
}

void bad_pointer_form(const acme::Context &ctx) {
  const std::any &value = ctx.Value(kUser);
  const User *user = std::any_cast<User>(&value);
  user->greet();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'user' may be null {{.*}} [ctx-unchecked-value]
}

// There, and null: whoever stored it decides.
void bad_null_in_variant(const otel::Context &ctx) {
  otel::ContextValue value = ctx.GetValue("user");
  if (!nostd::holds_alternative<nostd::shared_ptr<opentelemetry::trace::Span>>(value))
    return;
  auto span = nostd::get<nostd::shared_ptr<opentelemetry::trace::Span>>(value);
  (void)*span;
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'span' may be null {{.*}} [ctx-unchecked-value]
}

void bad_null_behind_pointer(const otel::Context &ctx) {
  const otel::ContextValue value = ctx.GetValue("user");
  if (const auto *span = nostd::get_if<nostd::shared_ptr<opentelemetry::trace::Span>>(&value)) {
    (void)**span;
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: '*span' may be null {{.*}} [ctx-unchecked-value]
  }
}

bool bad_pointer_on_the_spot(const otel::Context &ctx) {
  const otel::ContextValue value = ctx.GetValue("user");
  return *nostd::get_if<bool>(&value);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' may be null {{.*}} [ctx-unchecked-value]
}

int bad_iterator(const acme::Context &ctx) {
  auto it = ctx.values.find("attempt");
  return it->second.has_value();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'it' may be the end if the context does not hold it; check before it is used [ctx-unchecked-value]
}

int bad_filled(const Azure::Core::Context &ctx) {
  int tenant;
  ctx.TryGetValue(kTenant, tenant);
  return tenant;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'tenant' was never filled if the context does not hold it; check before it is used [ctx-unchecked-value]
}

//===----------------------------------------------------------------------===//
// Fine
//===----------------------------------------------------------------------===//

bool ok_holds_alternative(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  if (nostd::holds_alternative<bool>(value))
    return nostd::get<bool>(value);
  return nostd::holds_alternative<int64_t>(value) &&
         nostd::get<int64_t>(value) != 0;
}

bool ok_pointer_form(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  if (auto *sampled = nostd::get_if<bool>(&value))
    return *sampled;
  const bool *again = nostd::get_if<bool>(&value);
  return again && *again;
}

bool ok_null_behind_pointer(const otel::Context &ctx) {
  const otel::ContextValue value = ctx.GetValue("user");
  if (const auto *span = nostd::get_if<nostd::shared_ptr<opentelemetry::trace::Span>>(&value))
    return *span ? &**span != nullptr : false;
  return false;
}

bool ok_none(const otel::Context &ctx) {
  const otel::ContextValue value = ctx.GetValue(kSampled);
  if (nostd::holds_alternative<nostd::monostate>(value))
    return false;
  return nostd::get<bool>(value);
}

std::string ok_has_value(const acme::Context &ctx) {
  const std::any &value = ctx.Value(kUser);
  if (!value.has_value() || value.type() != typeid(std::string))
    return "";
  return std::any_cast<std::string>(value);
}

std::string ok_type(const acme::Context &ctx) {
  const std::any &value = ctx.Value(kUser);
  if (value.type() == typeid(std::string))
    return std::any_cast<std::string>(value);
  return "";
}

bool ok_key_asked(const otel::Context &ctx) {
  if (!ctx.HasKey(kSampled))
    return false;
  return nostd::get<bool>(ctx.GetValue(kSampled));
}

int ok_contains(acme::Context &ctx) {
  if (ctx.values.count("attempt") == 0)
    return 0;
  return std::any_cast<int>(ctx.values["attempt"]);
}

int ok_counted(acme::Context &ctx) {
  if (ctx.values.count("attempt") > 0)
    return std::any_cast<int>(ctx.values["attempt"]);
  return 1 <= ctx.values.count("limit") ? std::any_cast<int>(ctx.values["limit"])
                                        : 0;
}

int bad_counted(acme::Context &ctx) {
  if (ctx.values.count("attempt") > 0)
    return 0;
  return std::any_cast<int>(ctx.values["attempt"]);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

bool ok_answer_kept(const otel::Context &ctx) {
  const bool known = ctx.HasKey(kSampled);
  if (!known)
    return false;
  return nostd::get<bool>(ctx.GetValue(kSampled));
}

std::string ok_caught(const acme::Context &ctx) {
  try {
    return std::any_cast<std::string>(ctx.Value(kUser));
  } catch (const std::bad_any_cast &) {
    return "";
  }
}

int ok_default(const Azure::Core::Context &ctx) {
  int tenant = 7;
  ctx.TryGetValue(kTenant, tenant);
  return tenant;
}

int ok_asked(const Azure::Core::Context &ctx) {
  int tenant;
  if (!ctx.TryGetValue(kTenant, tenant))
    return 0;
  return tenant;
}

int ok_flag(const Azure::Core::Context &ctx) {
  int tenant;
  bool found = ctx.TryGetValue(kTenant, tenant);
  return found ? tenant : 0;
}

int ok_null_asked() {
  auto *data = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  if (data == nullptr)
    return 0;
  return data->id;
}

int ok_kept_answer() {
  auto *data = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  bool found = data != nullptr;
  return found ? data->id : 0;
}

int ok_in_condition() {
  if (auto *data = static_cast<Data *>(
          folly::RequestContext::get()->getContextData(kUser)))
    return data->id;
  return 0;
}

int ok_iterator(const acme::Context &ctx) {
  auto it = ctx.values.find("attempt");
  if (it == ctx.values.end())
    return 0;
  return it->second.has_value();
}

void ok_asked_elsewhere(const acme::Context &ctx) {
  const std::any &value = ctx.Value(kUser);
  if (!isUsable(value))
    return;
  record(std::any_cast<std::string>(value));
}

// A check that ends the program.
#define REQUIRE_VALUE(x) ((x) ? (void)0 : std::terminate())
int ok_asserted() {
  auto *data = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  REQUIRE_VALUE(data);
  return data->id;
}

// The same function stored it.
bool ok_stored_here(otel::Context ctx) {
  auto with = ctx.SetValue(kSampled, true);
  return nostd::get<bool>(with.GetValue(kSampled));
}

void ok_another_value(const acme::Context &ctx) {
  std::any value = ctx.Value(kUser);
  value = std::string("me");
  record(std::any_cast<std::string>(value));
}

//===----------------------------------------------------------------------===//
// A look at which alternative it holds
//===----------------------------------------------------------------------===//

bool ok_switch(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  switch (value.index()) {
  case 1:
    return nostd::get<bool>(value);
  case 2:
    return nostd::get<int64_t>(value) != 0;
  default:
    return false;
  }
}

// `monostate` is the first.
bool ok_switch_left(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  switch (value.index()) {
  case 0:
    return false;
  default:
    break;
  }
  return nostd::get<bool>(value);
}

bool ok_switch_kept(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  const auto which = value.index();
  switch (which) {
  case 1:
    return nostd::get<bool>(value);
  }
  return false;
}

bool ok_index(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  return value.index() == 1 && nostd::get<bool>(value);
}

// Looking and going on all the same.
bool bad_switch_only_logged(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  switch (value.index()) {
  case 0:
    record("none");
    break;
  case 1:
    record("a flag");
    break;
  }
  return nostd::get<bool>(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

bool bad_switch_default(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  switch (value.index()) {
  case 2:
    return false;
  default:
    return nostd::get<bool>(value);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
  }
}

bool bad_assigned() {
  Data *data;
  data = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  return data->id == 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'data' may be null {{.*}} [ctx-unchecked-value]
}

//===----------------------------------------------------------------------===//
// A look at the same read, made twice
//===----------------------------------------------------------------------===//

bool ok_read_twice(const otel::Context &ctx) {
  if (nostd::holds_alternative<bool>(ctx.GetValue(kSampled)))
    return nostd::get<bool>(ctx.GetValue(kSampled));
  return false;
}

std::string ok_read_twice_any(const acme::Context &ctx) {
  if (!ctx.Value(kUser).has_value())
    return "";
  return std::any_cast<std::string>(ctx.Value(kUser));
}

std::string ok_read_twice_type(const acme::Context &ctx,
                               const std::string &key) {
  if (ctx.Value(key).type() != typeid(std::string))
    return "";
  return std::any_cast<std::string>(ctx.Value(key));
}

int ok_read_twice_pointer() {
  if (!folly::RequestContext::get()->getContextData(kUser))
    return 0;
  return static_cast<Data *>(folly::RequestContext::get()->getContextData(kUser))->id;
}

int ok_read_twice_kept() {
  const auto *found = folly::RequestContext::get()->getContextData(kUser);
  if (!found)
    return 0;
  auto *data = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  return data->id;
}

int ok_read_twice_pointer_form(const acme::Context &ctx) {
  if (std::any_cast<int>(&ctx.Value("attempt")))
    return std::any_cast<int>(ctx.Value("attempt"));
  return 0;
}

std::string ok_read_twice_asked_elsewhere(const acme::Context &ctx) {
  if (!isUsable(ctx.Value(kUser)))
    return "";
  return std::any_cast<std::string>(ctx.Value(kUser));
}

bool bad_read_twice_another_key(const otel::Context &ctx) {
  if (!nostd::holds_alternative<bool>(ctx.GetValue("acme.other")))
    return false;
  return nostd::get<bool>(ctx.GetValue(kSampled));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

bool bad_read_twice_another_context(const otel::Context &ctx,
                                    const otel::Context &other) {
  if (!nostd::holds_alternative<bool>(other.GetValue(kSampled)))
    return false;
  return nostd::get<bool>(ctx.GetValue(kSampled));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

bool bad_read_twice_written_between(otel::Context ctx,
                                    const otel::Context &other) {
  if (!nostd::holds_alternative<bool>(ctx.GetValue(kSampled)))
    return false;
  ctx = other;
  return nostd::get<bool>(ctx.GetValue(kSampled));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

bool bad_read_twice_only_logged(const otel::Context &ctx) {
  if (!nostd::holds_alternative<bool>(ctx.GetValue(kSampled)))
    record("none");
  return nostd::get<bool>(ctx.GetValue(kSampled));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

//===----------------------------------------------------------------------===//
// A pointer straight from the look-up
//===----------------------------------------------------------------------===//

int bad_pointer_from_lookup(const acme::Context &ctx) {
  const int *attempt = std::any_cast<int>(&ctx.Value("attempt"));
  return *attempt;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'attempt' may be null {{.*}} [ctx-unchecked-value]
}

int bad_pointer_followed_at_once(const acme::Context &ctx) {
  return *std::any_cast<int>(&ctx.Value("attempt"));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value may be null {{.*}} [ctx-unchecked-value]
}

const std::string *bad_pointer_that_it_holds(const acme::Context &ctx) {
  auto *user = std::any_cast<std::shared_ptr<User>>(&ctx.Value(kUser));
  return user ? &(*user)->name : nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: '*user' may be null {{.*}} [ctx-unchecked-value]
}

int ok_pointer_from_lookup(const acme::Context &ctx) {
  const auto *attempt = std::any_cast<int>(&ctx.Value("attempt"));
  return attempt != nullptr ? *attempt : 0;
}

int ok_pointer_with_default(const acme::Context &ctx) {
  static const int None = 0;
  const auto *attempt = std::any_cast<int>(&ctx.Value("attempt"));
  if (!attempt)
    attempt = &None;
  return *attempt;
}

int ok_pointer_asked_for(const acme::Context &ctx) {
  if (ctx.Value("attempt").type() != typeid(int))
    return 0;
  return *std::any_cast<int>(&ctx.Value("attempt"));
}

const std::string *ok_pointer_that_it_holds(const acme::Context &ctx) {
  auto *user = std::any_cast<std::shared_ptr<User>>(&ctx.Value(kUser));
  return user && *user ? &(*user)->name : nullptr;
}

//===----------------------------------------------------------------------===//
// Looked at for one type, taken for another
//===----------------------------------------------------------------------===//

int64_t bad_another_type(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  if (!nostd::holds_alternative<uint64_t>(value))
    return 0;
  return nostd::get<int64_t>(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

int bad_another_type_any(const acme::Context &ctx) {
  const std::any &value = ctx.Value("attempt");
  if (value.type() != typeid(long))
    return 0;
  return std::any_cast<int>(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

int64_t ok_each_type(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  if (!nostd::holds_alternative<int64_t>(value) &&
      !nostd::holds_alternative<uint64_t>(value))
    return 0;
  return nostd::holds_alternative<int64_t>(value)
             ? nostd::get<int64_t>(value)
             : static_cast<int64_t>(nostd::get<uint64_t>(value));
}

int64_t ok_type_kept(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  bool isSigned = false;
  if (nostd::holds_alternative<int64_t>(value))
    isSigned = true;
  else if (!nostd::holds_alternative<uint64_t>(value))
    return 0;
  if (isSigned)
    return nostd::get<int64_t>(value);
  return static_cast<int64_t>(nostd::get<uint64_t>(value));
}

int64_t ok_type_told(const otel::Context &ctx, int kind) {
  auto value = ctx.GetValue(kSampled);
  if (!nostd::holds_alternative<int64_t>(value) &&
      !nostd::holds_alternative<uint64_t>(value))
    return 0;
  if (kind == 1)
    return nostd::get<int64_t>(value);
  switch (kind) {
  case 2:
    return static_cast<int64_t>(nostd::get<uint64_t>(value));
  default:
    return 0;
  }
}

int64_t bad_another_type_below(const otel::Context &ctx, int kind) {
  auto value = ctx.GetValue(kSampled);
  if (!nostd::holds_alternative<uint64_t>(value))
    return 0;
  if (kind == 1)
    return 1;
  return nostd::get<int64_t>(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

using Attempts = int;
int ok_same_type(const acme::Context &ctx) {
  const std::any &value = ctx.Value("attempt");
  if (typeid(const int) != value.type())
    return 0;
  return std::any_cast<const Attempts &>(value);
}

//===----------------------------------------------------------------------===//
// Caught
//===----------------------------------------------------------------------===//

int bad_not_caught(const acme::Context &ctx) {
  try {
    return std::any_cast<int>(ctx.Value("attempt"));
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
  } catch (const std::runtime_error &) {
    return 0;
  }
}

int ok_caught_by_base(const acme::Context &ctx) {
  try {
    return std::any_cast<int>(ctx.Value("attempt"));
  } catch (const std::runtime_error &) {
    return 1;
  } catch (const std::bad_cast &) {
    return 0;
  }
}

bool ok_caught_further_out(const acme::Context &ctx) {
  try {
    try {
      return ctx.values.at("attempt").has_value();
    } catch (const std::bad_cast &) {
    }
  } catch (const std::logic_error &) {
  }
  return false;
}
