//===- PollWithoutExit.cpp - ctx-poll-without-exit ------------------------===//
//
// Positive when: every path from a poll's stop edge leads back to the start of
// an enclosing loop, and
//   - once stopped, the loop has no exit at all, or
//   - the branch is a `break` that leaves only a switch or an inner loop while
//     the outer loop still has work to do, or
//   - the branch only reports the request, or keeps it where the loop does not
//     look, and nothing is done differently.
// Also: an endless loop whose only poll is in a lambda called in place, where
// `return` leaves only the lambda.
// Negative when: a path from the stop edge leaves the loop, another poll of the
// loop does, or the poll is the loop's own condition.
// Unknown when: the branch changes something (a drain, a flag, a trigger), the
// loop is ended by a flag or a queue that somebody else closes, the token is
// given to a call in the loop, or the poll is of an object that changes with
// the iteration.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Loops.h"
#include "analysis/Polls.h"
#include "core/CheckRegistry.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <optional>

using namespace clang;
using ctx::model::Role;

namespace ctx {
namespace {

constexpr CheckInfo Info = {
    "ctx-poll-without-exit",
    "the poll is true and the loop goes on",
    "staticcheck SA4011",
    "M32",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    {},
};

using Blocks = llvm::SmallPtrSet<const CFGBlock *, 16>;

/// What can be reached from a block before the loop starts again.
struct Reach {
  Blocks Seen;
  bool Leaves = false;  ///< some path leaves the loop
  bool Returns = false; ///< some path gets back to the start of the loop
};

/// What the branch taken on a stop request ends in.
struct Shape {
  const IfStmt *If = nullptr;
  const Stmt *Jump = nullptr; ///< break, continue, return or throw
};

/// Why control comes back, for the note.
struct Finding {
  analysis::PollBranch Poll;
  const Stmt *Loop = nullptr;
  Shape How;
};

/// More polls than this in one loop are generated code, and each of them has to
/// be compared with every other.
constexpr unsigned MaxPollsOfLoop = 256;

/// A condition whose truth somebody outside of the loop decides.
struct OutsideEnd {
  const Expr *Condition = nullptr;
  llvm::SmallVector<const CFGBlock *, 2> Blocks; ///< that end in a part of it
};

/// What is asked of a loop for every poll in it, found once.
struct LoopFacts {
  unsigned PollCount = 0;
  bool OnlyThrows = false; ///< no way out but an exception
  /// Polls whose branch is known, calls that cannot leave the loop.
  llvm::SmallPtrSet<const Stmt *, 8> Understood;
  std::vector<OutsideEnd> Ends;
  llvm::DenseMap<const CFGBlock *, bool> Outside;
  llvm::DenseMap<const CFGBlock *, bool> Changing;
  llvm::DenseMap<const ValueDecl *, bool> Stable; ///< by what is polled
  llvm::DenseMap<const CFGBlock *, bool> Leaving; ///< by where a stop leads
  /// By what is polled: the blocks that may look at it.
  llvm::DenseMap<const ValueDecl *, llvm::DenseMap<const CFGBlock *, bool>>
      Looking;
};

/// One frame with its CFG.
class FrameJudge {
public:
  FrameJudge(const analysis::Frame &F, const CFG &Graph,
             const ParentMap &Parents, analysis::Polls &Polls,
             const ASTContext &Ast)
      : F(F), Graph(Graph), Parents(Parents), Polls(Polls), Ast(Ast) {
    for (const CFGBlock *B : Graph)
      if (analysis::PollBranch P = Polls.branch(B); P.Block) {
        ByBlock.try_emplace(B, unsigned(All.size()));
        All.push_back(P);
        for (const Stmt *S = P.Condition; S; S = Parents.getParent(S))
          if (!AroundPolls.insert(S).second)
            break;
      }
  }

  std::vector<Finding> findings();

  llvm::ArrayRef<analysis::PollBranch> polls() const { return All; }
  Shape shapeOf(const analysis::PollBranch &P) const;
  const Stmt *leftBy(const BreakStmt *B) const;

private:
  bool judge(const analysis::PollBranch &P, const Stmt *Loop);
  Reach explore(const CFGBlock *From, const Stmt *Loop, bool Stopped,
                const Blocks *Before = nullptr);
  LoopFacts &factsOf(const Stmt *Loop);
  void findEnds(const Stmt *Loop, LoopFacts &Facts) const;
  bool isOutside(const CFGBlock *B, const Stmt *Loop);
  bool reachesOutside(const CFGBlock *B, const Stmt *Loop) const;
  bool leavesOnStop(const analysis::PollBranch &P, const Stmt *Loop);
  llvm::SmallVector<const CFGBlock *, 4> next(const CFGBlock *B,
                                              const Stmt *Loop, bool Stopped);
  bool isStable(const analysis::PollBranch &P, const Stmt *Loop);
  bool isReporting(const CallExpr *Call) const;
  bool changes(const Blocks &Region, const Stmt *Loop = nullptr);
  bool changesIn(const CFGBlock *B, const Stmt *Loop) const;
  bool works(const Blocks &Region) const;
  bool isEndedFromOutside(const Stmt *Loop, const Blocks *Within);
  bool registers();
  bool isLookedAtElsewhere(const Stmt *Loop, const Blocks &Region,
                           const analysis::PollBranch &P);
  bool looksIn(const CFGBlock *B, const Stmt *Loop, const LoopFacts &Facts,
               const ValueDecl *Polled);
  bool makesNoDifference(const analysis::PollBranch &P, const Stmt *Loop);
  bool isWithin(const Stmt *S, const Stmt *A) const {
    return analysis::isWithin(S, A, Parents);
  }

  const analysis::Frame &F;
  const CFG &Graph;
  const ParentMap &Parents;
  analysis::Polls &Polls;
  const ASTContext &Ast;
  std::vector<analysis::PollBranch> All;
  llvm::DenseMap<const CFGBlock *, unsigned> ByBlock; ///< indexes of All
  llvm::SmallPtrSet<const Stmt *, 32> AroundPolls; ///< conditions and ancestors
  /// By loop. Map nodes stay where they are, so that references to them may be
  /// kept over calls.
  std::map<const Stmt *, LoopFacts> Facts;
  std::map<const ValueDecl *, llvm::SmallPtrSet<const ValueDecl *, 8>> Tainted;
  std::optional<bool> Registers;
};

/// True if the result of \p C is dropped.
static bool isDropped(const CallExpr *C, const ParentMap &Parents) {
  const Stmt *S = analysis::userParent(Parents, C);
  return isa_and_nonnull<CompoundStmt>(S);
}

LoopFacts &FrameJudge::factsOf(const Stmt *Loop) {
  auto Inserted = Facts.try_emplace(Loop);
  LoopFacts &Out = Inserted.first->second;
  if (!Inserted.second || !Loop)
    return Out;
  for (const analysis::PollBranch &P : All) {
    Out.PollCount += isWithin(P.Condition, Loop);
    Out.Understood.insert(P.Condition);
  }
  // Without a way out in the loop, only an exception ends it.
  Out.OnlyThrows =
      analysis::isEndless(Loop, Ast) && !analysis::hasJumpOut(Loop);
  analysis::forEachInFrame(Loop, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S))
      if (const FunctionDecl *Callee = C->getDirectCallee())
        // A wait that the token wakes does not leave the loop.
        if (isDropped(C, Parents) &&
            (bodyInReach(Callee) ? !Polls.mayThrowOnStop(C)
                                 : analysis::isInStd(Callee)))
          Out.Understood.insert(C);
    return true;
  });
  findEnds(Loop, Out);
  return Out;
}

/// Fills in \p Facts.Ends.
void FrameJudge::findEnds(const Stmt *Loop, LoopFacts &Facts) const {
  llvm::DenseMap<const Stmt *, unsigned> Index;
  // Every condition is skipped, so that each of them is seen.
  analysis::isEndedFromOutside(Loop, [&](const Expr *Condition) {
    if (!AroundPolls.count(Condition) &&
        analysis::endsFromOutside(Condition, Loop) &&
        Index.try_emplace(Condition, unsigned(Facts.Ends.size())).second)
      Facts.Ends.push_back({Condition, {}});
    return true;
  });
  if (Facts.Ends.empty())
    return;
  for (const CFGBlock *B : Graph)
    for (const Stmt *S = B->getLastCondition(); S && S != Loop;
         S = Parents.getParent(S))
      if (auto Found = Index.find(S); Found != Index.end())
        Facts.Ends[Found->second].Blocks.push_back(B);
}

bool FrameJudge::registers() {
  if (!Registers)
    Registers = Polls.registers(F);
  return *Registers;
}

bool FrameJudge::isOutside(const CFGBlock *B, const Stmt *Loop) {
  auto Inserted = factsOf(Loop).Outside.try_emplace(B, false);
  if (Inserted.second)
    Inserted.first->second = reachesOutside(B, Loop);
  return Inserted.first->second;
}

/// True if \p B belongs to what comes after \p Loop.
bool FrameJudge::reachesOutside(const CFGBlock *B, const Stmt *Loop) const {
  if (B == &Graph.getExit())
    return true;
  if (!Loop)
    return false;
  if (const Stmt *Target = B->getLoopTarget())
    if (Target != Loop && !isWithin(Target, Loop))
      return true;
  for (const CFGElement &E : *B)
    if (auto S = E.getAs<CFGStmt>())
      // Statements that the graph made up have no parent.
      if (Parents.hasParent(S->getStmt()) && !isWithin(S->getStmt(), Loop))
        return true;
  return false;
}

/// True if a handler of \p Caught takes an exception of type \p Thrown.
static bool takes(const CXXCatchStmt *Handler, QualType Thrown) {
  QualType Caught = Handler->getCaughtType();
  if (Caught.isNull())
    return true;
  Caught = Caught.getNonReferenceType().getUnqualifiedType();
  Thrown = Thrown.getNonReferenceType().getUnqualifiedType();
  if (Caught.getCanonicalType() == Thrown.getCanonicalType())
    return true;
  const CXXRecordDecl *Base = Caught->getAsCXXRecordDecl();
  const CXXRecordDecl *Derived = Thrown->getAsCXXRecordDecl();
  return Base && Derived && Derived->hasDefinition() && Base->hasDefinition() &&
         Derived->isDerivedFrom(Base);
}

llvm::SmallVector<const CFGBlock *, 4>
FrameJudge::next(const CFGBlock *B, const Stmt *Loop, bool Stopped) {
  llvm::SmallVector<const CFGBlock *, 4> Out;
  if (Stopped)
    if (auto Found = ByBlock.find(B); Found != ByBlock.end()) {
      const analysis::PollBranch &P = All[Found->second];
      if (isStable(P, Loop)) {
        Out.push_back(P.Stopped);
        return Out;
      }
    }
  const CXXThrowExpr *Throw = nullptr;
  if (!B->empty())
    if (auto S = B->back().getAs<CFGStmt>())
      Throw = dyn_cast<CXXThrowExpr>(S->getStmt());
  for (const CFGBlock *S : B->succs()) {
    if (!S)
      continue;
    const auto *Try = dyn_cast_or_null<CXXTryStmt>(S->getTerminatorStmt());
    if (!Throw || !Try) {
      Out.push_back(S);
      continue;
    }
    const CXXCatchStmt *Taken = nullptr;
    if (Throw->getSubExpr())
      for (unsigned I = 0; I != Try->getNumHandlers() && !Taken; ++I)
        if (takes(Try->getHandler(I), Throw->getSubExpr()->getType()))
          Taken = Try->getHandler(I);
    const CFGBlock *To = &Graph.getExit();
    for (const CFGBlock *H : S->succs())
      if (H && Taken && H->getLabel() == Taken)
        To = H;
    Out.push_back(To);
  }
  return Out;
}

/// \p Before, if not null, holds blocks that are not entered.
Reach FrameJudge::explore(const CFGBlock *From, const Stmt *Loop, bool Stopped,
                          const Blocks *Before) {
  Reach Out;
  llvm::SmallVector<const CFGBlock *, 16> Work{From};
  while (!Work.empty()) {
    const CFGBlock *B = Work.pop_back_val();
    if (Before && Before->count(B))
      continue;
    if (isOutside(B, Loop)) {
      Out.Leaves = true;
      continue;
    }
    if (!Out.Seen.insert(B).second)
      continue;
    if (Loop && B->getLoopTarget() == Loop) {
      Out.Returns = true;
      if (!Stopped)
        continue;
    }
    for (const CFGBlock *S : next(B, Loop, Stopped))
      Work.push_back(S);
  }
  return Out;
}

/// True if a path from the stop edge of \p P leaves \p Loop.
bool FrameJudge::leavesOnStop(const analysis::PollBranch &P, const Stmt *Loop) {
  LoopFacts &Known = factsOf(Loop);
  if (auto Found = Known.Leaving.find(P.Stopped); Found != Known.Leaving.end())
    return Found->second;
  return Known.Leaving[P.Stopped] = explore(P.Stopped, Loop, false).Leaves;
}

/// A token that is the same one in every iteration.
bool FrameJudge::isStable(const analysis::PollBranch &P, const Stmt *Loop) {
  if (!P.Polled || !Loop)
    return true;
  auto Inserted = factsOf(Loop).Stable.try_emplace(P.Polled, false);
  if (!Inserted.second)
    return Inserted.first->second;
  bool Inside = false;
  analysis::forEachStmt(Loop, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        Inside |= One == P.Polled;
    return !Inside;
  });
  return Inserted.first->second =
             !Inside &&
             !analysis::writesTo(Loop, P.Polled, [&](const CallExpr *C) {
               return Polls.isPlainWaitOrPoll(C); // not all of them are const
             });
}

static bool isComparison(OverloadedOperatorKind Kind) {
  return Kind == OO_EqualEqual || Kind == OO_ExclaimEqual || Kind == OO_Less ||
         Kind == OO_Greater || Kind == OO_LessEqual || Kind == OO_GreaterEqual;
}

/// True if \p Call reports something, or is made for a call that does.
bool FrameJudge::isReporting(const CallExpr *Call) const {
  for (const Stmt *S = Call; isa_and_nonnull<Expr>(S); S = Parents.getParent(S))
    if (const auto *C = dyn_cast<CallExpr>(S))
      if (analysis::Polls::isLogging(C))
        return true;
  return false;
}

/// The local variable, or the field of a local object, that \p Target writes
/// to; null for anything that others may see.
static const ValueDecl *ownTarget(const Expr *Target) {
  Target = Target->IgnoreParenImpCasts();
  const ValueDecl *Field = nullptr;
  if (const auto *M = dyn_cast<MemberExpr>(Target)) {
    if (M->isArrow())
      return nullptr;
    Field = M->getMemberDecl();
    Target = M->getBase()->IgnoreParenImpCasts();
  }
  const auto *R = dyn_cast<DeclRefExpr>(Target);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  if (!V || !V->isLocalVarDecl() || !V->hasLocalStorage() ||
      V->getType()->isReferenceType() ||
      R->refersToEnclosingVariableOrCapture())
    return nullptr;
  return Field ? Field : V;
}

/// True if \p Loop mentions what \p Write writes to anywhere else.
static bool isReadIn(const Stmt *Loop, const BinaryOperator *Write) {
  const ValueDecl *D = ownTarget(Write->getLHS());
  if (!D)
    return true;
  const auto *M = dyn_cast<MemberExpr>(Write->getLHS()->IgnoreParenImpCasts());
  const ValueDecl *Whole = M ? analysis::referenced(M->getBase()) : nullptr;
  bool Found = false;
  analysis::forEachStmt(Loop, [&](const Stmt *S) {
    if (S == Write)
      return false;
    if (const auto *Part = dyn_cast<MemberExpr>(S)) {
      Found |= Part->getMemberDecl() == D;
      // Other parts of the same object say nothing.
      return !isa<DeclRefExpr>(Part->getBase()->IgnoreParenImpCasts());
    }
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Found |= R->getDecl() == D || (Whole && R->getDecl() == Whole);
    return !Found;
  });
  return Found;
}

/// True if \p Region does something that a later exit might depend on. With a
/// \p Loop, keeping an answer that the loop never reads is nothing.
bool FrameJudge::changes(const Blocks &Region, const Stmt *Loop) {
  auto &Known = factsOf(Loop).Changing;
  return llvm::any_of(Region, [&](const CFGBlock *B) {
    auto Inserted = Known.try_emplace(B, false);
    if (Inserted.second)
      Inserted.first->second = changesIn(B, Loop);
    return Inserted.first->second;
  });
}

bool FrameJudge::changesIn(const CFGBlock *B, const Stmt *Loop) const {
  for (const CFGElement &Element : *B) {
    auto Holder = Element.getAs<CFGStmt>();
    if (!Holder)
      continue;
    const Stmt *S = Holder->getStmt();
    if (const auto *O = dyn_cast<BinaryOperator>(S)) {
      if (O->isAssignmentOp() && (!Loop || isReadIn(Loop, O)))
        return true;
    } else if (const auto *U = dyn_cast<UnaryOperator>(S)) {
      if (U->isIncrementDecrementOp())
        return true;
    } else if (isa<CXXDeleteExpr>(S) || isa<CoawaitExpr>(S) ||
               isa<CoyieldExpr>(S)) {
      return true;
    } else if (const auto *C = dyn_cast<CallExpr>(S)) {
      if (isReporting(C) || Polls.isPlainWaitOrPoll(C))
        continue;
      const auto *Method =
          dyn_cast_or_null<CXXMethodDecl>(C->getDirectCallee());
      if (Method && Method->isConst())
        continue;
      if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C))
        if (isComparison(O->getOperator()))
          continue;
      return true;
    }
  }
  return false;
}

/// True if \p Region calls anything but reporting functions.
bool FrameJudge::works(const Blocks &Region) const {
  for (const CFGBlock *B : Region)
    for (const CFGElement &Element : *B)
      if (auto Holder = Element.getAs<CFGStmt>())
        if (const auto *C = dyn_cast<CallExpr>(Holder->getStmt()))
          if (!isReporting(C) && !isa<CXXOperatorCallExpr>(C))
            return true;
  return false;
}

/// \p Within, if not null, holds the only blocks whose conditions count.
bool FrameJudge::isEndedFromOutside(const Stmt *Loop, const Blocks *Within) {
  return llvm::any_of(factsOf(Loop).Ends, [&](const OutsideEnd &End) {
    return !Within || llvm::any_of(End.Blocks, [&](const CFGBlock *B) {
      return Within->count(B) != 0;
    });
  });
}

/// True if something in \p Region, blocks of \p Loop, may look at a token and
/// leave.
bool FrameJudge::isLookedAtElsewhere(const Stmt *Loop, const Blocks &Region,
                                     const analysis::PollBranch &P) {
  LoopFacts &Known = factsOf(Loop);
  auto &Looking = Known.Looking[P.Polled];
  return llvm::any_of(Region, [&](const CFGBlock *B) {
    auto Inserted = Looking.try_emplace(B, false);
    if (Inserted.second)
      Inserted.first->second = looksIn(B, Loop, Known, P.Polled);
    return Inserted.first->second;
  });
}

bool FrameJudge::looksIn(const CFGBlock *B, const Stmt *Loop,
                         const LoopFacts &Known, const ValueDecl *Polled) {
  auto Inserted = Tainted.try_emplace(Polled);
  if (Inserted.second) {
    llvm::SmallVector<const VarDecl *, 1> Token;
    if (const auto *V = dyn_cast_or_null<VarDecl>(Polled))
      Token.push_back(V);
    Inserted.first->second = Polls.taintedBy(F, Token);
  }
  for (const CFGElement &Element : *B) {
    auto Holder = Element.getAs<CFGStmt>();
    if (!Holder)
      continue;
    // Parts are looked at with the whole.
    const Stmt *Whole = Holder->getStmt();
    for (const Stmt *Up = Parents.getParent(Whole); isa_and_nonnull<Expr>(Up);
         Up = Parents.getParent(Up))
      if (const auto *O = dyn_cast<BinaryOperator>(Up);
          (O && O->isLogicalOp()) || isa<AbstractConditionalOperator>(Up))
        break;
      else
        Whole = Up;
    if (!isWithin(Whole, Loop))
      continue;
    if (Known.OnlyThrows ? Polls.mayThrowOnStop(Whole)
                         : Polls.mayObserve(Whole, &Inserted.first->second,
                                            &Known.Understood))
      return true;
  }
  return false;
}

/// True if the branch for a stop request joins the other one again and changes
/// nothing that the loop looks at, and the other does no work in between.
bool FrameJudge::makesNoDifference(const analysis::PollBranch &P,
                                   const Stmt *Loop) {
  if (analysis::isBounded(Loop, Ast))
    return false;
  Reach GoOn = explore(P.GoesOn, Loop, false);
  Reach Alone = explore(P.Stopped, Loop, false, &GoOn.Seen);
  if (Alone.Leaves || Alone.Returns)
    return false;
  Reach Stop = explore(P.Stopped, Loop, false);
  Blocks OnlyGoOn;
  for (const CFGBlock *B : GoOn.Seen)
    if (!Stop.Seen.count(B))
      OnlyGoOn.insert(B);
  return OnlyGoOn.empty() && !changes(Alone.Seen, Loop);
}

Shape FrameJudge::shapeOf(const analysis::PollBranch &P) const {
  Shape Out;
  const Stmt *S = P.Condition;
  for (const Stmt *Up = Parents.getParent(S); Up; Up = Parents.getParent(Up)) {
    if (const auto *I = dyn_cast<IfStmt>(Up)) {
      if (I->getCond() != S)
        return Out;
      Out.If = I;
      break;
    }
    if (!isa<Expr>(Up))
      return Out;
    S = Up;
  }
  // `if (poll && more)`: neither branch is for the request alone.
  if (!Out.If || P.Block->getTerminatorStmt() != Out.If)
    return {};
  const auto *Joined =
      dyn_cast<BinaryOperator>(Out.If->getCond()->IgnoreParenImpCasts());
  if (Joined && Joined->isLogicalOp())
    return {};
  const Stmt *Branch = P.StoppedIf ? Out.If->getThen() : Out.If->getElse();
  if (const auto *C = dyn_cast_or_null<CompoundStmt>(Branch))
    Branch = C->body_empty() ? nullptr : C->body_back();
  if (const auto *E = dyn_cast_or_null<Expr>(Branch))
    Branch = E->IgnoreImplicit();
  if (Branch && (isa<BreakStmt>(Branch) || isa<ContinueStmt>(Branch) ||
                 isa<ReturnStmt>(Branch) || isa<CXXThrowExpr>(Branch)))
    Out.Jump = Branch;
  return Out;
}

const Stmt *FrameJudge::leftBy(const BreakStmt *B) const {
  for (const Stmt *S = Parents.getParent(B); S; S = Parents.getParent(S))
    if (analysis::isLoop(S) || isa<SwitchStmt>(S))
      return S;
  return nullptr;
}

bool FrameJudge::judge(const analysis::PollBranch &P, const Stmt *Loop) {
  if (const Expr *Condition = analysis::loopCondition(Loop))
    if (isWithin(P.Condition, Condition))
      return false;
  if (factsOf(Loop).PollCount > MaxPollsOfLoop || !isStable(P, Loop))
    return false;
  Shape How = shapeOf(P);
  Reach Stop = explore(P.Stopped, Loop, false);
  if (Stop.Leaves) {
    // What leaves, leaves with and without a request.
    return How.If && !How.Jump && makesNoDifference(P, Loop) && !registers() &&
           !isEndedFromOutside(Loop, nullptr) &&
           !isLookedAtElsewhere(Loop, Stop.Seen, P) &&
           Polls.firstCall(Loop, analysis::Effort::Foreign, How.If);
  }
  if (!Stop.Returns)
    return false;

  // Whoever else looks at a token after the request may end the loop.
  Reach After = explore(P.Stopped, Loop, true);
  for (const analysis::PollBranch &Other : All)
    if (Other.Block != P.Block && After.Seen.count(Other.Block) &&
        isWithin(Other.Condition, Loop) && leavesOnStop(Other, Loop))
      return false;
  if (isLookedAtElsewhere(Loop, After.Seen, P))
    return false;

  Blocks OnlyStop;
  Reach GoOn = explore(P.GoesOn, Loop, false);
  for (const CFGBlock *B : Stop.Seen)
    if (!GoOn.Seen.count(B))
      OnlyStop.insert(B);
  bool Changes = changes(OnlyStop, Loop);

  // Nothing that the loop's condition could read changes any more.
  bool Spins = !analysis::isBounded(Loop, Ast) && !changes(After.Seen) &&
               !isEndedFromOutside(Loop, &After.Seen);
  if (!After.Leaves || Spins)
    // A helper at the end of the branch may throw or end the program.
    return !Changes || How.Jump;

  if (Changes || registers() || analysis::isBounded(Loop, Ast) ||
      isEndedFromOutside(Loop, nullptr) || !How.If)
    return false;
  if (const auto *Break = dyn_cast_or_null<BreakStmt>(How.Jump)) {
    const Stmt *Left = leftBy(Break);
    const Stmt *Except = isa<SwitchStmt>(Left) ? How.If : Left;
    return Polls.firstCall(Loop, analysis::Effort::Unknown, Except);
  }
  if (How.Jump && !isa<ContinueStmt>(How.Jump))
    return false;
  Blocks OnlyGoOn;
  for (const CFGBlock *B : GoOn.Seen)
    if (!Stop.Seen.count(B))
      OnlyGoOn.insert(B);
  return !GoOn.Leaves && !works(OnlyGoOn) &&
         Polls.firstCall(Loop, analysis::Effort::Foreign);
}

std::vector<Finding> FrameJudge::findings() {
  std::vector<Finding> Out;
  for (const analysis::PollBranch &P : All)
    for (const Stmt *S = Parents.getParent(P.Condition);
         S && !isa<LambdaExpr>(S); S = Parents.getParent(S))
      if (analysis::isLoop(S) && judge(P, S)) {
        Out.push_back({P, S, shapeOf(P)});
        break;
      }
  return Out;
}

class PollWithoutExit : public Check {
public:
  PollWithoutExit(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    matchOuterInitialisers(Finder);
  }

protected:
  void checkFunction(const FunctionDecl *F) override {
    // Lambdas in initialisers come through checkMatch().
    if (!isLambda(F) && !analysis::isTestCode(F, roles()))
      checkFrames(analysis::framesOf(F), services().parents(F));
  }
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override {
    const auto *Init = Result.Nodes.getNodeAs<Expr>("init");
    std::vector<analysis::Frame> Frames = analysis::framesOf(Init);
    if (!Frames.empty())
      checkFrames(Frames, ParentMap(const_cast<Expr *>(Init)));
  }

private:
  void checkFrames(const std::vector<analysis::Frame> &Frames,
                   const ParentMap &Parents);
  void checkLambda(const std::vector<analysis::Frame> &Frames,
                   const analysis::Frame &F, FrameJudge &Judge,
                   analysis::Polls &Polls, const ParentMap &Parents);
  void report(const Finding &Found, const analysis::Frame &F,
              const FrameJudge &Judge, const ParentMap &Parents);
};

void PollWithoutExit::checkFrames(const std::vector<analysis::Frame> &Frames,
                                  const ParentMap &Parents) {
  bool HasLoop = false;
  for (const analysis::Frame &One : Frames)
    analysis::forEachInFrame(One.Body, [&](const Stmt *S) {
      HasLoop |= analysis::isLoop(S);
      return !HasLoop;
    });
  if (!HasLoop)
    return;
  analysis::Polls Polls(roles());
  for (const analysis::Frame &One : Frames) {
    bool HasPoll = false;
    analysis::forEachInFrame(One.Body, [&](const Stmt *S) {
      if (isa<CallExpr, MemberExpr, DeclRefExpr, CoawaitExpr>(S))
        HasPoll |= bool(roles().op(cast<Expr>(S), Role::Poll));
      return !HasPoll;
    });
    if (!HasPoll)
      continue;
    const CFG *Graph = cfg(One.Function);
    if (!Graph)
      continue;
    FrameJudge Judge(One, *Graph, Parents, Polls, ast());
    for (const Finding &Found : Judge.findings())
      report(Found, One, Judge, Parents);
    if (One.Lambda)
      checkLambda(Frames, One, Judge, Polls, Parents);
  }
}

/// An endless loop whose only look at the token is in a lambda it calls.
void PollWithoutExit::checkLambda(const std::vector<analysis::Frame> &Frames,
                                  const analysis::Frame &F, FrameJudge &Judge,
                                  analysis::Polls &Polls,
                                  const ParentMap &Parents) {
  if (F.Outer < 0 || !F.Function->getReturnType()->isVoidType())
    return;
  // Called on the spot, or by its name.
  llvm::SmallPtrSet<const Stmt *, 4> Calls;
  const Stmt *Up = analysis::userParent(Parents, F.Lambda);
  const VarDecl *Named = nullptr;
  if (const auto *C = dyn_cast_or_null<CXXOperatorCallExpr>(Up)) {
    Calls.insert(C);
  } else if (const auto *D = dyn_cast_or_null<DeclStmt>(Up)) {
    if (D->isSingleDecl())
      Named = dyn_cast<VarDecl>(D->getSingleDecl());
  }
  const analysis::Frame &Outer = Frames[unsigned(F.Outer)];
  if (Named)
    analysis::forEachInFrame(Outer.Body, [&](const Stmt *S) {
      if (const auto *C = dyn_cast<CXXOperatorCallExpr>(S))
        if (C->getOperator() == OO_Call && C->getNumArgs() &&
            analysis::referenced(C->getArg(0)) == Named)
          Calls.insert(C);
      return true;
    });
  llvm::SmallPtrSet<const Stmt *, 4> Loops;
  for (const Stmt *Call : Calls) {
    const Stmt *Loop = Call;
    while (Loop && !analysis::isLoop(Loop) && !isa<LambdaExpr>(Loop))
      Loop = Parents.getParent(Loop);
    if (!Loop || !Loops.insert(Loop).second || isa<LambdaExpr>(Loop) ||
        !analysis::isEndless(Loop, ast()) || analysis::hasJumpOut(Loop))
      continue;
    llvm::SmallPtrSet<const Stmt *, 4> Understood(Calls.begin(), Calls.end());
    Understood.insert(F.Lambda);
    if (Polls.mayObserve(Loop, nullptr, &Understood))
      continue;
    bool Throws = false;
    analysis::forEachInFrame(F.Body, [&](const Stmt *S) {
      Throws |= isa<CXXThrowExpr>(S);
      return !Throws;
    });
    for (const analysis::PollBranch &P : Judge.polls()) {
      Shape How = Judge.shapeOf(P);
      if (Throws || !isa_and_nonnull<ReturnStmt>(How.Jump))
        continue;
      report({P, Loop, How}, F, Judge, Parents);
      return;
    }
  }
}

void PollWithoutExit::report(const Finding &Found, const analysis::Frame &F,
                             const FrameJudge &Judge,
                             const ParentMap &Parents) {
  std::string Poll =
      analysis::textOf(Found.Poll.Condition->getSourceRange(), ast());
  if (Poll.empty() && Found.Poll.Polled)
    Poll = Found.Poll.Polled->getNameAsString();
  llvm::StringRef Keyword = analysis::loopKeyword(Found.Loop);
  const Stmt *Jump = Found.How.Jump;
  const auto *Break = dyn_cast_or_null<BreakStmt>(Jump);
  const Stmt *Left = Break ? Judge.leftBy(Break) : nullptr;
  {
    auto D = diag(Found.Poll.Condition->getBeginLoc(),
                  "'%0' does not end the '%1' loop around it: on a stop "
                  "request the loop goes on; leave it in that branch")
             << Poll << Keyword;
    // What follows an endless loop without another exit is never reached.
    if (Break && isa_and_nonnull<SwitchStmt>(Left) &&
        analysis::isEndless(Found.Loop, ast()) &&
        !analysis::hasJumpOut(Found.Loop) &&
        F.Function->getReturnType()->isVoidType() &&
        !isa<CoroutineBodyStmt>(F.Body) &&
        analysis::canEdit(Break->getSourceRange(), ast()))
      D << FixItHint::CreateReplacement(Break->getSourceRange(), "return");
  }
  if (Break)
    diag(Break->getBeginLoc(),
         "this 'break' leaves only the %select{inner '%1' loop|switch}0",
         DiagnosticIDs::Note)
        << isa<SwitchStmt>(Left)
        << (isa<SwitchStmt>(Left) ? llvm::StringRef("switch")
                                  : analysis::loopKeyword(Left));
  else if (isa_and_nonnull<ContinueStmt>(Jump))
    diag(Jump->getBeginLoc(), "this 'continue' only starts the next iteration",
         DiagnosticIDs::Note);
  else if (isa_and_nonnull<ReturnStmt>(Jump))
    diag(Jump->getBeginLoc(), "this 'return' leaves only the lambda",
         DiagnosticIDs::Note);
  else if (isa_and_nonnull<CXXThrowExpr>(Jump))
    diag(Jump->getBeginLoc(),
         "this exception is caught inside the loop, which goes on",
         DiagnosticIDs::Note);
  else
    diag(Found.Loop->getBeginLoc(),
         "no statement in that branch leaves this '%0' loop",
         DiagnosticIDs::Note)
        << Keyword;
}

CTX_REGISTER_CHECK(PollWithoutExit, Info);

} // namespace
} // namespace ctx
