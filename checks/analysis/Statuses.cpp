//===- Statuses.cpp -------------------------------------------------------===//

#include "Statuses.h"
#include "../compat/Compat.h"
#include "../model/VocabularyReader.h"
#include "CodeKind.h"
#include "Equality.h"
#include "Exprs.h"
#include "Observed.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using ctx::model::OpUse;
using ctx::model::Role;
using ctx::model::RoleSet;
using Step = ctx::analysis::Assumption::Step;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

StatusTypes::StatusTypes(const model::RoleIndex &Roles) : Roles(Roles) {
  auto Add = [&](const model::Vocabulary *Voc, const model::TypeEntry *T,
                 llvm::StringRef Code) {
    if (!T)
      return;
    auto Known =
        llvm::find_if(Types, [&](const StatusType &S) { return S.Entry == T; });
    if (Known == Types.end()) {
      StatusType S;
      S.Voc = Voc;
      S.Entry = T;
      S.Exclusive = T->Roles.has(Role::CancelError);
      Types.push_back(S);
      Known = std::prev(Types.end());
    }
    if (Known->Code.empty())
      Known->Code = Code.str();
  };
  for (const auto &VocAndOp : Roles.opsPlaying(Role::CancelCode)) {
    const model::OpEntry &Op = *VocAndOp.second;
    llvm::StringRef Found;
    for (llvm::StringRef Name : Op.Names) {
      Name.consume_front("::");
      if (Found.empty() &&
          (Op.Kind == model::MatchKind::Macro || !Roles.lookUp(Name).empty()))
        Found = Name;
    }
    if (!Op.For.empty() && !Found.empty())
      Add(VocAndOp.first, Roles.typeEntry(*VocAndOp.first, Op.For), Found);
  }
  for (const auto &VocAndOp : Roles.opsPlaying(Role::CancelTest)) {
    const model::OpEntry &Op = *VocAndOp.second;
    for (const std::string &Id : Op.OfTypes)
      Add(VocAndOp.first, Roles.typeEntry(*VocAndOp.first, Id), "");
    for (const model::ParamCondition &P : Op.Params)
      if (!P.TypeId.empty())
        Add(VocAndOp.first, Roles.typeEntry(*VocAndOp.first, P.TypeId), "");
  }
}

const StatusType *StatusTypes::of(QualType T) const {
  if (T.isNull() || Types.empty())
    return nullptr;
  model::TypeUse Use = Roles.type(T);
  if (!Use || Use.mayBeNull())
    return nullptr;
  for (const StatusType &S : Types)
    if (Use.Entry == S.Entry || Roles.isType(Use, *S.Voc, S.Entry->Id))
      return &S;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Where a result goes
//===----------------------------------------------------------------------===//

/// What a function that makes one thing of another is called.
static const llvm::StringRef Converts[] = {"to status", "from", "make",
                                           "convert"};

/// The `co_await` of what \p C makes, or null.
static const CoawaitExpr *awaitOf(const CallExpr *C, const ParentMap &Parents) {
  const Stmt *P = Parents.getParent(C);
  for (; isa_and_nonnull<Expr>(P); P = Parents.getParent(P))
    if (const auto *A = dyn_cast<CoawaitExpr>(P))
      return strip(compat::awaitedOperand(A)) == C ? A : nullptr;
  return nullptr;
}

/// The variable that the result of \p C is declared or assigned as.
static const VarDecl *resultVariable(const CallExpr *Call,
                                     const ParentMap &Parents) {
  const Expr *C = Call;
  if (const CoawaitExpr *Await = awaitOf(Call, Parents))
    C = Await;
  for (const Stmt *P = Parents.getParent(C); P; P = Parents.getParent(P)) {
    if (const auto *D = dyn_cast<DeclStmt>(P))
      return D->isSingleDecl() ? dyn_cast<VarDecl>(D->getSingleDecl())
                               : nullptr;
    if (const auto *O = dyn_cast<CXXOperatorCallExpr>(P))
      return O->getOperator() == OO_Equal && O->getNumArgs() == 2
                 ? dyn_cast_or_null<VarDecl>(referenced(O->getArg(0)))
                 : nullptr;
    if (const auto *B = dyn_cast<BinaryOperator>(P))
      return B->getOpcode() == BO_Assign
                 ? dyn_cast_or_null<VarDecl>(referenced(B->getLHS()))
                 : nullptr;
    const auto *E = dyn_cast<Expr>(P);
    if (!E || (strip(E) != C && !isa<CoawaitExpr, ImplicitCastExpr>(E)))
      return nullptr;
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Under an assumption about one status
//===----------------------------------------------------------------------===//

namespace {

/// One call in one loop, and what conditions mean if its status is good or
/// cancelled.
class Outcome {
public:
  Outcome(const FrameView &View, const StatusCall &Of, const Stmt *Loop)
      : View(View), Of(Of), Loop(Loop) {
    forEachInFrame(Of.Call, [&](const Stmt *S) {
      Own.insert(S);
      return true;
    });
    forEachInFrame(awaitOf(Of.Call, View.Parents), [&](const Stmt *S) {
      if (!Own.count(S))
        Awaiting.insert(S);
      return true;
    });
  }

  /// True if control comes from the call back to it.
  bool comesBack(bool Good);

private:
  Step at(const Stmt *S, bool Good);
  Answer decide(const Expr *E, bool Good, unsigned Depth = 0) const;
  Answer decideCase(const Expr *On, const Expr *Case, bool Good) const;
  Answer decideEquality(const Expr *Left, const Expr *Right, bool Good,
                        unsigned Depth) const;
  const Expr *valueOf(const VarDecl *V) const;
  bool isStatus(const Expr *E, unsigned Depth = 0) const;
  bool isCode(const Expr *E, unsigned Depth = 0) const;
  bool isAbout(const Stmt *S) const;
  bool isTrusted(const CallExpr *C) const;
  bool isForLater(const CallExpr *C) const;
  bool endsLoop(const Stmt *S) const;

  const FrameView &View;
  const StatusCall &Of;
  const Stmt *Loop;
  llvm::SmallPtrSet<const Stmt *, 16> Own; ///< the call and what is below it
  /// What the compiler makes of `co_await call`: the promise may look at the
  /// coroutine's state there, but that does not tell what the status says.
  llvm::SmallPtrSet<const Stmt *, 16> Awaiting;
};

} // namespace

/// What \p V is set to by its declaration or by the one assignment in the loop;
/// null if that is not one thing.
const Expr *Outcome::valueOf(const VarDecl *V) const {
  const Expr *Value = nullptr;
  unsigned Count = 0;
  auto Set = [&](const Expr *E) {
    Value = E;
    ++Count;
  };
  forEachInFrame(Loop, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      if (llvm::is_contained(D->decls(), V) && V->hasInit())
        Set(V->getInit());
    } else if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->isAssignmentOp() && referenced(B->getLHS()) == V)
        Set(B->getOpcode() == BO_Assign ? B->getRHS() : nullptr);
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
      if (O->isAssignmentOp() && O->getNumArgs() == 2 &&
          referenced(O->getArg(0)) == V)
        Set(O->getOperator() == OO_Equal ? O->getArg(1) : nullptr);
    }
    return true;
  });
  return Count == 1 ? Value : nullptr;
}

bool Outcome::isStatus(const Expr *E, unsigned Depth) const {
  E = strip(E);
  if (!E || Depth > 4)
    return false;
  if (E == Of.Call)
    return !Of.Call->getType()->isVoidType() &&
           View.Roles.type(E->getType()).Entry == Of.Type->Entry;
  if (const auto *A = dyn_cast<CoawaitExpr>(E))
    return strip(compat::awaitedOperand(A)) == Of.Call
               ? View.Roles.type(A->getType()).Entry == Of.Type->Entry
               : isStatus(compat::awaitedOperand(A), Depth + 1);
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return B->getOpcode() == BO_Assign && isStatus(B->getRHS(), Depth + 1);
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
    return O->getOperator() == OO_Equal && O->getNumArgs() == 2 &&
           isStatus(O->getArg(1), Depth + 1);
  const ValueDecl *D = referenced(E);
  if (D && D == Of.Variable)
    return true;
  const auto *V = dyn_cast_or_null<VarDecl>(D);
  if (!V || View.Roles.type(V).Entry != Of.Type->Entry)
    return false;
  const Expr *Value = valueOf(V);
  return Value && isStatus(Value, Depth + 1);
}

/// True for a name of something that is true when all went well.
static bool saysGood(const FunctionDecl *F) {
  return F && F->getIdentifier() &&
         hasPhrase(F->getName(), {"ok", "success", "succeeded", "good"});
}
static bool saysBad(const FunctionDecl *F) {
  return F && F->getIdentifier() &&
         hasPhrase(F->getName(), {"failed", "failure", "error", "bad"});
}

/// True for the code within the status: `st.error_code()`, `ec.value()`, a
/// variable that holds it.
bool Outcome::isCode(const Expr *E, unsigned Depth) const {
  E = strip(E);
  if (!E || Depth > 4)
    return false;
  if (const auto *C = dyn_cast<ExplicitCastExpr>(E))
    return isCode(C->getSubExpr(), Depth + 1);
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
    return M->getMethodDecl() && M->getNumArgs() == 0 &&
           (M->getType()->isIntegralOrEnumerationType() ||
            M->getType()->getAsCXXRecordDecl()) &&
           !M->getType()->isBooleanType() &&
           hasPhrase(M->getMethodDecl()->getNameAsString(),
                     {"code", "errc", "value", "reason"}) &&
           isStatus(M->getImplicitObjectArgument());
  const auto *V = dyn_cast_or_null<VarDecl>(referenced(E));
  if (!V || !isa<DeclRefExpr>(E) || V == Of.Variable)
    return false;
  const Expr *Value = valueOf(V);
  return Value && isCode(Value, Depth + 1);
}

/// True if something below \p S is the status or its code.
bool Outcome::isAbout(const Stmt *S) const {
  bool Found = false;
  forEachStmt(S, [&](const Stmt *Sub) {
    if (const auto *E = dyn_cast<Expr>(Sub))
      if (isa<DeclRefExpr>(E) || E == Of.Call)
        Found |= isStatus(E) || isCode(E);
    return !Found;
  });
  return Found;
}

Answer Outcome::decideEquality(const Expr *Left, const Expr *Right, bool Good,
                               unsigned Depth) const {
  if (isStatus(Right) || isCode(Right))
    std::swap(Left, Right);
  bool Status = isStatus(Left), Code = isCode(Left);
  const Expr *Other = strip(Right);
  if (!Status && !Code) {
    if (const auto *L = dyn_cast<CXXBoolLiteralExpr>(Other)) {
      Answer A = decide(strip(Left), Good, Depth + 1);
      return L->getValue() ? A : negated(A);
    }
    return isAbout(Left) || isAbout(Right) ? Answer::Unknown : Answer::Either;
  }
  if (View.Roles.op(Other, Role::CancelCode))
    return Good ? Answer::No : Answer::Yes;
  // Another constant: the one for "all is well", or some other failure.
  const NamedDecl *D = nullptr;
  if (const auto *R = dyn_cast<DeclRefExpr>(Other))
    D = R->getDecl();
  else if (const auto *M = dyn_cast<MemberExpr>(Other))
    D = M->getMemberDecl();
  if (const auto *I = dyn_cast<IntegerLiteral>(Other)) {
    if (I->getValue() == 0)
      return Good ? Answer::Yes : Answer::No;
    // A macro with a name of its own, some other failure.
    if (I->getBeginLoc().isMacroID())
      return Answer::No;
  }
  const auto *V = dyn_cast_or_null<VarDecl>(D);
  if (!D || !D->getIdentifier() ||
      !(isa<EnumConstantDecl>(D) || (V && V->hasGlobalStorage())))
    return Answer::Unknown;
  bool SaysGood =
      hasPhrase(D->getName(), {"ok", "success", "none", "no error"});
  return SaysGood && Good ? Answer::Yes : Answer::No;
}

Answer Outcome::decide(const Expr *E, bool Good, unsigned Depth) const {
  E = strip(E);
  if (!E || Depth > 6)
    return Answer::Unknown;
  auto Is = [](bool Value) { return Value ? Answer::Yes : Answer::No; };
  auto Again = [&](const Expr *Sub) {
    auto Decide = [&](const Expr *X) { return decide(X, Good, Depth + 1); };
    return analysis::decide(Sub, {nullptr, Decide, nullptr});
  };
  if (isa<UnaryOperator, ExplicitCastExpr>(E) &&
      E->getType()->isBooleanType()) {
    if (const auto *U = dyn_cast<UnaryOperator>(E))
      return U->getOpcode() == UO_LNot ? negated(Again(U->getSubExpr()))
                                       : Answer::Either;
    return Again(cast<ExplicitCastExpr>(E)->getSubExpr());
  }
  // A number or an enumerator that is not 0 is a failure.
  if (E->getType()->isIntegralOrUnscopedEnumerationType() &&
      !E->getType()->isBooleanType() && isStatus(E))
    return Is(!Good);
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isLogicalOp())
    return Again(E);
  if (Equality Eq = equalityIn(E)) {
    Answer A = decideEquality(Eq.Left, Eq.Right, Good, Depth);
    return Eq.Negated ? negated(A) : A;
  }
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
    if (O->getNumArgs() == 1 && O->getOperator() == OO_Exclaim &&
        isStatus(O->getArg(0)))
      return Answer::Unknown;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
    if (isStatus(M->getImplicitObjectArgument())) {
      if (View.Roles.op(M, Role::CancelTest))
        return Is(!Good);
      const CXXMethodDecl *F = M->getMethodDecl();
      if (isa_and_nonnull<CXXConversionDecl>(F)) {
        // An error is true when there is one, a result when there is none.
        const CXXRecordDecl *R = F->getParent();
        bool Error = R->getIdentifier() && hasPhrase(R->getName(), {"error"});
        return Is(Good != Error);
      }
      if (M->getNumArgs() == 0 && saysGood(F))
        return Is(Good);
      if (M->getNumArgs() == 0 && saysBad(F) && M->getType()->isBooleanType())
        return Is(!Good);
      return Answer::Unknown;
    }
  if (const auto *C = dyn_cast<CallExpr>(E))
    if (View.Roles.op(C, Role::CancelTest) && isAbout(C))
      return Is(!Good);
  if (const auto *R = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
      if (V->getType()->isBooleanType() && V->hasLocalStorage()) {
        const Expr *Value = valueOf(V);
        if (Value && isAbout(Value))
          return Again(Value);
      }
  const ASTContext &Context = View.F.Function->getASTContext();
  bool Value = false;
  if (!E->isValueDependent() && !E->isTypeDependent() &&
      E->EvaluateAsBooleanCondition(Value, Context))
    return Is(Value);
  if (isAbout(E))
    return Answer::Unknown;
  if (Good)
    return Answer::Either;
  if (meansCancelled(E, true, View.Roles) ||
      meansCancelled(E, false, View.Roles))
    return Answer::Unknown;
  // A flag that somebody else sets ends the loop by another protocol.
  return endsFromOutside(E, Loop) ? Answer::Unknown : Answer::Either;
}

Answer Outcome::decideCase(const Expr *On, const Expr *Case, bool Good) const {
  if (!isStatus(On) && !isCode(On))
    return isAbout(On) ? Answer::Unknown : Answer::Either;
  if (!Case)
    return Answer::Either;
  return decideEquality(On, Case, Good, 0);
}

/// True if \p C makes one thing of another and the loop only stores it, for
/// those who come after it: `last = fromGrpc(status);`
bool Outcome::isForLater(const CallExpr *C) const {
  const FunctionDecl *F = C->getDirectCallee();
  const VarDecl *V = resultVariable(C, View.Parents);
  if (!V || !F || !F->getIdentifier() || !hasPhrase(F->getName(), Converts))
    return false;
  unsigned Mentions = 0;
  forEachStmt(Loop, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    Mentions += R && R->getDecl() == V;
    return true;
  });
  // `V = ...` is one; a declaration is none.
  bool Declared = V->hasInit() && isWithin(C, V->getInit(), View.Parents);
  return Mentions <= (Declared ? 0u : 1u);
}

/// True if \p C is given the status or its code to judge it.
bool Outcome::isTrusted(const CallExpr *C) const {
  if (Own.count(C) || Polls::isLogging(C))
    return false;
  const auto *O = dyn_cast<CXXOperatorCallExpr>(C);
  if (O && (O->isAssignmentOp() || O->getOperator() == OO_EqualEqual ||
            O->getOperator() == OO_ExclaimEqual))
    return false;
  // A text is made of it, or another status that the loop does not read.
  if (const CXXRecordDecl *R = C->getType()->getAsCXXRecordDecl())
    if ((R->getIdentifier() && hasPhrase(R->getName(), {"string", "basic"})) ||
        isForLater(C))
      return false;
  return llvm::any_of(C->arguments(), [&](const Expr *A) {
    return isStatus(A) || isCode(A) ||
           (isa<LambdaExpr>(strip(A)) && isAbout(A));
  });
}

/// True for `done = true` where the loop is `while (!done)`.
bool Outcome::endsLoop(const Stmt *S) const {
  const auto *B = dyn_cast<BinaryOperator>(S);
  const auto *Value = B && B->getOpcode() == BO_Assign
                          ? dyn_cast<CXXBoolLiteralExpr>(strip(B->getRHS()))
                          : nullptr;
  const auto *Flag =
      Value ? dyn_cast_or_null<VarDecl>(referenced(B->getLHS())) : nullptr;
  if (!Flag || !Flag->hasLocalStorage() || !loopCondition(Loop) ||
      isa<CXXForRangeStmt>(Loop))
    return false;
  bool Sure = true;
  forEachInFrame(Loop, [&](const Stmt *Other) {
    const auto *O = dyn_cast<BinaryOperator>(Other);
    if (O && O->isAssignmentOp() && referenced(O->getLHS()) == Flag) {
      const auto *L = dyn_cast<CXXBoolLiteralExpr>(strip(O->getRHS()));
      Sure &= L && L->getValue() == Value->getValue();
    }
    return Sure;
  });
  if (!Sure)
    return false;
  auto Decide = [&](const Expr *E) {
    const auto *R = dyn_cast<DeclRefExpr>(strip(E));
    if (!R || R->getDecl() != Flag)
      return Answer::Either;
    return Value->getValue() ? Answer::Yes : Answer::No;
  };
  return analysis::decide(loopCondition(Loop), {nullptr, Decide, nullptr}) ==
         Answer::No;
}

Step Outcome::at(const Stmt *S, bool Good) {
  if (Own.count(S))
    return Step::Found;
  if (Awaiting.count(S))
    return Step::On;
  // Out of the loop; what leads back from there is another round of work.
  if (isWithin(S, View.F.Body, View.Parents) &&
      !isWithin(S, Loop, View.Parents))
    return Step::Stop;
  if (endsLoop(S))
    return Step::Stop;
  if (Good)
    return Step::On;
  if (const auto *T = dyn_cast<CXXThrowExpr>(S))
    return T->getSubExpr() && isAbout(T->getSubExpr()) ? Step::Stop : Step::On;
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return Step::On;
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    if (isTrusted(C))
      return Step::Stop;
  } else if (!isa<CXXConstructExpr>(E)) {
    return Step::On;
  }
  return mayLook(E, View.Roles, View.Looks) ? Step::Stop : Step::On;
}

bool Outcome::comesBack(bool Good) {
  auto Spot = Paths(View.Graph).spotOf(Of.Call);
  if (!Spot)
    return Good;
  auto At = [&](const Stmt *S) { return at(S, Good); };
  auto Decide = [&](const Expr *E) { return decide(E, Good); };
  auto Switch = [&](const Expr *On, const Expr *Case) {
    return decideCase(On, Case, Good);
  };
  return leadsTo(*Spot, {At, Decide, Switch});
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// True if \p C is given, or works on, something of a role: what it does can be
/// cancelled.
static bool isCancellable(const CallExpr *C, const StatusType &Type,
                          const model::RoleIndex &Roles) {
  // One that blocks takes no request, or it takes a token as well.
  static const RoleSet Blocks{Role::Blocking, Role::TimedBlocking};
  for (const OpUse &Use : Roles.ops(C))
    if (Use.Voc == Type.Voc && !Blocks.has(Use.role()))
      return true;
  static const RoleSet Known{Role::Token,    Role::Context, Role::Unified,
                             Role::EdgeSlot, Role::Carrier, Role::SingleUse};
  for (const Expr *A : C->arguments())
    if (Roles.type(A->getType()).Roles.hasAny(Known))
      return true;
  return false;
}

/// The variable that \p C writes its status to: `connect(endpoint, ec)`,
/// `async_connect(endpoint, redirect_error(use_awaitable, ec))`.
static const VarDecl *outStatus(const CallExpr *C, const StatusTypes &Types,
                                bool Nested = false) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!F || isa<CXXOperatorCallExpr>(C))
    return nullptr;
  for (unsigned I = 0; I != C->getNumArgs() && I != F->getNumParams(); ++I) {
    const auto *Inner = dyn_cast_or_null<CallExpr>(strip(C->getArg(I)));
    if (Inner && !Nested)
      if (const VarDecl *V = outStatus(Inner, Types, /*Nested=*/true))
        return V;
    QualType P = F->getParamDecl(I)->getType();
    if ((!P->isLValueReferenceType() && !P->isPointerType()) ||
        P->getPointeeType().isConstQualified() ||
        !Types.of(P->getPointeeType()))
      continue;
    const auto *V = dyn_cast_or_null<VarDecl>(referenced(C->getArg(I)));
    if (V && V->hasLocalStorage())
      return V;
  }
  return nullptr;
}

static StatusCall statusCall(const CallExpr *C, const FrameView &View,
                             const StatusTypes &Types) {
  StatusCall Out;
  Out.Call = C;
  if (isa<CXXOperatorCallExpr>(C) &&
      cast<CXXOperatorCallExpr>(C)->getOperator() != OO_Call)
    return {};
  const CoawaitExpr *Await = awaitOf(C, View.Parents);
  QualType T = Await ? Await->getType() : C->getType();
  // Some return what they also write.
  if (!C->isTypeDependent())
    if (const VarDecl *V = outStatus(C, Types)) {
      Out.Variable = V;
      Out.Type = Types.of(V->getType());
    }
  if (!Out.Type && !T->isDependentType() && (Await || C->isPRValue())) {
    Out.Type = Types.of(T);
    // auto [ec, n] = co_await ...
    const auto *Parts = dyn_cast_or_null<DecompositionDecl>(
        Out.Type ? nullptr : resultVariable(C, View.Parents));
    for (const BindingDecl *B :
         Parts ? Parts->bindings() : llvm::ArrayRef<BindingDecl *>())
      if (!Out.Type && (Out.Type = Types.of(B->getType())))
        Out.Variable = B;
  }
  if (!Out.Type || (!Out.Type->Exclusive && !Await &&
                    !isCancellable(C, *Out.Type, View.Roles)))
    return {};
  // What makes a status of something does no work.
  const FunctionDecl *F = C->getDirectCallee();
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
  if (M && !M->isStatic() &&
      (Types.of(View.F.Function->getASTContext().getCanonicalType(
           M->getThisType()->getPointeeType())) ||
       (M->isConst() && M->getNumParams() == 0 &&
        M->getOverloadedOperator() != OO_Call)))
    return {};
  if (F && F->getIdentifier() &&
      (hasPhrase(F->getName(), Converts) ||
       hasPhrase(F->getName(), {"validate", "parse", "check"})))
    return {};
  return Out;
}

std::vector<Retry> blindRetriesIn(const FrameView &View,
                                  const StatusTypes &Types) {
  std::vector<Retry> Out;
  if (Types.empty())
    return Out;
  llvm::SmallPtrSet<const Stmt *, 4> Reported;
  forEachInFrame(View.F.Body, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    const Stmt *Loop = C ? loopAround(C, View.F.Body, View.Parents) : nullptr;
    if (!Loop || Reported.count(Loop))
      return true;
    StatusCall Of = statusCall(C, View, Types);
    if (!Of.Type)
      return true;
    if (!Of.Variable)
      if (const VarDecl *V = resultVariable(C, View.Parents))
        if (Types.of(V->getType()) && !isa<ParmVarDecl>(V))
          Of.Variable = V;
    Outcome O(View, Of, Loop);
    if (O.comesBack(/*Good=*/true) || !O.comesBack(/*Good=*/false) ||
        isAnotherRequest(C, Loop, View.Roles) ||
        cancellationObserved(Loop, View.Parents, View.Roles))
      return true;
    Reported.insert(Loop);
    Out.push_back({Of, Loop});
    return true;
  });
  return Out;
}

//===----------------------------------------------------------------------===//
// Fixes
//===----------------------------------------------------------------------===//

std::string cancelledTest(const StatusCall &Of, const model::RoleIndex &Roles) {
  if (!Of.Variable || !Of.Variable->getIdentifier())
    return "";
  std::string Name = Of.Variable->getNameAsString();
  for (const auto &VocAndOp : Roles.opsPlaying(Role::CancelTest)) {
    const model::OpEntry &Op = *VocAndOp.second;
    if (VocAndOp.first == Of.Type->Voc && !Op.Names.empty() &&
        Op.Kind == model::MatchKind::Method &&
        llvm::is_contained(Op.OfTypes, Of.Type->Entry->Id))
      return Name + "." + Op.Names.front() + "()";
  }
  if (Of.Type->Code.empty())
    return "";
  QualType CodeType;
  for (const NamedDecl *D : Roles.lookUp(Of.Type->Code))
    if (const auto *V = dyn_cast<ValueDecl>(D))
      CodeType = V->getType().getCanonicalType().getUnqualifiedType();
  const CXXRecordDecl *R =
      Of.Variable->getType().getNonReferenceType()->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition() || CodeType.isNull())
    return "";
  for (const CXXMethodDecl *M : R->methods())
    if (M->isConst() && M->getNumParams() == 0 && M->getIdentifier() &&
        M->getReturnType().getCanonicalType().getUnqualifiedType() == CodeType)
      return Name + "." + M->getNameAsString() + "() == " + Of.Type->Code;
  // An error code compares with what stands for one.
  if (R->getIdentifier() && hasPhrase(R->getName(), {"error code"}))
    return Name + " == " + Of.Type->Code;
  return "";
}

} // namespace ctx::analysis
