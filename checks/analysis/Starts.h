//===- Starts.h - where work is started that goes on by itself --*- C++ -*-===//
//
//   std::thread t(run, 7);              a task handle is made
//   threads.emplace_back([&] {...});    in a container of handles
//   std::make_unique<std::thread>(...)  behind a smart pointer
//   pool.submit(job)                    a spawn operation of a vocabulary
//
// What runs is the lambda, function, member function or function object that is
// given, through std::bind and its like, as far as its body is in reach.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_STARTS_H
#define CTX_TIDY_ANALYSIS_STARTS_H

#include "../model/RoleIndex.h"
#include "Loops.h"
#include "clang/AST/ParentMap.h"
#include <vector>

namespace ctx::analysis {

/// One place where work is started.
struct Start {
  const clang::Expr *At = nullptr; ///< the construction or call
  const model::Vocabulary *Voc = nullptr;
  const model::OpEntry *Op = nullptr; ///< the spawn operation
  model::TypeUse Handle;              ///< of the handle's type; may be none
  /// The handle offers the callable a token of its own.
  bool OwnToken = false;
  /// Nobody holds a handle of the work any more.
  bool Detached = false;
  const clang::Expr *Callable = nullptr; ///< as written, without wrapping
  /// What is bound to the callable's parameters, its object included.
  llvm::SmallVector<const clang::Expr *, 4> Bound;
  /// The function that runs, in reach or not; null if it cannot be told.
  const clang::FunctionDecl *Target = nullptr;
  /// The code that runs; Body is null if it is not in reach.
  Frame Runs;
  /// The variable or field that holds the handle, its container or pointer.
  const clang::ValueDecl *KeptIn = nullptr;
};

/// The starts in \p Root (a body or an initialiser, lambdas included), in
/// source order. \p Parents covers Root.
std::vector<Start> startsIn(const clang::Stmt *Root,
                            const clang::ParentMap &Parents,
                            const model::RoleIndex &Roles);
/// As above for all that \p F runs, a constructor's initialisers included.
std::vector<Start> startsIn(const clang::FunctionDecl *F,
                            const clang::ParentMap &Parents,
                            const model::RoleIndex &Roles);
/// The starts in the default initialiser of \p F.
std::vector<Start> startsIn(const clang::FieldDecl *F,
                            const clang::ParentMap &Parents,
                            const model::RoleIndex &Roles);

/// True if \p S is no start at all: `std::async(std::launch::deferred, ...)`
/// runs the work on the thread that asks for its result.
bool isDeferred(const Start &S);

/// The type of the token that the handle of \p S offers; null if it is not in
/// the vocabulary.
const model::TypeEntry *ownTokenType(const Start &S,
                                     const model::RoleIndex &Roles);

/// A poll of a token called \p Name of type \p Token that is true if it is
/// stopped, for an \p Asked of true, or else if it is not; "" if the vocabulary
/// has no member function for it.
std::string pollOf(const model::TypeEntry &Token, llvm::StringRef Name,
                   bool Asked, const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_STARTS_H
