//===- LocksTest.cpp ------------------------------------------------------===//

#include "analysis/Locks.h"
#include "model/VocabularyReader.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace ctx::analysis;
using ctx::model::RoleIndex;
using ctx::model::VocabularySet;

namespace {

const char *const Prelude = R"(
namespace std {
struct mutex { void lock(); bool try_lock(); void unlock(); };
struct recursive_mutex { void lock(); void unlock(); };
struct shared_mutex { void lock(); void unlock(); void lock_shared(); void unlock_shared(); };
struct defer_lock_t {}; struct try_to_lock_t {}; struct adopt_lock_t {};
inline constexpr defer_lock_t defer_lock; inline constexpr try_to_lock_t try_to_lock;
inline constexpr adopt_lock_t adopt_lock;
template <class M> struct lock_guard {
  explicit lock_guard(M &m); lock_guard(M &m, adopt_lock_t); ~lock_guard();
  lock_guard(const lock_guard &) = delete; };
template <class M> struct unique_lock {
  unique_lock(); explicit unique_lock(M &m); unique_lock(M &m, defer_lock_t);
  unique_lock(M &m, try_to_lock_t); unique_lock(unique_lock &&); ~unique_lock();
  void lock(); void unlock(); bool try_lock(); bool owns_lock() const;
  M *release(); explicit operator bool() const; };
template <class M> struct shared_lock {
  explicit shared_lock(M &m); ~shared_lock(); void lock(); void unlock(); };
template <class... M> struct scoped_lock { explicit scoped_lock(M &...m); ~scoped_lock(); };
template <class A, class B> void lock(A &, B &);
template <class T> T &&move(T &);
struct condition_variable { void wait(unique_lock<mutex> &); void notify_all(); };
template <class T> struct shared_ptr { T *operator->() const; T &operator*() const; T *get() const; };
}
namespace absl {
struct __attribute__((capability("mutex"))) Mutex { void Lock(); void Unlock(); };
struct MutexLock { explicit MutexLock(Mutex *m); ~MutexLock(); };
}
struct Spin { void lock(); void unlock(); };
struct Wrapped { std::mutex m_; void lock() { m_.lock(); } void unlock() { m_.unlock(); } };
struct Opaque { void lock(); void unlock(); };
struct UnlockGuard { explicit UnlockGuard(std::unique_lock<std::mutex> &); ~UnlockGuard(); };
struct State { std::mutex m; };
extern "C" { struct pthread_mutex_t {}; int pthread_mutex_lock(pthread_mutex_t *);
int pthread_mutex_unlock(pthread_mutex_t *); }
bool c(); void at(); void fix(std::unique_lock<std::mutex> &); void use(int);
extern std::mutex global;
)";

/// A function `f` of a class `S`, and the call of at() in it.
class Unit {
public:
  explicit Unit(const std::string &Body, const std::string &Members = "",
                const std::string &Attributes = "") {
    Ast = tooling::buildASTFromCodeWithArgs(
        Prelude +
            std::string("struct S { std::mutex m_, n_; std::recursive_mutex r_;"
                        " std::shared_mutex s_; absl::Mutex a_; "
                        "std::condition_variable cv_;"
                        " std::shared_ptr<State> state_; Wrapped w_; "
                        "pthread_mutex_t p_;"
                        " S *shared_from_this(); ") +
            Members + " void f(std::mutex &param) " + Attributes + " {" + Body +
            "} };",
        {"-std=c++20", "-fcxx-exceptions", "-Wno-everything"}, "a.cpp");
    EXPECT_FALSE(Ast->getDiagnostics().hasErrorOccurred()) << Body;
    F = match(functionDecl(hasName("f")).bind("f"), Ast->getASTContext())
            .front()
            .getNodeAs<FunctionDecl>("f");
    CFG::BuildOptions Options;
    Options.setAllAlwaysAdd();
    Options.AddImplicitDtors = true;
    Options.AddTemporaryDtors = true;
    Options.AddInitializers = true;
    Options.PruneTriviallyFalseEdges = true;
    Graph = CFG::buildCFG(F, F->getBody(), &Ast->getASTContext(), Options);
    Roles = std::make_unique<RoleIndex>(std::make_shared<VocabularySet>(),
                                        Ast->getASTContext());
    Of = std::make_unique<Locks>(F, *Graph, *Roles);
  }

  const CallExpr *at() {
    return match(callExpr(callee(functionDecl(hasName("at")))).bind("c"),
                 Ast->getASTContext())
        .front()
        .getNodeAs<CallExpr>("c");
  }

  /// What is held at at(): "m_ n_?", a question mark for what is not sure.
  std::string held() {
    std::string Out;
    for (const auto &H : Of->heldAt(at()))
      Out += (Out.empty() ? "" : " ") + H.Take->Mutex.text() +
             (H.Take->Shared ? "(shared)" : "") + (H.Surely ? "" : "?");
    return Out;
  }

  /// Whether the mutex of the first take was ever held before at().
  char ever() {
    if (Of->takes().empty())
      return '-';
    LockAnswer A = Of->everHeldBefore(Of->takes().front().Mutex, at());
    EXPECT_EQ(A.Is == Ternary::No, A.Witness == nullptr);
    return "ny?"[unsigned(A.Is)];
  }

  std::string heldAtEndOf(llvm::StringRef Name) {
    const auto *V =
        match(varDecl(hasName(Name)).bind("v"), Ast->getASTContext())
            .front()
            .getNodeAs<VarDecl>("v");
    std::string Out;
    for (const auto &H : Of->heldAtEndOf(V))
      Out += (Out.empty() ? "" : " ") + H.Take->Mutex.text();
    return Out;
  }

  const Locks &locks() const { return *Of; }
  RoleIndex &roles() { return *Roles; }
  ASTContext &context() { return Ast->getASTContext(); }
  const FunctionDecl *function() { return F; }

private:
  std::unique_ptr<ASTUnit> Ast;
  const FunctionDecl *F = nullptr;
  std::unique_ptr<CFG> Graph;
  std::unique_ptr<RoleIndex> Roles;
  std::unique_ptr<Locks> Of;
};

std::string held(const std::string &Body, const std::string &Members = "",
                 const std::string &Attributes = "") {
  return Unit(Body, Members, Attributes).held();
}

char ever(const std::string &Body, const std::string &Members = "") {
  return Unit(Body, Members).ever();
}

TEST(Locks, LockObjectsHoldUntilTheirScopeEnds) {
  EXPECT_EQ(held("std::lock_guard g(m_); at();"), "m_");
  EXPECT_EQ(held("std::lock_guard<std::mutex> g{m_}; at();"), "m_");
  EXPECT_EQ(held("{ std::lock_guard g(m_); } at();"), "");
  EXPECT_EQ(held("at(); std::lock_guard g(m_);"), "");
  EXPECT_EQ(held("if (std::lock_guard g(m_); c()) at();"), "m_");
  EXPECT_EQ(held("if (std::lock_guard g(m_); c()) use(1); at();"), "");
  EXPECT_EQ(held("std::scoped_lock g(m_, n_); at();"), "m_ n_");
  EXPECT_EQ(held("auto g = std::unique_lock<std::mutex>(m_); at();"), "m_");
  EXPECT_EQ(held("std::shared_lock g(s_); at();"), "s_(shared)");
  EXPECT_EQ(held("absl::MutexLock g(&a_); at();"), "a_");
  EXPECT_EQ(held("std::lock_guard<std::mutex>{m_}; at();"), "");
  EXPECT_EQ(held("while (c()) { std::lock_guard g(m_); if (c()) continue; "
                 "use(1); } at();"),
            "");
}

TEST(Locks, UniqueLockCanBeGivenBackAndTakenAgain) {
  EXPECT_EQ(held("std::unique_lock l(m_); l.unlock(); at();"), "");
  EXPECT_EQ(held("std::unique_lock l(m_); l.unlock(); l.lock(); at();"), "m_");
  EXPECT_EQ(held("std::unique_lock l(m_, std::defer_lock); at();"), "");
  EXPECT_EQ(held("std::unique_lock l(m_, std::defer_lock); l.lock(); at();"),
            "m_");
  EXPECT_EQ(held("std::unique_lock l(m_, std::try_to_lock); at();"), "m_?");
  EXPECT_EQ(held("std::unique_lock l(m_); if (c()) l.unlock(); at();"), "m_?");
  EXPECT_EQ(held("std::unique_lock l(m_); if (c()) { l.unlock(); return; } "
                 "at();"),
            "m_");
  EXPECT_EQ(
      held("std::unique_lock l(m_, std::defer_lock), k(n_, std::defer_lock);"
           " std::lock(l, k); at();"),
      "m_ n_");
  EXPECT_EQ(
      held("{ std::unique_lock l(m_, std::defer_lock); l.lock(); } at();"), "");
}

TEST(Locks, WhoeverGetsTheLockObjectMayGiveItBack) {
  EXPECT_EQ(held("std::unique_lock l(m_); fix(l); at();"), "m_?");
  EXPECT_EQ(held("std::unique_lock l(m_); auto k = std::move(l); at();"),
            "m_?");
  EXPECT_EQ(held("std::unique_lock l(m_); UnlockGuard u(l); at();"), "m_?");
  EXPECT_EQ(held("std::unique_lock l(m_); l.release(); at();"), "m_?");
  EXPECT_EQ(held("std::unique_lock l(m_); auto k = [&l] {}; at();"), "m_?");
  EXPECT_EQ(held("std::unique_lock l(m_); cv_.wait(l); at();"), "m_");
  EXPECT_EQ(held("std::unique_lock l(m_); if (l) at();"), "m_");
  EXPECT_EQ(held("std::unique_lock l(m_); if (l.owns_lock()) at();"), "m_");
}

TEST(Locks, ByHand) {
  EXPECT_EQ(held("m_.lock(); at(); m_.unlock();"), "m_");
  EXPECT_EQ(held("m_.lock(); m_.unlock(); at();"), "");
  EXPECT_EQ(held("m_.lock(); std::lock_guard g(m_, std::adopt_lock); at();"),
            "m_ m_");
  EXPECT_EQ(
      held("{ m_.lock(); std::lock_guard g(m_, std::adopt_lock); } at();"), "");
  EXPECT_EQ(held("if (m_.try_lock()) at();"), "m_?");
  EXPECT_EQ(held("std::lock(m_, n_); at();"), "m_ n_");
  EXPECT_EQ(held("a_.Lock(); at();"), "a_");
  EXPECT_EQ(held("s_.lock_shared(); at();"), "s_(shared)");
  EXPECT_EQ(held("pthread_mutex_lock(&p_); at();"), "p_");
  EXPECT_EQ(held("pthread_mutex_lock(&p_); pthread_mutex_unlock(&p_); at();"),
            "");
  EXPECT_EQ(held("m_.lock(); n_.unlock(); at();"), "m_");
}

TEST(Locks, WhatCalleesDo) {
  EXPECT_EQ(held("take(); at();", "void take() { m_.lock(); }"), "m_?");
  EXPECT_EQ(held("g(); at();", "void g() { std::lock_guard l(m_); }"), "");
  EXPECT_EQ(held("m_.lock(); give(); at();", "void give() { m_.unlock(); }"),
            "m_?");
  EXPECT_EQ(ever("g(); at();", "void g() { std::lock_guard l(m_); }"), 'y');
  EXPECT_EQ(ever("h(); at();", "void g() { std::lock_guard l(m_); } void h() { "
                               "g(); }"),
            'y');
  EXPECT_EQ(ever("g(n_); at();",
                 "void g(std::mutex &x) { std::lock_guard l(x); "
                 "}"),
            'y');
  EXPECT_EQ(ever("g(); at();", "void g() { g(); }"), '-');
}

TEST(Locks, EverHeldBefore) {
  EXPECT_EQ(ever("std::lock_guard g(m_); at();"), 'y');
  EXPECT_EQ(ever("{ std::lock_guard g(m_); } at();"), 'y');
  EXPECT_EQ(ever("if (c()) { std::lock_guard g(m_); } at();"), '?');
  EXPECT_EQ(ever("if (c()) { std::lock_guard g(m_); } else { std::lock_guard "
                 "g(m_); } at();"),
            'y');
  EXPECT_EQ(ever("at(); std::lock_guard g(m_);"), 'n');
  EXPECT_EQ(ever("auto l = [this] { std::lock_guard g(m_); }; at();"), '-');
}

TEST(Locks, DeclaredToBeHeld) {
  EXPECT_EQ(held("at();", "", "__attribute__((exclusive_locks_required(a_)))"),
            "a_");
  EXPECT_EQ(held("a_.Unlock(); at();", "",
                 "__attribute__((exclusive_locks_required(a_)))"),
            "");
}

TEST(Locks, ExplicitThrowsReachHandlers) {
  EXPECT_EQ(held("std::unique_lock l(m_); try { l.unlock(); throw 1; } catch "
                 "(int) { at(); }"),
            "");
  EXPECT_EQ(held("std::unique_lock l(m_); try { throw 1; } catch (int) { at(); "
                 "}"),
            "m_");
}

TEST(Locks, AtTheEndOfALife) {
  EXPECT_EQ(Unit("std::lock_guard g(m_); std::lock_guard v(n_); at();")
                .heldAtEndOf("v"),
            "m_ n_");
  EXPECT_EQ(Unit("std::lock_guard v(n_); std::lock_guard g(m_); at();")
                .heldAtEndOf("v"),
            "n_");
}

TEST(Locks, TheSameMutexHasTheSamePath) {
  EXPECT_EQ(held("auto self = shared_from_this(); std::lock_guard g(self->m_); "
                 "at();"),
            "m_");
  EXPECT_EQ(held("auto &r = m_; std::lock_guard g(r); at();"), "m_");
  EXPECT_EQ(held("std::lock_guard g(param); at();"), "param");
  EXPECT_EQ(held("std::lock_guard g(state_->m); at();"), "state_.m");
  EXPECT_EQ(held("std::lock_guard g(mutex()); at();",
                 "std::mutex &mutex() { return m_; }"),
            "m_");
  EXPECT_EQ(held("std::lock_guard g(global); at();"), "global");
  Unit Two("S other; std::lock_guard g(m_), h(other.m_); at();");
  ASSERT_EQ(Two.locks().takes().size(), 2u);
  EXPECT_TRUE(Two.locks().takes()[0].Mutex != Two.locks().takes()[1].Mutex);
  EXPECT_EQ(Two.locks().takes()[0].Mutex.named(),
            Two.locks().takes()[1].Mutex.named());
  EXPECT_TRUE(Two.locks().takes()[0].Mutex.isOfThis());
  EXPECT_FALSE(Two.locks().takes()[1].Mutex.isOfThis());
}

TEST(Locks, LambdasNameTheirCaptures) {
  Unit U(
      "std::mutex m; auto l = [&] { std::lock_guard g(m); }; std::lock_guard "
      "h(m); at();");
  const auto *L = match(lambdaExpr().bind("l"), U.context())
                      .front()
                      .getNodeAs<LambdaExpr>("l");
  auto Taken = locksTakenIn(L->getBody(), U.roles());
  ASSERT_EQ(Taken.size(), 1u);
  EXPECT_EQ(U.locks().held(Taken.front().Mutex, U.at()).Is, Ternary::Yes);
}

TEST(Locks, WhatMayBeTakenTwice) {
  auto Kind = [](const std::string &Declaration) {
    Unit U("at();", Declaration + ";");
    const auto *V = match(fieldDecl(hasName("x")).bind("x"), U.context())
                        .front()
                        .getNodeAs<FieldDecl>("x");
    return std::string(isMutex(V->getType()) ? "mutex " : "no ") +
           "nr?"[unsigned(isRecursive(V->getType()))];
  };
  EXPECT_EQ(Kind("std::mutex x"), "mutex n");
  EXPECT_EQ(Kind("std::mutex &x"), "mutex n");
  EXPECT_EQ(Kind("std::recursive_mutex x"), "mutex r");
  EXPECT_EQ(Kind("absl::Mutex x"), "mutex n");
  EXPECT_EQ(Kind("Spin x"), "mutex n");
  EXPECT_EQ(Kind("Wrapped x"), "mutex n");
  EXPECT_EQ(Kind("Opaque x"), "mutex ?");
  EXPECT_EQ(Kind("std::unique_lock<std::mutex> x"), "no n");
  EXPECT_EQ(Kind("int x"), "no ?");
}

} // namespace
