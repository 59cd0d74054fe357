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
  /// and the working tree around \p Folder ("": the working directory), files
  /// that git does not know yet included. No attribute, configuration or
  /// variable hides a change, and nothing the repository's configuration names
  /// is run.
  static llvm::Expected<Changes> since(const std::string &Revision,
                                       llvm::StringRef Folder = "");

  /// Reads a unified diff without context; its paths start at \p Root
  /// (absolute).
  static llvm::Expected<Changes> parse(llvm::StringRef Diff,
                                       llvm::StringRef Root);

  /// True if \p F, or the place that one of its notes shows, is on a changed
  /// line: an early return is reported where the source is made. Or if a line
  /// is gone from what is around one of them, as \p Around has it: that may
  /// have been the call that triggered.
  bool touch(const Finding &F, const Surroundings &Around) const;
  /// True if line \p Line (1-based) of \p File (real path) changed.
  bool holds(const std::string &File, unsigned Line) const;
  /// True if one of the lines of \p R changed.
  bool changed(const LineRange &R) const;
  /// True if something was taken away between the lines of \p R.
  bool cut(const LineRange &R) const;

  /// Where the working tree begins (real path); "" of a diff.
  const std::string &top() const { return Top; }

private:
  /// By real path. A cut is the lines that stand in the place of what is gone;
  /// the last is before the first if there are none.
  using Spans = std::map<std::string, std::map<unsigned, unsigned>>;

  void addHunk(const std::string &File, unsigned First, unsigned Count,
               llvm::ArrayRef<std::string> Gone,
               llvm::ArrayRef<std::string> Come);
  void countAsClang();
  bool touch(const Message &M, const Surroundings &Around) const;

  std::string Top;
  Spans Lines;                   ///< first line to the line behind the last
  Spans Cuts;                    ///< first line to the last
  std::set<std::string> Whole;   ///< files that are new altogether
  std::set<std::string> Folders; ///< and all that is in these
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_CHANGES_H
