//===- Telemetry.h - code that only logs, traces or measures ----*- C++ -*-===//
//
// Known by words in the names of functions and classes. What a value is turned
// into on its way there, most of all a text, is the value in another form.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_TELEMETRY_H
#define CTX_TIDY_ANALYSIS_TELEMETRY_H

#include "ObjectUses.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>
#include <vector>

namespace ctx::analysis {

/// True if \p F gives what it is handed in another form and does nothing else:
/// `toString(id)`, `fmtId(id)`, `Text::number(id)`. By its name, and it returns
/// something that is no answer to a question.
bool converts(const clang::FunctionDecl *F);

/// True if \p S calls nothing but the standard library, operators,
/// constructors and what converts().
bool onlyConverts(const clang::Stmt *S);

/// True if values of \p T are texts: views, classes of strings, pointers to
/// characters.
bool isText(clang::QualType T);

/// What code that only logs, traces or measures is called.
class Telemetry {
public:
  /// \p Words are words of identifiers, lower case. Their plurals count.
  explicit Telemetry(std::vector<std::string> Words);

  /// True if \p F is a function that is called like that, or belongs to a class
  /// that is, or prints by the C library.
  bool includes(const clang::FunctionDecl *F) const;

  /// True if \p E is handed to such a function or to `<<` where it stands, by
  /// itself or in a text that is made around it.
  bool takes(const clang::Expr *E, const FunctionView &View) const;

  /// True if \p S, which may be null, does nothing but that. \p Allowed says
  /// which other expressions may stand as statements.
  bool isAllOf(const clang::Stmt *S, const clang::ASTContext &Context,
               llvm::function_ref<bool(const clang::Expr *)> Allowed) const;

private:
  bool hasWord(llvm::StringRef Name) const;
  bool staysAside(const clang::Stmt *S) const;
  bool onlyTells(const clang::Expr *E) const;

  std::vector<std::string> Words;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_TELEMETRY_H
