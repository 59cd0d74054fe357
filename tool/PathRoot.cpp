//===- PathRoot.cpp -------------------------------------------------------===//

#include "PathRoot.h"
#include "Files.h"
#include "ResultFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

// Absolute paths begin with '/', so nothing else begins with these.
constexpr char Written = '@', Resolved = '%';

/// In a text, such a path is spelled as it is whatever it is written in.
bool isPlain(StringRef Path) {
  return all_of(Path, [](char C) {
    return isAlnum(C) || StringRef("/._-+").contains(C);
  });
}

/// Flags whose argument is a path, attached to them.
const StringLiteral PathFlags[] = {
    "-I",       "-isystem", "-iquote",     "-idirafter", "-include",
    "-imacros", "-F",       "-iframework", "-isysroot",  "--sysroot="};

std::string codeFlag(StringRef Flag, const PathRoot &Root) {
  if (Root.holds(Flag))
    return Root.code(Flag);
  for (StringRef Head : PathFlags)
    if (Flag.starts_with(Head) && Root.holds(Flag.drop_front(Head.size())))
      return (Head + Root.code(Flag.drop_front(Head.size()))).str();
  return Flag.str();
}

/// True if what \p J reports depends on what its checkout is called.
bool namesPlaces(const TuJob &J) {
  const clang::tidy::ClangTidyOptions &T = J.Config.Tidy;
  return T.HeaderFilterRegex.value_or(".*") != ".*" ||
         !T.ExcludeHeaderFilterRegex.value_or("").empty() ||
         !J.Global.LineFilter.empty();
}

} // namespace

PathRoot::PathRoot(std::string P) {
  std::string Resolved = realPath(P);
  if (!isPlain(P) || !isPlain(Resolved) || P == "/")
    return;
  Path = std::move(P);
  Real = std::move(Resolved);
}

bool PathRoot::holds(StringRef File) const {
  return !empty() && (isBelow(File, Path) || isBelow(File, Real));
}

bool PathRoot::isNamedIn(StringRef Text) const {
  return !empty() && (Text.contains(Path) || Text.contains(Real));
}

std::string PathRoot::code(StringRef File) const {
  if (!empty() && isBelow(File, Path))
    return Written + File.drop_front(Path.size()).str();
  if (!empty() && isBelow(File, Real))
    return Resolved + File.drop_front(Real.size()).str();
  return File.str();
}

void PathRoot::decode(StringRef Stored, std::string &Out) const {
  if (Stored.consume_front(StringRef(&Written, 1)))
    Out = Path;
  else if (Stored.consume_front(StringRef(&Resolved, 1)))
    Out = Real;
  else
    Out.clear();
  Out += Stored;
}

const PathRoot &PathRoots::of(StringRef File) {
  StringRef Folder = path::parent_path(File);
  auto Inserted = Folders.try_emplace(Folder, &None);
  if (!Inserted.second)
    return *Inserted.first->second;
  SmallString<256> Mark(Folder);
  path::append(Mark, ".git");
  const PathRoot *Root = &None;
  if (sys::fs::exists(Mark))
    Root =
        &Roots.try_emplace(Folder.str(), PathRoot(Folder.str())).first->second;
  else if (!Folder.empty() && Folder != "/")
    Root = &of(Folder);
  return *(Folders[Folder] = Root);
}

void forEachPath(TuResult &R, function_ref<void(std::string &)> Rewrite) {
  auto InMessage = [&](Message &M) {
    if (!M.File.empty())
      Rewrite(M.File);
    for (Range &In : M.Ranges)
      Rewrite(In.File);
    for (Edit &E : M.Fix)
      Rewrite(E.File);
  };
  Rewrite(R.Main);
  for (Finding &F : R.Findings) {
    InMessage(F.Main);
    for (Message &N : F.Notes)
      InMessage(N);
  }
  for (CompileError &E : R.Errors)
    if (!E.File.empty())
      Rewrite(E.File);
  for (ModelRow &M : R.Models)
    if (!M.File.empty())
      Rewrite(M.File);
  std::map<std::string, uint64_t> Read;
  for (const auto &File : R.Read) {
    std::string Name = File.first;
    Rewrite(Name);
    Read.emplace(std::move(Name), File.second);
  }
  R.Read = std::move(Read);
  ShownLines Filtered;
  for (auto &File : R.Filtered) {
    std::string Name = File.first;
    Rewrite(Name);
    Filtered.emplace(std::move(Name), std::move(File.second));
  }
  R.Filtered = std::move(Filtered);
  Surroundings Around;
  for (const auto &At : R.Around) {
    auto Place = At.first;
    Rewrite(Place.first);
    std::set<LineRange> &Lines = Around[Place];
    for (LineRange L : At.second) {
      Rewrite(L.File);
      Lines.insert(std::move(L));
    }
  }
  R.Around = std::move(Around);
  facts::FactSet Facts;
  for (facts::Fact F : R.Facts) {
    if (!F.File.empty())
      Rewrite(F.File);
    Facts.record(std::move(F));
  }
  R.Facts = std::move(Facts);
}

std::string portableText(const TuJob &J, const PathRoot &Root) {
  json::Value V = toJson(J);
  json::Object &O = *V.getAsObject();
  bool Bound = Root.empty() || namesPlaces(J) || !Root.holds(J.Cmd.File) ||
               !Root.holds(J.Cmd.Directory) || !json::isUTF8(J.Cmd.File) ||
               !json::isUTF8(J.Cmd.Directory);
  if (!Bound) {
    json::Array Flags;
    for (const std::string &F : J.Cmd.Flags) {
      std::string Coded = codeFlag(F, Root);
      if (json::isUTF8(Coded))
        Flags.push_back(Coded);
      else
        Flags.push_back(json::Object{{"hex", toHex(Coded)}});
    }
    O["file"] = Root.code(J.Cmd.File);
    O["directory"] = Root.code(J.Cmd.Directory);
    O["flags"] = std::move(Flags);
  }
  O["record"] = true;
  O.erase("preamble");
  std::string Text = Bound ? Root.path() + "\n" : "\n";
  raw_string_ostream(Text) << V;
  return Text;
}

} // namespace ctx::tool
