//===- Progress.h - how far the run is --------------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_PROGRESS_H
#define CTX_TIDY_TOOL_PROGRESS_H

#include "Finding.h"
#include <chrono>

namespace ctx::tool {

/// One line that is written over and over on a terminal; elsewhere a line now
/// and then, so that a log shows that the run is alive.
class Progress {
public:
  /// \param Total jobs to come. \param Quiet says nothing at all.
  Progress(size_t Total, bool Quiet);
  /// Takes the line away.
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// One more job ended with \p R.
  void ended(const TuResult &R);

  /// "[12/40] 3 findings, 1 failed, eta 1:05", the estimate from \p Seconds so
  /// far.
  static std::string line(size_t Done, size_t Total, size_t Findings,
                          size_t Failed, double Seconds);

private:
  using Clock = std::chrono::steady_clock;
  const size_t Total;
  const bool Quiet, Terminal;
  const Clock::time_point Start;
  Clock::time_point Last;
  size_t Done = 0, Findings = 0, Failed = 0;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_PROGRESS_H
