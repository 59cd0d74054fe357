//===- Executors.h - where posted work runs ---------------------*- C++ -*-===//
//
//   asio::io_context ui, net;
//   auto strand = asio::make_strand(pool);
//   asio::co_spawn(net, session(), ...);   runs where `net` is run
//   asio::post(ui, [&] { ... });           runs where `ui` is run
//
// Two pieces of work may run at the same time if they run on two objects that
// run work, or on two strands of one that has several threads.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_EXECUTORS_H
#define CTX_TIDY_ANALYSIS_EXECUTORS_H

#include "../model/RoleIndex.h"
#include "clang/AST/ParentMap.h"
#include <optional>

namespace ctx::analysis {

/// What runs a piece of work.
struct Runner {
  /// The object that runs work; a variable or a member of `this`.
  const clang::ValueDecl *Home = nullptr;
  /// The strand on it, if that is a local variable; null for none.
  const clang::ValueDecl *Strand = nullptr;

  /// What the user would post to.
  const clang::ValueDecl *named() const { return Strand ? Strand : Home; }
};

/// What runs the work that is given to \p E: an object that runs work, an
/// executor or strand of one, an I/O object that was made with one. Nothing if
/// that is not written in the function.
std::optional<Runner> runnerOf(const clang::Expr *E,
                               const model::RoleIndex &Roles);

/// True if work on \p A and work on \p B may run at the same time. Two
/// references are two objects if they are declared side by side; to declare
/// both would make no sense otherwise.
bool runApart(const Runner &A, const Runner &B, const model::RoleIndex &Roles);

/// True if the requests that \p Token, taken in \p F, tells of are all made by
/// handlers and coroutines, as far as they are seen, and one is: whoever runs
/// those makes the request. False for the token of somebody else's source.
bool onlyHandlersAsk(
    const clang::Expr *Token, const clang::FunctionDecl *F,
    const model::RoleIndex &Roles,
    llvm::function_ref<const clang::ParentMap &(const clang::FunctionDecl *)>
        ParentsOf);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_EXECUTORS_H
