//===- ExitTriggers.cpp ---------------------------------------------------===//

#include "ExitTriggers.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Loops.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

const Expr *triggered(const Expr *E, const RoleIndex &Roles) {
  OpUse Op = Roles.op(E, Role::Trigger);
  if (!Op)
    return nullptr;
  const Expr *Object = Op.receiver() ? Op.receiver() : Op.arg("source");
  if (!Object)
    for (const Expr *A : writtenArgs(E))
      if (Roles.type(A->getType())
              .Roles.hasAny({Role::Source, Role::Unified, Role::EdgeSignal}))
        Object = A;
  // thread.get_stop_source().request_stop()
  const Expr *From = Object ? object(Object) : nullptr;
  if (isa_and_nonnull<CallExpr>(From))
    if (OpUse Get = Roles.op(From, Role::GetToken))
      if (Get.receiver())
        Object = Get.receiver();
  return Object;
}

const Expr *triggerIn(const Stmt *Root, const ObjectNames &Names,
                      const RoleIndex &Roles) {
  const Expr *Found = nullptr;
  forEachStmt(Root, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (!E || Found || !isa<CallExpr>(E))
      return !Found;
    const Expr *Object = triggered(E, Roles);
    if (const ValueDecl *D = Object ? referenced(Object) : nullptr)
      if (Names.count(D))
        Found = E;
    return !Found;
  });
  return Found;
}

/// True if the destructor of \p R, in reach, triggers a member, itself or
/// through a member function; with \p Calls, if it calls a member as a
/// function.
static bool destructorTriggers(const CXXRecordDecl *R, bool Calls,
                               const RoleIndex &Roles) {
  R = R ? R->getDefinition() : nullptr;
  const CXXDestructorDecl *D = R ? R->getDestructor() : nullptr;
  const Stmt *Body = D ? bodyInReach(D) : nullptr;
  if (!Body)
    return false;
  bool Found = false;
  auto Look = [&](const Stmt *Root, auto &Self, unsigned Depth) -> void {
    forEachStmt(Root, [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      if (!C || Found)
        return !Found;
      if (Calls) {
        const auto *O = dyn_cast<CXXOperatorCallExpr>(C);
        Found |= O && O->getOperator() == OO_Call && O->getNumArgs() &&
                 isMemberOfThis(object(O->getArg(0)));
      } else if (const Expr *Object = triggered(C, Roles)) {
        Found |= isMemberOfThis(object(Object));
      }
      const auto *M = dyn_cast<CXXMemberCallExpr>(C);
      if (!Found && M && Depth == 0 && M->getMethodDecl() &&
          isa<CXXThisExpr>(
              M->getImplicitObjectArgument()->IgnoreParenImpCasts()))
        if (const Stmt *Next = bodyInReach(M->getMethodDecl()))
          Self(Next, Self, Depth + 1);
      return !Found;
    });
  };
  Look(Body, Look, 0);
  return Found;
}

bool triggersOwnMember(const CXXRecordDecl *R, const RoleIndex &Roles) {
  return destructorTriggers(R, /*Calls=*/false, Roles);
}

static bool guardName(llvm::StringRef Name) {
  return hasPhrase(Name, {"guard", "scope exit", "scoped exit", "exit scope",
                          "on exit", "finally", "defer", "cleanup", "raii",
                          "at exit", "at scope exit", "final action"});
}

/// The lambda that \p Init makes the object of, and the name of the function
/// or class that makes it.
static const LambdaExpr *heldLambda(const Expr *Init, std::string &Maker) {
  for (unsigned Step = 0; Init && Step != 6; ++Step) {
    Init = strip(Init);
    if (const auto *L = dyn_cast_or_null<LambdaExpr>(Init))
      return L;
    const Expr *Next = nullptr;
    auto First = [&](auto Args) {
      for (const Expr *A : Args)
        if (isa_and_nonnull<LambdaExpr, CXXConstructExpr>(strip(A)))
          Next = Next ? Next : A;
    };
    if (const auto *C = dyn_cast_or_null<CallExpr>(Init)) {
      if (const FunctionDecl *F = C->getDirectCallee())
        Maker += " " + F->getNameAsString();
      First(C->arguments());
    } else if (const auto *C = dyn_cast_or_null<CXXConstructExpr>(Init)) {
      Maker += " " + C->getConstructor()->getParent()->getNameAsString();
      First(C->arguments());
    } else if (const auto *I = dyn_cast_or_null<InitListExpr>(Init)) {
      First(I->inits());
    } else if (const auto *F = dyn_cast_or_null<CXXFunctionalCastExpr>(Init)) {
      Next = F->getSubExpr();
    }
    Init = Next;
  }
  return nullptr;
}

bool triggersAtExit(const VarDecl *V, const ObjectNames &Names,
                    const RoleIndex &Roles) {
  if (!V->hasLocalStorage() || isa<ParmVarDecl>(V) || !V->getInit() ||
      V->getType()->isReferenceType() || V->getType()->isPointerType() ||
      Names.count(V))
    return false;
  TypeUse T = Roles.type(V);
  if (T.Roles.hasAny({Role::Registration, Role::Source, Role::CancelHandle,
                      Role::TaskHandle, Role::Token, Role::Context}))
    return false;
  bool Named = false;
  forEachStmt(V->getInit(), [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Named |= Names.count(R->getDecl()) != 0;
    return !Named;
  });
  const CXXRecordDecl *R = V->getType()->getAsCXXRecordDecl();
  if (!Named || !R || R->isLambda())
    return false;
  std::string Maker = R->getNameAsString();
  if (const LambdaExpr *L = heldLambda(V->getInit(), Maker))
    return triggerIn(L->getBody(), Names, Roles) &&
           (guardName(Maker) || destructorTriggers(R, /*Calls=*/true, Roles));
  return destructorTriggers(R, /*Calls=*/false, Roles);
}

llvm::SmallVector<const VarDecl *, 2> exitTriggers(const Stmt *Unit,
                                                   const ObjectNames &Names,
                                                   const FunctionView &View) {
  llvm::SmallVector<const VarDecl *, 2> Out;
  forEachInFrame(Unit, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          if (triggersAtExit(V, Names, View.roles()) &&
              View.references(V).empty())
            Out.push_back(V);
    return true;
  });
  return Out;
}

} // namespace ctx::analysis
