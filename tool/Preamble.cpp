//===- Preamble.cpp -------------------------------------------------------===//

#include "Preamble.h"
#include "Files.h"
#include "HeaderBodies.h"
#include "Recorder.h"
#include "RegularFiles.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/xxhash.h"

using namespace clang;
using llvm::StringRef;

namespace ctx::tool {
namespace {

/// Where the compiler finds what is in memory.
const char Mounted[] = "/ctx-tidy-preamble/preamble.pch";
/// The size of the precompiled part stands in front, in so many bytes.
constexpr size_t HeadSize = 8;

bool isOwn(const Decl *D, const SourceManager &SM) {
  SourceLocation Loc = SM.getExpansionLoc(D->getLocation());
  return Loc.isValid() && !SM.isInSystemHeader(Loc);
}

/// What is to be known of a preamble besides its precompiled form.
struct Learnt {
  PreambleResult Result;
  std::string Names;
  bool Whole = false;
};

/// Parses foreign bodies as little as a whole run does, and takes notes.
class NoteTaker : public ASTConsumer {
public:
  NoteTaker(Learnt &Out, const TuJob &Job) : Out(Out), Job(Job) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    return !isBodyParsed(*D, Job.ShallowHeaders);
  }

  void HandleTranslationUnit(ASTContext &Context) override {
    const SourceManager &SM = Context.getSourceManager();
    for (const Decl *D : Context.getTranslationUnitDecl()->decls())
      Out.Result.OwnDecls |= isOwn(D, SM);
    for (const auto &Id : Context.Idents)
      Out.Names.append(Id.first().str()).push_back('\0');
    for (unsigned I = 0; I != SM.local_sloc_entry_size(); ++I)
      noteFile(SM, SM.getLocalSLocEntry(I));
    Out.Whole = !Context.getDiagnostics().hasErrorOccurred();
  }

private:
  void noteFile(const SourceManager &SM, const SrcMgr::SLocEntry &Entry) {
    if (!Entry.isFile() ||
        SrcMgr::isSystem(Entry.getFile().getFileCharacteristic()))
      return;
    const SrcMgr::ContentCache &Cache = Entry.getFile().getContentCache();
    auto Buffer = Cache.getBufferIfLoaded();
    auto Main = SM.getFileEntryRefForID(SM.getMainFileID());
    // Of the source file only the preamble was seen.
    if (!Cache.OrigEntry || !Buffer || (Main && *Cache.OrigEntry == *Main))
      return;
    Out.Result.Read.try_emplace(
        realPath(Cache.OrigEntry->getName(), Job.Cmd.Directory),
        contentHash(Buffer->getBuffer()));
  }

  Learnt &Out;
  const TuJob &Job;
};

class MakeAction : public GeneratePCHAction {
public:
  MakeAction(Learnt &Out, const TuJob &Job) : Out(Out), Job(Job) {}

private:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 StringRef File) override {
    auto Writer = GeneratePCHAction::CreateASTConsumer(Compiler, File);
    if (!Writer)
      return nullptr;
    std::vector<std::unique_ptr<ASTConsumer>> Both;
    Both.push_back(std::make_unique<NoteTaker>(Out, Job));
    Both.push_back(std::move(Writer));
    return std::make_unique<MultiplexConsumer>(std::move(Both));
  }

  Learnt &Out;
  const TuJob &Job;
};

class MakeFactory : public tooling::FrontendActionFactory {
public:
  MakeFactory(const TuJob &Job, StringRef Text, StringRef To, Learnt &Out)
      : Job(Job), Text(Text), To(To), Out(Out) {}

  std::unique_ptr<FrontendAction> create() override {
    return std::make_unique<MakeAction>(Out, Job);
  }

  bool runInvocation(std::shared_ptr<CompilerInvocation> Invocation,
                     FileManager *Files,
                     std::shared_ptr<PCHContainerOperations> Operations,
                     DiagnosticConsumer *Consumer) override {
    PreprocessorOptions &P = Invocation->getPreprocessorOpts();
    FrontendOptions &F = Invocation->getFrontendOpts();
    if (F.Inputs.size() != 1 || !P.Includes.empty() ||
        !P.MacroIncludes.empty() || !P.ImplicitPCHInclude.empty())
      return false;
    P.SetUpStaticAnalyzer = true;
    P.GeneratePreamble = true;
    P.PrecompiledPreambleBytes = {0, false};
    P.addRemappedFile(
        F.Inputs[0].getFile(),
        llvm::MemoryBuffer::getMemBufferCopy(Text, F.Inputs[0].getFile())
            .release());
    F.SkipFunctionBodies = !Job.SystemBodies;
    F.OutputFile = To.str();
    // Its name is a new one, and clang's would fill in each '%' of the folder.
    F.UseTemporary = false;
    // A header may be touched.
    F.IncludeTimestamps = false;
    return FrontendActionFactory::runInvocation(
        std::move(Invocation), Files, std::move(Operations), Consumer);
  }

private:
  const TuJob &Job;
  StringRef Text, To;
  Learnt &Out;
};

llvm::Error writePlain(StringRef Path, llvm::ArrayRef<StringRef> Parts) {
  std::error_code EC;
  llvm::raw_fd_ostream OS(Path, EC, llvm::sys::fs::CD_CreateNew);
  for (StringRef Part : Parts)
    if (!EC)
      OS << Part;
  OS.close();
  if (!EC)
    EC = OS.error();
  OS.clear_error();
  return llvm::errorCodeToError(EC);
}

} // namespace

PreambleBounds preambleOf(StringRef Text) {
  LangOptions Plain;
  Plain.CPlusPlus = Plain.CPlusPlus11 = Plain.LineComment = true;
  return Lexer::ComputePreamble(Text, Plain);
}

bool mayHavePreamble(const TuJob &J) {
  auto Foreign = [](StringRef Flag) {
    return Flag.starts_with("-include") || Flag.starts_with("-imacros") ||
           Flag.starts_with("-fmodule") || Flag.starts_with("-Xclang") ||
           Flag.starts_with("-fprebuilt");
  };
  for (const auto *List : {&J.Cmd.Flags, &J.ExtraArgs, &J.ExtraArgsBefore})
    if (llvm::any_of(*List, Foreign))
      return false;
  const clang::tidy::ClangTidyOptions &T = J.Config.Tidy;
  return T.ExtraArgs.value_or(std::vector<std::string>()).empty() &&
         T.ExtraArgsBefore.value_or(std::vector<std::string>()).empty();
}

PreambleResult makePreamble(const TuJob &J,
                            const std::vector<std::string> &Line) {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Disk =
      llvm::vfs::createPhysicalFileSystem();
  if (Disk->setCurrentWorkingDirectory(J.Cmd.Directory))
    return {};
  auto Recorder = llvm::makeIntrusiveRefCnt<InputRecorder>(
      llvm::makeIntrusiveRefCnt<RegularFilesOnly>(std::move(Disk)));
  auto Main = readRegularFile(J.Cmd.File);
  if (!Main)
    return {};
  StringRef Text = (*Main)->getBuffer();
  Text = Text.take_front(preambleOf(Text).Size);

  Learnt Out;
  std::string Part = J.Preamble.File + ".pch";
  IgnoringDiagConsumer Quiet;
  llvm::IntrusiveRefCntPtr<FileManager> Files(
      new FileManager(FileSystemOptions(), Recorder));
  MakeFactory Factory(J, Text, Part, Out);
  tooling::ToolInvocation Invocation(
      Line, &Factory, Files.get(), std::make_shared<PCHContainerOperations>());
  Invocation.setDiagnosticConsumer(&Quiet);
  bool Ran = Invocation.run();
  auto Precompiled = readRegularFile(Part);
  llvm::sys::fs::remove(Part);
  Out.Result.Inputs = Recorder->inputs();
  llvm::erase_if(Out.Result.Inputs.Files,
                 [&](const InputFile &F) { return F.Path == J.Cmd.File; });
  if (!Ran || !Out.Whole || !Precompiled || !Out.Result.Inputs.Complete)
    return {};
  char Head[HeadSize];
  llvm::support::endian::write64le(Head, (*Precompiled)->getBufferSize());
  StringRef Parts[] = {StringRef(Head, HeadSize), (*Precompiled)->getBuffer(),
                       Out.Names};
  if (llvm::Error E = writePlain(J.Preamble.File, Parts)) {
    llvm::consumeError(std::move(E));
    return {};
  }
  auto Written = readRegularFile(J.Preamble.File);
  if (!Written)
    return {};
  Out.Result.Made = true;
  Out.Result.Text = digestOf(Text);
  Out.Result.Sum = llvm::xxh3_64bits((*Written)->getBuffer());
  return std::move(Out.Result);
}

std::unique_ptr<LoadedPreamble> LoadedPreamble::load(const PreambleJob &From,
                                                     StringRef Main) {
  PreambleBounds Bounds = preambleOf(Main);
  if (digestOf(Main.take_front(Bounds.Size)) != From.Text)
    return nullptr;
  // Nobody writes to it once it has its name, so it can be mapped.
  auto Buffer = llvm::MemoryBuffer::getFile(From.File, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!Buffer || (*Buffer)->getBufferSize() < HeadSize ||
      llvm::xxh3_64bits((*Buffer)->getBuffer()) != From.Sum)
    return nullptr;
  auto Out = std::make_unique<LoadedPreamble>();
  Out->Buffer = std::move(*Buffer);
  StringRef All = Out->Buffer->getBuffer();
  uint64_t Size = llvm::support::endian::read64le(All.data());
  if (Size > All.size() - HeadSize)
    return nullptr;
  Out->Precompiled = All.substr(HeadSize, Size);
  Out->Names = All.drop_front(HeadSize + Size);
  Out->Size = Bounds.Size;
  Out->EndsLine = Bounds.PreambleEndsAtStartOfLine;
  Out->OwnDecls = From.OwnDecls;
  return Out;
}

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> LoadedPreamble::mount(
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Base) const {
  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  Memory->addFileNoOwn(Mounted, 0, llvm::MemoryBufferRef(Precompiled, Mounted));
  auto Both =
      llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(std::move(Base));
  Both->pushOverlay(std::move(Memory));
  return Both;
}

void LoadedPreamble::configure(CompilerInvocation &I) const {
  PreprocessorOptions &P = I.getPreprocessorOpts();
  P.PrecompiledPreambleBytes = {Size, EndsLine};
  P.ImplicitPCHInclude = Mounted;
  // Each file was compared by what is in it.
  P.DisablePCHOrModuleValidation = DisableValidationForModuleKind::PCH;
  P.UsePredefines = false; // they are in the preamble
}

std::vector<Decl *> LoadedPreamble::declarations(ASTContext &Context) const {
  TranslationUnitDecl *Unit = Context.getTranslationUnitDecl();
  if (OwnDecls)
    return {Unit->decls_begin(), Unit->decls_end()};
  auto Here = Unit->noload_decls();
  return {Here.begin(), Here.end()};
}

void LoadedPreamble::addIdentifiers(ASTContext &Context) const {
  StringRef Rest = Names;
  while (!Rest.empty()) {
    StringRef Name;
    std::tie(Name, Rest) = Rest.split('\0');
    Context.Idents.get(Name);
  }
}

} // namespace ctx::tool
