//===- Swallows.h - handlers that keep cancellation to themselves -*- C++ -*-=//
//
//   for (;;) {
//     try { work(ctx); }                    a cancel point
//     catch (const std::exception &e) {     takes its error
//       log(e);
//     }                                     and control comes back to the
//     point:
//   }                                       the stop request is lost
//
// Tokens latch: whoever polls, or is given the token, after the handler finds
// out. Such a path loses nothing.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_SWALLOWS_H
#define CTX_TIDY_ANALYSIS_SWALLOWS_H

#include "CancelErrors.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/Diagnostic.h"

namespace ctx::analysis {

/// A handler that takes a cancellation error although it should not.
struct Swallow {
  enum KindT : uint8_t {
    GoesRound, ///< the loop runs the cancelled work again
    GoesOn,    ///< other work follows as if nothing had happened
    Undefined  ///< the library forbids to keep this error
  } Kind = GoesRound;
  const clang::CXXTryStmt *Try = nullptr;
  const clang::CXXCatchStmt *Handler = nullptr;
  CancelPoint Point;               ///< the first that throws what Handler takes
  std::vector<CancelError> Errors; ///< all that Handler takes, Point's first
  const clang::Stmt *Loop = nullptr;     ///< GoesRound: what goes round
  const clang::CallExpr *Work = nullptr; ///< GoesOn: what follows
  /// GoesRound: the loop ends when the work succeeds, so it retries.
  bool Retries = false;
  /// Handler is for this error alone.
  bool Direct = false;
  /// A handler for one of the errors that comes behind Handler and never runs.
  const clang::CXXCatchStmt *TooLate = nullptr;
};

/// A handler for another cancellation error than the one that is thrown.
struct WrongType {
  const clang::CXXCatchStmt *Handler = nullptr;
  CancelPoint Point; ///< what is thrown, and taken by no handler
};

/// Inserts, before the handler of \p S, one that lets its errors through; with
/// \p Outermost, one that ends the frame, which nothing is above. Empty if that
/// cannot be stood behind.
llvm::SmallVector<clang::FixItHint, 1>
letThrough(const Swallow &S, const Frame &F, bool Outermost,
           const model::RoleIndex &Roles);

/// What to do about \p S, for a message.
std::string advice(const Swallow &S, bool Outermost);

/// What one frame gives its questions.
struct FrameView {
  const Frame &F;
  const clang::CFG &Graph;
  const clang::ParentMap &Parents; ///< covers the frame's body
  const model::RoleIndex &Roles;
  Polls &Looks;
};

/// The handlers of \p View's frame that swallow cancellation, in source order.
std::vector<Swallow> swallowsIn(const FrameView &View, CancelErrors &Errors);

/// The handlers of \p View's frame for a cancellation error that nothing in
/// their try block throws, while another is thrown there.
std::vector<WrongType> wrongTypesIn(const FrameView &View,
                                    CancelErrors &Errors);

/// The innermost loop of the frame with body \p Body around \p S, or null.
const clang::Stmt *loopAround(const clang::Stmt *S, const clang::Stmt *Body,
                              const clang::ParentMap &Parents);

/// True if each round of \p Loop makes \p Call with something else: an element
/// of a range, something that a counter selects.
bool isAnotherRequest(const clang::Expr *Call, const clang::Stmt *Loop,
                      const model::RoleIndex &Roles);

/// True if \p Call looks at a token, or gives one to somebody who may: a poll,
/// a callee that polls, an argument that can tell of a stop request. Deriving
/// from a token and starting work with one is not looking.
bool mayLook(const clang::Expr *Call, const model::RoleIndex &Roles,
             Polls &Looks);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_SWALLOWS_H
