// RUN: %check %s ctx-retried-cancel %t
// RUN: %check %s ctx-retried-cancel %t -std=c++20
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

using helloworld::Greeter;
using helloworld::HelloReply;
using helloworld::HelloRequest;

void logLine(const std::string &);
void backOff(int attempt);
bool isRetryable(const grpc::Status &status);
bool isRetryableCode(int code);

//===-- the status is only good or bad -------------------------------------===//

bool bad_direct(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    if (stub.SayHello(&context, request, reply).ok())
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
      return true;
    backOff(i);
  }
  return false;
}

grpc::Status bad_variable(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    grpc::Status status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) return status;
    if (status.ok())
      return status;
    logLine(status.error_message());
    std::this_thread::sleep_for(std::chrono::milliseconds(100 << i));
  }
  return grpc::Status(grpc::StatusCode::UNAVAILABLE, "gave up");
}

bool bad_assigned(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  grpc::Status status;
  int attempts = 0;
  do {
    grpc::ClientContext context;
    status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
  } while (!status.ok() && ++attempts < 4);
  return status.ok();
}

grpc::Status callOnce(const HelloRequest &request, HelloReply *reply);
bool bad_in_condition(const HelloRequest &request, HelloReply *reply) {
  grpc::Status status;
  int i = 0;
  while (!(status = callOnce(request, reply)).ok()) {
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'callOnce' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    if (++i > 3)
      return false;
    backOff(i);
  }
  return true;
}

void bad_flag(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  bool done = false;
  while (!done) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
    done = status.ok();
  }
}

// A list of codes that are no use to retry, without the one that counts.
bool bad_list(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
    if (status.ok())
      return true;
    auto code = status.error_code();
    if (code == grpc::StatusCode::INVALID_ARGUMENT || code == grpc::StatusCode::NOT_FOUND)
      return false;
    backOff(i);
  }
  return false;
}

bool bad_switch(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
    switch (status.error_code()) {
    case grpc::StatusCode::OK:
      return true;
    case grpc::StatusCode::INVALID_ARGUMENT:
      return false;
    default:
      break;
    }
  }
  return false;
}

// The handler's context is derived from, and nobody asks it.
grpc::Status bad_derived(Greeter::Stub &stub, const grpc::ServerContext &server, const HelloRequest &request, HelloReply *reply) {
  grpc::Status status;
  for (int i = 0; i < 3; ++i) {
    auto context = grpc::ClientContext::FromServerContext(server);
    status = stub.SayHello(context.get(), request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) return status;
    if (status.ok())
      break;
  }
  return status;
}

bool bad_stream(Greeter::Stub &stub, const HelloRequest &request) {
  HelloReply reply;
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext context;
    auto reader = stub.Watch(&context, request);
    while (reader->Read(&reply))
      logLine(reply.message());
    auto status = reader->Finish();
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'Finish' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
    if (status.ok())
      return true;
  }
  return false;
}

bool bad_callable(const std::function<grpc::Status()> &call) {
  for (auto delay : {1, 2, 4}) {
    if (call().ok())
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'call' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
      return true;
    backOff(delay);
  }
  return false;
}

// The attempt is told to the server; the request is the same.
bool bad_metadata(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    context.AddMetadata("attempt", std::to_string(i));
    auto status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
    if (status.ok())
      return true;
  }
  return false;
}

bool bad_thrown(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    try {
      grpc::ClientContext context;
      auto status = stub.SayHello(&context, request, reply);
      // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
      // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
      if (!status.ok())
        throw std::runtime_error("SayHello failed");
      return true;
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
  return false;
}

void bad_endless(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  while (true) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) return;
    if (status.ok())
      return;
    std::printf("failed: %d\n", status.error_code());
  }
}

//===-- silent -------------------------------------------------------------===//

bool ok_code(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    if (status.ok())
      return true;
    if (status.error_code() == grpc::StatusCode::CANCELLED)
      return false;
    backOff(i);
  }
  return false;
}

bool ok_code_in_switch(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    switch (status.error_code()) {
    case grpc::StatusCode::OK:
      return true;
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::INVALID_ARGUMENT:
      return false;
    default:
      break;
    }
  }
  return false;
}

bool ok_only_unavailable(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  grpc::Status status;
  do {
    grpc::ClientContext context;
    status = stub.SayHello(&context, request, reply);
  } while (status.error_code() == grpc::StatusCode::UNAVAILABLE);
  return status.ok();
}

bool ok_leaves_on_others(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    if (status.ok())
      return true;
    if (status.error_code() != grpc::StatusCode::UNAVAILABLE &&
        status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED)
      return false;
  }
  return false;
}

bool ok_predicate(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    if (status.ok())
      return true;
    if (!isRetryable(status))
      return false;
  }
  return false;
}

bool ok_predicate_on_code(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    if (status.ok() || !isRetryableCode(status.error_code()))
      return status.ok();
  }
  return false;
}

bool ok_set_of_codes(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply, const std::set<grpc::StatusCode> &retryable) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    if (status.ok() || !retryable.count(status.error_code()))
      return status.ok();
  }
  return false;
}

bool ok_polled(Greeter::Stub &stub, const grpc::ServerContext &server, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 5 && !server.IsCancelled(); ++i) {
    auto context = grpc::ClientContext::FromServerContext(server);
    if (stub.SayHello(context.get(), request, reply).ok())
      return true;
  }
  return false;
}

bool ok_token(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply, std::stop_token st) {
  while (!st.stop_requested()) {
    grpc::ClientContext context;
    if (stub.SayHello(&context, request, reply).ok())
      return true;
  }
  return false;
}

bool ok_waits_on_token(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply, std::stop_token st, bool (*pause)(std::stop_token)) {
  for (;;) {
    grpc::ClientContext context;
    if (stub.SayHello(&context, request, reply).ok())
      return true;
    if (!pause(st))
      return false;
  }
}

// Different requests.
int ok_each(Greeter::Stub &stub, const std::vector<HelloRequest> &requests, HelloReply *reply) {
  int failed = 0;
  for (const HelloRequest &request : requests) {
    grpc::ClientContext context;
    if (!stub.SayHello(&context, request, reply).ok())
      ++failed;
  }
  return failed;
}
bool ok_first_of(const std::vector<std::unique_ptr<Greeter::Stub>> &stubs, const HelloRequest &request, HelloReply *reply) {
  for (const auto &stub : stubs) {
    grpc::ClientContext context;
    if (stub->SayHello(&context, request, reply).ok())
      return true;
  }
  return false;
}
bool ok_pages(Greeter::Stub &stub, const std::vector<std::string> &names, HelloReply *reply) {
  for (size_t i = 0; i < names.size(); ++i) {
    HelloRequest request;
    request.set_name(names[i]);
    grpc::ClientContext context;
    if (stub.SayHello(&context, request, reply).ok())
      return true;
  }
  return false;
}
bool ok_next_channel(const std::vector<std::string> &targets, const HelloRequest &request, HelloReply *reply) {
  for (size_t i = 0; i < targets.size(); ++i) {
    auto channel = grpc::CreateChannel(targets[i], grpc::InsecureChannelCredentials());
    auto stub = Greeter::NewStub(channel);
    grpc::ClientContext context;
    if (stub->SayHello(&context, request, reply).ok())
      return true;
  }
  return false;
}

// Success does not end it: a heartbeat.
void ok_heartbeat(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (;;) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    if (!status.ok())
      logLine(status.error_message());
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

bool ok_gives_up(Greeter::Stub &stub, const std::vector<int> &ids, const HelloRequest &request, HelloReply *reply) {
  for (int id : ids) {
    grpc::ClientContext context;
    if (!stub.SayHello(&context, request, reply).ok())
      return false;
    backOff(id);
  }
  return true;
}

class Client {
  std::atomic<bool> stopping_{false};
  std::unique_ptr<Greeter::Stub> stub_;

public:
  bool ok_flag(const HelloRequest &request, HelloReply *reply) {
    while (!stopping_) {
      grpc::ClientContext context;
      if (stub_->SayHello(&context, request, reply).ok())
        return true;
    }
    return false;
  }
};

// Nothing says that these can be cancelled.
bool removeFile(const char *path, std::error_code &ec);
bool ok_general_error(const char *path) {
  for (int i = 0; i < 3; ++i) {
    std::error_code ec;
    removeFile(path, ec);
    if (!ec)
      return true;
  }
  return false;
}

// These can.
void fetch(const char *url, std::stop_token st, std::error_code &ec);
bool bad_error_code(const char *url, std::stop_token st) {
  for (int i = 0; i < 3; ++i) {
    std::error_code ec;
    fetch(url, st, ec);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'fetch' is called again after any failure, also when it was cancelled; leave the loop on 'std::errc::operation_canceled' [ctx-retried-cancel]
    // CHECK-FIXES: if (ec == std::errc::operation_canceled) break;
    if (!ec)
      return true;
  }
  return false;
}
bool ok_error_code(const char *url, std::stop_token st) {
  for (int i = 0; i < 3; ++i) {
    std::error_code ec;
    fetch(url, st, ec);
    if (!ec)
      return true;
    if (ec == std::errc::operation_canceled)
      return false;
  }
  return false;
}

// A flag that ends the loop is set for what is not tried again.
bool bad_done(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  bool done = false;
  for (int i = 0; i < 5 && !done; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
    switch (status.error_code()) {
    case grpc::StatusCode::OK:
    case grpc::StatusCode::UNAVAILABLE:
      done = true;
      break;
    default:
      backOff(i);
    }
  }
  return done;
}
bool ok_done(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  bool done = false;
  while (!done) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    if (status.ok() || status.error_code() == grpc::StatusCode::CANCELLED)
      done = true;
  }
  return done;
}

// Temporaries that die between the condition and its branch.
struct Target {
  Target(const char *name);
  ~Target();
};
grpc::Status callTarget(const Target &target);
void bad_temporary() {
  while (!callTarget(Target("a")).ok()) {
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'callTarget' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    backOff(1);
  }
}
bool bad_temporary_counted() {
  for (int i = 0; i < 3; ++i) {
    if (callTarget(Target("a")).ok())
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'callTarget' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
      return true;
  }
  return false;
}
void bad_lambda(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  auto call = [&] {
    grpc::ClientContext context;
    return stub.SayHello(&context, request, reply);
  };
  grpc::Status status;
  while (!(status = call()).ok()) {
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'call' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    backOff(1);
  }
}

// What stands behind the loop has to run.
void cleanUp();
grpc::Status bad_work_behind_the_loop(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  grpc::Status status;
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext context;
    status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
    if (status.ok())
      break;
  }
  cleanUp();
  return status;
}
grpc::Status bad_result_is_lost_behind_the_loop(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext context;
    grpc::Status status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    if (status.ok())
      return status;
  }
  cleanUp();
  return grpc::Status();
}

// A call without an object.
struct Calls {
  static grpc::Status once(Greeter::Stub &stub, grpc::ClientContext &context);
};
bool bad_static(Greeter::Stub &stub) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    const auto status = Calls::once(stub, context);
    // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'once' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
    if (status.ok())
      return true;
  }
  return false;
}

//===-- kept for later in another form -------------------------------------===//

struct Outcome {
  bool ok() const;
};
Outcome outcomeFromStatus(const grpc::Status &status);
Outcome judge(const grpc::Status &status);

Outcome bad_converted(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  Outcome last;
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'SayHello' is called again after any failure, also when it was cancelled; leave the loop on 'grpc::StatusCode::CANCELLED' [ctx-retried-cancel]
    // CHECK-FIXES: if (status.error_code() == grpc::StatusCode::CANCELLED) break;
    if (status.ok())
      break;
    last = outcomeFromStatus(status);
  }
  return last;
}

// The loop reads what was made of it.
Outcome ok_converted_and_read(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  Outcome last;
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    if (status.ok())
      break;
    last = outcomeFromStatus(status);
    if (last.ok())
      break;
  }
  return last;
}

// It may throw.
Outcome ok_judged(Greeter::Stub &stub, const HelloRequest &request, HelloReply *reply) {
  Outcome last;
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext context;
    auto status = stub.SayHello(&context, request, reply);
    if (status.ok())
      break;
    last = judge(status);
  }
  return last;
}
