//===- Recorder.cpp -------------------------------------------------------===//

#include "Recorder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

FileState stateOf(const vfs::Status &S) {
  FileState Out;
  Out.Device = S.getUniqueID().getDevice();
  Out.Inode = S.getUniqueID().getFile();
  Out.Size = S.getSize();
  Out.Modified = S.getLastModificationTime().time_since_epoch().count();
  return Out;
}

/// Hands on a file that could still change under its time, and notes what is
/// read of it.
class NotedFile : public vfs::File {
public:
  NotedFile(std::unique_ptr<vfs::File> Base, std::string &Digest)
      : Base(std::move(Base)), Digest(Digest) {}
  ErrorOr<vfs::Status> status() override { return Base->status(); }
  ErrorOr<std::string> getName() override { return Base->getName(); }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name,
                                                   int64_t Size,
                                                   bool Terminated,
                                                   bool IsVolatile) override {
    // Volatile: read, not mapped, or it could still change.
    auto Buffer = Base->getBuffer(Name, Size, Terminated, /*IsVolatile=*/true);
    if (Buffer)
      Digest = digestOf((*Buffer)->getBuffer());
    return Buffer;
  }
  std::error_code close() override { return Base->close(); }

private:
  std::unique_ptr<vfs::File> Base;
  std::string &Digest;
};

} // namespace

std::string listingOf(vfs::FileSystem &FS, const Twine &Folder) {
  std::error_code EC;
  std::set<std::string> Names;
  for (vfs::directory_iterator I = FS.dir_begin(Folder, EC), End;
       !EC && I != End; I.increment(EC))
    Names.insert(path::filename(I->path()).str());
  if (EC)
    return "";
  std::string Text;
  for (const std::string &N : Names)
    Text.append(N).push_back('\0');
  return digestOf(Text);
}

std::string InputRecorder::absolute(const Twine &Path) const {
  SmallString<256> Out;
  Path.toVector(Out);
  StringRef Text = Out;
  while (Text.consume_front("./"))
    Text = Text.ltrim('/');
  Out = SmallString<256>(Text);
  makeAbsolute(Out);
  return Out.str().str();
}

void InputRecorder::note(const std::string &Path,
                         const ErrorOr<vfs::Status> &Status) {
  if (!Status)
    Missing.insert(Path);
  else if (Status->isDirectory())
    Folders.insert(Path);
  else if (Status->isRegularFile()) {
    auto Inserted = Files.try_emplace(Path);
    InputFile &File = Inserted.first->second;
    FileState State = stateOf(*Status);
    Odd |= !Inserted.second && File.State != State;
    File.State = State;
  } else {
    Odd |= Path != "/dev/null";
  }
}

ErrorOr<vfs::Status> InputRecorder::status(const Twine &Path) {
  auto Status = ProxyFileSystem::status(Path);
  note(absolute(Path), Status);
  return Status;
}

bool InputRecorder::exists(const Twine &Path) {
  return bool(status(Path)); // notes it
}

ErrorOr<std::unique_ptr<vfs::File>>
InputRecorder::openFileForRead(const Twine &Path) {
  std::string Name = absolute(Path);
  auto File = ProxyFileSystem::openFileForRead(Path);
  if (!File) {
    auto Status = ProxyFileSystem::status(Path);
    note(Name, Status);
    // There, and cannot be read: no later look tells whether that is still so.
    Odd |= Status && !Status->isDirectory();
    return File;
  }
  auto Status = (*File)->status();
  note(Name, Status);
  auto Noted = Files.find(Name);
  if (!Status || Noted == Files.end() ||
      isSettled(Noted->second.State.Modified))
    return File;
  return std::make_unique<NotedFile>(std::move(*File), Noted->second.Digest);
}

vfs::directory_iterator InputRecorder::dir_begin(const Twine &Folder,
                                                 std::error_code &EC) {
  std::string Name = absolute(Folder);
  auto Begin = ProxyFileSystem::dir_begin(Folder, EC);
  if (EC)
    note(Name, ProxyFileSystem::status(Folder));
  else
    Listed.insert(Name);
  return Begin;
}

std::error_code InputRecorder::getRealPath(const Twine &Path,
                                           SmallVectorImpl<char> &Real) {
  note(absolute(Path), ProxyFileSystem::status(Path));
  return ProxyFileSystem::getRealPath(Path, Real);
}

/// The first part of \p Path, which is not there, that is not there: one name
/// stands for all that was looked for below it.
std::string InputRecorder::missingRoot(StringRef Path) {
  for (;;) {
    StringRef Parent = path::parent_path(Path);
    if (Parent.empty() || Parent == Path)
      return Path.str();
    auto Known = There.try_emplace(Parent);
    if (Known.second)
      Known.first->second = bool(ProxyFileSystem::status(Parent));
    if (Known.first->second)
      return Path.str();
    Path = Parent;
  }
}

Inputs InputRecorder::inputs() {
  Inputs Out;
  Out.Complete = !Odd;
  std::set<StringRef> Parents;
  for (auto &F : Files) {
    InputFile File = F.second;
    File.Path = F.first().str();
    if (File.Digest.empty() && !isSettled(File.State.Modified)) {
      // Seen, and not read through us.
      auto Buffer = getUnderlyingFS().getBufferForFile(File.Path);
      Out.Complete &= bool(Buffer);
      if (Buffer)
        File.Digest = digestOf((*Buffer)->getBuffer());
    }
    Parents.insert(path::parent_path(F.first()));
    Out.Complete &= json::isUTF8(File.Path);
    Out.Files.push_back(std::move(File));
  }
  llvm::sort(Out.Files, [](const InputFile &A, const InputFile &B) {
    return A.Path < B.Path;
  });
  std::set<std::string> Roots;
  for (const std::string &M : Missing)
    Roots.insert(missingRoot(M));
  Out.Missing.assign(Roots.begin(), Roots.end());
  for (const std::string &F : Folders)
    if (!Parents.count(F)) // a file in it says the same
      Out.Folders.push_back(F);
  for (const std::string &F : Listed) {
    Out.Listings.emplace_back(F, listingOf(getUnderlyingFS(), F));
    Out.Complete &= !Out.Listings.back().second.empty();
  }
  for (const auto *List : {&Out.Missing, &Out.Folders})
    for (const std::string &P : *List)
      Out.Complete &= json::isUTF8(P);
  for (const auto &L : Out.Listings)
    Out.Complete &= json::isUTF8(L.first);
  return Out;
}

} // namespace ctx::tool
