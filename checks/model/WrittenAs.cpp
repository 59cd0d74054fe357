//===- WrittenAs.cpp ------------------------------------------------------===//

#include "WrittenAs.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx::model {

/// Constants that are made of constants, in earnest, are not many.
static constexpr unsigned MaxDepth = 4;

static std::string writtenAs(const Expr *E, const ASTContext &Context,
                             unsigned Depth) {
  if (const auto *D = dyn_cast<CXXDefaultArgExpr>(E))
    E = D->getExpr();
  E = E->IgnoreUnlessSpelledInSource();
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Begin = E->getBeginLoc();
  if (Begin.isMacroID() && !SM.isMacroArgExpansion(Begin))
    return Lexer::getImmediateMacroName(Begin, SM, Context.getLangOpts()).str();
  const auto *R = dyn_cast<DeclRefExpr>(E);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  if (V && V->getType().isConstQualified() && V->getInit())
    return Depth == MaxDepth ? "" : writtenAs(V->getInit(), Context, Depth + 1);
  llvm::StringRef Text =
      Lexer::getSourceText(CharSourceRange::getTokenRange(E->getSourceRange()),
                           SM, Context.getLangOpts());
  return Text.substr(Text.rfind(':') + 1).str();
}

std::string writtenAs(const Expr *E, const ASTContext &Context) {
  return writtenAs(E, Context, 0);
}

} // namespace ctx::model
