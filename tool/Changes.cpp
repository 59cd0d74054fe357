//===- Changes.cpp --------------------------------------------------------===//

#include "Changes.h"
#include "Files.h"
#include "Program.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace ctx::tool {
namespace {

Error wrong(const Twine &What) {
  return createStringError(std::make_error_code(std::errc::invalid_argument),
                           What);
}

/// What git answers to \p Args.
Expected<std::string> git(ArrayRef<StringRef> Args) {
  // A file system monitor is a program that a repository can name.
  SmallVector<StringRef, 16> Line = {"-c", "core.fsmonitor=false", "-c",
                                     "core.quotePath=false"};
  Line.append(Args.begin(), Args.end());
  Expected<std::string> Said = outputOf("git", Line);
  if (!Said)
    return wrong("git " + Args.front() + ": " + toString(Said.takeError()));
  return Said;
}

/// The path of a `+++ ` line: git quotes what would be misread.
std::string pathOf(StringRef Text) {
  Text = Text.rtrim("\r\n");
  // A path with blanks is followed by a tab.
  if (!Text.consume_front("\""))
    return Text.split('\t').first.str();
  std::string Out;
  for (size_t I = 0; I != Text.size() && Text[I] != '"'; ++I) {
    if (Text[I] != '\\' || I + 1 == Text.size()) {
      Out += Text[I];
      continue;
    }
    char C = Text[++I];
    unsigned Octal = 0;
    if (C >= '0' && C <= '3' && !Text.substr(I, 3).getAsInteger(8, Octal)) {
      Out += char(Octal);
      I += 2;
      continue;
    }
    size_t Known = StringRef("abtnvfr").find(C);
    Out += Known == StringRef::npos ? C : "\a\b\t\n\v\f\r"[Known];
  }
  return Out;
}

} // namespace

Expected<Changes> Changes::parse(StringRef Diff, StringRef Root) {
  Changes Out;
  std::string File;
  unsigned Left = 0; // lines of a hunk's body still to come
  while (!Diff.empty()) {
    StringRef Line;
    std::tie(Line, Diff) = Diff.split('\n');
    if (Left && (Line.empty() || StringRef("+- \\").contains(Line[0]))) {
      Left -= !Line.starts_with("\\");
      continue;
    }
    Left = 0;
    if (Line.consume_front("+++ ")) {
      File = pathOf(Line);
      File = File == "/dev/null" ? "" : realPath(File, Root);
      continue;
    }
    if (!Line.consume_front("@@ -"))
      continue;
    // @@ -first[,count] +first[,count] @@
    auto [Old, Rest] = Line.split(" +");
    StringRef New = Rest.split(' ').first;
    unsigned First = 0, Count = 1, Gone = 1;
    bool Wrong =
        New.split(',').first.getAsInteger(10, First) ||
        (New.contains(',') && New.split(',').second.getAsInteger(10, Count)) ||
        (Old.contains(',') && Old.split(',').second.getAsInteger(10, Gone));
    if (Wrong)
      return wrong("not a unified diff: '@@ -" + escapeControls(Line) + "'");
    Left = Count + Gone;
    if (!File.empty() && Count)
      Out.Lines[File][First] = First + Count;
  }
  return Out;
}

Expected<Changes> Changes::since(const std::string &Revision) {
  if (StringRef(Revision).starts_with("-"))
    return wrong("'" + Revision + "' is no revision");
  Expected<std::string> Top = git({"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  std::string Root = StringRef(*Top).rtrim('\n').str();
  Expected<std::string> Base = git({"merge-base", Revision, "HEAD"});
  if (!Base)
    return Base.takeError();
  Expected<std::string> Diff =
      git({"diff", "--no-color", "--no-ext-diff", "--no-textconv",
           "--no-renames", "--unified=0",
           "--src-prefix=", "--dst-prefix=", StringRef(*Base).trim(), "--"});
  if (!Diff)
    return Diff.takeError();
  Expected<Changes> Out = parse(*Diff, Root);
  if (!Out)
    return Out;
  Expected<std::string> Fresh =
      git({"ls-files", "-z", "--others", "--exclude-standard", "--full-name",
           "--", ":/"});
  if (!Fresh)
    return Fresh.takeError();
  SmallVector<StringRef, 16> Names;
  StringRef(*Fresh).split(Names, '\0', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Name : Names)
    Out->Whole.insert(realPath(Name, Root));
  return Out;
}

bool Changes::holds(const std::string &File, unsigned Line) const {
  if (Whole.count(File))
    return true;
  auto Known = Lines.find(File);
  if (Known == Lines.end())
    return false;
  auto Next = Known->second.upper_bound(Line);
  return Next != Known->second.begin() && Line < std::prev(Next)->second;
}

bool Changes::touch(const Finding &F) const {
  return holds(F.Main.File, F.Main.Line) ||
         any_of(F.Notes,
                [&](const Message &N) { return holds(N.File, N.Line); });
}

} // namespace ctx::tool
