//===- Summary.cpp --------------------------------------------------------===//

#include "Summary.h"
#include "Files.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ctx::tool {

/// \p Word as every shell takes it: zsh gives up on a `*` that matches nothing.
static std::string shellWord(StringRef Word) {
  auto IsPlain = [](char C) {
    return isAlnum(C) || StringRef("_-+=./,:@%").contains(C);
  };
  if (!Word.empty() && all_of(Word, IsPlain))
    return Word.str();
  std::string Out = "'";
  for (char C : Word)
    Out += C == '\'' ? std::string("'\\''") : std::string(1, C);
  return Out + "'";
}

/// A command line that analyses \p J alone, in one process.
static std::string repeat(const TuJob &J) {
  std::string Out;
  raw_string_ostream OS(Out);
  auto Word = [&](StringRef W) { OS << ' ' << shellWord(escapeControls(W)); };
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

void sayIncomplete(const std::vector<TuResult> &Results,
                   const std::vector<TuJob> &Jobs, bool Repeat) {
  for (size_t I = 0; I != Results.size(); ++I) {
    const TuResult &R = Results[I];
    std::string Name = displayPath(R.Main);
    if (R.Status == TuStatus::Failed) {
      errs() << "ctx-tidy: " << Name << ": not analysed: " << R.Why << "\n";
      if (Repeat && I < Jobs.size() && Jobs[I].Cmd.Kind == Command::Ready)
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

std::string plural(unsigned N, const char *Word) {
  return std::to_string(N) + " " + Word + (N == 1 ? "" : "s");
}

std::string count(const Joined &J, unsigned Unparsed) {
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

static void print(const ModelRow &Row) {
  outs() << "    " << (Row.IsType ? "type " : "op ") << Row.Id << " -> ";
  if (!Row.Excuse.empty()) {
    outs() << escapeControls(Row.Excuse);
  } else if (!Row.Resolved) {
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

bool explainModels(const std::vector<TuResult> &Results) {
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
  return !Partly;
}

} // namespace ctx::tool
