//===- EarlyCancel.cpp - ctx-early-cancel ---------------------------------===//
//
// Work is handed over, and cancelled as soon as the scope is left.
//
// Positive when
//   - the token of a source made here goes to work that the function does not
//     wait for (queued, detached, kept in a member, returned), and the source
//     is triggered when the scope ends: by a guard, by its own destructor, or
//     by a request that every path makes;
//   - and nothing happens in between that the work could be meant for.
// Negative when
//   - something waits between the hand-over and the request, or after it;
//   - the function goes on working after the hand-over, if only on one way, or
//     in a loop: then the work is its helper, and cancelling it at the end is
//     the point;
//   - the request is made under a condition, or the guard can be dismissed;
//   - main, tests.
// Unknown when (silent)
//   - what runs the work is itself local, and may wait when it is destroyed.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/ExitTriggers.h"
#include "analysis/Exprs.h"
#include "analysis/LostPaths.h"
#include "analysis/Polls.h"
#include "analysis/Starts.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;
using model::RoleSet;
using model::TypeUse;

constexpr OptionInfo Options[] = {
    {"StartWords",
     "start;spawn;launch;submit;enqueue;post;schedule;defer;dispatch;async;"
     "push;emplace;add;run in background;detach;go",
     "words in the name of a function that say it starts work, or keeps it for "
     "later, with what it is given"},
};

constexpr CheckInfo Info = {
    "ctx-early-cancel",
    "work is cancelled when the scope that handed it over is left",
    "",
    "M07",
    Severity::Warning,
    FixKind::None,
    /*OnByDefault=*/true,
    "0.1",
    Options,
};

/// One source of a function and what becomes of it.
struct Subject {
  const LocalSource &Source;
  const Stmt *Body; ///< of the function or lambda it is in
  ObjectUses Uses;
  std::vector<HandOut> HandOuts;
};

class EarlyCancel : public Check {
public:
  EarlyCancel(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context), Words(list("StartWords")) {
    for (const std::string &W : Words)
      StartWords.push_back(W);
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override { Asks.reset(); }

private:
  void look(const LocalSource &Source, const FunctionView &View,
            const HandOutContext &Context);
  void lookAtOwnToken(const Subject &S, const FunctionView &View,
                      const HandOutContext &Context, const CFG &Graph);
  bool outlives(const HandOut &H, const Subject &S,
                const FunctionView &View) const;
  bool isGivenAway(const ValueDecl *Handle, const FunctionView &View) const;
  bool isBusy(const CFGElement &E, const Subject &S);
  bool isBusyCall(const CallExpr *C, const Subject &S);
  bool isWait(const CallExpr *C) const;
  bool isWait(const CFGElement &E, const Subject &S) const;
  bool worksBetween(PathSpot From, const CFG &Graph, const Paths &P,
                    const Subject &S,
                    llvm::function_ref<bool(const CFGElement &)> End);
  bool waitsWhenDestroyed(const VarDecl *V) const;
  void report(const HandOut &H, const Subject &S, const VarDecl *Guard,
              const Expr *Trigger);

  std::vector<std::string> Words;
  llvm::SmallVector<llvm::StringRef, 16> StartWords;
  std::optional<Polls> Asks;
};

bool contains(const Stmt *Root, const Stmt *Wanted) {
  bool Found = false;
  forEachStmt(Root, [&](const Stmt *S) {
    Found |= S == Wanted;
    return !Found;
  });
  return Found;
}

} // namespace

void EarlyCancel::checkFunction(const FunctionDecl *F) {
  std::vector<LocalSource> Sources =
      localSources(F, roles(), /*Cancelling=*/true);
  llvm::erase_if(Sources, [](const LocalSource &S) { return !S.Life; });
  if (Sources.empty() || isTestCode(F, roles()))
    return;
  if (!Asks)
    Asks.emplace(roles());
  FunctionView View(F, services().parents(F), roles());
  HandOutContext Context{roles(), StartWords,
                         [this](const FunctionDecl *G) -> const ParentMap & {
                           return services().parents(G);
                         }};
  for (const LocalSource &S : Sources)
    if (!S.Unit->isMain())
      look(S, View, Context);
}

//===----------------------------------------------------------------------===//
// Who lives longer
//===----------------------------------------------------------------------===//

/// True if the result of \p E, a handle, gives its work up at once.
static bool isDetachedAtOnce(const Expr *E, const FunctionView &View) {
  const Stmt *Child = nullptr;
  const auto *M = dyn_cast_or_null<MemberExpr>(View.userOf(E, Child));
  const auto *C =
      M ? dyn_cast_or_null<CXXMemberCallExpr>(View.parent(M)) : nullptr;
  return C && View.roles().op(C, Role::DetachTask);
}

/// True if nothing in the function waits for the local \p Handle: it is
/// detached, returned, moved away, or not mentioned.
bool EarlyCancel::isGivenAway(const ValueDecl *Handle,
                              const FunctionView &View) const {
  bool Away = false;
  for (const DeclRefExpr *R : View.references(Handle)) {
    const Stmt *Child = nullptr;
    const Stmt *User = View.userOf(R, Child);
    const auto *M = dyn_cast_or_null<MemberExpr>(User);
    const auto *C =
        M ? dyn_cast_or_null<CXXMemberCallExpr>(View.parent(M)) : nullptr;
    if (C && roles().op(C, Role::DetachTask))
      Away = true;
    else if (isa_and_nonnull<ReturnStmt>(User))
      Away = true;
    else if (!(C && C->getMethodDecl() && C->getMethodDecl()->isConst() &&
               roles().ops(C).empty()))
      return false;
  }
  // A thread that is neither joined nor detached is another defect.
  return Away ||
         (View.references(Handle).empty() && roles().type(Handle).Entry &&
          roles().type(Handle).Entry->Destroy == model::OnDestroy::Nothing);
}

bool EarlyCancel::outlives(const HandOut &H, const Subject &S,
                           const FunctionView &View) const {
  if (H.Kind != HandOut::Started)
    return true;
  if (const auto *V = dyn_cast_or_null<VarDecl>(H.Handle);
      V && V->hasLocalStorage() && !V->getType()->isReferenceType())
    return V != S.Source.Life && roles().type(V).has(Role::TaskHandle) &&
           isGivenAway(V, View);
  if (H.Handle)
    return true;
  OpUse Spawn = roles().op(H.At, Role::Spawn);
  if (roles().type(H.At->getType()).has(Role::TaskHandle)) {
    if (isa<CXXConstructExpr>(H.At))
      return isDetachedAtOnce(H.At, View);
    if (Spawn && Spawn.Entry->MustUse)
      return false; // the handle that is dropped waits
  }
  // An executor of this function waits when it dies, or never runs the work.
  const Expr *On = nullptr;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(H.At))
    On = M->getImplicitObjectArgument();
  else if (auto Args = model::writtenArgs(H.At); !Args.empty())
    On = Args.front();
  const VarDecl *Executor = On ? localRoot(On) : nullptr;
  return !Executor || Executor == S.Source.Life || isa<ParmVarDecl>(Executor) ||
         !isa<CXXMemberCallExpr>(H.At) ||
         Executor->getType()->isReferenceType();
}

//===----------------------------------------------------------------------===//
// What happens in between
//===----------------------------------------------------------------------===//

/// True if \p C waits, by its model or its name.
bool EarlyCancel::isWait(const CallExpr *C) const {
  static const RoleSet Waiting{Role::Join, Role::Blocking, Role::TimedBlocking};
  if (roles().op(C, Waiting))
    return true;
  const FunctionDecl *F = C->getDirectCallee();
  return F && F->getIdentifier() && roles().ops(C).empty() &&
         hasPhrase(F->getName(),
                   {"wait", "join", "get", "drain", "flush", "sync", "await",
                    "arrive", "run", "exec", "finish"});
}

bool EarlyCancel::isBusyCall(const CallExpr *C, const Subject &S) {
  if (isWait(C))
    return true;
  const FunctionDecl *F = C->getDirectCallee();
  if (!roles().ops(C).empty() || Polls::isLogging(C))
    return false;
  if (F && F->getIdentifier() && hasPhrase(F->getName(), StartWords))
    return false;
  for (const HandOut &H : S.HandOuts)
    if (contains(C, H.At))
      return false;
  return Asks->effort(C) >= Effort::Unknown;
}

bool EarlyCancel::waitsWhenDestroyed(const VarDecl *V) const {
  TypeUse T = roles().type(V);
  if (T.byValue() && T.has(Role::TaskHandle) &&
      T.Entry->Destroy == model::OnDestroy::Terminate)
    return false; // it is detached by now
  if (T.Roles.hasAny({Role::TaskHandle, Role::Nursery}) ||
      roles().element(V->getType()).has(Role::TaskHandle))
    return true;
  const CXXRecordDecl *R = V->getType()->getAsCXXRecordDecl();
  const CXXDestructorDecl *D =
      R && R->hasDefinition() ? R->getDestructor() : nullptr;
  bool Waits = false;
  if (const Stmt *Body = D ? bodyInReach(D) : nullptr)
    forEachStmt(Body, [&](const Stmt *S) {
      if (const auto *C = dyn_cast<CallExpr>(S)) {
        const FunctionDecl *F = C->getDirectCallee();
        Waits |= bool(roles().op(C, RoleSet{Role::Join, Role::Blocking})) ||
                 (F && F->getIdentifier() &&
                  hasPhrase(F->getName(), {"wait", "join", "drain"}));
      }
      return !Waits;
    });
  return Waits;
}

bool EarlyCancel::isWait(const CFGElement &E, const Subject &S) const {
  if (auto D = E.getAs<CFGAutomaticObjDtor>())
    return D->getVarDecl() != S.Source.Life &&
           waitsWhenDestroyed(D->getVarDecl());
  auto Element = E.getAs<CFGStmt>();
  if (!Element)
    return false;
  if (isa<CoawaitExpr, CoyieldExpr>(Element->getStmt()))
    return true;
  const auto *C = dyn_cast<CallExpr>(Element->getStmt());
  return C && isWait(C);
}

/// True if \p E waits, or is work of the function's own.
bool EarlyCancel::isBusy(const CFGElement &E, const Subject &S) {
  if (isWait(E, S))
    return true;
  auto Element = E.getAs<CFGStmt>();
  const auto *C = Element ? dyn_cast<CallExpr>(Element->getStmt()) : nullptr;
  return C && isBusyCall(C, S);
}

/// An element of \p Graph that \p Is true for and that a path from \p From
/// comes to before an \p End.
static bool comesTo(PathSpot From, const CFG &Graph, const Paths &P,
                    llvm::function_ref<bool(const CFGElement &)> Is,
                    llvm::function_ref<bool(const CFGElement &)> End) {
  for (const CFGBlock *B : Graph) {
    int Index = 0;
    for (const CFGElement &E : *B) {
      if (Is(E) && P.reaches(From, {B, Index}, {End, nullptr}))
        return true;
      ++Index;
    }
  }
  return false;
}

/// True if the function waits or works on some way from \p From to an \p End.
/// A loop may have nothing to go over and a branch may leave early: what was
/// started is a helper of the work that stands next to that all the same.
bool EarlyCancel::worksBetween(
    PathSpot From, const CFG &Graph, const Paths &P, const Subject &S,
    llvm::function_ref<bool(const CFGElement &)> End) {
  return comesTo(
      From, Graph, P, [&](const CFGElement &E) { return isBusy(E, S); }, End);
}

/// True if \p E ends the life of \p V, or begins it once more.
static bool endsLife(const CFGElement &E, const VarDecl *V) {
  auto D = E.getAs<CFGAutomaticObjDtor>();
  return (D && D->getVarDecl() == V) || declares(E, V);
}

//===----------------------------------------------------------------------===//
// The finding
//===----------------------------------------------------------------------===//

void EarlyCancel::look(const LocalSource &Source, const FunctionView &View,
                       const HandOutContext &Context) {
  Subject S{Source, Source.Unit->getBody(), {}, {}};
  llvm::SmallVector<const Expr *, 2> Triggers;
  S.Uses = usesOf(Source.Refs, View, Source.IsHandle);
  // What was swapped is another source from there on.
  for (const Expr *E : Source.Refs)
    if (const auto *C = dyn_cast_or_null<CallExpr>(View.parent(E));
        C && C->getDirectCallee() && C->getDirectCallee()->getIdentifier() &&
        C->getDirectCallee()->getName() == "swap")
      return;
  HandOuts Found(View, S.Body, Context);
  for (const ObjectUse &U : S.Uses.Uses) {
    if (U.Kind == UseKind::Trigger && !View.lambdaAround(U.E, S.Body))
      Triggers.push_back(U.E);
    else if (U.Kind == UseKind::Token ||
             (U.Kind == UseKind::Escape && Source.Type.has(Role::Unified)))
      Found.follow(U.E);
    else if (U.Kind == UseKind::Escape && Source.Type.has(Role::Unified))
      Found.follow(U.E); // it is its own token
    else if (U.Kind == UseKind::Look)
      Found.followLambdas(U.E);
  }
  for (const Expr *E : Source.Derived)
    Found.follow(E);
  llvm::SmallVector<const VarDecl *, 2> Guards =
      exitTriggers(S.Body, S.Uses.Names, View);
  if (Source.CancelsItself && Triggers.empty())
    Guards.push_back(Source.Life);
  if (Guards.empty() && Triggers.empty())
    return;
  S.HandOuts.assign(Found.found().begin(), Found.found().end());
  const CFG *Graph = cfg(Source.Unit);
  if (!Graph)
    return;
  if (Source.CancelsItself && Triggers.empty())
    lookAtOwnToken(S, View, Context, *Graph);

  Paths P(*Graph);
  for (const HandOut &H : S.HandOuts) {
    auto From = spotAbove(P, H.At, View);
    if (!From || !outlives(H, S, View))
      continue;
    // What is returned is meant to go on, whatever comes in between.
    bool Returned =
        H.Kind == HandOut::Returned ||
        (H.Handle && isa<VarDecl>(H.Handle) &&
         llvm::any_of(View.references(H.Handle), [&](auto *R) {
           const Stmt *Child = nullptr;
           return isa_and_nonnull<ReturnStmt>(View.userOf(R, Child));
         }));
    for (const VarDecl *G : Guards) {
      auto End = [&](const CFGElement &E) { return endsLife(E, G); };
      if (auto Made = P.spotOf(G);
          Made && P.reaches(*Made, *From, {nullptr, nullptr}) &&
          P.pathOut(*From, G, {nullptr, nullptr}) &&
          (Returned || !worksBetween(*From, *Graph, P, S, End)))
        return report(H, S, G, nullptr);
    }
    for (const Expr *T : Triggers) {
      auto AtTrigger = [&](const CFGElement &E) {
        auto Stmt = E.getAs<CFGStmt>();
        return Stmt && (Stmt->getStmt() == T || contains(Stmt->getStmt(), T));
      };
      auto End = [&](const CFGElement &E) {
        return AtTrigger(E) || endsLife(E, S.Source.Life);
      };
      auto Waits = [&](const CFGElement &E) { return isWait(E, S); };
      auto Never = [](const CFGElement &) { return false; };
      auto To = spotAbove(P, T, View);
      if (!To || !P.reaches(*From, *To, {nullptr, nullptr}) ||
          (!Returned && worksBetween(*From, *Graph, P, S, End)))
        continue;
      // Who waits for it after the request wants it to end.
      if (!Returned && comesTo(*To, *Graph, P, Waits, Never))
        continue;
      if (!P.pathOut(*From, nullptr, {AtTrigger, nullptr}))
        return report(H, S, nullptr, T);
    }
  }
}

/// A local handle that cancels and waits when it dies, whose work hands the
/// token it was given to others.
void EarlyCancel::lookAtOwnToken(const Subject &S, const FunctionView &View,
                                 const HandOutContext &Context,
                                 const CFG &Graph) {
  if (!S.Source.Type.has(Role::TaskHandle))
    return;
  for (const Start &Begin :
       startsIn(S.Body, services().parents(View.function()), roles())) {
    if (Begin.KeptIn != S.Source.Life || !Begin.OwnToken ||
        !Begin.Runs.Lambda || Begin.Runs.Function->getNumParams() == 0 ||
        !roles().type(Begin.Runs.Function->getParamDecl(0)).has(Role::Token))
      continue;
    const CFG *Inside = cfg(Begin.Runs.Function);
    HandOuts Found(View, Begin.Runs.Body, Context);
    Found.followVariable(Begin.Runs.Function->getParamDecl(0));
    if (!Inside)
      continue;
    Subject There{S.Source, Begin.Runs.Body, {}, {}};
    There.HandOuts.assign(Found.found().begin(), Found.found().end());
    Paths P(*Inside), Outside(Graph);
    auto Never = [](const CFGElement &) { return false; };
    auto Dies = [&](const CFGElement &E) { return endsLife(E, S.Source.Life); };
    auto Made = Outside.spotOf(S.Source.Life);
    for (const HandOut &H : There.HandOuts)
      if (auto From = spotAbove(P, H.At, View);
          From && H.Kind != HandOut::Returned && outlives(H, There, View) &&
          P.pathOut(*From, nullptr, {nullptr, nullptr}) && Made &&
          !worksBetween(*From, *Inside, P, There, Never) &&
          Outside.pathOut(*Made, S.Source.Life, {nullptr, nullptr}) &&
          !worksBetween(*Made, Graph, Outside, There, Dies))
        return report(H, S, S.Source.Life, nullptr);
  }
}

void EarlyCancel::report(const HandOut &H, const Subject &S,
                         const VarDecl *Guard, const Expr *Trigger) {
  const char *How = H.Kind == HandOut::Stored     ? "is kept"
                    : H.Kind == HandOut::Returned ? "is returned"
                                                  : "is started";
  diag(
      H.At->getExprLoc(),
      "what %0 here goes on, but '%1', whose token it has, is triggered when "
      "the scope ends: the work is cancelled at once; keep '%1' with the work, "
      "or wait for it")
      << How << S.Source.Name;
  if (Trigger)
    diag(Trigger->getExprLoc(), "it is triggered here", DiagnosticIDs::Note);
  else if (Guard == S.Source.Life)
    diag(Guard->getLocation(), "it triggers when it is destroyed",
         DiagnosticIDs::Note);
  else
    diag(Guard->getLocation(), "this triggers it when it is destroyed",
         DiagnosticIDs::Note);
}

namespace {
CTX_REGISTER_CHECK(EarlyCancel, Info);
} // namespace

} // namespace ctx
