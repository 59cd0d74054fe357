//===- Workers.h - the work behind a handle ---------------------*- C++ -*-===//
//
//   thread_ = std::jthread([this](std::stop_token st) { run(st); });
//   ^ handle                ^ start                     ^ the loop it ends by
//
// Collects the starts of one class and function, and answers what ends the work
// that a variable or member is the handle of.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_WORKERS_H
#define CTX_TIDY_ANALYSIS_WORKERS_H

#include "Starts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <functional>

namespace ctx::analysis {

/// Names that stand for one token: the variables that hold it, and the source.
using TokenSet = llvm::SmallPtrSet<const clang::ValueDecl *, 8>;

/// What is visible of started work, with respect to one token.
struct WorkSeen {
  bool Started = false;  ///< some start was seen
  bool Hidden = false;   ///< some of it runs code that is not in reach
  bool HasToken = false; ///< some of it can look at the token
  bool PassesOn = false; ///< gives it to code that is not in reach
  /// A loop that only a poll of the token ends; null if there is none.
  const clang::Stmt *Loop = nullptr;
  /// The bodies that run.
  llvm::SmallVector<const clang::Stmt *, 4> Bodies;
};

/// The starts of one translation unit, found where they are asked for.
class Workers {
public:
  using ParentsOf =
      std::function<const clang::ParentMap &(const clang::FunctionDecl *)>;

  Workers(const model::RoleIndex &Roles, ParentsOf Parents)
      : Roles(Roles), Parents(std::move(Parents)) {}

  /// The starts whose handle is \p Handle, a variable of \p F or a member; of
  /// members those in the functions of their class, of the classes around it,
  /// and of \p F's class.
  llvm::SmallVector<const Start *, 2> startsOf(const clang::ValueDecl *Handle,
                                               const clang::FunctionDecl *F);

  /// The work of \p Handle and the token that the handle itself offers.
  WorkSeen ownWork(const clang::ValueDecl *Handle,
                   const clang::FunctionDecl *F);

  /// The work of \p Handle and the tokens of \p Source, a variable of \p F or a
  /// member.
  WorkSeen workWith(const clang::ValueDecl *Handle,
                    const clang::ValueDecl *Source,
                    const clang::FunctionDecl *F);

  /// The variables in \p F and its lambdas that hold a token of one of
  /// \p Tokens; added to it.
  void addHolders(const clang::FunctionDecl *F, TokenSet &Tokens) const;

  /// True if \p E is a token of one of \p Tokens, or its source.
  bool isToken(const clang::Expr *E, const TokenSet &Tokens) const;

  const clang::ParentMap &parents(const clang::FunctionDecl *F) const {
    return Parents(F);
  }

private:
  struct Body {
    const clang::FunctionDecl *Function;
    const clang::Stmt *Root;
    TokenSet Tokens;
  };
  const std::vector<Start> &startsIn(const clang::FunctionDecl *F);
  void look(Body At, WorkSeen &Out, unsigned Depth);
  bool takesOwnToken(const Start &S) const;

  const model::RoleIndex &Roles;
  ParentsOf Parents;
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::unique_ptr<std::vector<Start>>>
      Found;
  llvm::DenseMap<const clang::FieldDecl *, std::unique_ptr<std::vector<Start>>>
      InFields;
};

/// The functions of \p R that are defined and in reach.
llvm::SmallVector<const clang::FunctionDecl *, 16>
methodsInReach(const clang::CXXRecordDecl *R);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_WORKERS_H
