//===- AllowList.h - the flags that are kept --------------------*- C++ -*-===//
//
// What a file parses to depends on include paths, macros, the language and the
// target. Everything else in a command writes, links, optimises or loads, and
// nobody needs it to find a defect.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_ALLOWLIST_H
#define CTX_TIDY_TOOL_ALLOWLIST_H

#include "llvm/Option/Arg.h"

namespace ctx::tool {

/// True if \p A changes what a file parses to, and does nothing else.
/// \param Spelling of the option, its value included if that is joined to it.
bool changesParsing(const llvm::opt::Arg &A, llvm::StringRef Spelling);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_ALLOWLIST_H
