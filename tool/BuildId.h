//===- BuildId.h - what decides besides the job -----------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_BUILDID_H
#define CTX_TIDY_TOOL_BUILDID_H

#include "FileTable.h"

namespace ctx::tool {

/// A text that differs for every build of this program and of the libraries it
/// runs with.
std::string buildId(FileTable &Files);

/// What --version says: "ctx-tidy 0.1.0 (LLVM 22.1.8, build 0123456789ab)".
std::string versionText();

/// The environment variables that the compiler reads.
std::string surroundings();

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_BUILDID_H
