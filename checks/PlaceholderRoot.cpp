//===- PlaceholderRoot.cpp - ctx-placeholder-root -------------------------===//
//
// Positive when
//   - a root factory that the model calls a placeholder is used;
//   - an empty token or context is passed, stored or given a name, and a
//   comment
//     on its line, right above it or above its statement says TODO or FIXME.
// Negative when
//   - the code is a test, or the factory's own definition.
// Unknown when (silent)
//   - a context is in scope that could take its place: ctx-fresh-root says so.
//
//===----------------------------------------------------------------------===//

#include "analysis/Assigned.h"
#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/GivenRoots.h"
#include "analysis/Remarks.h"
#include "analysis/Roots.h"
#include "core/CheckRegistry.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;
using model::writtenArgs;

constexpr CheckInfo Info = {
    "ctx-placeholder-root",
    "a root that stands for a decision not made yet is left in the code",
    "Go context.TODO",
    "A19",
    Severity::Info,
    FixKind::None,
    /*OnByDefault=*/false,
    "0.1",
    {},
};

class PlaceholderRoot : public Check {
public:
  PlaceholderRoot(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    matchOuterInitialisers(Finder);
  }

protected:
  void checkFunction(const FunctionDecl *Function) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;

private:
  void look(const Stmt *S);
  void empty(const Expr *E);
  bool isUndecided(const Expr *E) const;
  bool isFreshRoot(const Expr *E, const Root &R) const;

  const FunctionDecl *F = nullptr; ///< null outside of functions
  const ParentMap *Parents = nullptr;
};

/// True if ctx-fresh-root reports \p E: it is passed on or kept where something
/// better is in scope.
bool PlaceholderRoot::isFreshRoot(const Expr *E, const Root &R) const {
  if (!F || mayMakeRoots(F, roles()) || isGenerator(F, roles()) || cleansUp(F))
    return false;
  const Stmt *P = userParent(*Parents, E);
  return isa_and_nonnull<CallExpr, DeclStmt, MemberExpr>(P) &&
         !substitutesFor(R.Type, E, InScope(F, *Parents, roles()), roles())
              .empty();
}

void PlaceholderRoot::look(const Stmt *S) {
  if (const auto *D = dyn_cast<DeclStmt>(S)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One);
          V && V->hasInit() && V->getIdentifier() &&
          !saysOptOut(V->getName()) && !V->getInit()->isTypeDependent() &&
          roles().type(V).Roles.hasAny({Role::Token, Role::Context}) &&
          !roles().type(V).has(Role::SingleUse))
        empty(V->getInit());
    return;
  }
  const auto *E = dyn_cast<Expr>(S);
  if (!E || E->isTypeDependent())
    return;
  if (isa<CallExpr, DeclRefExpr, MemberExpr>(E)) {
    OpUse Op = roles().op(E, Role::RootFactory);
    // A name that is called is seen as its call.
    if (Op && Op.Entry->Placeholder && Op.E == E) {
      std::optional<Root> R = rootOf(E, roles());
      if (!R || !isFreshRoot(E, *R))
        diag(sources().getFileLoc(E->getBeginLoc()),
             "placeholder '%0' is left in the code; decide which context "
             "belongs here")
            << textOf(E->getSourceRange(), ast());
    }
  }
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    for (const Expr *Init : List->inits())
      if (Init && !isa<CXXDefaultInitExpr, ImplicitValueInitExpr>(Init))
        empty(Init);
    return;
  }
  const auto *Made = dyn_cast<CXXConstructExpr>(E);
  if (!isa<CallExpr, CXXConstructExpr>(E) ||
      (Made && Made->getConstructor()->isCopyOrMoveConstructor()))
    return;
  for (const Expr *A : writtenArgs(E)) {
    std::optional<Root> R;
    if (!isa<CXXDefaultArgExpr>(A))
      R = rootOf(A, roles());
    if (R && R->E != E)
      empty(A);
  }
}

/// True if a comment at \p E or above the statement it is in says so.
bool PlaceholderRoot::isUndecided(const Expr *E) const {
  if (isMarkedUndecided(E->getBeginLoc(), sources()))
    return true;
  const Stmt *Whole = E;
  while (const Stmt *P = Parents ? Parents->getParent(Whole) : nullptr) {
    if (!isa<Expr, DeclStmt, ReturnStmt>(P) || isa<LambdaExpr>(P))
      break;
    Whole = P;
  }
  return isMarkedUndecided(Whole->getBeginLoc(), sources());
}

/// \p E is passed, stored, or what a variable begins with.
void PlaceholderRoot::empty(const Expr *E) {
  std::optional<Root> R = rootOf(E, roles());
  if (!R || R->Kind != RootKind::Empty || !isUndecided(E) || isFreshRoot(E, *R))
    return;
  diag(sources().getFileLoc(E->getBeginLoc()),
       "empty '%0' with a comment that says it is not decided yet; decide "
       "which one belongs here")
      << nameOf(R->Type, ast());
}

void PlaceholderRoot::checkFunction(const FunctionDecl *Function) {
  if (!bodyInReach(Function) || isTestCode(Function, roles()))
    return;
  F = Function;
  Parents = &services().parents(F);
  forEachStmtOf(F, [&](const Stmt *S) {
    look(S);
    return true;
  });
}

void PlaceholderRoot::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  const auto *Init = Result.Nodes.getNodeAs<Expr>("init");
  if (!Init || roles().allowsRoots(Init->getBeginLoc()))
    return;
  F = nullptr;
  Parents = nullptr;
  forEachStmt(Init, [&](const Stmt *S) {
    look(S);
    return !isa<LambdaExpr>(S); // a function of its own
  });
}

CTX_REGISTER_CHECK(PlaceholderRoot, Info);

} // namespace
} // namespace ctx
