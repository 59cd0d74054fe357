//===- Around.h - the code that a finding may depend on ---------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_AROUND_H
#define CTX_TIDY_TOOL_AROUND_H

#include "Finding.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ctx::tool {

/// The code around each of \p Places: of one in a function its lines; of one in
/// a class the lines of the outermost class and of what its members do outside
/// of it; of one in a variable outside of both, which anybody may use, all
/// lines of its file and of the translation unit's. Nothing for other places,
/// and for those that are in no file. Looks at the declarations of the
/// traversal scope only.
/// \param RealPath of a file, as results have it.
Surroundings
linesAround(clang::ASTContext &Context,
            llvm::ArrayRef<clang::SourceLocation> Places,
            llvm::function_ref<std::string(clang::FileEntryRef)> RealPath);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_AROUND_H
