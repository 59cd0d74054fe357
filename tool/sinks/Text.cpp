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
#include <optional>

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
      if (std::optional<Range> Cut = underlined(R, M))
        D << range(Cut->File, Cut->Offset, Cut->Length);
    // An edit of several lines is not shown.
    for (const Edit &E : M.Fix)
      D << FixItHint::CreateReplacement(range(E.File, E.Offset, E.Length),
                                        E.Text.find_first_of("\n\r") ==
                                                std::string::npos
                                            ? escapeControls(E.Text)
                                            : E.Text);
  }

  /// \p R as far as clang's printer can underline it next to the snippet of
  /// \p M: text of the same file. Of a range that ends before it begins it
  /// would underline four billion lines.
  std::optional<Range> underlined(const Range &R, const Message &M) {
    const SourceFile *Source = R.File == M.File ? Sources.get(R.File) : nullptr;
    if (!Source)
      return std::nullopt;
    StringRef Text = Source->text().substr(R.Offset, R.Length).ltrim();
    unsigned Begin = Text.data() - Source->text().data();
    Text = Text.rtrim();
    if (Text.empty())
      return std::nullopt;
    return Range{R.File, Begin, unsigned(Text.size())};
  }

  SourceLocation locate(const std::string &File, uint64_t Offset) {
    const SourceFile *Source = Sources.get(File);
    if (!Source || Offset > Source->text().size())
      return {};
    FileID &ID = Ids[File];
    // Clang would show and count the byte order mark.
    const unsigned Mark = Source->markSize();
    // A buffer, not a file: its name is the one shown.
    if (ID.isInvalid())
      ID = SM.createFileID(llvm::MemoryBuffer::getMemBuffer(
          Source->text().drop_front(Mark), displayPath(File),
          /*RequiresNullTerminator=*/false));
    return SM.getLocForStartOfFile(ID).getLocWithOffset(
        Offset < Mark ? 0 : Offset - Mark);
  }

  CharSourceRange range(const std::string &File, unsigned Offset,
                        unsigned Length) {
    SourceLocation Begin = locate(File, Offset),
                   End = locate(File, uint64_t(Offset) + Length);
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
