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

} // namespace ctx::compat

#endif // CTX_TIDY_COMPAT_COMPAT_H
