//===- UncheckedValue.cpp - ctx-unchecked-value ---------------------------===//
//
// Positive when a value is taken out of a context, and on some path nobody
// looked whether it is there and of that type before
//   - it is taken out of an any or variant in a way that throws,
//   - a pointer, optional or place in a map is followed,
//   - what a failed look-up leaves as it was is used.
// Negative when a condition asks (null, has_value, holds_alternative, the key
// itself), a default stands in, or the throw is caught in the same function.
// Unknown when (silent)
//   - somebody else is asked about the value, or may change it;
//   - the same function stored the value.
//
//===----------------------------------------------------------------------===//

#include "analysis/Assertions.h"
#include "analysis/Assigned.h"
#include "analysis/Assumed.h"
#include "analysis/CodeKind.h"
#include "analysis/ContextValues.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Loops.h"
#include "analysis/ObjectUses.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::writtenArgs;
using Step = Assumption::Step;

constexpr CheckInfo Info = {
    /*Id=*/"ctx-unchecked-value",
    /*Title=*/
    "a value is taken out of a context and used without checking that it is "
    "there and of that type",
    /*Counterpart=*/"",
    /*Spec=*/"A05",
    /*Level=*/Severity::Warning,
    /*Fixes=*/FixKind::Sometimes,
    /*OnByDefault=*/true,
    /*Since=*/"0.1",
    /*Options=*/{},
    /*UnsafeFixes=*/true};

/// A value on its way: what gave it, and the variable that holds it.
struct Held {
  const Expr *From = nullptr; ///< the expression whose value it is
  const VarDecl *In = nullptr;
  const Stmt *Stored = nullptr; ///< the assignment to In, if it is one
  const VarDecl *Ok = nullptr;  ///< a flag that says whether it is there
  ValueKind Kind = ValueKind::None;
  bool Iterator = false;
  bool Inner = false;  ///< the value is what In points at
  bool Filled = false; ///< In was handed to the look-up, which may leave it
  const ValueRead *Read = nullptr;
};

/// What uses a value.
struct Consumer {
  const Expr *At = nullptr;
  bool Throws = false;
};

class UncheckedValue : public Check {
public:
  UncheckedValue(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override { Relevant.reset(); }

private:
  struct State {
    const Frame &In;
    const FunctionDecl *F;
    const ParentMap &Up;
    const FunctionView &View;
    Paths P;
    const CFG &Graph;
    std::vector<ValueRead> Reads;
    llvm::SmallPtrSet<const Expr *, 4> Said;
    std::optional<Assertions> Dropped; ///< asked for by who has found something

    const Assertions &dropped() {
      if (!Dropped)
        Dropped.emplace(Graph, In.Body, F->getASTContext());
      return *Dropped;
    }
  };
  void checkRead(State &S, const ValueRead &R);
  bool place(State &S, const Expr *E, Held &H) const;
  void follow(State &S, const Held &H, unsigned Depth);
  bool isStored(const State &S, const ValueRead &R) const;
  bool isKnown(State &S, const ValueRead &R, const Stmt *At) const;
  bool asserts(const Spellings &Argument, const ValueRead &R) const;
  Answer decideCount(const Held &H, const BinaryOperator *B) const;
  Answer decideIndex(const State &S, const Held &H, const Expr *Condition,
                     const Expr *Case) const;
  void report(State &S, const Held &H, const Consumer &C);
  void leaveFirst(DiagnosticBuilder &Report, State &S, const Held &H,
                  const Consumer &C) const;
  Answer decideAtom(State &S, const Held &H, const Expr *E) const;

  std::optional<bool> Relevant;
};

bool names(const Expr *E, const VarDecl *V) {
  const auto *R = dyn_cast_or_null<DeclRefExpr>(strip(E));
  return V && R && R->getDecl() == V;
}

/// True if \p E is the value of \p H.
bool isValue(const Expr *E, const Held &H) {
  if (!H.Inner)
    return names(E, H.In);
  const auto *U = dyn_cast_or_null<UnaryOperator>(strip(E));
  return U && U->getOpcode() == UO_Deref && names(U->getSubExpr(), H.In);
}

/// True if \p S is caught, if it throws, by a handler of the same function.
bool isCaught(const Stmt *S, const Stmt *Body, const ParentMap &Up) {
  for (const Stmt *Child = S, *P = Up.getParent(S); P && Child != Body;
       Child = P, P = Up.getParent(P))
    if (const auto *T = dyn_cast<CXXTryStmt>(P))
      if (T->getTryBlock() == Child)
        return true;
  return false;
}

/// What \p E follows, if it follows a pointer; null otherwise.
const Expr *followed(const Expr *E) {
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

/// What \p E does with a value of kind \p H that \p V holds; nothing if it does
/// not depend on it.
Consumer consumerAt(const Expr *E, const Held &H) {
  if (H.Kind == ValueKind::Any) {
    const Expr *From = takenFrom(E);
    if (From && names(From, H.In))
      return {E, true};
    // *get_if<T>(&value)
    const Expr *Pointer = followed(E);
    From = Pointer ? takenFrom(strip(Pointer), true) : nullptr;
    return From && names(From, H.In) ? Consumer{E, false} : Consumer();
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

bool isAsking(llvm::StringRef Name) {
  return hasPhrase(Name, {"check", "assert", "require", "ensure", "expect",
                          "verify", "valid", "validate", "is", "has"});
}

/// True if \p E is the number of the alternative that \p V holds.
bool isIndexOf(const Expr *E, const VarDecl *V) {
  const auto *M = dyn_cast_or_null<CXXMemberCallExpr>(E ? strip(E) : nullptr);
  const CXXMethodDecl *D = M ? M->getMethodDecl() : nullptr;
  return D && D->getIdentifier() && M->getNumArgs() == 0 &&
         compat::isOneOf(D->getName(), {"index", "which"}) &&
         names(M->getImplicitObjectArgument(), V);
}

/// True if \p S may give \p V another value, or has somebody look at it.
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
bool isNothing(const Expr *E, const model::RoleIndex &Roles) {
  if (const auto *M = dyn_cast_or_null<CXXMemberCallExpr>(strip(E)))
    if (const CXXMethodDecl *D = M->getMethodDecl())
      return D->getIdentifier() &&
             compat::isOneOf(D->getName(), {"end", "cend"});
  return isNull(E, Roles);
}

/// True if \p A is the alternative that means that there is no value.
bool isEmptyAlternative(const TemplateArgument &A) {
  if (A.getKind() == TemplateArgument::Pack)
    return A.pack_size() && isEmptyAlternative(*A.pack_begin());
  const CXXRecordDecl *R = A.getKind() == TemplateArgument::Type
                               ? A.getAsType()->getAsCXXRecordDecl()
                               : nullptr;
  return R && R->getIdentifier() && R->getName() == "monostate";
}

/// True if \p F, a `holds_alternative`, asks for the empty alternative.
bool asksForNothing(const FunctionDecl *F) {
  const TemplateArgumentList *Args = F->getTemplateSpecializationArgs();
  return Args && Args->size() && isEmptyAlternative(Args->get(0));
}

/// What a variant of type \p T may hold; null if \p T is none.
const TemplateArgumentList *alternatives(QualType T) {
  const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T.getNonReferenceType()->getAsCXXRecordDecl());
  return S && S->getTemplateArgs().size() ? &S->getTemplateArgs() : nullptr;
}

/// The number of alternatives in \p Types.
unsigned numberOf(const TemplateArgumentList &Types) {
  return Types.get(0).getKind() == TemplateArgument::Pack
             ? Types.get(0).pack_size()
             : Types.size();
}

} // namespace

void UncheckedValue::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = hasValueOps(roles(), ast());
  if (!*Relevant || !bodyInReach(F) || F->isDependentContext() ||
      isTestCode(F, roles()))
    return;
  std::optional<FunctionView> View; // one for all frames
  for (const Frame &In : framesOf(F)) {
    std::vector<ValueRead> Reads = readsIn(In.Body, roles());
    if (llvm::all_of(Reads, [](const ValueRead &R) { return R.Asks; }))
      continue;
    const CFG *Graph = cfg(In.Function);
    if (!Graph)
      continue;
    const ParentMap &Up = services().parents(F);
    if (!View)
      View.emplace(F, Up, roles());
    State S{In, F, Up, *View, Paths(*Graph), *Graph, std::move(Reads), {}, {}};
    for (size_t I = 0; I != S.Reads.size(); ++I)
      if (!S.Reads[I].Asks && !isStored(S, S.Reads[I]))
        checkRead(S, S.Reads[I]);
  }
}

/// True if the function stores a value under the key that \p R reads.
bool UncheckedValue::isStored(const State &S, const ValueRead &R) const {
  bool Found = false;
  forEachStmt(S.In.Body, [&](const Stmt *Part) {
    if (isa<CallExpr, CXXConstructExpr>(Part))
      if (ValueWrite W = writeAt(cast<Expr>(Part), roles()); W.Op)
        Found |= isSameKey(W.Key, R.Key, ast());
    return !Found;
  });
  return Found;
}

/// True if \p Argument, that of an assertion, asks the context for the key of
/// \p R.
bool UncheckedValue::asserts(const Spellings &Argument,
                             const ValueRead &R) const {
  auto Spelled = [&](const Expr *E) {
    return E ? spellingsOf(textOf(E->getSourceRange(), ast()),
                           ast().getLangOpts())
             : Spellings();
  };
  std::optional<size_t> Key = indexOf(Spelled(R.Key), Argument);
  return Key && *Key && compat::isOneOf(Argument[*Key - 1], {"(", ",", "["}) &&
         (!R.On || indexOf(Spelled(R.On), Argument));
}

/// True if the key of \p R was asked for before \p At on every path.
bool UncheckedValue::isKnown(State &S, const ValueRead &R,
                             const Stmt *At) const {
  bool Asked = llvm::any_of(S.Reads, [&](const ValueRead &Other) {
    return (Other.Asks || Other.Iterator) && isSameKey(Other.Key, R.Key, ast());
  });
  if (!Asked && S.dropped().empty())
    return false;
  Held Nothing;
  Nothing.Read = &R;
  auto Visit = [&](const Stmt *Part) {
    if (Part == At)
      return Step::Found;
    return S.dropped().anyAt(
               Part, nullptr,
               [&](const Spellings &Said) { return asserts(Said, R); })
               ? Step::Stop
               : Step::On;
  };
  auto Decide = [&](const Expr *E) { return decideAtom(S, Nothing, E); };
  return !leadsTo({&S.Graph.getEntry(), -1}, {Visit, Decide, nullptr});
}

/// Finds what becomes of \p E, a value: fills \p H if a variable keeps it.
bool UncheckedValue::place(State &S, const Expr *E, Held &H) const {
  H.From = E;
  const Stmt *P = userParent(S.Up, E);
  // The type it is taken for is another matter.
  while (const auto *C = dyn_cast_or_null<ExplicitCastExpr>(P)) {
    if (!C->getType()->isPointerType())
      return false;
    P = userParent(S.Up, C);
  }
  if (const auto *D = dyn_cast_or_null<DeclStmt>(P)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One))
        if (V->getInit() && isWithin(E, V->getInit(), S.Up))
          H.In = V;
  } else if (const auto *B = dyn_cast_or_null<BinaryOperator>(P)) {
    if (B->getOpcode() == BO_Assign) {
      H.In = dyn_cast_or_null<VarDecl>(referenced(B->getLHS()));
      H.Stored = B;
    }
  } else if (const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(P)) {
    if (O->getOperator() == OO_Equal)
      if (const auto *R = dyn_cast<DeclRefExpr>(strip(O->getArg(0)))) {
        H.In = dyn_cast<VarDecl>(R->getDecl());
        H.Stored = O;
      }
  }
  return H.In && H.In->hasLocalStorage();
}

void UncheckedValue::checkRead(State &S, const ValueRead &R) {
  Held H;
  H.Read = &R;
  H.From = R.Get;
  H.Kind = kindOf(R.Get->getType());
  H.Iterator = R.Iterator;
  if (R.Out) {
    const auto *Ref = dyn_cast_or_null<DeclRefExpr>(object(R.Out));
    H.In = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!H.In || !H.In->hasLocalStorage() || isa<ParmVarDecl>(H.In) ||
        !isEmptyInit(H.In->getInit(), roles()))
      return;
    H.Kind = kindOf(H.In->getType());
    H.Filled = true;
    // Class types have a value of their own.
    if (H.Kind == ValueKind::None &&
        (H.In->getInit() || H.In->getType()->isRecordType()))
      return;
    Held Flag;
    if (place(S, R.Get, Flag))
      H.Ok = Flag.In;
    return follow(S, H, 0);
  }
  if (R.Throws) {
    if (!isCaught(R.Get, S.In.Body, S.Up) && !isKnown(S, R, R.Get))
      report(S, H, {R.Get, true});
    return;
  }
  // A reference promises a value, if of no type; a subscript of a map makes an
  // empty one.
  if (H.Kind != ValueKind::Any && R.Get->isGLValue() &&
      roles().op(R.Get, model::Role::ValueGet))
    return;
  if (H.Kind == ValueKind::None && !R.Iterator)
    return;
  // Used on the spot.
  const Stmt *P = userParent(S.Up, R.Get);
  const auto *User = dyn_cast_or_null<Expr>(P);
  if (User && H.Kind == ValueKind::Any && takenFrom(User)) {
    if (!isCaught(User, S.In.Body, S.Up) && !isKnown(S, R, User))
      report(S, H, {User, true});
    return;
  }
  while (isa_and_nonnull<ExplicitCastExpr>(User)) {
    if (!User->getType()->isPointerType())
      return;
    User = dyn_cast_or_null<Expr>(userParent(S.Up, User));
  }
  if (User) {
    const auto *U = dyn_cast<UnaryOperator>(User);
    const auto *M = dyn_cast<MemberExpr>(User);
    const auto *O = dyn_cast<CXXOperatorCallExpr>(User);
    bool Follows =
        (U && U->getOpcode() == UO_Deref) || (M && M->isArrow()) ||
        (O && O->getNumArgs() == 1 &&
         (O->getOperator() == OO_Arrow || O->getOperator() == OO_Star));
    if (Follows) {
      if (!isKnown(S, R, User))
        report(S, H, {User, false});
      return;
    }
  }
  if (place(S, R.Get, H))
    follow(S, H, 0);
}

/// What \p B is if the value is missing, if it compares how often the context
/// has the key with a number.
Answer UncheckedValue::decideCount(const Held &H,
                                   const BinaryOperator *B) const {
  auto Counts = [&](const Expr *E) {
    const auto *C = dyn_cast<CallExpr>(strip(E));
    ValueRead Read = C ? readAt(C, roles()) : ValueRead();
    return Read.Get && Read.Asks && H.Read &&
           isSameKey(Read.Key, H.Read->Key, ast());
  };
  bool Left = Counts(B->getLHS());
  if (!Left && !Counts(B->getRHS()))
    return Answer::Either;
  Expr::EvalResult Number;
  if (!(Left ? B->getRHS() : B->getLHS())->EvaluateAsInt(Number, ast()))
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

/// What \p E, a condition without `!`, `&&`, `||`, is if the value is missing.
Answer UncheckedValue::decideAtom(State &S, const Held &H,
                                  const Expr *E) const {
  E = strip(E);
  // The key itself is asked for.
  if (const auto *C = dyn_cast<CallExpr>(E))
    if (ValueRead R = readAt(C, roles()); R.Get && H.Read &&
                                          (R.Asks || R.Get == H.Read->Get) &&
                                          isSameKey(R.Key, H.Read->Key, ast()))
      return Answer::No;
  if (H.Ok && names(E, H.Ok))
    return Answer::No;
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isComparisonOp())
    if (Answer Is = decideCount(H, B); Is != Answer::Either)
      return Is;
  // bool known = ctx.HasKey(key);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
        V && V != H.In && V->getInit() && V->hasLocalStorage() &&
        V->getType()->isBooleanType() && !isa<DeclRefExpr>(strip(V->getInit())))
      return decide(V->getInit(),
                    {nullptr,
                     [&](const Expr *Part) { return decideAtom(S, H, Part); },
                     nullptr});
  const Expr *L = nullptr, *R = nullptr;
  bool Equal = true;
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->isEqualityOp()) {
      L = B->getLHS(), R = B->getRHS();
      Equal = B->getOpcode() == BO_EQ;
    }
  } else if (const auto *W = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    if (W->getOperator() == BO_NE || W->getOperator() == BO_EQ) {
      auto Form = W->getDecomposedForm();
      L = Form.LHS, R = Form.RHS;
      Equal = W->getOperator() == BO_EQ;
    }
  } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (O->getNumArgs() == 2 && (O->getOperator() == OO_EqualEqual ||
                                 O->getOperator() == OO_ExclaimEqual)) {
      L = O->getArg(0), R = O->getArg(1);
      Equal = O->getOperator() == OO_EqualEqual;
    }
  }
  auto IsValue = [&](const Expr *X) {
    return H.In ? names(X, H.In) : H.Read && isa<CallExpr>(strip(X)) && [&] {
      ValueRead Again = readAt(cast<CallExpr>(strip(X)), roles());
      return Again.Get && isSameKey(Again.Key, H.Read->Key, ast());
    }();
  };
  if (L) {
    if (IsValue(R))
      std::swap(L, R);
    // The pointer to it is there.
    if (H.Inner && names(L, H.In) && isNothing(R, roles()))
      return Equal ? Answer::No : Answer::Yes;
    if (IsValue(L) && isNothing(R, roles()))
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
  if (takenFrom(E, true) && H.In && mentions(E, H.In))
    return Answer::No;
  if (const auto *C = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *F = C->getDirectCallee())
      if (F->getIdentifier() && F->getName() == "holds_alternative" &&
          C->getNumArgs() == 1 && IsValue(C->getArg(0)))
        return asksForNothing(F) ? Answer::Yes : Answer::No;
  return (H.In && mentions(E, H.In)) || (H.Ok && mentions(E, H.Ok))
             ? Answer::Unknown
             : Answer::Either;
}

/// What `switch (Condition)` does if the value of \p H is missing: where
/// Condition is the number of the alternative that it holds, every case has
/// looked, but for the one of a first alternative that is none.
Answer UncheckedValue::decideIndex(const State &S, const Held &H,
                                   const Expr *Condition,
                                   const Expr *Case) const {
  if (H.Kind != ValueKind::Any || !isIndexOf(Condition, H.In))
    return Answer::Either;
  const TemplateArgumentList *Types = alternatives(H.In->getType());
  if (Case) {
    Expr::EvalResult Index;
    return Case->EvaluateAsInt(Index, ast()) && Index.Val.getInt() == 0 &&
                   Types && isEmptyAlternative(Types->get(0))
               ? Answer::Yes
               : Answer::No;
  }
  const Stmt *Switch = S.Up.getParent(Condition);
  while (Switch && !isa<SwitchStmt>(Switch))
    Switch = S.Up.getParent(Switch);
  unsigned Cases = 0;
  for (const SwitchCase *C =
           Switch ? cast<SwitchStmt>(Switch)->getSwitchCaseList() : nullptr;
       C; C = C->getNextSwitchCase())
    Cases += isa<CaseStmt>(C);
  return Types && Cases >= numberOf(*Types) ? Answer::No : Answer::Either;
}

/// Looks for a use of \p H that comes without a look at it.
void UncheckedValue::follow(State &S, const Held &H, unsigned Depth) {
  std::optional<PathSpot> From = spotAbove(S.P, H.From, S.View);
  if (!H.Filled && S.P.spotOf(H.In) && H.In->getInit() &&
      isWithin(H.From, H.In->getInit(), S.Up))
    From = S.P.spotOf(H.In);
  if (!From)
    return;
  Consumer Found;
  llvm::SmallVector<const Expr *, 2> Pointers, Taken;
  auto Visit = [&](const Stmt *Part) {
    const auto *E = dyn_cast<Expr>(Part);
    if (E) {
      if (Consumer C = consumerAt(E, H); C.At) {
        if (C.Throws && isCaught(C.At, S.In.Body, S.Up))
          return Step::Stop;
        Found = C;
        return Step::Found;
      }
    }
    return endsSearch(Part, H) ? Step::Stop : Step::On;
  };
  const Spellings Name{H.In->getNameAsString()};
  auto VisitAll = [&](const Stmt *Part) {
    return S.dropped().anyAt(
               Part, H.From,
               [&](const Spellings &Said) { return bool(indexOf(Name, Said)); })
               ? Step::Stop
               : Visit(Part);
  };
  auto Decide = [&](const Expr *E) { return decideAtom(S, H, E); };
  auto Switch = [&](const Expr *Condition, const Expr *Case) {
    return decideIndex(S, H, Condition, Case);
  };
  if (leadsTo(*From, {Visit, Decide, Switch}) &&
      (S.dropped().empty() || leadsTo(*From, {VisitAll, Decide, Switch})) &&
      !(H.Read && isKnown(S, *H.Read, H.Read->Get))) {
    report(S, H, Found);
    return;
  }
  if (H.Kind != ValueKind::Any || Depth > 1)
    return;
  // Pointers into it, and pointers that it holds.
  for (const DeclRefExpr *Ref : S.View.references(H.In)) {
    const Stmt *P = Ref;
    const Expr *Out = nullptr;
    for (unsigned I = 0; P && I < 6 && !Out; ++I, P = S.Up.getParent(P))
      if (const auto *C = dyn_cast<CallExpr>(P))
        Out = takenFrom(C, true) || takenFrom(C) ? C : nullptr;
    if (!Out || S.View.lambdaAround(Ref, S.In.Body))
      continue;
    Held Next;
    Next.Kind = kindOf(Out->getType());
    if ((Next.Kind == ValueKind::Pointer || Next.Kind == ValueKind::Smart) &&
        place(S, Out, Next) && Next.In != H.In) {
      follow(S, Next, Depth + 1);
      // What is there may be a pointer itself, and null.
      if (Next.Kind == ValueKind::Pointer &&
          kindOf(Out->getType()->getPointeeType()) == ValueKind::Smart) {
        Next.Inner = true;
        follow(S, Next, Depth + 1);
      }
    }
  }
}

void UncheckedValue::report(State &S, const Held &H, const Consumer &C) {
  if (!S.Said.insert(C.At).second)
    return;
  std::string Name = H.In ? "'" + std::string(H.Inner ? "*" : "") +
                                H.In->getNameAsString() + "'"
                          : "the value";
  SourceLocation At = sources().getFileLoc(C.At->getBeginLoc());
  {
    auto Report =
        C.Throws
            ? diag(At, "%0 is taken out of the context without a look whether "
                       "it is there and of that type; this throws if it is not")
            : diag(At, "%0 %select{may be null|may be the end|was never "
                       "filled}1 if the context does not hold it; check before "
                       "it is used");
    Report << Name;
    if (!C.Throws)
      Report << (H.Filled && H.Kind == ValueKind::None ? 2 : H.Iterator);
    leaveFirst(Report, S, H, C);
  }
  if (H.In && H.From)
    diag(sources().getFileLoc(H.From->getExprLoc()),
         "read from the context here", DiagnosticIDs::Note);
}

/// Adds the edit that leaves the function, which returns nothing, before \p C
/// if the value of \p H is missing.
void UncheckedValue::leaveFirst(DiagnosticBuilder &Report, State &S,
                                const Held &H, const Consumer &C) const {
  if (!H.In || H.Filled || H.Iterator || H.Inner ||
      !S.In.Function->getReturnType()->isVoidType() ||
      isa<CoroutineBodyStmt>(S.In.Function->getBody()))
    return;
  const Stmt *At = C.At, *Block = S.Up.getParent(At);
  while (Block && !isa<CompoundStmt>(Block)) {
    if (isLoop(Block) || isa<LambdaExpr, IfStmt, SwitchStmt>(Block))
      return;
    At = Block;
    Block = S.Up.getParent(At);
  }
  SourceLocation Begin = At->getBeginLoc();
  if (!Block || isa<LabelStmt, SwitchCase>(At) || Begin.isMacroID() ||
      !canEdit(At->getSourceRange(), ast()))
    return;
  const std::string Name = H.In->getNameAsString();
  std::string Condition = "!" + Name;
  if (H.Kind == ValueKind::Any) {
    // Not the `*` around get_if<T>(&v).
    const auto *Call = dyn_cast<CallExpr>(C.At);
    const auto *Callee =
        Call ? dyn_cast<DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts())
             : nullptr;
    if (!Callee || !Callee->hasExplicitTemplateArgs())
      return;
    std::string Spelled = textOf(Callee->getSourceRange(), ast());
    size_t Open = Spelled.find('<');
    if (Open == std::string::npos || Callee->getNumTemplateArgs() != 1 ||
        Callee->getTemplateArgs()[0].getArgument().getKind() !=
            TemplateArgument::Type ||
        Callee->getTemplateArgs()[0]
            .getArgument()
            .getAsType()
            ->isReferenceType())
      return;
    llvm::StringRef Function = llvm::StringRef(Spelled).take_front(Open);
    if (compat::endsWith(Function, "any_cast"))
      Condition = "!" + Spelled + "(&" + Name + ")";
    else if (Function.consume_back("get") &&
             (Function.empty() || compat::endsWith(Function, "::")))
      Condition = "!" + Function.str() + "holds_alternative" +
                  Spelled.substr(Open) + "(" + Name + ")";
    else
      return;
  }
  unsigned Offset = sources().getFileOffset(Begin);
  llvm::StringRef Buffer = sources().getBufferData(sources().getFileID(Begin));
  size_t Line = Buffer.rfind('\n', Offset);
  llvm::StringRef Indent = Line == llvm::StringRef::npos
                               ? llvm::StringRef()
                               : Buffer.slice(Line + 1, Offset);
  if (!Indent.trim().empty())
    return;
  Report << FixItHint::CreateInsertion(Begin, "if (" + Condition + ")\n" +
                                                  Indent.str() + "  return;\n" +
                                                  Indent.str());
}

namespace {
CTX_REGISTER_CHECK(UncheckedValue, Info);
} // namespace

} // namespace ctx
