//===- LoopOnce.h - what a loop does once, or takes back --------*- C++ -*-===//
//
//   if (!tagged) { HERE; tagged = true; }                once: a flag
//   if (i == 0) HERE;  if (++attempt == 1) HERE;         once: a counter
//   if (!ctx.HasKey(kUser)) ctx = ctx.SetValue(kUser, u) once: it has it then
//   saved.push(ctx); ctx = HERE; ... ctx = saved.top();  taken back
//
// Asked for silence, not for proof: a condition that is most likely met in one
// iteration only is enough.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_LOOPONCE_H
#define CTX_TIDY_ANALYSIS_LOOPONCE_H

#include "ObjectUses.h"

namespace ctx::analysis {

/// True if \p Loop makes a new \p D with each iteration: it declares it, and
/// not in the part of a `for` that runs before the loop.
bool declaresAnew(const clang::Stmt *Loop, const clang::ValueDecl *D);

/// True if the conditions around \p At, in \p Scope (a loop or the body of a
/// lambda that is called repeatedly), are met in one iteration only: a flag
/// that is set with it, or a counter that is compared with something fixed.
bool happensOnce(const clang::Stmt *At, const clang::Stmt *Scope,
                 const FunctionView &View);

/// True if the conditions around \p At, in \p Scope, say that \p V has no value
/// yet under the key that the derivation \p From of it sets, the same key in
/// all iterations. A derivation by a function of its own may set any key.
bool addsMissingKey(const clang::Stmt *At, const clang::Expr *From,
                    const clang::ValueDecl *V, const clang::Stmt *Scope,
                    const FunctionView &View);

/// True if something in \p Scope gives \p V back a value it had: from a
/// container or variable it was saved in there, in a lambda, or by an object
/// that was given it to change and has a destructor. \p Derives says of a value
/// that it is derived from \p V.
bool isTakenBack(const clang::ValueDecl *V, const clang::Stmt *Scope,
                 const FunctionView &View,
                 llvm::function_ref<bool(const clang::Expr *)> Derives);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_LOOPONCE_H
