//===- Manifest.h - the inputs of an analysis, in few bytes -----*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_MANIFEST_H
#define CTX_TIDY_TOOL_MANIFEST_H

#include "Inputs.h"
#include "PathRoot.h"
#include "llvm/Support/BLAKE3.h"

namespace ctx::tool {

/// A hash over parts, none of which runs into the next.
class KeyHasher {
public:
  void add(llvm::StringRef Part) {
    uint64_t Size = Part.size();
    Hasher.update(llvm::StringRef(reinterpret_cast<const char *>(&Size), 8));
    Hasher.update(Part);
  }
  std::string take() {
    auto Digest = Hasher.final<DigestSize>();
    return std::string(reinterpret_cast<const char *>(Digest.data()),
                       DigestSize);
  }

private:
  llvm::BLAKE3 Hasher;
};

/// The name of the entry of this kind with this key.
std::string entryName(char Kind, llvm::StringRef Key);

/// \p I as it is stored: with paths from \p Root. A result that is \p Bound to
/// its place names it.
std::string packManifest(const Inputs &I, const PathRoot &Root, bool Bound);

/// The manifests in an entry, the newest first.
std::vector<llvm::StringRef> manifestsIn(llvm::StringRef Text);

/// The entry \p Old with \p Newest in front.
std::string withManifest(llvm::StringRef Newest, llvm::StringRef Old);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_MANIFEST_H
