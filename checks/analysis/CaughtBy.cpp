//===- CaughtBy.cpp -------------------------------------------------------===//

#include "CaughtBy.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Loops.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/SmallVector.h"

using namespace clang;

namespace ctx::analysis {

/// How many lambdas within one another are looked through.
static constexpr unsigned MaxDepth = 4;

/// True if \p Handler catches what \p S throws, as far as is known.
static bool catches(const CXXCatchStmt *Handler, const Stmt *S) {
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  if (Handler->getCaughtType().isNull() || !F || !F->getIdentifier() ||
      !isInStd(F))
    return true;
  QualType T = Handler->getCaughtType().getNonReferenceType();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (T->isDependentType())
    return true;
  if (!R || !R->getIdentifier() || !isInStd(R))
    return false;
  if (F->getName() == "at")
    return compat::isOneOf(R->getName(),
                           {"exception", "logic_error", "out_of_range"});
  return compat::isOneOf(R->getName(),
                         {"exception", "bad_cast", "bad_any_cast",
                          "bad_variant_access", "bad_optional_access"});
}

static bool catches(const CXXTryStmt *T, const Stmt *S) {
  for (unsigned I = 0; I != T->getNumHandlers(); ++I)
    if (catches(T->getHandler(I), S))
      return true;
  return false;
}

/// The call that \p E, a lambda or the name of one, is an argument or the
/// callee of; null if it is none. \p Kept becomes the variable that it is the
/// value of.
static const CallExpr *callWith(const Expr *E, const ParentMap &Up,
                                const VarDecl *&Kept) {
  for (const Stmt *P = Up.getParent(E); P; P = Up.getParent(P)) {
    if (const auto *C = dyn_cast<CallExpr>(P))
      return C;
    if (const auto *D = dyn_cast<DeclStmt>(P)) {
      Kept =
          D->isSingleDecl() ? dyn_cast<VarDecl>(D->getSingleDecl()) : nullptr;
      return nullptr;
    }
    if (!isa<CastExpr, CXXConstructExpr, FullExpr, ParenExpr,
             MaterializeTemporaryExpr, CXXBindTemporaryExpr>(P))
      return nullptr;
  }
  return nullptr;
}

/// True if the function that \p Call calls has a handler for \p S.
static bool catchesInside(const CallExpr *Call, const Stmt *S) {
  const FunctionDecl *F = Call->getDirectCallee();
  const Stmt *Body = F ? bodyInReach(F) : nullptr;
  bool Does = false;
  if (Body && !isa<CXXOperatorCallExpr>(Call))
    forEachInFrame(Body, [&](const Stmt *Part) {
      if (const auto *T = dyn_cast<CXXTryStmt>(Part))
        Does |= catches(T, S);
      return !Does;
    });
  return Does;
}

/// True if what \p S throws is caught if it comes out of \p At.
static bool isCaughtAt(const Stmt *At, const Stmt *S, const Stmt *Body,
                       const ParentMap &Up, unsigned Depth) {
  const LambdaExpr *Lambda = nullptr;
  for (const Stmt *Child = At, *P = Up.getParent(At); P && !Lambda;
       Child = P, P = Up.getParent(P)) {
    if (const auto *T = dyn_cast<CXXTryStmt>(P))
      if (T->getTryBlock() == Child && catches(T, S))
        return true;
    Lambda = dyn_cast<LambdaExpr>(P);
  }
  if (!Lambda || Depth == MaxDepth)
    return false;
  auto IsCaughtBy = [&](const CallExpr *Call) {
    return Call &&
           (catchesInside(Call, S) || isCaughtAt(Call, S, Body, Up, Depth + 1));
  };
  const VarDecl *Kept = nullptr;
  if (IsCaughtBy(callWith(Lambda, Up, Kept)))
    return true;
  bool Is = false;
  if (Kept)
    forEachStmt(Body, [&](const Stmt *Part) {
      const VarDecl *Ignored = nullptr;
      if (const auto *R = dyn_cast<DeclRefExpr>(Part))
        Is |= R->getDecl() == Kept && IsCaughtBy(callWith(R, Up, Ignored));
      return !Is;
    });
  return Is;
}

bool isCaught(const Stmt *S, const Stmt *Body, const ParentMap &Up) {
  return isCaughtAt(S, S, Body, Up, 0);
}

} // namespace ctx::analysis
