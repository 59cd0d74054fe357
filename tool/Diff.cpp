//===- Diff.cpp -----------------------------------------------------------===//

#include "Diff.h"
#include "Program.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"

using namespace llvm;

namespace ctx::tool {
namespace {

/// A temporary file with \p Text, in \p Path.
Error fillFile(SmallVectorImpl<char> &Path, StringRef Text) {
  int Handle;
  if (std::error_code E =
          sys::fs::createTemporaryFile("ctx-diff", "", Handle, Path))
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
  // 1: they differ.
  Expected<std::string> Body =
      outputOf("diff", {"-u", "--", Before, After}, /*Fine=*/1);
  if (!Body)
    return createStringError("diff: " + toString(Body.takeError()));
  // Two lines name the temporary files.
  StringRef Hunks = StringRef(*Body).split('\n').second.split('\n').second;
  if (Hunks.empty())
    return std::string();
  return "--- " + headerName(("a/" + Name).str()) + "\n+++ " +
         headerName(("b/" + Name).str()) + "\n" + Hunks.str();
}

} // namespace ctx::tool
