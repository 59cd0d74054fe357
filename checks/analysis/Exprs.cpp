//===- Exprs.cpp ----------------------------------------------------------===//

#include "Exprs.h"
#include "../compat/Compat.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx::analysis {

static bool calls(const CallExpr *C, llvm::StringRef StdFunction) {
  const FunctionDecl *F = C->getDirectCallee();
  return F && F->isInStdNamespace() && F->getIdentifier() &&
         F->getName() == StdFunction;
}

/// One layer of what strip() looks through, or \p E itself.
static const Expr *stripOne(const Expr *E) {
  const Expr *Plain = E->IgnoreParenImpCasts();
  if (Plain != E)
    return Plain;
  if (const auto *C = dyn_cast<FullExpr>(E))
    return C->getSubExpr();
  if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
    return M->getSubExpr();
  if (const auto *B = dyn_cast<CXXBindTemporaryExpr>(E))
    return B->getSubExpr();
  if (const auto *I = dyn_cast<InitListExpr>(E))
    if (I->getNumInits() == 1 && I->isTransparent())
      return I->getInit(0);
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    const CXXConstructorDecl *D = C->getConstructor();
    if (C->getNumArgs() == 1 && D->isCopyOrMoveConstructor())
      return C->getArg(0);
    return E;
  }
  if (const auto *C = dyn_cast<CallExpr>(E))
    if (C->getNumArgs() == 1 &&
        (calls(C, "move") || calls(C, "forward") || calls(C, "as_const")))
      return C->getArg(0);
  if (const auto *C = dyn_cast<CXXFunctionalCastExpr>(E))
    if (C->getCastKind() == CK_NoOp ||
        C->getCastKind() == CK_ConstructorConversion)
      return C->getSubExpr();
  if (const auto *C = dyn_cast<CXXStaticCastExpr>(E))
    if (C->getType()->isReferenceType() || C->isXValue())
      return C->getSubExpr();
  return E;
}

const Expr *strip(const Expr *E) {
  while (E) {
    const Expr *Next = stripOne(E);
    if (Next == E)
      break;
    E = Next;
  }
  return E;
}

const Expr *object(const Expr *E) {
  for (;;) {
    E = strip(E);
    if (!E)
      return nullptr;
    if (const auto *U = dyn_cast<UnaryOperator>(E)) {
      if (U->getOpcode() == UO_Deref || U->getOpcode() == UO_AddrOf) {
        E = U->getSubExpr();
        continue;
      }
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E)) {
      if (O->getNumArgs() == 1 &&
          (O->getOperator() == OO_Star || O->getOperator() == OO_Arrow ||
           O->getOperator() == OO_Amp)) {
        E = O->getArg(0);
        continue;
      }
    } else if (const auto *M = dyn_cast<CXXMemberCallExpr>(E)) {
      const CXXMethodDecl *D = M->getMethodDecl();
      if (D && D->getIdentifier() && M->getNumArgs() == 0 &&
          (D->getName() == "get" || D->getName() == "value")) {
        E = M->getImplicitObjectArgument();
        continue;
      }
      if (isa_and_nonnull<CXXConversionDecl>(D) &&
          D->getReturnType()->isReferenceType()) {
        E = M->getImplicitObjectArgument(); // reference_wrapper<T> -> T&
        continue;
      }
    } else if (const auto *C = dyn_cast<CallExpr>(E)) {
      if (C->getNumArgs() == 1 &&
          (calls(C, "ref") || calls(C, "cref") || calls(C, "addressof"))) {
        E = C->getArg(0);
        continue;
      }
    }
    return E;
  }
}

bool isMemberOfThis(const Expr *E) {
  const auto *M = dyn_cast_or_null<MemberExpr>(E);
  return M && isa<CXXThisExpr>(M->getBase()->IgnoreParenImpCasts());
}

const ValueDecl *referenced(const Expr *E) {
  const Expr *O = object(E);
  if (const auto *D = dyn_cast_or_null<DeclRefExpr>(O))
    return D->getDecl();
  if (isMemberOfThis(O))
    return cast<MemberExpr>(O)->getMemberDecl();
  return nullptr;
}

const Stmt *userParent(const ParentMap &Parents, const Stmt *S) {
  const Stmt *Child = S;
  for (const Stmt *P = Parents.getParent(S); P; P = Parents.getParent(P)) {
    const auto *PE = dyn_cast<Expr>(P);
    const auto *CE = dyn_cast<Expr>(Child);
    bool Wrapping = false;
    if (PE && CE) {
      // The parent wraps the child if one step of stripping gets there.
      const Expr *Inner = PE;
      while (Inner != CE) {
        const Expr *Next =
            Inner->IgnoreParens() != Inner ? Inner->IgnoreParens() : nullptr;
        if (!Next) {
          if (const auto *I = dyn_cast<ImplicitCastExpr>(Inner))
            Next = I->getSubExpr();
          else if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(Inner))
            Next = M->getSubExpr(); // one step: stripOne() takes casts along
          else if (const auto *Full = dyn_cast<FullExpr>(Inner))
            Next = Full->getSubExpr();
          else {
            Next = stripOne(Inner);
            if (Next == Inner)
              break;
          }
        }
        Inner = Next;
      }
      Wrapping = Inner == CE;
    }
    if (!Wrapping)
      return P;
    Child = P;
  }
  return nullptr;
}

void forEachStmt(const Stmt *Root,
                 llvm::function_ref<bool(const Stmt *)> Visit) {
  if (!Root || !Visit(Root))
    return;
  if (isa<UnaryExprOrTypeTraitExpr>(Root) || isa<CXXNoexceptExpr>(Root) ||
      (isa<CXXTypeidExpr>(Root) &&
       !cast<CXXTypeidExpr>(Root)->isPotentiallyEvaluated()))
    return;
  // A default argument's expression is not a child; it belongs to the callee.
  for (const Stmt *Child : Root->children())
    forEachStmt(Child, Visit);
}

bool mentions(const Stmt *Root, const ValueDecl *D) {
  bool Found = false;
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Found |= R->getDecl()->getCanonicalDecl() == D->getCanonicalDecl();
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      Found |= M->getMemberDecl()->getCanonicalDecl() == D->getCanonicalDecl();
    return !Found;
  });
  return Found;
}

bool isInStd(const Decl *D) {
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent())
    if (DC->isStdNamespace())
      return true;
  return false;
}

std::string textOf(SourceRange Range, const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  if (compat::endsAtAwait(Range, SM))
    return "";
  CharSourceRange File = Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(Range), SM, Context.getLangOpts());
  return Lexer::getSourceText(File, SM, Context.getLangOpts()).str();
}

bool canEdit(SourceRange Range, const ASTContext &Context) {
  if (Range.isInvalid())
    return false;
  const SourceManager &SM = Context.getSourceManager();
  if (compat::endsAtAwait(Range, SM))
    return false;
  if (Range.getBegin().isMacroID() || Range.getEnd().isMacroID())
    if (!SM.isMacroArgExpansion(Range.getBegin()) ||
        !SM.isMacroArgExpansion(Range.getEnd()))
      return false;
  CharSourceRange File = Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(Range), SM, Context.getLangOpts());
  // An argument that is the macro's whole body maps to the macro's call, which
  // is more than the argument.
  return File.isValid() && File.getBegin().isFileID() &&
         File.getBegin() == SM.getSpellingLoc(Range.getBegin()) &&
         !SM.isInSystemHeader(File.getBegin());
}

} // namespace ctx::analysis
