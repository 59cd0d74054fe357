//===- Loops.cpp ----------------------------------------------------------===//

#include "Loops.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include <functional>

using namespace clang;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Frames
//===----------------------------------------------------------------------===//

static void addLambdas(const Stmt *Root, int Outer, std::vector<Frame> &Out) {
  std::vector<const LambdaExpr *> Found;
  forEachInFrame(Root, [&](const Stmt *S) {
    if (const auto *L = dyn_cast<LambdaExpr>(S))
      Found.push_back(L);
    return true;
  });
  for (const LambdaExpr *L : Found) {
    Frame F;
    F.Function = L->getCallOperator();
    F.Lambda = L;
    F.Body = L->getBody();
    F.Outer = Outer;
    if (!F.Body)
      continue;
    Out.push_back(F);
    addLambdas(F.Body, int(Out.size()) - 1, Out);
  }
}

std::vector<Frame> framesOf(const FunctionDecl *F) {
  std::vector<Frame> Out;
  Frame Top;
  Top.Function = F;
  Top.Body = bodyInReach(F);
  if (!Top.Body)
    return Out;
  Out.push_back(Top);
  addLambdas(Top.Body, 0, Out);
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : C->inits())
      // A default initializer is the field's, and looked at there.
      if (I->isWritten() && I->getInit())
        addLambdas(I->getInit(), 0, Out);
  return Out;
}

std::vector<Frame> framesOf(const Expr *Initializer) {
  std::vector<Frame> Out;
  addLambdas(Initializer, -1, Out);
  return Out;
}

void forEachInFrame(const Stmt *Root,
                    llvm::function_ref<bool(const Stmt *)> Visit) {
  if (!Root || !Visit(Root))
    return;
  if (isa<UnaryExprOrTypeTraitExpr>(Root) || isa<CXXNoexceptExpr>(Root))
    return;
  if (const auto *L = dyn_cast<LambdaExpr>(Root)) {
    for (const Expr *Init : L->capture_inits())
      forEachInFrame(Init, Visit);
    return;
  }
  for (const Stmt *Child : Root->children())
    forEachInFrame(Child, Visit);
}

bool isWithin(const Stmt *S, const Stmt *Ancestor, const ParentMap &Parents) {
  for (; S; S = Parents.getParent(S))
    if (S == Ancestor)
      return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

bool isLoop(const Stmt *S) {
  return S && (isa<ForStmt>(S) || isa<CXXForRangeStmt>(S) ||
               isa<WhileStmt>(S) || isa<DoStmt>(S));
}

const Stmt *loopBody(const Stmt *Loop) {
  if (const auto *F = dyn_cast<ForStmt>(Loop))
    return F->getBody();
  if (const auto *R = dyn_cast<CXXForRangeStmt>(Loop))
    return R->getBody();
  if (const auto *W = dyn_cast<WhileStmt>(Loop))
    return W->getBody();
  return cast<DoStmt>(Loop)->getBody();
}

const Expr *loopCondition(const Stmt *Loop) {
  if (const auto *F = dyn_cast<ForStmt>(Loop))
    return F->getCond();
  if (const auto *W = dyn_cast<WhileStmt>(Loop))
    return W->getCond();
  if (const auto *D = dyn_cast<DoStmt>(Loop))
    return D->getCond();
  return nullptr;
}

llvm::StringRef loopKeyword(const Stmt *Loop) {
  if (isa<WhileStmt>(Loop))
    return "while";
  if (isa<LabelStmt>(Loop))
    return "goto";
  return isa<DoStmt>(Loop) ? "do" : "for";
}

bool isEndless(const Stmt *Loop, const ASTContext &Context) {
  if (isa<CXXForRangeStmt>(Loop))
    return false;
  const Expr *Condition = loopCondition(Loop);
  if (!Condition)
    return true;
  bool Value = false;
  return !Condition->isValueDependent() &&
         Condition->EvaluateAsBooleanCondition(Value, Context) && Value;
}

static bool isConstant(const Expr *E, const ASTContext &Context) {
  Expr::EvalResult Result;
  return !E->isValueDependent() && E->EvaluateAsInt(Result, Context);
}

/// True for a local variable that starts at a constant, also within `i++`.
static bool isCounter(const Expr *E, const ASTContext &Context) {
  E = E->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    if (U->isIncrementDecrementOp())
      E = U->getSubExpr()->IgnoreParenImpCasts();
  const auto *R = dyn_cast<DeclRefExpr>(E);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  if (!V || isa<ParmVarDecl>(V) || !V->hasLocalStorage() || !V->hasInit() ||
      !V->getType()->isIntegralOrEnumerationType() ||
      V->getType()->isBooleanType())
    return false;
  return isConstant(V->getInit(), Context);
}

static bool isBoundedCondition(const Expr *E, const ASTContext &Context) {
  E = E->IgnoreParenImpCasts();
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (!B)
    return isCounter(E, Context) && isa<UnaryOperator>(E);
  if (B->getOpcode() == BO_LAnd)
    return isBoundedCondition(B->getLHS(), Context) ||
           isBoundedCondition(B->getRHS(), Context);
  if (!B->isComparisonOp())
    return false;
  return (isCounter(B->getLHS(), Context) &&
          isConstant(B->getRHS(), Context)) ||
         (isCounter(B->getRHS(), Context) && isConstant(B->getLHS(), Context));
}

bool isBounded(const Stmt *Loop, const ASTContext &Context) {
  if (const auto *R = dyn_cast<CXXForRangeStmt>(Loop)) {
    const Expr *Range = R->getRangeInit();
    if (!Range)
      return false;
    QualType T = Range->getType().getNonReferenceType();
    if (T->isConstantArrayType())
      return true;
    if (const CXXRecordDecl *C = T->getAsCXXRecordDecl())
      if (isInStd(C) && C->getIdentifier()) {
        if (C->getName() == "array")
          return true;
        if (C->getName() == "initializer_list")
          return isa<CXXStdInitializerListExpr>(strip(Range)) ||
                 isa<InitListExpr>(strip(Range));
      }
    return isa<InitListExpr>(Range->IgnoreParenImpCasts());
  }
  const Expr *Condition = loopCondition(Loop);
  if (!Condition)
    return false;
  bool Value = true;
  if (!Condition->isValueDependent() &&
      Condition->EvaluateAsBooleanCondition(Value, Context))
    return !Value; // do { } while (0)
  return isBoundedCondition(Condition, Context);
}

bool hasJumpOut(const Stmt *Loop) {
  bool Found = false;
  // Depth of the breakable statements below Loop that a `break` would leave.
  std::function<void(const Stmt *, bool)> Walk = [&](const Stmt *S,
                                                     bool BreakIsOurs) {
    if (!S || Found || isa<LambdaExpr>(S))
      return;
    if (isa<ReturnStmt>(S) || isa<CoreturnStmt>(S) || isa<CXXThrowExpr>(S) ||
        isa<GotoStmt>(S) || isa<IndirectGotoStmt>(S) ||
        (isa<BreakStmt>(S) && BreakIsOurs)) {
      Found = true;
      return;
    }
    bool Ours = BreakIsOurs && !isLoop(S) && !isa<SwitchStmt>(S);
    for (const Stmt *Child : S->children())
      Walk(Child, Ours);
  };
  Walk(loopBody(Loop), true);
  return Found;
}

//===----------------------------------------------------------------------===//
// What ends a loop
//===----------------------------------------------------------------------===//

static bool names(const Expr *E, const ValueDecl *D) {
  const ValueDecl *R = referenced(E);
  return R && R->getCanonicalDecl() == D->getCanonicalDecl();
}

bool writesTo(const Stmt *Root, const ValueDecl *D) {
  return writesTo(Root, D, [](const CallExpr *) { return false; });
}

bool writesTo(const Stmt *Root, const ValueDecl *D,
              llvm::function_ref<bool(const CallExpr *)> Harmless) {
  bool Found = false;
  auto Args = [&](const FunctionDecl *F, auto &&Arguments, unsigned Skip) {
    unsigned I = 0;
    for (const Expr *A : Arguments) {
      unsigned Index = I++;
      if (Index < Skip || !names(A, D))
        continue;
      if (!F || Index - Skip >= F->getNumParams()) {
        Found = true;
        continue;
      }
      QualType P = F->getParamDecl(Index - Skip)->getType();
      if ((P->isReferenceType() || P->isPointerType()) &&
          !P->getPointeeType().isConstQualified())
        Found = true;
    }
  };
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->isAssignmentOp() && names(B->getLHS(), D))
        Found = true;
    } else if (const auto *U = dyn_cast<UnaryOperator>(S)) {
      if (U->isIncrementDecrementOp() && names(U->getSubExpr(), D))
        Found = true;
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
      if (O->isAssignmentOp() && O->getNumArgs() && names(O->getArg(0), D))
        Found = true;
      Args(O->getDirectCallee(), O->arguments(),
           isa_and_nonnull<CXXMethodDecl>(O->getDirectCallee()) ? 1 : 0);
    } else if (const auto *C = dyn_cast<CallExpr>(S)) {
      if (Harmless(C))
        return true;
      if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
        if (const CXXMethodDecl *Method = M->getMethodDecl())
          if (!Method->isConst() && !isa<CXXConversionDecl>(Method) &&
              names(M->getImplicitObjectArgument(), D))
            Found = true;
      Args(C->getDirectCallee(), C->arguments(), 0);
    } else if (const auto *C = dyn_cast<CXXConstructExpr>(S)) {
      Args(C->getConstructor(), C->arguments(), 0);
    }
    return !Found;
  });
  return Found;
}

static bool isFlagName(llvm::StringRef Name) {
  return hasPhrase(
      Name, {"running",  "run",       "stop",        "stopped",   "stopping",
             "done",     "alive",     "active",      "closed",    "closing",
             "open",     "connected", "exit",        "exiting",   "quit",
             "shutdown", "shut down", "cancel",      "cancelled", "canceled",
             "abort",    "aborted",   "interrupted", "interrupt", "finish",
             "finished", "terminate", "terminated",  "ok",        "good",
             "keep",     "healthy",   "enabled",     "paused"});
}

/// True for a variable that lives outside the frame and says yes or no, or what
/// state things are in: a field, a global, an atomic, something behind a
/// reference.
static bool isOutsideFlag(const ValueDecl *D) {
  QualType T = D->getType().getNonReferenceType();
  bool YesNo = T->isBooleanType() || T->isPointerType() || T->isEnumeralType();
  bool Atomic = T->isAtomicType();
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl())
    Atomic |= R->getIdentifier() && isInStd(R) &&
              compat::startsWith(R->getName(), "atomic");
  if (Atomic || T.isVolatileQualified())
    return true;
  if (!YesNo && !isFlagName(D->getIdentifier() ? D->getName() : ""))
    return false;
  if (isa<FieldDecl>(D))
    return true;
  const auto *V = dyn_cast<VarDecl>(D);
  return V && (V->hasGlobalStorage() || V->getType()->isReferenceType());
}

/// True for an object that somebody else can reach: a field, a parameter, a
/// global, what a pointer or reference leads to. A value that this function
/// made for itself, or a part of one, is nobody else's.
static bool isSharedObject(const Expr *E) {
  for (unsigned Depth = 0; Depth != 16; ++Depth) {
    E = object(E);
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      E = M->getBase();
    } else if (const auto *S = dyn_cast<ArraySubscriptExpr>(E)) {
      E = S->getBase();
    } else if (const auto *B = dyn_cast<BinaryOperator>(E)) {
      E = B->getLHS();
    } else if (const auto *C = dyn_cast<CXXMemberCallExpr>(E)) {
      E = C->getImplicitObjectArgument();
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E)) {
      if (!O->getNumArgs())
        return true;
      E = O->getArg(0);
    } else {
      break;
    }
  }
  const auto *R = dyn_cast<DeclRefExpr>(E);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  if (!V || !V->isLocalVarDecl() || !V->hasLocalStorage() ||
      R->refersToEnclosingVariableOrCapture())
    return true;
  QualType T = V->getType();
  if (T->isReferenceType() || T->isPointerType() || T->isDependentType())
    return true;
  const CXXRecordDecl *C = T->getAsCXXRecordDecl();
  return C && C->getIdentifier() && hasPhrase(C->getName(), {"ptr", "ref"});
}

/// True for a number whose name says that it stands for an open file or socket.
static bool isDescriptor(const Expr *E) {
  if (!E->getType()->isIntegerType())
    return false;
  E = object(E);
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    E = object(S->getBase());
  const NamedDecl *D = nullptr;
  if (const auto *R = dyn_cast<DeclRefExpr>(E))
    D = R->getDecl();
  else if (const auto *M = dyn_cast<MemberExpr>(E))
    D = M->getMemberDecl();
  return D && D->getIdentifier() &&
         hasPhrase(D->getName(), {"fd", "sock", "socket", "descriptor", "pipe",
                                  "handle", "file", "channel", "connection"});
}

/// True for a call that waits for more on something that can be closed: a
/// non-const member function or a function that is given an object to work on,
/// whose result says whether there was more. A descriptor counts as such.
static bool isClosableCall(const CallExpr *C) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!F || isa<CXXOperatorCallExpr>(C) || F->getReturnType()->isVoidType())
    return false;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C)) {
    const CXXMethodDecl *Method = M->getMethodDecl();
    if (!Method || isa<CXXConversionDecl>(Method))
      return false;
    return (!Method->isConst() || Method->getNumParams() > 0) &&
           isSharedObject(M->getImplicitObjectArgument());
  }
  bool Given = false, Shared = false;
  for (unsigned I = 0; I != std::min(F->getNumParams(), C->getNumArgs()); ++I) {
    QualType T = F->getParamDecl(I)->getType();
    bool Object = (T->isReferenceType() || T->isPointerType()) &&
                  !T->getPointeeType().isConstQualified();
    Given |= Object;
    if (Object || isDescriptor(C->getArg(I)))
      Shared |= isSharedObject(C->getArg(I));
  }
  return Given && Shared;
}

/// True for a function that system headers do not declare.
static bool isOurs(const FunctionDecl *F) {
  const SourceManager &SM = F->getASTContext().getSourceManager();
  return !SM.isInSystemHeader(SM.getExpansionLoc(F->getLocation()));
}

/// True if \p C asks something that is not a result of this function's own:
/// `isRunning()`, `server_.stopped()`, but not `status.ok()`.
static bool isAskedOutside(const CallExpr *C) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(C);
  if (!M)
    return true;
  const Expr *Object = object(M->getImplicitObjectArgument());
  if (isa<CXXThisExpr>(Object) || isa<MemberExpr>(Object))
    return true;
  const auto *R = dyn_cast<DeclRefExpr>(Object);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  return V && (!V->isLocalVarDecl() || R->refersToEnclosingVariableOrCapture());
}

/// True if the value of \p V can say "there is no more": a number, a bool, a
/// pointer, an optional.
static bool mayBeEndOfInput(const VarDecl *V) {
  QualType T = V->getType().getNonReferenceType();
  if (T->isIntegralOrEnumerationType() || T->isPointerType() ||
      T->isUndeducedType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && R->getIdentifier() &&
         hasPhrase(R->getName(), {"optional", "expected", "ptr", "result",
                                  "status", "or", "maybe"});
}

bool endsFromOutside(const Expr *Condition, const Stmt *Loop) {
  if (!Condition)
    return false;
  // A loop over a container or with a counter is not about the object it calls.
  bool Counted = isa<CXXForRangeStmt>(Loop) ||
                 (isa<ForStmt>(Loop) && cast<ForStmt>(Loop)->getInc() &&
                  cast<ForStmt>(Loop)->getCond());
  bool Found = false;
  forEachInFrame(Condition, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *F = C->getDirectCallee();
      if (isClosableCall(C) && !(Counted && isOurs(F)))
        Found = true;
      else if (!F && !C->isTypeDependent())
        Found = true; // a predicate that somebody handed in
      else if (F && F->getIdentifier() && F->getReturnType()->isBooleanType() &&
               isFlagName(F->getName()) && isAskedOutside(C))
        Found = true;
    } else if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
      // `auto item = queue.next(); if (!item) break;`
      const auto *V = dyn_cast<VarDecl>(R->getDecl());
      if (V && V->isLocalVarDecl() && V->hasInit() && mayBeEndOfInput(V))
        forEachInFrame(V->getInit(), [&](const Stmt *T) {
          if (const auto *C = dyn_cast<CallExpr>(T))
            Found |=
                isClosableCall(C) && !(Counted && isOurs(C->getDirectCallee()));
          return !Found;
        });
      Found |= (isOutsideFlag(R->getDecl()) ||
                (R->refersToEnclosingVariableOrCapture() &&
                 R->getType()->isBooleanType())) &&
               !writesTo(Loop, R->getDecl());
    } else if (const auto *M = dyn_cast<MemberExpr>(S)) {
      if (const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl()))
        Found |= isOutsideFlag(F) && isSharedObject(M) && !writesTo(Loop, F);
    }
    return !Found;
  });
  return Found;
}

static bool endsInJump(const Stmt *Branch) {
  if (const auto *C = dyn_cast_or_null<CompoundStmt>(Branch))
    Branch = C->body_empty() ? nullptr : C->body_back();
  return Branch && (isa<BreakStmt>(Branch) || isa<ReturnStmt>(Branch) ||
                    isa<CoreturnStmt>(Branch));
}

bool isEndedFromOutside(const Stmt *Loop,
                        llvm::function_ref<bool(const Expr *)> Skip) {
  const Expr *Condition = loopCondition(Loop);
  if (Condition && !Skip(Condition) && endsFromOutside(Condition, Loop))
    return true;
  bool Found = false;
  forEachInFrame(loopBody(Loop), [&](const Stmt *S) {
    if (const auto *I = dyn_cast<IfStmt>(S))
      if ((endsInJump(I->getThen()) || endsInJump(I->getElse())) &&
          !Skip(I->getCond()))
        Found |= endsFromOutside(I->getCond(), Loop);
    return !Found;
  });
  return Found;
}

bool nothingFollows(const Stmt *S, const Stmt *Body, const ParentMap &Parents) {
  for (; S && S != Body; S = Parents.getParent(S)) {
    const Stmt *Parent = Parents.getParent(S);
    if (!Parent || isLoop(Parent) || isa<SwitchStmt>(Parent))
      return false;
    if (const auto *C = dyn_cast<CompoundStmt>(Parent))
      if (C->body_back() != S)
        return false;
  }
  return true;
}

} // namespace ctx::analysis
