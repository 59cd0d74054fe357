//===- CheckModels.cpp ----------------------------------------------------===//
//
// An example is analysed in the place of its model file, in the lines where it
// stands: what the compiler and the checks say of it points at the right line,
// and headers next to the model are found.
//
//===----------------------------------------------------------------------===//

#include "CheckModels.h"
#include "Config.h"
#include "Files.h"
#include "Join.h"
#include "Supervisor.h"
#include "core/CheckRegistry.h"
#include "core/Models.h"
#include "model/Examples.h"
#include "model/Spelling.h"
#include "model/VocabularyReader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <map>
#include <set>

using namespace llvm;

namespace ctx::tool {
namespace {

raw_ostream &problem(const std::string &File, unsigned Line) {
  return errs() << displayPath(File) << ":" << Line << ": error: ";
}

/// The examples of one model file.
struct ModelFile {
  std::string Path; ///< real
  std::vector<model::Example> Examples;
};

std::string includeLine(StringRef Header) {
  bool Angled = Header.starts_with("<");
  return ("#include " + (Angled ? Header : ("\"" + Header + "\"").str()) + "\n")
      .str();
}

/// The example as a source file: below blank lines, headers in the first.
std::string sourceOf(const model::Example &E) {
  std::string Out;
  for (const std::string &H : E.Headers)
    Out += includeLine(H);
  const size_t Above = E.CodeLine ? E.CodeLine - 1 : 0;
  if (E.Headers.size() < Above)
    Out.append(Above - E.Headers.size(), '\n');
  return Out + E.Code;
}

TuJob jobFor(const model::Example &E, const std::string &File,
             const FileConfig &Base, const Options &O) {
  std::vector<std::string> Line = {"clang++", "-std=c++20", "-xc++"};
  Line.insert(Line.end(), E.Flags.begin(), E.Flags.end());
  if (O.FixedFlags)
    Line.insert(Line.end(), O.FixedFlags->begin(), O.FixedFlags->end());
  TuJob J;
  J.Cmd = cleanCommand(Line, File, sys::path::parent_path(File).str(), {});
  J.Config = Base;
  J.ExtraArgs = O.ExtraArgs;
  J.ExtraArgsBefore = O.ExtraArgsBefore;
  // What an example is about runs, whether it does so by default or not.
  for (const std::string &Id : E.Finds)
    if (!is_contained(J.Config.Enabled, Id))
      J.Config.Enabled.push_back(Id);
  sort(J.Config.Enabled);
  J.Config.Tidy.Checks = checksValue(J.Config.Enabled);
  J.Overlay[File] = sourceOf(E);
  return J;
}

std::string shown(const std::vector<std::string> &Checks) {
  return Checks.empty() ? "nothing" : llvm::join(Checks, ", ");
}

void sayErrors(const TuResult &R) {
  for (const CompileError &E : R.Errors)
    errs() << displayPath(E.File.empty() ? R.Main : E.File) << ":" << E.Line
           << ":" << E.Column << ": note: " << escapeControls(E.Text) << "\n";
  for (const std::string &E : R.ConfigErrors)
    errs() << E << "\n";
}

/// True if \p R is what \p E says; otherwise says what it is.
bool behaves(const model::Example &E, const TuJob &J, const TuResult &R) {
  const std::string &File = J.Cmd.File;
  const std::string Name = "example '" + escapeControls(E.Name) + "' ";
  if (R.Status != TuStatus::Analysed || !R.ConfigErrors.empty()) {
    raw_ostream &OS = problem(File, E.Line);
    if (R.Status == TuStatus::Incomplete)
      OS << Name << "does not compile\n";
    else
      OS << Name << "was not analysed"
         << (R.Why.empty() ? "" : ": " + escapeControls(R.Why)) << "\n";
    sayErrors(R);
    return false;
  }
  SourceCache Sources(J.Overlay);
  Joined All = join({R}, Sources, JoinRules());
  std::vector<std::string> Found;
  for (const Finding &F : All.Findings)
    Found.push_back(F.Check);
  sort(Found);
  if (Found == E.Finds)
    return true;
  problem(File, E.Line) << Name << "expects " << escapeControls(shown(E.Finds))
                        << ", but this is found: " << shown(Found) << "\n";
  for (const Finding &F : All.Findings)
    errs() << displayPath(F.Main.File) << ":" << F.Main.Line << ":"
           << F.Main.Column << ": note: " << escapeControls(F.Main.Text) << " ["
           << F.Check << "]\n";
  return false;
}

/// True if all checks that the examples name exist.
bool known(const ModelFile &M) {
  std::vector<StringRef> Known;
  for (const CheckEntry &C : allChecks())
    Known.push_back(C.Info->Id);
  bool All = true;
  for (const model::Example &E : M.Examples)
    for (const std::string &Id : E.Finds)
      if (!findCheck(Id)) {
        problem(M.Path, E.Line)
            << "example '" << escapeControls(E.Name)
            << "' expects the unknown check '" << escapeControls(Id) << "'"
            << didYouMean(Id, Known) << "\n";
        All = false;
      }
  return All;
}

/// Names the entries of \p M that no example knows: misspelt, or not shown.
void sayUnresolved(const ModelFile &M, StringRef Text,
                   ArrayRef<TuResult> Explained) {
  // By vocabulary, kind and id: in how many examples an entry resolved; for a
  // name inside of one, "ID KEY" and the name: in how many it did not.
  using Entry = std::tuple<std::string, bool, std::string>;
  std::map<Entry, unsigned> Resolved;
  std::map<Entry, std::map<std::pair<std::string, std::string>, unsigned>>
      Broken;
  for (const TuResult &R : Explained)
    for (const ModelRow &Row : R.Models) {
      auto [Id, Key] = StringRef(Row.Id).split(' ');
      Entry E{Row.Vocabulary, Row.IsType, Id.str()};
      if (!Key.empty())
        ++Broken[E][{Key.str(), Row.To}];
      else
        Resolved[E] += Row.Resolved;
    }
  std::vector<model::ModelError> None;
  for (const model::Vocabulary &V :
       model::readVocabularies(Text, M.Path, None)) {
    auto Judge = [&](bool IsType, StringRef Id, model::ModelSpot At) {
      Entry E{V.Name, IsType, Id.str()};
      const unsigned Times = Resolved[E];
      auto Note = [&]() -> raw_ostream & {
        return errs() << displayPath(M.Path) << ":" << At.Line
                      << ": note: " << (IsType ? "type '" : "op '")
                      << escapeControls(Id) << "'";
      };
      if (!Times)
        Note() << " resolves in no example\n";
      for (const auto &Part : Broken[E])
        if (Part.second >= Times)
          Note() << ": " << Part.first.first << " '"
                 << escapeControls(Part.first.second)
                 << "' resolves in no example\n";
    };
    for (const model::TypeEntry &T : V.Types)
      Judge(true, T.Id, T.Spot);
    for (const model::OpEntry &Op : V.Ops)
      Judge(false, Op.Id, Op.Spot);
    if (!V.Types.empty() || !V.Ops.empty())
      return; // the others have the same entries
  }
}

/// \returns how many examples do not behave; nothing if the run was stopped.
std::optional<unsigned> tryOut(const ModelFile &M, StringRef Text,
                               const FileConfig &Base, const Options &O) {
  std::vector<TuJob> Jobs;
  std::vector<const TuJob *> All;
  for (const model::Example &E : M.Examples)
    Jobs.push_back(jobFor(E, M.Path, Base, O));
  const size_t Count = Jobs.size();
  for (size_t I = 0; I != Count; ++I) {
    TuJob Explains = Jobs[I];
    Explains.ExplainModels = true;
    Jobs.push_back(std::move(Explains));
  }
  for (const TuJob &J : Jobs)
    All.push_back(&J);
  Supervised S = superviseAll(
      All, {O.Jobs ? O.Jobs : defaultWidth(), O.Seconds, O.Megabytes},
      [](size_t, TuResult &) {});
  if (S.Signal)
    return std::nullopt;
  unsigned Wrong = 0;
  for (size_t I = 0; I != Count; ++I)
    if (!behaves(M.Examples[I], Jobs[I], S.Results[I]))
      ++Wrong;
  if (Count)
    sayUnresolved(M, Text, ArrayRef(S.Results).drop_front(Count));
  return Wrong;
}

/// Says what is wrong with the configuration and the models. \returns false if
/// anything is.
bool usable(const Config &C, const FileConfig &F) {
  std::vector<std::string> Errors = C.errors();
  if (F.Models.empty())
    Errors.push_back(complaint("--check-models needs --models=FILE"));
  std::vector<model::ModelError> Found;
  if (!loadModels(F.Models, Found))
    for (const model::ModelError &E : Found)
      Errors.push_back(escapeControls(E.str()));
  for (const std::string &E : Errors)
    errs() << E << "\n";
  return Errors.empty();
}

} // namespace

int checkModels(const Options &O) {
  Config C(O);
  const FileConfig &F = C.of(absolutePath(
      O.Models.empty() ? "x.cpp" : O.Models.front(), workingDirectory()));
  if (!usable(C, F))
    return Usage;
  bool Good = true;
  for (const std::string &Name : F.Models) {
    ModelFile M{realPath(Name, workingDirectory()), {}};
    auto Text = readRegularFile(M.Path);
    if (!Text) {
      errs() << complaint(displayPath(M.Path) + ": " +
                          Text.getError().message())
             << "\n";
      return Usage;
    }
    M.Examples = model::examplesIn((*Text)->getBuffer());
    if (!known(M))
      return Usage;
    std::optional<unsigned> Wrong = tryOut(M, (*Text)->getBuffer(), F, O);
    if (!Wrong)
      return Partial;
    Good &= !*Wrong;
    outs() << displayPath(M.Path) << ": ";
    if (M.Examples.empty())
      outs() << "it has no examples\n";
    else
      outs() << M.Examples.size() - *Wrong << " of " << M.Examples.size()
             << (M.Examples.size() == 1 ? " example behaves"
                                        : " examples behave")
             << " as expected\n";
  }
  return Good ? Clean : Found;
}

} // namespace ctx::tool
