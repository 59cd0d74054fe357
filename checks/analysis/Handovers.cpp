//===- Handovers.cpp - who else may wake a wait ---------------------------===//
//
//   StopWaker waker(st, m_, cv_);   a class of the user's own, a function, or a
//   arm(st, m_, cv_);               member function is given the token and what
//   auto waker = arm(st);           notifies: it may do what a callback does
//
//===----------------------------------------------------------------------===//

#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "InScope.h"
#include "Wakeups.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using ctx::model::Role;
using ctx::model::RoleIndex;
using ctx::model::RoleSet;

namespace ctx::analysis {

namespace {

/// One call or construction that hands things over.
struct Given {
  const FunctionDecl *To = nullptr; ///< null: the compiler has not chosen yet
  llvm::SmallVector<const Expr *, 4> Args;
  bool This = false; ///< it is a member function of the same object

  explicit operator bool() const { return !Args.empty(); }
};

} // namespace

static bool holdsToken(QualType T, const RoleIndex &Roles) {
  return Roles.type(T).Roles.hasAny({Role::Token, Role::Source, Role::Unified});
}

/// What \p S hands over; nothing if it is no call, or one that a vocabulary
/// explains.
static Given givenBy(const Stmt *S, const RoleIndex &Roles) {
  Given Out;
  const auto *E = dyn_cast<Expr>(S);
  // In a template a construction may not be known yet.
  if (isa<CXXUnresolvedConstructExpr, ParenListExpr, InitListExpr>(S)) {
    for (const Stmt *Child : S->children())
      if (const auto *A = dyn_cast_or_null<Expr>(Child))
        Out.Args.push_back(A);
    return Out;
  }
  if (!E || !isa<CallExpr, CXXConstructExpr>(E) ||
      Roles.op(E, {Role::Register, Role::Trigger, Role::GetToken,
                   Role::CanCancel}) ||
      Roles.op(E, Waiting) || Roles.op(E, Asking))
    return Out;
  Out.To = calledFunction(E);
  for (const Expr *A : model::writtenArgs(E))
    Out.Args.push_back(A);
  const auto *C = dyn_cast<CallExpr>(E);
  if (!C)
    return Out;
  if (const auto *U =
          dyn_cast<UnresolvedMemberExpr>(C->getCallee()->IgnoreParens())) {
    Out.This = U->isImplicitAccess();
    if (U->getNumDecls() == 1)
      Out.To = (*U->decls_begin())->getUnderlyingDecl()->getAsFunction();
  }
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
    Out.This |= isa<CXXThisExpr>(object(M->getImplicitObjectArgument()));
  return Out;
}

//===----------------------------------------------------------------------===//
// What a function does with what it is given
//===----------------------------------------------------------------------===//

/// True if \p F, which is given a token and what notifies, may leave a callback
/// behind when it returns; also if its body is not in reach.
static bool mayArm(const FunctionDecl *F, const RoleIndex &Roles,
                   unsigned Depth = 0) {
  if (!bodyInReach(F) || Depth > 3)
    return true;
  const FunctionDecl *Body = F->getDefinition() ? F->getDefinition() : F;
  // What it keeps in local variables is gone, if it returns nothing like it.
  bool Keeps =
      isa<CXXConstructorDecl>(F) || !F->getReturnType()->isScalarType();
  if (F->getReturnType()->isVoidType() && !isa<CXXConstructorDecl>(F))
    Keeps = false;
  bool Found = false;
  forEachStmtOf(Body, [&](const Stmt *S) {
    if (Found || (isa<DeclStmt>(S) && !Keeps))
      return false;
    if (const auto *E = dyn_cast<Expr>(S))
      if (isa<CallExpr, CXXConstructExpr>(E) && Roles.op(E, Role::Register)) {
        Found = true;
        return false;
      }
    Given To = givenBy(S, Roles);
    bool Token = llvm::any_of(To.Args, [&](const Expr *A) {
      return holdsToken(A->getType(), Roles);
    });
    // A token alone tells nobody what to notify.
    if (Token && (bodyInReach(To.To) || To.This || To.Args.size() > 1))
      Found = mayArm(To.To, Roles, Depth + 1);
    return !Found;
  });
  return Found;
}

//===----------------------------------------------------------------------===//
// Where a wait's token goes
//===----------------------------------------------------------------------===//

/// Looks for what is given the token of a wait together with what it waits on.
struct Wakeups::Handover {
  const Wakeups &In;
  const TokenWait &W;
  const AwaitedToken &T;
  llvm::SmallPtrSet<const ValueDecl *, 4> Objects; ///< lead to what notifies

  Handover(const Wakeups &In, const TokenWait &W, const AwaitedToken &T)
      : In(In), W(W), T(T) {
    Objects.insert(W.On);
    if (W.Mutex && W.Mutex->named())
      Objects.insert(writtenDecl(W.Mutex->named()));
    // `state` of `state.changed`
    const Expr *On = nullptr;
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(W.Call))
      On = M->getImplicitObjectArgument();
    if (std::optional<ObjectPath> Path = On ? pathOf(On) : std::nullopt) {
      if (Path->Root)
        Objects.insert(writtenDecl(Path->Root));
      for (const FieldDecl *F : Path->Fields)
        Objects.insert(writtenDecl(F));
    }
  }

  bool isToken(const Expr *A, const FunctionDecl *F) const {
    const ValueDecl *Root = In.tokenOf(A);
    if (!holdsToken(A->getType(), In.Roles))
      return T.Root && Root == T.Root;
    // Elsewhere, and if it has no name, it may be the same one.
    auto IsPlain = [&](const ValueDecl *D) {
      return D && In.Roles.type(D).has(Role::Token);
    };
    return F != W.F || Root == T.Root || !IsPlain(Root) || !IsPlain(T.Root) ||
           isa<FieldDecl>(Root) != isa<FieldDecl>(T.Root);
  }

  /// True if what gets \p A in \p F can notify, or knows the mutex.
  bool isObject(const Expr *A, const FunctionDecl *F) const {
    if (isa_and_nonnull<CXXThisExpr>(object(A)))
      return isa<FieldDecl>(W.On) && isOfOneClass(F, W.F);
    bool Found = false;
    auto Look = [&](const Stmt *Root, bool OnlyOn) {
      forEachStmt(Root, [&](const Stmt *S) {
        if (isa<LambdaExpr>(S) && S != Root)
          return false;
        if (isa<DeclRefExpr, MemberExpr>(S)) {
          const ValueDecl *D = nameOf(cast<Expr>(S));
          Found |= OnlyOn ? D == W.On : Objects.count(D) != 0;
        }
        return !Found;
      });
    };
    if (const LambdaExpr *L = lambdaOf(A)) {
      Look(L->getBody(), /*OnlyOn=*/true);
      return Found;
    }
    Look(A, /*OnlyOn=*/false);
    // A lock leads to its mutex.
    const auto *V = dyn_cast_or_null<VarDecl>(nameOf(A));
    if (!Found && V && V->isLocalVarDecl() && V->getInit() &&
        V->getType()->isRecordType())
      Look(V->getInit(), /*OnlyOn=*/false);
    return Found;
  }

  /// True if \p To runs the wait, rather than waking it.
  bool runsWait(const Given &To) const {
    auto Leads = [&](const FunctionDecl *F) {
      return F && (writtenDecl(F) == writtenDecl(W.F) ||
                   (bodyInReach(F) && leadsTo(F->getDefinition(), W.F)));
    };
    if (Leads(To.To))
      return true;
    return llvm::any_of(To.Args, [&](const Expr *A) {
      bool Found = false;
      forEachStmt(A, [&](const Stmt *S) {
        const auto *R = dyn_cast<DeclRefExpr>(S);
        const auto *M = dyn_cast<MemberExpr>(S);
        const ValueDecl *D = R   ? R->getDecl()
                             : M ? M->getMemberDecl()
                                 : nullptr;
        Found |= S == W.Call || Leads(dyn_cast_or_null<FunctionDecl>(D));
        return !Found;
      });
      return Found;
    });
  }

  bool wakes(const Given &To, const FunctionDecl *F) const {
    bool Token = false,
         Object = To.This && isa<FieldDecl>(W.On) && isOfOneClass(F, W.F);
    // Not by what only looks at its object.
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(To.To);
    if (M && M->isConst() && !bodyInReach(M))
      Object = false;
    for (const Expr *A : To.Args) {
      bool Is = isToken(A, F);
      Token |= Is;
      Object |= !Is && isObject(A, F);
    }
    return Token && Object && !runsWait(To) && mayArm(To.To, In.Roles);
  }

  /// The local variable of \p F that keeps what \p E makes; null for others.
  const VarDecl *holderOf(const Stmt *E, const FunctionDecl *F) const {
    const ParentMap &Up = In.Parents(F);
    for (const Stmt *P = userParent(Up, E); P; P = userParent(Up, P))
      if (const auto *D = dyn_cast<DeclStmt>(P))
        return D->isSingleDecl() ? dyn_cast<VarDecl>(D->getSingleDecl())
                                 : nullptr;
      else if (!isa<Expr>(P))
        break;
    return nullptr;
  }

  /// True if \p F, another function than the wait's, may mean its token: a
  /// parameter only is what its callers gave, or what the class was made with.
  bool meansToken(const FunctionDecl *F) const {
    return !isa_and_nonnull<ParmVarDecl>(T.Root) ||
           isa<CXXConstructorDecl>(F) || F == W.F || leadsTo(F, W.F);
  }

  bool isIn(const Stmt *Root, const FunctionDecl *F) const {
    const SourceManager &SM = W.F->getASTContext().getSourceManager();
    SourceLocation End = SM.getExpansionLoc(W.Call->getBeginLoc());
    bool Found = false;
    auto Visit = [&](const Stmt *S) {
      Given To = Found ? Given() : givenBy(S, In.Roles);
      if (!To || !wakes(To, F))
        return !Found;
      bool Before = Root || F != W.F ||
                    SM.isBeforeInTranslationUnit(
                        SM.getExpansionLoc(S->getBeginLoc()), End);
      Found = Before && In.isLive(F, Root ? nullptr : holderOf(S, F), W);
      return !Found;
    };
    if (Root)
      forEachStmt(Root, Visit);
    else
      forEachStmtOf(F, Visit);
    return Found;
  }
};

bool Wakeups::isHandedOver(const TokenWait &W, const AwaitedToken &T) const {
  Handover Over(*this, W, T);
  for (const FunctionDecl *F : All.functions())
    if (Over.meansToken(F) && Over.isIn(nullptr, F))
      return true;
  const auto *M = dyn_cast<CXXMethodDecl>(W.F);
  if (!M || !isa<FieldDecl>(W.On))
    return false;
  return llvm::any_of(M->getParent()->fields(), [&](const FieldDecl *Field) {
    const Expr *Init = Field->getInClassInitializer();
    // A field's initialiser is no place of the function's own.
    return Init && Over.isIn(Init, W.F);
  });
}

} // namespace ctx::analysis
