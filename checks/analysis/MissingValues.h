//===- MissingValues.h - what code does if a value is missing ---*- C++ -*-===//
//
//   auto value = ctx.GetValue("user");        held
//   if (!value.has_value()) return;           leaves if it is missing
//   any_cast<User>(value).greet();            consumes it
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_MISSINGVALUES_H
#define CTX_TIDY_ANALYSIS_MISSINGVALUES_H

#include "Assumed.h"
#include "ContextValues.h"
#include "clang/AST/ParentMap.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ctx::analysis {

/// A value on its way: what gave it, and the variable that holds it.
struct Held {
  const clang::Expr *From = nullptr; ///< the expression whose value it is
  const clang::VarDecl *In = nullptr;
  const clang::Stmt *Stored = nullptr; ///< the assignment to In, if it is one
  const clang::VarDecl *Ok = nullptr;  ///< a flag that says whether it is there
  ValueKind Kind = ValueKind::None;
  bool Iterator = false;
  bool Inner = false;  ///< the value is what In points at
  bool Filled = false; ///< In was handed to the look-up, which may leave it
  const ValueRead *Read = nullptr;
  /// What is assumed: that it is of this type, or (null) that it is missing.
  clang::QualType Is;
  bool OneOf = false; ///< it is asked for several types
};

/// What uses a value.
struct Consumer {
  const clang::Expr *At = nullptr;
  bool Throws = false;
};

/// What \p E does with the value \p H; nothing if it can do without.
Consumer consumerAt(const clang::Expr *E, const Held &H);

/// True if \p S may give the variable of \p H another value, or has somebody
/// look at it.
bool endsSearch(const clang::Stmt *S, const Held &H);

/// What \p E, a condition without `!`, `&&`, `||`, is if the value of \p H is
/// missing, or of the type H.Is. Without a variable it is about what is read
/// under the key.
Answer ifMissing(const Held &H, const clang::Expr *E,
                 const model::RoleIndex &Roles,
                 const clang::ASTContext &Context);

/// The same of \p Case (null: the default) in `switch (Condition)`: where
/// Condition is the number of the alternative that is held, every case has
/// looked, but for the one of a first alternative that means none.
Answer ifMissing(const Held &H, const clang::Expr *Condition,
                 const clang::Expr *Case, const clang::ParentMap &Up,
                 const clang::ASTContext &Context);

/// The types other than the one it is taken for that \p Body asks the value of
/// \p H, a variable, for.
llvm::SmallVector<clang::QualType, 2> askedTypes(const clang::Stmt *Body,
                                                 const Held &H);

/// True if \p S hands a condition that does not hold if the value of \p H is
/// missing to a function that does not return then: it is called like an
/// assertion, or \p Cfg gives the graph of its body and that says so.
bool isRequired(
    const clang::Stmt *S, const Held &H, const model::RoleIndex &Roles,
    const clang::ASTContext &Context,
    llvm::function_ref<const clang::CFG *(const clang::FunctionDecl *)> Cfg);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_MISSINGVALUES_H
