//===- UnusedToken.cpp - ctx-unused-token ---------------------------------===//
//
// Positive when
//   - a function that works has a named parameter that can be polled, and
//     nothing in its body reads it, passes it on or captures it. A cast to
//     void, sizeof, overwriting it and asking whether it can be stopped at all
//     are no use.
// Negative when
//   - the parameter is unnamed or [[maybe_unused]];
//   - the function does nothing that takes time, only forwards, or cleans up.
//   - an empty token is passed instead, a call could take it, or a loop should
//     poll: other checks say so.
// Unknown when (silent)
//   - the signature is imposed: virtual, an operator, a callback, a command, a
//     specialization, an address that is taken;
//   - the parameter is a session that serves much else, and nothing shows that
//     the function takes its time;
//   - the name occurs in the body where this configuration does not compile it.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Forgone.h"
#include "analysis/Loops.h"
#include "analysis/Polls.h"
#include "analysis/Roots.h"
#include "analysis/Signatures.h"
#include "analysis/Unpolled.h"
#include "core/CheckRegistry.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/DenseSet.h"

using namespace clang;
using ctx::model::Role;
using ctx::model::RoleSet;

namespace ctx {
namespace {

constexpr OptionInfo InfoOptions[] = {
    {"Strict", "false",
     "reads of a context that have nothing to do with cancellation, like "
     "peer(), are no use"},
};

constexpr CheckInfo Info = {
    "ctx-unused-token",
    "a token or per-request context parameter is never looked at or passed on",
    "PVS-Studio V1079, CancelCop CC016",
    "M30 A08",
    Severity::Warning,
    FixKind::None,
    /*OnByDefault=*/true,
    "0.1",
    InfoOptions,
};

/// Functions named in a piece of code other than to call them.
struct Mentions {
  llvm::DenseSet<const FunctionDecl *> Taken;
  llvm::DenseSet<const FunctionDecl *> Spawned;
};

class UnusedToken : public Check {
public:
  UnusedToken(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    using namespace ast_matchers;
    Check::registerMatchers(Finder);
    auto Ours = unless(isExpansionInSystemHeader());
    Finder->addMatcher(
        fieldDecl(hasInClassInitializer(expr().bind("init")), Ours), this);
    Finder->addMatcher(
        varDecl(hasGlobalStorage(), hasInitializer(expr().bind("init")), Ours),
        this);
  }

  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Named = Mentions();
    Candidates.clear();
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &Context) override;

private:
  enum class Entry : uint8_t { Plain, Worker, Imposed };
  /// A finding unless the function turns out to be a callback.
  struct Candidate {
    const FunctionDecl *Function;
    const ParmVarDecl *Parameter;
    bool Loops;
  };

  void collect(const Stmt *Root);
  void checkFrame(const analysis::Frame &F, const FunctionDecl *In, Entry Kind,
                  analysis::Polls &Polls, const ParentMap &Parents);
  Entry lambdaEntry(const std::vector<analysis::Frame> &Frames,
                    const analysis::Frame &F, const ParentMap &Parents) const;
  bool isUsed(const ParmVarDecl *P, const analysis::Frame &F,
              analysis::Polls &Polls, const ParentMap &Parents) const;
  bool isReadForCancellation(const DeclRefExpr *R,
                             const ParentMap &Parents) const;
  bool handsOnAnotherContext(const analysis::Frame &F) const;
  bool handsOnARoot(const analysis::Frame &F) const;
  void report(const FunctionDecl *F, const ParmVarDecl *P);

  Mentions Named;
  std::vector<Candidate> Candidates;
};

//===----------------------------------------------------------------------===//
// Whose signature is it?
//===----------------------------------------------------------------------===//

void UnusedToken::collect(const Stmt *Root) {
  llvm::SmallPtrSet<const Stmt *, 16> Callees;
  llvm::SmallPtrSet<const Stmt *, 4> Started;
  auto AddStarted = [&](const Expr *E, auto &&Arguments) {
    if (roles().op(E, Role::Spawn))
      for (const Expr *A : Arguments)
        Started.insert(analysis::object(A));
  };
  analysis::forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      Callees.insert(C->getCallee()->IgnoreParenImpCasts());
      AddStarted(C, C->arguments());
    } else if (const auto *C = dyn_cast<CXXConstructExpr>(S)) {
      AddStarted(C, C->arguments());
    } else if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *F = dyn_cast<FunctionDecl>(R->getDecl())) {
        F = F->getCanonicalDecl();
        if (Started.count(R))
          Named.Spawned.insert(F);
        else if (!Callees.count(R))
          Named.Taken.insert(F);
      }
    } else if (const auto *O = dyn_cast<OverloadExpr>(S)) {
      if (!Callees.count(O))
        for (const NamedDecl *D : O->decls())
          if (const auto *F = dyn_cast<FunctionDecl>(D->getUnderlyingDecl()))
            Named.Taken.insert(F->getCanonicalDecl());
    }
    return true;
  });
}

UnusedToken::Entry
UnusedToken::lambdaEntry(const std::vector<analysis::Frame> &Frames,
                         const analysis::Frame &F,
                         const ParentMap &Parents) const {
  const Stmt *Up = analysis::userParent(Parents, F.Lambda);
  if (const auto *E = dyn_cast_or_null<Expr>(Up))
    return roles().op(E, Role::Spawn) ? Entry::Worker : Entry::Imposed;
  const auto *D = dyn_cast_or_null<DeclStmt>(Up);
  const auto *V =
      D && D->isSingleDecl() ? dyn_cast<VarDecl>(D->getSingleDecl()) : nullptr;
  if (!V || !V->getType()->getAsCXXRecordDecl() ||
      !V->getType()->getAsCXXRecordDecl()->isLambda() || F.Outer < 0)
    return Entry::Imposed;
  // Only called by its name, or started.
  Entry Answer = Entry::Plain;
  analysis::forEachStmt(Frames[unsigned(F.Outer)].Body, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (!R || R->getDecl() != V)
      return true;
    const Stmt *Use = analysis::userParent(Parents, R);
    const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(Use);
    if (O && O->getOperator() == OO_Call && analysis::object(O->getArg(0)) == R)
      return true;
    const auto *E = dyn_cast_or_null<Expr>(Use);
    if (E && roles().op(E, Role::Spawn)) {
      if (Answer == Entry::Plain)
        Answer = Entry::Worker;
    } else {
      Answer = Entry::Imposed;
    }
    return true;
  });
  return Answer;
}

//===----------------------------------------------------------------------===//
// Uses
//===----------------------------------------------------------------------===//

/// Calls \p Visit for every expression of \p F, a constructor's initializers
/// included.
static void forEachIn(const analysis::Frame &F,
                      llvm::function_ref<bool(const Stmt *)> Visit) {
  // A coroutine moves its parameters into its frame, which is no use of them.
  const Stmt *Body = F.Body;
  if (const auto *Coroutine = dyn_cast<CoroutineBodyStmt>(Body))
    Body = Coroutine->getBody();
  analysis::forEachStmt(Body, Visit);
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F.Function))
    for (const CXXCtorInitializer *I : C->inits())
      analysis::forEachStmt(I->getInit(), Visit);
}

bool UnusedToken::isReadForCancellation(const DeclRefExpr *R,
                                        const ParentMap &Parents) const {
  const Stmt *Member = analysis::userParent(Parents, R);
  if (!isa_and_nonnull<MemberExpr>(Member))
    return true; // passed on, copied, compared
  const Stmt *Call = analysis::userParent(Parents, Member);
  const auto *E =
      dyn_cast<Expr>(isa_and_nonnull<CXXMemberCallExpr>(Call) ? Call : Member);
  static const RoleSet About{
      Role::Poll,           Role::PollThrow,   Role::PollStatus,
      Role::Register,       Role::GetToken,    Role::Derive,
      Role::Merge,          Role::DeriveValue, Role::Bind,
      Role::DeriveDeadline, Role::GetDeadline, Role::Trigger};
  return bool(roles().op(E, About));
}

/// True if the text of \p F's definition has the name of \p P where the AST has
/// nothing: in a branch of the preprocessor that is not taken, in a macro, or
/// in code that depends on a template parameter.
static bool isNamedInSkippedText(const ParmVarDecl *P, const analysis::Frame &F,
                                 const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  llvm::DenseSet<unsigned> Explained;
  FileID File = SM.getFileID(SM.getFileLoc(F.Body->getBeginLoc()));
  auto Explain = [&](SourceLocation L) {
    L = SM.getFileLoc(L);
    if (SM.getFileID(L) == File)
      Explained.insert(SM.getFileOffset(L));
  };
  forEachIn(F, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Explain(R->getLocation());
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      Explain(M->getMemberLoc());
    else if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        Explain(One->getLocation());
    if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      for (const ParmVarDecl *Q : L->getCallOperator()->parameters())
        Explain(Q->getLocation());
      for (const LambdaCapture &C : L->captures())
        Explain(C.getLocation());
    }
    return true;
  });

  SourceLocation Begin = SM.getFileLoc(F.Body->getBeginLoc());
  unsigned From = SM.getFileOffset(Begin);
  unsigned To = SM.getFileOffset(SM.getFileLoc(F.Body->getEndLoc()));
  llvm::StringRef Text = SM.getBufferData(File);
  Lexer Raw(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(),
            Text.begin() + From, Text.end());
  Token Now;
  llvm::StringRef Last, BeforeLast;
  while (!Raw.LexFromRawLexer(Now)) {
    unsigned At = SM.getFileOffset(Now.getLocation());
    if (At >= To)
      break;
    llvm::StringRef Spelled = Text.substr(At, Now.getLength());
    bool Unevaluated =
        Last == "(" && (BeforeLast == "sizeof" || BeforeLast == "decltype" ||
                        BeforeLast == "noexcept");
    if (Now.is(tok::raw_identifier) && Spelled == P->getName() &&
        !Unevaluated && Last != "." && Last != "->" && Last != "::" &&
        !Explained.count(At))
      return true;
    BeforeLast = Last;
    Last = Spelled;
  }
  return false;
}

bool UnusedToken::isUsed(const ParmVarDecl *P, const analysis::Frame &F,
                         analysis::Polls &Polls,
                         const ParentMap &Parents) const {
  bool Used = false;
  bool Strict = flag("Strict");
  forEachIn(F, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (R && R->getDecl() == P && !Polls.isNoUse(R, Parents) &&
        (!Strict || isReadForCancellation(R, Parents)))
      Used = true;
    return !Used;
  });
  return Used || isNamedInSkippedText(P, F, ast());
}

//===----------------------------------------------------------------------===//
// Is it worth saying?
//===----------------------------------------------------------------------===//

/// True if \p F is one call that hands on all of its other parameters.
static bool isThunk(const analysis::Frame &F, const ParmVarDecl *P) {
  const auto *Body = dyn_cast<CompoundStmt>(F.Body);
  if (!Body || Body->size() != 1 || F.Function->getNumParams() < 2)
    return false;
  const Stmt *Only = Body->body_front();
  if (const auto *R = dyn_cast<ReturnStmt>(Only))
    Only = R->getRetValue();
  const auto *E = dyn_cast_or_null<Expr>(Only);
  const auto *C = E ? dyn_cast<CallExpr>(analysis::strip(E)) : nullptr;
  if (!C)
    return false;
  for (const ParmVarDecl *Q : F.Function->parameters())
    if (Q != P && !analysis::mentions(C, Q))
      return false;
  return true;
}

static bool isForgiven(const ParmVarDecl *P) {
  return !P->getIdentifier() || P->hasAttr<UnusedAttr>();
}

/// True if a call is given an empty token or context made for it: that is what
/// is wrong here, and another check's, which has a fix.
bool UnusedToken::handsOnARoot(const analysis::Frame &F) const {
  if (analysis::mayMakeRoots(F.Function, roles()) ||
      analysis::isGenerator(F.Function, roles()))
    return false;
  bool Found = false;
  forEachIn(F, [&](const Stmt *S) {
    auto One = [&](const Expr *A) {
      std::optional<analysis::Root> R = analysis::rootOf(A, roles());
      Found |= R && !R->OptOut;
    };
    if (isa<CXXOperatorCallExpr>(S)) // assigning one is no use
      return true;
    if (const auto *C = dyn_cast<CallExpr>(S))
      llvm::for_each(C->arguments(), One);
    else if (const auto *C = dyn_cast<CXXConstructExpr>(S))
      if (!roles().type(C->getType()))
        llvm::for_each(C->arguments(), One);
    return !Found;
  });
  return Found;
}

/// True if a call is given a context or token that \p F did not make itself.
bool UnusedToken::handsOnAnotherContext(const analysis::Frame &F) const {
  bool Found = false;
  analysis::forEachInFrame(F.Body, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S))
      for (const Expr *A : C->arguments()) {
        const ValueDecl *D = analysis::referenced(A);
        const auto *V = dyn_cast_or_null<VarDecl>(D);
        if (D && !(V && V->isLocalVarDecl()) && !isa<FunctionDecl>(D))
          Found |= roles().type(D).Roles.hasAny({Role::Context, Role::Token});
      }
    return !Found;
  });
  return Found;
}

/// \p In is the function that \p F is a part of, null outside functions.
void UnusedToken::checkFrame(const analysis::Frame &F, const FunctionDecl *In,
                             Entry Kind, analysis::Polls &Polls,
                             const ParentMap &Parents) {
  if (Kind == Entry::Imposed)
    return;
  for (const ParmVarDecl *P : F.Function->parameters()) {
    if (isForgiven(P))
      continue;
    model::TypeUse Use = roles().type(P);
    if (!Polls.isPollable(Use) || isUsed(P, F, Polls, Parents))
      continue;
    // One defect, one id: these checks have a fix.
    if (handsOnARoot(F) ||
        (In && analysis::isForgone(P, F.Body, In, Parents, roles())) ||
        !analysis::unpolledLoops(F, {P}, Polls, ast()).empty())
      continue;
    bool Works = Polls.firstCall(F.Body, analysis::Effort::Unknown);
    bool Loops = false;
    analysis::forEachInFrame(F.Body, [&](const Stmt *S) {
      if (analysis::isLoop(S) && !analysis::isBounded(S, ast()) &&
          !analysis::isEndedFromOutside(S, [](const Expr *) { return false; }))
        Loops |= bool(Polls.firstCall(S, analysis::Effort::Unknown));
      return !Loops;
    });
    if (Use.has(Role::PerRequest)) {
      // Handlers are given a context whether they need one or not.
      if (handsOnAnotherContext(F))
        report(F.Function, P);
      continue;
    }
    if (analysis::isImposed(F.Function) && !F.Lambda)
      continue;
    if (!Works || isThunk(F, P) ||
        (Polls.isBroad(Use) && !Polls.surelyTakesTime(F.Body)))
      continue;
    if (F.Lambda) {
      if (Kind == Entry::Plain || Loops)
        report(F.Function, P);
      continue;
    }
    Candidates.push_back({F.Function, P, Loops});
  }
}

void UnusedToken::checkFunction(const FunctionDecl *F) {
  if (isLambda(F)) // comes through checkMatch(), with what it is given to
    return;
  std::vector<analysis::Frame> Frames = analysis::framesOf(F);
  if (Frames.empty())
    return;
  forEachIn(Frames.front(), [&](const Stmt *S) {
    collect(S);
    return false;
  });
  if (analysis::isMain(F) || analysis::isTestCode(F, roles()))
    return;
  analysis::Polls Polls(roles());
  const ParentMap &Parents = services().parents(F);
  for (const analysis::Frame &One : Frames)
    if (One.Lambda)
      checkFrame(One, F, lambdaEntry(Frames, One, Parents), Polls, Parents);
    else if (!analysis::isCleanup(F))
      checkFrame(One, F, Entry::Plain, Polls, Parents);
}

void UnusedToken::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  const auto *Init = Result.Nodes.getNodeAs<Expr>("init");
  collect(Init);
  std::vector<analysis::Frame> Frames = analysis::framesOf(Init);
  if (Frames.empty())
    return;
  analysis::Polls Polls(roles());
  ParentMap Parents(const_cast<Expr *>(Init));
  for (const analysis::Frame &One : Frames)
    checkFrame(One, nullptr, lambdaEntry(Frames, One, Parents), Polls, Parents);
}

void UnusedToken::endOfTu(ASTContext &Context) {
  for (const Candidate &C : Candidates) {
    const FunctionDecl *F = C.Function->getCanonicalDecl();
    if (Named.Taken.count(F) || (Named.Spawned.count(F) && !C.Loops))
      continue;
    report(C.Function, C.Parameter);
  }
  Candidates.clear();
}

void UnusedToken::report(const FunctionDecl *F, const ParmVarDecl *P) {
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  bool Lambda = M && M->getParent()->isLambda();
  diag(P->getLocation(),
       "'%0' is never looked at or passed on, so no stop request reaches "
       "%select{'%2'|this lambda}1; poll it, pass it on, or leave it unnamed")
      << P->getName() << Lambda << F->getNameAsString();
}

CTX_REGISTER_CHECK(UnusedToken, Info);

} // namespace
} // namespace ctx
