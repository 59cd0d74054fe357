//===- LoopOnce.cpp -------------------------------------------------------===//

#include "LoopOnce.h"
#include "CodeKind.h"
#include "Equality.h"
#include "Exprs.h"
#include "LoopGrowth.h"
#include "Loops.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include <optional>

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

bool declaresAnew(const Stmt *Loop, const ValueDecl *D) {
  const Stmt *Before = nullptr;
  if (const auto *For = dyn_cast<ForStmt>(Loop))
    Before = For->getInit();
  else if (const auto *Range = dyn_cast<CXXForRangeStmt>(Loop))
    Before = Range->getInit();
  return declaresIn(Loop, D) && !(Before && declaresIn(Before, D));
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

namespace {

/// Something that is so wherever \c Region runs.
struct Known {
  const Expr *Test = nullptr; ///< no `!`, `&&` or `||`
  bool Holds = true;
  const Stmt *Region = nullptr;
};
using KnownList = llvm::SmallVector<Known, 4>;

} // namespace

static void addKnown(const Expr *Test, bool Holds, const Stmt *Region,
                     KnownList &Out) {
  Test = Test->IgnoreParenImpCasts();
  if (const auto *Clean = dyn_cast<FullExpr>(Test))
    return addKnown(Clean->getSubExpr(), Holds, Region, Out);
  if (const auto *U = dyn_cast<UnaryOperator>(Test);
      U && U->getOpcode() == UO_LNot)
    return addKnown(U->getSubExpr(), !Holds, Region, Out);
  if (const auto *B = dyn_cast<BinaryOperator>(Test);
      B && B->getOpcode() == (Holds ? BO_LAnd : BO_LOr)) {
    addKnown(B->getLHS(), Holds, Region, Out);
    return addKnown(B->getRHS(), Holds, Region, Out);
  }
  Out.push_back({Test, Holds, Region});
}

/// True if nothing runs behind \p S.
static bool jumps(const Stmt *S) {
  if (const auto *C = dyn_cast_or_null<CompoundStmt>(S))
    S = C->body_empty() ? nullptr : C->body_back();
  if (const auto *Clean = dyn_cast_or_null<FullExpr>(S))
    S = Clean->getSubExpr();
  return S && isa<BreakStmt, ContinueStmt, ReturnStmt, CoreturnStmt, GotoStmt,
                  CXXThrowExpr>(S);
}

/// What the conditions in \p Scope say about the iterations in which \p At
/// runs: those around it, and those that leave ahead of it.
static KnownList knownAt(const Stmt *At, const Stmt *Scope,
                         const FunctionView &View) {
  KnownList Out;
  const Stmt *Child = At;
  for (const Stmt *P = View.parent(At); P; Child = P, P = View.parent(P)) {
    if (const auto *If = dyn_cast<IfStmt>(P); If && If->getCond()) {
      if (Child == If->getThen() || Child == If->getElse())
        addKnown(If->getCond(), Child == If->getThen(), Child, Out);
    } else if (const auto *Block = dyn_cast<CompoundStmt>(P)) {
      for (const Stmt *S : Block->body()) {
        if (S == Child)
          break;
        if (const auto *If = dyn_cast<IfStmt>(S);
            If && If->getCond() && !If->getElse() && jumps(If->getThen()))
          addKnown(If->getCond(), false, Block, Out);
      }
    }
    if (P == Scope)
      break;
  }
  return Out;
}

/// The variable or field that \p E names, of an object that is the same in all
/// iterations of \p Scope; null for anything else.
static const ValueDecl *lasting(const Expr *E, const Stmt *Scope) {
  const Expr *Root = E = strip(E);
  while (const auto *M = dyn_cast<MemberExpr>(Root))
    Root = object(M->getBase());
  if (const auto *R = dyn_cast<DeclRefExpr>(Root)) {
    if (declaresAnew(Scope, R->getDecl()))
      return nullptr;
    if (R == E)
      return R->getDecl();
  } else if (!isa<CXXThisExpr>(Root)) {
    return nullptr;
  }
  const auto *M = dyn_cast<MemberExpr>(E);
  return M ? dyn_cast<FieldDecl>(M->getMemberDecl()) : nullptr;
}

/// True if \p E has the same value in all iterations of \p Scope, as far as one
/// can see.
static bool isFixed(const Expr *E, const Stmt *Scope) {
  auto IsLook = [](const CallExpr *C) {
    const FunctionDecl *F = C->getDirectCallee();
    return F && F->getIdentifier() &&
           hasPhrase(F->getName(), {"begin", "end", "front", "back", "data",
                                    "at", "find", "size", "next", "prev"});
  };
  bool Changes = false;
  forEachStmt(E, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
        Changes |= declaresIn(Scope, V) || writesTo(Scope, V, IsLook);
    } else if (const auto *M = dyn_cast<MemberExpr>(S)) {
      if (const auto *D = dyn_cast<FieldDecl>(M->getMemberDecl()))
        Changes |= writesTo(Scope, D, IsLook);
    }
    return !Changes;
  });
  return !Changes;
}

//===----------------------------------------------------------------------===//
// Flags
//===----------------------------------------------------------------------===//

/// True for `false`, `0`, `nullptr` and what holds nothing.
static bool isNothing(const Expr *E) {
  E = strip(E);
  if (const auto *B = dyn_cast<CXXBoolLiteralExpr>(E))
    return !B->getValue();
  if (const auto *I = dyn_cast<IntegerLiteral>(E))
    return I->getValue() == 0;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E))
    return C->getNumArgs() == 0;
  if (const auto *L = dyn_cast<InitListExpr>(E))
    return L->getNumInits() == 0;
  const auto *R = dyn_cast<DeclRefExpr>(E);
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E) ||
         (R && R->getDecl()->getIdentifier() &&
          R->getDecl()->getName() == "nullopt");
}

/// True if \p E, which is no assignment, changes \p Flag, or may. What a
/// pointer points at is not the flag.
static bool mayChange(const Expr *E, const ValueDecl *Flag, const Stmt *Scope) {
  if (Flag->getType()->isIntegralOrEnumerationType())
    return writesTo(E, Flag);
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  if (!F || isa<CXXOperatorCallExpr>(C))
    return false;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C);
      M && F->getIdentifier() &&
      lasting(M->getImplicitObjectArgument(), Scope) == Flag &&
      hasPhrase(F->getName(), {"reset", "release", "clear", "swap"}))
    return true;
  for (unsigned I = 0; I < C->getNumArgs() && I < F->getNumParams(); ++I) {
    QualType P = F->getParamDecl(I)->getType();
    if (P->isReferenceType() && !P->getPointeeType().isConstQualified() &&
        lasting(C->getArg(I), Scope) == Flag)
      return true;
  }
  return false;
}

/// True if \p Region gives \p Flag what it does not have when it is run, and
/// nothing in \p Scope gives it back: \p Is says whether it has something then.
static bool isFlipped(const ValueDecl *Flag, bool Is, const Stmt *Region,
                      const Stmt *Scope) {
  bool Flips = false, Back = false;
  auto Look = [&](const Stmt *Root, bool Inside) {
    forEachStmt(Root, [&](const Stmt *S) {
      if (auto [To, From] = sidesOf(S); To && lasting(To, Scope) == Flag) {
        // Is it false, anything else than false flips it; is it true, only
        // false does.
        bool Set = !isNothing(From);
        bool Fits = Set != Is &&
                    (isa<CXXBoolLiteralExpr, IntegerLiteral>(strip(From)) ||
                     !Flag->getType()->isIntegralOrEnumerationType());
        (Fits ? Flips : Back) |= !Fits || Inside;
        return false;
      }
      if (isa<CallExpr, UnaryOperator, CXXConstructExpr>(S) &&
          !sidesOf(S).first)
        Back |= mayChange(cast<Expr>(S), Flag, Scope);
      return !Back;
    });
  };
  Look(Region, true);
  Look(Scope, false);
  return Flips && !Back;
}

/// True if \p Test is a flag, or asks whether something is there, that \p K's
/// region flips.
static bool isFirstTime(const Known &K, const Stmt *Scope) {
  const Expr *Test = strip(K.Test);
  bool Is = K.Holds;
  if (const auto *B = dyn_cast<BinaryOperator>(Test); B && B->isEqualityOp()) {
    bool Equal = B->getOpcode() == BO_EQ;
    const Expr *Right = strip(B->getRHS());
    if (const auto *Value = dyn_cast<CXXBoolLiteralExpr>(Right))
      Is = (K.Holds == Equal) == Value->getValue();
    else if (isNothing(Right))
      Is = K.Holds != Equal;
    else
      return false;
    Test = strip(B->getLHS());
  }
  // std::exchange(first, false), done.exchange(true)
  if (const auto *C = dyn_cast<CallExpr>(Test)) {
    const FunctionDecl *F = C->getDirectCallee();
    if (!F || !isInStd(F))
      return false;
    if (F->getIdentifier() && F->getName() == "exchange" && C->getNumArgs())
      return isNothing(C->getArg(
                 isa<CXXMemberCallExpr>(C) || C->getNumArgs() == 1 ? 0 : 1)) ==
             Is;
    if (F->getIdentifier() && F->getName() == "test_and_set")
      return !Is;
    // pointer.operator bool(), optional.has_value(), flag.load()
    const auto *M = dyn_cast<CXXMemberCallExpr>(C);
    if (!M || !M->getMethodDecl() || !M->getMethodDecl()->isConst() ||
        !(isa<CXXConversionDecl>(M->getMethodDecl()) ||
          hasPhrase(M->getMethodDecl()->getName(), {"has value", "load"})))
      return false;
    Test = M->getImplicitObjectArgument();
  }
  const ValueDecl *Flag = lasting(Test, Scope);
  return Flag && isFlipped(Flag, Is, K.Region, Scope);
}

//===----------------------------------------------------------------------===//
// Counters
//===----------------------------------------------------------------------===//

/// The counter or iterator that \p E is, one step off at most: `i`, `i + 1`,
/// `++i`, `std::next(it)`.
static const ValueDecl *counterIn(const Expr *E, const Stmt *Scope) {
  E = strip(E)->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (!U->isIncrementDecrementOp())
      return nullptr;
    E = U->getSubExpr();
  } else if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (!B->isAdditiveOp() || !isFixed(B->getRHS(), Scope))
      return nullptr;
    E = B->getLHS();
  } else if (const auto *C = dyn_cast<CallExpr>(E)) {
    const auto *O = dyn_cast<CXXOperatorCallExpr>(C);
    const FunctionDecl *F = C->getDirectCallee();
    bool Steps = O ? O->getOperator() == OO_Plus ||
                         O->getOperator() == OO_Minus ||
                         O->getOperator() == OO_PlusPlus
                   : F && isInStd(F) && F->getIdentifier() &&
                         (F->getName() == "next" || F->getName() == "prev");
    if (!Steps || !C->getNumArgs())
      return nullptr;
    E = C->getArg(0);
  }
  return lasting(E, Scope);
}

/// True if \p Scope does nothing to \p Counter but to count it up, or down.
static bool isCounted(const ValueDecl *Counter, const Stmt *Scope) {
  bool Up = false, Down = false, Set = false;
  forEachStmt(Scope, [&](const Stmt *S) {
    auto Is = [&](const Expr *E) { return lasting(E, Scope) == Counter; };
    if (const auto *U = dyn_cast<UnaryOperator>(S);
        U && U->isIncrementDecrementOp() && Is(U->getSubExpr()))
      (U->isIncrementOp() ? Up : Down) = true;
    else if (const auto *B = dyn_cast<CompoundAssignOperator>(S);
             B && Is(B->getLHS()))
      (B->getOpcode() == BO_AddAssign   ? Up
       : B->getOpcode() == BO_SubAssign ? Down
                                        : Set) = true;
    else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S);
             O && O->getNumArgs() && Is(O->getArg(0)) &&
             (O->getOperator() == OO_PlusPlus ||
              O->getOperator() == OO_MinusMinus))
      (O->getOperator() == OO_PlusPlus ? Up : Down) = true;
    else if (auto [To, From] = sidesOf(S); To && Is(To))
      Set = true;
    return true;
  });
  return Up != Down && !Set;
}

/// True if \p E is the address of the element that the loop \p Scope is at.
static bool isElementAddress(const Expr *E, const Stmt *Scope) {
  const auto *Range = dyn_cast<CXXForRangeStmt>(Scope);
  const auto *U = dyn_cast<UnaryOperator>(strip(E)->IgnoreParenImpCasts());
  const auto *R = U && U->getOpcode() == UO_AddrOf
                      ? dyn_cast<DeclRefExpr>(strip(U->getSubExpr()))
                      : nullptr;
  return Range && R && R->getDecl() == Range->getLoopVariable();
}

/// True if \p K compares a counter with what is the same in all iterations.
static bool isOneRound(const Known &K, const Stmt *Scope) {
  auto Counts = [&](const Expr *E) {
    const ValueDecl *Counter = counterIn(E, Scope);
    return Counter && !Counter->getType()->isBooleanType() &&
           isCounted(Counter, Scope);
  };
  Equality Eq = equalityIn(K.Test);
  if (!Eq) // !attempt
    return !K.Holds && K.Test->getType()->isIntegerType() && Counts(K.Test);
  if (Eq.Negated == K.Holds)
    return false;
  for (auto [One, Other] :
       {std::pair(Eq.Left, Eq.Right), std::pair(Eq.Right, Eq.Left)})
    if (isFixed(Other, Scope) && (Counts(One) || isElementAddress(One, Scope)))
      return true;
  return false;
}

bool happensOnce(const Stmt *At, const Stmt *Scope, const FunctionView &View) {
  return llvm::any_of(knownAt(At, Scope, View), [&](const Known &K) {
    return isFirstTime(K, Scope) || isOneRound(K, Scope);
  });
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

/// True if \p S asks \p V for a value, or whether it has one; \p Keys becomes
/// what it is asked with.
static bool asksFor(const Stmt *S, const ValueDecl *V, const RoleIndex &Roles,
                    llvm::SmallVectorImpl<const Expr *> &Keys) {
  const auto *Call = dyn_cast<CallExpr>(S);
  if (!Call)
    return false;
  const auto *M = dyn_cast<CXXMemberCallExpr>(Call);
  const CXXMethodDecl *Method = M ? M->getMethodDecl() : nullptr;
  bool OfV = Method && referenced(M->getImplicitObjectArgument()) == V;
  bool Has = OfV && Method->isConst() && M->getNumArgs() &&
             Method->getReturnType()->isBooleanType();
  if (!Has && !Roles.op(Call, Role::ValueGet))
    return false;
  Keys.clear();
  for (const Expr *A : writtenArgs(Call)) {
    if (referenced(A) == V)
      OfV = true;
    else
      Keys.push_back(A);
  }
  return OfV;
}

/// True if \p Test says that there is a value, false that there is none;
/// nothing if that depends.
static std::optional<bool> saysPresent(const Expr *Test) {
  if (Equality Eq = equalityIn(Test)) {
    if (isNothing(Eq.Right))
      return Eq.Negated;
    return std::nullopt;
  }
  if (Test->getType()->isPointerType() || isa<CXXMemberCallExpr>(Test))
    return true;
  return std::nullopt;
}

bool addsMissingKey(const Stmt *At, const Expr *From, const ValueDecl *V,
                    const Stmt *Scope, const FunctionView &View) {
  const RoleIndex &Roles = View.roles();
  const ASTContext &Context = View.function()->getASTContext();
  auto Sets = [&](const Expr *Key) {
    if (!isFixed(Key, Scope))
      return false;
    const auto *Call = dyn_cast<CallExpr>(strip(From));
    if (!Call || !Roles.op(Call, Role::DeriveValue))
      return true;
    std::string Text = textOf(Key->getSourceRange(), Context);
    bool Found = false;
    forEachStmt(Call, [&](const Stmt *S) {
      if (const auto *E = dyn_cast<Expr>(S))
        Found |= textOf(E->getSourceRange(), Context) == Text;
      return !Found;
    });
    return Found;
  };
  return llvm::any_of(knownAt(At, Scope, View), [&](const Known &K) {
    // auto value = ctx.Value(key); if (!value.has_value()) ...
    const Stmt *Where = K.Test;
    const Expr *Asked = strip(K.Test);
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(Asked))
      Asked = strip(M->getImplicitObjectArgument());
    if (const auto *R = dyn_cast<DeclRefExpr>(Asked))
      if (const auto *Local = dyn_cast<VarDecl>(R->getDecl());
          Local && Local->isLocalVarDecl() && Local->getInit() && Local != V)
        Where = Local->getInit();
    llvm::SmallVector<const Expr *, 2> Keys;
    bool Asks = false;
    forEachStmt(Where, [&](const Stmt *S) {
      Asks = Asks || asksFor(S, V, Roles, Keys);
      return !Asks;
    });
    return Asks && llvm::all_of(Keys, Sets) && saysPresent(K.Test) != K.Holds;
  });
}

//===----------------------------------------------------------------------===//
// Saved and restored
//===----------------------------------------------------------------------===//

/// The variable or field that \p E is a part of: `saved` for
/// `std::move(saved.back().ctx)`.
static const ValueDecl *holderOf(const Expr *E) {
  for (unsigned Depth = 0; Depth < 6; ++Depth) {
    if (const ValueDecl *D = referenced(E))
      return D;
    E = object(E);
    if (const auto *M = dyn_cast<MemberExpr>(E))
      E = M->getBase();
    else if (const auto *C = dyn_cast<CXXMemberCallExpr>(E))
      E = C->getImplicitObjectArgument();
    else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E);
             O && O->getNumArgs())
      E = O->getArg(0);
    else
      return nullptr;
  }
  return nullptr;
}

/// True if \p Scope puts \p V into \p Holder, a container or a variable.
static bool isSavedIn(const ValueDecl *Holder, const ValueDecl *V,
                      const Stmt *Scope) {
  bool Saved = false;
  forEachStmt(Scope, [&](const Stmt *S) {
    if (auto [To, From] = sidesOf(S); To)
      Saved |= holderOf(To) == Holder && referenced(From) == V;
    else if (const auto *M = dyn_cast<CXXMemberCallExpr>(S))
      Saved |= holderOf(M->getImplicitObjectArgument()) == Holder &&
               llvm::any_of(M->arguments(),
                            [&](const Expr *A) { return mentions(A, V); });
    return !Saved;
  });
  return Saved;
}

/// True if \p D is an object that is given \p V to change, and does something
/// when it ends.
static bool mayRestore(const VarDecl *D, const ValueDecl *V) {
  const CXXRecordDecl *Class = D->getType()->getAsCXXRecordDecl();
  const auto *Made =
      D->getInit() ? dyn_cast<CXXConstructExpr>(strip(D->getInit())) : nullptr;
  if (!Class || !Class->hasDefinition() || Class->hasTrivialDestructor() ||
      !Made)
    return false;
  for (unsigned I = 0;
       I < Made->getNumArgs() && I < Made->getConstructor()->getNumParams();
       ++I) {
    QualType P = Made->getConstructor()->getParamDecl(I)->getType();
    if (referenced(Made->getArg(I)) == V &&
        (P->isLValueReferenceType() || P->isPointerType()) &&
        !P->getPointeeType().isConstQualified())
      return true;
  }
  return false;
}

bool isTakenBack(const ValueDecl *V, const Stmt *Scope,
                 const FunctionView &View,
                 llvm::function_ref<bool(const Expr *)> Derives) {
  bool Found = false;
  forEachStmt(Scope, [&](const Stmt *S) {
    if (auto [To, From] = sidesOf(S); To && referenced(To) == V) {
      if (Derives(From))
        return true;
      const ValueDecl *Holder = holderOf(From);
      Found |= View.lambdaAround(S, Scope) ||
               (Holder && Holder != V && !declaresAnew(Scope, Holder) &&
                isSavedIn(Holder, V, Scope));
    } else if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *Var = dyn_cast<VarDecl>(One))
          Found |= mayRestore(Var, V);
    }
    return !Found;
  });
  return Found;
}

} // namespace ctx::analysis
