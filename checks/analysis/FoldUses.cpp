//===- FoldUses.cpp -------------------------------------------------------===//

#include "FoldUses.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"

using namespace clang;

namespace ctx::analysis {

using model::Role;

/// True if \p Call is a part of the condition of an `if`.
static bool isInCondition(const Expr *Call, const FunctionView &View) {
  const Stmt *Part = Call;
  const Stmt *P = View.parent(Part);
  for (; isa_and_nonnull<Expr>(P) && !isa<LambdaExpr>(P); P = View.parent(P))
    Part = P;
  const auto *If = dyn_cast_or_null<IfStmt>(P);
  return If && If->getCond() == Part;
}

bool onlyLooks(const Expr *Ref, const FunctionView &View) {
  const Stmt *Child = nullptr;
  const auto *M = dyn_cast_or_null<MemberExpr>(View.userOf(Ref, Child));
  const auto *Call =
      M ? dyn_cast_or_null<CXXMemberCallExpr>(View.parent(M)) : nullptr;
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (!Method)
    return false;
  if (View.roles().op(Call, {Role::Poll, Role::PollThrow, Role::PollStatus,
                             Role::CanCancel}) ||
      (Method->isConst() && Method->getReturnType()->isBooleanType()))
    return true;
  return View.roles().op(Call, Role::ValueGet) && isInCondition(Call, View);
}

bool isAskedAbout(const Expr *Ref, const FunctionView &View) {
  const Stmt *P = View.parent(Ref);
  while (isa_and_nonnull<ImplicitCastExpr, ParenExpr>(P))
    P = View.parent(P);
  const auto *Call = dyn_cast_or_null<CallExpr>(P);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  if (!F || !F->getReturnType()->isBooleanType() || !isInCondition(Call, View))
    return false;
  for (const ParmVarDecl *Param : F->parameters())
    if (Param->getType()->isLValueReferenceType() &&
        !Param->getType()->getPointeeType().isConstQualified())
      return false;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F))
    return Method->isConst();
  return F->getIdentifier() &&
         hasPhrase(F->getName(),
                   {"is", "has", "can", "should", "needs", "wants", "accepts",
                    "allows", "supports", "matches", "applies", "enabled",
                    "allowed", "applicable"});
}

} // namespace ctx::analysis
