//===- CandidateFinder.h - one TU's look for contexts -----------*- C++ -*-===//

#ifndef CTX_TIDY_CORE_CANDIDATEFINDER_H
#define CTX_TIDY_CORE_CANDIDATEFINDER_H

#include "../facts/Candidates.h"
#include "../model/RoleIndex.h"

namespace ctx {

/// The classes, functions and flags of the user's code in \p Context that are
/// shaped like contexts or tokens and that no model of \p Roles knows, with the
/// places where they are used so. Looks at what is in the traversal scope.
facts::CandidateSet findCandidates(clang::ASTContext &Context,
                                   const model::RoleIndex &Roles);

} // namespace ctx

#endif // CTX_TIDY_CORE_CANDIDATEFINDER_H
