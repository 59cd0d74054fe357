//===- TokenWays.h - from a source to its token -----------------*- C++ -*-===//
//
//   void loop(stop_source &s)    { ... run(s.get_token()); }
//   void loop(stop_token s)      { ... run(s); } loop(own.get_token())
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_TOKENWAYS_H
#define CTX_TIDY_ANALYSIS_TOKENWAYS_H

#include "ObjectUses.h"
#include "clang/Basic/Diagnostic.h"
#include <optional>
#include <string>

namespace ctx::analysis {

/// How to get from a source to its token.
struct TokenWay {
  const model::Vocabulary *Voc = nullptr;
  std::string TypeName; ///< of the token, as users spell it
  std::string TypeId;
  std::string Method;
};

/// How to get the token of a source of type \p Source; nothing if it has none
/// that can be named.
std::optional<TokenWay> tokenOf(const model::TypeUse &Source,
                                const model::RoleIndex &Roles);

/// Adds to \p Out what makes \p Uses, of a source called \p Name, those of its
/// token. \returns false if that cannot be written.
bool listenThroughToken(const ObjectUses &Uses, llvm::StringRef Name,
                        const TokenWay &Way, const model::RoleIndex &Roles,
                        clang::ASTContext &Context,
                        llvm::SmallVectorImpl<clang::FixItHint> &Out);

/// The token of the source that \p Arg names, or "" if it names none.
std::string tokenOfArgument(const clang::Expr *Arg, const TokenWay &Way,
                            const model::RoleIndex &Roles,
                            clang::ASTContext &Context);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_TOKENWAYS_H
