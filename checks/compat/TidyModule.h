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

#endif // CTX_TIDY_COMPAT_TIDYMODULE_H
