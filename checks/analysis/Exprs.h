//===- Exprs.h - what an expression is really about -------------*- C++ -*-===//

#ifndef CTX_TIDY_ANALYSIS_EXPRS_H
#define CTX_TIDY_ANALYSIS_EXPRS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>

namespace ctx::analysis {

/// \p E without what the compiler put around it: parentheses, implicit casts,
/// clean-ups, materialised temporaries, copies and moves (also `std::move(x)`).
/// Never null for a non-null argument.
const clang::Expr *strip(const clang::Expr *E);

/// The named object behind \p E: strip(), and through `*p`, `&x`, `p->`,
/// `p.get()`, `p.value()`, `std::ref(x)`. For `*ctx_` that is `ctx_`.
const clang::Expr *object(const clang::Expr *E);

/// The variable, parameter, binding or field of `this` that object() of \p E
/// names, or null for anything else (a call, a member of another object).
const clang::ValueDecl *referenced(const clang::Expr *E);

/// True if \p E is a member of the object that `this` points at.
bool isMemberOfThis(const clang::Expr *E);

/// The innermost ancestor of \p S in \p Parents that is more than the
/// compiler's wrapping: skips the nodes that strip() looks through.
const clang::Stmt *userParent(const clang::ParentMap &Parents,
                              const clang::Stmt *S);

/// Calls \p Visit for \p Root and everything below it in source order, lambda
/// bodies and captures included, unevaluated operands not. Stops going deeper
/// below a node for which \p Visit returns false.
void forEachStmt(const clang::Stmt *Root,
                 llvm::function_ref<bool(const clang::Stmt *)> Visit);

/// True if \p Root holds a reference to \p D (captures of a lambda included).
bool mentions(const clang::Stmt *Root, const clang::ValueDecl *D);

/// True if \p D is part of the standard library: in namespace std, or in a
/// class or namespace there.
bool isInStd(const clang::Decl *D);

/// The source text of \p Range as the user wrote it, "" if it is not all in one
/// file.
std::string textOf(clang::SourceRange Range, const clang::ASTContext &Context);

/// True if a fix may replace \p Range: it is written in one file, and not in a
/// macro unless it is wholly inside one macro argument.
bool canEdit(clang::SourceRange Range, const clang::ASTContext &Context);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_EXPRS_H
