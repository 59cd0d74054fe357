//===- RegularFiles.h - a file system without pipes and devices -*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_REGULARFILES_H
#define CTX_TIDY_TOOL_REGULARFILES_H

#include "llvm/Support/VirtualFileSystem.h"

namespace ctx::tool {

/// Larger files are not read; clang itself takes no two gigabytes.
constexpr uint64_t MaxFileBytes = uint64_t(1) << 30;

/// Opens regular files only: a pipe or a device would hang the run.
class RegularFilesOnly : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override {
    auto Status = status(Path);
    if (!Status)
      return Status.getError();
    // The compiler goes on looking after a folder that is called like a header.
    if (Status->isDirectory())
      return std::make_error_code(std::errc::is_a_directory);
    if (!Status->isRegularFile() && Path.str() != "/dev/null")
      return std::make_error_code(std::errc::operation_not_supported);
    if (Status->getSize() > MaxFileBytes)
      return std::make_error_code(std::errc::file_too_large);
    return ProxyFileSystem::openFileForRead(Path);
  }
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_REGULARFILES_H
