//===- Supervisor.h - one process per translation unit ----------*- C++ -*-===//
//
// One thread starts workers, looks after their deadlines and reads what they
// leave. Code that crashes the compiler, hangs it or eats the memory costs its
// own findings and one line of the report.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_SUPERVISOR_H
#define CTX_TIDY_TOOL_SUPERVISOR_H

#include "Finding.h"
#include "TidyHost.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ctx::tool {

/// The bounds of a run.
struct Limits {
  unsigned Width = 1;     ///< workers at a time
  unsigned Seconds = 0;   ///< for one translation unit; 0: no bound
  unsigned Megabytes = 0; ///< for one worker; 0: no bound
};

/// What a run came to.
struct Supervised {
  std::vector<TuResult> Results;    ///< in the order of the jobs
  std::vector<std::string> Retried; ///< source files that were tried again
  int Signal = 0;                   ///< the user's request to stop, or 0
  double Alive = 0; ///< seconds that workers lived, by the clock, in all
};

/// Runs each of \p Jobs in a process of its own. A worker that the memory limit
/// or the system's memory ended is tried once more, alone and without limit.
/// After SIGINT, SIGTERM or SIGHUP the workers are stopped, and what was not
/// analysed is a failed result.
/// \param Done called after each job that ended, with its index and result.
Supervised superviseAll(const std::vector<const TuJob *> &Jobs, const Limits &L,
                        llvm::function_ref<void(size_t, TuResult &)> Done);

/// The workers this machine has processors and memory for.
unsigned defaultWidth();

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SUPERVISOR_H
