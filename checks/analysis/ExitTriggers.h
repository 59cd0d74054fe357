//===- ExitTriggers.h - requests made when a scope ends ---------*- C++ -*-===//
//
//   StopOnExit guard{source};                 its destructor triggers
//   auto stop = finally([&] { cancel(); });   it runs what triggers
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_EXITTRIGGERS_H
#define CTX_TIDY_ANALYSIS_EXITTRIGGERS_H

#include "ObjectUses.h"

namespace ctx::analysis {

/// The names of one object.
using ObjectNames = llvm::SmallPtrSet<const clang::ValueDecl *, 4>;

/// True if the variable \p V triggers the object named \p Names, a source or
/// cancel handle, when it is destroyed: its class's destructor, which is in
/// reach, triggers what it was given, or it is a scope guard by name or
/// destructor and holds a lambda that triggers. False for what asks only when
/// somebody else does (a registration).
bool triggersAtExit(const clang::VarDecl *V, const ObjectNames &Names,
                    const model::RoleIndex &Roles);

/// True if the destructor of \p R, in reach, triggers a member of it.
bool triggersOwnMember(const clang::CXXRecordDecl *R,
                       const model::RoleIndex &Roles);

/// The variables of \p Unit, a body, that do; those that are mentioned again
/// (dismissed, moved) are left out. Lambdas in \p Unit are other units.
llvm::SmallVector<const clang::VarDecl *, 2>
exitTriggers(const clang::Stmt *Unit, const ObjectNames &Names,
             const FunctionView &View);

/// The call in \p Root that triggers the object named \p Names, or null.
const clang::Expr *triggerIn(const clang::Stmt *Root, const ObjectNames &Names,
                             const model::RoleIndex &Roles);

/// The object that the operation \p E triggers, or null if it triggers none.
const clang::Expr *triggered(const clang::Expr *E,
                             const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_EXITTRIGGERS_H
