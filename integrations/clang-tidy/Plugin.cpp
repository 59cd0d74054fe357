//===- Plugin.cpp - the checks as a clang-tidy module ---------------------===//

#include "compat/TidyModule.h"
#include "core/CheckRegistry.h"

namespace {

class CtxModule : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    ctx::addCheckFactories(Factories);
  }
};

} // namespace

static clang::tidy::ClangTidyModuleRegistry::Add<CtxModule>
    X("ctx", "finds context and cancellation misuse");
