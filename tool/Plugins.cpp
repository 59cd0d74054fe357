//===- Plugins.cpp --------------------------------------------------------===//

#include "Plugins.h"
#include "Files.h"
#include "Program.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <set>

using namespace llvm;

namespace ctx::tool {
namespace {

/// What Plugin.cpp leaves in each plugin, before the two versions.
constexpr StringLiteral Mark = "ctx-tidy plugin ";
constexpr StringLiteral Between = " for clang-tidy ";

Error wrong(const Twine &What) {
  return createStringError(std::make_error_code(std::errc::invalid_argument),
                           What);
}

void findPluginsIn(const Twine &Folder, std::vector<PluginFile> &Found,
                   std::set<std::string> &Met) {
  std::error_code E;
  std::vector<std::string> Paths;
  for (sys::fs::directory_iterator I(Folder, E), End; I != End && !E;
       I.increment(E))
    if (sys::path::filename(I->path()).starts_with("ctx-tidy-plugin-") &&
        sys::path::extension(I->path()) == ".so")
      Paths.push_back(realPath(I->path()));
  llvm::sort(Paths);
  for (const std::string &Path : Paths) {
    if (!Met.insert(Path).second)
      continue;
    if (Expected<PluginFile> P = readPlugin(Path))
      Found.push_back(std::move(*P));
    else
      consumeError(P.takeError());
  }
}

} // namespace

Expected<PluginFile> readPlugin(StringRef Path) {
  auto Buffer = readRegularFile(Path, uint64_t(1) << 30);
  if (!Buffer)
    return wrong(displayPath(Path) + ": " + Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  // The code that looks for the mark may stand before the mark itself.
  for (size_t At = Text.find(Mark); At != StringRef::npos;
       At = Text.find(Mark, At + 1)) {
    StringRef Said = Text.substr(At + Mark.size(), 64).split('\0').first;
    auto [Version, Major] = Said.split(Between);
    PluginFile P{Path.str(), Version.str(), 0};
    if (!Major.getAsInteger(10, P.Major))
      return P;
  }
  return wrong(displayPath(Path) + ": not a plugin of ctx-tidy");
}

std::vector<PluginFile> findPlugins() {
  std::vector<PluginFile> Found;
  std::set<std::string> Met;
  std::string Self = sys::fs::getMainExecutable(
      nullptr, reinterpret_cast<void *>(&readPlugin));
  StringRef Prefix = sys::path::parent_path(sys::path::parent_path(Self));
  // A build, an installation, an installation in Debian's way.
  findPluginsIn(Prefix + "/lib", Found, Met);
  findPluginsIn(Prefix + "/lib/ctx-tidy", Found, Met);
  findPluginsIn(Prefix + "/lib64/ctx-tidy", Found, Met);
  std::error_code E;
  for (sys::fs::directory_iterator I(Prefix + "/lib", E), End; I != End && !E;
       I.increment(E))
    if (sys::path::filename(I->path()).ends_with("-linux-gnu"))
      findPluginsIn(I->path() + "/ctx-tidy", Found, Met);
  return Found;
}

Expected<TidyProgram> askProgram(StringRef Name) {
  Expected<std::string> Said = outputOf(Name, {"--version"});
  if (!Said)
    return Said.takeError();
  auto [Before, After] = StringRef(*Said).split("LLVM version ");
  StringRef Version =
      After.take_while([](char C) { return isDigit(C) || C == '.'; });
  TidyProgram T{Name.str(), Version.str(), 0};
  if (Version.split('.').first.getAsInteger(10, T.Major))
    return wrong("'" + escapeControls(Name) + " --version' names no version");
  return T;
}

std::vector<std::string> findPrograms() {
  std::vector<std::string> Found;
  auto Look = [&](const Twine &Name) {
    std::string Text = Name.str();
    if (sys::findProgramByName(Text))
      Found.push_back(std::move(Text));
  };
  Look("clang-tidy");
  for (unsigned Major = 14; Major != 40; ++Major)
    Look("clang-tidy-" + Twine(Major));
  return Found;
}

Expected<unsigned> tryPlugin(const TidyProgram &T, const PluginFile &P) {
  Expected<std::string> Said =
      outputOf(T.Name, {"--load=" + P.Path, "--checks=-*,ctx-*", "--config={}",
                        "--list-checks"});
  if (!Said)
    return Said.takeError();
  unsigned Count = 0;
  SmallVector<StringRef, 64> Lines;
  StringRef(*Said).split(Lines, '\n');
  for (StringRef Line : Lines)
    Count += Line.trim().starts_with("ctx-");
  if (!Count)
    return wrong("it lists no check of the plugin");
  return Count;
}

} // namespace ctx::tool
