//===- main.cpp - ctx-tidy, the program -----------------------------------===//

#include "BuildId.h"
#include "CheckModels.h"
#include "Doctor.h"
#include "Driver.h"
#include "Explain.h"
#include "Options.h"
#include "ResultFile.h"
#include "Scan.h"
#include "StandardOutput.h"
#include "model/VocabularyReader.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/TargetSelect.h"

using namespace ctx::tool;

/// Does what \p Args ask for. \returns the exit code.
static int run(llvm::ArrayRef<const char *> Args) {
  auto O = parseOptions(Args, llvm::errs());
  if (!O)
    return Usage;
  switch (O->What) {
  case Mode::Help:
    printHelp(llvm::outs());
    return Clean;
  case Mode::Version:
    llvm::outs() << versionText() << "\n";
    return Clean;
  case Mode::Explain:
    return explainCheck(O->Topic, llvm::outs(), llvm::errs());
  case Mode::DumpChecks:
    dumpChecks(llvm::outs());
    return Clean;
  case Mode::DumpModelsSchema:
    llvm::outs() << llvm::formatv("{0:2}\n", ctx::model::modelsSchema());
    return Clean;
  case Mode::ListChecks:
    return listChecks(*O);
  case Mode::VerifyConfig:
    return verifyConfig(*O);
  case Mode::CheckModels:
    return checkModels(*O);
  case Mode::Doctor:
    return doctor(*O);
  case Mode::Merge:
    return merge(*O);
  case Mode::ExplainModels:
  case Mode::SuggestModels:
  case Mode::Lint:
    return lint(*O);
  }
  llvm_unreachable("a mode");
}

int main(int Argc, const char **Argv) {
  llvm::InitLLVM Init(Argc, Argv, /*InstallPipeSignalExitHandler=*/false);
  expectFailingWrites();
  llvm::InitializeAllTargetInfos();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmParsers();

  if (Argc == 4 && llvm::StringRef(Argv[1]) == "--work")
    return endOutput(work(Argv[2], Argv[3]));
  if (Argc == 4 && llvm::StringRef(Argv[1]) == "--scan")
    return endOutput(scan(Argv[2], Argv[3]));
  return endOutput(run(llvm::ArrayRef(Argv + 1, Argc - 1)));
}
