//===- LentMembers.h - members that die before their user -------*- C++ -*-===//
//
//   class Poller {
//     std::jthread thread_{[this] { poll(source_); }};
//     std::stop_source source_;      dies first; then thread_ waits
//   };
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_LENTMEMBERS_H
#define CTX_TIDY_ANALYSIS_LENTMEMBERS_H

#include "../model/RoleIndex.h"
#include "clang/AST/ParentMap.h"
#include <functional>
#include <vector>

namespace ctx::analysis {

/// A member that work of another member uses when it is gone.
struct DyingMember {
  const clang::FieldDecl *Owner = nullptr;  ///< dies first
  const clang::FieldDecl *Handle = nullptr; ///< waits for the work, too late
  const clang::Expr *Use = nullptr;         ///< in the work
};

/// The sources, signals, contexts and tokens of \p R that die before a handle
/// whose work uses them, if nothing waits for it before: its destructor is
/// implicit or in reach.
std::vector<DyingMember> dyingMembers(
    const clang::CXXRecordDecl *R, const model::RoleIndex &Roles,
    const std::function<const clang::ParentMap &(const clang::FunctionDecl *)>
        &Parents);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_LENTMEMBERS_H
