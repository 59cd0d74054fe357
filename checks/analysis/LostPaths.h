//===- LostPaths.h - can a function leave without a trigger? ----*- C++ -*-===//
//
//   localSources()  the sources and cancel handles a function makes
//   LostPaths       hand-outs of one of them, and the way out that forgets it
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_LOSTPATHS_H
#define CTX_TIDY_ANALYSIS_LOSTPATHS_H

#include "HandOuts.h"
#include "Paths.h"
#include "Work.h"
#include <optional>

namespace ctx::analysis {

/// A local object that can ask others to stop.
struct LocalSource {
  std::string Name;           ///< for messages
  clang::SourceLocation At;   ///< where it is defined
  model::TypeUse Type;        ///< none if the model does not type a handle
  bool IsHandle = false;      ///< a cancel handle, not a source
  bool Obliges = false;       ///< has to be triggered even if nothing outlives
  bool CancelsItself = false; ///< triggers when it is destroyed
  const clang::FunctionDecl *Unit = nullptr; ///< function or lambda it is in
  /// The variable it ends with; null if it was dropped at once.
  const clang::VarDecl *Life = nullptr;
  /// Handles: the call that derives.
  const clang::Expr *Derive = nullptr;
  /// Derive puts it into an object that it is given.
  bool PutOut = false;
  /// How the function names it, and what was derived with it.
  llvm::SmallVector<const clang::Expr *, 8> Refs, Derived;
};

/// True if \p V is a source of its own once it is declared: made by its default
/// constructor (or make_shared and the like), not linked to another, not a
/// copy, and not one that triggers when it is destroyed.
bool madeLive(const clang::VarDecl *V, const model::RoleIndex &Roles);

/// The sources and handles that \p F and its lambdas make, those that are
/// dropped included; \p F's own references are not collected if there are none.
/// With \p Cancelling also what cannot be lost: what triggers when it is
/// destroyed (a source, or the one source in an object whose destructor does),
/// what others own, too (a counted pointer), edge signals, and objects that are
/// source and token at once.
std::vector<LocalSource> localSources(const clang::FunctionDecl *F,
                                      const model::RoleIndex &Roles,
                                      bool Cancelling = false);

/// The way out that forgets the source.
struct Loss {
  bool NeverTriggered = false; ///< no path at all triggers
  bool EndlessWork = false;    ///< the work visibly never ends by itself
  const clang::Expr *HandOut = nullptr; ///< where the token went; may be null
  clang::SourceLocation Leaves;         ///< where the path leaves
  /// The statements that wait for the work; asking right before each of them
  /// closes every way out. Empty if that is not so.
  llvm::SmallVector<const clang::Stmt *, 2> Joins;
};

/// Looks for it.
class LostPaths {
public:
  LostPaths(LocalSource &Source, const FunctionView &View,
            const HandOutContext &Context);

  /// False if no path can lose anything: nothing is handed out that outlives,
  /// or the work ends by itself. No graph is needed to know.
  bool matters() const { return Source.Obliges || !Relevant.empty(); }

  std::optional<Loss> find(const clang::CFG &Graph);

private:
  void classify();
  void selectHandOuts(const HandOuts &Found);
  void learnAboutWork();
  void collectDecisions();
  bool asksAboutWork(const clang::Stmt *Condition) const;
  bool isHandle(const clang::Expr *E) const;
  bool mentionsHandle(const clang::Expr *E) const;
  bool holdsTask(const clang::ValueDecl *D) const;
  const clang::Stmt *joinStatement(const clang::Expr *Join) const;
  void collectJoins();
  void addTestExits();
  std::optional<Loss> leak(const Paths &P, PathSpot Start, PathSpot From,
                           const clang::Expr *HandOut);
  void closeAtJoins(const Paths &P, PathSpot From, Loss &L);

  LocalSource &Source;
  const FunctionView &View;
  const HandOutContext &Context;
  const clang::Stmt *Body;
  /// The assignment that sets a handle which was declared before; or null.
  const clang::Expr *Assigned = nullptr;
  llvm::SmallPtrSet<const clang::ValueDecl *, 8> TokenNames;
  std::vector<HandOut> Relevant;
  bool Endless = false;         ///< some work visibly never ends by itself
  bool AskedByCallback = false; ///< a lambda made under a condition triggers
  bool EverStopped = false;     ///< triggered, or out of sight, somewhere
  llvm::SmallVector<const clang::Expr *, 4> Triggers;
  /// A path that passes one of these is no loss.
  llvm::SmallPtrSet<const clang::Stmt *, 16> Stops;
  /// Branches taken with knowledge of the work, and branches around the only
  /// triggers.
  llvm::SmallPtrSet<const clang::Stmt *, 8> Decisions, Optional;
  llvm::SmallPtrSet<const clang::ValueDecl *, 4> Handles, Known;
  llvm::SmallVector<const clang::Stmt *, 2> Joins;
  llvm::SmallPtrSet<const clang::Stmt *, 16> InJoins;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_LOSTPATHS_H
