//===- Shard.cpp ----------------------------------------------------------===//

#include "Shard.h"
#include "Files.h"
#include "ResultFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"
#include <numeric>

using namespace llvm;

namespace ctx::tool {
namespace {

/// A hash of several texts, in order.
class Digest {
public:
  void add(StringRef Text) {
    // The length keeps {"ab", "c"} and {"a", "bc"} apart.
    All += utostr(Text.size());
    All += ':';
    All += Text;
  }
  std::string text() const {
    XXH128_hash_t H = xxh3_128bits(
        ArrayRef(reinterpret_cast<const uint8_t *>(All.data()), All.size()));
    return utohexstr(H.high64, /*LowerCase=*/true, 16) +
           utohexstr(H.low64, /*LowerCase=*/true, 16);
  }

private:
  std::string All;
};

std::string unitOf(const Command &C, const Portable &Paths) {
  Digest D;
  D.add(Paths.path(C.File));
  D.add(Paths.path(C.Directory));
  for (const std::string &F : C.Flags)
    D.add(Paths.text(F));
  return D.text();
}

/// All of \p J but its command, as one text.
std::string configurationOf(const TuJob &J, const Portable &Paths) {
  json::Value V = toJson(J);
  for (const char *Key :
       {"kind", "why", "file", "directory", "flags", "overlay", "profile"})
    V.getAsObject()->erase(Key);
  std::string Text;
  raw_string_ostream(Text) << V;
  return Paths.text(Text);
}

} // namespace

RunKey runKey(const std::vector<TuJob> &Jobs, ArrayRef<std::string> Unknown,
              const Portable &Paths) {
  RunKey Key;
  Digest Database, Configuration;
  std::map<std::string, std::string> Models; // path to content
  std::string Before; // many files share one configuration
  for (const TuJob &J : Jobs) {
    Key.Units.push_back(unitOf(J.Cmd, Paths));
    for (const std::string &M : J.Config.Models)
      Models.try_emplace(M);
    std::string Now = configurationOf(J, Paths);
    Configuration.add(Now == Before ? "" : Now);
    Before = std::move(Now);
  }
  for (const std::string &File : Unknown) {
    Digest D;
    D.add(Paths.path(absolutePath(File, workingDirectory())));
    Key.Units.push_back(D.text());
  }
  for (const std::string &U : Key.Units)
    Database.add(U);
  for (const auto &M : Models)
    if (auto Buffer = readRegularFile(M.first))
      Configuration.add((*Buffer)->getBuffer());
  Key.Database = Database.text();
  Key.Configuration = Configuration.text();
  return Key;
}

std::vector<unsigned> assignShards(ArrayRef<std::string> Units, unsigned Count,
                                   const std::map<std::string, double> &Costs) {
  std::vector<double> Cost(Units.size(), -1);
  double Known = 0;
  size_t KnownUnits = 0;
  for (size_t I = 0; I != Units.size(); ++I) {
    auto Found = Costs.find(Units[I]);
    if (Found == Costs.end())
      continue;
    Known += Cost[I] = Found->second;
    ++KnownUnits;
  }
  double Average = KnownUnits ? Known / KnownUnits : 1;
  for (double &C : Cost)
    C = C < 0 ? Average : C;

  // The most expensive first, each to the shard that has least to do.
  std::vector<size_t> Order(Units.size());
  std::iota(Order.begin(), Order.end(), 0);
  llvm::sort(Order, [&](size_t A, size_t B) {
    return Cost[A] != Cost[B] ? Cost[A] > Cost[B] : A < B;
  });
  std::vector<double> Load(Count);
  std::vector<unsigned> Out(Units.size());
  for (size_t I : Order) {
    auto Least = std::min_element(Load.begin(), Load.end());
    *Least += Cost[I];
    Out[I] = unsigned(Least - Load.begin()) + 1;
  }
  return Out;
}

} // namespace ctx::tool
