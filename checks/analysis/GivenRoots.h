//===- GivenRoots.h - may this call be given nothing? -----------*- C++ -*-===//
//
// Questions about a place where a call gets a root, null or an empty token
// although there is a context it could have been given.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_GIVENROOTS_H
#define CTX_TIDY_ANALYSIS_GIVENROOTS_H

#include "InScope.h"

namespace ctx::analysis {

/// True if \p Call may be given a context that nothing cancels: it keeps,
/// resets, detaches, registers or cleans up, by its role or its name.
bool mayBeGivenNothing(const clang::Expr *Call, const model::RoleIndex &Roles);

/// True if one of the arguments of \p Call is one of \p Candidates: the callee
/// knows about it anyway.
bool isAlsoGiven(const clang::Expr *Call, llvm::ArrayRef<Candidate> Candidates,
                 const model::RoleIndex &Roles);

/// True if a root belongs at \p Where whatever it is: in a handler, whose cause
/// may be the cancellation, and after cancellation was seen.
bool isExcused(const clang::Stmt *Where, const clang::ParentMap &Parents,
               const model::RoleIndex &Roles);

/// True if clean-up is what \p F is for: isCleanup(), or a name like stop,
/// undo, finalize.
bool cleansUp(const clang::FunctionDecl *F);

/// What could stand at \p Where instead of a root of \p Wanted, best first.
/// Empty also if one of them is known to be null there: what stands there is
/// its fallback.
llvm::SmallVector<Candidate, 4> substitutesFor(const model::TypeUse &Wanted,
                                               const clang::Stmt *Where,
                                               const InScope &Scope,
                                               const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_GIVENROOTS_H
