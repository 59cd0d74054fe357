//===- ResponseFile.cpp ---------------------------------------------------===//

#include "ResponseFile.h"
#include "Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

namespace ctx::tool {

/// At most this many response files inside one another, and this many bytes.
static constexpr unsigned MaxDepth = 8;
static constexpr uint64_t MaxBytes = 4 << 20;

bool ResponseFiles::expand(ArrayRef<std::string> Args,
                           std::vector<std::string> &Out, unsigned Depth) {
  for (const std::string &A : Args) {
    StringRef Name = A;
    if (!Name.consume_front("@") || Name.empty()) {
      Out.push_back(A);
      continue;
    }
    // Module maps that gcc is told of by CMake; nothing in them is for us.
    if (Name.ends_with(".modmap"))
      continue;
    if (!read(Name, Out, Depth))
      return false;
  }
  return true;
}

bool ResponseFiles::read(StringRef Name, std::vector<std::string> &Out,
                         unsigned Depth) {
  std::string Path = realPath(Name, Directory);
  if (Depth == MaxDepth)
    return fail(Name, "is nested too deeply");
  if (none_of(ReadBelow,
              [&](const std::string &D) { return isBelow(Path, D); }))
    return fail(Name, "is outside the project and its build folder");
  auto Buffer = readRegularFile(Path, MaxBytes);
  if (!Buffer)
    return fail(Name, "cannot be read: " + Buffer.getError().message());
  Bytes += (*Buffer)->getBufferSize();
  if (Bytes > MaxBytes)
    return fail(Name, "is too large");
  BumpPtrAllocator Alloc;
  StringSaver Saver(Alloc);
  SmallVector<const char *, 64> Words;
  cl::TokenizeGNUCommandLine((*Buffer)->getBuffer(), Saver, Words);
  return expand(std::vector<std::string>(Words.begin(), Words.end()), Out,
                Depth + 1);
}

bool ResponseFiles::fail(StringRef Name, const Twine &What) {
  Why = ("response file '" + escapeControls(Name) + "' " + What).str();
  return false;
}

} // namespace ctx::tool
