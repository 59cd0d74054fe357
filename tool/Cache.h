//===- Cache.h - results of earlier runs ------------------------*- C++ -*-===//
//
//   command, checks, options, program --> manifest: the files and names that
//     an analysis asked for --> what they hold now --> result
//
// A manifest is looked up by everything that is known before the first file is
// read, a result by that and the contents of all files in the manifest. So an
// edit that is taken back meets the result from before it.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_CACHE_H
#define CTX_TIDY_TOOL_CACHE_H

#include "CacheFolder.h"
#include "DefinitionTable.h"
#include "FileTable.h"
#include "Finding.h"
#include "Options.h"
#include "PathRoot.h"
#include "Scan.h"
#include "TidyHost.h"
#include <deque>
#include <set>

namespace ctx::tool {

/// The folder for what the run that \p O asks for keeps; "" if there is no place
/// for one.
std::string cachePath(const Options &O);

class ResultCache {
public:
  /// Opens the cache that \p O asks for. There may be none: find() finds
  /// nothing then, and store() does nothing.
  explicit ResultCache(const Options &O);

  bool active() const { return Folder != nullptr; }

  /// The result of \p J, if nothing it depends on has changed.
  std::optional<TuResult> find(const TuJob &J);
  /// Keeps \p R, the result of \p J, unless it may be another one next time.
  void store(const TuJob &J, TuResult &R);

  /// The user's files (without definitions) of \p J, which has no result, if an
  /// earlier run found that it need not be parsed and nothing that depends on
  /// has changed.
  std::optional<std::vector<ScannedFile>> findLook(const TuJob &J);
  /// Keeps that \p J, which reads \p Own, need not be parsed.
  void storeLook(const TuJob &J, const Inputs &Asked,
                 llvm::ArrayRef<const ScannedFile *> Own);
  /// The definitions in \p File, which findLook() gave; null if they are not
  /// known.
  const std::vector<uint32_t> *definitionsIn(const ScannedFile &File);
  /// True if \p J, for which find() and findLook() found nothing, was parsed
  /// whenever it was looked at.
  bool wasParsed(const TuJob &J);

  /// Lets \p Jobs, which have no results, begin with preambles: makes their
  /// own versions of some, and puts those in their places.
  std::deque<TuJob> offerPreambles(std::vector<const TuJob *> &Jobs);
  /// To be called once, when nothing more is to be stored.
  void finish();

  /// Why there is no cache, or no longer; empty if all is well.
  const std::string &problem() const { return Problem; }
  /// True if the user should know without asking.
  bool isSerious() const { return Serious; }
  /// One line that says what was done.
  std::string statistics() const;

private:
  /// What \p J is looked up by.
  std::string commandKey(const TuJob &J, const PathRoot &Root);
  /// What the result for the manifest \p Text is looked up by; "" if what it
  /// tells is not the case.
  std::string resultKey(llvm::StringRef CommandKey, llvm::StringRef Text,
                        const PathRoot &Root);
  std::optional<TuResult> readResult(llvm::StringRef Key,
                                     const PathRoot &Root) const;
  /// True if all of \p I is still as it was when it was read.
  bool isCurrent(const Inputs &I);
  const std::string &identity(llvm::StringRef Path, FileInfo &F,
                              const PathRoot &Root);
  /// What the preamble of \p J is looked up by; "" if it has none.
  std::string preambleKey(const TuJob &J, const PathRoot &Root);
  bool offerPreamble(TuJob &J);
  Inputs inputsNow(llvm::StringRef Text, const PathRoot &Root);
  /// Keeps the preamble that was made for \p J, and adds to \p R what a result
  /// from a preamble does not know of it.
  void settlePreamble(const TuJob &J, TuResult &R);
  bool keepPreamble(const TuJob &J, const PreambleResult &P,
                    const PathRoot &Root);
  bool write(llvm::StringRef Name, llvm::StringRef Text);
  void loadDefinitions();

  std::unique_ptr<CacheFolder> Folder;
  std::string IndexName, DefinitionsName;
  std::string Program; ///< what runs, and what it sees of its surroundings
  uint64_t MaxBytes;
  bool Bounded; ///< the user said how large it may be
  /// In a run with more to analyse nobody is editing.
  unsigned MaxPreambles;
  FileTable Files;
  PathRoots Roots;
  DefinitionTable Definitions;
  /// Commands that had results once: files that are being edited.
  std::set<std::string> Met;
  std::set<std::string> NotAlwaysParsed; ///< commands
  std::map<std::string, PreambleResult> Offered; ///< by path
  unsigned PreamblesUsed = 0, PreamblesMade = 0;
  std::string Problem;
  bool Serious = false;
  unsigned Found = 0, Missed = 0, Stored = 0;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_CACHE_H
