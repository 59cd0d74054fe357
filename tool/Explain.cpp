//===- Explain.cpp --------------------------------------------------------===//

#include "Explain.h"
#include "Files.h"
#include "Options.h"
#include "core/CheckRegistry.h"
#include "model/Spelling.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace ctx::tool {

StringRef pageOf(StringRef Id) {
  for (const Page &P : pages())
    if (StringRef(P.File) == (Id + ".md").str())
      return P.Text;
  return {};
}

int explainCheck(StringRef Id, raw_ostream &OS, raw_ostream &Errors) {
  const CheckEntry *E = findCheck(Id);
  if (!E) {
    std::vector<StringRef> Known;
    for (const CheckEntry &C : allChecks())
      Known.push_back(C.Info->Id);
    Errors << "ctx-tidy: error: unknown check '" << escapeControls(Id) << "'"
           << didYouMean(Id, Known) << "\n";
    return Usage;
  }
  if (StringRef Text = pageOf(Id); !Text.empty()) {
    OS << Text;
    return Clean;
  }
  OS << "# " << Id << "\n\n" << E->Info->Title << "\n";
  return Clean;
}

static StringRef spelling(Severity S) {
  switch (S) {
  case Severity::Info:
    return "info";
  case Severity::Warning:
    return "warning";
  case Severity::Error:
    return "error";
  }
  llvm_unreachable("a severity");
}

static StringRef spelling(FixKind K) {
  switch (K) {
  case FixKind::None:
    return "none";
  case FixKind::Sometimes:
    return "sometimes";
  case FixKind::Always:
    return "always";
  }
  llvm_unreachable("a kind of fix");
}

void dumpChecks(raw_ostream &OS) {
  json::OStream J(OS, /*IndentSize=*/2);
  J.array([&] {
    for (const CheckEntry &E : allChecks())
      J.object([&] {
        const CheckInfo &I = *E.Info;
        J.attribute("id", I.Id);
        J.attribute("title", I.Title);
        J.attribute("counterpart", I.Counterpart);
        J.attribute("spec", I.Spec);
        J.attribute("severity", spelling(I.Level));
        J.attribute("fix", spelling(I.Fixes));
        J.attribute("unsafe_fixes", I.UnsafeFixes);
        J.attribute("on_by_default", I.OnByDefault);
        J.attribute("since", I.Since);
        J.attributeArray("options", [&] {
          for (const OptionInfo &O : I.Options)
            J.object([&] {
              J.attribute("name", O.Name);
              J.attribute("default", O.Default);
              J.attribute("help", O.Help);
            });
        });
      });
  });
  OS << "\n";
}

} // namespace ctx::tool
