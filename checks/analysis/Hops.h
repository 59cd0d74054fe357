//===- Hops.h - functions that have no token to give ------------*- C++ -*-===//
//
// A hop is a function of the user's that takes no token, has none in its class
// and looks at none: what its callers have ends at it. A summary of a hop says
// which other such functions it calls, and where it visibly loses what its
// callers may have: it gives a root to something that takes a token, or it
// waits or loops with no way to be stopped.
//
// A summary depends on the function and on declarations alone, never on the
// body of another function.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_HOPS_H
#define CTX_TIDY_ANALYSIS_HOPS_H

#include "OptOut.h"
#include "Polls.h"
#include "Roots.h"
#include "clang/AST/ParentMap.h"
#include <functional>

namespace ctx::analysis {

/// How a hop loses a token.
enum class LossKind : char {
  Empty = 'e',   ///< gives a root
  Omitted = 'o', ///< leaves the argument to its default, a root
  Made = 'm',    ///< makes a context of its own for a call
  Waits = 'w',   ///< waits for something that a stop request does not change
  Loops = 'l'    ///< loops for ever
};

/// One place where a hop loses a token.
struct TokenLoss {
  LossKind Kind = LossKind::Empty;
  clang::SourceLocation At;
  std::string Callee;  ///< name of what is given the root; empty for the others
  model::TypeUse Type; ///< what it wanted; none for Waits and Loops
};

/// A call of a function that may be a hop, with no doubt about which it is.
struct HopCall {
  const clang::CallExpr *Call = nullptr;
  const clang::FunctionDecl *Callee = nullptr;
};

/// What a hop does.
struct HopSummary {
  llvm::SmallVector<TokenLoss, 1> Losses; ///< in source order
  llvm::SmallVector<HopCall, 8> Calls;    ///< one for each callee, the first
};

/// The hops of one translation unit. Answers are remembered.
class Hops {
public:
  using ParentsOf =
      std::function<const clang::ParentMap &(const clang::FunctionDecl *)>;

  /// \p Apart are phrases in the name of a function that say that it starts
  /// work, or prepares something, that is apart from its caller.
  Hops(const model::RoleIndex &Roles, const clang::ASTContext &Context,
       llvm::ArrayRef<llvm::StringRef> Apart, ParentsOf Parents)
      : Roles(Roles), Context(Context), Apart(Apart), Parents(Parents),
        Observes(Roles), Comments(Context.getSourceManager()) {}

  /// True if \p F may be a hop by what its declaration says.
  bool mayBeHop(const clang::FunctionDecl *F);

  /// The function that \p Call surely calls, if it may be a hop; else null.
  const clang::FunctionDecl *hopCalledBy(const clang::CallExpr *Call);

  /// What \p F, a definition, does; nothing if it is no hop.
  std::optional<HopSummary> summarise(const clang::FunctionDecl *F);

  /// True if an object of \p T can tell of a stop request: a token and its
  /// like, a callable, a flag, or a class that holds a token.
  bool knowsStop(clang::QualType T);
  /// True if a \p R holds a token, in a base or one member deep.
  bool holdsToken(const clang::CXXRecordDecl *R);

  /// True if \p T is a class of the user's, or a reference or pointer to one,
  /// with something in it, all of which is known and none of which can tell of
  /// a stop request: whoever gives it a token gets nothing kept.
  bool surelyKeepsNone(clang::QualType T);

  OptOutComments &comments() { return Comments; }
  Polls &polls() { return Observes; }

private:
  struct Walk;

  bool judge(const clang::FunctionDecl *F);
  bool isTokenLike(clang::QualType T);
  bool keepsNone(clang::QualType T, unsigned Depth);
  bool partsKeepNone(const clang::CXXRecordDecl *R, unsigned Depth);
  bool holds(const clang::CXXRecordDecl *R, bool Flags, unsigned Depth);
  /// The parameters of \p F that take a token or context.
  llvm::ArrayRef<unsigned> slotsOf(const clang::FunctionDecl *F);
  bool mayTakeRoot(const clang::Expr *Call);

  const model::RoleIndex &Roles;
  const clang::ASTContext &Context;
  llvm::ArrayRef<llvm::StringRef> Apart;
  ParentsOf Parents;
  Polls Observes;
  OptOutComments Comments;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Judged;
  llvm::DenseMap<const clang::Type *, bool> TokenLike;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> Tokenless;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> Holders[2];
  llvm::DenseMap<const clang::FunctionDecl *, llvm::SmallVector<unsigned, 1>>
      Slots;
};

/// The name of \p F for a message, with its class.
std::string shownName(const clang::FunctionDecl *F);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_HOPS_H
