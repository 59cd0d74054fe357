// The Azure SDK's context, all checks.
// RUN: %check %s 'ctx-*' %t --no-fix
#include <algorithm>
#include <azure/core/context.hpp>
#include <chrono>
#include <string>
#include <thread>

using Azure::DateTime;
using Azure::Core::Context;
using Azure::Storage::Blobs::BlobClient;
using namespace std::chrono_literals;

void step();
void log(const char *);
int load(int, Context const &context = Context{});
DateTime in(std::chrono::seconds);
static const Context::Key kUser;

// ctx-unused-token

int bad_unused(int id, Context const &context) { return id; }

int ok_unused(int id, Context const &context) { return load(id, context); }

// ctx-fresh-root: a defaulted context

int bad_default(BlobClient &client, Context const &context) {
  load(1, context);
  return client.GetProperties();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'GetProperties' uses the default 'Core::Context()' for its context although 'context' is in scope; the call is not cancelled with it: pass 'context' [ctx-fresh-root]
}

int ok_default(BlobClient &client, Context const &context) {
  return client.GetProperties({}, context);
}

// Where there is no context, the SDK's samples make none.
int ok_sample(BlobClient &client) {
  client.GetProperties();
  Context context = Context().WithDeadline(in(5s));
  return client.Delete({}, context);
}

int bad_root(BlobClient &client, Context const &context) {
  context.ThrowIfCancelled();
  return client.GetProperties({}, Context(in(5s)));
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: root 'Context(in(5s))' passed to 'GetProperties' although 'context' is in scope; the call is not cancelled with it: pass 'context' [ctx-fresh-root]
}

int ok_deadline(BlobClient &client, Context const &context) {
  Context child = context.WithDeadline(in(5s));
  return client.GetProperties({}, child);
}

// ctx-dropped-token

void bad_poll(Azure::Core::Operation<int> &copy, Context const &context) {
  context.ThrowIfCancelled();
  copy.Poll();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Poll' is called without a context although 'context' is in scope and an overload takes one; a stop request does not reach the call: pass 'context' [ctx-dropped-token]
}

void ok_poll(BlobClient &client, Context const &context) {
  auto copy = client.StartCopy("source", context);
  copy.Poll(context);
}

// ctx-null-context

int bad_null(BlobClient &client, Context const &context) {
  context.ThrowIfCancelled();
  Context own;
  return client.GetProperties({}, own);
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'own' is passed to 'GetProperties' but never assigned, so nothing cancels the call; initialise it with 'context' [ctx-null-context]
}

// ctx-discarded-derive

int bad_derive(BlobClient &client, Context const &context) {
  context.WithDeadline(in(5s));
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'WithDeadline' leaves 'context' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  return client.GetProperties({}, context);
}

// ctx-unpolled-loop

void bad_loop(Context const &context) {
  context.ThrowIfCancelled();
  while (true)
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'while' loop calls 'step' and never looks at 'context', so a stop request does not end it; poll 'context' in each iteration [ctx-unpolled-loop]
    step();
}

void ok_loop(Context const &context) {
  while (!context.IsCancelled())
    step();
}

// ctx-poll-without-exit

void bad_exit(Context const &context) {
  while (true) {
    if (context.IsCancelled())
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'context.IsCancelled()' does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
      continue;
    step();
  }
}

// ctx-swallowed-cancel

void bad_swallow(Context const &context) {
  while (true) {
    try {
      context.ThrowIfCancelled();
      step();
    } catch (std::exception const &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'Azure::Core::OperationCancelledException', and the 'while' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
      log(e.what());
    }
  }
}

void ok_swallow(Context const &context) {
  while (true) {
    try {
      context.ThrowIfCancelled();
      step();
    } catch (Azure::Core::OperationCancelledException const &) {
      throw;
    } catch (std::exception const &e) {
      log(e.what());
    }
  }
}

// ctx-uninterruptible-wait

int bad_wait(BlobClient &client, Context const &context) {
  std::this_thread::sleep_for(5s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: a stop request on 'context' does not wake 'sleep_for'; wait in short steps and look at 'context' between them [ctx-uninterruptible-wait]
  return client.GetProperties({}, context);
}

// In slices that look in between.
void ok_slices(Context const &context, std::chrono::milliseconds delay) {
  constexpr std::chrono::milliseconds Slice{100};
  auto const end = std::chrono::steady_clock::now() + delay;
  while (true) {
    context.ThrowIfCancelled();
    auto const now = std::chrono::steady_clock::now();
    if (now >= end)
      return;
    std::this_thread::sleep_until((std::min)(end, now + Slice));
  }
}

// ctx-string-key

Context bad_key(Context const &context) {
  Context::Key key;
  return context.WithValue(key, std::string("ann"));
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: value stored under the address of 'key', which dies with its block; give the key static storage [ctx-string-key]
}

Context ok_key(Context const &context) {
  return context.WithValue(kUser, std::string("ann"));
}

// ctx-lost-cancel: made to be given on, not to be cancelled.
int ok_never_cancelled(BlobClient &client) {
  Context context;
  return client.GetProperties({}, context);
}

// ctx-stored-context

class BadUploader {
public:
  explicit BadUploader(Context const &context) : context_(context) {}
  int run(BlobClient &client) { return client.GetProperties({}, context_); }

private:
  Context context_;
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'context_' keeps the 'Azure::Core::Context' of a request in 'BadUploader'; pass it as a parameter [ctx-stored-context]
};

// Cancelled by its owner: a context of one's own, not a request's.
class Uploader {
public:
  ~Uploader() { context_.Cancel(); }
  int run(BlobClient &client) { return client.GetProperties({}, context_); }

private:
  Context context_;
};

// Whoever cancels it is elsewhere.
class Connection {
public:
  void open(BlobClient &client);

private:
  Context refresh_;
};

// ctx-retried-cancel

int bad_retry(Context const &context) {
  for (int i = 0; i != 3; ++i) {
    try {
      return load(1, context);
    } catch (std::exception const &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the 'for' loop tries again after any exception, also after 'Azure::Core::OperationCancelledException', which means cancelled; rethrow it in a handler before this one [ctx-retried-cancel]
      log(e.what());
    }
  }
  return 0;
}

int ok_retry(Context const &context) {
  for (int i = 0; i != 3; ++i) {
    try {
      return load(1, context);
    } catch (Azure::Core::OperationCancelledException const &) {
      throw;
    } catch (std::exception const &e) {
      log(e.what());
    }
  }
  return 0;
}
