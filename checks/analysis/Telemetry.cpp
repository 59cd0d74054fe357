//===- Telemetry.cpp ------------------------------------------------------===//

#include "Telemetry.h"
#include "../compat/Compat.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx::analysis {

/// True if \p R is a class of texts: `basic_string`, `QString`, `Cord`,
/// `StringPiece`, but no `StringTable`.
static bool isTextClass(const CXXRecordDecl *R) {
  if (!R || !R->getIdentifier())
    return false;
  auto Words = wordsOf(R->getName());
  while (Words.size() > 1 &&
         compat::isOneOf(Words.back(), {"view", "piece", "ref"}))
    Words.pop_back();
  return hasPhrase(R->getName(), {"byte array"}) ||
         (!Words.empty() && (compat::endsWith(Words.back(), "string") ||
                             compat::isOneOf(Words.back(), {"cord", "text"})));
}

bool isText(QualType T) {
  T = T.getNonReferenceType();
  return (T->isPointerType() && T->getPointeeType()->isAnyCharacterType()) ||
         isTextClass(T->getAsCXXRecordDecl());
}

bool converts(const FunctionDecl *F) {
  QualType T = F->getReturnType().getNonReferenceType();
  if (!F->getIdentifier() || T->isVoidType() || T->isBooleanType())
    return false;
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (M && isTextClass(M->getParent()))
    return true;
  if ((isText(T) || T->isRecordType()) &&
      hasPhrase(F->getName(),
                {"to string", "to str",  "to text",    "to json", "tostring",
                 "stringify", "str cat", "str join",   "format",  "fmt",
                 "hex",       "escape",  "quote",      "redact",  "mask",
                 "truncate",  "shorten", "abbreviate", "encode",  "serialize",
                 "dump",      "describe"}))
    return true;
  if (T->isArithmeticType() &&
      hasPhrase(F->getName(), {"to int", "to long", "to double", "to float",
                               "to underlying", "to number"}))
    return true;
  auto Words = wordsOf(F->getName());
  return (!M || M->isStatic()) && Words.size() > 1 &&
         compat::isOneOf(Words.front(), {"to", "as"});
}

/// True if a call of \p F changes nothing that matters to others, as far as is
/// known.
static bool isHarmless(const FunctionDecl *F) {
  return F && (isa<CXXConstructorDecl>(F) || F->isOverloadedOperator() ||
               isa<CXXConversionDecl>(F) || isInStd(F) || converts(F));
}

/// True if every call in \p S is of something that \p Fits.
static bool callsOnly(const Stmt *S,
                      llvm::function_ref<bool(const FunctionDecl *)> Fits) {
  bool Only = true;
  forEachStmt(S, [&](const Stmt *Part) {
    if (isa<CallExpr, CXXConstructExpr>(Part)) {
      const FunctionDecl *F = calledFunction(cast<Expr>(Part));
      Only &= F && Fits(F);
    } else if (isa<CXXThrowExpr, LambdaExpr, CXXDeleteExpr>(Part)) {
      Only = false;
    }
    return Only;
  });
  return Only;
}

bool onlyConverts(const Stmt *S) { return callsOnly(S, isHarmless); }

/// The plural of \p Word.
static std::string pluralOf(llvm::StringRef Word) {
  if (compat::endsWith(Word, "y"))
    return Word.drop_back().str() + "ies";
  return Word.str() + "s";
}

Telemetry::Telemetry(std::vector<std::string> Names) : Words(Names) {
  for (const std::string &Name : Names)
    Words.push_back(pluralOf(Name));
}

bool Telemetry::hasWord(llvm::StringRef Name) const {
  return llvm::any_of(
      Words, [&](llvm::StringRef Word) { return hasPhrase(Name, {Word}); });
}

bool Telemetry::includes(const FunctionDecl *F) const {
  if (F->getIdentifier() && hasWord(F->getName()))
    return true;
  if (F->getIdentifier() && F->isExternC() &&
      ((F->getBuiltinID() && F->hasAttr<FormatAttr>()) ||
       compat::isOneOf(F->getName(), {"puts", "fputs", "syslog"})))
    return true;
  for (const DeclContext *DC = F->getDeclContext(); isa<CXXRecordDecl>(DC);
       DC = DC->getParent())
    if (const auto *R = cast<CXXRecordDecl>(DC);
        R->getIdentifier() && hasWord(R->getName()))
      return true;
  return false;
}

bool Telemetry::takes(const Expr *E, const FunctionView &View) const {
  const Stmt *Child = E;
  for (const Stmt *P = View.parent(E); P; Child = P, P = View.parent(P)) {
    if (isa<CastExpr, ParenExpr, FullExpr, MaterializeTemporaryExpr,
            CXXBindTemporaryExpr, CXXConstructExpr, MemberExpr>(P))
      continue;
    if (const auto *C = dyn_cast<ConditionalOperator>(P)) {
      if (C->getCond() == Child)
        return false;
      continue;
    }
    if (const auto *B = dyn_cast<BinaryOperator>(P)) {
      if (!B->isAdditiveOp())
        return false;
      continue;
    }
    const auto *Call = dyn_cast<CallExpr>(P);
    const FunctionDecl *F = Call ? calledFunction(Call) : nullptr;
    if (!F)
      return false;
    if (F->isOverloadedOperator()) {
      if (F->getOverloadedOperator() == OO_LessLess)
        return true;
      if (F->getOverloadedOperator() != OO_Plus)
        return false;
      continue;
    }
    if (converts(F) || isInStd(F))
      continue;
    // Not what is called on a value.
    return Call->getCallee() != Child && includes(F);
  }
  return false;
}

/// True if \p S calls nothing but such functions and what is harmless.
bool Telemetry::staysAside(const Stmt *S) const {
  return callsOnly(
      S, [&](const FunctionDecl *F) { return isHarmless(F) || includes(F); });
}

/// True if \p E is a call of such a function, or `<<`, and calls nothing else.
bool Telemetry::onlyTells(const Expr *E) const {
  const auto *Call = dyn_cast<CallExpr>(strip(E));
  const FunctionDecl *F = Call ? calledFunction(Call) : nullptr;
  if (!F)
    return false;
  bool Tells = F->isOverloadedOperator()
                   ? F->getOverloadedOperator() == OO_LessLess
                   : includes(F);
  return Tells && staysAside(Call);
}

bool Telemetry::isAllOf(const Stmt *S, const ASTContext &Context,
                        llvm::function_ref<bool(const Expr *)> Allowed) const {
  if (!S || isa<NullStmt>(S))
    return true;
  // LOG(INFO) << id;
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation At = S->getBeginLoc();
  if (At.isMacroID()) {
    while (SM.getImmediateMacroCallerLoc(At).isMacroID())
      At = SM.getImmediateMacroCallerLoc(At);
    if (hasWord(Lexer::getImmediateMacroName(At, SM, Context.getLangOpts())))
      return true;
  }
  auto Each = [&](const Stmt *Part) { return isAllOf(Part, Context, Allowed); };
  if (const auto *C = dyn_cast<CompoundStmt>(S))
    return llvm::all_of(C->body(), Each);
  if (const auto *If = dyn_cast<IfStmt>(S))
    return staysAside(If->getCond()) && Each(If->getThen()) &&
           Each(If->getElse());
  if (const auto *Do = dyn_cast<DoStmt>(S)) // as in macros
    return staysAside(Do->getCond()) && Each(Do->getBody());
  if (isa<DeclStmt>(S))
    return staysAside(S);
  const auto *E = dyn_cast<Expr>(S);
  return E && (onlyTells(E) || (Allowed(strip(E)) && onlyConverts(E)));
}

} // namespace ctx::analysis
