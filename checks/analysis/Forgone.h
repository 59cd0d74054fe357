//===- Forgone.h - calls that leave out a token -----------------*- C++ -*-===//
//
//   void fetch(int id, std::stop_token st = {});
//   void handle(int id, std::stop_token st) {
//     fetch(id);          could be given st: that is what is wrong here, not
//     store(id);          that st is unused
//   }
//
// Which calls go without a token for a good reason, and whether a parameter is
// one that a call in the body should have been given.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_FORGONE_H
#define CTX_TIDY_ANALYSIS_FORGONE_H

#include "../model/RoleIndex.h"
#include "clang/AST/ParentMap.h"

namespace ctx::analysis {

/// True for a function that ends something: it must not be stopped half-way.
bool endsSomething(const clang::FunctionDecl *F);

/// The name of what \p Call calls or constructs, for messages; "" if it has
/// none.
std::string nameOfCallee(const clang::Expr *Call);

/// The name that \p Call is written with: of the function, or of the function
/// object.
std::string nameAsCalled(const clang::CallExpr *Call);

/// True for a call that goes without a token for a good reason, or is another
/// check's. \p Allowed are names of functions and classes that may; with
/// \p Logging those that log may not.
bool goesWithoutToken(const clang::Expr *Call,
                      llvm::ArrayRef<std::string> Allowed, bool Logging,
                      const model::RoleIndex &Roles);

/// True if a call in \p Body, a body in \p F or its own, could be given \p P, a
/// parameter of the function with that body, and goes without any token.
/// \p Parents covers \p F.
bool isForgone(const clang::ParmVarDecl *P, const clang::Stmt *Body,
               const clang::FunctionDecl *F, const clang::ParentMap &Parents,
               const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_FORGONE_H
