//===- Diff.h - what a change comes to, as a patch --------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_DIFF_H
#define CTX_TIDY_TOOL_DIFF_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace ctx::tool {

/// The change from \p Old to \p New as a unified diff that `git apply` and
/// `patch -p1` take; made by the system's `diff`.
/// \param Name of the file, as the patch is to call it.
/// \returns an error if there is no `diff`, or it fails.
llvm::Expected<std::string>
unifiedDiff(llvm::StringRef Name, llvm::StringRef Old, llvm::StringRef New);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_DIFF_H
