//===- Cache.cpp ----------------------------------------------------------===//

#include "Cache.h"
#include "BuildId.h"
#include "Files.h"
#include "Manifest.h"
#include "Packed.h"
#include "ResultFile.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Host.h"
#include <set>

using namespace llvm;

namespace ctx::tool {
namespace {

/// Raised with every change of what a manifest or a stored result holds.
const char Schema[] = "results 1";

/// True if all that \p R says is the same for a copy of the checkout.
bool isPortable(const TuResult &R, StringRef Text, const PathRoot &Root) {
  // What is no UTF-8 is written in a way that hides what it says.
  return !Root.isNamedIn(Text) && !Text.contains("\"hex\"") &&
         all_of(R.Read, [&](const auto &F) { return Root.holds(F.first); });
}

} // namespace

std::string cachePath(const Options &O) {
  if (!O.CacheDir.empty())
    return absolutePath(O.CacheDir, workingDirectory());
  SmallString<256> Path;
  // A relative one would be another one in every folder.
  if (!sys::path::cache_directory(Path) || !sys::path::is_absolute(Path))
    return "";
  sys::path::append(Path, "ctx-tidy");
  return Path.str().str();
}

ResultCache::ResultCache(const Options &O)
    : MaxBytes(uint64_t(O.CacheMegabytes.value_or(DefaultCacheMegabytes))
               << 20),
      Bounded(O.CacheMegabytes.has_value()),
      MaxPreambles(O.Fix || O.Diff ? 0 : O.Preambles) {
  // What is to be measured or looked at has to be done.
  if (O.NoCache || O.Profile || O.UnusedNoLint || !O.Isolate ||
      O.What != Mode::Lint)
    return;
  std::string Path = cachePath(O);
  if (Path.empty()) {
    Problem = "no place for the results of this run";
    return;
  }
  auto Opened = CacheFolder::open(Path);
  if (!Opened) {
    Problem = "results are not kept: " + toString(Opened.takeError());
    Serious = !O.CacheDir.empty();
    return;
  }
  Folder = std::move(*Opened);
  KeyHasher Here;
  Here.add(Schema);
  Here.add(workingDirectory());
  std::string Place = Here.take();
  IndexName = entryName('f', Place);
  DefinitionsName = entryName('d', Place);
  if (CacheEntry Index = Folder->read(IndexName))
    Files.load(Index.Text);
  Program = buildId(Files) + surroundings();
}

std::string ResultCache::commandKey(const TuJob &J, const PathRoot &Root) {
  KeyHasher Key;
  Key.add(Schema);
  Key.add(Program);
  Key.add(portableText(J, Root));
  // -march=native: the macros of this machine.
  if (any_of(J.Cmd.Flags, [](StringRef F) { return F.ends_with("=native"); }) ||
      any_of(J.ExtraArgs, [](StringRef F) { return F.ends_with("=native"); }))
    Key.add(sys::getHostCPUName());
  return Key.take();
}

/// What makes a file what it is: its text, and where it really is, since that
/// is what findings are reported by and `#pragma once` goes by.
const std::string &ResultCache::identity(StringRef Path, FileInfo &F,
                                         const PathRoot &Root) {
  if (F.Of == &Root)
    return F.Identity;
  F.Of = &Root;
  F.Identity.clear();
  const std::string &Digest = Files.digest(Path, F);
  if (F.Kind != FileInfo::File || Digest.empty())
    return F.Identity;
  KeyHasher Key;
  Key.add(Digest);
  Key.add(Root.code(F.Real));
  return F.Identity = Key.take();
}

std::string ResultCache::resultKey(StringRef CommandKey, StringRef Text,
                                   const PathRoot &Root) {
  KeyHasher Key;
  Key.add(CommandKey);
  Key.add(Text);
  Unpacker U(Text);
  StringRef Place = U.bytes(U.number());
  if (!Place.empty() && Place != Root.path())
    return "";
  std::string Coded, Path;
  DenseMap<std::pair<uint64_t, uint64_t>, uint64_t> Linked;
  for (uint64_t N = U.number(), I = 0; I != N && U.ok(); ++I) {
    U.path(Coded);
    Root.decode(Coded, Path);
    FileInfo &F = Files.look(Path);
    const std::string &Identity = identity(Path, F, Root);
    if (Identity.empty())
      return "";
    Key.add(Identity);
    if (!F.Linked)
      continue;
    // Two names of one file are one file to `#pragma once`.
    uint64_t First =
        Linked.try_emplace({F.State.Device, F.State.Inode}, I).first->second;
    Key.add(std::to_string(First));
  }
  for (auto Wanted : {FileInfo::Missing, FileInfo::Folder})
    for (uint64_t N = U.number(); N && U.ok(); --N) {
      U.path(Coded);
      Root.decode(Coded, Path);
      if (Files.look(Path).Kind != Wanted)
        return "";
    }
  for (uint64_t N = U.number(); N && U.ok(); --N) {
    U.path(Coded);
    Root.decode(Coded, Path);
    if (Files.listing(Path) != U.bytes(DigestSize))
      return "";
  }
  return U.ok() && U.atEnd() ? Key.take() : "";
}

std::optional<TuResult> ResultCache::find(const TuJob &J) {
  if (!active() || J.Cmd.Kind != Command::Ready || !J.Overlay.empty())
    return std::nullopt;
  const PathRoot &Root = Roots.of(J.Cmd.File);
  std::string Command = commandKey(J, Root);
  ++Missed; // until all is well
  CacheEntry Manifests = Folder->read(entryName('m', Command));
  for (StringRef Manifest : manifestsIn(Manifests.Text)) {
    Met.insert(Command);
    std::string Key = resultKey(Command, Manifest, Root);
    if (Key.empty())
      continue;
    std::optional<TuResult> Result = readResult(Key, Root);
    if (!Result)
      continue;
    --Missed;
    ++Found;
    return Result;
  }
  return std::nullopt;
}

std::optional<TuResult> ResultCache::readResult(StringRef Key,
                                                const PathRoot &Root) const {
  CacheEntry Entry = Folder->read(entryName('r', Key));
  if (!Entry)
    return std::nullopt;
  auto Value = json::parse(Entry.Text);
  auto Result = Value ? resultFromJson(*Value) : Value.takeError();
  if (!Result) {
    consumeError(Result.takeError());
    return std::nullopt;
  }
  std::string Decoded;
  forEachPath(*Result, [&](std::string &Path) {
    Root.decode(Path, Decoded);
    Path = Decoded;
  });
  return std::move(*Result);
}

bool ResultCache::isCurrent(const Inputs &I) {
  for (const InputFile &F : I.Files) {
    FileInfo *Now = &Files.look(F.Path);
    if (Now->Kind != FileInfo::File || Now->State != F.State)
      Now = &Files.lookAgain(F.Path);
    if (Now->Kind != FileInfo::File || Now->State != F.State)
      return false;
    if (F.Digest.empty() || F.Digest == Now->Digest)
      continue;
    // What the analysis saw counts; the file may have changed since.
    Now->Digest = F.Digest;
    Now->Of = nullptr;
    Now->Trusted = false;
  }
  for (const std::string &Path : I.Missing)
    if (Files.look(Path).Kind != FileInfo::Missing)
      Files.lookAgain(Path);
  for (const std::string &Path : I.Folders)
    if (Files.look(Path).Kind != FileInfo::Folder)
      Files.lookAgain(Path);
  return true;
}

void ResultCache::store(const TuJob &J, TuResult &R) {
  if (active() && !J.Preamble.File.empty())
    settlePreamble(J, R);
  bool Lasting =
      (R.Status == TuStatus::Analysed || R.Status == TuStatus::Incomplete) &&
      R.ConfigErrors.empty() && R.Read.size() && R.Inputs.Complete;
  if (!active() || !Lasting || J.Cmd.Kind != Command::Ready ||
      !J.Overlay.empty() || !isCurrent(R.Inputs))
    return;
  const PathRoot &Root = Roots.of(J.Cmd.File);
  TuResult Coded = R;
  Coded.Inputs = {};
  Coded.Preamble = {};
  forEachPath(Coded, [&](std::string &Path) { Path = Root.code(Path); });
  std::string Text;
  raw_string_ostream(Text) << toJson(Coded);
  std::string Command = commandKey(J, Root);
  std::string Manifest =
      packManifest(R.Inputs, Root, !isPortable(R, Text, Root));
  std::string Key = resultKey(Command, Manifest, Root);
  // The result first: a manifest without one costs the next run time.
  if (Key.empty() || !write(entryName('r', Key), Text))
    return;
  std::string Name = entryName('m', Command);
  CacheEntry Old = Folder->read(Name);
  if (write(Name, withManifest(Manifest, Old.Text)))
    ++Stored;
}

bool ResultCache::write(StringRef Name, StringRef Text) {
  std::error_code EC = Folder->write(Name, Text);
  if (!EC)
    return true;
  if (EC == std::errc::no_such_file_or_directory) // another run prunes
    return false;
  Problem = "results are no longer kept in '" + displayPath(Folder->path()) +
            "': " + EC.message();
  Serious = true;
  Folder.reset(); // a full disk does not get better by trying
  return false;
}

void ResultCache::finish() {
  if (!active())
    return;
  std::string Index = Files.save();
  if (!Index.empty() && !write(IndexName, Index))
    return;
  if (Definitions.hasNews()) {
    loadDefinitions();
    if (!write(DefinitionsName, Definitions.save()))
      return;
  }
  if (Stored || PreamblesMade || Bounded)
    Folder->prune(MaxBytes, Bounded);
}

std::string ResultCache::statistics() const {
  if (!active())
    return "cache: not used";
  auto Size = Folder->size();
  return formatv(
      "cache: {0} found, {1} not found, {2} stored; {3} preambles used, {4} "
      "made; {5:F1} MB in {6} files of '{7}'",
      Found, Missed, Stored, PreamblesUsed, PreamblesMade,
      Size.second / 1048576.0, Size.first, displayPath(Folder->path()));
}

} // namespace ctx::tool
