//===- TuFiles.h - what one translation unit reads --------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_TUFILES_H
#define CTX_TIDY_TOOL_TUFILES_H

#include "Recorder.h"
#include "TidyHost.h"
#include "clang/DependencyScanning/DependencyScanningFilesystem.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/FileSystem/UniqueID.h"

namespace ctx::tool {

/// One file as a translation unit meets it.
struct TuFile {
  llvm::sys::fs::UniqueID Id;
  llvm::StringRef Name; ///< as found, absolute or from the directory
  llvm::StringRef Text; ///< a 0 follows
  bool System = true;   ///< wherever it is included
  /// Its path in the folders that clang takes for the C library's; empty if it
  /// is not below one.
  llvm::StringRef InC;
};

/// What clang's dependency directives say a translation unit reads. One for all
/// translation units of a process: what it finds out about a file is kept.
class TuFiles {
public:
  /// Calls \p Each with every file that \p Job reads.
  /// \returns what went wrong; empty if nothing did. The files are then not
  /// all there are.
  std::string list(const TuJob &Job,
                   llvm::function_ref<void(const TuFile &)> Each);

  /// All that the answer of the last list() depends on; incomplete unless its
  /// job wants that (TuJob::Record).
  Inputs asked() { return Recorder ? Recorder->inputs() : Inputs(); }

private:
  clang::dependencies::DependencyScanningFilesystemSharedCache Cache;
  llvm::IntrusiveRefCntPtr<InputRecorder> Recorder; ///< of the last job
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_TUFILES_H
