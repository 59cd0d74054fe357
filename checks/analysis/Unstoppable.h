//===- Unstoppable.h - work that has no way to be stopped -------*- C++ -*-===//

#ifndef CTX_TIDY_ANALYSIS_UNSTOPPABLE_H
#define CTX_TIDY_ANALYSIS_UNSTOPPABLE_H

#include "Starts.h"
#include "Unpolled.h"
#include <optional>

namespace ctx::analysis {

/// A loop that keeps started work going.
struct KeepsGoing {
  /// The loop; for one made of `goto`, the label that it goes back to.
  const clang::Stmt *Loop = nullptr;
  Frame In;             ///< the function or lambda it stands in
  bool Endless = false; ///< nothing at all leads out of it
  bool OwnFrame = true; ///< In is what was started, not a callee of it
};

/// Answers for the workers of one translation unit.
class Unstoppable {
public:
  Unstoppable(const model::RoleIndex &Roles, const clang::ASTContext &Context)
      : Roles(Roles), Context(Context), Observers(Roles) {}

  /// The loop of \p Worker, or of a function in reach that it calls, that goes
  /// round for ever: no token, flag, closed queue, `break`, `return` or
  /// exception ends it. Loops that only compute are none, nor are those that
  /// only wait, unless \p Parked.
  std::optional<KeepsGoing> endlessLoop(const Frame &Worker,
                                        bool Parked = false);

  /// A loop of \p Worker, or of the one function that it consists of a call of,
  /// that may run long and looks at no token.
  std::optional<KeepsGoing> longLoop(const Frame &Worker);

  Polls &polls() { return Observers; }

private:
  std::optional<KeepsGoing> endlessIn(const Frame &F, bool InTry,
                                      unsigned Depth);
  bool nothingLeadsOut(const clang::Stmt *Loop, const Frame &F, bool InTry);
  bool keepsWorking(llvm::ArrayRef<const clang::Stmt *> Round);
  bool mayEndByException(const clang::Stmt *Loop, const Frame &F, bool InTry);
  bool mayAnswer(const clang::Stmt *Part);
  const clang::LabelStmt *endlessGoto(const Frame &F, bool InTry);
  bool isEndlessHere(const clang::Stmt *Loop, const Frame &F) const;

  const model::RoleIndex &Roles;
  const clang::ASTContext &Context;
  Polls Observers;
  bool Parked = false; ///< loops that only wait count
  llvm::SmallPtrSet<const clang::FunctionDecl *, 16> Visited;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_UNSTOPPABLE_H
