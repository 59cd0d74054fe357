//===- Work.h - how started work comes to its end ---------------*- C++ -*-===//

#ifndef CTX_TIDY_ANALYSIS_WORK_H
#define CTX_TIDY_ANALYSIS_WORK_H

#include "../model/RoleIndex.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ctx::analysis {

/// How work ends that is not asked to stop.
enum class WorkEnd : uint8_t {
  ByItself,      ///< it only computes, in bounded loops
  OnlyWhenAsked, ///< it loops for ever, and only a poll leads out
  Unknown        ///< what it gives its token to decides
};

/// How the function or lambda with body \p Body ends. \p IsToken says which
/// variables are its token or hold it.
WorkEnd howItEnds(const clang::Stmt *Body, const model::RoleIndex &Roles,
                  llvm::function_ref<bool(const clang::ValueDecl *)> IsToken);

/// True if \p Loop (while, do, for) goes round until a poll says stop, or for
/// ever: no part of its condition and no break, return, throw or goto depends
/// on anything else.
bool loopsUntilAsked(const clang::Stmt *Loop, const model::RoleIndex &Roles);

/// True if \p Body changes \p V: assigns it, increments it, or calls something
/// on it that is not const.
bool changes(const clang::Stmt *Body, const clang::ValueDecl *V);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_WORK_H
