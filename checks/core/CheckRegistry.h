//===- CheckRegistry.h - the list of checks, made by the checks -*- C++ -*-===//

#ifndef CTX_TIDY_CORE_CHECKREGISTRY_H
#define CTX_TIDY_CORE_CHECKREGISTRY_H

#include "../facts/Facts.h"
#include "Check.h"

namespace clang::tidy {
class ClangTidyCheckFactories;
}

namespace ctx {

/// Draws a check's conclusions over the facts of all TUs.
using ConcludeFn = std::vector<facts::Conclusion> (*)(const facts::FactSet &);

/// One registered check.
struct CheckEntry {
  const CheckInfo *Info;
  std::unique_ptr<Check> (*Make)(llvm::StringRef Name, ClangTidyContext *);
  ConcludeFn Conclude = nullptr; ///< null: nothing to conclude
};

/// All checks, by id. Two with one id end the program with a message.
llvm::ArrayRef<CheckEntry> allChecks();

/// The entry of \p Id, or null.
const CheckEntry *findCheck(llvm::StringRef Id);

/// Hands all checks to clang-tidy.
void addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories);

namespace detail {
struct Registration {
  explicit Registration(CheckEntry Entry);
};
template <class T> constexpr ConcludeFn concludeOf(decltype(&T::conclude)) {
  return &T::conclude;
}
template <class T> constexpr ConcludeFn concludeOf(...) { return nullptr; }
} // namespace detail

} // namespace ctx

/// Registers \p Class, a ctx::Check with a constructor
/// `Class(llvm::StringRef, ClangTidyContext *)`, under \p Info. A public static
/// `conclude(const facts::FactSet &)` is found by itself. Works from an OBJECT
/// library only: a linker drops such objects from an archive.
#define CTX_REGISTER_CHECK(Class, Info)                                        \
  static const ::ctx::detail::Registration Class##Registration {               \
    ::ctx::CheckEntry {                                                        \
      &Info,                                                                   \
          [](llvm::StringRef Name, ::ctx::ClangTidyContext *Context)           \
              -> std::unique_ptr<::ctx::Check> {                               \
            return std::make_unique<Class>(Name, Context);                     \
          },                                                                   \
          ::ctx::detail::concludeOf<Class>(nullptr)                            \
    }                                                                          \
  }

#endif // CTX_TIDY_CORE_CHECKREGISTRY_H
