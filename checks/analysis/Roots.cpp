//===- Roots.cpp ----------------------------------------------------------===//

#include "Roots.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace ctx::analysis {

using model::Role;
using model::RoleIndex;
using model::TypeUse;

static const model::RoleSet Travels{Role::Token, Role::Context, Role::Unified};

static bool defaultIsRoot(const TypeUse &Use) {
  return Use && Use.Roles.hasAny(Travels) &&
         Use.Entry->Default == model::DefaultCtor::Root;
}

/// True if \p E makes an object out of no argument that the user wrote.
static bool fromNothing(const Expr *E) {
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    for (const Expr *A : C->arguments())
      if (!isa<CXXDefaultArgExpr>(A))
        return false;
    return true;
  }
  if (const auto *I = dyn_cast<InitListExpr>(E)) {
    const InitListExpr *Written = I->isSemanticForm() && I->getSyntacticForm()
                                      ? I->getSyntacticForm()
                                      : I;
    return Written->getNumInits() == 0;
  }
  return isa<CXXScalarValueInitExpr>(E);
}

bool newFromNothing(const Expr *E) {
  const auto *N = dyn_cast_or_null<CXXNewExpr>(E);
  if (!N || N->isArray() || N->getNumPlacementArgs())
    return false;
  const CXXConstructExpr *C = N->getConstructExpr();
  return C && fromNothing(C);
}

/// True if \p E takes the token out of a source that is made for that alone.
static bool takesFromTemporary(const Expr *E, const RoleIndex &Roles) {
  model::OpUse Op = Roles.op(E, Role::GetToken);
  const Expr *Source = Op ? strip(Op.receiver()) : nullptr;
  if (!Source || !fromNothing(Source))
    return false;
  TypeUse Use = Roles.type(Source->getType());
  return Use.has(Role::Source) && !Use.has(Role::TaskHandle) && Use.byValue() &&
         Use.Entry->Default == model::DefaultCtor::Live;
}

/// `make_unique<T>()`, `make_shared<T>()` (anybody's) and `new T`: the object
/// that comes to be, or null.
static bool makesFromNothing(const Expr *E) {
  if (newFromNothing(E))
    return true;
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  return F && F->getIdentifier() && C->getNumArgs() == 0 &&
         F->isTemplateInstantiation() &&
         hasPhrase(F->getName(), {"make unique", "make shared"});
}

std::optional<Root> rootOf(const Expr *E, const RoleIndex &Roles) {
  E = strip(E);
  if (!E || E->isTypeDependent())
    return std::nullopt;
  Root R;
  R.E = E;
  if (model::OpUse Op = Roles.op(E, Role::RootFactory)) {
    R.Kind = RootKind::Factory;
    R.Factory = Op;
    R.OptOut = Op.Entry->OptOut;
    R.Type = Roles.type(E->getType());
    if (R.Type && R.Type.Roles.hasAny({Role::Token, Role::Context,
                                       Role::Unified, Role::Source}))
      return R;
    return std::nullopt;
  }
  R.Type = Roles.type(E->getType());
  if (R.Type && R.Type.Roles.hasAny(Travels) && takesFromTemporary(E, Roles)) {
    R.Kind = RootKind::Orphan;
    return R;
  }
  if (!defaultIsRoot(R.Type))
    return std::nullopt;
  if (R.Type.byValue() && fromNothing(E))
    return R;
  R.Kind = RootKind::Made;
  if ((R.Type.hasForm(model::Form::Smart) ||
       R.Type.hasForm(model::Form::Pointer)) &&
      makesFromNothing(E))
    return R;
  return std::nullopt;
}

std::string nameOf(const TypeUse &Use, const ASTContext &Context) {
  if (!Use.Entry->Names.empty())
    return Use.Entry->Names.front();
  return Use.Bare.getAsString(Context.getPrintingPolicy());
}

bool saysOptOut(llvm::StringRef Name) {
  return hasPhrase(Name, {"detach",
                          "detached",
                          "none",
                          "never",
                          "no stop",
                          "no cancel",
                          "no cancellation",
                          "nostop",
                          "nocancel",
                          "uncancellable",
                          "uncancelable",
                          "unstoppable",
                          "uninterruptible",
                          "unlinked",
                          "independent",
                          "shield",
                          "shielded",
                          "without cancel",
                          "without cancellation",
                          "non cancellable",
                          "non cancelable"});
}

} // namespace ctx::analysis
