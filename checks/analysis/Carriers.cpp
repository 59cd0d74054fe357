//===- Carriers.cpp -------------------------------------------------------===//

#include "Carriers.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "InScope.h"
#include "Roots.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx::analysis {

using model::Role;
using model::RoleSet;
using model::TypeUse;
using model::writtenArgs;

/// The class behind references, pointers and smart pointers.
static const CXXRecordDecl *classBehind(QualType T) {
  for (unsigned Depth = 0; Depth != 4 && !T.isNull(); ++Depth) {
    T = T.getNonReferenceType();
    if (T->isPointerType()) {
      T = T->getPointeeType();
      continue;
    }
    const CXXRecordDecl *R = T->getAsCXXRecordDecl();
    const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(R);
    if (!S || !isInStd(S) || !S->getIdentifier() ||
        !hasPhrase(S->getName(), {"ptr", "optional", "reference wrapper"}) ||
        S->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
      return R;
    T = S->getTemplateArgs()[0].getAsType();
  }
  return nullptr;
}

bool Carriers::holdsToken(QualType T, unsigned Depth) {
  const CXXRecordDecl *R = T.isNull() ? nullptr : classBehind(T);
  if (!R || !(R = R->getDefinition()) || R->isLambda() || isInStd(R))
    return false;
  auto Inserted = Holders.try_emplace(R->getCanonicalDecl(), false);
  if (!Inserted.second)
    return Inserted.first->second;
  bool Holds = false;
  for (const FieldDecl *F : R->fields())
    Holds = Holds || Known.isTokenLike(F) ||
            (Depth != 3 && F->getType()->isRecordType() &&
             holdsToken(F->getType(), Depth + 1));
  for (const CXXBaseSpecifier &B : R->bases())
    Holds = Holds || (Depth != 3 && holdsToken(B.getType(), Depth + 1));
  return Holders[R->getCanonicalDecl()] = Holds;
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

bool Carriers::handsOn(const Stmt *S, bool Callbacks) {
  if (!S || isa<CXXDefaultArgExpr>(S))
    return false;
  if (const auto *L = dyn_cast<LambdaExpr>(S)) {
    for (const LambdaCapture &C : L->captures())
      if (C.capturesVariable() &&
          (Known.isTokenLike(C.getCapturedVar()) ||
           (Callbacks && holdsToken(C.getCapturedVar()->getType()))))
        return true;
    return Callbacks && Known.mayObserve(L->getBody());
  }
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return false;
  if (Known.isTokenLike(E->getType()) ||
      TokenSlots::isToken(Roles.type(E->getType())))
    return true;
  if (isa<CXXThisExpr>(E))
    return holdsToken(E->getType());
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    return !isa<FunctionDecl>(D->getDecl()) &&
           (Known.isTokenLike(D->getDecl()) || holdsToken(D->getType()));
  auto AnyOf = [&](auto &&Range) {
    return llvm::any_of(Range,
                        [&](const Stmt *C) { return handsOn(C, Callbacks); });
  };
  // The object that is asked for something stays behind.
  if (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (Known.isTokenLike(M->getMemberDecl()) || holdsToken(M->getType()))
      return true;
    const Expr *Base = strip(M->getBase());
    return isa<CallExpr>(Base) && handsOn(Base, Callbacks);
  }
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(E))
    return holdsToken(C->getType()) || AnyOf(C->arguments());
  return AnyOf(E->children());
}

bool Carriers::isGivenOne(const Expr *Call) {
  return llvm::any_of(writtenArgs(Call),
                      [&](const Expr *A) { return handsOn(A); });
}

//===----------------------------------------------------------------------===//
// Callees
//===----------------------------------------------------------------------===//

bool Carriers::knowsOne(const FunctionDecl *F) {
  if (!F)
    return false;
  F = F->getCanonicalDecl();
  // Recursion: the answer of the outer call stands for the inner one.
  auto Inserted = Knowing.try_emplace(F, false);
  if (!Inserted.second)
    return Inserted.first->second;
  const FunctionDecl *Source = F;
  if (const FunctionDecl *P = F->getTemplateInstantiationPattern())
    if (!bodyInReach(F))
      Source = P;
  bool Found = false;
  static const RoleSet Asking{Role::Poll,     Role::PollThrow, Role::PollStatus,
                              Role::Register, Role::GetToken,  Role::Current};
  forEachStmt(bodyInReach(Source), [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (Found || !E)
      return !Found;
    if (rootOf(E, Roles))
      return false;
    if (isa<CallExpr>(E) && Roles.op(E, Asking)) {
      Found = true;
    } else if (const auto *R = dyn_cast<DeclRefExpr>(E)) {
      Found = Known.isTokenLike(R->getDecl());
    } else if (const auto *M = dyn_cast<MemberExpr>(E)) {
      Found = Known.isTokenLike(M->getMemberDecl());
    } else if (const FunctionDecl *Callee = calleeOf(E)) {
      // Who takes a token knows only what it is given.
      bool Takes = llvm::any_of(Callee->parameters(), [&](const auto *P) {
        return Known.isTokenLike(P->getType());
      });
      if (!Takes && !isInStd(Callee))
        Found = knowsOne(Callee);
    }
    return !Found;
  });
  return Knowing[F] = Found;
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

const FieldDecl *Carriers::tokenField(const CXXRecordDecl *R) {
  if (!R || !(R = R->getDefinition()) || isInStd(R) || R->isUnion() ||
      R->isLambda() || R->isDependentType())
    return nullptr;
  auto Inserted = Fields.try_emplace(R->getCanonicalDecl(), nullptr);
  if (!Inserted.second)
    return Inserted.first->second;
  TypeUse Own = Roles.type(compat::typeOf(R->getASTContext(), R));
  if (!R->isAggregate() || (Own && !Own.has(Role::Carrier)))
    return nullptr;
  const FieldDecl *Found = nullptr;
  for (const FieldDecl *F : R->fields()) {
    TypeUse Use = Roles.type(F);
    // Who can stop it is no carrier of somebody else's token.
    if (Use.Roles.hasAny({Role::Source, Role::TaskHandle, Role::Registration}))
      return nullptr;
    if (!TokenSlots::isToken(Use))
      continue;
    if (Found || F->getAccess() != AS_public || !F->getIdentifier() ||
        saysOptOut(F->getName()))
      return nullptr;
    Found = F;
    if (F->getType()->isReferenceType() ||
        (F->hasInClassInitializer() &&
         !neverStops(F->getInClassInitializer(), Use, Roles)))
      return nullptr;
  }
  return Fields[R->getCanonicalDecl()] = Found;
}

/// The list as the user wrote it.
static const InitListExpr *written(const InitListExpr *I) {
  return I->isSemanticForm() && I->getSyntacticForm() ? I->getSyntacticForm()
                                                      : I;
}

/// The list or construction behind \p E, of an object that is made there.
static const Expr *making(const Expr *E) {
  E = strip(E);
  if (const auto *C = dyn_cast_or_null<CXXFunctionalCastExpr>(E))
    E = strip(C->getSubExpr());
  return E;
}

/// True if \p Item of an initialiser list names \p Field.
static bool designates(const Expr *Item, const FieldDecl *Field) {
  const auto *D = dyn_cast<DesignatedInitExpr>(Item);
  if (!D || !D->size())
    return false;
  const DesignatedInitExpr::Designator *First = D->getDesignator(0);
  return First->isFieldDesignator() && First->getFieldName() &&
         First->getFieldName() == Field->getIdentifier();
}

const FieldDecl *Carriers::leftUnset(const Expr *E) {
  if (!E || E->isTypeDependent())
    return nullptr;
  E = making(E);
  // A list in a template may have no type yet.
  if (!E || E->getType().isNull())
    return nullptr;
  const FieldDecl *Field = tokenField(E->getType()->getAsCXXRecordDecl());
  if (!Field)
    return nullptr;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E))
    return C->getNumArgs() == 0 ? Field : nullptr;
  if (isa<CXXScalarValueInitExpr, ImplicitValueInitExpr>(E))
    return Field;
  const auto *I = dyn_cast<InitListExpr>(E);
  if (!I)
    return nullptr;
  const InitListExpr *W = written(I);
  unsigned Before = Field->getFieldIndex();
  if (const auto *R = dyn_cast<CXXRecordDecl>(Field->getParent()))
    Before += R->getNumBases();
  unsigned Place = 0;
  for (const Expr *Item : W->inits()) {
    if (isa<DesignatedInitExpr>(Item)) {
      if (designates(Item, Field))
        return nullptr;
    } else if (++Place > Before) {
      return nullptr;
    }
  }
  return Field;
}

/// The type of parameter \p Index of what \p Call calls, also through a
/// pointer; null if it is not known.
static QualType parameterOf(const Expr *Call, unsigned Index) {
  if (const FunctionDecl *Callee = calleeOf(Call))
    return Index < Callee->getNumParams()
               ? Callee->getParamDecl(Index)->getType()
               : QualType();
  const auto *C = dyn_cast<CallExpr>(Call);
  QualType T = C ? C->getCallee()->getType() : QualType();
  if (!T.isNull() && T->isPointerType())
    T = T->getPointeeType();
  const auto *Proto = T.isNull() ? nullptr : T->getAs<FunctionProtoType>();
  return Proto && Index < Proto->getNumParams() ? Proto->getParamType(Index)
                                                : QualType();
}

const Expr *
Carriers::passedUnset(const VarDecl *V, const FieldDecl *Field,
                      const FunctionDecl *F, const ParentMap &Parents,
                      llvm::function_ref<bool(const Expr *)> IsExempt) {
  const Expr *To = nullptr;
  bool Known = true;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (!Known || !R || R->getDecl() != V)
      return Known;
    const Stmt *User = userParent(Parents, R);
    if (const auto *M = dyn_cast_or_null<MemberExpr>(User)) {
      const auto *Method = dyn_cast<CXXMethodDecl>(M->getMemberDecl());
      Known = M->getMemberDecl() != Field && (!Method || Method->isConst());
      return Known;
    }
    const auto *E = dyn_cast_or_null<Expr>(User);
    if (!E || !isa<CallExpr, CXXConstructExpr>(E))
      return Known = false;
    const FunctionDecl *Callee = calleeOf(E);
    const auto *O = dyn_cast<CXXOperatorCallExpr>(E);
    // Assigned, streamed; kept in a container.
    if (O ? O->getOperator() != OO_Call : Callee && isInStd(Callee))
      return Known = false;
    auto Args = writtenArgs(E);
    for (unsigned I = 0; I != Args.size(); ++I) {
      if (referenced(Args[I]) != V) {
        Known = Known && !handsOn(Args[I], /*Callbacks=*/false);
        continue;
      }
      QualType T = parameterOf(E, I);
      Known = Known && (V->getType().isConstQualified() ||
                        (!T.isNull() && !T->isPointerType() &&
                         !(T->isLValueReferenceType() &&
                           !T->getPointeeType().isConstQualified())));
    }
    if (!To && (!Callee || isInStd(Callee) || !IsExempt(E)))
      To = E;
    return Known;
  });
  return Known ? To : nullptr;
}

/// The edit that adds \p Text to \p W, as its last item, in the way that the
/// one before it is written: on a line of its own, with a comma behind it.
static std::optional<FixItHint> addItem(const InitListExpr *W,
                                        const std::string &Text,
                                        const ASTContext &Context) {
  if (!W->getNumInits())
    return FixItHint::CreateInsertion(W->getRBraceLoc(), Text);
  const SourceManager &SM = Context.getSourceManager();
  const LangOptions &Lang = Context.getLangOpts();
  const Expr *Last = W->getInit(W->getNumInits() - 1);
  auto Next = compat::nextToken(Last->getEndLoc(), SM, Lang);
  if (!Next || (Next->isNot(tok::comma) && Next->isNot(tok::r_brace)))
    return std::nullopt;
  bool Comma = Next->is(tok::comma);
  if (!canEdit(Last->getSourceRange(), Context))
    return FixItHint::CreateInsertion(W->getRBraceLoc(),
                                      (Comma ? " " : ", ") + Text);
  std::string Indent =
      Lexer::getIndentationForLine(Last->getBeginLoc(), SM).str();
  bool OwnLine =
      SM.getSpellingColumnNumber(Last->getBeginLoc()) == Indent.size() + 1;
  return FixItHint::CreateInsertion(
      Comma ? Next->getEndLoc()
            : Lexer::getLocForEndOfToken(Last->getEndLoc(), 0, SM, Lang),
      (Comma ? "" : ",") + (OwnLine ? "\n" + Indent : " ") + Text +
          (Comma && OwnLine ? "," : ""));
}

std::optional<FixItHint> addInitialiser(const Expr *Made,
                                        const FieldDecl *Field,
                                        llvm::StringRef Text,
                                        const ASTContext &Context) {
  const auto *I = dyn_cast_or_null<InitListExpr>(making(Made));
  const auto *R = dyn_cast<CXXRecordDecl>(Field->getParent());
  if (!I || !R || R->getNumBases())
    return std::nullopt;
  const InitListExpr *W = written(I);
  SourceLocation Close = W->getRBraceLoc();
  if (Close.isInvalid() || !canEdit(SourceRange(Close, Close), Context))
    return std::nullopt;
  bool Designated = W->getNumInits() == 0;
  for (const Expr *Item : W->inits()) {
    const auto *D = dyn_cast<DesignatedInitExpr>(Item);
    Designated |= bool(D);
    if (!D)
      continue;
    // Designators keep the order of the members.
    for (const FieldDecl *Later : R->fields())
      if (Later->getFieldIndex() > Field->getFieldIndex() &&
          designates(Item, Later))
        return std::nullopt;
  }
  if (!Designated && W->getNumInits() != Field->getFieldIndex())
    return std::nullopt;
  if (Designated && !Context.getLangOpts().CPlusPlus20)
    return std::nullopt;
  std::string Name = Field->getName().str();
  return addItem(W, (Designated ? "." + Name + " = " : "") + Text.str(),
                 Context);
}

} // namespace ctx::analysis
