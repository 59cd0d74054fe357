//===- Diff.cpp -----------------------------------------------------------===//

#include "Diff.h"
#include "Files.h"
#include "Program.h"
#include "Temporary.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ctx::tool {
namespace {

/// A temporary file with \p Text, in \p Path.
Error fillFile(SmallVectorImpl<char> &Path, StringRef Text) {
  int Handle;
  if (std::error_code E = createTemporary("ctx-diff", Handle, Path))
    return createStringError(E, "no temporary file: " + E.message());
  raw_fd_ostream Out(Handle, /*shouldClose=*/true);
  Out << Text;
  Out.close();
  if (!Out.has_error())
    return Error::success();
  std::error_code E = Out.error();
  Out.clear_error();
  return createStringError(E, "cannot write a temporary file: " + E.message());
}

/// \p Name as git writes it: quoted if it holds what would end or break the
/// line, and with a tab behind it if it holds a blank.
std::string headerName(StringRef Name) {
  bool Odd = any_of(Name, [](char C) {
    return C == '"' || C == '\\' || (unsigned char)C < ' ' || C == 0x7f;
  });
  if (!Odd)
    return (Name + (Name.contains(' ') ? "\t" : "")).str();
  std::string Out = "\"";
  for (unsigned char C : Name) {
    if (C == '"' || C == '\\')
      (Out += '\\') += char(C);
    else if (C < ' ' || C == 0x7f)
      for (char Digit : {'\\', char('0' + (C >> 6)), char('0' + (C >> 3 & 7)),
                         char('0' + (C & 7))})
        Out += Digit;
    else
      Out += char(C);
  }
  return Out + '"';
}

} // namespace

Expected<std::string> unifiedDiff(StringRef Name, StringRef Old,
                                  StringRef New) {
  SmallString<128> Before, After;
  if (Error E = fillFile(Before, Old))
    return std::move(E);
  FileRemover RemoveBefore(Before);
  if (Error E = fillFile(After, New))
    return std::move(E);
  FileRemover RemoveAfter(After);
  // 1: they differ. A source with a NUL byte is text all the same.
  Expected<std::string> Body =
      outputOf("diff", {"-a", "-u", "--", Before, After}, /*Fine=*/1);
  if (!Body)
    return createStringError("diff: " + toString(Body.takeError()));
  // Two lines name the temporary files.
  StringRef Hunks = StringRef(*Body).split('\n').second.split('\n').second;
  if (Hunks.empty() && Old != New)
    return createStringError("diff: it shows no difference");
  if (Hunks.empty())
    return std::string();
  return "--- " + headerName(("a/" + Name).str()) + "\n+++ " +
         headerName(("b/" + Name).str()) + "\n" + Hunks.str();
}

PatchPlace placeOfPatch(ArrayRef<StringRef> Files,
                        ArrayRef<std::string> Roots) {
  auto HoldsAll = [&](StringRef Folder) {
    return all_of(Files, [&](StringRef File) { return isBelow(File, Folder); });
  };
  if (HoldsAll(workingDirectory()))
    return {workingDirectory(), true};
  StringRef Nearest = sys::path::parent_path(Files.front());
  while (!HoldsAll(Nearest))
    Nearest = sys::path::parent_path(Nearest);
  for (StringRef Folder = Nearest; !Folder.empty();
       Folder = sys::path::parent_path(Folder))
    if (sys::fs::exists(Folder + "/.git"))
      return {Folder.str(), false};
  for (const std::string &Root : Roots)
    if (sys::fs::is_directory(Root) && HoldsAll(Root))
      return {Root, false};
  return {Nearest.str(), false};
}

Expected<std::string> patchOf(const std::map<std::string, std::string> &NewText,
                              ArrayRef<std::string> Roots, PatchPlace &Place) {
  std::string Patch;
  if (NewText.empty())
    return Patch;
  std::vector<StringRef> Files;
  for (const auto &File : NewText)
    Files.push_back(File.first);
  Place = placeOfPatch(Files, Roots);
  for (const auto &File : NewText) {
    auto Old = readRegularFile(File.first);
    if (!Old)
      return createStringError(Old.getError(), displayPath(File.first) + ": " +
                                                   Old.getError().message());
    StringRef Name = StringRef(File.first).drop_front(Place.Folder.size());
    Expected<std::string> Part =
        unifiedDiff(Name.ltrim('/'), (*Old)->getBuffer(), File.second);
    if (!Part)
      return Part;
    Patch += *Part;
  }
  return Patch;
}

} // namespace ctx::tool
