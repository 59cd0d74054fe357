//===- ObjectUses.h - what a function does with one object ------*- C++ -*-===//
//
// For a local source or cancel handle: is it triggered, looked at, asked for
// its token, or does it get out of sight? Copies and references with a name of
// their own stand for the object; anything not understood is an escape.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_OBJECTUSES_H
#define CTX_TIDY_ANALYSIS_OBJECTUSES_H

#include "../model/RoleIndex.h"
#include "Paths.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace ctx::analysis {

/// One function, with what is needed to go up and sideways in it. Lambdas are
/// part of the function they are written in.
class FunctionView {
public:
  /// \p Parents has to be that of \p F (TuServices::parents).
  FunctionView(const clang::FunctionDecl *F, const clang::ParentMap &Parents,
               const model::RoleIndex &Roles);

  const clang::FunctionDecl *function() const { return F; }
  const model::RoleIndex &roles() const { return Roles; }
  const clang::Stmt *parent(const clang::Stmt *S) const {
    return Parents.getParent(const_cast<clang::Stmt *>(S));
  }
  /// Every reference to \p D in the function, in source order.
  llvm::ArrayRef<const clang::DeclRefExpr *>
  references(const clang::ValueDecl *D) const;
  /// The outermost lambda around \p S that lies inside \p Unit (a body), or
  /// null.
  const clang::LambdaExpr *lambdaAround(const clang::Stmt *S,
                                        const clang::Stmt *Unit) const;
  /// Goes up from \p Ref, which names an object, while the parent still means
  /// that object (`*p`, `p->`, `std::move(x)`). \returns the first parent that
  /// means something else, or null; \p Child becomes its child on the way.
  const clang::Stmt *userOf(const clang::Expr *Ref,
                            const clang::Stmt *&Child) const;
  /// The variable of a loop over a range, to the variable or field the range
  /// is; \p D itself for everything else.
  const clang::ValueDecl *ranged(const clang::ValueDecl *D) const;

private:
  const clang::FunctionDecl *F;
  const clang::ParentMap &Parents;
  const model::RoleIndex &Roles;
  llvm::DenseMap<const clang::ValueDecl *,
                 llvm::SmallVector<const clang::DeclRefExpr *, 4>>
      Refs;
  llvm::DenseMap<const clang::ValueDecl *, const clang::ValueDecl *> Ranges;
};

enum class UseKind : uint8_t {
  Trigger, ///< asks for cancellation
  Look,    ///< polls, or asks whether a request is possible
  Token,   ///< takes its token
  Renewed, ///< another value is assigned
  Escape   ///< anything else: it may be triggered by others from here on
};

/// One use of an object.
struct ObjectUse {
  UseKind Kind;
  const clang::Expr *E; ///< the operation, or the reference itself
};

/// All uses of one object.
struct ObjectUses {
  llvm::SmallVector<ObjectUse, 8> Uses;
  /// The names it has: the variable, its copies and references.
  llvm::SmallPtrSet<const clang::ValueDecl *, 4> Names;
};

/// The uses of the object that the expressions \p Refs name (references to one
/// variable, or members of one), and of its copies and references. A call of
/// the object itself is a trigger if \p CallTriggers.
ObjectUses usesOf(llvm::ArrayRef<const clang::Expr *> Refs,
                  const FunctionView &View, bool CallTriggers = false);

/// Where \p S, or the innermost of what it is a part of that has a spot in
/// \p P's graph, is; that of the first variable for a declaration statement
/// without one.
std::optional<PathSpot> spotAbove(const Paths &P, const clang::Stmt *S,
                                  const FunctionView &View);

/// What the operation \p E (a call on an object) does with that object.
UseKind kindOfOp(const clang::Expr *E, const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_OBJECTUSES_H
