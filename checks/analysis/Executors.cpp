//===- Executors.cpp ------------------------------------------------------===//

#include "Executors.h"
#include "CodeKind.h"
#include "ExitTriggers.h"
#include "Exprs.h"
#include "Workers.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

static const CXXRecordDecl *classOf(const ValueDecl *D) {
  const CXXRecordDecl *R =
      D->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return R ? R->getDefinition() : nullptr;
}

/// True if \p D itself runs work: a pool, or something with a function for it.
static bool runsWork(const ValueDecl *D, const RoleIndex &Roles) {
  TypeUse Use = Roles.type(D);
  if (!Use || Use.hasForm(Form::Pointer))
    return false;
  const CXXRecordDecl *R = classOf(D);
  return Use.has(Role::Nursery) ||
         (R && llvm::any_of(R->methods(), [](const CXXMethodDecl *M) {
            return M->getIdentifier() && M->getName() == "run";
          }));
}

static bool isStrand(const ValueDecl *D) {
  const CXXRecordDecl *R = classOf(D);
  return R && R->getIdentifier() && hasPhrase(R->getName(), {"strand"});
}

static std::optional<Runner> runnerOf(const Expr *E, const RoleIndex &Roles,
                                      unsigned Depth) {
  E = E ? strip(E) : nullptr;
  if (!E || Depth == 6)
    return std::nullopt;
  if (const auto *F = dyn_cast<CXXFunctionalCastExpr>(E))
    return runnerOf(F->getSubExpr(), Roles, Depth + 1);
  // io.get_executor(), timer.get_executor()
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
    return M->getNumArgs()
               ? std::nullopt
               : runnerOf(M->getImplicitObjectArgument(), Roles, Depth + 1);
  // make_strand(io), steady_timer(io, 1s)
  if (isa<CallExpr, CXXConstructExpr>(E)) {
    auto Args = writtenArgs(E);
    return Args.empty() ? std::nullopt
                        : runnerOf(Args.front(), Roles, Depth + 1);
  }
  const ValueDecl *D = referenced(E);
  if (!D || !isa<VarDecl, FieldDecl>(D))
    return std::nullopt;
  D = cast<ValueDecl>(D->getCanonicalDecl());
  const auto *V = dyn_cast<VarDecl>(D);
  bool Renamed = V && V->getType()->isReferenceType() && V->getInit();
  if (!Renamed && runsWork(D, Roles))
    return Runner{D, nullptr};
  if (!V || isa<ParmVarDecl>(V) || !V->getInit())
    return std::nullopt;
  std::optional<Runner> Out = runnerOf(V->getInit(), Roles, Depth + 1);
  if (Out && !Renamed && isStrand(V))
    Out->Strand = V;
  return Out;
}

std::optional<Runner> runnerOf(const Expr *E, const RoleIndex &Roles) {
  return runnerOf(E, Roles, 0);
}

bool runApart(const Runner &A, const Runner &B, const RoleIndex &Roles) {
  if (A.Home == B.Home)
    return A.Strand && B.Strand && A.Strand != B.Strand &&
           Roles.type(A.Home).has(Role::Nursery);
  auto IsObject = [](const ValueDecl *D) {
    return !D->getType()->isReferenceType();
  };
  return (IsObject(A.Home) && IsObject(B.Home)) ||
         A.Home->getDeclContext() == B.Home->getDeclContext();
}

/// True if \p Trigger, in \p F, runs where handlers or coroutines run.
static bool isInHandler(const Stmt *Trigger, const FunctionDecl *F,
                        const ParentMap &Parents, const RoleIndex &Roles) {
  for (const Stmt *S = Trigger; S;
       S = Parents.getParent(const_cast<Stmt *>(S))) {
    const auto *L = dyn_cast<LambdaExpr>(S);
    if (!L)
      continue;
    if (Roles.type(L->getCallOperator()->getReturnType()).has(Role::Ambient))
      return true;
    const auto *C = dyn_cast_or_null<CallExpr>(userParent(Parents, L));
    const FunctionDecl *Taker = C ? C->getDirectCallee() : nullptr;
    return Taker && !isInStd(Taker) && !isa<CXXOperatorCallExpr>(C);
  }
  return Roles.type(F->getReturnType()).has(Role::Ambient);
}

bool onlyHandlersAsk(
    const Expr *Token, const FunctionDecl *F, const RoleIndex &Roles,
    llvm::function_ref<const ParentMap &(const FunctionDecl *)> ParentsOf) {
  OpUse Get = Token ? Roles.op(strip(Token), Role::GetToken) : OpUse();
  const ValueDecl *Source =
      Get && Get.receiver() ? referenced(Get.receiver()) : nullptr;
  if (!Source || isa<ParmVarDecl>(Source))
    return false;
  llvm::SmallVector<const FunctionDecl *, 16> Functions{F};
  if (const auto *Field = dyn_cast<FieldDecl>(Source))
    Functions = methodsInReach(dyn_cast<CXXRecordDecl>(Field->getParent()));
  bool Any = false, Only = true;
  for (const FunctionDecl *G : Functions)
    forEachStmt(bodyInReach(G), [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      const Expr *On = C ? triggered(C, Roles) : nullptr;
      if (On && referenced(On) == Source) {
        Any = true;
        Only &= isInHandler(C, G, ParentsOf(G), Roles);
      }
      return Only;
    });
  return Any && Only;
}

} // namespace ctx::analysis
