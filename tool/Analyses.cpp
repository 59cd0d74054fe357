//===- Analyses.cpp -------------------------------------------------------===//

#include "Analyses.h"
#include "Files.h"
#include "Progress.h"
#include "Selector.h"
#include "clang/Basic/Stack.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/thread.h"
#include <atomic>
#include <chrono>

using namespace llvm;

namespace ctx::tool {

/// Runs \p Jobs in threads of this process, \p Width at a time. Results come in
/// the order of the jobs.
static std::vector<TuResult> runHere(const std::vector<TuJob> &Jobs,
                                     unsigned Width) {
  std::vector<TuResult> Results(Jobs.size());
  std::atomic<size_t> Next{0};
  auto Work = [&] {
    clang::noteBottomOfStack();
    for (size_t I = Next++; I < Jobs.size(); I = Next++)
      Results[I] = runTu(Jobs[I]);
  };
  std::vector<llvm::thread> Threads;
  for (size_t I = 0; I < std::min<size_t>(Width, Jobs.size()); ++I)
    Threads.emplace_back(std::optional<unsigned>(clang::DesiredStackSize),
                         Work);
  for (llvm::thread &T : Threads)
    T.join();
  return Results;
}

std::vector<TuResult> Analyses::run(const std::vector<TuJob> &Jobs,
                                    bool Quiet) {
  if (!O.Isolate)
    return runHere(Jobs, width());
  std::vector<size_t> Open;
  std::vector<TuResult> Results = kept(Jobs, Open);
  std::vector<const TuJob *> Left;
  for (size_t I : Open)
    Left.push_back(&Jobs[I]);
  std::vector<TuResult> Parsed = parse(std::move(Left), Quiet);
  for (size_t I = 0; I != Open.size(); ++I)
    Results[Open[I]] = std::move(Parsed[I]);
  return Results;
}

/// The kept results of \p Jobs in their places; the others are \p Open.
std::vector<TuResult> Analyses::kept(const std::vector<TuJob> &Jobs,
                                     std::vector<size_t> &Open) {
  std::vector<TuResult> Results(Jobs.size());
  for (size_t I = 0; I != Jobs.size(); ++I)
    if (std::optional<TuResult> Known = Kept.find(Jobs[I]))
      Results[I] = std::move(*Known);
    else
      Open.push_back(I);
  return Results;
}

/// Analyses \p Left in processes of their own.
std::vector<TuResult> Analyses::parse(std::vector<const TuJob *> Left,
                                      bool Quiet) {
  if (Left.empty())
    return {};
  std::deque<TuJob> Prepared = Kept.offerPreambles(Left);
  using Clock = std::chrono::steady_clock;
  const Clock::time_point Began = Clock::now();
  Progress Shown(Left.size(), Quiet);
  Supervised S = superviseAll(Left, {width(), O.Seconds, O.Megabytes},
                              [&](size_t I, TuResult &R) {
                                Kept.store(*Left[I], R);
                                R.Inputs = {}; // they are many
                                Shown.ended(R);
                              });
  Times.workers(width(),
                std::chrono::duration<double>(Clock::now() - Began).count(),
                S.Alive);
  if (S.Signal)
    Signal = S.Signal;
  if (O.Verbose)
    for (const std::string &File : S.Retried)
      errs() << displayPath(File)
             << ": needed more memory, tried again alone\n";
  return std::move(S.Results);
}

void Analyses::close() {
  Kept.finish();
  if (!Kept.problem().empty() && (Kept.isSerious() || O.Verbose))
    errs() << "ctx-tidy: warning: " << Kept.problem() << "\n";
  if (O.CacheStats)
    errs() << Kept.statistics() << "\n";
}

std::vector<TuResult> Analyses::runSelected(const std::vector<TuJob> &Jobs) {
  std::vector<size_t> Open;
  std::vector<TuResult> Known = kept(Jobs, Open);
  Selector S(Jobs, {width(), O.Seconds, O.Megabytes}, Kept,
             /*AllFiles=*/O.Fix || O.Diff || !O.ExportFixes.empty() ||
                 !O.BaselineFile.empty() || !O.ResultsFile.empty());
  bool Looked = false;
  std::vector<TuResult> Results =
      S.run(std::move(Known), Open, [&](ArrayRef<size_t> Which) {
        // The first time, files were looked through before.
        Times.end(Looked ? "translation units" : "select");
        Looked = true;
        std::vector<const TuJob *> Some;
        for (size_t I : Which)
          Some.push_back(&Jobs[I]);
        return parse(std::move(Some), O.Quiet);
      });
  if (S.signal())
    Signal = S.signal();
  Unparsed = S.unparsed();
  for (const std::string &File : O.Why)
    sayWhy(S, Jobs, realPath(absolutePath(File, workingDirectory())));
  return Results;
}

std::vector<size_t> Analyses::readersOf(ArrayRef<std::string> Files,
                                        const std::vector<TuJob> &Jobs) {
  std::vector<size_t> Out;
  for (auto &Reader : Selector::readersOf(
           Files, Jobs, {width(), O.Seconds, O.Megabytes}, Kept, Signal))
    Out.push_back(Reader.first);
  return Out;
}

std::set<std::string> Analyses::readBy(std::vector<TuJob> Jobs,
                                       std::vector<std::string> Files) {
  std::set<std::string> Out;
  // Each reader names one file it reads: asked again without those that are
  // known to be read, it names another.
  while (!Files.empty() && !Jobs.empty()) {
    std::vector<TuJob> Readers;
    std::set<std::string> Named;
    for (auto &Reader : Selector::readersOf(
             Files, Jobs, {width(), O.Seconds, O.Megabytes}, Kept, Signal)) {
      // Who cannot be asked may read any.
      if (Reader.second.empty() || Signal) {
        Out.insert(Files.begin(), Files.end());
        return Out;
      }
      Named.insert(Reader.second);
      Readers.push_back(std::move(Jobs[Reader.first]));
    }
    Jobs = std::move(Readers);
    const size_t Before = Files.size();
    llvm::erase_if(Files,
                   [&](const std::string &F) { return Named.count(F) != 0; });
    if (!Named.empty() && Files.size() == Before) // a name that is no text
      Out.insert(Files.begin(), Files.end()), Files.clear();
    Out.insert(Named.begin(), Named.end());
  }
  return Out;
}

void Analyses::sayWhy(const Selector &S, const std::vector<TuJob> &Jobs,
                      const std::string &File) const {
  bool Any = false;
  for (size_t I = 0; I != Jobs.size(); ++I)
    if (realPath(Jobs[I].Cmd.File) == File) {
      errs() << S.why(I) << "\n";
      Any = true;
    }
  if (!Any)
    errs() << displayPath(File) << ": not a source file of this run\n";
}

void Analyses::runHeaders(const std::vector<HeaderUnit> &Headers,
                          std::vector<TuJob> &Jobs,
                          std::vector<TuResult> &Results) {
  if (Headers.empty() || Signal)
    return;
  const size_t First = Results.size() - Headers.size();
  std::vector<TuJob> Again;
  std::vector<size_t> Where;
  for (size_t I = First; I != Results.size(); ++I) {
    const HeaderUnit &U = Headers[I - First];
    if (!missed(U, Results[I]))
      continue;
    Jobs[I].Cmd = U.Itself;
    Again.push_back(Jobs[I]);
    Where.push_back(I);
  }
  std::vector<TuResult> Second = run(Again, /*Quiet=*/true);
  for (size_t I = 0; I != Where.size(); ++I)
    Results[Where[I]] = std::move(Second[I]);
}

} // namespace ctx::tool
