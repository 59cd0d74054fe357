// RUN: %check %s ctx-stored-context %t -std=c++20
// Variables with static storage.
#include <grpcpp/grpcpp.h>
#include <map>
#include <memory>
#include <vector>

#include "opentelemetry/context/runtime_context.h"

namespace otel = opentelemetry::context;

void use(const otel::Context &C);

//===-- Per-request contexts ----------------------------------------------===//

grpc::ServerContext *BadGlobal = nullptr;
// CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'BadGlobal' keeps a per-request 'grpc::ServerContext' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]
// CHECK-MESSAGES: :[[@LINE+1]]:59: note: stored here by 'enter', and kept after that call
void enter(grpc::ServerContext *context) { BadGlobal    = context; }

static std::map<int, grpc::ServerContext *> BadById;
// CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'BadById' keeps a per-request 'grpc::ServerContext' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]

struct BadMembers {
  static grpc::ServerContext *Current;
  static inline std::vector<grpc::ServerContext *> All;
  // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'All' keeps a per-request 'grpc::ServerContext' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]
};
grpc::ServerContext *BadMembers::Current = nullptr;
// CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'Current' keeps a per-request 'grpc::ServerContext' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]

void badLocalStatic(grpc::ServerContext *context) {
  static grpc::ServerContext *First = context;
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'First' keeps a per-request 'grpc::ServerContext' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]
  (void)First;
}

//===-- Contexts ----------------------------------------------------------===//

otel::Context BadShared;
// CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'BadShared' keeps a per-request 'opentelemetry::context::Context' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]

namespace {
otel::Context BadHidden;
// CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'BadHidden' keeps a per-request 'opentelemetry::context::Context' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]
std::unique_ptr<otel::Context> BadPointer;
// CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'BadPointer' keeps a per-request 'opentelemetry::context::Context' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]
} // namespace
void remember(const otel::Context &C) {
  BadHidden = C;
  BadPointer.reset(new otel::Context(C));
}

void badFirstRequest(const otel::Context &C) {
  static const otel::Context First = C;
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'First' keeps a per-request 'opentelemetry::context::Context' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]
  static otel::Context Current = otel::RuntimeContext::GetCurrent();
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'Current' keeps a per-request 'opentelemetry::context::Context' in static storage, which outlives every request; pass it as a parameter [ctx-stored-context]
  use(First);
}

//===-- Right -------------------------------------------------------------===//

// A root with a name.
const otel::Context OkRoot;
static otel::Context OkHiddenRoot;
static otel::Context OkBase = otel::Context{"service.name", true};
const otel::Context &okRoot() {
  static otel::Context Root;
  return Root;
}

// Ambient storage belongs to its thread.
thread_local otel::Context OkAmbient;
thread_local grpc::ServerContext *OkCurrent = nullptr;
struct OkStorage {
  static thread_local std::vector<otel::Context> Stack;
};
thread_local std::vector<otel::Context> OkStorage::Stack;
void okEnter(grpc::ServerContext *context, const otel::Context &C) {
  OkCurrent = context;
  OkAmbient = C;
  OkStorage::Stack.push_back(C);
  thread_local otel::Context Last;
  Last = C;
}

// Its owner, and what only points at it weakly.
static std::unique_ptr<grpc::ServerContext> OkOwned;
static std::weak_ptr<otel::Context> OkWeak;

// Somebody else's variable: reported where it is defined.
extern otel::Context OkDeclaredOnly;

// The program's own context, set up by main.
namespace {
otel::Context OkProgram;
}
int main() {
  otel::Context C{"program", true};
  OkProgram = C;
  use(OkProgram);
}
