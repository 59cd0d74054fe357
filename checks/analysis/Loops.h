//===- Loops.h - frames, their loops, and how a loop ends -------*- C++ -*-===//
//
// A frame is a function or one lambda inside it: what runs as one sequence of
// statements and is left by one `return`.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_LOOPS_H
#define CTX_TIDY_ANALYSIS_LOOPS_H

#include "Exprs.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include <vector>

namespace ctx::analysis {

/// A function, or a lambda within it.
struct Frame {
  /// The function; the call operator for a lambda.
  const clang::FunctionDecl *Function = nullptr;
  const clang::LambdaExpr *Lambda = nullptr; ///< null for the function itself
  const clang::Stmt *Body = nullptr;
  int Outer = -1; ///< index of the enclosing frame; -1 if there is none
};

/// The frames of \p F, which has a body in reach: F first, a lambda after the
/// frame that holds it. Lambdas in a constructor's initializers belong to it.
std::vector<Frame> framesOf(const clang::FunctionDecl *F);
/// The lambdas in \p Initializer, of a field or a variable outside functions.
std::vector<Frame> framesOf(const clang::Expr *Initializer);

/// As forEachStmt(), but stays in one frame: the bodies of lambdas are not
/// visited (their captures are).
void forEachInFrame(const clang::Stmt *Root,
                    llvm::function_ref<bool(const clang::Stmt *)> Visit);

/// True for `for`, range-`for`, `while` and `do`.
bool isLoop(const clang::Stmt *S);
/// The body of the loop \p Loop.
const clang::Stmt *loopBody(const clang::Stmt *Loop);
/// The condition of \p Loop as written; null for none and for a range-`for`.
const clang::Expr *loopCondition(const clang::Stmt *Loop);
/// "for", "while" or "do"; "goto" for the label that one goes back to.
llvm::StringRef loopKeyword(const clang::Stmt *Loop);

/// True if \p Loop has no condition, or one that is always true.
bool isEndless(const clang::Stmt *Loop, const clang::ASTContext &Context);
/// True if the number of iterations is known at compile time: a counter against
/// a constant, an array, an initializer list.
bool isBounded(const clang::Stmt *Loop, const clang::ASTContext &Context);

/// True if \p Loop has a way out other than its condition: a `break` of its
/// own, a `return`, `co_return`, `goto` or `throw`. A throw that the loop
/// itself catches counts too: asked for silence, not for proof.
bool hasJumpOut(const clang::Stmt *Loop);

/// True if \p S is \p Ancestor or below it.
bool isWithin(const clang::Stmt *S, const clang::Stmt *Ancestor,
              const clang::ParentMap &Parents);

/// True if something in \p Root writes to \p D: an assignment, `++`, `--`, or
/// its address or a non-const reference to it handed to a call.
bool writesTo(const clang::Stmt *Root, const clang::ValueDecl *D);
/// As above; calls that \p Harmless says yes to write nothing.
bool writesTo(const clang::Stmt *Root, const clang::ValueDecl *D,
              llvm::function_ref<bool(const clang::CallExpr *)> Harmless);

/// True if the loop ends by a protocol of its own when \p Condition says so: a
/// flag that somebody else sets, or a stream or queue that somebody else
/// closes. \p Loop is the loop it ends.
bool endsFromOutside(const clang::Expr *Condition, const clang::Stmt *Loop);

/// The same of the condition of \p Loop and of the conditions of its jumps out.
/// \p Skip says of a condition that it is not to be looked at.
bool isEndedFromOutside(const clang::Stmt *Loop,
                        llvm::function_ref<bool(const clang::Expr *)> Skip);

/// True if control that leaves \p S normally reaches the end of \p Body without
/// another statement.
bool nothingFollows(const clang::Stmt *S, const clang::Stmt *Body,
                    const clang::ParentMap &Parents);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_LOOPS_H
