//===- Sinks.h - findings to text, in every format --------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_SINKS_SINKS_H
#define CTX_TIDY_TOOL_SINKS_SINKS_H

#include "../../checks/core/CheckInfo.h"
#include "../Files.h"
#include "../Finding.h"
#include "llvm/Support/raw_ostream.h"

namespace ctx::tool {

/// A check that a run had enabled.
struct Rule {
  const CheckInfo *Info = nullptr;
  llvm::StringRef Page; ///< Markdown; may be empty
  bool IsCheck = true;  ///< with a page of its own in docs/checks
};

/// A translation unit that was not analysed, or not to its end.
struct Shortfall {
  std::string File; ///< absolute
  std::string Why;
  bool Excused = false; ///< --allow-incomplete
};

/// All that a run has to say.
struct Report {
  const std::vector<Finding> &Findings;
  /// One for each finding; Fingerprint.h.
  const std::vector<std::string> &Fingerprints;
  SourceCache &Sources;
  std::vector<Rule> Rules; ///< sorted by id
  std::vector<Shortfall> Shortfalls;
  unsigned Total = 0, Analysed = 0; ///< translation units
  /// False if a translation unit is missing that should not be, or the run was
  /// interrupted.
  bool Complete = true;
  bool Color = false;       ///< for Text on a terminal
  std::string DocsUrl = {}; ///< where the folder docs can be read; or empty
};

/// A format of --output.
struct Format {
  llvm::StringLiteral Name;
  const char *Help; ///< what it is for, a few words
  void (*Write)(const Report &R, llvm::raw_ostream &OS);
};

/// All formats.
llvm::ArrayRef<Format> formats();
/// The format called \p Name, or null.
const Format *findFormat(llvm::StringRef Name);

/// As clang-tidy writes it: `path:line:col: warning: message [id]`, the source
/// line, the notes.
void writeText(const Report &R, llvm::raw_ostream &OS);
/// An object: docs/output.md says what its members mean.
void writeJson(const Report &R, llvm::raw_ostream &OS);
/// SARIF 2.1.0, with columns in UTF-16 units as code-scanning platforms count.
void writeSarif(const Report &R, llvm::raw_ostream &OS);
/// GitLab's Code Quality report.
void writeGitLab(const Report &R, llvm::raw_ostream &OS);
/// GitHub's workflow commands, one line a finding.
void writeGitHub(const Report &R, llvm::raw_ostream &OS);
/// reviewdog's diagnostic format, one JSON object a line, columns in bytes.
void writeRdjsonl(const Report &R, llvm::raw_ostream &OS);
/// A summary for people: pull requests, job summaries.
void writeMarkdown(const Report &R, llvm::raw_ostream &OS);
/// One page that needs nothing else, with snippets and filters.
void writeHtml(const Report &R, llvm::raw_ostream &OS);

/// As `clang-tidy --export-fixes` writes it, with absolute paths. An edit that
/// several findings share stands in the first of them only: programs that apply
/// the file would make it twice.
void writeFixesYaml(const std::vector<Finding> &Findings,
                    llvm::raw_ostream &OS);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SINKS_SINKS_H
