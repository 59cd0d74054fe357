//===- GivenRoots.cpp -----------------------------------------------------===//

#include "GivenRoots.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Loops.h"
#include "Observed.h"
#include "Roots.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx::analysis {

using model::Form;
using model::Role;
using model::RoleIndex;
using model::TypeUse;
using model::writtenArgs;

bool cleansUp(const FunctionDecl *F) {
  if (isCleanup(F))
    return true;
  // `stop_requested`-like names ask; they do not stop anything.
  return F->getIdentifier() && !F->getReturnType()->isBooleanType() &&
         hasPhrase(F->getName(), {"cancel", "cancelled", "canceled", "stop",
                                  "undo", "revert", "compensate", "finalize"});
}

bool mayBeGivenNothing(const Expr *Call, const RoleIndex &Roles) {
  if (Roles.op(Call,
               {Role::Spawn, Role::DetachTask, Role::Attach, Role::Shield,
                Role::Bind, Role::Merge, Role::Register, Role::RootFactory}))
    return true;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Call))
    return O->getOperator() != OO_Call;
  const FunctionDecl *Callee = calledFunction(Call);
  if (!Callee)
    return false;
  if (isInStd(Callee))
    return !Callee->getIdentifier() ||
           !hasPhrase(Callee->getName(), {"invoke", "wait"});
  if (!Callee->getIdentifier())
    return false;
  llvm::StringRef Name = Callee->getName();
  if (cleansUp(Callee) || saysOptOut(Name) ||
      hasPhrase(Name, {"exchange", "value or", "swap", "emplace", "push back",
                       "spawn", "background", "fire and forget"}))
    return true;
  // `job.setToken(nullptr)` puts something back; `db.insert(row, nullptr)` is a
  // call.
  return hasPhrase(Name, {"set", "reset", "clear", "assign", "store"}) &&
         (writtenArgs(Call).size() == 1 ||
          hasPhrase(Name, {"token", "context", "ctx", "cancellable"}));
}

bool isAlsoGiven(const Expr *Call, llvm::ArrayRef<Candidate> Candidates,
                 const RoleIndex &Roles) {
  for (const Expr *A : writtenArgs(Call)) {
    const Expr *O = object(A);
    for (const Candidate &C : Candidates) {
      if (referenced(A) == C.Decl)
        return true;
      // `req.ctx`, `source_.get_token()`
      if (C.Steps && O && isa<MemberExpr, CXXMemberCallExpr>(O) &&
          mentions(O, C.Decl) && Roles.type(O->getType()))
        return true;
    }
  }
  return false;
}

bool isExcused(const Stmt *Where, const ParentMap &Parents,
               const RoleIndex &Roles) {
  for (const Stmt *P = Parents.getParent(Where); P; P = Parents.getParent(P))
    if (isa<CXXCatchStmt>(P))
      return true;
  return cancellationObserved(Where, Parents, Roles);
}

llvm::SmallVector<Candidate, 4> substitutesFor(const TypeUse &Wanted,
                                               const Stmt *Where,
                                               const InScope &Scope,
                                               const RoleIndex &Roles) {
  llvm::SmallVector<Candidate, 4> Out;
  for (Candidate &C : Scope.at(Where)) {
    // A thread's own token is for what runs on the thread.
    if (!isSameRoleType(C, Wanted) || Roles.type(C.Decl).has(Role::TaskHandle))
      continue;
    if (C.KnownNull)
      return {};
    // May be empty, and is no token before somebody looked.
    if (C.Use.hasForm(Form::Optional) && !Wanted.hasForm(Form::Optional))
      continue;
    Out.push_back(std::move(C));
  }
  return Out;
}

} // namespace ctx::analysis
