//===- Spelling.h - "did you mean" ------------------------------*- C++ -*-===//

#ifndef CTX_TIDY_MODEL_SPELLING_H
#define CTX_TIDY_MODEL_SPELLING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace ctx {

/// The entry of \p Known that \p Typed most likely means, or "" if none is near
/// (more than a third of its letters differ).
inline llvm::StringRef nearest(llvm::StringRef Typed,
                               llvm::ArrayRef<llvm::StringRef> Known) {
  llvm::StringRef Best;
  unsigned BestDistance = unsigned(Typed.size()) / 3 + 2;
  for (llvm::StringRef K : Known) {
    unsigned D = Typed.edit_distance(K, /*AllowReplacements=*/true,
                                     /*MaxEditDistance=*/BestDistance);
    if (D < BestDistance && D < K.size()) {
      Best = K;
      BestDistance = D;
    }
  }
  return Best;
}

/// "; did you mean 'X'?" for the nearest of \p Known, or "".
inline std::string didYouMean(llvm::StringRef Typed,
                              llvm::ArrayRef<llvm::StringRef> Known) {
  llvm::StringRef Best = nearest(Typed, Known);
  return Best.empty() ? "" : "; did you mean '" + Best.str() + "'?";
}

} // namespace ctx

#endif // CTX_TIDY_MODEL_SPELLING_H
