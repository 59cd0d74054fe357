//===- MissedWakeup.cpp - ctx-missed-wakeup -------------------------------===//
//
// Positive when
//   - a wait looks at a token - in its predicate, in what that calls, in the
//     loop written around it, or through a flag that only a callback for the
//     request sets - but is not given it, and nothing that is seen notifies it
//     on a request;
//   - what notifies it never takes the wait's mutex between the request and the
//     notification, or does so before the request is made.
// Negative when
//   - the token is given;
//   - a live callback on the token, or whoever makes the request, takes the
//     mutex and then notifies, or changes under it what the predicate reads;
//   - the wait takes no lock and something notifies: one thread runs it all;
//   - it is known to be short, or a step of a longer wait that polls;
//   - cancellation was observed before, the function cleans up, or is a test.
// Unknown when (silent)
//   - a registration cannot be seen through, or what stops the class is not in
//     this translation unit;
//   - something else is given the token together with what notifies, and may
//     keep a callback;
//   - nobody asks here, and callers can end the wait by another flag;
//   - something notifies for no reason that is seen: it may be what callers use
//     after a request.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Observed.h"
#include "analysis/Retype.h"
#include "analysis/Waits.h"
#include "analysis/Wakeups.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Role;

constexpr OptionInfo InfoOptions[] = {
    {"ShortWait", "100",
     "longest wait in milliseconds that nothing has to wake, if it is known"},
    {"LongestStep", "1000",
     "longest step in milliseconds of a wait that polls between its steps"},
};

constexpr CheckInfo Info = {
    "ctx-missed-wakeup",
    "a wait whose predicate reads the token but which a stop request cannot "
    "wake",
    "",
    "M40",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    InfoOptions,
};

/// One wait that a request does not wake.
struct Missed {
  TokenWait Wait;
  AwaitedToken Token;
  WakeAnswer Why;
  Candidate Written; ///< how to write the token; no Decl if it cannot be
  SiblingUse Use;    ///< the counterpart that takes it
};

using Fixes = llvm::SmallVector<FixItHint, 4>;

class MissedWakeup : public Check {
public:
  MissedWakeup(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &Context) override;

private:
  void judge(const CallExpr *Call, const FunctionDecl *F, Wakeups &Wakes);
  bool isShort(const TokenWait &W);
  void findCounterpart(Missed &M) const;

  Fixes fixesFor(const Missed &M) const;
  Fixes rewriteLoop(const Missed &M) const;
  bool isSameAsPoll(const Missed &M) const;
  void dropTest(const Missed &M, Fixes &Out) const;
  bool isUnused(const CallExpr *Call, const FunctionDecl *F) const;
  Fixes retyped(const Missed &M) const;

  void report(const Missed &M, llvm::ArrayRef<FixItHint> Hints);
  std::string tokenName(const Missed &M) const;
  std::string advice(const Missed &M) const;

  std::unique_ptr<Wakers> Ends;
  std::vector<std::pair<const CallExpr *, const FunctionDecl *>> Calls;
  std::vector<Missed> Found;
};

//===----------------------------------------------------------------------===//
// Finding waits
//===----------------------------------------------------------------------===//

void MissedWakeup::checkFunction(const FunctionDecl *F) {
  if (!bodyInReach(F))
    return;
  if (!Ends)
    Ends = std::make_unique<Wakers>(roles());
  Ends->add(F);
  if (isa<CXXDestructorDecl>(F))
    return;
  size_t Before = Calls.size();
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S))
      if (Wakeups::waitOf(C, roles()))
        Calls.push_back({C, F});
    return true;
  });
  if (Calls.size() != Before && isTestCode(F, roles()))
    Calls.resize(Before);
}

bool MissedWakeup::isShort(const TokenWait &W) {
  std::optional<double> Longest = longestWait(W.Op, bodyInReach(W.F), ast());
  if (!Longest || *Longest > number("LongestStep"))
    return false;
  Polls Asks(roles());
  return *Longest <= number("ShortWait") ||
         isStep(W.Call, services().parents(W.F), Asks);
}

void MissedWakeup::judge(const CallExpr *Call, const FunctionDecl *F,
                         Wakeups &Wakes) {
  std::optional<TokenWait> W = Wakes.read(Call, F);
  if (!W || isShort(*W) ||
      cancellationObserved(Call, services().parents(F), roles()))
    return;
  for (const AwaitedToken &T : W->Tokens) {
    WakeAnswer Answer = Wakes.wakes(*W, T);
    if (Answer.Is != WakeAnswer::Missed)
      continue;
    Missed M{*W, T, Answer, {}, {}};
    findCounterpart(M);
    Found.push_back(std::move(M));
    return;
  }
}

void MissedWakeup::findCounterpart(Missed &M) const {
  const TokenWait &W = M.Wait;
  if (!M.Token.Root || W.Given)
    return;
  for (const Candidate &C :
       InScope(W.F, services().parents(W.F), roles()).at(W.Call)) {
    if (C.Decl->getCanonicalDecl() != M.Token.Root->getCanonicalDecl())
      continue;
    if (SiblingUse Use = siblingFor(W.Op, C, roles())) {
      M.Written = C;
      M.Use = Use;
      return;
    }
    // In a template nobody knows the call yet, but what it should become.
    if (!W.Call->getDirectCallee() && !W.Op.Entry->Siblings.empty()) {
      M.Written = C;
      M.Use.Entry = &W.Op.Entry->Siblings.front();
      M.Use.Voc = W.Op.Voc;
      return;
    }
  }
}

//===----------------------------------------------------------------------===//
// Fixes
//===----------------------------------------------------------------------===//

/// True if nobody looks at what \p Call returns.
bool MissedWakeup::isUnused(const CallExpr *Call, const FunctionDecl *F) const {
  const Stmt *P = userParent(services().parents(F), Call);
  if (const auto *C = dyn_cast_or_null<ExplicitCastExpr>(P))
    return C->getType()->isVoidType();
  return isa_and_nonnull<CompoundStmt>(P);
}

/// True if everything that \p L captures by name is named in its body outside
/// of \p Except.
static bool stillCaptures(const LambdaExpr *L, const Expr *Except) {
  for (const LambdaCapture &C : L->captures()) {
    if (!C.isExplicit())
      continue;
    bool Named = false;
    forEachStmt(L->getBody(), [&](const Stmt *S) {
      if (S == Except)
        return false;
      if (C.capturesThis())
        Named |= isa<CXXThisExpr>(S);
      else if (const auto *R = dyn_cast<DeclRefExpr>(S))
        Named |= C.capturesVariable() && R->getDecl() == C.getCapturedVar();
      return !Named;
    });
    if (!Named)
      return false;
  }
  return true;
}

/// True if a wait that is given the token ends whenever the poll says stop: the
/// poll is of a token, and not of a context that may end for other reasons.
bool MissedWakeup::isSameAsPoll(const Missed &M) const {
  const auto *Poll = dyn_cast<CXXMemberCallExpr>(M.Token.Asked);
  return Poll && roles()
                     .type(Poll->getImplicitObjectArgument()->getType())
                     .Roles.hasAny({Role::Token, Role::Source});
}

/// Takes the poll out of a predicate that is given in the call, where nobody
/// looks at what the wait returns: the wait ends on a request without it.
/// True if a comment stands in \p Text.
static bool hasComment(llvm::StringRef Text) {
  return Text.contains("//") || Text.contains("/*");
}

/// The text of \p Keep, as something that converts to bool by itself: a class
/// does not, once it is returned.
static std::string asBool(const Expr *Keep, const ASTContext &Context) {
  std::string Text = textOf(Keep->getSourceRange(), Context);
  return !Text.empty() &&
                 Keep->IgnoreUnlessSpelledInSource()->getType()->isRecordType()
             ? "static_cast<bool>(" + Text + ")"
             : Text;
}

void MissedWakeup::dropTest(const Missed &M, Fixes &Out) const {
  const LambdaExpr *L = M.Wait.Pred;
  const ParentMap &Parents = services().parents(M.Wait.F);
  if (!L || !isSameAsPoll(M) || !isWithin(L, M.Wait.Call, Parents) ||
      !isUnused(M.Wait.Call, M.Wait.F))
    return;
  const auto *Body = dyn_cast<CompoundStmt>(L->getBody());
  const auto *Return = Body && Body->size() == 1
                           ? dyn_cast<ReturnStmt>(Body->body_front())
                           : nullptr;
  const Expr *Value = Return ? Return->getRetValue() : nullptr;
  if (!Value)
    return;
  const Expr *Poll = M.Token.Asked;
  if (strip(Value) == Poll) {
    if (canEdit(L->getSourceRange(), ast()) &&
        !hasComment(textOf(L->getSourceRange(), ast())))
      Out.push_back(FixItHint::CreateReplacement(L->getSourceRange(),
                                                 "[] { return false; }"));
    return;
  }
  if (!stillCaptures(L, Poll))
    return;
  // `a || poll`, `poll || a`, `a || poll || b`
  for (const Stmt *S = Poll; S && S != Return; S = Parents.getParent(S)) {
    const auto *Or = dyn_cast_or_null<BinaryOperator>(Parents.getParent(S));
    if (!Or)
      continue;
    bool Whole = strip(Or->getLHS()) == Poll || strip(Or->getRHS()) == Poll;
    // Above it there may only be more of the same.
    for (const Stmt *P = Or; P != Return; P = Parents.getParent(P))
      if (const auto *B = dyn_cast<BinaryOperator>(P))
        Whole &= B->getOpcode() == BO_LOr;
      else
        Whole &= isa<ImplicitCastExpr, ExprWithCleanups>(P);
    if (!Whole || !canEdit(Or->getSourceRange(), ast()))
      return;
    bool Right = strip(Or->getRHS()) == Poll;
    const Expr *Keep = Right ? Or->getLHS() : Or->getRHS();
    std::string Text = asBool(Keep, ast());
    if (!Text.empty() && !hasComment(textOf(Or->getSourceRange(), ast())))
      Out.push_back(FixItHint::CreateReplacement(Or->getSourceRange(), Text));
    return;
  }
}

/// The parts of \p Condition, which `&&` joins.
static void partsOf(const Expr *Condition,
                    llvm::SmallVectorImpl<const Expr *> &Out) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  const auto *B = dyn_cast<BinaryOperator>(E);
  if (B && B->getOpcode() == BO_LAnd) {
    partsOf(B->getLHS(), Out);
    partsOf(B->getRHS(), Out);
  } else {
    Out.push_back(Condition->IgnoreImpCasts());
  }
}

/// \p E, not negated; null if it is no negation.
static const Expr *negated(const Expr *E) {
  const auto *U = dyn_cast<UnaryOperator>(strip(E));
  return U && U->getOpcode() == UO_LNot ? U->getSubExpr() : nullptr;
}

/// `while (!a && !st.stop_requested()) cv.wait(lk);` as
/// `cv.wait(lk, st, [&] { return a; });`
Fixes MissedWakeup::rewriteLoop(const Missed &M) const {
  const TokenWait &W = M.Wait;
  const auto *Loop = dyn_cast<WhileStmt>(W.Loop);
  const auto *Call = dyn_cast<CXXMemberCallExpr>(W.Call);
  if (!Loop || !Call || !isSameAsPoll(M) || W.Op.role() != Role::Blocking ||
      !M.Use.Takes ||
      M.Use.Callee->getNumParams() != W.Call->getNumArgs() + 2 ||
      M.Use.Takes->getFunctionScopeIndex() != W.Call->getNumArgs())
    return {};
  const Stmt *Body = Loop->getBody();
  const auto *Block = dyn_cast<CompoundStmt>(Body);
  if (Block && Block->size() == 1)
    Body = Block->body_front();
  const auto *Only = dyn_cast<Expr>(Body);
  if (!Only || strip(Only) != Call || !canEdit(Loop->getSourceRange(), ast()))
    return {};
  llvm::SmallVector<const Expr *, 4> Parts;
  partsOf(Loop->getCond(), Parts);
  size_t All = Parts.size();
  llvm::erase_if(Parts, [&](const Expr *E) {
    const Expr *Inner = negated(E);
    return Inner && strip(Inner) == M.Token.Asked;
  });
  if (Parts.size() + 1 != All)
    return {};
  std::string Stop, Text = textOf(Call->getSourceRange(), ast());
  std::string Token = spelledFor(M.Written, M.Use.Takes->getType(), ast());
  if (Text.empty() || Text.back() != ')' || Token.empty())
    return {};
  const Expr *Single = Parts.size() == 1 ? negated(Parts.front()) : nullptr;
  for (const Expr *E : Parts) {
    bool Awaits = false;
    forEachStmt(E, [&](const Stmt *S) {
      Awaits |= isa<CoawaitExpr>(S);
      return true;
    });
    std::string One =
        Single ? asBool(Single, ast()) : textOf(E->getSourceRange(), ast());
    if (Awaits || One.empty())
      return {};
    Stop += (Stop.empty() ? "" : " && ") + One;
  }
  std::string Predicate = Parts.empty() ? "[] { return false; }"
                          : Single      ? "[&] { return " + Stop + "; }"
                                        : "[&] { return !(" + Stop + "); }";
  // Nobody but its author knows where a comment would belong then.
  if (hasComment(textOf(Loop->getSourceRange(), ast())))
    return {};
  Text.pop_back();
  Text += ", " + Token + ", " + Predicate + ")" + (Block ? ";" : "");
  return {FixItHint::CreateReplacement(Loop->getSourceRange(), Text)};
}

Fixes MissedWakeup::fixesFor(const Missed &M) const {
  Fixes Out;
  if (M.Token.Flag || !M.Use || !M.Written.Usable)
    return Out;
  if (M.Wait.Loop)
    return rewriteLoop(M);
  for (const FixItHint &Hint :
       rewriteCall(M.Wait.Call, M.Use, M.Written, ast()))
    Out.push_back(Hint);
  if (!Out.empty())
    dropTest(M, Out);
  return Out;
}

/// The new type of what \p M waits on, with the edits of all findings about it;
/// nothing if one of them has none.
Fixes MissedWakeup::retyped(const Missed &M) const {
  // A host that does not try a fix out cannot know who else includes a header.
  SourceLocation At = sources().getExpansionLoc(M.Wait.On->getLocation());
  if (!keepsFacts() && !sources().isInMainFile(At))
    return {};
  std::optional<FixItHint> Type =
      retypeFor(M.Wait.On, M.Use, roles(), Ends->functions(),
                [this](const FunctionDecl *F) -> const ParentMap & {
                  return services().parents(F);
                });
  if (!Type)
    return {};
  Fixes Out{*Type};
  for (const Missed &Other : Found) {
    if (Other.Wait.On != M.Wait.On)
      continue;
    Fixes Hints = fixesFor(Other);
    if (Hints.empty())
      return {};
    Out.append(Hints.begin(), Hints.end());
  }
  return Out;
}

//===----------------------------------------------------------------------===//
// Saying it
//===----------------------------------------------------------------------===//

std::string MissedWakeup::tokenName(const Missed &M) const {
  bool Owner =
      M.Token.Root &&
      roles().type(M.Token.Root).Roles.hasAny({Role::Source, Role::TaskHandle});
  if (M.Written.Decl && Owner)
    return M.Written.Text;
  return M.Token.Root ? M.Token.Root->getNameAsString() : "";
}

std::string MissedWakeup::advice(const Missed &M) const {
  const TokenWait &W = M.Wait;
  std::string On = "'" + W.On->getNameAsString() + "'";
  std::string Mutex =
      W.Mutex ? "'" + W.Mutex->named()->getNameAsString() + "'" : "its mutex";
  std::string Locked =
      "notify " + On + (W.TakesLock ? " while holding " + Mutex : "");
  if (W.Given)
    return "give it one token that is stopped with both";
  if (M.Token.Flag)
    return Locked + " where the flag is set";
  std::string Late = M.Why.At ? ", or " + Locked : "";
  if (M.Why.Why == WakeAnswer::TooEarly)
    Late += " after the request";
  std::string Pass = "pass '" + M.Written.Text + "'";
  if (M.Use && !M.Use.Entry->OverloadType.empty())
    return Pass + (W.Loop ? " and a predicate" : "") + " to it" + Late;
  if (M.Use && !M.Use.Entry->InsteadType.empty()) {
    const model::TypeEntry *To =
        roles().typeEntry(*M.Use.Voc, M.Use.Entry->InsteadType);
    return "make " + On + " a '" + To->Names.front() + "' and " + Pass +
           (W.Loop ? " and a predicate" : "") + Late;
  }
  if (M.Why.At)
    return Locked +
           (M.Why.Why == WakeAnswer::TooEarly ? " after the request" : "");
  if (M.Use && !M.Use.Entry->Note.empty())
    return M.Use.Entry->Note;
  return Locked + " on a request, or wait in short steps";
}

void MissedWakeup::report(const Missed &M, llvm::ArrayRef<FixItHint> Hints) {
  const TokenWait &W = M.Wait;
  const FunctionDecl *Callee = W.Call->getDirectCallee();
  std::string Name = Callee ? Callee->getNameAsString() : W.Op.Entry->Names[0];
  if (const auto *U =
          dyn_cast<UnresolvedMemberExpr>(W.Call->getCallee()->IgnoreParens()))
    Name = U->getMemberName().getAsString();
  std::string Token = tokenName(M);
  std::string Request =
      Token.empty() ? "a stop request" : "a stop request on '" + Token + "'";
  const char *Reads = W.Loop ? "its loop" : "its predicate";
  bool Notified = M.Why.At && M.Why.Why != WakeAnswer::OnlyFlag;
  SourceLocation At = W.Call->getExprLoc();
  {
    auto D = diag(sources().getExpansionLoc(At),
                  Notified ? "%0 can be missed by '%1', although %2 looks at "
                             "%3: '%4' is notified %5; %6"
                           : "%0 does not wake '%1', although %2 looks at %3; "
                             "%6")
             << Request << Name << Reads
             << (M.Token.Flag ? "'" + M.Token.Flag->getNameAsString() + "'"
                              : std::string("it"))
             << W.On->getName()
             << (M.Why.Why == WakeAnswer::TooEarly ? "too early"
                                                   : "without its mutex")
             << advice(M);
    for (const FixItHint &Hint : Hints)
      D << Hint;
  }
  if (At.isMacroID())
    diag(sources().getSpellingLoc(At), "written here", DiagnosticIDs::Note);
  auto Note = [&](const Expr *E, llvm::StringRef Text) {
    diag(sources().getExpansionLoc(E->getExprLoc()), Text, DiagnosticIDs::Note);
  };
  switch (M.Why.Why) {
  case WakeAnswer::NoMutex:
    Note(M.Why.At, "notified here, without the mutex since the request");
    break;
  case WakeAnswer::TooEarly:
    Note(M.Why.At, "notified here, before the request");
    break;
  case WakeAnswer::InCallback:
    Note(M.Why.At, "notified here, without the mutex");
    break;
  case WakeAnswer::OnlyFlag:
    Note(M.Why.At, "set here, and nothing is notified");
    break;
  case WakeAnswer::Nobody:
    if (M.Why.Request)
      Note(M.Why.Request, "requested here, and nothing is notified");
    break;
  }
}

void MissedWakeup::endOfTu(ASTContext &) {
  if (!Calls.empty()) {
    Wakeups Wakes(
        roles(), *Ends, [this](const FunctionDecl *F) { return cfg(F); },
        [this](const FunctionDecl *F) -> const ParentMap & {
          return services().parents(F);
        });
    for (const auto &CallAndFunction : Calls)
      judge(CallAndFunction.first, CallAndFunction.second, Wakes);
  }
  // An object's new type comes with the edits of all calls, which the first of
  // them carries.
  llvm::SmallPtrSet<const ValueDecl *, 4> Done;
  for (const Missed &M : Found) {
    Fixes Hints = fixesFor(M);
    if (!Hints.empty() && !M.Use.Entry->InsteadType.empty())
      Hints = Done.insert(M.Wait.On).second ? retyped(M) : Fixes();
    report(M, Hints);
  }
  Found.clear();
  Calls.clear();
  Ends.reset();
}

CTX_REGISTER_CHECK(MissedWakeup, Info);

} // namespace
} // namespace ctx
