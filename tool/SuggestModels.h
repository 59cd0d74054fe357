//===- SuggestModels.h - a model file to begin with -------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_SUGGESTMODELS_H
#define CTX_TIDY_TOOL_SUGGESTMODELS_H

#include "Finding.h"
#include "llvm/Support/raw_ostream.h"

namespace ctx::tool {

/// What --suggest-models comes to.
struct Suggested {
  unsigned Shown = 0;
  unsigned More = 0; ///< left out: they are less convincing
};

/// Writes a model file to \p OS, for people to review, with the \p Limit most
/// convincing candidates of \p Results; nothing if there is none. It says the
/// same for the same results in any order.
Suggested suggestModels(const std::vector<TuResult> &Results, unsigned Limit,
                        llvm::raw_ostream &OS);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SUGGESTMODELS_H
