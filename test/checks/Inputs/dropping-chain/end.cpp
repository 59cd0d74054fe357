#include "shared.h"

static int local() { return load(2, {}); }
int end() { return load(1, {}); }
int unused() { return local() + differs(); }

bool stopped;
int checks_flag() {
  if (stopped)
    return 0;
  return load(1, {});
}

int audit() {
  // ctx-tidy: detached because it is written in any case
  return load(1, {});
}
