//===- RefusedFlags.h - flags whose values clang does not take --*- C++ -*-===//
//
// A processor, a standard, an ABI that another compiler knows: one such value
// and clang does not parse the file at all. Clang itself is asked, once for
// each set of flags.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_REFUSEDFLAGS_H
#define CTX_TIDY_TOOL_REFUSEDFLAGS_H

#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace ctx::tool {

/// One option as it stands on a command line: `-march=x`, or `-target` `x`.
using Flag = std::vector<std::string>;

/// True if a refusal of \p F is for its value: its name says nothing of files.
bool mayBeRefused(const Flag &F);

/// Which of \p Flags clang refuses for C++.
/// \param Target flags that say what the code is for; they are not judged.
std::vector<bool> refusedFlags(llvm::ArrayRef<Flag> Flags,
                               llvm::ArrayRef<std::string> Target);

/// What comes nearest to a standard that clang does not know: the newest; ""
/// for standards of other languages.
std::string nearestStandard(llvm::StringRef Std);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_REFUSEDFLAGS_H
