//===- PathRoot.h - paths that survive a move -------------------*- C++ -*-===//
//
// What lies in a checkout is written from its root, so that what was found out
// about it holds for a copy of it in another place.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_PATHROOT_H
#define CTX_TIDY_TOOL_PATHROOT_H

#include "Finding.h"
#include "TidyHost.h"
#include "llvm/ADT/StringMap.h"

namespace ctx::tool {

/// The root of a checkout, and paths written from there.
class PathRoot {
public:
  /// No root: every path stays as it is.
  PathRoot() = default;
  explicit PathRoot(std::string Path);

  bool empty() const { return Path.empty(); }
  const std::string &path() const { return Path; }

  bool holds(llvm::StringRef File) const;
  /// True if \p Text names the root.
  bool isNamedIn(llvm::StringRef Text) const;
  /// \p File as it is stored.
  std::string code(llvm::StringRef File) const;
  /// The inverse, into \p Out.
  void decode(llvm::StringRef Stored, std::string &Out) const;

private:
  std::string Path, Real; ///< as written, and with symbolic links resolved
};

/// The roots of files, found once for each folder.
class PathRoots {
public:
  /// The root of the checkout that \p File (absolute) is in.
  const PathRoot &of(llvm::StringRef File);

private:
  llvm::StringMap<const PathRoot *> Folders;
  std::map<std::string, PathRoot> Roots;
  PathRoot None;
};

/// Rewrites every path in \p R.
void forEachPath(TuResult &R, llvm::function_ref<void(std::string &)> Rewrite);

/// The text of \p J, the same wherever its checkout is; J.Record does not
/// count.
std::string portableText(const TuJob &J, const PathRoot &Root);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_PATHROOT_H
