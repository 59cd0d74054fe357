//===- WrittenAs.h - a value as its author named it -------------*- C++ -*-===//
//
// Model files tell operations apart by the value of an argument: `SIGKILL`,
// `nullptr`, `false`. What counts is what is written, not what it evaluates to.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_WRITTENAS_H
#define CTX_TIDY_MODEL_WRITTENAS_H

#include "clang/AST/Expr.h"
#include <string>

namespace ctx::model {

/// \p E as its author named it: a macro, an enumerator, a literal, without the
/// scopes before it; of a constant that of its initialiser, of an argument that
/// is left out that of the default. "" if it is none of these.
std::string writtenAs(const clang::Expr *E, const clang::ASTContext &Context);

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_WRITTENAS_H
