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
  unsigned Total = 0, Analysed = 0, NotApplicable = 0, Incomplete = 0;
  unsigned Excused = 0;   ///< incomplete, and allowed to be
  unsigned Generated = 0; ///< findings not shown: they are in generated files
};

/// Joins \p Results. The outcome does not depend on their order.
/// \param Generated whether findings in generated files are kept.
/// \param WarningsAsErrors globs of the checks whose conclusions are errors.
Joined join(const std::vector<TuResult> &Results, SourceCache &Sources,
            bool Generated, llvm::StringRef WarningsAsErrors);

/// True if \p Path, or one of the first lines of \p Text, says that a program
/// wrote the file.
bool isGenerated(llvm::StringRef Path, llvm::StringRef Text);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_JOIN_H
