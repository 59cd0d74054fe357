//===- Diff.h - what a change comes to, as a patch --------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_DIFF_H
#define CTX_TIDY_TOOL_DIFF_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>

namespace ctx::tool {

/// The change from \p Old to \p New as a unified diff that `git apply` and
/// `patch -p1` take; made by the system's `diff`.
/// \param Name of the file, as the patch is to call it.
/// \returns an error if there is no `diff`, or it fails.
llvm::Expected<std::string>
unifiedDiff(llvm::StringRef Name, llvm::StringRef Old, llvm::StringRef New);

/// The folder that a patch is to be applied in.
struct PatchPlace {
  std::string Folder; ///< absolute
  bool Here = true;   ///< it is the working directory
};

/// Where a patch of \p Files (absolute; at least one) applies. Its paths cannot
/// lead upwards, so that is a folder above them all: the working directory, or
/// else the root of their Git repository, or else one of \p Roots, or else the
/// nearest.
PatchPlace placeOfPatch(llvm::ArrayRef<llvm::StringRef> Files,
                        llvm::ArrayRef<std::string> Roots);

/// The patch from what the files of \p NewText hold to what they are to hold.
/// \param Roots folders of the project.
/// \param [out] Place where it applies.
llvm::Expected<std::string>
patchOf(const std::map<std::string, std::string> &NewText,
        llvm::ArrayRef<std::string> Roots, PatchPlace &Place);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_DIFF_H
