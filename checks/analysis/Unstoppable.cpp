//===- Unstoppable.cpp ----------------------------------------------------===//

#include "Unstoppable.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using ctx::model::Role;

namespace ctx::analysis {

/// How far callees are followed from the function that was started.
static constexpr unsigned MaxDepth = 3;

static bool holds(const Stmt *Root, const Stmt *S) {
  bool Found = false;
  forEachInFrame(Root, [&](const Stmt *Part) {
    Found |= Part == S;
    return !Found;
  });
  return Found;
}

/// True if every mention of \p V in \p Body only reads it: no `&v`, `v = ...`,
/// `f(v)` by reference or capture by reference.
static bool isOnlyRead(const VarDecl *V, const Stmt *Body) {
  unsigned Mentions = 0, Reads = 0;
  bool ByReference = false;
  forEachStmt(Body, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclRefExpr>(S)) {
      Mentions += D->getDecl() == V;
    } else if (const auto *C = dyn_cast<ImplicitCastExpr>(S)) {
      const auto *D = dyn_cast<DeclRefExpr>(C->getSubExpr()->IgnoreParens());
      Reads += D && D->getDecl() == V && C->getCastKind() == CK_LValueToRValue;
    } else if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      for (const LambdaCapture &C : L->captures())
        ByReference |= C.capturesVariable() && C.getCapturedVar() == V &&
                       C.getCaptureKind() == LCK_ByRef;
    }
    return true;
  });
  return !ByReference && Mentions == Reads;
}

/// True if \p Loop has no condition, a constant one, or one on a flag that
/// nobody can change: a local one that is only read, a copy that a lambda has.
bool Unstoppable::isEndlessHere(const Stmt *Loop, const Frame &F) const {
  if (isEndless(Loop, Context))
    return true;
  const Expr *Condition = loopCondition(Loop);
  if (!Condition)
    return false;
  const Expr *Flag = strip(Condition);
  bool Negated = false;
  if (const auto *U = dyn_cast<UnaryOperator>(Flag))
    if (U->getOpcode() == UO_LNot) {
      Negated = true;
      Flag = strip(U->getSubExpr());
    }
  const auto *R = dyn_cast<DeclRefExpr>(Flag);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  if (!V || !V->hasLocalStorage() || !V->getType()->isBooleanType() ||
      V->getType().isVolatileQualified() || !isOnlyRead(V, F.Body))
    return false;
  if (F.Lambda)
    for (const LambdaCapture &C : F.Lambda->captures())
      if (C.capturesVariable() && C.getCapturedVar() == V)
        return C.getCaptureKind() == LCK_ByCopy;
  if (R->refersToEnclosingVariableOrCapture() || isa<ParmVarDecl>(V) ||
      !V->getInit() || V->getInit()->isValueDependent())
    return false;
  bool Value = false;
  return V->getInit()->EvaluateAsBooleanCondition(Value, Context) &&
         Value != Negated;
}

/// True if what the loop calls may throw to end it: it stands in a `try` whose
/// handler waits for something special, or calls something that answers, and
/// may so tell by an exception that there is no more.
bool Unstoppable::mayEndByException(const Stmt *Loop, const Frame &F,
                                    bool InTry) {
  bool Special = false;
  forEachInFrame(F.Body, [&](const Stmt *S) {
    const auto *T = dyn_cast<CXXTryStmt>(S);
    if (!T || !holds(T->getTryBlock(), Loop))
      return true;
    InTry = true;
    for (unsigned I = 0; I != T->getNumHandlers(); ++I) {
      QualType Caught = T->getHandler(I)->getCaughtType();
      const CXXRecordDecl *R =
          Caught.isNull() ? nullptr
                          : Caught.getNonReferenceType()->getAsCXXRecordDecl();
      Special |= !Caught.isNull() && !(R && isInStd(R));
    }
    return true;
  });
  if (!InTry || Special)
    return Special;
  return mayAnswer(Loop);
}

/// True if \p Part calls something that answers, and may so tell by an
/// exception that there is no more.
bool Unstoppable::mayAnswer(const Stmt *Part) {
  bool Answers = false;
  forEachInFrame(Part, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S))
      if (const FunctionDecl *Callee = C->getDirectCallee())
        Answers |= !Callee->getReturnType()->isVoidType() &&
                   Observers.effort(C) >= Effort::Unknown;
    return !Answers;
  });
  return Answers;
}

/// False for a call that only waits or makes a value: a loop of nothing else
/// keeps its thread and does no work.
static bool doesSomething(const CallExpr *C, const model::RoleIndex &Roles) {
  const FunctionDecl *Callee = C->getDirectCallee();
  if (isa<UserDefinedLiteral>(C) ||
      Roles.op(C, {Role::Blocking, Role::TimedBlocking}))
    return false;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C))
    return O->getOperator() == OO_Call || O->getOperator() == OO_LessLess;
  if (!Callee || !isInStd(Callee))
    return true;
  const auto *M = dyn_cast<CXXMethodDecl>(Callee);
  return M && !M->isStatic() && !M->isConst();
}

bool Unstoppable::nothingLeadsOut(const Stmt *Loop, const Frame &F,
                                  bool InTry) {
  return isEndlessHere(Loop, F) && !hasJumpOut(Loop) &&
         !mayEndByException(Loop, F, InTry) && keepsWorking(Loop);
}

/// True if what is done over and over in \p Round is work (or waiting, if that
/// counts), asks nobody whether to go on, and comes back from its calls.
bool Unstoppable::keepsWorking(llvm::ArrayRef<const Stmt *> Round) {
  bool Does = false, Leaves = false;
  for (const Stmt *Part : Round) {
    if (Observers.mayObserve(Part))
      return false;
    forEachInFrame(Part, [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      if (!C)
        return true;
      const FunctionDecl *Callee = C->getDirectCallee();
      Leaves |= Callee && Callee->isNoReturn();
      Does |= doesSomething(C, Roles) ||
              (Parked && Roles.op(C, {Role::Blocking, Role::TimedBlocking}));
      return true;
    });
  }
  return Does && !Leaves;
}

/// The label of the outermost block of \p F that an unconditional `goto` of
/// the same block goes back to, for ever; null if there is none.
const LabelStmt *Unstoppable::endlessGoto(const Frame &F, bool InTry) {
  const auto *Block = dyn_cast<CompoundStmt>(F.Body);
  if (!Block)
    return nullptr;
  llvm::SmallVector<const Stmt *, 8> Round;
  const LabelStmt *Label = nullptr;
  for (const Stmt *S : Block->body()) {
    if (const auto *L = dyn_cast<LabelStmt>(S)) {
      Label = L;
      Round.clear();
      S = L->getSubStmt();
    }
    const auto *Back = dyn_cast<GotoStmt>(S);
    if (!Label || !Back || Back->getLabel() != Label->getDecl()) {
      Round.push_back(S);
      continue;
    }
    bool Out = llvm::any_of(Round, [&](const Stmt *Part) {
      bool Jumps = InTry && mayAnswer(Part);
      forEachInFrame(Part, [&](const Stmt *J) {
        const auto *Goto = dyn_cast<GotoStmt>(J);
        Jumps |=
            isa<ReturnStmt, CoreturnStmt, CXXThrowExpr, IndirectGotoStmt>(J) ||
            (Goto && Goto->getLabel() != Label->getDecl());
        return !Jumps;
      });
      return Jumps;
    });
    if (!Out && keepsWorking(Round))
      return Label;
    Label = nullptr;
  }
  return nullptr;
}

/// The functions in reach that \p Call runs for sure where it stands.
static Frame calleeFrame(const CallExpr *Call) {
  Frame Out;
  const FunctionDecl *F = Call->getDirectCallee();
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
  if (!F || isInStd(F))
    return Out;
  if (M && M->isVirtual() && !M->hasAttr<FinalAttr>() &&
      !M->getParent()->hasAttr<FinalAttr>()) {
    const auto *Callee =
        dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParenImpCasts());
    if (!Callee || !Callee->hasQualifier())
      return Out; // who knows what overrides it
  }
  if (!bodyInReach(F))
    if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
      F = Pattern;
  const FunctionDecl *Definition = nullptr;
  Out.Body = bodyInReach(F);
  if (!Out.Body || !F->hasBody(Definition))
    return Frame();
  Out.Function = Definition;
  return Out;
}

static bool isInTry(const Stmt *S, const Frame &F) {
  bool Found = false;
  forEachInFrame(F.Body, [&](const Stmt *Part) {
    if (const auto *T = dyn_cast<CXXTryStmt>(Part))
      Found |= holds(T->getTryBlock(), S);
    return !Found;
  });
  return Found;
}

std::optional<KeepsGoing> Unstoppable::endlessIn(const Frame &F, bool InTry,
                                                 unsigned Depth) {
  // A frame with a token of its own is its loops' business.
  std::optional<KeepsGoing> Found;
  if (Observers.registers(F))
    return Found;
  auto Goes = [&](const Stmt *Loop) {
    Found.emplace();
    Found->Loop = Loop;
    Found->In = F;
    Found->Endless = true;
    Found->OwnFrame = Depth == 0;
  };
  if (Observers.tokensOf(F).empty()) {
    forEachInFrame(F.Body, [&](const Stmt *S) {
      if (!Found && isLoop(S) && nothingLeadsOut(S, F, InTry))
        Goes(S);
      return !Found;
    });
    if (!Found)
      if (const LabelStmt *Label = endlessGoto(F, InTry))
        Goes(Label);
  }
  if (Found || Depth == MaxDepth)
    return Found;
  forEachInFrame(F.Body, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C || Found || Observers.isLogging(C) || !Roles.ops(C).empty())
      return !Found;
    Frame Next = calleeFrame(C);
    if (Next.Body && Visited.insert(Next.Function->getCanonicalDecl()).second)
      Found = endlessIn(Next, InTry || isInTry(C, F), Depth + 1);
    return !Found;
  });
  return Found;
}

std::optional<KeepsGoing> Unstoppable::endlessLoop(const Frame &Worker,
                                                   bool Parked) {
  this->Parked = Parked;
  Visited.clear();
  if (!Worker.Body)
    return std::nullopt;
  Visited.insert(Worker.Function->getCanonicalDecl());
  return endlessIn(Worker, /*InTry=*/false, 0);
}

/// True if \p E asks an object that only \p F has: a local variable that no
/// lambda of it and no reference shares.
static bool asksOwnObject(const CXXMemberCallExpr *E, const Frame &F) {
  const auto *R = dyn_cast<DeclRefExpr>(strip(E->getImplicitObjectArgument()));
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  const CXXMethodDecl *M = E->getMethodDecl();
  if (!V || !M || !M->isConst() || !V->isLocalVarDecl() ||
      !V->hasLocalStorage() || V->getType()->isReferenceType() ||
      R->refersToEnclosingVariableOrCapture())
    return false;
  bool Shared = false;
  forEachStmt(F.Body, [&](const Stmt *S) {
    if (const auto *L = dyn_cast<LambdaExpr>(S))
      Shared |= mentions(L, V);
    else if (const auto *U = dyn_cast<UnaryOperator>(S))
      Shared |= U->getOpcode() == UO_AddrOf && referenced(U) == V;
    return !Shared;
  });
  return !Shared;
}

/// True if the condition of the `while` or `do` loop \p Loop asks an object, or
/// reads a member or something by reference: others may end it. Not so if it
/// waits for what \p F alone has.
static bool mayBeEndedByOthers(const Stmt *Loop, const Frame &F,
                               const model::RoleIndex &Roles) {
  bool Waits = false;
  forEachInFrame(loopBody(Loop), [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S))
      Waits |= bool(Roles.op(C, {Role::Blocking, Role::TimedBlocking}));
    return !Waits;
  });
  const Expr *Condition = isa<ForStmt>(Loop) ? nullptr : loopCondition(Loop);
  bool Found = false;
  forEachInFrame(Condition, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Found |= R->refersToEnclosingVariableOrCapture() ||
               R->getDecl()->getType()->isReferenceType() ||
               (isa<VarDecl>(R->getDecl()) &&
                cast<VarDecl>(R->getDecl())->hasGlobalStorage());
    const auto *Asked = dyn_cast<CXXMemberCallExpr>(S);
    Found |=
        isa<CXXThisExpr>(S) || (Asked && !(Waits && asksOwnObject(Asked, F)));
    return !Found;
  });
  return Found;
}

std::optional<KeepsGoing> Unstoppable::longLoop(const Frame &Worker) {
  Frame F = Worker;
  bool Own = true;
  // `[this] { run(); }` is run().
  if (const auto *Body = dyn_cast_or_null<CompoundStmt>(F.Body);
      Body && Body->size() == 1)
    if (const auto *E = dyn_cast<Expr>(Body->body_front()))
      if (const auto *C = dyn_cast<CallExpr>(strip(E))) {
        Frame Next = calleeFrame(C);
        if (Next.Body && !Observers.mayObserve(E)) {
          F = Next;
          Own = false;
        }
      }
  Parked = false;
  if (!F.Body || !Observers.tokensOf(F).empty())
    return std::nullopt;
  for (const UnpolledLoop &L : loopsWithoutPoll(F, Observers, Context)) {
    if (mayBeEndedByOthers(L.Loop, F, Roles))
      continue;
    KeepsGoing Out;
    Out.Loop = L.Loop;
    Out.In = F;
    Out.Endless = nothingLeadsOut(L.Loop, F, /*InTry=*/false);
    Out.OwnFrame = Own;
    return Out;
  }
  return std::nullopt;
}

} // namespace ctx::analysis
