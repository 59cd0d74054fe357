//===- DefinitionTable.h - what texts may define, kept between runs -*- C++
//-*-===//
//
// Which functions a file may define is a matter of its text alone, and asked
// only if a conclusion depends on a function (core/Asks.h). So this is read
// from the cache only then.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_DEFINITIONTABLE_H
#define CTX_TIDY_TOOL_DEFINITIONTABLE_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>
#include <vector>

namespace ctx::tool {

class DefinitionTable {
public:
  /// \p Keys (sorted, Mentions::Definitions) are of the text with the digest
  /// \p Digest.
  void add(llvm::StringRef Digest, std::vector<uint32_t> Keys);
  /// The text is still there.
  void keep(llvm::StringRef Digest) { Used.try_emplace(Digest); }
  /// The keys of a text; null if they are not known.
  const std::vector<uint32_t> *find(llvm::StringRef Digest) const;

  /// Takes over what save() wrote in an earlier run.
  void load(llvm::StringRef Text);
  bool isLoaded() const { return Loaded; }
  /// True if there is something that no earlier run knew.
  bool hasNews() const { return News; }
  std::string save() const;

private:
  llvm::StringMap<std::vector<uint32_t>> Known;
  llvm::StringMap<char> Used; ///< in this run
  bool Loaded = false, News = false;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_DEFINITIONTABLE_H
