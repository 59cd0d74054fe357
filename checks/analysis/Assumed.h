//===- Assumed.h - where control goes if something is the case --*- C++ -*-===//
//
//   "given that this call was cancelled, does the loop call it again?"
//
// A search over the control-flow graph that asks its user about conditions.
// What the user cannot tell goes both ways.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_ASSUMED_H
#define CTX_TIDY_ANALYSIS_ASSUMED_H

#include "Paths.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

namespace ctx::analysis {

/// What a condition is under an assumption.
enum class Answer : uint8_t {
  Either, ///< it has nothing to do with the assumption
  Yes,
  No,
  Unknown ///< it may have to do with it: the search gives up on this path
};

/// \p A negated.
Answer negated(Answer A);

/// What is assumed, and what is looked for.
struct Assumption {
  enum class Step : uint8_t { On, Stop, Found };

  /// Asked for every statement and expression on a path, in the order they run.
  llvm::function_ref<Step(const clang::Stmt *)> At;
  /// Asked for conditions without `!`, `&&`, `||`, parentheses.
  llvm::function_ref<Answer(const clang::Expr *)> Decide;
  /// Asked for `switch (Condition)`: Yes if \p Case, an expression, or the
  /// default (null) is taken, No if not.
  llvm::function_ref<Answer(const clang::Expr *Condition,
                            const clang::Expr *Case)>
      Switch;
};

/// What \p Condition is under \p A: takes it apart and asks A.Decide.
Answer decide(const clang::Expr *Condition, const Assumption &A);

/// True if a path from \p From comes to a statement that \p A.At has found.
bool leadsTo(PathSpot From, const Assumption &A);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_ASSUMED_H
