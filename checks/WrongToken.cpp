//===- WrongToken.cpp - ctx-wrong-token -----------------------------------===//
//
// Positive when
//   - a callable that is given a token of its own never looks at it and looks
//     at, or passes on, one of the scope around it instead;
//   - a token is bound to the parameter that the handle's own token would go
//     to, so that the handle's own reaches nobody;
//   - a context was derived, or a source linked to a token, and is used
//     nowhere, and what it was derived from is passed on behind it.
// Negative when
//   - both tokens are used, merged or linked by a callback;
//   - the own token is the handle's and what is used instead is the token of a
//     source that this code owns and triggers by itself.
// Unknown when (silent)
//   - the callable has several tokens of its own;
//   - the token comes from a call or an object that is not visible here.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Loops.h"
#include "analysis/ObjectUses.h"
#include "analysis/Observed.h"
#include "analysis/Polls.h"
#include "analysis/Roots.h"
#include "analysis/Starts.h"
#include "core/CheckRegistry.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using ctx::model::Role;
using ctx::model::RoleSet;

namespace ctx {
namespace {

constexpr CheckInfo Info = {
    "ctx-wrong-token",
    "of several tokens in scope the outer or unrelated one is used",
    "ReSharper, errgroupctxlint",
    "M15",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    {},
};

/// Operations that a parent may serve although there is a child.
const RoleSet NotPassing{
    Role::Poll,        Role::PollThrow, Role::PollStatus,
    Role::CanCancel,   Role::Register,  Role::Deregister,
    Role::Derive,      Role::Merge,     Role::DeriveDeadline,
    Role::DeriveValue, Role::GetToken,  Role::GetDeadline,
    Role::SetDeadline, Role::ValueGet,  Role::ValueSet,
    Role::Trigger,     Role::Join,      Role::Current,
    Role::Detach};
const RoleSet Deriving{Role::Derive, Role::DeriveDeadline, Role::DeriveValue,
                       Role::Merge};

class WrongToken : public Check {
public:
  WrongToken(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    matchOuterInitialisers(Finder);
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;

private:
  void checkFrames(const std::vector<analysis::Frame> &Frames,
                   llvm::ArrayRef<analysis::Start> Starts,
                   const ParentMap &Parents);
  void checkOwn(const analysis::Frame &F, const analysis::Start *S,
                const ParentMap &Parents);
  llvm::SmallVector<FixItHint, 4> pollBoth(llvm::ArrayRef<const Expr *> Uses,
                                           const ParmVarDecl *Own,
                                           const ParentMap &Parents) const;
  void checkReplaced(const analysis::Start &S);
  void checkDerived(const FunctionDecl *F, const ParentMap &Parents);
  void checkLinked(const FunctionDecl *F, const ParentMap &Parents);
  void reportPassed(const Expr *Use, const ValueDecl *Parent,
                    const ValueDecl *Child, const std::string &Instead,
                    bool Linked, bool Fix);

  const Expr *parentOf(const Expr *Init) const;
  std::string tokenText(const ValueDecl *Child) const;
  std::string passedFor(const ValueDecl *Parent, const ValueDecl *Child) const;
  bool isOuter(const ValueDecl *D, const analysis::Frame &F) const;
  llvm::SmallVector<const Expr *, 4> passesOf(const ValueDecl *D,
                                              const Stmt *Block,
                                              SourceLocation After,
                                              const ParentMap &Parents) const;
};

//===----------------------------------------------------------------------===//
// A callable with a token of its own
//===----------------------------------------------------------------------===//

/// The variable behind \p E if it is a local one or a parameter.
const VarDecl *variable(const Expr *E) {
  return dyn_cast_or_null<VarDecl>(analysis::referenced(E));
}

/// What an init-capture or a local variable was made from, for as long as it is
/// a copy.
const VarDecl *original(const VarDecl *V) {
  for (unsigned Depth = 0; V && Depth != 4; ++Depth) {
    if (isa<ParmVarDecl>(V) || !V->hasLocalStorage() || !V->getInit())
      return V;
    const VarDecl *From = variable(V->getInit());
    bool Copies = From && V->getASTContext().hasSameUnqualifiedType(
                              V->getType().getNonReferenceType(),
                              From->getType().getNonReferenceType());
    if (!From || !(Copies || V->isInitCapture()))
      return V;
    V = From;
  }
  return V;
}

/// True if \p D comes from outside of the lambda \p F and of this function's
/// own sources: a parameter, or a variable that was made from one.
bool WrongToken::isOuter(const ValueDecl *D, const analysis::Frame &F) const {
  const auto *V = dyn_cast<VarDecl>(D);
  V = V ? original(V) : nullptr;
  if (!V || llvm::is_contained(F.Function->parameters(), V))
    return false;
  if (isa<ParmVarDecl>(V))
    return true;
  const Expr *Init = V->getInit() ? analysis::strip(V->getInit()) : nullptr;
  if (!Init || !V->isLocalVarDecl())
    return false;
  if (model::OpUse Op = roles().op(Init, Deriving)) {
    const Expr *Parent = Op.arg("parent");
    return Parent && isa_and_nonnull<ParmVarDecl>(analysis::referenced(Parent));
  }
  // `auto st = request.stop_token;`
  if (const auto *M = dyn_cast<MemberExpr>(Init))
    if (isa<FieldDecl>(M->getMemberDecl()))
      Init = M->getBase();
  return isa_and_nonnull<ParmVarDecl>(analysis::referenced(Init));
}

/// Edits after which every poll in \p Uses asks \p Own as well; empty if one of
/// them is no plain poll.
llvm::SmallVector<FixItHint, 4>
WrongToken::pollBoth(llvm::ArrayRef<const Expr *> Uses, const ParmVarDecl *Own,
                     const ParentMap &Parents) const {
  llvm::SmallVector<FixItHint, 4> Out;
  model::TypeUse Type = roles().type(Own);
  if (!Type.Entry || !(Type.byValue() || Type.hasForm(model::Form::Reference)))
    return {};
  std::string Name = Own->getNameAsString();
  if (Name.empty()) {
    Name = "own";
    SourceLocation End = Own->getTypeSourceInfo()->getTypeLoc().getEndLoc();
    if (!analysis::canEdit(Own->getSourceRange(), ast()))
      return {};
    Out.push_back(FixItHint::CreateInsertion(
        Lexer::getLocForEndOfToken(End, 0, sources(), getLangOpts()),
        " " + Name));
  }
  for (const Expr *Use : Uses) {
    const auto *Member =
        dyn_cast_or_null<MemberExpr>(analysis::userParent(Parents, Use));
    const auto *Call =
        Member ? dyn_cast_or_null<CXXMemberCallExpr>(Parents.getParent(Member))
               : nullptr;
    if (!Call || !roles().op(Call, Role::Poll))
      return {};
    const Expr *Whole = Call;
    const auto *Not =
        dyn_cast_or_null<UnaryOperator>(analysis::userParent(Parents, Call));
    bool Negated = Not && Not->getOpcode() == UO_LNot;
    if (Negated)
      Whole = Not;
    const Stmt *Parent = analysis::userParent(Parents, Whole);
    bool Alone = isa_and_nonnull<IfStmt, WhileStmt, ForStmt, DoStmt>(Parent);
    const auto *Binary = dyn_cast_or_null<BinaryOperator>(Parent);
    bool Same = Binary && Binary->getOpcode() == (Negated ? BO_LAnd : BO_LOr);
    std::string Text = analysis::textOf(Whole->getSourceRange(), ast());
    std::string Poll =
        analysis::pollOf(*Type.Entry, Name, /*Asked=*/!Negated, roles());
    if (Text.empty() || Poll.empty() ||
        !analysis::canEdit(Whole->getSourceRange(), ast()))
      return {};
    std::string Both = Text + (Negated ? " && " : " || ") + Poll;
    Out.push_back(FixItHint::CreateReplacement(
        Whole->getSourceRange(), Alone || Same ? Both : "(" + Both + ")"));
  }
  return Out;
}

/// The lambda \p F is given a token; \p S is where it is started, if it is.
void WrongToken::checkOwn(const analysis::Frame &F, const analysis::Start *S,
                          const ParentMap &Parents) {
  analysis::Polls Polls(roles());
  const ParmVarDecl *Own = nullptr;
  for (const ParmVarDecl *P : F.Function->parameters()) {
    model::TypeUse Use = roles().type(P);
    if (!Polls.isPollable(Use) || Use.has(Role::PerRequest))
      continue;
    if (Own)
      return;
    Own = P;
  }
  if (!Own)
    return;
  bool ByHandle = S && S->OwnToken && S->Bound.empty();
  // Elsewhere a parameter without a name says that it does not matter.
  bool Named = Own->getIdentifier() && !Own->hasAttr<UnusedAttr>();
  if (!Named && !ByHandle)
    return;
  model::TypeUse Type = roles().type(Own);
  llvm::SmallVector<const Expr *, 4> Uses;
  const ValueDecl *Other = nullptr, *Origin = nullptr;
  bool Unclear = false;
  auto Add = [&](const Expr *E, const ValueDecl *D) {
    if (roles().type(D).Entry != Type.Entry || Polls.isNoUse(E, Parents))
      return;
    const ValueDecl *From = D;
    if (const auto *V = dyn_cast<VarDecl>(D))
      From = original(V);
    Unclear |= Origin && Origin != From;
    Origin = From;
    if (!Other)
      Other = D;
    Uses.push_back(E);
  };
  // Captured and copied: what is done with that counts.
  llvm::SmallPtrSet<const Expr *, 4> Captures;
  analysis::forEachStmt(F.Body, [&](const Stmt *Part) {
    if (const auto *L = dyn_cast<LambdaExpr>(Part)) {
      for (const Expr *Init : L->capture_inits())
        Captures.insert(Init ? analysis::strip(Init) : nullptr);
    } else if (const auto *D = dyn_cast<DeclStmt>(Part)) {
      // `auto st = outer;` is no use yet.
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          if (original(V) != V)
            Captures.insert(analysis::strip(V->getInit()));
    } else if (const auto *R = dyn_cast<DeclRefExpr>(Part)) {
      if (Captures.count(R) && R->getDecl() != Own)
        return true;
      if (R->getDecl() == Own)
        Unclear |= !Polls.isNoUse(R, Parents);
      else if (isOuter(R->getDecl(), F))
        Add(R, R->getDecl());
      // A source may be there to be asked instead.
      else if (roles().type(R->getDecl()).has(Role::Source))
        Unclear = true;
    } else if (const auto *M = dyn_cast<MemberExpr>(Part)) {
      // The class's own protocol, unless the parameter has a name to be used.
      if (Named && ByHandle && analysis::isMemberOfThis(M) &&
          isa<FieldDecl>(M->getMemberDecl()))
        Add(M, M->getMemberDecl());
    }
    return !Unclear;
  });
  if (Unclear || Uses.empty())
    return;
  {
    auto D = diag(Uses.front()->getBeginLoc(),
                  "this work is given a token of its own%select{|, '%1',}0 and "
                  "looks at '%2' instead, so a stop request "
                  "%select{on its own token|to its handle}3 does not reach it; "
                  "look at both")
             << Named << (Named ? Own->getName() : llvm::StringRef())
             << Other->getName() << ByHandle;
    for (const FixItHint &Hint : pollBoth(Uses, Own, Parents))
      D << Hint;
  }
  diag(Own->getLocation(), "its own token is this parameter",
       DiagnosticIDs::Note);
  if (const auto *V = dyn_cast<VarDecl>(Other))
    Other = original(V);
  diag(Other->getLocation(), "'%0' belongs to the scope around it",
       DiagnosticIDs::Note)
      << Other->getName();
}

//===----------------------------------------------------------------------===//
// A token in the place of the handle's own
//===----------------------------------------------------------------------===//

void WrongToken::checkReplaced(const analysis::Start &S) {
  const model::TypeEntry *Own = analysis::ownTokenType(S, roles());
  if (!Own || !S.Target || S.Target->isVariadic() ||
      S.Target->getPrimaryTemplate())
    return;
  if (const auto *M = dyn_cast<CXXMethodDecl>(S.Target))
    if (M->getParent()->isLambda() && M->getDescribedFunctionTemplate())
      return;
  // What is bound to which parameter. Only if all are bound does the callable
  // not get the handle's own.
  const auto *M = dyn_cast<CXXMethodDecl>(S.Target);
  bool HasObject = M && !M->isStatic() && !M->getParent()->isLambda() &&
                   M->getOverloadedOperator() != OO_Call;
  size_t Skip = HasObject ? 1 : 0;
  if (S.Bound.size() != S.Target->getNumParams() + Skip)
    return;
  for (size_t I = Skip; I != S.Bound.size(); ++I) {
    const ParmVarDecl *Parameter = S.Target->getParamDecl(unsigned(I - Skip));
    model::TypeUse Use = roles().type(S.Bound[I]->getType());
    if (Use.Entry != Own || roles().type(Parameter).Entry != Own)
      continue;
    // The token of a source that is at hand here is triggered by its owner.
    const ValueDecl *D = analysis::referenced(S.Bound[I]);
    const auto *V = dyn_cast_or_null<VarDecl>(D);
    if (!V || !isa<ParmVarDecl>(original(V)))
      continue;
    diag(S.Bound[I]->getBeginLoc(),
         "'%0' takes the place of the token that the handle offers, so a stop "
         "request to the handle, its destructor's included, does not reach "
         "this work; take both")
        << D->getName();
    diag(Parameter->getLocation(), "it is bound to this parameter",
         DiagnosticIDs::Note);
    return;
  }
}

//===----------------------------------------------------------------------===//
// Derived, but what it was derived from is passed on
//===----------------------------------------------------------------------===//

/// The references to \p D in \p Block behind \p After that hand it to a call,
/// outside of clean-up and of what runs when stopped.
llvm::SmallVector<const Expr *, 4>
WrongToken::passesOf(const ValueDecl *D, const Stmt *Block,
                     SourceLocation After, const ParentMap &Parents) const {
  llvm::SmallVector<const Expr *, 4> Out;
  analysis::forEachStmt(Block, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (!R || R->getDecl() != D ||
        !sources().isBeforeInTranslationUnit(After, R->getBeginLoc()))
      return true;
    const Stmt *User = analysis::userParent(Parents, R);
    if (const auto *U = dyn_cast_or_null<UnaryOperator>(User))
      if (U->getOpcode() == UO_AddrOf || U->getOpcode() == UO_Deref)
        User = analysis::userParent(Parents, U);
    const auto *E = dyn_cast_or_null<Expr>(User);
    if (!E || !isa<CallExpr, CXXConstructExpr>(E) ||
        isa<CXXOperatorCallExpr>(E))
      return true;
    // Looked at, linked, derived from once more.
    if (roles().op(E, NotPassing))
      return true;
    const auto *C = dyn_cast<CallExpr>(E);
    const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
    if (Callee && (analysis::isCleanup(Callee) || analysis::isInStd(Callee) ||
                   analysis::isGenerator(Callee, roles()) ||
                   analysis::Polls::isLogging(C)))
      return true;
    if (!analysis::cancellationObserved(R, Parents, roles()))
      Out.push_back(R);
    return true;
  });
  return Out;
}

void WrongToken::reportPassed(const Expr *Use, const ValueDecl *Parent,
                              const ValueDecl *Child,
                              const std::string &Instead, bool Linked,
                              bool Fix) {
  {
    auto D = diag(Use->getBeginLoc(),
                  "'%0' is passed on although '%1' was %select{derived from|"
                  "linked to}2 it and is used nowhere; pass '%3'")
             << Parent->getName() << Child->getName() << Linked << Instead;
    if (Fix && analysis::canEdit(Use->getSourceRange(), ast()))
      D << FixItHint::CreateReplacement(Use->getSourceRange(), Instead);
  }
  diag(Child->getLocation(), "'%0' is %select{derived|linked to '%2'}1 here",
       DiagnosticIDs::Note)
      << Child->getName() << Linked << Parent->getName();
}

/// The innermost block that \p S is in.
const Stmt *blockAround(const Stmt *S, const ParentMap &Parents) {
  for (; S; S = Parents.getParent(S))
    if (isa<CompoundStmt>(S))
      return S;
  return nullptr;
}

/// What the context or token \p Init is made from: the parent of an operation
/// that derives, or the one argument of a call that has the type of its result.
const Expr *WrongToken::parentOf(const Expr *Init) const {
  if (model::OpUse Op = roles().op(Init, Deriving))
    return Op.arg("parent");
  const auto *C = dyn_cast<CallExpr>(Init);
  model::TypeUse Made = C && !isa<CXXOperatorCallExpr>(C)
                            ? roles().type(C->getType())
                            : model::TypeUse();
  const FunctionDecl *Callee = Made ? C->getDirectCallee() : nullptr;
  if (!Callee || analysis::isInStd(Callee) || !roles().ops(C).empty() ||
      !Made.Roles.hasAny({Role::Context, Role::Token}))
    return nullptr;
  const Expr *Found = nullptr;
  for (const Expr *A : C->arguments()) {
    if (roles().type(A->getType()).Entry != Made.Entry)
      continue;
    if (Found)
      return nullptr;
    Found = A;
  }
  return Found;
}

/// How to get the token of the source \p Child, by a method of the model; "" if
/// there is none.
std::string WrongToken::tokenText(const ValueDecl *Child) const {
  for (const auto &KV : roles().opsPlaying(Role::GetToken))
    for (const std::string &Id : KV.second->OfTypes)
      if (KV.second->Kind == model::MatchKind::Method &&
          roles().isType(roles().type(Child), *KV.first, Id))
        return Child->getNameAsString() + "." + KV.second->Names.front() + "()";
  return "";
}

/// What is to be passed of \p Child where \p Parent was; "" if nobody knows.
std::string WrongToken::passedFor(const ValueDecl *Parent,
                                  const ValueDecl *Child) const {
  model::TypeUse Use = roles().type(Child);
  if (!Use.Roles.hasAny({Role::Context, Role::Token, Role::Unified}))
    return Use.has(Role::TaskHandle) ? "" : tokenText(Child);
  bool Address =
      Parent->getType().getNonReferenceType()->isPointerType() && Use.byValue();
  return (Address ? "&" : "") + Child->getNameAsString();
}

void WrongToken::checkDerived(const FunctionDecl *F, const ParentMap &Parents) {
  analysis::forEachStmt(bodyInReach(F), [&](const Stmt *S) {
    const auto *DS = dyn_cast<DeclStmt>(S);
    const auto *V = DS && DS->isSingleDecl()
                        ? dyn_cast<VarDecl>(DS->getSingleDecl())
                        : nullptr;
    if (!V || !V->getInit() || V->hasAttr<UnusedAttr>() ||
        V->getInit()->isTypeDependent())
      return true;
    const Expr *From = parentOf(analysis::strip(V->getInit()));
    const ValueDecl *Parent = From ? analysis::referenced(From) : nullptr;
    const ValueDecl *Child = V;
    if (const auto *Parts = dyn_cast<DecompositionDecl>(V)) {
      Child = nullptr;
      for (const BindingDecl *B : Parts->bindings())
        if (roles().type(B).Roles.hasAny({Role::Context, Role::Token}))
          Child = B;
    }
    if (!Parent || isa<FieldDecl>(Parent) || !Child ||
        !Child->getIdentifier() || analysis::saysOptOut(Child->getName()) ||
        !roles().type(Child).Roles.hasAny(
            {Role::Context, Role::Token, Role::Source, Role::Unified}))
      return true;
    std::string Instead = passedFor(Parent, Child);
    if (Instead.empty())
      return true;
    analysis::FunctionView View(F, Parents, roles());
    analysis::Polls Polls(roles());
    for (const DeclRefExpr *R : View.references(Child))
      if (!Polls.isNoUse(R, Parents))
        return true;
    const Stmt *Block = blockAround(DS, Parents);
    llvm::SmallVector<const Expr *, 4> Passes =
        passesOf(Parent, Block, DS->getEndLoc(), Parents);
    if (Passes.empty())
      return true;
    bool SameType =
        ast().hasSameUnqualifiedType(Parent->getType().getNonReferenceType(),
                                     Child->getType().getNonReferenceType());
    reportPassed(Passes.front(), Parent, Child, Instead, /*Linked=*/false,
                 SameType && Passes.size() == 1);
    return true;
  });
}

/// A local source that a callback on a token triggers: a child by hand.
void WrongToken::checkLinked(const FunctionDecl *F, const ParentMap &Parents) {
  analysis::forEachStmt(bodyInReach(F), [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    model::OpUse Op = E && isa<CallExpr, CXXConstructExpr>(E)
                          ? roles().op(E, Role::Register)
                          : model::OpUse();
    const Expr *Token = Op ? Op.arg("token") : nullptr;
    const Expr *Callback = Op ? Op.arg("callback") : nullptr;
    const auto *L =
        Callback ? dyn_cast<LambdaExpr>(analysis::strip(Callback)) : nullptr;
    const VarDecl *Parent = Token ? variable(Token) : nullptr;
    if (!L || !Parent)
      return true;
    const VarDecl *Child = nullptr;
    analysis::forEachStmt(L->getBody(), [&](const Stmt *Part) {
      if (const auto *Call = dyn_cast<Expr>(Part))
        if (model::OpUse Trigger = roles().op(Call, Role::Trigger))
          if (const Expr *Source = Trigger.receiver())
            Child = variable(Source);
      return !Child;
    });
    if (!Child || !Child->isLocalVarDecl() || Child->isStaticLocal() ||
        !roles().type(Child).byValue() ||
        roles().type(Child).has(Role::TaskHandle) ||
        !roles().type(Child).has(Role::Source))
      return true;
    analysis::FunctionView View(F, Parents, roles());
    llvm::SmallVector<const Expr *, 4> Refs;
    for (const DeclRefExpr *R : View.references(Child))
      Refs.push_back(R);
    for (const analysis::ObjectUse &Use : analysis::usesOf(Refs, View).Uses)
      if (Use.Kind != analysis::UseKind::Trigger)
        return true;
    const Stmt *Block = blockAround(E, Parents);
    llvm::SmallVector<const Expr *, 4> Passes =
        passesOf(Parent, Block, E->getEndLoc(), Parents);
    if (Passes.empty())
      return true;
    std::string Instead = tokenText(Child);
    if (!Instead.empty())
      reportPassed(Passes.front(), Parent, Child, Instead, /*Linked=*/true,
                   Passes.size() == 1);
    return true;
  });
}

//===----------------------------------------------------------------------===//
// Everything
//===----------------------------------------------------------------------===//

void WrongToken::checkFrames(const std::vector<analysis::Frame> &Frames,
                             llvm::ArrayRef<analysis::Start> Starts,
                             const ParentMap &Parents) {
  for (const analysis::Frame &F : Frames) {
    if (!F.Lambda)
      continue;
    const analysis::Start *StartedBy = nullptr;
    for (const analysis::Start &S : Starts)
      if (S.Runs.Lambda == F.Lambda)
        StartedBy = &S;
    checkOwn(F, StartedBy, Parents);
  }
  for (const analysis::Start &S : Starts)
    checkReplaced(S);
}

void WrongToken::checkFunction(const FunctionDecl *F) {
  if (isLambda(F) || analysis::isTestCode(F, roles()))
    return; // outside of functions a lambda is in an initialiser
  const ParentMap &Parents = services().parents(F);
  std::vector<analysis::Frame> Frames = analysis::framesOf(F);
  if (Frames.empty())
    return;
  checkFrames(Frames, analysis::startsIn(F, Parents, roles()), Parents);
  checkDerived(F, Parents);
  checkLinked(F, Parents);
}

void WrongToken::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  const auto *Init = Result.Nodes.getNodeAs<Expr>("init");
  std::vector<analysis::Frame> Frames = analysis::framesOf(Init);
  if (Frames.empty())
    return;
  ParentMap Parents(const_cast<Expr *>(Init));
  checkFrames(Frames, analysis::startsIn(Init, Parents, roles()), Parents);
}

CTX_REGISTER_CHECK(WrongToken, Info);

} // namespace
} // namespace ctx
