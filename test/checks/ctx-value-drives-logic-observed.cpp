// RUN: %check %s ctx-value-drives-logic %t --model=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <any>
#include <azure/core/context.hpp>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <string>

const std::string kUser = "acme.user";
const std::string kTenant = "acme.tenant";
const Azure::Core::Context::Key kLevel;

void erase();
void charge(int64_t tenant);
void query(const std::string &statement);
std::string readRow(int64_t tenant);
int countRows(int64_t tenant);

void info(const std::string &text);
void logErrors(const std::string &text);
bool logs();
struct Span {
  Span &SetAttributes(const std::string &key, int64_t value);
  void setTags(int64_t value);
};
struct Headers {
  void set(const std::string &key, const std::string &value);
};
struct Histories {
  void put(int64_t value);
};
namespace text {
struct OwnString {
  OwnString(const char *);
  static OwnString number(int64_t value);
  OwnString arg(const std::string &value) const;
  operator std::string() const;
};
struct StringTable {
  static int64_t number(int64_t value);
};
std::string format(const char *form, const std::string &value);
} // namespace text
std::string toString(int64_t value);
std::string fmtId(int64_t value);
std::string nameOf(int64_t value);
int64_t toShard(int64_t tenant);
enum class Kind { Guest, Member };
int enumToInt(Kind kind);
#define ACME_LOG(TEXT) (info(TEXT), erase())
#define ACME_TELL(TEXT)                                                        \
  do {                                                                         \
    if (logs())                                                                \
      info(TEXT);                                                              \
  } while (0)
#define ACME_DO(TEXT) (info(TEXT), erase())

//===----------------------------------------------------------------------===//
// Plurals of the words
//===----------------------------------------------------------------------===//

void ok_plurals(const acme::Context &ctx, Span &span, Headers &headers) {
  span.SetAttributes("tenant", std::any_cast<int64_t>(ctx.Value(kTenant)));
  span.setTags(std::any_cast<int64_t>(ctx.Value(kTenant)));
  headers.set("x-user", std::any_cast<std::string>(ctx.Value(kUser)));
  logErrors(std::any_cast<std::string>(ctx.Value(kUser)));
}

void bad_no_plural(const acme::Context &ctx, Histories &histories) {
  histories.put(std::any_cast<int64_t>(ctx.Value(kTenant)));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: a value from the context is given to 'put'; make it a parameter, which callers can see [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-2]]:44: note: read from the context here
}

//===----------------------------------------------------------------------===//
// Another form of it
//===----------------------------------------------------------------------===//

void ok_converted(const acme::Context &ctx) {
  auto id = std::any_cast<int64_t>(ctx.Value(kTenant));
  info(std::to_string(id));
  info(toString(id));
  info("tenant " + fmtId(id) + "!");
  const std::string shown = toString(id);
  info(shown);
  info(text::OwnString::number(id));
  info(text::OwnString("tenant %1").arg(fmtId(id)));
  std::cout << nameOf(id) << '\n';
  info(nameOf(id).substr(0, 8));
}

void ok_converted_to_a_number(const acme::Context &ctx, Span &span) {
  span.setTags(enumToInt(std::any_cast<Kind>(ctx.Value("kind"))));
}

void ok_printed(const acme::Context &ctx) {
  auto user = std::any_cast<std::string>(ctx.Value(kUser));
  std::printf("%s\n", user.c_str());
  puts(user.c_str());
}

std::string ok_converted_for_the_caller(const acme::Context &ctx) {
  return toString(std::any_cast<int64_t>(ctx.Value(kTenant)));
}

void bad_converted_for_logic(const acme::Context &ctx) {
  auto id = std::any_cast<int64_t>(ctx.Value(kTenant));
  query("select " + toString(id));
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: a value from the context is given to 'query'; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-3]]:40: note: read from the context here
}

void bad_formatted_for_logic(const acme::Context &ctx) {
  auto user = std::any_cast<std::string>(ctx.Value(kUser));
  query(text::format("select {}", user));
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: a value from the context is given to 'query'; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-3]]:46: note: read from the context here
}

void bad_converted_and_decides(const acme::Context &ctx) {
  if (toShard(std::any_cast<int64_t>(ctx.Value(kTenant))) == 3)
  // CHECK-MESSAGES: :[[@LINE-1]]:59: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-2]]:42: note: read from the context here
    erase();
}

// A table of texts is no text.
void bad_table(const acme::Context &ctx) {
  info(toString(text::StringTable::number(
      std::any_cast<int64_t>(ctx.Value(kTenant)))));
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a value from the context is given to 'number'; {{.*}} [ctx-value-drives-logic]
      // CHECK-MESSAGES: :[[@LINE-2]]:34: note: read from the context here
}

// What comes back is logged, but that is not all that it does.
void bad_counted(const acme::Context &ctx) {
  info(toString(countRows(std::any_cast<int64_t>(ctx.Value(kTenant)))));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: a value from the context is given to 'countRows'; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-2]]:54: note: read from the context here
}

std::string bad_read(const acme::Context &ctx) {
  return readRow(std::any_cast<int64_t>(ctx.Value(kTenant)));
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: a value from the context is given to 'readRow'; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-2]]:45: note: read from the context here
}

//===----------------------------------------------------------------------===//
// A default for it
//===----------------------------------------------------------------------===//

void ok_default(const acme::Context &ctx) {
  auto id = std::any_cast<std::string>(ctx.Value(kUser));
  if (id.empty())
    id = "unknown";
  info(id);
}

void ok_default_before(const acme::Context &ctx) {
  std::string shown = "unknown";
  const auto *id = std::any_cast<std::string>(&ctx.Value(kUser));
  if (id && !id->empty())
    shown = *id;
  info(shown);
}

void ok_default_in_place(const acme::Context &ctx) {
  auto id = std::any_cast<std::string>(ctx.Value(kUser));
  info(id.empty() ? "unknown" : id);
  const std::string shown = id.empty() ? "unknown" : id.substr(0, 8);
  info(shown);
}

std::string ok_default_returned(const acme::Context &ctx) {
  auto id = std::any_cast<std::string>(ctx.Value(kUser));
  if (id.empty())
    return "unknown";
  return id;
}

int64_t ok_bounded(const acme::Context &ctx) {
  auto share = std::any_cast<int64_t>(ctx.Value("share"));
  if (share < 0)
    return 0;
  if (share > 100)
    return 100;
  return share;
}

void ok_shortened(const acme::Context &ctx) {
  auto id = std::any_cast<std::string>(ctx.Value(kUser));
  if (id.size() > 8)
    id.resize(8);
  info(id);
}

void bad_default_for_logic(const acme::Context &ctx) {
  auto id = std::any_cast<std::string>(ctx.Value(kUser));
  if (id.empty())
    id = "unknown";
  query(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: a value from the context is given to 'query'; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-5]]:44: note: read from the context here
}

void bad_default_before(const acme::Context &ctx) {
  std::string owner = "unknown";
  const auto *id = std::any_cast<std::string>(&ctx.Value(kUser));
  if (id && !id->empty())
    owner = *id;
  query(owner);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: a value from the context is given to 'query'; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-5]]:52: note: read from the context here
}

void bad_left(const acme::Context &ctx) {
  auto id = std::any_cast<std::string>(ctx.Value(kUser));
  if (id.empty())
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-3]]:44: note: read from the context here
    return;
  erase();
}

std::string bad_returned_of_two(const acme::Context &ctx) {
  auto id = std::any_cast<std::string>(ctx.Value(kUser));
  if (id == "root")
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-3]]:44: note: read from the context here
    return "everything";
  return "little";
}

//===----------------------------------------------------------------------===//
// It decides what is logged
//===----------------------------------------------------------------------===//

void ok_decides_what_is_logged(const acme::Context &ctx, Span &span) {
  if (std::any_cast<bool>(ctx.Value("verbose"))) {
    const std::string shown = toString(3);
    info("starts " + shown);
    std::cout << "starts\n";
    if (shown.empty())
      span.setTags(1);
  } else {
    ACME_LOG("starts");
  }
}

void ok_log_macro(const acme::Context &ctx) {
  if (std::any_cast<bool>(ctx.Value("verbose")))
    ACME_TELL("starts");
}

void ok_left_before_logging(const acme::Context &ctx) {
  if (!std::any_cast<bool>(ctx.Value("verbose")))
    return;
  info("starts");
  info("goes on");
}

void ok_named_for_the_log(const acme::Context &ctx) {
  std::string named = "low";
  if (std::any_cast<int64_t>(ctx.Value("level")) > 3)
    named = "high";
  info(named);
}

void ok_level(const Azure::Core::Context &ctx) {
  int level = 0;
  if (ctx.TryGetValue(kLevel, level)) {
    info(level > 3 ? "high" : "low");
    const char *named = level > 3 ? "high" : "low";
    info(named);
  }
}

void bad_logs_and_acts(const acme::Context &ctx) {
  if (std::any_cast<bool>(ctx.Value("verbose"))) {
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-2]]:31: note: read from the context here
    info("starts");
    erase();
  }
}

void bad_acts_in_argument(const acme::Context &ctx) {
  if (std::any_cast<bool>(ctx.Value("verbose")))
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-2]]:31: note: read from the context here
    info(readRow(3));
}

void bad_logs_or_acts(const acme::Context &ctx) {
  if (std::any_cast<bool>(ctx.Value("verbose")))
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-2]]:31: note: read from the context here
    info("starts");
  else
    erase();
}

void bad_macro(const acme::Context &ctx) {
  if (std::any_cast<bool>(ctx.Value("verbose")))
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
  // CHECK-MESSAGES: :[[@LINE-2]]:31: note: read from the context here
    ACME_DO("starts");
}

void bad_chosen(const Azure::Core::Context &ctx) {
  int level = 0;
  if (ctx.TryGetValue(kLevel, level)) {
    const char *table = level > 3 ? "high" : "low";
    // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
    // CHECK-MESSAGES: :[[@LINE-3]]:11: note: read from the context here
    query(table);
  }
}

void bad_chosen_by_assignment(const acme::Context &ctx) {
  std::string table = "low";
  if (std::any_cast<int64_t>(ctx.Value("level")) > 3)
    // CHECK-MESSAGES: :[[@LINE-1]]:50: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
    // CHECK-MESSAGES: :[[@LINE-2]]:34: note: read from the context here
    table = "high";
  query(table);
}

void bad_left_before_acting(const acme::Context &ctx) {
  if (!std::any_cast<bool>(ctx.Value("verbose")))
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
    // CHECK-MESSAGES: :[[@LINE-2]]:32: note: read from the context here
    return;
  info("starts");
  erase();
}

void bad_left_in_a_block(const acme::Context &ctx, bool more) {
  if (more) {
    if (!std::any_cast<bool>(ctx.Value("verbose")))
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: a value from the context decides what is done; {{.*}} [ctx-value-drives-logic]
      // CHECK-MESSAGES: :[[@LINE-2]]:34: note: read from the context here
      return;
    info("starts");
  }
  erase();
}
