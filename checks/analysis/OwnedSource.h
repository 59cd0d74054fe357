//===- OwnedSource.h - sources that one TU sees all uses of -----*- C++ -*-===//
//
// Members and statics: their uses are anywhere in the translation unit, so they
// are collected in one walk over it.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_OWNEDSOURCE_H
#define CTX_TIDY_ANALYSIS_OWNEDSOURCE_H

#include "ObjectUses.h"
#include "llvm/ADT/MapVector.h"
#include <functional>
#include <vector>

namespace ctx::analysis {

/// A source that a class keeps for itself.
struct OwnedSource {
  const clang::FieldDecl *Field = nullptr;
  /// The call that waits for the class's work, the member function it is in,
  /// and the statement of that function's body it is part of.
  const clang::Expr *Join = nullptr;
  const clang::CXXMethodDecl *Where = nullptr;
  const clang::Stmt *Statement = nullptr;
  /// True if the finding needs a visible hand-out: the handles ask by
  /// themselves, or the class tells its work something else.
  bool NeedsToken = false;
};

/// The sources that \p R keeps for itself and waits next to: \p R, its nested
/// classes and friends are all visible, and a destructor or stop-like member
/// waits for a task that is a member. Appends to \p Out.
void ownedSources(
    const clang::CXXRecordDecl *R, const model::RoleIndex &Roles,
    const std::function<const clang::ParentMap &(const clang::FunctionDecl *)>
        &Parents,
    std::vector<OwnedSource> &Out);

/// What one translation unit sees of a class whose functions are not all in it.
/// Empty, without fields, for other classes.
struct SpreadClass {
  /// The sources that the class keeps for itself.
  llvm::SmallVector<const clang::FieldDecl *, 2> Fields;
  /// The functions that may touch them: all, and the definitions seen here.
  std::vector<const clang::FunctionDecl *> Needed, Seen;
  /// The waits for its tasks in the destructor and stop-like members seen here.
  std::vector<OwnedSource> Waits;
  /// One of those tells the work something else.
  bool Told = false;
};

/// Looks at \p R, a class that other translation units see too, and of which
/// some function has no body in reach.
SpreadClass spreadSources(
    const clang::CXXRecordDecl *R, const model::RoleIndex &Roles,
    const std::function<const clang::ParentMap &(const clang::FunctionDecl *)>
        &Parents);

/// Adds to \p Out the definitions of all functions that may touch the private
/// members of \p R: its own, those of nested classes and of friends, templates
/// included. \returns false if one of them has no body in reach.
bool insidersOf(const clang::CXXRecordDecl *R,
                llvm::SmallVectorImpl<const clang::FunctionDecl *> &Out);

/// What a translation unit does with one source.
struct SourceUses {
  /// The first of each, invalid if there is none.
  clang::SourceLocation Triggered, Escaped, HandedOut, Polled;
};

/// The uses of each of \p Sources (fields and variables) in the user's code of
/// the translation unit; keys are canonical.
llvm::MapVector<const clang::ValueDecl *, SourceUses>
usesInTu(clang::ASTContext &Context, const model::RoleIndex &Roles,
         llvm::ArrayRef<const clang::ValueDecl *> Sources);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_OWNEDSOURCE_H
