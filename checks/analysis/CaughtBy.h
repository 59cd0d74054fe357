//===- CaughtBy.h - is there a handler around this? -------------*- C++ -*-===//
//
//   try { return any_cast<int>(v); } catch (const std::bad_cast &) {}
//   try { return [&] { return any_cast<int>(v); }(); } catch (...) {}
//   guarded([&] { return any_cast<int>(v); });     guarded() has a handler
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_CAUGHTBY_H
#define CTX_TIDY_ANALYSIS_CAUGHTBY_H

#include "clang/AST/ParentMap.h"
#include "clang/AST/Stmt.h"

namespace ctx::analysis {

/// True if a handler may take what \p S, which takes a value out of an `any`,
/// `variant` or map, throws: one in the same function, around a call that runs
/// the lambda it stands in or is handed it, or in the body of such a call's
/// function, if that is in sight. \p Up covers the outermost function, \p Body
/// is its body.
bool isCaught(const clang::Stmt *S, const clang::Stmt *Body,
              const clang::ParentMap &Up);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_CAUGHTBY_H
