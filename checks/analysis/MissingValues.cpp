//===- MissingValues.cpp --------------------------------------------------===//

#include "MissingValues.h"
#include "../compat/Compat.h"
#include "Assertions.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "Equality.h"
#include "Exprs.h"
#include "InScope.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

using namespace clang;

namespace ctx::analysis {

using model::RoleIndex;
using model::writtenArgs;

static bool names(const Expr *E, const VarDecl *V) {
  const auto *R = dyn_cast_or_null<DeclRefExpr>(strip(E));
  return V && R && R->getDecl() == V;
}

/// True if \p E is the value of \p H.
static bool isValue(const Expr *E, const Held &H) {
  if (!H.Inner) {
    // static_cast<Data *>(raw)->id
    while (const auto *C = dyn_cast_or_null<ExplicitCastExpr>(strip(E))) {
      if (!C->getType()->isPointerType())
        break;
      E = C->getSubExpr();
    }
    return names(E, H.In);
  }
  const auto *U = dyn_cast_or_null<UnaryOperator>(strip(E));
  return U && U->getOpcode() == UO_Deref && names(U->getSubExpr(), H.In);
}

/// What \p E follows, if it follows a pointer; null otherwise.
static const Expr *followed(const Expr *E) {
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->getOpcode() == UO_Deref ? U->getSubExpr() : nullptr;
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->isArrow() ? M->getBase() : nullptr;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
    return O->getNumArgs() == 1 &&
                   (O->getOperator() == OO_Arrow || O->getOperator() == OO_Star)
               ? O->getArg(0)
               : nullptr;
  return nullptr;
}

Consumer consumerAt(const Expr *E, const Held &H) {
  if (H.Kind == ValueKind::Any) {
    auto Wrong = [&](const Expr *Call) {
      if (H.Is.isNull())
        return true;
      QualType T = namedType(Call);
      return !T.isNull() && T != H.Is;
    };
    const Expr *From = takenFrom(E);
    if (From && names(From, H.In))
      return Wrong(E) ? Consumer{E, true} : Consumer();
    // *get_if<T>(&value)
    const Expr *Pointer = followed(E);
    From = Pointer ? takenFrom(strip(Pointer), true) : nullptr;
    return From && names(From, H.In) && Wrong(strip(Pointer))
               ? Consumer{E, false}
               : Consumer();
  }
  if (const Expr *Pointer = followed(E); Pointer && isValue(Pointer, H))
    return {E, false};
  if (H.Kind == ValueKind::Optional)
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
      if (const CXXMethodDecl *D = M->getMethodDecl();
          D && D->getIdentifier() && D->getName() == "value" &&
          names(M->getImplicitObjectArgument(), H.In))
        return {E, true};
  // What was never filled is read.
  if (H.Filled && H.Kind == ValueKind::None)
    if (const auto *C = dyn_cast<ImplicitCastExpr>(E))
      if (C->getCastKind() == CK_LValueToRValue && names(C->getSubExpr(), H.In))
        return {E, false};
  return {};
}

static bool isAsking(llvm::StringRef Name) {
  return hasPhrase(Name, {"check", "assert", "require", "ensure", "expect",
                          "verify", "valid", "validate", "is", "has"});
}

/// True if \p E is the number of the alternative that \p V holds.
static bool isIndexOf(const Expr *E, const VarDecl *V) {
  const auto *M = dyn_cast_or_null<CXXMemberCallExpr>(E ? strip(E) : nullptr);
  const CXXMethodDecl *D = M ? M->getMethodDecl() : nullptr;
  return D && D->getIdentifier() && M->getNumArgs() == 0 &&
         compat::isOneOf(D->getName(), {"index", "which"}) &&
         names(M->getImplicitObjectArgument(), V);
}

bool endsSearch(const Stmt *S, const Held &H) {
  const VarDecl *V = H.In;
  if (S == H.Stored)
    return false;
  if (const auto *B = dyn_cast<BinaryOperator>(S))
    return B->isAssignmentOp() &&
           (names(B->getLHS(), V) || (B->getLHS()->getType()->isBooleanType() &&
                                      mentions(B->getRHS(), V)));
  if (const auto *D = dyn_cast<DeclStmt>(S)) {
    for (const Decl *One : D->decls())
      if (const auto *N = dyn_cast<VarDecl>(One)) {
        const Expr *Init = N->getInit();
        if (N == V ||
            (Init && N->getType()->isBooleanType() && mentions(Init, V)) ||
            (Init && N->getType()->isReferenceType() && names(Init, V)) ||
            isIndexOf(Init, V))
          return true;
      }
    return false;
  }
  if (const auto *L = dyn_cast<LambdaExpr>(S))
    return mentions(L, V);
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S))
    if (O->isAssignmentOp() && names(O->getArg(0), V))
      return true;
  if (!isa<CallExpr, CXXConstructExpr>(S))
    return false;
  const auto *Call = cast<Expr>(S);
  const FunctionDecl *F = calledFunction(Call);
  for (const Expr *A : writtenArgs(Call)) {
    const auto *U = dyn_cast<UnaryOperator>(strip(A));
    bool Address =
        U && U->getOpcode() == UO_AddrOf && names(U->getSubExpr(), V);
    if (!Address && !names(A, V))
      continue;
    if (Address && takenFrom(Call, true))
      continue;
    if (!F || Address || (F->getIdentifier() && isAsking(F->getName())))
      return true;
    QualType T = parameterType(Call, A);
    if (!T.isNull() && T->isLValueReferenceType() &&
        !T->getPointeeType().isConstQualified() && !takenFrom(Call))
      return true;
  }
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(S))
    return M->getMethodDecl() && names(M->getImplicitObjectArgument(), V) &&
           !M->getMethodDecl()->isConst() && H.Kind != ValueKind::Pointer &&
           M->getMethodDecl()->getIdentifier() &&
           compat::isOneOf(M->getMethodDecl()->getName(),
                           {"reset", "emplace", "swap"});
  return false;
}

/// True if \p E is null, or the end of a map.
static bool isNothing(const Expr *E, const RoleIndex &Roles) {
  if (const auto *M = dyn_cast_or_null<CXXMemberCallExpr>(strip(E)))
    if (const CXXMethodDecl *D = M->getMethodDecl())
      return D->getIdentifier() &&
             compat::isOneOf(D->getName(), {"end", "cend"});
  return isNull(E, Roles);
}

/// True if \p A is the alternative that means that there is no value.
static bool isEmptyAlternative(const TemplateArgument &A) {
  if (A.getKind() == TemplateArgument::Pack)
    return A.pack_size() && isEmptyAlternative(*A.pack_begin());
  const CXXRecordDecl *R = A.getKind() == TemplateArgument::Type
                               ? A.getAsType()->getAsCXXRecordDecl()
                               : nullptr;
  return R && R->getIdentifier() && R->getName() == "monostate";
}

/// True if \p F, a `holds_alternative`, asks for the empty alternative.
static bool asksForNothing(const FunctionDecl *F) {
  const TemplateArgumentList *Args = F->getTemplateSpecializationArgs();
  return Args && Args->size() && isEmptyAlternative(Args->get(0));
}

/// What a variant of type \p T may hold; null if \p T is none.
static const TemplateArgumentList *alternatives(QualType T) {
  const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T.getNonReferenceType()->getAsCXXRecordDecl());
  return S && S->getTemplateArgs().size() ? &S->getTemplateArgs() : nullptr;
}

/// The number of alternatives in \p Types.
static unsigned numberOf(const TemplateArgumentList &Types) {
  return Types.get(0).getKind() == TemplateArgument::Pack
             ? Types.get(0).pack_size()
             : Types.size();
}

/// True if \p E is a read of the value of \p H, or a variable that keeps one.
static bool isReadAgain(const Expr *E, const Held &H, const RoleIndex &Roles,
                        const ASTContext &Context, bool Kept = false) {
  E = strip(E);
  while (const auto *C = dyn_cast<ExplicitCastExpr>(E)) {
    if (!C->getType()->isPointerType())
      return false;
    E = strip(C->getSubExpr());
  }
  if (const auto *R = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(R->getDecl());
    return !Kept && V && V != H.In && V->hasLocalStorage() && V->getInit() &&
           isReadAgain(V->getInit(), H, Roles, Context, true);
  }
  if (const Expr *From = takenFrom(E, true); Kept && From)
    E = strip(From);
  const auto *C = dyn_cast<CallExpr>(E);
  ValueRead Again = C && H.Read ? readAt(C, Roles) : ValueRead();
  return Again.Get && !Again.Asks && isSameValue(Again, *H.Read, Context);
}

/// True if \p E mentions a variable of the function that may have to do with
/// what is known of a value.
static bool mentionsState(const Expr *E) {
  bool Found = false;
  forEachStmt(E, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
        Found |= V->hasLocalStorage() && !isa<ParmVarDecl>(V);
    return !Found;
  });
  return Found;
}

/// What \p B is if the value is missing, if it compares how often the context
/// has the key with a number.
static Answer ifNone(const Held &H, const BinaryOperator *B,
                     const RoleIndex &Roles, const ASTContext &Context) {
  auto Counts = [&](const Expr *E) {
    const auto *C = dyn_cast<CallExpr>(strip(E));
    ValueRead Read = C ? readAt(C, Roles) : ValueRead();
    return Read.Get && Read.Asks && H.Read &&
           isSameValue(Read, *H.Read, Context);
  };
  bool Left = Counts(B->getLHS());
  if (!Left && !Counts(B->getRHS()))
    return Answer::Either;
  Expr::EvalResult Number;
  if (!(Left ? B->getRHS() : B->getLHS())->EvaluateAsInt(Number, Context))
    return Answer::Unknown;
  int64_t N = Number.Val.getInt().getExtValue();
  int64_t L = Left ? 0 : N, R = Left ? N : 0;
  bool Is = false;
  switch (B->getOpcode()) {
  case BO_EQ:
    Is = L == R;
    break;
  case BO_NE:
    Is = L != R;
    break;
  case BO_LT:
    Is = L < R;
    break;
  case BO_GT:
    Is = L > R;
    break;
  case BO_LE:
    Is = L <= R;
    break;
  case BO_GE:
    Is = L >= R;
    break;
  default:
    return Answer::Unknown;
  }
  return Is ? Answer::Yes : Answer::No;
}

/// The type that \p E, `typeid(T)`, names; null if it names an object.
static QualType typeNamedBy(const Expr *E) {
  const auto *T = dyn_cast<CXXTypeidExpr>(strip(E));
  return T && T->isTypeOperand() ? T->getTypeOperandSourceInfo()
                                       ->getType()
                                       .getNonReferenceType()
                                       .getCanonicalType()
                                       .getUnqualifiedType()
                                 : QualType();
}

/// The call of `type()` on \p V and the type that \p E compares it with; null
/// if it does not.
static QualType comparedType(const Expr *E, const VarDecl *V, bool &Equal) {
  const Equality Eq = equalityIn(E);
  if (!Eq)
    return {};
  Equal = !Eq.Negated;
  const Expr *L = Eq.Left, *R = Eq.Right;
  if (isa<CXXTypeidExpr>(strip(L)))
    std::swap(L, R);
  const auto *M = dyn_cast<CXXMemberCallExpr>(strip(L));
  const CXXMethodDecl *D = M ? M->getMethodDecl() : nullptr;
  return D && D->getIdentifier() && D->getName() == "type" &&
                 names(M->getImplicitObjectArgument(), V)
             ? typeNamedBy(R)
             : QualType();
}

/// The type that \p E, `holds_alternative<T>(v)`, asks \p V for, or null.
static QualType askedFor(const Expr *E, const VarDecl *V) {
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  return F && F->getIdentifier() && F->getName() == "holds_alternative" &&
                 C->getNumArgs() == 1 && names(C->getArg(0), V)
             ? namedType(C)
             : QualType();
}

llvm::SmallVector<QualType, 2> askedTypes(const Stmt *Body, const Held &H) {
  llvm::SmallVector<QualType, 2> Out;
  forEachStmt(Body, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (!E)
      return true;
    bool Equal = false;
    QualType T = askedFor(E, H.In);
    if (T.isNull())
      T = comparedType(E, H.In, Equal);
    const CXXRecordDecl *R = T.isNull() ? nullptr : T->getAsCXXRecordDecl();
    bool Nothing = !T.isNull() && T->isVoidType();
    Nothing |= R && R->getIdentifier() && R->getName() == "monostate";
    if (!T.isNull() && !Nothing && !llvm::is_contained(Out, T))
      Out.push_back(T);
    return true;
  });
  return Out;
}

/// What \p E is if the value of \p H is of the type H.Is.
static Answer ifOfType(const Held &H, const Expr *E) {
  auto Yes = [](bool Is) { return Is ? Answer::Yes : Answer::No; };
  if (QualType T = askedFor(E, H.In); !T.isNull())
    return Yes(T == H.Is);
  bool Equal = false;
  if (QualType T = comparedType(E, H.In, Equal); !T.isNull())
    return Yes((T == H.Is) == Equal);
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
    if (const CXXMethodDecl *D = M->getMethodDecl();
        D && D->getIdentifier() && D->getName() == "has_value" &&
        names(M->getImplicitObjectArgument(), H.In))
      return Answer::Yes;
  // What else is asked may tell which of the types it is.
  return H.OneOf || mentionsState(E) || mentions(E, H.In) ? Answer::Unknown
                                                          : Answer::Either;
}

Answer ifMissing(const Held &H, const Expr *E, const RoleIndex &Roles,
                 const ASTContext &Context) {
  E = strip(E);
  if (!H.Is.isNull())
    return ifOfType(H, E);
  // The key itself is asked for.
  if (const auto *C = dyn_cast<CallExpr>(E))
    if (ValueRead R = readAt(C, Roles);
        R.Get && H.Read && (R.Asks || R.Out || R.Get == H.Read->Get) &&
        isSameValue(R, *H.Read, Context))
      return Answer::No;
  if (H.Ok && names(E, H.Ok))
    return Answer::No;
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isComparisonOp())
    if (Answer Is = ifNone(H, B, Roles, Context); Is != Answer::Either)
      return Is;
  // bool known = ctx.HasKey(key);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
        V && V != H.In && V->getInit() && V->hasLocalStorage() &&
        V->getType()->isBooleanType() && !isa<DeclRefExpr>(strip(V->getInit())))
      return decide(V->getInit(), {nullptr,
                                   [&](const Expr *Part) {
                                     return ifMissing(H, Part, Roles, Context);
                                   },
                                   nullptr});
  const Equality Eq = equalityIn(E);
  const Expr *L = Eq.Left, *R = Eq.Right;
  const bool Equal = !Eq.Negated;
  auto IsValue = [&](const Expr *X) {
    return (H.In && names(X, H.In)) ||
           (!H.Inner && isReadAgain(X, H, Roles, Context));
  };
  if (L) {
    if (IsValue(R))
      std::swap(L, R);
    // The pointer to it is there.
    if (H.Inner && names(L, H.In) && isNothing(R, Roles))
      return Equal ? Answer::No : Answer::Yes;
    if (IsValue(L) && isNothing(R, Roles))
      return Equal ? Answer::Yes : Answer::No;
    // v.type() == typeid(T)
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(strip(L)))
      if (IsValue(M->getImplicitObjectArgument()) &&
          isa<CXXTypeidExpr>(strip(R)))
        return Equal ? Answer::No : Answer::Yes;
  }
  if (H.Inner && names(E, H.In))
    return Answer::Yes;
  if (IsValue(E))
    return Answer::No; // the pointer, or the flag it turns into
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
    if (const CXXMethodDecl *D = M->getMethodDecl();
        D && IsValue(M->getImplicitObjectArgument()) &&
        (isa<CXXConversionDecl>(D) ||
         (D->getIdentifier() && D->getName() == "has_value")))
      return Answer::No;
  if (const Expr *From = takenFrom(E, true))
    if ((H.In && mentions(E, H.In)) || IsValue(From))
      return Answer::No;
  if (const auto *C = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *F = C->getDirectCallee())
      if (F->getIdentifier() && F->getName() == "holds_alternative" &&
          C->getNumArgs() == 1 && IsValue(C->getArg(0)))
        return asksForNothing(F) ? Answer::Yes : Answer::No;
  if ((H.In && mentions(E, H.In)) || (H.Ok && mentions(E, H.Ok)))
    return Answer::Unknown;
  // Somebody is asked about what is read again.
  bool Again = false;
  if (H.Read && !H.Inner)
    forEachStmt(E, [&](const Stmt *Part) {
      const auto *X = dyn_cast<Expr>(Part);
      Again |= X && isa<CallExpr, DeclRefExpr>(X) &&
               isReadAgain(X, H, Roles, Context);
      return !Again;
    });
  return Again ? Answer::Unknown : Answer::Either;
}

Answer ifMissing(const Held &H, const Expr *Condition, const Expr *Case,
                 const ParentMap &Up, const ASTContext &Context) {
  if (!H.Is.isNull())
    return H.OneOf || mentionsState(Condition) ? Answer::Unknown
                                               : Answer::Either;
  if (H.Kind != ValueKind::Any || !isIndexOf(Condition, H.In))
    return Answer::Either;
  const TemplateArgumentList *Types = alternatives(H.In->getType());
  if (Case) {
    Expr::EvalResult Index;
    return Case->EvaluateAsInt(Index, Context) && Index.Val.getInt() == 0 &&
                   Types && isEmptyAlternative(Types->get(0))
               ? Answer::Yes
               : Answer::No;
  }
  const Stmt *Switch = Up.getParent(Condition);
  while (Switch && !isa<SwitchStmt>(Switch))
    Switch = Up.getParent(Switch);
  unsigned Cases = 0;
  for (const SwitchCase *C =
           Switch ? cast<SwitchStmt>(Switch)->getSwitchCaseList() : nullptr;
       C; C = C->getNextSwitchCase())
    Cases += isa<CaseStmt>(C);
  return Types && Cases >= numberOf(*Types) ? Answer::No : Answer::Either;
}

/// True if a function with the graph \p Graph may return if \p P, a parameter,
/// is false.
static bool mayReturn(const CFG &Graph, const ParmVarDecl *P) {
  auto Decide = [&](const Expr *E) {
    if (names(E, P))
      return Answer::No;
    return mentions(E, P) ? Answer::Unknown : Answer::Either;
  };
  auto Ends = [](const CFGBlock *B) {
    return B->hasNoReturnElement() ||
           llvm::any_of(*B, [](const CFGElement &Element) {
             auto S = Element.getAs<CFGStmt>();
             return S && isa<CXXThrowExpr>(S->getStmt());
           });
  };
  llvm::SmallVector<const CFGBlock *, 8> Todo{&Graph.getEntry()};
  llvm::SmallPtrSet<const CFGBlock *, 8> Seen{&Graph.getEntry()};
  while (!Todo.empty()) {
    const CFGBlock *B = Todo.pop_back_val();
    if (B == &Graph.getExit())
      return true;
    if (Ends(B))
      continue;
    Answer Is = Answer::Either;
    if (const Expr *Condition =
            B->succ_size() == 2 ? B->getLastCondition() : nullptr)
      Is = decide(Condition, {nullptr, Decide, nullptr});
    if (Is == Answer::Unknown)
      continue;
    for (auto Way : Paths::successors(B))
      if (Is == Answer::Either || (Way.second == 0) == (Is == Answer::Yes))
        if (Seen.insert(Way.first).second)
          Todo.push_back(Way.first);
  }
  return false;
}

bool isRequired(const Stmt *S, const Held &H, const RoleIndex &Roles,
                const ASTContext &Context,
                llvm::function_ref<const CFG *(const FunctionDecl *)> Cfg) {
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  if (!F || !F->getIdentifier() || isa<CXXOperatorCallExpr>(Call))
    return false;
  auto Decide = [&](const Expr *E) { return ifMissing(H, E, Roles, Context); };
  for (unsigned I = 0, N = Call->getNumArgs(); I != N; ++I) {
    const Expr *A = Call->getArg(I);
    if (!A->getType()->isBooleanType())
      continue;
    Answer Is = decide(A, {nullptr, Decide, nullptr});
    if (Is != Answer::No && Is != Answer::Unknown)
      continue;
    if (namesAssertion(F->getName()))
      return true;
    const FunctionDecl *Body = nullptr;
    if (!F->hasBody(Body) || I >= Body->getNumParams())
      continue;
    if (const CFG *Graph = Cfg(Body))
      if (!mayReturn(*Graph, Body->getParamDecl(I)))
        return true;
  }
  return false;
}

} // namespace ctx::analysis
