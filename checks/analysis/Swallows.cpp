//===- Swallows.cpp -------------------------------------------------------===//

#include "Swallows.h"
#include "Assumed.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Observed.h"
#include "Roots.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using ctx::model::OpUse;
using ctx::model::Role;
using ctx::model::RoleSet;

namespace ctx::analysis {

using Decls = llvm::SmallPtrSet<const ValueDecl *, 8>;
using Step = Assumption::Step;

//===----------------------------------------------------------------------===//
// What is written and mentioned
//===----------------------------------------------------------------------===//

/// What something below \p Root may change: assigned, incremented, worked on by
/// a member function that is not const, handed to a call that may change it.
static void addWritten(const Stmt *Root, Decls &Out) {
  auto Add = [&](const Expr *E) {
    const Expr *O = object(E);
    while (const auto *M = dyn_cast_or_null<MemberExpr>(O)) {
      if (isMemberOfThis(M))
        break;
      O = object(M->getBase());
    }
    if (const ValueDecl *D = referenced(O))
      Out.insert(D);
  };
  auto Arguments = [&](const FunctionDecl *F, auto &&Args, unsigned Skip) {
    unsigned I = 0;
    for (const Expr *A : Args) {
      unsigned Index = I++;
      if (!F || Index < Skip || Index - Skip >= F->getNumParams())
        continue;
      QualType P = F->getParamDecl(Index - Skip)->getType();
      if ((P->isLValueReferenceType() || P->isPointerType()) &&
          !P->getPointeeType().isConstQualified())
        Add(A);
    }
  };
  forEachInFrame(Root, [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->isAssignmentOp())
        Add(B->getLHS());
    } else if (const auto *U = dyn_cast<UnaryOperator>(S)) {
      if (U->isIncrementDecrementOp())
        Add(U->getSubExpr());
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
      if (O->getNumArgs() &&
          (O->isAssignmentOp() || O->getOperator() == OO_PlusPlus ||
           O->getOperator() == OO_MinusMinus))
        Add(O->getArg(0));
    } else if (const auto *C = dyn_cast<CallExpr>(S)) {
      if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
        if (const CXXMethodDecl *Method = M->getMethodDecl())
          if (!Method->isConst() && !isa<CXXConversionDecl>(Method))
            Add(M->getImplicitObjectArgument());
      Arguments(C->getDirectCallee(), C->arguments(), 0);
    }
    return true;
  });
}

static void addMentioned(const Stmt *Root, Decls &Out) {
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclRefExpr>(S))
      Out.insert(D->getDecl());
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      Out.insert(M->getMemberDecl());
    return true;
  });
}

static bool share(const Decls &A, const Decls &B) {
  return llvm::any_of(A, [&](const ValueDecl *D) { return B.count(D); });
}

static bool isCounter(const ValueDecl *D) {
  QualType T = D->getType().getNonReferenceType();
  return T->isIntegerType() && !T->isBooleanType();
}

//===----------------------------------------------------------------------===//
// Looking
//===----------------------------------------------------------------------===//

bool mayLook(const Expr *Call, const model::RoleIndex &Roles, Polls &Looks) {
  static const RoleSet Asks{Role::Poll, Role::PollThrow, Role::PollStatus,
                            Role::CancelTest};
  auto Uses = Roles.ops(Call);
  for (const OpUse &Use : Uses)
    if (Asks.has(Use.role()))
      return true;
  const auto *Construct = dyn_cast<CXXConstructExpr>(Call);
  if (Construct && (Construct->getConstructor()->isCopyOrMoveConstructor() ||
                    Roles.type(Construct->getType())))
    return false;
  static const RoleSet NoLook{
      Role::Derive,    Role::DeriveDeadline, Role::DeriveValue,
      Role::GetToken,  Role::Merge,          Role::Trigger,
      Role::CanCancel, Role::Spawn,          Role::SetDeadline};
  for (const OpUse &Use : Uses)
    if (NoLook.has(Use.role()))
      return false;
  for (const Expr *A : model::writtenArgs(Call)) {
    const ValueDecl *D = referenced(A);
    if (Looks.isTokenLike(A->getType()) || (D && Looks.isTokenLike(D)))
      return true;
    if (const auto *L = dyn_cast<LambdaExpr>(strip(A)))
      if (L->getBody() && Looks.mayObserve(L->getBody()))
        return true;
  }
  if (Construct)
    return false;
  const auto *C = dyn_cast<CallExpr>(Call);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  // Out of reach, only an object's own token could tell.
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
  if (M && M->isStatic() && !bodyInReach(M))
    return false;
  return Looks.calleeMayObserve(F);
}

const Stmt *loopAround(const Stmt *S, const Stmt *Body,
                       const ParentMap &Parents) {
  for (const Stmt *P = Parents.getParent(S); P; P = Parents.getParent(P)) {
    if (isLoop(P))
      return P;
    if (P == Body || isa<LambdaExpr>(P))
      return nullptr;
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Another request each time
//===----------------------------------------------------------------------===//

static bool isAboutAttempts(const CallExpr *C) {
  const FunctionDecl *F = C->getDirectCallee();
  return F && F->getIdentifier() &&
         hasPhrase(F->getName(), {"attempt", "attempts", "retry", "retries",
                                  "try", "metadata", "deadline", "timeout"});
}

bool isAnotherRequest(const Expr *Call, const Stmt *Loop,
                      const model::RoleIndex &Roles) {
  Decls Varying;
  if (const auto *R = dyn_cast<CXXForRangeStmt>(Loop)) {
    Varying.insert(R->getLoopVariable());
    if (const auto *D =
            dyn_cast_or_null<DecompositionDecl>(R->getLoopVariable()))
      for (const BindingDecl *B : D->bindings())
        Varying.insert(B);
  } else {
    forEachInFrame(Loop, [&](const Stmt *S) {
      const auto *U = dyn_cast<UnaryOperator>(S);
      if (U && U->isIncrementDecrementOp())
        if (const ValueDecl *D = referenced(U->getSubExpr()))
          Varying.insert(D);
      return true;
    });
  }
  if (Varying.empty())
    return false;
  auto Mentions = [&](const Stmt *S) {
    Decls In;
    addMentioned(S, In);
    return share(In, Varying);
  };
  auto Add = [&](const ValueDecl *D) {
    return D && !Roles.type(D) && !isa<FunctionDecl>(D) && !Varying.count(D) &&
           !D->getType()->isArithmeticType() && Varying.insert(D).second;
  };
  bool Changed = true;
  for (unsigned Round = 0; Changed && Round != 4; ++Round) {
    Changed = false;
    forEachInFrame(loopBody(Loop), [&](const Stmt *S) {
      if (S == Call)
        return false;
      if (const auto *D = dyn_cast<DeclStmt>(S)) {
        for (const Decl *One : D->decls())
          if (const auto *V = dyn_cast<VarDecl>(One))
            if (V->hasInit() && V->getInit() != Call && Mentions(V->getInit()))
              Changed |= Add(V);
      } else if (const auto *M = dyn_cast<CXXMemberCallExpr>(S)) {
        const CXXMethodDecl *Method = M->getMethodDecl();
        if (Method && !Method->isConst() && !isAboutAttempts(M) &&
            llvm::any_of(M->arguments(), Mentions))
          Changed |= Add(referenced(M->getImplicitObjectArgument()));
      } else if (const auto *B = dyn_cast<BinaryOperator>(S)) {
        if (B->isAssignmentOp() && Mentions(B->getRHS()))
          Changed |= Add(referenced(B->getLHS()));
      } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
        if (O->isAssignmentOp() && O->getNumArgs() == 2 &&
            Mentions(O->getArg(1)))
          Changed |= Add(referenced(O->getArg(0)));
      }
      return true;
    });
  }
  return Mentions(Call);
}

//===----------------------------------------------------------------------===//
// Behind a handler
//===----------------------------------------------------------------------===//

namespace {

/// One handler, the points whose error it takes, and the paths behind it.
class Behind {
public:
  Behind(const FrameView &View, const CXXTryStmt *Try,
         const CXXCatchStmt *Handler, llvm::ArrayRef<CancelPoint> Points)
      : View(View), Try(Try), Handler(Handler),
        Loop(loopAround(Try, View.F.Body, View.Parents)) {
    for (const CancelPoint &P : Points)
      forEachInFrame(P.At, [&](const Stmt *S) {
        Targets.insert(S);
        return true;
      });
    addWritten(Try->getTryBlock(), InTry);
    addWritten(Handler->getHandlerBlock(), InHandler);
  }

  const Stmt *loop() const { return Loop; }
  bool comesBack();
  const CallExpr *workAfter();
  bool losesIt();
  bool successComesBack(const CancelPoint &P);

private:
  const CFGBlock *block() const;
  bool inHandler(const Stmt *S) const {
    return isWithin(S, Handler, View.Parents);
  }
  Step at(const Stmt *S);
  Step atCall(const Expr *Call);
  Answer decide(const Expr *E, bool Success);
  bool isOnTheWay(const Expr *E) const;
  std::optional<bool> flag(const VarDecl *V, bool Success) const;

  const FrameView &View;
  const CXXTryStmt *Try;
  const CXXCatchStmt *Handler;
  const Stmt *Loop;
  llvm::SmallPtrSet<const Stmt *, 16> Targets;
  Decls InTry, InHandler;
};

} // namespace

const CFGBlock *Behind::block() const {
  for (const CFGBlock *B : View.Graph)
    if (B->getLabel() == Handler)
      return B;
  return nullptr;
}

/// True for a call by which the handler gives the exception to somebody who may
/// know what to do with it.
static bool givesAway(const CallExpr *C, const VarDecl *Caught) {
  const FunctionDecl *F = C->getDirectCallee();
  if (F && F->getIdentifier()) {
    if (F->isInStdNamespace() && (F->getName() == "current_exception" ||
                                  F->getName() == "rethrow_exception"))
      return true;
    // A dispatcher rethrows inside and catches again.
    if (!Polls::isLogging(C) && C->getNumArgs() == 0 &&
        hasPhrase(F->getName(), {"exception", "error", "rethrow"}))
      return true;
  }
  if (!Caught || Polls::isLogging(C))
    return false;
  return llvm::any_of(C->arguments(),
                      [&](const Expr *A) { return referenced(A) == Caught; });
}

Step Behind::atCall(const Expr *Call) {
  if (const auto *C = dyn_cast<CallExpr>(Call)) {
    if (inHandler(C) && givesAway(C, Handler->getExceptionDecl()))
      return Step::Stop;
    if (const FunctionDecl *F = C->getDirectCallee())
      if (inHandler(C) && !isa<CXXOperatorCallExpr>(C))
        if (const Stmt *Body = bodyInReach(F)) {
          bool Throws = false;
          forEachInFrame(Body, [&](const Stmt *S) {
            const auto *T = dyn_cast<CXXThrowExpr>(S);
            return !(Throws |= T && !T->getSubExpr());
          });
          if (Throws)
            return Step::Stop;
        }
  }
  return mayLook(Call, View.Roles, View.Looks) ? Step::Stop : Step::On;
}

Step Behind::at(const Stmt *S) {
  if (Targets.count(S))
    return Step::Found;
  if (isa<CXXThrowExpr, CoawaitExpr, CoyieldExpr, DependentCoawaitExpr>(S))
    return Step::Stop;
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return Step::On;
  if (View.Roles.op(E, Role::CancelCode))
    return Step::Stop;
  return isa<CallExpr, CXXConstructExpr>(E) ? atCall(E) : Step::On;
}

/// The value of \p V behind the handler, or with \p Success behind the try
/// block: a flag that starts at a constant and is set only in the try block.
std::optional<bool> Behind::flag(const VarDecl *V, bool Success) const {
  if (!V->getType()->isBooleanType() || !V->hasLocalStorage() ||
      !V->hasInit() || isa<ParmVarDecl>(V))
    return std::nullopt;
  const auto *Init = dyn_cast<CXXBoolLiteralExpr>(strip(V->getInit()));
  if (!Init)
    return std::nullopt;
  std::optional<bool> Set;
  bool Sure = true;
  forEachStmt(View.F.Body, [&](const Stmt *S) {
    const auto *B = dyn_cast<BinaryOperator>(S);
    if (B && B->isAssignmentOp() && referenced(B->getLHS()) == V) {
      const auto *L = dyn_cast<CXXBoolLiteralExpr>(strip(B->getRHS()));
      Sure &= L && isWithin(B, Try->getTryBlock(), View.Parents) &&
              (!Set || *Set == L->getValue());
      if (L)
        Set = L->getValue();
    }
    return true;
  });
  if (!Sure)
    return std::nullopt;
  return Success && Set ? *Set : Init->getValue();
}

Answer Behind::decide(const Expr *E, bool Success) {
  auto Is = [](bool Value) { return Value ? Answer::Yes : Answer::No; };
  if (const auto *R = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
      if (std::optional<bool> Value = flag(V, Success))
        return Is(*Value);
  const ASTContext &Context = View.F.Function->getASTContext();
  bool Value = false;
  if (!E->isValueDependent() && !E->isTypeDependent() &&
      E->EvaluateAsBooleanCondition(Value, Context))
    return Is(Value);
  if (Success)
    return Answer::Either;
  if (meansCancelled(E, true, View.Roles) ||
      meansCancelled(E, false, View.Roles))
    return Answer::Unknown;
  Decls In;
  addMentioned(E, In);
  // What let control through to the try block does so again: what that did not
  // get to write has not changed it.
  if (In.count(Handler->getExceptionDecl()) ||
      (share(In, InTry) && !isOnTheWay(E)))
    return Answer::Unknown;
  for (const ValueDecl *D : In)
    if (InHandler.count(D) && !isCounter(D))
      return Answer::Unknown;
  if (Loop && endsFromOutside(E, Loop))
    return Answer::Unknown;
  return Answer::Either;
}

/// True for the loop's own condition, and for one in its body that control has
/// passed before it came to the try block.
bool Behind::isOnTheWay(const Expr *E) const {
  if (!Loop)
    return false;
  if (loopCondition(Loop) && isWithin(E, loopCondition(Loop), View.Parents))
    return true;
  const SourceManager &SM = View.F.Function->getASTContext().getSourceManager();
  return isWithin(E, loopBody(Loop), View.Parents) &&
         SM.isBeforeInTranslationUnit(E->getEndLoc(), Try->getBeginLoc());
}

/// True if control comes from the handler back to what was cancelled.
bool Behind::comesBack() {
  const CFGBlock *B = block();
  auto At = [&](const Stmt *S) { return at(S); };
  auto Decide = [&](const Expr *E) { return decide(E, false); };
  return B && Loop && leadsTo({B, -1}, {At, Decide, nullptr});
}

/// The first work that follows the whole try statement, if the handler comes
/// to some without anybody looking.
const CallExpr *Behind::workAfter() {
  const CFGBlock *B = block();
  const CallExpr *Work = nullptr;
  auto At = [&](const Stmt *S) {
    Step Next = at(S);
    if (Next != Step::On)
      return Step::Stop;
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C || isWithin(C, Try, View.Parents))
      return Step::On;
    // What is suspended next is told.
    for (const Stmt *P = View.Parents.getParent(C); isa_and_nonnull<Expr>(P);
         P = View.Parents.getParent(P))
      if (isa<CoawaitExpr>(P))
        return Step::Stop;
    if (View.Looks.effort(C) < Effort::Work)
      return Step::On;
    const FunctionDecl *F = C->getDirectCallee();
    if (!F || isCleanup(F) || isInStd(F))
      return Step::On;
    Work = C;
    return Step::Found;
  };
  auto Decide = [&](const Expr *E) { return decide(E, false); };
  return B && leadsTo({B, -1}, {At, Decide, nullptr}) ? Work : nullptr;
}

/// True if the handler can be left other than by an exception.
bool Behind::losesIt() {
  const CFGBlock *B = block();
  if (!B)
    return false;
  auto At = [&](const CFGElement &Element) {
    auto S = Element.getAs<CFGStmt>();
    if (!S)
      return false;
    if (isa<CXXThrowExpr>(S->getStmt()))
      return true;
    const auto *C = dyn_cast<CallExpr>(S->getStmt());
    return C && givesAway(C, nullptr);
  };
  return Paths(View.Graph).pathOut({B, -1}, nullptr, {At, nullptr}).has_value();
}

/// True if \p P is run again after it succeeded.
bool Behind::successComesBack(const CancelPoint &P) {
  auto Spot = Paths(View.Graph).spotOf(P.At);
  if (!Spot)
    return true;
  auto At = [&](const Stmt *S) { return S == P.At ? Step::Found : Step::On; };
  auto Decide = [&](const Expr *E) { return decide(E, true); };
  return leadsTo(*Spot, {At, Decide, nullptr});
}

//===----------------------------------------------------------------------===//
// All handlers of a frame
//===----------------------------------------------------------------------===//

/// True if \p V is declared within \p Loop.
static bool isDeclaredIn(const ValueDecl *D, const Stmt *Loop) {
  if (const auto *B = dyn_cast<BindingDecl>(D))
    D = dyn_cast_or_null<ValueDecl>(B->getDecomposedDecl());
  bool Found = false;
  forEachInFrame(Loop, [&](const Stmt *S) {
    if (const auto *S2 = dyn_cast<DeclStmt>(S))
      Found |= llvm::is_contained(S2->decls(), D);
    return !Found;
  });
  return Found;
}

/// The variables and own fields that \p E starts from: `job` of `job.ctx`.
static Decls startsFrom(const Expr *E) {
  Decls Out;
  forEachStmt(E, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclRefExpr>(S)) {
      if (!isa<FunctionDecl>(D->getDecl()))
        Out.insert(D->getDecl());
    } else if (const auto *M = dyn_cast<MemberExpr>(S)) {
      if (isMemberOfThis(M))
        Out.insert(M->getMemberDecl());
    }
    return true;
  });
  return Out;
}

/// True if each round of \p Loop has a token of its own for \p P, one that does
/// not come from a token outside: a queue's jobs, a server's connections.
static bool isOwnToken(const CancelPoint &P, const Stmt *Loop, Polls &Looks) {
  if (!P.Token || !Loop)
    return false;
  bool Own = false;
  for (const ValueDecl *D : startsFrom(P.Token)) {
    if (!isDeclaredIn(D, Loop)) {
      if (Looks.isTokenLike(D))
        return false;
      continue;
    }
    const auto *V = dyn_cast<VarDecl>(D);
    if (const auto *B = dyn_cast<BindingDecl>(D))
      V = dyn_cast_or_null<VarDecl>(B->getDecomposedDecl());
    if (V && V->hasInit())
      for (const ValueDecl *O : startsFrom(V->getInit()))
        if (Looks.isTokenLike(O))
          return false;
    Own = true;
  }
  return Own;
}

/// True if what \p P polls can never be stopped.
static bool isNeverStopped(const CancelPoint &P,
                           const model::RoleIndex &Roles) {
  return P.Token && rootOf(P.Token, Roles).has_value();
}

static bool isUnfit(const CancelPoint &P, const Stmt *Loop,
                    const FrameView &View) {
  return P.Error.Swallowing == model::Swallow::Ok ||
         isNeverStopped(P, View.Roles) || isOwnToken(P, Loop, View.Looks);
}

static bool isOfClass(QualType T, const CXXRecordDecl *Class) {
  const CXXRecordDecl *R =
      T.isNull() ? nullptr : T.getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->getCanonicalDecl() == Class;
}

static bool isDirect(const CXXCatchStmt *Handler, const CancelError &E) {
  return E.Exact && isOfClass(Handler->getCaughtType(), E.Class);
}

/// The first handler behind that of \p S that is for one of its errors.
static const CXXCatchStmt *handlerBehind(const Swallow &S) {
  bool Behind = false;
  for (unsigned I = 0; I != S.Try->getNumHandlers(); ++I) {
    const CXXCatchStmt *Other = S.Try->getHandler(I);
    auto Takes = [&](const CancelError &E) {
      return isOfClass(Other->getCaughtType(), E.Class);
    };
    if (Behind && llvm::any_of(S.Errors, Takes))
      return Other;
    Behind |= Other == S.Handler;
  }
  return nullptr;
}

/// True for `catch (...) {}` without even a comment.
static bool isBlank(const CXXCatchStmt *Handler, const ASTContext &Context) {
  const auto *Block = dyn_cast<CompoundStmt>(Handler->getHandlerBlock());
  if (!Block || !Block->body_empty() || Block->getBeginLoc().isMacroID())
    return false;
  std::string Text = textOf(Block->getSourceRange(), Context);
  return llvm::all_of(llvm::StringRef(Text), [](char C) {
    return C == '{' || C == '}' || llvm::isSpace(C);
  });
}

static std::optional<Swallow> swallowOf(const FrameView &View,
                                        const CXXTryStmt *Try,
                                        const CXXCatchStmt *Handler,
                                        llvm::ArrayRef<CancelPoint> Points) {
  Swallow Out;
  Out.Try = Try;
  Out.Handler = Handler;
  Out.Point = Points.front();
  for (const CancelPoint &P : Points)
    if (llvm::none_of(Out.Errors, [&](const CancelError &E) {
          return E.Class == P.Error.Class;
        }))
      Out.Errors.push_back(P.Error);
  Out.TooLate = handlerBehind(Out);
  Behind B(View, Try, Handler, Points);
  Out.Loop = B.loop();
  if (Out.Point.Error.Swallowing == model::Swallow::Undefined) {
    Out.Kind = Swallow::Undefined;
    if (B.losesIt())
      return Out;
    return std::nullopt;
  }
  // A handler of its own is a decision, unless the loop then never ends or
  // nothing at all is done there.
  bool Direct = Out.Direct = isDirect(Handler, Out.Point.Error);
  if (B.comesBack()) {
    Out.Kind = Swallow::GoesRound;
    Out.Retries = !B.successComesBack(Out.Point) &&
                  !isAnotherRequest(Out.Point.At, Out.Loop, View.Roles);
    const ASTContext &Context = View.F.Function->getASTContext();
    if (!Direct || isEndless(Out.Loop, Context) || isBlank(Handler, Context))
      return Out;
    return std::nullopt;
  }
  if (Direct)
    return std::nullopt;
  Out.Kind = Swallow::GoesOn;
  Out.Work = B.workAfter();
  if (Out.Work)
    return Out;
  return std::nullopt;
}

static std::vector<const CXXTryStmt *> triesIn(const Frame &F) {
  std::vector<const CXXTryStmt *> Out;
  forEachInFrame(F.Body, [&](const Stmt *S) {
    if (const auto *T = dyn_cast<CXXTryStmt>(S))
      Out.push_back(T);
    return true;
  });
  return Out;
}

std::vector<Swallow> swallowsIn(const FrameView &View, CancelErrors &Errors) {
  std::vector<Swallow> Out;
  for (const CXXTryStmt *Try : triesIn(View.F)) {
    const Stmt *Loop = loopAround(Try, View.F.Body, View.Parents);
    // The points by the handler that takes them.
    llvm::SmallVector<std::vector<CancelPoint>, 2> Of(Try->getNumHandlers());
    for (CancelPoint &P : Errors.leaving(Try->getTryBlock()))
      for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
        if (takes(Try->getHandler(I), P.Error.Class)) {
          if (!isUnfit(P, Loop, View))
            Of[I].push_back(std::move(P));
          break;
        }
    if (llvm::all_of(Of, [](const auto &Points) { return Points.empty(); }) ||
        cancellationObserved(Try, View.Parents, View.Roles))
      continue;
    for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
      if (!Of[I].empty())
        if (auto S = swallowOf(View, Try, Try->getHandler(I), Of[I]))
          Out.push_back(std::move(*S));
  }
  return Out;
}

//===----------------------------------------------------------------------===//
// The fix
//===----------------------------------------------------------------------===//

/// What `code()` of an exception of class \p R gives; null if it has none.
static QualType codeType(const CXXRecordDecl *R) {
  R = R ? R->getDefinition() : nullptr;
  if (!R)
    return {};
  for (const CXXMethodDecl *M : R->methods())
    if (M->getIdentifier() && M->getName() == "code" && M->isConst() &&
        M->getNumParams() == 0)
      return M->getReturnType().getNonReferenceType();
  for (const CXXBaseSpecifier &B : R->bases())
    if (QualType T = codeType(B.getType()->getAsCXXRecordDecl()); !T.isNull())
      return T;
  return {};
}

/// `Handler` for an error that tells in a code what failed: the condition under
/// which it means cancellation, or "".
static std::string isCancelledBy(const CXXCatchStmt *Handler,
                                 const CancelError &E,
                                 const model::RoleIndex &Roles) {
  const VarDecl *Caught = Handler->getExceptionDecl();
  if (!E.Voc || !Caught || !Caught->getIdentifier() ||
      !isOfClass(Caught->getType(), E.Class))
    return "";
  // Only a constant that the model gives for this very type of code compares.
  model::TypeUse Code = Roles.type(codeType(E.Class->getDefinition()));
  for (const auto &VocAndOp : Roles.opsPlaying(Role::CancelCode))
    if (const model::OpEntry &Op = *VocAndOp.second;
        Code && Op.Kind == model::MatchKind::Var && !Op.For.empty() &&
        Roles.isType(Code, *VocAndOp.first, Op.For))
      for (llvm::StringRef Name : Op.Names) {
        Name.consume_front("::");
        if (!Roles.lookUp(Name).empty())
          return Caught->getNameAsString() + ".code() == " + Name.str();
      }
  return "";
}

std::string advice(const Swallow &S, bool Outermost) {
  if (S.TooLate)
    return "put the handler for it before this one";
  const char *Leave = Outermost ? "leave the loop" : "rethrow it";
  if (S.Direct)
    return std::string(Leave) + " here";
  if (S.Point.Error.Exact)
    return std::string(Leave) + " in a handler before this one";
  if (S.Point.Error.Modelled)
    return std::string(Leave) + " when its code says so";
  return "give it a type of its own and let that through";
}

llvm::SmallVector<FixItHint, 1> letThrough(const Swallow &S, const Frame &F,
                                           bool Outermost,
                                           const model::RoleIndex &Roles) {
  const ASTContext &Context = F.Function->getASTContext();
  const auto *Type = F.Function->getType()->getAs<FunctionProtoType>();
  if (!canEdit(S.Handler->getHandlerBlock()->getSourceRange(), Context) ||
      S.Handler->getCatchLoc().isMacroID() || S.TooLate)
    return {}; // TooLate: what to do is written there, and only to be moved
  std::string Leave = "throw;";
  if (Outermost) {
    if (!F.Function->getReturnType()->isVoidType() ||
        isa<CoroutineBodyStmt>(F.Body))
      return {};
    Leave = "return;";
  } else if (Type && Type->isNothrow()) {
    return {};
  }
  std::string Handlers;
  for (const CancelError &E : S.Errors) {
    if (!E.Exact) {
      std::string Condition = isCancelledBy(S.Handler, E, Roles);
      const auto *Block = cast<CompoundStmt>(S.Handler->getHandlerBlock());
      if (Condition.empty() || S.Errors.size() != 1)
        return {};
      return {
          FixItHint::CreateInsertion(Block->getLBracLoc().getLocWithOffset(1),
                                     " if (" + Condition + ") " + Leave)};
    }
    Handlers += "catch (const " + E.Name + " &) { " + Leave + " } ";
  }
  if (isDirect(S.Handler, S.Errors.front()))
    return {}; // a second handler for the same class would never run
  return {FixItHint::CreateInsertion(S.Handler->getCatchLoc(), Handlers)};
}

//===----------------------------------------------------------------------===//
// The wrong type
//===----------------------------------------------------------------------===//

/// True if \p Other looks like \p Thrown to a reader: another cancellation
/// error, or a class of the same name elsewhere.
static bool isMistakable(const CXXRecordDecl *Other, const CancelError &Thrown,
                         const CancelError &Named) {
  if (Named)
    return true;
  return Other->getIdentifier() && Thrown.Class->getIdentifier() &&
         Other->getName() == Thrown.Class->getName();
}

std::vector<WrongType> wrongTypesIn(const FrameView &View,
                                    CancelErrors &Errors) {
  std::vector<WrongType> Out;
  for (const CXXTryStmt *Try : triesIn(View.F)) {
    std::vector<CancelPoint> Points = Errors.leaving(Try->getTryBlock());
    if (Points.empty())
      continue;
    const CancelPoint *Loose = nullptr;
    llvm::SmallPtrSet<const Stmt *, 4> Known;
    for (const CancelPoint &P : Points) {
      Known.insert(P.At);
      if (!Loose && !P.Presumed && !handlerFor(Try, P.Error.Class))
        Loose = &P;
    }
    if (!Loose)
      continue;
    // Whatever else is called there may throw the other one.
    bool Others = false;
    forEachInFrame(Try->getTryBlock(), [&](const Stmt *S) {
      // Below an await stands what is awaited.
      if (Known.count(S))
        return false;
      const auto *C = dyn_cast<CallExpr>(S);
      if (C && !bodyInReach(C->getDirectCallee()) &&
          !isa<CXXOperatorCallExpr>(C))
        Others |= View.Looks.effort(C) >= Effort::Work;
      return !Others;
    });
    if (Others)
      continue;
    for (unsigned I = 0; I != Try->getNumHandlers(); ++I) {
      const CXXCatchStmt *Handler = Try->getHandler(I);
      QualType Caught = Handler->getCaughtType();
      const CXXRecordDecl *R =
          Caught.isNull() ? nullptr
                          : Caught.getNonReferenceType()->getAsCXXRecordDecl();
      if (!R || llvm::any_of(Points, [&](const CancelPoint &P) {
            return takes(Handler, P.Error.Class);
          }))
        continue;
      if (isMistakable(R, Loose->Error, Errors.named(Caught)))
        Out.push_back({Handler, *Loose});
    }
  }
  return Out;
}

} // namespace ctx::analysis
