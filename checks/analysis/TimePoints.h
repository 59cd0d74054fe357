//===- TimePoints.h - when is that? -----------------------------*- C++ -*-===//
//
//   now() + 5s                            after now: fine
//   system_clock::time_point{5s}          a constant
//   static const auto kEnd = now() + 5s;  now, but the now of long ago
//   time_point(steady_clock::now().time_since_epoch())     another clock's
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_TIMEPOINTS_H
#define CTX_TIDY_ANALYSIS_TIMEPOINTS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"

namespace ctx::analysis {

/// True for `std::chrono::time_point` and classes derived from it or from a
/// class of that name.
bool isTimePoint(clang::QualType T);

/// What is wrong with a point in time that is used as a deadline.
enum class MomentFlaw : uint8_t {
  None,
  Constant, ///< it does not depend on when it is asked for
  Static,   ///< computed once for all, in a variable with static storage
  Member,   ///< computed when a long-lived object was made
  Clock     ///< the count of one clock is taken for that of another
};

struct Moment {
  MomentFlaw Flaw = MomentFlaw::None;
  /// Static, Member: the variable or field.
  const clang::ValueDecl *Kept = nullptr;
  /// Clock: the clock that was asked and the one that is meant.
  const clang::CXXRecordDecl *Asked = nullptr, *Meant = nullptr;
  /// A local variable, made from the current time, that is all there is to it.
  const clang::VarDecl *Local = nullptr;
};

/// What \p E, an expression in \p Body that is used as a deadline, is. What is
/// not understood has no flaw; a point in time that never comes (`max()`) is
/// meant.
Moment momentOf(const clang::Expr *E, const clang::Stmt *Body);

/// True if \p E asks a clock.
bool asksClock(const clang::Stmt *E);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_TIMEPOINTS_H
