//===- Comments.h - where comments stand ------------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_COMMENTS_H
#define CTX_TIDY_TOOL_COMMENTS_H

#include "llvm/ADT/StringRef.h"
#include <map>

namespace ctx::tool {

/// The comments of \p Text, C++ source, from the offset of each to the one
/// behind its end. What looks like one in a literal is none. \p Text has to be
/// followed by a null byte.
std::map<size_t, size_t> commentsOf(llvm::StringRef Text);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_COMMENTS_H
