//===- Explain.h - what the program knows of its checks ---------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_EXPLAIN_H
#define CTX_TIDY_TOOL_EXPLAIN_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace ctx::tool {

/// One page of docs/checks.
struct Page {
  const char *File; ///< "ctx-lost-cancel.md"
  llvm::StringRef Text;
};

/// All pages. Generated from docs/checks/*.md.
llvm::ArrayRef<Page> pages();

/// The page of the check \p Id; "" if it has none.
llvm::StringRef pageOf(llvm::StringRef Id);

/// Writes the page of the check \p Id. \returns the exit code.
int explainCheck(llvm::StringRef Id, llvm::raw_ostream &OS,
                 llvm::raw_ostream &Errors);

/// Writes everything that CheckInfo says of every check, as a JSON array.
void dumpChecks(llvm::raw_ostream &OS);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_EXPLAIN_H
