//===- Files.cpp ----------------------------------------------------------===//

#include "Files.h"
#include "Temporary.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace ctx::tool {

const std::string &workingDirectory() {
  static const std::string Directory = [] {
    SmallString<256> Cwd;
    fs::current_path(Cwd);
    return realPath(Cwd);
  }();
  return Directory;
}

std::string absolutePath(StringRef Path, StringRef Directory) {
  SmallString<256> Out(Path);
  if (!path::is_absolute(Out)) {
    Out = Directory;
    path::append(Out, Path);
  }
  path::remove_dots(Out, /*remove_dot_dot=*/true);
  return Out.str().str();
}

std::string realPath(StringRef Path) {
  SmallString<256> Out;
  if (!fs::real_path(Path, Out))
    return Out.str().str();
  Out = Path;
  path::remove_dots(Out, /*remove_dot_dot=*/true);
  return Out.str().str();
}

std::string realPath(StringRef Path, StringRef Directory) {
  if (path::is_absolute(Path))
    return realPath(Path);
  // Not through absolutePath(): `link/..` is where the link leads.
  SmallString<256> Joined(Directory);
  path::append(Joined, Path);
  return realPath(Joined);
}

bool isBelow(StringRef Path, StringRef Directory) {
  Directory.consume_back("/");
  return Path.consume_front(Directory) && (Path.empty() || Path[0] == '/');
}

StringRef relativePath(StringRef Path) {
  if (Path.size() > workingDirectory().size() &&
      isBelow(Path, workingDirectory())) {
    Path = Path.drop_front(workingDirectory().size());
    Path.consume_front("/");
  }
  return Path;
}

std::string displayPath(StringRef Path) {
  std::string Shown = escapeControls(relativePath(Path));
  // "::" at the start of a line commands a CI runner.
  if (StringRef(Shown).ltrim().starts_with("::"))
    Shown.insert(0, "./");
  return Shown;
}

static bool isDangerous(UTF32 C) {
  bool Control =
      C < 0x20 || (C >= 0x7f && C < 0xa0) || C == 0x2028 || C == 0x2029;
  bool Bidi = C == 0x61c || C == 0x200e || C == 0x200f ||
              (C >= 0x202a && C <= 0x202e) || (C >= 0x2066 && C <= 0x2069);
  return Control || Bidi;
}

std::string escapeControls(StringRef Text) {
  std::string Out;
  raw_string_ostream OS(Out);
  const auto *Pos = reinterpret_cast<const UTF8 *>(Text.begin());
  const auto *End = reinterpret_cast<const UTF8 *>(Text.end());
  while (Pos != End) {
    const UTF8 *Start = Pos;
    UTF32 C = 0, *Target = &C;
    unsigned Size = getNumBytesForUTF8(*Pos);
    bool Valid = Size <= size_t(End - Pos) && isLegalUTF8Sequence(Pos, End) &&
                 ConvertUTF8toUTF32(&Pos, Pos + Size, &Target, &C + 1,
                                    strictConversion) == conversionOK;
    if (!Valid) {
      OS << format("<%02X>", unsigned(*Start));
      Pos = Start + 1;
    } else if (isDangerous(C) || (C == '[' && StringRef(Out).ends_with("##"))) {
      // "##[" commands a CI runner wherever it stands in a line.
      OS << format("<U+%04X>", unsigned(C));
    } else {
      OS.write(reinterpret_cast<const char *>(Start), Pos - Start);
    }
  }
  return Out;
}

std::string complaint(const Twine &What) {
  return ("ctx-tidy: error: " + What).str();
}

ErrorOr<std::unique_ptr<MemoryBuffer>> readRegularFile(StringRef Path,
                                                       uint64_t MaxBytes) {
  fs::file_status Status;
  if (std::error_code EC = fs::status(Path, Status))
    return EC;
  if (fs::is_directory(Status))
    return make_error_code(std::errc::is_a_directory);
  if (!fs::is_regular_file(Status))
    return make_error_code(std::errc::operation_not_supported);
  if (Status.getSize() > MaxBytes)
    return make_error_code(std::errc::file_too_large);
  return MemoryBuffer::getFile(Path, /*IsText=*/false,
                               /*RequiresNullTerminator=*/true,
                               /*IsVolatile=*/true);
}

uint64_t contentHash(StringRef Text) { return xxh3_64bits(Text); }

static Error failure(StringRef Path, std::error_code EC) {
  return createStringError(EC, displayPath(Path) + ": " + EC.message());
}

AtomicWrites::~AtomicWrites() {
  for (const Pending &P : All) {
    fs::remove(P.Temporary);
    sys::DontRemoveFileOnSignal(P.Temporary);
  }
}

/// Writes \p Text to \p FD and closes it.
static std::error_code fill(int FD, StringRef Text) {
  raw_fd_ostream OS(FD, /*shouldClose=*/true);
  OS << Text;
  OS.flush();
  std::error_code EC = OS.error();
  if (!EC && ::fsync(FD) != 0)
    EC = std::error_code(errno, std::generic_category());
  OS.clear_error();
  return EC;
}

Error AtomicWrites::add(StringRef Path, StringRef Text) {
  struct stat Old;
  bool Existed = ::stat(Path.str().c_str(), &Old) == 0;
  std::string Temporary;
  int FD = -1;
  unsigned Mode = Existed ? Old.st_mode & 07777 : 0666;
  if (std::error_code EC = createBeside(Path, Mode, FD, Temporary))
    return failure(Path, EC);
  All.push_back({Temporary, Path.str()});
  sys::RemoveFileOnSignal(Temporary);
  // The owner first: changing it drops the set-id bits.
  if (Existed &&
      (::fchown(FD, Old.st_uid, Old.st_gid) != 0 || ::fchmod(FD, Mode) != 0))
    ::fchmod(FD, Mode & 0777);
  if (std::error_code EC = fill(FD, Text))
    return failure(Path, EC);
  return Error::success();
}

Error AtomicWrites::commit() {
  while (!All.empty()) {
    const Pending &P = All.back();
    if (std::error_code EC = fs::rename(P.Temporary, P.Target)) {
      std::vector<std::string> Names;
      for (const std::string &Path : Placed)
        Names.push_back(displayPath(Path));
      return createStringError(
          EC,
          displayPath(P.Target) + ": " + EC.message() +
              (Names.empty() ? ""
                             : "; written are: " + llvm::join(Names, ", ")));
    }
    sys::DontRemoveFileOnSignal(P.Temporary);
    Placed.insert(P.Target);
    All.pop_back();
  }
  return Error::success();
}

Error writeOutput(StringRef Path, StringRef Text) {
  std::string Target = realPath(Path, workingDirectory());
  fs::file_status Status;
  if (!fs::status(Target, Status) && !fs::is_regular_file(Status)) {
    int FD = -1;
    if (std::error_code EC = fs::openFileForWrite(Target, FD))
      return failure(Path, EC);
    raw_fd_ostream OS(FD, /*shouldClose=*/true);
    OS << Text;
    OS.flush();
    std::error_code EC = OS.error();
    OS.clear_error();
    return EC ? failure(Path, EC) : Error::success();
  }
  AtomicWrites Writes;
  if (Error E = Writes.add(Target, Text))
    return E;
  return Writes.commit();
}

SourceFile::SourceFile(std::unique_ptr<MemoryBuffer> B) : Buffer(std::move(B)) {
  StringRef Text = text();
  LineStarts.push_back(Text.starts_with("\xef\xbb\xbf") ? 3 : 0);
  for (size_t I = 0; I != Text.size(); ++I) {
    if (Text[I] == '\r' && I + 1 != Text.size() && Text[I + 1] == '\n')
      continue;
    // As clang counts them: a lone carriage return ends a line, too.
    if (Text[I] == '\n' || Text[I] == '\r')
      LineStarts.push_back(unsigned(I + 1));
  }
}

std::pair<unsigned, unsigned> SourceFile::lineAndColumn(unsigned Offset) const {
  if (Offset > text().size())
    return {0, 0};
  Offset = std::max(Offset, LineStarts.front());
  auto Next = std::upper_bound(LineStarts.begin(), LineStarts.end(), Offset);
  return {unsigned(Next - LineStarts.begin()), Offset - *std::prev(Next) + 1};
}

StringRef SourceFile::line(unsigned Line) const {
  if (!Line || Line > LineStarts.size())
    return {};
  size_t End = Line == LineStarts.size() ? text().size() : LineStarts[Line];
  return text().slice(LineStarts[Line - 1], End).rtrim("\r\n");
}

SourceCache::SourceCache(const std::map<std::string, std::string> &Texts) {
  for (const auto &T : Texts)
    Files[T.first] = std::make_unique<SourceFile>(
        MemoryBuffer::getMemBufferCopy(T.second, T.first));
}

const SourceFile *SourceCache::get(const std::string &Path) {
  auto Inserted = Files.try_emplace(Path);
  if (Inserted.second)
    if (auto Buffer = readRegularFile(Path))
      Inserted.first->second = std::make_unique<SourceFile>(std::move(*Buffer));
  return Inserted.first->second.get();
}

} // namespace ctx::tool
