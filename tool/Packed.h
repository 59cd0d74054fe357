//===- Packed.h - numbers and sorted paths in few bytes ---------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_PACKED_H
#define CTX_TIDY_TOOL_PACKED_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LEB128.h"
#include <string>

namespace ctx::tool {

class Packer {
public:
  void number(uint64_t N) {
    uint8_t Bytes[10];
    unsigned Size = llvm::encodeULEB128(N, Bytes);
    Out.append(reinterpret_cast<const char *>(Bytes), Size);
  }
  /// What the path before this one opens with, too, is not written again.
  void path(llvm::StringRef Path) {
    size_t Same = 0, End = std::min(Path.size(), Last.size());
    while (Same != End && Path[Same] == Last[Same])
      ++Same;
    number(Same);
    number(Path.size() - Same);
    Out += Path.drop_front(Same);
    Last = Path.str();
  }
  void bytes(llvm::StringRef Bytes) { Out += Bytes; }
  std::string take() { return std::move(Out); }

private:
  std::string Out, Last;
};

/// Reads what a Packer wrote. After anything else ok() is false, and what is
/// read is empty.
class Unpacker {
public:
  explicit Unpacker(llvm::StringRef Text) : Rest(Text) {}

  uint64_t number() {
    const char *Error = nullptr;
    unsigned Size = 0;
    const auto *Start = reinterpret_cast<const uint8_t *>(Rest.begin());
    uint64_t N = llvm::decodeULEB128(
        Start, &Size, reinterpret_cast<const uint8_t *>(Rest.end()), &Error);
    if (Error)
      return fail();
    Rest = Rest.drop_front(Size);
    return N;
  }
  /// Makes \p Path, which holds the path before, the next one.
  void path(std::string &Path) {
    uint64_t Same = number(), Size = number();
    if (Same > Path.size() || Size > Rest.size()) {
      fail();
      Path.clear();
      return;
    }
    Path.resize(Same);
    Path += bytes(Size);
  }
  llvm::StringRef bytes(size_t Size) {
    if (Size > Rest.size())
      fail();
    llvm::StringRef Out = Rest.take_front(Size);
    Rest = Rest.drop_front(Out.size());
    return Out;
  }
  bool ok() const { return Ok; }
  bool atEnd() const { return Rest.empty(); }

private:
  uint64_t fail() {
    Ok = false;
    Rest = {};
    return 0;
  }
  llvm::StringRef Rest;
  bool Ok = true;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_PACKED_H
