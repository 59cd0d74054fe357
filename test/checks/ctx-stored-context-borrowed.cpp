// RUN: %check %s ctx-stored-context %t -std=c++20 --models=%S/Inputs/stored-context.yaml
// A user vocabulary with tokens that borrow, and annotations.
#include <grpcpp/grpcpp.h>
#include <vector>

namespace inplace {
class token {
public:
  bool stop_requested() const;

private:
  const void *state_ = nullptr;
};
class source {
public:
  token get_token() const;
};
class slot {};
class step_base {};
} // namespace inplace

class BadFeedService {
  inplace::token token_;
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'token_' keeps a borrowed 'inplace::token' in 'BadFeedService', which outlives what it points at; pass it as a parameter [ctx-stored-context]
  std::vector<inplace::slot> slots_;
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'slots_' keeps a borrowed 'inplace::slot' in 'BadFeedService', which outlives what it points at; pass it as a parameter [ctx-stored-context]
};

class BadFeed {
public:
  void pull(inplace::token T) { token_ = T; }

private:
  inplace::token token_;
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'token_' keeps a borrowed 'inplace::token' in 'BadFeed', which outlives what it points at; pass it as a parameter [ctx-stored-context]
  // CHECK-MESSAGES: :[[@LINE-5]]:42: note: stored here by 'pull', and kept after that call
};

inplace::token BadToken;
// CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'BadToken' keeps a borrowed 'inplace::token' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]

struct [[clang::annotate("ctx:role=context")]] Scratch {
  int id;
};
struct [[clang::annotate("ctx:role=per_request")]] Turn {
  int id;
};
struct BadAnnotated {
  Scratch scratch;
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'scratch' keeps the 'Scratch' of a request in 'BadAnnotated'; pass it as a parameter [ctx-stored-context]
};
class BadTurnCache {
  Turn *turn_;
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'turn_' keeps a per-request 'Turn' in 'BadTurnCache', which outlives the request; pass it as a parameter [ctx-stored-context]
  Turn own_;
};

// The class owns what its token points at.
class OkOwnSourceService {
  inplace::source source_;
  inplace::token token_ = source_.get_token();
};

// Nothing is known about it.
class OkPlainFeed {
public:
  explicit OkPlainFeed(inplace::token T) : token_(T) {}

private:
  inplace::token token_;
};

// The vocabulary says which classes are task-scoped, by base.
class OkStepManager : public inplace::step_base {
  inplace::token token_;
};
