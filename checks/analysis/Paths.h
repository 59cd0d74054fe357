//===- Paths.h - is there a way through a function that ... -----*- C++ -*-===//
//
//   "can the function be left after A without passing P?"   -> pathOut()
//   "can B be reached from A without passing P?"            -> reaches()
//
// Over the control-flow graph of one function or lambda. Feasibility is not
// looked at, except for conditions clang can fold. A path ends without being a
// way out where a call does not return. Exceptions are paths only where the
// code says `throw`, and then to the handler that takes the type.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_PATHS_H
#define CTX_TIDY_ANALYSIS_PATHS_H

#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace ctx::analysis {

/// Where a path is: just behind element number Index of Block. Index -1 is the
/// start of the block.
struct PathSpot {
  const clang::CFGBlock *Block = nullptr;
  int Index = -1;
};

/// A path that was found.
struct PathOut {
  /// The statement that leaves: a return, a throw, a break, continue or goto.
  /// Null if the path just comes to the end of the scope or function.
  const clang::Stmt *Leaves = nullptr;
  /// The end of the scope, if the path came to one before the function's end.
  const clang::Stmt *Scope = nullptr;
  /// The branches taken: the statement (if, while, ?: ...) and which way, true
  /// for its first successor. In order.
  llvm::SmallVector<std::pair<const clang::Stmt *, bool>, 4> Branches;
};

/// The paths of one control-flow graph, which has to be built with all
/// statements always added (TuServices::cfg does).
class Paths {
public:
  explicit Paths(const clang::CFG &Graph);

  /// What a path may not pass.
  struct Barrier {
    /// True for an element that ends the search along its path.
    llvm::function_ref<bool(const clang::CFGElement &)> At;
    /// True for a branch (the terminator of a block) that no path may take.
    llvm::function_ref<bool(const clang::Stmt *)> Branch;
    /// True if no path may go on from a branch or jump (the terminator of a
    /// block) the way of this number: 0 for the first successor.
    llvm::function_ref<bool(const clang::Stmt *, int)> Way = nullptr;
  };

  /// The place of \p S, or of the full statement that declares it if clang
  /// split the declaration; nothing if \p S is not an element of this graph.
  std::optional<PathSpot> spotOf(const clang::Stmt *S) const;
  /// The place where \p V is declared.
  std::optional<PathSpot> spotOf(const clang::VarDecl *V) const;

  /// The shortest path from \p From to an end that passes nothing of \p Avoid.
  /// An end is the end of the function, or the end of the lifetime of \p Life
  /// if that is not null: its scope is left, or its declaration is reached
  /// again.
  std::optional<PathOut> pathOut(PathSpot From, const clang::VarDecl *Life,
                                 const Barrier &Avoid) const;

  /// True if a path from \p From comes to \p To and passes nothing of \p Avoid
  /// before it.
  bool reaches(PathSpot From, PathSpot To, const Barrier &Avoid) const;

  /// The blocks that may run after \p B, each with its number among the
  /// successors; an explicit throw goes to the handler that takes it.
  static llvm::SmallVector<std::pair<const clang::CFGBlock *, int>, 4>
  successors(const clang::CFGBlock *B);

private:
  struct Search;

  const clang::CFG &Graph;
  llvm::DenseMap<const clang::Stmt *, PathSpot> Spots;
  llvm::DenseMap<const clang::VarDecl *, PathSpot> Declarations;
};

/// True if \p Handler takes an exception of type \p Thrown, or may.
bool takes(const clang::CXXCatchStmt *Handler, clang::QualType Thrown);

/// True if \p Element declares \p V.
bool declares(const clang::CFGElement &Element, const clang::VarDecl *V);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_PATHS_H
