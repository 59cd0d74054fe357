//===- Work.cpp -----------------------------------------------------------===//

#include "Work.h"
#include "Exprs.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

static const RoleSet Polls{Role::Poll, Role::PollThrow, Role::PollStatus};

static bool polls(const Stmt *S, const RoleIndex &Roles) {
  bool Found = false;
  forEachStmt(S, [&](const Stmt *Part) {
    if (const auto *E = dyn_cast<Expr>(Part))
      Found |= bool(Roles.op(E, Polls));
    return !Found;
  });
  return Found;
}

/// True if \p Cond is absent, constant, or nothing but polls.
static bool onlyPolls(const Expr *Cond, const RoleIndex &Roles) {
  Cond = strip(Cond);
  if (!Cond)
    return true;
  if (const auto *B = dyn_cast<CXXBoolLiteralExpr>(Cond))
    return B->getValue();
  if (const auto *I = dyn_cast<IntegerLiteral>(Cond))
    return I->getValue() != 0;
  if (const auto *U = dyn_cast<UnaryOperator>(Cond))
    return U->getOpcode() == UO_LNot &&
           bool(Roles.op(strip(U->getSubExpr()), Polls));
  if (const auto *B = dyn_cast<BinaryOperator>(Cond))
    return B->getOpcode() == BO_LAnd && onlyPolls(B->getLHS(), Roles) &&
           onlyPolls(B->getRHS(), Roles);
  return bool(Roles.op(Cond, Polls));
}

/// True if \p S can leave the loop for another reason than a poll. \p Nested is
/// true where a break would only leave something inside.
static bool leavesOtherwise(const Stmt *S, const RoleIndex &Roles,
                            bool Nested) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (isa<ReturnStmt, CoreturnStmt, CXXThrowExpr, GotoStmt>(S) ||
      (isa<BreakStmt>(S) && !Nested))
    return true;
  if (const auto *I = dyn_cast<IfStmt>(S)) {
    if (!polls(I->getCond(), Roles))
      return leavesOtherwise(I->getThen(), Roles, Nested) ||
             leavesOtherwise(I->getElse(), Roles, Nested);
    return false; // asked to stop, or not: that is the poll's doing
  }
  bool Inner =
      Nested || isa<WhileStmt, DoStmt, ForStmt, CXXForRangeStmt, SwitchStmt>(S);
  for (const Stmt *Child : S->children())
    if (leavesOtherwise(Child, Roles, Inner))
      return true;
  return false;
}

bool loopsUntilAsked(const Stmt *Loop, const RoleIndex &Roles) {
  const Expr *Cond = nullptr;
  const Stmt *Body = nullptr;
  if (const auto *W = dyn_cast<WhileStmt>(Loop)) {
    if (W->getConditionVariable())
      return false;
    Cond = W->getCond();
    Body = W->getBody();
  } else if (const auto *D = dyn_cast<DoStmt>(Loop)) {
    Cond = D->getCond();
    Body = D->getBody();
  } else if (const auto *F = dyn_cast<ForStmt>(Loop)) {
    Cond = F->getCond();
    Body = F->getBody();
  } else {
    return false;
  }
  return onlyPolls(Cond, Roles) &&
         !leavesOtherwise(Body, Roles, /*Nested=*/false);
}

WorkEnd howItEnds(const Stmt *Body, const RoleIndex &Roles,
                  llvm::function_ref<bool(const ValueDecl *)> IsToken) {
  bool Endless = false, PassedOn = false;
  llvm::SmallPtrSet<const Expr *, 8> Polled;
  forEachStmt(Body, [&](const Stmt *S) {
    if (loopsUntilAsked(S, Roles))
      Endless = true;
    const auto *E = dyn_cast<Expr>(S);
    if (!E)
      return true;
    for (const OpUse &Op : Roles.ops(E))
      if (Polls.has(Op.role()) || Op.role() == Role::CanCancel)
        if (const Expr *Receiver = Op.receiver())
          Polled.insert(object(Receiver));
    const auto *R = dyn_cast<DeclRefExpr>(E);
    if (R && IsToken(R->getDecl()) && !Polled.count(R))
      PassedOn = true;
    return true;
  });
  if (Endless)
    return WorkEnd::OnlyWhenAsked;
  return PassedOn ? WorkEnd::Unknown : WorkEnd::ByItself;
}

bool changes(const Stmt *Body, const ValueDecl *V) {
  bool Found = false;
  auto Is = [&](const Expr *E) { return referenced(E) == V; };
  forEachStmt(Body, [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S))
      Found |= B->isAssignmentOp() && Is(B->getLHS());
    else if (const auto *U = dyn_cast<UnaryOperator>(S))
      Found |= U->isIncrementDecrementOp() && Is(U->getSubExpr());
    else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
      const auto *M = dyn_cast_or_null<CXXMethodDecl>(O->getDirectCallee());
      Found |= M && !M->isConst() && O->getNumArgs() && Is(O->getArg(0));
    } else if (const auto *C = dyn_cast<CXXMemberCallExpr>(S)) {
      const CXXMethodDecl *M = C->getMethodDecl();
      Found |= M && !M->isConst() && Is(C->getImplicitObjectArgument());
    }
    return !Found;
  });
  return Found;
}

} // namespace ctx::analysis
