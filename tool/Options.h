//===- Options.h - the command line -----------------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_OPTIONS_H
#define CTX_TIDY_TOOL_OPTIONS_H

#include "ShardId.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <string>
#include <vector>

namespace ctx::tool {

/// Exit codes of the program.
enum ExitCode : int {
  Clean = 0,
  Found = 1,   ///< findings at or above --fail-on
  Usage = 2,   ///< usage, configuration or database error
  Partial = 3, ///< something was not analysed, or not written
  Internal = 4
};

/// What the command line asks for.
enum class Mode {
  Lint,
  Merge,
  Doctor,
  Help,
  Version,
  ListChecks,
  Explain,
  DumpChecks,
  DumpModelsSchema,
  VerifyConfig,
  CheckModels,
  ExplainModels,
  SuggestModels
};

/// --fail-on.
enum class FailOn { Warning, Error, Never };

/// One --output.
struct OutputRequest {
  std::string Format; ///< a name that findFormat() knows
  std::string File;   ///< "-": standard output
};

/// --cache-size.
constexpr unsigned DefaultCacheMegabytes = 2048;

/// --update-baseline.
enum class BaselineUpdate {
  No,
  Shrink, ///< take out what is gone
  All     ///< take in what is new, too
};

/// The command line, understood.
struct Options {
  Mode What = Mode::Lint;
  std::string Topic; ///< of --explain and --dump-checks

  std::vector<std::string> Files; ///< as given
  /// What follows `--`; absent when there is no `--`.
  std::optional<std::vector<std::string>> FixedFlags;
  std::vector<std::string> Headers; ///< --header
  std::string BuildPath;            ///< -p
  std::vector<std::string> ExtraArgs, ExtraArgsBefore;

  std::string Checks; ///< all --checks, in order, joined by commas
  std::string ConfigFile;
  std::optional<std::string> Config, WarningsAsErrors, HeaderFilter,
      ExcludeHeaderFilter;
  std::string LineFilter;
  std::vector<std::string> Models;
  bool Generated = false;
  unsigned SuggestLimit = 10; ///< --suggest-limit

  bool Fix = false;
  std::string FixChecks; ///< globs; empty: fixes of all checks
  bool UnsafeFixes = false;
  bool FixNotes = false; ///< make one of the alternatives that notes offer
  bool Diff = false; ///< show the fixes instead of writing them
  std::string ExportFixes;
  std::vector<OutputRequest> Outputs; ///< empty: text on standard output
  std::string DocsUrl;                ///< of the folder docs; or empty
  std::string BaselineFile;
  std::string NewFrom;       ///< a git revision
  bool UnusedNoLint = false; ///< report comments that silence nothing
  BaselineUpdate UpdateBaseline = BaselineUpdate::No;
  bool Quiet = false;
  bool Verbose = false;
  std::optional<bool> UseColor;

  ctx::tool::FailOn Threshold = FailOn::Warning;
  bool ExitZero = false;
  unsigned Jobs = 0;      ///< 0: as many as the machine has room for
  unsigned Seconds = 600; ///< for one translation unit; 0: no bound
  unsigned Megabytes = 0; ///< for one translation unit; 0: no bound
  bool Profile = false;
  bool SystemBodies = false;
  bool ShallowHeaders = false; ///< --headers=shallow
  ShardId Shard;        ///< --shard; without it, the one of all
  bool Sharded = false; ///< --shard was given
  std::string ResultsFile;
  std::vector<std::string> ShardCosts;
  std::vector<std::string> Given; ///< names of the options, as given
  bool Select = true;             ///< parse only where a finding can start
  std::vector<std::string> Why;   ///< source files whose selection is explained
  std::vector<std::string> MayFail; ///< globs of --allow-incomplete
  bool NoCache = false;
  std::string CacheDir;                   ///< empty: the user's
  std::optional<unsigned> CacheMegabytes; ///< absent: DefaultCacheMegabytes
  bool CacheStats = false;
  unsigned Preambles = 8; ///< files edited at a time, at most
  bool Isolate = true;    ///< each translation unit in its own process
};

/// Reads the command line \p Args (without the program's name).
/// \returns nothing after writing what is wrong to \p Errors.
std::optional<Options> parseOptions(llvm::ArrayRef<const char *> Args,
                                    llvm::raw_ostream &Errors);

/// Writes the text of --help.
void printHelp(llvm::raw_ostream &OS);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_OPTIONS_H
