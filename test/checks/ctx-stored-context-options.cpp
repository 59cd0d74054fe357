// RUN: %check %s ctx-stored-context %t -std=c++20 --prefix=TOKENS --option=OwningTokens=true
// RUN: %check %s ctx-stored-context %t -std=c++20 --prefix=WORDS --option=TaskScopedWords=ticket --option=LongLivedWords=hub
// RUN: %check %s ctx-stored-context %t -std=c++20 --prefix=IGNORED "--option=IgnoredClasses=^app::;Hub$;Holder"
// RUN: %check %s ctx-stored-context %t -std=c++20 --prefix=DEFAULT
#include <functional>
#include <grpcpp/grpcpp.h>
#include <stop_token>
#include <thread>
#include <vector>

#include "opentelemetry/context/context.h"

using OtelContext = opentelemetry::context::Context;

//===-- OwningTokens ------------------------------------------------------===//

class BadPump {
public:
  explicit BadPump(std::stop_token T) : token_(std::move(T)) {}

private:
  std::stop_token token_;
  // CHECK-MESSAGES-TOKENS: :[[@LINE-1]]:19: warning: 'token_' keeps the 'std::stop_token' of a call in 'BadPump'; pass it as a parameter [ctx-stored-context]
};

void takesTurns(std::stop_token T) {
  static std::stop_token First = T;
  // CHECK-MESSAGES-TOKENS: :[[@LINE-1]]:26: warning: 'First' keeps a per-request 'std::stop_token' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]
  (void)First;
}

// Who triggers its own root may keep its token.
class OkOwnSource {
  std::stop_source source_;
  std::stop_token token_ = source_.get_token();
};
class OkOwnThread {
  std::jthread thread_;
  std::stop_token token_;
};
// A source is the other side.
class OkSourceKeeper {
  std::stop_source source_;
};
struct OkPumpOptions {
  std::stop_token token;
};
// Questions to the user and waiting lists, as programs have them.
struct OkAuthPrompt {
  std::stop_token token;
};
struct ok_waiter_node {
  std::stop_token token_;
  ok_waiter_node *next;
};
struct OkPauser {
  std::stop_token token;
  bool await_ready() const;
};

//===-- Words -------------------------------------------------------------===//

struct Ticket {
  OtelContext ctx;
  // CHECK-MESSAGES-TOKENS: :[[@LINE-1]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'Ticket'
  // CHECK-MESSAGES-IGNORED: :[[@LINE-2]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'Ticket'
  // CHECK-MESSAGES-DEFAULT: :[[@LINE-3]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'Ticket'
};
struct FindRequest {
  OtelContext ctx;
  // CHECK-MESSAGES-WORDS: :[[@LINE-1]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'FindRequest'
};
class EventHub {
  grpc::ServerContext *ctx_;
  // CHECK-MESSAGES-WORDS: :[[@LINE-1]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'EventHub', which outlives the request
};
class EventStore {
  grpc::ServerContext *ctx_;
  // CHECK-MESSAGES-TOKENS: :[[@LINE-1]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'EventStore', which outlives the request
  // CHECK-MESSAGES-IGNORED: :[[@LINE-2]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'EventStore', which outlives the request
  // CHECK-MESSAGES-DEFAULT: :[[@LINE-3]]:24: warning: 'ctx_' keeps a per-request 'grpc::ServerContext' in 'EventStore', which outlives the request
};

//===-- IgnoredClasses ----------------------------------------------------===//

namespace app {
struct Plain {
  OtelContext ctx;
  // CHECK-MESSAGES-TOKENS: :[[@LINE-1]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'Plain'
  // CHECK-MESSAGES-WORDS: :[[@LINE-2]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'Plain'
  // CHECK-MESSAGES-DEFAULT: :[[@LINE-3]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'Plain'
};
} // namespace app

struct AnyHolderOfContexts {
  OtelContext ctx;
  // CHECK-MESSAGES-TOKENS: :[[@LINE-1]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'AnyHolderOfContexts'
  // CHECK-MESSAGES-WORDS: :[[@LINE-2]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'AnyHolderOfContexts'
  // CHECK-MESSAGES-DEFAULT: :[[@LINE-3]]:15: warning: 'ctx' keeps the 'opentelemetry::context::Context' of a request in 'AnyHolderOfContexts'
  static inline OtelContext Shared;
  // CHECK-MESSAGES-TOKENS: :[[@LINE-1]]:29: warning: 'Shared' keeps a per-request 'opentelemetry::context::Context' in static storage
  // CHECK-MESSAGES-WORDS: :[[@LINE-2]]:29: warning: 'Shared' keeps a per-request 'opentelemetry::context::Context' in static storage
  // CHECK-MESSAGES-DEFAULT: :[[@LINE-3]]:29: warning: 'Shared' keeps a per-request 'opentelemetry::context::Context' in static storage
};
