//===- Driver.cpp ---------------------------------------------------------===//

#include "Driver.h"
#include "Baseline.h"
#include "Cache.h"
#include "Changes.h"
#include "Config.h"
#include "Database.h"
#include "Diff.h"
#include "Explain.h"
#include "Fingerprint.h"
#include "Fix.h"
#include "HeaderBodies.h"
#include "Join.h"
#include "NoLint.h"
#include "Profile.h"
#include "Progress.h"
#include "Repair.h"
#include "Selector.h"
#include "ShardRun.h"
#include "SuggestModels.h"
#include "Supervisor.h"
#include "core/CheckRegistry.h"
#include "model/Spelling.h"
#include "sinks/Sinks.h"
#include "clang/Basic/Stack.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/thread.h"
#include <atomic>
#include <chrono>
#include <set>

using namespace llvm;

namespace ctx::tool {
namespace {

raw_ostream &error() { return errs() << "ctx-tidy: error: "; }

/// Prints lines that say what is wrong. \returns true if there are any.
bool complain(const std::vector<std::string> &Errors) {
  std::set<std::string> Said; // one file can be met on many ways
  for (const std::string &E : Errors)
    if (Said.insert(E).second)
      errs() << E << "\n";
  return !Errors.empty();
}

/// Reads each list of model files that \p Configs name.
void judgeModels(ArrayRef<const FileConfig *> Configs,
                 std::vector<std::string> &Errors) {
  std::set<std::vector<std::string>> Lists;
  for (const FileConfig *C : Configs)
    Lists.insert(C->Models);
  for (const std::vector<std::string> &Files : Lists) {
    std::vector<model::ModelError> Found;
    if (!model::VocabularySet::load(Files, Found))
      for (const model::ModelError &E : Found)
        Errors.push_back(escapeControls(E.str()));
  }
}

/// The file whose configuration stands for the run where there is no file.
std::string sampleFile(const Options &O) {
  std::string Name = O.Files.empty() ? "x.cpp" : O.Files.front();
  return absolutePath(Name, workingDirectory());
}

/// Runs \p Jobs in threads of this process, \p Width at a time. Results come in
/// the order of the jobs.
std::vector<TuResult> runHere(const std::vector<TuJob> &Jobs, unsigned Width) {
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

/// Takes out of \p Findings, and their names out of \p Prints, those whose
/// index \p Out says yes to. \returns how many.
unsigned removeIf(std::vector<Finding> &Findings,
                  std::vector<std::string> &Prints,
                  function_ref<bool(size_t)> Out) {
  size_t Kept = 0;
  for (size_t I = 0; I != Findings.size(); ++I) {
    if (Out(I))
      continue;
    if (Kept != I) {
      Findings[Kept] = std::move(Findings[I]);
      Prints[Kept] = std::move(Prints[I]);
    }
    ++Kept;
  }
  unsigned Removed = Findings.size() - Kept;
  Findings.resize(Kept);
  Prints.resize(Kept);
  return Removed;
}

/// One run of the tool.
class Lint {
public:
  explicit Lint(const Options &O) : O(O), Configuration(O), Kept(O) {}

  int run() {
    if (!usable())
      return Usage;
    if (int Code = prepare())
      return Code;
    Times.end("configuration and database");
    std::vector<TuResult> Results = analyseSelected();
    analyseHeaders(Results);
    for (const std::string &File : Work->Unknown)
      Results.push_back(unknown(File));
    Times.end("translation units");
    bool Stored = O.ResultsFile.empty() || keep(Results);
    finish(Results);
    int Code = O.What == Mode::ExplainModels   ? explain(Results)
               : O.What == Mode::SuggestModels ? suggest(Results)
               : O.Sharded                     ? endShard(Results)
                                               : report(Results);
    closeCache();
    if (!Signal)
      return !Stored && Code < Usage ? Partial : Code;
    error() << "interrupted: this report is not complete\n";
    return 128 + Signal;
  }

  /// Reports what the shards in the files of the command line found.
  int merge() {
    if (!usable() || !readBaseline() || !readChanges())
      return Usage;
    Expected<RunFile> All = readRuns(O.Files);
    if (!All) {
      error() << toString(All.takeError()) << "\n";
      return Usage;
    }
    Ran = All->Checks;
    Rules = {O.Generated, All->WarningsAsErrors, All->BuildFolder};
    Sources = SourceCache(All->Texts);
    bool Kept = O.ResultsFile.empty() ||
                kept(writeRun(*All, Portable({workingDirectory()}), Sources,
                              O.ResultsFile));
    std::vector<TuResult> Results;
    for (UnitResult &U : All->Results)
      Results.push_back(std::move(U.Result));
    finish(Results);
    int Code = report(Results);
    return !Kept && Code < Usage ? Partial : Code;
  }

private:
  /// Analyses \p These, but for those that have kept results.
  std::vector<TuResult> analyse(const std::vector<TuJob> &These, bool Quiet) {
    if (!O.Isolate)
      return runHere(These, width());
    std::vector<size_t> Open;
    std::vector<TuResult> Results = kept(These, Open);
    std::vector<const TuJob *> Left;
    for (size_t I : Open)
      Left.push_back(&These[I]);
    std::vector<TuResult> Parsed = parse(std::move(Left), Quiet);
    for (size_t I = 0; I != Open.size(); ++I)
      Results[Open[I]] = std::move(Parsed[I]);
    return Results;
  }

  unsigned width() const { return O.Jobs ? O.Jobs : defaultWidth(); }

  /// The kept results of \p These in their places; the others are \p Open.
  std::vector<TuResult> kept(const std::vector<TuJob> &These,
                             std::vector<size_t> &Open) {
    std::vector<TuResult> Results(These.size());
    for (size_t I = 0; I != These.size(); ++I)
      if (std::optional<TuResult> Known = Kept.find(These[I]))
        Results[I] = std::move(*Known);
      else
        Open.push_back(I);
    return Results;
  }

  /// Analyses \p Left in processes of their own.
  std::vector<TuResult> parse(std::vector<const TuJob *> Left, bool Quiet) {
    if (Left.empty())
      return {};
    std::deque<TuJob> Prepared = Kept.offerPreambles(Left);
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

  void closeCache() {
    Kept.finish();
    if (!Kept.problem().empty() && (Kept.isSerious() || O.Verbose))
      errs() << "ctx-tidy: warning: " << Kept.problem() << "\n";
    if (O.CacheStats)
      errs() << Kept.statistics() << "\n";
  }

  /// \returns false after saying which options do not go together.
  bool usable() const {
    std::string Why = wrongShardUse(O);
    if (Why.empty())
      Why = wrongShallowUse(O);
    if (!Why.empty())
      error() << Why << "\n";
    return Why.empty();
  }

  /// --header: analyses those once more that were not met on the first way.
  void analyseHeaders(std::vector<TuResult> &Results) {
    if (Work->Headers.empty() || Signal)
      return;
    const size_t First = Results.size() - Work->Headers.size();
    std::vector<TuJob> Again;
    std::vector<size_t> Where;
    for (size_t I = First; I != Results.size(); ++I) {
      const HeaderUnit &U = Work->Headers[I - First];
      if (!missed(U, Results[I]))
        continue;
      Jobs[I].Cmd = U.Itself;
      Again.push_back(Jobs[I]);
      Where.push_back(I);
    }
    std::vector<TuResult> Second = analyse(Again, /*Quiet=*/true);
    for (size_t I = 0; I != Where.size(); ++I)
      Results[Where[I]] = std::move(Second[I]);
  }

  /// What is said of all results together, once all are there.
  void finish(std::vector<TuResult> &Results) const {
    coverHeaders(Results);
    excuse(Results);
    for (const TuResult &R : Results)
      if (O.Verbose && R.Status == TuStatus::NotApplicable && !R.Why.empty())
        errs() << displayPath(R.Main) << ": " << R.Why << "\n";
  }

  /// Parses what has to be parsed. A command line of one's own asks for these
  /// files; in one process there is nobody to look through them first; a shard
  /// does not know what the others' functions ask for; and what a comment
  /// silences, or a header holds, only a parse tells.
  bool selects() const {
    return O.Select && O.Isolate && !O.FixedFlags && !O.Sharded &&
           !O.UnusedNoLint && Work->Headers.empty() && O.What == Mode::Lint;
  }

  std::vector<TuResult> analyseSelected() {
    if (!selects()) {
      for (const std::string &File : O.Why)
        errs() << displayPath(absolutePath(File, workingDirectory()))
               << ": parsed, as everything is\n";
      return analyse(Jobs, O.Quiet);
    }
    std::vector<size_t> Open;
    std::vector<TuResult> Known = kept(Jobs, Open);
    Selector S(Jobs, {width(), O.Seconds, O.Megabytes}, Kept,
               /*AllFiles=*/O.Fix || O.Diff);
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
      sayWhy(S, realPath(absolutePath(File, workingDirectory())));
    return Results;
  }

  void sayWhy(const Selector &S, const std::string &File) const {
    bool Any = false;
    for (size_t I = 0; I != Jobs.size(); ++I)
      if (realPath(Jobs[I].Cmd.File) == File) {
        errs() << S.why(I) << "\n";
        Any = true;
      }
    if (!Any)
      errs() << displayPath(File) << ": not a source file of this run\n";
  }

  /// Everything that can be wrong before the first file is parsed.
  int prepare() {
    std::vector<std::string> Errors;
    Configuration.of(sampleFile(O)); // reads a configuration in any case
    if (complain(Configuration.errors()))
      return Usage;
    std::string Missing = missingResources();
    if (!Missing.empty()) {
      error() << Missing << "\n";
      return Internal;
    }
    if (!readBaseline() || !readChanges())
      return Usage;
    Work = makeWorkList(O, Errors);
    if (complain(Errors))
      return Usage;
    if (Work->Commands.empty() && Work->Unknown.empty()) {
      error() << "the compilation database has no entries\n";
      return Usage;
    }
    if (int Code = makeJobs())
      return Code;
    if (Error E = Shard.restrict(O, Jobs, Work->Unknown, Work->Roots)) {
      error() << toString(std::move(E)) << "\n";
      return Usage;
    }
    return Clean;
  }

  /// \returns false after saying what is wrong.
  bool readBaseline() {
    if (O.BaselineFile.empty()) {
      if (O.UpdateBaseline != BaselineUpdate::No)
        error() << "--update-baseline needs --baseline=FILE\n";
      return O.UpdateBaseline == BaselineUpdate::No;
    }
    if (O.UpdateBaseline != BaselineUpdate::No &&
        !sys::fs::exists(O.BaselineFile))
      return true;
    Expected<Baseline> Read = Baseline::read(O.BaselineFile);
    if (!Read) {
      error() << toString(Read.takeError()) << "\n";
      return false;
    }
    KnownFindings = std::move(*Read);
    return true;
  }

  /// \returns false after saying what is wrong.
  bool readChanges() {
    if (O.NewFrom.empty())
      return true;
    if (O.UpdateBaseline != BaselineUpdate::No) {
      error() << "--update-baseline needs all findings, and --new-from leaves "
                 "some out\n";
      return false;
    }
    Expected<Changes> Asked = Changes::since(O.NewFrom);
    if (!Asked) {
      error() << "--new-from: " << toString(Asked.takeError()) << "\n";
      return false;
    }
    Changed = std::move(*Asked);
    return true;
  }

  int makeJobs() {
    std::vector<std::string> Errors;
    std::vector<const FileConfig *> Configs = {
        &Configuration.of(sampleFile(O))};
    for (const Command &C : Work->Commands)
      Configs.push_back(&Configuration.of(C.File));
    judgeModels(Configs, Errors);
    Errors.insert(Errors.begin(), Configuration.errors().begin(),
                  Configuration.errors().end());
    complain(Configuration.warnings());
    if (O.Verbose)
      complain(Configuration.notes());
    if (complain(Errors))
      return Usage;
    if (none_of(Configs,
                [](const FileConfig *C) { return !C->Enabled.empty(); })) {
      error() << "no checks enabled\n";
      return Usage;
    }
    Rules = {O.Generated, Configs.front()->Tidy.WarningsAsErrors.value_or(""),
             Work->BuildFolder};
    for (size_t I = 0; I != Work->Commands.size(); ++I) {
      Ran.insert(Configs[I + 1]->Enabled.begin(),
                 Configs[I + 1]->Enabled.end());
      TuJob J{std::move(Work->Commands[I]),
              *Configs[I + 1],
              Configuration.global(),
              O.ExtraArgs,
              O.ExtraArgsBefore,
              O.Profile,
              O.SystemBodies,
              O.ShallowHeaders,
              O.UnusedNoLint,
              O.What == Mode::ExplainModels,
              O.What == Mode::SuggestModels,
              {},
              Kept.active(),
              {}};
      if (O.Verbose && !J.Cmd.Dropped.empty())
        errs() << displayPath(J.Cmd.File) << ": left out: "
               << escapeControls(llvm::join(J.Cmd.Dropped, " ")) << "\n";
      Jobs.push_back(std::move(J));
    }
    return Clean;
  }

  TuResult unknown(const std::string &File) const {
    TuResult R;
    R.Main = absolutePath(File, workingDirectory());
    R.Why = "no command in the compilation database";
    return R;
  }

  /// --allow-incomplete.
  void excuse(std::vector<TuResult> &Results) const {
    for (const std::string &Glob : O.MayFail) {
      auto Pattern = GlobPattern::create(Glob);
      if (!Pattern) { // the command line was checked
        consumeError(Pattern.takeError());
        continue;
      }
      for (TuResult &R : Results)
        R.Excused |=
            Pattern->match(R.Main) || Pattern->match(displayPath(R.Main));
    }
  }

  Joined joinAll(const std::vector<TuResult> &Results, SourceCache &From) {
    Joined J = join(Results, From, Rules);
    if (O.UnusedNoLint) {
      for (Finding &F : unusedNoLints(
               silenceOf(Results, J.Concluded, ranEverywhere()), From))
        J.Findings.push_back(std::move(F));
      llvm::sort(J.Findings);
    }
    if (Work && !Work->Headers.empty() && O.Files.empty())
      keepThose(J.Findings, Work->Headers);
    if (O.FixNotes)
      takeAlternatives(J.Findings);
    return J;
  }

  /// The checks that ran on all files.
  std::set<std::string> ranEverywhere() const {
    std::set<std::string> Out = Ran;
    for (const TuJob &Job : Jobs)
      for (auto I = Out.begin(); I != Out.end();)
        I = is_contained(Job.Config.Enabled, *I) ? std::next(I) : Out.erase(I);
    return Out;
  }

  bool wantsFixes() const { return (O.Fix || O.Diff) && !Signal; }

  FixChoice fixChoice() const {
    return {O.FixChecks, O.UnsafeFixes, /*Write=*/!O.Diff};
  }

  FixPlan repairAll(Joined &J, const std::vector<Finding> &All,
                    const std::vector<TuResult> &Results) {
    auto Analyse = [&](ArrayRef<size_t> Which, const Texts &Overlay) {
      std::vector<TuJob> Some;
      for (size_t I : Which) {
        Some.push_back(Jobs[I]);
        Some.back().Overlay = Overlay;
      }
      return analyse(Some, /*Quiet=*/true);
    };
    auto Join = [&](const std::vector<TuResult> &From, SourceCache &Texts) {
      return joinAll(From, Texts);
    };
    return repair(J.Findings, All, Results, J.Scope, fixChoice(),
                  {Analyse, Join});
  }

  int report(const std::vector<TuResult> &Results) {
    Joined J = joinAll(Results, Sources);
    sayIncomplete(Results);
    bool Failed = complain(J.ConfigErrors);
    std::vector<std::string> Prints = fingerprints(J.Findings, Sources);
    std::vector<Finding> All;
    if (wantsFixes())
      All = J.Findings;
    // The baseline first: it judges what is gone by all there is.
    bool Written = O.BaselineFile.empty() || compare(J, Prints);
    if (Changed)
      Unchanged = removeIf(J.Findings, Prints, [&](size_t I) {
        return !Changed->touch(J.Findings[I]);
      });
    // Exported as they are: the notes on what was fixed are for this run.
    Written &= O.ExportFixes.empty() || exportFixes(J.Findings);
    FixPlan Plan;
    if (wantsFixes()) {
      J.Scope.Roots = Work->Roots;
      Plan = repairAll(J, All, Results);
    }
    Written &= writeReports(J, Prints, Results);
    // Who interrupts a run wants nothing more done.
    if (wantsFixes())
      Written &= applyFixes(Plan, J.Scope);
    if (!O.Quiet)
      summarise(J);
    Times.end("join and reports");
    if (O.Profile)
      Times.print(Results, errs());
    if (Failed)
      return Usage;
    if (J.Incomplete || !Written || J.Total == 0)
      return Partial;
    return O.ExitZero || !anyFails(J.Findings) ? Clean : Found;
  }

  /// Applies --baseline and --update-baseline. \returns false if the file could
  /// not be written.
  bool compare(Joined &J, std::vector<std::string> &Prints) {
    bool Write = O.UpdateBaseline == BaselineUpdate::All;
    if (!KnownFindings) { // --update-baseline makes it
      KnownFindings = Baseline::of(J.Findings, Prints);
      Write = true;
    }
    std::vector<BaselineEntry> Gone = goneFrom(*KnownFindings, J, Prints);
    for (const BaselineEntry &E : Gone)
      errs() << "ctx-tidy: " << escapeControls(E.File)
             << ": no longer there, though the baseline has it: "
             << escapeControls(E.Message) << " [" << escapeControls(E.Check)
             << "]\n";
    if (O.UpdateBaseline == BaselineUpdate::All) {
      Baseline Now = Baseline::of(J.Findings, Prints);
      for (const BaselineEntry &E : Now.entries())
        KnownFindings->add(E);
    }
    if (O.UpdateBaseline != BaselineUpdate::No)
      for (const BaselineEntry &E : Gone)
        KnownFindings->remove(E), Write = true;
    InBaseline = removeIf(J.Findings, Prints, [&](size_t I) {
      return KnownFindings->knows(Prints[I]);
    });
    if (!Write)
      return true;
    return written("the baseline", O.BaselineFile, KnownFindings->text());
  }

  /// The entries that this run would have met, were they still there: it read
  /// their file to the end and ran their check.
  std::vector<BaselineEntry> goneFrom(const Baseline &Known, const Joined &J,
                                      ArrayRef<std::string> Prints) {
    std::set<StringRef> Met(Prints.begin(), Prints.end());
    std::set<std::string> Read;
    for (const auto &File : J.Scope.Read)
      Read.insert(displayPath(File.first));
    std::vector<BaselineEntry> Gone;
    // What was not analysed may hold any of them.
    if (J.Incomplete || J.Excused || Signal || O.ShallowHeaders)
      return Gone;
    for (const BaselineEntry &E : Known.entries())
      if (!Met.count(E.Fingerprint) && Ran.count(E.Check) &&
          (Read.count(E.File) ||
           !sys::fs::exists(absolutePath(E.File, workingDirectory()))))
        Gone.push_back(E);
    return Gone;
  }

  bool written(const char *What, const std::string &Path, StringRef Text) {
    Error E = writeOutput(Path, Text);
    if (!E)
      return true;
    error() << "cannot write " << What << ": " << toString(std::move(E))
            << "\n";
    return false;
  }

  std::vector<Rule> rules() const {
    std::vector<Rule> Out;
    if (O.UnusedNoLint)
      Out.push_back({&UnusedNoLint, UnusedNoLintPage, /*IsCheck=*/false});
    for (const CheckEntry &E : allChecks())
      if (Ran.count(E.Info->Id))
        Out.push_back({E.Info, pageOf(E.Info->Id)});
    return Out;
  }

  /// Writes every --output. \returns false if one could not be written.
  bool writeReports(const Joined &J, const std::vector<std::string> &Prints,
                    const std::vector<TuResult> &Results) {
    Report R{
        J.Findings, Prints,  Sources,    rules(),
        {},         J.Total, J.Analysed, !J.Incomplete && J.Total && !Signal};
    R.DocsUrl = O.DocsUrl;
    for (const TuResult &Tu : Results)
      if (Tu.Status == TuStatus::Failed)
        R.Shortfalls.push_back({Tu.Main, Tu.Why, Tu.Excused});
      else if (Tu.Status == TuStatus::Incomplete)
        R.Shortfalls.push_back({Tu.Main, "it has compile errors", Tu.Excused});
    std::vector<OutputRequest> Outputs = O.Outputs;
    if (Outputs.empty() && !O.Diff) // whose patch goes there
      Outputs.push_back({"text", "-"});
    bool Written = true;
    for (const OutputRequest &To : Outputs) {
      const Format *As = findFormat(To.Format);
      if (To.File == "-") {
        R.Color = O.UseColor.value_or(sys::Process::StandardOutHasColors());
        As->Write(R, outs());
        outs().flush();
        continue;
      }
      R.Color = false;
      std::string Text;
      raw_string_ostream OS(Text);
      As->Write(R, OS);
      // On a terminal the line about it stands below the findings.
      if (To.Format == "text" && !R.Complete)
        OS << "this report is not complete\n";
      Written &= written("the report", To.File, Text);
    }
    return Written;
  }

  void sayIncomplete(const std::vector<TuResult> &Results) {
    for (size_t I = 0; I != Results.size(); ++I) {
      const TuResult &R = Results[I];
      std::string Name = displayPath(R.Main);
      if (R.Status == TuStatus::Failed) {
        errs() << "ctx-tidy: " << Name << ": not analysed: " << R.Why << "\n";
        if (I < Jobs.size() && Jobs[I].Cmd.Kind == Command::Ready && !Signal)
          errs() << "  repeat it with: " << repeat(Jobs[I]) << "\n";
      }
      if (R.Status != TuStatus::Incomplete)
        continue;
      errs() << "ctx-tidy: " << Name << ": analysed as far as it compiles ("
             << R.ErrorCount << (R.ErrorCount == 1 ? " error" : " errors")
             << ")\n";
      for (const CompileError &E : R.Errors)
        print(E);
      if (R.ErrorCount > R.Errors.size())
        errs() << "  and " << R.ErrorCount - R.Errors.size() << " more\n";
    }
  }

  /// A command line that analyses \p J alone, in one process.
  static std::string repeat(const TuJob &J) {
    std::string Out;
    raw_string_ostream OS(Out);
    auto Word = [&](StringRef W) {
      OS << ' ';
      sys::printArg(OS, escapeControls(W), /*Quote=*/false);
    };
    OS << "cd";
    Word(J.Cmd.Directory);
    OS << " && ctx-tidy --isolate=0";
    if (J.ShallowHeaders)
      OS << " --headers=shallow";
    Word("--checks=-*," + llvm::join(J.Config.Enabled, ","));
    for (const std::string &M : J.Config.Models)
      Word("--models=" + absolutePath(M, workingDirectory()));
    for (const std::string &A : J.ExtraArgsBefore)
      Word("--extra-arg-before=" + A);
    for (const std::string &A : J.ExtraArgs)
      Word("--extra-arg=" + A);
    Word(J.Cmd.File);
    OS << " --";
    for (const std::string &F : J.Cmd.Flags)
      Word(F);
    return Out;
  }

  static void print(const CompileError &E) {
    if (!E.File.empty())
      errs() << displayPath(E.File) << ":" << E.Line << ":" << E.Column << ": ";
    errs() << "error: " << escapeControls(E.Text) << "\n";
  }

  bool exportFixes(const std::vector<Finding> &Findings) {
    std::string Text;
    raw_string_ostream OS(Text);
    std::vector<Finding> Offered = Findings;
    for (Finding &F : Offered)
      if (wordOn(fixChoice(), F.Check) != FixWord::Take)
        F.Main.Fix.clear();
    writeFixesYaml(Offered, OS);
    return written("the fixes", O.ExportFixes, Text);
  }

  bool applyFixes(const FixPlan &Plan, const FixScope &Scope) {
    for (const std::string &Line : Plan.Warnings)
      errs() << "ctx-tidy: warning: " << Line << "\n";
    for (const auto &Reason : Plan.Refused)
      errs() << "ctx-tidy: " << Reason.second
             << (Reason.second == 1 ? " fix" : " fixes")
             << " not applied: " << Reason.first << "\n";
    if (Error E = O.Diff ? writeDiff(Plan) : writeFixes(Plan, Scope)) {
      error() << "no fix was written: " << toString(std::move(E)) << "\n";
      return false;
    }
    if (Plan.Suggested)
      errs() << (O.Diff ? "ctx-tidy: the patch has " : "ctx-tidy applied ")
             << Plan.Applied << " of " << Plan.Suggested
             << " suggested fixes.\n";
    return !Plan.Failed;
  }

  static Error writeDiff(const FixPlan &Plan) {
    std::string Patch;
    for (const auto &File : Plan.NewText) {
      auto Old = readRegularFile(File.first);
      if (!Old)
        return errorCodeToError(Old.getError());
      Expected<std::string> Part = unifiedDiff(
          relativePath(File.first), (*Old)->getBuffer(), File.second);
      if (!Part)
        return Part.takeError();
      Patch += *Part;
    }
    outs() << Patch;
    outs().flush();
    return Error::success();
  }

  bool anyFails(const std::vector<Finding> &Findings) const {
    if (O.Threshold == FailOn::Never)
      return false;
    return any_of(Findings, [&](const Finding &F) {
      if (F.Shown == Level::Error)
        return true;
      const CheckEntry *E = findCheck(F.Check);
      Severity S = E ? E->Info->Level : Severity::Warning;
      return S >= (O.Threshold == FailOn::Error ? Severity::Error
                                                : Severity::Warning);
    });
  }

  static std::string plural(unsigned N, const char *Word) {
    return std::to_string(N) + " " + Word + (N == 1 ? "" : "s");
  }

  /// What became of the translation units.
  std::string count(const Joined &J) const {
    std::string Out = std::to_string(J.Analysed) + " of " +
                      plural(J.Total, "translation unit") + " analysed";
    if (Unparsed)
      Out += ", of which " + std::to_string(Unparsed) + " need not be parsed";
    auto Add = [&](unsigned N, const char *What) {
      if (N)
        Out += ", " + std::to_string(N) + " " + What;
    };
    Add(J.NotApplicable, "not applicable");
    Add(J.Incomplete, "incomplete");
    Add(J.Excused, "incomplete as allowed");
    return Out;
  }

  void summarise(const Joined &J) const {
    errs() << "ctx-tidy: " << plural(J.Findings.size(), "finding") << "; "
           << count(J);
    if (Unchanged)
      errs() << "; " << plural(Unchanged, "finding")
             << " on lines as they were not shown";
    if (InBaseline)
      errs() << "; " << plural(InBaseline, "finding")
             << " of the baseline not shown";
    if (J.Generated)
      errs() << "; " << plural(J.Generated, "finding")
             << " in generated files not shown";
    errs() << "\n";
  }

  /// --results. \returns false if the file could not be written.
  bool keep(const std::vector<TuResult> &Results) {
    return kept(Shard.write(O, Results, Ran, Rules, Sources));
  }

  static bool kept(Error E) {
    if (!E)
      return true;
    error() << "cannot write the results: " << toString(std::move(E)) << "\n";
    return false;
  }

  /// A shard says what it could not analyse; findings are for the merge.
  int endShard(const std::vector<TuResult> &Results) {
    Joined J = joinAll(Results, Sources);
    sayIncomplete(Results);
    bool Failed = complain(J.ConfigErrors);
    if (!O.Quiet)
      errs() << "ctx-tidy: shard " << O.Shard.Index << " of " << O.Shard.Count
             << ": " << count(J) << "\n";
    return Failed ? Usage : J.Incomplete ? Partial : Clean;
  }

  int explain(const std::vector<TuResult> &Results) {
    sayIncomplete(Results);
    bool Partly = Results.empty();
    for (const TuResult &R : Results) {
      Partly |= !R.Excused && (R.Status == TuStatus::Failed ||
                               R.Status == TuStatus::Incomplete);
      if (R.Models.empty())
        continue;
      outs() << displayPath(R.Main) << ":\n";
      StringRef Last;
      for (const ModelRow &Row : R.Models) {
        if (Last != Row.Vocabulary)
          outs() << "  " << Row.Vocabulary << ": "
                 << (Row.Active ? "active" : "not active") << "\n";
        Last = Row.Vocabulary;
        print(Row);
      }
    }
    return Partly ? Partial : Clean;
  }

  int suggest(const std::vector<TuResult> &Results) {
    Joined J = joinAll(Results, Sources);
    sayIncomplete(Results);
    bool Failed = complain(J.ConfigErrors);
    Suggested S = suggestModels(Results, O.SuggestLimit, outs());
    outs().flush();
    if (!O.Quiet)
      errs() << "ctx-tidy: " << plural(S.Shown + S.More, "suggestion")
             << (S.More ? ", " + std::to_string(S.Shown) + " of them shown"
                        : "")
             << "; " << count(J) << "\n";
    return Failed ? Usage : J.Incomplete || !J.Total ? Partial : Clean;
  }

  static void print(const ModelRow &Row) {
    outs() << "    " << (Row.IsType ? "type " : "op ") << Row.Id << " -> ";
    if (!Row.Resolved) {
      outs() << "not resolved";
      if (!Row.To.empty())
        outs() << ": " << Row.To;
    } else {
      outs() << Row.To;
      if (!Row.File.empty())
        outs() << " (" << displayPath(Row.File) << ":" << Row.Line << ")";
    }
    outs() << "\n";
  }

  const Options &O;
  Config Configuration;
  ResultCache Kept;
  std::optional<WorkList> Work;
  std::vector<TuJob> Jobs;
  SourceCache Sources;
  ShardRun Shard;
  std::set<std::string> Ran; ///< the checks that the run has enabled
  JoinRules Rules;
  using Clock = std::chrono::steady_clock;
  Profile Times;
  std::optional<Changes> Changed;
  unsigned Unchanged = 0; ///< findings not shown: their lines are not new
  std::optional<Baseline> KnownFindings;
  unsigned InBaseline = 0; ///< findings not shown: they are known
  int Signal = 0;          ///< the user's request to stop the run
  unsigned Unparsed = 0;   ///< translation units that no finding can start in
};

} // namespace

int lint(const Options &O) { return Lint(O).run(); }

int merge(const Options &O) { return Lint(O).merge(); }

int verifyConfig(const Options &O) {
  Config C(O);
  std::vector<const FileConfig *> Configs = {&C.of(sampleFile(O))};
  for (const std::string &File : O.Files)
    Configs.push_back(&C.of(absolutePath(File, workingDirectory())));
  std::vector<std::string> Errors = C.errors();
  judgeModels(Configs, Errors);
  if (complain(Errors))
    return Usage;
  outs() << "No config errors detected.\n";
  return Clean;
}

int listChecks(const Options &O) {
  Config C(O);
  const FileConfig &F = C.of(sampleFile(O));
  if (complain(C.errors()))
    return Usage;
  if (F.Enabled.empty()) {
    error() << "no checks enabled\n";
    return Usage;
  }
  outs() << "Enabled checks:\n";
  for (const std::string &Id : F.Enabled)
    outs() << "    " << Id << "\n";
  outs() << "\n";
  return Clean;
}

} // namespace ctx::tool
