//===- Repair.cpp ---------------------------------------------------------===//

#include "Repair.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace ctx::tool {

const char AppliedNote[] = "FIX-IT applied suggested code changes";

namespace {

/// A second run has to find nothing to do; who is not done after so many rounds
/// goes round in circles.
constexpr unsigned MaxRounds = 10;
/// So many times the culprit is looked for before all that may be to blame go.
constexpr unsigned MaxGuesses = 4;

/// A finding across edits: check, file, message.
using Key = std::tuple<std::string, std::string, std::string>;

Key keyOf(const Finding &F) { return {F.Check, F.Main.File, F.Main.Text}; }

std::map<Key, unsigned> count(const std::vector<Finding> &Findings) {
  std::map<Key, unsigned> Out;
  for (const Finding &F : Findings)
    ++Out[keyOf(F)];
  return Out;
}

/// A fix: its finding, and what is to be written.
using FixKey = std::pair<Key, std::string>;

FixKey fixKeyOf(const Finding &F) {
  std::string Texts;
  for (const Edit &E : F.Main.Fix)
    Texts += E.File + ":" + std::to_string(E.Length) + ":" + E.Text + "\n";
  return {keyOf(F), Texts};
}

class Repairer {
public:
  Repairer(std::vector<Finding> &Wanted, const std::vector<Finding> &All,
           std::vector<TuResult> Results, const FixScope &Scope,
           const FixChoice &Choice, const Rerun &Again)
      : Wanted(Wanted), Now(All), Results(std::move(Results)), First(Scope),
        Scope(Scope), Choice(Choice), Again(Again), MayFix(count(Wanted)) {}

  FixPlan run() {
    for (unsigned Round = 0; Round != MaxRounds; ++Round)
      if (!advance())
        break;
    return conclude();
  }

private:
  /// One finding that is to be fixed in this round.
  struct Attempt {
    const Finding *F;
    Key Id;
  };

  /// Takes all fixes that hold together. \returns false if there are none.
  bool advance() {
    for (unsigned Guess = 0;; ++Guess) {
      SourceCache Sources(Done);
      std::vector<Finding> Candidates = candidates();
      FixPlan Plan = planFixes(Candidates, Scope, Sources);
      for (const std::string &W : Plan.Warnings)
        if (!is_contained(Out.Warnings, W))
          Out.Warnings.push_back(W);
      Out.Failed |= Plan.Failed;
      remember(Candidates, Plan);
      std::vector<Attempt> Tried;
      for (size_t I = 0; I != Candidates.size(); ++I)
        if (Plan.Why[I].empty())
          Tried.push_back({&Candidates[I], keyOf(Candidates[I])});
      if (Tried.empty())
        return false;
      if (holds(Plan, Tried, Guess >= MaxGuesses))
        return true;
    }
  }

  /// What may be fixed: asked for, with a fix, and not withheld.
  std::vector<Finding> candidates() const {
    std::map<Key, unsigned> Left = MayFix;
    std::vector<Finding> Out;
    for (const Finding &F : Now) {
      auto May = Left.find(keyOf(F));
      if (F.Main.Fix.empty() || May == Left.end() || !May->second ||
          Withheld.count(fixKeyOf(F)) ||
          wordOn(Choice, F.Check) != FixWord::Take)
        continue;
      --May->second;
      Out.push_back(F);
    }
    return Out;
  }

  /// Why the fixes that \p Plan does not take are not taken, as of now.
  void remember(const std::vector<Finding> &Candidates, const FixPlan &Plan) {
    Refused.clear();
    for (size_t I = 0; I != Candidates.size(); ++I)
      if (!Plan.Why[I].empty())
        Refused[fixKeyOf(Candidates[I])] = Plan.Why[I];
  }

  /// Analyses what \p Plan touches with its texts. If all is well they become
  /// the state of things; if not, some of \p Tried are withheld.
  bool holds(const FixPlan &Plan, ArrayRef<Attempt> Tried, bool GiveUp) {
    std::vector<size_t> Touched;
    for (size_t I = 0; I != Results.size(); ++I)
      if (any_of(Plan.NewText, [&](const auto &File) {
            return Results[I].Read.count(File.first);
          }))
        Touched.push_back(I);
    Texts After = Done;
    for (const auto &File : Plan.NewText)
      After[File.first] = File.second;
    std::vector<TuResult> Fresh = Results;
    std::vector<TuResult> Rerun = Again.Analyse(Touched, After);
    for (size_t I = 0; I != Touched.size(); ++I)
      Fresh[Touched[I]] = std::move(Rerun[I]);

    size_t Before = Withheld.size();
    for (size_t I : Touched)
      judgeErrors(Results[I], Fresh[I], Tried, GiveUp);
    SourceCache Sources(After);
    Joined J = Again.Join(Fresh, Sources);
    if (Withheld.size() == Before)
      judgeFindings(J.Findings, Tried, GiveUp);
    if (Withheld.size() != Before)
      return false;
    for (const Attempt &A : Tried)
      ++Applied[A.Id];
    Done = std::move(After);
    Results = std::move(Fresh);
    Now = std::move(J.Findings);
    J.Scope.Roots = First.Roots;
    Scope = std::move(J.Scope);
    return true;
  }

  void judgeErrors(const TuResult &Old, const TuResult &New,
                   ArrayRef<Attempt> Tried, bool GiveUp) {
    bool Failed = New.Status == TuStatus::Failed;
    Out.Failed |= Failed; // it may have been a good one
    if (!Failed && New.ErrorCount <= Old.ErrorCount)
      return;
    std::string Why = "with it the code does not compile";
    if (!New.Errors.empty())
      Why += ": " + New.Errors.front().Text;
    else if (Failed)
      Why = "with it the code was not analysed: " + New.Why;
    if (New.Errors.empty() || GiveUp)
      return blameAll(Tried, New, Why);
    const CompileError &E = New.Errors.front();
    blameNearest(Tried, E.File, E.Line, New, Why);
  }

  void judgeFindings(const std::vector<Finding> &After, ArrayRef<Attempt> Tried,
                     bool GiveUp) {
    std::map<Key, unsigned> Left = count(Now);
    for (const Attempt &A : Tried)
      --Left[A.Id];
    for (const Finding &F : After) {
      Key Id = keyOf(F);
      auto Known = Left.find(Id);
      if (Known != Left.end() && Known->second) {
        --Known->second;
        continue;
      }
      auto Same = find_if(Tried, [&](const Attempt &A) { return A.Id == Id; });
      if (Same != Tried.end()) {
        for (const Attempt &A : Tried)
          if (A.Id == Id)
            withhold(*A.F, "the finding would still be there");
        continue;
      }
      std::string Why = "it would bring another finding: " + F.Main.Text +
                        " [" + F.Check + "]";
      if (GiveUp)
        for (const Attempt &A : Tried)
          withhold(*A.F, Why);
      else
        blameNearest(Tried, F.Main.File, F.Main.Line, TuResult(), Why);
    }
  }

  /// Withholds the fix that edits \p File nearest to \p Line; if none does, all
  /// that touch \p Unit.
  void blameNearest(ArrayRef<Attempt> Tried, const std::string &File,
                    unsigned Line, const TuResult &Unit,
                    const std::string &Why) {
    SourceCache Sources(Done);
    const Attempt *Nearest = nullptr;
    unsigned Distance = ~0U;
    for (const Attempt &A : Tried)
      for (const Edit &E : A.F->Main.Fix) {
        const SourceFile *S = E.File == File ? Sources.get(File) : nullptr;
        if (!S)
          continue;
        unsigned At = S->lineAndColumn(E.Offset).first;
        unsigned Far = At > Line ? At - Line : Line - At;
        if (Far < Distance) {
          Distance = Far;
          Nearest = &A;
        }
      }
    if (Nearest)
      withhold(*Nearest->F, Why);
    else
      blameAll(Tried, Unit, Why);
  }

  /// Withholds every fix that edits a file of \p Unit; every fix, if it is not
  /// known which it has.
  void blameAll(ArrayRef<Attempt> Tried, const TuResult &Unit,
                const std::string &Why) {
    size_t Before = Withheld.size();
    for (const Attempt &A : Tried)
      if (any_of(A.F->Main.Fix,
                 [&](const Edit &E) { return Unit.Read.count(E.File); }))
        withhold(*A.F, Why);
    if (Withheld.size() == Before)
      for (const Attempt &A : Tried)
        withhold(*A.F, Why);
  }

  void withhold(const Finding &F, const std::string &Why) {
    Withheld.try_emplace(fixKeyOf(F), Why);
  }

  /// Tells of each of the wanted findings what became of its fix.
  FixPlan conclude() {
    for (Finding &F : Wanted) {
      Out.Held.push_back(false);
      FixWord Word = wordOn(Choice, F.Check);
      if (F.Main.Fix.empty() || Word == FixWord::NotAsked)
        continue;
      ++Out.Suggested;
      if (Word == FixWord::Unsafe) {
        refuse(F, "it may change what the code does while nobody asks it to "
                  "stop; --unsafe-fixes applies it");
        continue;
      }
      FixKey Id = fixKeyOf(F);
      bool Held = Withheld.count(Id) || Refused.count(Id);
      if (unsigned &Left = Applied[Id.first]; Left && !Held) {
        --Left;
        ++Out.Applied;
        Out.Held.back() = true;
        note(F, Choice.Write ? AppliedNote : "this fix is in the diff");
        continue;
      }
      std::string Why = "another fix made it unnecessary or impossible";
      if (auto W = Withheld.find(Id); W != Withheld.end())
        Why = W->second;
      else if (auto R = Refused.find(Id); R != Refused.end())
        Why = R->second;
      refuse(F, Why);
    }
    Out.NewText = std::move(Done);
    return std::move(Out);
  }

  void refuse(Finding &F, const std::string &Why) {
    ++Out.Refused[Why];
    note(F, "this fix is not applied: " + Why);
  }

  static void note(Finding &F, std::string Text) {
    Message N;
    N.Text = std::move(Text);
    N.File = F.Main.Fix.front().File;
    N.Offset = F.Main.Fix.front().Offset;
    F.Notes.insert(F.Notes.begin(), std::move(N));
  }

  std::vector<Finding> &Wanted;
  std::vector<Finding> Now; ///< with the fixes that are done
  std::vector<TuResult> Results;
  const FixScope &First;
  FixScope Scope;
  const FixChoice &Choice;
  const Rerun &Again;
  std::map<Key, unsigned> MayFix, Applied;
  std::map<FixKey, std::string> Withheld, Refused;
  Texts Done;
  FixPlan Out;
};

} // namespace

FixPlan repair(std::vector<Finding> &Findings, const std::vector<Finding> &All,
               std::vector<TuResult> Results, const FixScope &Scope,
               const FixChoice &Choice, const Rerun &Again) {
  return Repairer(Findings, All, std::move(Results), Scope, Choice, Again)
      .run();
}

} // namespace ctx::tool
