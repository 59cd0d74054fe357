//===- TidyHost.cpp -------------------------------------------------------===//

#include "TidyHost.h"
#include "Around.h"
#include "Files.h"
#include "HeaderBodies.h"
#include "NoLint.h"
#include "Preamble.h"
#include "Recorder.h"
#include "RegularFiles.h"
#include "clang-tidy/ClangTidy.h"
#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "clang-tidy/ClangTidyModule.h"
#include "core/CandidateFinder.h"
#include "core/TuServices.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Basic/DiagnosticFrontend.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/LexDiagnostic.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;
using clang::tidy::ClangTidyContext;
using clang::tidy::ClangTidyError;

namespace ctx::tool {
namespace {

/// So many compile errors of one translation unit are kept.
constexpr unsigned MaxErrors = 5;
/// Opens a diagnostic that asks whether a fact's place is silenced.
const char FactProbe[] = "ctx-tidy fact ";

/// A text in the place of a file.
class TextFile : public llvm::vfs::File {
public:
  TextFile(llvm::vfs::Status Status, llvm::StringRef Text)
      : Status(std::move(Status)), Text(Text) {}
  llvm::ErrorOr<llvm::vfs::Status> status() override { return Status; }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
  getBuffer(const llvm::Twine &Name, int64_t, bool, bool) override {
    return llvm::MemoryBuffer::getMemBufferCopy(Text, Name);
  }
  std::error_code close() override { return {}; }

private:
  llvm::vfs::Status Status;
  llvm::StringRef Text;
};

/// Shows texts in the place of files, whatever way leads to them.
class Overlaid : public llvm::vfs::ProxyFileSystem {
public:
  Overlaid(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Base,
           const std::map<std::string, std::string> &Texts)
      : ProxyFileSystem(std::move(Base)), Texts(Texts) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override {
    auto Status = ProxyFileSystem::status(Path);
    const std::string *Text = Status ? find(Path) : nullptr;
    return Text ? llvm::vfs::Status::copyWithNewSize(*Status, Text->size())
                : Status;
  }

  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override {
    if (const std::string *Text = find(Path)) {
      auto Status = status(Path);
      if (!Status)
        return Status.getError();
      return std::make_unique<TextFile>(*Status, *Text);
    }
    return ProxyFileSystem::openFileForRead(Path);
  }

private:
  const std::string *find(const llvm::Twine &Path) {
    SmallString<256> Real;
    if (getRealPath(Path, Real))
      return nullptr;
    auto Known = Texts.find(Real.str().str());
    return Known == Texts.end() ? nullptr : &Known->second;
  }

  const std::map<std::string, std::string> &Texts;
};

/// Keeps the compiler's errors apart from the checks' findings.
class Collector : public tidy::ClangTidyDiagnosticConsumer {
public:
  Collector(ClangTidyContext &Context, TuResult &Result, const TuJob &Job,
            std::vector<SourceLocation> &Places)
      : ClangTidyDiagnosticConsumer(Context, nullptr,
                                    /*RemoveIncompatibleErrors=*/false),
        Context(Context), Result(Result), Directory(Job.Cmd.Directory),
        Places(Places), Listens(Job.UnusedNoLint) {}

  /// The engine the checks report through.
  void setCheckEngine(const DiagnosticsEngine *Engine) { Checks = Engine; }

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    if (Info.getDiags() == Checks) {
      if (Listens && Level != DiagnosticsEngine::Note)
        listen(Info);
      if (Info.getLocation().isValid())
        Places.push_back(Info.getLocation());
      return ClangTidyDiagnosticConsumer::HandleDiagnostic(Level, Info);
    }
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || Result.ErrorCount++ >= MaxErrors)
      return;
    CompileError E;
    SmallString<128> Text;
    Info.FormatDiagnostic(Text);
    E.Text = Text.str().str();
    if (Info.getID() == diag::err_module_not_found ||
        Info.getID() == diag::err_header_import_not_header_unit)
      E.Text += " (C++20 modules are not built here: what imports them is not "
                "analysed to its end)";
    if (Info.hasSourceManager() && Info.getLocation().isValid()) {
      PresumedLoc P =
          Info.getSourceManager().getPresumedLoc(Info.getLocation());
      if (P.isValid()) {
        E.File = realPath(P.getFilename(), Directory);
        E.Line = P.getLine();
        E.Column = P.getColumn();
      }
    }
    Result.Errors.push_back(std::move(E));
  }

private:
  /// Notes every line where a comment would silence \p Info: where a macro is
  /// written as well as where it is used.
  void listen(const Diagnostic &Info) {
    SmallString<128> Text;
    Info.FormatDiagnostic(Text);
    if (!Info.hasSourceManager() || Text.starts_with(FactProbe))
      return; // a fact says nothing yet
    const SourceManager &SM = Info.getSourceManager();
    std::string Check = Context.getCheckName(Info.getID());
    for (SourceLocation At = Info.getLocation(); At.isValid();
         At = SM.getImmediateExpansionRange(At).getBegin()) {
      SourceLocation Written = SM.getSpellingLoc(At);
      if (auto File = SM.getFileEntryRefForID(SM.getFileID(Written)))
        Result.Met.insert({realPath(File->getName(), Directory),
                           SM.getSpellingLineNumber(Written), Check});
      if (!At.isMacroID())
        break;
    }
  }

  ClangTidyContext &Context;
  TuResult &Result;
  StringRef Directory;
  std::vector<SourceLocation> &Places;
  bool Listens;
  const DiagnosticsEngine *Checks = nullptr;
};

/// Notes what the preprocessor leaves out of the user's files.
class SkippedLines : public PPCallbacks {
public:
  SkippedLines(const SourceManager &SM, TuResult &Result, StringRef Directory)
      : SM(SM), Result(Result), Directory(Directory) {}

  void SourceRangeSkipped(SourceRange R, SourceLocation) override {
    auto File = SM.getFileEntryRefForID(SM.getFileID(R.getBegin()));
    if (File && !SM.isInSystemHeader(R.getBegin()))
      Result.Dead[realPath(File->getName(), Directory)].push_back(
          {SM.getSpellingLineNumber(R.getBegin()),
           SM.getSpellingLineNumber(R.getEnd())});
  }

private:
  const SourceManager &SM;
  TuResult &Result;
  StringRef Directory;
};

/// What a run needs to hand around.
struct Run {
  const TuJob &Job;
  TuResult &Result;
  ClangTidyContext &Context;
  TuServices &Services;
  const LoadedPreamble *Preamble;          ///< null: everything is parsed
  std::vector<SourceLocation> Places = {}; ///< where checks spoke
};

/// The declarations at top level that are not a system header's. Nothing else
/// can hold a finding, and a matcher that walks the rest, or asks for the
/// parents of a node, pays for the whole standard library.
std::vector<Decl *> ownDeclarations(ASTContext &Context,
                                    const LoadedPreamble *Preamble) {
  const SourceManager &SM = Context.getSourceManager();
  TranslationUnitDecl *Unit = Context.getTranslationUnitDecl();
  std::vector<Decl *> Own =
      Preamble ? Preamble->declarations(Context)
               : std::vector<Decl *>(Unit->decls_begin(), Unit->decls_end());
  llvm::erase_if(Own, [&](Decl *D) {
    SourceLocation Loc = SM.getExpansionLoc(D->getLocation());
    return Loc.isInvalid() || SM.isInSystemHeader(Loc);
  });
  return Own;
}

std::string realPathOf(FileEntryRef File, StringRef Directory) {
  return realPath(File.getName(), Directory);
}

/// Runs behind the checks' consumer in a translation unit.
class TuConsumer : public MultiplexConsumer {
public:
  TuConsumer(std::vector<std::unique_ptr<ASTConsumer>> Inner, Run &R)
      : MultiplexConsumer(std::move(Inner)), R(R) {}

  void HandleTranslationUnit(ASTContext &Context) override {
    if (R.Preamble)
      R.Preamble->addIdentifiers(Context);
    Context.setTraversalScope(ownDeclarations(Context, R.Preamble));
    std::map<std::string, double> *Times = R.Services.times();
    if (Times) {
      // Else the first check that asks would pay for all.
      Stopwatch Watch(Times, "models");
      R.Services.roles(Context).active();
    }
    {
      Stopwatch Watch(Times, "matching");
      MultiplexConsumer::HandleTranslationUnit(Context);
    }
    const SourceManager &SM = Context.getSourceManager();
    recordFiles(SM);
    recordFilters(SM);
    recordSurroundings(Context);
    probeFacts(Context);
    if (R.Job.ExplainModels)
      explainModels(Context);
    if (R.Job.SuggestModels)
      R.Result.Candidates = findCandidates(Context, R.Services.roles(Context));
  }

  /// No check looks into a system header's function (bodyInReach), and parsing
  /// what stands there is most of the work of a translation unit. Clang itself
  /// keeps what it needs: constexpr functions and deduced return types.
  bool shouldSkipFunctionBody(Decl *D) override {
    return !isBodyParsed(*D, R.Job.ShallowHeaders);
  }

private:
  void recordFiles(const SourceManager &SM) {
    for (unsigned I = 0; I != SM.local_sloc_entry_size(); ++I) {
      const SrcMgr::SLocEntry &Entry = SM.getLocalSLocEntry(I);
      if (!Entry.isFile() ||
          SrcMgr::isSystem(Entry.getFile().getFileCharacteristic()))
        continue;
      const SrcMgr::ContentCache &Cache = Entry.getFile().getContentCache();
      auto Buffer = Cache.getBufferIfLoaded();
      if (Cache.OrigEntry && Buffer)
        R.Result.Read.try_emplace(
            realPathOf(*Cache.OrigEntry, R.Job.Cmd.Directory),
            contentHash(Buffer->getBuffer()));
    }
  }

  /// What the filters leave of each file: clang-tidy drops the rest when all is
  /// over, and says nothing of it.
  void recordFilters(const SourceManager &SM) {
    const tidy::ClangTidyOptions &Options = R.Job.Config.Tidy;
    llvm::Regex Headers(Options.HeaderFilterRegex.value_or(".*"));
    std::string Not = Options.ExcludeHeaderFilterRegex.value_or("");
    llvm::Regex Excluded(Not);
    bool AllHeaders =
        Options.HeaderFilterRegex.value_or(".*") == ".*" && Not.empty();
    if (AllHeaders && R.Job.Global.LineFilter.empty())
      return;
    auto Record = [&](const SrcMgr::SLocEntry &Entry, bool IsMain) {
      if (!Entry.isFile() ||
          SrcMgr::isSystem(Entry.getFile().getFileCharacteristic()))
        return;
      OptionalFileEntryRef File = Entry.getFile().getContentCache().OrigEntry;
      if (!File)
        return;
      bool Shown = IsMain || AllHeaders ||
                   (Headers.match(File->getName()) &&
                    (Not.empty() || !Excluded.match(File->getName())));
      recordLines(*File, Shown);
    };
    for (unsigned I = 0; I != SM.local_sloc_entry_size(); ++I)
      Record(SM.getLocalSLocEntry(I),
             &SM.getLocalSLocEntry(I) == &SM.getSLocEntry(SM.getMainFileID()));
    for (unsigned I = 0; I != SM.loaded_sloc_entry_size(); ++I)
      Record(SM.getLoadedSLocEntry(I), /*IsMain=*/false);
  }

  /// As clang-tidy does: the first filter that goes with the name counts.
  void recordLines(FileEntryRef File, bool Shown) {
    const auto &Filters = R.Job.Global.LineFilter;
    if (Shown && Filters.empty())
      return;
    std::vector<std::pair<unsigned, unsigned>> Lines;
    auto Named = llvm::find_if(Filters, [&](const tidy::FileFilter &F) {
      return File.getName().ends_with(F.Name);
    });
    if (Shown && Named != Filters.end()) {
      if (Named->LineRanges.empty())
        return;
      for (const auto &L : Named->LineRanges)
        Lines.push_back({L.first, L.second});
    }
    R.Result.Filtered.try_emplace(realPathOf(File, R.Job.Cmd.Directory),
                                  std::move(Lines));
  }

  void recordSurroundings(ASTContext &Context) {
    const SourceManager &SM = Context.getSourceManager();
    for (const facts::Fact &F : R.Result.Facts) {
      auto File = SM.getFileManager().getOptionalFileRef(F.File);
      FileID ID = File ? SM.translateFile(*File) : FileID();
      if (ID.isValid())
        R.Places.push_back(
            SM.getLocForStartOfFile(ID).getLocWithOffset(F.Offset));
    }
    R.Result.Around = linesAround(Context, R.Places, [&](FileEntryRef File) {
      return realPathOf(File, R.Job.Cmd.Directory);
    });
  }

  /// A fact is silenced where a finding would be: by NOLINT, by the filters. So
  /// a finding is reported in its place, and not met again if it is silenced.
  void probeFacts(ASTContext &Context) {
    SourceManager &SM = Context.getSourceManager();
    const model::RoleIndex &Roles = R.Services.roles(Context);
    unsigned Index = 0;
    for (const facts::Fact &F : R.Result.Facts) {
      std::string Text = FactProbe + std::to_string(Index++);
      auto File = SM.getFileManager().getOptionalFileRef(F.File);
      FileID ID = File ? SM.translateFile(*File) : FileID();
      if (ID.isInvalid())
        continue;
      SourceLocation At =
          SM.getLocForStartOfFile(ID).getLocWithOffset(F.Offset);
      if (Roles.shownAs(F.Check, At) != model::Shown::Off)
        R.Context.diag(F.Check, At, Text);
    }
  }

  void explainModels(ASTContext &Context) {
    const SourceManager &SM = Context.getSourceManager();
    const model::RoleIndex &Roles = R.Services.roles(Context);
    for (const model::Resolution &Entry : Roles.resolutions()) {
      ModelRow Row;
      Row.Vocabulary = Entry.Voc->Name;
      Row.Active = Roles.active(Entry.Voc->Name);
      Row.IsType = Entry.IsType;
      Row.Id = Entry.Id.str();
      Row.Resolved = Entry.Resolved;
      Row.To = Entry.To;
      Row.Excuse = Entry.Excuse;
      PresumedLoc P = Entry.Where.isValid() ? SM.getPresumedLoc(Entry.Where)
                                            : PresumedLoc();
      if (P.isValid()) {
        Row.File = realPath(P.getFilename(), R.Job.Cmd.Directory);
        Row.Line = P.getLine();
      }
      R.Result.Models.push_back(std::move(Row));
    }
  }

  Run &R;
};

class TuAction : public ASTFrontendAction {
public:
  explicit TuAction(Run &R) : R(R) {}

private:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 StringRef File) override {
    std::vector<std::unique_ptr<ASTConsumer>> Inner;
    R.Services.setPreprocessor(&Compiler.getPreprocessor());
    if (R.Job.UnusedNoLint)
      Compiler.getPreprocessor().addPPCallbacks(std::make_unique<SkippedLines>(
          Compiler.getSourceManager(), R.Result, R.Job.Cmd.Directory));
    if (R.Job.ExplainModels || R.Job.SuggestModels) {
      Inner.push_back(std::make_unique<ASTConsumer>());
    } else {
      tidy::ClangTidyASTConsumerFactory Factory(R.Context);
      Inner.push_back(Factory.createASTConsumer(Compiler, File));
    }
    return std::make_unique<TuConsumer>(std::move(Inner), R);
  }

  Run &R;
};

class TuActionFactory : public tooling::FrontendActionFactory {
public:
  explicit TuActionFactory(Run &R) : R(R) {}

  std::unique_ptr<FrontendAction> create() override {
    return std::make_unique<TuAction>(R);
  }

  bool runInvocation(std::shared_ptr<CompilerInvocation> Invocation,
                     FileManager *Files,
                     std::shared_ptr<PCHContainerOperations> PCHContainerOps,
                     DiagnosticConsumer *Consumer) override {
    // As clang-tidy does: code asks for __clang_analyzer__.
    Invocation->getPreprocessorOpts().SetUpStaticAnalyzer = true;
    Invocation->getFrontendOpts().SkipFunctionBodies = !R.Job.SystemBodies;
    if (R.Preamble)
      R.Preamble->configure(*Invocation);
    // Without carets clang does not count its warnings on the terminal, either.
    Invocation->getDiagnosticOpts().ShowCarets = false;
    return FrontendActionFactory::runInvocation(
        std::move(Invocation), Files, std::move(PCHContainerOps), Consumer);
  }

private:
  Run &R;
};

/// Turns what clang-tidy keeps into findings with real paths.
class Converter {
public:
  Converter(const Run &R) : R(R) {}

  void convert(std::vector<ClangTidyError> Errors) {
    std::vector<bool> Heard(R.Result.Facts.size());
    for (ClangTidyError &E : Errors) {
      StringRef Text = E.Message.Message;
      size_t Index;
      if (Text.consume_front(FactProbe) && !Text.getAsInteger(10, Index) &&
          Index < Heard.size())
        Heard[Index] = true;
      else if (E.DiagnosticName == "clang-tidy-config")
        R.Result.ConfigErrors.push_back(
            complaint(escapeControls(E.Message.Message)));
      else
        R.Result.Findings.push_back(finding(E));
    }
    silenceFacts(Heard);
  }

private:
  std::string real(StringRef Path, const ClangTidyError &E) {
    if (Path.empty())
      return "";
    std::string &Slot = Real[Path.str()];
    if (Slot.empty())
      Slot = realPath(Path, E.BuildDirectory.empty() ? R.Job.Cmd.Directory
                                                     : E.BuildDirectory);
    return Slot;
  }

  Message message(const tooling::DiagnosticMessage &M,
                  const ClangTidyError &E) {
    Message Out;
    Out.Text = M.Message;
    Out.File = real(M.FilePath, E);
    Out.Offset = Out.File.empty() ? 0 : M.FileOffset;
    for (const tooling::FileByteRange &R : M.Ranges)
      Out.Ranges.push_back({real(R.FilePath, E), R.FileOffset, R.Length});
    for (const auto &File : M.Fix)
      for (const tooling::Replacement &R : File.second)
        if (R.isApplicable())
          Out.Fix.push_back({real(R.getFilePath(), E), R.getOffset(),
                             R.getLength(), R.getReplacementText().str()});
    llvm::sort(Out.Fix);
    return Out;
  }

  Finding finding(const ClangTidyError &E) {
    Finding F;
    F.Check = E.DiagnosticName;
    bool IsError =
        E.IsWarningAsError || E.DiagLevel == tooling::Diagnostic::Error;
    F.Main = message(E.Message, E);
    IsError |= llvm::any_of(R.Services.raised(), [&](const auto &Raised) {
      return Raised.first == F.Check && real(Raised.second, E) == F.Main.File;
    });
    F.Shown = IsError                                      ? Level::Error
              : E.DiagLevel == tooling::Diagnostic::Remark ? Level::Info
                                                           : Level::Warning;
    if (F.Check == UnmatchedNoLint.Id)
      return F; // the notes are another finding's, which it came between
    for (const tooling::DiagnosticMessage &N : E.Notes)
      F.Notes.push_back(message(N, E));
    return F;
  }

  void silenceFacts(const std::vector<bool> &Heard) {
    facts::FactSet Marked;
    size_t Index = 0;
    for (facts::Fact F : R.Result.Facts) {
      F.Suppressed = F.Suppressed || (!F.File.empty() && !Heard[Index]);
      ++Index;
      Marked.record(std::move(F));
    }
    R.Result.Facts = std::move(Marked);
  }

  const Run &R;
  std::map<std::string, std::string> Real;
};

/// Parsing contains the models and the matching, and that the checks, as they
/// are measured: makes what each took for itself of it.
void separate(std::map<std::string, double> &Times) {
  if (Times.empty())
    return;
  double Checks = 0;
  for (const auto &T : Times)
    if (llvm::StringRef(T.first).starts_with("ctx-"))
      Checks += T.second;
  Times["parse"] -= Times["models"] + Times["matching"];
  Times["matching"] -= Checks;
}

/// Why the compiler cannot read \p File; empty if it can. Some sources it
/// cannot read crash it.
std::string unreadable(const std::string &File) {
  llvm::sys::fs::file_status Status;
  if (!llvm::sys::fs::status(File, Status) && Status.getSize() > MaxFileBytes)
    return "it is too large";
  auto Start = llvm::MemoryBuffer::getFileSlice(File, 4, 0);
  llvm::StringRef Mark = Start ? (*Start)->getBuffer() : llvm::StringRef();
  if (Mark.starts_with("\xff\xfe") || Mark.starts_with("\xfe\xff"))
    return "it is UTF-16 text, and the compiler reads UTF-8";
  return "";
}

/// Analyses \p Job, what its \p Preamble includes taken from there.
TuResult analyse(const TuJob &Job, const LoadedPreamble *Preamble) {
  TuResult Result;
  Result.Main = Job.Cmd.File;
  if (Job.Cmd.Kind == Command::NotApplicable) {
    Result.Status = TuStatus::NotApplicable;
    return Result;
  }
  if (Job.Cmd.Kind == Command::Broken) {
    Result.Why = Job.Cmd.Why;
    return Result;
  }
  Result.Why = unreadable(Job.Cmd.File);
  if (!Result.Why.empty())
    return Result;

  ClangTidyContext Context(std::make_unique<tidy::DefaultOptionsProvider>(
      Job.Global, Job.Config.Tidy));
  Context.setCurrentBuildDirectory(Job.Cmd.Directory);
  std::shared_ptr<TuServices> Services = TuServices::of(&Context);
  Services->setFactSink(&Result.Facts);
  Services->setModelFiles(Job.Config.Models);
  if (!Job.ExplainModels)
    Services->readModelsAsNeeded();
  Run R{Job, Result, Context, *Services, Preamble};

  Collector Consumer(Context, Result, Job, R.Places);
  auto DiagOpts = std::make_unique<DiagnosticOptions>();
  DiagnosticsEngine Engine(DiagnosticIDs::create(), *DiagOpts, &Consumer,
                           /*ShouldOwnClient=*/false);
  Context.setDiagnosticsEngine(std::move(DiagOpts), &Engine);
  Consumer.setCheckEngine(&Engine);

  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Disk =
      llvm::vfs::createPhysicalFileSystem();
  if (std::error_code EC =
          Disk->setCurrentWorkingDirectory(Job.Cmd.Directory)) {
    Result.Why = "cannot enter its directory: " + EC.message();
    return Result;
  }
  if (!Job.Overlay.empty())
    Disk = llvm::makeIntrusiveRefCnt<Overlaid>(std::move(Disk), Job.Overlay);
  Disk = llvm::makeIntrusiveRefCnt<RegularFilesOnly>(std::move(Disk));
  llvm::IntrusiveRefCntPtr<InputRecorder> Recorder;
  if (Job.Record) {
    Disk = Recorder = llvm::makeIntrusiveRefCnt<InputRecorder>(std::move(Disk));
    for (const std::string &M : Job.Config.Models)
      Recorder->getBufferForFile(absolutePath(M, workingDirectory()));
  }
  if (Preamble)
    Disk = Preamble->mount(std::move(Disk));
  llvm::IntrusiveRefCntPtr<FileManager> Files(
      new FileManager(FileSystemOptions(), std::move(Disk)));
  TuActionFactory Factory(R);
  tooling::ToolInvocation Invocation(
      compilerLine(Job), &Factory, Files.get(),
      std::make_shared<PCHContainerOperations>());
  Invocation.setDiagnosticConsumer(&Consumer);
  if (Job.Profile)
    Services->setTimes(&Result.Times);
  bool Ran;
  std::map<std::string, double> Cost;
  {
    Stopwatch Watch(Services->times(), "parse"), All(&Cost, "all");
    Ran = Invocation.run();
  }
  Result.Cost = Cost["all"];
  if (Recorder)
    Result.Inputs = Recorder->inputs();
  separate(Result.Times);
  Converter(R).convert(Consumer.take());
  if (Result.ErrorCount)
    Result.Status = TuStatus::Incomplete;
  else if (Ran || llvm::any_of(Result.Findings, [](const Finding &F) {
             return F.Check == UnmatchedNoLint.Id; // an error, and no end of it
           }))
    Result.Status = TuStatus::Analysed;
  else
    Result.Why = "the compiler refused its command without a message";
  return Result;
}

/// Analyses \p Job on its preamble, which is made if that is asked for. What it
/// comes to is the same as without one, or not to be had: then nothing.
/// \p Tried is set if it was loaded.
std::optional<TuResult> analyseOnPreamble(const TuJob &Job,
                                          PreambleResult &Made, bool &Tried) {
  PreambleJob From = Job.Preamble;
  if (From.Make) {
    Made = makePreamble(Job, compilerLine(Job));
    if (!Made.Made)
      return std::nullopt;
    From.Text = Made.Text;
    From.Sum = Made.Sum;
    From.OwnDecls = Made.OwnDecls;
  }
  auto Main = readRegularFile(Job.Cmd.File);
  auto Loaded =
      Main ? LoadedPreamble::load(From, (*Main)->getBuffer()) : nullptr;
  if (!Loaded)
    return std::nullopt;
  Tried = true;
  TuResult Result = analyse(Job, Loaded.get());
  // What is wrong is told best by who saw all of it.
  auto Seen = Result.Read.find(realPath(Job.Cmd.File));
  bool Same = Seen != Result.Read.end() &&
              Seen->second == contentHash((*Main)->getBuffer());
  if (Result.Status != TuStatus::Analysed || !Same)
    return std::nullopt;
  return Result;
}

/// Clang cannot go on from the preamble in \p File, though it can parse the
/// whole: an empty file says so, or each edit would try again.
void markUseless(const std::string &File) {
  AtomicWrites Write;
  llvm::Error E = Write.add(File, "");
  llvm::consumeError(E ? std::move(E) : Write.commit());
}

} // namespace

std::vector<std::string> compilerLine(const TuJob &Job) {
  // No file next to the compiler, or to the sources, adds flags.
  std::vector<std::string> Line = {compilerProgram(), "--no-default-config"};
  auto Add = [&](const std::vector<std::string> &Args) {
    Line.insert(Line.end(), Args.begin(), Args.end());
  };
  // Our own resource directory: the one the command was made for may belong to
  // another compiler.
  Line.push_back(std::string("-resource-dir=") + CTX_RESOURCE_DIR);
  Add(Job.ExtraArgsBefore);
  Add(Job.Config.Tidy.ExtraArgsBefore.value_or(std::vector<std::string>()));
  Add(Job.Cmd.Flags);
  Add(Job.Config.Tidy.ExtraArgs.value_or(std::vector<std::string>()));
  Add(Job.ExtraArgs);
  Add({"-fsyntax-only", "-w", "-ferror-limit=0", "-Wno-error", "--",
       Job.Cmd.File});
  return Line;
}

TuResult runTu(const TuJob &Job) {
  PreambleResult Made;
  std::optional<TuResult> Result;
  bool Tried = false;
  if (!Job.Preamble.File.empty() && unreadable(Job.Cmd.File).empty())
    Result = analyseOnPreamble(Job, Made, Tried);
  Made.Used = Result.has_value();
  if (!Result) {
    Result = analyse(Job, nullptr);
    if (Tried && Result->Status == TuStatus::Analysed)
      markUseless(Job.Preamble.File);
  }
  Result->Preamble = std::move(Made);
  return std::move(*Result);
}

std::string missingResources() {
  SmallString<128> Header(CTX_RESOURCE_DIR);
  llvm::sys::path::append(Header, "include", "stddef.h");
  if (llvm::sys::fs::exists(Header))
    return "";
  return ("the headers of clang are not at '" + Header + "'").str();
}

} // namespace ctx::tool
