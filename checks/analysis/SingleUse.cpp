//===- SingleUse.cpp ------------------------------------------------------===//

#include "SingleUse.h"
#include "../compat/Compat.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Remarks.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx::analysis {

using model::Form;
using model::OpUse;
using model::Role;
using model::RoleSet;
using model::TypeUse;
using model::writtenArgs;

//===----------------------------------------------------------------------===//
// Paths of names
//===----------------------------------------------------------------------===//

/// True if \p V, a pointer or what holds one, may point at something else at
/// some time in \p Body: assigned, stepped, or lent to be changed.
static bool isTurned(const Stmt *Body, const VarDecl *V) {
  if (!V->getType()->isPointerType())
    return writesTo(Body, V);
  auto Names = [&](const Expr *E) {
    const auto *R = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
    return R && R->getDecl() == V;
  };
  bool Found = false;
  forEachStmt(Body, [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      Found |= B->isAssignmentOp() && Names(B->getLHS());
    } else if (const auto *U = dyn_cast<UnaryOperator>(S)) {
      Found |= (U->isIncrementDecrementOp() || U->getOpcode() == UO_AddrOf) &&
               Names(U->getSubExpr());
    } else if (isa<CallExpr, CXXConstructExpr>(S)) {
      for (const Expr *A : writtenArgs(cast<Expr>(S))) {
        QualType T = Names(A) ? parameterType(cast<Expr>(S), A) : QualType();
        Found |= !T.isNull() && T->isReferenceType() &&
                 !T->getPointeeType().isConstQualified();
      }
    }
    return !Found;
  });
  return Found;
}

static bool appendPath(const Expr *E, const Stmt *Body, ObjectPath &Out,
                       unsigned Depth) {
  E = object(E);
  if (!E || Depth > 4)
    return false;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
    // A class of the user's that stands for the context it holds.
    return isa_and_nonnull<CXXConversionDecl>(M->getMethodDecl()) &&
           appendPath(M->getImplicitObjectArgument(), Body, Out, Depth + 1);
  if (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (!isa<FieldDecl, VarDecl>(M->getMemberDecl()))
      return false;
    if (!isMemberOfThis(M) && !appendPath(M->getBase(), Body, Out, Depth + 1))
      return false;
    Out.push_back(M->getMemberDecl());
    return true;
  }
  const auto *R = dyn_cast<DeclRefExpr>(E);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  if (!V)
    return false;
  const Expr *Init = V->hasLocalStorage() ? V->getInit() : nullptr;
  bool Alias =
      Init && !isa<ParmVarDecl>(V) &&
      (V->getType()->isReferenceType() ||
       (V->getType()->isPointerType() &&
        !isa<CallExpr, CXXNewExpr>(strip(Init)) && !isTurned(Body, V)));
  if (Alias) {
    ObjectPath Target;
    if (appendPath(Init, Body, Target, Depth + 1)) {
      Out.append(Target.begin(), Target.end());
      return true;
    }
  }
  Out.push_back(V);
  return true;
}

ObjectPath pathOf(const Expr *E, const Stmt *Body) {
  ObjectPath Out;
  if (!appendPath(E, Body, Out, 0))
    Out.clear();
  return Out;
}

/// True if \p A leads to \p B or to something on the way to it.
static bool isPrefix(const ObjectPath &A, const ObjectPath &B) {
  return !A.empty() && A.size() <= B.size() &&
         std::equal(A.begin(), A.end(), B.begin());
}

//===----------------------------------------------------------------------===//
// Starts
//===----------------------------------------------------------------------===//

/// True if \p S is reached only under a condition in \p Body.
static bool isConditional(const Stmt *S, const Stmt *Body,
                          const ParentMap &Up) {
  for (const Stmt *P = S; P && P != Body; P = Up.getParent(P))
    if (isa<IfStmt, SwitchStmt, ConditionalOperator, LambdaExpr, CXXCatchStmt>(
            P))
      return true;
  return false;
}

/// True if \p C is a call on a stub: a member function of generated code or of
/// a library takes a single-use object, by pointer or reference, as its first
/// argument, and more.
static bool isStubCall(const CallExpr *C, unsigned Index,
                       const model::RoleIndex &Roles) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(C);
  const CXXMethodDecl *D = M ? M->getMethodDecl() : nullptr;
  if (!D || Index != 0 || isInStd(D) || !Roles.ops(C).empty() ||
      isa<CXXConversionDecl>(D) || D->getNumParams() == 0 ||
      (D->getNumParams() == 1 && D->getReturnType()->isVoidType()))
    return false;
  QualType T = D->getParamDecl(0)->getType();
  if (!(T->isPointerType() || T->isLValueReferenceType()) ||
      T->getPointeeType().isConstQualified() ||
      Roles.type(compat::typeOf(D->getASTContext(), D->getParent())))
    return false;
  TypeUse Taken = Roles.type(T);
  if (!Taken.has(Role::SingleUse) || Taken.hasForm(Form::Smart))
    return false;
  const SourceManager &SM = D->getASTContext().getSourceManager();
  SourceLocation At = SM.getFileLoc(D->getLocation());
  return SM.isInSystemHeader(At) || isGeneratedText(At, SM);
}

bool SingleUse::startsOnParameter(const FunctionDecl *F, unsigned Index,
                                  unsigned Depth) {
  F = F->getDefinition() ? F->getDefinition() : F;
  const Stmt *Body =
      Depth > 2 || Index >= F->getNumParams() || F->isTemplateInstantiation()
          ? nullptr
          : bodyInReach(F);
  if (!Body || isa<CoroutineBodyStmt>(Body))
    return false;
  auto Known = Starting.try_emplace({F, Index}, false);
  if (!Known.second)
    return Known.first->second;
  const ParentMap &Up = Parents(F);
  bool Found = false;
  for (const OpStart &S : starts(Frame{F, nullptr, Body, -1}, Up, Depth + 1))
    Found |= !S.Slot && S.Path.size() == 1 &&
             S.Path.front() == F->getParamDecl(Index) &&
             !isConditional(S.Call, Body, Up) &&
             (F->getParamDecl(Index)->getType()->isReferenceType() ||
              !isTurned(Body, F->getParamDecl(Index)));
  return Starting[{F, Index}] = Found;
}

/// True if \p Bind gives a slot to an operation that starts with it.
bool SingleUse::slotStart(const CallExpr *Bind, const Frame &F,
                          const ParentMap &Up, OpStart &Out) {
  OpUse Op = Roles.op(Bind, Role::Bind);
  const Expr *Token = Op ? Op.arg("token") : nullptr;
  if (!Token)
    return false;
  const Expr *Of = strip(Token);
  TypeUse Type = Roles.type(Of->getType());
  if (OpUse Get = Roles.op(Of, Role::GetToken)) {
    Of = Get.arg("source") ? Get.arg("source") : Get.receiver();
    if (!Of)
      return false;
    Type = Roles.type(Of->getType());
    if (!Type.has(Role::EdgeSignal))
      return false;
  } else if (!Type.has(Role::EdgeSlot)) {
    return false;
  }
  Out.Path = pathOf(Of, F.Body);
  // The innermost call around it that is no binder itself.
  const Stmt *P = userParent(Up, Bind);
  while (const auto *C = dyn_cast_or_null<CallExpr>(P)) {
    if (isa<CXXOperatorCallExpr>(C))
      return false;
    if (!Roles.op(C, Role::Bind)) {
      const FunctionDecl *Callee = C->getDirectCallee();
      // What takes a token and returns it, with more in it, starts nothing.
      if (!Callee || isInStd(Callee) ||
          Roles.type(C->getType()).has(Role::Carrier))
        return false;
      break;
    }
    P = userParent(Up, P);
  }
  Out.Call = dyn_cast_or_null<CallExpr>(P);
  Out.On = Of;
  Out.Type = Type;
  Out.Slot = true;
  return Out.Call && !Out.Path.empty();
}

std::vector<OpStart> SingleUse::starts(const Frame &F, const ParentMap &Up,
                                       unsigned Depth) {
  std::vector<OpStart> Out;
  llvm::SmallPtrSet<const Stmt *, 32> Seen;
  forEachInFrame(F.Body, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C || !Seen.insert(S).second)
      return true;
    auto Args = writtenArgs(C);
    for (unsigned I = 0; I != Args.size(); ++I) {
      TypeUse Type = Roles.type(Args[I]->getType());
      if (Type.hasForm(Form::Weak))
        continue;
      OpStart New;
      if (Type.Roles.hasAny({Role::EdgeSlot})) {
        if (!slotStart(C, F, Up, New))
          continue;
      } else if (Type.has(Role::SingleUse)) {
        OpUse Start = Roles.op(C, Role::StartOp);
        const FunctionDecl *Callee = C->getDirectCallee();
        const Expr *On = Start ? Start.arg("token") : nullptr;
        if (Start ? On != Args[I]
                  : !Callee || (!isStubCall(C, I, Roles) &&
                                !startsOnParameter(Callee, I, Depth)))
          continue;
        New.Call = C;
        New.On = Args[I];
        New.Type = Type;
        New.Path = pathOf(Args[I], F.Body);
      } else {
        continue;
      }
      if (!New.Path.empty())
        Out.push_back(std::move(New));
      break;
    }
    // A start on the object itself: `controller.Call(...)`.
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
      if (TypeUse Type = Roles.type(M->getImplicitObjectArgument()->getType());
          Type.has(Role::SingleUse))
        if (OpUse Start = Roles.op(C, Role::StartOp);
            Start &&
            (!Start.arg("token") || Start.arg("token") == Start.receiver())) {
          OpStart New;
          New.Call = C;
          New.On = M->getImplicitObjectArgument();
          New.Type = Type;
          New.Path = pathOf(New.On, F.Body);
          if (!New.Path.empty())
            Out.push_back(std::move(New));
        }
    return true;
  });
  return Out;
}

std::vector<OpStart> SingleUse::startsIn(const Frame &F,
                                         const ParentMap &ParentsOfF) {
  return starts(F, ParentsOfF, 0);
}

//===----------------------------------------------------------------------===//
// What makes an object ready again
//===----------------------------------------------------------------------===//

/// True if the vocabulary of \p Type has an operation that makes it ready.
bool SingleUse::canBeReset(const TypeUse &Type) {
  for (const auto &Op : Roles.opsPlaying(Role::Reset))
    if (Op.first == Type.Voc)
      for (const std::string &Id : Op.second->OfTypes)
        if (Roles.isType(Type, *Op.first, Id))
          return true;
  return false;
}

/// True if \p E, an argument, lets the callee change what \p T, its type, says:
/// a reference or pointer to something that is not const.
static bool mayBeChanged(const Expr *Call, const Expr *E) {
  QualType T = parameterType(Call, E);
  if (T.isNull())
    return true;
  return (T->isReferenceType() || T->isPointerType()) &&
         !T->getPointeeType().isConstQualified();
}

bool SingleUse::isRenewed(const CFGElement &Element, const OpStart &S,
                          const Frame &F, const ParentMap &Up) {
  if (const auto *V = dyn_cast<VarDecl>(S.Path.front());
      V && declares(Element, V))
    return true;
  auto CS = Element.getAs<CFGStmt>();
  const auto *E = CS ? dyn_cast<Expr>(CS->getStmt()) : nullptr;
  if (!E)
    return false;
  auto Leads = [&](const Expr *To) {
    return isPrefix(pathOf(To, F.Body), S.Path);
  };
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return B->isAssignmentOp() && Leads(B->getLHS());
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->isIncrementDecrementOp() && Leads(U->getSubExpr());
  if (const auto *N = dyn_cast<CXXNewExpr>(E))
    return N->getNumPlacementArgs() && Leads(N->getPlacementArg(0));
  if (isa<CoawaitExpr, CoyieldExpr>(E))
    return S.Slot;
  const auto *C = dyn_cast<CallExpr>(E);
  if (!C || C == S.Call)
    return false;
  if (S.Slot)
    return slotIsFree(C, S, F);
  if (OpUse Reset = Roles.op(C, {Role::Reset, Role::Deregister})) {
    const Expr *On = Reset.arg("token") ? Reset.arg("token") : Reset.receiver();
    return !On || Leads(On);
  }
  bool Resets = canBeReset(S.Type);
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C)) {
    if (O->isAssignmentOp() && Leads(O->getArg(0)))
      return true;
    if (O->getOperator() == OO_Arrow || O->getOperator() == OO_Star)
      return false;
  }
  // What holds it may be given another one.
  bool Held = S.Type.hasForm(Form::Smart) || S.Type.hasForm(Form::Optional) ||
              S.Path.size() > 1;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C)) {
    const CXXMethodDecl *D = M->getMethodDecl();
    const Expr *On = M->getImplicitObjectArgument();
    if (!D || isa<CXXDestructorDecl>(D))
      return Leads(On);
    bool OnThis = isa<CXXThisExpr>(On->IgnoreParenImpCasts());
    if (!D->isConst() && !D->isStatic()) {
      if (OnThis && isa<FieldDecl>(S.Path.front()) &&
          (Resets || Held || S.Type.mayBeNull()))
        return true;
      ObjectPath P = OnThis ? ObjectPath() : pathOf(On, F.Body);
      TypeUse Of = Roles.type(On->getType());
      // `holder.reset()`; `holder->AddMetadata()` is a call on what is held.
      if (isPrefix(P, S.Path) && !D->isConst() &&
          (P.size() < S.Path.size() || isInStd(D) ||
           (!Of.has(Role::SingleUse) && Held)))
        return !(D->getIdentifier() && D->getName() == "get");
    }
  }
  for (const Expr *A : C->arguments()) {
    const Expr *Plain = strip(A);
    if (isa<CXXThisExpr>(Plain) && isa<FieldDecl>(S.Path.front()) &&
        (Resets || Held || S.Type.mayBeNull()))
      return true;
    TypeUse Type = Roles.type(A->getType());
    if (!Leads(A))
      continue;
    // The object itself, to somebody who could reset it.
    if (Type.has(Role::SingleUse) && Resets && mayBeChanged(C, A) &&
        !Roles.op(C, Role::StartOp))
      return true;
    // The pointer that holds it, or what it is a member of.
    bool Holder = Plain->getType()->isPointerType()
                      ? isa<UnaryOperator>(A->IgnoreParenImpCasts()) &&
                            S.Type.hasForm(Form::Smart)
                      : Type.hasForm(Form::Smart) || !Type.has(Role::SingleUse);
    if (Holder && (A->isXValue() || mayBeChanged(C, A)))
      return true;
  }
  return false;
}

/// True if the operation \p Started may have ended when \p S, a call, is over.
bool SingleUse::slotIsFree(const Stmt *S, const OpStart &Started,
                           const Frame &F) {
  const auto *C = cast<CallExpr>(S);
  if (Roles.op(C, {Role::Blocking, Role::TimedBlocking, Role::Join, Role::Reset,
                   Role::Deregister, Role::Trigger}))
    return true;
  const FunctionDecl *Callee = C->getDirectCallee();
  if (!Callee || !Callee->getIdentifier())
    return false;
  static const llvm::StringRef Waits[] = {"wait", "run",  "poll",  "get",
                                          "join", "sync", "drain", "restart"};
  if (isa<CXXMethodDecl>(Callee) && !cast<CXXMethodDecl>(Callee)->isStatic() &&
      Callee->getName() == "get" && C->getNumArgs())
    return false;
  // async_wait starts; wait waits.
  if (hasPhrase(Callee->getName(), {"async"}))
    return false;
  return hasPhrase(Callee->getName(), Waits);
}

//===----------------------------------------------------------------------===//
// One after the other
//===----------------------------------------------------------------------===//

namespace {

using Decls = llvm::SmallPtrSet<const ValueDecl *, 8>;

void addNames(const Stmt *Root, Decls &Out) {
  if (Root)
    forEachInFrame(Root, [&](const Stmt *S) {
      if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
        if (isa<VarDecl>(R->getDecl()))
          Out.insert(R->getDecl());
      } else if (const auto *M = dyn_cast<MemberExpr>(S)) {
        if (isa<FieldDecl>(M->getMemberDecl()))
          Out.insert(M->getMemberDecl());
      }
      return true;
    });
}

/// A condition that decides whether something runs, and its statement.
struct Decision {
  const Stmt *Of;
  const Stmt *Condition;
};

const Stmt *conditionOf(const Stmt *S) {
  if (const auto *I = dyn_cast<IfStmt>(S))
    return I->getCond();
  if (const auto *W = dyn_cast<SwitchStmt>(S))
    return W->getCond();
  if (const auto *C = dyn_cast<ConditionalOperator>(S))
    return C->getCond();
  if (const auto *B = dyn_cast<BinaryOperator>(S))
    return B->isLogicalOp() ? B->getLHS() : nullptr;
  return nullptr;
}

/// The decisions over \p S up to \p Top, innermost first.
std::vector<Decision> decisionsOver(const Stmt *S, const Stmt *Top,
                                    const ParentMap &Up) {
  std::vector<Decision> Out;
  const Stmt *Child = S;
  for (const Stmt *P = Up.getParent(S); P && Child != Top;
       Child = P, P = Up.getParent(P)) {
    const Stmt *Condition = conditionOf(P);
    if (Condition && Child != Condition)
      Out.push_back({P, Condition});
  }
  return Out;
}

bool shareName(const Decls &A, const Decls &B) {
  return llvm::any_of(A, [&](const ValueDecl *D) { return B.count(D); });
}

/// What \p Root assigns.
void addWritten(const Stmt *Root, bool OnlyConstants, Decls &Out,
                const ASTContext &Context) {
  forEachInFrame(Root, [&](const Stmt *S) {
    const Expr *To = nullptr;
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->isAssignmentOp() &&
          (!OnlyConstants || (!B->isCompoundAssignmentOp() &&
                              B->getRHS()->isEvaluatable(Context))))
        To = B->getLHS();
    } else if (const auto *U = dyn_cast<UnaryOperator>(S)) {
      if (!OnlyConstants && U->isIncrementDecrementOp())
        To = U->getSubExpr();
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
      if (!OnlyConstants && O->isAssignmentOp())
        To = O->getArg(0);
    }
    if (To)
      addNames(To, Out);
    return true;
  });
}

/// True if a condition somewhere in \p Body, but not the loop's own step, asks
/// for one of \p Flags.
bool isAsked(const Decls &Flags, const Stmt *Body) {
  bool Found = false;
  if (!Flags.empty())
    forEachInFrame(Body, [&](const Stmt *S) {
      const Stmt *Condition = conditionOf(S);
      if (!Condition && isLoop(S))
        Condition = loopCondition(S);
      Decls Asked;
      addNames(Condition, Asked);
      Found |= shareName(Asked, Flags);
      return !Found;
    });
  return Found;
}

} // namespace

bool SingleUse::runsAgain(const OpStart &First, const OpStart &Second,
                          const Frame &F, const Paths &P, const ParentMap &Up) {
  if (First.Path != Second.Path || First.Slot != Second.Slot)
    return false;
  auto From = P.spotOf(First.Call), To = P.spotOf(Second.Call);
  if (!From || !To)
    return false;
  const ASTContext &Context = F.Function->getASTContext();
  // A pointer that a lambda may turn to another object.
  if (!First.Type.byValue() || First.Path.size() > 1) {
    const auto *Root = First.Path.front();
    bool Turned = false;
    forEachStmt(F.Body, [&](const Stmt *S) {
      if (const auto *L = dyn_cast<LambdaExpr>(S))
        Turned |= L->getBody() && writesTo(L->getBody(), Root);
      return !Turned;
    });
    if (Turned)
      return false;
  }
  bool Awaited = false;
  if (First.Slot)
    for (const Stmt *A = First.Call; A && A != F.Body; A = Up.getParent(A))
      Awaited |= isa<CoawaitExpr>(A) && !isWithin(Second.Call, A, Up);
  if (Awaited)
    return false;
  auto Renewed = [&](const CFGElement &E) {
    return isRenewed(E, First, F, Up);
  };
  if (!P.reaches(*From, *To, {Renewed, nullptr}))
    return false;

  // Conditions that exclude each other are not looked at by the paths.
  if (&First == &Second || First.Call == Second.Call) {
    const Stmt *Loop = First.Call;
    while (Loop && !isLoop(Loop) && Loop != F.Body)
      Loop = Up.getParent(Loop);
    if (!Loop || Loop == F.Body)
      return false; // a goto
    Decls Flags, Written, Asked;
    addWritten(Loop, /*OnlyConstants=*/true, Flags, Context);
    if (isAsked(Flags, Loop))
      return false;
    addWritten(Loop, /*OnlyConstants=*/false, Written, Context);
    for (const Decision &D : decisionsOver(First.Call, Loop, Up))
      addNames(D.Condition, Asked);
    return !shareName(Written, Asked);
  }
  auto OverFirst = decisionsOver(First.Call, F.Body, Up);
  auto OverSecond = decisionsOver(Second.Call, F.Body, Up);
  Decls AskedFirst, AskedSecond, Written, Flags;
  const Stmt *Region = nullptr;
  auto Shared = [&](const Decision &D, const std::vector<Decision> &Others) {
    // In one and the same branch both run, or neither.
    return llvm::any_of(Others,
                        [&](const Decision &O) { return O.Of == D.Of; });
  };
  for (const Decision &D : OverFirst)
    if (!Shared(D, OverSecond)) {
      addNames(D.Condition, AskedFirst);
      Region = D.Of;
    }
  for (const Decision &D : OverSecond)
    if (!Shared(D, OverFirst))
      addNames(D.Condition, AskedSecond);
  if (shareName(AskedFirst, AskedSecond))
    return false;
  if (Region) {
    addWritten(Region, /*OnlyConstants=*/false, Written, Context);
    if (shareName(Written, AskedSecond))
      return false;
    addWritten(Region, /*OnlyConstants=*/true, Flags, Context);
    if (isAsked(Flags, F.Body))
      return false;
  }
  return true;
}

} // namespace ctx::analysis
