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

// ctx-uninterruptible-wait

// In slices that look in between.
void ok_slices(std::chrono::milliseconds delay, Context const &context) {
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

// ctx-lost-cancel: made to be given on, not to be cancelled.
int ok_never_cancelled(BlobClient &client) {
  Context context;
  return client.GetProperties({}, context);
}

// ctx-stored-context

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
