//===- Knowers.h - which objects know a token -------------------*- C++ -*-===//
//
//   Client client(st);            client was made from it
//   session.setToken(st);         session was given it
//   auto stop = [&] { st... };    stop asks it
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_KNOWERS_H
#define CTX_TIDY_ANALYSIS_KNOWERS_H

#include "Hops.h"

namespace ctx::analysis {

/// The variables and fields that may know \p Token once \p F, a definition, has
/// run: objects made from it, and those it was given to. Holds \p Token itself,
/// and null if `this` knows it. \p Classes says what a class may hold.
llvm::SmallPtrSet<const clang::ValueDecl *, 8>
knowersOf(const clang::ValueDecl *Token, const clang::FunctionDecl *F,
          Hops &Classes, const model::RoleIndex &Roles);

/// True if \p Call, its object or an argument, names one of \p Known, other
/// than to get at an object that surely keeps none:
/// `Manager::of(context).wait()`.
bool mentionsAny(const clang::CallExpr *Call,
                 const llvm::SmallPtrSetImpl<const clang::ValueDecl *> &Known,
                 Hops &Classes);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_KNOWERS_H
