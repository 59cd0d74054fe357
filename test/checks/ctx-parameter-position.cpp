// RUN: %check %s ctx-parameter-position %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
// RUN: %check %s ctx-parameter-position %t -std=c++20 --prefix=FIRST --no-fix --models=%S/../Inputs/acme/acme.yaml "--option=Places=std=first;grpc=any" -- -DFIRST
#include <acme/context.h>
#include <any>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <chrono>
#include <mailer.grpc.pb.h>
#include <memory>
#include <source_location>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using Done = std::function<void(int)>;
struct Logger;
bool step(int);

#ifndef FIRST
//===-- tokens belong last ------------------------------------------------===//

static bool bad_first(std::stop_token st, int id, int count);
// CHECK-FIXES: static bool bad_first(int id, int count, std::stop_token st);
static bool bad_first(std::stop_token st, int id, int count) {
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'bad_first' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  return !st.stop_requested() && step(id + count);
}
// CHECK-FIXES: static bool bad_first(int id, int count, std::stop_token st) {

// A callback stays behind it.
static void bad_middle(int id, const std::stop_token &st, int count, Done done) {
  // CHECK-MESSAGES: :[[@LINE-1]]:55: warning: 'bad_middle' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  if (bad_first(st, id, count))
    done(id);
}
// CHECK-FIXES: static void bad_middle(int id, int count, const std::stop_token &st, Done done) {
// CHECK-FIXES: if (bad_first(id, count, st))

// Others may call it: no fix.
void bad_seen_by_all(std::stop_token st, int id) {
  // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'bad_seen_by_all' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  bad_middle(id, st, 1 + 2, [&st](int n) { bad_first(st, n, 0); });
}
// CHECK-FIXES: bad_middle(id, 1 + 2, st, [&st](int n) { bad_first(n, 0, st); });

class Reader {
public:
  explicit Reader(std::stop_token st, int id) : st_(st), id_(id) {}
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'Reader' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  bool all() { return read(st_, id_); }
  // CHECK-FIXES: bool all() { return read(id_, st_); }

private:
  bool read(std::stop_token st, int id) { return !st.stop_requested() && step(id); }
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'read' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  // CHECK-FIXES: bool read(int id, std::stop_token st) { return
  std::stop_token st_;
  int id_;
};

// Templates call these constructors with what they are given: no fix.
namespace {
struct Kept {
  Kept(std::stop_token st, int id) { bad_first(st, id, 0); }
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'Kept' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  // CHECK-FIXES: Kept(std::stop_token st, int id) { bad_first(id, 0, st); }
};
struct Queued {
  Queued(std::stop_token st, int id) { bad_first(st, id, 0); }
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: 'Queued' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  // CHECK-FIXES: Queued(std::stop_token st, int id) { bad_first(id, 0, st); }
};
struct Made {
  Made(std::stop_token st, int id) { bad_first(st, id, 0); }
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'Made' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  // CHECK-FIXES: Made(std::stop_token st, int id) { bad_first(id, 0, st); }
};
struct Counted {
  Counted(std::stop_token st, int id) { bad_first(st, id, 0); }
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'Counted' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  // CHECK-FIXES: Counted(int id, std::stop_token st) { bad_first(id, 0, st); }
};
template <class T, class First> T make(First first, int id) { return T(first, id); }
} // namespace
void makes(std::vector<Queued> &queue, std::vector<Counted> &counted,
           std::stop_token st) {
  auto kept = std::make_unique<Kept>(st, 1);
  queue.emplace_back(st, 1);
  make<Made>(st, 1);
  counted.push_back(Counted(st, static_cast<int>(counted.size())));
  // CHECK-FIXES: counted.push_back(Counted(static_cast<int>(counted.size()), st));
}

// A comment among them would be lost: no fix.
static bool bad_commented(std::stop_token st, /*count=*/int n) {
  // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: 'bad_commented' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  return !st.stop_requested() && step(n);
}
bool uses_commented(std::stop_token st) { return bad_commented(st, 1); }

//===-- contexts that belong first ----------------------------------------===//

static grpc::Status bad_behind(int id, grpc::ServerContext *context) {
  // CHECK-MESSAGES: :[[@LINE-1]]:61: warning: 'bad_behind' takes 'context' behind other parameters; put it first, where everybody looks for it [ctx-parameter-position]
  return context->IsCancelled() || !step(id) ? grpc::Status::CANCELLED
                                             : grpc::Status::OK;
}
// CHECK-FIXES: static grpc::Status bad_behind(grpc::ServerContext *context, int id) {
// A message without fields is no tag: generated stubs have the context first.
grpc::Status bad_behind_request(const mailer::Letter &letter, grpc::ClientContext *context, mailer::Receipt *receipt) {
  // CHECK-MESSAGES: :[[@LINE-1]]:84: warning: 'bad_behind_request' takes 'context' behind other parameters; put it first, where everybody looks for it [ctx-parameter-position]
  context->AddMetadata("user", "me");
  return grpc::Status::OK;
}
grpc::Status uses_behind(grpc::ServerContext *context, int id) {
  return bad_behind(id * 2, context);
}
// CHECK-FIXES: return bad_behind(context, id * 2);

#else
static bool bad_last(int id, std::stop_token st) {
  // CHECK-MESSAGES-FIRST: :[[@LINE-1]]:46: warning: 'bad_last' takes 'st' behind other parameters; put it first, where everybody looks for it [ctx-parameter-position]
  return !st.stop_requested() && step(id);
}
grpc::Status ok_any_place(int id, grpc::ServerContext *context) {
  return context->IsCancelled() ? grpc::Status::CANCELLED : grpc::Status::OK;
}
bool ok_uses(std::stop_token st, int id) { return bad_last(id, st); }
#endif

//===-- silent ------------------------------------------------------------===//

#ifndef FIRST
bool ok_last(int id, std::stop_token st) { return !st.stop_requested() && step(id); }
bool ok_alone(std::stop_token st) { return !st.stop_requested(); }

// What has to be behind it.
bool ok_defaults(int id, std::stop_token st, int retries = 3) {
  return !st.stop_requested() && step(id + retries);
}
template <class... Args> bool ok_pack(std::stop_token st, Args... args) {
  return !st.stop_requested() && (step(args) && ...);
}
template <class F> void ok_any_callable(std::stop_token st, F &&f) {
  if (!st.stop_requested())
    f();
}
void ok_callback(int id, std::stop_token st, Done done) {
  if (!st.stop_requested())
    done(id);
}
void ok_callback_and_data(std::stop_token st, void (*done)(void *), void *data) {
  if (!st.stop_requested())
    done(data);
}
#ifdef __cpp_lib_source_location // with clang 14 there is none
bool ok_call_place(int id, std::stop_token st, std::source_location) {
  return !st.stop_requested() && step(id);
}
#endif
// It says until when.
bool ok_deadline(int id, std::stop_token st, std::chrono::steady_clock::time_point deadline) {
  return !st.stop_requested() && step(id) && std::chrono::steady_clock::now() < deadline;
}
// A part of the object, and it may be missing.
struct Call {
  Call(int id, std::shared_ptr<grpc::ServerContext> context) : id(id), context(std::move(context)) {}
  int id;
  std::shared_ptr<grpc::ServerContext> context;
};
// Says which overload is meant.
struct AtOnce {};
bool ok_tag_behind(std::stop_token st, AtOnce) { return !st.stop_requested() && step(1); }
// What the call is asked of stands before what it is asked with.
grpc::Status ok_asked_of(mailer::Mailer::StubInterface *stub, grpc::ClientContext *context, const mailer::Letter &letter) {
  mailer::Receipt receipt;
  return stub->Send(context, letter, &receipt);
}
grpc::Status bad_behind_more(mailer::Mailer::StubInterface *stub, int id, grpc::ClientContext *context) {
  // CHECK-MESSAGES: :[[@LINE-1]]:96: warning: 'bad_behind_more' takes 'context' behind other parameters; put it first, where everybody looks for it [ctx-parameter-position]
  mailer::Letter letter;
  mailer::Receipt receipt;
  return step(id) ? stub->Send(context, letter, &receipt) : grpc::Status::OK;
}
void ok_output(std::stop_token st, int &found) {
  if (!st.stop_requested())
    found = step(1);
}

// To be filled, and how much of it.
#if defined(__cpp_lib_span)
void ok_span_to_fill(int id, std::stop_token st, std::span<char> out) {
  if (!st.stop_requested())
    out[0] = char(id);
}
bool bad_span_to_read(std::stop_token st, std::span<const char> in) {
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'bad_span_to_read' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  return !st.stop_requested() && step(in[0]);
}
#endif
void ok_buffer_to_fill(int id, std::stop_token st, char *buffer, size_t size) {
  if (size && !st.stop_requested())
    buffer[0] = char(id);
}
bool bad_buffer_to_read(std::stop_token st, const char *buffer, size_t size) {
  // CHECK-MESSAGES: :[[@LINE-1]]:41: warning: 'bad_buffer_to_read' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  return size && !st.stop_requested() && step(buffer[0]);
}
bool bad_behind_an_output(std::stop_token st, int *found, int id) {
  // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: 'bad_behind_an_output' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  return !st.stop_requested() && step(*found = id);
}
// How often it is called goes with the callback.
void ok_callback_and_interval(std::stop_token st, std::function<bool()> poll, std::chrono::milliseconds every) {
  while (!st.stop_requested() && poll())
    step(int(every.count()));
}
bool bad_interval(std::stop_token st, std::chrono::milliseconds every) {
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'bad_interval' takes 'st' before other parameters; put it last, where everybody looks for it [ctx-parameter-position]
  return !st.stop_requested() && step(int(every.count()));
}

// Several of a kind have an order of their own.
bool ok_several(std::stop_token own, int id, std::stop_token outer) {
  return !own.stop_requested() && !outer.stop_requested() && step(id);
}
bool ok_with_source(std::stop_token st, std::stop_source &src, int id) {
  return !st.stop_requested() && step(id) && src.request_stop();
}

// Others decide.
struct Job {
  virtual ~Job();
  virtual bool run(std::stop_token st, int id) { return !st.stop_requested() && step(id); }
};
struct Quick : Job {
  bool run(std::stop_token st, int id) override { return step(id) && !st.stop_requested(); }
};
struct Functor {
  bool operator()(std::stop_token st, int id) { return step(id) && !st.stop_requested(); }
};
bool ok_variadic(std::stop_token st, int id, ...) { return step(id) && !st.stop_requested(); }
#define OK_ENTRY(Name) bool Name(std::stop_token st, int id)
OK_ENTRY(ok_macro) { return step(id) && !st.stop_requested(); }

// A thread gives its own token first.
static void ok_entry(std::stop_token st, int id) {
  while (!st.stop_requested())
    step(id);
}
static bool ok_in_table(std::stop_token st, int id) { return step(id) && !st.stop_requested(); }
bool (*ok_table[])(std::stop_token, int) = {ok_in_table};
void starts() { std::jthread worker(ok_entry, 7); }

// A tag stands before what is first.
struct Tag {};
bool ok_tag(Tag, grpc::ServerContext *context, int id) {
  return !context->IsCancelled() && step(id);
}
// It fills what it is given.
void ok_fills(int seconds, grpc::ClientContext *context) {
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(seconds));
}
void ok_from_json(const std::string &json, acme::Context &ctx) {
  ctx = ctx.WithValue("json", json);
}
bool bad_reads(const std::string &json, const acme::Context &ctx) {
  // CHECK-MESSAGES: :[[@LINE-1]]:62: warning: 'bad_reads' takes 'ctx' behind other parameters; put it first, where everybody looks for it [ctx-parameter-position]
  return !ctx.Done() && step(int(json.size()));
}
template <class Any> bool ok_any_tag(Any, const acme::Context &ctx) {
  return !ctx.Done() && step(1);
}
bool ok_allocator(std::allocator_arg_t, const std::allocator<int> &, const acme::Context &ctx) {
  return !ctx.Done() && step(2);
}
// No place in its vocabulary: Any.
#endif
