// Every check over the envoy vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <stream_info/filter_state.h>

using Envoy::StreamInfo::FilterState;

struct User : FilterState::Object {};
constexpr std::string_view kUserKey = "example.user";

void bad_set(FilterState &state) { state.setData("example.user", std::make_shared<User>(), FilterState::StateType::ReadOnly); }
// CHECK-MESSAGES: :[[@LINE-1]]:50: warning: value stored under the bare string "example.user" although 'kUserKey' names it; use the constant [ctx-string-key]
// CHECK-FIXES: void bad_set(FilterState &state) { state.setData(kUserKey, std::make_shared<User>(), FilterState::StateType::ReadOnly); }
void ok_set(FilterState &state) { state.setData(kUserKey, std::make_shared<User>(), FilterState::StateType::ReadOnly); }
const User *bad_get(const std::shared_ptr<FilterState> &state) { return state->getDataReadOnly<User>("example.role"); }
// CHECK-MESSAGES: :[[@LINE-1]]:102: warning: value read under the bare string "example.role"; any other code can use the same text: give the key a named constant [ctx-string-key]
// CHECK-FIXES: constexpr char kExampleRoleKey[] = "example.role";
// CHECK-FIXES: const User *bad_get(const std::shared_ptr<FilterState> &state) { return state->getDataReadOnly<User>(kExampleRoleKey); }
const User *ok_get(const std::shared_ptr<FilterState> &state) { return state->getDataReadOnly<User>(kUserKey); }
bool ok_has(FilterState &state, std::string_view key) { return state.hasDataWithName(key); }
