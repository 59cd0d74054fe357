//===- ShardRun.cpp -------------------------------------------------------===//

#include "ShardRun.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace ctx::tool {

/// Keeps the items of \p List that \p Mine has a true for, from \p First on.
template <class T>
static void keep(std::vector<T> &List, const std::vector<bool> &Mine,
                 size_t First) {
  std::vector<T> Kept;
  for (size_t I = 0; I != List.size(); ++I)
    if (Mine[First + I])
      Kept.push_back(std::move(List[I]));
  List = std::move(Kept);
}

Error ShardRun::restrict(const Options &O, std::vector<TuJob> &Jobs,
                         std::vector<std::string> &Unknown,
                         ArrayRef<std::string> Folders) {
  if (O.ResultsFile.empty())
    return Error::success();
  Roots = Folders.vec();
  Key = runKey(Jobs, Unknown, Portable(Roots));
  auto Costs = readCosts(O.ShardCosts);
  if (!Costs)
    return Costs.takeError();
  std::vector<unsigned> Shards = assignShards(Key.Units, O.Shard.Count, *Costs);
  std::vector<bool> Mine;
  for (unsigned S : Shards) {
    if (S == O.Shard.Index)
      Units.push_back(Mine.size());
    Mine.push_back(S == O.Shard.Index);
  }
  size_t Commands = Jobs.size();
  keep(Jobs, Mine, 0);
  keep(Unknown, Mine, Commands);
  return Error::success();
}

Error ShardRun::write(const Options &O, const std::vector<TuResult> &Results,
                      const std::set<std::string> &Checks,
                      const JoinRules &Rules, bool Whole,
                      SourceCache &Sources) const {
  RunFile Run;
  Run.Whole = Whole;
  Run.Shard = O.Shard;
  Run.Units = Key.Units.size();
  Run.Database = Key.Database;
  Run.Configuration = Key.Configuration;
  Run.Checks = Checks;
  Run.WarningsAsErrors = Rules.WarningsAsErrors;
  Run.BuildFolder = Rules.BuildFolder;
  for (size_t I = 0; I != Results.size(); ++I)
    Run.Results.push_back({Units[I], Key.Units[Units[I]], Results[I]});
  return writeRun(std::move(Run), Portable(Roots), Sources, O.ResultsFile);
}

std::string wrongShardUse(const Options &O) {
  // What a merge decides; everything else was decided when code was analysed.
  static const StringRef OfMerge[] = {
      "output",    "baseline",  "update-baseline", "new-from",
      "fail-on",   "exit-zero", "export-fixes",    "allow-incomplete",
      "generated", "quiet",     "use-color",       "results",
      "v",         "profile"};
  static const StringRef NotOfShards[] = {
      "output",  "baseline",     "new-from", "update-baseline",
      "fail-on", "export-fixes", "generated"};
  // What looks at all files and all results, in one place.
  static const StringRef NotOfParts[] = {"fix", "diff", "unsafe-fixes",
                                         "fix-notes", "report-unused-nolint"};
  for (const std::string &Name : O.Given)
    if ((O.Sharded || O.What == Mode::Merge) &&
        is_contained(NotOfParts, StringRef(Name)))
      return "option '" + Name + "' is for a run that is not split into shards";
  if (O.What == Mode::Merge) {
    if (O.Files.empty())
      return "merge needs the files that --results wrote";
    for (const std::string &Name : O.Given)
      if (!is_contained(OfMerge, StringRef(Name)))
        return "option '" + Name + "' is for the shards, not for merge";
    return "";
  }
  if (O.Sharded && O.What != Mode::Lint)
    return "--shard is for an analysis";
  if (O.Sharded && O.ResultsFile.empty())
    return "--shard needs --results=FILE";
  if (O.Sharded && !O.Headers.empty())
    return "--shard is for whole databases, and --header for one file";
  if (!O.Sharded && !O.ShardCosts.empty())
    return "--shard-costs needs --shard";
  for (const std::string &Name : O.Given)
    if (O.Sharded && is_contained(NotOfShards, StringRef(Name)))
      return "option '" + Name +
             "' needs the results of all shards: it is for ctx-tidy merge";
  return "";
}

} // namespace ctx::tool
