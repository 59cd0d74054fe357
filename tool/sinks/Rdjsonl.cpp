//===- Rdjsonl.cpp - reviewdog --------------------------------------------===//
//
// https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
// Lines and columns are 1-based, columns count bytes of UTF-8.
//
//===----------------------------------------------------------------------===//

#include "Places.h"
#include "Sinks.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace ctx::tool {

static json::Object position(const Place &P) {
  return json::Object{{"line", P.Line}, {"column", P.Column}};
}

static json::Object range(const Place &Begin, const Place &End) {
  return json::Object{{"start", position(Begin)}, {"end", position(End)}};
}

static json::Object location(const Message &M, SourceCache &Sources) {
  json::Object Out{{"path", reportPath(M.File)}};
  Place Begin = placeOf(M, Sources);
  if (Begin.Line)
    Out["range"] = range(Begin, endOf(M, Sources));
  return Out;
}

void writeRdjsonl(const Report &R, raw_ostream &OS) {
  for (const Finding &F : R.Findings) {
    json::Object Out{{"message", reportText(F.Main.Text)},
                     {"location", location(F.Main, R.Sources)},
                     {"severity", F.Shown == Level::Error  ? "ERROR"
                                  : F.Shown == Level::Info ? "INFO"
                                                           : "WARNING"},
                     {"source", json::Object{{"name", "ctx-tidy"}}},
                     {"code", json::Object{{"value", F.Check}}}};
    json::Array Related;
    for (const Message &N : F.Notes)
      if (!N.File.empty())
        Related.push_back(json::Object{{"message", reportText(N.Text)},
                                       {"location", location(N, R.Sources)}});
    if (!Related.empty())
      Out["relatedLocations"] = std::move(Related);
    // A suggestion is about the file of its finding, and people take each
    // alone: half of a fix is none.
    std::vector<Edit> Edits = editsOf(F);
    if (Edits.size() == 1 && Edits[0].File == F.Main.File) {
      const Edit &E = Edits[0];
      Out["suggestions"] = json::Array{json::Object{
          {"range", range(placeAt(E.File, E.Offset, R.Sources),
                          placeAt(E.File, E.Offset + E.Length, R.Sources))},
          {"text", json::fixUTF8(E.Text)}}};
    }
    OS << json::Value(std::move(Out)) << "\n";
  }
  for (const Shortfall &S : R.Shortfalls)
    OS << json::Value(json::Object{
              {"message", "not analysed: " + reportText(S.Why)},
              {"location", json::Object{{"path", reportPath(S.File)}}},
              {"severity", S.Excused ? "INFO" : "ERROR"},
              {"source", json::Object{{"name", "ctx-tidy"}}},
              {"code", json::Object{{"value", "not-analysed"}}}})
       << "\n";
}

} // namespace ctx::tool
