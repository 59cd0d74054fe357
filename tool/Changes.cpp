//===- Changes.cpp --------------------------------------------------------===//

#include "Changes.h"
#include "Files.h"
#include "NoLint.h"
#include "Program.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

extern char **environ;

using namespace llvm;

namespace ctx::tool {
namespace {

/// No file has more; so sums of two do not overflow.
constexpr unsigned MaxLine = 1u << 30;

Error wrong(const Twine &What) {
  return createStringError(std::make_error_code(std::errc::invalid_argument),
                           What);
}

/// This program's environment without what changes the form of git's answers,
/// and, of \p Another repository than the working directory's, without what
/// says where that one is (git rev-parse --local-env-vars).
std::vector<StringRef> plainEnvironment(bool Another) {
  static const StringRef Forms[] = {
      "GIT_DIFF_OPTS",         "GIT_EXTERNAL_DIFF",  "GIT_PREFIX",
      "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS",
      "GIT_ICASE_PATHSPECS"};
  static const StringRef Places[] = {"GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                     "GIT_COMMON_DIR",
                                     "GIT_DIR",
                                     "GIT_GRAFT_FILE",
                                     "GIT_IMPLICIT_WORK_TREE",
                                     "GIT_INDEX_FILE",
                                     "GIT_OBJECT_DIRECTORY",
                                     "GIT_REPLACE_REF_BASE",
                                     "GIT_SHALLOW_FILE",
                                     "GIT_WORK_TREE"};
  std::vector<StringRef> Env;
  for (char **V = environ; *V; ++V) {
    StringRef Name = StringRef(*V).split('=').first;
    if (!is_contained(Forms, Name) && !(Another && is_contained(Places, Name)))
      Env.push_back(*V);
  }
  return Env;
}

/// Asks git.
class Git {
public:
  /// \param Folder where; "": the working directory.
  explicit Git(StringRef Folder)
      : Folder(Folder), Env(plainEnvironment(!Folder.empty())) {}

  /// Finds out which programs the configuration has for the texts of files.
  Error prepare() {
    constexpr int NoneFound = 1;
    Expected<std::string> Names =
        ask({"config", "-z", "--name-only", "--get-regexp", "^filter\\."},
            NoneFound);
    if (!Names)
      return Names.takeError();
    for (StringRef Name : llvm::split(StringRef(*Names).rtrim('\0'), '\0')) {
      bool Required = Name.ends_with(".required");
      if (!Required && !Name.ends_with(".clean") && !Name.ends_with(".process"))
        continue;
      if (Name.contains('='))
        return wrong("git cannot be asked without its filter '" +
                     escapeControls(Name) + "'");
      Settings.push_back((Name + (Required ? "=false" : "=")).str());
    }
    return Error::success();
  }

  /// What git answers to \p Args. \param Fine an exit code that is no failure.
  Expected<std::string> ask(ArrayRef<StringRef> Args, int Fine = 0) const {
    SmallVector<StringRef, 24> Line;
    if (!Folder.empty())
      Line.append({"-C", Folder});
    for (const std::string &S : Settings)
      Line.append({"-c", S});
    Line.append(Args.begin(), Args.end());
    Expected<std::string> Said =
        outputOf("git", Line, Fine, ArrayRef<StringRef>(Env));
    if (!Said)
      return wrong("git " + Args.front() + ": " + toString(Said.takeError()));
    return Said;
  }

  /// The commit where HEAD left \p Revision.
  Expected<std::string> mergeBase(StringRef Revision) const {
    constexpr int NoneFound = 1;
    Expected<std::string> Base =
        ask({"merge-base", Revision, "HEAD"}, NoneFound);
    if (Base && !StringRef(*Base).trim().empty())
      return StringRef(*Base).trim().str();
    std::string Why = Base ? ("git merge-base: HEAD and '" + Revision +
                              "' have no commit in common")
                                 .str()
                           : toString(Base.takeError());
    Expected<std::string> Shallow =
        ask({"rev-parse", "--is-shallow-repository"});
    if (!Shallow)
      consumeError(Shallow.takeError());
    else if (StringRef(*Shallow).trim() == "true")
      Why += "; this clone is shallow: fetch its history (GitHub's checkout: "
             "fetch-depth: 0; GitLab: GIT_DEPTH: 0; git fetch --unshallow)";
    return wrong(Why);
  }

private:
  StringRef Folder;
  std::vector<StringRef> Env;
  /// A file system monitor is a program that a repository can name.
  std::vector<std::string> Settings = {"core.fsmonitor=false",
                                       "core.quotePath=false"};
};

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

/// What is left of \p Lines without white space.
std::vector<std::string> words(ArrayRef<StringRef> Lines) {
  std::vector<std::string> Out;
  for (StringRef L : Lines) {
    std::string Text = L.str();
    llvm::erase_if(Text, [](char C) { return isSpace(C); });
    if (!Text.empty())
      Out.push_back(std::move(Text));
  }
  return Out;
}

/// By line of git, from 0, which line begins there for the compiler, from 1:
/// one that ends with a carriage return alone is no line to git. One more for
/// the end. Empty if both count alike.
std::vector<unsigned> compilerLines(StringRef Text) {
  std::vector<unsigned> Out = {1};
  unsigned Line = 1;
  for (size_t I = 0; I != Text.size(); ++I) {
    bool Feed = Text[I] == '\n';
    Line += Feed || (Text[I] == '\r' && Text.substr(I + 1, 1) != "\n");
    if (Feed)
      Out.push_back(Line);
  }
  if (Line == Out.size())
    return {};
  Out.push_back(Line + 1);
  return Out;
}

/// Lines that came between a comment and the next line, which it was about:
/// that one counts as new as well. \param Cuts of the same file.
void addCutOff(std::map<unsigned, unsigned> &Lines,
               const std::map<unsigned, unsigned> &Cuts, StringRef Text) {
  if (!Text.contains("NOLINTNEXTLINE"))
    return;
  std::vector<StringRef> All = {""}; // from 1
  for (StringRef Line : llvm::split(Text, '\n'))
    All.push_back(Line);
  for (auto &[First, End] : Lines)
    if (!Cuts.count(First) && First - 1 < All.size() &&
        All[First - 1].contains("NOLINTNEXTLINE"))
      ++End;
}

} // namespace

/// Takes \p Count lines from \p First on, which \p Come holds, for \p Gone.
void Changes::addHunk(const std::string &File, unsigned First, unsigned Count,
                      ArrayRef<std::string> Gone, ArrayRef<std::string> Come) {
  if (Count)
    Lines[File][First] = First + Count;
  if (Gone.empty() || Gone == Come)
    return; // blank lines, or laid out anew
  // What such a pair kept silent may be anywhere.
  if (any_of(Gone, [](StringRef L) {
        return L.contains("NOLINTBEGIN") || L.contains("NOLINTEND");
      }))
    Whole.insert(File);
  if (Count) {
    // What stands in the place of a comment that was about the line below.
    if (any_of(Gone, [](StringRef L) {
          return L.contains("NOLINTNEXTLINE") || L.contains("ctx-tidy:");
        }))
      Lines[File][First] = First + Count + 1;
    Cuts[File][First] = First + Count - 1;
    return;
  }
  // A comment that silenced the next line.
  if (any_of(Gone, [](StringRef L) {
        return L.contains("NOLINT") || L.contains("ctx-tidy:");
      }))
    Lines[File][First] = First + 2;
  Cuts[File][First + 1] = First;
}

Expected<Changes> Changes::parse(StringRef Diff, StringRef Root) {
  Changes Out;
  std::string File;
  while (!Diff.empty()) {
    StringRef Line;
    std::tie(Line, Diff) = Diff.split('\n');
    if (Line.consume_front("+++ ")) {
      std::string Path = pathOf(Line);
      File = Path == "/dev/null" ? "" : realPath(Path, Root);
      if (File.empty())
        continue;
      // A submodule, and a link that shows something else now.
      if (sys::fs::is_directory(File))
        Out.Folders.insert(File);
      else if (sys::fs::is_symlink_file(absolutePath(Path, Root)))
        Out.Whole.insert(File);
      continue;
    }
    if (!Line.consume_front("@@ -"))
      continue;
    // @@ -first[,count] +first[,count] @@
    auto [Old, Rest] = Line.split(" +");
    StringRef New = Rest.split(' ').first;
    unsigned First = 0, Count = 1, Less = 1;
    bool Wrong =
        New.split(',').first.getAsInteger(10, First) ||
        (New.contains(',') && New.split(',').second.getAsInteger(10, Count)) ||
        (Old.contains(',') && Old.split(',').second.getAsInteger(10, Less));
    if (Wrong || First > MaxLine || Count > MaxLine || Less > MaxLine)
      return wrong("not a unified diff: '@@ -" + escapeControls(Line) + "'");
    std::vector<StringRef> Gone, Come;
    for (unsigned Left = Count + Less; Left && !Diff.empty();) {
      auto [Body, After] = Diff.split('\n');
      if (!Body.empty() && !StringRef("+- \\").contains(Body[0]))
        break;
      Diff = After;
      if (Body.starts_with("\\"))
        continue;
      --Left;
      if (Body.consume_front("-"))
        Gone.push_back(Body);
      else if (Body.consume_front("+"))
        Come.push_back(Body);
    }
    if (!File.empty())
      Out.addHunk(File, First, Count, words(Gone), words(Come));
  }
  return Out;
}

/// Makes the compiler's line numbers of git's.
void Changes::countAsClang() {
  for (auto &[File, Had] : Lines) {
    auto Buffer = readRegularFile(File);
    if (Buffer)
      addCutOff(Had, Cuts[File], (*Buffer)->getBuffer());
    std::vector<unsigned> Starts = Buffer
                                       ? compilerLines((*Buffer)->getBuffer())
                                       : std::vector<unsigned>();
    if (Starts.empty())
      continue;
    auto At = [&](unsigned Line) {
      return Starts[std::min<size_t>(std::max(Line, 1u) - 1,
                                     Starts.size() - 1)];
    };
    std::map<unsigned, unsigned> Mine, Cut;
    for (auto [First, End] : Had)
      Mine[At(First)] = std::max(Mine[At(First)], At(End));
    Had = std::move(Mine);
    auto Cutting = Cuts.find(File);
    if (Cutting == Cuts.end())
      continue;
    for (auto [First, Last] : Cutting->second)
      Cut[At(First)] = At(Last + 1) - 1;
    Cutting->second = std::move(Cut);
  }
}

Expected<Changes> Changes::since(const std::string &Revision,
                                 StringRef Folder) {
  if (StringRef(Revision).starts_with("-"))
    return wrong("'" + Revision + "' is no revision");
  Git G(Folder);
  Expected<std::string> Top = G.ask({"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  if (Error E = G.prepare())
    return E;
  std::string Root = StringRef(*Top).rtrim('\n').str();
  Expected<std::string> Base = G.mergeBase(Revision);
  if (!Base)
    return Base.takeError();
  Expected<std::string> Diff = G.ask(
      {"diff", "--patch", "--text", "--no-color", "--no-ext-diff",
       "--no-textconv", "--no-renames", "--no-relative", "--unified=0",
       "--inter-hunk-context=0", "--ignore-submodules=none",
       "--submodule=short", "--src-prefix=", "--dst-prefix=", *Base, "--"});
  if (!Diff)
    return Diff.takeError();
  Expected<Changes> Out = parse(*Diff, Root);
  if (!Out)
    return Out;
  Out->Top = realPath(Root);
  Out->countAsClang();
  Expected<std::string> Fresh =
      G.ask({"ls-files", "-z", "--others", "--exclude-standard", "--full-name",
             "--", ":/"});
  if (!Fresh)
    return Fresh.takeError();
  SmallVector<StringRef, 16> Names;
  StringRef(*Fresh).split(Names, '\0', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Name : Names) // a repository in this one ends with a slash
    (Name.ends_with("/") ? Out->Folders : Out->Whole)
        .insert(realPath(Name.rtrim('/'), Root));
  return Out;
}

bool Changes::holds(const std::string &File, unsigned Line) const {
  if (Whole.count(File) ||
      any_of(Folders, [&](const std::string &F) { return isBelow(File, F); }))
    return true;
  auto Known = Lines.find(File);
  if (Known == Lines.end())
    return false;
  auto Next = Known->second.upper_bound(Line);
  return Next != Known->second.begin() && Line < std::prev(Next)->second;
}

bool Changes::cut(const LineRange &R) const {
  auto Known = Cuts.find(R.File);
  return Known != Cuts.end() && any_of(Known->second, [&](auto Cut) {
           return Cut.first <= R.Last && R.First <= Cut.second;
         });
}

bool Changes::touch(const Message &M, const Surroundings &Around) const {
  if (holds(M.File, M.Line))
    return true;
  auto Known = Around.find({M.File, M.Offset});
  if (Known != Around.end())
    return any_of(Known->second, [&](const LineRange &R) { return cut(R); });
  // A conclusion can name a place that nothing else was said of.
  return any_of(Around, [&](const auto &Entry) {
    return any_of(Entry.second, [&](const LineRange &R) {
      return R.File == M.File && R.First <= M.Line && M.Line <= R.Last &&
             cut(R);
    });
  });
}

bool Changes::changed(const LineRange &R) const {
  auto Known = Lines.find(R.File);
  return Known != Lines.end() && any_of(Known->second, [&](auto Span) {
           return Span.first <= R.Last && R.First < Span.second;
         });
}

bool Changes::touch(const Finding &F, const Surroundings &Around) const {
  // A comment is as new as what it no longer silences.
  auto Reach = F.Check == UnusedNoLint.Id
                   ? Around.find({F.Main.File, F.Main.Offset})
                   : Around.end();
  if (Reach != Around.end() &&
      any_of(Reach->second, [&](const LineRange &R) { return changed(R); }))
    return true;
  return touch(F.Main, Around) ||
         any_of(F.Notes, [&](const Message &N) { return touch(N, Around); });
}

} // namespace ctx::tool
