//===- CheckRegistry.cpp --------------------------------------------------===//

#include "CheckRegistry.h"
#include "clang-tidy/ClangTidyModule.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>

namespace ctx {

static std::vector<CheckEntry> &registered() {
  static std::vector<CheckEntry>
      All; // on first use: registration order is open
  return All;
}

detail::Registration::Registration(CheckEntry Entry) {
  registered().push_back(Entry);
}

llvm::ArrayRef<CheckEntry> allChecks() {
  static const bool Sorted = [] {
    std::vector<CheckEntry> &All = registered();
    llvm::sort(All, [](const CheckEntry &A, const CheckEntry &B) {
      return llvm::StringRef(A.Info->Id) < B.Info->Id;
    });
    for (size_t I = 1; I < All.size(); ++I)
      if (llvm::StringRef(All[I].Info->Id) == All[I - 1].Info->Id)
        llvm::report_fatal_error(llvm::Twine("two checks are called ") +
                                 All[I].Info->Id);
    return true;
  }();
  (void)Sorted;
  return registered();
}

const CheckEntry *findCheck(llvm::StringRef Id) {
  for (const CheckEntry &E : allChecks())
    if (Id == E.Info->Id)
      return &E;
  return nullptr;
}

void addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) {
  for (const CheckEntry &E : allChecks())
    Factories.registerCheckFactory(E.Info->Id, [Make = E.Make](
                                                   llvm::StringRef Name,
                                                   ClangTidyContext *Context) {
      return std::unique_ptr<clang::tidy::ClangTidyCheck>(Make(Name, Context));
    });
}

} // namespace ctx
