//===- BuildId.h - what decides besides the job -----------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_BUILDID_H
#define CTX_TIDY_TOOL_BUILDID_H

#include "FileTable.h"

namespace ctx::tool {

/// A text that differs for every build of this program and of the libraries it
/// runs with.
std::string buildId(FileTable &Files);

/// The environment variables that the compiler reads.
std::string surroundings();

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_BUILDID_H
