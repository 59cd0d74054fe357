//===- RunFile.h - the results of a run, as a file --------------*- C++ -*-===//
//
//   ctx-tidy --shard=1/2 --results=1.json \
//   ctx-tidy --shard=2/2 --results=2.json -- ctx-tidy merge 1.json 2.json
//
// Holds all that a report needs, the texts of files with findings included:
// who merges has no database, no build folder, and perhaps no checkout.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_RUNFILE_H
#define CTX_TIDY_TOOL_RUNFILE_H

#include "Files.h"
#include "Shard.h"
#include "llvm/Support/Error.h"
#include <set>

namespace ctx::tool {

/// One unit that was analysed.
struct UnitResult {
  size_t Unit = 0; ///< its place in the list of the run, from 0
  std::string Id;  ///< RunKey::Units
  TuResult Result;
};

/// The results of a shard, or of all of them.
struct RunFile {
  ShardId Shard;
  size_t Units = 0;                    ///< of the whole run
  std::string Database, Configuration; ///< RunKey
  std::set<std::string> Checks;        ///< that the run had enabled
  std::string WarningsAsErrors;        ///< JoinRules
  std::string BuildFolder;             ///< JoinRules
  bool Whole = false;                  ///< WorkList
  std::vector<UnitResult> Results;     ///< sorted by unit
  /// Texts of the files that findings and facts point at, by real path.
  std::map<std::string, std::string> Texts;
};

/// Makes \p Run portable and writes it to \p To. \param Sources has the texts.
llvm::Error writeRun(RunFile Run, const Portable &Paths, SourceCache &Sources,
                     llvm::StringRef To);

/// Reads the file \p Path. An error names it, and says what is wrong.
llvm::Expected<RunFile> readRun(llvm::StringRef Path);

/// Reads \p Paths and makes one run of them. An error names the file that does
/// not go with the others.
llvm::Expected<RunFile> readRuns(llvm::ArrayRef<std::string> Paths);

/// Reads the costs, in seconds by unit, in the files \p Paths.
llvm::Expected<std::map<std::string, double>>
readCosts(llvm::ArrayRef<std::string> Paths);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_RUNFILE_H
