//===- Join.cpp -----------------------------------------------------------===//

#include "Join.h"
#include "HeaderBodies.h"
#include "clang-tidy/GlobList.h"
#include "core/CheckRegistry.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ctx::tool {

/// A note that a program wrote the file stands within so many lines.
static constexpr unsigned GeneratedLines = 20;

bool isGenerated(StringRef Path, StringRef Text) {
  StringRef Name = sys::path::filename(Path);
  if (Name.ends_with(".pb.h") || Name.ends_with(".pb.cc") ||
      Name.starts_with("moc_"))
    return true;
  bool InComment = false;
  for (unsigned I = 0; I != GeneratedLines && !Text.empty(); ++I) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    // Comments that open a line: such words in other places mean other things.
    Line = Line.ltrim();
    bool Opens = Line.starts_with("/*");
    bool Comment = InComment || Opens || Line.starts_with("//");
    if (Comment &&
        (Line.contains("GENERATED") || Line.contains("DO NOT EDIT") ||
         Line.contains("@generated")))
      return true;
    InComment = (InComment || Opens) && !Line.contains("*/");
  }
  return false;
}

namespace {

Message at(const facts::Fact &F, std::string Text) {
  Message M;
  M.Text = std::move(Text);
  M.File = F.File;
  M.Offset = F.Offset;
  M.Line = F.Line;
  M.Column = F.Column;
  return M;
}

/// What the checks conclude from the facts of all translation units.
void conclude(const facts::FactSet &Facts, StringRef WarningsAsErrors,
              Joined &J) {
  clang::tidy::GlobList Errors(WarningsAsErrors);
  for (const CheckEntry &E : allChecks()) {
    if (!E.Conclude)
      continue;
    for (const facts::Conclusion &C : E.Conclude(Facts)) {
      if (!C.At)
        continue;
      if (C.At->Suppressed) {
        J.Concluded.push_back({C.At->File, C.At->Line, C.Check});
        continue;
      }
      Finding F;
      F.Check = C.Check;
      F.Shown = Errors.contains(C.Check) ? Level::Error : Level::Warning;
      F.Main = at(*C.At, C.Message);
      for (const auto &N : C.Notes)
        if (N.first)
          F.Notes.push_back(at(*N.first, N.second));
      J.Findings.push_back(std::move(F));
    }
  }
}

void setPosition(Message &M, SourceCache &Sources) {
  if (M.File.empty())
    return;
  if (const SourceFile *S = Sources.get(M.File))
    std::tie(M.Line, M.Column) = S->lineAndColumn(M.Offset);
}

void count(const TuResult &R, Joined &J) {
  ++J.Total;
  switch (R.Status) {
  case TuStatus::Analysed:
    ++J.Analysed;
    return;
  case TuStatus::NotApplicable:
    ++J.NotApplicable;
    return;
  case TuStatus::Incomplete:
  case TuStatus::Failed:
    ++(R.Excused ? J.Excused : J.Incomplete);
    return;
  }
}

void addScope(const TuResult &R, FixScope &Scope) {
  for (const auto &File : R.Read) {
    auto Inserted = Scope.Read.insert(File);
    if (Inserted.first->second != File.second)
      Inserted.first->second = 0;
    if (R.Status == TuStatus::Incomplete)
      Scope.Broken.insert(File.first);
  }
}

} // namespace

void coverHeaders(std::vector<TuResult> &Results) {
  std::set<StringRef> Covered;
  for (const TuResult &R : Results)
    if (R.Status == TuStatus::Analysed)
      for (const auto &File : R.Read)
        Covered.insert(File.first);
  std::vector<size_t> Alone;
  for (size_t I = 0; I != Results.size(); ++I)
    if (Results[I].Status == TuStatus::Incomplete &&
        isHeaderName(Results[I].Main) &&
        Covered.count(realPath(Results[I].Main)))
      Alone.push_back(I);
  for (size_t I : Alone) {
    TuResult R;
    R.Status = TuStatus::NotApplicable;
    R.Main = Results[I].Main;
    R.Why = "does not stand alone, and was analysed where it is included";
    R.Cost = Results[I].Cost;
    R.Times = Results[I].Times;
    Results[I] = std::move(R);
  }
}

bool leavesOut(const JoinRules &Rules, const std::string &File,
               SourceCache &Sources) {
  if (Rules.Generated)
    return false;
  const SourceFile *S = Sources.get(File);
  return (S && isGenerated(File, S->text())) ||
         (!Rules.BuildFolder.empty() && isBelow(File, Rules.BuildFolder));
}

Joined join(const std::vector<TuResult> &Results, SourceCache &Sources,
            const JoinRules &Rules) {
  Joined J;
  J.Scope.BuildFolder = Rules.BuildFolder;
  facts::FactSet Facts;
  for (const TuResult &R : Results) {
    count(R, J);
    addScope(R, J.Scope);
    Facts.merge(R.Facts);
    for (const auto &File : R.Filtered)
      J.Filtered.insert(File.first);
    for (const auto &At : R.Around)
      J.Around[At.first].insert(At.second.begin(), At.second.end());
    J.Findings.insert(J.Findings.end(), R.Findings.begin(), R.Findings.end());
    J.ConfigErrors.insert(J.ConfigErrors.end(), R.ConfigErrors.begin(),
                          R.ConfigErrors.end());
  }
  conclude(Facts, Rules.WarningsAsErrors, J);
  for (Finding &F : J.Findings) {
    setPosition(F.Main, Sources);
    for (Message &N : F.Notes)
      setPosition(N, Sources);
  }
  llvm::sort(J.Findings);
  J.Findings.erase(
      std::unique(J.Findings.begin(), J.Findings.end(), sameFinding),
      J.Findings.end());
  llvm::sort(J.ConfigErrors);
  J.ConfigErrors.erase(
      std::unique(J.ConfigErrors.begin(), J.ConfigErrors.end()),
      J.ConfigErrors.end());
  if (Rules.Generated)
    return J;

  std::map<std::string, bool> Known;
  llvm::erase_if(J.Findings, [&](const Finding &F) {
    auto Inserted = Known.try_emplace(F.Main.File);
    if (Inserted.second)
      Inserted.first->second = leavesOut(Rules, F.Main.File, Sources);
    J.Generated += Inserted.first->second;
    return Inserted.first->second;
  });
  return J;
}

} // namespace ctx::tool
