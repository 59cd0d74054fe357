//===- Program.h - what another program says --------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_PROGRAM_H
#define CTX_TIDY_TOOL_PROGRAM_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace ctx::tool {

/// Runs the program \p Name of the PATH with \p Args, nothing to read.
/// \param Fine an exit code that is no failure, besides 0.
/// \param Env its environment ("NAME=value"); none: this program's.
/// \returns what it wrote to standard output; an error that says what is wrong
///          (it is not installed, or the first line it complained with).
llvm::Expected<std::string>
outputOf(llvm::StringRef Name, llvm::ArrayRef<llvm::StringRef> Args,
         int Fine = 0,
         std::optional<llvm::ArrayRef<llvm::StringRef>> Env = std::nullopt);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_PROGRAM_H
