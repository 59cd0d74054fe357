//===- TidyModule.h - where clang-tidy's modules register -------*- C++ -*-===//
//
// ClangTidyModuleRegistry had a header of its own, which 22 warns about. Apart
// from Compat.h, since only a plugin registers a module.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_COMPAT_TIDYMODULE_H
#define CTX_TIDY_COMPAT_TIDYMODULE_H

#include "clang-tidy/ClangTidyModule.h"
#include "llvm/Config/llvm-config.h"

#if LLVM_VERSION_MAJOR < 22
#include "clang-tidy/ClangTidyModuleRegistry.h"
#endif

#define CTX_LLVM_MAJOR_STRING_OF(X) #X
#define CTX_LLVM_MAJOR_STRING_OF_VALUE(X) CTX_LLVM_MAJOR_STRING_OF(X)
/// The version this is compiled for, "22"; 14 has no macro for it.
#define CTX_LLVM_MAJOR_STRING CTX_LLVM_MAJOR_STRING_OF_VALUE(CTX_LLVM_MAJOR)

#endif // CTX_TIDY_COMPAT_TIDYMODULE_H
