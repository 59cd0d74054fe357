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
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <optional>

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

/// True if \p S is one of \p Of. is_contained() takes a list in braces
/// since 15.
inline bool isOneOf(llvm::StringRef S,
                    std::initializer_list<llvm::StringRef> Of) {
  return llvm::is_contained(Of, S);
}

/// What \p Value holds, or \p Otherwise. What LLVM returned before 16 was an
/// llvm::Optional, which has no value_or() before 15.
template <class Optional, class T>
T valueOr(const Optional &Value, T Otherwise) {
  return Value ? T(*Value) : Otherwise;
}

/// What a suspension is about: what the user wrote behind `co_await`, the
/// awaiter of `co_yield`. Before 15 it is not kept, and what the compiler put
/// around it has to be taken off.
inline const clang::Expr *suspendOperand(const clang::CoroutineSuspendExpr *S) {
#if LLVM_VERSION_MAJOR >= 15
  return S->getOperand();
#else
  const clang::Expr *E = S->getCommonExpr();
  if (!llvm::isa<clang::CoawaitExpr>(S))
    return E;
  // The compiler's calls stand where the keyword does.
  for (;;) {
    const clang::Expr *In = E->IgnoreImplicit();
    const auto *Op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(In);
    const auto *Call = llvm::dyn_cast<clang::CallExpr>(In);
    if (Op && Op->getOperator() == clang::OO_Coawait &&
        Op->getOperatorLoc() == S->getKeywordLoc())
      E = Op->getArg(0);
    else if (Call && Call->getNumArgs() && Call->getCallee() &&
             Call->getCallee()->getExprLoc() == S->getKeywordLoc())
      E = Call->getArg(0); // await_transform()
    else
      return E;
  }
#endif
}

/// What the user wrote behind `co_await`, or null for other expressions.
inline const clang::Expr *awaitedOperand(const clang::Expr *E) {
  if (const auto *D = llvm::dyn_cast_or_null<clang::DependentCoawaitExpr>(E))
    return D->getOperand();
  const auto *C = llvm::dyn_cast_or_null<clang::CoawaitExpr>(E);
  return C ? suspendOperand(C) : nullptr;
}

/// Where \p S ends. Before 15 a co_await that goes through await_transform()
/// ends with its keyword.
inline clang::SourceLocation endLoc(const clang::Stmt *S) {
#if LLVM_VERSION_MAJOR < 15
  if (const auto *E = llvm::dyn_cast_or_null<clang::Expr>(S))
    if (const clang::Expr *In = awaitedOperand(E->IgnoreImplicit()))
      return endLoc(In);
#endif
  return S->getEndLoc();
}

/// True if \p Range ends with a `co_await` whose operand is left out, which
/// happens before 15: neither is its text whole, nor can it be replaced.
inline bool endsAtAwait(clang::SourceRange Range,
                        const clang::SourceManager &SM) {
#if LLVM_VERSION_MAJOR < 15
  if (Range.isInvalid())
    return false;
  bool Invalid = false;
  const char *End =
      SM.getCharacterData(SM.getSpellingLoc(Range.getEnd()), &Invalid);
  return !Invalid && llvm::StringRef(End).startswith("co_await");
#else
  return false;
#endif
}

/// True for the parentheses of `T(a, b)` that initialise an aggregate, which
/// clang knows since 16.
inline bool isParenListInit(const clang::Stmt *S) {
#if LLVM_VERSION_MAJOR >= 16
  return llvm::isa<clang::CXXParenListInitExpr>(S);
#else
  return false;
#endif
}

/// True for a pure virtual function. 18 renamed isPure().
inline bool isPureVirtual(const clang::FunctionDecl *F) {
#if LLVM_VERSION_MAJOR >= 18
  return F->isPureVirtual();
#else
  return F->isPure();
#endif
}

/// The token behind the one at \p At. 16 went from llvm::Optional to
/// std::optional.
inline std::optional<clang::Token> nextToken(clang::SourceLocation At,
                                             const clang::SourceManager &SM,
                                             const clang::LangOptions &Lang) {
  auto Next = clang::Lexer::findNextToken(At, SM, Lang);
  if (Next)
    return *Next;
  return std::nullopt;
}

/// Makes \p Path absolute, seen from \p Cwd. 22 moved the function.
inline void makeAbsolute(llvm::StringRef Cwd,
                         llvm::SmallVectorImpl<char> &Path) {
#if LLVM_VERSION_MAJOR >= 22
  llvm::sys::path::make_absolute(Cwd, Path);
#else
  llvm::sys::fs::make_absolute(Cwd, Path);
#endif
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
