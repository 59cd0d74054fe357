//===- Analyses.h - from jobs to results ------------------------*- C++ -*-===//
//
//   jobs --kept from an earlier run?--> result
//        --Selector: need it be parsed?--> an empty result
//        --Supervisor, a process each--> result, which is kept
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_ANALYSES_H
#define CTX_TIDY_TOOL_ANALYSES_H

#include "Cache.h"
#include "HeaderUnits.h"
#include "Options.h"
#include "Profile.h"
#include "Supervisor.h"
#include <set>

namespace ctx::tool {

class Selector;

/// The analyses of one run, in processes of their own or (--isolate=0) here.
class Analyses {
public:
  /// \param Times is told where the time goes.
  Analyses(const Options &O, Profile &Times) : O(O), Times(Times), Kept(O) {}

  /// True if results are kept, so that workers have to say what they read.
  bool keepsResults() const { return Kept.active(); }

  /// Analyses all of \p Jobs, but for those that have kept results.
  /// \param Quiet shows no progress. \returns results in the order of the jobs.
  std::vector<TuResult> run(const std::vector<TuJob> &Jobs, bool Quiet);

  /// The same, parsing only where a finding can start; answers --why.
  std::vector<TuResult> runSelected(const std::vector<TuJob> &Jobs);

  /// --header: analyses those of \p Headers once more, by themselves, that were
  /// not met on the first way. Their jobs and results stand last.
  void runHeaders(const std::vector<HeaderUnit> &Headers,
                  std::vector<TuJob> &Jobs, std::vector<TuResult> &Results);

  /// Which of \p Jobs may read one of \p Files (real paths): their indices.
  std::vector<size_t> readersOf(llvm::ArrayRef<std::string> Files,
                                const std::vector<TuJob> &Jobs);
  /// Which of \p Files (real paths) one of \p Jobs may read.
  std::set<std::string> readBy(std::vector<TuJob> Jobs,
                               std::vector<std::string> Files);

  /// The user's request to stop, or 0. Results are not complete then.
  int signal() const { return Signal; }
  /// Translation units that no finding can start in.
  unsigned unparsed() const { return Unparsed; }

  /// Ends the work on kept results, and says what went wrong with them.
  void close();

private:
  std::vector<TuResult> kept(const std::vector<TuJob> &Jobs,
                             std::vector<size_t> &Open);
  std::vector<TuResult> parse(std::vector<const TuJob *> Left, bool Quiet);
  unsigned width() const { return O.Jobs ? O.Jobs : defaultWidth(); }
  void sayWhy(const Selector &S, const std::vector<TuJob> &Jobs,
              const std::string &File) const;

  const Options &O;
  Profile &Times;
  ResultCache Kept;
  int Signal = 0;
  unsigned Unparsed = 0;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_ANALYSES_H
