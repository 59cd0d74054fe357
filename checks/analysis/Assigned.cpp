//===- Assigned.cpp -------------------------------------------------------===//

#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Loops.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx::analysis {

using model::Form;
using model::OpUse;
using model::Role;
using model::RoleIndex;
using model::RoleSet;
using model::TypeUse;
using model::writtenArgs;

static const RoleSet &polling() {
  static const RoleSet Set{Role::Poll, Role::PollThrow, Role::PollStatus};
  return Set;
}

//===----------------------------------------------------------------------===//
// Nothing
//===----------------------------------------------------------------------===//

static bool isNullopt(const Expr *E) {
  const CXXRecordDecl *R = E->getType()->getAsCXXRecordDecl();
  return R && R->getIdentifier() && R->getName() == "nullopt_t" && isInStd(R);
}

/// \p E without what converts or wraps a value.
static const Expr *plain(const Expr *E) {
  for (;;) {
    const Expr *Next = strip(E);
    if (const auto *C = dyn_cast_or_null<ExplicitCastExpr>(Next))
      Next = C->getSubExpr();
    if (Next == E)
      return E;
    E = Next;
  }
}

/// True if \p E makes an object out of no argument.
static bool isMadeFromNothing(const Expr *E) {
  if (const auto *C = dyn_cast<CXXConstructExpr>(E))
    return llvm::all_of(C->arguments(), [](const Expr *A) {
      return isa<CXXDefaultArgExpr>(A);
    });
  if (const auto *I = dyn_cast<InitListExpr>(E)) {
    const InitListExpr *Written = I->isSemanticForm() && I->getSyntacticForm()
                                      ? I->getSyntacticForm()
                                      : I;
    return Written->getNumInits() == 0;
  }
  return isa<CXXScalarValueInitExpr, ImplicitValueInitExpr>(E);
}

bool isNull(const Expr *E, const RoleIndex &Roles) {
  if (!E || E->isTypeDependent())
    return false;
  E = plain(E);
  if (!E || isa<CXXDefaultArgExpr>(E))
    return false;
  if (isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E) || isNullopt(E))
    return true;
  if (const auto *I = dyn_cast<IntegerLiteral>(E))
    return I->getValue() == 0;
  QualType T = E->getType();
  bool Holder = T->isPointerType() || Roles.type(T).mayBeNull();
  if (!Holder)
    return false;
  if (isMadeFromNothing(E))
    return true;
  // shared_ptr<T>(nullptr), optional<T>(nullopt)
  const auto *C = dyn_cast<CXXConstructExpr>(E);
  return C && C->getNumArgs() >= 1 && isNull(C->getArg(0), Roles) &&
         llvm::all_of(llvm::drop_begin(C->arguments()),
                      [](const Expr *A) { return isa<CXXDefaultArgExpr>(A); });
}

bool isEmptyInit(const Expr *Init, const RoleIndex &Roles) {
  if (!Init)
    return true;
  if (Init->isTypeDependent())
    return false;
  return isNull(Init, Roles) || isMadeFromNothing(plain(Init));
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

const FunctionDecl *calledFunction(const Expr *Call) {
  if (const auto *C = dyn_cast<CXXConstructExpr>(Call))
    return C->getConstructor();
  if (const auto *C = dyn_cast<CallExpr>(Call))
    return C->getDirectCallee();
  return nullptr;
}

QualType parameterType(const Expr *Call, const Expr *Argument) {
  auto Args = writtenArgs(Call);
  const auto *Found = llvm::find(Args, Argument);
  if (Found == Args.end())
    return {};
  unsigned Index = unsigned(Found - Args.begin());
  if (const FunctionDecl *F = calledFunction(Call))
    return Index < F->getNumParams() ? F->getParamDecl(Index)->getType()
                                     : QualType();
  const auto *C = dyn_cast<CallExpr>(Call);
  if (!C || C->getCallee()->isTypeDependent())
    return {};
  QualType T = C->getCallee()->getType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const auto *Proto = T->getAs<FunctionProtoType>();
  return Proto && Index < Proto->getNumParams() ? Proto->getParamType(Index)
                                                : QualType();
}

namespace {

/// Climbs from one mention to what is done with it.
class Climb {
public:
  Climb(const Expr *Ref, const ParentMap &Parents, const RoleIndex &Roles)
      : Ref(Ref), Parents(Parents), Roles(Roles), E(Ref) {
    Declared = isa<DeclRefExpr>(Ref)
                   ? llvm::cast<DeclRefExpr>(Ref)->getDecl()
                   : llvm::cast<MemberExpr>(Ref)->getMemberDecl();
  }

  Mention run();

private:
  /// One step up. \returns false when Result is final.
  bool step(const Expr *P);
  bool notExpr(const Stmt *P);
  bool conversion(const CastExpr *P);
  bool construct(const CXXConstructExpr *P);
  bool member(const MemberExpr *P);
  bool method(const CXXMemberCallExpr *C);
  bool unary(const UnaryOperator *P);
  bool binary(const BinaryOperator *P);
  bool overloaded(const CXXOperatorCallExpr *P);
  bool argument(const Expr *Call);
  bool lambda(const LambdaExpr *L);

  bool up(const Expr *P) {
    E = P;
    return true;
  }
  bool done(Touch What, const Expr *Call = nullptr) {
    Result.What = What;
    Result.Call = Call;
    return false;
  }
  /// For what is not understood.
  bool unknown() { return done(Value ? Touch::Read : Touch::Write); }
  bool assigned(const Expr *From) {
    bool Nothing = isEmptyInit(From, Roles) || mentions(From, Declared);
    return done(Nothing && !Part ? Touch::None : Touch::Write);
  }

  const Expr *Ref;
  const ParentMap &Parents;
  const RoleIndex &Roles;
  const ValueDecl *Declared;
  const Expr *E;
  bool Value = false;   ///< read or const from here on
  bool Pointee = false; ///< E is what the variable points at
  bool Part = false;    ///< E is a member of the object
  Mention Result;
};

} // namespace

Mention Climb::run() {
  Result.Ref = Ref;
  for (;;) {
    const Stmt *P = Parents.getParent(E);
    const auto *PE = dyn_cast_or_null<Expr>(P);
    if (!(PE ? step(PE) : notExpr(P)))
      break;
  }
  if (Part && (Result.What == Touch::Poll || Result.What == Touch::Pass ||
               Result.What == Touch::Register))
    Result.What = Touch::Read;
  if (Pointee && Result.What == Touch::Poll)
    Result.ThroughPointer = true;
  else if (Pointee)
    Result.What = Touch::Deref;
  return Result;
}

bool Climb::notExpr(const Stmt *P) {
  // A statement of its own, or a condition.
  if (isa_and_nonnull<CompoundStmt, IfStmt, WhileStmt, ForStmt, DoStmt>(P))
    return done(Touch::Read);
  return unknown(); // initialises something; by reference, unless it was read
}

bool Climb::conversion(const CastExpr *P) {
  if (P->getCastKind() == CK_ToVoid)
    return done(Touch::None);
  if (P->getCastKind() == CK_PointerToBoolean ||
      P->getCastKind() == CK_NullToPointer)
    return done(Touch::Test);
  if (P->getCastKind() == CK_LValueToRValue)
    Value = true;
  QualType To = P->getType(), From = P->getSubExpr()->getType();
  if (P->getCastKind() == CK_NoOp && P->isGLValue() && To.isConstQualified())
    Value = true;
  // `&st` for a parameter `const T *`
  if (To->isPointerType() && From->isPointerType() &&
      To->getPointeeType().isConstQualified())
    Value = true;
  return up(P);
}

bool Climb::construct(const CXXConstructExpr *P) {
  if (P->getNumArgs() && P->getArg(0) == E &&
      P->getConstructor()->isCopyOrMoveConstructor()) {
    Value = true;
    return up(P);
  }
  // optional<T>(st), shared_ptr<const T>(p): still the same thing.
  TypeUse Whole = Roles.type(P->getType()), Inner = Roles.type(E->getType());
  if (Whole && Inner && Whole.Entry == Inner.Entry && P->getNumArgs() &&
      P->getArg(0) == E) {
    if (!Whole.hasForm(Form::RefWrapper) && !Whole.hasForm(Form::Weak)) {
      Value = true;
      return up(P);
    }
    return unknown();
  }
  return argument(P);
}

bool Climb::member(const MemberExpr *P) {
  if (P->isArrow())
    Pointee = true;
  const Stmt *Caller = Parents.getParentIgnoreParenImpCasts(
      const_cast<MemberExpr *>(P)); // NOLINT: the map takes no const
  if (const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(Caller))
    if (C->getCallee()->IgnoreParenImpCasts() == P)
      return method(C);
  Part = true;
  return up(P);
}

bool Climb::method(const CXXMemberCallExpr *C) {
  if (Roles.op(C, polling()))
    return done(Touch::Poll, C);
  if (Roles.op(C, Role::Register))
    return done(Touch::Register, C);
  if (Roles.op(C, Role::CanCancel))
    return done(Touch::Test);
  const CXXMethodDecl *D = C->getMethodDecl();
  if (!D)
    return unknown();
  if (isa<CXXConversionDecl>(D) && D->getReturnType()->isBooleanType())
    return done(Touch::Test);
  if (isInStd(D) && D->getIdentifier()) {
    llvm::StringRef Name = D->getName();
    if (Name == "has_value")
      return done(Touch::Test);
    if (Name == "reset" && !Pointee)
      return done(C->getNumArgs() == 0 || isNull(C->getArg(0), Roles)
                      ? Touch::None
                      : Touch::Write);
    if (Name == "get") {
      Value = true;
      return up(C);
    }
    if (Name == "value") {
      Pointee = true;
      return up(C);
    }
  }
  if (D->isConst() || Pointee)
    Value = true;
  return unknown();
}

bool Climb::unary(const UnaryOperator *P) {
  switch (P->getOpcode()) {
  case UO_Deref:
    if (E->getType()->isPointerType() &&
        Declared->getType().getNonReferenceType()->isPointerType())
      Pointee = true;
    return up(P);
  case UO_AddrOf:
    return up(P);
  case UO_LNot:
    return done(Touch::Test);
  default:
    return unknown();
  }
}

bool Climb::binary(const BinaryOperator *P) {
  if (P->isAssignmentOp())
    return P->getLHS() == E && !Value ? assigned(P->getRHS()) : unknown();
  if (P->isEqualityOp() || P->isLogicalOp())
    return done(Touch::Test);
  return unknown();
}

bool Climb::overloaded(const CXXOperatorCallExpr *P) {
  bool First = P->getNumArgs() && P->getArg(0) == E;
  switch (P->getOperator()) {
  case OO_Equal:
    if (First)
      return assigned(P->getArg(1));
    Value = true;
    return unknown();
  case OO_Star:
  case OO_Arrow:
    if (P->getNumArgs() == 1) {
      Pointee = true;
      return up(P);
    }
    return unknown();
  case OO_EqualEqual:
  case OO_ExclaimEqual:
    return done(Touch::Test);
  case OO_Call:
    return First ? unknown() : argument(P);
  default:
    return unknown();
  }
}

bool Climb::argument(const Expr *Call) {
  const FunctionDecl *F = calledFunction(Call);
  bool Std = F && isInStd(F);
  if (Std && F->getIdentifier() && isa<CallExpr>(Call)) {
    llvm::StringRef Name = F->getName();
    if (Name == "move" || Name == "forward")
      return up(Call);
    if (Name == "addressof")
      return up(Call);
    if (Name == "as_const" || Name == "cref") {
      Value = true;
      return up(Call);
    }
    if (Name == "ref" || Name == "swap" || Name == "exchange" ||
        Name == "tie" || Name == "invoke" || Name == "apply" ||
        Name == "forward_as_tuple")
      return done(Touch::Write);
  }
  OpUse Op = Roles.op(Call, polling());
  if (Op && Op.arg("token") == E)
    return done(Touch::Poll, Call);
  if (Roles.op(Call, Role::CanCancel))
    return done(Touch::Test);
  QualType Param = parameterType(Call, E);
  // Standard functions and constructors take what they copy by T&&.
  bool ByReference =
      Param.isNull() || (Param->isLValueReferenceType() &&
                         !Param->getPointeeType().isConstQualified());
  bool ByAddress = !Param.isNull() && Param->isPointerType() &&
                   !E->IgnoreParenImpCasts()->isGLValue();
  if (!Value && !Std && (ByReference || ByAddress))
    return done(Touch::Write);
  if (Param.isNull() && Value)
    return done(Touch::Read);
  if (Roles.op(Call, Role::Register))
    return done(Touch::Register, Call);
  Result.Argument = E;
  return done(Touch::Pass, Call);
}

bool Climb::lambda(const LambdaExpr *L) {
  auto Init = L->capture_init_begin();
  for (const LambdaCapture &C : L->captures()) {
    const Expr *One = *Init++;
    if (One != E)
      continue;
    // What the body does with it is a mention of its own.
    bool Renamed = C.capturesVariable() &&
                   llvm::cast<VarDecl>(C.getCapturedVar())->isInitCapture();
    return Renamed ? unknown() : done(Touch::None);
  }
  return unknown();
}

bool Climb::step(const Expr *P) {
  if (isa<ParenExpr, FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr>(
          P))
    return up(P);
  if (const auto *C = dyn_cast<CastExpr>(P))
    return conversion(C);
  if (const auto *C = dyn_cast<CXXConstructExpr>(P))
    return construct(C);
  if (const auto *M = dyn_cast<MemberExpr>(P))
    return member(M);
  if (const auto *U = dyn_cast<UnaryOperator>(P))
    return unary(U);
  if (const auto *B = dyn_cast<BinaryOperator>(P))
    return binary(B);
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(P))
    return overloaded(O);
  if (isa<CallExpr>(P))
    return argument(P);
  if (const auto *L = dyn_cast<LambdaExpr>(P))
    return lambda(L);
  if (const auto *I = dyn_cast<InitListExpr>(P);
      I && I->getNumInits() == 1 && I->isTransparent())
    return up(P);
  if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, CXXTypeidExpr>(P))
    return done(Touch::None);
  if (const auto *C = dyn_cast<ConditionalOperator>(P); C && C->getCond() == E)
    return done(Touch::Test);
  return unknown();
}

Mention mentionOf(const Expr *Ref, const ParentMap &Parents,
                  const RoleIndex &Roles) {
  return Climb(Ref, Parents, Roles).run();
}

//===----------------------------------------------------------------------===//
// Callees
//===----------------------------------------------------------------------===//

/// True if nothing decides whether \p S, in the body \p Body, is run.
static bool alwaysRuns(const Stmt *S, const Stmt *Body,
                       const ParentMap &Parents) {
  const Stmt *Child = S;
  for (const Stmt *P = Parents.getParent(S); P && P != Body;
       Child = P, P = Parents.getParent(P)) {
    // Conditions are looked at whatever comes out.
    const Stmt *First = nullptr;
    if (const auto *I = dyn_cast<IfStmt>(P))
      First = I->getCond();
    else if (const auto *I = dyn_cast<SwitchStmt>(P))
      First = I->getCond();
    else if (const auto *C = dyn_cast<AbstractConditionalOperator>(P))
      First = C->getCond();
    else if (const auto *B = dyn_cast<BinaryOperator>(P); B && B->isLogicalOp())
      First = B->getLHS();
    else if (isLoop(P))
      First = loopCondition(P);
    else if (!isa<LambdaExpr, CXXTryStmt>(P))
      continue;
    if (!First || Child != First)
      return false;
  }
  return true;
}

bool needsObject(const FunctionDecl *Callee, unsigned Index,
                 const ParentMap &Parents, const RoleIndex &Roles) {
  const Stmt *Body = bodyInReach(Callee);
  if (!Body || Index >= Callee->getNumParams())
    return false;
  const ParmVarDecl *Param = Callee->getParamDecl(Index);
  bool Needs = false, MayLeave = false, Asks = false;
  forEachStmt(Body, [&](const Stmt *S) {
    if (isa<ReturnStmt, CXXThrowExpr, GotoStmt>(S)) {
      // What a return computes is run before it leaves.
      MayLeave |= !alwaysRuns(S, Body, Parents);
      return true;
    }
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (!R || R->getDecl() != Param)
      return true;
    Mention M = mentionOf(R, Parents, Roles);
    Asks |= M.What == Touch::Test || M.What == Touch::Write;
    bool Used = M.What == Touch::Deref || M.ThroughPointer;
    Needs |= Used && !MayLeave && alwaysRuns(R, Body, Parents);
    return true;
  });
  return Needs && !Asks;
}

} // namespace ctx::analysis
