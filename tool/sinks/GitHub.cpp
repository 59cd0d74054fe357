//===- GitHub.cpp - workflow commands -------------------------------------===//
//
// `::warning file=a.cpp,line=1,col=2,title=ctx-x::message`. The runner reads
// its commands from the output of the step, so nothing that comes from a source
// file may begin one.
//
//===----------------------------------------------------------------------===//

#include "Places.h"
#include "Sinks.h"

using namespace llvm;

namespace ctx::tool {

/// \p Text with what would end the message, or a property, encoded.
static std::string encoded(StringRef Text, bool Property) {
  std::string Out;
  for (char C : Text)
    switch (C) {
    case '%':
      Out += "%25";
      break;
    case '\r':
      Out += "%0D";
      break;
    case '\n':
      Out += "%0A";
      break;
    case ':':
      Out += Property ? "%3A" : ":";
      break;
    case ',':
      Out += Property ? "%2C" : ",";
      break;
    default:
      Out += C;
    }
  return Out;
}

void writeGitHub(const Report &R, raw_ostream &OS) {
  for (const Finding &F : R.Findings) {
    Place P = placeOf(F.Main, R.Sources), End = endOf(F.Main, R.Sources);
    OS << "::" << (F.Shown == Level::Info ? "notice" : levelOf(F)) << " ";
    if (!F.Main.File.empty())
      OS << "file=" << encoded(displayPath(F.Main.File), true) << ",";
    if (P.Line) {
      OS << "line=" << P.Line << ",col=" << P.Column << ",";
      if (End.Line == P.Line && End.Column > P.Column)
        OS << "endColumn=" << End.Column << ",";
    }
    OS << "title=" << encoded(F.Check, true)
       << "::" << encoded(reportText(F.Main.Text), false);
    for (const Message &N : F.Notes) {
      OS << "%0A";
      if (!N.File.empty())
        OS << encoded(displayPath(N.File), false) << ":"
           << placeOf(N, R.Sources).Line << ": ";
      OS << encoded(reportText(N.Text), false);
    }
    OS << "\n";
  }
  for (const Shortfall &S : R.Shortfalls)
    OS << (S.Excused ? "::notice" : "::error")
       << " file=" << encoded(displayPath(S.File), true)
       << ",title=not analysed::" << encoded(reportText(S.Why), false) << "\n";
}

} // namespace ctx::tool
