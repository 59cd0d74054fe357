//===- TimePoints.cpp -----------------------------------------------------===//

#include "TimePoints.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Loops.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace ctx::analysis {

/// The class named time_point that \p R is or is derived from; null if none.
static const CXXRecordDecl *timePoint(const CXXRecordDecl *R,
                                      unsigned Depth = 0) {
  if (!R || Depth > 3)
    return nullptr;
  if (R->getIdentifier() && R->getName() == "time_point")
    return R;
  if (R->hasDefinition())
    for (const CXXBaseSpecifier &B : R->bases())
      if (const CXXRecordDecl *Found =
              timePoint(B.getType()->getAsCXXRecordDecl(), Depth + 1))
        return Found;
  return nullptr;
}

static const CXXRecordDecl *timePoint(QualType T) {
  return timePoint(T.getNonReferenceType()->getAsCXXRecordDecl());
}

bool isTimePoint(QualType T) { return !T.isNull() && timePoint(T); }

/// The clock of a time_point, or null.
static const CXXRecordDecl *clockOf(QualType T) {
  const auto *S =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(timePoint(T));
  if (!S || S->getTemplateArgs().size() == 0 ||
      S->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return nullptr;
  const CXXRecordDecl *C =
      S->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  return C ? C->getCanonicalDecl() : nullptr;
}

static llvm::StringRef calleeName(const CallExpr *C) {
  const FunctionDecl *F = C->getDirectCallee();
  return F && F->getIdentifier() ? F->getName() : llvm::StringRef();
}

static bool isNow(const CallExpr *C) {
  return hasPhrase(calleeName(C), {"now"});
}

bool asksClock(const Stmt *E) {
  bool Found = false;
  if (E)
    forEachStmt(E, [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      Found |= C && isNow(C);
      return !Found;
    });
  return Found;
}

namespace {

/// Everything that \p E is made of, local variables that keep their value seen
/// through.
class Reader {
public:
  Reader(const Stmt *Body, QualType Meant)
      : Body(Body), Meant(clockOf(Meant)) {}

  void read(const Expr *E, unsigned Depth = 0) {
    if (!E || Depth > 4 || E->isInstantiationDependent()) {
      Unknown = true;
      return;
    }
    forEachStmt(E, [&](const Stmt *S) {
      if (const auto *C = dyn_cast<CallExpr>(S))
        return call(C);
      if (isa<LambdaExpr, CXXThisExpr>(S))
        Unknown |= isa<LambdaExpr>(S);
      if (const auto *R = dyn_cast<DeclRefExpr>(S))
        variable(R->getDecl(), Depth);
      else if (const auto *M = dyn_cast<MemberExpr>(S))
        member(M);
      return true;
    });
  }

  bool Now = false, Unknown = false;
  const VarDecl *Static = nullptr;
  const FieldDecl *Field = nullptr;
  const CXXRecordDecl *Foreign = nullptr;
  const CXXRecordDecl *meant() const { return Meant; }

private:
  bool call(const CallExpr *C) {
    const FunctionDecl *F = C->getDirectCallee();
    if (!F) {
      Unknown = true;
      return true;
    }
    // What is left of another clock's time is a duration like any other.
    if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C))
      if (O->getOperator() == OO_Minus && O->getNumArgs() == 2 &&
          isTimePoint(O->getArg(0)->getType()) &&
          isTimePoint(O->getArg(1)->getType())) {
        Unknown = true;
        return false;
      }
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
      if (calleeName(C) == "time_since_epoch") {
        const CXXRecordDecl *Of =
            clockOf(M->getImplicitObjectArgument()->getType());
        if (Of && Meant && Of != Meant)
          Foreign = Of;
        return true;
      }
    if (isNow(C))
      Now = true;
    else if (!F->isConstexpr() && !isTimePoint(C->getType()))
      Unknown = true;
    else if (!isInStd(F))
      Unknown = true;
    if (calleeName(C) == "max" || calleeName(C) == "min" ||
        hasPhrase(calleeName(C), {"cast"}))
      Unknown = true;
    return true;
  }

  void variable(const ValueDecl *D, unsigned Depth) {
    if (isa<FunctionDecl, EnumConstantDecl>(D))
      return;
    const auto *V = dyn_cast<VarDecl>(D);
    const Expr *Init = V ? V->getAnyInitializer() : nullptr;
    if (!V || isa<ParmVarDecl>(V) || !Init) {
      Unknown = true;
      return;
    }
    if (V->isConstexpr() ||
        (V->getType().isConstQualified() && !V->hasLocalStorage() &&
         !isTimePoint(V->getType()) && !asksClock(Init)))
      return read(Init, Depth + 1);
    if (V->hasLocalStorage()) {
      if (writesTo(Body, V) || V->getType()->isReferenceType())
        Unknown = true;
      else
        read(Init, Depth + 1);
      return;
    }
    if (V->getType().isConstQualified() && isTimePoint(V->getType()) &&
        asksClock(Init))
      Static = V;
    else
      Unknown = true;
  }

  void member(const MemberExpr *M) {
    const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
    if (!F) {
      if (isa<VarDecl>(M->getMemberDecl()))
        variable(M->getMemberDecl(), 0);
      return;
    }
    if (isMemberOfThis(M) && isTimePoint(F->getType()) && !Field)
      Field = F;
    else
      Unknown = true;
  }

  const Stmt *Body;
  const CXXRecordDecl *Meant;
};

} // namespace

/// True if objects of \p R are there for one operation, or measure its time.
static bool isShortLived(const CXXRecordDecl *R) {
  return !R->getIdentifier() ||
         hasPhrase(
             R->getName(),
             {"call",    "request",  "rpc",     "operation", "op",
              "attempt", "job",      "task",    "query",     "retry",
              "retrier", "poll",     "poller",  "scope",     "guard",
              "timer",   "deadline", "budget",  "context",   "command",
              "lookup",  "waiter",   "backoff", "session",   "transaction",
              "stream",  "reader",   "writer",  "reactor",   "handler"});
}

/// True if \p R keeps what it talks to others with.
static bool isClient(const CXXRecordDecl *R) {
  for (const FieldDecl *F : R->fields()) {
    bool Found = hasPhrase(F->getName(), {"stub"}) ||
                 hasPhrase(F->getName(), {"channel"});
    if (Found)
      return true;
  }
  return false;
}

/// True if \p F is given a time once, when its object is made.
static bool isSetOnce(const FieldDecl *F) {
  const auto *R = dyn_cast<CXXRecordDecl>(F->getParent());
  if (!R || isShortLived(R) || !isClient(R) ||
      (F->getAccess() == AS_public && !F->getType().isConstQualified()))
    return false;
  bool Now =
      F->hasInClassInitializer() && asksClock(F->getInClassInitializer());
  for (const CXXMethodDecl *M : R->methods()) {
    if (M->isImplicit() || M->isDefaulted() || M->isDeleted())
      continue;
    const auto *Def = dyn_cast_or_null<CXXMethodDecl>(M->getDefinition());
    const Stmt *Body = Def ? bodyInReach(Def) : nullptr;
    const auto *C = dyn_cast_or_null<CXXConstructorDecl>(Def);
    if (!Body && !F->getType().isConstQualified())
      return false;
    if (!C) {
      if (Body && writesTo(Body, F))
        return false;
      continue;
    }
    for (const CXXCtorInitializer *I : C->inits())
      if (I->getMember() == F && I->isWritten()) {
        if (!asksClock(I->getInit()))
          return false;
        Now = true;
      }
    if (Body && writesTo(Body, F))
      return false;
  }
  return Now;
}

Moment momentOf(const Expr *E, const Stmt *Body) {
  Moment Out;
  const Expr *Plain = strip(E);
  if (!Plain || !isTimePoint(Plain->getType()))
    return Out;
  Reader R(Body, Plain->getType());
  R.read(Plain);
  if (R.Foreign) {
    Out.Flaw = MomentFlaw::Clock;
    Out.Asked = R.Foreign;
    Out.Meant = R.meant();
    return Out;
  }
  if (R.Static && !R.Now) {
    Out.Flaw = MomentFlaw::Static;
    Out.Kept = R.Static;
  } else if (R.Field && !R.Now && isSetOnce(R.Field)) {
    Out.Flaw = MomentFlaw::Member;
    Out.Kept = R.Field;
  } else if (!R.Now && !R.Unknown && !R.Field && !R.Static) {
    Out.Flaw = MomentFlaw::Constant;
  }
  if (const auto *D = dyn_cast<DeclRefExpr>(Plain)) {
    const auto *V = dyn_cast<VarDecl>(D->getDecl());
    if (V && V->hasLocalStorage() && R.Now && !isa<ParmVarDecl>(V) &&
        asksClock(V->getInit()))
      Out.Local = V;
  }
  return Out;
}

} // namespace ctx::analysis
