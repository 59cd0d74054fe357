//===- Polls.h - who looks at a token, and who works ------------*- C++ -*-===//
//
// Does this code look at a token, itself or through what it calls? Does it do
// work that takes time? Callees are summarised as far as their bodies are in
// reach; what is out of reach is judged by its declaration.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_POLLS_H
#define CTX_TIDY_ANALYSIS_POLLS_H

#include "../model/RoleIndex.h"
#include "Loops.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace ctx::analysis {

/// How long a call may take, as far as one can tell.
enum class Effort : uint8_t {
  None,    ///< an accessor, container growth, logging, arithmetic
  Unknown, ///< a callable that somebody handed in, or dependent code
  Foreign, ///< library code without a model
  Work,    ///< user code that is not trivial, as far as its name tells
  Blocks ///< known to take its time: by its model or its name, or it has no end
};

/// One poll whose answer decides a branch.
struct PollBranch {
  model::OpUse Use;
  const clang::Expr *Condition = nullptr; ///< the poll that the block ends in
  bool StoppedIf = true; ///< what the whole condition is after a request
  /// Null for an ambient poll, and for one of `this`.
  const clang::ValueDecl *Polled = nullptr;
  const clang::CFGBlock *Block = nullptr;
  const clang::CFGBlock *Stopped = nullptr; ///< where a stop request leads
  const clang::CFGBlock *GoesOn = nullptr;
};

/// Questions about tokens in one translation unit. Answers are remembered.
class Polls {
public:
  explicit Polls(const model::RoleIndex &Roles) : Roles(Roles) {}

  /// True if the vocabulary has a way to ask objects of \p Use whether a stop
  /// was requested, or \p Use is a token by annotation.
  bool isPollable(const model::TypeUse &Use) const;
  /// True if \p Use is an object that a program hands around for much else than
  /// to be asked whether to stop: the session or client of a database, which
  /// knows settings and catalogs, too. That it is there says little.
  static bool isBroad(const model::TypeUse &Use);
  /// True if \p Tokens are all of that kind, and there is one.
  bool areBroad(llvm::ArrayRef<const clang::VarDecl *> Tokens) const;
  /// True if an object of \p T can tell of a stop request or hands on what can:
  /// a token, a source, a pollable context, a carrier, a registration.
  bool isTokenLike(clang::QualType T) const;
  bool isTokenLike(const clang::ValueDecl *D) const;

  /// The named parameters of \p F, and for a lambda its captures, that can be
  /// polled; parameters first.
  llvm::SmallVector<const clang::VarDecl *, 2> tokensOf(const Frame &F) const;

  /// True if something in \p Root, or a callee in reach, polls, or is given
  /// something that can tell of a stop request, or that is in \p Tainted; also
  /// where that cannot be known (a suspension, an object that has a token).
  /// \p Except is not looked at.
  bool mayObserve(
      const clang::Stmt *Root,
      const llvm::SmallPtrSetImpl<const clang::ValueDecl *> *Tainted = nullptr,
      const llvm::SmallPtrSetImpl<const clang::Stmt *> *Except = nullptr);
  /// The same of a callee's body; true if it is out of reach but a member of a
  /// class that holds a token.
  bool calleeMayObserve(const clang::FunctionDecl *F);

  /// True if something in \p Root, in this frame, may end in an exception when
  /// a stop is requested: a throwing poll, a suspension, a call that knows a
  /// token and whose body throws or is out of reach.
  bool mayThrowOnStop(const clang::Stmt *Root, unsigned Depth = 0);

  /// The variables of \p F that know one of \p Tokens: made from it, or named
  /// together with it in one call. Holds null if `this` does.
  llvm::SmallPtrSet<const clang::ValueDecl *, 8>
  taintedBy(const Frame &F,
            llvm::ArrayRef<const clang::VarDecl *> Tokens) const;

  /// True if \p F registers a callback for a stop request somewhere, other than
  /// one that only notifies condition variables.
  bool registers(const Frame &F) const;

  /// How long \p Call may take.
  Effort effort(const clang::CallExpr *Call);
  /// The first call below \p Root, in this frame, of at least \p Least, leaving
  /// out \p Except; null if there is none.
  const clang::CallExpr *firstCall(const clang::Stmt *Root, Effort Least,
                                   const clang::Stmt *Except = nullptr);
  /// True if something in \p Root, in this frame, is known to block, or a loop
  /// in it goes on until something happens rather than once for each of what
  /// there is.
  bool surelyTakesTime(const clang::Stmt *Root);
  /// True for a call that reports something to people.
  static bool isLogging(const clang::CallExpr *Call);

  /// True for a call that polls or waits and changes nothing else.
  bool isPlainWaitOrPoll(const clang::CallExpr *Call) const;

  /// The branch that \p Block ends in, if the answer of one poll decides it.
  PollBranch branch(const clang::CFGBlock *Block) const;

  /// True if the mention \p E of a token looks at nothing and hands nothing on:
  /// a cast to void, asking whether it can be stopped at all, overwriting it.
  bool isNoUse(const clang::Expr *E, const clang::ParentMap &Parents) const;

private:
  Effort effort(const clang::FunctionDecl *F, unsigned Depth);

  const model::RoleIndex &Roles;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Observers;
  llvm::DenseMap<const clang::FunctionDecl *, Effort> Efforts;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_POLLS_H
