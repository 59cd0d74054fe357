//===- NoLint.h - comments that silence nothing -----------------*- C++ -*-===//
//
// The forms and their meaning are clang-tidy's: NOLINT, NOLINTNEXTLINE,
// NOLINTBEGIN and NOLINTEND, each with a list of globs in parentheses.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_NOLINT_H
#define CTX_TIDY_TOOL_NOLINT_H

#include "Coverage.h"
#include "Files.h"
#include "core/CheckInfo.h"
#include <set>

namespace ctx::tool {

/// What unused comments are reported as.
extern const CheckInfo UnusedNoLint;
/// Its page.
extern const char UnusedNoLintPage[];

/// clang-tidy's own complaint of a BEGIN without an END, or the other way
/// round.
extern const CheckInfo UnmatchedNoLint;
extern const char UnmatchedNoLintPage[];

/// What a run knows of what was silenced.
struct Silence {
  /// Where checks had something to say, whether it was shown or not.
  std::set<Spoken> Met;
  Coverage Seen;
  std::set<std::string> Files; ///< real paths of files that were read in full
  /// By file that a filter hides a part of: what is shown for all that.
  ShownLines Shown;
  /// By file: the lines that no translation unit compiled.
  std::map<std::string, std::vector<std::pair<unsigned, unsigned>>> Dead;
};

/// What \p Results, and conclusions that were silenced, tell. A file that a
/// translation unit with errors has read is left out, and every file if one
/// was not analysed at all: nobody knows what it would have met.
/// \param Seen what they cover.
Silence silenceOf(const std::vector<TuResult> &Results,
                  const std::vector<Spoken> &Concluded, Coverage Seen);

/// The names in NOLINT comments that speak of our checks only and silence
/// nothing, as findings with the fix that takes them away. A name is judged
/// only if all checks that it matches ran, and not where a filter hides it; a
/// comment without a list, which may be meant for others, is not.
/// \param Around receives, of each finding, the lines that its comment reaches.
std::vector<Finding> unusedNoLints(const Silence &S, SourceCache &Sources,
                                   Surroundings *Around = nullptr);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_NOLINT_H
