//===- Json.cpp - the format for programs ---------------------------------===//

#include "llvm/Support/JSON.h"
#include "Places.h"
#include "Sinks.h"

using namespace llvm;

namespace ctx::tool {
namespace {

/// Raised when a member changes its meaning or goes; new members do not.
constexpr int FormatVersion = 1;

class Writer {
public:
  Writer(const Report &R, raw_ostream &OS) : R(R), J(OS, /*IndentSize=*/2) {}

  void write() {
    J.object([&] {
      J.attribute("version", FormatVersion);
      J.attributeObject("tool", [&] {
        J.attribute("name", "ctx-tidy");
        J.attribute("version", CTX_VERSION);
      });
      J.attributeObject("summary", [&] {
        J.attribute("findings", R.Findings.size());
        J.attribute("translation_units", R.Total);
        J.attribute("analysed", R.Analysed);
        J.attribute("complete", R.Complete);
      });
      J.attributeArray("findings", [&] {
        for (size_t I = 0; I != R.Findings.size(); ++I)
          finding(R.Findings[I], R.Fingerprints[I]);
      });
      J.attributeArray("not_analysed", [&] {
        for (const Shortfall &S : R.Shortfalls)
          J.object([&] {
            J.attribute("file", reportPath(S.File));
            J.attribute("why", reportText(S.Why));
            J.attribute("allowed", S.Excused);
          });
      });
    });
  }

private:
  void place(const Message &M) {
    Place P = placeOf(M, R.Sources), End = endOf(M, R.Sources);
    if (!M.File.empty())
      J.attribute("file", reportPath(M.File));
    J.attribute("line", P.Line);
    J.attribute("column", P.Column);
    J.attribute("end_line", End.Line);
    J.attribute("end_column", End.Column);
  }

  void finding(const Finding &F, StringRef Fingerprint) {
    J.object([&] {
      J.attribute("check", F.Check);
      J.attribute("level", levelOf(F));
      J.attribute("message", reportText(F.Main.Text));
      place(F.Main);
      J.attribute("fingerprint", Fingerprint);
      J.attributeArray("notes", [&] {
        for (const Message &N : F.Notes)
          J.object([&] {
            J.attribute("message", reportText(N.Text));
            place(N);
            if (!N.Fix.empty())
              fix(N.Fix);
          });
      });
      fix(editsOf(F));
    });
  }

  void fix(ArrayRef<Edit> Edits) {
    J.attributeArray("fix", [&] {
      for (const Edit &E : Edits)
        edit(E);
    });
  }

  void edit(const Edit &E) {
    Place Begin = placeAt(E.File, E.Offset, R.Sources),
          End = placeAt(E.File, E.Offset + E.Length, R.Sources);
    J.object([&] {
      J.attribute("file", reportPath(E.File));
      J.attribute("offset", E.Offset);
      J.attribute("length", E.Length);
      J.attribute("line", Begin.Line);
      J.attribute("column", Begin.Column);
      J.attribute("end_line", End.Line);
      J.attribute("end_column", End.Column);
      J.attribute("text", json::fixUTF8(E.Text));
    });
  }

  const Report &R;
  json::OStream J;
};

} // namespace

void writeJson(const Report &R, raw_ostream &OS) {
  Writer(R, OS).write();
  OS << "\n";
}

} // namespace ctx::tool
