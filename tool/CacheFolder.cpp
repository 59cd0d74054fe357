//===- CacheFolder.cpp ----------------------------------------------------===//

#include "CacheFolder.h"
#include "Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/xxhash.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

/// Raised with every change of what entries hold.
const char Magic[] = "ctx-tidy cache 1\n";
/// llvm::pruneCache() touches nothing that is called otherwise.
const char Prefix[] = "llvmcache-";
constexpr uint64_t MaxEntry = uint64_t(1) << 30;
/// What nobody asked for in so long is not asked for again.
constexpr auto Expiry = std::chrono::hours(24 * 30);

std::error_code lastError() {
  return std::error_code(errno, std::generic_category());
}

Error wrong(StringRef Path, const Twine &What) {
  return createStringError("'" + displayPath(Path) + "' " + What);
}

std::string head(StringRef Name, StringRef Text) {
  char Sum[8];
  support::endian::write64le(Sum, xxh3_64bits(Text));
  return Magic + Name.str() + "\n" + std::string(Sum, sizeof Sum);
}

std::error_code writeAll(int FD, StringRef Text) {
  while (!Text.empty()) {
    ssize_t N = ::write(FD, Text.data(), Text.size());
    if (N < 0 && errno != EINTR)
      return lastError();
    if (N > 0)
      Text = Text.drop_front(N);
  }
  return {};
}

} // namespace

Expected<std::unique_ptr<CacheFolder>> CacheFolder::open(StringRef Path) {
  std::string Name = Path.str();
  if (::mkdir(Name.c_str(), 0700) != 0 && errno == ENOENT) {
    if (std::error_code EC = fs::create_directories(path::parent_path(Path)))
      return wrong(Path, "cannot be made: " + EC.message());
    ::mkdir(Name.c_str(), 0700);
  }
  int FD =
      ::open(Name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (FD < 0)
    return wrong(Path, "cannot be opened: " + lastError().message());
  std::unique_ptr<CacheFolder> Out(new CacheFolder(std::move(Name), FD));
  struct stat S;
  if (::fstat(FD, &S) != 0)
    return wrong(Path, "cannot be looked at: " + lastError().message());
  if (S.st_uid != ::geteuid())
    return wrong(Path, "belongs to another user");
  if (S.st_mode & (S_IWGRP | S_IWOTH))
    return wrong(Path, "can be written to by other users");
  return std::move(Out);
}

CacheFolder::~CacheFolder() { ::close(FD); }

CacheEntry CacheFolder::read(StringRef Name) const {
  std::string File = Prefix + Name.str();
  int Entry = ::openat(FD, File.c_str(),
                       O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (Entry < 0)
    return {};
  CacheEntry Out;
  struct stat S;
  if (::fstat(Entry, &S) == 0 && S_ISREG(S.st_mode) &&
      S.st_uid == ::geteuid() && uint64_t(S.st_size) <= MaxEntry) {
    // Not mapped: another run may be pruning.
    auto Buffer = MemoryBuffer::getOpenFile(Entry, File, S.st_size,
                                            /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
    if (Buffer)
      Out.Buffer = std::move(*Buffer);
  }
  ::close(Entry);
  if (!Out.Buffer)
    return {};
  Out.Text = Out.Buffer->getBuffer();
  size_t Front = sizeof Magic - 1 + Name.size() + 1 + 8;
  if (Out.Text.size() < Front ||
      Out.Text.take_front(Front) != head(Name, Out.Text.drop_front(Front)))
    return {};
  Out.Text = Out.Text.drop_front(Front);
  return Out;
}

std::error_code CacheFolder::write(StringRef Name, StringRef Text) {
  std::string File = Prefix + Name.str();
  // What a killed run leaves is pruned as an entry would be.
  std::string Temporary = Prefix + std::string("new-") +
                          std::to_string(::getpid()) + "-" +
                          std::to_string(Next++);
  int Entry = -1;
  for (int Try = 0; Entry < 0; ++Try) {
    Entry =
        ::openat(FD, Temporary.c_str(),
                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (Entry < 0 && (errno != EEXIST || Try))
      return lastError();
    if (Entry < 0) // of a process that had our number
      ::unlinkat(FD, Temporary.c_str(), 0);
  }
  std::error_code EC = writeAll(Entry, head(Name, Text));
  if (!EC)
    EC = writeAll(Entry, Text);
  if (::close(Entry) != 0 && !EC)
    EC = lastError();
  if (!EC && ::renameat(FD, Temporary.c_str(), FD, File.c_str()) != 0)
    EC = lastError();
  if (EC)
    ::unlinkat(FD, Temporary.c_str(), 0);
  return EC;
}

std::string CacheFolder::pathFor(StringRef Name) const {
  SmallString<256> Out(Path);
  path::append(Out, Prefix + Name.str());
  return Out.str().str();
}

std::string CacheFolder::newPath() {
  return pathFor("new-" + std::to_string(::getpid()) + "-" +
                 std::to_string(Next++));
}

std::error_code CacheFolder::adopt(StringRef NewPath, StringRef Name) {
  std::string From = path::filename(NewPath).str(), To = Prefix + Name.str();
  if (::renameat(FD, From.c_str(), FD, To.c_str()) != 0)
    return lastError();
  return {};
}

void CacheFolder::prune(uint64_t MaxBytes, bool Now) const {
  CachePruningPolicy Policy;
  if (Now)
    Policy.Interval = std::chrono::seconds(0);
  Policy.Expiration = Expiry;
  Policy.MaxSizeBytes = MaxBytes;
  pruneCache(Path, Policy);
}

std::pair<size_t, uint64_t> CacheFolder::size() const {
  std::pair<size_t, uint64_t> Out{0, 0};
  std::error_code EC;
  for (fs::directory_iterator I(Path, EC), End; !EC && I != End;
       I.increment(EC)) {
    fs::file_status S;
    if (!path::filename(I->path()).starts_with(Prefix) ||
        fs::status(I->path(), S, /*follow=*/false))
      continue;
    ++Out.first;
    Out.second += S.getSize();
  }
  return Out;
}

} // namespace ctx::tool
