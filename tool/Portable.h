//===- Portable.h - results that mean the same elsewhere --------*- C++ -*-===//
//
//   <root>/a.cpp --Portable::make--> a.cpp --makeLocal--> <other root>/a.cpp
//
// Another checkout has another path, and mostly the same layout: what lies in
// the project is told from the folder the run was started in.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_PORTABLE_H
#define CTX_TIDY_TOOL_PORTABLE_H

#include "Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace ctx::tool {

/// \p Path as seen from \p Directory, both absolute and clean: "../src/a.cpp".
std::string pathFrom(llvm::StringRef Directory, llvm::StringRef Path);

/// Paths of one project, without the place where it is checked out.
class Portable {
public:
  /// \param Roots the folders of the project, absolute.
  explicit Portable(llvm::ArrayRef<std::string> Roots);

  /// \p Path seen from the working directory if it is in the project.
  std::string path(llvm::StringRef Path) const;
  /// \p Text with the paths in it treated so: flags, a configuration.
  std::string text(llvm::StringRef Text) const;
  /// All paths of \p R.
  void make(TuResult &R) const;

private:
  std::vector<std::string> Roots; ///< the longest first
};

/// The inverse of Portable::make() for this working directory.
void makeLocal(TuResult &R);
std::string localPath(llvm::StringRef Path);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_PORTABLE_H
