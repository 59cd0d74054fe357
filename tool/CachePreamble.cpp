//===- CachePreamble.cpp - preambles of files that are being edited -------===//

#include "Cache.h"
#include "Files.h"
#include "Manifest.h"
#include "Packed.h"
#include "Preamble.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace ctx::tool {
namespace {

/// Raised with every change of what is kept of a preamble.
const char Schema[] = "preambles 1";

/// What is kept of a preamble besides its file and its manifest.
std::string pack(const PreambleResult &R) {
  Packer P;
  P.number(R.Sum);
  P.number(R.OwnDecls);
  P.bytes(R.Text);
  P.number(R.Read.size());
  for (const auto &F : R.Read) {
    P.path(F.first);
    P.number(F.second);
  }
  return P.take();
}

std::optional<PreambleResult> unpack(StringRef Text) {
  Unpacker U(Text);
  PreambleResult R;
  R.Sum = U.number();
  R.OwnDecls = U.number() != 0;
  R.Text = U.bytes(DigestSize).str();
  std::string Path;
  for (uint64_t N = U.number(); N && U.ok(); --N) {
    U.path(Path);
    R.Read.emplace(Path, U.number());
  }
  if (!U.ok() || !U.atEnd())
    return std::nullopt;
  return R;
}

StringRef nameOf(const std::string &Name) { return Name; }
StringRef nameOf(const InputFile &F) { return F.Path; }
StringRef nameOf(const std::pair<std::string, std::string> &Listing) {
  return Listing.first;
}

/// Adds to \p To what it does not name yet.
template <class T> void addAll(std::vector<T> &To, const std::vector<T> &From) {
  std::set<std::string> Known;
  for (const T &Item : To)
    Known.insert(nameOf(Item).str());
  for (const T &Item : From)
    if (Known.insert(nameOf(Item).str()).second)
      To.push_back(Item);
  llvm::sort(To, [](const T &A, const T &B) { return nameOf(A) < nameOf(B); });
}

void addAll(Inputs &To, const Inputs &From) {
  To.Complete &= From.Complete;
  addAll(To.Files, From.Files);
  addAll(To.Missing, From.Missing);
  addAll(To.Folders, From.Folders);
  addAll(To.Listings, From.Listings);
}

} // namespace

std::string ResultCache::preambleKey(const TuJob &J, const PathRoot &Root) {
  auto Main = readRegularFile(J.Cmd.File);
  if (!Main)
    return "";
  StringRef Text = (*Main)->getBuffer();
  unsigned Size = preambleOf(Text).Size;
  if (!Size)
    return "";
  KeyHasher Key;
  Key.add(Schema);
  Key.add(commandKey(J, Root));
  Key.add(Root.path()); // it names files as they were called
  Key.add(J.Cmd.Directory);
  Key.add(Text.take_front(Size));
  return Key.take();
}

/// What the manifest \p Text names, as it is now.
Inputs ResultCache::inputsNow(StringRef Text, const PathRoot &Root) {
  Inputs Out;
  Unpacker U(Text);
  U.bytes(U.number());
  std::string Coded, Path;
  for (uint64_t N = U.number(); N && U.ok(); --N) {
    U.path(Coded);
    Root.decode(Coded, Path);
    FileInfo &F = Files.look(Path);
    Out.Files.push_back({Path, F.State, Files.digest(Path, F)});
  }
  for (auto *List : {&Out.Missing, &Out.Folders})
    for (uint64_t N = U.number(); N && U.ok(); --N) {
      U.path(Coded);
      Root.decode(Coded, Path);
      List->push_back(Path);
    }
  for (uint64_t N = U.number(); N && U.ok(); --N) {
    U.path(Coded);
    Root.decode(Coded, Path);
    Out.Listings.emplace_back(Path, U.bytes(DigestSize).str());
  }
  Out.Complete = U.ok() && U.atEnd();
  return Out;
}

bool ResultCache::offerPreamble(TuJob &J) {
  const PathRoot &Root = Roots.of(J.Cmd.File);
  if (J.Cmd.Kind != Command::Ready || !J.Overlay.empty() || !mayHavePreamble(J))
    return false;
  std::string Key = preambleKey(J, Root);
  if (Key.empty())
    return false;
  CacheEntry Manifests = Folder->read(entryName('q', Key));
  for (StringRef Manifest : manifestsIn(Manifests.Text)) {
    std::string Name = resultKey(Key, Manifest, Root);
    CacheEntry Entry =
        Name.empty() ? CacheEntry() : Folder->read(entryName('i', Name));
    std::optional<PreambleResult> Known =
        Entry ? unpack(Entry.Text) : std::optional<PreambleResult>();
    std::string Path = Folder->pathFor(entryName('p', Name));
    uint64_t Size = 0;
    if (!Known || sys::fs::file_size(Path, Size))
      continue;
    if (Size == 0) // it was tried, and is of no use
      return false;
    Known->Inputs = inputsNow(Manifest, Root);
    J.Preamble = {Path, Known->Text, Known->Sum, /*Make=*/false,
                  Known->OwnDecls};
    Offered[Path] = std::move(*Known);
    return true;
  }
  // It pays from the second edit on.
  if (!Met.count(commandKey(J, Root)))
    return false;
  J.Preamble = {Folder->newPath(), "", 0, /*Make=*/true, true};
  return true;
}

std::deque<TuJob>
ResultCache::offerPreambles(std::vector<const TuJob *> &Jobs) {
  std::deque<TuJob> Own;
  if (!active() || Jobs.size() > MaxPreambles)
    return Own;
  for (const TuJob *&J : Jobs) {
    Own.push_back(*J);
    if (offerPreamble(Own.back()))
      J = &Own.back();
    else
      Own.pop_back();
  }
  return Own;
}

void ResultCache::settlePreamble(const TuJob &J, TuResult &R) {
  PreambleResult &P = R.Preamble;
  const PathRoot &Root = Roots.of(J.Cmd.File);
  bool Keep = P.Made && isCurrent(P.Inputs);
  // What was not made, or cannot be read though the code is right, goes.
  uint64_t Size = 0;
  bool Spoilt = !P.Used && R.Status == TuStatus::Analysed &&
                !sys::fs::file_size(J.Preamble.File, Size) && Size;
  if (J.Preamble.Make ? !Keep : Spoilt)
    sys::fs::remove(J.Preamble.File);
  if (Keep && !keepPreamble(J, P, Root))
    sys::fs::remove(J.Preamble.File);
  if (!P.Used)
    return;
  ++PreamblesUsed;
  if (!J.Preamble.Make)
    P = Offered[J.Preamble.File];
  addAll(R.Inputs, P.Inputs);
  R.Read.insert(P.Read.begin(), P.Read.end());
  P = {}; // its inputs are many
}

bool ResultCache::keepPreamble(const TuJob &J, const PreambleResult &P,
                               const PathRoot &Root) {
  std::string Manifest = packManifest(P.Inputs, Root, /*Bound=*/false);
  std::string Key = preambleKey(J, Root);
  std::string Name = Key.empty() ? "" : resultKey(Key, Manifest, Root);
  if (Name.empty() || Folder->adopt(J.Preamble.File, entryName('p', Name)) ||
      !write(entryName('i', Name), pack(P)))
    return false;
  std::string List = entryName('q', Key);
  CacheEntry Old = Folder->read(List);
  PreamblesMade += write(List, withManifest(Manifest, Old.Text));
  return true;
}

} // namespace ctx::tool
