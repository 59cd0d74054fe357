// RUN: %check %s ctx-discarded-derive %t --models=%S/Inputs/discarded-derive.yaml
// What a model does not call must_use counts only if it cannot change anything.

namespace request {
class Token {};
class Context {
public:
  Context &WithUser(int id);  // changes it
  Context WithDeadline(int);  // may change it
  Context Child() const;      // cannot
};
Token merge(const Token &, const Token &);
} // namespace request

void use(const request::Context &);

void bad_child(request::Context ctx) {
  ctx.Child();
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'Child' leaves 'ctx' as it is and returns a new context, which is dropped; keep it and use it [ctx-discarded-derive]
  use(ctx);
}
// CHECK-FIXES: ctx = ctx.Child();

void bad_merge(const request::Token &a, const request::Token &b) {
  request::merge(a, b);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the token that 'merge' makes is dropped, so nothing is derived; keep it and use it [ctx-discarded-derive]
}

void ok_mutates_and_returns(request::Context &ctx) {
  ctx.WithUser(7);
  ctx.WithUser(7).WithUser(8);
  ctx.WithDeadline(5);
  use(ctx);
}
