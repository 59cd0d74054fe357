//===- Database.cpp -------------------------------------------------------===//

#include "Database.h"
#include "Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace llvm;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

const char DatabaseName[] = "compile_commands.json";

std::string join(StringRef Directory, const Twine &Name) {
  SmallString<256> Out(Directory);
  path::append(Out, Name);
  return Out.str().str();
}

/// The path of the database, or "" after adding to \p Errors.
std::string findDatabase(const Options &O, std::vector<std::string> &Errors) {
  if (!O.BuildPath.empty()) {
    std::string Given = absolutePath(O.BuildPath, workingDirectory());
    return fs::is_directory(Given) ? join(Given, DatabaseName) : Given;
  }
  std::string Start = O.Files.empty()
                          ? workingDirectory()
                          : absolutePath(O.Files.front(), workingDirectory());
  StringRef Dir = Start;
  if (!fs::is_directory(Dir))
    Dir = path::parent_path(Dir);
  for (; !Dir.empty(); Dir = path::parent_path(Dir))
    for (const char *Sub : {"", "build"}) {
      std::string Candidate = join(join(Dir, Sub), DatabaseName);
      if (fs::exists(Candidate))
        return Candidate;
    }
  Errors.push_back(complaint("no compile_commands.json in '" +
                             displayPath(Start) +
                             "' or above; say where it is with -p DIR, or give "
                             "compiler flags after --"));
  return "";
}

/// Reads one element of the array. What is wrong with it is kept in the entry:
/// one bad entry does not spoil the others.
DatabaseEntry readEntry(const json::Value &V, size_t Index,
                        StringRef Database) {
  DatabaseEntry E;
  auto Wrong = [&](const Twine &Why) {
    E.Wrong = ("entry " + Twine(Index) + " " + Why).str();
    return E;
  };
  const json::Object *O = V.getAsObject();
  E.File = Database; // until the entry says better
  if (!O)
    return Wrong("is not an object");
  E.Directory = absolutePath(O->getString("directory").value_or(""),
                             path::parent_path(Database));
  auto File = O->getString("file");
  if (!File || File->empty())
    return Wrong("has no \"file\"");
  E.File = absolutePath(*File, E.Directory);
  if (!O->getString("directory"))
    return Wrong("has no \"directory\"");
  if (const json::Array *Args = O->getArray("arguments")) {
    for (const json::Value &A : *Args) {
      auto Text = A.getAsString();
      if (!Text)
        return Wrong("has something other than a text in \"arguments\"");
      E.Arguments.push_back(Text->str());
    }
    return E;
  }
  auto Text = O->getString("command");
  if (!Text)
    return Wrong("has neither \"command\" nor \"arguments\"");
  BumpPtrAllocator Alloc;
  StringSaver Saver(Alloc);
  SmallVector<const char *, 64> Words;
  cl::TokenizeGNUCommandLine(*Text, Saver, Words);
  E.Arguments.assign(Words.begin(), Words.end());
  return E;
}

std::optional<Database> readDatabase(const std::string &Path,
                                     std::vector<std::string> &Errors) {
  auto Fail = [&](const Twine &What) {
    Errors.push_back(complaint(displayPath(Path) + ": " + What));
    return std::nullopt;
  };
  auto Buffer = readRegularFile(Path);
  if (!Buffer)
    return Fail("cannot be read: " + Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  Text.consume_front("\xEF\xBB\xBF");
  if (Text.trim().empty())
    return Fail("the compilation database is empty (line 1, byte 0); expected "
                "a JSON array");
  Expected<json::Value> Value = json::parse(Text);
  if (!Value)
    return Fail("the compilation database is not valid JSON: " +
                toString(Value.takeError()));
  const json::Array *List = Value->getAsArray();
  if (!List)
    return Fail("the compilation database is not a JSON array (line 1, byte " +
                Twine(Text.find_first_not_of(" \t\r\n")) + ")");
  Database D;
  D.Path = Path;
  for (size_t I = 0; I != List->size(); ++I)
    D.Entries.push_back(readEntry((*List)[I], I, Path));
  return D;
}

/// The database that `files -- flags` stands for.
Database fixedDatabase(const Options &O) {
  Database D;
  std::vector<std::string> Files = O.Files;
  Files.insert(Files.end(), O.Headers.begin(), O.Headers.end());
  for (const std::string &File : Files) {
    DatabaseEntry E;
    E.File = absolutePath(File, workingDirectory());
    E.Directory = workingDirectory();
    E.Arguments = {"clang++"};
    E.Arguments.insert(E.Arguments.end(), O.FixedFlags->begin(),
                       O.FixedFlags->end());
    D.Entries.push_back(std::move(E));
  }
  return D;
}

std::vector<std::string> rootsOf(const Database &D, const Options &O) {
  std::vector<std::string> Roots = {workingDirectory()};
  if (!D.Path.empty()) {
    // A build folder belongs to the project around it; a repository does not.
    std::string Build = realPath(path::parent_path(D.Path));
    Roots.push_back(Build);
    if (!fs::exists(join(Build, ".git")) && path::has_parent_path(Build) &&
        path::parent_path(Build) != "/")
      Roots.push_back(path::parent_path(Build).str());
  }
  for (const std::string &File : O.Files)
    Roots.push_back(realPath(File, workingDirectory()));
  return Roots;
}

/// The folder of \p D if what lies in it was made by a build system, sources
/// not among it.
std::string buildFolder(const Database &D) {
  if (D.Path.empty())
    return "";
  std::string Folder = path::parent_path(realPath(D.Path)).str();
  auto Has = [&](const char *Name) { return fs::exists(join(Folder, Name)); };
  bool Build = Has("CMakeCache.txt") || Has("build.ninja") ||
               Has("meson-info") || Has("meson-private");
  bool Sources = Has("CMakeLists.txt") || Has("meson.build") || Has(".git");
  return Build && !Sources ? Folder : "";
}

Command commandOf(const DatabaseEntry &E, ArrayRef<std::string> Roots) {
  Command C;
  C.File = E.File;
  C.Directory = E.Directory;
  if (!E.Wrong.empty()) {
    C.Why = E.Wrong;
    return C;
  }
  C = cleanCommand(E.Arguments, E.File, E.Directory, Roots);
  if (C.Kind != Command::Ready)
    return C;
  fs::file_status Status;
  auto Break = [&](const Twine &Why) {
    C.Kind = Command::Broken;
    C.Why = Why.str();
  };
  if (!fs::is_directory(C.Directory))
    Break("its directory '" + displayPath(C.Directory) + "' does not exist");
  else if (fs::status(C.File, Status))
    Break("file not found");
  else if (!fs::is_regular_file(Status))
    Break("not a regular file");
  return C;
}

/// The requested files and folders, and which of them met an entry.
class Request {
public:
  explicit Request(const Options &O) {
    for (const std::string &F : O.Files)
      Wanted.push_back({F, realPath(F, workingDirectory())});
    Met.resize(Wanted.size());
  }
  bool wants(StringRef File) {
    if (Wanted.empty())
      return true;
    std::string Real = realPath(File);
    bool Any = false;
    for (size_t I = 0; I != Wanted.size(); ++I)
      if (isBelow(Real, Wanted[I].second))
        Any = Met[I] = true;
    return Any;
  }
  std::vector<std::string> unmet() const {
    std::vector<std::string> Out;
    for (size_t I = 0; I != Wanted.size(); ++I)
      if (!Met[I])
        Out.push_back(Wanted[I].first);
    return Out;
  }

private:
  std::vector<std::pair<std::string, std::string>> Wanted; ///< given, real
  std::vector<bool> Met;
};

} // namespace

std::optional<WorkList> makeWorkList(const Options &O,
                                     std::vector<std::string> &Errors) {
  std::optional<Database> D;
  if (O.FixedFlags) {
    if (O.Files.empty() && O.Headers.empty()) {
      Errors.push_back(complaint("no files in front of --"));
      return std::nullopt;
    }
    D = fixedDatabase(O);
  } else {
    std::string Path = findDatabase(O, Errors);
    if (!Path.empty())
      D = readDatabase(Path, Errors);
  }
  if (!D)
    return std::nullopt;

  WorkList W;
  W.Roots = rootsOf(*D, O);
  W.BuildFolder = buildFolder(*D);
  Request Files(O);
  std::vector<Command> All; // for headers to choose from
  std::vector<Command> Others;
  const bool NeedOthers = O.Fix || O.Diff || !O.ExportFixes.empty() ||
                          !O.BaselineFile.empty() || O.UnusedNoLint;
  W.Whole = !O.FixedFlags;
  // Entries that come to the same command are one, whatever they write to.
  std::set<std::vector<std::string>> Seen;
  auto IsNew = [&](const Command &C) {
    std::vector<std::string> Key = C.Flags;
    Key.insert(Key.end(), {realPath(C.File), realPath(C.Directory), C.Why});
    return Seen.insert(std::move(Key)).second;
  };
  for (const DatabaseEntry &E : D->Entries) {
    // Who asks for headers alone wants no other file.
    bool Wanted =
        (!O.Files.empty() || O.Headers.empty()) && Files.wants(E.File);
    W.Whole &= Wanted;
    if (!Wanted && O.Headers.empty() && !NeedOthers)
      continue;
    Command C = commandOf(E, W.Roots);
    if (!O.Headers.empty())
      All.push_back(C);
    if (!Wanted)
      Others.push_back(std::move(C));
    else if (IsNew(C))
      W.Commands.push_back(std::move(C));
  }
  W.Unknown = Files.unmet();
  std::vector<std::string> Headers;
  for (const std::string &H : O.Headers)
    Headers.push_back(realPath(H, workingDirectory()));
  W.Headers = headerUnits(Headers, All);
  for (const HeaderUnit &U : W.Headers) {
    IsNew(U.Through);
    W.Commands.push_back(U.Through);
  }
  if (NeedOthers)
    llvm::copy_if(Others, std::back_inserter(W.Others), IsNew);
  return W;
}

} // namespace ctx::tool
