//===- DiscardedDerive.cpp - ctx-discarded-derive -------------------------===//
//
// Positive when the value is dropped of
//   - an operation that derives a context or token (one more value, a deadline,
//     a child, a merge) and changes nothing by itself;
//   - an operation that binds a token to what it returns, so that no operation
//     ever gets it;
//   - an operation that resets only when what it returns is awaited.
// Negative when
//   - the author says so: a cast to void, an assignment to std::ignore;
//   - a macro of a system header, or a test's macro, is given the call.
// Unknown when (silent)
//   - the operation may change what it is called on: it takes it by reference
//     and the model does not say that the result has to be used, or the result
//     is that object itself.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Discards.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Loops.h"
#include "analysis/Relevant.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Form;
using model::OpUse;
using model::Role;
using model::RoleSet;
using model::TypeUse;

constexpr CheckInfo Info = {
    /*Id=*/"ctx-discarded-derive",
    /*Title=*/"the result of a deriving call is dropped, so nothing is derived",
    /*Counterpart=*/"vet unusedresult",
    /*Spec=*/"M02 X07",
    /*Level=*/Severity::Warning,
    /*Fixes=*/FixKind::Sometimes,
    /*OnByDefault=*/true,
    /*Since=*/"0.1",
    /*Options=*/{},
    /*UnsafeFixes=*/true,
};

const RoleSet Derives{Role::Derive, Role::DeriveValue, Role::DeriveDeadline,
                      Role::Merge};

class DiscardedDerive : public Check {
public:
  DiscardedDerive(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override { Relevant.reset(); }

private:
  OpUse deriving(const Expr *E) const;
  bool makesBinder(const Expr *E) const;
  bool isOnlyAnOrder(const Expr *E) const;
  void reportDerive(const Discard &D, const OpUse &Op, const FunctionDecl *F);
  void reportUnawaited(const Discard &D, const FunctionDecl *F);
  const VarDecl *assignable(const Discard &D, const OpUse &Op,
                            const FunctionDecl *F) const;
  bool isUsedAfter(const Discard &D, const VarDecl *V,
                   const FunctionDecl *F) const;

  std::optional<bool> Relevant;
};

/// The function that \p E calls, as a user would name it; "" for a constructor
/// and what has no name.
std::string calledName(const Expr *E) {
  const auto *C = dyn_cast<CallExpr>(E);
  const auto *F = C ? dyn_cast_or_null<NamedDecl>(C->getCalleeDecl()) : nullptr;
  return F && F->getIdentifier() ? F->getNameAsString() : "";
}

/// True if \p E may change what \p Op derives from, or hands back that object.
bool mayChangeInPlace(const Expr *E, const OpUse &Op) {
  if (Op.Entry->MustUse)
    return false;
  if (!E->isPRValue() || E->getType()->isPointerType() ||
      E->getType()->isVoidType())
    return true;
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  if (!F)
    return !isa<CXXConstructExpr>(E);
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (M && !M->isStatic() && !M->isConst())
    return true;
  // Through a reference or pointer it could.
  return llvm::any_of(F->parameters(), [](const ParmVarDecl *P) {
    QualType T = P->getType();
    return (T->isLValueReferenceType() || T->isPointerType()) &&
           !T->getPointeeType().isConstQualified();
  });
}

/// "context" or "token".
llvm::StringRef nounOf(const TypeUse &Use) {
  return Use.Roles.hasAny({Role::Context, Role::Unified, Role::ValueBag}) ||
                 !Use
             ? "context"
             : "token";
}

bool isCoroutine(const FunctionDecl *F) {
  return isa_and_nonnull<CoroutineBodyStmt>(bodyInReach(F));
}

} // namespace

/// The operation that \p E plays and whose result must not be dropped.
OpUse DiscardedDerive::deriving(const Expr *E) const {
  for (const OpUse &Op : roles().ops(E)) {
    if (Derives.has(Op.role()) && !mayChangeInPlace(E, Op))
      return Op;
    if (Op.role() == Role::Bind && Op.Entry->MustUse)
      return Op;
  }
  return {};
}

/// True if \p E makes an object that only transports a token to an operation.
bool DiscardedDerive::makesBinder(const Expr *E) const {
  if (!isa<CXXConstructExpr>(E) || !E->isPRValue())
    return false;
  TypeUse Use = roles().type(E->getType());
  return Use && Use.byValue() && Use.has(Role::Carrier) && Use.Entry->MustUse;
}

/// True if \p E resets nothing by itself: what it returns has to be awaited.
bool DiscardedDerive::isOnlyAnOrder(const Expr *E) const {
  OpUse Op = roles().op(E, Role::Reset);
  return Op && Op.Entry->MustUse && !Op.Entry->Awaited;
}

void DiscardedDerive::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = mayOccur(roles(), ast(), {Role::Carrier},
                        {Role::Derive, Role::DeriveValue, Role::DeriveDeadline,
                         Role::Merge, Role::Bind, Role::Reset});
  if (!*Relevant || !bodyInReach(F))
    return;
  std::optional<bool> Test;
  for (const Discard &D : discardsIn(F, roles())) {
    if (D.Marker)
      continue;
    OpUse Op = deriving(D.E);
    bool Binder = !Op && makesBinder(D.E);
    bool Unawaited = !Op && !Binder && isOnlyAnOrder(D.E);
    if (!Op && !Binder && !Unawaited)
      continue;
    if (D.E->getBeginLoc().isMacroID()) {
      if (!Test)
        Test = isTestCode(F, roles());
      if (isMacroBusiness(D.E, *Test, sources()))
        continue;
    }
    if (Unawaited)
      reportUnawaited(D, F);
    else if (Binder || Op.role() == Role::Bind)
      diag(sources().getFileLoc(D.E->getExprLoc()),
           "what %0 makes is dropped, so no operation is given the token; pass "
           "it to the operation")
          << (calledName(D.E).empty() ? "this" : "'" + calledName(D.E) + "'");
    else
      reportDerive(D, Op, F);
  }
}

/// The variable that \p Op derives from if its result can be assigned to it,
/// and that matters; else null.
const VarDecl *DiscardedDerive::assignable(const Discard &D, const OpUse &Op,
                                           const FunctionDecl *F) const {
  const Expr *From = Op.arg("parent");
  if (!From)
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(D.E))
      From = M->getImplicitObjectArgument();
  const auto *V = dyn_cast_or_null<VarDecl>(From ? referenced(From) : nullptr);
  if (!V || !V->hasLocalStorage() || V->getType().isConstQualified() ||
      V->getType()->isDependentType() || D.Whole->isTypeDependent())
    return nullptr;
  const auto *R = V->getType()->getAsCXXRecordDecl();
  if (!R || !ast().hasSameUnqualifiedType(V->getType(), D.E->getType()) ||
      !(R->hasSimpleMoveAssignment() || R->hasSimpleCopyAssignment() ||
        llvm::any_of(R->methods(), [](const CXXMethodDecl *M) {
          return (M->isCopyAssignmentOperator() ||
                  M->isMoveAssignmentOperator()) &&
                 !M->isDeleted() && M->getAccess() == AS_public;
        })))
    return nullptr;
  return isUsedAfter(D, V, F) ? V : nullptr;
}

/// True if \p V is mentioned behind \p D, or runs around to it; and no lambda
/// that holds D has V as a constant copy.
bool DiscardedDerive::isUsedAfter(const Discard &D, const VarDecl *V,
                                  const FunctionDecl *F) const {
  const ParentMap &Parents = services().parents(F);
  const Stmt *Loop = nullptr;
  for (const Stmt *P = Parents.getParent(D.Whole); P;
       P = Parents.getParent(P)) {
    if (isa<LambdaExpr>(P))
      break;
    if (isLoop(P))
      Loop = P; // the outermost
  }
  for (const Stmt *P = Parents.getParent(D.Whole); P; P = Parents.getParent(P))
    if (const auto *L = dyn_cast<LambdaExpr>(P))
      if (!L->getCallOperator()->Encloses(V->getDeclContext()))
        return false;
  const SourceManager &SM = sources();
  bool Used = false;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (R && R->getDecl() == V && !isWithin(R, D.Whole, Parents))
      Used |= SM.isBeforeInTranslationUnit(D.Whole->getEndLoc(),
                                           R->getLocation()) ||
              (Loop && isWithin(R, Loop, Parents) &&
               !isWithin(V->getInit() ? V->getInit() : R, Loop, Parents));
    return !Used;
  });
  return Used;
}

void DiscardedDerive::reportDerive(const Discard &D, const OpUse &Op,
                                   const FunctionDecl *F) {
  TypeUse Result = roles().type(D.E->getType());
  if (!Result)
    if (const Expr *From = Op.arg("parent"))
      Result = roles().type(From->getType());
  std::string Name = calledName(D.E);
  std::string Kept;
  if (const Expr *From = Op.arg("parent"))
    if (const ValueDecl *V = referenced(From))
      Kept = V->getNameAsString();
  const VarDecl *Into = D.Alone && !D.Whole->getBeginLoc().isMacroID() &&
                                canEdit(D.Whole->getSourceRange(), ast())
                            ? assignable(D, Op, F)
                            : nullptr;
  auto Report =
      Kept.empty()
          ? diag(sources().getFileLoc(D.E->getExprLoc()),
                 "the %0 that %1 makes is dropped, so nothing is derived; keep "
                 "it and use it")
          : diag(sources().getFileLoc(D.E->getExprLoc()),
                 "%1 leaves '%2' as it is and returns a new %0, which is "
                 "dropped; keep it and use it");
  Report << nounOf(Result) << (Name.empty() ? "this" : "'" + Name + "'");
  if (!Kept.empty())
    Report << Kept;
  if (Into)
    Report << FixItHint::CreateInsertion(D.Whole->getBeginLoc(),
                                         Into->getNameAsString() + " = ");
}

void DiscardedDerive::reportUnawaited(const Discard &D, const FunctionDecl *F) {
  const ParentMap &Parents = services().parents(F);
  const FunctionDecl *Frame = F;
  for (const Stmt *P = Parents.getParent(D.Whole); P; P = Parents.getParent(P))
    if (const auto *L = dyn_cast<LambdaExpr>(P)) {
      Frame = L->getCallOperator();
      break;
    }
  auto Report = diag(sources().getFileLoc(D.E->getExprLoc()),
                     "%0 does nothing until it is awaited; write 'co_await' "
                     "before it")
                << "'" + calledName(D.E) + "'";
  if (D.Alone && isCoroutine(Frame) && !D.Whole->getBeginLoc().isMacroID() &&
      canEdit(D.Whole->getSourceRange(), ast()))
    Report << FixItHint::CreateInsertion(D.Whole->getBeginLoc(), "co_await ");
}

namespace {
CTX_REGISTER_CHECK(DiscardedDerive, Info);
} // namespace

} // namespace ctx
