//===- PollWithoutExit.cpp - ctx-poll-without-exit ------------------------===//
//
// Positive when: every path from a poll's stop edge leads back to the start of
// an enclosing loop, and
//   - once stopped, the loop has no exit at all, or
//   - the branch is a `break` that leaves only a switch or an inner loop while
//     the outer loop still has work to do, or
//   - the branch only reports the request, and nothing is done differently.
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
#include "llvm/ADT/DenseSet.h"

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

/// One frame with its CFG.
class FrameJudge {
public:
  FrameJudge(const analysis::Frame &F, const CFG &Graph,
             const ParentMap &Parents, analysis::Polls &Polls,
             const ASTContext &Ast)
      : F(F), Graph(Graph), Parents(Parents), Polls(Polls), Ast(Ast) {
    for (const CFGBlock *B : Graph)
      if (analysis::PollBranch P = Polls.branch(B); P.Block)
        All.push_back(P);
  }

  std::vector<Finding> findings();

  llvm::ArrayRef<analysis::PollBranch> polls() const { return All; }
  Shape shapeOf(const analysis::PollBranch &P) const;
  const Stmt *leftBy(const BreakStmt *B) const;

private:
  bool judge(const analysis::PollBranch &P, const Stmt *Loop);
  Reach explore(const CFGBlock *From, const Stmt *Loop, bool Stopped) const;
  bool isOutside(const CFGBlock *B, const Stmt *Loop) const;
  llvm::SmallVector<const CFGBlock *, 4>
  next(const CFGBlock *B, const Stmt *Loop, bool Stopped) const;
  bool isStable(const analysis::PollBranch &P, const Stmt *Loop) const;
  bool isReporting(const CallExpr *Call) const;
  bool changes(const Blocks &Region) const;
  bool works(const Blocks &Region) const;
  bool isEndedFromOutside(const Stmt *Loop) const;
  bool isWithin(const Stmt *S, const Stmt *A) const {
    return analysis::isWithin(S, A, Parents);
  }

  const analysis::Frame &F;
  const CFG &Graph;
  const ParentMap &Parents;
  analysis::Polls &Polls;
  const ASTContext &Ast;
  std::vector<analysis::PollBranch> All;
};

bool FrameJudge::isOutside(const CFGBlock *B, const Stmt *Loop) const {
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
FrameJudge::next(const CFGBlock *B, const Stmt *Loop, bool Stopped) const {
  llvm::SmallVector<const CFGBlock *, 4> Out;
  if (Stopped)
    for (const analysis::PollBranch &P : All)
      if (P.Block == B && isStable(P, Loop)) {
        Out.push_back(P.Stopped);
        return Out;
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

Reach FrameJudge::explore(const CFGBlock *From, const Stmt *Loop,
                          bool Stopped) const {
  Reach Out;
  llvm::SmallVector<const CFGBlock *, 16> Work{From};
  while (!Work.empty()) {
    const CFGBlock *B = Work.pop_back_val();
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

/// A token that is the same one in every iteration.
bool FrameJudge::isStable(const analysis::PollBranch &P,
                          const Stmt *Loop) const {
  if (!P.Polled || !Loop)
    return true;
  bool Inside = false;
  analysis::forEachStmt(Loop, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        Inside |= One == P.Polled;
    return !Inside;
  });
  return !Inside && !analysis::writesTo(Loop, P.Polled);
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

/// True if \p Region does something that a later exit might depend on.
bool FrameJudge::changes(const Blocks &Region) const {
  for (const CFGBlock *B : Region)
    for (const CFGElement &Element : *B) {
      auto Holder = Element.getAs<CFGStmt>();
      if (!Holder)
        continue;
      const Stmt *S = Holder->getStmt();
      if (const auto *O = dyn_cast<BinaryOperator>(S)) {
        if (O->isAssignmentOp())
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

bool FrameJudge::isEndedFromOutside(const Stmt *Loop) const {
  return analysis::isEndedFromOutside(Loop, [&](const Expr *Condition) {
    return llvm::any_of(All, [&](const analysis::PollBranch &P) {
      return isWithin(P.Condition, Condition);
    });
  });
}

Shape FrameJudge::shapeOf(const analysis::PollBranch &P) const {
  Shape Out;
  const Stmt *S = P.Condition;
  bool ThenIsStop = P.Use.Entry->StopWhen;
  for (const Stmt *Up = Parents.getParent(S); Up; Up = Parents.getParent(Up)) {
    if (const auto *I = dyn_cast<IfStmt>(Up)) {
      if (I->getCond() != S)
        return Out;
      Out.If = I;
      break;
    }
    if (const auto *U = dyn_cast<UnaryOperator>(Up);
        U && U->getOpcode() == UO_LNot)
      ThenIsStop = !ThenIsStop;
    else if (!isa<ParenExpr>(Up) && !isa<ImplicitCastExpr>(Up) &&
             !isa<FullExpr>(Up))
      return Out;
    S = Up;
  }
  if (!Out.If)
    return Out;
  const Stmt *Branch = ThenIsStop ? Out.If->getThen() : Out.If->getElse();
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

/// True if the result of \p C is dropped.
static bool isDropped(const CallExpr *C, const ParentMap &Parents) {
  const Stmt *S = analysis::userParent(Parents, C);
  return isa_and_nonnull<CompoundStmt>(S);
}

bool FrameJudge::judge(const analysis::PollBranch &P, const Stmt *Loop) {
  if (const Expr *Condition = analysis::loopCondition(Loop))
    if (isWithin(P.Condition, Condition))
      return false;
  if (!isStable(P, Loop))
    return false;
  Reach Stop = explore(P.Stopped, Loop, false);
  if (Stop.Leaves || !Stop.Returns)
    return false;

  // Whoever else looks at a token after the request may end the loop.
  Reach After = explore(P.Stopped, Loop, true);
  llvm::SmallPtrSet<const Stmt *, 8> Understood;
  for (const analysis::PollBranch &Other : All) {
    if (!isWithin(Other.Condition, Loop))
      continue;
    Understood.insert(Other.Condition);
    if (Other.Block != P.Block && After.Seen.count(Other.Block) &&
        explore(Other.Stopped, Loop, false).Leaves)
      return false;
  }
  analysis::forEachInFrame(Loop, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S))
      if (const FunctionDecl *Callee = C->getDirectCallee())
        // A library's wait that the token wakes does not leave the loop.
        if (!bodyInReach(Callee) && analysis::isInStd(Callee) &&
            isDropped(C, Parents))
          Understood.insert(C);
    return true;
  });
  llvm::SmallVector<const VarDecl *, 1> Token;
  if (const auto *V = dyn_cast_or_null<VarDecl>(P.Polled))
    Token.push_back(V);
  auto Tainted = Polls.taintedBy(F, Token);
  if (Polls.mayObserve(Loop, &Tainted, &Understood))
    return false;

  Shape How = shapeOf(P);
  Blocks OnlyStop;
  Reach GoOn = explore(P.GoesOn, Loop, false);
  for (const CFGBlock *B : Stop.Seen)
    if (!GoOn.Seen.count(B))
      OnlyStop.insert(B);
  bool Changes = changes(OnlyStop);

  // Nothing that the loop's condition could read changes any more.
  bool Spins = !analysis::isBounded(Loop, Ast) && !changes(After.Seen) &&
               !isEndedFromOutside(Loop);
  if (!After.Leaves || Spins)
    // A helper at the end of the branch may throw or end the program.
    return !Changes || How.Jump;

  if (Changes || Polls.registers(F) || analysis::isBounded(Loop, Ast) ||
      isEndedFromOutside(Loop) || !How.If)
    return false;
  if (const auto *Break = dyn_cast_or_null<BreakStmt>(How.Jump)) {
    const Stmt *Left = leftBy(Break);
    const Stmt *Except = isa<SwitchStmt>(Left) ? How.If : Left;
    return Polls.firstCall(Loop, analysis::Effort::Foreign, Except);
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
      if (isa<CallExpr>(S) || isa<MemberExpr>(S) || isa<DeclRefExpr>(S))
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
  for (const Stmt *Call : Calls) {
    const Stmt *Loop = Call;
    while (Loop && !analysis::isLoop(Loop) && !isa<LambdaExpr>(Loop))
      Loop = Parents.getParent(Loop);
    if (!Loop || isa<LambdaExpr>(Loop) || !analysis::isEndless(Loop, ast()) ||
        analysis::hasJumpOut(Loop))
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
