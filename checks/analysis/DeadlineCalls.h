//===- DeadlineCalls.h - calls that need a deadline -------------*- C++ -*-===//
//
//   stub->Get(&ctx, request, &reply);          needs one
//   stub->Watch(&ctx, request);                goes on by nature
//   if (timeout > 0) ctx.set_deadline(...);    has none, and means it
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_DEADLINECALLS_H
#define CTX_TIDY_ANALYSIS_DEADLINECALLS_H

#include "ObjectUses.h"
#include "SingleUse.h"
#include "clang/Basic/Diagnostic.h"
#include <optional>
#include <string>

namespace ctx::analysis {

/// The mentions of the object that \p V holds in \p Body, a body of \p View's
/// function, through references and pointers to it, too.
llvm::SmallVector<const clang::Expr *, 8> mentionsOf(const clang::VarDecl *V,
                                                     const clang::Stmt *Body,
                                                     const FunctionView &View);

/// True if whether \p Set runs, before \p Start in \p Body, is decided by
/// something that is about time: the code knows calls without deadline, and
/// means them.
bool isMeant(const clang::Expr *Set, const clang::Stmt *Start,
             const clang::Stmt *Body, const FunctionView &View);

/// True if \p S is a part of an `if constexpr`.
bool isInConstexprIf(const clang::Stmt *S, const FunctionView &View);

/// True if somebody ends the object of \p Refs: on a timer, on a request.
bool isEnded(llvm::ArrayRef<const clang::Expr *> Refs,
             const FunctionView &View);

/// True if \p S goes on by nature: its messages come until one side ends them,
/// or its name says, in one of the words \p LongCalls, that it waits for
/// something to happen.
bool isLong(const OpStart &S, llvm::ArrayRef<std::string> LongCalls,
            SingleUse &Starts, const model::RoleIndex &Roles,
            const SingleUse::ParentsOf &Parents, unsigned Depth = 0);

/// True if \p S is a call of a member function of one of \p Classes; a final *
/// stands for any rest.
bool isOf(const OpStart &S, llvm::ArrayRef<std::string> Classes);

/// True if whoever can use \p F has been seen: its class is the source file's
/// own, or nobody but its methods, which are all here, can reach it.
bool isAllSeen(const clang::FieldDecl *F, const clang::SourceManager &SM);

/// The edit that sets \p Deadline on \p V, in a line of its own before the
/// statement that starts \p S, which is one of \p Started; nothing if there is
/// no such place or no deadline.
std::optional<clang::FixItHint> setBefore(const OpStart &S,
                                          llvm::ArrayRef<OpStart> Started,
                                          const clang::VarDecl *V,
                                          llvm::StringRef Deadline,
                                          const FunctionView &View);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_DEADLINECALLS_H
