//===- Observed.h - was cancellation seen on the way here -------*- C++ -*-===//
//
// After cancellation was seen, code works without the cancelled context on
// purpose: it flushes, rolls back, tells somebody. Checks about propagation are
// silent there.
//
//   if (st.stop_requested()) { HERE }      while (!st.stop_requested()) ...
//   if (!poll) {...} else { HERE }         HERE, in the loop's block
//   catch (const Cancelled &) { HERE }     stop_callback cb(st, [] { HERE });
//   if (st.stop_requested()) goto out;     out: HERE
//
// `if (st.stop_requested()) return;` leaves no place behind it where
// cancellation was seen.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_OBSERVED_H
#define CTX_TIDY_ANALYSIS_OBSERVED_H

#include "../model/RoleIndex.h"
#include "clang/AST/ParentMap.h"

namespace ctx::analysis {

/// What a condition asks a token. False when it asks none.
struct PollAnswer {
  model::OpUse Poll;
  const clang::Expr *At = nullptr; ///< the poll itself
  bool StoppedIf = true;           ///< what the condition is after a request

  explicit operator bool() const { return bool(Poll); }
};

/// The poll that alone decides \p Condition: `poll`, `!poll`, `poll == false`,
/// and of polls that answer with an enumerator or bits `poll != none`,
/// `!!poll`,
/// `(poll & terminal) != none`.
PollAnswer answerOf(const clang::Expr *Condition,
                    const model::RoleIndex &Roles);

/// True if \p Condition being \p Value may mean that cancellation was seen: a
/// poll with that outcome, under any of `!`, `&&`, `||`, in a bool variable, a
/// flag or function whose name says it, a comparison with a code that says it.
bool meansCancelled(const clang::Expr *Condition, bool Value,
                    const model::RoleIndex &Roles);

/// True if cancellation may have been seen on the way to \p Where, a statement
/// or expression of the function that \p Parents belongs to.
bool cancellationObserved(const clang::Stmt *Where,
                          const clang::ParentMap &Parents,
                          const model::RoleIndex &Roles);

/// True if control never reaches the end of \p S: return, throw, break,
/// continue, goto, a call that does not return, or a block that ends in one.
bool alwaysLeaves(const clang::Stmt *S);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_OBSERVED_H
