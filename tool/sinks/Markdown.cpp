//===- Markdown.cpp - a summary for people --------------------------------===//

#include "Places.h"
#include "Sinks.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace llvm;

namespace ctx::tool {

/// Job summaries and comments have a bound; who needs all reads another format.
constexpr size_t MaxRows = 200;

/// \p Text with everything that Markdown or HTML would read as markup escaped.
static std::string plain(StringRef Text) {
  std::string Out;
  for (char C : Text) {
    if (StringRef("\\`*_{}[]()#+-.!|~@").contains(C))
      Out += '\\';
    if (C == '<')
      Out += "&lt;";
    else if (C == '>')
      Out += "&gt;";
    else if (C == '&')
      Out += "&amp;";
    else if (C == ':') // begins a link wherever an address stands
      Out += "&#58;";
    else
      Out += C;
  }
  return Out;
}

/// \p Text as code. GitHub and GitLab look for mentions of people and
/// references to issues in what they have rendered, where nothing is escaped
/// any more; only in code they do not.
static std::string code(StringRef Text) {
  return "<code>" + plain(Text) + "</code>";
}

/// True if \p Word may be more than a word: a mention, a reference to an issue,
/// a commit or another object, an address, an emoji.
static bool mayRefer(StringRef Word) {
  if (Word.find_first_of("@#!~%$&^[*:") != StringRef::npos ||
      Word.contains_insensitive("www."))
    return true;
  size_t Hex = 0; // as long as a commit's
  for (size_t I = 0; I != Word.size(); ++I) {
    Hex = isHexDigit(Word[I]) ? Hex + 1 : 0;
    // GH-12, PROJECT-12
    bool Ticket = Word[I] == '-' && I && isAlnum(Word[I - 1]) &&
                  I + 1 != Word.size() && isDigit(Word[I + 1]);
    if (Hex == 7 || Ticket)
      return true;
  }
  return false;
}

/// \p Text, which holds names from the code, so that nothing in it does
/// anything.
static std::string inert(StringRef Text) {
  const std::string Shown = reportText(Text);
  std::string Out;
  for (StringRef Rest = Shown; !Rest.empty();) {
    StringRef Word = Rest.take_until([](char C) { return C == ' '; });
    StringRef Core = Word.rtrim(";,.:"); // of the sentence around it
    Out += mayRefer(Core) ? code(Core) : plain(Core);
    Out += plain(Word.drop_front(Core.size()));
    Rest = Rest.drop_front(Word.size());
    StringRef Blanks = Rest.take_while([](char C) { return C == ' '; });
    Out += Blanks;
    Rest = Rest.drop_front(Blanks.size());
  }
  return Out;
}

/// The place of \p M.
static std::string where(const Message &M, SourceCache &Sources) {
  return code(reportText(reportPath(M.File)) + ":" +
              std::to_string(placeOf(M, Sources).Line));
}

static std::string count(size_t N, const char *Word) {
  return std::to_string(N) + " " + Word + (N == 1 ? "" : "s");
}

void writeMarkdown(const Report &R, raw_ostream &OS) {
  OS << "## ctx-tidy: " << count(R.Findings.size(), "finding") << "\n\n"
     << R.Analysed << " of " << count(R.Total, "translation unit")
     << " analysed.\n";
  if (!R.Complete)
    OS << "\n**This report is not complete.**\n";
  if (!R.Findings.empty()) {
    std::map<std::string, unsigned> Checks;
    for (const Finding &F : R.Findings)
      ++Checks[F.Check];
    OS << "\n| check | findings |\n|---|---:|\n";
    for (const auto &C : Checks)
      OS << "| " << plain(C.first) << " | " << C.second << " |\n";
    OS << "\n| where | what |\n|---|---|\n";
  }
  for (size_t I = 0; I != std::min(R.Findings.size(), MaxRows); ++I) {
    const Finding &F = R.Findings[I];
    OS << "| ";
    if (!F.Main.File.empty())
      OS << where(F.Main, R.Sources);
    OS << " | " << inert(F.Main.Text) << " \\[" << plain(F.Check) << "\\]";
    for (const Message &N : F.Notes) {
      OS << "<br>";
      if (!N.File.empty())
        OS << where(N, R.Sources) << ": ";
      OS << inert(N.Text);
    }
    OS << " |\n";
  }
  if (R.Findings.size() > MaxRows)
    OS << "\n" << R.Findings.size() - MaxRows << " more are not shown here.\n";
  if (R.Shortfalls.empty())
    return;
  OS << "\n### Not analysed, or not to the end\n\n";
  for (const Shortfall &S : R.Shortfalls)
    OS << "- " << code(reportText(reportPath(S.File))) << ": " << inert(S.Why)
       << (S.Excused ? " (allowed)" : "") << "\n";
}

} // namespace ctx::tool
