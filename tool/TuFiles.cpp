//===- TuFiles.cpp --------------------------------------------------------===//

#include "TuFiles.h"
#include "Files.h"
#include "RegularFiles.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using clang::dependencies::DependencyScanningWorkerFilesystem;

namespace ctx::tool {
namespace {

using FileSystem = llvm::IntrusiveRefCntPtr<DependencyScanningWorkerFilesystem>;

/// Gives the preprocessor a file's directives in the place of its text.
class Directives : public DependencyDirectivesGetter {
public:
  explicit Directives(FileSystem Files) : Files(std::move(Files)) {}

  std::unique_ptr<DependencyDirectivesGetter> cloneFor(FileManager &) override {
    return std::make_unique<Directives>(Files);
  }
  std::optional<llvm::ArrayRef<dependency_directives_scan::Directive>>
  operator()(FileEntryRef File) override {
    return Files->getDirectiveTokens(File.getName());
  }

private:
  FileSystem Files;
};

/// Keeps the first error.
class FirstError : public DiagnosticConsumer {
public:
  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Text.empty())
      return;
    llvm::SmallString<128> Formatted;
    Info.FormatDiagnostic(Formatted);
    Text = escapeControls(Formatted);
  }
  std::string Text;
};

using Each = llvm::function_ref<void(const TuFile &)>;

class ListAction : public PreprocessOnlyAction {
public:
  ListAction(FileSystem Files, Each Tell)
      : Files(std::move(Files)), Tell(Tell) {}

private:
  bool BeginInvocation(CompilerInstance &Compiler) override {
    Compiler.setDependencyDirectivesGetter(std::make_unique<Directives>(Files));
    return true;
  }

  void EndSourceFileAction() override {
    const SourceManager &SM = getCompilerInstance().getSourceManager();
    llvm::MapVector<FileEntryRef, bool> System;
    for (unsigned I = 0; I != SM.local_sloc_entry_size(); ++I) {
      const SrcMgr::SLocEntry &Entry = SM.getLocalSLocEntry(I);
      if (!Entry.isFile() || !Entry.getFile().getContentCache().OrigEntry)
        continue;
      bool Here = SrcMgr::isSystem(Entry.getFile().getFileCharacteristic());
      auto Inserted =
          System.insert({*Entry.getFile().getContentCache().OrigEntry, Here});
      Inserted.first->second &= Here;
    }
    const std::vector<std::string> OfC = foldersOfC();
    for (const auto &File : System) {
      auto Entry = Files->getOrCreateFileSystemEntry(File.first.getName());
      if (Entry)
        Tell({File.first.getUniqueID(), File.first.getName(),
              Entry->getContents(), File.second,
              below(OfC, File.first.getName())});
    }
  }

  /// Where the driver looks for the C library. Without one (-nostdinc), the
  /// system folders that have a <stdio.h>.
  std::vector<std::string> foldersOfC() {
    CompilerInstance &Compiler = getCompilerInstance();
    std::vector<std::string> Out;
    for (const auto &E : Compiler.getHeaderSearchOpts().UserEntries)
      if (E.Group == frontend::ExternCSystem)
        Out.push_back(E.Path);
    if (Out.empty())
      for (const auto &E : Compiler.getHeaderSearchOpts().UserEntries)
        if (E.Group == frontend::System &&
            Compiler.getFileManager().getOptionalFileRef(E.Path + "/stdio.h"))
          Out.push_back(E.Path);
    return Out;
  }

  /// \p Name without the first of \p Folders that it is below.
  static llvm::StringRef below(llvm::ArrayRef<std::string> Folders,
                               llvm::StringRef Name) {
    for (llvm::StringRef Folder : Folders) {
      llvm::StringRef Rest = Name;
      if (Rest.consume_front(Folder.rtrim('/')) && Rest.consume_front("/"))
        return Rest;
    }
    return "";
  }

  FileSystem Files;
  Each Tell;
};

class ListFactory : public tooling::FrontendActionFactory {
public:
  ListFactory(FileSystem Files, Each Tell)
      : Files(std::move(Files)), Tell(Tell) {}

  std::unique_ptr<FrontendAction> create() override {
    return std::make_unique<ListAction>(Files, Tell);
  }
  bool runInvocation(std::shared_ptr<CompilerInvocation> Invocation,
                     FileManager *Manager,
                     std::shared_ptr<PCHContainerOperations> PCHContainerOps,
                     DiagnosticConsumer *Consumer) override {
    // Without carets clang does not count its errors on the terminal, either.
    Invocation->getDiagnosticOpts().ShowCarets = false;
    // What the analysis sees.
    Invocation->getPreprocessorOpts().SetUpStaticAnalyzer = true;
    return FrontendActionFactory::runInvocation(
        std::move(Invocation), Manager, std::move(PCHContainerOps), Consumer);
  }

private:
  FileSystem Files;
  Each Tell;
};

} // namespace

std::string TuFiles::list(const TuJob &Job, Each Tell) {
  FileSystem Files =
      llvm::makeIntrusiveRefCnt<DependencyScanningWorkerFilesystem>(
          Cache, llvm::makeIntrusiveRefCnt<RegularFilesOnly>(
                     llvm::vfs::createPhysicalFileSystem()));
  if (std::error_code EC = Files->setCurrentWorkingDirectory(Job.Cmd.Directory))
    return "cannot enter its directory: " + EC.message();
  FirstError Errors;
  // Above what is shared: each translation unit asks for itself.
  Recorder = nullptr;
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Seen = Files;
  if (Job.Record)
    Seen = Recorder = llvm::makeIntrusiveRefCnt<InputRecorder>(Files);
  llvm::IntrusiveRefCntPtr<FileManager> Manager(
      new FileManager(FileSystemOptions(), Seen));
  ListFactory Factory(Files, Tell);
  tooling::ToolInvocation Invocation(
      compilerLine(Job), &Factory, Manager.get(),
      std::make_shared<PCHContainerOperations>());
  Invocation.setDiagnosticConsumer(&Errors);
  bool Ran = Invocation.run();
  if (Recorder)
    for (const std::string &M : Job.Config.Models)
      Recorder->getBufferForFile(absolutePath(M, workingDirectory()));
  if (!Errors.Text.empty())
    return Errors.Text;
  return Ran ? "" : "the compiler refused its command";
}

} // namespace ctx::tool
