//===- MixedContexts.cpp - ctx-mixed-contexts -----------------------------===//
//
// Positive when a function takes two kinds of token or context and its body
// heeds at most one of them: a request that comes through the other is lost.
//
// Negative when the body links them (a callback on one, a child or a merged
// token made of both), polls both, or hands both to one callee.
//
// Unknown when the signature is not the author's to choose: overrides,
// operators, functions that the library calls; and when the body is not in
// reach.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "core/CheckRegistry.h"

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
    /*Id=*/"ctx-mixed-contexts",
    /*Title=*/
    "two kinds of context in one signature, not linked in the body",
    /*Counterpart=*/"Particular PS0010-16",
    /*Spec=*/"M53",
    /*Level=*/Severity::Info,
    /*Fixes=*/FixKind::None,
    /*OnByDefault=*/false,
    /*Since=*/"0.1",
    /*Options=*/{}};

/// A parameter that tells whether to stop, or when.
struct Listener {
  const ParmVarDecl *Param;
  TypeUse Use;
};

class MixedContexts : public Check {
public:
  MixedContexts(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;

private:
  bool isLinked(const Stmt *Body, const Listener &A, const Listener &B) const;
  bool heeds(const Stmt *Body, const ParmVarDecl *P) const;
};

/// True if both are of one library's making, where one holds the other.
bool isOneKind(const TypeUse &A, const TypeUse &B) {
  return A.Entry == B.Entry;
}

} // namespace

void MixedContexts::checkFunction(const FunctionDecl *F) {
  const Stmt *Body = F->getNumParams() < 2 ? nullptr : bodyInReach(F);
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!Body || isLambda(F) || (M && M->size_overridden_methods()) ||
      isa<CXXConstructorDecl>(F) || F->isOverloadedOperator() ||
      F->isVariadic() || isTestCode(F, roles()))
    return;
  llvm::SmallVector<Listener, 3> Found;
  for (const ParmVarDecl *P : F->parameters()) {
    TypeUse Use = roles().type(P);
    // Values travel beside a token without harm, and what one operation is
    // handed on its way belongs to that operation.
    if (Use.Roles.hasAny({Role::Token, Role::Unified, Role::EdgeSlot}) &&
        !Use.has(Role::Source) && !Use.has(Role::TaskHandle) &&
        !Use.has(Role::SingleUse) && P->getIdentifier())
      Found.push_back({P, Use});
  }
  if (Found.size() < 2 || roles().entryPoint(F))
    return;
  for (size_t I = 1; I != Found.size(); ++I) {
    const Listener &A = Found[0], &B = Found[I];
    if (isOneKind(A.Use, B.Use) || isLinked(Body, A, B))
      continue;
    diag(sources().getFileLoc(F->getLocation()),
         "'%0' takes two kinds of context, '%1' and '%2', and nothing links "
         "them, so work may go on although one of them says stop; take one, or "
         "link them")
        << F->getNameAsString() << A.Param->getName() << B.Param->getName();
    return;
  }
}

/// True if \p Body looks at \p P or has something called when it says stop.
bool MixedContexts::heeds(const Stmt *Body, const ParmVarDecl *P) const {
  bool Found = false;
  forEachStmt(Body, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (E && !Found && isa<CallExpr, CXXConstructExpr>(E))
      Found = roles().op(E, {Role::Poll, Role::PollThrow, Role::PollStatus,
                             Role::Register, Role::Derive, Role::Merge,
                             Role::DeriveDeadline, Role::Bind,
                             Role::TimedBlocking, Role::Blocking}) &&
              mentions(E, P);
    return !Found;
  });
  return Found;
}

bool MixedContexts::isLinked(const Stmt *Body, const Listener &A,
                             const Listener &B) const {
  if (heeds(Body, A.Param) && heeds(Body, B.Param))
    return true;
  bool Together = false;
  forEachStmt(Body, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (!E || Together)
      return !Together;
    // An object is made of both.
    if (isa<InitListExpr>(E))
      Together = mentions(E, A.Param) && mentions(E, B.Param);
    // A callback on one that asks the other to stop; both to one callee.
    if (isa<CallExpr, CXXConstructExpr>(E)) {
      bool Both[2] = {false, false};
      for (const Expr *Arg : writtenArgs(E)) {
        Both[0] |= mentions(Arg, A.Param);
        Both[1] |= mentions(Arg, B.Param);
      }
      if (const auto *M = dyn_cast<CXXMemberCallExpr>(E)) {
        Both[0] |= mentions(M->getImplicitObjectArgument(), A.Param);
        Both[1] |= mentions(M->getImplicitObjectArgument(), B.Param);
      }
      Together = Both[0] && Both[1];
    }
    return !Together;
  });
  return Together;
}

namespace {
CTX_REGISTER_CHECK(MixedContexts, Info);
} // namespace

} // namespace ctx
