//===- FutileScope.cpp - ctx-futile-scope ---------------------------------===//
//
// Positive when
//   - a token or timeout is bound to a call whose body is visible and holds no
//     cancellation point: no suspension, no poll, nothing that knows a token;
//   - a context with a deadline of its own is made, or given one, and nothing
//     ever looks at it;
//   - a source is made and triggered, and nobody ever took its token.
// Negative when
//   - the callee, or what it calls, looks at a token, suspends, or was given
//   one;
//   - the callee does no work worth ending.
// Unknown when (silent)
//   - the callee's body is not visible, or it only hands on a task that others
//     make: their body is the work;
//   - the context or source goes anywhere else, or says that it is unused.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Loops.h"
#include "analysis/ObjectUses.h"
#include "analysis/Polls.h"
#include "analysis/Roots.h"
#include "analysis/Signatures.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;

constexpr CheckInfo Info = {
    "ctx-futile-scope",
    "a timeout or token around work that never looks for a stop request",
    "flake8-async ASYNC100",
    "M37",
    Severity::Warning,
    FixKind::None,
    /*OnByDefault=*/false,
    "0.1",
    {},
};

class FutileScope : public Check {
public:
  FutileScope(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override { Asks.reset(); }

private:
  void bound(const OpUse &Bind);
  void variable(const VarDecl *V, const FunctionDecl *F);
  void deadline(const ValueDecl *Child, const FunctionDecl *F);
  void source(const VarDecl *V, const FunctionDecl *F);
  bool given(const VarDecl *V, const FunctionDecl *F);

  std::unique_ptr<Polls> Asks;
};

void FutileScope::checkFunction(const FunctionDecl *F) {
  if (!bodyInReach(F) || isTestCode(F, roles()))
    return;
  if (!Asks)
    Asks = std::make_unique<Polls>(roles());
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          variable(V, F);
    } else if (const auto *E = dyn_cast<CallExpr>(S)) {
      if (OpUse Op = roles().op(E, Role::Bind))
        bound(Op);
    }
    return true;
  });
}

/// True if \p F, whose body is \p Body, is no coroutine and returns the task
/// that a call made: `Task wait() { return timedWait(0ms); }`.
static bool handsOnTask(const FunctionDecl *F, const Stmt *Body) {
  if (isa_and_nonnull<CoroutineBodyStmt>(bodyInReach(F)) ||
      !F->getReturnType()->isRecordType())
    return false;
  bool Found = false;
  forEachInFrame(Body, [&](const Stmt *S) {
    const auto *R = dyn_cast<ReturnStmt>(S);
    Found |= R && R->getRetValue() && isa<CallExpr>(strip(R->getRetValue()));
    return !Found;
  });
  return Found;
}

/// A token or timeout bound to work: `withToken(st, crunch())`.
void FutileScope::bound(const OpUse &Bind) {
  const Expr *Work = Bind.arg("value");
  const auto *Call = dyn_cast_or_null<CallExpr>(Work ? strip(Work) : nullptr);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  const Stmt *Body = Callee ? writtenBody(Callee) : nullptr;
  if (!Body || !Callee->getIdentifier())
    return;
  if (handsOnTask(Callee, Body))
    return;
  for (const ParmVarDecl *P : Callee->parameters())
    if (Asks->isTokenLike(P))
      return; // it has the token; whether it uses it is another question
  bool Works = false;
  forEachInFrame(Body, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    Works |= isLoop(S) || (C && Asks->effort(C) >= Effort::Foreign);
    // The promise's own calls are no work.
    return !Works && !isa<CoreturnStmt>(S);
  });
  if (!Works || Asks->mayObserve(Body))
    return;
  bool Timed = !Bind.arg("token");
  diag(
      Call->getExprLoc(),
      "nothing in '%0' looks for a stop request, so the "
      "%select{token|timeout}1 "
      "around it ends nothing; poll in it, or take the %select{token|timeout}1 "
      "away")
      << Callee->getName() << Timed;
  diag(Callee->getLocation(), "'%0' has no cancellation point",
       DiagnosticIDs::Note)
      << Callee->getName();
}

void FutileScope::variable(const VarDecl *V, const FunctionDecl *F) {
  if (!V->isLocalVarDecl() || V->isStaticLocal() || !V->getInit() ||
      V->getType()->isDependentType() || V->hasAttr<UnusedAttr>())
    return;
  OpUse Op = roles().op(strip(V->getInit()), Role::DeriveDeadline);
  if (!Op) {
    if (!given(V, F))
      source(V, F);
    return;
  }
  const auto *Tuple = dyn_cast<DecompositionDecl>(V);
  if (!Tuple) {
    if (Op.Entry->ResultPart.empty())
      deadline(V, F);
    return;
  }
  unsigned Index = Op.Entry->ResultPart == "second";
  if (Index < Tuple->bindings().size())
    deadline(Tuple->bindings()[Index], F);
}

/// The references to \p D in \p F.
static bool isUsed(const ValueDecl *D, const FunctionDecl *F, const Polls &Asks,
                   const ParentMap &Parents) {
  bool Used = false;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (R && R->getDecl() == D && !Asks.isNoUse(R, Parents))
      Used = true;
    return !Used;
  });
  return Used;
}

/// A context with a deadline that nothing looks at.
void FutileScope::deadline(const ValueDecl *Child, const FunctionDecl *F) {
  model::TypeUse Use = roles().type(Child);
  if (!Child->getIdentifier() || !Use.has(Role::Context) ||
      Use.Roles.hasAny({Role::Scope, Role::Registration, Role::TaskHandle}) ||
      saysOptOut(Child->getName()) || Child->getName() == "_" ||
      isUsed(Child, F, *Asks, services().parents(F)))
    return;
  diag(Child->getLocation(),
       "nothing looks at '%0', so its deadline ends no work; pass it on, or "
       "take it away")
      << Child->getName();
}

/// The member call whose value is dropped and whose object \p Ref is; null if
/// it is anything else.
static const CXXMemberCallExpr *configuredBy(const Expr *Ref,
                                             const ParentMap &Parents) {
  const Stmt *User = userParent(Parents, Ref);
  const auto *Arrow = dyn_cast_or_null<CXXOperatorCallExpr>(User);
  if (Arrow && Arrow->getOperator() == OO_Arrow)
    User = userParent(Parents, Arrow);
  if (!isa_and_nonnull<MemberExpr>(User))
    return nullptr;
  const auto *Call =
      dyn_cast_or_null<CXXMemberCallExpr>(userParent(Parents, User));
  return Call && isa_and_nonnull<CompoundStmt>(userParent(Parents, Call))
             ? Call
             : nullptr;
}

/// A context that is given a deadline and then to nobody. \returns true if
/// \p V is a context that such a thing can be said of.
bool FutileScope::given(const VarDecl *V, const FunctionDecl *F) {
  model::TypeUse Use = roles().type(V);
  if (!V->getIdentifier() || !Use.has(Role::Context) ||
      !Use.has(Role::SingleUse) || Use.hasForm(model::Form::Reference) ||
      Use.hasForm(model::Form::Pointer))
    return false;
  const ParentMap &Parents = services().parents(F);
  FunctionView View(F, Parents, roles());
  const Expr *Set = nullptr;
  for (const DeclRefExpr *R : View.references(V)) {
    const CXXMemberCallExpr *Call = configuredBy(R, Parents);
    if (!Call || roles().op(Call, Role::Trigger))
      return true;
    if (!Set && roles().op(Call, Role::SetDeadline))
      Set = Call;
  }
  if (!Set)
    return true;
  diag(V->getLocation(),
       "nothing looks at '%0', so its deadline ends no work; pass it on, or "
       "take it away")
      << V->getName();
  diag(Set->getExprLoc(), "the deadline is set here", DiagnosticIDs::Note);
  return true;
}

/// True if \p Init makes a source, or a pointer to a new one, from nothing.
static bool isNewSource(const Expr *Init) {
  if (isa<CXXConstructExpr>(Init))
    return model::writtenArgs(Init).empty();
  const auto *C = dyn_cast<CallExpr>(Init);
  const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
  return Callee && Callee->getIdentifier() && C->getNumArgs() == 0 &&
         isInStd(Callee) &&
         hasPhrase(Callee->getName(), {"make shared", "make unique"});
}

/// A source that is triggered while nobody has its token.
void FutileScope::source(const VarDecl *V, const FunctionDecl *F) {
  model::TypeUse Use = roles().type(V);
  bool Smart = Use.hasForm(model::Form::Smart);
  if (!(Use.byValue() || Smart) ||
      !Use.Roles.hasAny({Role::Source, Role::EdgeSignal}) ||
      Use.has(Role::TaskHandle) || !Use.Entry ||
      Use.Entry->Default != model::DefaultCtor::Live || !V->getIdentifier() ||
      !isNewSource(strip(V->getInit())))
    return;
  FunctionView View(F, services().parents(F), roles());
  llvm::SmallVector<const Expr *, 8> References;
  for (const DeclRefExpr *R : View.references(V))
    References.push_back(R);
  const Expr *Trigger = nullptr;
  for (const ObjectUse &U : usesOf(References, View).Uses) {
    if (U.Kind != UseKind::Trigger)
      return;
    if (!Trigger)
      Trigger = U.E;
  }
  if (!Trigger)
    return;
  diag(V->getLocation(),
       "nobody takes the %select{token|slot}1 of '%0', so a stop request on it "
       "ends no work; pass its %select{token|slot}1 on, or take it away")
      << V->getName() << Use.has(Role::EdgeSignal);
  diag(Trigger->getExprLoc(), "the request is made here", DiagnosticIDs::Note);
}

CTX_REGISTER_CHECK(FutileScope, Info);

} // namespace
} // namespace ctx
