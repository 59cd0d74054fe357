//===- MissingDeadline.cpp - ctx-missing-deadline -------------------------===//
//
// Positive when
//   - an operation starts on an object whose type waits for ever by default,
//     and a path leads there from where the object is made on which nobody sets
//     a deadline; for a member, when nobody ever sets one;
//   - a deadline is set after the operation started;
//   - a deadline is a constant, was computed when the program or a long-lived
//     object started, before a wait without bound, or from another clock.
// Negative when
//   - the object is derived from one that has a deadline;
//   - operations that go on by nature, or that a channel has a default for: by
//     option;
//   - what decides whether it is set is about the deadline itself;
//   - the wait is known to be shorter than the deadline.
// Unknown when (silent)
//   - somebody else gets hold of the object first, or made it out of reach;
//   - an `if constexpr` decides whether it is set;
//   - a context of the request is at hand: that is ctx-fresh-root's.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/DeadlineCalls.h"
#include "analysis/DeadlineUses.h"
#include "analysis/InScope.h"
#include "analysis/Relevant.h"
#include "analysis/TimePoints.h"
#include "analysis/Waits.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/Lex/Lexer.h"
#include <map>

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;
using model::TypeUse;
using model::writtenArgs;

constexpr OptionInfo Options[] = {
    {"DefaultDeadline", "",
     "the expression that the fix sets as deadline, such as "
     "std::chrono::system_clock::now() + kCallTimeout; no fix without it"},
    {"CheckStreaming", "false",
     "also report calls whose messages go on until one side ends them"},
    {"LongCalls", "watch;subscribe;listen;monitor;follow;tail;stream;observe",
     "words in the names of calls that last as long as they like, separated by "
     "semicolons"},
    {"DefaultedServices", "",
     "classes of stubs whose calls get a deadline from their channel or "
     "service configuration, separated by semicolons; a final * stands for any "
     "rest"}};

constexpr CheckInfo Info = {
    /*Id=*/"ctx-missing-deadline",
    /*Title=*/
    "an outgoing call has no deadline, a constant one, a stale one, one set "
    "too late, or from the wrong clock",
    /*Counterpart=*/"gosec G112, S113",
    /*Spec=*/"M60 A11 A16",
    /*Level=*/Severity::Warning,
    /*Fixes=*/FixKind::Sometimes,
    /*OnByDefault=*/true,
    /*Since=*/"0.1",
    /*Options=*/Options};

/// An operation on a member, to be judged when all its uses are known.
struct MemberStart {
  OpStart Start;
  const FieldDecl *Field;
};

/// One frame while it is looked at.
struct FrameState {
  const Frame &In;
  const FunctionDecl *F;
  const FunctionView &View;
  const Paths &P;
  std::vector<OpStart> Started;
};

class MissingDeadline : public Check {
public:
  MissingDeadline(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context), LongCalls(list("LongCalls")),
        Defaulted(list("DefaultedServices")) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override;

private:
  struct Interest {
    bool Starts = false, Deadlines = false;
    llvm::SmallVector<const MemberExpr *, 4> Members;
  };
  Interest interestIn(const FunctionDecl *F) const;
  void checkFrame(FrameState &S);
  void checkObject(FrameState &S, const VarDecl *V);
  void checkLate(FrameState &S, const VarDecl *V,
                 llvm::ArrayRef<DeadlineMention> Mentions);
  void checkStale(FrameState &S, const DeadlineMention &Set,
                  const OpStart &Start, const Paths::Barrier &Renewed);
  void checkMoment(FrameState &S, const CallExpr *C);
  const CallExpr *waitBetween(FrameState &S, PathSpot From, PathSpot To,
                              const Paths::Barrier &Avoid,
                              const Expr *Deadline);
  bool isExempt(const OpStart &S);

  SingleUse::ParentsOf parentsOf();
  DeadlineUses &uses();
  SingleUse &starts();

  std::unique_ptr<SingleUse> Starts;
  std::unique_ptr<DeadlineUses> Uses;
  std::optional<bool> Relevant;
  std::vector<MemberStart> OnMembers;
  llvm::DenseMap<const FieldDecl *, const Expr *> Given; ///< or may be
  std::vector<std::string> LongCalls, Defaulted;
};

std::string nameOf(const OpStart &S) {
  const FunctionDecl *F = S.Call->getDirectCallee();
  return F ? F->getNameAsString() : "the operation";
}

std::string pathName(const OpStart &S) {
  std::string Out;
  for (const ValueDecl *D : S.Path)
    Out += (Out.empty() ? "" : ".") + D->getNameAsString();
  return Out;
}

/// True if a context of the request could be used at \p Where.
bool hasRequest(const Stmt *Where, const FunctionDecl *F, const ParentMap &Up,
                const model::RoleIndex &Roles) {
  for (const Candidate &C : InScope(F, Up, Roles).at(Where))
    if (C.Use.has(Role::PerRequest))
      return true;
  return false;
}

} // namespace

SingleUse::ParentsOf MissingDeadline::parentsOf() {
  return [this](const FunctionDecl *F) -> const ParentMap & {
    return services().parents(F);
  };
}

SingleUse &MissingDeadline::starts() {
  if (!Starts)
    Starts = std::make_unique<SingleUse>(roles(), parentsOf());
  return *Starts;
}

DeadlineUses &MissingDeadline::uses() {
  if (!Uses)
    Uses = std::make_unique<DeadlineUses>(roles(), starts(), parentsOf());
  return *Uses;
}

/// What there may be to say of \p F. Cheap.
MissingDeadline::Interest
MissingDeadline::interestIn(const FunctionDecl *F) const {
  Interest Out;
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *M = dyn_cast<MemberExpr>(S)) {
      if (isa<FieldDecl>(M->getMemberDecl()) &&
          roles().type(M->getMemberDecl()->getType()).has(Role::Deadline))
        Out.Members.push_back(M);
      return true;
    }
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C || isa<CXXOperatorCallExpr>(C))
      return true;
    Out.Starts |= llvm::any_of(writtenArgs(C), [&](const Expr *A) {
      return roles().type(A->getType()).has(Role::Deadline);
    });
    Out.Deadlines |=
        bool(roles().op(C, {Role::SetDeadline, Role::DeriveDeadline}));
    return true;
  });
  return Out;
}

void MissingDeadline::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = mayOccur(roles(), ast(), {Role::Deadline},
                        {Role::SetDeadline, Role::DeriveDeadline});
  if (!*Relevant || !bodyInReach(F) || isTestCode(F, roles()))
    return;
  Interest Found = interestIn(F);
  if (!Found.Starts && !Found.Deadlines && Found.Members.empty())
    return;
  const ParentMap &Up = services().parents(F);
  FunctionView View(F, Up, roles());
  std::vector<OpStart> All;
  for (const Frame &In : framesOf(F)) {
    std::vector<OpStart> Here;
    if (Found.Starts || !Found.Members.empty())
      Here = starts().startsIn(In, Up);
    llvm::erase_if(Here, [](const OpStart &S) {
      return S.Slot || !S.Type.has(Role::Deadline);
    });
    All.insert(All.end(), Here.begin(), Here.end());
    if (Here.empty() && !Found.Deadlines)
      continue;
    const CFG *Graph = cfg(In.Function);
    if (!Graph)
      continue;
    Paths P(*Graph);
    FrameState S{In, F, View, P, std::move(Here)};
    checkFrame(S);
  }
  for (const MemberExpr *M : Found.Members) {
    const auto *Field = cast<FieldDecl>(M->getMemberDecl());
    DeadlineMention Is = uses().at(M, View, All);
    if (Is.What == DeadlineUse::Sets || Is.What == DeadlineUse::Escapes)
      Given.try_emplace(Field, M);
  }
}

void MissingDeadline::checkFrame(FrameState &S) {
  llvm::SmallPtrSet<const VarDecl *, 4> Seen;
  for (const OpStart &Start : S.Started) {
    const ValueDecl *D = Start.Path.back();
    if (const auto *Field = dyn_cast<FieldDecl>(D)) {
      OnMembers.push_back({Start, Field});
      continue;
    }
    const auto *V = dyn_cast<VarDecl>(D);
    if (V && Start.Path.size() == 1 && V->hasLocalStorage() &&
        !isa<ParmVarDecl>(V) && Seen.insert(V).second)
      checkObject(S, V);
  }
  forEachInFrame(S.In.Body, [&](const Stmt *Part) {
    if (const auto *C = dyn_cast<CallExpr>(Part))
      if (roles().op(C, {Role::SetDeadline, Role::DeriveDeadline}))
        checkMoment(S, C);
    return true;
  });
}

//===----------------------------------------------------------------------===//
// Objects of a function
//===----------------------------------------------------------------------===//

void MissingDeadline::checkObject(FrameState &S, const VarDecl *V) {
  std::optional<PathSpot> Made = S.P.spotOf(V);
  if (!Made)
    return;
  const auto Refs = mentionsOf(V, S.In.Body, S.View);
  std::vector<DeadlineMention> Mentions;
  for (const Expr *R : Refs)
    Mentions.push_back(uses().at(R, S.View, S.Started));

  // A callback that runs when the operation is over is too late to set one.
  auto RunsAfter = [&](const LambdaExpr *L) {
    const Stmt *P = S.View.parent(L);
    while (isa_and_nonnull<Expr>(P) && !isa<CallExpr, LambdaExpr>(P))
      P = S.View.parent(P);
    return llvm::any_of(S.Started, [&](const OpStart &Start) {
      const FunctionDecl *Callee = Start.Call->getDirectCallee();
      return Start.Call == P && Start.Path.size() == 1 &&
             Start.Path.front() == V && Callee &&
             !bodyInReach(Callee->getDefinition() ? Callee->getDefinition()
                                                  : Callee);
    });
  };
  llvm::DenseSet<const Stmt *> Barriers;
  llvm::SmallVector<PathSpot, 2> Origins;
  bool Constexpr = false;
  if (makesWithoutDeadline(V->getInit(), roles()) ||
      uses().returnsWithoutDeadline(V->getInit()))
    Origins.push_back(*Made);
  for (const DeadlineMention &M : Mentions) {
    // In a lambda: from when the lambda is made.
    const LambdaExpr *L = S.View.lambdaAround(M.Ref, S.In.Body);
    if (M.What == DeadlineUse::Fresh && !L) {
      if (std::optional<PathSpot> Spot = S.P.spotOf(M.Op))
        Origins.push_back(*Spot);
    } else if (M.What == DeadlineUse::Escapes && L && RunsAfter(L)) {
      continue;
    } else if (M.What == DeadlineUse::Sets || M.What == DeadlineUse::Escapes) {
      Constexpr |= isInConstexprIf(M.Ref, S.View);
      Barriers.insert(L ? static_cast<const Stmt *>(L) : M.Ref);
      // That there is nobody to ask for one is not this function's decision.
      if (M.What == DeadlineUse::Escapes && !L)
        for (const Stmt *Decides : presence(M.Ref, S.View))
          Barriers.insert(Decides);
    }
  }
  checkLate(S, V, Mentions);
  // What is instantiated decides whether somebody sets it.
  if (Origins.empty() || Constexpr || isEnded(Refs, S.View))
    return;
  auto Given = [&](const CFGElement &E) {
    auto CS = E.getAs<CFGStmt>();
    return CS && Barriers.count(CS->getStmt());
  };
  auto Never = [](const CFGElement &) { return false; };
  auto NoBranch = [](const Stmt *) { return false; };
  Paths::Barrier Avoid{Given, NoBranch}, Any{Never, NoBranch};
  for (const OpStart &Start : S.Started) {
    if (Start.Path.size() != 1 || Start.Path.front() != V)
      continue;
    std::optional<PathSpot> Spot = S.P.spotOf(Start.Call);
    if (!Spot || llvm::none_of(Origins, [&](PathSpot From) {
          return S.P.reaches(From, *Spot, Avoid);
        }))
      continue;
    if (isExempt(Start) ||
        hasRequest(Start.Call, S.F, services().parents(S.F), roles()))
      return;
    const Expr *Other = nullptr;
    for (const DeadlineMention &M : Mentions) {
      if (M.What != DeadlineUse::Sets)
        continue;
      std::optional<PathSpot> At = S.P.spotOf(M.Op);
      if (At && S.P.reaches(*Spot, *At, Any) && !S.P.reaches(*At, *Spot, Any))
        return; // set too late: said of the call that does
      if (isMeant(M.Op, Start.Call, S.In.Body, S.View))
        return;
      Other = M.Op;
    }
    {
      auto Report =
          diag(sources().getFileLoc(Start.Call->getExprLoc()),
               "'%0' is called without a deadline%select{| on some path}1, so "
               "it may wait for ever; set one on '%2' before the call")
          << nameOf(Start) << (Other != nullptr) << pathName(Start);
      if (!Other)
        if (auto Fix = setBefore(Start, S.Started, V, option("DefaultDeadline"),
                                 S.View))
          Report << *Fix;
    }
    diag(sources().getFileLoc(V->getLocation()),
         "'%0' is made here, and waits for ever by default",
         DiagnosticIDs::Note)
        << V->getName();
    if (Other)
      diag(sources().getFileLoc(Other->getExprLoc()),
           "on another path its deadline is set here", DiagnosticIDs::Note);
    return;
  }
}

/// Deadlines of \p V that are set when the operation has begun, or long before.
void MissingDeadline::checkLate(FrameState &S, const VarDecl *V,
                                llvm::ArrayRef<DeadlineMention> Mentions) {
  auto Anew = [&](const CFGElement &E) {
    if (declares(E, V))
      return true;
    auto CS = E.getAs<CFGStmt>();
    return CS && llvm::any_of(Mentions, [&](const DeadlineMention &M) {
             return (M.What == DeadlineUse::Fresh && M.Op == CS->getStmt()) ||
                    (M.What == DeadlineUse::Escapes && M.Ref == CS->getStmt());
           });
  };
  auto NoBranch = [](const Stmt *) { return false; };
  Paths::Barrier Renewed{Anew, NoBranch};
  for (const DeadlineMention &M : Mentions) {
    std::optional<PathSpot> Set =
        M.What == DeadlineUse::Sets ? S.P.spotOf(M.Op) : std::nullopt;
    if (!Set)
      continue;
    const OpStart *Before = nullptr, *After = nullptr;
    for (const OpStart &Start : S.Started) {
      std::optional<PathSpot> Spot = S.P.spotOf(Start.Call);
      if (Start.Path.size() != 1 || Start.Path.front() != V || !Spot)
        continue;
      if (S.P.reaches(*Set, *Spot, Renewed))
        After = &Start;
      else if (S.P.reaches(*Spot, *Set, Renewed))
        Before = &Start;
    }
    if (After) {
      checkStale(S, M, *After, Renewed);
      continue;
    }
    if (!Before)
      continue;
    diag(sources().getFileLoc(M.Op->getExprLoc()),
         "deadline is set after '%0' was started with '%1', so the call does "
         "not have it; set it before")
        << nameOf(*Before) << pathName(*Before);
    diag(sources().getFileLoc(Before->Call->getExprLoc()), "started here",
         DiagnosticIDs::Note);
  }
}

/// The first wait on the way from \p From to \p To that may last until
/// \p Deadline, made at From, is over. Null if there is none, or all waits
/// together are shorter.
const CallExpr *MissingDeadline::waitBetween(FrameState &S, PathSpot From,
                                             PathSpot To,
                                             const Paths::Barrier &Avoid,
                                             const Expr *Deadline) {
  const ParentMap &Up = services().parents(S.F);
  std::optional<double> Distance = longestUntil(Deadline, S.In.Body, ast());
  const Stmt *Around = loopAround(Deadline, Up);
  double Total = 0;
  const CallExpr *Found = nullptr;
  forEachInFrame(S.In.Body, [&](const Stmt *Part) {
    const auto *C = dyn_cast<CallExpr>(Part);
    OpUse Wait =
        C && !Found
            ? roles().op(C, {Role::Blocking, Role::TimedBlocking, Role::Join})
            : OpUse();
    if (!Wait)
      return !Found;
    std::optional<double> Longest = longestWait(Wait, S.In.Body, ast());
    if (Longest && *Longest <= 100)
      return true;
    std::optional<PathSpot> Spot = S.P.spotOf(C);
    if (!Spot || !S.P.reaches(From, *Spot, Avoid) ||
        !S.P.reaches(*Spot, To, Avoid))
      return true;
    // Nobody knows how often a loop of its own goes round.
    if (Longest && Distance && loopAround(C, Up) == Around &&
        (Total += *Longest) < *Distance)
      return true;
    Found = C;
    return false;
  });
  return Found;
}

/// A deadline that was current when it was set, and may not be any more.
void MissingDeadline::checkStale(FrameState &S, const DeadlineMention &Set,
                                 const OpStart &Start,
                                 const Paths::Barrier &Renewed) {
  auto Args = writtenArgs(Set.Op);
  const auto *Deadline =
      llvm::find_if(Args, [](const Expr *A) { return asksClock(A); });
  if (Deadline == Args.end())
    return;
  // Setting it again counts, too.
  auto Again = [&](const CFGElement &E) {
    auto CS = E.getAs<CFGStmt>();
    return Renewed.At(E) ||
           (CS && isa<CallExpr>(CS->getStmt()) &&
            roles().op(cast<CallExpr>(CS->getStmt()), Role::SetDeadline));
  };
  std::optional<PathSpot> From = S.P.spotOf(Set.Op),
                          To = S.P.spotOf(Start.Call);
  const CallExpr *Wait = waitBetween(
      S, *From, *To, {Again, [](const Stmt *) { return false; }}, *Deadline);
  if (!Wait)
    return;
  diag(sources().getFileLoc(Set.Op->getExprLoc()),
       "deadline is computed before a wait, and may be over when '%0' is "
       "called; compute it right before the call")
      << nameOf(Start);
  diag(sources().getFileLoc(Wait->getExprLoc()), "the wait is here",
       DiagnosticIDs::Note);
}

//===----------------------------------------------------------------------===//
// What the deadline is
//===----------------------------------------------------------------------===//

void MissingDeadline::checkMoment(FrameState &S, const CallExpr *C) {
  OpUse Op = roles().op(C, {Role::SetDeadline, Role::DeriveDeadline});
  const Expr *Deadline = Op.arg("deadline");
  if (!Deadline)
    return;
  Moment When = momentOf(Deadline, S.In.Body);
  SourceLocation At = sources().getFileLoc(Deadline->getExprLoc());
  switch (When.Flaw) {
  case MomentFlaw::Constant:
    diag(At, "deadline is a constant point in time, not one after now; once it "
             "is over, every call fails");
    return;
  case MomentFlaw::Static:
    diag(At, "deadline '%0' is computed once for all calls; once it is over, "
             "every call fails")
        << When.Kept->getName();
    break;
  case MomentFlaw::Member:
    diag(At,
         "deadline '%0' is computed when its %1 is made, not for each call; "
         "once it is over, every call fails")
        << When.Kept->getName()
        << cast<NamedDecl>(When.Kept->getDeclContext())->getNameAsString();
    break;
  case MomentFlaw::Clock:
    diag(At, "deadline takes the time of '%0' for that of '%1', which counts "
             "from another point")
        << When.Asked->getNameAsString() << When.Meant->getNameAsString();
    return;
  case MomentFlaw::None: {
    // A local that is there for this deadline alone; one for several waits is a
    // budget for all of them.
    const VarDecl *V = When.Local;
    if (!V || S.View.references(V).size() != 1 ||
        loopAround(C, services().parents(S.F)) !=
            loopAround(S.View.references(V)[0], services().parents(S.F)))
      return;
    std::optional<PathSpot> From = S.P.spotOf(V), To = S.P.spotOf(C);
    if (!From || !To)
      return;
    const Stmt *Loop = loopAround(C, services().parents(S.F));
    if (Loop && (V->getBeginLoc() < Loop->getBeginLoc() ||
                 Loop->getEndLoc() < V->getEndLoc()))
      return;
    auto Declared = [&](const CFGElement &E) { return declares(E, V); };
    const CallExpr *Wait = waitBetween(
        S, *From, *To, {Declared, [](const Stmt *) { return false; }},
        V->getInit());
    if (!Wait)
      return;
    diag(sources().getFileLoc(V->getLocation()),
         "deadline is computed before a wait, and may be over when it is set; "
         "compute it right before the call");
    diag(sources().getFileLoc(Wait->getExprLoc()), "the wait is here",
         DiagnosticIDs::Note);
    return;
  }
  }
  diag(sources().getFileLoc(When.Kept->getLocation()),
       "'%0' gets its value here", DiagnosticIDs::Note)
      << When.Kept->getName();
}

//===----------------------------------------------------------------------===//
// Which calls need one
//===----------------------------------------------------------------------===//

bool MissingDeadline::isExempt(const OpStart &S) {
  return isOf(S, Defaulted) ||
         (!flag("CheckStreaming") &&
          isLong(S, LongCalls, starts(), roles(), parentsOf()));
}

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

void MissingDeadline::endOfTu(ASTContext &) {
  llvm::SmallPtrSet<const FieldDecl *, 4> Said;
  for (const MemberStart &M : OnMembers) {
    const FieldDecl *F = M.Field;
    const Expr *Init = F->getInClassInitializer();
    // A pointer is given its object somewhere; what it is given is seen there.
    bool Plain = roles().type(F->getType()).byValue()
                     ? (Init ? makesWithoutDeadline(Init, roles())
                             : makesWithoutDeadline(F->getType(), roles()))
                     : Init && makesWithoutDeadline(Init, roles());
    if (!Plain || Given.count(F) || !isAllSeen(F, sources()) ||
        isExempt(M.Start) || !Said.insert(F).second)
      continue;
    diag(sources().getFileLoc(M.Start.Call->getExprLoc()),
         "'%0' is called without a deadline%select{| on some path}1, so it may "
         "wait for ever; set one on '%2' before the call")
        << nameOf(M.Start) << false << pathName(M.Start);
    diag(sources().getFileLoc(F->getLocation()),
         "'%0' is made here, and waits for ever by default",
         DiagnosticIDs::Note)
        << F->getName();
  }
  OnMembers.clear();
  Given.clear();
  Starts.reset();
  Uses.reset();
  Relevant.reset();
}

namespace {
CTX_REGISTER_CHECK(MissingDeadline, Info);
} // namespace

} // namespace ctx
