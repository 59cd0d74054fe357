//===- DefinitionTable.cpp ------------------------------------------------===//

#include "DefinitionTable.h"
#include "Inputs.h"
#include "Packed.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace llvm;

namespace ctx::tool {

/// So many texts are kept at most besides those of the run.
static constexpr size_t MaxTexts = 100000;

void DefinitionTable::add(StringRef Digest, std::vector<uint32_t> Keys) {
  keep(Digest);
  News |= Known.try_emplace(Digest, std::move(Keys)).second;
}

const std::vector<uint32_t> *DefinitionTable::find(StringRef Digest) const {
  auto At = Known.find(Digest);
  return At == Known.end() ? nullptr : &At->second;
}

void DefinitionTable::load(StringRef Text) {
  Loaded = true;
  Unpacker U(Text);
  StringMap<std::vector<uint32_t>> Read;
  for (uint64_t N = U.number(); N && U.ok(); --N) {
    std::vector<uint32_t> &Keys = Read[U.bytes(DigestSize)];
    uint32_t Key = 0;
    for (uint64_t Count = U.number(); Count && U.ok(); --Count)
      Keys.push_back(Key += uint32_t(U.number()));
  }
  if (!U.ok() || !U.atEnd())
    return;
  for (auto &Entry : Read)
    Known.try_emplace(Entry.first(), std::move(Entry.second));
}

std::string DefinitionTable::save() const {
  std::map<StringRef, ArrayRef<uint32_t>> All; // equal tables, equal texts
  for (const auto &Entry : Known)
    if (Known.size() <= MaxTexts || Used.count(Entry.first()))
      All.emplace(Entry.first(), Entry.second);
  Packer P;
  P.number(All.size());
  for (const auto &Entry : All) {
    P.bytes(Entry.first);
    P.number(Entry.second.size());
    uint32_t Before = 0;
    for (uint32_t Key : Entry.second) {
      P.number(Key - Before);
      Before = Key;
    }
  }
  return P.take();
}

} // namespace ctx::tool
