// RUN: %check %s ctx-swallowed-cancel %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
// A handler for the error itself is a decision, if it says anything at all.
#include "acme/context.h"

void copy(const acme::Context &ctx, int i);
void count();

void bad_blank(const acme::Context &ctx, int n) {
  for (int i = 0; i < n; ++i) {
    try {
      ctx.ThrowIfDone();
      copy(ctx, i);
    } catch (acme::Cancelled &) {}
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'acme::Cancelled', and the 'for' loop goes on although it was asked to stop; rethrow it here [ctx-swallowed-cancel]
  }
}

void ok_says_why(const acme::Context &ctx, int n) {
  for (int i = 0; i < n; ++i) {
    try {
      ctx.ThrowIfDone();
      copy(ctx, i);
    } catch (acme::Cancelled &) {
      // the next one has a context of its own
    }
  }
}

void ok_does_something(const acme::Context &ctx, int n) {
  for (int i = 0; i < n; ++i) {
    try {
      ctx.ThrowIfDone();
      copy(ctx, i);
    } catch (acme::Cancelled &) {
      count();
    }
  }
}

void ok_not_in_a_loop(const acme::Context &ctx) {
  try {
    ctx.ThrowIfDone();
    copy(ctx, 0);
  } catch (acme::Cancelled &) {}
  count();
}

struct Job {
  acme::Context ctx;
};
Job nextJob();

void ok_each_its_own(int n) {
  for (int i = 0; i < n; ++i) {
    Job job = nextJob();
    try {
      job.ctx.ThrowIfDone();
      copy(job.ctx, i);
    } catch (acme::Cancelled &) {}
  }
}
