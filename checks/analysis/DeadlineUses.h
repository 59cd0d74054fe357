//===- DeadlineUses.h - who gives an object its deadline? -------*- C++ -*-===//
//
//   grpc::ClientContext ctx;
//   ctx.AddMetadata("user", user);        None
//   ctx.set_deadline(soon());             Sets
//   authenticate(ctx);                    None, if its body says so
//   prepare(&ctx);                        Escapes: it may have set one
//   stub->Get(&ctx, request, &reply);     Start
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_DEADLINEUSES_H
#define CTX_TIDY_ANALYSIS_DEADLINEUSES_H

#include "ObjectUses.h"
#include "SingleUse.h"
#include <vector>

namespace ctx::analysis {

/// What one mention of an object means to its deadline.
enum class DeadlineUse : uint8_t {
  None,   ///< nothing
  Start,  ///< the operation starts
  Fresh,  ///< another object, without a deadline, takes its place
  Sets,   ///< it is given one
  Escapes ///< somebody may give it one, now or from here on
};

struct DeadlineMention {
  DeadlineUse What = DeadlineUse::None;
  const clang::Expr *Ref = nullptr; ///< what names the object
  /// Start, Sets, Fresh: the call, or the assignment.
  const clang::Expr *Op = nullptr;
};

/// True if \p E makes an object of a type without a deadline of its own, by
/// value or behind a pointer: `ClientContext()`, `new ClientContext`,
/// `make_unique<ClientContext>()`. Classes of the user's that are derived from
/// such a type may set one, and do not count.
bool makesWithoutDeadline(const clang::Expr *E, const model::RoleIndex &Roles);
/// The same of an object of type \p T that nothing initialises.
bool makesWithoutDeadline(clang::QualType T, const model::RoleIndex &Roles);

/// What decides whether \p Ref, an argument, is given to a callee that need not
/// be there: the test of a hook, the condition or range of a loop over
/// decorators, with all their parts. Empty if the function decides for reasons
/// of its own.
llvm::SmallVector<const clang::Stmt *, 8> presence(const clang::Expr *Ref,
                                                   const FunctionView &View);

/// The deadlines of one translation unit.
class DeadlineUses {
public:
  DeadlineUses(const model::RoleIndex &Roles, SingleUse &Starts,
               SingleUse::ParentsOf Parents)
      : Roles(Roles), Starts(Starts), Parents(std::move(Parents)) {}

  /// What \p Ref, which names an object in \p View's function, means to its
  /// deadline. \p Started are the starts of the frame that holds \p Ref.
  DeadlineMention at(const clang::Expr *Ref, const FunctionView &View,
                     llvm::ArrayRef<OpStart> Started);

  /// True if \p F, a function in reach, only uses what its parameter \p Index
  /// refers to, starts operations with it included: it neither sets a deadline
  /// nor lets the object get away.
  bool leavesAlone(const clang::FunctionDecl *F, unsigned Index);

  /// True if \p E calls a function in reach that makes an object without a
  /// deadline in any case, sets none on it, gives it to nobody else and returns
  /// it. \p E may be null.
  bool returnsWithoutDeadline(const clang::Expr *E);

private:
  const model::RoleIndex &Roles;
  SingleUse &Starts;
  SingleUse::ParentsOf Parents;
  llvm::DenseMap<std::pair<const clang::FunctionDecl *, unsigned>, bool> Known;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Makers;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_DEADLINEUSES_H
