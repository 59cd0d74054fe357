//===- Config.h - which checks run where, with which options ----*- C++ -*-===//
//
//   defaults < .clang-tidy (outer to inner) or --config[-file] < command line
//
// A .clang-tidy that was found belongs to the whole project: only what it says
// about our checks counts, and only that is judged. A file that was named is
// judged as a whole.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_CONFIG_H
#define CTX_TIDY_TOOL_CONFIG_H

#include "Options.h"
#include "clang-tidy/ClangTidyOptions.h"
#include <map>

namespace ctx::tool {

/// What holds for one source file.
struct FileConfig {
  /// Ready for a ClangTidyContext: Checks lists enabled checks only.
  clang::tidy::ClangTidyOptions Tidy;
  std::vector<std::string> Enabled; ///< ids, sorted
  std::vector<std::string> Models;  ///< files, the command line's last
};

/// The value of Checks with which clang-tidy lets through what \p Enabled, ids,
/// say, and what is said whichever checks run.
std::string checksValue(llvm::ArrayRef<std::string> Enabled);

class Config {
public:
  explicit Config(const Options &O);

  /// The configuration of \p File, an absolute path.
  const FileConfig &of(llvm::StringRef File);

  /// --line-filter.
  const clang::tidy::ClangTidyGlobalOptions &global() const { return Global; }

  /// What is wrong with the command line and the files read so far, in the
  /// order it was met.
  const std::vector<std::string> &errors() const { return Errors; }
  /// What was left out of files that are not ours alone.
  const std::vector<std::string> &warnings() const { return Warnings; }
  /// Which of their compiler flags were left out, for -v.
  const std::vector<std::string> &notes() const { return Notes; }

private:
  using Tidy = clang::tidy::ClangTidyOptions;

  void readCommandLine();
  void readLineFilter();
  const FileConfig &inDirectory(llvm::StringRef Directory);
  /// What the nearest .clang-tidy of \p Directory says, and if it asks for
  /// that, those above it. Outer files come first.
  void discovered(llvm::StringRef Directory, std::vector<Tidy> &Layers);
  const Tidy *fileIn(llvm::StringRef Directory);
  FileConfig combine(const std::vector<Tidy> &Layers);

  const Options &O;
  clang::tidy::ClangTidyGlobalOptions Global;
  std::optional<Tidy> Named; ///< --config or --config-file
  Tidy CommandLine;
  std::map<std::string, std::optional<Tidy>> Files;
  std::map<std::string, FileConfig> Directories;
  std::vector<std::string> Errors, Warnings, Notes;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_CONFIG_H
