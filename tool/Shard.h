//===- Shard.h - which machine analyses what --------------------*- C++ -*-===//
//
// A unit of a run is an entry of its list: the commands, then the requested
// files that have none. Which shard a unit belongs to depends on that list and,
// if they are given, on the costs of an earlier run; so every machine comes to
// the same answer for itself.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_SHARD_H
#define CTX_TIDY_TOOL_SHARD_H

#include "Portable.h"
#include "ShardId.h"
#include "TidyHost.h"

namespace ctx::tool {

/// What tells runs, and their units, apart: equal on every machine that has the
/// same checkout, database and command line.
struct RunKey {
  std::string Database, Configuration;
  std::vector<std::string> Units;
};

/// The key of a run over \p Jobs and \p Unknown (files without a command).
RunKey runKey(const std::vector<TuJob> &Jobs,
              llvm::ArrayRef<std::string> Unknown, const Portable &Paths);

/// The shard of each of \p Units, from 1.
/// \param Costs in seconds, by unit; without any, every unit counts the same.
/// A unit without cost is taken for an average one.
std::vector<unsigned> assignShards(llvm::ArrayRef<std::string> Units,
                                   unsigned Count,
                                   const std::map<std::string, double> &Costs);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SHARD_H
