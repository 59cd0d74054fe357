//===- NoLint.cpp ---------------------------------------------------------===//

#include "NoLint.h"
#include "Comments.h"
#include "clang-tidy/GlobList.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace ctx::tool {

const CheckInfo UnusedNoLint = {"ctx-unused-nolint",
                                "a NOLINT comment silences nothing",
                                "ruff RUF100",
                                "",
                                Severity::Warning,
                                FixKind::Sometimes,
                                /*OnByDefault=*/false,
                                "0.1",
                                {}};

const char UnusedNoLintPage[] =
    "A `NOLINT` comment names a check of ctx-tidy that has nothing to say "
    "there. Take the name away: a comment that silences nothing hides the next "
    "finding on its line. Reported with `--report-unused-nolint`.\n";

const CheckInfo UnmatchedNoLint = {"clang-tidy-nolint",
                                   "a NOLINTBEGIN or NOLINTEND lacks the other",
                                   "clang-tidy",
                                   "",
                                   Severity::Error,
                                   FixKind::None,
                                   /*OnByDefault=*/true,
                                   "0.1",
                                   {}};

const char UnmatchedNoLintPage[] =
    "A `NOLINTBEGIN` has no `NOLINTEND` with the same list behind it, or a "
    "`NOLINTEND` no `NOLINTBEGIN` before it. What it silences is not what its "
    "author meant.\n";

namespace {

using Lines = std::pair<unsigned, unsigned>; ///< first and last, 1-based

/// One name of one comment.
struct Name {
  StringRef Text;    ///< as written, without blanks
  size_t Begin, End; ///< of what goes with it, up to the next comma
  bool Used = false; ///< or not judged
};

/// One comment, or a pair of BEGIN and END.
struct Directive {
  StringRef Word;            ///< "NOLINT", "NOLINTNEXTLINE", ...
  size_t Begin = 0, End = 0; ///< offsets from the N to behind the list
  StringRef List;            ///< what stands in the parentheses
  std::vector<Name> Names;
  size_t From = 0, To = 0; ///< offsets of the comment it stands in
  unsigned Line = 0;
  Lines Reach;
};

/// True if \p Text, behind a directive, is its reason: words, and none that
/// looks like a directive of somebody else (GCOV_EXCL_LINE), nor a comment.
bool isReason(StringRef Text) {
  if (Text.contains("//") || Text.contains("/*"))
    return false;
  auto IsLetter = [](char C) { return isAlnum(C) || C == '_'; };
  while (!Text.empty()) {
    StringRef Word = Text.take_while(IsLetter);
    if (Word.size() > 2 && none_of(Word, isLower) && any_of(Word, isUpper))
      return false;
    Text = Text.drop_front(std::max<size_t>(1, Word.size()));
  }
  return true;
}

bool isInside(const std::vector<Lines> &Ranges, Lines L) {
  return any_of(Ranges, [&](Lines R) {
    return R.first <= L.first && L.second <= R.second;
  });
}

class File {
public:
  File(const std::string &Path, const SourceFile &Source, const Silence &S)
      : Path(Path), Source(Source), Text(Source.text()), S(S) {}

  /// \param Around receives the lines that each unused one reaches.
  void judge(std::vector<Finding> &Out, Surroundings &Around) {
    read();
    std::vector<Directive *> Open;
    for (Directive &D : All) {
      if (D.Word == "NOLINTBEGIN") {
        Open.push_back(&D);
      } else if (D.Word == "NOLINTEND") {
        // What does not pair is clang-tidy's to complain of.
        if (Open.empty() || Open.back()->List != D.List)
          return;
        Open.back()->Reach = {Open.back()->Line, D.Line};
        report(*Open.back(), &D, Out, Around);
        Open.pop_back();
      } else {
        unsigned Line = D.Line + (D.Word == "NOLINTNEXTLINE");
        D.Reach = {Line, Line};
        report(D, nullptr, Out, Around);
      }
    }
  }

private:
  /// Finds the directives by the word, as clang-tidy does, but in comments
  /// only: elsewhere they are part of the program.
  void read() {
    const std::map<size_t, size_t> Comments = commentsOf(Text);
    size_t At = 0;
    while ((At = Text.find("NOLINT", At)) != StringRef::npos) {
      Directive D;
      D.Begin = At;
      D.Word = Text.substr(At).take_while(isAlpha);
      At += D.Word.size();
      D.End = At;
      bool Known = D.Word == "NOLINT" || D.Word == "NOLINTNEXTLINE" ||
                   D.Word == "NOLINTBEGIN" || D.Word == "NOLINTEND";
      size_t Close = Text.find_first_of(")\n", At);
      if (!Known || !Text.substr(At).starts_with("(") ||
          Close == StringRef::npos || Text[Close] != ')')
        continue;
      auto In = Comments.upper_bound(D.Begin);
      if (In == Comments.begin() || Close >= (--In)->second)
        continue;
      std::tie(D.From, D.To) = *In;
      D.List = Text.slice(At + 1, Close);
      readNames(D, At + 1);
      At = D.End = Close + 1;
      D.Line = Source.lineAndColumn(D.Begin).first;
      All.push_back(std::move(D));
    }
  }

  static void readNames(Directive &D, size_t At) {
    SmallVector<StringRef, 4> Parts;
    D.List.split(Parts, ',');
    for (StringRef Part : Parts) {
      D.Names.push_back({Part.trim(), At, At + Part.size()});
      At += Part.size() + 1;
    }
  }

  /// True if \p N silences something in \p Reach, or nobody can tell.
  bool isUsed(StringRef N, Lines Reach) const {
    if (!N.starts_with("ctx-"))
      return true;
    if (!S.Seen.ranAll(Path, N, Reach.first, Reach.second))
      return true;
    clang::tidy::GlobList Glob(N);
    return any_of(S.Met, [&](const Spoken &M) {
      return M.File == Path && Reach.first <= M.Line &&
             M.Line <= Reach.second && Glob.contains(M.Check);
    });
  }

  void report(Directive &D, Directive *End, std::vector<Finding> &Out,
              Surroundings &Around) {
    auto Dead = S.Dead.find(Path);
    if (Dead != S.Dead.end() && isInside(Dead->second, D.Reach))
      return;
    unsigned Unused = 0;
    for (Name &N : D.Names) {
      N.Used = isUsed(N.Text, D.Reach);
      Unused += !N.Used;
    }
    if (!Unused)
      return;
    Finding F;
    F.Check = UnusedNoLint.Id;
    std::string Names;
    for (const Name &N : D.Names)
      if (!N.Used)
        Names += (Names.empty() ? "'" : ", '") + N.Text.str() + "'";
    F.Main = at(D.Begin, Names + (Unused == 1 ? " has" : " have") +
                             " nothing to silence here; take " +
                             (Unused == 1 ? "it" : "them") + " away");
    bool All = Unused == D.Names.size();
    std::vector<Edit> Fix;
    if (remove(D, D.Names, All, Fix) &&
        (!End || remove(*End, D.Names, All, Fix)))
      F.Main.Fix = std::move(Fix);
    Around[{Path, F.Main.Offset}].insert({Path, D.Reach.first, D.Reach.second});
    Out.push_back(std::move(F));
  }

  /// Adds to \p Fix what takes the unused of \p Names out of \p D, which holds
  /// the same list. \returns false if it does not know how.
  bool remove(const Directive &D, const std::vector<Name> &Names, bool All,
              std::vector<Edit> &Fix) const {
    if (All)
      return removeComment(D, Fix);
    std::string Left;
    for (const Name &N : Names)
      if (N.Used)
        Left += (Left.empty() ? "" : ", ") + N.Text.str();
    size_t List = D.Begin + D.Word.size() + 1;
    Fix.push_back({Path, unsigned(List), unsigned(D.List.size()), Left});
    return true;
  }

  /// Takes the comment of \p D away, if nothing but the directive and its
  /// reason is in it, and nothing is joined by that.
  bool removeComment(const Directive &D, std::vector<Edit> &Fix) const {
    const bool Block = Text.substr(D.From).starts_with("/*");
    StringRef Before = Text.slice(D.From + 2, D.Begin);
    StringRef After =
        Text.slice(D.End, D.To - (Block ? strlen("*/") : 0)).rtrim("\r");
    if (!Before.trim(" \t").empty() || After.contains('\n') ||
        !isReason(After) || (Block && !After.trim(" \t").empty()))
      return false;
    size_t Start = Text.rfind('\n', D.From);
    Start = Start == StringRef::npos ? 0 : Start + 1;
    const size_t Stop = std::min(Text.find('\n', D.From), Text.size());
    StringRef Code = Text.slice(Start, D.From).rtrim(" \t");
    StringRef Rest = Text.slice(D.To, Stop);
    if (Code.empty() && Rest.trim(" \t\r").empty()) {
      const size_t Behind = std::min(Stop + 1, Text.size());
      Fix.push_back({Path, unsigned(Start), unsigned(Behind - Start), ""});
      return true;
    }
    const size_t From = Start + Code.size();
    if (From == D.From && !Rest.empty() && (isAlnum(Rest[0]) || Rest[0] == '_'))
      return false;
    size_t To = D.To;
    if (Text.slice(From, To).ends_with("\r"))
      --To;
    Fix.push_back({Path, unsigned(From), unsigned(To - From), ""});
    return true;
  }

  Message at(size_t Offset, std::string What) const {
    Message M;
    M.Text = std::move(What);
    M.File = Path;
    M.Offset = Offset;
    std::tie(M.Line, M.Column) = Source.lineAndColumn(Offset);
    return M;
  }

  const std::string &Path;
  const SourceFile &Source;
  StringRef Text;
  const Silence &S;
  std::vector<Directive> All;
};

/// What is in all of \p A and \p B.
std::vector<Lines> common(const std::vector<Lines> &A,
                          const std::vector<Lines> &B) {
  std::vector<Lines> Out;
  for (Lines X : A)
    for (Lines Y : B) {
      Lines Both = {std::max(X.first, Y.first), std::min(X.second, Y.second)};
      if (Both.first <= Both.second)
        Out.push_back(Both);
    }
  return Out;
}

/// What \p R shows of \p File is shown. To be called before the file is entered
/// in \p S.
void addShown(Silence &S, const TuResult &R, const std::string &File) {
  auto Here = R.Filtered.find(File);
  if (Here == R.Filtered.end()) {
    S.Shown.erase(File);
    return;
  }
  if (!S.Files.count(File))
    S.Shown[File] = Here->second;
  else if (auto Known = S.Shown.find(File); Known != S.Shown.end())
    Known->second.insert(Known->second.end(), Here->second.begin(),
                         Here->second.end());
}

/// True if \p F, and all that its fix would change, is shown.
bool isShown(const Finding &F, const SourceFile &Source, const Silence &S) {
  auto Known = S.Shown.find(F.Main.File);
  if (Known == S.Shown.end())
    return true;
  auto Shows = [&](unsigned Offset) {
    unsigned Line = Source.lineAndColumn(Offset).first;
    return isInside(Known->second, {Line, Line});
  };
  return Shows(F.Main.Offset) &&
         all_of(F.Main.Fix, [&](const Edit &E) { return Shows(E.Offset); });
}

} // namespace

Silence silenceOf(const std::vector<TuResult> &Results,
                  const std::vector<Spoken> &Concluded, Coverage Seen) {
  Silence S;
  S.Seen = std::move(Seen);
  S.Met.insert(Concluded.begin(), Concluded.end());
  std::set<std::string> Doubtful;
  for (const TuResult &R : Results) {
    if (R.Status == TuStatus::Failed)
      return {};
    S.Met.insert(R.Met.begin(), R.Met.end());
    for (const auto &File : R.Read) {
      addShown(S, R, File.first);
      if (R.Status == TuStatus::Incomplete)
        Doubtful.insert(File.first);
      auto Here = R.Dead.find(File.first);
      std::vector<Lines> Dead =
          Here == R.Dead.end() ? std::vector<Lines>() : Here->second;
      if (S.Files.insert(File.first).second)
        S.Dead[File.first] = std::move(Dead);
      else
        S.Dead[File.first] = common(S.Dead[File.first], Dead);
    }
  }
  for (const std::string &File : Doubtful)
    S.Files.erase(File);
  return S;
}

std::vector<Finding> unusedNoLints(const Silence &S, SourceCache &Sources,
                                   Surroundings *Around) {
  std::vector<Finding> Out;
  Surroundings Unasked;
  for (const std::string &Path : S.Files)
    if (const SourceFile *Source = Sources.get(Path))
      if (Source->text().contains("NOLINT")) {
        std::vector<Finding> Here;
        File(Path, *Source, S).judge(Here, Around ? *Around : Unasked);
        for (Finding &F : Here)
          if (isShown(F, *Source, S))
            Out.push_back(std::move(F));
      }
  return Out;
}

} // namespace ctx::tool
