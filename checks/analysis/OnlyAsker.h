//===- OnlyAsker.h - can anybody else make the request? ---------*- C++ -*-===//
//
//   run();                    waits "until somebody asks"
//   source_.request_stop();   somebody: this function, and who else?
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_ONLYASKER_H
#define CTX_TIDY_ANALYSIS_ONLYASKER_H

#include "Loops.h"
#include "ObjectPath.h"
#include "Workers.h"

namespace ctx::analysis {

/// Tells whether the requests of one frame on a source are all that its work
/// can see before a wait in that frame.
class OnlyAsker {
public:
  /// \p Wait, a call in \p In, waits for the work of \p Handle.
  OnlyAsker(const FunctionView &View, Workers &Works,
            const model::RoleIndex &Roles, const Frame &In,
            const clang::Expr *Wait, const clang::ValueDecl *Handle);

  /// True if \p Source is a source of its own, and all that anybody does with
  /// it is known: a local that did not leave the function before the wait, or
  /// a private member that all functions which see it keep to themselves. False
  /// for parameters, globals, references, and members others may reach.
  bool knows(const NamePath &Source);

private:
  bool knowsLocal(const clang::ValueDecl *Source);
  bool knowsMember(const clang::FieldDecl *Source);
  bool isFresh(const clang::Expr *Value) const;
  bool staysInside(llvm::ArrayRef<const clang::Expr *> Refs,
                   const FunctionView &There, const clang::ValueDecl *Source);
  bool isHarmless(const ObjectUse &Use, const FunctionView &There,
                  const ObjectUses &All, bool Unified) const;
  bool isHarmlessCall(const clang::CallExpr *Call, const FunctionView &There,
                      const ObjectUses &All, bool Unified) const;
  bool isInGuard(const clang::Stmt *S, const FunctionView &There,
                 const ObjectUses &All) const;

  const FunctionView &View;
  Workers &Works;
  const model::RoleIndex &Roles;
  const Frame &In;
  const clang::Expr *Wait;
  llvm::SmallPtrSet<const clang::Stmt *, 4> Starts;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_ONLYASKER_H
