//===- Remarks.h - what the comments next to a place say --------*- C++ -*-===//
//
//   // TODO: which context?
//   work({});
//
// A comment speaks for its own line and, if it has that line to itself, for the
// next one.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_REMARKS_H
#define CTX_TIDY_ANALYSIS_REMARKS_H

#include "clang/Basic/SourceManager.h"

namespace ctx::analysis {

/// True if a comment with the word TODO or FIXME is at \p At, and is not about
/// the storage of a variable: "TODO: may be static".
bool isMarkedUndecided(clang::SourceLocation At,
                       const clang::SourceManager &Sources);

/// True if the comment at \p At, or the one that ends on the line above, names
/// \p Name and says that it is left out: "can't use cancellable here".
bool saysLeftOut(clang::SourceLocation At, llvm::StringRef Name,
                 const clang::SourceManager &Sources);

/// True if the file that holds \p At says in its first lines that a program
/// wrote it.
bool isGeneratedText(clang::SourceLocation At,
                     const clang::SourceManager &Sources);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_REMARKS_H
