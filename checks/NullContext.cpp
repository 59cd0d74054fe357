//===- NullContext.cpp - ctx-null-context ---------------------------------===//
//
// Positive when
//   - null (an empty smart pointer or optional too) is passed for a context or
//     token although one is in scope that could take its place;
//   - null is passed to what visibly uses the object, or to a foreign or
//     generated call whose single-use context may not be null;
//   - a local token that is never assigned is polled, waited on, handed to work
//     that is started, or passed on with a context, token or source in scope;
//   - a private member, or a variable that only this file sees, is never
//     assigned, and is polled, waited on or passed on.
// Negative when
//   - it is assigned somewhere, or tested for null or for being stoppable;
//   - it is a named constant, or its name says that it is empty on purpose;
//   - the call keeps, resets, detaches or cleans up, or is given the one in
//     scope as well; cancellation was observed; main, tests, generators.
// Unknown when (silent)
//   - its address or a mutable reference to it gets out of sight;
//   - somebody may touch it whose code is not in this file;
//   - null is all there is to pass, and the callee may allow it.
// Unnamed empty tokens and made-up contexts are ctx-fresh-root's, arguments
// left out are ctx-dropped-token's.
//
//===----------------------------------------------------------------------===//

#include "analysis/Assigned.h"
#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/GivenRoots.h"
#include "analysis/Loops.h"
#include "analysis/Remarks.h"
#include "analysis/Roots.h"
#include "analysis/Unassigned.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Form;
using model::Role;
using model::RoleSet;
using model::TypeUse;
using model::writtenArgs;

constexpr CheckInfo Info = {
    "ctx-null-context",
    "null, or a token that is never assigned, is passed or polled",
    "staticcheck SA1012",
    "M14 A02",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    {},
};

const RoleSet Travels{Role::Token, Role::Context, Role::Unified};

/// What could be given instead.
struct Cure {
  std::string Text; ///< "" if there is nothing
  const ValueDecl *Owner = nullptr;
  bool Writable = false; ///< Text compiles there, and nothing is as good
};

class NullContext : public Check {
public:
  NullContext(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override;
  void onStartOfTranslationUnit() override;

protected:
  void checkFunction(const FunctionDecl *Function) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &Context) override;

private:
  TuCode &code();
  void enter(const FunctionDecl *Function);

  void arguments(const Expr *Call);
  bool nullArgument(const Expr *Call, const Expr *Arg, const ValueDecl *Holder);
  bool breaksOn(const Expr *Call, unsigned Index, const TypeUse &Param);

  void local(const VarDecl *V, const DeclStmt *Where, Unassigned &State);
  void member(Unassigned &State);
  bool isHopeless(const ValueDecl *D);
  bool isStateOfAnother(const Candidate &C) const;
  bool isDead(const Mention &M) const;
  bool keeps(const Expr *Call) const;
  bool startsWork(const Mention &M) const;
  void report(const Unassigned &State, const TokenUse &Found, const Cure &By,
              llvm::ArrayRef<FixItHint> Fixes);

  Cure cureFor(const TypeUse &Wanted, const Stmt *Where, QualType Written,
               const ValueDecl *Except, const Expr *Call);
  Cure sourceFor(const TypeUse &Wanted, SourceLocation Before) const;
  void noteCure(const Cure &By);

  const FunctionDecl *F = nullptr;
  const ParentMap *Parents = nullptr;
  bool Passing = false;       ///< F is a place where roots are not expected
  std::optional<TuCode> Code; ///< reset for each TU
  llvm::MapVector<const ValueDecl *, TypeUse> Members;
  llvm::DenseMap<const ValueDecl *, bool> Hopeless;
};

std::string calleeName(const Expr *Call) {
  const FunctionDecl *F = calledFunction(Call);
  if (const auto *C = dyn_cast_or_null<CXXConstructorDecl>(F))
    return C->getParent()->getNameAsString();
  return F && F->getIdentifier() ? F->getNameAsString() : "the callable";
}

} // namespace

//===----------------------------------------------------------------------===//
// What to look at
//===----------------------------------------------------------------------===//

void NullContext::registerMatchers(ast_matchers::MatchFinder *Finder) {
  using namespace ast_matchers;
  Check::registerMatchers(Finder);
  matchOuterInitialisers(Finder);
  auto Ours = unless(isExpansionInSystemHeader());
  Finder->addMatcher(fieldDecl(Ours).bind("member"), this);
  Finder->addMatcher(
      varDecl(hasGlobalStorage(), unless(isStaticLocal()), Ours).bind("member"),
      this);
}

void NullContext::onStartOfTranslationUnit() {
  Check::onStartOfTranslationUnit();
  Code.reset();
  Members.clear();
  Hopeless.clear();
}

void NullContext::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  if (const auto *Init = Result.Nodes.getNodeAs<Expr>("init")) {
    code().add(Init);
    return;
  }
  const auto *D = Result.Nodes.getNodeAs<ValueDecl>("member");
  D = cast<ValueDecl>(D->getCanonicalDecl());
  TypeUse Type;
  if (isOwnToken(D, roles(), Type) && !isTestCode(D, roles()))
    Members.insert({D, Type});
}

TuCode &NullContext::code() {
  if (!Code)
    Code.emplace(roles(), [this](const FunctionDecl *In) -> const ParentMap & {
      return services().parents(In);
    });
  return *Code;
}

void NullContext::enter(const FunctionDecl *Function) {
  F = Function;
  Parents = &services().parents(F);
  Passing = !isGenerator(F, roles()) && !cleansUp(F);
}

void NullContext::checkFunction(const FunctionDecl *Function) {
  code().add(Function);
  if (!bodyInReach(Function) || mayMakeRoots(Function, roles()))
    return;
  enter(Function);
  llvm::MapVector<const VarDecl *, std::pair<const DeclStmt *, Unassigned>>
      Locals;
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls()) {
        const auto *V = dyn_cast<VarDecl>(One);
        Unassigned State;
        if (!V || !V->isLocalVarDecl() || V->isConstexpr() ||
            V->hasAttr<UnusedAttr>() || isa<DecompositionDecl>(V) ||
            !startsEmpty(V, roles(), State.Type) ||
            !isEmptyInit(V->getInit(), roles()))
          continue;
        State.Decl = V;
        Locals.insert({V, {D, State}});
      }
    } else if (isa<CallExpr, CXXConstructExpr>(S)) {
      arguments(cast<Expr>(S));
    }
    return true;
  });
  if (Locals.empty())
    return;
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(R->getDecl())) {
        auto It = Locals.find(V);
        if (It != Locals.end())
          It->second.second.add(mentionOf(R, *Parents, roles()), F);
      }
    return true;
  });
  for (auto &KV : Locals)
    if (KV.second.second.known())
      local(KV.first, KV.second.first, KV.second.second);
}

//===----------------------------------------------------------------------===//
// Null as an argument
//===----------------------------------------------------------------------===//

void NullContext::arguments(const Expr *Call) {
  if (Call->isTypeDependent())
    return;
  for (const Expr *A : writtenArgs(Call))
    if (!isa<CXXDefaultArgExpr>(A) && isNull(A, roles()))
      nullArgument(Call, A, nullptr);
}

/// The range of \p E for a fix; also where the whole of it is the macro NULL.
static CharSourceRange editable(const Expr *E, const ASTContext &Context) {
  if (canEdit(E->getSourceRange(), Context))
    return CharSourceRange::getTokenRange(E->getSourceRange());
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation L = E->getBeginLoc();
  if (L != E->getEndLoc() || !L.isMacroID() || SM.isMacroArgExpansion(L))
    return {};
  SourceLocation At = SM.getImmediateMacroCallerLoc(L);
  if (!At.isFileID() || textOf(SourceRange(At, At), Context) != "NULL")
    return {};
  return CharSourceRange::getTokenRange(At, At);
}

/// True if the call fails when its argument \p Index is null.
bool NullContext::breaksOn(const Expr *Call, unsigned Index,
                           const TypeUse &Param) {
  const FunctionDecl *Callee = calledFunction(Call);
  if (!Callee || Index >= Callee->getNumParams() ||
      Callee->getParamDecl(Index)->hasDefaultArg())
    return false;
  if (const FunctionDecl *Definition = Callee->getDefinition();
      Definition && bodyInReach(Definition))
    return needsObject(Definition, Index, services().parents(Definition),
                       roles());
  if (Param.Entry->Nullable || !Param.has(Role::SingleUse))
    return false;
  SourceLocation At = Callee->getLocation();
  return roles().op(Call, Role::StartOp) || sources().isInSystemHeader(At) ||
         isGeneratedText(At, sources());
}

/// True for `(void)remove(path, nullptr)`: tidying up, which has to be done
/// whether a request came or not and may fail.
static bool isTidyingUp(const Expr *Call, const ParentMap &Parents) {
  const auto *Cast =
      dyn_cast_or_null<ExplicitCastExpr>(userParent(Parents, Call));
  const FunctionDecl *Callee = calledFunction(Call);
  return Cast && Cast->getType()->isVoidType() && Callee &&
         Callee->getIdentifier() &&
         hasPhrase(Callee->getName(),
                   {"delete", "remove", "unlink", "rmdir", "rm", "kill"});
}

/// True if what \p Call asks somebody else to do stands in a string, and ends
/// something: `call(bus, "org.example", "ReleaseName", nullptr)`.
static bool asksToEnd(const Expr *Call) {
  return llvm::any_of(writtenArgs(Call), [](const Expr *A) {
    const auto *L = dyn_cast<StringLiteral>(A->IgnoreParenImpCasts());
    return L && L->getCharByteWidth() == 1 &&
           llvm::all_of(L->getString(), llvm::isAlnum) &&
           hasPhrase(L->getString(),
                     {"release", "unregister", "unsubscribe", "close",
                      "shutdown", "shut down", "rollback", "disconnect"});
  });
}

/// Reports null as the argument \p Arg of \p Call, written there or in the
/// variable \p Holder. \returns true if it is a finding.
bool NullContext::nullArgument(const Expr *Call, const Expr *Arg,
                               const ValueDecl *Holder) {
  if (const auto *C = dyn_cast<CXXConstructExpr>(Call)) {
    // An object made here for here; what goes elsewhere may get a context
    // later.
    if (C->getConstructor()->isCopyOrMoveConstructor() ||
        !isa_and_nonnull<DeclStmt>(userParent(*Parents, Call)))
      return false;
  }
  QualType T = parameterType(Call, Arg);
  if (T.isNull() || T->isDependentType())
    return false;
  auto Args = writtenArgs(Call);
  unsigned Index = unsigned(llvm::find(Args, Arg) - Args.begin());
  const FunctionDecl *Callee = calledFunction(Call);
  TypeUse Param = Callee && Index < Callee->getNumParams()
                      ? roles().type(Callee->getParamDecl(Index))
                      : roles().type(T);
  if (!Param || !Param.Roles.hasAny(Travels) || !Param.mayBeNull() ||
      Param.hasForm(Form::Weak) || Param.has(Role::TaskHandle))
    return false;
  SourceLocation At = sources().getFileLoc(Arg->getBeginLoc());
  if (mayBeGivenNothing(Call, roles()) || isExcused(Arg, *Parents, roles()) ||
      isDetached(At) || isTidyingUp(Call, *Parents) || asksToEnd(Call))
    return false;

  std::string Shown = Holder ? Holder->getNameAsString() : "nullptr";
  if (!Holder && !Param.hasForm(Form::Pointer))
    Shown = textOf(Arg->getSourceRange(), ast());
  if (Shown.empty() || compat::startsWith(Shown, "{"))
    Shown = "{}";
  Cure By = Passing ? cureFor(Param, Arg, T, Holder, Call) : Cure();
  if (By.Text.empty()) {
    if (!breaksOn(Call, Index, Param))
      return false;
    diag(At, "null '%0' passed to '%1', which uses it without looking; pass a "
             "'%2'")
        << Shown << calleeName(Call) << nameOf(Param, ast());
    return true;
  }
  if (By.Owner && By.Owner->getIdentifier() &&
      (saysLeftOut(At, By.Owner->getName(), sources()) ||
       saysLeftOut(Call->getBeginLoc(), By.Owner->getName(), sources())))
    return false;
  {
    auto D = diag(At, "null '%0' passed to '%1' although '%2' is in scope; the "
                      "call is not cancelled with it: pass '%2'")
             << Shown << calleeName(Call) << By.Text;
    CharSourceRange Range = editable(Arg, ast());
    if (By.Writable && Range.isValid())
      D << FixItHint::CreateReplacement(Range, By.Text);
  }
  noteCure(By);
  return true;
}

//===----------------------------------------------------------------------===//
// What could be there instead
//===----------------------------------------------------------------------===//

/// The best of what is in scope at \p Where, written for the type \p Written.
/// Nothing if \p Call is given it already.
Cure NullContext::cureFor(const TypeUse &Wanted, const Stmt *Where,
                          QualType Written, const ValueDecl *Except,
                          const Expr *Call) {
  auto Found =
      substitutesFor(Wanted, Where, InScope(F, *Parents, roles()), roles());
  llvm::erase_if(Found, [&](const Candidate &C) {
    // One that is never assigned itself is no help.
    if (C.Decl == Except || saysEmpty(C.Decl->getName()))
      return true;
    return Call && isStateOfAnother(C);
  });
  Cure By;
  if (Found.empty() || (Call && isAlsoGiven(Call, Found, roles())))
    return By;
  const Candidate &Best = Found.front();
  if (isHopeless(Best.Decl))
    return By;
  bool Single = Found.size() == 1 || Found[1].rank() != Best.rank();
  std::string Text = spelledFor(Best, Written, ast());
  if (Text.empty() && Wanted.Forms.size() <= 2 &&
      Wanted.hasForm(Form::Optional) && Best.Use.byValue())
    Text = Best.Text; // converts
  By.Writable = Single && Best.Usable && !Text.empty();
  By.Text = Text.empty() ? Best.Text : Text;
  By.Owner = Best.Decl;
  return By;
}

/// True if \p C is kept by an object that lives on, and this function does not
/// mention it: it may belong to some other operation of that object.
bool NullContext::isStateOfAnother(const Candidate &C) const {
  llvm::StringRef Last = C.Text;
  if (C.Decl->isCXXClassMember() && !C.Steps) {
    Last = C.Decl->getName();
  } else {
    QualType T = C.Decl->getType();
    if (T->isReferenceType() || T->isPointerType())
      T = T->getPointeeType();
    // A request that is handed down, or the token of a source.
    if (!C.Steps || C.Text.back() == ')' ||
        (!isa<FieldDecl>(C.Decl) &&
         (T.isConstQualified() || T == C.Decl->getType())))
      return false;
    Last = Last.substr(Last.find_last_of(".>") + 1);
  }
  bool Mentioned = false;
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *M = dyn_cast<MemberExpr>(S))
      Mentioned |= M->getMemberDecl()->getIdentifier() &&
                   M->getMemberDecl()->getName() == Last;
    return !Mentioned;
  });
  return !Mentioned;
}

/// True if \p D is a private member that is never assigned itself.
bool NullContext::isHopeless(const ValueDecl *D) {
  if (D->getAccess() != AS_private)
    return false;
  auto Inserted = Hopeless.try_emplace(D, false);
  Unassigned State;
  State.Decl = D;
  if (Inserted.second && isOwnToken(D, roles(), State.Type) &&
      code().collect(State))
    Hopeless[D] = !State.Written;
  return Hopeless[D];
}

/// The token of a source that the function has of its own.
Cure NullContext::sourceFor(const TypeUse &Wanted,
                            SourceLocation Before) const {
  Cure By;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *D = dyn_cast<DeclStmt>(S);
    const auto *V = D && D->isSingleDecl()
                        ? dyn_cast<VarDecl>(D->getSingleDecl())
                        : nullptr;
    TypeUse Source = V ? roles().type(V) : TypeUse();
    if (!By.Text.empty() || !Source.has(Role::Source) ||
        Source.has(Role::TaskHandle) || !V->getIdentifier())
      return true;
    for (const auto &KV : roles().opsPlaying(Role::GetToken)) {
      const model::OpEntry &Op = *KV.second;
      if (Op.Kind != model::MatchKind::Method || !Op.ResultPart.empty() ||
          roles().typeEntry(*KV.first, Op.ResultType) != Wanted.Entry ||
          llvm::none_of(Op.OfTypes, [&](const std::string &Id) {
            return roles().isType(Source, *KV.first, Id);
          }))
        continue;
      By.Text = V->getNameAsString() + (Source.byValue() ? "." : "->") +
                Op.Names.front() + "()";
      By.Owner = V;
      By.Writable =
          sources().isBeforeInTranslationUnit(V->getLocation(), Before) &&
          isa_and_nonnull<CompoundStmt>(Parents->getParent(D)) &&
          Parents->getParent(D) == bodyInReach(F);
      break;
    }
    return true;
  });
  return By;
}

void NullContext::noteCure(const Cure &By) {
  if (By.Owner)
    diag(By.Owner->getLocation(), "'%0' is in scope here", DiagnosticIDs::Note)
        << By.Text;
}

//===----------------------------------------------------------------------===//
// Never assigned
//===----------------------------------------------------------------------===//

/// True for a mention that waits for a request that cannot come.
bool NullContext::isDead(const Mention &M) const {
  return M.What == Touch::Poll || M.What == Touch::Register;
}

void NullContext::report(const Unassigned &State, const TokenUse &Found,
                         const Cure &By, llvm::ArrayRef<FixItHint> Fixes) {
  SourceLocation At = sources().getFileLoc(Found.M.Ref->getExprLoc());
  {
    auto D =
        Found.M.What == Touch::Pass
            ? diag(At, "'%0' is passed to '%1' but never assigned, so nothing "
                       "cancels the call; %select{assign it|initialise it with "
                       "'%3'}2")
                  << State.Decl->getName() << calleeName(Found.M.Call)
            : diag(At,
                   "'%0' is never assigned, so %select{this poll never says "
                   "stop|this poll looks at null|this callback never runs}1; "
                   "%select{assign it|initialise it with '%3'}2")
                  << State.Decl->getName()
                  << (Found.M.What == Touch::Register ? 2
                      : Found.M.ThroughPointer        ? 1
                                                      : 0);
    D << !By.Text.empty() << By.Text;
    for (const FixItHint &Fix : Fixes)
      D << Fix;
  }
  diag(State.Decl->getLocation(), "%0 is declared here", DiagnosticIDs::Note)
      << State.Decl;
  noteCure(By);
}

/// The edits that initialise \p V, which has nothing in it, with \p Text.
static std::vector<FixItHint> initialise(const VarDecl *V, llvm::StringRef Text,
                                         const ASTContext &Context) {
  if (V->isStaticLocal() || !V->getLocation().isFileID())
    return {};
  const Expr *Init = V->getInit();
  const Expr *Written = Init ? Init->IgnoreImplicit() : nullptr;
  SourceLocation Name = V->getLocation();
  // `T v`: the initialiser is where the name is, or not there at all.
  if (!Written || Written->getEndLoc() == Name)
    return {FixItHint::CreateInsertion(
        Name.getLocWithOffset(int(V->getName().size())), (" = " + Text).str())};
  if (!canEdit(Written->getSourceRange(), Context))
    return {};
  bool Braces = V->getInitStyle() == VarDecl::ListInit;
  std::string Old = textOf(Written->getSourceRange(), Context);
  bool Equals = compat::startsWith(Old, "=");
  if (Braces) // T v{}
    return {
        FixItHint::CreateReplacement(SourceRange(Name, Written->getEndLoc()),
                                     (V->getName() + " = " + Text).str())};
  return {FixItHint::CreateReplacement(Written->getSourceRange(),
                                       ((Equals ? "= " : "") + Text).str())};
}

/// True if \p M hands the token to work that is started there: nobody can stop
/// it, whatever else is in scope.
bool NullContext::startsWork(const Mention &M) const {
  if (roles().op(M.Call, Role::Spawn))
    return true;
  for (const Stmt *P = M.Ref; P; P = Parents->getParent(P))
    if (const auto *L = dyn_cast<LambdaExpr>(P)) {
      const auto *E = dyn_cast_or_null<Expr>(userParent(*Parents, L));
      return E && roles().op(E, Role::Spawn);
    }
  return false;
}

void NullContext::local(const VarDecl *V, const DeclStmt *Where,
                        Unassigned &State) {
  if (isDetached(V->getLocation()))
    return;
  // A context that is made to be passed on is ctx-fresh-root's finding.
  if (State.Type.byValue() && State.Type.has(Role::Context) && V->getInit() &&
      V->getInitStyle() == VarDecl::CInit) {
    std::string Text = textOf(V->getInit()->getSourceRange(), ast());
    if (!isa<InitListExpr>(V->getInit()->IgnoreImplicit()) &&
        !compat::startsWith(Text, "="))
      return;
  }
  const TokenUse *Found = nullptr;
  for (const TokenUse &U : State.Uses)
    if (!Found && isDead(U.M) && !isExcused(U.M.Ref, *Parents, roles()))
      Found = &U;
  Cure Own = sourceFor(State.Type, V->getLocation());
  if (!Found && !State.Type.byValue()) {
    for (const TokenUse &U : State.Uses)
      if (U.M.What == Touch::Pass && nullArgument(U.M.Call, U.M.Argument, V))
        return;
    return;
  }
  QualType T = V->getType().getUnqualifiedType();
  Cure By;
  if (Found) {
    By = cureFor(State.Type, Where, T, V, nullptr);
  } else {
    if (!Passing)
      return;
    for (const TokenUse &U : State.Uses) {
      if (U.M.What != Touch::Pass || isExcused(U.M.Ref, *Parents, roles()) ||
          isDetached(U.M.Ref->getExprLoc()))
        continue;
      bool Starts = startsWork(U.M);
      if (!Starts && mayBeGivenNothing(U.M.Call, roles()))
        continue;
      By = cureFor(State.Type, U.M.Ref, T, V, U.M.Call);
      if (By.Text.empty() && Own.Text.empty() && !Starts &&
          State.Type.Entry->Default != model::DefaultCtor::Invalid)
        continue;
      Found = &U;
      break;
    }
    if (!Found)
      return;
    // To be written where the variable is declared.
    Cure There = cureFor(State.Type, Where, T, V, nullptr);
    if (There.Text != By.Text)
      By.Writable = false;
  }
  if (By.Text.empty())
    By = Own;
  std::vector<FixItHint> Fixes;
  if (By.Writable && Where->isSingleDecl())
    Fixes = initialise(V, By.Text, ast());
  report(State, *Found, By, Fixes);
}

//===----------------------------------------------------------------------===//
// Members and variables of one file
//===----------------------------------------------------------------------===//

/// True for a call that only keeps what it is given: containers, optionals,
/// merged tokens.
bool NullContext::keeps(const Expr *Call) const {
  if (roles().op(Call, Role::Spawn))
    return false;
  const FunctionDecl *Callee = calledFunction(Call);
  return roles().op(Call, Role::Merge) ||
         (Callee && isInStd(Callee) && mayBeGivenNothing(Call, roles()));
}

void NullContext::member(Unassigned &State) {
  if (!code().collect(State) || !State.known())
    return;
  if (isDetached(State.Decl->getLocation()))
    return;
  const TokenUse *Found = nullptr;
  for (const TokenUse &U : State.Uses)
    if (!Found && isDead(U.M))
      Found = &U;
  if (!Found && !State.Type.byValue()) {
    for (const TokenUse &U : State.Uses) {
      if (U.M.What != Touch::Pass || !U.In || mayMakeRoots(U.In, roles()))
        continue;
      enter(U.In);
      if (nullArgument(U.M.Call, U.M.Argument, State.Decl))
        return;
    }
    return;
  }
  for (const TokenUse &U : State.Uses) {
    if (Found || U.M.What != Touch::Pass)
      continue;
    if (!keeps(U.M.Call))
      Found = &U;
  }
  if (Found)
    report(State, *Found, {}, {});
}

void NullContext::endOfTu(ASTContext &) {
  for (const auto &KV : Members) {
    Unassigned State;
    State.Decl = KV.first;
    State.Type = KV.second;
    member(State);
  }
}

namespace {
CTX_REGISTER_CHECK(NullContext, Info);
} // namespace

} // namespace ctx
