// RUN: %check %s ctx-lost-cancel %t -std=c++20 --models=%S/Inputs/result-pair.yaml
// The cancel handle in a pair that is in a result.
#include <functional>
#include <optional>
#include <utility>

namespace boxed {
struct Context {
  bool done() const;
};
using CancelFunc = std::function<void()>;
template <class T> struct Result {
  T value;
  bool ok() const;
};
template <class T> struct Expected {
  T &get();
  explicit operator bool() const;
};
Result<std::pair<Context, CancelFunc>> WithCancel(const Context &parent);
Result<Context> NoPair(const Context &parent);
Expected<std::pair<Context, CancelFunc>> TryCancel(const Context &parent);
std::optional<std::pair<Context, CancelFunc>> MayCancel(const Context &parent);
} // namespace boxed

void callee(const boxed::Context &);
void keep(boxed::Result<std::pair<boxed::Context, boxed::CancelFunc>> &);
bool more();

void bad_field(const boxed::Context &ctx) {
  auto result = boxed::WithCancel(ctx);
  if (!result.ok())
    return;
  auto [c, cancel] = result.value;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'cancel' is triggered on no path: what was derived with it is never cancelled; trigger it before leaving [ctx-lost-cancel]
  callee(c);
}

void bad_directly(const boxed::Context &ctx) {
  auto [c, cancel] = boxed::WithCancel(ctx).value;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'cancel' is not triggered on every path out of 'bad_directly'; trigger it before leaving [ctx-lost-cancel]
  if (more())
    return;
  callee(c);
  cancel();
}

void bad_method(const boxed::Context &ctx) {
  auto result = boxed::TryCancel(ctx);
  auto [c, cancel] = result.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'cancel' is triggered on no path: what was derived with it is never cancelled; trigger it before leaving [ctx-lost-cancel]
  callee(c);
}

void ok_called(const boxed::Context &ctx) {
  auto result = boxed::WithCancel(ctx);
  auto [c, cancel] = result.value;
  callee(c);
  cancel();
}

// The result holds a copy of the handle, which may be called.
void ok_taken_again(const boxed::Context &ctx) {
  auto result = boxed::WithCancel(ctx);
  auto [c, cancel] = result.value;
  callee(c);
  result.value.second();
}

void ok_result_handed_on(const boxed::Context &ctx) {
  auto result = boxed::WithCancel(ctx);
  auto [c, cancel] = result.value;
  callee(c);
  keep(result);
}

void ok_another_result() {
  boxed::Result<std::pair<boxed::Context, boxed::CancelFunc>> result;
  auto [c, cancel] = result.value;
  callee(c);
}

// The model says `second`, but this result has none.
void ok_no_such_part(const boxed::Context &ctx) {
  auto result = boxed::NoPair(ctx);
  if (result.ok())
    callee(result.value);
}

void bad_dereferenced(const boxed::Context &ctx) {
  auto [c, cancel] = *boxed::MayCancel(ctx);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'cancel' is triggered on no path: what was derived with it is never cancelled; trigger it before leaving [ctx-lost-cancel]
  callee(c);
}

void bad_dereferenced_local(const boxed::Context &ctx) {
  auto result = boxed::MayCancel(ctx);
  if (!result)
    return;
  auto &[c, cancel] = *result;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'cancel' is triggered on no path: what was derived with it is never cancelled; trigger it before leaving [ctx-lost-cancel]
  callee(c);
}

void ok_dereferenced(const boxed::Context &ctx) {
  auto result = boxed::MayCancel(ctx);
  if (!result)
    return;
  auto &[c, cancel] = *result;
  callee(c);
  cancel();
}

void ok_arrow(const boxed::Context &ctx) {
  auto result = boxed::MayCancel(ctx);
  if (!result)
    return;
  callee(result->first);
  result->second();
}

void ok_dereferenced_again(const boxed::Context &ctx) {
  auto result = boxed::MayCancel(ctx);
  auto [c, cancel] = *result;
  callee(c);
  result->second();
}

void bad_arrow(const boxed::Context &ctx) {
  auto result = boxed::MayCancel(ctx);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the result of 'MayCancel' that could cancel is dropped at once, so what is derived here is never cancelled; keep it and call it [ctx-lost-cancel]
  if (result)
    callee(result->first);
}
