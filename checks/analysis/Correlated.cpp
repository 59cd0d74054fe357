//===- Correlated.cpp -----------------------------------------------------===//

#include "Correlated.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Loops.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ctx::analysis {

using model::RoleIndex;
using model::writtenArgs;

/// The variable, function or member of `this` that \p S, a reference, names;
/// null for everything else, and for operators and the standard library's.
static const ValueDecl *namedBy(const Stmt *S) {
  const ValueDecl *D = nullptr;
  if (const auto *R = dyn_cast<DeclRefExpr>(S))
    D = R->getDecl();
  else if (const auto *M = dyn_cast<MemberExpr>(S))
    D = isMemberOfThis(M) ? M->getMemberDecl() : nullptr;
  if (const auto *F = dyn_cast_or_null<FunctionDecl>(D))
    return F->isOverloadedOperator() || isInStd(F) ? nullptr : D;
  return isa_and_nonnull<VarDecl, FieldDecl>(D) ? D : nullptr;
}

/// Calls \p Visit for everything that \p Root names.
static void
forEachNamed(const Stmt *Root,
             llvm::function_ref<void(const ValueDecl *, const Expr *)> Visit) {
  forEachStmt(Root, [&](const Stmt *S) {
    if (const ValueDecl *D = namedBy(S))
      Visit(D, cast<Expr>(S));
    return true;
  });
}

/// True if control does not come out of \p S at its end.
static bool isLeft(const Stmt *S) {
  while (const auto *C = dyn_cast_or_null<CompoundStmt>(S))
    S = C->body_empty() ? nullptr : C->body_back();
  if (!S)
    return false;
  if (isa<ReturnStmt, CoreturnStmt, BreakStmt, ContinueStmt, GotoStmt>(S))
    return true;
  const auto *E = dyn_cast<Expr>(S);
  E = E ? strip(E) : nullptr;
  if (isa_and_nonnull<CXXThrowExpr>(E))
    return true;
  const auto *Call = dyn_cast_or_null<CallExpr>(E);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  return F && F->isNoReturn();
}

/// The operands of the `&&`, `||` and `!` in \p E.
static void operandsOf(const Expr *E,
                       llvm::SmallVectorImpl<const Expr *> &Out) {
  E = strip(E);
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    if (U->getOpcode() == UO_LNot)
      return operandsOf(U->getSubExpr(), Out);
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    if (B->isLogicalOp()) {
      operandsOf(B->getLHS(), Out);
      return operandsOf(B->getRHS(), Out);
    }
  Out.push_back(E);
}

/// The condition of \p S, if it is a branch or a loop; null otherwise.
static const Expr *conditionOf(const Stmt *S) {
  if (const auto *I = dyn_cast<IfStmt>(S))
    return I->getCond();
  if (const auto *C = dyn_cast<ConditionalOperator>(S))
    return C->getCond();
  return isLoop(S) ? loopCondition(S) : nullptr;
}

Tellers::Tellers(const Held &H, const Stmt *Body, const ParentMap &Up,
                 const RoleIndex &Roles, const ASTContext &Context)
    : H(H), Up(Up), Roles(Roles), Context(Context) {
  forEachInFrame(Body, [&](const Stmt *S) {
    if (const Expr *Condition = conditionOf(S))
      addTest(S, Condition, Body);
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          if (V->getInit() && isAbout(V->getInit()))
            add(V, nullptr, V->getInit()->getBeginLoc());
      return true;
    }
    const Expr *To = nullptr, *Value = nullptr;
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->isAssignmentOp())
        To = B->getLHS(), Value = B->getRHS();
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
      if (O->isAssignmentOp() && O->getNumArgs() == 2)
        To = O->getArg(0), Value = O->getArg(1);
    }
    if (To && isAbout(Value))
      add(referenced(To), nullptr, Value->getBeginLoc());
    return true;
  });
}

Answer Tellers::ask(const Expr *E) const {
  auto Decide = [&](const Expr *Part) {
    return ifMissing(H, Part, Roles, Context);
  };
  return decide(E, {nullptr, Decide, nullptr});
}

/// True if \p E has to do with the value.
bool Tellers::isAbout(const Expr *E) const {
  bool Is = H.In && mentions(E, H.In);
  if (!Is && H.Read)
    forEachStmt(E, [&](const Stmt *S) {
      if (const auto *C = dyn_cast<CallExpr>(S))
        if (ValueRead R = readAt(C, Roles); R.Get && R.Get != H.Read->Get)
          Is |= isSameValue(R, *H.Read, Context);
      return !Is;
    });
  return Is;
}

void Tellers::add(const ValueDecl *Who, const Expr *By, SourceLocation After,
                  const Stmt *Within) {
  if (Who && Who != H.In && Who != H.Ok)
    All.push_back({Who, By, After, Within});
}

/// Adds what \p Asked, next to a test of the value or around it, asks for.
void Tellers::addAsked(const Expr *Asked, const Expr *By, const Stmt *Within) {
  forEachNamed(Asked, [&](const ValueDecl *D, const Expr *) {
    add(D, By, By->getEndLoc(), Within);
  });
}

/// True if \p Ref, a reference, may be written to where it stands.
bool Tellers::isWritten(const Expr *Ref) const {
  const Stmt *P = Up.getParent(Ref);
  while (P && (isa<ParenExpr>(P) ||
               (isa<MemberExpr>(P) && !cast<MemberExpr>(P)->isArrow() &&
                !isa<CXXMethodDecl>(cast<MemberExpr>(P)->getMemberDecl())))) {
    Ref = cast<Expr>(P);
    P = Up.getParent(P);
  }
  if (Ref->getType().isConstQualified())
    return false;
  const auto *C = dyn_cast_or_null<ImplicitCastExpr>(P);
  return !C || (C->getCastKind() != CK_LValueToRValue &&
                !C->getType().isConstQualified());
}

/// Adds what \p Branch, taken or not because of \p Condition, writes to.
void Tellers::addWritten(const Stmt *Branch, const Expr *Condition) {
  if (!Branch)
    return;
  forEachNamed(Branch, [&](const ValueDecl *D, const Expr *Ref) {
    // fail("no user"); ... if (failed())
    if (const auto *M = dyn_cast<CXXMethodDecl>(D);
        M && M->isInstance() && !M->isConst())
      All.push_back({nullptr, Condition, Condition->getEndLoc(), nullptr});
    if (!isa<FunctionDecl>(D) && (isWritten(Ref) || writesTo(Branch, D)))
      add(D, Condition, Condition->getEndLoc());
  });
}

void Tellers::addTest(const Stmt *Branch, const Expr *Condition,
                      const Stmt *Body) {
  Operands All;
  operandsOf(Condition, All);
  Operands Others;
  for (const Expr *One : All)
    if (ask(One) == Answer::Either)
      Others.push_back(One);
  if (Others.size() == All.size())
    return; // no test of the value
  const auto *If = dyn_cast<IfStmt>(Branch);
  if (If) {
    addWritten(If->getThen(), Condition);
    addWritten(If->getElse(), Condition);
  } else if (isLoop(Branch)) {
    addWritten(loopBody(Branch), Condition);
  }
  bool Leaves = isLoop(Branch) ||
                (If && (isLeft(If->getThen()) || isLeft(If->getElse())));
  // `!a || b` is true whatever b is.
  if (ask(Condition) == Answer::Either)
    for (const Expr *Other : Others)
      addAsked(Other, Condition, Leaves ? nullptr : Branch);
  // if (mode) { if (!a) return; }
  if (!Leaves)
    return;
  for (const Stmt *P = Up.getParent(Branch), *Child = Branch;
       P && Child != Body; Child = P, P = Up.getParent(P))
    if (const auto *Outer = dyn_cast<IfStmt>(P))
      if (Outer->getCond() && Outer->getCond() != Child)
        forEachNamed(Outer->getCond(), [&](const ValueDecl *D, const Expr *) {
          add(D, nullptr, Branch->getEndLoc());
        });
}

bool Tellers::tell(const Expr *E) const {
  bool Does = false;
  const SourceManager &Sources = Context.getSourceManager();
  forEachNamed(E, [&](const ValueDecl *D, const Expr *Ref) {
    const auto *M = dyn_cast<CXXMethodDecl>(D);
    const bool OfThis = M ? M->isInstance() : isa<FieldDecl>(D);
    for (const Teller &T : All)
      if (!Does && (T.Who ? T.Who == D : OfThis) &&
          !(T.By && isWithin(Ref, T.By, Up)) &&
          !(T.Within && !isWithin(Ref, T.Within, Up)))
        Does = Sources.isBeforeInTranslationUnit(T.After, Ref->getBeginLoc());
  });
  return Does;
}

//===----------------------------------------------------------------------===//
// Second names
//===----------------------------------------------------------------------===//

llvm::SmallVector<Held, 2> namesOf(const Held &H, const Stmt *Body) {
  llvm::SmallVector<Held, 2> Out;
  if (H.Kind != ValueKind::Pointer || H.Inner || H.Filled)
    return Out;
  forEachInFrame(Body, [&](const Stmt *S) {
    const auto *D = dyn_cast<DeclStmt>(S);
    if (!D)
      return true;
    for (const Decl *One : D->decls()) {
      const auto *V = dyn_cast<VarDecl>(One);
      if (!V || V == H.In || !V->hasLocalStorage() || !V->getInit() ||
          kindOf(V->getType()) != ValueKind::Pointer ||
          V->getType()->isReferenceType())
        continue;
      const Expr *Init = strip(V->getInit());
      while (const auto *C = dyn_cast<ExplicitCastExpr>(Init))
        Init = strip(C->getSubExpr());
      const auto *Ref = dyn_cast<DeclRefExpr>(Init);
      if (!Ref || Ref->getDecl() != H.In)
        continue;
      Out.push_back(H);
      Out.back().In = V;
      Out.back().Stored = nullptr;
    }
    return true;
  });
  return Out;
}

//===----------------------------------------------------------------------===//
// Helpers that are given the context
//===----------------------------------------------------------------------===//

/// The variable or field that \p E, a context or a bag in one, belongs to.
static const ValueDecl *ownerOf(const Expr *E) {
  for (unsigned I = 0; E && I < 4; ++I) {
    if (const ValueDecl *D = referenced(E))
      return D;
    const auto *M = dyn_cast<MemberExpr>(object(E));
    E = M ? M->getBase() : nullptr;
  }
  return nullptr;
}

/// True if \p S is a call or construction that no model and no standard library
/// describes.
static bool isHelperCall(const Stmt *S, const RoleIndex &Roles) {
  if (!isa<CallExpr, CXXConstructExpr>(S))
    return false;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S))
    if (O->getOperator() != OO_Call)
      return false;
  const auto *Call = cast<Expr>(S);
  const FunctionDecl *F = calledFunction(Call);
  return !(F && isInStd(F)) && Roles.ops(Call).empty();
}

/// The argument of \p Call that is the context of \p R; null for none.
static const Expr *contextGiven(const Expr *Call, const ValueRead &R) {
  const ValueDecl *Owner = R.On ? ownerOf(R.On) : nullptr;
  if (Owner)
    for (const Expr *A : writtenArgs(Call))
      if (referenced(A) == Owner)
        return A;
  return nullptr;
}

/// True if a parameter of type \p T may be written through.
static bool isLent(QualType T) {
  if (T.isNull())
    return false;
  if (T->isLValueReferenceType() || T->isPointerType())
    return !T->getPointeeType().isConstQualified();
  return kindOf(T) == ValueKind::Smart;
}

/// True if \p Key, in the body of the function that \p Call calls, is what the
/// call gives it for the key of \p R, as far as is known.
static bool isGivenKey(const Expr *Key, const Expr *Call, const ValueRead &R,
                       const ASTContext &Context) {
  bool Is = false;
  const auto Args = writtenArgs(Call);
  forEachNamed(Key, [&](const ValueDecl *D, const Expr *) {
    if (const auto *P = dyn_cast<ParmVarDecl>(D))
      Is |= P->getFunctionScopeIndex() >= Args.size() ||
            isSameKey(Args[P->getFunctionScopeIndex()], R.Key, Context);
  });
  return Is;
}

/// True if the body of the function that \p Call calls is in sight, and looks
/// for the value of \p R, or may throw if it is \p Given the context.
static bool looksFor(const Expr *Call, const ValueRead &R, bool Given,
                     const RoleIndex &Roles, const ASTContext &Context) {
  const FunctionDecl *F = calledFunction(Call);
  const Stmt *Body = F ? bodyInReach(F) : nullptr;
  if (!Body)
    return false;
  for (const ValueRead &Other : readsIn(Body, Roles))
    if (isSameKey(Other.Key, R.Key, Context) ||
        (Given && Other.Key && isGivenKey(Other.Key, Call, R, Context)))
      return true;
  bool Throws = false;
  if (Given)
    forEachInFrame(Body, [&](const Stmt *S) {
      Throws |= isa<CXXThrowExpr>(S);
      return !Throws;
    });
  return Throws;
}

bool mayProvide(const Stmt *S, const ValueRead &R, const RoleIndex &Roles,
                const ASTContext &Context) {
  // ctx = withUser(ctx);
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S);
      O && O->getOperator() == OO_Equal && O->getNumArgs() == 2) {
    const ValueDecl *Owner = R.On ? ownerOf(R.On) : nullptr;
    const Expr *Value = strip(O->getArg(1));
    return Owner && referenced(O->getArg(0)) == Owner && isa<CallExpr>(Value) &&
           isHelperCall(Value, Roles);
  }
  if (!isHelperCall(S, Roles))
    return false;
  const auto *Call = cast<Expr>(S);
  const Expr *Given = contextGiven(Call, R);
  return (Given && isLent(parameterType(Call, Given))) ||
         looksFor(Call, R, Given, Roles, Context);
}

/// True if \p E holds a call that is given the context of \p R.
static bool holdsHelper(const Expr *E, const ValueRead &R,
                        const RoleIndex &Roles) {
  bool Holds = false;
  forEachInFrame(E, [&](const Stmt *S) {
    Holds |= isHelperCall(S, Roles) && isa<CallExpr>(S) &&
             contextGiven(cast<Expr>(S), R);
    return !Holds;
  });
  return Holds;
}

bool asksHelper(const Expr *E, const ValueRead &R, const RoleIndex &Roles) {
  bool Asks = holdsHelper(E, R, Roles);
  // const bool known = authenticate(ctx);
  if (!Asks)
    forEachNamed(E, [&](const ValueDecl *D, const Expr *) {
      const auto *V = dyn_cast<VarDecl>(D);
      Asks |= V && V->hasLocalStorage() && V->getInit() &&
              holdsHelper(V->getInit(), R, Roles);
    });
  return Asks;
}

} // namespace ctx::analysis
