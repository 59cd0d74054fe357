// RUN: %check %s ctx-uninterruptible-wait %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
// A poll whose answer is kept in a variable of the round is a poll.
#include "acme/context.h"
#include <algorithm>
#include <chrono>
#include <thread>

using namespace std::chrono_literals;
bool past(std::chrono::steady_clock::time_point end);

bool ok_in_steps(const acme::Context &ctx, std::chrono::steady_clock::time_point end) {
  while (!past(end)) {
    auto err = ctx.Err();
    if (err)
      return false;
    auto left = end - std::chrono::steady_clock::now();
    auto step = std::min<std::chrono::nanoseconds>(left, 10ms);
    if (step.count() > 0)
      std::this_thread::sleep_for(step);
  }
  return true;
}

bool bad_looked_before(const acme::Context &ctx, std::chrono::steady_clock::time_point end) {
  auto err = ctx.Err();
  while (!past(end)) {
    if (err)
      return false;
    std::this_thread::sleep_for(end - std::chrono::steady_clock::now());
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}} [ctx-uninterruptible-wait]
  }
  return true;
}
