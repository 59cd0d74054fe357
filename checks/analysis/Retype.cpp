//===- Retype.cpp ---------------------------------------------------------===//

#include "Retype.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "OwnedSource.h"
#include "Wakers.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using ctx::model::RoleIndex;

namespace ctx::analysis {

/// True if every function that gets at the private members of \p R can be seen.
static bool isWhollyVisible(const CXXRecordDecl *R) {
  llvm::SmallVector<const FunctionDecl *, 16> Insiders;
  return R->hasDefinition() && !R->isDependentContext() &&
         insidersOf(R->getDefinition(), Insiders);
}

std::optional<FixItHint> retypeFor(
    const ValueDecl *On, const SiblingUse &Use, const RoleIndex &Roles,
    llvm::ArrayRef<const FunctionDecl *> Functions,
    llvm::function_ref<const ParentMap &(const FunctionDecl *)> ParentsOf) {
  const auto *D = dyn_cast_or_null<DeclaratorDecl>(On);
  if (!D || !Use || Use.Entry->InsteadType.empty())
    return std::nullopt;
  const ASTContext &Context = D->getASTContext();
  const SourceManager &SM = Context.getSourceManager();
  const CXXRecordDecl *New = classOf(*Use.Voc, Use.Entry->InsteadType, Roles);
  const auto *V = dyn_cast_or_null<VarDecl>(D);
  const auto *Field = dyn_cast_or_null<FieldDecl>(D);
  bool Local = V && V->isLocalVarDecl();
  bool Private =
      Field &&
      (Field->getAccess() == AS_private || !Field->isExternallyVisible() ||
       Field->getParent()->getParentFunctionOrMethod()) &&
      isWhollyVisible(cast<CXXRecordDecl>(Field->getParent()));
  if (!New || (!Local && !Private) || !D->getTypeSourceInfo())
    return std::nullopt;
  // One declarator, with no initializer but `{}`.
  SourceRange Type = D->getTypeSourceInfo()->getTypeLoc().getSourceRange();
  if (!canEdit(Type, Context) || D->getLocation().isMacroID())
    return std::nullopt;
  SourceLocation TypeEnd =
      Lexer::getLocForEndOfToken(Type.getEnd(), 0, SM, Context.getLangOpts());
  const char *From = SM.getCharacterData(TypeEnd);
  const char *Name = SM.getCharacterData(D->getLocation());
  if (Name < From || !llvm::StringRef(From, size_t(Name - From)).trim().empty())
    return std::nullopt;
  llvm::StringRef Rest(Name + D->getName().size());
  Rest = Rest.take_until([](char C) { return C == ';'; }).trim();
  if (!Rest.empty() && Rest != "{}")
    return std::nullopt;
  // The type as the model names it, or its last part.
  std::string Old = textOf(Type, Context);
  const model::TypeEntry *To =
      Roles.typeEntry(*Use.Voc, Use.Entry->InsteadType);
  const model::TypeEntry *Is = Roles.type(D->getType()).Entry;
  if (!To || !Is || To->Names.empty())
    return std::nullopt;
  std::string Text;
  for (const std::string &Known : Is->Names) {
    llvm::StringRef Full(Known), NewFull(To->Names.front());
    if (Old == Full || Old == "::" + Known)
      Text = Old.substr(0, Old.size() - Full.size()) + NewFull.str();
    else if (Old == Full.substr(Full.rfind(':') + 1) &&
             Full.take_front(Full.rfind(':') + 1) ==
                 NewFull.take_front(NewFull.rfind(':') + 1))
      Text = NewFull.substr(NewFull.rfind(':') + 1).str();
  }
  if (Text.empty())
    return std::nullopt;
  // Used only as the object of calls that the new type has too.
  bool Fits = true;
  for (const FunctionDecl *F : Functions) {
    const ParentMap &Parents = ParentsOf(F);
    forEachStmtOf(F, [&](const Stmt *S) {
      const auto *E = dyn_cast<Expr>(S);
      if (!E || !isa<DeclRefExpr, MemberExpr>(E) || namedObject(E) != D ||
          !Fits)
        return Fits;
      const auto *M = dyn_cast_or_null<MemberExpr>(userParent(Parents, E));
      const auto *Call = M ? dyn_cast_or_null<CXXMemberCallExpr>(
                                 Parents.getParentIgnoreParenImpCasts(
                                     const_cast<MemberExpr *>(M)))
                           : nullptr;
      bool Captured = isa_and_nonnull<LambdaExpr>(userParent(Parents, E));
      Fits &= Captured ||
              (Call && !New->lookup(M->getMemberDecl()->getDeclName()).empty());
      return Fits;
    });
  }
  if (!Fits)
    return std::nullopt;
  return FixItHint::CreateReplacement(Type, Text);
}

} // namespace ctx::analysis
