//===- Plugin.cpp - the checks as a clang-tidy module ---------------------===//

#include "compat/TidyModule.h"
#include "core/CheckRegistry.h"
#include "clang/Basic/Version.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

/// What `ctx-tidy doctor` finds in the file.
extern "C" __attribute__((used, visibility("default")))
const char ctxTidyPluginMark[] =
    "ctx-tidy plugin " CTX_VERSION " for clang-tidy " CTX_LLVM_MAJOR_STRING;

namespace {

/// The first number of the version of the clang-tidy that runs.
llvm::StringRef runningMajor() {
  static const std::string Full = clang::getClangToolFullVersion("");
  llvm::StringRef Rest = llvm::StringRef(Full).split("version ").second;
  return Rest.take_while([](char C) { return C >= '0' && C <= '9'; });
}

/// Symbols of another version may have the same names and another meaning: the
/// first finding would crash, or a check that is silent look clean.
void insistOnOwnVersion() {
  if (runningMajor() == CTX_LLVM_MAJOR_STRING)
    return;
  llvm::errs() << "error: this plugin of ctx-tidy is built for "
                  "clang-tidy " CTX_LLVM_MAJOR_STRING
                  " and cannot be used by clang-tidy "
               << runningMajor() << ": load ctx-tidy-plugin-" << runningMajor()
               << ".so instead ('ctx-tidy doctor' says what fits)\n";
  std::exit(2);
}

class CtxModule : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    insistOnOwnVersion();
    ctx::addCheckFactories(Factories);
  }
};

} // namespace

static clang::tidy::ClangTidyModuleRegistry::Add<CtxModule>
    X("ctx", "finds context and cancellation misuse");
