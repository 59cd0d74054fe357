//===- ScopeAcrossSuspend.cpp - ctx-scope-across-suspend ------------------===//
//
// Positive when
//   - an object that has to die on the thread that made it (an attached
//     context, a current span) is alive at a co_await or co_yield of the same
//     coroutine;
//   - it is moved into, or captured by value in, work that runs elsewhere.
// Negative when
//   - its scope ends, or it is detached, reset or moved from, before each
//     suspension that can be reached;
//   - the function is no coroutine, or the suspension is that of a lambda
//     inside;
//   - std::async is told to wait until somebody asks for the result.
// Unknown when (silent)
//   - the type's model does not say that it is bound to its thread.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Loops.h"
#include "analysis/ObjectUses.h"
#include "analysis/Relevant.h"
#include "analysis/Roots.h"
#include "analysis/Signatures.h"
#include "analysis/Starts.h"
#include "core/CheckRegistry.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Form;
using model::Role;
using model::TypeUse;

constexpr CheckInfo Info = {
    "ctx-scope-across-suspend",
    "a scope that belongs to one thread is alive at a suspension point, or "
    "ends on another thread",
    "go-spancheck, misc-coroutine-hostile-raii",
    "M66 X02",
    Severity::Warning,
    FixKind::None,
    /*OnByDefault=*/true,
    "0.1",
    {},
};

class ScopeAcrossSuspend : public Check {
public:
  ScopeAcrossSuspend(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Relevant.reset();
  }

protected:
  void checkFunction(const FunctionDecl *F) override;

private:
  bool isRelevant();
  bool isBound(const TypeUse &Use) const;
  bool endsHere(const CFGElement &Element, const VarDecl *V) const;
  void acrossSuspension(const FunctionDecl *F, const Frame &One);
  void movedAway(const FunctionDecl *F);
  void reportMoved(const Expr *At, const TypeUse &Use, const ValueDecl *V,
                   const Start &S);

  std::optional<bool> Relevant;
};

/// True if some type that has to die on its thread may be met at all: a
/// vocabulary that is active has one, or something is annotated.
bool ScopeAcrossSuspend::isRelevant() {
  if (Relevant)
    return *Relevant;
  Relevant = mayOccur(roles(), ast(), {}, {}); // something is annotated
  for (const model::Vocabulary &V : roles().vocabularies().vocabularies())
    *Relevant |= roles().active(V.Name) &&
                 llvm::any_of(V.Types, [](const model::TypeEntry &T) {
                   return T.ThreadBound;
                 });
  return *Relevant;
}

/// True for what owns a thread-bound object, so that its end is the object's.
bool ScopeAcrossSuspend::isBound(const TypeUse &Use) const {
  return Use && Use.Entry->ThreadBound && !Use.hasForm(Form::Reference) &&
         !Use.hasForm(Form::Pointer) && !Use.hasForm(Form::RefWrapper) &&
         !Use.hasForm(Form::Weak);
}

//===----------------------------------------------------------------------===//
// Suspensions
//===----------------------------------------------------------------------===//

/// True if \p Element ends what \p V holds, or its lifetime.
bool ScopeAcrossSuspend::endsHere(const CFGElement &Element,
                                  const VarDecl *V) const {
  if (auto End = Element.getAs<CFGAutomaticObjDtor>())
    return End->getVarDecl() == V;
  if (auto End = Element.getAs<CFGLifetimeEnds>())
    return End->getVarDecl() == V;
  auto S = Element.getAs<CFGStmt>();
  const auto *Call = S ? dyn_cast<CallExpr>(S->getStmt()) : nullptr;
  if (!Call)
    return false;
  // Given back, given away, replaced.
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(Call))
    if (referenced(M->getImplicitObjectArgument()) == V && M->getMethodDecl() &&
        M->getMethodDecl()->getIdentifier() &&
        (roles().op(M, Role::Detach) ||
         hasPhrase(M->getMethodDecl()->getName(),
                   {"reset", "release", "detach", "end", "close", "restore",
                    "dismiss", "exit"})))
      return true;
  const FunctionDecl *F = Call->getDirectCallee();
  bool Takes = roles().op(Call, Role::Detach) ||
               (F && F->getIdentifier() && isInStd(F) &&
                (F->getName() == "move" || F->getName() == "exchange")) ||
               (isa<CXXOperatorCallExpr>(Call) &&
                cast<CXXOperatorCallExpr>(Call)->getOperator() == OO_Equal);
  return Takes && Call->getNumArgs() && referenced(Call->getArg(0)) == V;
}

void ScopeAcrossSuspend::acrossSuspension(const FunctionDecl *F,
                                          const Frame &One) {
  const auto *Coroutine = dyn_cast<CoroutineBodyStmt>(One.Body);
  if (!Coroutine)
    return;
  llvm::SmallVector<const VarDecl *, 2> Bound;
  llvm::SmallVector<const Expr *, 4> Suspensions;
  forEachInFrame(Coroutine->getBody(), [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *Part : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(Part);
            V && V->hasLocalStorage() && isBound(roles().type(V)))
          Bound.push_back(V);
    } else if (isa<CoawaitExpr, CoyieldExpr, DependentCoawaitExpr>(S)) {
      Suspensions.push_back(cast<Expr>(S));
    }
    return true;
  });
  if (Bound.empty() || Suspensions.empty())
    return;
  const CFG *Graph = cfg(One.Function);
  if (!Graph)
    return;
  Paths P(*Graph);
  FunctionView View(F, services().parents(F), roles());
  for (const VarDecl *V : Bound) {
    std::optional<PathSpot> Made = P.spotOf(V);
    if (!Made)
      continue;
    auto Ends = [&](const CFGElement &Element) {
      return endsHere(Element, V) || declares(Element, V);
    };
    for (const Expr *S : Suspensions) {
      std::optional<PathSpot> At = spotAbove(P, S, View);
      if (!At || !P.reaches(*Made, *At, {Ends, nullptr}))
        continue;
      diag(V->getLocation(),
           "'%0' makes something current on this thread and is still alive "
           "where '%1' suspends; others run in it meanwhile, and it may end on "
           "another thread: end it before, and begin anew behind")
          << V->getName() << (isa<CoyieldExpr>(S) ? "co_yield" : "co_await");
      diag(S->getBeginLoc(), "suspends here", DiagnosticIDs::Note);
      break;
    }
  }
}

//===----------------------------------------------------------------------===//
// Other threads
//===----------------------------------------------------------------------===//

void ScopeAcrossSuspend::reportMoved(const Expr *At, const TypeUse &Use,
                                     const ValueDecl *V, const Start &S) {
  diag(At->getExprLoc(),
       "%select{'%1'|a '%2'}0, which is bound to this thread, goes into work "
       "that ends it on another one; begin a scope in the work itself")
      << !V << (V ? V->getName() : "") << nameOf(Use, ast());
  diag(S.At->getBeginLoc(), "the work is started here", DiagnosticIDs::Note);
}

void ScopeAcrossSuspend::movedAway(const FunctionDecl *F) {
  for (const Start &S : startsIn(F, services().parents(F), roles())) {
    if (isDeferred(S))
      continue;
    const auto *L =
        dyn_cast_or_null<LambdaExpr>(S.Callable ? strip(S.Callable) : nullptr);
    if (L && L == S.Runs.Lambda) {
      auto Init = L->capture_init_begin();
      for (const LambdaCapture &C : L->captures()) {
        const Expr *From = *Init++;
        if (!C.capturesVariable() || C.getCaptureKind() == LCK_ByRef || !From)
          continue;
        TypeUse Use = roles().type(C.getCapturedVar());
        if (isBound(Use))
          reportMoved(From, Use, referenced(From), S);
      }
    }
    for (const Expr *B : S.Bound)
      if (TypeUse Use = roles().type(B->getType());
          isBound(Use) && !isa<CXXThisExpr>(strip(B)))
        reportMoved(B, Use, referenced(B), S);
  }
}

void ScopeAcrossSuspend::checkFunction(const FunctionDecl *F) {
  if (!isRelevant() || !bodyInReach(F) || isLambda(F))
    return;
  for (const Frame &One : framesOf(F))
    acrossSuspension(F, One);
  bool Owns = false;
  forEachStmt(writtenBody(F), [&](const Stmt *S) {
    if (const auto *E = dyn_cast<Expr>(S);
        E && isa<DeclRefExpr, CallExpr, CXXConstructExpr>(E) &&
        !E->getType().isNull())
      Owns |= isBound(roles().type(E->getType().getNonReferenceType()));
    return !Owns;
  });
  if (Owns)
    movedAway(F);
}

CTX_REGISTER_CHECK(ScopeAcrossSuspend, Info);

} // namespace
} // namespace ctx
