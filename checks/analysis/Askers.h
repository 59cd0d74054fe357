//===- Askers.h - whose business it is to make a request --------*- C++ -*-===//
//
//   void cancelAll(stop_source &all);         says so
//   struct Watchdog { void check(...); };     is there for it
//   void onConnectionLost(stop_source &);     handles an event
//   /// Stops the others when it fails.       a comment
//   if (command == "quit") ...               its caller says so
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_ASKERS_H
#define CTX_TIDY_ANALYSIS_ASKERS_H

#include "ObjectUses.h"
#include "clang/AST/Decl.h"

namespace ctx::analysis {

/// True if \p Name is one of somebody who makes requests.
bool namesAsker(llvm::StringRef Name);

/// True if \p F is there to make stop requests: by its name or that of its
/// class, its comment, its annotation, because it cleans up, or because it
/// handles an event (`on...`). Words that many names have for other reasons
/// (any, first, sig; request, unless it is the verb) are none of an asker's.
bool mayAsk(const clang::FunctionDecl *F);

/// True if one of the requests in \p Uses is made where the caller says so, in
/// a parameter of the function (`command == "quit"`, `--left == 0`). What some
/// work on a parameter comes to (`!load(id)`) is not the caller's word.
bool callerDecides(const ObjectUses &Uses, const FunctionView &View);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_ASKERS_H
