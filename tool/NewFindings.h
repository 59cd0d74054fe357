//===- NewFindings.h - findings that are shown ------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_NEWFINDINGS_H
#define CTX_TIDY_TOOL_NEWFINDINGS_H

#include "Baseline.h"
#include "Changes.h"
#include "Coverage.h"
#include "Join.h"
#include "Options.h"

namespace ctx::tool {

/// What a run may call gone.
struct Completeness {
  /// Says yes or no to a file (real path).
  using FilePredicate = llvm::function_ref<bool(const std::string &)>;

  Coverage Seen;
  bool Partial = false; ///< there may be findings that the run did not meet
  FilePredicate Shows;  ///< does it show all that it met in a file?
  /// Which of these files (real paths) translation units read that the run did
  /// not analyse.
  llvm::function_ref<std::set<std::string>(std::vector<std::string>)> Elsewhere;
};

/// --baseline and --new-from: which findings of a run are new.
class NewFindings {
public:
  explicit NewFindings(const Options &O) : O(O) {}

  /// Reads the baseline, and what changed since the revision. An error is a
  /// line for people.
  llvm::Error read();

  /// Takes the findings out of \p J, and their names out of \p Prints, that are
  /// not new, and keeps the baseline as --update-baseline asks. Says which
  /// entries of it are no longer there. \param Sources has the files as they
  /// were analysed. \returns the error of writing the baseline.
  llvm::Error apply(Joined &J, std::vector<std::string> &Prints,
                    SourceCache &Sources, const Completeness &Run);

  /// Findings not shown: their lines are not new.
  unsigned unchanged() const { return Unchanged; }
  /// Findings not shown: they are known.
  unsigned inBaseline() const { return InBaseline; }

private:
  llvm::Error readBaseline();
  llvm::Error readChanges();
  llvm::Error compare(Joined &J, std::vector<std::string> &Prints,
                      const Completeness &Run);

  const Changes *changesAround(const std::string &File, bool Say);
  bool isAsAnalysed(const std::string &File, SourceCache &Sources);
  bool isNew(const Finding &F, const Surroundings &Around,
             SourceCache &Sources);

  const Options &O;
  std::optional<Baseline> Known;
  std::optional<Changes> Changed; ///< around the working directory
  /// Of files elsewhere, by folder; nothing where git does not answer.
  std::map<std::string, std::optional<Changes>> Further;
  std::map<std::string, std::string> Unasked; ///< why, by folder
  std::set<std::string> Said;                 ///< folders
  std::map<std::string, bool> AsAnalysed;     ///< by real path
  unsigned Unchanged = 0, InBaseline = 0;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_NEWFINDINGS_H
