//===- OnlyAsker.cpp ------------------------------------------------------===//

#include "OnlyAsker.h"
#include "CodeKind.h"
#include "ExitTriggers.h"
#include "Exprs.h"
#include "OwnedSource.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

OnlyAsker::OnlyAsker(const FunctionView &View, Workers &Works,
                     const RoleIndex &Roles, const Frame &In, const Expr *Wait,
                     const ValueDecl *Handle)
    : View(View), Works(Works), Roles(Roles), In(In), Wait(Wait) {
  for (const Start *S : Works.startsOf(Handle, View.function()))
    Starts.insert(S->At);
}

bool OnlyAsker::knows(const NamePath &Source) {
  const ValueDecl *D = Source.last();
  if (const auto *F = dyn_cast_or_null<FieldDecl>(D))
    return knowsMember(F);
  return D && Source.Decls.size() == 1 && knowsLocal(D);
}

/// True if \p Value is a source that nobody has yet: made by default, or by an
/// operation that makes one.
bool OnlyAsker::isFresh(const Expr *Value) const {
  const Expr *E = Value ? strip(Value) : nullptr;
  if (!E ||
      isa<CXXNullPtrLiteralExpr, CXXDefaultInitExpr, ImplicitValueInitExpr,
          CXXScalarValueInitExpr, IntegerLiteral, GNUNullExpr>(E))
    return true;
  if (const auto *L = dyn_cast<InitListExpr>(E))
    return llvm::all_of(L->inits(),
                        [&](const Expr *Part) { return isFresh(Part); });
  if (const auto *N = dyn_cast<CXXNewExpr>(E))
    return isFresh(N->getInitializer());
  static const RoleSet Makes{Role::RootFactory, Role::Derive,
                             Role::DeriveDeadline, Role::Merge};
  if (Roles.op(E, Makes))
    return true;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E))
    return llvm::all_of(C->arguments(), [&](const Expr *A) {
      return isa<CXXDefaultArgExpr>(A) || isFresh(A);
    });
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  return F && isInStd(F) && C->getNumArgs() == 0 && F->getIdentifier() &&
         hasPhrase(F->getName(), {"make shared", "make unique"});
}

bool OnlyAsker::knowsLocal(const ValueDecl *Source) {
  const auto *V = dyn_cast<VarDecl>(Source);
  if (const auto *B = dyn_cast<BindingDecl>(Source))
    V = dyn_cast<VarDecl>(B->getDecomposedDecl());
  if (!V || !V->hasLocalStorage() || isa<ParmVarDecl>(V) ||
      V->isInitCapture() || V->getType()->isReferenceType() ||
      !isFresh(V->getInit()))
    return false;
  llvm::SmallVector<const Expr *, 8> Refs;
  for (const DeclRefExpr *R : View.references(Source))
    Refs.push_back(R);
  return staysInside(Refs, View, Source);
}

bool OnlyAsker::knowsMember(const FieldDecl *Source) {
  const auto *R = dyn_cast<CXXRecordDecl>(Source->getParent());
  // A private class is known to the one around it alone.
  const auto *Outer =
      R && R->getCanonicalDecl()->getAccess() == AS_private
          ? dyn_cast<CXXRecordDecl>(R->getCanonicalDecl()->getDeclContext())
          : nullptr;
  llvm::SmallVector<const FunctionDecl *, 16> Insiders;
  if (!R || Source->getType()->isReferenceType() ||
      (Source->getAccess() != AS_private && !Outer) ||
      (Source->hasInClassInitializer() &&
       !isFresh(Source->getInClassInitializer())) ||
      !insidersOf(Outer ? Outer : R, Insiders))
    return false;
  for (const FunctionDecl *G : Insiders) {
    FunctionView Other(G, Works.parents(G), Roles);
    bool Here = G->getCanonicalDecl() == View.function()->getCanonicalDecl();
    const FunctionView &There = Here ? View : Other;
    llvm::SmallVector<const Expr *, 8> Refs;
    auto Note = [&](const Stmt *S) {
      const auto *M = dyn_cast<MemberExpr>(S);
      if (M &&
          M->getMemberDecl()->getCanonicalDecl() == Source->getCanonicalDecl())
        Refs.push_back(M);
      return true;
    };
    forEachStmt(There.function()->getBody(), Note);
    if (const auto *C = dyn_cast<CXXConstructorDecl>(There.function()))
      for (const CXXCtorInitializer *I : C->inits()) {
        if (!I->isWritten())
          continue;
        forEachStmt(I->getInit(), Note);
        if (I->getMember() &&
            I->getMember()->getCanonicalDecl() == Source->getCanonicalDecl() &&
            !isFresh(I->getInit()))
          return false;
      }
    if (!staysInside(Refs, There, Source))
      return false;
  }
  return true;
}

bool OnlyAsker::staysInside(llvm::ArrayRef<const Expr *> Refs,
                            const FunctionView &There,
                            const ValueDecl *Source) {
  TypeUse T = Roles.type(Source);
  bool Handle = T.has(Role::CancelHandle);
  // In this function, what comes behind the wait comes too late to end it.
  bool Local = !isa<FieldDecl>(Source);
  const SourceManager &SM = Source->getASTContext().getSourceManager();
  ObjectUses All = usesOf(Refs, There, Handle);
  return llvm::all_of(All.Uses, [&](const ObjectUse &Use) {
    bool Late = Local && SM.isBeforeInTranslationUnit(Wait->getEndLoc(),
                                                      Use.E->getBeginLoc());
    return Late || isHarmless(Use, There, All, T.has(Role::Unified));
  });
}

/// True if \p S is inside \p Root.
static bool isInside(const Stmt *S, const Stmt *Root, const FunctionView &In) {
  for (; S; S = In.parent(S))
    if (S == Root)
      return true;
  return false;
}

/// True if \p S is in what a variable is made with that asks when it dies.
bool OnlyAsker::isInGuard(const Stmt *S, const FunctionView &There,
                          const ObjectUses &All) const {
  for (; S; S = There.parent(S))
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One);
            V && There.references(V).empty())
          if (ObjectNames Names(All.Names.begin(), All.Names.end());
              triggersAtExit(V, Names, Roles))
            return true;
  return false;
}

bool OnlyAsker::isHarmless(const ObjectUse &Use, const FunctionView &There,
                           const ObjectUses &All, bool Unified) const {
  bool Here = &There == &View && isInside(Use.E, In.Body, View) &&
              !View.lambdaAround(Use.E, In.Body);
  if (Use.Kind == UseKind::Look || Use.Kind == UseKind::Token ||
      (Use.Kind == UseKind::Trigger && Here) || isInGuard(Use.E, There, All))
    return true;
  if (Use.Kind == UseKind::Trigger)
    return false;
  if (Use.Kind == UseKind::Renewed) {
    const auto *B = dyn_cast<BinaryOperator>(Use.E);
    const auto *O = dyn_cast<CXXOperatorCallExpr>(Use.E);
    return B ? isFresh(B->getRHS())
             : O && O->getNumArgs() == 2 && isFresh(O->getArg(1));
  }
  const Stmt *Child = nullptr;
  const Stmt *User = There.userOf(Use.E, Child);
  if (const auto *C = dyn_cast_or_null<CallExpr>(User);
      C && isHarmlessCall(C, There, All, Unified))
    return true;
  if (const auto *M = dyn_cast_or_null<MemberExpr>(User)) {
    const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(There.parent(M));
    const CXXMethodDecl *Method = C ? C->getMethodDecl() : nullptr;
    return Method && ((Method->isConst() && C->getType()->isBooleanType()) ||
                      (C->getNumArgs() == 0 && C->getType()->isVoidType()));
  }
  // It is given to the work, whose bodies are looked at.
  for (const Stmt *S = User; S && !isa<LambdaExpr>(S); S = There.parent(S))
    if (Starts.count(S))
      return true;
  return User && isa<Expr>(User) && cast<Expr>(User)->getType()->isVoidType() &&
         isa<CastExpr>(User);
}

/// True if \p Call, which is given the source, only looks at it.
bool OnlyAsker::isHarmlessCall(const CallExpr *Call, const FunctionView &There,
                               const ObjectUses &All, bool Unified) const {
  static const RoleSet Looks{Role::Poll, Role::PollThrow, Role::PollStatus,
                             Role::CanCancel};
  if (Roles.op(Call, Looks))
    return true;
  const FunctionDecl *F = Call->getDirectCallee();
  // std::tie(ctx, cancel) = derive(...)
  if (F && F->getIdentifier() && F->getName() == "tie" && isInStd(F))
    return true;
  // What is a token, too, is most often given away as one.
  if (Unified && !Roles.ops(Call).empty() && !Roles.op(Call, Role::Spawn))
    return true;
  const Stmt *Body = F ? bodyInReach(F) : nullptr;
  if (!Body)
    return false;
  bool Harmless = true;
  forEachStmt(Body, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (!R || !isa<ParmVarDecl>(R->getDecl()) ||
        !Roles.type(R->getDecl())
             .Roles.hasAny({Role::Source, Role::CancelHandle, Role::Unified}))
      return Harmless;
    FunctionView Inside(F->getDefinition(), Works.parents(F->getDefinition()),
                        Roles);
    const Stmt *Child = nullptr;
    const Stmt *User = Inside.userOf(R, Child);
    if (const auto *M = dyn_cast_or_null<MemberExpr>(User))
      User = Inside.parent(M);
    UseKind Kind = isa_and_nonnull<CallExpr>(User)
                       ? kindOfOp(cast<Expr>(User), Roles)
                       : UseKind::Escape;
    Harmless &= Kind == UseKind::Look || Kind == UseKind::Token;
    return Harmless;
  });
  return Harmless;
}

} // namespace ctx::analysis
