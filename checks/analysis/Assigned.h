//===- Assigned.h - does anything give this variable a value? ---*- C++ -*-===//
//
//   std::stop_token st;          nothing
//   st = source.get_token();     Write
//   fill(&st);  auto &r = st;    Write: it may be filled from here on
//   if (ctx) ...                 Test: it may be null, and the code knows
//   st.stop_requested()          Poll
//   work(st)                     Pass
//
// Looks at one mention of a variable or field at a time. What is not understood
// is a Write, because a claim that something is never assigned has to survive
// it.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_ASSIGNED_H
#define CTX_TIDY_ANALYSIS_ASSIGNED_H

#include "../model/RoleIndex.h"
#include "clang/AST/ParentMap.h"

namespace ctx::analysis {

/// What one mention of a variable does with it.
enum class Touch : uint8_t {
  None,     ///< a cast to void, a capture by reference, null or empty again
  Write,    ///< it may have another value afterwards
  Test,     ///< asks whether it is null, or can be stopped at all
  Poll,     ///< looks whether a stop was requested
  Register, ///< has a callback run on a stop request
  Pass,     ///< an argument of a call or construction
  Deref,    ///< uses what it points at
  Read      ///< any other look at its value
};

/// One mention of a variable or field.
struct Mention {
  Touch What = Touch::Read;
  const clang::Expr *Ref = nullptr; ///< the DeclRefExpr or MemberExpr
  /// Poll, Register, Pass: the call or construction.
  const clang::Expr *Call = nullptr;
  /// Pass: the argument it is, as the call has it.
  const clang::Expr *Argument = nullptr;
  /// Poll: through a pointer, smart pointer or optional.
  bool ThroughPointer = false;
};

/// What the mention \p Ref (a DeclRefExpr or MemberExpr) does; \p Parents
/// covers it.
Mention mentionOf(const clang::Expr *Ref, const clang::ParentMap &Parents,
                  const model::RoleIndex &Roles);

/// True if \p E is null, or a smart pointer or optional that holds nothing:
/// `nullptr`, `NULL`, `0`, `{}`, `std::nullopt`, `std::shared_ptr<T>()`.
bool isNull(const clang::Expr *E, const model::RoleIndex &Roles);

/// True if \p Init, an initialiser of a context or token, gives it nothing:
/// null as in isNull(), or an object made from no argument. True for no
/// initialiser.
bool isEmptyInit(const clang::Expr *Init, const model::RoleIndex &Roles);

/// The type of the parameter that \p Argument, an argument of the call or
/// construction \p Call, goes to; null if nobody knows.
clang::QualType parameterType(const clang::Expr *Call,
                              const clang::Expr *Argument);

/// The function or constructor that \p Call calls, or null.
const clang::FunctionDecl *calledFunction(const clang::Expr *Call);

/// True if \p Callee, which is in reach, uses what its parameter \p Index
/// points at on every way through it, and nowhere asks whether it is null.
bool needsObject(const clang::FunctionDecl *Callee, unsigned Index,
                 const clang::ParentMap &Parents,
                 const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_ASSIGNED_H
