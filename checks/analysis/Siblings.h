//===- Siblings.h - what could be called so that a request reaches it -----===//
//
// A model's `sibling:` entries, matched against one call and one token: does
// the counterpart exist here, does it take this token, and how is the call
// written then?
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_SIBLINGS_H
#define CTX_TIDY_ANALYSIS_SIBLINGS_H

#include "InScope.h"
#include "clang/Basic/Diagnostic.h"
#include <optional>

namespace ctx::analysis {

/// One entry that fits a call and a token.
struct SiblingUse {
  const model::Sibling *Entry = nullptr;
  const model::Vocabulary *Voc = nullptr;
  /// The counterpart's declaration; null for advice in words.
  const clang::FunctionDecl *Callee = nullptr;
  /// The counterpart's parameter for the token; null if it has none.
  const clang::ParmVarDecl *Takes = nullptr;
  /// True if the counterpart takes what the call passes, and the token.
  bool Exact = false;

  explicit operator bool() const { return Entry != nullptr; }
};

/// The first sibling of \p Op that \p C can be given to.
SiblingUse siblingFor(const model::OpUse &Op, const Candidate &C,
                      const model::RoleIndex &Roles);

/// The class that the type id \p Id of \p Voc names in this translation unit,
/// or null.
const clang::CXXRecordDecl *classOf(const model::Vocabulary &Voc,
                                    llvm::StringRef Id,
                                    const model::RoleIndex &Roles);

/// The edits that turn \p Call into its counterpart \p Use with the token \p C;
/// empty if they cannot be stood behind. What the result means is the caller's
/// business, and so is the type of the receiver.
llvm::SmallVector<clang::FixItHint, 2>
rewriteCall(const clang::CallExpr *Call, const SiblingUse &Use,
            const Candidate &C, const clang::ASTContext &Context);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_SIBLINGS_H
