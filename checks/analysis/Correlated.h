//===- Correlated.h - what else tells of a missing value --------*- C++ -*-===//
//
//   if (!a && !b) return 0;          behind it, `a` tells of `b`
//   if (!a) error = "no a";          behind it, `error` tells of `a`
//   if (!authenticate(ctx)) return;  may have stored the value, or asked for it
//   auto *u = static_cast<User *>(a); `u` is `a`
//
// Values are followed one at a time, so a condition on something else is taken
// for free. These are the ones that are not.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_CORRELATED_H
#define CTX_TIDY_ANALYSIS_CORRELATED_H

#include "MissingValues.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/SmallVector.h"

namespace ctx::analysis {

/// The variables, fields of `this` and functions that may tell in one frame
/// whether a value is missing, besides the variable that holds it.
class Tellers {
public:
  /// Those for \p H in the frame with the body \p Body; \p Up covers it.
  Tellers(const Held &H, const clang::Stmt *Body, const clang::ParentMap &Up,
          const model::RoleIndex &Roles, const clang::ASTContext &Context);

  /// True if there are none.
  bool empty() const { return All.empty(); }
  /// True if \p E, a condition or a part of one, asks what may know it by then.
  bool tell(const clang::Expr *E) const;

private:
  /// One of them, and where it knows.
  struct Teller {
    const clang::ValueDecl *Who; ///< null for all members of `this`
    /// The condition it was told by; null for an assignment.
    const clang::Expr *By;
    clang::SourceLocation After;
    /// The only statement that it knows it in; null for the whole frame.
    const clang::Stmt *Within;
  };
  using Operands = llvm::SmallVector<const clang::Expr *, 4>;

  void addTest(const clang::Stmt *Branch, const clang::Expr *Condition,
               const clang::Stmt *Body);
  void addWritten(const clang::Stmt *Branch, const clang::Expr *Condition);
  void addAsked(const clang::Expr *Asked, const clang::Expr *By,
                const clang::Stmt *Within);
  void add(const clang::ValueDecl *Who, const clang::Expr *By,
           clang::SourceLocation After, const clang::Stmt *Within = nullptr);
  bool isAbout(const clang::Expr *E) const;
  bool isWritten(const clang::Expr *Ref) const;
  Answer ask(const clang::Expr *E) const;

  const Held &H;
  const clang::ParentMap &Up;
  const model::RoleIndex &Roles;
  const clang::ASTContext &Context;
  llvm::SmallVector<Teller, 8> All;
};

/// \p H as the other variables hold it that are given its pointer where \p Body
/// declares them: `auto *data = static_cast<Data *>(raw);`
llvm::SmallVector<Held, 2> namesOf(const Held &H, const clang::Stmt *Body);

/// True if \p S runs something that may look for the value of \p R, or store
/// it: a call that is lent the context to write to, one whose body is in sight
/// and reads the key, or throws and is given the context, and one whose result
/// is the context from there on.
bool mayProvide(const clang::Stmt *S, const ValueRead &R,
                const model::RoleIndex &Roles,
                const clang::ASTContext &Context);

/// True if \p E, a condition, asks for the result of a call that was given the
/// context of \p R and is no operation of the model.
bool asksHelper(const clang::Expr *E, const ValueRead &R,
                const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_CORRELATED_H
