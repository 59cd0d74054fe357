//===- DeadlineUses.cpp ---------------------------------------------------===//

#include "DeadlineUses.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "LoopGrowth.h"
#include "Loops.h"
#include "Signatures.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx::analysis {

using model::OpUse;
using model::Role;
using model::RoleIndex;
using model::TypeUse;
using model::writtenArgs;

/// True if \p T is, or is derived from, a type that needs a deadline, and is
/// named by the model itself.
static bool isModelled(QualType T, const RoleIndex &Roles) {
  TypeUse Use = Roles.type(T);
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R || !Use.byValue() || !Use.has(Role::Deadline))
    return false;
  for (const std::string &Name : Use.Entry->Names)
    for (const NamedDecl *D : Roles.lookUp(llvm::StringRef(Name).ltrim(':')))
      if (D->getCanonicalDecl() == R->getCanonicalDecl())
        return true;
  return false;
}

bool makesWithoutDeadline(const Expr *E, const RoleIndex &Roles) {
  E = strip(E);
  if (!E)
    return false;
  if (const auto *N = dyn_cast<CXXNewExpr>(E))
    return !N->isArray() && isModelled(N->getAllocatedType(), Roles);
  if (const auto *I = dyn_cast<InitListExpr>(E))
    return I->getNumInits() == 0 && isModelled(I->getType(), Roles);
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    if (isModelled(C->getType(), Roles))
      return writtenArgs(C).empty();
    // A smart pointer around `new`.
    return C->getNumArgs() && Roles.type(C->getType()).has(Role::Deadline) &&
           isa<CXXNewExpr>(strip(C->getArg(0))) &&
           makesWithoutDeadline(C->getArg(0), Roles);
  }
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *F = C->getDirectCallee();
    TypeUse Use = Roles.type(C->getType());
    return F && F->getIdentifier() && C->getNumArgs() == 0 && isInStd(F) &&
           (F->getName() == "make_unique" || F->getName() == "make_shared") &&
           Use.hasForm(model::Form::Smart) && isModelled(Use.Bare, Roles);
  }
  return false;
}

bool makesWithoutDeadline(QualType T, const RoleIndex &Roles) {
  return isModelled(T, Roles);
}

/// The call of a member function whose callee \p M is, or null.
static const CXXMemberCallExpr *callOf(const MemberExpr *M,
                                       const FunctionView &View) {
  const Stmt *P = View.parent(M);
  while (isa_and_nonnull<ParenExpr>(P))
    P = View.parent(P);
  return dyn_cast_or_null<CXXMemberCallExpr>(P);
}

/// True if \p User, a statement, only asks whether the object is there.
static bool onlyAsks(const Stmt *User, const Stmt *Child) {
  if (const auto *C = dyn_cast<CastExpr>(User))
    return C->getCastKind() == CK_ToVoid || C->getType()->isBooleanType();
  if (const auto *U = dyn_cast<UnaryOperator>(User))
    return U->getOpcode() == UO_LNot;
  if (const auto *B = dyn_cast<BinaryOperator>(User))
    return B->isComparisonOp() || B->isLogicalOp();
  if (const auto *If = dyn_cast<IfStmt>(User))
    return If->getCond() == Child;
  return isa<CXXDeleteExpr>(User);
}

/// What \p Call calls, or calls a member function of: variables, parameters,
/// fields; not the objects that they are fields of.
static llvm::SmallVector<const ValueDecl *, 2> calledOn(const CallExpr *Call) {
  const Expr *Callee = isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs()
                           ? Call->getArg(0)
                           : Call->getCallee();
  llvm::SmallVector<const ValueDecl *, 2> Out;
  forEachStmt(Callee, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
      const auto *Part = dyn_cast<BindingDecl>(R->getDecl());
      if (Part)
        Out.push_back(Part->getDecomposedDecl());
      else if (isa<VarDecl>(R->getDecl()))
        Out.push_back(R->getDecl());
    } else if (const auto *M = dyn_cast<MemberExpr>(S)) {
      if (isa<FieldDecl>(M->getMemberDecl())) {
        Out.push_back(M->getMemberDecl());
        return false;
      }
    }
    return true;
  });
  return Out;
}

/// True if something in \p Root is about \p D, a variable or field.
static bool isAbout(const Stmt *Root, const ValueDecl *D) {
  bool Found = false;
  if (Root)
    forEachStmt(Root, [&](const Stmt *S) {
      if (const auto *R = dyn_cast<DeclRefExpr>(S))
        Found |= R->getDecl() == D;
      else if (const auto *M = dyn_cast<MemberExpr>(S))
        Found |= M->getMemberDecl() == D;
      return !Found;
    });
  return Found;
}

llvm::SmallVector<const Stmt *, 8> presence(const Expr *Ref,
                                            const FunctionView &View) {
  llvm::SmallVector<const Stmt *, 8> Out;
  const Stmt *Child = nullptr;
  const auto *Call = dyn_cast_or_null<CallExpr>(View.userOf(Ref, Child));
  if (!Call)
    return Out;
  const auto On = calledOn(Call);
  auto Add = [&](const Stmt *Root) {
    forEachStmt(Root, [&](const Stmt *S) {
      Out.push_back(S);
      return true;
    });
  };
  for (const Stmt *P = View.parent(Call); P; P = View.parent(P)) {
    if (isa<LambdaExpr>(P))
      break;
    const Stmt *Decides = nullptr;
    if (const auto *I = dyn_cast<IfStmt>(P))
      Decides = I->getCond();
    else if (const auto *C = dyn_cast<ConditionalOperator>(P))
      Decides = C->getCond();
    else if (const auto *B = dyn_cast<BinaryOperator>(P))
      Decides = B->isLogicalOp() ? B->getLHS() : nullptr;
    else if (isLoop(P))
      Decides = loopCondition(P);
    const auto *For = dyn_cast<CXXForRangeStmt>(P);
    if (For && llvm::any_of(On, [&](const ValueDecl *D) {
          return D == For->getLoopVariable() || declaresIn(For->getBody(), D);
        }))
      Add(For->getRangeStmt());
    else if (Decides && llvm::any_of(On, [&](const ValueDecl *D) {
               return isAbout(Decides, D) ||
                      (isLoop(P) && declaresIn(loopBody(P), D));
             }))
      Add(Decides);
  }
  return Out;
}

DeadlineMention DeadlineUses::at(const Expr *Ref, const FunctionView &View,
                                 llvm::ArrayRef<OpStart> Started) {
  const Stmt *Child = nullptr;
  const Stmt *User = View.userOf(Ref, Child);
  DeadlineMention Out{DeadlineUse::Escapes, Ref, nullptr};
  auto Is = [&](DeadlineUse What, const Stmt *Op = nullptr) {
    Out.What = What;
    Out.Op = dyn_cast_or_null<Expr>(Op);
    return Out;
  };
  if (!User)
    return Is(DeadlineUse::None);
  if (const auto *M = dyn_cast<MemberExpr>(User)) {
    const CXXMemberCallExpr *C = callOf(M, View);
    const CXXMethodDecl *D = C ? C->getMethodDecl() : nullptr;
    if (!D)
      return Out;
    if (Roles.op(C, Role::SetDeadline))
      return Is(DeadlineUse::Sets, C);
    for (const OpStart &S : Started)
      if (S.Call == C)
        return Is(DeadlineUse::Start, C);
    // What the library's own class does with itself is known; what holds the
    // object may be given another one, or hand it out.
    TypeUse Of = Roles.type(C->getImplicitObjectArgument()->getType());
    if (Of.has(Role::Deadline) && !isInStd(D))
      return isModelled(Of.Bare, Roles) ? Is(DeadlineUse::None) : Out;
    if (isInStd(D) && D->getIdentifier() && D->getName() == "reset" &&
        (C->getNumArgs() == 0 || makesWithoutDeadline(C->getArg(0), Roles)))
      return Is(DeadlineUse::Fresh, C);
    return isInStd(D) && D->isConst() && isa<CXXConversionDecl>(D)
               ? Is(DeadlineUse::None)
               : Out;
  }
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(User)) {
    if (O->isComparisonOp())
      return Is(DeadlineUse::None);
    if (O->getOperator() == OO_Equal && O->getNumArgs() == 2 &&
        O->getArg(0) == Child && makesWithoutDeadline(O->getArg(1), Roles))
      return Is(DeadlineUse::Fresh, O);
    return Out;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(User))
    if (B->getOpcode() == BO_Assign && B->getLHS() == Child)
      return makesWithoutDeadline(B->getRHS(), Roles)
                 ? Is(DeadlineUse::Fresh, B)
                 : Out;
  if (onlyAsks(User, Child))
    return Is(DeadlineUse::None);
  const auto *C = dyn_cast<CallExpr>(User);
  if (!C)
    return Out;
  // What the user does with its argument decides, also for one that starts.
  bool Starts = false;
  for (const OpStart &S : Started)
    Starts |= S.Call == C;
  const FunctionDecl *F = C->getDirectCallee();
  // Which body it is that runs is not known.
  const auto *Method = dyn_cast<CXXMemberCallExpr>(C);
  if (Method && Method->getMethodDecl() &&
      Method->getMethodDecl()->isVirtual() &&
      !cast<MemberExpr>(Method->getCallee()->IgnoreParens())->hasQualifier())
    F = nullptr;
  if (F && bodyInReach(F->getDefinition() ? F->getDefinition() : F)) {
    auto Args = writtenArgs(C);
    for (unsigned I = 0; I != Args.size(); ++I)
      if (Args[I] == Child && leavesAlone(F, I))
        return Is(Starts ? DeadlineUse::Start : DeadlineUse::None, C);
    // The inline part of a stub says no more than its declaration.
    if (!Starts || !isa<CXXMethodDecl>(F))
      return Out;
  }
  return Starts ? Is(DeadlineUse::Start, C) : Out;
}

bool DeadlineUses::leavesAlone(const FunctionDecl *F, unsigned Index) {
  F = F->getDefinition() ? F->getDefinition() : F;
  if (Index >= F->getNumParams() || F->isTemplateInstantiation() ||
      F->isDependentContext() || !bodyInReach(F))
    return false;
  auto Done = Known.try_emplace({F, Index}, false);
  if (!Done.second)
    return Done.first->second; // also while it is being found: recursion
  const ParmVarDecl *P = F->getParamDecl(Index);
  FunctionView View(F, Parents(F), Roles);
  std::vector<OpStart> Started;
  for (const Frame &In : framesOf(F)) {
    auto More = Starts.startsIn(In, Parents(F));
    Started.insert(Started.end(), More.begin(), More.end());
  }
  bool Alone = true;
  for (const DeclRefExpr *R : View.references(P)) {
    DeadlineUse What = at(R, View, Started).What;
    Alone &= What == DeadlineUse::None || What == DeadlineUse::Start;
  }
  return Known[{F, Index}] = Alone;
}

bool DeadlineUses::returnsWithoutDeadline(const Expr *E) {
  const auto *Call = dyn_cast_or_null<CallExpr>(E ? strip(E) : nullptr);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  F = F ? F->getDefinition() : nullptr;
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
  if (!F || isa<CXXOperatorCallExpr>(Call) || (Method && Method->isVirtual()) ||
      F->isTemplateInstantiation() || F->isDependentContext() ||
      !bodyInReach(F) || !Roles.type(F->getReturnType()).has(Role::Deadline))
    return false;
  auto Done = Makers.try_emplace(F, false);
  if (!Done.second)
    return Done.first->second; // also while it is being found: recursion
  FunctionView View(F, Parents(F), Roles);
  // References that are the whole of what is returned.
  llvm::SmallVector<const Expr *, 2> Returned;
  bool Plain = true;
  forEachInFrame(writtenBody(F), [&](const Stmt *S) {
    const auto *R = dyn_cast<ReturnStmt>(S);
    if (!R)
      return Plain;
    const Expr *Value = R->getRetValue() ? strip(R->getRetValue()) : nullptr;
    const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Value);
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (V && V->isLocalVarDecl() && !V->isStaticLocal() &&
        makesWithoutDeadline(V->getInit(), Roles))
      Returned.push_back(Ref);
    else
      Plain &= Value && makesWithoutDeadline(Value, Roles);
    return Plain;
  });
  for (const Expr *One : Returned)
    for (const DeclRefExpr *R :
         View.references(cast<DeclRefExpr>(One)->getDecl()))
      Plain &= llvm::is_contained(Returned, R) ||
               at(R, View, {}).What == DeadlineUse::None;
  return Makers[F] = Plain;
}

} // namespace ctx::analysis
