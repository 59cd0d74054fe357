//===- FileTable.cpp ------------------------------------------------------===//

#include "FileTable.h"
#include "Files.h"
#include "Packed.h"
#include "Recorder.h"
#include "llvm/Support/Path.h"
#include <sys/stat.h>

using namespace llvm;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

/// More files than the largest code bases have are not kept.
constexpr size_t MaxFiles = 400000;

int64_t nanoseconds(const timespec &T) {
  return int64_t(T.tv_sec) * 1000000000 + T.tv_nsec;
}

} // namespace

const std::string &FileTable::realFolder(StringRef Folder) {
  auto Inserted = RealFolders.try_emplace(Folder);
  if (Inserted.second)
    Inserted.first->second = realPath(Folder);
  return Inserted.first->second;
}

void FileTable::fill(StringRef Path, FileInfo &F) {
  F = FileInfo();
  SmallString<256> Name(Path);
  struct stat S;
  if (::lstat(Name.c_str(), &S) != 0)
    return;
  StringRef Last = path::filename(Path);
  bool Plain = !S_ISLNK(S.st_mode) && Last != "." && Last != "..";
  if (S_ISLNK(S.st_mode) && ::stat(Name.c_str(), &S) != 0)
    return;
  if (S_ISDIR(S.st_mode)) {
    F.Kind = FileInfo::Folder;
    return;
  }
  F.Kind = S_ISREG(S.st_mode) ? FileInfo::File : FileInfo::Other;
  F.State = {uint64_t(S.st_dev), uint64_t(S.st_ino), uint64_t(S.st_size),
             nanoseconds(S.st_mtim)};
  F.Changed = nanoseconds(S.st_ctim);
  F.Linked = S.st_nlink > 1;
  if (Plain) {
    SmallString<256> Real(realFolder(path::parent_path(Path)));
    path::append(Real, Last);
    F.Real = Real.str().str();
  } else {
    F.Real = realPath(Path);
  }
  auto Old = Before.find(Path);
  if (Old != Before.end() && Old->second.State == F.State &&
      Old->second.Changed == F.Changed) {
    F.Digest = Old->second.Digest;
    F.Trusted = true;
  }
}

FileInfo &FileTable::look(StringRef Path) {
  auto Inserted = Files.try_emplace(Path);
  if (Inserted.second)
    fill(Path, Inserted.first->second);
  return Inserted.first->second;
}

FileInfo &FileTable::lookAgain(StringRef Path) {
  FileInfo &F = Files[Path];
  fill(Path, F);
  return F;
}

const std::string &FileTable::digest(StringRef Path, FileInfo &F) {
  if (F.Digest.empty() && F.Kind == FileInfo::File) {
    F.Trusted = isSettled(std::max(F.State.Modified, F.Changed));
    if (auto Buffer = readRegularFile(Path))
      F.Digest = digestOf((*Buffer)->getBuffer());
    News |= F.Trusted;
  }
  return F.Digest;
}

const std::string &FileTable::listing(StringRef Folder) {
  auto Inserted = Listings.try_emplace(Folder);
  if (Inserted.second)
    Inserted.first->second = listingOf(*vfs::getRealFileSystem(), Folder);
  return Inserted.first->second;
}

void FileTable::load(StringRef Text) {
  Unpacker U(Text);
  StringMap<Known> Read;
  std::string Path;
  for (uint64_t N = U.number(); N && U.ok(); --N) {
    U.path(Path);
    Known &K = Read[Path];
    K.State.Device = U.number();
    K.State.Inode = U.number();
    K.State.Size = U.number();
    K.State.Modified = int64_t(U.number());
    K.Changed = int64_t(U.number());
    K.Digest = U.bytes(DigestSize).str();
  }
  if (U.ok() && U.atEnd())
    Before = std::move(Read);
}

std::string FileTable::save() const {
  if (!News)
    return "";
  std::map<StringRef, Known> All;
  for (const auto &F : Files) {
    const FileInfo &I = F.second;
    if (I.Trusted && I.Digest.size() == DigestSize)
      All[F.first()] = {I.State, I.Changed, I.Digest};
  }
  // A run may look at a part of the code base; the rest is still known.
  if (Before.size() + All.size() <= MaxFiles)
    for (const auto &F : Before)
      All.try_emplace(F.first(), F.second);
  Packer P;
  P.number(All.size());
  for (const auto &F : All) {
    const Known &K = F.second;
    P.path(F.first);
    P.number(K.State.Device);
    P.number(K.State.Inode);
    P.number(K.State.Size);
    P.number(uint64_t(K.State.Modified));
    P.number(uint64_t(K.Changed));
    P.bytes(K.Digest);
  }
  return P.take();
}

} // namespace ctx::tool
