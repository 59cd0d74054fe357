//===- Coverage.h - what a run would have met -------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_COVERAGE_H
#define CTX_TIDY_TOOL_COVERAGE_H

#include "Finding.h"

namespace ctx::tool {

/// What a run may call gone or unused, because it would have met it: by checks
/// that ran on every translation unit of the run that reads the file. Whether
/// there are others that read it is another question.
struct Coverage {
  std::set<std::string> Ran; ///< ids of the checks of the run
  /// By real path: those of them that one of its readers did not run.
  std::map<std::string, std::set<std::string>> Off;
  /// Where translation units that are not of this run may have a say: what is
  /// concluded from the whole program.
  std::set<Spoken> Open;

  /// True if \p Check would have told all that there is on the lines \p First
  /// to \p Last of \p File (real path).
  bool ran(const std::string &File, const std::string &Check,
           unsigned First = 0, unsigned Last = ~0u) const;
  /// The same of every check that \p Glob matches, and there is one.
  bool ranAll(const std::string &File, llvm::StringRef Glob, unsigned First = 0,
              unsigned Last = ~0u) const;
};

/// What \p Results cover. \param Ran ids of the checks of the run.
/// \param Whole they are those of the whole program.
Coverage coverageOf(const std::vector<TuResult> &Results,
                    std::set<std::string> Ran, bool Whole);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_COVERAGE_H
