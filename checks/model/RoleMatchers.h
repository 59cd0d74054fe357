//===- RoleMatchers.h - AST matchers over roles -----------------*- C++ -*-===//
//
// For checks that pick out expressions with MatchFinder. Each takes the index
// by a callable, because matchers are registered before there is a TU.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_ROLEMATCHERS_H
#define CTX_TIDY_MODEL_ROLEMATCHERS_H

#include "RoleIndex.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include <functional>

namespace ctx::model {

/// Gives the role index of the TU that a context belongs to.
using IndexOf = std::function<const RoleIndex &(clang::ASTContext &)>;

/// Matches expressions that play one of \p Roles as an operation.
AST_MATCHER_P2(clang::Expr, playsRole, IndexOf, Index, RoleSet, Roles) {
  return bool(Index(Finder->getASTContext()).op(&Node, Roles));
}

/// Matches declarations of variables, parameters and fields whose type, through
/// its forms, plays one of \p Roles.
AST_MATCHER_P2(clang::ValueDecl, ofRole, IndexOf, Index, RoleSet, Roles) {
  return Index(Finder->getASTContext()).type(&Node).Roles.hasAny(Roles);
}

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_ROLEMATCHERS_H
