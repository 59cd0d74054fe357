// Every check over the ice vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <Ice/Ice.h>
#include <string>

void use(const std::string &);
extern const std::string kUser;

// CHECK-FIXES: constexpr char kUserKey[] = "user";
class GreeterI : public Ice::Object {
public:
  void greet(const Ice::Current &current) {
    auto known = current.ctx.find("user");
// CHECK-MESSAGES: :[[@LINE-1]]:35: warning: value read under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
// CHECK-FIXES: auto known = current.ctx.find(kUserKey);
    if (known != current.ctx.end())
      use(known->second);
// CHECK-MESSAGES: :[[@LINE-1]]:18: warning: a value from the context is given to 'use'; make it a parameter, which callers can see [ctx-value-drives-logic]
    auto named = current.ctx.find(kUser);
    if (named != current.ctx.end())
      use(named->second);
// CHECK-MESSAGES: :[[@LINE-1]]:18: warning: a value from the context is given to 'use'; make it a parameter, which callers can see [ctx-value-drives-logic]
  }
  void bad_keep(const Ice::Current &current) { last_ = &current; }

private:
  const Ice::Current *last_ = nullptr;
// CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'last_' keeps a per-request 'Ice::Current' in 'GreeterI', which outlives the request; pass it as a parameter [ctx-stored-context]
};

void bad_key() {
  Ice::Context context;
  context["user"] = "me";
// CHECK-MESSAGES: :[[@LINE-1]]:11: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
// CHECK-FIXES: context[kUserKey] = "me";
}
void ok_key() {
  Ice::Context context;
  context[kUser] = "me";
}
int ok_main(Ice::Communicator &communicator) {
  communicator.waitForShutdown();
  communicator.destroy();
  return 0;
}
