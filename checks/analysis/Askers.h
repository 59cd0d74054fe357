//===- Askers.h - whose business it is to make a request --------*- C++ -*-===//
//
//   void cancelAll(stop_source &all);         says so
//   struct Watchdog { void check(...); };     is there for it
//   /// Stops the others when it fails.       a comment
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_ASKERS_H
#define CTX_TIDY_ANALYSIS_ASKERS_H

#include "clang/AST/Decl.h"

namespace ctx::analysis {

/// True if \p Name is one of somebody who makes requests.
bool namesAsker(llvm::StringRef Name);

/// True if \p F is there to make stop requests: by its name or that of its
/// class, its comment, its annotation, or because it cleans up.
bool mayAsk(const clang::FunctionDecl *F);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_ASKERS_H
