//===- CacheLook.cpp - translation units that need not be parsed ----------===//
//
// A look's answer is kept as a result is, but in one step: the manifest, what
// it held, and the answer stand together, since most answers are no more than
// "no word in these files".
//
//===----------------------------------------------------------------------===//

#include "Cache.h"
#include "Manifest.h"
#include "Packed.h"

using namespace llvm;

namespace ctx::tool {
namespace {

/// Raised with every change of what is kept, or of how files are looked
/// through.
const char Schema[] = "looks 1";

std::string lookKey(StringRef CommandKey) {
  KeyHasher Key;
  Key.add(Schema);
  Key.add(CommandKey);
  return Key.take();
}

} // namespace

std::optional<std::vector<ScannedFile>> ResultCache::findLook(const TuJob &J) {
  if (!active() || J.Cmd.Kind != Command::Ready || !J.Overlay.empty())
    return std::nullopt;
  const PathRoot &Root = Roots.of(J.Cmd.File);
  std::string Command = commandKey(J, Root), Key = lookKey(Command);
  CacheEntry Entry = Folder->read(entryName('s', Key));
  if (Entry)
    NotAlwaysParsed.insert(Command);
  for (StringRef Known : manifestsIn(Entry.Text)) {
    Unpacker U(Known);
    StringRef Manifest = U.bytes(U.number());
    StringRef Held = U.bytes(DigestSize);
    if (!U.ok() || resultKey(Key, Manifest, Root) != Held)
      continue;
    std::vector<ScannedFile> Own;
    std::string Coded;
    for (uint64_t N = U.number(); N && U.ok(); --N) {
      Own.emplace_back();
      U.path(Coded);
      Root.decode(Coded, Own.back().Path);
      Own.back().Hash = U.number();
    }
    if (!U.ok() || !U.atEnd())
      continue;
    if (asksForDefinitions(J))
      for (const ScannedFile &F : Own)
        Definitions.keep(Files.digest(F.Path, Files.look(F.Path)));
    --Missed; // find() did not find it
    ++Found;
    return Own;
  }
  return std::nullopt;
}

void ResultCache::storeLook(const TuJob &J, const Inputs &Asked,
                            ArrayRef<const ScannedFile *> Own) {
  if (!active() || !Asked.Complete || !isCurrent(Asked))
    return;
  const PathRoot &Root = Roots.of(J.Cmd.File);
  std::string Key = lookKey(commandKey(J, Root));
  // Which headers are the system's may be a matter of where they are.
  std::string Manifest = packManifest(Asked, Root, /*Bound=*/true);
  std::string Held = resultKey(Key, Manifest, Root);
  if (Held.empty())
    return;
  Packer P;
  P.number(Manifest.size());
  P.bytes(Manifest);
  P.bytes(Held);
  P.number(Own.size());
  bool Facts = asksForDefinitions(J);
  for (const ScannedFile *F : Own) {
    P.path(Root.code(F->Path));
    P.number(F->Hash);
    if (Facts)
      Definitions.add(Files.digest(F->Path, Files.look(F->Path)),
                      F->Definitions);
  }
  std::string Name = entryName('s', Key);
  CacheEntry Old = Folder->read(Name);
  if (write(Name, withManifest(P.take(), Old.Text)))
    ++Stored;
}

void ResultCache::loadDefinitions() {
  if (Definitions.isLoaded())
    return;
  CacheEntry Entry = Folder->read(DefinitionsName);
  Definitions.load(Entry.Text);
}

const std::vector<uint32_t> *
ResultCache::definitionsIn(const ScannedFile &File) {
  if (!active())
    return nullptr;
  loadDefinitions();
  return Definitions.find(Files.digest(File.Path, Files.look(File.Path)));
}

bool ResultCache::wasParsed(const TuJob &J) {
  if (!active() || Met.empty())
    return false;
  std::string Command = commandKey(J, Roots.of(J.Cmd.File));
  return Met.count(Command) && !NotAlwaysParsed.count(Command);
}

} // namespace ctx::tool
