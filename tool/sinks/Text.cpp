//===- Text.cpp - clang-tidy's text ---------------------------------------===//
//
// Written by clang's own printer over a source manager made for the purpose, so
// that snippets, carets and fix lines are what every tool that reads clang-tidy
// expects.
//
//===----------------------------------------------------------------------===//

#include "Sinks.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"

using namespace clang;

namespace ctx::tool {
namespace {

class Printer {
public:
  Printer(SourceCache &Sources, bool Color, llvm::raw_ostream &OS)
      : Sources(Sources), Text(OS, options(Color)),
        Engine(DiagnosticIDs::create(), Options, &Text,
               /*ShouldOwnClient=*/false),
        Files(FileSystemOptions()), SM(Engine, Files) {
    Text.BeginSourceFile(Lang, nullptr);
  }

  void print(const Finding &F) {
    auto Shown = F.Shown == Level::Error  ? DiagnosticsEngine::Error
                 : F.Shown == Level::Info ? DiagnosticsEngine::Remark
                                          : DiagnosticsEngine::Warning;
    print(F.Main,
          Engine.getDiagnosticIDs()->getCustomDiagID(
              DiagnosticIDs::Level(Shown), "%0"),
          " [" + F.Check + "]");
    for (const Message &N : F.Notes)
      print(
          N,
          Engine.getDiagnosticIDs()->getCustomDiagID(DiagnosticIDs::Note, "%0"),
          "");
  }

private:
  DiagnosticOptions &options(bool Color) {
    Options.ShowColors = Color;
    return Options;
  }

  void print(const Message &M, unsigned Id, const std::string &Suffix) {
    auto D = Engine.Report(locate(M.File, M.Offset), Id);
    D << escapeControls(M.Text) + Suffix;
    for (const Range &R : M.Ranges)
      if (hasText(R))
        D << range(R.File, R.Offset, R.Length);
    // An edit of several lines is not shown.
    for (const Edit &E : M.Fix)
      D << FixItHint::CreateReplacement(range(E.File, E.Offset, E.Length),
                                        E.Text.find_first_of("\n\r") ==
                                                std::string::npos
                                            ? escapeControls(E.Text)
                                            : E.Text);
  }

  /// Clang's printer cannot underline nothing.
  bool hasText(const Range &R) {
    const SourceFile *Source = Sources.get(R.File);
    return Source && R.Offset <= Source->text().size() &&
           !Source->text().substr(R.Offset, R.Length).trim().empty();
  }

  SourceLocation locate(const std::string &File, unsigned Offset) {
    const SourceFile *Source = Sources.get(File);
    if (!Source || Offset > Source->text().size())
      return {};
    FileID &ID = Ids[File];
    // A buffer, not a file: its name is the one shown.
    if (ID.isInvalid())
      ID = SM.createFileID(llvm::MemoryBuffer::getMemBuffer(
          Source->text(), displayPath(File), /*RequiresNullTerminator=*/false));
    return SM.getLocForStartOfFile(ID).getLocWithOffset(Offset);
  }

  CharSourceRange range(const std::string &File, unsigned Offset,
                        unsigned Length) {
    SourceLocation Begin = locate(File, Offset),
                   End = locate(File, Offset + Length);
    if (Begin.isInvalid() || End.isInvalid())
      return {};
    return CharSourceRange::getCharRange(Begin, End);
  }

  SourceCache &Sources;
  LangOptions Lang;
  DiagnosticOptions Options;
  TextDiagnosticPrinter Text;
  DiagnosticsEngine Engine;
  FileManager Files;
  SourceManager SM;
  std::map<std::string, FileID> Ids;
};

} // namespace

void writeText(const Report &R, llvm::raw_ostream &OS) {
  Printer P(R.Sources, R.Color, OS);
  for (const Finding &F : R.Findings)
    P.print(F);
}

} // namespace ctx::tool
