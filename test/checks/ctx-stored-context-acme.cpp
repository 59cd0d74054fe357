// RUN: %check %s ctx-stored-context %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
// A home-grown context with tokens, cancel functions and roots of its own.
#include "acme/context.h"
#include <memory>
#include <thread>
#include <utility>
#include <vector>

class BadIndexer {
public:
  BadIndexer(acme::Context C, int Shards) : ctx_(std::move(C)), shards_(Shards) {}
  void index();

private:
  acme::Context ctx_;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'ctx_' keeps the 'acme::Context' of a request in 'BadIndexer'; pass it as a parameter [ctx-stored-context]
  int shards_;
};

// A root at first, a request's later.
class BadReplaced {
public:
  void serve(const acme::Context &C) { ctx_ = C.WithValue("id", 1); }

private:
  acme::Context ctx_ = acme::Context::Background();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'ctx_' keeps a per-request 'acme::Context' in 'BadReplaced', which outlives the request; pass it as a parameter [ctx-stored-context]
  // CHECK-MESSAGES: :[[@LINE-5]]:47: note: stored here by 'serve', and kept after that call
};

std::vector<acme::Context> BadBacklog;
// CHECK-MESSAGES: :[[@LINE-1]]:28: warning: 'BadBacklog' keeps a per-request 'acme::Context' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]
// CHECK-MESSAGES: :[[@LINE+1]]:65: note: stored here by 'queue', and kept after that call
void queue(const acme::Context &C)   {     BadBacklog.push_back(C); }

// Its own root.
class OkDaemonRoot {
  acme::Context base_ = acme::Context::Background();
};
class OkOwnRoot {
public:
  OkOwnRoot() : ctx_(acme::Context::Background().WithValue("role", 1)) {}

private:
  acme::Context ctx_;
};

// Its own lifetime: it has the context and the power to end it.
class OkLifecycleServer {
public:
  explicit OkLifecycleServer(const acme::Context &Parent) {
    std::tie(ctx_, cancel_) = acme::WithCancel(Parent);
  }
  ~OkLifecycleServer() { cancel_(); }

private:
  acme::Context ctx_;
  acme::CancelFunc cancel_;
};

// The vocabulary says that these are requests.
namespace acme {
class SearchPlanRequest {};
} // namespace acme
class OkPlanned : public acme::SearchPlanRequest {
  acme::Context ctx_;
};

// A named root that nobody replaces, and a parameter.
const acme::Context OkNamedRoot = acme::Context::Background();
struct OkParameter {
  void index(const acme::Context &C, int Shards);
};

// Owning tokens are fine by default.
class OkTokenService {
  std::stop_token token_;
};
