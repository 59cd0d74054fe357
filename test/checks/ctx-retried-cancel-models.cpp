// RUN: %check %s ctx-retried-cancel %t --models=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <exception>
#include <functional>
#include <string>
#include <thread>
#include <vector>

void logLine(const std::string &);
void backOff(int attempt);
int fetch(const acme::Context &ctx, int id);
acme::Result tryFetch(const acme::Context &ctx, int id);

//===-- exceptions ---------------------------------------------------------===//

int bad_returns(const acme::Context &ctx, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    try {
      return fetch(ctx, id);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the 'for' loop tries again after any exception, also after 'acme::Cancelled', which means cancelled; rethrow it in a handler before this one [ctx-retried-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      logLine(e.what());
      backOff(attempt);
    }
  }
  return -1;
}

int bad_last_rethrown(const acme::Context &ctx, int id) {
  for (int attempt = 0;; ++attempt) {
    try {
      return fetch(ctx, id);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the 'for' loop tries again after any exception, also after 'acme::Cancelled', which means cancelled; rethrow it in a handler before this one [ctx-retried-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      if (attempt == 4)
        throw;
      backOff(attempt);
    }
  }
}

void bad_flag(const acme::Context &ctx, int id) {
  bool done = false;
  int attempts = 0;
  while (!done && attempts < 5) {
    try {
      fetch(ctx, id);
      done = true;
    } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the 'while' loop tries again after any exception, also after 'acme::Cancelled', which means cancelled; rethrow it in a handler before this one [ctx-retried-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (...) {
      ++attempts;
    }
  }
}

void bad_break(const acme::Context &ctx, int id) {
  for (auto delay : {1, 2, 4}) {
    try {
      ctx.ThrowIfDone();
      fetch(ctx, id);
      break;
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the 'for' loop tries again after any exception, also after 'acme::Cancelled', which means cancelled; rethrow it in a handler before this one [ctx-retried-cancel]
    // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &e) {
      backOff(delay);
    }
  }
}

class Client {
  acme::Context ctx_;

public:
  int bad_field(int id) {
    int left = 3;
    while (true) {
      try {
        return fetch(ctx_, id);
      } catch (const std::exception &) {
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the 'while' loop tries again after any exception, also after 'acme::Cancelled', which means cancelled; rethrow it in a handler before this one [ctx-retried-cancel]
      // CHECK-FIXES: } catch (const acme::Cancelled &) { throw; } catch (const std::exception &) {
        if (--left == 0)
          return -1;
      }
    }
  }
};

//===-- results ------------------------------------------------------------===//

bool bad_result(const acme::Context &ctx, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    acme::Result result = tryFetch(ctx, id);
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'tryFetch' is called again after any failure, also when it was cancelled; leave the loop then [ctx-retried-cancel]
    // CHECK-FIXES: if (result.IsCancelled()) break;
    if (result.ok())
      return true;
    backOff(attempt);
  }
  return false;
}

//===-- silent -------------------------------------------------------------===//

int ok_earlier(const acme::Context &ctx, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    try {
      return fetch(ctx, id);
    } catch (const acme::Cancelled &) {
      throw;
    } catch (const std::exception &e) {
      backOff(attempt);
    }
  }
  return -1;
}

int ok_polled(const acme::Context &ctx, int id) {
  while (!ctx.Done()) {
    try {
      return fetch(ctx, id);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
  return -1;
}

int ok_polled_by_throwing(const acme::Context &ctx, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    ctx.ThrowIfDone();
    try {
      return fetch(ctx, id);
    } catch (const std::exception &e) {
      backOff(attempt);
    }
  }
  return -1;
}

int ok_wakeable_pause(const acme::Context &ctx, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    try {
      return fetch(ctx, id);
    } catch (const std::exception &e) {
      acme::Sleep(ctx, std::chrono::seconds(1));
    }
  }
  return -1;
}

bool isTransient(const std::exception &);
int ok_predicate(const acme::Context &ctx, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    try {
      return fetch(ctx, id);
    } catch (const std::exception &e) {
      if (!isTransient(e))
        throw;
    }
  }
  return -1;
}

// Other requests are ctx-swallowed-cancel's, if anybody's.
int ok_mirrors(const acme::Context &ctx, const std::vector<int> &mirrors) {
  for (int mirror : mirrors) {
    try {
      return fetch(ctx, mirror);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
  return -1;
}

bool ok_tested(const acme::Context &ctx, int id) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    acme::Result result = tryFetch(ctx, id);
    if (result.ok() || result.IsCancelled())
      return result.ok();
    backOff(attempt);
  }
  return false;
}

bool ok_trusted(const acme::Context &ctx, int id, const std::function<bool(const acme::Result &)> &again) {
  for (;;) {
    acme::Result result = tryFetch(ctx, id);
    if (!again(result))
      return result.ok();
  }
}
