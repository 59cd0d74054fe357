//===- Facts.cpp ----------------------------------------------------------===//

#include "Facts.h"
#include <limits>
#include <tuple>

namespace ctx::facts {

static auto key(const Fact &F) {
  return std::tie(F.Check, F.Kind, F.Usr, F.File, F.Offset, F.Line, F.Column,
                  F.Detail, F.Suppressed);
}

bool operator<(const Fact &A, const Fact &B) { return key(A) < key(B); }
bool operator==(const Fact &A, const Fact &B) { return key(A) == key(B); }

std::map<std::string, std::vector<const Fact *>>
FactSet::byUsr(llvm::StringRef Check, llvm::StringRef Kind) const {
  std::map<std::string, std::vector<const Fact *>> Out;
  for (const Fact &F : Facts)
    if (Check == F.Check && Kind == F.Kind)
      Out[F.Usr].push_back(&F);
  return Out;
}

llvm::json::Value FactSet::toJson() const {
  llvm::json::Array List;
  for (const Fact &F : Facts)
    List.push_back(llvm::json::Object{{"check", F.Check},
                                      {"kind", F.Kind},
                                      {"usr", F.Usr},
                                      {"file", F.File},
                                      {"offset", F.Offset},
                                      {"line", F.Line},
                                      {"column", F.Column},
                                      {"detail", F.Detail},
                                      {"suppressed", F.Suppressed}});
  return llvm::json::Object{{"schema", 1}, {"facts", std::move(List)}};
}

/// Reads a number that an unsigned holds; llvm's own reader takes -1 for a
/// large one.
static bool mapUnsigned(llvm::json::ObjectMapper &Map, llvm::StringLiteral Key,
                        unsigned &Out, llvm::json::Path Path) {
  uint64_t Wide = 0;
  if (!Map.map(Key, Wide))
    return false;
  if (Wide > std::numeric_limits<unsigned>::max()) {
    Path.field(Key).report("number out of range");
    return false;
  }
  Out = unsigned(Wide);
  return true;
}

llvm::Expected<FactSet> FactSet::fromJson(const llvm::json::Value &V) {
  auto Wrong = [](const llvm::Twine &What) {
    return llvm::createStringError(
        std::make_error_code(std::errc::invalid_argument), What);
  };
  const llvm::json::Object *O = V.getAsObject();
  if (!O)
    return Wrong("facts: expected an object");
  if (O->getInteger("schema") != int64_t(1))
    return Wrong("facts: expected \"schema\": 1");
  const llvm::json::Array *List = O->getArray("facts");
  if (!List)
    return Wrong("facts: expected a list under \"facts\"");
  FactSet Out;
  for (size_t I = 0; I != List->size(); ++I) {
    llvm::json::Path::Root Root("facts");
    llvm::json::ObjectMapper Map((*List)[I], Root);
    Fact F;
    if (!Map || !Map.map("check", F.Check) || !Map.map("kind", F.Kind) ||
        !Map.map("usr", F.Usr) || !Map.map("file", F.File) ||
        !mapUnsigned(Map, "offset", F.Offset, Root) ||
        !mapUnsigned(Map, "line", F.Line, Root) ||
        !mapUnsigned(Map, "column", F.Column, Root) ||
        !Map.map("detail", F.Detail) || !Map.map("suppressed", F.Suppressed))
      return Wrong("facts: entry " + llvm::Twine(I) + ": " +
                   llvm::toString(Root.getError()));
    Out.record(std::move(F));
  }
  return Out;
}

} // namespace ctx::facts
