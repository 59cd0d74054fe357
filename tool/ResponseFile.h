//===- ResponseFile.h - arguments that stand in files -----------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_RESPONSEFILE_H
#define CTX_TIDY_TOOL_RESPONSEFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Twine.h"
#include <string>
#include <vector>

namespace ctx::tool {

/// Replaces `@file` in a command by what the file says. Only regular files of
/// the project are read, so many bytes of them, so deep inside one another.
class ResponseFiles {
public:
  /// \param Directory where relative names start.
  /// \param ReadBelow folders whose files may be read.
  ResponseFiles(llvm::StringRef Directory,
                llvm::ArrayRef<std::string> ReadBelow)
      : Directory(Directory), ReadBelow(ReadBelow) {}

  /// Appends \p Args to \p Out. \returns false with a reason in why().
  bool expand(llvm::ArrayRef<std::string> Args, std::vector<std::string> &Out) {
    return expand(Args, Out, 0);
  }
  const std::string &why() const { return Why; }

private:
  bool expand(llvm::ArrayRef<std::string> Args, std::vector<std::string> &Out,
              unsigned Depth);
  bool read(llvm::StringRef Name, std::vector<std::string> &Out,
            unsigned Depth);
  bool fail(llvm::StringRef Name, const llvm::Twine &What);

  llvm::StringRef Directory;
  llvm::ArrayRef<std::string> ReadBelow;
  uint64_t Bytes = 0;
  std::string Why;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_RESPONSEFILE_H
