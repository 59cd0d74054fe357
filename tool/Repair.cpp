//===- Repair.cpp ---------------------------------------------------------===//

#include "Repair.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace ctx::tool {

const char AppliedNote[] = "FIX-IT applied suggested code changes";

namespace {

/// A second run has to find nothing to do; who is not done after so many rounds
/// goes round in circles.
constexpr unsigned MaxRounds = 10;
/// So many times the culprit is looked for before all that may be to blame go.
constexpr unsigned MaxGuesses = 4;

/// What stays of a finding while code is edited around it: check, file,
/// message.
using Key = std::tuple<std::string, std::string, std::string>;

Key keyOf(const Finding &F) { return {F.Check, F.Main.File, F.Main.Text}; }

/// The texts that the fix of \p F writes.
std::string textsOf(const Finding &F) {
  std::string Out;
  for (const Edit &E : F.Main.Fix)
    Out += E.File + ":" + std::to_string(E.Length) + ":" + E.Text + "\n";
  return Out;
}

/// No finding has this number.
constexpr size_t None = ~size_t(0);

/// A finding and where it is expected.
struct Place {
  size_t Number; ///< whatever the caller counts
  unsigned Offset;
};

/// Findings by what they say and where, each to be taken once: two may say the
/// same of two places.
class Expected {
public:
  void add(const Finding &F, size_t Number, unsigned Offset) {
    Places[keyOf(F)].push_back({Number, Offset});
  }
  /// Takes the one that \p F is: at its place, or else the nearest one if
  /// \p Near. \returns its number, or None.
  size_t take(const Finding &F, bool Near) {
    auto Known = Places.find(keyOf(F));
    if (Known == Places.end() || Known->second.empty())
      return None;
    auto Distance = [&](const Place &P) {
      return std::max(P.Offset, F.Main.Offset) -
             std::min(P.Offset, F.Main.Offset);
    };
    auto Best = std::min_element(Known->second.begin(), Known->second.end(),
                                 [&](const Place &A, const Place &B) {
                                   return Distance(A) < Distance(B);
                                 });
    if (!Near && Distance(*Best))
      return None;
    size_t Number = Best->Number;
    Known->second.erase(Best);
    return Number;
  }

private:
  std::map<Key, std::vector<Place>> Places;
};

class Repairer {
public:
  Repairer(std::vector<Finding> &Wanted, const std::vector<Finding> &All,
           std::vector<TuResult> Results, const FixScope &Scope,
           const FixChoice &Choice, const Rerun &Again)
      : Wanted(Wanted), Now(All), Results(std::move(Results)), First(Scope),
        Scope(Scope), Choice(Choice), Again(Again), Made(Wanted.size()) {
    Expected Asked;
    for (size_t I = 0; I != Wanted.size(); ++I)
      Asked.add(Wanted[I], I, Wanted[I].Main.Offset);
    for (const Finding &F : Now)
      Is.push_back(Asked.take(F, /*Near=*/false));
  }

  FixPlan run() {
    for (unsigned Round = 0; Round != MaxRounds; ++Round)
      if (!advance())
        break;
    return conclude();
  }

private:
  /// One finding that is to be fixed in this round.
  struct Attempt {
    size_t In; ///< index in Now
    size_t Of; ///< number of the wanted finding
    const Finding *F;
  };

  /// Takes all fixes that hold together. \returns false if there are none.
  bool advance() {
    for (unsigned Guess = 0;; ++Guess) {
      SourceCache Sources(Done);
      std::vector<Attempt> Candidates = candidates();
      std::vector<Finding> Copies;
      for (const Attempt &A : Candidates)
        Copies.push_back(*A.F);
      FixPlan Plan = planFixes(Copies, Scope, Sources);
      for (const std::string &W : Plan.Warnings)
        if (!is_contained(Out.Warnings, W))
          Out.Warnings.push_back(W);
      Out.Failed |= Plan.Failed;
      std::vector<Attempt> Tried;
      Refused.clear(); // as of now
      for (size_t I = 0; I != Candidates.size(); ++I)
        if (Plan.Why[I].empty())
          Tried.push_back(Candidates[I]);
        else
          Refused[Candidates[I].Of] = Plan.Why[I];
      if (Tried.empty())
        return false;
      if (holds(Plan, Tried, Guess >= MaxGuesses))
        return true;
    }
  }

  /// What may be fixed: asked for, with a fix, and not withheld.
  std::vector<Attempt> candidates() const {
    std::vector<Attempt> Out;
    for (size_t I = 0; I != Now.size(); ++I)
      if (Is[I] != None && !Now[I].Main.Fix.empty() &&
          !Withheld.count({Is[I], textsOf(Now[I])}) &&
          wordOn(Choice, Now[I].Check) == FixWord::Take)
        Out.push_back({I, Is[I], &Now[I]});
    return Out;
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
    std::vector<size_t> Will;
    if (Withheld.size() == Before)
      Will = judgeFindings(J.Findings, Plan, Tried, GiveUp);
    if (Withheld.size() != Before)
      return false;
    for (const Attempt &A : Tried)
      Made[A.Of] = true;
    Done = std::move(After);
    Results = std::move(Fresh);
    Now = std::move(J.Findings);
    Is = std::move(Will);
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

  /// Withholds fixes whose finding is among \p After, which \p Plan leads to,
  /// and such that bring another one. \returns which wanted finding each of
  /// \p After is.
  std::vector<size_t> judgeFindings(const std::vector<Finding> &After,
                                    const FixPlan &Plan,
                                    ArrayRef<Attempt> Tried, bool GiveUp) {
    auto Moved = [&](const Finding &F) {
      auto Edits = Plan.Edits.find(F.Main.File);
      return Edits == Plan.Edits.end() ? F.Main.Offset
                                       : movedBy(Edits->second, F.Main.Offset);
    };
    std::set<size_t> Gone;
    for (const Attempt &A : Tried)
      Gone.insert(A.In);
    Expected Left, Fixed;
    for (size_t I = 0; I != Now.size(); ++I)
      (Gone.count(I) ? Fixed : Left).add(Now[I], I, Moved(Now[I]));

    // At their places first, so that nothing is taken for its neighbour.
    std::vector<size_t> Was;
    for (const Finding &F : After)
      Was.push_back(Left.take(F, /*Near=*/false));
    for (size_t I = 0; I != After.size(); ++I) {
      if (Was[I] != None)
        continue;
      size_t Still = Fixed.take(After[I], /*Near=*/false);
      if (Still == None)
        Was[I] = Left.take(After[I], /*Near=*/true);
      if (Still == None && Was[I] == None)
        Still = Fixed.take(After[I], /*Near=*/true);
      if (Still != None)
        withhold(
            *find_if(Tried, [&](const Attempt &A) { return A.In == Still; }),
            "the finding would still be there");
      else if (Was[I] == None)
        blameFor(After[I], Tried, GiveUp);
    }
    for (size_t &W : Was)
      W = W == None ? None : Is[W];
    return Was;
  }

  /// Withholds what may have brought \p New.
  void blameFor(const Finding &New, ArrayRef<Attempt> Tried, bool GiveUp) {
    std::string Why = "it would bring another finding: " + New.Main.Text +
                      " [" + New.Check + "]";
    if (!GiveUp)
      return blameNearest(Tried, New.Main.File, New.Main.Line, TuResult(), Why);
    for (const Attempt &A : Tried)
      withhold(A, Why);
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
      withhold(*Nearest, Why);
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
        withhold(A, Why);
    if (Withheld.size() == Before)
      for (const Attempt &A : Tried)
        withhold(A, Why);
  }

  void withhold(const Attempt &A, const std::string &Why) {
    if (Withheld.insert({A.Of, textsOf(*A.F)}).second)
      Reasons[A.Of] = Why;
  }

  /// Tells of each of the wanted findings what became of its fix.
  FixPlan conclude() {
    for (size_t I = 0; I != Wanted.size(); ++I) {
      Finding &F = Wanted[I];
      // Not if it was made with other texts than those of the report.
      Out.Held.push_back(Made[I] && !Withheld.count({I, textsOf(F)}));
      FixWord Word = wordOn(Choice, F.Check);
      if (F.Main.Fix.empty() || Word == FixWord::NotAsked)
        continue;
      ++Out.Suggested;
      if (Word == FixWord::Unsafe) {
        refuse(F, "it may change what the code does while nobody asks it to "
                  "stop; --unsafe-fixes applies it");
        continue;
      }
      if (Made[I]) {
        ++Out.Applied;
        note(F, Choice.Write ? AppliedNote : "this fix is in the diff");
        continue;
      }
      std::string Why = "another fix made it unnecessary or impossible";
      if (auto W = Reasons.find(I); W != Reasons.end())
        Why = W->second;
      else if (auto R = Refused.find(I); R != Refused.end())
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
  std::vector<size_t> Is; ///< of each of Now, which wanted finding it is
  std::vector<bool> Made; ///< of each of the wanted, whether it is repaired
  std::set<std::pair<size_t, std::string>>
      Withheld; ///< with what it would write
  std::map<size_t, std::string> Reasons, Refused;
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
