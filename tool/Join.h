//===- Join.h - the results of all translation units, as one ----*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_JOIN_H
#define CTX_TIDY_TOOL_JOIN_H

#include "Files.h"
#include "Finding.h"
#include "Fix.h"

namespace ctx::tool {

/// What all translation units together say.
struct Joined {
  std::vector<Finding> Findings; ///< sorted, each once
  std::vector<std::string> ConfigErrors;
  std::vector<Spoken> Concluded; ///< conclusions that a comment silences
  FixScope Scope;                ///< without roots
  Surroundings Around;
  std::set<std::string> Filtered; ///< files of which a filter hides a part
  unsigned Total = 0, Analysed = 0, NotApplicable = 0, Incomplete = 0;
  unsigned Excused = 0;   ///< incomplete, and allowed to be
  unsigned Generated = 0; ///< findings not shown: they are in generated files
};

/// What results are joined by.
struct JoinRules {
  bool Generated = false; ///< findings in generated files are kept
  /// Globs of the checks whose conclusions are errors.
  std::string WarningsAsErrors;
  std::string BuildFolder; ///< all in it is generated; "": there is none
};

/// Joins \p Results. The outcome does not depend on their order.
Joined join(const std::vector<TuResult> &Results, SourceCache &Sources,
            const JoinRules &Rules);

/// Databases of some build systems have entries for headers, too, and not every
/// header stands alone. One that does not, and that a source included without
/// an error, was analysed there: its own result becomes "not applicable".
void coverHeaders(std::vector<TuResult> &Results);

/// True if \p Rules leave out findings in \p File (real path).
bool leavesOut(const JoinRules &Rules, const std::string &File,
               SourceCache &Sources);

/// True if \p Path, or one of the first lines of \p Text, says that a program
/// wrote the file.
bool isGenerated(llvm::StringRef Path, llvm::StringRef Text);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_JOIN_H
