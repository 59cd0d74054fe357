//===- Equality.h - what is compared with what ------------------*- C++ -*-===//

#ifndef CTX_TIDY_ANALYSIS_EQUALITY_H
#define CTX_TIDY_ANALYSIS_EQUALITY_H

#include "clang/AST/Expr.h"

namespace ctx::analysis {

/// The sides of `a == b` or `a != b`, nulls for anything else.
struct Equality {
  const clang::Expr *Left = nullptr, *Right = nullptr;
  bool Negated = false; ///< `!=`

  explicit operator bool() const { return Left; }
};

/// How \p E compares, by the language, by an operator of a class, or by what
/// the compiler made of one: `!(a == b)` for `a != b`.
Equality equalityIn(const clang::Expr *E);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_EQUALITY_H
