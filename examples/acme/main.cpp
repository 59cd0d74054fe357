// Looks a customer up in three mirrors and takes the first answer.

#include "acme/context.h"

#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

/// Asks one mirror, page by page.
std::optional<std::string> ask(const acme::Context &ctx,
                               const std::string &mirror, int customer) {
  for (int page = 0; page != 4; ++page) {
    if (ctx.Done())
      return std::nullopt;
    if (page == customer % 4)
      return "customer " + std::to_string(customer) + " from " + mirror;
  }
  return std::nullopt;
}

/// Notes in the log who asked.
void record(const acme::Context &ctx, const std::string &answer) {
  const std::any *user = ctx.Value("user");
  if (const auto *name = std::any_cast<std::string>(user))
    std::cout << *name << ": ";
  std::cout << answer << "\n";
}

std::optional<std::string> look_up(const acme::Context &ctx, int customer) {
  auto [search, cancel] = acme::WithCancel(ctx);
  for (const char *mirror : {"north", "south", "west"})
    if (auto answer = ask(search, mirror, customer))
      return answer;
  cancel();
  return std::nullopt;
}

bool serve(const acme::Context &ctx, const std::string &user, int customer) {
  auto answer = look_up(acme::Context::Background(), customer);
  if (answer)
    record(ctx.WithValue("user", user), *answer);
  return answer.has_value();
}

} // namespace

int main() { return serve(acme::Context::Background(), "ada", 7) ? 0 : 1; }
