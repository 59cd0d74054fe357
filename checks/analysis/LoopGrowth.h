//===- LoopGrowth.h - what a loop adds to with each iteration ---*- C++ -*-===//
//
//   callbacks.emplace_back(st, [c] { c->close(); });      kept
//   token.register_callback([] { step(); });              registered for ever
//   auto own = source::create_linked_source(token);       linked for ever
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_LOOPGROWTH_H
#define CTX_TIDY_ANALYSIS_LOOPGROWTH_H

#include "ObjectUses.h"
#include <string>
#include <utility>
#include <vector>

namespace ctx::analysis {

/// The two sides of the assignment \p S; null for other statements.
std::pair<const clang::Expr *, const clang::Expr *>
sidesOf(const clang::Stmt *S);

/// True if something in \p Root declares \p D.
bool declaresIn(const clang::Stmt *Root, const clang::ValueDecl *D);

/// Something that each iteration of a loop leaves behind on a token from
/// outside of it.
struct Pile {
  enum KindT : uint8_t {
    Kept,       ///< a registration, in a container
    Registered, ///< a callback that nothing takes back
    Linked      ///< a source that is linked until its parent ends
  } What;
  const clang::Expr *At = nullptr; ///< the call or construction
  std::string Onto; ///< the container or the token, as it is written
};

/// What \p Loop, of unknown length, piles up, inner loops left out. What a
/// member keeps counts only if all functions that can take it out are in reach.
/// \p Graph gives the graph of the function or lambda that the loop is in; it
/// is asked for if there is something to say.
std::vector<Pile> pilesIn(const clang::Stmt *Loop, const FunctionView &View,
                          llvm::function_ref<const clang::CFG *()> Graph);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_LOOPGROWTH_H
