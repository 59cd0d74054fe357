//===- Wakers.cpp ---------------------------------------------------------===//

#include "Wakers.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "InScope.h"
#include "Loops.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using ctx::model::Role;
using ctx::model::RoleSet;

namespace ctx::analysis {

const ValueDecl *namedObject(const Expr *E) {
  const Expr *O = object(E);
  const ValueDecl *D = nullptr;
  if (const auto *R = dyn_cast_or_null<DeclRefExpr>(O))
    D = R->getDecl();
  else if (const auto *M = dyn_cast_or_null<MemberExpr>(O))
    D = M->getMemberDecl();
  return D && !isa<FunctionDecl>(D) ? cast<ValueDecl>(D->getCanonicalDecl())
                                    : nullptr;
}

const ValueDecl *writtenDecl(const ValueDecl *D) {
  const ValueDecl *Pattern = nullptr;
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    Pattern = F->getTemplateInstantiationPattern();
  } else if (const auto *V = dyn_cast<VarDecl>(D)) {
    if (V->isStaticDataMember())
      Pattern = V->getTemplateInstantiationPattern();
  } else if (const auto *Field = dyn_cast<FieldDecl>(D)) {
    const auto *R = dyn_cast<CXXRecordDecl>(Field->getParent());
    const CXXRecordDecl *Of =
        R ? R->getTemplateInstantiationPattern() : nullptr;
    if (Of && Of != R && Field->getDeclName())
      for (const NamedDecl *Found : Of->lookup(Field->getDeclName()))
        if (isa<FieldDecl>(Found))
          Pattern = cast<ValueDecl>(Found);
  }
  return cast<ValueDecl>((Pattern ? Pattern : D)->getCanonicalDecl());
}

bool isStopLike(const FunctionDecl *F) {
  if (isCleanup(F))
    return true;
  return F->getIdentifier() && !F->getReturnType()->isBooleanType() &&
         hasPhrase(F->getName(), {"stop", "cancel", "quit", "exit", "terminate",
                                  "kill", "interrupt", "disconnect", "finish",
                                  "halt", "unblock", "join"});
}

//===----------------------------------------------------------------------===//
// What a wait reads
//===----------------------------------------------------------------------===//

const LambdaExpr *lambdaOf(const Expr *E) {
  E = strip(E);
  if (const auto *L = dyn_cast_or_null<LambdaExpr>(E))
    return L;
  const auto *R = dyn_cast_or_null<DeclRefExpr>(E);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  return V && V->getInit() ? dyn_cast<LambdaExpr>(strip(V->getInit()))
                           : nullptr;
}

static void addReads(const Stmt *Root, const model::RoleIndex &Roles,
                     WaitReads &Into, unsigned Depth) {
  forEachStmt(Root, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (!E)
      return true;
    if (const auto *C = dyn_cast<CallExpr>(E)) {
      Into.Token |= bool(Roles.op(C, Asking));
      if (const Stmt *Body =
              Depth < 2 ? bodyInReach(C->getDirectCallee()) : nullptr)
        addReads(Body, Roles, Into, Depth + 1);
    }
    if (isa<DeclRefExpr, MemberExpr>(E))
      if (const ValueDecl *D = namedObject(E))
        Into.Reads.insert(D);
    return true;
  });
}

WaitReads readsOf(const model::OpUse &Wait, const Stmt *Loop,
                  const model::RoleIndex &Roles) {
  WaitReads Out;
  Out.On = namedObject(Wait.receiver());
  const auto Args = model::writtenArgs(Wait.E);
  const Expr *Last = Args.empty() ? nullptr : Args.back();
  if (const LambdaExpr *L = Last ? lambdaOf(Last) : nullptr) {
    Out.Predicate = true;
    addReads(L->getBody(), Roles, Out, 0);
    return Out;
  }
  // A lock, a duration, a time point are no predicates; what else is last?
  if (Args.size() > 1) {
    const CXXRecordDecl *R =
        Last->getType().getNonReferenceType()->getAsCXXRecordDecl();
    bool Time = R && isInStd(R) && R->getIdentifier() &&
                (R->getName() == "duration" || R->getName() == "time_point");
    Out.Opaque = !Time;
  }
  if (!Out.Opaque && Loop)
    if (const Expr *Condition = loopCondition(Loop))
      addReads(Condition, Roles, Out, 0);
  return Out;
}

//===----------------------------------------------------------------------===//
// Who wakes it
//===----------------------------------------------------------------------===//

bool isGivenThis(const CallExpr *C) {
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
    if (isa<CXXThisExpr>(object(M->getImplicitObjectArgument())))
      return true;
  return llvm::any_of(C->arguments(), [](const Expr *A) {
    return isa_and_nonnull<CXXThisExpr>(object(A));
  });
}

void Wakers::collect(const Stmt *Body, Waker &Into, unsigned Depth) {
  auto Write = [&](const Expr *E) {
    if (const ValueDecl *D = namedObject(E))
      Into.Written.insert(D);
  };
  forEachStmt(Body, [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->isAssignmentOp())
        Write(B->getLHS());
    } else if (const auto *U = dyn_cast<UnaryOperator>(S)) {
      if (U->isIncrementDecrementOp())
        Write(U->getSubExpr());
    } else if (const auto *C = dyn_cast<CallExpr>(S)) {
      if (Roles.op(C, Waiting))
        return false;
      const FunctionDecl *Callee = C->getDirectCallee();
      const auto *M = dyn_cast<CXXMemberCallExpr>(C);
      const Expr *Object = M ? M->getImplicitObjectArgument() : nullptr;
      if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C))
        if (O->isAssignmentOp() && O->getNumArgs())
          Object = O->getArg(0);
      const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
      if (Object && !(Method && Method->isConst()))
        Write(Object);
      const Stmt *Inner = bodyInReach(Callee);
      if (Inner && Depth < 3)
        collect(Inner, Into, Depth + 1);
      else if (!Roles.op(C, Asking))
        Into.Opaque |= !Callee || isGivenThis(C);
    }
    if (const auto *E = dyn_cast<Expr>(S))
      if (isa<DeclRefExpr, MemberExpr>(E))
        if (const ValueDecl *D = namedObject(E))
          Into.Touched.insert(D);
    return true;
  });
}

void Wakers::addWaker(const Stmt *Body, bool Callback, bool Requests) {
  Waker W;
  W.Callback = Callback;
  W.Requests = Requests;
  collect(Body, W, 0);
  Found.push_back(std::move(W));
}

/// The callback of the registration \p E; null if that is none, or cannot be
/// seen.
static const Expr *callbackOf(const Expr *E, const model::RoleIndex &Roles,
                              bool &Registers) {
  model::OpUse Op = Roles.op(E, Role::Register);
  Registers = bool(Op);
  return Op ? Op.arg("callback") : nullptr;
}

void Wakers::scan() {
  for (; Scanned != All.size(); ++Scanned) {
    const FunctionDecl *F = All[Scanned];
    bool Requests = isa<CXXDestructorDecl>(F);
    forEachStmtOf(F, [&](const Stmt *S) {
      const auto *E = dyn_cast<Expr>(S);
      if (!E || !isa<CallExpr, CXXConstructExpr>(E))
        return true;
      Requests |= bool(Roles.op(E, Role::Trigger));
      bool Registers = false;
      if (const Expr *C = callbackOf(E, Roles, Registers))
        if (const LambdaExpr *L = lambdaOf(C))
          addWaker(L->getBody(), /*Callback=*/true, /*Requests=*/true);
      return true;
    });
    if (Requests || isStopLike(F))
      if (const Stmt *Body = bodyInReach(F))
        addWaker(Body, /*Callback=*/false, Requests);
  }
}

/// True if \p R, or a class around it, has a member function that \p May be the
/// one, and whose body is not in this translation unit.
static bool hasUnseen(const CXXRecordDecl *R,
                      llvm::function_ref<bool(const CXXMethodDecl *)> May) {
  for (; R; R = dyn_cast<CXXRecordDecl>(R->getDeclContext())) {
    if (!R->hasDefinition())
      return true;
    for (const CXXMethodDecl *M : R->getDefinition()->methods()) {
      const FunctionDecl *Definition = M->getDefinition();
      if (M->isUserProvided() && !compat::isPureVirtual(M) && May(M) &&
          (!Definition || Definition->hasSkippedBody()))
        return true;
    }
  }
  return false;
}

bool isFlag(const ValueDecl *D) {
  QualType T = D->getType().getNonReferenceType();
  if (T->isBooleanType() || T->isEnumeralType() || T->isAtomicType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && isInStd(R) && R->getIdentifier() &&
         R->getName().substr(0, 6) == "atomic";
}

/// The class of the field \p On; null if it is none.
static const CXXRecordDecl *classOf(const ValueDecl *On) {
  const auto *Field = dyn_cast_or_null<FieldDecl>(On);
  return Field ? dyn_cast<CXXRecordDecl>(Field->getParent()) : nullptr;
}

bool hasUnseenEnd(const ValueDecl *On) {
  return hasUnseen(classOf(On),
                   [](const CXXMethodDecl *M) { return isStopLike(M); });
}

bool hasUnseenRegistrar(const ValueDecl *On) {
  return hasUnseen(classOf(On), [](const CXXMethodDecl *M) {
    return !M->isConst() && !M->isStatic();
  });
}

bool Wakers::isCallersToken(const FunctionDecl *F,
                            const ValueDecl *Token) const {
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!M || M->getAccess() != AS_public || M->getParent()->isLambda() ||
      !Token || !llvm::is_contained(M->parameters(), Token))
    return false;
  return llvm::none_of(All, [&](const FunctionDecl *Other) {
    bool Named = false;
    forEachStmtOf(Other, [&](const Stmt *S) {
      const ValueDecl *D = nullptr;
      if (const auto *R = dyn_cast<DeclRefExpr>(S))
        D = R->getDecl();
      else if (const auto *E = dyn_cast<MemberExpr>(S))
        D = E->getMemberDecl();
      // In a template the name is all there is.
      else if (const auto *E = dyn_cast<CXXDependentScopeMemberExpr>(S))
        Named |= E->getMember() == M->getDeclName();
      else if (const auto *E = dyn_cast<UnresolvedMemberExpr>(S))
        Named |= E->getMemberName() == M->getDeclName();
      Named |= D && writtenDecl(D) == writtenDecl(M);
      return !Named;
    });
    return Named;
  });
}

bool Wakers::end(const WaitReads &Wait, bool OnlyCallbacks) {
  scan();
  if (!Wait.On)
    return false;
  for (const Waker &W : Found) {
    if ((OnlyCallbacks && !W.Callback) || !W.Touched.count(Wait.On))
      continue;
    if ((Wait.Token && W.Requests) || Wait.Opaque || W.Opaque ||
        Wait.Reads.empty())
      return true;
    if (llvm::any_of(Wait.Reads, [&](const ValueDecl *D) {
          return D != Wait.On && W.Written.count(D);
        }))
      return true;
  }
  if (OnlyCallbacks)
    return false;
  return hasUnseenEnd(Wait.On) &&
         (Wait.Token || Wait.Opaque || !Wait.Predicate ||
          llvm::any_of(Wait.Reads, isFlag));
}

bool registersUnknown(const FunctionDecl *F, const model::RoleIndex &Roles) {
  bool Found = false;
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      // In a template the construction is not known yet.
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          Found |= V->getType()->isDependentType() &&
                   Roles.type(V).has(Role::Registration);
      return !Found;
    }
    const auto *E = dyn_cast<Expr>(S);
    if (!E || !isa<CallExpr, CXXConstructExpr>(E))
      return !Found;
    bool Registers = false;
    const Expr *Callback = callbackOf(E, Roles, Registers);
    if (!Registers)
      return !Found;
    const LambdaExpr *L = Callback ? lambdaOf(Callback) : nullptr;
    if (!L) {
      Found = true;
      return false;
    }
    forEachStmt(L->getBody(), [&](const Stmt *Inner) {
      if (const auto *C = dyn_cast<CallExpr>(Inner)) {
        const FunctionDecl *Callee = C->getDirectCallee();
        Found |= !Callee || !isInStd(Callee) || Roles.op(C, Role::Trigger);
      }
      return !Found;
    });
    return !Found;
  });
  return Found;
}

} // namespace ctx::analysis
