//===- UnstoppableTask.cpp - ctx-unstoppable-task -------------------------===//
//
// Positive when
//   - work is started whose visible body, or a function in reach that it calls,
//     loops for ever: no token, flag, closed queue, jump or exception ends the
//     loop. That the handle offers a token which the callable does not take (or
//     not by name) makes the handle's destructor hang;
//   - work is started where a token is in scope, does not get it, and has a
//     loop that may run long and looks at nothing.
// Negative when
//   - the work is short, bounded, or ends by itself; its loop only waits, and
//     it is neither detached nor joined by a handle that asks it to stop;
//   - the library stops it with the work that started it (`inherits`), and it
//     does not loop for ever;
//   - it polls a token, whatever it is ended by otherwise: a flag, a poison
//     message, a closed queue or stream;
//   - it is started in main, in start-up code or in tests, or a comment or a
//     name says that it is detached on purpose.
// Unknown when (silent)
//   - the body is out of reach, virtual, or suspends;
//   - the loop is in a `try` and may be ended by what is thrown there;
//   - the callable has a named token: its loops are ctx-unpolled-loop's.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Observed.h"
#include "analysis/Roots.h"
#include "analysis/Starts.h"
#include "analysis/Unstoppable.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using ctx::model::Role;

namespace ctx {
namespace {

constexpr CheckInfo Info = {
    "ctx-unstoppable-task",
    "work is started that nobody can stop",
    "gosec G118, Sonar S6168, S5962",
    "M18 M62 A09",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    {},
};

/// A token that a piece of work could have been given.
struct Available {
  std::string Text; ///< how it is written
  const ValueDecl *Decl = nullptr;
};

class UnstoppableTask : public Check {
public:
  UnstoppableTask(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    using namespace ast_matchers;
    Check::registerMatchers(Finder);
    Finder->addMatcher(fieldDecl(hasInClassInitializer(expr()),
                                 unless(isExpansionInSystemHeader()))
                           .bind("field"),
                       this);
  }

  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Answers.reset();
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &) override { Answers.reset(); }

private:
  analysis::Unstoppable &answers() {
    if (!Answers)
      Answers = std::make_unique<analysis::Unstoppable>(roles(), ast());
    return *Answers;
  }
  bool isOnPurpose(const analysis::Start &S, const NamedDecl *Where,
                   const ParentMap &Parents) const;
  Available tokenFor(const analysis::Start &S, const FunctionDecl *F,
                     const ParentMap &Parents);
  void checkStart(const analysis::Start &S, const FunctionDecl *F,
                  const NamedDecl *Where, const ParentMap &Parents);
  void reportEndless(const analysis::Start &S, SourceLocation At,
                     const analysis::KeepsGoing &Loop, const Available &Token);
  void reportLong(const analysis::Start &S, SourceLocation At,
                  const analysis::KeepsGoing &Loop, const Available &Token);
  void noteToken(const Available &Token);
  llvm::SmallVector<FixItHint, 3>
  takeAndPoll(const analysis::Start &S, const analysis::KeepsGoing &Loop) const;

  std::unique_ptr<analysis::Unstoppable> Answers;
};

//===----------------------------------------------------------------------===//
// Exemptions
//===----------------------------------------------------------------------===//

/// True if what \p F starts is there for the whole run of the program.
bool isStartUp(const FunctionDecl *F, const model::RoleIndex &Roles) {
  if (analysis::mayMakeRoots(F, Roles))
    return true;
  return !isa<CXXMethodDecl>(F) && F->getIdentifier() &&
         analysis::hasPhrase(F->getName(), {"main", "startup", "start up",
                                            "bootstrap", "init", "initialize",
                                            "initialise", "setup", "set up"});
}

bool namesOptOut(const Decl *D) {
  const auto *N = dyn_cast_or_null<NamedDecl>(D);
  return N && N->getIdentifier() && analysis::saysOptOut(N->getName());
}

/// True if a comment or a name at the start \p S, which is in \p Where, says
/// that nobody is meant to stop it.
bool UnstoppableTask::isOnPurpose(const analysis::Start &S,
                                  const NamedDecl *Where,
                                  const ParentMap &Parents) const {
  const Stmt *Whole = S.At;
  while (const auto *P = dyn_cast_or_null<Expr>(Parents.getParent(Whole)))
    Whole = P;
  const Stmt *Above = Parents.getParent(Whole);
  if (isa_and_nonnull<DeclStmt>(Above))
    Whole = Above;
  for (SourceLocation L :
       {S.At->getBeginLoc(), Whole->getBeginLoc(), Whole->getEndLoc()})
    if (isDetached(L))
      return true;
  if (isa<FieldDecl>(Where) && isDetached(Where->getBeginLoc()))
    return true;
  if (namesOptOut(S.KeptIn) || namesOptOut(S.Runs.Function))
    return true;
  // It handles the signals of the whole process.
  if (S.Runs.Function && S.Runs.Function->getIdentifier() &&
      analysis::hasPhrase(S.Runs.Function->getName(),
                          {"signal handler", "signal thread", "signal loop",
                           "handle signals", "wait for signals"}))
    return true;
  for (const Decl *D = Where; D && !isa<TranslationUnitDecl>(D);
       D = dyn_cast<Decl>(D->getDeclContext()))
    if (!isa<NamespaceDecl>(D) && namesOptOut(D))
      return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Tokens in scope
//===----------------------------------------------------------------------===//

/// The best token that \p S, in \p F, could have been given; none if there is
/// none, or if it is right not to give it.
Available UnstoppableTask::tokenFor(const analysis::Start &S,
                                    const FunctionDecl *F,
                                    const ParentMap &Parents) {
  analysis::Polls &Polls = answers().polls();
  Available Out;
  if (!F || analysis::isCleanup(F) ||
      analysis::cancellationObserved(S.At, Parents, roles()))
    return Out;
  // A callback may end the work in a way that is not seen here.
  analysis::Frame Whole;
  Whole.Function = F;
  Whole.Body = bodyInReach(F);
  if (Polls.registers(Whole))
    return Out;
  for (const analysis::Candidate &C :
       analysis::InScope(F, Parents, roles()).at(S.At)) {
    if (C.KnownNull || C.Deferred || !Polls.isPollable(C.Use) ||
        C.Use.has(Role::PerRequest) ||
        roles().type(C.Decl).has(Role::TaskHandle))
      continue;
    Out.Text = C.Text;
    Out.Decl = C.Decl;
    return Out;
  }
  // A constructor's own members are no candidates yet, but they are there when
  // the work runs.
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const FieldDecl *Field : C->getParent()->fields()) {
      model::TypeUse Use = roles().type(Field);
      if (Field->getIdentifier() && !Use.has(Role::TaskHandle) &&
          !Use.has(Role::PerRequest) &&
          (Use.has(Role::Source) || Polls.isPollable(Use))) {
        Out.Text = Field->getNameAsString();
        Out.Decl = Field;
        return Out;
      }
    }
  return Out;
}

//===----------------------------------------------------------------------===//
// The fix
//===----------------------------------------------------------------------===//

/// True if \p Text has \p Name as a word.
bool hasWord(llvm::StringRef Text, llvm::StringRef Name) {
  auto IsPart = [](char C) {
    return C == '_' || (C >= '0' && C <= '9') || (C >= 'a' && C <= 'z') ||
           (C >= 'A' && C <= 'Z');
  };
  for (size_t At = 0; (At = Text.find(Name, At)) != llvm::StringRef::npos;
       At += Name.size()) {
    size_t End = At + Name.size();
    if ((At == 0 || !IsPart(Text[At - 1])) &&
        (End == Text.size() || !IsPart(Text[End])))
      return true;
  }
  return false;
}

/// The edits that make the lambda of \p S take the token its handle offers and
/// end \p Loop with it; empty if that is not all there is to it.
llvm::SmallVector<FixItHint, 3>
UnstoppableTask::takeAndPoll(const analysis::Start &S,
                             const analysis::KeepsGoing &Loop) const {
  const LambdaExpr *L = S.Runs.Lambda;
  if (!S.OwnToken || S.Detached || !L || !Loop.OwnFrame || !S.Bound.empty() ||
      analysis::strip(S.Callable) != L ||
      !analysis::canEdit(L->getSourceRange(), ast()))
    return {};
  const CXXMethodDecl *Operator = L->getCallOperator();
  const auto *Body = dyn_cast<CompoundStmt>(L->getBody());
  // Nothing may follow that was never reached before, and nothing in the loop
  // may keep it from coming round.
  if (!Body || Body->body_empty() || Body->body_back() != Loop.Loop ||
      !Operator->getReturnType()->isVoidType() ||
      !analysis::isEndless(Loop.Loop, ast()))
    return {};
  bool Blocks = false;
  analysis::forEachInFrame(Loop.Loop, [&](const Stmt *Part) {
    if (const auto *E = dyn_cast<Expr>(Part))
      Blocks |= bool(roles().op(E, {Role::Blocking, Role::Join}));
    return !Blocks;
  });
  const model::TypeEntry *Token = analysis::ownTokenType(S, roles());
  if (Blocks || !Token || Token->Names.empty())
    return {};
  llvm::StringRef Type = Token->Names.front();
  if (compat::startsWith(Type, "::"))
    Type = Type.drop_front(2);

  llvm::SmallVector<FixItHint, 3> Out;
  std::string Text = analysis::textOf(L->getSourceRange(), ast());
  std::string Name = hasWord(Text, "stop") ? "stopToken" : "stop";
  if (hasWord(Text, Name))
    return {};
  if (Operator->getNumParams() > 1 || L->isGenericLambda())
    return {};
  if (Operator->getNumParams() == 1) {
    const ParmVarDecl *P = Operator->getParamDecl(0);
    SourceLocation End = P->getTypeSourceInfo()->getTypeLoc().getEndLoc();
    if (!analysis::canEdit(P->getSourceRange(), ast()))
      return {};
    Out.push_back(FixItHint::CreateInsertion(
        Lexer::getLocForEndOfToken(End, 0, sources(), getLangOpts()),
        " " + Name));
  } else {
    std::string Parameter = (Type + " " + Name).str();
    if (L->hasExplicitParameters()) {
      FunctionTypeLoc F = Operator->getTypeSourceInfo()
                              ->getTypeLoc()
                              .getAsAdjusted<FunctionTypeLoc>();
      if (!F || F.getLParenLoc().isInvalid())
        return {};
      Out.push_back(FixItHint::CreateInsertion(
          F.getLParenLoc().getLocWithOffset(1), Parameter));
    } else {
      Out.push_back(FixItHint::CreateInsertion(
          L->getIntroducerRange().getEnd().getLocWithOffset(1),
          "(" + Parameter + ")"));
    }
  }
  std::string Poll = analysis::pollOf(*Token, Name, /*Asked=*/false, roles());
  if (Poll.empty())
    return {};
  if (const Expr *Condition = analysis::loopCondition(Loop.Loop)) {
    if (!analysis::canEdit(Condition->getSourceRange(), ast()))
      return {};
    Out.push_back(
        FixItHint::CreateReplacement(Condition->getSourceRange(), Poll));
    return Out;
  }
  const auto *For = dyn_cast<ForStmt>(Loop.Loop);
  if (!For || For->getInit() || For->getInc())
    return {};
  Out.push_back(FixItHint::CreateReplacement(
      SourceRange(For->getForLoc(), For->getRParenLoc()),
      "while (" + Poll + ")"));
  return Out;
}

//===----------------------------------------------------------------------===//
// Findings
//===----------------------------------------------------------------------===//

void UnstoppableTask::noteToken(const Available &Token) {
  if (Token.Decl)
    diag(Token.Decl->getLocation(), "'%0' is in scope where it is started",
         DiagnosticIDs::Note)
        << Token.Text;
}

void UnstoppableTask::reportEndless(const analysis::Start &S, SourceLocation At,
                                    const analysis::KeepsGoing &Loop,
                                    const Available &Token) {
  llvm::StringRef Handle = S.KeptIn && S.KeptIn->getIdentifier()
                               ? S.KeptIn->getName()
                               : llvm::StringRef();
  if (S.Detached) {
    diag(At, "detached work loops for ever and nobody can stop it; have it "
             "poll a token or a flag, or say why with '// ctx-tidy: detached "
             "because ...'");
  } else if (S.OwnToken) {
    auto D =
        diag(At, "this work loops for ever and does not take the token that "
                 "its handle offers, so the destructor of "
                 "%select{the handle|'%1'}0 never returns; take the token "
                 "and poll it")
        << !Handle.empty() << Handle;
    for (const FixItHint &Hint : takeAndPoll(S, Loop))
      D << Hint;
  } else {
    diag(At, "this work loops for ever and nobody can stop it"
             "%select{|, so waiting for '%1' never ends}0; have it poll a "
             "token or a flag")
        << !Handle.empty() << Handle;
  }
  diag(Loop.Loop->getBeginLoc(), "nothing ends this '%0' loop",
       DiagnosticIDs::Note)
      << analysis::loopKeyword(Loop.Loop);
  noteToken(Token);
}

void UnstoppableTask::reportLong(const analysis::Start &S, SourceLocation At,
                                 const analysis::KeepsGoing &Loop,
                                 const Available &Token) {
  diag(At,
       "%select{this|detached}0 work loops without looking at '%1', so a stop "
       "request does not end it; pass '%1' to it and poll it in the loop")
      << S.Detached << Token.Text;
  diag(Loop.Loop->getBeginLoc(), "this '%0' loop looks at no token",
       DiagnosticIDs::Note)
      << analysis::loopKeyword(Loop.Loop);
  noteToken(Token);
}

/// \p F is the function that \p S is in; null for the initialiser of \p Where.
void UnstoppableTask::checkStart(const analysis::Start &S,
                                 const FunctionDecl *F, const NamedDecl *Where,
                                 const ParentMap &Parents) {
  if (!S.Runs.Body)
    return;
  SourceLocation At =
      S.KeptIn == Where ? Where->getLocation() : S.At->getBeginLoc();
  std::optional<analysis::KeepsGoing> Loop =
      answers().endlessLoop(S.Runs, /*Parked=*/S.Detached || S.OwnToken);
  if (Loop) {
    if (!isOnPurpose(S, Where, Parents))
      reportEndless(S, At, *Loop, tokenFor(S, F, Parents));
    return;
  }
  // A parameter without a name says that the token does not matter.
  for (const ParmVarDecl *P : S.Runs.Function->parameters())
    if (roles().type(P).has(Role::Token))
      return;
  // It needs no token: the library stops it with the work that started it.
  if (S.Op && S.Op->Takes != model::Inherits::None)
    return;
  Loop = answers().longLoop(S.Runs);
  if (!Loop || isOnPurpose(S, Where, Parents))
    return;
  for (const Expr *Bound : S.Bound)
    if (answers().polls().mayObserve(Bound))
      return; // it knows a token, or what has one
  Available Token = tokenFor(S, F, Parents);
  if (Token.Decl)
    reportLong(S, At, *Loop, Token);
}

void UnstoppableTask::checkFunction(const FunctionDecl *F) {
  if (isLambda(F) || isStartUp(F, roles()))
    return; // outside of functions a lambda is in an initialiser
  const ParentMap &Parents = services().parents(F);
  for (const analysis::Start &S : analysis::startsIn(F, Parents, roles()))
    checkStart(S, F, F, Parents);
}

void UnstoppableTask::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  const auto *Field = Result.Nodes.getNodeAs<FieldDecl>("field");
  const auto *Class =
      Field ? dyn_cast<CXXRecordDecl>(Field->getParent()) : nullptr;
  if (!Class || Class->getTemplateInstantiationPattern() ||
      analysis::isTestCode(Field, roles()))
    return;
  ParentMap Parents(Field->getInClassInitializer());
  for (const analysis::Start &S : analysis::startsIn(Field, Parents, roles()))
    checkStart(S, nullptr, Field, Parents);
}

CTX_REGISTER_CHECK(UnstoppableTask, Info);

} // namespace
} // namespace ctx
