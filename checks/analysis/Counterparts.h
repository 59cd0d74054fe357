//===- Counterparts.h - another call that takes the token -------*- C++ -*-===//
//
// For calls whose counterpart the model names, because no overload shows it:
// `sleep(d)` and `sleep_abortable(d, as)`, `group.run(f)` and
// `group.run_with(f, ctx)`, `pause(d)` and `token.pause(d)`.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_COUNTERPARTS_H
#define CTX_TIDY_ANALYSIS_COUNTERPARTS_H

#include "InScope.h"
#include "clang/Basic/Diagnostic.h"

namespace ctx::analysis {

/// One item of an op's `sibling:`, found in this translation unit.
struct Counterpart {
  const model::Sibling *Item = nullptr;
  /// What would be called: the function that takes the token, or for `on_token`
  /// the token's own method.
  const clang::FunctionDecl *Function = nullptr;
  /// The parameter that takes it; null for `on_token`.
  const clang::ParmVarDecl *Param = nullptr;
  unsigned Index = 0; ///< where the token goes among the written arguments
};

/// What could be called instead of \p Op, in the order of the model. Items that
/// only give advice are left out. \p InScope are the tokens at hand, for
/// `on_token`.
llvm::SmallVector<Counterpart, 2>
counterparts(const model::OpUse &Op, llvm::ArrayRef<Candidate> InScope,
             const model::RoleIndex &Roles);

/// The edits that turn \p Op into \p C with the token \p Token. \returns false
/// if they cannot be written.
bool rewriteCall(const model::OpUse &Op, const Counterpart &C,
                 llvm::StringRef Token, const clang::ASTContext &Context,
                 llvm::SmallVectorImpl<clang::FixItHint> &Fixes);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_COUNTERPARTS_H
