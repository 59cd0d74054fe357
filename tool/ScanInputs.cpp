//===- ScanInputs.cpp -----------------------------------------------------===//

#include "ScanInputs.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace ctx::tool {

size_t InputsWriter::numberOf(const std::string &Name, json::Array &New) {
  auto Inserted = Names.try_emplace(Name, Names.size());
  if (Inserted.second)
    New.push_back(Name);
  return Inserted.first->second;
}

json::Value InputsWriter::write(const Inputs &I) {
  json::Array NewNames, NewFiles, Read, Listings;
  for (const InputFile &F : I.Files) {
    auto Inserted = Files.try_emplace(F.Path);
    Said &S = Inserted.first->second;
    if (Inserted.second || S.State != F.State || S.Digest != F.Digest) {
      S = {F.State, F.Digest, Count++};
      NewFiles.push_back(json::Array{
          int64_t(numberOf(F.Path, NewNames)), F.State.Device, F.State.Inode,
          F.State.Size, F.State.Modified, toHex(F.Digest)});
    }
    Read.push_back(int64_t(S.Number));
  }
  auto Numbers = [&](const std::vector<std::string> &List) {
    json::Array Out;
    for (const std::string &Name : List)
      Out.push_back(int64_t(numberOf(Name, NewNames)));
    return Out;
  };
  json::Array Missing = Numbers(I.Missing), Folders = Numbers(I.Folders);
  for (const auto &L : I.Listings)
    Listings.push_back(
        json::Array{int64_t(numberOf(L.first, NewNames)), toHex(L.second)});
  return json::Array{std::move(NewNames), std::move(NewFiles),
                     std::move(Read),     std::move(Missing),
                     std::move(Folders),  std::move(Listings)};
}

namespace {

/// The members of \p V if it is a list of \p Size; null otherwise.
const json::Array *listOf(const json::Value &V, size_t Size) {
  const json::Array *A = V.getAsArray();
  return A && A->size() == Size ? A : nullptr;
}

/// Adds to \p Out what the numbers in \p V stand for.
template <class T>
bool addNumbered(const json::Value &V, const std::vector<T> &Known,
                 std::vector<T> &Out) {
  const json::Array *A = V.getAsArray();
  if (!A)
    return false;
  for (const json::Value &N : *A) {
    auto Number = N.getAsUINT64();
    if (!Number || *Number >= Known.size())
      return false;
    Out.push_back(Known[*Number]);
  }
  return true;
}

/// The name whose number \p V is; null if there is none.
const std::string *named(const json::Value &V,
                         const std::vector<std::string> &Names) {
  auto Number = V.getAsUINT64();
  return Number && *Number < Names.size() ? &Names[*Number] : nullptr;
}

bool readFile(const json::Value &V, const std::vector<std::string> &Names,
              InputFile &Out) {
  const json::Array *A = listOf(V, 6);
  const std::string *Path = A ? named((*A)[0], Names) : nullptr;
  if (!Path)
    return false;
  auto Device = (*A)[1].getAsUINT64(), Inode = (*A)[2].getAsUINT64(),
       Size = (*A)[3].getAsUINT64();
  auto Modified = (*A)[4].getAsInteger();
  auto Digest = (*A)[5].getAsString();
  if (!Device || !Inode || !Size || !Modified || !Digest)
    return false;
  Out.Path = *Path;
  Out.State = {*Device, *Inode, *Size, *Modified};
  return tryGetFromHex(*Digest, Out.Digest);
}

} // namespace

Inputs InputsReader::read(const json::Value &V) {
  const json::Array *Parts = listOf(V, 6);
  const json::Array *NewNames = Parts ? (*Parts)[0].getAsArray() : nullptr;
  const json::Array *NewFiles = Parts ? (*Parts)[1].getAsArray() : nullptr;
  const json::Array *Listings = Parts ? (*Parts)[5].getAsArray() : nullptr;
  if (!NewNames || !NewFiles || !Listings)
    return {};
  for (const json::Value &Name : *NewNames)
    Names.push_back(Name.getAsString().value_or("").str());
  for (const json::Value &File : *NewFiles) {
    Files.emplace_back();
    if (!readFile(File, Names, Files.back()))
      return {};
  }
  Inputs Out;
  if (!addNumbered((*Parts)[2], Files, Out.Files) ||
      !addNumbered((*Parts)[3], Names, Out.Missing) ||
      !addNumbered((*Parts)[4], Names, Out.Folders))
    return {};
  for (const json::Value &L : *Listings) {
    const json::Array *A = listOf(L, 2);
    const std::string *Folder = A ? named((*A)[0], Names) : nullptr;
    auto Digest = A ? (*A)[1].getAsString() : std::nullopt;
    std::string Bytes;
    if (!Folder || !Digest || !tryGetFromHex(*Digest, Bytes))
      return {};
    Out.Listings.emplace_back(*Folder, std::move(Bytes));
  }
  Out.Complete = true;
  return Out;
}

} // namespace ctx::tool
