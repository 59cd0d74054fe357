//===- Scan.h - which translation units have to be parsed -------*- C++ -*-===//
//
//   jobs, one JSON line each --> process: the files of each translation unit
//   (clang's dependency directives), the names in them --> answers, one JSON
//   line each
//
// A line is written as soon as it is known, so that what a crash leaves counts.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_SCAN_H
#define CTX_TIDY_TOOL_SCAN_H

#include "ScanInputs.h"
#include "TidyHost.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <string>
#include <vector>

namespace ctx::tool {

/// One of the user's files, said once by each process.
struct ScannedFile {
  std::string Path; ///< real path
  uint64_t Hash = 0;
  std::vector<uint32_t> Definitions; ///< Mentions::Definitions
  size_t Index = 0;                  ///< in ScanAnswer::Files
};

/// What a scan says of one translation unit.
struct ScanAnswer {
  size_t Job = 0;
  bool Needed = true;
  /// Why it has to be parsed, for people: a word and its place, or what went
  /// wrong. Empty if it has not.
  std::string Why, File;
  unsigned Line = 0; ///< 1-based; 0: no place
  /// Indices of the user's files it reads; only if it need not be parsed.
  std::vector<size_t> Files;
  /// What this answer depends on, if that was asked for (TuJob::Record) and the
  /// translation unit need not be parsed.
  Inputs Asked;
};

/// One line of what scan() wrote: one of both.
struct ScanLine {
  std::optional<ScannedFile> File;
  std::optional<ScanAnswer> Answer;
};

/// Reads what one scan() wrote, line by line.
class ScanReader {
public:
  /// \returns an error if \p Text is no such line.
  llvm::Expected<ScanLine> read(llvm::StringRef Text);

private:
  InputsReader Asked;
};

/// True if a check of \p Job may want to see more than has words: then all
/// files are read for definitions.
bool asksForDefinitions(const TuJob &Job);

/// Reads the jobs in the file \p In (lines of a number, a blank and a
/// toJson(TuJob)) and writes the answers to the file \p Out: what the
/// driver starts as a process of its own. With TuJob::Readers, what is needed
/// are those that read one of these files. \returns its exit code.
int scan(llvm::StringRef In, llvm::StringRef Out);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SCAN_H
