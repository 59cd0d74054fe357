//===- TokenByReference.cpp - ctx-token-by-reference ----------------------===//
//
// Positive when
//   - a coroutine takes a token by reference and uses it: the caller's token
//     may be gone when the coroutine goes on;
//   - so does a function that work is started with, for whoever starts it
//     otherwise, or binds it with std::ref.
// Negative when
//   - the token is not used, is taken by value, or the function is a plain one;
//   - the token cannot be copied, or owns the state behind it;
//   - a lambda is written where the thread is made: what makes it gives it a
//     copy of its own;
//   - std::async is told to wait until somebody asks for the result.
// Unknown when (silent)
//   - the signature is imposed: an override, an operator, a macro;
//   - the parameter is written to, and is there to hand a token out.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Loops.h"
#include "analysis/Relevant.h"
#include "analysis/Roots.h"
#include "analysis/Signatures.h"
#include "analysis/Starts.h"
#include "core/CheckRegistry.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseSet.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Form;
using model::Role;
using model::TypeUse;

constexpr OptionInfo InfoOptions[] = {
    {"ThreadEntries", "true",
     "also report functions that a thread or task is started with"},
};

constexpr CheckInfo Info = {
    "ctx-token-by-reference",
    "a coroutine or thread entry takes its token by reference",
    "cppcoreguidelines-avoid-reference-coroutine-parameters",
    "M63",
    Severity::Warning,
    FixKind::Always,
    /*OnByDefault=*/true,
    "0.1",
    InfoOptions,
};

class TokenByReference : public Check {
public:
  TokenByReference(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    matchOuterInitialisers(Finder);
  }
  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Reported.clear();
    Relevant.reset();
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;

private:
  bool isRelevant();
  bool isCopied(const ParmVarDecl *P) const;
  void coroutine(const FunctionDecl *F);
  void started(const Start &S);
  void report(const FunctionDecl *F, const ParmVarDecl *P, bool Coroutine);

  llvm::DenseSet<const ParmVarDecl *> Reported;
  std::optional<bool> Relevant;
};

bool TokenByReference::isRelevant() {
  if (!Relevant)
    Relevant = mayOccur(roles(), ast(),
                        {Role::Token, Role::EdgeSlot, Role::Context}, {});
  return *Relevant;
}

/// True if \p P is a reference to a token that could as well be a copy: copies
/// are cheap, and mean the same requests.
bool TokenByReference::isCopied(const ParmVarDecl *P) const {
  const auto *Ref = P->getType()->getAs<ReferenceType>();
  TypeUse Use = roles().type(P);
  if (!Ref || !P->getIdentifier() || Use.Forms.size() != 1 ||
      Use.Forms[0] != Form::Reference ||
      !Use.Roles.hasAny({Role::Token, Role::EdgeSlot, Role::Context}) ||
      Use.Roles.hasAny({Role::PerRequest, Role::SingleUse, Role::Source}) ||
      Use.Entry->Owns == model::Ownership::Value)
    return false;
  const CXXRecordDecl *R = Ref->getPointeeType()->getAsCXXRecordDecl();
  return R && R->hasDefinition() && !R->isAbstract() &&
         (R->hasSimpleCopyConstructor() ||
          llvm::any_of(R->ctors(), [](const CXXConstructorDecl *C) {
            return C->isCopyConstructor() && !C->isDeleted() &&
                   C->getAccess() == AS_public;
          }));
}

void TokenByReference::report(const FunctionDecl *F, const ParmVarDecl *P,
                              bool Coroutine) {
  // A const object cannot be handed out through.
  bool Const = P->getType()->getPointeeType().isConstQualified();
  if (!Reported.insert(P).second || !mentions(writtenBody(F), P) ||
      (!Const && writesTo(writtenBody(F), P)))
    return;
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  bool Lambda = M && M->getParent()->isLambda();
  auto D =
      diag(P->getLocation(),
           "%select{thread entry|coroutine}0 %select{'%2'|lambda}1 takes its "
           "token '%3' by reference, which %select{is only as good as what "
           "whoever starts it keeps alive|dangles once it is suspended and the "
           "caller goes on}0; take it by value")
      << Coroutine << Lambda << (Lambda ? "" : F->getNameAsString())
      << P->getName();
  TypeLoc Type = P->getTypeSourceInfo()->getTypeLoc();
  auto Ref = Type.getAs<ReferenceTypeLoc>();
  if (!Ref || (M && M->isVirtual()))
    return;
  std::string Name =
      textOf(Ref.getPointeeLoc().getUnqualifiedLoc().getSourceRange(), ast());
  if (Name.empty())
    return;
  llvm::SmallVector<FixItHint, 4> Fix =
      retypeParameter(F, P->getFunctionScopeIndex(), Name);
  for (const FixItHint &One : Fix)
    D << One;
}

void TokenByReference::coroutine(const FunctionDecl *F) {
  if (!isa_and_nonnull<CoroutineBodyStmt>(bodyInReach(F)))
    return;
  for (const ParmVarDecl *P : F->parameters())
    if (isCopied(P))
      report(F, P, /*Coroutine=*/true);
}

void TokenByReference::started(const Start &S) {
  const FunctionDecl *F = S.Runs.Function;
  if (!F || !S.Runs.Body || isDeferred(S) ||
      isa<CoroutineBodyStmt>(S.Runs.Body) || isImposed(F) ||
      F->getPrimaryTemplate())
    return;
  // What makes a thread gives the lambda written there a copy of its own.
  if (S.Runs.Lambda && strip(S.Callable) == S.Runs.Lambda)
    return;
  for (const ParmVarDecl *P : F->parameters())
    if (isCopied(P))
      report(F, P, /*Coroutine=*/false);
}

void TokenByReference::checkFunction(const FunctionDecl *F) {
  if (!isRelevant() || !bodyInReach(F))
    return;
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  bool Overrides = M && M->size_overridden_methods() > 0;
  if (!Overrides && !F->isOverloadedOperator())
    coroutine(F);
  forEachStmt(writtenBody(F), [&](const Stmt *S) {
    if (const auto *L = dyn_cast<LambdaExpr>(S))
      coroutine(L->getCallOperator());
    return true;
  });
  if (!flag("ThreadEntries"))
    return;
  for (const Start &S : startsIn(F, services().parents(F), roles()))
    started(S);
}

void TokenByReference::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  const auto *Init = Result.Nodes.getNodeAs<Expr>("init");
  if (!Init || !isRelevant())
    return;
  forEachStmt(Init, [&](const Stmt *S) {
    if (const auto *L = dyn_cast<LambdaExpr>(S))
      coroutine(L->getCallOperator());
    return true;
  });
  if (!flag("ThreadEntries"))
    return;
  ParentMap Parents(const_cast<Expr *>(Init));
  for (const Start &S : startsIn(Init, Parents, roles()))
    started(S);
}

CTX_REGISTER_CHECK(TokenByReference, Info);

} // namespace
} // namespace ctx
