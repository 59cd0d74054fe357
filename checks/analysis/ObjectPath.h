//===- ObjectPath.h - which object is meant ---------------------*- C++ -*-===//
//
//   thread_            this, thread_
//   state.worker       state, worker
//   (*impl_).worker    this, impl_, worker
//   for (auto &t : pool_) t      this, pool_
//
// Two expressions of one function with equal paths mean one object, as long as
// nothing in between gives a part of the path another value.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_OBJECTPATH_H
#define CTX_TIDY_ANALYSIS_OBJECTPATH_H

#include "ObjectUses.h"
#include <optional>
#include <string>

namespace ctx::analysis {

/// The way to an object: a variable or `this`, then members. (The ObjectPath of
/// Locks.h needs no view of the function, and does not see through loops.)
struct NamePath {
  bool OfThis = false;
  /// Canonical; a subscript counts as the variable it holds.
  llvm::SmallVector<const clang::ValueDecl *, 3> Decls;

  /// The variable or member it ends in; null for `this` itself.
  const clang::ValueDecl *last() const {
    return Decls.empty() ? nullptr : Decls.back();
  }
  /// The variable it begins with, or null if that is `this`.
  const clang::ValueDecl *root() const {
    return OfThis || Decls.empty() ? nullptr : Decls.front();
  }
  /// For messages: "this", "state.worker".
  std::string name() const;
  /// True if \p Other is this object or a part of it.
  bool holds(const NamePath &Other) const;

  friend bool operator==(const NamePath &A, const NamePath &B) {
    return A.OfThis == B.OfThis && A.Decls == B.Decls;
  }
};

/// The path of the object that \p E names, through references, pointers and
/// loops over a range; nothing if it comes out of a call or a computed
/// subscript.
std::optional<NamePath> pathOf(const clang::Expr *E, const FunctionView &View);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_OBJECTPATH_H
