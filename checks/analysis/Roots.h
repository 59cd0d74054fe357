//===- Roots.h - contexts and tokens without a parent -----------*- C++ -*-===//

#ifndef CTX_TIDY_ANALYSIS_ROOTS_H
#define CTX_TIDY_ANALYSIS_ROOTS_H

#include "../model/RoleIndex.h"
#include <optional>

namespace ctx::analysis {

/// How a root came to be.
enum class RootKind : uint8_t {
  Empty,   ///< `T{}`, `T()`, `{}`: nothing that could be stopped
  Factory, ///< a root_factory operation: `Context::Background()`
  Made,    ///< `make_unique<T>()`, `make_shared<T>()`, `new T`
  Orphan   ///< `Source().token()`: nobody has the source to trigger it
};

/// An expression that makes a context or token with no parent.
struct Root {
  RootKind Kind = RootKind::Empty;
  const clang::Expr *E = nullptr; ///< without the compiler's wrapping
  model::TypeUse Type;            ///< what it makes, through its forms
  model::OpUse Factory;           ///< the operation, for RootKind::Factory
  bool OptOut = false; ///< named by its vocabulary as a deliberate opt-out
};

/// \p E as a root, or nothing. A root is an expression: variables and constants
/// that hold one have a name, and null pointers are no objects; both are
/// nothing here.
std::optional<Root> rootOf(const clang::Expr *E, const model::RoleIndex &Roles);

/// True if \p E is `new T` without arguments.
bool newFromNothing(const clang::Expr *E);

/// The user's name for the role type of \p Use: the spelling its vocabulary
/// goes by, or the type as printed for an annotated one.
std::string nameOf(const model::TypeUse &Use, const clang::ASTContext &Context);

/// True if \p Name says that what it names is cut off on purpose: detached,
/// never, none, uncancellable ...
bool saysOptOut(llvm::StringRef Name);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_ROOTS_H
