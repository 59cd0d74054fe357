//===- Fix.h - applying fixes -----------------------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_FIX_H
#define CTX_TIDY_TOOL_FIX_H

#include "Files.h"
#include "Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include <set>

namespace ctx::tool {

/// What fixes may touch.
struct FixScope {
  std::vector<std::string> Roots; ///< folders and files of the project
  /// Content hash of each of the user's files, as analysed; 0 if translation
  /// units disagree.
  std::map<std::string, uint64_t> Read;
  std::set<std::string> Broken; ///< files of translation units with errors
  std::string BuildFolder;      ///< all in it is generated; "": there is none
};

/// Which fixes the user asked for.
struct FixChoice {
  std::string Checks;  ///< globs of the checks whose fixes count; empty: all
  bool Unsafe = false; ///< also those that are not safe (CheckInfo)
  bool Write = true;   ///< to the files; false: to see what they come to
};

/// What the user's choice means for the fixes of one check.
enum class FixWord : uint8_t { Take, Unsafe, NotAsked };
FixWord wordOn(const FixChoice &Choice, llvm::StringRef Check);

/// \p Text, with lines that end as those of \p File do.
std::string withLineEndsOf(llvm::StringRef File, llvm::StringRef Text);

/// Gives each of \p Findings that has no fix the first one that a note offers.
void takeAlternatives(std::vector<Finding> &Findings);

/// What is to be done, decided for all findings together.
struct FixPlan {
  /// Of each finding: why its fix is not taken; empty if it is.
  std::vector<std::string> Why;
  /// repair(): of each finding that was wanted, whether its fix is in NewText.
  std::vector<bool> Held;
  unsigned Suggested = 0;                     ///< findings with a fix
  unsigned Applied = 0;                       ///< of those, taken
  std::map<std::string, std::string> NewText; ///< by real path
  /// The edits that make it, by real path, in the order of their places; their
  /// texts as they are written, with the file's line ends.
  std::map<std::string, std::vector<Edit>> Edits;
  std::map<std::string, unsigned> Refused; ///< reasons, and how many fixes each
  std::vector<std::string> Warnings;
  bool Failed = false; ///< a file could not be written as asked
};

/// Decides which fixes of \p Findings (sorted) hold together. A finding's fix
/// is taken as a whole or not at all; of two that overlap the first wins; edits
/// that several findings share are made once.
FixPlan planFixes(const std::vector<Finding> &Findings, const FixScope &Scope,
                  SourceCache &Sources);

/// Where what stood at \p Offset is once \p Edits, in the order of their
/// places, are made; of what is replaced, a place in the text for it.
unsigned movedBy(llvm::ArrayRef<Edit> Edits, unsigned Offset);

/// Writes the files of \p Plan, or none if one of them is no longer what was
/// analysed, or cannot be prepared.
/// \param [out] Placed the files that were: not all of them if the system
///        refuses one when others are in place.
llvm::Error writeFixes(const FixPlan &Plan, const FixScope &Scope,
                       std::set<std::string> &Placed);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_FIX_H
