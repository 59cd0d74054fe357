//===- ShardRun.h - the part of a run that is done here ---------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_SHARDRUN_H
#define CTX_TIDY_TOOL_SHARDRUN_H

#include "Join.h"
#include "Options.h"
#include "RunFile.h"

namespace ctx::tool {

/// Which units of the whole run this process analyses: those of its shard, or
/// all.
class ShardRun {
public:
  /// Takes out of \p Jobs and \p Unknown (files without a command) what other
  /// shards analyse. \param Roots the folders of the project.
  /// \returns what is wrong with the costs.
  llvm::Error restrict(const Options &O, std::vector<TuJob> &Jobs,
                       std::vector<std::string> &Unknown,
                       llvm::ArrayRef<std::string> Roots);

  /// Writes \p Results, one for each unit that was left, in that order, to the
  /// file of --results. \param Whole WorkList::Whole.
  llvm::Error write(const Options &O, const std::vector<TuResult> &Results,
                    const std::set<std::string> &Checks, const JoinRules &Rules,
                    bool Whole, SourceCache &Sources) const;

private:
  RunKey Key;
  std::vector<size_t> Units; ///< what was left, as places in Key.Units
  std::vector<std::string> Roots;
};

/// Why the options of \p O do not go together, where shards are concerned; ""
/// if they do.
std::string wrongShardUse(const Options &O);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SHARDRUN_H
