//===- TokenSlots.cpp -----------------------------------------------------===//

#include "TokenSlots.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Roots.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ctx::analysis {

using model::Form;
using model::Role;
using model::RoleIndex;
using model::TypeUse;
using model::writtenArgs;

const FunctionDecl *calleeOf(const Expr *E) {
  if (const auto *C = dyn_cast_or_null<CXXConstructExpr>(E))
    return C->getConstructor();
  if (const auto *C = dyn_cast_or_null<CallExpr>(E))
    return C->getDirectCallee();
  return nullptr;
}

bool TokenSlots::isToken(const TypeUse &Use) {
  return Use && Use.Roles.hasAny({Role::Token, Role::Context, Role::Unified}) &&
         !Use.Roles.hasAny({Role::SingleUse, Role::TaskHandle}) &&
         !Use.hasForm(Form::Weak);
}

bool TokenSlots::takesToken(const ParmVarDecl *Param, const RoleIndex &Roles) {
  TypeUse Use = Roles.type(Param);
  QualType T = Param->getType();
  bool MayBeSet = T->isLValueReferenceType() &&
                  !T->getPointeeType().isConstQualified() && Use &&
                  Use.Entry->Owns == model::Ownership::Shared;
  return isToken(Use) && !(MayBeSet && !Use.has(Role::Context));
}

//===----------------------------------------------------------------------===//
// Defaults
//===----------------------------------------------------------------------===//

static bool isNull(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E) ||
         (isa<IntegerLiteral>(E) && cast<IntegerLiteral>(E)->getValue() == 0);
}

/// True for `nullopt`, `{}` and null given to an object that may be empty.
static bool isNothing(const Expr *E) {
  E = strip(E);
  if (isNull(E))
    return true;
  if (const auto *I = dyn_cast<InitListExpr>(E))
    return I->getNumInits() == 0 ||
           (I->getNumInits() == 1 && isNothing(I->getInit(0)));
  if (const auto *C = dyn_cast<CXXConstructExpr>(E))
    return C->getNumArgs() == 0 ||
           (C->getNumArgs() == 1 && isNothing(C->getArg(0)));
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    return D->getDecl()->getIdentifier() &&
           D->getDecl()->getName() == "nullopt";
  return false;
}

bool neverStops(const Expr *Default, const TypeUse &Use,
                const RoleIndex &Roles) {
  if (!Default)
    return false;
  if (rootOf(Default, Roles))
    return true;
  if ((Use.mayBeNull() || Use.hasForm(Form::Optional)) && isNothing(Default))
    return true;
  // A constant that holds a root: the callee's author named it, not the caller.
  const auto *V = dyn_cast_or_null<VarDecl>(referenced(Default));
  if (!V || !V->hasGlobalStorage() || !V->getType().isConstQualified())
    return false;
  const Expr *Init = V->getAnyInitializer();
  return Init && (rootOf(Init, Roles) || isNothing(Init));
}

std::optional<TokenSlot> TokenSlots::defaulted(const Expr *Call) const {
  const FunctionDecl *Callee = calleeOf(Call);
  if (!Callee)
    return std::nullopt;
  auto Args = writtenArgs(Call);
  std::optional<TokenSlot> Found;
  for (unsigned I = 0; I != Args.size() && I < Callee->getNumParams(); ++I) {
    const auto *Default = dyn_cast<CXXDefaultArgExpr>(Args[I]);
    if (!Default)
      continue;
    TokenSlot Slot;
    Slot.Use = Roles.type(Callee->getParamDecl(I));
    if (!isToken(Slot.Use))
      continue;
    if (Found)
      return std::nullopt; // which is for what?
    if (!neverStops(Default->getExpr(), Slot.Use, Roles))
      return std::nullopt;
    Slot.Function = Callee;
    Slot.Index = I;
    Slot.Defaulted = true;
    Found = Slot;
  }
  return Found;
}

//===----------------------------------------------------------------------===//
// Overloads
//===----------------------------------------------------------------------===//

static bool sameType(QualType A, QualType B, const ASTContext &Context) {
  return Context.getCanonicalType(A).getUnqualifiedType() ==
         Context.getCanonicalType(B).getUnqualifiedType();
}

/// Where the one parameter is that \p More has and \p Less has not; all others
/// are the same in order. None if there is another difference.
static std::optional<unsigned> oneMore(const FunctionDecl *Less,
                                       const FunctionDecl *More,
                                       const RoleIndex &Roles) {
  const ASTContext &Context = Less->getASTContext();
  unsigned N = Less->getNumParams();
  if (More->getNumParams() != N + 1 || Less->isVariadic() != More->isVariadic())
    return std::nullopt;
  auto Same = [&](unsigned InLess, unsigned InMore) {
    return sameType(Less->getParamDecl(InLess)->getType(),
                    More->getParamDecl(InMore)->getType(), Context);
  };
  for (unsigned Index = N + 1; Index-- != 0;) {
    bool Fits = TokenSlots::takesToken(More->getParamDecl(Index), Roles);
    for (unsigned I = 0; Fits && I != N; ++I)
      Fits = Same(I, I < Index ? I : I + 1);
    // Behind a pack nothing is deduced.
    for (unsigned I = 0; Fits && I != Index; ++I)
      Fits = !isa<PackExpansionType>(More->getParamDecl(I)->getType());
    if (Fits)
      return Index;
  }
  return std::nullopt;
}

/// The function \p D declares, if it is of the same sort (template or not) as
/// \p T says; null otherwise.
static const FunctionDecl *functionLike(const NamedDecl *D,
                                        const FunctionTemplateDecl *T) {
  D = D->getUnderlyingDecl();
  const auto *OtherT = dyn_cast<FunctionTemplateDecl>(D);
  if (bool(OtherT) != bool(T))
    return nullptr;
  if (!T)
    return dyn_cast<FunctionDecl>(D);
  const TemplateParameterList *A = T->getTemplateParameters();
  const TemplateParameterList *B = OtherT->getTemplateParameters();
  if (A->size() != B->size() ||
      A->getRequiresClause() != B->getRequiresClause())
    return nullptr;
  for (unsigned I = 0; I != A->size(); ++I)
    if (A->getParam(I)->getKind() != B->getParam(I)->getKind())
      return nullptr;
  return OtherT->getTemplatedDecl();
}

static bool isUsable(const FunctionDecl *More, const FunctionDecl *Less) {
  if (More->isDeleted() || More->isDeprecated() || More->isUnavailable() ||
      More->isInvalidDecl() ||
      compat::hasTrailingRequires(More) != compat::hasTrailingRequires(Less))
    return false;
  const auto *M = dyn_cast<CXXMethodDecl>(More);
  const auto *L = dyn_cast<CXXMethodDecl>(Less);
  if (bool(M) != bool(L))
    return false;
  if (!M)
    return true;
  return M->getRefQualifier() == L->getRefQualifier() &&
         (M->isStatic() || !L->isStatic());
}

llvm::ArrayRef<TokenSlot> TokenSlots::overloads(const FunctionDecl *Callee) {
  if (!Callee)
    return {};
  Callee = Callee->getCanonicalDecl();
  auto Inserted = Overloads.try_emplace(Callee);
  if (!Inserted.second)
    return Inserted.first->second;
  llvm::SmallVector<TokenSlot, 1> Found;
  const FunctionTemplateDecl *T = Callee->getPrimaryTemplate();
  const FunctionDecl *Less = T ? T->getTemplatedDecl() : Callee;
  bool TakesOne = llvm::any_of(Less->parameters(), [&](const ParmVarDecl *P) {
    return isToken(Roles.type(P));
  });
  if (!TakesOne && !Less->isImplicit())
    for (const NamedDecl *D :
         Callee->getDeclContext()->getRedeclContext()->lookup(
             Callee->getDeclName())) {
      const FunctionDecl *More = functionLike(D, T);
      if (!More || More->getCanonicalDecl() == Less->getCanonicalDecl() ||
          !isUsable(More, Less))
        continue;
      std::optional<unsigned> Index = oneMore(Less, More, Roles);
      if (!Index)
        continue;
      TokenSlot Slot;
      Slot.Function = More;
      Slot.Index = *Index;
      Slot.Use = Roles.type(More->getParamDecl(*Index));
      Found.push_back(Slot);
    }
  return Overloads[Callee] = std::move(Found);
}

//===----------------------------------------------------------------------===//
// Does it fit?
//===----------------------------------------------------------------------===//

static bool isAccessible(const FunctionDecl *More, const FunctionDecl *Less,
                         const FunctionDecl *From) {
  AccessSpecifier Access = More->getAccess();
  if (Access == AS_none || Access == AS_public || Access <= Less->getAccess())
    return true;
  const auto *Class = dyn_cast<CXXRecordDecl>(More->getDeclContext());
  if (!Class)
    return true;
  for (const DeclContext *DC = From; DC; DC = DC->getParent())
    if (const auto *R = dyn_cast<CXXRecordDecl>(DC))
      if (R->getCanonicalDecl() == Class->getCanonicalDecl() ||
          (Access == AS_protected && R->hasDefinition() &&
           R->isDerivedFrom(Class)))
        return true;
  return false;
}

/// True if nothing is done with the value of \p Call.
static bool isDiscarded(const Expr *Call, const ParentMap &Parents) {
  const Stmt *Child = Call;
  const Stmt *P = Parents.getParent(Call);
  for (; P && isa<Expr>(P); Child = P, P = Parents.getParent(P))
    if (!isa<FullExpr, CXXBindTemporaryExpr, ParenExpr>(P) &&
        !(isa<CastExpr>(P) && cast<CastExpr>(P)->getType()->isVoidType()))
      return false;
  if (!P)
    return false;
  if (const auto *I = dyn_cast<IfStmt>(P))
    return Child == I->getThen() || Child == I->getElse();
  if (const auto *W = dyn_cast<WhileStmt>(P))
    return Child == W->getBody();
  if (const auto *F = dyn_cast<ForStmt>(P))
    return Child == F->getBody() || Child == F->getInc();
  return isa<CompoundStmt, CXXForRangeStmt, DoStmt, SwitchCase, LabelStmt>(P);
}

/// True if the result of \p More is as good as that of \p Less.
static bool resultFits(const FunctionDecl *More, const FunctionDecl *Less,
                       const Expr *Call, const ParentMap &Parents) {
  if (isa<CXXConstructorDecl>(More))
    return true;
  const ASTContext &Context = More->getASTContext();
  QualType A = Less->getReturnType(), B = More->getReturnType();
  if (A->isUndeducedType() || B->isUndeducedType())
    return isDiscarded(Call, Parents);
  if (sameType(A, B, Context))
    return true;
  if (isDiscarded(Call, Parents))
    return !More->hasAttr<WarnUnusedResultAttr>() ||
           Less->hasAttr<WarnUnusedResultAttr>();
  if (!A->isPointerType() || !B->isPointerType() ||
      (B->getPointeeType().isConstQualified() &&
       !A->getPointeeType().isConstQualified()))
    return false;
  const CXXRecordDecl *Base = A->getPointeeType()->getAsCXXRecordDecl();
  const CXXRecordDecl *Derived = B->getPointeeType()->getAsCXXRecordDecl();
  return Base && Derived && Derived->hasDefinition() && Base->hasDefinition() &&
         Derived->isDerivedFrom(Base);
}

static const FunctionDecl *patternOf(const FunctionDecl *F) {
  if (const FunctionDecl *P = F->getTemplateInstantiationPattern())
    F = P;
  return F->getCanonicalDecl();
}

/// True if \p Call, made to \p More, would come back to \p From.
static bool recurses(const FunctionDecl *More, const Expr *Call,
                     const FunctionDecl *From) {
  if (patternOf(From) == patternOf(More))
    return true;
  const auto *M = dyn_cast<CXXMethodDecl>(From);
  const auto *C = dyn_cast<CXXMemberCallExpr>(Call);
  if (!M || !C ||
      !isa<CXXThisExpr>(C->getImplicitObjectArgument()->IgnoreParenImpCasts()))
    return false;
  for (const CXXMethodDecl *O : M->overridden_methods())
    if (O->getCanonicalDecl() == More->getCanonicalDecl())
      return true;
  return false;
}

bool TokenSlots::fits(const TokenSlot &Slot, const Expr *Call,
                      const FunctionDecl *From,
                      const ParentMap &Parents) const {
  const FunctionDecl *More = Slot.Function;
  const FunctionDecl *Less = calleeOf(Call);
  if (!Less)
    return false;
  if (const FunctionTemplateDecl *T = Less->getPrimaryTemplate())
    Less = T->getTemplatedDecl();
  if (recurses(More, Call, From) || !isAccessible(More, Less, From) ||
      !resultFits(More, Less, Call, Parents))
    return false;
  const SourceManager &SM = More->getASTContext().getSourceManager();
  if (!More->isCXXClassMember() &&
      !SM.isBeforeInTranslationUnit(More->getFirstDecl()->getLocation(),
                                    Call->getBeginLoc()))
    return false;
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(Call)) {
    const auto *M = dyn_cast<CXXMethodDecl>(More);
    QualType Object = C->getImplicitObjectArgument()->getType();
    if (Object->isPointerType())
      Object = Object->getPointeeType();
    if (M && !M->isStatic() && Object.isConstQualified() && !M->isConst())
      return false;
    if (M && Object.isVolatileQualified() && !M->isVolatile())
      return false;
  }
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Call)) {
    const auto *M = dyn_cast<CXXMethodDecl>(More);
    if (M && O->getNumArgs() && O->getArg(0)->getType().isConstQualified() &&
        !M->isConst())
      return false;
  }
  return true;
}

static bool namedIn(const Stmt *Root, const ValueDecl *D) {
  bool Found = false;
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CoroutineBodyStmt>(S)) {
      Found |= namedIn(C->getBody(), D);
      return false;
    }
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Found |= R->getDecl()->getCanonicalDecl() == D->getCanonicalDecl();
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      Found |= M->getMemberDecl()->getCanonicalDecl() == D->getCanonicalDecl();
    return !Found;
  });
  return Found;
}

bool names(const FunctionDecl *F, const ValueDecl *D) {
  return namedIn(bodyInReach(F), D);
}

void countCalls(const FunctionDecl *In, const FunctionDecl *Takes,
                unsigned Index, const FunctionDecl *Drops,
                const RoleIndex &Roles, TokenTally &Tally) {
  Takes = patternOf(Takes);
  Drops = patternOf(Drops);
  // What an await evaluates is its child more than once.
  llvm::SmallPtrSet<const Expr *, 16> Seen;
  forEachStmt(bodyInReach(In), [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    const FunctionDecl *Callee =
        E && isa<CallExpr, CXXConstructExpr>(E) ? calleeOf(E) : nullptr;
    if (!Callee || !Seen.insert(E).second)
      return true;
    Callee = patternOf(Callee);
    auto Args = writtenArgs(E);
    bool Passes = Callee == Takes && Index < Args.size() &&
                  !isa<CXXDefaultArgExpr>(Args[Index]) &&
                  !rootOf(Args[Index], Roles);
    Tally.Passing += Passes;
    Tally.All += Callee == Takes || Callee == Drops;
    if (Passes && !Tally.Example)
      Tally.Example = E;
    return true;
  });
}

//===----------------------------------------------------------------------===//
// Edits
//===----------------------------------------------------------------------===//

std::string defaultText(const ParmVarDecl *Param, const ASTContext &Context) {
  std::string Text = textOf(Param->getDefaultArgRange(), Context);
  llvm::StringRef Rest = Text;
  Rest.consume_front("=");
  return Rest.trim().str();
}

/// True for the text of a default argument that means the same wherever it is
/// written.
static bool isRepeatable(llvm::StringRef Text) {
  if (Text == "{}" || Text == "nullptr" || Text == "true" || Text == "false" ||
      Text == "std::nullopt")
    return true;
  if (Text.empty())
    return false;
  if (llvm::isDigit(Text[0]) || (Text[0] == '-' && Text.size() > 1))
    return llvm::all_of(Text.drop_front(), [](char C) {
      return llvm::isAlnum(C) || C == '.' || C == '\'';
    });
  return Text.size() >= 2 && Text.front() == '"' && Text.back() == '"' &&
         Text.count('"') == 2 && !Text.contains('\\');
}

/// Where an argument is added at the end, and whether it needs parentheses of
/// its own (`Fetcher f;`).
static SourceLocation closingOf(const Expr *Call, bool &Bare) {
  Bare = false;
  if (const auto *C = dyn_cast<CallExpr>(Call))
    return C->getRParenLoc();
  const auto *C = cast<CXXConstructExpr>(Call);
  if (C->isStdInitListInitialization())
    return {};
  if (C->getParenOrBraceRange().isValid())
    return C->getParenOrBraceRange().getEnd();
  Bare = !isa<CXXTemporaryObjectExpr>(C) && C->getType()->isRecordType();
  return Bare ? C->getLocation() : SourceLocation();
}

std::optional<FixItHint> addArgument(const Expr *Call, unsigned Index,
                                     llvm::StringRef Text,
                                     const ASTContext &Context) {
  auto Args = writtenArgs(Call);
  unsigned Given = 0;
  while (Given != Args.size() && !isa<CXXDefaultArgExpr>(Args[Given]))
    ++Given;
  if (Index < Given) {
    SourceRange Before = Args[Index]->getSourceRange();
    if (!canEdit(Before, Context))
      return std::nullopt;
    return FixItHint::CreateInsertion(Before.getBegin(), (Text + ", ").str());
  }
  const FunctionDecl *Callee = calleeOf(Call);
  std::string Added = Given ? ", " : "";
  for (unsigned I = Given; I != Index; ++I) {
    if (I >= Callee->getNumParams())
      return std::nullopt;
    std::string Skipped = defaultText(Callee->getParamDecl(I), Context);
    if (!isRepeatable(Skipped))
      return std::nullopt;
    Added += Skipped + ", ";
  }
  Added += Text;
  bool Bare = false;
  SourceLocation Close = closingOf(Call, Bare);
  if (Close.isInvalid() || !canEdit(SourceRange(Close, Close), Context))
    return std::nullopt;
  if (!Bare)
    return FixItHint::CreateInsertion(Close, Added);
  if (Given)
    return std::nullopt;
  return FixItHint::CreateInsertion(
      Lexer::getLocForEndOfToken(Close, 0, Context.getSourceManager(),
                                 Context.getLangOpts()),
      "(" + Added + ")");
}

} // namespace ctx::analysis
