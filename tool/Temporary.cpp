//===- Temporary.cpp ------------------------------------------------------===//

#include "Temporary.h"
#include "Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <map>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

const char Suffix[] = ".ctx-tidy";
/// Long enough for any disk to take a file, and for clocks that differ.
constexpr time_t LeftAlone = 10 * 60;
/// A name has room for what is added to it.
constexpr size_t LongestName = 200;

std::error_code lastError() {
  return std::error_code(errno, std::generic_category());
}

/// \p Prefix and what mkstemp() replaces, in the system's folder.
std::string temporaryModel(StringRef Prefix) {
  SmallString<128> Model;
  path::system_temp_directory(/*ErasedOnReboot=*/true, Model);
  path::append(Model, Prefix + "-XXXXXX");
  return absolutePath(Model, workingDirectory());
}

/// What the names begin with that createBeside() gives for \p Target.
std::string stemFor(StringRef Target) {
  return ("." + path::filename(Target).take_front(LongestName) + ".").str();
}

/// The process in \p Name, as createBeside() writes it behind \p Stem; 0 if the
/// name is none of those.
pid_t ownerOf(StringRef Name, StringRef Stem) {
  pid_t Process = 0;
  if (!Name.consume_front(Stem) || !Name.consume_back(Suffix) ||
      Name.consumeInteger(10, Process) || Process <= 0 ||
      !Name.consume_front("-") || Name.size() != 8 || !all_of(Name, isHexDigit))
    return 0;
  return Process;
}

bool isAbandoned(const std::string &Path, pid_t Owner) {
  struct stat S;
  if (::lstat(Path.c_str(), &S) != 0 || !S_ISREG(S.st_mode) ||
      S.st_uid != ::geteuid() || S.st_nlink != 1)
    return false;
  return S.st_mtime < ::time(nullptr) - LeftAlone && ::kill(Owner, 0) != 0 &&
         errno == ESRCH;
}

} // namespace

std::error_code createTemporary(StringRef Prefix, int &FD,
                                SmallVectorImpl<char> &Path) {
  std::string Model = temporaryModel(Prefix);
  FD = ::mkstemp(Model.data());
  if (FD < 0)
    return lastError();
  ::fcntl(FD, F_SETFD, FD_CLOEXEC);
  Path.assign(Model.begin(), Model.end());
  return {};
}

std::error_code createTemporaryFolder(StringRef Prefix,
                                      SmallVectorImpl<char> &Path) {
  std::string Model = temporaryModel(Prefix);
  if (!::mkdtemp(Model.data()))
    return lastError();
  Path.assign(Model.begin(), Model.end());
  return {};
}

std::error_code createBeside(StringRef Target, unsigned Mode, int &FD,
                             std::string &Path) {
  SmallString<256> Stem(path::parent_path(Target));
  path::append(Stem, stemFor(Target) + std::to_string(::getpid()) + "-");
  for (int Try = 0; Try != 100; ++Try) {
    Path.clear();
    raw_string_ostream(Path)
        << Stem << format("%08x", sys::Process::GetRandomNumber()) << Suffix;
    FD = ::open(Path.c_str(),
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, Mode);
    if (FD >= 0)
      return {};
    if (errno != EEXIST && errno != EINTR)
      break;
  }
  return lastError();
}

void removeLeftovers(ArrayRef<std::string> Targets) {
  // A folder is looked through once, whatever is written there.
  std::map<StringRef, std::set<std::string>> Stems;
  for (const std::string &Target : Targets)
    Stems[path::parent_path(Target)].insert(stemFor(Target));
  for (const auto &Folder : Stems) {
    std::error_code EC;
    for (fs::directory_iterator I(Folder.first, EC), End; !EC && I != End;
         I.increment(EC)) {
      StringRef Name = path::filename(I->path());
      if (!Name.starts_with(".") || !Name.ends_with(Suffix))
        continue;
      // .NAME.PROCESS-RANDOM.ctx-tidy, and a name may hold dots.
      StringRef Stem = Name.drop_back(sizeof Suffix - 1);
      Stem = Stem.take_front(Stem.rfind('.') + 1);
      pid_t Owner = ownerOf(Name, Stem);
      if (Owner && Folder.second.count(Stem.str()) &&
          isAbandoned(I->path(), Owner))
        fs::remove(I->path());
    }
  }
}

} // namespace ctx::tool
