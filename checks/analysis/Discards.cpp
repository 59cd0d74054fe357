//===- Discards.cpp -------------------------------------------------------===//

#include "Discards.h"
#include "Exprs.h"
#include "InScope.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <optional>

using namespace clang;

namespace ctx::analysis {

namespace {

/// \p E without what the compiler wraps around a temporary.
const Expr *peel(const Expr *E) {
  for (const Expr *Before = nullptr; E && E != Before;) {
    Before = E;
    E = E->IgnoreParenImpCasts();
    if (const auto *F = dyn_cast<FullExpr>(E))
      E = F->getSubExpr();
    else if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
      E = M->getSubExpr();
    else if (const auto *B = dyn_cast<CXXBindTemporaryExpr>(E))
      E = B->getSubExpr();
  }
  return E;
}

/// What \p E drops on purpose: `(void)x`, `std::ignore = x`; null otherwise.
const Expr *droppedBy(const Expr *E) {
  if (const auto *C = dyn_cast<ExplicitCastExpr>(E))
    return C->getCastKind() == CK_ToVoid ? C->getSubExpr() : nullptr;
  const auto *O = dyn_cast<CXXOperatorCallExpr>(E);
  if (!O || O->getOperator() != OO_Equal || O->getNumArgs() != 2)
    return nullptr;
  const auto *To = dyn_cast<DeclRefExpr>(O->getArg(0)->IgnoreParenImpCasts());
  return To && isInStd(To->getDecl()) && To->getDecl()->getIdentifier() &&
                 To->getDecl()->getName() == "ignore"
             ? O->getArg(1)
             : nullptr;
}

bool callsSomething(const Expr *E) {
  bool Found = false;
  forEachStmt(E, [&](const Stmt *S) {
    Found |= isa<CallExpr, CXXConstructExpr, CXXNewExpr, CoawaitExpr>(S);
    return !Found && !isa<LambdaExpr>(S);
  });
  return Found;
}

class Collector {
public:
  std::vector<Discard> Found;

  void statement(const Stmt *S) {
    if (!Seen.insert(S).second)
      return; // clang keeps some nodes in two forms
    switch (S->getStmtClass()) {
    case Stmt::CompoundStmtClass:
      for (const Stmt *Child : cast<CompoundStmt>(S)->body())
        if (Child != Value)
          dropped(Child);
      return;
    case Stmt::StmtExprClass:
      // The last statement is its value.
      Value = nullptr;
      if (const CompoundStmt *C = cast<StmtExpr>(S)->getSubStmt();
          C && !C->body_empty())
        Value = C->body_back();
      return;
    case Stmt::IfStmtClass:
      dropped(cast<IfStmt>(S)->getInit());
      dropped(cast<IfStmt>(S)->getThen());
      dropped(cast<IfStmt>(S)->getElse());
      return;
    case Stmt::ForStmtClass:
      dropped(cast<ForStmt>(S)->getInit());
      dropped(cast<ForStmt>(S)->getInc());
      dropped(cast<ForStmt>(S)->getBody());
      return;
    case Stmt::CXXForRangeStmtClass:
      dropped(cast<CXXForRangeStmt>(S)->getInit());
      dropped(cast<CXXForRangeStmt>(S)->getBody());
      return;
    case Stmt::WhileStmtClass:
      dropped(cast<WhileStmt>(S)->getBody());
      return;
    case Stmt::DoStmtClass:
      dropped(cast<DoStmt>(S)->getBody());
      return;
    case Stmt::SwitchStmtClass:
      dropped(cast<SwitchStmt>(S)->getInit());
      dropped(cast<SwitchStmt>(S)->getBody());
      return;
    case Stmt::CaseStmtClass:
    case Stmt::DefaultStmtClass:
      dropped(cast<SwitchCase>(S)->getSubStmt());
      return;
    case Stmt::LabelStmtClass:
      dropped(cast<LabelStmt>(S)->getSubStmt());
      return;
    case Stmt::AttributedStmtClass:
      dropped(cast<AttributedStmt>(S)->getSubStmt());
      return;
    default:
      return;
    }
  }

private:
  const Stmt *Value = nullptr;
  llvm::SmallPtrSet<const Stmt *, 32> Seen;

  void dropped(const Stmt *S) {
    if (const auto *E = dyn_cast_or_null<Expr>(S)) {
      Discard D;
      D.Whole = E;
      D.Alone = true;
      drill(E, D);
    }
  }

  void drill(const Expr *E, Discard D) {
    E = peel(E);
    if (const Expr *Sub = droppedBy(E)) {
      D.Marker = D.Marker ? D.Marker : E;
      return drill(Sub, D);
    }
    if (const auto *B = dyn_cast<BinaryOperator>(E)) {
      if (B->getOpcode() != BO_Comma)
        return;
      D.Alone = false;
      Discard Left = D;
      Left.Covers |= callsSomething(B->getRHS());
      drill(B->getLHS(), Left);
      return drill(B->getRHS(), D);
    }
    if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
      D.Alone = false;
      drill(C->getTrueExpr(), D);
      return drill(C->getFalseExpr(), D);
    }
    if (const auto *S = dyn_cast<StmtExpr>(E)) {
      D.Alone = false;
      const CompoundStmt *Body = S->getSubStmt();
      if (Body && !Body->body_empty())
        if (const auto *Last = dyn_cast<Expr>(Body->body_back()))
          drill(Last, D);
      return;
    }
    D.Written = E;
    if (const auto *C = dyn_cast<CXXFunctionalCastExpr>(E))
      E = peel(C->getSubExpr());
    if (!isa<CallExpr, CXXConstructExpr, CXXUnresolvedConstructExpr,
             CoawaitExpr, DependentCoawaitExpr>(E))
      return;
    D.E = E;
    Found.push_back(D);
  }
};

} // namespace

llvm::ArrayRef<Discard> discardsIn(const FunctionDecl *F,
                                   const model::RoleIndex &Roles) {
  struct Memory {
    std::optional<std::vector<Discard>> Found;
  };
  auto &Known = Roles.remembered<Memory>(F);
  if (!Known.Found) {
    Collector C;
    forEachStmtOf(F, [&](const Stmt *S) {
      C.statement(S);
      return true;
    });
    Known.Found = std::move(C.Found);
  }
  return *Known.Found;
}

bool isMacroBusiness(const Expr *E, bool InTest, const SourceManager &SM) {
  SourceLocation L = E->getBeginLoc();
  while (L.isMacroID()) {
    bool Argument = SM.isMacroArgExpansion(L);
    SourceLocation Caller = SM.getImmediateMacroCallerLoc(L);
    if (!Argument) {
      // The text stands in the macro itself.
      if (SM.isInSystemHeader(SM.getSpellingLoc(L)))
        return true;
    } else {
      SourceLocation Body = SM.getImmediateExpansionRange(L).getBegin();
      if (InTest ||
          (Body.isMacroID() && SM.isInSystemHeader(SM.getSpellingLoc(Body))))
        return true;
    }
    if (Caller == L)
      break;
    L = Caller;
  }
  return false;
}

} // namespace ctx::analysis
