// RUN: %check %s ctx-lost-cancel %t -std=c++20 --models=%S/Inputs/put-out.yaml
// The handle comes back through an argument.
#include <utility>
namespace put {
struct Context {
  bool done() const;
};
struct Canceler {
  void operator()() const;
};
void derive(const Context &parent, Context *child, Canceler *cancel);
bool tryDerive(const Context &parent, Context &child, Canceler &cancel);
} // namespace put
void search(const put::Context &);
bool ask(const put::Context &);
void keep(put::Canceler);

void bad_never(const put::Context &ctx) {
  put::Context child;
  put::Canceler cancel;
  put::derive(ctx, &child, &cancel);
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: {{.*}}'cancel'{{.*}} [ctx-lost-cancel]
  search(child);
}

bool bad_on_one_way(const put::Context &ctx) {
  put::Context child;
  put::Canceler cancel;
  if (!put::tryDerive(ctx, child, cancel))
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: {{.*}}'cancel'{{.*}} [ctx-lost-cancel]
    return false;
  if (ask(child))
    return true;
  cancel();
  return false;
}

void ok_called(const put::Context &ctx) {
  put::Context child;
  put::Canceler cancel;
  put::derive(ctx, &child, &cancel);
  search(child);
  cancel();
}

void ok_kept(const put::Context &ctx) {
  put::Context child;
  put::Canceler cancel;
  put::derive(ctx, &child, &cancel);
  search(child);
  keep(std::move(cancel));
}

// The caller has them.
void ok_passed_out(const put::Context &ctx, put::Context *child, put::Canceler *cancel) {
  put::derive(ctx, child, cancel);
}

struct Search {
  put::Context child;
  put::Canceler cancel;
  void ok_members(const put::Context &ctx) { put::derive(ctx, &child, &cancel); }
};
