//===- Discards.h - values that nobody keeps --------------------*- C++ -*-===//
//
//   derive(ctx);                 a statement
//   derive(ctx), work();         the left operand of a comma
//   for (;; derive(ctx)) ...     a step of a loop
//   on ? derive(ctx) : ctx;      a branch of a value that is dropped
//   (void)derive(ctx);           dropped, and the author says so
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_DISCARDS_H
#define CTX_TIDY_ANALYSIS_DISCARDS_H

#include "../model/RoleIndex.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

namespace ctx::analysis {

/// A call, construction or co_await whose value is dropped.
struct Discard {
  /// What makes the value, without the compiler's wrapping.
  const clang::Expr *E = nullptr;
  /// E as written: `Type(x)` is a construction within a cast.
  const clang::Expr *Written = nullptr;
  /// The outermost expression that stands where a statement may.
  const clang::Expr *Whole = nullptr;
  /// The cast to void or the assignment to std::ignore around E; or null.
  const clang::Expr *Marker = nullptr;
  /// The value still lives while another part of Whole calls something.
  bool Covers = false;
  /// E, with its marker, is all of Whole.
  bool Alone = false;
};

/// The values that \p F, a definition, and its lambdas drop, in source order.
/// Found once for all checks.
llvm::ArrayRef<Discard> discardsIn(const clang::FunctionDecl *F,
                                   const model::RoleIndex &Roles);

/// True if \p E is an argument of a macro that comes from a system header, or
/// that is a test's: whether its value counts is the macro's business.
bool isMacroBusiness(const clang::Expr *E, bool InTest,
                     const clang::SourceManager &SM);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_DISCARDS_H
