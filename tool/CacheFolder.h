//===- CacheFolder.h - a folder of entries that may go any time -*- C++ -*-===//
//
// Each entry is a file of its own, written next to its place and renamed, with
// its name and a checksum in front: what is cut short, foreign or of another
// version of the program is no entry. Several programs may use a folder at
// once.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_CACHEFOLDER_H
#define CTX_TIDY_TOOL_CACHEFOLDER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>

namespace ctx::tool {

/// An entry, as read.
struct CacheEntry {
  std::unique_ptr<llvm::MemoryBuffer> Buffer; ///< null: there is none
  llvm::StringRef Text;                       ///< what was written, in Buffer
  explicit operator bool() const { return Buffer != nullptr; }
};

class CacheFolder {
public:
  /// Opens \p Path, after making it for this user alone if it is not there. An
  /// error if it is no folder (a symbolic link is none), another user's, or if
  /// others may write to it.
  static llvm::Expected<std::unique_ptr<CacheFolder>>
  open(llvm::StringRef Path);
  ~CacheFolder();
  CacheFolder(const CacheFolder &) = delete;
  CacheFolder &operator=(const CacheFolder &) = delete;

  const std::string &path() const { return Path; }

  /// The entry \p Name (letters, digits and '-').
  CacheEntry read(llvm::StringRef Name) const;
  /// Makes or replaces the entry \p Name.
  std::error_code write(llvm::StringRef Name, llvm::StringRef Text);

  /// A path for a file that is on its way to become the one called \p Name.
  std::string pathFor(llvm::StringRef Name) const;
  std::string newPath();
  /// Gives the file at \p NewPath its name.
  std::error_code adopt(llvm::StringRef NewPath, llvm::StringRef Name);

  /// Removes what was not used for long, and the least recently used while all
  /// together is larger than \p MaxBytes. Looks only every now and then unless
  /// \p Now.
  void prune(uint64_t MaxBytes, bool Now) const;

  /// Number and bytes of the entries.
  std::pair<size_t, uint64_t> size() const;

private:
  CacheFolder(std::string Path, int FD) : Path(std::move(Path)), FD(FD) {}
  std::string Path;
  /// The folder, held open: nobody can put another in its place meanwhile.
  int FD;
  unsigned Next = 0;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_CACHEFOLDER_H
