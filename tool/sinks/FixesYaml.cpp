//===- FixesYaml.cpp - the file of --export-fixes -------------------------===//

#include "Sinks.h"
#include "clang/Tooling/DiagnosticsYaml.h"
#include "clang/Tooling/ReplacementsYaml.h"
#include <set>

using namespace clang;

namespace ctx::tool {

static tooling::DiagnosticMessage convert(const Message &M,
                                          std::set<Edit> &Written) {
  // Bytes that are not UTF-8 make the whole file unreadable to most.
  tooling::DiagnosticMessage Out(escapeControls(M.Text));
  Out.FilePath = M.File;
  Out.FileOffset = M.Offset;
  for (const Range &R : M.Ranges) {
    tooling::FileByteRange B;
    B.FilePath = R.File;
    B.FileOffset = R.Offset;
    B.Length = R.Length;
    Out.Ranges.push_back(std::move(B));
  }
  for (const Edit &E : M.Fix)
    if (Written.insert(E).second)
      llvm::consumeError(Out.Fix[E.File].add(
          tooling::Replacement(E.File, E.Offset, E.Length, E.Text)));
  return Out;
}

void writeFixesYaml(const std::vector<Finding> &Findings,
                    llvm::raw_ostream &OS) {
  tooling::TranslationUnitDiagnostics All;
  std::set<Edit> Written;
  for (const Finding &F : Findings) {
    tooling::Diagnostic D;
    D.DiagnosticName = F.Check;
    D.DiagLevel = F.Shown == Level::Error  ? tooling::Diagnostic::Error
                  : F.Shown == Level::Info ? tooling::Diagnostic::Remark
                                           : tooling::Diagnostic::Warning;
    D.BuildDirectory = workingDirectory();
    D.Message = convert(F.Main, Written);
    for (const Message &N : F.Notes)
      D.Notes.push_back(convert(N, Written));
    All.Diagnostics.push_back(std::move(D));
  }
  llvm::yaml::Output Yaml(OS);
  Yaml << All;
}

} // namespace ctx::tool
