// XFAIL: *
// RUN: %check %s ctx-token-by-reference %t --no-fix -std=c++20
// Who makes the tasks keeps the token until all of them have ended.
#include <folly/CancellationToken.h>
#include <folly/coro/Task.h>
#include <vector>

using folly::CancellationToken;
using folly::coro::Task;

void step(int, const CancellationToken &);
Task<void> all(std::vector<Task<void>> tasks);

static Task<void> ok_one(const CancellationToken &token, int part) {
  step(part, token);
  co_return;
}

Task<void> ok_parts(CancellationToken token) {
  std::vector<Task<void>> tasks;
  for (int part = 0; part < 3; ++part)
    tasks.push_back(ok_one(token, part));
  co_await all(std::move(tasks));
}
