// RUN: %check %s ctx-unstoppable-task %t --models=%S/../Inputs/acme/acme.yaml
// Pools and contexts of a vocabulary of one's own, and annotations.
#include <acme/context.h>
#include <grpcpp/grpcpp.h>
#include <thread>

bool step();
void beat();
void load(int);
void work(const acme::Context &);

void bad_submitted(acme::Pool &pool) {
  pool.Submit([] {
    for (;;)
      beat();
  });
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

void bad_unnamed_context(acme::Pool &pool, const acme::Context &ctx) {
  pool.Submit(ctx, [](const acme::Context &) {
    while (true)
      beat();
  });
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

void bad_without_context(acme::Pool &pool, const acme::Context &ctx) {
  pool.Submit([] {
    while (step())
      beat();
  });
  work(ctx);
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: this work loops without looking at 'ctx', so a stop request does not end it; pass 'ctx' to it and poll it in the loop [ctx-unstoppable-task]

class [[clang::annotate("ctx:role=token")]] Switch {
public:
  [[clang::annotate("ctx:role=poll")]] bool off() const;
};
void bad_without_switch(const Switch &power) {
  std::thread t([] {
    while (step())
      beat();
  });
  t.join();
}
// CHECK-MESSAGES: :[[@LINE-6]]:15: warning: this work loops without looking at 'power', so a stop request does not end it; pass 'power' to it and poll it in the loop [ctx-unstoppable-task]

void ok_polls(acme::Pool &pool, const acme::Context &ctx) {
  pool.Submit(ctx, [](const acme::Context &own) {
    while (!own.Done())
      beat();
  });
  pool.Submit([ctx] {
    while (!ctx.Done())
      beat();
  });
  pool.Submit([] { load(1); });
}
void ok_switch(const Switch &power) {
  std::thread t([&power] {
    while (!power.off())
      beat();
  });
  t.join();
}
// The context of the request ends with it; this goes on.
grpc::Status ok_per_request(grpc::ServerContext *context, int rounds) {
  std::thread([rounds] {
    for (int i = 0; i != rounds; ++i)
      load(i);
  }).detach();
  return grpc::Status::OK;
}
