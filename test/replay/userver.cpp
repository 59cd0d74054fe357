// Every check over the userver vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <userver/all.hpp>
#include <userver/coro_unwinder.hpp>
#include <exception>
#include <optional>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace userver;
namespace rq = server::request;

struct Client {
  std::string load(const std::string &path);
  void flush();
  int step();
};
void logError(const std::string &);
void use(const std::string &);
extern const std::string kUserKey;

//===-- started work -------------------------------------------------------===//

class Cache {
public:
  void bad_endless() {
    task_ = utils::Async("cache", [this] {
// CHECK-MESSAGES: :[[@LINE-1]]:13: warning: this work loops for ever and nobody can stop it, so waiting for 'task_' never ends; have it poll a token or a flag [ctx-unstoppable-task]
      for (;;) {
        client_.flush();
        engine::InterruptibleSleepFor(1s);
      }
    });
  }
  void ok_polls() {
    task_ = utils::Async("cache", [this] {
      while (!engine::current_task::ShouldCancel()) {
        client_.flush();
        engine::InterruptibleSleepFor(1s);
      }
    });
  }
  void ok_cancellation_point() {
    task_ = utils::CriticalAsync("cache", [this] {
      for (;;) {
        engine::current_task::CancellationPoint();
        client_.flush();
      }
    });
  }
  void ok_deadline_of_a_step() {
    task_ = utils::Async("cache", [this] {
      engine::current_task::SetDeadline(engine::Deadline::FromDuration(1s));
      client_.flush();
    });
  }
  ~Cache() { task_.SyncCancel(); }

private:
  Client client_;
  engine::TaskWithResult<void> task_;
};

void ok_kept(Client &client) {
  auto task = utils::Async("flush", [&] { client.flush(); });
  task.Get();
}
void ok_detached(Client client) {
  utils::Async("flush", [client]() mutable { client.flush(); }).Detach();
}

//===-- joins --------------------------------------------------------------===//

class Pump {
public:
  void start() {
    task_ = utils::Async("pump", [this] {
      while (!engine::current_task::ShouldCancel())
        client_.step();
    });
  }
  void ok_stop() {
    task_.RequestCancel();
    task_.Wait();
  }
  void ok_sync() { task_.SyncCancel(); }

private:
  Client client_;
  engine::TaskWithResult<void> task_;
};

//===-- requests -----------------------------------------------------------===//

// CHECK-FIXES: constexpr char kUserKey2[] = "user";
class Handler final : public server::handlers::HttpHandlerBase {
public:
  std::string HandleRequestThrow(const server::http::HttpRequest &request, rq::RequestContext &context) const override {
    context.SetData("user", 7);
// CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
// CHECK-FIXES: context.SetData(kUserKey2, 7);
    context.SetData(kUserKey, 7);
    std::string user = context.GetData<std::string>(kUserKey);
    storage_.AsyncDetach("late", [user] { use(user); });
    auto task = utils::Async("part", [&context] { use(context.GetData<std::string>(kUserKey)); });
// CHECK-MESSAGES: :[[@LINE-1]]:63: warning: a value from the context is given to 'use'; make it a parameter, which callers can see [ctx-value-drives-logic]
    task.Get();
    return user;
  }

private:
  mutable concurrent::BackgroundTaskStorage storage_;
};

class Registry {
public:
  void bad_keep(rq::RequestContext &context) { last_ = &context; }

private:
  rq::RequestContext *last_ = nullptr;
// CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'last_' keeps a per-request 'userver::server::request::RequestContext' in 'Registry', which outlives the request; pass it as a parameter [ctx-stored-context]
};
struct ok_RequestView {
  rq::RequestContext &context;
};

//===-- shields ------------------------------------------------------------===//

void bad_shield(Client &client) {
  engine::TaskCancellationBlocker blocker;
// CHECK-MESSAGES: :[[@LINE-1]]:35: warning: shield 'blocker' covers 'step', which is not clean-up and which no stop request reaches; shield only what has to be finished [ctx-wide-shield]
  while (client.step())
    client.load("page");
}
void ok_shield(Client &client, engine::TaskWithResult<void> &part) {
  client.step();
  engine::TaskCancellationBlocker blocker;
  part.Get();
  client.flush();
}
void bad_shield_dropped(Client &client) {
  engine::TaskCancellationBlocker();
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'userver::engine::TaskCancellationBlocker' is destroyed at the end of this statement, so it shields nothing; keep it in a variable [ctx-discarded-scope]
// CHECK-FIXES: auto shield = engine::TaskCancellationBlocker();
  client.flush();
}
void bad_deadline_dropped(Client &client) {
  rq::DeadlinePropagationBlocker();
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the temporary 'userver::server::request::DeadlinePropagationBlocker' is destroyed at the end of this statement, so nothing runs inside of its scope; keep it in a variable [ctx-discarded-scope]
// CHECK-FIXES: auto scope = rq::DeadlinePropagationBlocker();
  client.flush();
}
std::string ok_deadline_blocked(Client &client, engine::TaskWithResult<void> &part) {
  rq::DeadlinePropagationBlocker blocker;
  part.Get();
  return client.load("audit");
}

//===-- errors -------------------------------------------------------------===//

void bad_catch_all(Client &client) {
  while (client.step()) {
    try {
      engine::current_task::CancellationPoint();
      client.flush();
    } catch (...) {
// CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'userver::engine::impl::CoroUnwinder', which is undefined behaviour; rethrow it [ctx-swallowed-cancel]
// CHECK-FIXES: } catch (const userver::engine::impl::CoroUnwinder &) { throw; } catch (...) {
      logError("flush");
    }
  }
}
void bad_keeps_interruption(std::vector<engine::TaskWithResult<int>> &parts, Client &client) {
  for (;;) {
    try {
      parts.back().Get();
    } catch (const std::exception &e) {
// CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'userver::engine::WaitInterruptedException', and the 'for' loop goes on although it was asked to stop; rethrow it in a handler before this one [ctx-swallowed-cancel]
// CHECK-FIXES: } catch (const userver::engine::WaitInterruptedException &) { throw; } catch (const std::exception &e) {
      logError(e.what());
    }
    client.flush();
  }
}
int bad_retry(engine::Future<int> &answer, Client &client) {
  for (int attempt = 0; attempt != 3; ++attempt) {
    try {
      return answer.get();
    } catch (const std::exception &e) {
// CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the 'for' loop tries again after any exception, also after 'userver::engine::WaitInterruptedException', which means cancelled; rethrow it in a handler before this one [ctx-retried-cancel]
// CHECK-FIXES: } catch (const userver::engine::WaitInterruptedException &) { throw; } catch (const std::exception &e) {
      logError(e.what());
    }
  }
  return 0;
}
void ok_rethrows(std::vector<engine::TaskWithResult<int>> &parts) {
  for (auto &part : parts) {
    try {
      part.Get();
    } catch (const engine::WaitInterruptedException &) {
      throw;
    } catch (const std::exception &e) {
      logError(e.what());
    }
  }
}
void ok_looks(std::vector<engine::TaskWithResult<int>> &parts) {
  for (auto &part : parts) {
    try {
      part.Get();
    } catch (const std::exception &e) {
      if (engine::current_task::ShouldCancel())
        throw;
      logError(e.what());
    }
  }
}
void ok_part_was_cancelled(engine::TaskWithResult<int> &part) {
  try {
    part.Get();
  } catch (const engine::TaskCancelledException &) {
    logError("nobody wanted it any more");
  }
}

//===-- polls --------------------------------------------------------------===//

void bad_poll(Client &client) {
  while (client.step()) {
    if (engine::current_task::ShouldCancel())
      logError("cancelled");
    client.load("page");
  }
}
void ok_poll(Client &client) {
  while (client.step()) {
    if (engine::current_task::ShouldCancel())
      break;
    client.load("page");
  }
}
