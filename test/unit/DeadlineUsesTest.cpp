//===- DeadlineUsesTest.cpp -----------------------------------------------===//

#include "analysis/DeadlineUses.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::DeadlineUse;

namespace {

// A call on what comes from a system header starts the operation.
const char *const Grpc = R"(
# 1 "grpc.h" 3
namespace grpc {
struct Status {};
struct ServerContext { bool IsCancelled() const; };
struct ClientContext { ClientContext(); ~ClientContext(); void set_deadline(int);
  void AddMetadata(int); void TryCancel(); };
}
struct Stub { grpc::Status Get(grpc::ClientContext *, int); };
# 1 "src/a.cpp"
using grpc::ClientContext;
void prepare(ClientContext &);
void greet(ClientContext &ctx) { ctx.AddMetadata(1); }
void limit(ClientContext &ctx) { ctx.set_deadline(1); }
void send(Stub &stub, ClientContext *ctx) { stub.Get(ctx, 1); }
void both(ClientContext &ctx) { greet(ctx); prepare(ctx); }
void again(ClientContext &ctx) { if (ready()) again(ctx); }
struct Hook { virtual void on(ClientContext &) {} void plain(ClientContext &) {} };
struct Timed : ClientContext { Timed(); };
)";

/// What each mention of `object` in a function with the statements \p Code
/// means.
std::string uses(const std::string &Code) {
  test::Analysed U(Grpc + ("void f(Stub &stub, Hook *hook) {" + Code + "}"));
  const FunctionDecl *F = U.function("f");
  analysis::FunctionView View(F, U.parents(F), U.roles());
  analysis::SingleUse Starts(U.roles(), U.parentsOf());
  analysis::DeadlineUses Uses(U.roles(), Starts, U.parentsOf());
  auto Frames = analysis::framesOf(F);
  auto Started = Starts.startsIn(Frames.front(), U.parents(F));
  static const char *const Words[] = {"none", "start", "fresh", "sets",
                                      "escapes"};
  std::string Out;
  for (const DeclRefExpr *R : View.references(U.named<VarDecl>("object")))
    Out += (Out.empty() ? "" : " ") +
           std::string(Words[int(Uses.at(R, View, Started).What)]);
  return Out;
}

TEST(DeadlineUses, WhatTheLibraryDoes) {
  EXPECT_EQ(uses("ClientContext object; object.AddMetadata(1); "
                 "object.set_deadline(2); "
                 "stub.Get(&object, 3);"),
            "none sets start");
  EXPECT_EQ(
      uses("auto object = std::make_unique<ClientContext>(); "
           "object->set_deadline(1); object = "
           "std::make_unique<ClientContext>(); stub.Get(object.get(), 1);"),
      "sets fresh start");
}

TEST(DeadlineUses, CalleesInReach) {
  EXPECT_EQ(uses("ClientContext object; greet(object); send(stub, &object); "
                 "again(object);"),
            "none start escapes");
  EXPECT_EQ(uses("ClientContext object; limit(object); both(object);"),
            "escapes escapes");
}

TEST(DeadlineUses, WhatIsNotSeen) {
  EXPECT_EQ(
      uses(
          "ClientContext object; prepare(object); ClientContext *p = &object;"),
      "escapes escapes");
  EXPECT_EQ(
      uses("ClientContext object; hook->on(object); hook->Hook::on(object); "
           "hook->plain(object);"),
      "escapes none none");
}

TEST(DeadlineUses, ObjectsWithoutOne) {
  test::Analysed U(Grpc + std::string("void f() { ClientContext plain; Timed "
                                      "timed; auto *made = new ClientContext; "
                                      "auto *other = new Timed; auto owned = "
                                      "std::make_unique<Timed>(); }"));
  auto Makes = [&](llvm::StringRef Name) {
    return analysis::makesWithoutDeadline(U.named<VarDecl>(Name)->getInit(),
                                          U.roles());
  };
  EXPECT_TRUE(Makes("plain"));
  EXPECT_FALSE(Makes("timed"));
  EXPECT_TRUE(Makes("made"));
  EXPECT_FALSE(Makes("other"));
  EXPECT_FALSE(Makes("owned"));
}

/// True if the function `make`, which \p Code declares, returns an object that
/// has no deadline.
bool makesPlain(const std::string &Code) {
  test::Analysed U(Grpc + Code + "\nvoid f() { auto object = make(ready()); }");
  analysis::SingleUse Starts(U.roles(), U.parentsOf());
  analysis::DeadlineUses Uses(U.roles(), Starts, U.parentsOf());
  return Uses.returnsWithoutDeadline(U.named<VarDecl>("object")->getInit());
}

TEST(DeadlineUses, WhatHelpersMake) {
  EXPECT_TRUE(makesPlain("ClientContext *make(bool) { auto *own = new "
                         "ClientContext; greet(*own); return own; }"));
  EXPECT_TRUE(makesPlain("ClientContext *make(bool b) { if (b) return new "
                         "ClientContext; return new ClientContext(); }"));
  EXPECT_FALSE(makesPlain("ClientContext *make(bool);"));
  EXPECT_FALSE(makesPlain("ClientContext *make(bool b) { if (b) return "
                          "nullptr; return new ClientContext; }"));
  EXPECT_FALSE(makesPlain("ClientContext *make(bool) { auto *own = new "
                          "ClientContext; limit(*own); return own; }"));
  EXPECT_FALSE(makesPlain("ClientContext *make(bool) { auto *own = new "
                          "ClientContext; prepare(*own); return own; }"));
  EXPECT_FALSE(makesPlain("ClientContext *make(bool) { static auto *own = new "
                          "ClientContext; return own; }"));
  EXPECT_FALSE(makesPlain("ClientContext *make(bool b) { return b ? make(b) : "
                          "new ClientContext; }"));
}

/// True if it is not up to the function with the statements \p Code whether
/// anybody is given `object`.
bool isOfOthers(const std::string &Code) {
  test::Analysed U(Grpc +
                   ("void f(Stub &stub, Hook *hook, std::vector<Hook *> &all, "
                    "bool urgent) { ClientContext object;" +
                    Code + "}"));
  const FunctionDecl *F = U.function("f");
  analysis::FunctionView View(F, U.parents(F), U.roles());
  auto Refs = View.references(U.named<VarDecl>("object"));
  return !analysis::presence(Refs.front(), View).empty();
}

TEST(DeadlineUses, WhoNeedNotBeThere) {
  EXPECT_TRUE(isOfOthers("if (hook) hook->on(object);"));
  EXPECT_TRUE(isOfOthers("hook && urgent ? hook->on(object) : void();"));
  EXPECT_TRUE(isOfOthers("for (Hook *one : all) one->on(object);"));
  EXPECT_TRUE(isOfOthers("for (int i = 0; i < 3; ++i) all[i]->on(object);"));
  EXPECT_TRUE(isOfOthers("while (ready()) { Hook *h = hook; h->on(object); }"));
  EXPECT_FALSE(isOfOthers("hook->on(object);"));
  EXPECT_FALSE(isOfOthers("if (urgent) hook->on(object);"));
  EXPECT_FALSE(
      isOfOthers("for (Hook *one : all) { use(one); prepare(object); }"));
}

} // namespace
