//===- Waits.cpp ----------------------------------------------------------===//

#include "Waits.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Observed.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Durations
//===----------------------------------------------------------------------===//

/// The specialization of the class template \p Name of namespace std (or below
/// it) that \p T is, or null.
static const ClassTemplateSpecializationDecl *
stdTemplate(QualType T, llvm::StringRef Name) {
  const CXXRecordDecl *R =
      T.isNull() ? nullptr : T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!R || !R->getIdentifier() || R->getName() != Name || !isInStd(R))
    return nullptr;
  return dyn_cast<ClassTemplateSpecializationDecl>(R);
}

/// Milliseconds in one tick of the duration type \p T.
static std::optional<double> tickOf(QualType T) {
  const auto *D = stdTemplate(T, "duration");
  if (!D || D->getTemplateArgs().size() < 2 ||
      D->getTemplateArgs()[1].getKind() != TemplateArgument::Type)
    return std::nullopt;
  const auto *Ratio = stdTemplate(D->getTemplateArgs()[1].getAsType(), "ratio");
  if (!Ratio || Ratio->getTemplateArgs().size() < 2 ||
      Ratio->getTemplateArgs()[0].getKind() != TemplateArgument::Integral ||
      Ratio->getTemplateArgs()[1].getKind() != TemplateArgument::Integral)
    return std::nullopt;
  double Denominator =
      double(Ratio->getTemplateArgs()[1].getAsIntegral().getExtValue());
  if (Denominator == 0)
    return std::nullopt;
  return double(Ratio->getTemplateArgs()[0].getAsIntegral().getExtValue()) *
         1000 / Denominator;
}

static std::optional<double> numberIn(const APValue &Value) {
  if (Value.isInt())
    return double(Value.getInt().getExtValue());
  if (Value.isFloat())
    return Value.getFloat().convertToDouble();
  if (Value.isStruct() && Value.getStructNumFields() == 1)
    return numberIn(Value.getStructField(0));
  return std::nullopt;
}

/// The value of \p E, a number or a class around one number, if the compiler
/// can tell it.
static std::optional<double> constantIn(const Expr *E,
                                        const ASTContext &Context) {
  if (E->isValueDependent() || E->isTypeDependent() || E->containsErrors())
    return std::nullopt;
  Expr::EvalResult Result;
  if (!E->EvaluateAsRValue(Result, Context) || Result.HasSideEffects)
    return std::nullopt;
  return numberIn(Result.Val);
}

/// What the variable that \p E names always holds: the initialiser of a
/// constant, or of a local variable of \p Body that nothing writes to.
static const Expr *alwaysHolds(const Expr *E, const Stmt *Body) {
  const ValueDecl *D = nullptr;
  if (const auto *R = dyn_cast<DeclRefExpr>(E))
    D = R->getDecl();
  else if (const auto *M = dyn_cast<MemberExpr>(E))
    D = M->getMemberDecl();
  const auto *V = dyn_cast_or_null<VarDecl>(D);
  if (!V || isa<ParmVarDecl>(V) || !V->getAnyInitializer())
    return nullptr;
  if (V->getType().isConstQualified() ||
      (V->isLocalVarDecl() && !V->isStaticLocal() && Body &&
       !V->getType()->isReferenceType() && !writesTo(Body, V)))
    return V->getAnyInitializer();
  return nullptr;
}

static llvm::StringRef calledName(const Expr *E) {
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  return F && F->getIdentifier() && isInStd(F) ? F->getName() : "";
}

/// True for a call of std::min, or of somebody else's function of that name
/// (MinValue, qMin): it has two arguments and gives back one of them.
static bool isSmallerOf(const CallExpr *C) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!F || !F->getIdentifier() || isa<CXXMethodDecl>(F) ||
      C->getNumArgs() != 2)
    return false;
  auto Words = wordsOf(F->getName());
  return llvm::is_contained(Words, "min") || F->getName() == "qMin";
}

static std::optional<double> longestNumber(const Expr *E, const Stmt *Body,
                                           const ASTContext &Context,
                                           unsigned Depth) {
  E = strip(E);
  if (std::optional<double> N = constantIn(E, Context))
    return N;
  if (Depth > 8)
    return std::nullopt;
  if (const Expr *Init = alwaysHolds(E, Body))
    return longestNumber(Init, Body, Context, Depth + 1);
  const auto *C = dyn_cast<CallExpr>(E);
  if (C && isSmallerOf(C)) {
    auto A = longestNumber(C->getArg(0), Body, Context, Depth + 1);
    auto B = longestNumber(C->getArg(1), Body, Context, Depth + 1);
    return A && B ? std::optional<double>(std::min(*A, *B)) : A ? A : B;
  }
  return std::nullopt;
}

static std::optional<double> longestOf(const Expr *E, const Stmt *Body,
                                       const ASTContext &Context,
                                       unsigned Depth) {
  E = strip(E);
  if (!E || Depth > 8)
    return std::nullopt;
  std::optional<double> Tick = tickOf(E->getType());
  auto Again = [&](const Expr *Other) {
    return longestOf(Other, Body, Context, Depth + 1);
  };
  if (Tick)
    if (std::optional<double> N = constantIn(E, Context))
      return *N * *Tick;
  if (const Expr *Init = alwaysHolds(E, Body))
    return Again(Init);
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    std::optional<double> A = Again(C->getTrueExpr()),
                          B = Again(C->getFalseExpr());
    return A && B ? std::optional<double>(std::max(*A, *B)) : std::nullopt;
  }
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    llvm::StringRef Name = calledName(C);
    if (isSmallerOf(C)) {
      std::optional<double> A = Again(C->getArg(0)), B = Again(C->getArg(1));
      return A && B ? std::optional<double>(std::min(*A, *B)) : A ? A : B;
    }
    if (Name == "clamp" && C->getNumArgs() >= 3)
      return Again(C->getArg(2));
    if ((Name == "duration_cast" || Name == "floor" || Name == "ceil" ||
         Name == "round") &&
        C->getNumArgs() == 1)
      return Again(C->getArg(0));
    return std::nullopt;
  }
  if (const auto *C = dyn_cast<CXXFunctionalCastExpr>(E))
    return Again(C->getSubExpr());
  const auto *C = dyn_cast<CXXConstructExpr>(E);
  if (!Tick || !C || C->getNumArgs() == 0)
    return std::nullopt;
  if (tickOf(C->getArg(0)->getType()))
    return Again(C->getArg(0));
  if (std::optional<double> N =
          longestNumber(C->getArg(0), Body, Context, Depth + 1))
    return *N * *Tick;
  return std::nullopt;
}

std::optional<double> longestDuration(const Expr *E, const Stmt *Body,
                                      const ASTContext &Context) {
  return longestOf(E, Body, Context, 0);
}

static std::optional<double> untilOf(const Expr *E, const Stmt *Body,
                                     const ASTContext &Context,
                                     unsigned Depth) {
  E = strip(E);
  if (!E || Depth > 4)
    return std::nullopt;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (O->getOperator() != OO_Plus || O->getNumArgs() != 2)
      return std::nullopt;
    for (unsigned I : {0u, 1u}) {
      const Expr *From = strip(O->getArg(I));
      const Expr *Held = alwaysHolds(From, Body);
      if (calledName(Held ? strip(Held) : From) == "now")
        return longestDuration(O->getArg(1 - I), Body, Context);
    }
    return std::nullopt;
  }
  // `min(end, now + step)`
  if (const auto *C = dyn_cast<CallExpr>(E); C && isSmallerOf(C)) {
    auto A = untilOf(C->getArg(0), Body, Context, Depth + 1);
    auto B = untilOf(C->getArg(1), Body, Context, Depth + 1);
    return A && B ? std::optional<double>(std::min(*A, *B)) : A ? A : B;
  }
  return untilOf(alwaysHolds(E, Body), Body, Context, Depth + 1);
}

std::optional<double> longestUntil(const Expr *E, const Stmt *Body,
                                   const ASTContext &Context) {
  return untilOf(E, Body, Context, 0);
}

std::optional<double> longestWait(const model::OpUse &Wait, const Stmt *Body,
                                  const ASTContext &Context) {
  if (const Expr *E = Wait.arg("timeout"))
    return longestDuration(E, Body, Context);
  if (const Expr *E = Wait.arg("deadline"))
    return longestUntil(E, Body, Context);
  return std::nullopt;
}

static bool isSmaller(const Expr *E, const Stmt *Body, unsigned Depth) {
  E = strip(E);
  if (!E || Depth > 4)
    return false;
  if (const Expr *Init = alwaysHolds(E, Body))
    return isSmaller(Init, Body, Depth + 1);
  // `step.toStd()`
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
    return M->getNumArgs() == 0 &&
           isSmaller(M->getImplicitObjectArgument(), Body, Depth + 1);
  const auto *C = dyn_cast<CallExpr>(E);
  return C && isSmallerOf(C);
}

bool isCutShort(const model::OpUse &Wait, const Stmt *Body) {
  return isSmaller(Wait.arg("timeout"), Body, 0);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

const Stmt *loopAround(const Stmt *S, const ParentMap &Parents) {
  for (const Stmt *P = Parents.getParent(S); P && !isa<LambdaExpr>(P);
       P = Parents.getParent(P))
    if (isLoop(P))
      return P;
  return nullptr;
}

/// Calls \p Visit for the condition of every `if` in the body of \p Loop that
/// has a branch that leaves.
static void forEachLeavingIf(const Stmt *Loop,
                             llvm::function_ref<void(const Expr *)> Visit) {
  forEachInFrame(loopBody(Loop), [&](const Stmt *S) {
    if (const auto *I = dyn_cast<IfStmt>(S))
      if (I->getCond() &&
          (alwaysLeaves(I->getThen()) || alwaysLeaves(I->getElse())))
        Visit(I->getCond());
    return true;
  });
}

/// True if \p E looks at a token, or at a variable of this round of \p Loop
/// that was made by looking: `auto err = ctx.Err(); if (!err.ok()) return;`.
static bool looksIn(const Stmt *Loop, const Expr *E, Polls &Polls) {
  if (Polls.mayObserve(E))
    return true;
  llvm::SmallPtrSet<const Decl *, 4> Mentioned;
  forEachStmt(E, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Mentioned.insert(R->getDecl());
    return true;
  });
  bool Found = false;
  forEachInFrame(Loop, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          Found |= Mentioned.count(V) && V->hasInit() &&
                   Polls.mayObserve(V->getInit());
    return !Found;
  });
  return Found;
}

bool pollsEachRound(const Stmt *Loop, Polls &Polls) {
  const Expr *Condition = loopCondition(Loop);
  bool Found = Condition && Polls.mayObserve(Condition);
  forEachLeavingIf(Loop, [&](const Expr *Leaving) {
    Found |= looksIn(Loop, Leaving, Polls);
  });
  return Found;
}

/// True if a part of \p Condition, which is joined by `&&`, is about something
/// else than a token.
static bool hasOtherEnd(const Expr *Condition, Polls &Polls) {
  Condition = strip(Condition);
  if (const auto *B = dyn_cast<BinaryOperator>(Condition))
    if (B->getOpcode() == BO_LAnd)
      return hasOtherEnd(B->getLHS(), Polls) || hasOtherEnd(B->getRHS(), Polls);
  return !isa<CXXBoolLiteralExpr, IntegerLiteral>(Condition) &&
         !Polls.mayObserve(Condition);
}

bool isStep(const CallExpr *Wait, const ParentMap &Parents, Polls &Polls) {
  const Stmt *Loop = loopAround(Wait, Parents);
  if (!Loop || !pollsEachRound(Loop, Polls))
    return false;
  const Expr *Condition = loopCondition(Loop);
  bool Ends = isa<CXXForRangeStmt>(Loop) ||
              (Condition && hasOtherEnd(Condition, Polls));
  forEachLeavingIf(Loop, [&](const Expr *Leaving) {
    Ends |= !looksIn(Loop, Leaving, Polls);
  });
  return Ends && !Polls.firstCall(Loop, Effort::Foreign, Wait);
}

} // namespace ctx::analysis
