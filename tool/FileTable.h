//===- FileTable.h - what files hold, looked at once ------------*- C++ -*-===//
//
// Translation units share most of their files. Each is looked at once in a run,
// and read only if it is not as an earlier run left it.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_FILETABLE_H
#define CTX_TIDY_TOOL_FILETABLE_H

#include "Inputs.h"
#include "llvm/ADT/StringMap.h"

namespace ctx::tool {

/// What is at a path.
struct FileInfo {
  enum KindT : uint8_t { Missing, File, Folder, Other } Kind = Missing;
  FileState State;
  int64_t Changed = 0; ///< status change, which nobody can set back
  bool Linked = false; ///< it has other names
  std::string Real;    ///< the path with symbolic links resolved
  std::string Digest;  ///< digestOf() its text, once asked for
  /// The state stands for the text: it was settled when that was read.
  bool Trusted = false;
  std::string Identity;     ///< kept for who asked
  const void *Of = nullptr; ///< who asked for Identity
};

class FileTable {
public:
  /// What is at \p Path (absolute), as of the first time anyone asked.
  FileInfo &look(llvm::StringRef Path);
  /// What is at \p Path now.
  FileInfo &lookAgain(llvm::StringRef Path);
  /// The digest of the text of \p F, which was looked up as \p Path; "" if it
  /// cannot be read.
  const std::string &digest(llvm::StringRef Path, FileInfo &F);
  /// listingOf() \p Folder.
  const std::string &listing(llvm::StringRef Folder);

  /// Takes over what an earlier run knew. Text that is no such thing adds
  /// nothing.
  void load(llvm::StringRef Text);
  /// What the next run can do without reading; "" if it is what was loaded.
  std::string save() const;

private:
  struct Known {
    FileState State;
    int64_t Changed = 0;
    std::string Digest;
  };
  const std::string &realFolder(llvm::StringRef Folder);
  void fill(llvm::StringRef Path, FileInfo &F);

  llvm::StringMap<FileInfo> Files;
  llvm::StringMap<std::string> RealFolders, Listings;
  llvm::StringMap<Known> Before;
  bool News = false; ///< something to be saved
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_FILETABLE_H
