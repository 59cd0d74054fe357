//===- Baseline.h - findings that are known ---------------------*- C++ -*-===//
//
//   {
//     "version": 1,
//     "findings": [
//       {"check": "ctx-fresh-root", "file": "src/a.cpp",
//        "message": "...", "fingerprint": "0123..."}
//     ]
//   }
//
// No line numbers: an edit above a finding is not a change of the baseline.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_BASELINE_H
#define CTX_TIDY_TOOL_BASELINE_H

#include "Finding.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <set>

namespace ctx::tool {

/// One known finding. All but the fingerprint is there for people, and to tell
/// whether a run could have met it.
struct BaselineEntry {
  std::string Fingerprint, Check, File, Message;

  friend bool operator<(const BaselineEntry &A, const BaselineEntry &B) {
    return std::tie(A.File, A.Check, A.Message, A.Fingerprint) <
           std::tie(B.File, B.Check, B.Message, B.Fingerprint);
  }
};

/// The findings a team has decided to live with.
class Baseline {
public:
  /// Reads the file at \p Path. An error names it, and the line if it is no
  /// JSON.
  static llvm::Expected<Baseline> read(const std::string &Path);
  /// A baseline of exactly these findings.
  static Baseline of(const std::vector<Finding> &Findings,
                     const std::vector<std::string> &Fingerprints);

  bool knows(const std::string &Fingerprint) const {
    return Prints.count(Fingerprint) != 0;
  }
  const std::set<BaselineEntry> &entries() const { return Entries; }

  void add(BaselineEntry E);
  void remove(const BaselineEntry &E);

  /// The text of the file; ends with a newline.
  std::string text() const;

private:
  std::set<BaselineEntry> Entries;
  std::set<std::string> Prints;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_BASELINE_H
