//===- Markdown.cpp - a summary for people --------------------------------===//

#include "Places.h"
#include "Sinks.h"
#include <map>

using namespace llvm;

namespace ctx::tool {

/// Job summaries and comments have a bound; who needs all reads another format.
constexpr size_t MaxRows = 200;

/// \p Text with everything that Markdown or HTML would read as markup escaped.
static std::string plain(StringRef Text) {
  std::string Out;
  for (char C : reportText(Text)) {
    if (StringRef("\\`*_{}[]()#+-.!|~@").contains(C))
      Out += '\\';
    if (C == '<')
      Out += "&lt;";
    else if (C == '>')
      Out += "&gt;";
    else if (C == '&')
      Out += "&amp;";
    else
      Out += C;
  }
  return Out;
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
      OS << plain(reportPath(F.Main.File)) << ":"
         << placeOf(F.Main, R.Sources).Line;
    OS << " | " << plain(F.Main.Text) << " \\[" << plain(F.Check) << "\\]";
    for (const Message &N : F.Notes) {
      OS << "<br>";
      if (!N.File.empty())
        OS << plain(reportPath(N.File)) << ":" << placeOf(N, R.Sources).Line
           << ": ";
      OS << plain(N.Text);
    }
    OS << " |\n";
  }
  if (R.Findings.size() > MaxRows)
    OS << "\n" << R.Findings.size() - MaxRows << " more are not shown here.\n";
  if (R.Shortfalls.empty())
    return;
  OS << "\n### Not analysed, or not to the end\n\n";
  for (const Shortfall &S : R.Shortfalls)
    OS << "- " << plain(reportPath(S.File)) << ": " << plain(S.Why)
       << (S.Excused ? " (allowed)" : "") << "\n";
}

} // namespace ctx::tool
