//===- Forgone.cpp --------------------------------------------------------===//

#include "Forgone.h"
#include "Carriers.h"
#include "CodeKind.h"
#include "Counterparts.h"
#include "Exprs.h"
#include "InScope.h"
#include "Observed.h"
#include "Roots.h"
#include "TokenSlots.h"

using namespace clang;

namespace ctx::analysis {

using model::OpUse;
using model::Role;
using model::RoleIndex;
using model::TypeUse;
using model::writtenArgs;

bool endsSomething(const FunctionDecl *F) {
  return isCleanup(F) ||
         (F->getIdentifier() && F->getReturnType()->isVoidType() &&
          hasPhrase(F->getName(), {"stop", "cancel", "terminate", "finalize",
                                   "undo", "revert", "compensate"}));
}

std::string nameOfCallee(const Expr *Call) {
  const FunctionDecl *F = calleeOf(Call);
  if (const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
      M && !M->getIdentifier())
    return M->getParent()->getNameAsString(); // a constructor, a call operator
  return F && F->getIdentifier() ? F->getNameAsString() : "";
}

std::string nameAsCalled(const CallExpr *Call) {
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Call))
    if (const ValueDecl *Object =
            O->getOperator() == OO_Call ? referenced(O->getArg(0)) : nullptr)
      if (Object->getIdentifier())
        return Object->getName().str();
  const FunctionDecl *F = Call->getDirectCallee();
  return F ? F->getNameAsString() : "the call";
}

bool goesWithoutToken(const Expr *Call, llvm::ArrayRef<std::string> Allowed,
                      bool Logging, const RoleIndex &Roles) {
  const FunctionDecl *Callee = calleeOf(Call);
  if (!Callee || isInStd(Callee) || Call->isTypeDependent())
    return true;
  if (Callee->isOverloadedOperator() &&
      Callee->getOverloadedOperator() != OO_Call)
    return true;
  for (const OpUse &Op : Roles.ops(Call))
    if (Op.role() != Role::Tokenless && Op.role() != Role::StartOp)
      return true;
  // What makes a token, or work to be stopped by one, is where tokens come
  // from.
  TypeUse Result = Roles.type(Call->getType());
  if (Result.Roles.hasAny({Role::Token, Role::Source, Role::Context,
                           Role::Unified, Role::Registration, Role::Scope}))
    return true;
  std::string Name = nameOfCallee(Call);
  if (llvm::is_contained(Allowed, Name) || endsSomething(Callee) ||
      saysOptOut(Name) ||
      hasPhrase(Name, {"background", "fire and forget", "swap"}))
    return true;
  // `job.setToken()` puts something back; `db.insert(row)` is a call.
  if (hasPhrase(Name, {"set", "reset", "clear", "assign", "store"}) &&
      hasPhrase(Name, {"token", "context", "ctx"}))
    return true;
  const auto *C = dyn_cast<CallExpr>(Call);
  return C && !Logging && Polls::isLogging(C);
}

//===----------------------------------------------------------------------===//
// One parameter
//===----------------------------------------------------------------------===//

/// True if the first that could be given at \p Call is \p P, for a parameter of
/// role type \p Use.
static bool isFirstChoice(const ParmVarDecl *P, const Expr *Call,
                          const TypeUse &Use, const FunctionDecl *F,
                          const ParentMap &Parents, const RoleIndex &Roles) {
  for (const Candidate &C : InScope(F, Parents, Roles).at(Call))
    if (isSameRoleType(C, Use))
      return C.Decl == P && !C.KnownNull && C.Usable;
  return false;
}

static bool couldTake(const Expr *Call, const ParmVarDecl *P,
                      const FunctionDecl *F, const ParentMap &Parents,
                      const RoleIndex &Roles, TokenSlots &Slots,
                      Carriers &Tokens) {
  const FunctionDecl *Callee = calleeOf(Call);
  if (!Callee || isInStd(Callee) || Call->isTypeDependent())
    return false;
  llvm::SmallVector<TypeUse, 2> Takes;
  if (auto Slot = Slots.defaulted(Call))
    Takes.push_back(Slot->Use);
  else
    for (const TokenSlot &One : Slots.overloads(Callee))
      if (Slots.fits(One, Call, F, Parents) && !Tokens.knowsOne(Callee))
        Takes.push_back(One.Use);
  for (const Expr *A : writtenArgs(Call)) {
    const auto *Default = dyn_cast<CXXDefaultArgExpr>(A);
    if (const FieldDecl *Field =
            Tokens.leftUnset(Default ? Default->getExpr() : A))
      Takes.push_back(Roles.type(Field));
  }
  if (OpUse Op = Roles.op(Call, {Role::Tokenless, Role::StartOp}))
    for (const Counterpart &C : counterparts(Op, {}, Roles))
      if (C.Param)
        Takes.push_back(Roles.type(C.Param));
  return !Takes.empty() && !goesWithoutToken(Call, {}, false, Roles) &&
         !Tokens.isGivenOne(Call) &&
         !cancellationObserved(Call, Parents, Roles) &&
         llvm::any_of(Takes, [&](const TypeUse &Use) {
           return isFirstChoice(P, Call, Use, F, Parents, Roles);
         });
}

bool isForgone(const ParmVarDecl *P, const Stmt *Body, const FunctionDecl *F,
               const ParentMap &Parents, const RoleIndex &Roles) {
  if (mayMakeRoots(F, Roles) || endsSomething(F))
    return false;
  TokenSlots Slots(Roles);
  Carriers Tokens(Roles);
  bool Found = false;
  forEachStmt(Body, [&](const Stmt *S) {
    // A constructed object may outlive the token; a call does not.
    if (const auto *C = dyn_cast<CallExpr>(S))
      Found = Found || couldTake(C, P, F, Parents, Roles, Slots, Tokens);
    return !Found;
  });
  return Found;
}

} // namespace ctx::analysis
