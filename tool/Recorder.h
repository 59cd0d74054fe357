//===- Recorder.h - notes what is asked of a file system --------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_RECORDER_H
#define CTX_TIDY_TOOL_RECORDER_H

#include "Inputs.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <set>

namespace ctx::tool {

/// The digest of the names of the entries of \p Folder; "" if it cannot be
/// read.
std::string listingOf(llvm::vfs::FileSystem &FS, const llvm::Twine &Folder);

/// Notes what is asked of the file system below it. For one thread.
class InputRecorder : public llvm::vfs::ProxyFileSystem {
public:
  explicit InputRecorder(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Base)
      : ProxyFileSystem(std::move(Base)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override;
  bool exists(const llvm::Twine &Path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override;
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine &Folder,
                                          std::error_code &EC) override;
  std::error_code getRealPath(const llvm::Twine &Path,
                              llvm::SmallVectorImpl<char> &Real) override;

  /// Everything that was asked so far.
  Inputs inputs();

private:
  std::string absolute(const llvm::Twine &Path) const;
  void note(const std::string &Path,
            const llvm::ErrorOr<llvm::vfs::Status> &Status);
  std::string missingRoot(llvm::StringRef Path);

  llvm::StringMap<InputFile> Files;
  std::set<std::string> Missing, Folders, Listed;
  llvm::StringMap<bool> There; ///< of parents of what is missing
  bool Odd = false;            ///< something that cannot be told apart later
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_RECORDER_H
