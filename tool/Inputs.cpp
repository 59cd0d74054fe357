//===- Inputs.cpp ---------------------------------------------------------===//

#include "Inputs.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include <chrono>

using namespace llvm;

namespace ctx::tool {

/// The coarsest clock of a file system in use (FAT).
static constexpr auto Settling = std::chrono::seconds(2);

std::string digestOf(StringRef Text) {
  BLAKE3 Hasher;
  Hasher.update(Text);
  BLAKE3Result<DigestSize> Digest = Hasher.final<DigestSize>();
  return std::string(reinterpret_cast<const char *>(Digest.data()), DigestSize);
}

bool isSettled(int64_t Modified) {
  using namespace std::chrono;
  auto Now = system_clock::now() - Settling;
  return Modified < duration_cast<nanoseconds>(Now.time_since_epoch()).count();
}

json::Value toJson(const Inputs &I) {
  if (!I.Complete)
    return nullptr;
  json::Array Files, Missing(I.Missing), Folders(I.Folders), Listings;
  for (const InputFile &F : I.Files)
    Files.push_back(json::Array{F.Path, F.State.Device, F.State.Inode,
                                F.State.Size, F.State.Modified,
                                toHex(F.Digest)});
  for (const auto &L : I.Listings)
    Listings.push_back(json::Array{L.first, toHex(L.second)});
  return json::Object{{"files", std::move(Files)},
                      {"missing", std::move(Missing)},
                      {"folders", std::move(Folders)},
                      {"listings", std::move(Listings)}};
}

namespace {

bool readFile(const json::Value &V, InputFile &Out) {
  const json::Array *A = V.getAsArray();
  if (!A || A->size() != 6)
    return false;
  auto Path = (*A)[0].getAsString(), Digest = (*A)[5].getAsString();
  auto Device = (*A)[1].getAsUINT64(), Inode = (*A)[2].getAsUINT64(),
       Size = (*A)[3].getAsUINT64();
  auto Modified = (*A)[4].getAsInteger();
  if (!Path || !Digest || !Device || !Inode || !Size || !Modified)
    return false;
  Out.Path = Path->str();
  Out.State = {*Device, *Inode, *Size, *Modified};
  return tryGetFromHex(*Digest, Out.Digest);
}

bool readNames(const json::Object &O, StringRef Key,
               std::vector<std::string> &Out) {
  const json::Array *A = O.getArray(Key);
  if (!A)
    return false;
  for (const json::Value &V : *A) {
    auto Name = V.getAsString();
    if (!Name)
      return false;
    Out.push_back(Name->str());
  }
  return true;
}

} // namespace

Inputs inputsFromJson(const json::Value *V) {
  Inputs Out;
  const json::Object *O = V ? V->getAsObject() : nullptr;
  const json::Array *Files = O ? O->getArray("files") : nullptr;
  const json::Array *Listings = O ? O->getArray("listings") : nullptr;
  if (!Files || !Listings || !readNames(*O, "missing", Out.Missing) ||
      !readNames(*O, "folders", Out.Folders))
    return {};
  for (const json::Value &F : *Files) {
    Out.Files.emplace_back();
    if (!readFile(F, Out.Files.back()))
      return {};
  }
  for (const json::Value &L : *Listings) {
    const json::Array *A = L.getAsArray();
    if (!A || A->size() != 2 || !(*A)[0].getAsString() ||
        !(*A)[1].getAsString())
      return {};
    std::string Digest;
    if (!tryGetFromHex(*(*A)[1].getAsString(), Digest))
      return {};
    Out.Listings.emplace_back((*A)[0].getAsString()->str(), std::move(Digest));
  }
  Out.Complete = true;
  return Out;
}

} // namespace ctx::tool
