//===- TidyHost.h - one translation unit, from flags to findings *- C++ -*-===//
//
// The only file of the tool that runs a compiler. It shares nothing with other
// runs: own file system with its own working directory, own ClangTidyContext,
// own services. Takes and gives plain data, so it runs in a process of its own.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_TIDYHOST_H
#define CTX_TIDY_TOOL_TIDYHOST_H

#include "Command.h"
#include "Config.h"
#include "Finding.h"

namespace ctx::tool {

/// One translation unit to analyse.
struct TuJob {
  Command Cmd;
  FileConfig Config;
  clang::tidy::ClangTidyGlobalOptions Global;
  std::vector<std::string> ExtraArgs, ExtraArgsBefore;
  bool Profile = false; ///< say where the time went
  /// Parse the bodies of functions in system headers.
  bool SystemBodies = false;
  bool UnusedNoLint = false;  ///< say where checks spoke, silenced or not
  bool ExplainModels = false; ///< resolve the models, run no check
  /// Texts that stand for files, by real path.
  std::map<std::string, std::string> Overlay;
};

/// Analyses \p Job. Thread-safe.
TuResult runTu(const TuJob &Job);

/// Why the compiler's own headers cannot be found; empty if they can.
std::string missingResources();

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_TIDYHOST_H
