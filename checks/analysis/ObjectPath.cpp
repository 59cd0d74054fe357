//===- ObjectPath.cpp -----------------------------------------------------===//

#include "ObjectPath.h"
#include "Exprs.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace ctx::analysis {

std::string NamePath::name() const {
  std::string Out;
  for (const ValueDecl *D : Decls) {
    if (!Out.empty())
      Out += '.';
    Out += D->getNameAsString();
  }
  return Out.empty() ? "this" : Out;
}

bool NamePath::holds(const NamePath &Other) const {
  return OfThis == Other.OfThis && Decls.size() <= Other.Decls.size() &&
         std::equal(Decls.begin(), Decls.end(), Other.Decls.begin());
}

static const ValueDecl *canonical(const ValueDecl *D) {
  return cast<ValueDecl>(D->getCanonicalDecl());
}

/// The container and the subscript of `a[i]` and `a.at(i)`, else nulls.
static std::pair<const Expr *, const Expr *> subscript(const Expr *E) {
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return {S->getBase(), S->getIdx()};
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
    if (O->getOperator() == OO_Subscript && O->getNumArgs() == 2)
      return {O->getArg(0), O->getArg(1)};
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *M = C->getMethodDecl();
    if (M && M->getIdentifier() && M->getName() == "at" &&
        C->getNumArgs() == 1 && isInStd(M))
      return {C->getImplicitObjectArgument(), C->getArg(0)};
  }
  return {nullptr, nullptr};
}

std::optional<NamePath> pathOf(const Expr *E, const FunctionView &View) {
  NamePath Out;
  auto Done = [&] {
    std::reverse(Out.Decls.begin(), Out.Decls.end());
    return Out;
  };
  for (unsigned Step = 0; Step != 16; ++Step) {
    E = object(E);
    if (!E)
      return std::nullopt;
    if (isa<CXXThisExpr>(E)) {
      Out.OfThis = true;
      return Done();
    }
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      if (!isa<FieldDecl, VarDecl>(M->getMemberDecl()))
        return std::nullopt;
      Out.Decls.push_back(canonical(M->getMemberDecl()));
      if (isa<VarDecl>(M->getMemberDecl()))
        return Done(); // static
      E = M->getBase();
      continue;
    }
    if (const auto *R = dyn_cast<DeclRefExpr>(E)) {
      const ValueDecl *D = R->getDecl();
      if (!isa<VarDecl, BindingDecl>(D))
        return std::nullopt;
      if (const ValueDecl *Range = View.ranged(D); Range != D) {
        Out.OfThis = isa<FieldDecl>(Range);
        Out.Decls.push_back(canonical(Range));
        return Done();
      }
      const auto *V = dyn_cast<VarDecl>(D);
      if (V && V->getType()->isReferenceType() && !isa<ParmVarDecl>(V) &&
          V->getInit() && !V->isInitCapture() && !V->isCXXForRangeDecl()) {
        E = V->getInit();
        continue;
      }
      Out.Decls.push_back(canonical(D));
      return Done();
    }
    auto [Container, Index] = subscript(E);
    const ValueDecl *By = Container ? referenced(Index) : nullptr;
    if (!By)
      return std::nullopt;
    Out.Decls.push_back(canonical(By));
    E = Container;
  }
  return std::nullopt;
}

} // namespace ctx::analysis
