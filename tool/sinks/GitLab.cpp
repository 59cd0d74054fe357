//===- GitLab.cpp - Code Quality ------------------------------------------===//
//
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
//
//===----------------------------------------------------------------------===//

#include "Places.h"
#include "Sinks.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace ctx::tool {

void writeGitLab(const Report &R, raw_ostream &OS) {
  json::OStream J(OS, /*IndentSize=*/1);
  J.array([&] {
    for (size_t I = 0; I != R.Findings.size(); ++I) {
      const Finding &F = R.Findings[I];
      // The report has no place for findings about nothing in particular.
      std::string File = F.Main.File.empty() ? "." : reportPath(F.Main.File);
      J.object([&] {
        J.attribute("description", reportText(F.Main.Text));
        J.attribute("check_name", F.Check);
        J.attribute("fingerprint", R.Fingerprints[I]);
        J.attribute("severity", F.Shown == Level::Error  ? "critical"
                                : F.Shown == Level::Info ? "info"
                                                         : "major");
        J.attributeObject("location", [&] {
          J.attribute("path", File);
          J.attributeObject("lines", [&] {
            J.attribute("begin", std::max(placeOf(F.Main, R.Sources).Line, 1U));
          });
        });
      });
    }
    // The one way to say in this format that it is not complete.
    for (const Shortfall &S : R.Shortfalls)
      J.object([&] {
        std::string File = reportPath(S.File), Why = reportText(S.Why);
        J.attribute("description", "not analysed: " + Why);
        J.attribute("check_name", "not-analysed");
        J.attribute("fingerprint",
                    utohexstr(contentHash(File + ": " + Why), true, 16));
        J.attribute("severity", S.Excused ? "info" : "critical");
        J.attributeObject("location", [&] {
          J.attribute("path", File);
          J.attributeObject("lines", [&] { J.attribute("begin", 1); });
        });
      });
  });
  OS << "\n";
}

} // namespace ctx::tool
