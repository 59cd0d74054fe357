//===- Profile.h - where the time of a run went -----------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_PROFILE_H
#define CTX_TIDY_TOOL_PROFILE_H

#include "Finding.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

namespace ctx::tool {

/// Times of one run. Two tables, each of which adds up: the phases of the run
/// by the clock, and what the workers did in the time that was theirs.
class Profile {
public:
  /// Ends the phase that is going on, under the name \p Phase; the next begins.
  /// A name may come again.
  void end(llvm::StringRef Phase);
  /// \p Width workers had \p Clock seconds, and processes were alive for
  /// \p Alive seconds in all.
  void workers(unsigned Width, double Clock, double Alive);

  /// Writes the tables; \p Results say what was done to each translation unit.
  void print(const std::vector<TuResult> &Results, llvm::raw_ostream &OS) const;

private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point Last = Clock::now();
  std::vector<std::pair<std::string, double>> Phases; ///< in their order
  double Slots = 0; ///< seconds of workers, busy or not
  double Alive = 0;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_PROFILE_H
