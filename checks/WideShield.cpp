//===- WideShield.cpp - ctx-wide-shield -----------------------------------===//
//
// Positive when
//   - a shield object is alive while code waits, starts or derives work, passes
//     a context or token on, awaits, or loops over work;
//   - a shield operation, or one that binds an empty token, wraps such a call,
//   or
//     makes the context that such a call is given;
//   - a shield is put up by a statement, and such a call follows in its block
//     before it is taken down.
// Negative when
//   - what it covers is clean-up: the function is, the calls are (close, flush,
//     release, rollback, commit, shut_down and their like), cancellation was
//     observed, or it is a handler.
// Unknown when (silent)
//   - the shield object or the shielded context goes out of sight.
//
//===----------------------------------------------------------------------===//

#include "analysis/Assigned.h"
#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Forgone.h"
#include "analysis/GivenRoots.h"
#include "analysis/Loops.h"
#include "analysis/Polls.h"
#include "analysis/Remarks.h"
#include "analysis/Roots.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;
using model::RoleSet;
using model::TypeUse;
using model::writtenArgs;

constexpr CheckInfo Info = {
    "ctx-wide-shield",
    "a shield against cancellation covers more than clean-up",
    "",
    "X08",
    Severity::Info,
    FixKind::None,
    /*OnByDefault=*/false,
    "0.1",
    {},
};

class WideShield : public Check {
public:
  WideShield(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *Function) override;

private:
  void object(const VarDecl *V, const DeclStmt *Where);
  void operation(const CallExpr *Shield);
  void lasting(const CallExpr *Shield, llvm::StringRef Name);
  bool endsShield(const Stmt *S, const CallExpr *Shield) const;
  const Expr *wideIn(const Stmt *Root, Polls &Asks) const;
  const Expr *wideBehind(const Stmt *Where, const CompoundStmt &Block,
                         llvm::function_ref<bool(const Stmt *)> Ends) const;
  OpUse boundToNothing(const Expr *E) const;
  bool isWide(const Expr *Call, bool InLoop, Polls &Asks) const;
  const Expr *derivedWith(const Expr *Options) const;
  const Expr *givenTo(const VarDecl *V) const;
  void report(SourceLocation At, llvm::StringRef Shield, const Expr *Covered);

  const FunctionDecl *F = nullptr;
  const ParentMap *Parents = nullptr;
};

bool isCleanupCall(const Expr *Call) {
  const FunctionDecl *Callee = calledFunction(Call);
  return Callee && cleansUp(Callee);
}

} // namespace

void WideShield::checkFunction(const FunctionDecl *Function) {
  if (!bodyInReach(Function) || cleansUp(Function) ||
      isTestCode(Function, roles()))
    return;
  F = Function;
  Parents = &services().parents(F);
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      if (const auto *V = D->isSingleDecl()
                              ? dyn_cast<VarDecl>(D->getSingleDecl())
                              : nullptr)
        if (TypeUse Type = roles().type(V);
            Type.has(Role::Shield) && Type.byValue() && !V->isStaticLocal())
          object(V, D);
    } else if (isa<CallExpr, CoawaitExpr>(S)) {
      OpUse Op = roles().op(cast<Expr>(S), Role::Shield);
      if (!Op)
        Op = boundToNothing(cast<Expr>(S));
      if (const auto *C = Op ? dyn_cast<CallExpr>(Op.E) : nullptr)
        operation(C);
    }
    return true;
  });
}

/// The operation \p E if it binds work to a token that nobody can stop:
/// `withToken({}, work())`.
OpUse WideShield::boundToNothing(const Expr *E) const {
  OpUse Op = roles().op(E, Role::Bind);
  const Expr *Token = Op ? Op.arg("token") : nullptr;
  return Token && rootOf(Token, roles()) ? Op : OpUse();
}

/// True if \p Call, under a shield, is work that a stop request should reach.
bool WideShield::isWide(const Expr *Call, bool InLoop, Polls &Asks) const {
  static const RoleSet Working{Role::Blocking, Role::TimedBlocking,
                               Role::Spawn,    Role::Derive,
                               Role::StartOp,  Role::DeriveDeadline};
  if (roles().op(Call, Working))
    return true;
  if (roles().op(Call, RoleSet{Role::Poll, Role::PollThrow, Role::PollStatus,
                               Role::Trigger, Role::CanCancel, Role::Join,
                               Role::Deregister, Role::GetDeadline}))
    return false;
  const auto *C = dyn_cast<CallExpr>(Call);
  if (!C || isa<CXXOperatorCallExpr>(C))
    return false;
  for (const Expr *A : writtenArgs(C))
    if (!isa<CXXDefaultArgExpr>(A) &&
        roles()
            .type(A->getType())
            .Roles.hasAny({Role::Token, Role::Context, Role::Unified}))
      return !isInStd(C->getDirectCallee() ? C->getDirectCallee()
                                           : static_cast<const Decl *>(F));
  return InLoop && Asks.effort(C) >= Effort::Work;
}

/// The first call below \p Root that is too much for a shield, or null.
const Expr *WideShield::wideIn(const Stmt *Root, Polls &Asks) const {
  const Expr *Found = nullptr;
  forEachInFrame(Root, [&](const Stmt *S) {
    if (Found || isa<CXXCatchStmt>(S))
      return false;
    if (!isa<CallExpr, CXXConstructExpr>(S))
      return true;
    const auto *E = cast<Expr>(S);
    if (isCleanupCall(E) || isExcused(E, *Parents, roles()))
      return false;
    bool InLoop = false, Awaited = false;
    for (const Stmt *P = Parents->getParent(E); P && P != Root;
         P = Parents->getParent(P)) {
      InLoop |= isLoop(P) && !isBounded(P, ast());
      Awaited |= isa<CoawaitExpr>(P);
    }
    InLoop |= isLoop(Root) && !isBounded(Root, ast());
    if (isWide(E, InLoop, Asks) ||
        (Awaited && isa<CallExpr>(E) && roles().ops(E).empty()))
      Found = E;
    return !Found;
  });
  return Found;
}

/// What is wide in the statements of \p Block behind \p Where, up to one that
/// \p Ends the shield; null if nothing is.
const Expr *
WideShield::wideBehind(const Stmt *Where, const CompoundStmt &Block,
                       llvm::function_ref<bool(const Stmt *)> Ends) const {
  Polls Asks(roles());
  bool Alive = false;
  for (const Stmt *S : Block.body()) {
    if (Alive && Ends(S))
      return nullptr;
    if (Alive)
      if (const Expr *Covered = wideIn(S, Asks))
        return Covered;
    Alive |= S == Where;
  }
  return nullptr;
}

/// A shield that covers the rest of its block.
void WideShield::object(const VarDecl *V, const DeclStmt *Where) {
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Parents->getParent(Where));
  if (!Block || isExcused(Where, *Parents, roles()) ||
      isDetached(V->getLocation()))
    return;
  // It may be lifted there, or handed on.
  if (const Expr *Covered = wideBehind(
          Where, *Block, [&](const Stmt *S) { return mentions(S, V); }))
    report(V->getLocation(), V->getName(), Covered);
}

/// The operation that derives with \p Options: the call it is an argument of,
/// or one that is given the variable it changes. Null if there is none.
const Expr *WideShield::derivedWith(const Expr *Options) const {
  static const RoleSet Derives{Role::Derive, Role::DeriveDeadline};
  for (const Stmt *P = Parents->getParent(Options); isa_and_nonnull<Expr>(P);
       P = Parents->getParent(P))
    if (roles().op(cast<Expr>(P), Derives) && isa<CallExpr>(P))
      return cast<Expr>(P);
  const auto *M = dyn_cast<CXXMemberCallExpr>(Options);
  const ValueDecl *Holder =
      M ? referenced(M->getImplicitObjectArgument()) : nullptr;
  const Expr *Found = nullptr;
  if (Holder)
    forEachStmtOf(F, [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      if (C && C != Options && !Found && roles().op(C, Derives) &&
          mentions(C, Holder))
        Found = C;
      return !Found;
    });
  return Found;
}

/// The first call that is no clean-up and is given \p V or what it points at.
const Expr *WideShield::givenTo(const VarDecl *V) const {
  const Expr *Found = nullptr;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (!R || R->getDecl() != V || Found)
      return !Found;
    Mention M = mentionOf(R, *Parents, roles());
    const Expr *Call = M.What == Touch::Pass ? M.Call : nullptr;
    // `*ctx` is a use of the object, but it is given away all the same.
    if (M.What == Touch::Deref)
      Call = dyn_cast_or_null<CallExpr>(
          userParent(*Parents, userParent(*Parents, R)));
    if (isa_and_nonnull<CXXMemberCallExpr>(Call) &&
        mentions(cast<CXXMemberCallExpr>(Call)->getCallee(), V))
      Call = nullptr; // its own member function
    if (Call && isa<CallExpr>(Call) && !isCleanupCall(Call) &&
        !isInStd(calledFunction(Call) ? calledFunction(Call)
                                      : static_cast<const Decl *>(F)) &&
        !isExcused(R, *Parents, roles()))
      Found = Call;
    return !Found;
  });
  return Found;
}

void WideShield::operation(const CallExpr *Shield) {
  if (isExcused(Shield, *Parents, roles()) || isDetached(Shield->getExprLoc()))
    return;
  std::string Name = nameAsCalled(Shield);
  // shielded(work(...))
  for (const Expr *A : writtenArgs(Shield))
    if (const auto *C = dyn_cast<CallExpr>(strip(A))) {
      if (!isCleanupCall(C) && !roles().op(C, Role::RootFactory))
        report(Shield->getExprLoc(), Name, C);
      return;
    }
  const Expr *Derive = derivedWith(Shield);
  if (!Derive) {
    lasting(Shield, Name);
    return;
  }
  const auto *DS = dyn_cast_or_null<DeclStmt>(userParent(*Parents, Derive));
  const auto *V = DS && DS->isSingleDecl()
                      ? dyn_cast<VarDecl>(DS->getSingleDecl())
                      : nullptr;
  if (const Expr *Covered = V ? givenTo(V) : nullptr)
    report(Shield->getExprLoc(), Name, Covered);
}

/// True if \p S takes down what \p Shield, a statement before it, has put up: a
/// reset, or the same function with other arguments.
bool WideShield::endsShield(const Stmt *S, const CallExpr *Shield) const {
  const FunctionDecl *Function = Shield->getDirectCallee();
  bool Ends = false;
  forEachInFrame(S, [&](const Stmt *Part) {
    const auto *C = dyn_cast<CallExpr>(Part);
    const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
    if (Callee && Callee->getIdentifier())
      Ends |= bool(roles().op(C, {Role::Reset, Role::Shield})) ||
              (Callee->getDeclName() == Function->getDeclName() &&
               Callee->getDeclContext()->Equals(Function->getDeclContext()));
    return !Ends;
  });
  return Ends;
}

/// A shield that a statement puts up, on the work that runs it or on a context:
/// `client.SuppressInterrupts();`. It stays until somebody takes it down.
void WideShield::lasting(const CallExpr *Shield, llvm::StringRef Name) {
  const FunctionDecl *Callee = Shield->getDirectCallee();
  if (!Callee)
    return;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(Shield))
    if (!roles()
             .type(M->getImplicitObjectArgument()->getType())
             .Roles.hasAny({Role::Context, Role::Unified, Role::TaskHandle}))
      return; // options, which shield nothing yet
  const Stmt *Where = Shield;
  const Stmt *Up = Parents->getParent(Where);
  for (; isa_and_nonnull<Expr>(Up); Up = Parents->getParent(Up))
    Where = Up;
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Up);
  if (!Block)
    return;
  if (const Expr *Covered = wideBehind(
          Where, *Block, [&](const Stmt *S) { return endsShield(S, Shield); }))
    report(Shield->getExprLoc(), Name, Covered);
}

void WideShield::report(SourceLocation At, llvm::StringRef Shield,
                        const Expr *Covered) {
  const FunctionDecl *Callee = calledFunction(Covered);
  std::string Name =
      Callee && Callee->getIdentifier() ? Callee->getNameAsString() : "a call";
  if (const auto *C = dyn_cast_or_null<CXXConstructorDecl>(Callee))
    Name = C->getParent()->getNameAsString();
  diag(sources().getFileLoc(At),
       "shield '%0' covers '%1', which is not clean-up and which no stop "
       "request reaches; shield only what has to be finished")
      << Shield << Name;
  diag(sources().getFileLoc(Covered->getExprLoc()), "'%0' is covered here",
       DiagnosticIDs::Note)
      << Name;
}

namespace {
CTX_REGISTER_CHECK(WideShield, Info);
} // namespace

} // namespace ctx
