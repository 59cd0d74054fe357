//===- Waits.h - how long a wait lasts, and in what steps -------*- C++ -*-===//

#ifndef CTX_TIDY_ANALYSIS_WAITS_H
#define CTX_TIDY_ANALYSIS_WAITS_H

#include "Polls.h"
#include "clang/AST/ParentMap.h"
#include <optional>

namespace ctx::analysis {

/// The longest time in milliseconds that \p E, a std::chrono::duration, can
/// stand for: a constant, a literal, a constant variable, a local one of \p
/// Body that nothing writes to, the smaller one of two. Nothing if it is not
/// known.
std::optional<double> longestDuration(const clang::Expr *E,
                                      const clang::Stmt *Body,
                                      const clang::ASTContext &Context);

/// The same for \p E, a time point, counted from when it was made.
std::optional<double> longestUntil(const clang::Expr *E,
                                   const clang::Stmt *Body,
                                   const clang::ASTContext &Context);

/// The longest time in milliseconds that the blocking operation \p Wait lasts,
/// by its arguments "timeout" and "deadline"; nothing if it is not known or
/// without bound.
std::optional<double> longestWait(const model::OpUse &Wait,
                                  const clang::Stmt *Body,
                                  const clang::ASTContext &Context);

/// True if the blocking operation \p Wait, in \p Body, lasts for the smaller of
/// two durations: what is left, and a step, which may be of the code's own type
/// that longestWait() cannot read.
bool isCutShort(const model::OpUse &Wait, const clang::Stmt *Body);

/// The innermost loop around \p S that is not outside of a lambda \p S is in;
/// null if there is none.
const clang::Stmt *loopAround(const clang::Stmt *S,
                              const clang::ParentMap &Parents);

/// True if \p Loop looks at a token in its condition, or in an `if` that leaves
/// it.
bool pollsEachRound(const clang::Stmt *Loop, Polls &Polls);

/// True if \p Wait is one step of a longer wait that was cut into steps in
/// order to look at a token between them: the loop around it polls, ends by
/// something else as well, and does nothing but wait.
bool isStep(const clang::CallExpr *Wait, const clang::ParentMap &Parents,
            Polls &Polls);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_WAITS_H
