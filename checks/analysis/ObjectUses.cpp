//===- ObjectUses.cpp -----------------------------------------------------===//

#include "ObjectUses.h"
#include "Exprs.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

FunctionView::FunctionView(const FunctionDecl *F, const ParentMap &Parents,
                           const RoleIndex &Roles)
    : F(F), Parents(Parents), Roles(Roles) {
  auto Note = [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Refs[R->getDecl()].push_back(R);
    else if (const auto *L = dyn_cast<CXXForRangeStmt>(S))
      if (const ValueDecl *D = referenced(L->getRangeInit()))
        Ranges[L->getLoopVariable()] = D;
    return true;
  };
  forEachStmt(F->getBody(), Note);
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : C->inits())
      forEachStmt(I->getInit(), Note);
}

llvm::ArrayRef<const DeclRefExpr *>
FunctionView::references(const ValueDecl *D) const {
  auto It = Refs.find(D);
  if (It == Refs.end())
    return {};
  return It->second;
}

const LambdaExpr *FunctionView::lambdaAround(const Stmt *S,
                                             const Stmt *Unit) const {
  const LambdaExpr *Outermost = nullptr;
  for (const Stmt *P = S; P && P != Unit; P = parent(P)) {
    const auto *L = dyn_cast<LambdaExpr>(P);
    // A capture is evaluated outside.
    if (L && P != S)
      Outermost = L;
  }
  return Outermost;
}

const Stmt *FunctionView::userOf(const Expr *Ref, const Stmt *&Child) const {
  Child = Ref;
  for (const Stmt *P = parent(Ref); P; P = parent(P)) {
    const auto *E = dyn_cast<Expr>(P);
    if (!E)
      return P;
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      // `p.get` is no object, `p.get()` is.
      const Stmt *Call = parent(M);
      const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(Call);
      if (!C || C->getCallee()->IgnoreParens() != M || object(C) != object(Ref))
        return P;
      Child = C;
      P = C;
      continue;
    }
    if (object(E) != object(Ref))
      return P;
    Child = P;
  }
  return nullptr;
}

const ValueDecl *FunctionView::ranged(const ValueDecl *D) const {
  auto It = Ranges.find(D);
  return It == Ranges.end() ? D : It->second;
}

UseKind kindOfOp(const Expr *E, const RoleIndex &Roles) {
  UseKind Kind = UseKind::Escape;
  for (const OpUse &Op : Roles.ops(E)) {
    // A call that does two things counts for the one that matters more.
    if (Op.role() == Role::Trigger)
      return UseKind::Trigger;
    if (Op.role() == Role::GetToken)
      // jthread's source, and not its token, leaves it.
      Kind = Roles.type(E->getType()).has(Role::Source) ? UseKind::Escape
                                                        : UseKind::Token;
    else if (Kind == UseKind::Escape &&
             RoleSet{Role::Poll, Role::PollThrow, Role::PollStatus,
                     Role::CanCancel}
                 .has(Op.role()))
      Kind = UseKind::Look;
  }
  return Kind;
}

namespace {

class Collector {
public:
  Collector(const FunctionView &View, bool CallTriggers)
      : View(View), CallTriggers(CallTriggers) {}

  void add(const Expr *Ref) {
    const Stmt *Child = nullptr;
    const Stmt *User = View.userOf(Ref, Child);
    if (const auto *L = dyn_cast_or_null<LambdaExpr>(User))
      return capture(L, Child, Ref);
    if (const auto *D = dyn_cast_or_null<DeclStmt>(User))
      return declaration(D, Child, Ref);
    Out.Uses.push_back({kind(User, Child, Ref), Ref});
    if (Out.Uses.back().Kind != UseKind::Escape)
      Out.Uses.back().E = operation(User);
  }

  ObjectUses Out;

private:
  void name(const ValueDecl *D) {
    if (Out.Names.insert(D).second)
      for (const DeclRefExpr *R : View.references(D))
        add(R);
  }

  /// The uses inside the lambda say what becomes of a captured object.
  void capture(const LambdaExpr *L, const Stmt *Child, const Expr *Ref) {
    auto Init = L->capture_init_begin();
    for (const LambdaCapture &C : L->captures()) {
      if (*Init == Child && C.capturesVariable()) {
        if (L->isInitCapture(&C))
          name(C.getCapturedVar());
        return;
      }
      ++Init;
    }
    Out.Uses.push_back({UseKind::Escape, Ref});
  }

  void declaration(const DeclStmt *S, const Stmt *Child, const Expr *Ref) {
    for (const Decl *D : S->decls()) {
      const auto *V = dyn_cast<VarDecl>(D);
      if (!V || V->getInit() != Child)
        continue;
      if (V->hasLocalStorage() && !isa<DecompositionDecl>(V) &&
          View.roles().type(V).Roles.hasAny({Role::Source, Role::CancelHandle}))
        return name(V);
    }
    Out.Uses.push_back({UseKind::Escape, Ref});
  }

  static const Expr *operation(const Stmt *User) { return cast<Expr>(User); }

  UseKind kind(const Stmt *&User, const Stmt *Child, const Expr *Ref) const {
    if (const auto *M = dyn_cast_or_null<MemberExpr>(User)) {
      const Stmt *Call = View.parent(M);
      while (isa_and_nonnull<ParenExpr>(Call))
        Call = View.parent(Call);
      if (const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(Call)) {
        User = C;
        return kindOfOp(C, View.roles());
      }
      return UseKind::Escape;
    }
    if (const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(User)) {
      if (O->getNumArgs() && O->getArg(0) == Child) {
        if (O->getOperator() == OO_Equal)
          return UseKind::Renewed;
        if (O->getOperator() == OO_Call && CallTriggers)
          return UseKind::Trigger;
        return kindOfOp(O, View.roles());
      }
      return UseKind::Escape;
    }
    if (const auto *C = dyn_cast_or_null<CallExpr>(User)) {
      if (C->getCallee() == Child && CallTriggers)
        return UseKind::Trigger;
      return View.roles().op(C, Role::Trigger) ? UseKind::Trigger
                                               : UseKind::Escape;
    }
    if (const auto *B = dyn_cast_or_null<BinaryOperator>(User))
      if (B->isAssignmentOp() && B->getLHS() == Child)
        return UseKind::Renewed;
    return UseKind::Escape;
  }

  const FunctionView &View;
  bool CallTriggers;
};

} // namespace

ObjectUses usesOf(llvm::ArrayRef<const Expr *> Refs, const FunctionView &View,
                  bool CallTriggers) {
  Collector C(View, CallTriggers);
  for (const Expr *Ref : Refs) {
    if (const auto *D = dyn_cast<DeclRefExpr>(Ref))
      C.Out.Names.insert(D->getDecl());
    C.add(Ref);
  }
  return std::move(C.Out);
}

std::optional<PathSpot> spotAbove(const Paths &P, const Stmt *S,
                                  const FunctionView &View) {
  for (; S; S = View.parent(S)) {
    if (std::optional<PathSpot> Spot = P.spotOf(S))
      return Spot;
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          return P.spotOf(V);
  }
  return std::nullopt;
}

} // namespace ctx::analysis
