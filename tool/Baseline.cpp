//===- Baseline.cpp -------------------------------------------------------===//

#include "Baseline.h"
#include "Files.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ctx::tool {

/// Raised with every change of what the file means.
constexpr int FormatVersion = 1;

static Error wrong(const std::string &Path, const Twine &What) {
  return createStringError(std::make_error_code(std::errc::invalid_argument),
                           displayPath(absolutePath(Path, workingDirectory())) +
                               ": " + What);
}

Expected<Baseline> Baseline::read(const std::string &Path) {
  auto Buffer = readRegularFile(Path);
  if (!Buffer)
    return wrong(Path, Buffer.getError().message());
  Expected<json::Value> Value = json::parse((*Buffer)->getBuffer());
  if (!Value)
    return wrong(Path, "not a baseline: " + toString(Value.takeError()));
  const json::Object *Root = Value->getAsObject();
  const json::Array *Findings = Root ? Root->getArray("findings") : nullptr;
  std::optional<int64_t> Version =
      Root ? Root->getInteger("version") : std::nullopt;
  if (!Findings || !Version)
    return wrong(Path, "not a baseline: expected an object with 'version' and "
                       "'findings'");
  if (*Version != FormatVersion)
    return wrong(Path, "version " + Twine(*Version) +
                           " of the format; this program knows version " +
                           Twine(FormatVersion));
  Baseline Out;
  for (size_t I = 0; I != Findings->size(); ++I) {
    const json::Object *O = (*Findings)[I].getAsObject();
    auto Text = [&](StringRef Key) {
      return O ? O->getString(Key).value_or("").str() : "";
    };
    BaselineEntry E{Text("fingerprint"), Text("check"), Text("file"),
                    Text("message")};
    if (E.Fingerprint.empty() || E.Check.empty())
      return wrong(Path, "entry " + Twine(I + 1) +
                             " of 'findings' needs 'fingerprint' and 'check'");
    Out.add(std::move(E));
  }
  return Out;
}

Baseline Baseline::of(const std::vector<Finding> &Findings,
                      const std::vector<std::string> &Fingerprints) {
  Baseline Out;
  for (size_t I = 0; I != Findings.size(); ++I) {
    const Finding &F = Findings[I];
    Out.add({Fingerprints[I], F.Check, displayPath(F.Main.File),
             escapeControls(F.Main.Text)});
  }
  return Out;
}

void Baseline::add(BaselineEntry E) {
  Prints.insert(E.Fingerprint);
  Entries.insert(std::move(E));
}

void Baseline::remove(const BaselineEntry &E) {
  Prints.erase(E.Fingerprint);
  Entries.erase(E);
}

std::string Baseline::text() const {
  std::string Out;
  raw_string_ostream OS(Out);
  json::OStream J(OS, /*IndentSize=*/2);
  J.object([&] {
    J.attribute("version", FormatVersion);
    J.attributeArray("findings", [&] {
      for (const BaselineEntry &E : Entries)
        J.object([&] {
          J.attribute("check", E.Check);
          J.attribute("file", json::fixUTF8(E.File));
          J.attribute("message", json::fixUTF8(E.Message));
          J.attribute("fingerprint", E.Fingerprint);
        });
    });
  });
  J.flush();
  OS << "\n";
  return Out;
}

} // namespace ctx::tool
