//===- Unpolled.h - loops that a stop request does not reach ----*- C++ -*-===//

#ifndef CTX_TIDY_ANALYSIS_UNPOLLED_H
#define CTX_TIDY_ANALYSIS_UNPOLLED_H

#include "Polls.h"

namespace ctx::analysis {

/// A loop that may run long and never looks at the token its frame has.
struct UnpolledLoop {
  const clang::Stmt *Loop = nullptr;
  const clang::CallExpr *Work = nullptr; ///< what takes the time
};

/// The loops of \p F, in source order and outermost first, that no stop request
/// on one of \p Tokens ends. Of nested ones only the outermost. Both what the
/// check of that name reports and what ctx-unused-token leaves to it.
std::vector<UnpolledLoop>
unpolledLoops(const Frame &F, llvm::ArrayRef<const clang::VarDecl *> Tokens,
              Polls &Polls, const clang::ASTContext &Context);

/// The loops of \p F that may run long and look at no token at all, whether F
/// has one or not; otherwise as unpolledLoops().
std::vector<UnpolledLoop> loopsWithoutPoll(const Frame &F, Polls &Polls,
                                           const clang::ASTContext &Context);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_UNPOLLED_H
