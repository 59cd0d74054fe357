//===- Statuses.h - results that may say "cancelled" ------------*- C++ -*-===//
//
//   Status st = stub->Get(&ctx, request, &reply);    a status comes in
//   if (st.ok()) ...                                 is it good?
//   if (st.error_code() == StatusCode::CANCELLED)    is it cancelled?
//   if (shouldRetry(st)) ...                         trusted: we cannot know
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_STATUSES_H
#define CTX_TIDY_ANALYSIS_STATUSES_H

#include "Assumed.h"
#include "Swallows.h"

namespace ctx::analysis {

/// A type whose values tell whether work was cancelled.
struct StatusType {
  const model::Vocabulary *Voc = nullptr;
  const model::TypeEntry *Entry = nullptr;
  /// The constant that says cancelled, without a leading "::"; "" if only a
  /// test tells.
  std::string Code;
  /// True if every value comes from work that can be cancelled.
  bool Exclusive = false;
};

/// A call in a loop that brings a status.
struct StatusCall {
  const clang::CallExpr *Call = nullptr;
  const StatusType *Type = nullptr;
  /// The variable or binding that holds the status, or null if it is only
  /// looked at.
  const clang::ValueDecl *Variable = nullptr;
};

/// The status types of one translation unit.
class StatusTypes {
public:
  explicit StatusTypes(const model::RoleIndex &Roles);

  bool empty() const { return Types.empty(); }
  /// The status type that \p T is, or null.
  const StatusType *of(clang::QualType T) const;

private:
  const model::RoleIndex &Roles;
  std::vector<StatusType> Types;
};

/// A loop that makes a call again after any failure.
struct Retry {
  StatusCall Of;
  const clang::Stmt *Loop = nullptr;
};

/// The loops of \p View's frame that call something until it succeeds, and do
/// so after "cancelled" as well.
std::vector<Retry> blindRetriesIn(const FrameView &View,
                                  const StatusTypes &Types);

/// An expression that is true if \p Variable says cancelled, or "" if none can
/// be named.
std::string cancelledTest(const StatusCall &Of, const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_STATUSES_H
