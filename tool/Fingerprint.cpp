//===- Fingerprint.cpp ----------------------------------------------------===//

#include "Fingerprint.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MD5.h"

using namespace llvm;

namespace ctx::tool {

std::vector<std::string> fingerprints(const std::vector<Finding> &Findings,
                                      SourceCache &Sources) {
  std::vector<std::string> Out;
  std::map<std::string, unsigned> Met;
  for (const Finding &F : Findings) {
    std::string Key =
        F.Check + '\0' + displayPath(F.Main.File) + '\0' + F.Main.Text + '\0';
    if (const SourceFile *S = Sources.get(F.Main.File))
      for (char C : S->line(F.Main.Line))
        if (!isSpace(C))
          Key += C;
    Key += '\0' + std::to_string(Met[Key]++);
    // Any hash that spreads will do; nobody gains by a collision.
    MD5 Hash;
    Hash.update(Key);
    MD5::MD5Result Result;
    Hash.final(Result);
    Out.push_back(Result.digest().str().str());
  }
  return Out;
}

} // namespace ctx::tool
