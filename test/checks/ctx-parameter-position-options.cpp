// RUN: %check %s ctx-parameter-position %t -std=c++20 --no-fix
// RUN: %check %s ctx-parameter-position %t -std=c++20 --no-fix --prefix=ALLOWED "--option=AllowedBefore=^(struct )?Fixture$" "--option=AllowedBehind=Progress$"
#include <grpcpp/grpcpp.h>
#include <stop_token>

struct Fixture {
  int id;
};
struct Progress {
  int done;
};
bool step(int);

bool before_what_may_be_behind(int id, std::stop_token st, Progress progress) {
  // CHECK-MESSAGES: :[[@LINE-1]]:56: warning: 'before_what_may_be_behind' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  return !st.stop_requested() && step(id + progress.done);
}
bool behind_what_may_be_before(Fixture &f, grpc::ServerContext *context) {
  // CHECK-MESSAGES: :[[@LINE-1]]:65: warning: 'behind_what_may_be_before' takes 'context' behind other parameters; put it first, where everybody looks for it [ctx-parameter-position]
  return !context->IsCancelled() && step(f.id);
}
bool before_another(int id, std::stop_token st, int count) {
  // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'before_another' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  // CHECK-MESSAGES-ALLOWED: :[[@LINE-2]]:45: warning: 'before_another' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  return !st.stop_requested() && step(id + count);
}
