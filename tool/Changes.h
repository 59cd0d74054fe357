//===- Changes.h - the lines that differ from a git revision ----*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_CHANGES_H
#define CTX_TIDY_TOOL_CHANGES_H

#include "Finding.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <set>

namespace ctx::tool {

/// The lines of a working tree that are not what they were.
class Changes {
public:
  /// Asks git for what differs between the merge base of \p Revision and HEAD,
  /// and the working tree around the working directory, files that git does not
  /// know yet included. Nothing the repository's configuration names is run.
  static llvm::Expected<Changes> since(const std::string &Revision);

  /// Reads a unified diff; its paths start at \p Root (absolute).
  static llvm::Expected<Changes> parse(llvm::StringRef Diff,
                                       llvm::StringRef Root);

  /// True if \p F, or the place that one of its notes shows, is on a changed
  /// line: an early return is reported where the source is made.
  bool touch(const Finding &F) const;
  /// True if line \p Line (1-based) of \p File (real path) changed.
  bool holds(const std::string &File, unsigned Line) const;

private:
  /// First line to the line behind the last, by real path.
  std::map<std::string, std::map<unsigned, unsigned>> Lines;
  std::set<std::string> Whole; ///< files that are new altogether
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_CHANGES_H
