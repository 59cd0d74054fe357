//===- Inputs.h - all that a result depends on on the disk ------*- C++ -*-===//
//
// The files read, the names looked for in vain. While all of it stays as it
// was, an analysis comes to the same result.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_INPUTS_H
#define CTX_TIDY_TOOL_INPUTS_H

#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace ctx::tool {

/// What tells a changed file from an unchanged one without reading it.
struct FileState {
  uint64_t Device = 0, Inode = 0, Size = 0;
  int64_t Modified = 0; ///< nanoseconds since the epoch

  friend bool operator==(const FileState &A, const FileState &B) {
    return A.Device == B.Device && A.Inode == B.Inode && A.Size == B.Size &&
           A.Modified == B.Modified;
  }
  friend bool operator!=(const FileState &A, const FileState &B) {
    return !(A == B);
  }
};

/// A file that was read.
struct InputFile {
  std::string Path; ///< absolute, as the compiler spelled it
  FileState State;
  /// digestOf() what was read; empty if the state alone tells (isSettled()).
  std::string Digest;
};

/// What one analysis asked of the disk. All lists are sorted.
struct Inputs {
  /// Nothing is missing here. Else no conclusion may be drawn.
  bool Complete = false;
  std::vector<InputFile> Files;
  /// Names that were looked for and are not there; all below them is not there
  /// either.
  std::vector<std::string> Missing;
  std::vector<std::string> Folders; ///< that were looked for and are there
  /// Folders whose entries were read, and listingOf() them.
  std::vector<std::pair<std::string, std::string>> Listings;
};

/// Bytes of a digest. Who can write a file must not be able to make another one
/// that passes for it, so this is a cryptographic hash (BLAKE3), cut.
constexpr size_t DigestSize = 20;
std::string digestOf(llvm::StringRef Text);

/// True if a file with this modification time, seen now, could not change any
/// more without the time telling: clocks of file systems are coarse.
bool isSettled(int64_t Modified);

llvm::json::Value toJson(const Inputs &I);
/// The inverse of toJson(); incomplete if \p V is anything else.
Inputs inputsFromJson(const llvm::json::Value *V);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_INPUTS_H
