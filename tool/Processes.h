//===- Processes.h - what running our own processes takes -------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_PROCESSES_H
#define CTX_TIDY_TOOL_PROCESSES_H

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include <string>
#include <system_error>
#include <vector>

namespace ctx::tool {

/// Notes the user's requests to stop (SIGINT, SIGTERM, SIGHUP) as long as it
/// lives. One at a time.
class StopSignals {
public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals &) = delete;
  StopSignals &operator=(const StopSignals &) = delete;

  /// The signal that came, or 0.
  static int asked();

private:
  void (*Before[3])(int);
};

/// A folder for the files of one run, gone with the object.
class WorkFolder {
public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder &) = delete;
  WorkFolder &operator=(const WorkFolder &) = delete;

  /// Why there is none.
  std::error_code failure() const { return Failure; }
  /// The path of the file \p Name in it.
  std::string file(const llvm::Twine &Name) const;

private:
  llvm::SmallString<128> Path;
  std::error_code Failure;
};

/// This process's environment for one that needs hundreds of megabytes and ends
/// soon: with large pages, where the system leaves that to the program.
/// Bringing in small ones is a twentieth of what parsing takes. A wish of the
/// user's own for the allocator (GLIBC_TUNABLES) stands.
std::vector<llvm::StringRef> workerEnvironment();

/// Has the system end this process when the one that started it ends.
/// \returns false if that has ended already.
bool endWithParent();

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_PROCESSES_H
