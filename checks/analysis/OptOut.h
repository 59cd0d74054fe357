//===- OptOut.h - "I detached on purpose", said in a comment ----*- C++ -*-===//
//
//   // ctx-tidy: detached because the audit log outlives the request
//   audit(entry);
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_OPTOUT_H
#define CTX_TIDY_ANALYSIS_OPTOUT_H

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"

namespace ctx::analysis {

/// The comments of one translation unit that say that something is cut off from
/// its context on purpose, with the reason.
class OptOutComments {
public:
  explicit OptOutComments(const clang::SourceManager &SM) : SM(SM) {}

  /// True if the line of \p At, or the comment lines right above it, say so. A
  /// comment without a reason says nothing.
  bool coverLine(clang::SourceLocation At);

private:
  const clang::SourceManager &SM;
  llvm::DenseMap<clang::FileID, bool> HasAny;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_OPTOUT_H
