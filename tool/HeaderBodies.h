//===- HeaderBodies.h - which bodies of functions are parsed ----*- C++ -*-===//
//
// What stands in system headers' functions is no finding, and no check looks
// in. What stands in those of the user's headers counts: guards, polls and
// helpers live there. --headers=shallow leaves them out all the same.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_HEADERBODIES_H
#define CTX_TIDY_TOOL_HEADERBODIES_H

#include "Options.h"

namespace clang {
class Decl;
}

namespace ctx::tool {

/// True if \p Path has the name of a header.
bool isHeaderName(llvm::StringRef Path);

/// True if the body of \p D, a function, is to be parsed. Clang itself keeps
/// what it needs whatever this says: constexpr functions, deduced return types.
/// \param Shallow not those in the user's headers; the source file is none, nor
/// is a source that another includes.
bool isBodyParsed(const clang::Decl &D, bool Shallow);

/// Why the options of \p O do not go together, where --headers=shallow is
/// concerned; "" if they do.
std::string wrongShallowUse(const Options &O);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_HEADERBODIES_H
