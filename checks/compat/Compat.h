//===- Compat.h - every difference between LLVM versions --------*- C++ -*-===//
//
// One source builds against LLVM 14 and later. Whatever differs is here, as one
// small function with the version it changed in and why, and nowhere else: a
// test fails on LLVM_VERSION_MAJOR in any other file.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_COMPAT_COMPAT_H
#define CTX_TIDY_COMPAT_COMPAT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Config/llvm-config.h"

namespace ctx::compat {

/// The type that \p R declares. 22 replaced getTypeDeclType() for tags when the
/// elaborated-type sugar moved into the tag types.
inline clang::QualType typeOf(const clang::ASTContext &Context,
                              const clang::TagDecl *R) {
#if LLVM_VERSION_MAJOR >= 22
  return clang::QualType(Context.getCanonicalTagType(R));
#else
  return Context.getTypeDeclType(R);
#endif
}

/// 16 renamed startswith() and endswith(); 19 dropped the old names.
inline bool startsWith(llvm::StringRef S, llvm::StringRef Prefix) {
#if LLVM_VERSION_MAJOR >= 16
  return S.starts_with(Prefix);
#else
  return S.startswith(Prefix);
#endif
}
inline bool endsWith(llvm::StringRef S, llvm::StringRef Suffix) {
#if LLVM_VERSION_MAJOR >= 16
  return S.ends_with(Suffix);
#else
  return S.endswith(Suffix);
#endif
}

/// What the user wrote behind `co_await`, or null for other expressions. Before
/// 15 the operand of a resolved co_await is not kept.
inline const clang::Expr *awaitedOperand(const clang::Expr *E) {
  if (const auto *D = llvm::dyn_cast_or_null<clang::DependentCoawaitExpr>(E))
    return D->getOperand();
#if LLVM_VERSION_MAJOR >= 15
  if (const auto *C = llvm::dyn_cast_or_null<clang::CoawaitExpr>(E))
    return C->getOperand();
#endif
  return nullptr;
}

/// True for a function with a requires-clause behind its parameters. 21 made
/// the clause a struct that also knows its pack index.
inline bool hasTrailingRequires(const clang::FunctionDecl *F) {
#if LLVM_VERSION_MAJOR >= 21
  return bool(F->getTrailingRequiresClause());
#else
  return F->getTrailingRequiresClause() != nullptr;
#endif
}

} // namespace ctx::compat

#endif // CTX_TIDY_COMPAT_COMPAT_H
