//===- Assertions.h - what an author says holds -----------------*- C++ -*-===//
//
//   assert(found);                  with NDEBUG: static_cast<void>(0)
//   APP_DCHECK(it != values.end())  while (false) ...
//   APP_ASSERT(value.has_value());  nothing but the semicolon
//
// An assertion that is compiled is a condition like any other. One that is not
// still stands in the file, and findings should not depend on the kind of
// build: its text says what it is about. No preprocessor is asked, since there
// is none for what comes from a precompiled header.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_ASSERTIONS_H
#define CTX_TIDY_ANALYSIS_ASSERTIONS_H

#include "clang/AST/ASTContext.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>
#include <vector>

namespace ctx::analysis {

/// The spellings of tokens.
using Spellings = std::vector<std::string>;

/// The tokens of \p Text, without comments.
Spellings spellingsOf(llvm::StringRef Text, const clang::LangOptions &Lang);

/// The index at which \p Part stands in \p Whole, or nothing.
std::optional<size_t> indexOf(const Spellings &Part, const Spellings &Whole);

/// True if \p Name, that of a macro or function, is one of what ends the
/// program or throws if something does not hold.
bool namesAssertion(llvm::StringRef Name);

/// The assertions of a frame that are not compiled.
class Assertions {
public:
  /// \p Graph is that of the function or lambda with the body \p Body.
  Assertions(const clang::CFG &Graph, const clang::Stmt *Body,
             const clang::ASTContext &Context);

  bool empty() const { return All.empty(); }

  /// True if \p Says says yes to the argument of an assertion that control
  /// passes where it comes to \p S, coming from \p From (null: the start).
  bool anyAt(const clang::Stmt *S, const clang::Stmt *From,
             llvm::function_ref<bool(const Spellings &Argument)> Says) const;

private:
  /// Numbers of assertions.
  using Indices = llvm::SmallVector<unsigned, 1>;

  std::vector<Spellings> All;
  /// What is left of them, and what stands right behind those of which nothing
  /// is left.
  llvm::DenseMap<const clang::Stmt *, Indices> At;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_ASSERTIONS_H
