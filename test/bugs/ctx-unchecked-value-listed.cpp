// XFAIL: *
// RUN: %check %s ctx-unchecked-value %t --model=%S/../Inputs/acme/acme.yaml
// A pointer that is put into a list with others, and asked for there.
#include <acme/context.h>
#include <any>
#include <vector>

int ok_asked_in_a_list(const acme::Context &c) {
  auto *a = std::any_cast<int>(&c.Value("a"));
  auto *b = std::any_cast<int>(&c.Value("b"));
  std::vector<const int *> all{a, b};
  for (const int *one : all)
    if (!one)
      return 0;
  return *a + *b;
}
