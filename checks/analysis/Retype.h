//===- Retype.h - another type for what is waited on ------------*- C++ -*-===//
//
// A counterpart that takes a token may be a member of another class:
//
//   std::condition_variable cv_;  ->  std::condition_variable_any cv_;
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_RETYPE_H
#define CTX_TIDY_ANALYSIS_RETYPE_H

#include "Siblings.h"
#include "clang/AST/ParentMap.h"

namespace ctx::analysis {

/// The edit that gives \p On, what a call waits on, the type that \p Use asks
/// for. Nothing if not all of its uses are known to fit: it has to be a local
/// variable, or a private field of a class whose every member function and
/// friend is in reach, and \p Functions, all of the user's, may only call what
/// the new type has too.
std::optional<clang::FixItHint> retypeFor(
    const clang::ValueDecl *On, const SiblingUse &Use,
    const model::RoleIndex &Roles,
    llvm::ArrayRef<const clang::FunctionDecl *> Functions,
    llvm::function_ref<const clang::ParentMap &(const clang::FunctionDecl *)>
        ParentsOf);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_RETYPE_H
