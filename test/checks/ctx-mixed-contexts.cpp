// RUN: %check %s ctx-mixed-contexts %t --model=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <asio.hpp>
#include <grpcpp/grpcpp.h>
#include <opentelemetry/context/context.h>
#include <stop_token>

bool step();
bool stepWith(std::stop_token st);
void both(grpc::ServerContext *sc, std::stop_token st);

void bad_only_one(grpc::ServerContext *sc, std::stop_token st) {
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'bad_only_one' takes two kinds of context, 'sc' and 'st', and nothing links them, so work may go on although one of them says stop; take one, or link them [ctx-mixed-contexts]
  while (!st.stop_requested() && step())
    sc->AddTrailingMetadata("step", "done");
}

void bad_neither(const acme::Context &ctx, std::stop_token st) {
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'bad_neither' takes two kinds of context, 'ctx' and 'st', {{.*}} [ctx-mixed-contexts]
  acme::Sleep(ctx, std::chrono::milliseconds(10));
  step();
}

void bad_forwards_one(grpc::ServerContext *sc, const acme::Context &ctx,
                      std::stop_token st) {
  // CHECK-MESSAGES: :[[@LINE-2]]:6: warning: 'bad_forwards_one' takes two kinds of context, 'sc' and 'ctx', {{.*}} [ctx-mixed-contexts]
  stepWith(st);
}

void bad_slot(asio::cancellation_slot slot, std::stop_token st) {
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'bad_slot' takes two kinds of context, 'slot' and 'st', {{.*}} [ctx-mixed-contexts]
  while (slot.is_connected() && !st.stop_requested())
    step();
}

// A handler for one, a look at the other.
void ok_slot(asio::cancellation_slot slot, std::stop_token st) {
  bool stopped = false;
  slot.assign([&stopped](asio::cancellation_type) { stopped = true; });
  while (!stopped && !st.stop_requested())
    step();
}

// The operation that it is bound to heeds it.
template <class Handler> void start(Handler handler);
void ok_slot_bound(asio::cancellation_slot slot, std::stop_token st) {
  start(asio::bind_cancellation_slot(slot, [] { step(); }));
  while (!st.stop_requested())
    step();
}
// Who gets it alone does not know of the other.
void stepWithSlot(asio::cancellation_slot slot);
void bad_slot_handed_on(asio::cancellation_slot slot, std::stop_token st) {
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'bad_slot_handed_on' takes two kinds of context, 'slot' and 'st', {{.*}} [ctx-mixed-contexts]
  stepWithSlot(slot);
  while (!st.stop_requested())
    step();
}
// The end that asks is none that listens.
void ok_signal(asio::cancellation_signal &signal, std::stop_token st) {
  while (!st.stop_requested())
    step();
  signal.emit(asio::cancellation_type::all);
}

// Each is asked.
void ok_polls_both(grpc::ServerContext *sc, std::stop_token st) {
  while (!st.stop_requested() && !sc->IsCancelled())
    step();
}

// A request on one is handed on to the other.
void ok_linked_by_callback(grpc::ServerContext *sc, std::stop_token st) {
  std::stop_callback link(st, [sc] { sc->TryCancel(); });
  while (!sc->IsCancelled())
    step();
}

// The callee has both and decides.
void ok_hands_on_both(grpc::ServerContext *sc, std::stop_token st) {
  both(sc, st);
}

// Values travel beside a token without harm.
struct Both {
  const grpc::ServerContext *context;
  std::stop_token token;
  bool done() const;
};
void ok_made_of_both(grpc::ServerContext *sc, std::stop_token st) {
  Both both{sc, st};
  while (!both.done())
    step();
}

void ok_values(const opentelemetry::context::Context &ctx, std::stop_token st) {
  if (!st.stop_requested() && ctx.HasKey("user"))
    step();
}

void ok_two_of_a_kind(std::stop_token outer, std::stop_token inner) {
  stepWith(inner);
}

// A context of one operation is prepared for it, not a second way to stop.
void ok_prepares_a_call(grpc::ClientContext *call, std::stop_token st) {
  if (stepWith(st))
    call->AddMetadata("step", "done");
}
void ok_unnamed(grpc::ServerContext *, std::stop_token st) { stepWith(st); }

struct Base {
  virtual ~Base() = default;
  virtual void run(grpc::ServerContext *sc, std::stop_token st) = 0;
};
struct Imposed : Base {
  void run(grpc::ServerContext *sc, std::stop_token st) override {
    stepWith(st);
  }
};
