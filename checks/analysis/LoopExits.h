//===- LoopExits.h - leaving a loop on a stop request -----------*- C++ -*-===//
//
//   for (const Event &E : Events) {
//     if (stop.stop_requested()) return fail(Error::Cancelled);
//     ...
//
// `break` is not always the answer: the code behind the loop may take it that
// all was done, or that what the loop waits for has come.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_LOOPEXITS_H
#define CTX_TIDY_ANALYSIS_LOOPEXITS_H

#include "Loops.h"
#include "clang/AST/ParentMap.h"
#include <string>

namespace ctx::analysis {

/// The statement that leaves \p Loop, in \p F, when \p Token is stopped, which
/// the condition \p Poll says: the one that the code before the loop has for
/// that, or `break;`, `return;`, `return {};`, `co_return;` where nothing that
/// follows could take the work to be done. "" if there is none.
/// \p SaysDone: the result of \p F says whether the work was done, whatever its
/// type is.
std::string leaveWhenStopped(const clang::Stmt *Loop, const Frame &F,
                             const clang::VarDecl *Token, llvm::StringRef Poll,
                             bool SaysDone, const clang::ParentMap &Parents,
                             const clang::ASTContext &Context);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_LOOPEXITS_H
