//===- Repair.h - fixes that hold -------------------------------*- C++ -*-===//
//
//   plan fixes -> analyse what they touch, with the new texts in memory
//     -> a compile error, the finding still there, a new finding: withhold the
//        fixes that may be to blame, and again
//     -> all well: what was in the way of each other may be possible now
//
// Nothing is written here.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_REPAIR_H
#define CTX_TIDY_TOOL_REPAIR_H

#include "Fix.h"
#include "Join.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ctx::tool {

/// Texts that stand for files, by real path.
using Texts = std::map<std::string, std::string>;

/// The note on a fix that is in its file now.
extern const char AppliedNote[];

/// How a run is made again.
struct Rerun {
  /// Analyses the translation units with these indices again, with texts in
  /// the place of files. Results in the order of the indices.
  llvm::function_ref<std::vector<TuResult>(llvm::ArrayRef<size_t>,
                                           const Texts &)>
      Analyse;
  /// Joins all results.
  llvm::function_ref<Joined(const std::vector<TuResult> &, SourceCache &)> Join;
};

/// Finds the fixes of \p Findings that hold, and what the files look like with
/// them. What became of each fix is added to its finding as a note.
/// \param Results what the findings come from, all translation units.
/// \param All every finding of \p Results; \p Findings may be fewer, and only
///        those are repaired.
/// \param Scope of the first analysis, with roots.
/// \param Choice which of the fixes may be made; those of checks that it does
///        not name are left alone without a word.
FixPlan repair(std::vector<Finding> &Findings, const std::vector<Finding> &All,
               std::vector<TuResult> Results, const FixScope &Scope,
               const FixChoice &Choice, const Rerun &Again);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_REPAIR_H
