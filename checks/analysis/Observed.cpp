//===- Observed.cpp -------------------------------------------------------===//

#include "Observed.h"
#include "CodeKind.h"
#include "Equality.h"
#include "Exprs.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <optional>

using namespace clang;

namespace ctx::analysis {

using model::Role;
using model::RoleIndex;

/// A flag, function or code whose name says that the work was stopped.
static bool saysCancelled(llvm::StringRef Name) {
  return hasPhrase(Name, {"cancelled", "canceled", "stopped", "stopping",
                          "stop requested", "is stop", "aborted", "aborting",
                          "shutting down", "interrupted", "is shutdown",
                          "quitting", "exiting", "deadline exceeded"});
}

static const NamedDecl *namedBy(const Expr *E) {
  E = strip(E);
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    return D->getDecl();
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->getMemberDecl();
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    // `stopping_.load()`, `flag->get()`: the object has the name.
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
      if (const CXXMethodDecl *D = M->getMethodDecl())
        if (isa<CXXConversionDecl>(D) ||
            (D->getIdentifier() &&
             hasPhrase(D->getName(), {"load", "get", "test"})))
          return namedBy(M->getImplicitObjectArgument());
    return C->getDirectCallee();
  }
  return nullptr;
}

static bool saysCancelled(const Expr *E) {
  const NamedDecl *D = namedBy(E);
  return D && D->getIdentifier() && saysCancelled(D->getName());
}

/// The value of the literal or enumerator \p E, `!` in front of it included.
static std::optional<bool> truthOf(const Expr *E) {
  E = strip(E);
  if (const auto *L = dyn_cast_or_null<CXXBoolLiteralExpr>(E))
    return L->getValue();
  if (const auto *L = dyn_cast_or_null<IntegerLiteral>(E))
    return L->getValue() != 0;
  if (const auto *U = dyn_cast_or_null<UnaryOperator>(E)) {
    std::optional<bool> Inner =
        U->getOpcode() == UO_LNot ? truthOf(U->getSubExpr()) : std::nullopt;
    return Inner ? std::optional<bool>(!*Inner) : std::nullopt;
  }
  if (const auto *R = dyn_cast_or_null<DeclRefExpr>(E))
    if (const auto *C = dyn_cast<EnumConstantDecl>(R->getDecl()))
      return !C->getInitVal().isZero();
  return std::nullopt;
}

PollAnswer answerOf(const Expr *E, const RoleIndex &Roles) {
  PollAnswer Out;
  bool Asked = true; // E being this is the condition being true
  for (unsigned Depth = 0; E && Depth != 16; ++Depth) {
    E = strip(E);
    if ((Out.Poll = Roles.op(E, Role::Poll))) {
      Out.At = E;
      Out.StoppedIf = Out.Poll.Entry->StopWhen == Asked;
      return Out;
    }
    const auto *U = dyn_cast<UnaryOperator>(E);
    const auto *O = dyn_cast<CXXOperatorCallExpr>(E);
    const auto *B = dyn_cast<BinaryOperator>(E);
    if ((U && U->getOpcode() == UO_LNot) ||
        (O && O->getOperator() == OO_Exclaim)) {
      Asked = !Asked;
      E = U ? U->getSubExpr() : O->getArg(0);
    } else if (Equality Eq = equalityIn(E)) {
      std::optional<bool> Value = truthOf(Eq.Right);
      E = Eq.Left;
      if (!Value) {
        Value = truthOf(Eq.Left);
        E = Eq.Right;
      }
      // Being one kind of request does not say that there is none.
      if (!Value || (*Value && strip(E)->getType()->isEnumeralType()))
        return {};
      if (*Value == Eq.Negated)
        Asked = !Asked;
    } else if ((B && B->getOpcode() == BO_And) ||
               (O && O->getOperator() == OO_Amp && O->getNumArgs() == 2)) {
      const Expr *Left = B ? B->getLHS() : O->getArg(0);
      const Expr *Right = B ? B->getRHS() : O->getArg(1);
      if (truthOf(Left))
        std::swap(Left, Right);
      if (!truthOf(Right))
        return {};
      E = Left;
    } else if (const auto *C = dyn_cast<ExplicitCastExpr>(E)) {
      E = C->getSubExpr();
    } else {
      return {};
    }
  }
  return {};
}

static bool meansCancelled(const Expr *E, bool Value, const RoleIndex &Roles,
                           unsigned Depth) {
  E = strip(E);
  if (!E || Depth > 16)
    return false;
  if (PollAnswer Asked = answerOf(E, Roles))
    return Value == Asked.StoppedIf;
  // What a status means depends on how it is compared: either way may be it.
  if (Roles.op(E, Role::PollStatus))
    return true;
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->getOpcode() == UO_LNot)
      return meansCancelled(U->getSubExpr(), !Value, Roles, Depth + 1);
    return false;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    if (B->isLogicalOp())
      return meansCancelled(B->getLHS(), Value, Roles, Depth + 1) ||
             meansCancelled(B->getRHS(), Value, Roles, Depth + 1);
  if (Equality Eq = equalityIn(E)) {
    bool Same = Value != Eq.Negated;
    if (Roles.op(strip(Eq.Left), Role::PollStatus) ||
        Roles.op(strip(Eq.Right), Role::PollStatus))
      return true;
    if (saysCancelled(Eq.Left) || saysCancelled(Eq.Right))
      return Same;
    if (const auto *L = dyn_cast<CXXBoolLiteralExpr>(strip(Eq.Right)))
      return meansCancelled(Eq.Left, L->getValue() == Same, Roles, Depth + 1);
    return false;
  }
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E)) {
    // `ctx.Poll().ok()`, `static_cast<bool>(ctx.Err())`
    const Expr *On = strip(M->getImplicitObjectArgument());
    if (On && Roles.op(On, Role::PollStatus))
      return true;
  }
  if (const auto *C = dyn_cast<CastExpr>(E))
    return meansCancelled(C->getSubExpr(), Value, Roles, Depth + 1);
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl()))
      if (V->getInit() && V->isLocalVarDecl() &&
          meansCancelled(V->getInit(), Value, Roles, Depth + 1))
        return true;
  }
  return Value && saysCancelled(E);
}

bool meansCancelled(const Expr *Condition, bool Value, const RoleIndex &Roles) {
  return meansCancelled(Condition, Value, Roles, 0);
}

bool alwaysLeaves(const Stmt *S) {
  if (!S)
    return false;
  if (isa<ReturnStmt, CoreturnStmt, BreakStmt, ContinueStmt, GotoStmt>(S))
    return true;
  if (const auto *E = dyn_cast<Expr>(S)) {
    E = strip(E);
    if (isa<CXXThrowExpr>(E))
      return true;
    const auto *C = dyn_cast<CallExpr>(E);
    const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
    return F && F->isNoReturn();
  }
  if (const auto *C = dyn_cast<CompoundStmt>(S))
    return llvm::any_of(C->body(), alwaysLeaves);
  if (const auto *I = dyn_cast<IfStmt>(S))
    return alwaysLeaves(I->getThen()) && alwaysLeaves(I->getElse());
  return false;
}

/// True if something below \p S, lambdas included, plays one of \p Wanted.
static bool plays(const Stmt *S, model::RoleSet Wanted,
                  const RoleIndex &Roles) {
  bool Found = false;
  forEachStmt(S, [&](const Stmt *Sub) {
    if (const auto *E = dyn_cast<Expr>(Sub))
      Found |= isa<CallExpr, MemberExpr>(E) && bool(Roles.op(E, Wanted));
    return !Found;
  });
  return Found;
}

/// True if control can leave the loop body \p S to the statement after the loop
/// because a poll said so: `if (poll) break;`.
static bool breaksOnPoll(const Stmt *S, const RoleIndex &Roles) {
  bool Found = false;
  forEachStmt(S, [&](const Stmt *Sub) {
    if (isa<LambdaExpr>(Sub))
      return false;
    if (const auto *If = dyn_cast<IfStmt>(Sub)) {
      auto Breaks = [](const Stmt *Branch) {
        bool Does = false;
        forEachStmt(Branch, [&](const Stmt *B) {
          Does |= isa<BreakStmt, GotoStmt>(B);
          return !Does && !isa<LambdaExpr>(B);
        });
        return Does;
      };
      if (If->getCond() && ((meansCancelled(If->getCond(), true, Roles) &&
                             Breaks(If->getThen())) ||
                            (meansCancelled(If->getCond(), false, Roles) &&
                             Breaks(If->getElse()))))
        Found = true;
    }
    return !Found;
  });
  return Found;
}

/// True if passing \p S, a statement before the place in question and in the
/// same block, may mean that cancellation was seen.
static bool seenAfter(const Stmt *S, const RoleIndex &Roles) {
  const Expr *Condition = nullptr;
  const Stmt *Body = nullptr;
  if (const auto *W = dyn_cast<WhileStmt>(S)) {
    Condition = W->getCond();
    Body = W->getBody();
  } else if (const auto *D = dyn_cast<DoStmt>(S)) {
    Condition = D->getCond();
    Body = D->getBody();
  } else if (const auto *F = dyn_cast<ForStmt>(S)) {
    Condition = F->getCond();
    Body = F->getBody();
  } else if (const auto *R = dyn_cast<CXXForRangeStmt>(S)) {
    Body = R->getBody();
  }
  if (Body)
    return (Condition && meansCancelled(Condition, false, Roles)) ||
           breaksOnPoll(Body, Roles);
  if (const auto *I = dyn_cast<IfStmt>(S)) {
    // `if (!poll) return;` leaves only the cancelled.
    if (!I->getCond())
      return false;
    return (alwaysLeaves(I->getThen()) &&
            !meansCancelled(I->getCond(), true, Roles) &&
            meansCancelled(I->getCond(), false, Roles)) ||
           (alwaysLeaves(I->getElse()) &&
            !meansCancelled(I->getCond(), false, Roles) &&
            meansCancelled(I->getCond(), true, Roles));
  }
  // `cv.wait(lock, [&] { return st.stop_requested(); })` is such a loop too.
  if (const auto *E = dyn_cast<Expr>(S)) {
    E = strip(E);
    return Roles.op(E, {Role::Blocking, Role::TimedBlocking}) &&
           plays(E, {Role::Poll}, Roles);
  }
  return false;
}

static bool isCancelHandler(const CXXCatchStmt *Catch, const CXXTryStmt *Try,
                            const RoleIndex &Roles) {
  QualType T = Catch->getCaughtType();
  if (!T.isNull()) {
    if (Roles.type(T).has(Role::CancelError))
      return true;
    const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
    if (R && R->getIdentifier() &&
        hasPhrase(R->getName(),
                  {"cancel", "cancelled", "canceled", "cancellation",
                   "interrupted", "abort", "aborted", "stopped"}))
      return true;
  }
  return Try && plays(Try->getTryBlock(), {Role::PollThrow}, Roles);
}

namespace {

/// The answers for one tree of statements. Many places of a function share what
/// is around them: without this, each would walk all that stands before it.
struct ObservedMemory {
  /// One block, as far as it has been looked at for jumps of one depth.
  struct Prefix {
    unsigned Done = 0; ///< statements looked at, from the first
    bool Seen = false; ///< the last of them is where cancellation may be seen
  };
  using Key = std::pair<const Stmt *, unsigned>;

  llvm::DenseMap<const Stmt *, unsigned> Order; ///< of statements in blocks
  llvm::SmallPtrSet<const Stmt *, 8> Ordered;   ///< blocks that are in Order
  llvm::DenseMap<Key, Prefix> Prefixes;
  llvm::DenseMap<Key, bool> Around; ///< blocks and branches
  llvm::DenseMap<const CXXCatchStmt *, bool> Handlers;
  llvm::SmallPtrSet<const Stmt *, 1> Sought; ///< what Jumps is of
  llvm::DenseMap<const LabelDecl *, llvm::SmallVector<const GotoStmt *, 1>>
      Jumps;
};

/// One question; what it finds out is kept.
class Observer {
public:
  Observer(const ParentMap &Parents, const RoleIndex &Roles)
      : Parents(Parents), Roles(Roles),
        Memory(Roles.remembered<ObservedMemory>(&Parents)) {}

  bool observed(const Stmt *Where, unsigned Depth);

private:
  bool seenFrom(const Stmt *Child, const Stmt *P, bool InLambda,
                unsigned Depth);
  bool seenBefore(const Stmt *Child, const CompoundStmt *Block, unsigned Depth);
  bool reachedObserved(const LabelStmt *Label, unsigned Depth);
  bool isCancelHandler(const CXXCatchStmt *Catch);

  const ParentMap &Parents;
  const RoleIndex &Roles;
  ObservedMemory &Memory;
};

} // namespace

bool Observer::isCancelHandler(const CXXCatchStmt *Catch) {
  auto Inserted = Memory.Handlers.try_emplace(Catch, false);
  if (Inserted.second)
    Inserted.first->second = analysis::isCancelHandler(
        Catch, dyn_cast_or_null<CXXTryStmt>(Parents.getParent(Catch)), Roles);
  return Inserted.first->second;
}

/// True if a jump to \p Label, or to one right behind it, stands where
/// cancellation may have been seen.
bool Observer::reachedObserved(const LabelStmt *Label, unsigned Depth) {
  // Jumps from label to label: enough for any clean-up ladder people write, and
  // an end for those that go in circles.
  if (Depth > 3)
    return false;
  const Stmt *Top = Label;
  while (const Stmt *P = Parents.getParent(Top))
    Top = P;
  if (Memory.Sought.insert(Top).second)
    forEachStmt(Top, [&](const Stmt *S) {
      if (const auto *Jump = dyn_cast<GotoStmt>(S))
        Memory.Jumps[Jump->getLabel()].push_back(Jump);
      return true;
    });
  for (; Label; Label = dyn_cast<LabelStmt>(Label->getSubStmt())) {
    auto It = Memory.Jumps.find(Label->getDecl());
    if (It == Memory.Jumps.end())
      continue;
    for (const GotoStmt *Jump : It->second)
      if (observed(Jump, Depth + 1))
        return true;
  }
  return false;
}

/// True if a statement of \p Block before \p Child says so.
bool Observer::seenBefore(const Stmt *Child, const CompoundStmt *Block,
                          unsigned Depth) {
  if (Memory.Ordered.insert(Block).second) {
    unsigned Index = 0;
    for (const Stmt *S : Block->body())
      Memory.Order.try_emplace(S, Index++);
  }
  auto Place = Memory.Order.find(Child);
  unsigned End = Place == Memory.Order.end() ? Block->size() : Place->second;
  ObservedMemory::Key Key{Block, Depth};
  ObservedMemory::Prefix Known = Memory.Prefixes.lookup(Key);
  if (Known.Seen)
    return Known.Done <= End;
  if (Known.Done >= End)
    return false;
  while (!Known.Seen && Known.Done != End) {
    const Stmt *S = Block->body_begin()[Known.Done++];
    const auto *Label = dyn_cast<LabelStmt>(S);
    Known.Seen =
        seenAfter(S, Roles) || (Label && reachedObserved(Label, Depth));
  }
  Memory.Prefixes[Key] = Known;
  return Known.Seen;
}

/// True if \p P, whose child \p Child has the place in it, says so.
bool Observer::seenFrom(const Stmt *Child, const Stmt *P, bool InLambda,
                        unsigned Depth) {
  if (const auto *I = dyn_cast<IfStmt>(P))
    return I->getCond() && ((Child == I->getThen() &&
                             meansCancelled(I->getCond(), true, Roles)) ||
                            (Child == I->getElse() &&
                             meansCancelled(I->getCond(), false, Roles)));
  if (const auto *C = dyn_cast<ConditionalOperator>(P))
    return (Child == C->getTrueExpr() &&
            meansCancelled(C->getCond(), true, Roles)) ||
           (Child == C->getFalseExpr() &&
            meansCancelled(C->getCond(), false, Roles));
  if (const auto *B = dyn_cast<BinaryOperator>(P))
    return B->isLogicalOp() && Child == B->getRHS() &&
           meansCancelled(B->getLHS(), B->getOpcode() == BO_LAnd, Roles);
  if (const auto *W = dyn_cast<WhileStmt>(P))
    return Child == W->getBody() && meansCancelled(W->getCond(), true, Roles);
  if (const auto *Block = dyn_cast<CompoundStmt>(P))
    return seenBefore(Child, Block, Depth);
  if (const auto *Label = dyn_cast<LabelStmt>(P))
    return reachedObserved(Label, Depth);
  if (const auto *Catch = dyn_cast<CXXCatchStmt>(P))
    return isCancelHandler(Catch);
  if (const auto *Switch = dyn_cast<SwitchStmt>(P))
    return bool(
        Roles.op(strip(Switch->getCond()), {Role::Poll, Role::PollStatus}));
  if (const auto *Case = dyn_cast<CaseStmt>(P))
    return saysCancelled(Case->getLHS());
  // A callback that runs because of the request.
  const auto *E = dyn_cast<Expr>(P);
  return E && InLambda && isa<CallExpr, CXXConstructExpr>(E) &&
         Roles.op(E, Role::Register);
}

bool Observer::observed(const Stmt *Where, unsigned Depth) {
  bool InLambda = false, Seen = false;
  llvm::SmallVector<ObservedMemory::Key, 8> Passed;
  const Stmt *Child = Where;
  for (const Stmt *P = Parents.getParent(Where); P && !Seen;
       Child = P, P = Parents.getParent(P)) {
    InLambda |= isa<LambdaExpr>(P);
    Seen = seenFrom(Child, P, InLambda, Depth);
    if (Seen || !isa<CompoundStmt, IfStmt>(P))
      continue;
    // From here on the answer is the same for everything inside.
    ObservedMemory::Key Key{P, Depth * 2 + InLambda};
    auto Known = Memory.Around.find(Key);
    if (Known != Memory.Around.end()) {
      Seen = Known->second;
      break;
    }
    Passed.push_back(Key);
  }
  for (const ObservedMemory::Key &Key : Passed)
    Memory.Around[Key] = Seen;
  return Seen;
}

bool cancellationObserved(const Stmt *Where, const ParentMap &Parents,
                          const RoleIndex &Roles) {
  return Observer(Parents, Roles).observed(Where, 0);
}

} // namespace ctx::analysis
