// RUN: %check %s ctx-string-key %t --models=%inputs/acme/acme.yaml
// A map that the model calls a value bag.
#include "acme/context.h"
#include <map>
#include <memory>
#include <string>

namespace bad_cases {

// CHECK-FIXES: {{^}}constexpr char kUserKey[] = "user";
// CHECK-FIXES: {{^}}constexpr char kTenantKey[] = "tenant";

void written(acme::Context &Ctx) {
  Ctx.values["user"] = 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values[kUserKey] = 1;
  Ctx.values.insert({"user", 1});
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values.insert({kUserKey, 1});
  Ctx.values.insert({{"user", 1}, {"tenant", 2}});
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-MESSAGES: :[[@LINE-2]]:36: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values.insert({{[{][{]}}kUserKey, 1}, {kTenantKey, 2{{[}][}]}});
  Ctx.values.insert(std::make_pair("user", 1));
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values.insert(std::make_pair(kUserKey, 1));
  Ctx.values.insert_or_assign("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values.insert_or_assign(kUserKey, 1);
  Ctx.values.emplace("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values.emplace(kUserKey, 1);
  Ctx.values.try_emplace("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values.try_emplace(kUserKey, 1);
  Ctx.values = {{"user", 1}, {"tenant", 2}};
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-MESSAGES: :[[@LINE-2]]:31: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values = {{[{][{]}}kUserKey, 1}, {kTenantKey, 2{{[}][}]}};
  Ctx.values.emplace_hint(Ctx.values.end(), "user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values.emplace_hint(Ctx.values.end(), kUserKey, 1);
}

bool read(const acme::Context &Ctx, acme::Context *Owned) {
  (void)Ctx.values.at("user");
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: value read under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)Ctx.values.at(kUserKey);
  (void)Owned->values["user"];
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: value read under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)Owned->values[kUserKey];
  if (Ctx.values.find("user") == Ctx.values.end())
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: value read under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
    // CHECK-FIXES: if (Ctx.values.find(kUserKey) == Ctx.values.end())
    return Ctx.values.count("tenant");
    // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: value read under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return Ctx.values.count(kTenantKey);
  return false;
}

void removed(acme::Context &Ctx) {
  Ctx.values.erase("user");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value removed under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Ctx.values.erase(kUserKey);
  (void)Ctx.values.extract("tenant");
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: value removed under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)Ctx.values.extract(kTenantKey);
}

void through_alias(acme::Context &Ctx) {
  auto &Bag = Ctx.values;
  Bag["user"] = 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: Bag[kUserKey] = 1;
  auto *Pointer = &Ctx.values;
  (*Pointer)["user"] = 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (*Pointer)[kUserKey] = 1;
}

acme::Context derived(const acme::Context &Ctx) {
  using namespace std::string_literals;
  (void)Ctx.WithValue("tenant"s, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)Ctx.WithValue(kTenantKey, 1);
  (void)Ctx.Value({"tenant"});
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: value read under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)Ctx.Value({kTenantKey});
  return Ctx.WithValue("tenant", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: value stored under the bare string "tenant"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: return Ctx.WithValue(kTenantKey, 1);
}

void held(acme::Context &Ctx) {
  std::string Key{"user"};
  Ctx.values[Key] = 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: value stored under the bare string "user" in local 'Key'; any other code can use the same text: give the key a named constant [ctx-string-key]
}

} // namespace bad_cases

namespace ok_cases {

const std::string Name = "name";

void named(acme::Context &Ctx) {
  Ctx.values[Name] = 1;
  Ctx.values.insert({Name, 1});
  Ctx.values.emplace(std::piecewise_construct, std::forward_as_tuple("user"),
                     std::forward_as_tuple(1));
  for (auto &Entry : Ctx.values)
    Ctx.values[Entry.first] = 2;
  Ctx.values.erase(Ctx.values.begin());
  Ctx.values = {{Name, 1}};
  Ctx.values = {};
}

void handed_on(acme::Context &Ctx, const std::string &Key, const char *Raw) {
  Ctx.values[Key] = Raw;
  Ctx.values[Raw] = Key;
  Ctx.values["user." + Key] = 1;
}

// Maps that are no context.
struct Options {
  std::unordered_map<std::string, std::any> values;
};
void other_maps(Options &O, std::map<std::string, int> Local) {
  O.values["user"] = 1;
  Local["user"] = 2;
  auto &Alias = O.values;
  Alias["user"] = 3;
}

} // namespace ok_cases
