//===- Driver.cpp ---------------------------------------------------------===//

#include "Driver.h"
#include "Analyses.h"
#include "Config.h"
#include "Database.h"
#include "Diff.h"
#include "Explain.h"
#include "Fingerprint.h"
#include "Fix.h"
#include "HeaderBodies.h"
#include "Join.h"
#include "NewFindings.h"
#include "NoLint.h"
#include "Profile.h"
#include "Repair.h"
#include "ShardRun.h"
#include "StandardOutput.h"
#include "SuggestModels.h"
#include "Summary.h"
#include "clang-tidy/GlobList.h"
#include "core/AnnotationRule.h"
#include "core/CheckRegistry.h"
#include "core/Models.h"
#include "model/Spelling.h"
#include "sinks/Sinks.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
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
  // The built-in models alone are known to be good: the tests judge them, and
  // reading them all costs as much as an analysis on a warm preamble.
  Lists.erase(std::vector<std::string>());
  for (const std::vector<std::string> &Files : Lists) {
    std::vector<model::ModelError> Found;
    if (!loadModels(Files, Found))
      for (const model::ModelError &E : Found)
        Errors.push_back(escapeControls(E.str()));
  }
}

/// The file whose configuration stands for the run where there is no file.
std::string sampleFile(const Options &O) {
  std::string Name = O.Files.empty() ? "x.cpp" : O.Files.front();
  return absolutePath(Name, workingDirectory());
}

/// One run of the tool.
class Lint {
public:
  explicit Lint(const Options &O)
      : O(O), Configuration(O), Units(O, Times), New(O) {}

  int run() {
    if (!usable())
      return Usage;
    if (int Code = prepare())
      return Code;
    Times.end("configuration and database");
    std::vector<TuResult> Results = analyse();
    Units.runHeaders(Work->Headers, Jobs, Results);
    for (size_t I = 0; I != Results.size(); ++I)
      markOff(Results[I], Jobs[I]);
    for (const std::string &File : Work->Unknown)
      Results.push_back(unknown(File));
    Times.end("translation units");
    bool Stored = O.ResultsFile.empty() || keep(Results);
    finish(Results);
    int Code = O.What == Mode::ExplainModels   ? explain(Results)
               : O.What == Mode::SuggestModels ? suggest(Results)
               : O.Sharded                     ? endShard(Results)
                                               : report(Results);
    Units.close();
    const int Signal = Units.signal();
    if (!Signal)
      return !Stored && Code < Usage ? Partial : Code;
    error() << "interrupted: this report is not complete\n";
    return 128 + Signal;
  }

  /// Reports what the shards in the files of the command line found.
  int merge() {
    if (!usable() || !readKnown())
      return Usage;
    Expected<RunFile> All = readRuns(O.Files);
    if (!All) {
      error() << toString(All.takeError()) << "\n";
      return Usage;
    }
    Ran = All->Checks;
    Whole = All->Whole;
    Rules = {O.Generated, All->WarningsAsErrors, All->BuildFolder};
    Sources = SourceCache(All->Texts);
    bool Kept =
        O.ResultsFile.empty() ||
        written("the results", writeRun(*All, Portable({workingDirectory()}),
                                        Sources, O.ResultsFile));
    std::vector<TuResult> Results;
    for (UnitResult &U : All->Results)
      Results.push_back(std::move(U.Result));
    finish(Results);
    int Code = report(Results);
    return !Kept && Code < Usage ? Partial : Code;
  }

private:
  /// \returns false after saying which options do not go together.
  bool usable() const {
    std::string Why = wrongShardUse(O);
    if (Why.empty())
      Why = wrongShallowUse(O);
    if (!Why.empty())
      error() << Why << "\n";
    return Why.empty();
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

  std::vector<TuResult> analyse() {
    if (selects())
      return Units.runSelected(Jobs);
    for (const std::string &File : O.Why)
      errs() << displayPath(absolutePath(File, workingDirectory()))
             << ": parsed, as everything is\n";
    return Units.run(Jobs, O.Quiet);
  }

  /// \returns false after saying what is wrong.
  bool readKnown() {
    if (Error E = New.read()) {
      error() << toString(std::move(E)) << "\n";
      return false;
    }
    return true;
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
    if (!readKnown())
      return Usage;
    Work = makeWorkList(O, Errors);
    if (complain(Errors))
      return Usage;
    Whole = Work->Whole;
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
      Jobs.push_back(jobOf(std::move(Work->Commands[I]), *Configs[I + 1]));
      const Command &C = Jobs.back().Cmd;
      if (O.Verbose && !C.Dropped.empty())
        errs() << displayPath(C.File)
               << ": left out: " << escapeControls(llvm::join(C.Dropped, " "))
               << "\n";
    }
    return Clean;
  }

  TuJob jobOf(Command C, const FileConfig &Config) {
    return {std::move(C),
            Config,
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
            Units.keepsResults(),
            {},
            {}};
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
    if (O.UnusedNoLint)
      addUnusedNoLints(Results, From, J);
    if (Work && !Work->Headers.empty() && O.Files.empty())
      keepThose(J.Findings, Work->Headers);
    if (O.FixNotes)
      takeAlternatives(J.Findings);
    return J;
  }

  /// True if the run shows whatever it finds in \p File.
  bool shows(const Joined &J, const std::string &File) {
    bool Asked = !Work || Work->Headers.empty() || !O.Files.empty() ||
                 any_of(Work->Headers,
                        [&](const HeaderUnit &U) { return U.Header == File; });
    return Asked && !J.Filtered.count(File) && !leavesOut(Rules, File, Sources);
  }

  /// What findings of the run may be called: its checks, and what is reported
  /// whichever run.
  std::set<std::string> rulesMet() const {
    std::set<std::string> Out = Ran;
    Out.insert({AnnotationRule.Id, UnmatchedNoLint.Id});
    return Out;
  }

  /// Says in \p R which checks of the run its configuration has off.
  void markOff(TuResult &R, const TuJob &Job) const {
    for (const std::string &Id : Ran)
      if (!is_contained(Job.Config.Enabled, Id))
        R.Off.insert(Id);
  }

  /// Which of \p Files translation units may read that are not of this run. A
  /// source file has its own; who else reads a header is not known without a
  /// database, nor where a command of it cannot be used.
  std::set<std::string> elsewhere(std::vector<std::string> Files) {
    if (Whole)
      return {};
    std::set<std::string> Out;
    auto Known = [&](const std::string &File) {
      auto Said = ReadElsewhere.find(File);
      if (Said != ReadElsewhere.end() && Said->second)
        Out.insert(File);
      return Said != ReadElsewhere.end();
    };
    llvm::erase_if(Files, Known);
    if (Files.empty())
      return Out;
    for (const std::string &File : askElsewhere(Files))
      ReadElsewhere[File] = true;
    for (const std::string &File : Files) {
      ReadElsewhere.emplace(File, false);
      Known(File);
    }
    return Out;
  }

  std::set<std::string> askElsewhere(const std::vector<std::string> &Files) {
    if (!Work) // a part of a program, from another machine
      return {Files.begin(), Files.end()};
    std::vector<TuJob> Others;
    bool Doubt = O.FixedFlags.has_value();
    for (const Command &C : Work->Others) {
      Doubt |= C.Kind == Command::Broken;
      Others.push_back(jobOf(C, Configuration.of(C.File)));
    }
    std::set<std::string> Out = Units.readBy(std::move(Others), Files);
    if (!Doubt)
      return Out;
    std::set<std::string> Own;
    for (const TuJob &Job : Jobs)
      Own.insert(realPath(Job.Cmd.File));
    for (const std::string &File : Files)
      if (!Own.count(File))
        Out.insert(File);
    return Out;
  }

  /// The comments that silence nothing, as far as this run can tell.
  void addUnusedNoLints(const std::vector<TuResult> &Results, SourceCache &From,
                        Joined &J) {
    std::vector<Finding> Unused = unusedNoLints(
        silenceOf(Results, J.Concluded, coverageOf(Results, Ran, Whole)), From,
        &J.Around);
    std::vector<std::string> Files;
    for (const Finding &F : Unused)
      if (Files.empty() || Files.back() != F.Main.File)
        Files.push_back(F.Main.File);
    const std::set<std::string> Others = elsewhere(std::move(Files));
    const bool AsErrors =
        clang::tidy::GlobList(Rules.WarningsAsErrors).contains(UnusedNoLint.Id);
    for (Finding &F : Unused)
      if (Others.count(F.Main.File))
        continue;
      else if (leavesOut(Rules, F.Main.File, From))
        ++J.Generated;
      else {
        if (AsErrors)
          F.Shown = Level::Error;
        J.Findings.push_back(std::move(F));
      }
    llvm::sort(J.Findings);
  }

  bool wantsFixes() const { return (O.Fix || O.Diff) && !Units.signal(); }

  /// What is handed out is held to the same as what is written. Who merges
  /// shards has nothing to analyse it with.
  bool repairs() const {
    return wantsFixes() || (!O.ExportFixes.empty() && Work && !Units.signal());
  }

  FixChoice fixChoice() const {
    return {O.FixChecks, O.UnsafeFixes, /*Write=*/!O.Diff};
  }

  /// The files that fixes of \p Findings would change and that others may read:
  /// all that are no source file of the database.
  std::vector<std::string> shared(const std::vector<Finding> &Findings) const {
    std::set<std::string> Files;
    for (const Finding &F : Findings)
      if (wordOn(fixChoice(), F.Check) == FixWord::Take)
        for (const Edit &E : F.Main.Fix)
          Files.insert(E.File);
    for (const TuJob &Job : Jobs)
      Files.erase(realPath(Job.Cmd.File));
    for (const Command &C : Work->Others)
      Files.erase(realPath(C.File));
    return {Files.begin(), Files.end()};
  }

  /// A header's fix has to hold wherever the header is read, asked for or not:
  /// adds those translation units to the jobs and to \p Results. \returns true
  /// if there are any.
  bool widen(const std::vector<Finding> &Findings,
             std::vector<TuResult> &Results) {
    std::vector<std::string> Files = shared(Findings);
    if (Files.empty() || Work->Others.empty())
      return false;
    std::vector<TuJob> Others, Readers;
    for (const Command &C : Work->Others)
      Others.push_back(jobOf(C, Configuration.of(C.File)));
    for (size_t I : Units.readersOf(Files, Others))
      Readers.push_back(std::move(Others[I]));
    std::vector<TuResult> More = Units.run(Readers, O.Quiet);
    for (size_t I = 0; I != More.size(); ++I)
      markOff(More[I], Readers[I]);
    // Behind the jobs' come those of files without a command.
    Results.insert(Results.begin() + Jobs.size(),
                   std::make_move_iterator(More.begin()),
                   std::make_move_iterator(More.end()));
    llvm::move(Readers, std::back_inserter(Jobs));
    return !More.empty();
  }

  /// \param All every finding of \p Results; \p J may hold fewer.
  FixPlan repairAll(Joined &J, std::vector<Finding> All,
                    std::vector<TuResult> Results) {
    if (widen(J.Findings, Results)) {
      Joined Further = joinAll(Results, Sources);
      All = std::move(Further.Findings);
      J.Scope = std::move(Further.Scope);
    }
    J.Scope.Roots = Work->Roots;
    auto Analyse = [&](ArrayRef<size_t> Which, const Texts &Overlay) {
      std::vector<TuJob> Some;
      for (size_t I : Which) {
        Some.push_back(Jobs[I]);
        Some.back().Overlay = Overlay;
      }
      std::vector<TuResult> Out = Units.run(Some, /*Quiet=*/true);
      for (size_t I = 0; I != Out.size(); ++I)
        markOff(Out[I], Some[I]);
      return Out;
    };
    auto Join = [&](const std::vector<TuResult> &From, SourceCache &Texts) {
      return joinAll(From, Texts);
    };
    return repair(J.Findings, All, std::move(Results), J.Scope, fixChoice(),
                  {Analyse, Join});
  }

  int report(const std::vector<TuResult> &Results) {
    Joined J = joinAll(Results, Sources);
    sayIncomplete(Results, Jobs, !Units.signal());
    bool Failed = complain(J.ConfigErrors);
    std::vector<std::string> Prints = fingerprints(J.Findings, Sources);
    std::vector<Finding> All;
    if (repairs())
      All = J.Findings;
    bool Written = written(
        "the baseline",
        New.apply(J, Prints, Sources,
                  {coverageOf(Results, rulesMet(), Whole),
                   Units.signal() || O.ShallowHeaders,
                   [&](const std::string &File) { return shows(J, File); },
                   [&](std::vector<std::string> Files) {
                     return elsewhere(std::move(Files));
                   }}));
    const std::vector<Finding> Shown = J.Findings;
    FixPlan Plan;
    if (repairs())
      Plan = repairAll(J, std::move(All), Results);
    // Exported as they are: the notes on what was fixed are for this run.
    if (!O.ExportFixes.empty())
      Written &= exportFixes(Shown, Plan, J.Scope);
    if (!wantsFixes())
      J.Findings = Shown;
    // Before the reports, which say what was written. Who interrupts a run
    // wants nothing more done.
    const bool Fixes = wantsFixes();
    std::string Unwritten;
    if (!Fixes)
      retract(J);
    else if (!O.Diff)
      Unwritten = apply(Plan, J);
    Written &= writeReports(J, Prints, Results);
    if (Fixes)
      Written &= sayFixes(Plan, std::move(Unwritten));
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

  static bool written(const char *What, Error E) {
    if (!E)
      return true;
    error() << "cannot write " << What << ": " << toString(std::move(E))
            << "\n";
    return false;
  }

  std::vector<Rule> rules(const std::vector<Finding> &Findings) const {
    std::vector<Rule> Out;
    if (any_of(Findings,
               [](const Finding &F) { return F.Check == UnmatchedNoLint.Id; }))
      Out.push_back({&UnmatchedNoLint, UnmatchedNoLintPage, /*IsCheck=*/false});
    if (O.UnusedNoLint)
      Out.push_back({&UnusedNoLint, UnusedNoLintPage, /*IsCheck=*/false});
    if (any_of(Findings,
               [](const Finding &F) { return F.Check == AnnotationRule.Id; }))
      Out.push_back({&AnnotationRule, AnnotationPage, /*IsCheck=*/false});
    for (const CheckEntry &E : allChecks())
      if (Ran.count(E.Info->Id))
        Out.push_back({E.Info, pageOf(E.Info->Id)});
    return Out;
  }

  /// Writes every --output. \returns false if one could not be written.
  bool writeReports(const Joined &J, const std::vector<std::string> &Prints,
                    const std::vector<TuResult> &Results) {
    Report R{J.Findings, Prints,
             Sources,    rules(J.Findings),
             {},         J.Total,
             J.Analysed, !J.Incomplete && J.Total && !Units.signal()};
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
        Written &= written("the report", flushOutput());
        continue;
      }
      R.Color = false;
      std::string Text;
      raw_string_ostream OS(Text);
      As->Write(R, OS);
      // On a terminal the line about it stands below the findings.
      if (To.Format == "text" && !R.Complete)
        OS << "this report is not complete\n";
      Written &= written("the report", writeOutput(To.File, Text));
    }
    return Written;
  }

  /// Writes \p Findings with the fixes that hold, at once and together: what
  /// clang-apply-replacements makes of them is what --fix does.
  bool exportFixes(std::vector<Finding> Findings, const FixPlan &Plan,
                   const FixScope &Scope) {
    for (size_t I = 0; I != Findings.size(); ++I) {
      Finding &F = Findings[I];
      if (repairs() ? !Plan.Held[I]
                    : wordOn(fixChoice(), F.Check) != FixWord::Take)
        F.Main.Fix.clear();
      // It would take these where there is no other.
      for (Message &N : F.Notes)
        N.Fix.clear();
    }
    if (repairs()) {
      const FixPlan Together = planFixes(Findings, Scope, Sources);
      for (size_t I = 0; I != Findings.size(); ++I)
        if (!Together.Why[I].empty())
          Findings[I].Main.Fix.clear();
    }
    if (!wantsFixes())
      for (const auto &Reason : Plan.Refused)
        errs() << "ctx-tidy: " << Reason.second
               << (Reason.second == 1 ? " fix" : " fixes")
               << " not exported: " << Reason.first << "\n";
    for (Finding &F : Findings)
      for (Edit &E : F.Main.Fix)
        if (const SourceFile *In = Sources.get(E.File))
          E.Text = withLineEndsOf(In->text(), E.Text);
    std::string Text;
    raw_string_ostream OS(Text);
    writeFixesYaml(Findings, OS);
    if (O.ExportFixes == "-") {
      outs() << Text;
      return written("the fixes", flushOutput());
    }
    return written("the fixes", writeOutput(O.ExportFixes, Text));
  }

  /// Writes what was repaired. \returns why it could not be, and takes back
  /// what the notes say of it; empty if all went well.
  std::string apply(FixPlan &Plan, Joined &J) {
    for (const auto &File : Plan.NewText)
      Sources.get(File.first); // reports show what was found, not what became
    std::set<std::string> Placed;
    Error E = writeFixes(Plan, J.Scope, Placed);
    if (!E)
      return "";
    retract(J, Placed);
    return (Placed.empty() ? "no fix was written: "
                           : "not every fix was written: ") +
           toString(std::move(E));
  }

  /// Takes back what notes say of fixes that were not written: those that are
  /// not in the files \p Placed.
  static void retract(Joined &J, const std::set<std::string> &Placed = {}) {
    for (Finding &F : J.Findings) {
      auto IsPlaced = [&](const Edit &E) { return Placed.count(E.File) != 0; };
      if (all_of(F.Main.Fix, IsPlaced))
        continue;
      for (Message &N : F.Notes)
        if (N.Text == AppliedNote)
          N.Text = any_of(F.Main.Fix, IsPlaced)
                       ? "this fix is applied in part: not all of its files "
                         "could be written"
                       : "this fix is not applied: it could not be written";
    }
  }

  /// Says what became of the fixes, and prints the patch. \returns false if
  /// they are not where they should be.
  bool sayFixes(const FixPlan &Plan, std::string Unwritten) {
    for (const std::string &Line : Plan.Warnings)
      errs() << "ctx-tidy: warning: " << Line << "\n";
    for (const auto &Reason : Plan.Refused)
      errs() << "ctx-tidy: " << Reason.second
             << (Reason.second == 1 ? " fix" : " fixes")
             << " not applied: " << Reason.first << "\n";
    PatchPlace Place;
    if (O.Diff)
      Unwritten = writeDiff(Plan, Place);
    if (!Unwritten.empty()) {
      error() << Unwritten << "\n";
      return false;
    }
    if (Plan.Suggested)
      errs() << (O.Diff ? "ctx-tidy: the patch has " : "ctx-tidy applied ")
             << Plan.Applied << " of " << Plan.Suggested << " suggested fixes"
             << (Place.Here ? ""
                            : "; its paths begin at '" +
                                  displayPath(Place.Folder) + "'")
             << ".\n";
    return !Plan.Failed;
  }

  /// Prints the patch. \param [out] Place where it applies.
  /// \returns what is wrong; empty if all went well.
  std::string writeDiff(const FixPlan &Plan, PatchPlace &Place) const {
    Expected<std::string> Patch = patchOf(Plan.NewText, Work->Roots, Place);
    if (!Patch)
      return "no fix was written: " + toString(Patch.takeError());
    outs() << *Patch;
    if (Error E = flushOutput())
      return "the patch is not complete: " + toString(std::move(E));
    return "";
  }

  bool anyFails(const std::vector<Finding> &Findings) const {
    if (O.Threshold == FailOn::Never)
      return false;
    return any_of(Findings, [&](const Finding &F) {
      if (F.Shown != Level::Warning)
        return F.Shown == Level::Error;
      const CheckEntry *E = findCheck(F.Check);
      Severity S = E ? E->Info->Level : Severity::Warning;
      return S >= (O.Threshold == FailOn::Error ? Severity::Error
                                                : Severity::Warning);
    });
  }

  void summarise(const Joined &J) const {
    errs() << "ctx-tidy: " << plural(J.Findings.size(), "finding") << "; "
           << count(J, Units.unparsed());
    if (New.unchanged())
      errs() << "; " << plural(New.unchanged(), "finding")
             << " on lines as they were not shown";
    if (New.inBaseline())
      errs() << "; " << plural(New.inBaseline(), "finding")
             << " of the baseline not shown";
    if (J.Generated)
      errs() << "; " << plural(J.Generated, "finding")
             << " in generated files not shown";
    errs() << "\n";
  }

  /// --results. \returns false if the file could not be written.
  bool keep(const std::vector<TuResult> &Results) {
    return written("the results",
                   Shard.write(O, Results, Ran, Rules, Whole, Sources));
  }

  /// A shard says what it could not analyse; findings are for the merge.
  int endShard(const std::vector<TuResult> &Results) {
    Joined J = joinAll(Results, Sources);
    sayIncomplete(Results, Jobs, !Units.signal());
    bool Failed = complain(J.ConfigErrors);
    if (!O.Quiet)
      errs() << "ctx-tidy: shard " << O.Shard.Index << " of " << O.Shard.Count
             << ": " << count(J, Units.unparsed()) << "\n";
    return Failed ? Usage : J.Incomplete ? Partial : Clean;
  }

  int explain(const std::vector<TuResult> &Results) {
    sayIncomplete(Results, Jobs, !Units.signal());
    return explainModels(Results) ? Clean : Partial;
  }

  int suggest(const std::vector<TuResult> &Results) {
    Joined J = joinAll(Results, Sources);
    sayIncomplete(Results, Jobs, !Units.signal());
    bool Failed = complain(J.ConfigErrors);
    Suggested S = suggestModels(Results, O.SuggestLimit, outs());
    outs().flush();
    if (!O.Quiet)
      errs() << "ctx-tidy: " << plural(S.Shown + S.More, "suggestion")
             << (S.More ? ", " + std::to_string(S.Shown) + " of them shown"
                        : "")
             << "; " << count(J, Units.unparsed()) << "\n";
    return Failed ? Usage : J.Incomplete || !J.Total ? Partial : Clean;
  }

  const Options &O;
  Config Configuration;
  Profile Times;
  Analyses Units;
  NewFindings New;
  std::optional<WorkList> Work;
  std::vector<TuJob> Jobs;
  SourceCache Sources;
  ShardRun Shard;
  std::set<std::string> Ran; ///< the checks that the run has enabled
  bool Whole = false;        ///< all of the database is analysed
  std::map<std::string, bool> ReadElsewhere; ///< elsewhere()
  JoinRules Rules;
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
