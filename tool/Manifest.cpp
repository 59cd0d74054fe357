//===- Manifest.cpp -------------------------------------------------------===//

#include "Manifest.h"
#include "Packed.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace ctx::tool {

std::string entryName(char Kind, StringRef Key) {
  return std::string(1, Kind) + "-" + toHex(Key, /*LowerCase=*/true);
}

/// So many manifests are kept of a command: of branches, of copies of a
/// checkout.
static constexpr size_t MaxManifests = 4;

std::string packManifest(const Inputs &I, const PathRoot &Root, bool Bound) {
  Packer P;
  std::string Place = Bound ? Root.path() : "";
  P.number(Place.size());
  P.bytes(Place);
  auto Names = [&](const auto &List, auto NameOf) {
    std::vector<std::string> Coded;
    for (const auto &Item : List)
      Coded.push_back(Root.code(NameOf(Item)));
    llvm::sort(Coded);
    P.number(Coded.size());
    for (const std::string &C : Coded)
      P.path(C);
  };
  auto Itself = [](const std::string &S) -> StringRef { return S; };
  Names(I.Files, [](const InputFile &F) -> StringRef { return F.Path; });
  Names(I.Missing, Itself);
  Names(I.Folders, Itself);
  P.number(I.Listings.size());
  for (const auto &L : I.Listings) {
    P.path(Root.code(L.first));
    P.bytes(L.second);
  }
  return P.take();
}

std::vector<StringRef> manifestsIn(StringRef Text) {
  std::vector<StringRef> Out;
  Unpacker U(Text);
  for (uint64_t N = U.number(); N && U.ok(); --N)
    Out.push_back(U.bytes(U.number()));
  if (!U.ok() || !U.atEnd())
    Out.clear();
  return Out;
}

std::string withManifest(StringRef Newest, StringRef Old) {
  std::vector<StringRef> All = {Newest};
  for (StringRef M : manifestsIn(Old))
    if (M != Newest && All.size() != MaxManifests)
      All.push_back(M);
  Packer P;
  P.number(All.size());
  for (StringRef M : All) {
    P.number(M.size());
    P.bytes(M);
  }
  return P.take();
}

} // namespace ctx::tool
