// RUN: %check %s ctx-unchecked-value %t --model=%S/../Inputs/acme/acme.yaml --no-fix
// RUN: %check %s ctx-unchecked-value %t --model=%S/../Inputs/acme/acme.yaml --no-fix -- -DNDEBUG
// What the author says holds is not doubted, whether the assertion is compiled
// or not.
#include <acme/context.h>
#include <any>
#include <cassert>
#include <folly/io/async/Request.h>
#include <opentelemetry/context/context.h>
#include <string>

namespace otel = opentelemetry::context;
namespace nostd = opentelemetry::nostd;

struct Data : folly::RequestData {
  int id = 0;
};
const std::string kUser = "acme.user";
const char kSampled[] = "acme.sampled";
void record(const char *);
void fail(const char *);
void die [[noreturn]] ();
void count(int);

// What others make of assertions.
#ifdef NDEBUG
#define ACME_ASSERT(x)
#define ACME_DCHECK(x)                                                         \
  while (false)                                                                \
  ((x) ? (void)0 : die())
#define ACME_REQUIRE(x) static_cast<void>(false && (x))
#define ACME_DVERIFY(x) (void)sizeof((x) ? 1 : 0)
#define ACME_DEBUG_CHECK(x)                                                    \
  do {                                                                         \
  } while (0)
#define TRACE(x)
#else
#define ACME_ASSERT(x)                                                         \
  if (!(x))                                                                    \
  die()
#define ACME_DCHECK(x) ((x) ? (void)0 : die())
#define ACME_REQUIRE(x) ((x) ? (void)0 : die())
#define ACME_DVERIFY(x) ((x) ? (void)0 : die())
#define ACME_DEBUG_CHECK(x)                                                    \
  do {                                                                         \
    if (!(x))                                                                  \
      die();                                                                   \
  } while (0)
#define TRACE(x) record(#x)
#endif

Data *data() {
  return static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
}

//===----------------------------------------------------------------------===//
// Said to hold
//===----------------------------------------------------------------------===//

bool ok_variant(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  assert(nostd::holds_alternative<bool>(value) && "set by the filter");
  return nostd::get<bool>(value);
}

std::string ok_any(const acme::Context &ctx) {
  const std::any &value = ctx.Value(kUser);
  assert(value.has_value());
  return std::any_cast<std::string>(value);
}

int ok_pointer() {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  assert(found);
  return found->id;
}

int ok_iterator(const acme::Context &ctx) {
  auto it = ctx.values.find("attempt");
  assert(it != ctx.values.end());
  return it->second.has_value();
}

// On each path, if not by the same assertion.
int ok_on_each_path(bool strict) {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  if (strict)
    assert(found != nullptr);
  else if (!found)
    return 0;
  return found->id;
}

// The key itself.
bool ok_key(const otel::Context &ctx) {
  assert(ctx.HasKey(kSampled));
  return nostd::get<bool>(ctx.GetValue(kSampled));
}
int ok_key_in_a_bag(acme::Context &ctx) {
  assert(ctx.values.count("attempt") == 1);
  return std::any_cast<int>(ctx.values["attempt"]);
}

int ok_expands_to_nothing() {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  ACME_ASSERT(found);
  return found->id;
}
int ok_expands_to_nothing_further_out(bool twice) {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  ACME_ASSERT(found);
  record("found");
  if (twice)
    return 2 * found->id;
  return 0;
}
int ok_loop_never_entered() {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  ACME_DCHECK(found != nullptr);
  return found->id;
}
int ok_never_evaluated() {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  ACME_REQUIRE(found);
  return found->id;
}
int ok_size_of_it() {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  ACME_DVERIFY(found);
  return found->id;
}
int ok_empty_block() {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  ACME_DEBUG_CHECK(found);
  return found->id;
}

// Functions that are handed the condition: by their name, or by what they do.
void require(bool, const char *);
inline void holdsOrThrows(bool Ok, const char *Why) {
  if (Ok)
    return;
  record(Why);
  throw Why;
}
inline void holdsOrDies(bool Ok) {
  if (!Ok)
    die();
}
bool ok_required(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  require(nostd::holds_alternative<bool>(value), "set by the filter");
  return nostd::get<bool>(value);
}
std::string ok_throws_else(const acme::Context &ctx) {
  auto value = ctx.Value(kUser);
  holdsOrThrows(value.type() == typeid(std::string), "no user");
  return std::any_cast<std::string>(value);
}
int ok_dies_else() {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  holdsOrDies(found != nullptr);
  return found->id;
}
bool ok_required_key(const otel::Context &ctx) {
  require(ctx.HasKey(kSampled), "set by the filter");
  return nostd::get<bool>(ctx.GetValue(kSampled));
}

//===----------------------------------------------------------------------===//
// Not said
//===----------------------------------------------------------------------===//

// Of something else.
bool bad_another(const otel::Context &ctx, const char *name) {
  auto value = ctx.GetValue(kSampled);
  assert(name);
  return nostd::get<bool>(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}
int bad_another_to_nothing(int values) {
  auto *value = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  ACME_ASSERT(values > 0);
  return value->id;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' may be null {{.*}} [ctx-unchecked-value]
}
bool bad_another_key(const otel::Context &ctx) {
  assert(ctx.HasKey("acme.other"));
  return nostd::get<bool>(ctx.GetValue(kSampled));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}
// That the key has a name says nothing of the value.
std::string bad_key_itself(const acme::Context &ctx, const std::string &key) {
  assert(!key.empty());
  return std::any_cast<std::string>(ctx.Value(key));
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the value is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}

// Behind the use, and on another path.
int bad_too_late() {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  int id = found->id;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'found' may be null {{.*}} [ctx-unchecked-value]
  ACME_ASSERT(found);
  assert(found);
  return id;
}
int bad_one_path(bool strict) {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  if (strict) {
    assert(found);
    ACME_ASSERT(found);
    record("strict");
  }
  return found->id;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'found' may be null {{.*}} [ctx-unchecked-value]
}

// A macro that only tells.
int bad_traced() {
  auto *found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  TRACE(found);
  return found->id;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'found' may be null {{.*}} [ctx-unchecked-value]
}

// Before it was read.
int bad_before(Data *found) {
  assert(found);
  ACME_ASSERT(found);
  found = static_cast<Data *>(
      folly::RequestContext::get()->getContextData(kUser));
  return found->id;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'found' may be null {{.*}} [ctx-unchecked-value]
}

// Functions that only tell, or are told something else.
void recordIf(bool, const char *);
inline void tellIfNot(bool Ok) {
  if (!Ok)
    record("none");
}
bool bad_told(const otel::Context &ctx) {
  auto value = ctx.GetValue(kSampled);
  recordIf(nostd::holds_alternative<bool>(value), "sampled");
  tellIfNot(nostd::holds_alternative<bool>(value));
  return nostd::get<bool>(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}
bool bad_required_another(const otel::Context &ctx, const char *name) {
  auto value = ctx.GetValue(kSampled);
  require(name != nullptr, "a name");
  holdsOrDies(name != nullptr);
  return nostd::get<bool>(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'value' is taken out of the context without a look {{.*}} [ctx-unchecked-value]
}
