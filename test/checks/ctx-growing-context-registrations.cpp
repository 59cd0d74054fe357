// RUN: %check %s ctx-growing-context %t -std=c++20
#include <algorithm>
#include <functional>
#include <list>
#include <memory>
#include <pplx/pplxtasks.h>
#include <stop_token>
#include <vector>

using Callback = std::stop_callback<std::function<void()>>;

bool more();
void step();
void run(const pplx::cancellation_token &);
struct Connection {
  void close();
  pplx::cancellation_token token();
};
Connection *accept();

//===-- registrations that pile up ----------------------------------------===//

void bad_kept(std::stop_token st, std::list<Callback> &callbacks) {
  while (Connection *c = accept())
    callbacks.emplace_back(st, [c] { c->close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: each iteration of this 'while' loop keeps another registration in 'callbacks', and none is taken back; register once before the loop, or let the registration end with the iteration [ctx-growing-context]
}

void bad_kept_behind_pointers(std::stop_token st) {
  std::vector<std::unique_ptr<Callback>> callbacks;
  for (;;) {
    Connection *c = accept();
    callbacks.push_back(std::make_unique<Callback>(st, [c] { c->close(); }));
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: each iteration of this 'for' loop keeps another registration in 'callbacks', and none is taken back; register once before the loop, or let the registration end with the iteration [ctx-growing-context]
  }
}

void bad_leaked(std::stop_token st) {
  while (Connection *c = accept())
    new Callback(st, [c] { c->close(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: each iteration of this 'while' loop registers another callback on 'st', and none is taken back; register once before the loop, or deregister at the end of the iteration [ctx-growing-context]
}

// Who keeps it may take it back.
void keep(Callback *);
void ok_kept_by_others(std::stop_token st) {
  while (Connection *c = accept()) {
    keep(new Callback(st, [c] { c->close(); }));
    auto *own = new Callback(st, [c] { c->close(); });
    keep(own);
  }
}

void bad_linked(pplx::cancellation_token token) {
  while (more()) {
    auto own = pplx::cancellation_token_source::create_linked_source(token);
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: each iteration of this 'while' loop links another source to 'token', and nothing takes the link back; link one before the loop, or derive from what ends with the iteration [ctx-growing-context]
    run(own.get_token());
    own.cancel();
  }
}

void bad_registered(pplx::cancellation_token token) {
  while (more()) {
    token.register_callback([] { step(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: each iteration of this 'while' loop registers another callback on 'token', and none is taken back; register once before the loop, or deregister at the end of the iteration [ctx-growing-context]
    step();
  }
}

// Nothing but the end of the object takes them back.
class BadServer {
public:
  ~BadServer() { callbacks_.clear(); }
  void serve(std::stop_token st) {
    callbacks_.clear();
    while (Connection *c = accept())
      callbacks_.emplace_back(st, [c] { c->close(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: each iteration of this 'while' loop keeps another registration in 'callbacks_', and none is taken back; register once before the loop, or let the registration end with the iteration [ctx-growing-context]
  }
  size_t count() const { return callbacks_.size(); }

private:
  std::list<Callback> callbacks_;
};

//===-- silent ------------------------------------------------------------===//

void ok_local(std::stop_token st) {
  while (Connection *c = accept()) {
    std::stop_callback close(st, [c] { c->close(); });
    step();
  }
}

// One for each of what there is.
void ok_for_each(std::stop_token st, std::list<Callback> &callbacks,
                 const std::vector<Connection *> &all) {
  for (Connection *c : all)
    callbacks.emplace_back(st, [c] { c->close(); });
}
void ok_counted(std::stop_token st, std::list<Callback> &callbacks, int n) {
  for (int i = 0; i < n; ++i)
    callbacks.emplace_back(st, [] { step(); });
}

// Taken back.
void ok_cleared(std::stop_token st, std::list<Callback> &callbacks) {
  while (Connection *c = accept()) {
    callbacks.clear();
    callbacks.emplace_back(st, [c] { c->close(); });
  }
}
void reap(std::list<Callback> &);
void ok_reaped(std::stop_token st, std::list<Callback> &callbacks) {
  while (Connection *c = accept()) {
    callbacks.emplace_back(st, [c] { c->close(); });
    reap(callbacks);
  }
}
void ok_deregistered(pplx::cancellation_token token) {
  while (more()) {
    auto handle = token.register_callback([] { step(); });
    step();
    token.deregister_callback(handle);
  }
}

// Taken back by others of the class.
class OkServer {
public:
  void serve(std::stop_token st) {
    while (Connection *c = accept())
      ok_callbacks_.emplace_back(st, [c] { c->close(); });
  }
  void reset() { ok_callbacks_.clear(); }

private:
  std::list<Callback> ok_callbacks_;
};
class OkReaped {
public:
  void serve(std::stop_token st) {
    for (;;) {
      Connection *c = accept();
      callbacks_.push_back(std::make_unique<Callback>(st, [c] { c->close(); }));
      reap();
    }
  }

private:
  void reap(); // below
  std::vector<std::unique_ptr<Callback>> callbacks_;
};
void OkReaped::reap() {
  if (callbacks_.size() > 100)
    std::erase_if(callbacks_, [](const auto &one) { return !one; });
}
class OkOutOfReach {
public:
  void serve(std::stop_token st) {
    while (Connection *c = accept())
      callbacks_.emplace_back(st, [c] { c->close(); });
  }
  void onClosed(Connection *c); // in another file

private:
  std::list<Callback> callbacks_;
};
struct OkFriend {
  void serve(std::stop_token st) {
    while (Connection *c = accept())
      callbacks_.emplace_back(st, [c] { c->close(); });
  }
  friend void drop(OkFriend &server) { server.callbacks_.pop_front(); }

private:
  std::list<Callback> callbacks_;
};

// A container, or a token, of this iteration alone.
void ok_own_container(std::stop_token st) {
  while (Connection *c = accept()) {
    std::list<Callback> callbacks;
    callbacks.emplace_back(st, [c] { c->close(); });
  }
}
void ok_own_token() {
  while (Connection *c = accept()) {
    auto token = c->token();
    auto own = pplx::cancellation_token_source::create_linked_source(token);
    run(own.get_token());
    own.cancel();
  }
}

// Left right after it.
void ok_left(pplx::cancellation_token token) {
  while (more()) {
    auto own = pplx::cancellation_token_source::create_linked_source(token);
    run(own.get_token());
    own.cancel();
    return;
  }
}
// Three, and no more.
void ok_bounded(pplx::cancellation_token token) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    auto own = pplx::cancellation_token_source::create_linked_source(token);
    run(own.get_token());
    own.cancel();
  }
}
