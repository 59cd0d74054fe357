//===- SingleUse.h - objects that serve one operation -----------*- C++ -*-===//
//
//   stub->Get(&ctx, request, &reply);      ctx has served
//   stub->Put(&ctx, request, &reply);      and is asked to serve again
//
// Which operations a frame starts on which object, and whether one may run
// after another on the same object. An object has a path of names: a variable,
// or a member of one or of `this`.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_SINGLEUSE_H
#define CTX_TIDY_ANALYSIS_SINGLEUSE_H

#include "../model/RoleIndex.h"
#include "Loops.h"
#include "Paths.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/DenseMap.h"

namespace ctx::analysis {

/// The names that lead to an object: `call->context` is call, context; a member
/// of `this` begins with the field. Empty for what has no such path.
using ObjectPath = llvm::SmallVector<const clang::ValueDecl *, 2>;

/// The path of the object that \p E names, points at or converts from.
/// References, and pointers in \p Body that always point at one object, stand
/// for it.
ObjectPath pathOf(const clang::Expr *E, const clang::Stmt *Body);

/// One operation that is started on a single-use object.
struct OpStart {
  const clang::CallExpr *Call = nullptr; ///< the call in this frame
  const clang::Expr *On = nullptr;       ///< the argument that is the object
  ObjectPath Path;
  model::TypeUse Type;
  /// The object is a slot: it serves one operation at a time.
  bool Slot = false;
};

/// The starts of one translation unit.
class SingleUse {
public:
  using ParentsOf =
      std::function<const clang::ParentMap &(const clang::FunctionDecl *)>;
  SingleUse(const model::RoleIndex &Roles, ParentsOf Parents)
      : Roles(Roles), Parents(std::move(Parents)) {}

  /// The starts of \p F, in source order; calls of functions in reach that
  /// start one on their parameter in any case included. \p ParentsOfF covers F.
  std::vector<OpStart> startsIn(const Frame &F,
                                const clang::ParentMap &ParentsOfF);

  /// True if an operation may be started at \p Second after one at \p First on
  /// the same object, which was not made anew or made ready in between; false
  /// also if that is not known. \p First may be \p Second: around a loop.
  bool runsAgain(const OpStart &First, const OpStart &Second, const Frame &F,
                 const Paths &P, const clang::ParentMap &ParentsOfF);

private:
  bool startsOnParameter(const clang::FunctionDecl *F, unsigned Index,
                         unsigned Depth);
  std::vector<OpStart> starts(const Frame &F, const clang::ParentMap &Up,
                              unsigned Depth);
  bool slotStart(const clang::CallExpr *Bind, const Frame &F,
                 const clang::ParentMap &Up, OpStart &Out);
  bool canBeReset(const model::TypeUse &Type);
  bool isRenewed(const clang::CFGElement &E, const OpStart &S, const Frame &F,
                 const clang::ParentMap &Up);
  bool slotIsFree(const clang::Stmt *S, const OpStart &Started, const Frame &F);

  const model::RoleIndex &Roles;
  ParentsOf Parents;
  llvm::DenseMap<std::pair<const clang::FunctionDecl *, unsigned>, bool>
      Starting;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_SINGLEUSE_H
