//===- Temporary.h - files and folders that do not stay ---------*- C++ -*-===//
//
// Not LLVM's createUniqueFile() and its like: they take each '%' of the path,
// that of a folder, too, for a place to fill in.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_TEMPORARY_H
#define CTX_TIDY_TOOL_TEMPORARY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <system_error>

namespace ctx::tool {

/// Makes a file in the system's folder for such.
/// \param Prefix its name begins with.
/// \param [out] FD open for writing.
std::error_code createTemporary(llvm::StringRef Prefix, int &FD,
                                llvm::SmallVectorImpl<char> &Path);

/// Makes a folder there that nobody else can look into.
std::error_code createTemporaryFolder(llvm::StringRef Prefix,
                                      llvm::SmallVectorImpl<char> &Path);

/// Makes a file in the folder of \p Target that is to become \p Target. Its
/// name, .NAME.PROCESS-RANDOM.ctx-tidy, tells whose it is.
/// \param Mode its permissions, less those the user masks.
std::error_code createBeside(llvm::StringRef Target, unsigned Mode, int &FD,
                             std::string &Path);

/// Removes what createBeside() made for \p Targets and killed processes left:
/// files of this user that nobody touched for ten minutes and whose process is
/// gone. What cannot be removed stays.
void removeLeftovers(llvm::ArrayRef<std::string> Targets);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_TEMPORARY_H
