//===- Assumed.cpp --------------------------------------------------------===//

#include "Assumed.h"
#include "Exprs.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseSet.h"
#include <deque>

using namespace clang;

namespace ctx::analysis {

Answer negated(Answer A) {
  if (A == Answer::Yes)
    return Answer::No;
  return A == Answer::No ? Answer::Yes : A;
}

Answer decide(const Expr *Condition, const Assumption &A) {
  const Expr *E = strip(Condition);
  if (!E)
    return Answer::Either;
  if (const auto *L = dyn_cast<CXXBoolLiteralExpr>(E))
    return L->getValue() ? Answer::Yes : Answer::No;
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    if (U->getOpcode() == UO_LNot)
      return negated(decide(U->getSubExpr(), A));
  if (const auto *C = dyn_cast<ExplicitCastExpr>(E))
    if (C->getType()->isBooleanType())
      return decide(C->getSubExpr(), A);
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B || !B->isLogicalOp())
    return A.Decide(E);
  Answer Left = decide(B->getLHS(), A), Right = decide(B->getRHS(), A);
  Answer Dominant = B->getOpcode() == BO_LAnd ? Answer::No : Answer::Yes;
  if (Left == Dominant || Right == Dominant)
    return Dominant;
  if (Left == Answer::Unknown || Right == Answer::Unknown)
    return Answer::Unknown;
  return Left == Right ? Left : Answer::Either;
}

namespace {
using Next = llvm::SmallVector<const CFGBlock *, 4>;
} // namespace

/// The cases of a `switch` that \p A takes.
static Next casesOf(const SwitchStmt *S, const CFGBlock *B,
                    const Assumption &A) {
  Next Possible, Taken;
  for (auto Way : Paths::successors(B)) {
    const auto *Case = dyn_cast_or_null<CaseStmt>(Way.first->getLabel());
    Answer Is = A.Switch
                    ? A.Switch(S->getCond(), Case ? Case->getLHS() : nullptr)
                    : Answer::Either;
    if (Is == Answer::Unknown)
      return {};
    if (Is == Answer::Yes && Case)
      Taken.push_back(Way.first);
    if (Is != Answer::No)
      Possible.push_back(Way.first);
  }
  return Taken.empty() ? Possible : Taken;
}

static Next nextOf(const CFGBlock *B, const Assumption &A) {
  if (const auto *S = dyn_cast_or_null<SwitchStmt>(B->getTerminatorStmt()))
    return casesOf(S, B, A);
  Answer Is = Answer::Either;
  if (B->getTerminatorStmt() && B->succ_size() == 2 &&
      !isa<CXXTryStmt>(B->getTerminatorStmt())) {
    const Expr *Condition = B->getLastCondition();
    // Temporaries may die between the condition and its branch.
    if (!Condition && B->getTerminator().isStmtBranch())
      Condition = dyn_cast_or_null<Expr>(B->getTerminatorCondition());
    if (Condition)
      Is = decide(Condition, A);
  }
  Next Out;
  if (Is == Answer::Unknown)
    return Out;
  for (auto Way : Paths::successors(B))
    if (Is == Answer::Either || (Way.second == 0) == (Is == Answer::Yes))
      Out.push_back(Way.first);
  return Out;
}

bool leadsTo(PathSpot From, const Assumption &A) {
  std::deque<PathSpot> Todo{From};
  llvm::DenseSet<const CFGBlock *> Seen;
  while (!Todo.empty()) {
    PathSpot Spot = Todo.front();
    Todo.pop_front();
    bool On = true;
    int Index = 0;
    for (const CFGElement &E : *Spot.Block) {
      if (Index++ <= Spot.Index)
        continue;
      auto S = E.getAs<CFGStmt>();
      if (!S)
        continue;
      Assumption::Step Step = A.At(S->getStmt());
      if (Step == Assumption::Step::Found)
        return true;
      if (Step == Assumption::Step::Stop) {
        On = false;
        break;
      }
    }
    if (!On || Spot.Block->hasNoReturnElement())
      continue;
    for (const CFGBlock *B : nextOf(Spot.Block, A))
      if (Seen.insert(B).second)
        Todo.push_back({B, -1});
  }
  return false;
}

} // namespace ctx::analysis
