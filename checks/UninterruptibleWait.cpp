//===- UninterruptibleWait.cpp - ctx-uninterruptible-wait -----------------===//
//
// Positive when
//   - a call sleeps or blocks without a token although the model names a
//     counterpart that a request can wake, and a token that fits is in scope: a
//     parameter, a capture, a field, one member of those away; or the function
//     is a coroutine whose model says that it has a token of its own;
//   - nobody else ends the wait when the work is to stop.
// Negative when
//   - it is known to be short, or is one step of a longer wait that polls
//     between its steps;
//   - a callback registered for the request, or the function that makes the
//     request, wakes it and changes what its predicate reads;
//   - cancellation was observed before, or the function cleans up;
//   - the code is a test.
// Unknown when (silent)
//   - what wakes it, or ends the class, is not in this translation unit;
//   - the token was handed to work that may well be what is waited for;
//   - the token is one of a source of the class that this function does not
//   look
//     at.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Forgone.h"
#include "analysis/InScope.h"
#include "analysis/Observed.h"
#include "analysis/Polls.h"
#include "analysis/Retype.h"
#include "analysis/Siblings.h"
#include "analysis/Waits.h"
#include "analysis/Wakers.h"
#include "analysis/Wakeups.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;
using model::RoleSet;

constexpr OptionInfo InfoOptions[] = {
    {"ShortWait", "100",
     "longest wait in milliseconds that needs no token, if it is known"},
    {"LongestStep", "1000",
     "longest step in milliseconds of a wait that polls between its steps"},
    {"SleepHelper", "",
     "call to write instead of a sleep, with {token} and {duration}"},
};

constexpr CheckInfo Info = {
    "ctx-uninterruptible-wait",
    "sleeps or blocks where a stop request does not wake it, with a token in "
    "scope",
    "noctx, flake8-async",
    "M19 M38 A14",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    InfoOptions,
};

/// One wait, until the end of the translation unit tells who ends it.
struct Wait {
  const CallExpr *Call;
  OpUse Op;
  const FunctionDecl *F;
  Candidate Token;
  SiblingUse Use;
  WaitReads Reads;
  bool Single;    ///< no other token fits as well
  bool Ambient;   ///< a coroutine's own token; no Token
  bool OwnSource; ///< Token is taken from a source or a task
};

class UninterruptibleWait : public Check {
public:
  UninterruptibleWait(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &Context) override;

private:
  void look(const CallExpr *Call, const OpUse &Op, const FunctionDecl *F);
  bool pick(Wait &W) const;
  bool isShort(const Wait &W, const ParentMap &Parents);
  bool isEnded(const Wait &W);
  bool looksAtToken(const Wait &W, Wakeups &Wakes) const;
  bool isWorker(const FunctionDecl *F, const ValueDecl *Source,
                unsigned Depth) const;
  bool isHandedOut(const Wait &W) const;

  void report(const Wait &W, llvm::ArrayRef<FixItHint> Fixes);
  std::string advice(const Wait &W) const;
  const CallExpr *tokenGivenTo(const Wait &W) const;

  llvm::SmallVector<FixItHint, 4> fixesFor(const Wait &W);
  llvm::SmallVector<FixItHint, 2> sleepHelper(const Wait &W) const;
  bool honoursResult(const Wait &W, llvm::SmallVectorImpl<FixItHint> &Fixes);
  std::string leave(const Wait &W, const ParentMap &Parents) const;

  std::unique_ptr<Wakers> Ends;
  std::unique_ptr<Polls> Asks;
  std::vector<Wait> Waits;
};

//===----------------------------------------------------------------------===//
// Finding waits
//===----------------------------------------------------------------------===//

void UninterruptibleWait::checkFunction(const FunctionDecl *F) {
  if (!bodyInReach(F))
    return;
  if (!Ends) {
    Ends = std::make_unique<Wakers>(roles());
    Asks = std::make_unique<Polls>(roles());
  }
  Ends->add(F);
  static const RoleSet Blocks{Role::Blocking, Role::TimedBlocking,
                              Role::Tokenless};
  llvm::SmallVector<std::pair<const CallExpr *, OpUse>, 4> Calls;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *Call = dyn_cast<CallExpr>(S);
    if (!Call)
      return true;
    for (const OpUse &Op : roles().ops(Call))
      if (Blocks.has(Op.role()) && !Op.Entry->Siblings.empty()) {
        Calls.push_back({Call, Op});
        break;
      }
    return true;
  });
  if (Calls.empty() || isa<CXXDestructorDecl>(F) || isTestCode(F, roles()))
    return;
  for (const auto &CallAndOp : Calls)
    look(CallAndOp.first, CallAndOp.second, F);
}

/// The coroutine that \p S is in, if its model says that it can be asked for
/// its token: the type it returns.
static QualType ambientCoroutine(const Stmt *S, const FunctionDecl *F,
                                 const ParentMap &Parents,
                                 const model::RoleIndex &Roles) {
  const FunctionDecl *Frame = F;
  for (const Stmt *P = Parents.getParent(S); P; P = Parents.getParent(P))
    if (const auto *L = dyn_cast<LambdaExpr>(P)) {
      Frame = L->getCallOperator();
      break;
    }
  if (!isa_and_nonnull<CoroutineBodyStmt>(bodyInReach(Frame)) ||
      !Roles.type(Frame->getReturnType()).has(Role::Ambient))
    return QualType();
  return Frame->getReturnType();
}

/// Finds the token for \p W, and what could be called with it.
bool UninterruptibleWait::pick(Wait &W) const {
  const ParentMap &Parents = services().parents(W.F);
  bool Cleans = isStopLike(W.F);
  llvm::SmallVector<Candidate, 4> Foreign;
  for (Candidate &C : InScope(W.F, Parents, roles()).at(W.Call)) {
    bool OwnParameter =
        C.Kind == CandidateKind::Parameter || C.Kind == CandidateKind::Capture;
    bool OfLambda = isa<ParmVarDecl>(C.Decl) &&
                    C.Decl->getDeclContext() != W.F->getCanonicalDecl() &&
                    C.Decl->getDeclContext() != W.F;
    if (C.KnownNull || !Asks->isPollable(C.Use) || (isMain(W.F) && !OfLambda) ||
        (Cleans && !OwnParameter))
      continue;
    SiblingUse Use = siblingFor(W.Op, C, roles());
    if (!Use) {
      if (OwnParameter && C.Use.Voc != W.Op.Voc)
        Foreign.push_back(C);
      continue;
    }
    if (W.Token.Decl) {
      W.Single = C.rank() != W.Token.rank();
      return true;
    }
    W.Token = C;
    W.Use = Use;
    W.Single = true;
    W.OwnSource =
        roles().type(C.Decl).Roles.hasAny({Role::Source, Role::TaskHandle}) &&
        !roles().type(C.Decl).has(Role::Token);
  }
  if (W.Token.Decl)
    return true;
  // No counterpart takes such a token, but a wait without a bound, or a sleep,
  // goes on all the same.
  if (Foreign.empty() || (W.Op.role() != Role::Blocking &&
                          W.Op.Entry->Siblings.front().Note.empty()))
    return false;
  W.Token = Foreign.front();
  return true;
}

bool UninterruptibleWait::isShort(const Wait &W, const ParentMap &Parents) {
  const Stmt *Body = bodyInReach(W.F);
  std::optional<double> Longest = longestWait(W.Op, Body, ast());
  if (!Longest) {
    const Stmt *Loop = loopAround(W.Call, Parents);
    return Loop && isCutShort(W.Op, Body) && pollsEachRound(Loop, *Asks);
  }
  if (*Longest <= number("ShortWait"))
    return true;
  if (*Longest > number("LongestStep"))
    return false;
  if (isStep(W.Call, Parents, *Asks))
    return true;
  // What cannot be woken has to poll.
  const Stmt *Loop = loopAround(W.Call, Parents);
  return !W.Use && !W.Ambient && Loop && pollsEachRound(Loop, *Asks);
}

void UninterruptibleWait::look(const CallExpr *Call, const OpUse &Op,
                               const FunctionDecl *F) {
  Wait W{Call, Op, F, {}, {}, {}, false, false, false};
  const ParentMap &Parents = services().parents(F);
  if (!pick(W)) {
    W.Ambient =
        !ambientCoroutine(Call, F, Parents, roles()).isNull() && !isMain(F);
    if (!W.Ambient)
      return;
  }
  if (isShort(W, Parents) || cancellationObserved(Call, Parents, roles()))
    return;
  W.Reads = readsOf(Op, loopAround(Call, Parents), roles());
  // A counterpart without a token, like one with a bound: worth it only where
  // the loop looks at the token.
  if (W.Use && W.Use.Callee && !W.Use.Takes && W.Use.Entry->OnToken.empty()) {
    const Stmt *Loop = loopAround(Call, Parents);
    if (!Loop || !pollsEachRound(Loop, *Asks))
      return;
  }
  Waits.push_back(std::move(W));
}

//===----------------------------------------------------------------------===//
// Who ends it
//===----------------------------------------------------------------------===//

/// True if \p F polls \p Source, or is called by a function of its class that
/// does.
bool UninterruptibleWait::isWorker(const FunctionDecl *F,
                                   const ValueDecl *Source,
                                   unsigned Depth) const {
  bool Polled = false;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    if (C && roles().op(C, {Role::Poll, Role::PollThrow, Role::PollStatus}))
      Polled |= mentions(C, Source);
    return !Polled;
  });
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (Polled || !M || Depth == 3)
    return Polled;
  for (const FunctionDecl *Caller : Ends->functions()) {
    const auto *Other = dyn_cast<CXXMethodDecl>(Caller);
    if (!Other || Other == M || Other->getParent() != M->getParent())
      continue;
    bool Calls = false;
    forEachStmtOf(Other, [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
      Calls |= Callee && Callee->getCanonicalDecl() == F->getCanonicalDecl();
      return !Calls;
    });
    if (Calls && isWorker(Other, Source, Depth + 1))
      return true;
  }
  return false;
}

/// True if the token also went to something that may notify a local object: the
/// operation that is waited for ends by itself then.
bool UninterruptibleWait::isHandedOut(const Wait &W) const {
  const auto *On = dyn_cast_or_null<VarDecl>(W.Reads.On);
  if (!On || !On->isLocalVarDecl() || !W.Token.Decl)
    return false;
  const ParentMap &Parents = services().parents(W.F);
  bool Handed = false;
  forEachStmtOf(W.F, [&](const Stmt *S) {
    if (S == W.Call)
      return false;
    const auto *E = dyn_cast<Expr>(S);
    if (E && isa<CallExpr>(E) &&
        roles().op(E, {Role::Poll, Role::PollThrow, Role::PollStatus,
                       Role::CanCancel}))
      return false;
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (R && R->getDecl() == W.Token.Decl && !Asks->isNoUse(R, Parents))
      Handed = true;
    return !Handed;
  });
  return Handed;
}

bool UninterruptibleWait::isEnded(const Wait &W) {
  if (W.OwnSource && !isWorker(W.F, W.Token.Decl, 0))
    return true;
  if (!W.Reads.On)
    return false; // a sleep
  return Ends->end(W.Reads, Ends->isCallersToken(W.F, W.Token.Decl)) ||
         registersUnknown(W.F, roles()) || isHandedOut(W);
}

/// True if the wait looks at its token all by itself: whether a request wakes
/// it is ctx-missed-wakeup's to say.
bool UninterruptibleWait::looksAtToken(const Wait &W, Wakeups &Wakes) const {
  std::optional<TokenWait> Read =
      W.Reads.On ? Wakes.read(W.Call, W.F) : std::nullopt;
  return Read && llvm::any_of(Read->Tokens, [&](const AwaitedToken &T) {
           return T.Root == W.Token.Decl ||
                  Wakes.wakes(*Read, T).Is == WakeAnswer::Missed;
         });
}

//===----------------------------------------------------------------------===//
// Fixes
//===----------------------------------------------------------------------===//

/// The statement that leaves the work around \p W when it was stopped; "" if
/// there is none that could be stood behind.
std::string UninterruptibleWait::leave(const Wait &W,
                                       const ParentMap &Parents) const {
  const Stmt *Loop = loopAround(W.Call, Parents);
  if (Loop && isa<WhileStmt>(Loop) && loopCondition(Loop)) {
    bool Polls = false;
    forEachStmt(loopCondition(Loop), [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      Polls |= C && roles().op(C, Role::Poll) && mentions(C, W.Token.Decl);
      return !Polls;
    });
    if (Polls)
      return "continue";
  }
  const FunctionDecl *Frame = W.F;
  for (const Stmt *P = Parents.getParent(W.Call); P; P = Parents.getParent(P))
    if (const auto *L = dyn_cast<LambdaExpr>(P)) {
      Frame = L->getCallOperator();
      break;
    }
  QualType Result = Frame->getReturnType();
  if (isa_and_nonnull<CoroutineBodyStmt>(bodyInReach(Frame)))
    return "";
  if (Result->isVoidType())
    return "return";
  if (Result->isPointerType())
    return "return nullptr";
  const CXXRecordDecl *R = Result->getAsCXXRecordDecl();
  return R && R->getIdentifier() && R->getName() == "optional" ? "return {}"
                                                               : "";
}

/// Adds what the new result asks for: where the wait returned nothing and its
/// counterpart says whether it was stopped, the work has to be left.
bool UninterruptibleWait::honoursResult(
    const Wait &W, llvm::SmallVectorImpl<FixItHint> &Fixes) {
  const FunctionDecl *Old = W.Call->getDirectCallee();
  if (!W.Use.Callee || !Old || !Old->getReturnType()->isVoidType() ||
      W.Use.Callee->getReturnType()->isVoidType())
    return true;
  if (!W.Use.Callee->getReturnType()->isBooleanType() || W.Reads.Token)
    return true; // who polls in the predicate looks again behind it
  const ParentMap &Parents = services().parents(W.F);
  const Stmt *Full = W.Call, *Block = Parents.getParent(Full);
  while (isa_and_nonnull<ExprWithCleanups>(Block)) {
    Full = Block;
    Block = Parents.getParent(Full);
  }
  if (!isa_and_nonnull<CompoundStmt>(Block))
    return false;
  const auto &Body = cast<CompoundStmt>(Block)->body();
  auto Next = std::next(llvm::find(Body, Full));
  if (Next != Body.end())
    if (const auto *I = dyn_cast<IfStmt>(*Next))
      if (I->getCond() && meansCancelled(I->getCond(), true, roles()))
        return true;
  std::string Leave = leave(W, Parents);
  if (Leave.empty())
    return false;
  Fixes.insert(Fixes.begin(),
               FixItHint::CreateInsertion(W.Call->getBeginLoc(), "if (!"));
  SourceLocation End = Lexer::getLocForEndOfToken(W.Call->getEndLoc(), 0,
                                                  sources(), getLangOpts());
  llvm::StringRef Indent =
      Lexer::getIndentationForLine(W.Call->getBeginLoc(), sources());
  // One step further, by as much as the block is.
  llvm::StringRef Step =
      Lexer::getIndentationForLine(Block->getBeginLoc(), sources());
  Step = compat::startsWith(Indent, Step) ? Indent.drop_front(Step.size()) : "";
  Fixes.push_back(FixItHint::CreateInsertion(
      End, ")\n" + Indent.str() + (Step.empty() ? "  " : Step.str()) + Leave));
  return true;
}

llvm::SmallVector<FixItHint, 2>
UninterruptibleWait::sleepHelper(const Wait &W) const {
  llvm::StringRef Helper = option("SleepHelper");
  const Expr *Duration = W.Op.arg("timeout");
  if (Helper.empty() || !Duration || W.Reads.On || !W.Use || !W.Token.Usable ||
      !canEdit(W.Call->getSourceRange(), ast()))
    return {};
  std::string Text = Helper.str();
  auto Fill = [&](llvm::StringRef Hole, const std::string &With) {
    for (size_t At = 0; (At = Text.find(Hole.str(), At)) != std::string::npos;
         At += With.size())
      Text.replace(At, Hole.size(), With);
  };
  Fill("{token}", W.Token.Text);
  Fill("{duration}", textOf(Duration->getSourceRange(), ast()));
  return {FixItHint::CreateReplacement(W.Call->getSourceRange(), Text)};
}

llvm::SmallVector<FixItHint, 4> UninterruptibleWait::fixesFor(const Wait &W) {
  llvm::SmallVector<FixItHint, 4> Out;
  if (!W.Single || W.Ambient || !W.Use)
    return Out;
  if (!W.Use.Callee && W.Use.Entry->Rewrite.empty()) {
    for (const FixItHint &Hint : sleepHelper(W))
      Out.push_back(Hint);
    return Out;
  }
  for (const FixItHint &Hint : rewriteCall(W.Call, W.Use, W.Token, ast()))
    Out.push_back(Hint);
  if (!Out.empty() && !honoursResult(W, Out))
    Out.clear();
  return Out;
}

//===----------------------------------------------------------------------===//
// Saying it
//===----------------------------------------------------------------------===//

std::string UninterruptibleWait::advice(const Wait &W) const {
  const std::string &Token = W.Token.Text;
  if (!W.Use)
    return "wait in short steps and look at '" + Token + "' between them";
  const model::Sibling &S = *W.Use.Entry;
  std::string Predicate = W.Use.Exact ? "" : " and a predicate";
  if (!S.Note.empty())
    return S.Note;
  if (!S.OverloadType.empty())
    return "pass '" + Token + "'" + Predicate + " to it";
  if (!S.InsteadType.empty()) {
    const model::TypeEntry *To = roles().typeEntry(*W.Op.Voc, S.InsteadType);
    std::string Object =
        W.Reads.On ? "'" + W.Reads.On->getNameAsString() + "'" : "the object";
    return "make " + Object + " a '" + To->Names.front() + "' and pass '" +
           Token + "'" + Predicate;
  }
  if (!S.OnToken.empty())
    return "call '" + S.OnToken + "' of '" + Token + "' instead";
  std::string Other = S.Renamed.empty() ? S.Method : S.Renamed;
  if (!W.Use.Takes)
    return "use '" + Other + "' instead, which need not block";
  return "call '" + Other + "' with '" + Token + "' instead";
}

/// A wait on the same kind of object, in the same function or class, that is
/// given a token.
const CallExpr *UninterruptibleWait::tokenGivenTo(const Wait &W) const {
  if (!W.Use.Takes)
    return nullptr;
  auto Find = [&](const FunctionDecl *F) {
    const CallExpr *Found = nullptr;
    forEachStmtOf(F, [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
      if (!Found && Callee && C != W.Call &&
          Callee->getDeclContext()->getPrimaryContext() ==
              W.Use.Callee->getDeclContext()->getPrimaryContext())
        for (const Expr *A : model::writtenArgs(C))
          if (roles().type(A->getType()).Entry ==
              roles().type(W.Use.Takes).Entry)
            Found = C;
      return !Found;
    });
    return Found;
  };
  if (const CallExpr *Here = Find(W.F))
    return Here;
  const auto *M = dyn_cast<CXXMethodDecl>(W.F);
  for (const FunctionDecl *F : Ends->functions()) {
    const auto *Other = dyn_cast<CXXMethodDecl>(F);
    if (M && Other && Other != M && Other->getParent() == M->getParent())
      if (const CallExpr *There = Find(F))
        return There;
  }
  return nullptr;
}

void UninterruptibleWait::report(const Wait &W,
                                 llvm::ArrayRef<FixItHint> Fixes) {
  std::string Name = nameAsCalled(W.Call);
  SourceLocation At = W.Call->getExprLoc();
  if (W.Ambient) {
    std::string Instead = "something that can be cancelled";
    for (const model::Sibling &S : W.Op.Entry->Siblings)
      if (!S.Method.empty() || !S.Renamed.empty())
        Instead = "'" + (S.Method.empty() ? S.Renamed : S.Method) + "'";
    diag(sources().getExpansionLoc(At),
         "'%0' blocks the thread of this coroutine, and cancelling it does not "
         "wake the call; await %1 instead")
        << Name << Instead;
    return;
  }
  {
    auto D = diag(sources().getExpansionLoc(At),
                  "a stop request on '%1' does not wake '%0'; %2")
             << Name << W.Token.Text << advice(W);
    for (const FixItHint &Hint : Fixes)
      D << Hint;
  }
  if (At.isMacroID())
    diag(sources().getSpellingLoc(At), "written here", DiagnosticIDs::Note);
  diag(W.Token.Decl->getLocation(), "'%0' is in scope", DiagnosticIDs::Note)
      << W.Token.Decl->getName();
  if (const CallExpr *Sibling = tokenGivenTo(W))
    diag(Sibling->getExprLoc(), "this call is given a token",
         DiagnosticIDs::Note);
}

void UninterruptibleWait::endOfTu(ASTContext &) {
  auto ParentsOf = [this](const FunctionDecl *F) -> const ParentMap & {
    return services().parents(F);
  };
  if (!Waits.empty()) {
    Wakeups Wakes(
        roles(), *Ends, [this](const FunctionDecl *F) { return cfg(F); },
        ParentsOf);
    llvm::erase_if(Waits, [&](const Wait &W) {
      return looksAtToken(W, Wakes) || isEnded(W);
    });
  }
  // An object's new type fits only if all calls that have to change do, so the
  // first of them carries the edits of all.
  llvm::SmallPtrSet<const ValueDecl *, 4> Done;
  for (const Wait &W : Waits) {
    llvm::SmallVector<FixItHint, 4> Fixes = fixesFor(W);
    bool Retypes = W.Use && !W.Use.Entry->InsteadType.empty();
    if (Retypes && !W.Reads.On)
      Fixes.clear();
    if (Retypes && !Fixes.empty()) {
      std::optional<FixItHint> Type =
          Done.insert(W.Reads.On).second
              ? retypeFor(W.Reads.On, W.Use, roles(), Ends->functions(),
                          ParentsOf)
              : std::nullopt;
      if (Type) {
        Fixes.insert(Fixes.begin(), *Type);
        for (const Wait &Other : Waits)
          if (&Other != &W && Other.Reads.On == W.Reads.On)
            for (const FixItHint &Hint : fixesFor(Other))
              Fixes.push_back(Hint);
      } else {
        Fixes.clear();
      }
    }
    report(W, Fixes);
  }
  Waits.clear();
  Ends.reset();
  Asks.reset();
}

CTX_REGISTER_CHECK(UninterruptibleWait, Info);

} // namespace
} // namespace ctx
