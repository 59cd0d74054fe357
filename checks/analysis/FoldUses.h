//===- FoldUses.h - how a fold looks at what it has so far ------*- C++ -*-===//
//
//   if (ctx.HasKey(name)) continue;             looks
//   if (!plugin->enabled(ctx)) continue;        asks somebody about it
//   ctx = ctx.SetValue(name, value);
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_FOLDUSES_H
#define CTX_TIDY_ANALYSIS_FOLDUSES_H

#include "ObjectUses.h"

namespace ctx::analysis {

/// True if \p Ref only asks the context for its state, or whether it has a
/// value: `ctx.HasKey(key)`, `ctx.ThrowIfDone()`.
bool onlyLooks(const clang::Expr *Ref, const FunctionView &View);

/// True if \p Ref is what a condition asks somebody about who does not change
/// by it: `if (plugin->enabled(ctx))`, `if (isAllowed(ctx))`.
bool isAskedAbout(const clang::Expr *Ref, const FunctionView &View);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_FOLDUSES_H
