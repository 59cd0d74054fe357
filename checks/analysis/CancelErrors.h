//===- CancelErrors.h - what cancellation throws, and where -----*- C++ -*-===//
//
//   ctx.ThrowIfDone();            the vocabulary says what it throws
//   fetch(ctx, url);              its body is in reach and says so
//   fetch(ctx, url);              it is not, but whoever polls this token
//   throws if (st.stop_requested())
//     throw Cancelled{};          a home-grown error that no model names
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_CANCELERRORS_H
#define CTX_TIDY_ANALYSIS_CANCELERRORS_H

#include "Polls.h"
#include "clang/AST/StmtCXX.h"

namespace ctx::analysis {

/// A class whose exceptions mean that the work was cancelled.
struct CancelError {
  const clang::CXXRecordDecl *Class = nullptr; ///< canonical
  /// How a user writes it, without a leading "::".
  std::string Name;
  /// False if the class stands for other failures too: a handler for it would
  /// take more than cancellation.
  bool Exact = true;
  /// True if a model or an annotation names it.
  bool Modelled = false;
  model::Swallow Swallowing = model::Swallow::Bug;
  const model::Vocabulary *Voc = nullptr; ///< whose model names it

  explicit operator bool() const { return Class != nullptr; }
};

/// A place from which cancellation is thrown.
struct CancelPoint {
  CancelError Error;
  const clang::Expr *At = nullptr; ///< call, co_await or throw
  /// The function in reach that throws it; null if the model says so.
  const clang::FunctionDecl *Through = nullptr;
  /// Where Through throws it; null if Through is.
  const clang::Expr *Origin = nullptr;
  /// What is polled, as far as At names it; null for an ambient token.
  const clang::Expr *Token = nullptr;
  /// True if nothing says that At throws but that it is given a token whose
  /// vocabulary polls by throwing.
  bool Presumed = false;
};

/// What is thrown on cancellation in one translation unit. Remembers callees.
class CancelErrors {
public:
  CancelErrors(const model::RoleIndex &Roles, Polls &Looks)
      : Roles(Roles), Looks(Looks) {}

  /// The places below \p Root, in this frame and in callees, whose error leaves
  /// \p Root: not caught by a handler within.
  std::vector<CancelPoint> leaving(const clang::Stmt *Root);

  /// \p T as a cancellation error that a model or annotation names.
  CancelError named(clang::QualType T) const;

private:
  struct Walk;
  void collect(const clang::Stmt *S, bool Observed, bool Awaited,
               unsigned Depth, std::vector<CancelPoint> &Out);
  void collectCall(const clang::Expr *Call, const clang::FunctionDecl *Callee,
                   bool Awaited, unsigned Depth, std::vector<CancelPoint> &Out);
  void collectTry(const clang::CXXTryStmt *Try, bool Observed, unsigned Depth,
                  std::vector<CancelPoint> &Out);
  const std::vector<CancelPoint> &ofCallee(const clang::FunctionDecl *F,
                                           unsigned Depth);
  CancelError errorOf(const model::OpUse &Use) const;
  CancelError thrownBy(const clang::CXXThrowExpr *T, bool Observed) const;
  CancelError throwingToken(const clang::Expr *Argument) const;
  CancelError fromEntry(const model::Vocabulary &Voc,
                        const model::TypeEntry &Entry) const;

  const model::RoleIndex &Roles;
  Polls &Looks;
  llvm::DenseMap<const clang::FunctionDecl *, std::vector<CancelPoint>> Callees;
};

/// True if \p Handler takes an exception of class \p Class.
bool takes(const clang::CXXCatchStmt *Handler,
           const clang::CXXRecordDecl *Class);

/// The first handler of \p Try that takes an exception of class \p Class, or
/// null.
const clang::CXXCatchStmt *handlerFor(const clang::CXXTryStmt *Try,
                                      const clang::CXXRecordDecl *Class);

/// True if something in \p Handler passes the exception on, on some path:
/// `throw;`, std::rethrow_exception, a callee in reach that does.
bool rethrows(const clang::CXXCatchStmt *Handler);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_CANCELERRORS_H
