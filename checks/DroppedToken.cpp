//===- DroppedToken.cpp - ctx-dropped-token -------------------------------===//
//
// Positive when
//   - a call or construction leaves the token parameter to a default that never
//     stops, or an overload with exactly one token more would do, and a token
//     that fits is in scope;
//   - the model names a counterpart of the call that takes the token;
//   - an options object is made here and passed on, and its token member is
//     never set;
//   - a task is awaited without the token that the coroutine was given, where
//     the model has a way to bind it.
// Negative when
//   - the call gets a token some other way: in another argument, in what a
//     lambda captures, in the object, in the body of what it calls;
//   - it cleans up, or stands where cancellation was seen, in a handler, in
//     main, in a test; a name or a comment says that it is detached.
// Unknown when (silent)
//   - the overload might not compile, mean something else or lead back here;
//   - an object escapes before its token could be looked for;
//   - the operation has a role of its own (waits, started work, roots): those
//     are other checks'.
//
//===----------------------------------------------------------------------===//

#include "analysis/Carriers.h"
#include "analysis/CodeKind.h"
#include "analysis/Counterparts.h"
#include "analysis/Exprs.h"
#include "analysis/Forgone.h"
#include "analysis/GivenRoots.h"
#include "analysis/HandOuts.h"
#include "analysis/InScope.h"
#include "analysis/Observed.h"
#include "analysis/Roots.h"
#include "analysis/TokenSlots.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Form;
using model::OpEntry;
using model::OpUse;
using model::Role;
using model::RoleSet;
using model::TypeUse;
using model::writtenArgs;

constexpr OptionInfo Options[] = {
    {"AllowedCallees", "",
     "names of functions and classes that may go without a token, separated by "
     "semicolons"},
    {"Logging", "false",
     "report calls that log or print as well, if an overload takes a context"},
};

constexpr CheckInfo Info = {
    "ctx-dropped-token",
    "a call does not get the token in scope that it could take",
    "Roslyn CA2016, Meziantou MA0040, Sonar S8949",
    "M10 M17 M20 A03",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    Options,
};

/// Candidates that fit a parameter, and how the best is written for it.
struct Choice {
  llvm::SmallVector<Candidate, 4> All; ///< best first
  std::string Text; ///< "" if it cannot be written here, or two are as good
  explicit operator bool() const { return !All.empty(); }
  const Candidate &best() const { return All.front(); }
  /// What to show: the text, or what comes nearest.
  std::string shown() const { return Text.empty() ? best().Text : Text; }
};

class DroppedToken : public Check {
public:
  DroppedToken(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context), Allowed(list("AllowedCallees")) {}

  void checkFunction(const FunctionDecl *F) override;
  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Tu.reset();
  }
  void endOfTu(ASTContext &) override { Tu.reset(); }

private:
  /// What is remembered for one translation unit.
  struct State {
    explicit State(const model::RoleIndex &Roles)
        : Slots(Roles), Tokens(Roles) {
      for (Role R : {Role::Tokenless, Role::StartOp})
        for (const auto &KV : Roles.opsPlaying(R))
          HasCounterparts |= !KV.second->Siblings.empty();
    }
    TokenSlots Slots;
    Carriers Tokens;
    bool HasCounterparts = false; ///< named by a model
  };

  void call(const Expr *E);
  void counterpart(const OpUse &Op);
  void carrier(const VarDecl *V, const DeclStmt *Where);
  void carrierArguments(const Expr *Call);
  void awaited(const CoawaitExpr *E);

  bool isExempt(const Expr *Call) const;
  bool isExcused(const Stmt *Where, SourceLocation At);
  bool staysHere(const CXXConstructExpr *E, llvm::ArrayRef<Candidate> Of) const;
  bool knowsItself(const Expr *Call, const TokenSlot *Slot, const Candidate &C);
  bool hasAmbient(const TypeUse &Use) const;
  bool isTriggeredHere(const ValueDecl *D);
  Choice choose(const Stmt *Where, const TypeUse &Use, QualType Param);

  void report(const Expr *Call, const TokenSlot &Slot, const Choice &C);
  void reportCarrier(SourceLocation At, const FieldDecl *Field, const Expr *To,
                     const Choice &C, const std::optional<FixItHint> &Fix);
  /// \param Call, Slot where one of several that are as good may be written.
  void noteInScope(const Choice &C, const Expr *Call = nullptr,
                   const TokenSlot *Slot = nullptr);
  void noteSiblings(const Expr *Call, const FunctionDecl *Takes,
                    unsigned Index);

  std::vector<std::string> Allowed;
  std::unique_ptr<State> Tu;
  const FunctionDecl *F = nullptr;
  const ParentMap *Parents = nullptr;
  std::optional<llvm::SmallPtrSet<const ValueDecl *, 4>> Triggered;
  /// What an await evaluates is its child more than once.
  llvm::SmallPtrSet<const Expr *, 16> Seen;
};

} // namespace

//===----------------------------------------------------------------------===//
// Walking a function
//===----------------------------------------------------------------------===//

void DroppedToken::checkFunction(const FunctionDecl *Function) {
  if (mayMakeRoots(Function, roles()) || endsSomething(Function) ||
      !bodyInReach(Function))
    return;
  if (!Tu)
    Tu = std::make_unique<State>(roles());
  F = Function;
  Parents = &services().parents(F);
  Triggered.reset();
  Seen.clear();
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          carrier(V, D);
    } else if (const auto *Await = dyn_cast<CoawaitExpr>(S)) {
      awaited(Await);
    } else if (isa<CallExpr, CXXConstructExpr>(S)) {
      call(cast<Expr>(S));
    }
    return true;
  });
}

//===----------------------------------------------------------------------===//
// Questions about one place
//===----------------------------------------------------------------------===//

static SourceLocation nameOf(const Expr *E) {
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    const Expr *Named = C->getCallee()->IgnoreParenImpCasts();
    if (const auto *M = dyn_cast<MemberExpr>(Named))
      return M->getMemberLoc();
    if (const auto *R = dyn_cast<DeclRefExpr>(Named);
        R && !isa<CXXOperatorCallExpr>(C))
      return R->getLocation();
  }
  return E->getBeginLoc();
}

bool DroppedToken::isExempt(const Expr *Call) const {
  return goesWithoutToken(Call, Allowed, flag("Logging"), roles());
}

bool DroppedToken::isExcused(const Stmt *Where, SourceLocation At) {
  bool InLambda = false;
  for (const Stmt *P = Parents->getParent(Where); P;
       P = Parents->getParent(P)) {
    InLambda |= isa<LambdaExpr>(P);
    // What a static local holds outlives the first caller's token.
    if (const auto *DS = dyn_cast<DeclStmt>(P); DS && !InLambda)
      if (llvm::any_of(DS->decls(), [](const Decl *D) {
            const auto *V = dyn_cast<VarDecl>(D);
            return V && V->isStaticLocal();
          }))
        return true;
  }
  SourceLocation Spelled = sources().getSpellingLoc(At);
  return Spelled.isInvalid() || sources().isInSystemHeader(Spelled) ||
         analysis::isExcused(Where, *Parents, roles()) || isDetached(At);
}

/// True if this function asks the one behind \p D to stop: what it does then is
/// not to be stopped by it.
bool DroppedToken::isTriggeredHere(const ValueDecl *D) {
  if (!Triggered) {
    Triggered.emplace();
    forEachStmtOf(F, [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      OpUse Op = C ? roles().op(C, Role::Trigger) : OpUse();
      const Expr *On = Op ? Op.receiver() : nullptr;
      for (const Expr *O = On ? object(On) : nullptr; O;) {
        if (const ValueDecl *Of = referenced(O))
          Triggered->insert(Of);
        const auto *M = dyn_cast<MemberExpr>(O);
        O = M ? object(M->getBase()) : nullptr;
      }
      return true;
    });
  }
  return Triggered->count(D);
}

/// True if a source of this name is there to end whatever its class does, not
/// one kind of work (`reload_source_`).
static bool endsEverything(llvm::StringRef Name) {
  static const llvm::StringRef General[] = {
      "m",        "s",      "stop",     "stopping",     "source", "src",
      "token",    "cancel", "cancels",  "cancellation", "ctx",    "context",
      "shut",     "down",   "shutdown", "abort",        "quit",   "exit",
      "lifetime", "my",     "own",      "global"};
  return llvm::all_of(wordsOf(Name), [](const std::string &Word) {
    return llvm::is_contained(General, llvm::StringRef(Word));
  });
}

Choice DroppedToken::choose(const Stmt *Where, const TypeUse &Use,
                            QualType Param) {
  Choice Out;
  bool MayBeEmpty = Use.hasForm(Form::Optional);
  bool ByPointer = roles().type(Param).mayBeNull();
  bool InLambda = false;
  for (const Stmt *P = Where; P && !InLambda; P = Parents->getParent(P))
    InLambda = isa<LambdaExpr>(P);
  for (Candidate &C : InScope(F, *Parents, roles()).at(Where)) {
    // A thread's own token is for what runs on the thread.
    if (!isSameRoleType(C, Use) || roles().type(C.Decl).has(Role::TaskHandle))
      continue;
    if (C.KnownNull)
      return {};
    // Hidden by another name, or in doubt where it had to be dereferenced: what
    // comes after it is not what the author would pass.
    bool Dereferences = C.Steps || !ByPointer;
    if ((!C.Usable && !InLambda) ||
        (Dereferences && mayBeAbsent(C, Where, F, *Parents, roles()))) {
      if (!Out)
        return {};
      continue;
    }
    if ((C.Use.hasForm(Form::Optional) && !MayBeEmpty) ||
        saysOptOut(C.Decl->getName()) || isTriggeredHere(C.Decl) ||
        (C.Deferred && C.Use.has(Role::PerRequest)))
      continue;
    // A class may have several sources, each for one kind of work.
    if (C.Steps && C.Decl->isCXXClassMember() &&
        roles().type(C.Decl).has(Role::Source) &&
        !endsEverything(C.Decl->getName()) && !names(F, C.Decl))
      continue;
    Out.All.push_back(std::move(C));
  }
  if (!Out)
    return Out;
  const Candidate &Best = Out.best();
  bool Single = Out.All.size() == 1 || Out.All[1].rank() != Best.rank();
  // A child made of the best one is as good: which is meant?
  Single &= Best.Kind == CandidateKind::Local ||
            llvm::none_of(Out.All, [](const Candidate &C) {
              return C.Kind == CandidateKind::Local;
            });
  if (!Single || !Best.Usable)
    return Out;
  // What may be empty is made from what is there.
  if (MayBeEmpty && Best.Use.byValue() && !Param->isLValueReferenceType())
    Out.Text = Best.Text;
  else
    Out.Text = spelledFor(Best, Param, ast());
  return Out;
}

/// True if \p V is only looked at, called on, or lent to calls.
static bool isOnlyLent(const VarDecl *V, const FunctionDecl *F,
                       const ParentMap &Parents) {
  bool Lent = true;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (!R || R->getDecl() != V)
      return Lent;
    const Stmt *User =
        Parents.getParentIgnoreParenImpCasts(const_cast<DeclRefExpr *>(R));
    const auto *C = dyn_cast_or_null<CallExpr>(User);
    const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
    Lent = isa_and_nonnull<MemberExpr>(User) || (Callee && !isInStd(Callee));
    return Lent;
  });
  return Lent;
}

/// True if what \p E makes was written as such and ends with this function, so
/// that it may have the function's token. \p Of are the tokens in question.
bool DroppedToken::staysHere(const CXXConstructExpr *E,
                             llvm::ArrayRef<Candidate> Of) const {
  bool Named = isa<CXXTemporaryObjectExpr>(E) ||
               isa_and_nonnull<CXXFunctionalCastExpr>(Parents->getParent(E));
  const Stmt *P = userParent(*Parents, E);
  if (!P) {
    // The initialiser of a member: only if another one has the token. One of
    // the same class delegates.
    const auto *C = dyn_cast<CXXConstructorDecl>(F);
    return C && E->getConstructor()->getParent() != C->getParent() &&
           llvm::any_of(C->inits(), [&](const CXXCtorInitializer *I) {
             return I->isWritten() && llvm::any_of(Of, [&](const auto &One) {
                      return mentions(I->getInit(), One.Decl);
                    });
           });
  }
  if (isa<MemberExpr>(P))
    return Named;
  if (const auto *C = dyn_cast<CallExpr>(P))
    return Named && !isExempt(C);
  const auto *DS = dyn_cast<DeclStmt>(P);
  const auto *V = DS && DS->isSingleDecl()
                      ? dyn_cast<VarDecl>(DS->getSingleDecl())
                      : nullptr;
  if (!V || V->isStaticLocal() || V->getType()->isReferenceType())
    return false;
  return (Named || V->getInitStyle() != VarDecl::CInit || !E->getNumArgs() ||
          isa<CXXDefaultArgExpr>(E->getArg(0))) &&
         isOnlyLent(V, F, *Parents);
}

/// True if \p Call may come by the token \p C without being given it. \p Slot
/// is the parameter it could be given to, null for an options object.
bool DroppedToken::knowsItself(const Expr *Call, const TokenSlot *Slot,
                               const Candidate &C) {
  const FunctionDecl *Callee = calleeOf(Call);
  bool Overload = Slot && !Slot->Defaulted;
  if (Overload && Tu->Tokens.knowsOne(Callee))
    return true;
  // `interaction.prompt(options)`: what has the token is asked itself.
  const auto *O = dyn_cast<CXXOperatorCallExpr>(Call);
  const auto *M = dyn_cast<CXXMemberCallExpr>(Call);
  const Expr *Asked = O && O->getOperator() == OO_Call ? O->getArg(0)
                      : M ? M->getImplicitObjectArgument()
                          : nullptr;
  if (Asked && C.Steps && localRoot(Asked) == C.Decl)
    return true;
  if (!M)
    return false;
  const Expr *On = object(M->getImplicitObjectArgument());
  // `Fetcher f(st); f.get(1);`
  if (const auto *V = dyn_cast_or_null<VarDecl>(referenced(On)))
    if (V->isLocalVarDecl() && V->hasInit() && mentions(V->getInit(), C.Decl))
      return true;
  // A member of one class is seen by all its functions, and may have been given
  // to its other members.
  return Overload && !bodyInReach(Callee) && C.Decl->isCXXClassMember() &&
         Tu->Tokens.holdsToken(On->getType());
}

/// True if a call without a context of this kind uses the current one.
bool DroppedToken::hasAmbient(const TypeUse &Use) const {
  return !Tu->Tokens.polls().isPollable(Use) &&
         llvm::any_of(roles().opsPlaying(Role::Current),
                      [&](const auto &KV) { return KV.first == Use.Voc; });
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// True if the default of \p Slot is a root of context, in a plain call: that
/// is what ctx-fresh-root looks at.
static bool isFreshRoots(const TokenSlot &Slot, const Expr *Call) {
  if (!isa<CallExpr>(Call) || !Slot.Use.has(Role::Context) ||
      Slot.Use.hasForm(Form::Optional))
    return false;
  const auto *Default =
      cast<CXXDefaultArgExpr>(writtenArgs(Call)[Slot.Index])->getExpr();
  return !isa_and_nonnull<VarDecl>(referenced(Default));
}

void DroppedToken::call(const Expr *E) {
  const FunctionDecl *Callee = calleeOf(E);
  if (!Callee || isInStd(Callee) || E->isTypeDependent() ||
      !Seen.insert(E).second)
    return;
  const auto *Made = dyn_cast<CXXConstructExpr>(E);
  if (Made &&
      (Made->getConstructor()->isCopyOrMoveConstructor() ||
       Made->getConstructor()->isImplicit() || roles().type(E->getType())))
    return;

  // Most calls end here, at the price of a look-up or two.
  llvm::SmallVector<TokenSlot, 2> Slots;
  if (auto Slot = Tu->Slots.defaulted(E)) {
    if (!isFreshRoots(*Slot, E))
      Slots.push_back(*Slot);
  } else {
    for (const TokenSlot &One : Tu->Slots.overloads(Callee))
      if (Tu->Slots.fits(One, E, F, *Parents) && !hasAmbient(One.Use))
        Slots.push_back(One);
  }
  bool Options = llvm::any_of(writtenArgs(E), [&](const Expr *A) {
    const auto *Default = dyn_cast<CXXDefaultArgExpr>(A);
    return Tu->Tokens.leftUnset(Default ? Default->getExpr() : A);
  });
  OpUse Model;
  if (Tu->HasCounterparts)
    Model = roles().op(E, {Role::Tokenless, Role::StartOp});
  bool Named = Model && !Model.Entry->Siblings.empty();
  if ((Slots.empty() && !Options && !Named) || isExempt(E))
    return;
  if (Options)
    carrierArguments(E);
  if ((Slots.empty() && !Named) || Tu->Tokens.isGivenOne(E) ||
      isExcused(E, nameOf(E)))
    return;

  const TokenSlot *Best = nullptr;
  Choice Chosen;
  for (const TokenSlot &Slot : Slots) {
    Choice C = choose(E, Slot.Use, Slot.param()->getType());
    if (!C || knowsItself(E, &Slot, C.best()) ||
        (Made && !staysHere(Made, C.All)))
      continue;
    if (Best && C.best().rank() > Chosen.best().rank())
      continue;
    if (Best && C.best().rank() == Chosen.best().rank()) {
      Chosen.Text.clear(); // which overload is meant?
      continue;
    }
    Best = &Slot;
    Chosen = std::move(C);
  }
  if (Best)
    report(E, *Best, Chosen);
  else if (Named)
    counterpart(Model);
}

/// A call whose counterpart only the model knows.
void DroppedToken::counterpart(const OpUse &Op) {
  auto Around = InScope(F, *Parents, roles()).at(Op.E);
  for (const Counterpart &C : counterparts(Op, Around, roles())) {
    if (C.Function->getCanonicalDecl() == F->getCanonicalDecl())
      return;
    Choice With;
    if (C.Param) {
      With = choose(Op.E, roles().type(C.Param), C.Param->getType());
    } else {
      for (Candidate &One : Around)
        if (One.Use.Bare->getAsCXXRecordDecl() ==
                cast<CXXMethodDecl>(C.Function)->getParent() &&
            !One.Use.hasForm(Form::Optional))
          With = With ? std::move(With) : choose(Op.E, One.Use, One.Use.Bare);
    }
    if (!With)
      continue;
    {
      auto D = diag(sources().getFileLoc(nameOf(Op.E)),
                    "'%0' takes no token although '%1' is in scope; a stop "
                    "request does not reach the call: use '%2'")
               << nameOfCallee(Op.E) << With.best().Text
               << C.Function->getNameAsString();
      llvm::SmallVector<FixItHint, 2> Fixes;
      if (!With.Text.empty() && rewriteCall(Op, C, With.Text, ast(), Fixes))
        for (const FixItHint &Fix : Fixes)
          D << Fix;
    }
    noteInScope(With);
    return;
  }
}

void DroppedToken::report(const Expr *Call, const TokenSlot &Slot,
                          const Choice &C) {
  SourceLocation At = nameOf(Call);
  bool IsContext = Slot.Use.has(Role::Context);
  {
    auto D = diag(sources().getFileLoc(At),
                  "'%0' is called without a %select{token|context}1 although "
                  "'%2' is in scope and %select{an overload takes one|it takes "
                  "one}3; a stop request does not reach the call: pass '%4'")
             << nameOfCallee(Call) << IsContext << C.best().Text
             << Slot.Defaulted << C.shown();
    if (!C.Text.empty() && !At.isMacroID())
      if (auto Fix = addArgument(Call, Slot.Index, C.Text, ast()))
        D << *Fix;
  }
  diag(Slot.param()->getLocation(), "the parameter that takes it is here",
       DiagnosticIDs::Note);
  noteInScope(C, Call, &Slot);
  noteSiblings(Call, Slot.Function, Slot.Index);
}

void DroppedToken::noteInScope(const Choice &C, const Expr *Call,
                               const TokenSlot *Slot) {
  llvm::ArrayRef<Candidate> Best = C.All;
  Best = Best.take_while(
      [&](const Candidate &One) { return One.rank() == C.best().rank(); });
  bool Offers =
      Best.size() > 1 && C.Text.empty() && Slot && !nameOf(Call).isMacroID();
  for (const Candidate &One : Best) {
    auto D = diag(One.Decl->getLocation(), "'%0' is in scope here",
                  DiagnosticIDs::Note)
             << One.Text;
    if (!Offers || !One.Usable)
      continue;
    std::string With = spelledFor(One, Slot->param()->getType(), ast());
    if (With.empty())
      continue;
    if (auto Fix = addArgument(Call, Slot->Index, With, ast()))
      D << *Fix;
  }
}

//===----------------------------------------------------------------------===//
// What other calls do
//===----------------------------------------------------------------------===//

/// Says how many of the calls nearby pass the token, if any does: of the same
/// function, else of the class.
void DroppedToken::noteSiblings(const Expr *Call, const FunctionDecl *Takes,
                                unsigned Index) {
  TokenTally Here;
  countCalls(F, Takes, Index, calleeOf(Call), roles(), Here);
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  bool InClass = !Here.Passing && M && !isLambda(F);
  if (InClass) {
    Here = TokenTally();
    for (const CXXMethodDecl *Other : M->getParent()->methods())
      countCalls(Other, Takes, Index, calleeOf(Call), roles(), Here);
  }
  if (Here.Passing)
    diag(sources().getFileLoc(nameOf(Here.Example)),
         "%0 of %1 calls in this %select{function|class}2 pass it, like this "
         "one",
         DiagnosticIDs::Note)
        << Here.Passing << Here.All << InClass;
}

//===----------------------------------------------------------------------===//
// Options objects
//===----------------------------------------------------------------------===//

/// What goes between the statement that ends at \p End and one put after it: a
/// new line with the indentation of \p Begin, or a space if more follows on the
/// line.
static std::string lineBreak(SourceLocation End, SourceLocation Begin,
                             const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  auto Next = compat::nextToken(End, SM, Context.getLangOpts());
  if (Next && SM.getSpellingLineNumber(Next->getLocation()) ==
                  SM.getSpellingLineNumber(End))
    return " ";
  return "\n" + Lexer::getIndentationForLine(Begin, SM).str();
}

void DroppedToken::carrier(const VarDecl *V, const DeclStmt *Where) {
  if (!V->isLocalVarDecl() || V->isStaticLocal() || !V->getInit() ||
      V->getType()->isReferenceType() || V->getType()->isDependentType() ||
      !V->getIdentifier() || saysOptOut(V->getName()))
    return;
  const FieldDecl *Field = Tu->Tokens.leftUnset(V->getInit());
  const Expr *To =
      Field ? Tu->Tokens.passedUnset(V, Field, F, *Parents,
                                     [&](const Expr *E) { return isExempt(E); })
            : nullptr;
  if (!To || isExcused(V->getInit(), V->getLocation()) ||
      isExcused(To, nameOf(To)))
    return;
  Choice C = choose(V->getInit(), roles().type(Field), Field->getType());
  if (!C || knowsItself(To, nullptr, C.best()))
    return;
  std::optional<FixItHint> Fix;
  if (!C.Text.empty()) {
    Fix = addInitialiser(V->getInit(), Field, C.Text, ast());
    SourceLocation End = Where->getEndLoc(); // the semicolon
    if (!Fix && Where->isSingleDecl() && !V->getType().isConstQualified() &&
        isa_and_nonnull<CompoundStmt>(Parents->getParent(Where)) &&
        canEdit(Where->getSourceRange(), ast()))
      Fix = FixItHint::CreateInsertion(
          End.getLocWithOffset(1),
          lineBreak(End, Where->getBeginLoc(), ast()) + V->getNameAsString() +
              "." + Field->getNameAsString() + " = " + C.Text + ";");
  }
  reportCarrier(V->getLocation(), Field, To, C, Fix);
}

void DroppedToken::carrierArguments(const Expr *Call) {
  const FunctionDecl *Callee = calleeOf(Call);
  auto Args = writtenArgs(Call);
  for (unsigned I = 0; I != Args.size() && I < Callee->getNumParams(); ++I) {
    const auto *Default = dyn_cast<CXXDefaultArgExpr>(Args[I]);
    QualType T = Callee->getParamDecl(I)->getType();
    const FieldDecl *Field =
        Tu->Tokens.leftUnset(Default ? Default->getExpr() : Args[I]);
    if (!Field ||
        (T->isLValueReferenceType() && !T->getPointeeType().isConstQualified()))
      continue;
    for (unsigned J = 0; J != Args.size(); ++J)
      if (J != I && Tu->Tokens.handsOn(Args[J], /*Callbacks=*/false))
        return;
    SourceLocation At = Default ? nameOf(Call) : Args[I]->getBeginLoc();
    if (isExcused(Call, At))
      return;
    Choice C = choose(Call, roles().type(Field), Field->getType());
    const auto *Made = dyn_cast<CXXConstructExpr>(Call);
    if (!C || knowsItself(Call, nullptr, C.best()) ||
        (Made && !staysHere(Made, C.All)))
      return;
    std::optional<FixItHint> Fix;
    if (!C.Text.empty() && !Default)
      Fix = addInitialiser(Args[I], Field, C.Text, ast());
    else if (!C.Text.empty() && getLangOpts().CPlusPlus20)
      Fix = addArgument(Call, I,
                        T.getNonReferenceType()
                                .getUnqualifiedType()
                                .getCanonicalType()
                                .getAsString(ast().getPrintingPolicy()) +
                            "{." + Field->getNameAsString() + " = " + C.Text +
                            "}",
                        ast());
    reportCarrier(At, Field, Call, C, Fix);
    return;
  }
}

void DroppedToken::reportCarrier(SourceLocation At, const FieldDecl *Field,
                                 const Expr *To, const Choice &C,
                                 const std::optional<FixItHint> &Fix) {
  const FunctionDecl *Callee = calleeOf(To);
  bool Named = Callee && !isInStd(Callee);
  {
    auto D = diag(sources().getFileLoc(At),
                  "'%0' of '%1' is not set although '%2' is in scope; a stop "
                  "request does not reach %select{the call|'%4'}3: set it to "
                  "'%5'")
             << Field->getName() << Field->getParent()->getName()
             << C.best().Text << Named << nameOfCallee(To) << C.shown();
    if (Fix && !At.isMacroID())
      D << *Fix;
  }
  diag(Field->getLocation(), "the member that takes it is here",
       DiagnosticIDs::Note);
  noteInScope(C);
}

//===----------------------------------------------------------------------===//
// Coroutines
//===----------------------------------------------------------------------===//

/// A task that is awaited without the coroutine's own token, in a vocabulary
/// that binds one to it. A token that nobody touches may already be the one the
/// coroutine runs under.
void DroppedToken::awaited(const CoawaitExpr *E) {
  const auto *Call =
      dyn_cast_or_null<CallExpr>(strip(compat::awaitedOperand(E)));
  if (!Call || Call->isTypeDependent() || !Seen.insert(E).second)
    return;
  TypeUse Task = roles().type(Call->getType());
  if (!Task.has(Role::TaskHandle) || isExempt(Call) ||
      Tu->Tokens.isGivenOne(Call) || Tu->Slots.defaulted(Call) ||
      !Tu->Slots.overloads(calleeOf(Call)).empty())
    return;
  for (const auto &KV : roles().opsPlaying(Role::Bind)) {
    const OpEntry &Op = *KV.second;
    auto Token = Op.Args.find("token");
    if (KV.first != Task.Voc || Token == Op.Args.end() ||
        (Op.Kind != model::MatchKind::Free &&
         Op.Kind != model::MatchKind::Functor) ||
        Token->second.Kind != model::ArgSlot::Index || Token->second.Number > 1)
      continue;
    llvm::StringRef Name = llvm::StringRef(Op.Names.front()).ltrim(':');
    if (roles().lookUp(Name).empty())
      continue;
    Choice C;
    for (Candidate &One : InScope(F, *Parents, roles()).at(E))
      if (One.Kind == CandidateKind::Parameter && One.Use.Voc == Task.Voc &&
          One.Use.has(Role::Token) && One.Use.byValue() && !One.KnownNull &&
          !isTriggeredHere(One.Decl) && names(F, One.Decl))
        C.All.push_back(std::move(One));
    if (!C || isExcused(E, nameOf(Call)))
      return;
    if (C.All.size() == 1)
      C.Text = C.best().Text;
    SourceRange Range = Call->getSourceRange();
    {
      auto D = diag(sources().getFileLoc(nameOf(Call)),
                    "'%0' is awaited without '%1' that is in scope; a stop "
                    "request does not reach it: bind the token with '%2'")
               << nameOfCallee(Call) << C.best().Text << Name;
      if (!C.Text.empty() && canEdit(Range, ast())) {
        bool First = Token->second.Number == 0;
        D << FixItHint::CreateInsertion(Range.getBegin(),
                                        Name.str() + "(" +
                                            (First ? C.Text + ", " : ""))
          << FixItHint::CreateInsertion(
                 Call->getRParenLoc().getLocWithOffset(1),
                 First ? ")" : ", " + C.Text + ")");
      }
    }
    noteInScope(C);
    return;
  }
}

CTX_REGISTER_CHECK(DroppedToken, Info);

} // namespace ctx
