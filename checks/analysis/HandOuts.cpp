//===- HandOuts.cpp -------------------------------------------------------===//

#include "HandOuts.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

/// Operations whose result is stopped with what they are given.
static const RoleSet Children{Role::GetToken,       Role::Derive,
                              Role::DeriveDeadline, Role::DeriveValue,
                              Role::Merge,          Role::Bind};

bool inStd(const Decl *D) {
  const DeclContext *DC = D->getDeclContext();
  return DC && DC->getEnclosingNamespaceContext()->isStdNamespace();
}

static bool named(const NamedDecl *D, llvm::ArrayRef<llvm::StringRef> Names) {
  return D && D->getIdentifier() && llvm::is_contained(Names, D->getName());
}

/// Functions of the standard library whose result holds what they are given.
static bool keepsArguments(const FunctionDecl *F) {
  return inStd(F) &&
         named(F, {"bind", "bind_front", "bind_back", "ref", "cref", "move",
                   "forward", "as_const", "make_pair", "make_tuple", "tie",
                   "forward_as_tuple", "make_unique", "make_shared",
                   "make_optional", "to_address"});
}

static llvm::ArrayRef<const Expr *> argsOf(const Expr *Call,
                                           const Expr *&Receiver) {
  Receiver = nullptr;
  if (const auto *C = dyn_cast<CXXConstructExpr>(Call))
    return {C->getArgs(), C->getNumArgs()};
  const auto *C = cast<CallExpr>(Call);
  llvm::ArrayRef<const Expr *> Args(C->getArgs(), C->getNumArgs());
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
    Receiver = M->getImplicitObjectArgument();
  else if (isa<CXXOperatorCallExpr>(C) && !Args.empty() &&
           isa_and_nonnull<CXXMethodDecl>(C->getDirectCallee())) {
    Receiver = Args[0];
    Args = Args.drop_front();
  }
  return Args;
}

const VarDecl *localRoot(const Expr *E) {
  for (;;) {
    E = object(E);
    if (!E)
      return nullptr;
    if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
      const auto *V = dyn_cast<VarDecl>(D->getDecl());
      return V && V->hasLocalStorage() && !V->getType()->isReferenceType() &&
                     !V->getType()->isPointerType()
                 ? V
                 : nullptr;
    }
    if (const auto *M = dyn_cast<MemberExpr>(E))
      E = M->getBase();
    else if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
      E = S->getBase();
    else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E);
             O && O->getOperator() == OO_Subscript)
      E = O->getArg(0);
    else
      return nullptr;
  }
}

static void addWorkers(const Expr *E,
                       llvm::SmallVectorImpl<const FunctionDecl *> &Out) {
  E = strip(E);
  if (const auto *L = dyn_cast_or_null<LambdaExpr>(E)) {
    Out.push_back(L->getCallOperator());
    return;
  }
  const auto *U = dyn_cast_or_null<UnaryOperator>(E);
  if (U && U->getOpcode() == UO_AddrOf)
    E = strip(U->getSubExpr());
  if (const auto *C = dyn_cast_or_null<CallExpr>(E)) {
    if (const FunctionDecl *F = C->getDirectCallee(); F && keepsArguments(F))
      for (const Expr *A : C->arguments())
        addWorkers(A, Out);
    return;
  }
  if (const auto *C = dyn_cast_or_null<CXXConstructExpr>(E)) {
    if (inStd(C->getConstructor()) && C->getNumArgs())
      addWorkers(C->getArg(0), Out); // std::function
    return;
  }
  const auto *R = dyn_cast_or_null<DeclRefExpr>(E);
  if (!R)
    return;
  if (const auto *F = dyn_cast<FunctionDecl>(R->getDecl())) {
    if (bodyInReach(F))
      Out.push_back(F->getDefinition());
  } else if (const auto *V = dyn_cast<VarDecl>(R->getDecl())) {
    if (const auto *L = dyn_cast_or_null<LambdaExpr>(strip(V->getInit())))
      Out.push_back(L->getCallOperator());
  }
}

llvm::SmallVector<const FunctionDecl *, 1> workersOf(const Expr *Start) {
  llvm::SmallVector<const FunctionDecl *, 1> Out;
  if (!isa<CXXConstructExpr, CallExpr>(Start))
    return Out;
  const Expr *Receiver = nullptr;
  for (const Expr *A : argsOf(Start, Receiver))
    addWorkers(A, Out);
  return Out;
}

/// Skips what only wraps \p E. \returns the first other parent; \p Child its
/// child.
static const Stmt *wrapped(const Expr *E, const FunctionView &View,
                           const Stmt *&Child) {
  Child = E;
  const Stmt *P = View.parent(E);
  for (; P; P = View.parent(P)) {
    const auto *PE = dyn_cast<Expr>(P);
    if (!PE || (strip(PE) != strip(E) && !isa<CXXNewExpr>(PE)))
      return P;
    Child = P;
  }
  return P;
}

const ValueDecl *keptIn(const Expr *E, const FunctionView &View) {
  const Stmt *Child = nullptr;
  const Stmt *P = wrapped(E, View, Child);
  if (const auto *D = dyn_cast_or_null<DeclStmt>(P)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One); V && V->getInit() == Child)
        return V;
  } else if (const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(P)) {
    if (O->getOperator() == OO_Equal && O->getArg(0) != Child) {
      const ValueDecl *D = referenced(O->getArg(0));
      return D ? D : localRoot(O->getArg(0));
    }
  } else if (const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(P)) {
    if (const Expr *Object = C->getImplicitObjectArgument())
      return referenced(Object); // threads.push_back(std::thread(...))
  }
  return nullptr;
}

/// The member of some object that \p E is assigned to: `p->thread = E`; or
/// null.
static const ValueDecl *memberAssigned(const Expr *E,
                                       const FunctionView &View) {
  const Stmt *Child = nullptr;
  const auto *O =
      dyn_cast_or_null<CXXOperatorCallExpr>(wrapped(E, View, Child));
  if (!O || O->getOperator() != OO_Equal || O->getArg(0) == Child)
    return nullptr;
  const auto *M = dyn_cast<MemberExpr>(O->getArg(0)->IgnoreParenImpCasts());
  return M ? M->getMemberDecl() : nullptr;
}

/// True if the call is waited for where it is written: `co_await f(t)`,
/// `std::async(f, t).get()`.
static bool awaitedAtOnce(const Expr *Call, const FunctionView &View) {
  // Between the operand and its co_await stand calls the compiler made.
  for (const Stmt *P = View.parent(Call); isa_and_nonnull<Expr>(P);
       P = View.parent(P)) {
    const Expr *Operand = compat::awaitedOperand(cast<Expr>(P));
    if (Operand && strip(Operand) == strip(Call))
      return true;
  }
  const Stmt *Child = nullptr;
  const Stmt *P = wrapped(Call, View, Child);
  if (isa_and_nonnull<MemberExpr>(P))
    if (const auto *C = dyn_cast_or_null<Expr>(View.parent(P)))
      return bool(View.roles().op(C, Role::Join));
  return false;
}

void HandOuts::found(HandOut::KindT Kind, const Expr *At) {
  HandOut H;
  H.Kind = Kind;
  H.At = At;
  if (Kind == HandOut::Started) {
    if (awaitedAtOnce(At, View))
      return;
    H.Workers = workersOf(At);
    H.Handle = keptIn(At, View);
    // threads.emplace_back(work, token)
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(At); M && !H.Handle)
      if (Context.Roles.element(M->getImplicitObjectArgument()->getType())
              .has(Role::TaskHandle))
        H.Handle = referenced(M->getImplicitObjectArgument());
    if (!H.Handle)
      H.Handle = memberAssigned(At, View);
  }
  Found.push_back(std::move(H));
}

void HandOuts::follow(const Expr *E) {
  climb(E);
  followLambdas(E);
}

void HandOuts::followLambdas(const Expr *E) {
  for (const Stmt *P = View.parent(E); P && P != Unit; P = View.parent(P))
    if (const auto *L = dyn_cast<LambdaExpr>(P))
      climb(L);
}

void HandOuts::followVariable(const ValueDecl *V) {
  if (Carriers.insert(V).second)
    for (const DeclRefExpr *R : View.references(V))
      follow(R);
}

void HandOuts::assigned(const Expr *Target, const Expr *At) {
  if (const VarDecl *V = localRoot(Target))
    followVariable(V);
  else
    found(HandOut::Stored, At);
}

/// True if the value of \p Child is in the value of \p Parent, which is no
/// call.
bool HandOuts::through(const Expr *Parent, const Stmt *Child) {
  if (const auto *C = dyn_cast<CastExpr>(Parent))
    return C->getCastKind() != CK_ToVoid;
  if (const auto *U = dyn_cast<UnaryOperator>(Parent))
    return U->getOpcode() == UO_AddrOf || U->getOpcode() == UO_Deref;
  if (const auto *C = dyn_cast<ConditionalOperator>(Parent))
    return C->getCond() != Child;
  return isa<ParenExpr, FullExpr, MaterializeTemporaryExpr,
             CXXBindTemporaryExpr, InitListExpr, CXXStdInitializerListExpr,
             CXXNewExpr>(Parent) ||
         compat::isParenListInit(Parent);
}

void HandOuts::climb(const Expr *E) {
  const Stmt *Child = E;
  while (const Stmt *P = View.parent(Child)) {
    if (!Seen.insert(Child).second)
      return;
    if (const auto *D = dyn_cast<DeclStmt>(P)) {
      for (const Decl *One : D->decls()) {
        const auto *V = dyn_cast<VarDecl>(One);
        if (!V || V->getInit() != Child)
          continue;
        if (!V->hasLocalStorage())
          found(HandOut::Stored, cast<Expr>(Child));
        else
          followVariable(V);
      }
      return;
    }
    if (isa<ReturnStmt, CoreturnStmt>(P)) {
      if (!View.lambdaAround(P, Unit))
        found(HandOut::Returned, cast<Expr>(Child));
      return;
    }
    const auto *PE = dyn_cast<Expr>(P);
    if (!PE)
      return;
    if (const auto *L = dyn_cast<LambdaExpr>(PE)) {
      if (L->getBody() == Child)
        return;
      auto Init = L->capture_init_begin();
      for (const LambdaCapture &C : L->captures())
        if (*Init++ == Child && L->isInitCapture(&C))
          followVariable(C.getCapturedVar());
      Child = L;
      continue;
    }
    if (const auto *B = dyn_cast<BinaryOperator>(PE)) {
      if (B->isAssignmentOp() && B->getRHS() == Child)
        assigned(B->getLHS(), B);
      return;
    }
    if (const auto *M = dyn_cast<MemberExpr>(PE)) {
      // A field may be a token of its own; a method is asked about its call.
      const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(View.parent(M));
      const Expr *Op = Call ? static_cast<const Expr *>(Call) : M;
      if (!Context.Roles.op(Op, Children))
        return;
      Child = Op;
      continue;
    }
    if (isa<CXXConstructExpr, CallExpr>(PE)) {
      const Expr *Next = call(PE, Child);
      if (!Next)
        return;
      Child = Next;
      continue;
    }
    if (!through(PE, Child))
      return;
    Child = PE;
  }
  // An initialiser of a constructor has no parent.
  if (const auto *C = dyn_cast<CXXConstructorDecl>(View.function()))
    for (const CXXCtorInitializer *I : C->inits())
      if (I->getInit() == Child)
        found(HandOut::Stored, I->getInit());
}

/// The value is argument \p Child of \p Call. \returns the expression that then
/// holds it, or null if the way ends here.
const Expr *HandOuts::call(const Expr *Call, const Stmt *Child) {
  const RoleIndex &Roles = Context.Roles;
  const Expr *Receiver = nullptr;
  llvm::ArrayRef<const Expr *> Args = argsOf(Call, Receiver);
  unsigned Index = 0;
  while (Index != Args.size() && Args[Index] != Child)
    ++Index;
  if (Index == Args.size())
    return nullptr; // the object or the callee itself

  const auto *Construct = dyn_cast<CXXConstructExpr>(Call);
  if (Construct && Construct->getConstructor()->isCopyOrMoveConstructor())
    return Call;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Call);
      O && O->getOperator() == OO_Equal && Receiver) {
    assigned(Receiver, Call);
    return nullptr;
  }
  if (Roles.op(Call, Role::Spawn) ||
      (Context.Starts && Context.Starts(Call, Args[Index]))) {
    found(HandOut::Started, Call);
    return nullptr;
  }
  if (Roles.op(Call, Children))
    return Call;
  if (!Roles.ops(Call).empty())
    return nullptr; // registered, polled, waited with
  if (Construct) {
    const CXXConstructorDecl *D = Construct->getConstructor();
    if (inStd(D) || Roles.type(Call->getType()))
      return Call;
    return calleeSees(Call, D, Index, nullptr);
  }

  const auto *C = cast<CallExpr>(Call);
  const FunctionDecl *Callee = C->getDirectCallee();
  if (!Callee)
    return nullptr;
  if (keepsArguments(Callee))
    return Call;
  if (isa<CXXMemberCallExpr>(Call)) {
    TypeUse Element = Roles.element(Receiver->getType());
    // A thread made in place, not a handle put in.
    if (Element.has(Role::TaskHandle) &&
        !Roles.type(Args[Index]->getType()).has(Role::TaskHandle)) {
      found(HandOut::Started, Call);
      return nullptr;
    }
    // A container of this function is a variable like others.
    if (inStd(Callee))
      if (const VarDecl *V = localRoot(Receiver)) {
        followVariable(V);
        return nullptr;
      }
  }
  if (Callee->getIdentifier() &&
      hasPhrase(Callee->getName(), Context.StartWords)) {
    found(HandOut::Started, Call);
    return nullptr;
  }
  return calleeSees(Call, Callee, Index, Receiver);
}

/// Looks at what a callee in reach does with parameter \p Index.
const Expr *HandOuts::calleeSees(const Expr *Call, const FunctionDecl *Callee,
                                 unsigned Index, const Expr *Receiver) {
  if (!Deep || !bodyInReach(Callee))
    return nullptr;
  const FunctionDecl *Definition = Callee->getDefinition();
  if (!Definition || Index >= Definition->getNumParams())
    return nullptr;
  FunctionView Inside(Definition, Context.Parents(Definition), Context.Roles);
  HandOuts There(Inside, Definition->getBody(), Context, /*Deep=*/false);
  There.followVariable(Definition->getParamDecl(Index));
  bool Holds = false;
  for (const HandOut &H : There.found()) {
    if (H.Kind == HandOut::Started) {
      found(HandOut::Started, Call);
      if (!Found.empty() && Found.back().At == Call)
        Found.back().Workers = H.Workers;
      return nullptr;
    }
    Holds = true;
    if (H.Kind == HandOut::Stored && !isa<CXXConstructExpr>(Call)) {
      if (const VarDecl *V = Receiver ? localRoot(Receiver) : nullptr)
        followVariable(V);
      else
        found(HandOut::Stored, Call);
      return nullptr;
    }
  }
  return Holds ? Call : nullptr;
}

} // namespace ctx::analysis
