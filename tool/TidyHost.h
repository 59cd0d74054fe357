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

/// The preamble that a job may begin with.
struct PreambleJob {
  std::string File; ///< where it is, or is to be; empty: there is none
  std::string Text; ///< digestOf() the text it was made from
  uint64_t Sum = 0; ///< of the file
  bool Make = false;
  bool OwnDecls = true; ///< it declares something that is not a system header's
};

/// One translation unit to analyse.
struct TuJob {
  Command Cmd;
  FileConfig Config;
  clang::tidy::ClangTidyGlobalOptions Global;
  std::vector<std::string> ExtraArgs, ExtraArgsBefore;
  bool Profile = false; ///< say where the time went
  /// Parse the bodies of functions in system headers.
  bool SystemBodies = false;
  /// Leave out those of functions in the user's headers (HeaderBodies.h).
  bool ShallowHeaders = false;
  bool UnusedNoLint = false;  ///< say where checks spoke, silenced or not
  bool ExplainModels = false; ///< resolve the models, run no check
  bool SuggestModels = false; ///< look for what models could say, likewise
  /// Texts that stand for files, by real path.
  std::map<std::string, std::string> Overlay;
  bool Record = false; ///< say what was asked of the disk
  /// Of a scan: only whether one of these files (real paths) is read.
  std::vector<std::string> Readers;
  PreambleJob Preamble;
};

/// Analyses \p Job. Thread-safe.
TuResult runTu(const TuJob &Job);

/// The compiler's whole command line for \p Job.
std::vector<std::string> compilerLine(const TuJob &Job);

/// Why the compiler's own headers cannot be found; empty if they can.
std::string missingResources();

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_TIDYHOST_H
