//===- Selector.h - parse only where a finding can start --------*- C++ -*-===//
//
//   all jobs --scan (Scan.h), in processes--> needed?
//     yes: parse -> facts -> functions that conclusions depend on (core/Asks.h)
//          -> units that may define them: parse, and again
//     no: an empty result that counts as analysed
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_SELECTOR_H
#define CTX_TIDY_TOOL_SELECTOR_H

#include "Cache.h"
#include "Scan.h"
#include "Supervisor.h"
#include <set>

namespace ctx::tool {

/// Decides which translation units are parsed, and why.
class Selector {
public:
  /// Parses the jobs with these indices; results in their order.
  using Parse =
      llvm::function_ref<std::vector<TuResult>(llvm::ArrayRef<size_t>)>;

  /// \param Kept has what earlier runs saw, and receives what is seen.
  /// \param AllFiles each result says all files of its own that it read, not
  /// only those that no other said: what --fix and --baseline need.
  Selector(const std::vector<TuJob> &Jobs, const Limits &L, ResultCache &Kept,
           bool AllFiles)
      : Jobs(Jobs), L(L), Kept(Kept), AllFiles(AllFiles) {}

  /// Analyses the jobs \p Open, parsing only what has to be. \param Known has
  /// the results of all others in their places. \returns the results in the
  /// order of the jobs.
  std::vector<TuResult> run(std::vector<TuResult> Known,
                            llvm::ArrayRef<size_t> Open, Parse Parse);

  /// The indices of the jobs that may read one of \p Files (real paths), with
  /// the first that they read; "" if nobody can tell what they read.
  static std::vector<std::pair<size_t, std::string>>
  readersOf(llvm::ArrayRef<std::string> Files, std::vector<TuJob> Jobs,
            const Limits &L, ResultCache &Kept, int &Signal);

  /// How many translation units were not parsed.
  unsigned unparsed() const;
  /// The user's request to stop while files were looked at, or 0.
  int signal() const { return Signal; }

  /// Why the translation unit of the job \p Job was parsed or not, as a line
  /// for people.
  std::string why(size_t Job) const;

private:
  struct Unit {
    enum { Parsed, Unneeded, Outside } What = Parsed;
    std::string Why, File;
    unsigned Line = 0;
    bool Before = false; ///< what is said here was seen by an earlier run
    std::vector<const ScannedFile *> Files;
  };

  void lookAt(llvm::ArrayRef<size_t> Open);
  bool isKnown(size_t Job);
  void scanAll(llvm::ArrayRef<size_t> Ready);
  void take(llvm::StringRef Answers);
  void take(ScanAnswer A,
            const std::map<size_t, std::unique_ptr<ScannedFile>> &Files);
  bool mayDefine(const Unit &U, const ScannedFile &F,
                 const std::set<uint32_t> &Keys);
  std::vector<size_t> askedFor(const std::vector<TuResult> &Results);
  TuResult unneeded(size_t Job);

  const std::vector<TuJob> &Jobs;
  const Limits L;
  ResultCache &Kept;
  const bool AllFiles;
  std::vector<Unit> Units;
  std::vector<std::map<size_t, std::unique_ptr<ScannedFile>>> Scanned;
  std::map<std::string, ScannedFile> SeenBefore; ///< by path
  std::set<std::string> Said;                    ///< files that a result told
  int Signal = 0;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SELECTOR_H
