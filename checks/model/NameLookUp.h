//===- NameLookUp.h - names as a user writes them ---------------*- C++ -*-===//
//
// For the RoleIndex*.cpp files alone.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_NAMELOOKUP_H
#define CTX_TIDY_MODEL_NAMELOOKUP_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/SmallVector.h"

namespace ctx::model {

using Decls = llvm::SmallVector<const clang::NamedDecl *, 4>;

/// Looks \p Spelling ("ns::Name", no leading "::") up as a user would write it:
/// through inline namespaces, using-declarations, using-directives, namespace
/// aliases and typedefs. \returns the declarations found, not canonical; empty
/// if it does not resolve.
Decls lookUpName(clang::ASTContext &Context, llvm::StringRef Spelling);

/// The declaration that stands for \p D in the index: of a template its
/// pattern.
const clang::NamedDecl *canonical(const clang::NamedDecl *D);

/// The record that stands for a class in the index: the pattern for a
/// specialization of a class template, so that all specializations match.
const clang::CXXRecordDecl *patternOf(const clang::CXXRecordDecl *R);

/// The class that \p T is, also for a template-id that depends on a parameter;
/// null for other types.
const clang::CXXRecordDecl *classOf(clang::QualType T);

/// True if \p D is declared in namespace std, or in one inside it.
bool inStd(const clang::Decl *D);

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_NAMELOOKUP_H
