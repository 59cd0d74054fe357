//===- Lent.cpp -----------------------------------------------------------===//

#include "Lent.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "ObjectPath.h"
#include "TaskScoped.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Owners
//===----------------------------------------------------------------------===//

static const RoleSet Lendable{Role::Source, Role::Unified, Role::EdgeSignal,
                              Role::Context, Role::Token};

/// True if \p F serves one request, which ends when it returns: it overrides a
/// function that says so by its parameters, and what it returns is a value. One
/// that returns a pointer leaves the end of the request to that object.
static bool servesOneRequest(const FunctionDecl *F, const RoleIndex &Roles) {
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!M || isa_and_nonnull<CoroutineBodyStmt>(F->getBody()))
    return false;
  QualType Result = F->getReturnType();
  if (Result->isPointerType() || Result->isVoidType() ||
      Result->isReferenceType() || Result->isDependentType())
    return false;
  return M->size_overridden_methods() != 0 || bool(Roles.entryPoint(M));
}

namespace {

/// Finds them, with the function or lambda each is in.
class OwnerFinder {
public:
  explicit OwnerFinder(const RoleIndex &Roles) : Roles(Roles) {}

  void parameters(const FunctionDecl *F) {
    for (const ParmVarDecl *P : F->parameters())
      add(P, F);
  }

  void visit(const Stmt *S, const FunctionDecl *Unit) {
    if (!S || isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(S))
      return;
    if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      for (const Expr *Init : L->capture_inits())
        visit(Init, Unit);
      parameters(L->getCallOperator());
      return visit(L->getBody(), L->getCallOperator());
    }
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          add(V, Unit);
    for (const Stmt *Child : S->children())
      visit(Child, Unit);
  }

  std::vector<Owner> Found;

private:
  void add(const VarDecl *V, const FunctionDecl *Unit) {
    QualType T = V->getType();
    bool Points = T->isReferenceType() || T->isPointerType();
    if (!V->hasLocalStorage() || V->isInvalidDecl() || !V->getIdentifier() ||
        (Points && !isa<ParmVarDecl>(V)))
      return;
    TypeUse Use = Roles.type(V);
    if (!Use.Roles.hasAny(Lendable) || Use.has(Role::TaskHandle) ||
        Use.hasForm(Form::Weak) || Use.hasForm(Form::RefWrapper))
      return;
    if (!Points && !T->isRecordType())
      return;
    // What belongs to the caller is the caller's to keep, except for what the
    // library takes back when the handler returns.
    if (Points && !(Use.has(Role::PerRequest) && Use.Forms.size() == 1 &&
                    servesOneRequest(Unit, Roles)))
      return;
    if (!Points && llvm::count(Use.Forms, Form::Pointer))
      return;
    Found.push_back({V, Unit, Use, Points});
  }

  const RoleIndex &Roles;
};

} // namespace

std::vector<Owner> ownersIn(const FunctionDecl *F, const RoleIndex &Roles) {
  OwnerFinder Finder(Roles);
  Finder.parameters(F);
  Finder.visit(bodyInReach(F), F);
  return std::move(Finder.Found);
}

//===----------------------------------------------------------------------===//
// Asynchronous calls
//===----------------------------------------------------------------------===//

static bool takes(const FunctionDecl *F, Role R, const RoleIndex &Roles) {
  return llvm::any_of(F->parameters(), [&](const ParmVarDecl *P) {
    return Roles.type(P->getType()).has(R);
  });
}

/// True if \p F calls back: it takes a completion, or it takes a std::function
/// where an overload of it takes one.
static bool callsBack(const FunctionDecl *F, const RoleIndex &Roles) {
  if (takes(F, Role::Completion, Roles))
    return true;
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  bool TakesFunction =
      M && llvm::any_of(M->parameters(), [](const ParmVarDecl *P) {
        const CXXRecordDecl *R =
            P->getType().getNonReferenceType()->getAsCXXRecordDecl();
        return R && R->getIdentifier() && R->getName() == "function" &&
               isInStd(R);
      });
  return TakesFunction &&
         llvm::any_of(M->getParent()->lookup(M->getDeclName()),
                      [&](const NamedDecl *D) {
                        const auto *Other = dyn_cast<CXXMethodDecl>(D);
                        return Other && takes(Other, Role::Completion, Roles);
                      });
}

bool startsAsync(const Expr *Call, const Expr *Arg, const RoleIndex &Roles) {
  const auto *C = dyn_cast<CallExpr>(Call);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  if (!F || isa<CXXOperatorCallExpr>(C) || isInStd(F) || !F->getIdentifier())
    return false;
  TypeUse Given = Roles.type(Arg->getType());
  if (Given.has(Role::Context) && Given.has(Role::SingleUse))
    return callsBack(F, Roles) && !Waiters(Roles).waitsWithin(bodyInReach(F));
  // A completion token that carries a slot: whatever takes it is asynchronous.
  return Given.has(Role::Carrier) && Given.Entry->Owns == Ownership::Borrowed &&
         Given.Entry->MustUse && Roles.ops(Call).empty() &&
         (!bodyInReach(F) || hasPhrase(F->getName(), {"async"})) &&
         C->getType()->isVoidType();
}

//===----------------------------------------------------------------------===//
// Waiting
//===----------------------------------------------------------------------===//

bool joinsOnDestroy(QualType T, const RoleIndex &Roles) {
  TypeUse Use = Roles.type(T);
  if (!Use)
    Use = Roles.element(T);
  return Use && !Use.hasForm(Form::Weak) && !Use.hasForm(Form::Reference) &&
         !Use.hasForm(Form::Pointer) &&
         (Use.Entry->Destroy == OnDestroy::Join ||
          Use.Entry->Destroy == OnDestroy::CancelJoin);
}

/// True if a function with the name of \p F may wait for work.
static bool waitsByName(const FunctionDecl *F) {
  if (!F->getIdentifier())
    return false;
  if (hasPhrase(F->getName(),
                {"wait", "await", "join", "drain", "sync", "synchronize",
                 "acquire", "block", "barrier", "latch"}))
    return true;
  auto Words = wordsOf(F->getName());
  static const llvm::StringRef First[] = {
      "run", "exec", "next", "poll", "stop", "shut", "shutdown", "terminate"};
  return isa<CXXMethodDecl>(F) && !Words.empty() &&
         llvm::is_contained(First, llvm::StringRef(Words.front()));
}

bool Waiters::waits(const Stmt *S, unsigned Depth) {
  if (isa<CoawaitExpr, DependentCoawaitExpr, CoyieldExpr>(S))
    return true;
  const auto *C = dyn_cast<CallExpr>(S);
  if (!C)
    return false;
  auto Ops = Roles.ops(C);
  for (const OpUse &Op : Ops) {
    if (Op.role() == Role::Join)
      return true;
    // A sleep waits for nobody.
    if ((Op.role() == Role::Blocking || Op.role() == Role::TimedBlocking) &&
        Op.receiver())
      return true;
  }
  const FunctionDecl *F = C->getDirectCallee();
  if (!Ops.empty())
    return false;
  if (!F) {
    // In a template only the name is known.
    const auto *M = dyn_cast<CXXDependentScopeMemberExpr>(C->getCallee());
    return !M || !M->getMember().isIdentifier() ||
           hasPhrase(M->getMember().getAsIdentifierInfo()->getName(),
                     {"wait", "join", "get", "run"});
  }
  if (isa<CXXOperatorCallExpr>(C))
    return false;
  if (waitsByName(F))
    return true;
  if (isInStd(F) || Depth > 2)
    return false;
  auto Inserted = Known.try_emplace(F->getCanonicalDecl(), false);
  if (!Inserted.second)
    return Inserted.first->second;
  bool Found = waitsWithin(bodyInReach(F), Depth + 1);
  return Known[F->getCanonicalDecl()] = Found;
}

bool Waiters::waitsWithin(const Stmt *Root, unsigned Depth) {
  bool Found = false;
  if (Root)
    forEachStmt(Root, [&](const Stmt *S) {
      Found = Found || waits(S, Depth);
      return !Found;
    });
  return Found;
}

bool Waiters::destructorWaits(QualType T) {
  const CXXRecordDecl *R =
      T.isNull() ? nullptr : T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition() || isInStd(R))
    return false;
  const CXXDestructorDecl *D = R->getDestructor();
  if (D && !D->isImplicit() && waitsWithin(bodyInReach(D)))
    return true;
  return llvm::any_of(R->fields(), [&](const FieldDecl *F) {
    return joinsOnDestroy(F->getType(), Roles);
  });
}

//===----------------------------------------------------------------------===//
// Loans
//===----------------------------------------------------------------------===//

void Lent::keep(const HandOuts &Found, Loan How) {
  for (const HandOut &H : Found.found()) {
    if (H.Kind == HandOut::Stored)
      continue; // who knows for how long
    if (llvm::none_of(Lendings,
                      [&](const Lending &L) { return L.Out.At == H.At; }))
      Lendings.push_back({How, H});
  }
}

void Lent::follow(const Expr *E, Loan How) {
  HandOuts Found(View, Unit, Context);
  Found.follow(E);
  keep(Found, How);
}

void Lent::throughLambda(const Expr *Ref) {
  HandOuts Found(View, Unit, Context);
  Found.followLambdas(Ref);
  keep(Found, Loan::Reference);
}

/// True if \p Ref gives the object away: `std::move(x)`, `return x`,
/// `x.release()`.
bool Lent::isGivenAway(const Expr *Ref) const {
  for (const Stmt *P = View.parent(Ref); P; P = View.parent(P)) {
    if (isa<ReturnStmt, CoreturnStmt>(P))
      return true;
    if (const auto *C = dyn_cast<CallExpr>(P)) {
      const FunctionDecl *F = C->getDirectCallee();
      if (F && F->getIdentifier() && isInStd(F) &&
          (F->getName() == "move" || F->getName() == "swap" ||
           F->getName() == "exchange"))
        return true;
    }
    if (const auto *M = dyn_cast<MemberExpr>(P))
      return M->getBase()->IgnoreParenImpCasts() == Ref &&
             M->getMemberDecl()->getIdentifier() &&
             (M->getMemberDecl()->getName() == "release" ||
              M->getMemberDecl()->getName() == "swap");
    if (!isa<CastExpr, ParenExpr, FullExpr, MaterializeTemporaryExpr,
             CXXBindTemporaryExpr, CXXConstructExpr>(P))
      return false;
  }
  return false;
}

/// The capture of \p V in \p L, or null.
static const LambdaCapture *captureOf(const LambdaExpr *L, const VarDecl *V) {
  for (const LambdaCapture &C : L->captures())
    if (C.capturesVariable() && C.getCapturedVar() == V)
      return &C;
  return nullptr;
}

static bool isIn(const Stmt *S, const Stmt *Ancestor,
                 const FunctionView &View) {
  for (; S; S = View.parent(S))
    if (S == Ancestor)
      return true;
  return false;
}

/// Skips what only wraps \p E; \returns the first other parent.
static const Stmt *userOfValue(const Expr *E, const FunctionView &View,
                               const Stmt *&Child) {
  Child = E;
  const Stmt *P = View.parent(E);
  for (; P; Child = P, P = View.parent(P)) {
    const auto *PE = dyn_cast<Expr>(P);
    if (!PE || (strip(PE) != strip(E) && !isa<CXXNewExpr>(PE)))
      return P;
  }
  return P;
}

/// The start whose coroutine \p Call makes: `co_spawn(io, run(sig), ...)`.
const Start *Lent::startOfCoroutine(const Stmt *Call) const {
  for (const Start &S : Starts)
    if (S.Callable && isa<CallExpr>(S.Callable) && S.Callable == Call &&
        S.Target &&
        isa_and_nonnull<CoroutineBodyStmt>(
            bodyInReach(cast<CallExpr>(S.Callable)->getDirectCallee())))
      return &S;
  return nullptr;
}

/// Lends to the coroutine that \p Arg is an argument of, if there is one.
bool Lent::toCoroutine(const Expr *Arg, Loan How) {
  const Stmt *Child = nullptr;
  const Stmt *User = userOfValue(Arg, View, Child);
  const Start *S = startOfCoroutine(User);
  if (!S)
    return false;
  HandOut H;
  H.Kind = HandOut::Started;
  H.At = S->At;
  Lendings.push_back({How, H});
  return true;
}

/// True if \p Call takes its argument \p Arg by reference or pointer.
static bool takesByReference(const CallExpr *Call, const Expr *Arg) {
  const FunctionDecl *F = Call->getDirectCallee();
  for (unsigned I = 0; F && I != Call->getNumArgs(); ++I)
    if (I < F->getNumParams() && strip(Call->getArg(I)) == strip(Arg)) {
      QualType T = F->getParamDecl(I)->getType();
      return T->isReferenceType() || T->isPointerType();
    }
  return false;
}

void Lent::mention(const Owner &O, const Expr *Ref) {
  const RoleIndex &Roles = Context.Roles;
  if (const LambdaExpr *L = View.lambdaAround(Ref, Unit);
      L && isIn(Ref, L->getBody(), View)) {
    const LambdaCapture *C = captureOf(L, O.V);
    if (C && (C->getCaptureKind() == LCK_ByRef || O.Request))
      throughLambda(Ref);
    return;
  }
  if (isGivenAway(Ref))
    GivenAway.insert(Ref);
  const Stmt *Child = nullptr;
  const Stmt *User = View.userOf(Ref, Child);
  const auto *Named = cast<Expr>(Child); // the object, however it is written
  const Stmt *Parent = View.parent(Named);

  // What a shared pointer points at has other owners.
  bool Unique = O.Type.hasForm(Form::Smart) && isUniquelyOwned(O.V->getType());
  bool Owns = Unique || !O.Type.hasForm(Form::Smart);
  if (const auto *M = dyn_cast_or_null<MemberExpr>(User)) {
    const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(View.parent(M));
    if (Call && Roles.op(Call, Role::GetToken))
      if (TypeUse Token = Roles.type(Call->getType());
          Token && Token.Entry->Owns == Ownership::Borrowed && Owns &&
          !toCoroutine(Call, Loan::Token))
        follow(Call, Loan::Token);
    return;
  }
  if (const auto *E = dyn_cast_or_null<CallExpr>(User)) {
    OpUse Derive = Roles.op(E, {Role::Derive, Role::DeriveDeadline});
    if (Derive && O.Type.has(Role::PerRequest))
      return follow(E, Loan::Derived);
  }
  if (O.Request) {
    if (!isa_and_nonnull<LambdaExpr>(Parent) || Named != Ref)
      follow(Named, Loan::Reference);
    return;
  }
  if (const auto *E = dyn_cast_or_null<CallExpr>(User);
      E && (O.Type.byValue() || Unique) && startsAsync(E, Named, Roles)) {
    HandOut H;
    H.Kind = HandOut::Started;
    H.At = E;
    Lendings.push_back({Loan::Call, H});
    return;
  }
  if (const auto *E = dyn_cast_or_null<CallExpr>(User);
      E && startOfCoroutine(E) && takesByReference(E, Named)) {
    toCoroutine(Named, Loan::Reference);
    return;
  }
  // `auto &r = src;`
  if (const auto *D = dyn_cast_or_null<DeclStmt>(User)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One);
          V && V->getType()->isReferenceType() && V->getInit() == Child)
        follow(Named, Loan::Reference);
  }
  // `[&r = src]`
  if (const auto *L = dyn_cast_or_null<LambdaExpr>(User)) {
    auto Init = L->capture_init_begin();
    for (const LambdaCapture &C : L->captures())
      if (const Expr *I = *Init++;
          I == Child && L->isInitCapture(&C) &&
          C.getCapturedVar()->getType()->isReferenceType())
        follow(Named, Loan::Reference);
  }
  if (Named == Ref || GivenAway.count(Ref))
    return;
  // `&src`, `ctx.get()`, `std::ref(src)`; not the pointee of a shared pointer.
  QualType T = Named->getType();
  bool Address = T->isPointerType();
  const auto *C = dyn_cast<CallExpr>(strip(Named));
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  bool Wrapper = F && isInStd(F) && F->getIdentifier() &&
                 (F->getName() == "ref" || F->getName() == "cref");
  if ((Address || Wrapper) && (O.Type.byValue() || Unique || Wrapper))
    follow(Named, Loan::Reference);
}

void Lent::collect(const Owner &O) {
  if (Collected == O.V)
    return;
  Collected = O.V;
  Unit = O.Unit->getBody();
  Lendings.clear();
  GivenAway.clear();
  for (const DeclRefExpr *Ref : View.references(O.V))
    mention(O, Ref);
}

bool Lent::isLent(const Owner &O) {
  collect(O);
  return !Lendings.empty();
}

//===----------------------------------------------------------------------===//
// How long the work goes on
//===----------------------------------------------------------------------===//

struct Lent::Fate {
  bool GoesOn = false; ///< it may outlive the statement that starts it
  bool Returned = false;
  const ValueDecl *Handle = nullptr;
  /// The destructor of one of these waits for it.
  llvm::SmallPtrSet<const VarDecl *, 2> Joiners;
  /// Where it is let go; empty: where it is started.
  llvm::SmallVector<const Stmt *, 2> From;
};

const VarDecl *homeOf(const Expr *E, const RoleIndex &Roles, unsigned Depth) {
  const Expr *Plain = strip(E);
  if (const auto *M = dyn_cast_or_null<CXXMemberCallExpr>(Plain))
    return homeOf(M->getImplicitObjectArgument(), Roles, Depth);
  if (const auto *C = dyn_cast_or_null<CallExpr>(Plain);
      C && C->getNumArgs() != 0 &&
      (C->getNumArgs() == 1 || isa<CXXDefaultArgExpr>(C->getArg(1))))
    return homeOf(C->getArg(0), Roles, Depth);
  const VarDecl *V = localRoot(E);
  if (!V || isa<ParmVarDecl>(V) || Depth > 2)
    return nullptr;
  if (TypeUse T = Roles.type(V))
    return V;
  const Expr *Init = V->getInit() ? strip(V->getInit()) : nullptr;
  if (isa_and_nonnull<CXXMemberCallExpr, CallExpr>(Init))
    return homeOf(Init, Roles, Depth + 1);
  if (const auto *C = dyn_cast_or_null<CXXConstructExpr>(Init))
    if (C->getNumArgs() == 1 ||
        (C->getNumArgs() > 1 && isa<CXXDefaultArgExpr>(C->getArg(1))))
      return homeOf(C->getArg(0), Roles, Depth + 1);
  return nullptr;
}

/// False if where \p At runs its work is an object of this function that is
/// gone, or may be, when the function is.
bool Lent::executorDecides(const Expr *At, const Owner &O, Fate &F) const {
  const RoleIndex &Roles = Context.Roles;
  const auto *C = dyn_cast<CallExpr>(At);
  if (!C)
    return true;
  const Expr *Where = nullptr;
  OpUse Spawn = Roles.op(C, Role::Spawn);
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C)) {
    Where = M->getImplicitObjectArgument();
    if (Roles.element(Where->getType()).has(Role::TaskHandle))
      return true; // a container of handles
  } else if (Spawn && Spawn.Entry->Kind == MatchKind::Free &&
             !Spawn.Entry->HandleJoins && C->getNumArgs() > 1) {
    Where = C->getArg(0);
  }
  if (!Where || takes(C->getDirectCallee(), Role::Completion, Roles))
    return true;
  if (const VarDecl *Home = homeOf(Where, Roles)) {
    if (!joinsOnDestroy(Home->getType(), Roles))
      return false;
    F.Joiners.insert(Home);
    F.Handle = Home;
    return true;
  }
  // An object of this function that no model knows.
  if (isa<CXXMemberCallExpr>(C))
    if (const VarDecl *V = localRoot(Where))
      return isa<ParmVarDecl>(V) && V->getType()->isReferenceType();
  return true;
}

Lent::Fate Lent::fateOf(const Lending &L, const Owner &O) {
  const RoleIndex &Roles = Context.Roles;
  const Expr *At = L.Out.At;
  Fate F;
  if (L.Out.Kind == HandOut::Returned) {
    // Of what it owns a returned object may hold a part.
    const auto *E = dyn_cast<Expr>(At);
    F.GoesOn = F.Returned =
        GivenAway.empty() && !O.Request && E && !E->getType()->isPointerType();
    return F;
  }
  OpUse Spawn = Roles.op(At, Role::Spawn);
  bool Async = L.How == Loan::Call || (!Spawn && startsAsync(At, At, Roles));
  bool Element = false;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(At))
    Element = bool(Roles.element(M->getImplicitObjectArgument()->getType()));
  const auto *S = llvm::find_if(
      Starts, [&](const Start &One) { return strip(One.At) == strip(At); });
  bool ByName = !Spawn && !Async && !Element && S == Starts.end();
  // What only by its name starts something has to be given something to run.
  if (ByName) {
    const FunctionDecl *Callee = nullptr;
    if (const auto *C = dyn_cast<CallExpr>(At))
      Callee = C->getDirectCallee();
    bool Carrier = llvm::any_of(writtenArgs(At), [&](const Expr *A) {
      return startsAsync(At, A, Roles);
    });
    if (!Carrier && (workersOf(At).empty() || !Callee ||
                     Waits.waitsWithin(bodyInReach(Callee))))
      return F;
  }
  if (!executorDecides(At, O, F))
    return F;
  // `run_there([&] { group.run(work); group.wait(); })`
  if (const LambdaExpr *Around = Spawn ? View.lambdaAround(At, Unit) : nullptr;
      Around && Waits.waitsWithin(Around->getBody()))
    return F;

  const ValueDecl *Kept =
      S != Starts.end() && S->KeptIn ? S->KeptIn : keptIn(At, View);
  if (Element && !Kept)
    Kept = L.Out.Handle;
  Kept = Kept ? View.ranged(Kept) : nullptr;
  QualType Type = Kept ? Kept->getType() : At->getType();
  TypeUse Handle = Roles.type(Type);
  if (!Handle)
    Handle = Roles.element(Type);
  bool Joins =
      joinsOnDestroy(Type, Roles) || (Spawn && Spawn.Entry->HandleJoins);
  bool Ends = Handle && Handle.Entry->Destroy == OnDestroy::Terminate;

  const Stmt *Child = nullptr;
  const Stmt *User = userOfValue(At, View, Child);
  if (!Kept) {
    if (isa_and_nonnull<ReturnStmt>(User)) {
      F.GoesOn = F.Returned = !View.lambdaAround(User, Unit);
      return F;
    }
    if (L.How == Loan::Call) {
      F.GoesOn = true; // wherever its result goes
      return F;
    }
    if (const auto *M = dyn_cast_or_null<MemberExpr>(User)) {
      const auto *Call = dyn_cast_or_null<CallExpr>(View.parent(M));
      F.GoesOn = Call && bool(Roles.op(Call, Role::DetachTask));
      return F;
    }
    if (const auto *E = dyn_cast_or_null<Expr>(User);
        E && !E->getType()->isVoidType())
      return F; // part of something else
    if (isa_and_nonnull<Expr>(User) && !isa<CastExpr>(User))
      return F;
    QualType Result = At->getType();
    F.GoesOn = !Joins && !Ends &&
               (Result->isVoidType() || !Spawn || Handle.has(Role::TaskHandle));
    return F;
  }
  F.Handle = Joins ? Kept : F.Handle;
  const auto *Local = dyn_cast<VarDecl>(Kept);
  if (!Local || !Local->hasLocalStorage() ||
      Local->getType()->isReferenceType() ||
      Local->getType()->isPointerType()) {
    F.GoesOn = true;
    return F;
  }
  // A coroutine or other operation that is not running yet.
  if (Spawn && !Handle.has(Role::TaskHandle) && !Ends)
    return F;
  if (Ends) {
    forEachStmt(Unit, [&](const Stmt *One) {
      const auto *C = dyn_cast<CXXMemberCallExpr>(One);
      if (!C || !Roles.op(C, Role::DetachTask))
        return true;
      const Expr *Object = C->getImplicitObjectArgument();
      const ValueDecl *D = referenced(Object);
      if (!D)
        D = localRoot(Object);
      if (const auto *Back =
              dyn_cast_or_null<CXXMemberCallExpr>(object(Object));
          Back && !D)
        D = localRoot(Back->getImplicitObjectArgument());
      if (D && View.ranged(D) == Kept)
        F.From.push_back(C);
      return true;
    });
    F.GoesOn = !F.From.empty();
    return F;
  }
  F.GoesOn = true;
  if (Joins)
    F.Joiners.insert(Local);
  return F;
}

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

/// As spotAbove(), but none for what is in a lambda that has no spot itself: it
/// is run who knows when.
static std::optional<PathSpot> spotInFrame(const Paths &P, const Stmt *S,
                                           const FunctionView &View) {
  for (; S; S = View.parent(S)) {
    if (std::optional<PathSpot> Spot = P.spotOf(S))
      return Spot;
    if (isa<LambdaExpr>(S))
      return std::nullopt;
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          return P.spotOf(V);
  }
  return std::nullopt;
}

/// The variables that the lambdas in \p At, and what \p S runs, capture.
static void addShared(const Expr *At, const Start *S,
                      llvm::SmallPtrSetImpl<const ValueDecl *> &Out) {
  auto Add = [&](const LambdaExpr *L) {
    for (const LambdaCapture &C : L->captures())
      if (C.capturesVariable())
        Out.insert(C.getCapturedVar());
  };
  forEachStmt(At, [&](const Stmt *One) {
    if (const auto *L = dyn_cast<LambdaExpr>(One))
      Add(L);
    return true;
  });
  if (S && S->Runs.Lambda)
    Add(S->Runs.Lambda);
}

static bool mentionsAnyOf(const Stmt *S,
                          const llvm::SmallPtrSetImpl<const ValueDecl *> &Of) {
  return llvm::any_of(Of, [&](const ValueDecl *D) { return mentions(S, D); });
}

/// The loop that a path leaves at \p T, the terminator of a block, the way of
/// this number; null if it leaves none. A return leaves more than the loop.
static const Stmt *loopLeftAt(const Stmt *T, int Way,
                              const FunctionView &View) {
  if (isLoop(T))
    return Way == 1 ? T : nullptr;
  if (isa<BreakStmt>(T)) {
    for (const Stmt *P = View.parent(T); P; P = View.parent(P))
      if (isLoop(P) || isa<SwitchStmt>(P))
        return isLoop(P) ? P : nullptr;
    return nullptr;
  }
  // `while (a && b)` is left in the middle of its condition, too.
  const auto *And = dyn_cast<BinaryOperator>(T);
  if (!And || And->getOpcode() != BO_LAnd || Way != 1)
    return nullptr;
  const Stmt *P = View.parent(And);
  while (isa_and_nonnull<Expr>(P))
    P = View.parent(P);
  return P && isLoop(P) && loopCondition(P) && isIn(And, loopCondition(P), View)
             ? P
             : nullptr;
}

/// True if \p E asks whether there is something to wait for: `r.valid()`,
/// `!all.empty()`.
static bool asksForHandles(const Expr *E) {
  E = strip(E);
  if (const auto *Not = dyn_cast<UnaryOperator>(E))
    E = strip(Not->getSubExpr());
  const auto *M = dyn_cast<CXXMemberCallExpr>(E);
  const CXXMethodDecl *D = M ? M->getMethodDecl() : nullptr;
  return D && D->getIdentifier() &&
         compat::isOneOf(D->getName(), {"valid", "joinable", "empty", "size"});
}

/// True if \p S by its name works off what \p Start gave to the same object:
/// `jobs.schedule(work); jobs.execute();`
static bool worksOff(const Stmt *S, const Expr *Start,
                     const FunctionView &View) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(S);
  const auto *Given = dyn_cast<CXXMemberCallExpr>(Start);
  const CXXMethodDecl *D = M ? M->getMethodDecl() : nullptr;
  if (!Given || M == Given || !D || !D->getIdentifier() ||
      !workersOf(M).empty())
    return false;
  auto Words = wordsOf(D->getName());
  static const llvm::StringRef First[] = {
      "execute",  "process", "flush",    "drain",  "run",
      "dispatch", "perform", "finish",   "pump",   "consume",
      "commit",   "spin",    "complete", "handle", "tick"};
  if (Words.empty() ||
      !llvm::is_contained(First, llvm::StringRef(Words.front())))
    return false;
  auto Mine = pathOf(Given->getImplicitObjectArgument(), View);
  return Mine && Mine == pathOf(M->getImplicitObjectArgument(), View);
}

std::optional<Dangling> Lent::leak(const Lending &L, const Owner &O,
                                   const Paths &P) {
  Fate F = fateOf(L, O);
  if (!F.GoesOn)
    return std::nullopt;
  Dangling Out;
  Out.How = L.How;
  Out.At = L.Out.At;
  Out.Handle = F.Handle;
  Out.Returned = F.Returned;
  Out.Dies = L.Out.At->getBeginLoc();
  if (L.Out.Kind == HandOut::Returned)
    return Out;

  const auto *S = llvm::find_if(Starts, [&](const Start &One) {
    return strip(One.At) == strip(L.Out.At);
  });
  llvm::SmallPtrSet<const ValueDecl *, 8> Shared;
  addShared(L.Out.At, S == Starts.end() ? nullptr : &*S, Shared);
  Shared.erase(O.V);
  const ValueDecl *Kept = S != Starts.end() ? S->KeptIn : nullptr;

  /// True if \p C waits for other work than this.
  auto IsOthers = [&](const Stmt *One) {
    const auto *C = dyn_cast<CXXMemberCallExpr>(One);
    if (!C || !Context.Roles.op(C, Role::Join))
      return false;
    const ValueDecl *D = referenced(C->getImplicitObjectArgument());
    D = D ? View.ranged(D) : nullptr;
    return D && D != Kept && D != F.Handle &&
           llvm::any_of(Starts,
                        [&](const Start &Other) { return Other.KeptIn == D; });
  };
  auto Passes = [&](const Stmt *One) {
    if (GivenAway.count(One) && !isIn(One, L.Out.At, View))
      return true;
    if (Waits.waits(One) && !IsOthers(One))
      return true;
    if (worksOff(One, L.Out.At, View))
      return true;
    // The handle of a library that no model knows.
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(One)) {
      const CXXMethodDecl *D = M->getMethodDecl();
      if (D && D->getIdentifier() && !isInStd(D) &&
          !isIn(One, L.Out.At, View) && !bodyInReach(D) &&
          !Context.Roles.type(M->getImplicitObjectArgument()->getType()) &&
          hasPhrase(D->getName(), {"get", "result", "value"}))
        return true;
    }
    const auto *Local = dyn_cast_or_null<VarDecl>(Kept);
    const auto *C = dyn_cast<CallExpr>(One);
    if (!C || !Local || !Local->hasLocalStorage())
      return false;
    // Who is given the handle may wait for it.
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(C)) {
      const CXXMethodDecl *D = M->getMethodDecl();
      if (D && D->getIdentifier() &&
          localRoot(M->getImplicitObjectArgument()) == Local &&
          compat::isOneOf(D->getName(),
                          {"reset", "clear", "swap", "release", "pop_back"}))
        return true;
    }
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(C))
      return Op->getOperator() == OO_Equal && Op != L.Out.At &&
             localRoot(Op->getArg(0)) == Local && !isIn(L.Out.At, Op, View);
    return !F.Joiners.empty() &&
           llvm::any_of(C->arguments(), [&](const Expr *A) {
             return !isIn(L.Out.At, A, View) && mentions(A, Local);
           });
  };
  auto At = [&](const CFGElement &E) {
    if (auto Dtor = E.getAs<CFGAutomaticObjDtor>()) {
      const VarDecl *V = Dtor->getVarDecl();
      if (V == O.V)
        return false;
      if (F.Joiners.count(V) || Waits.destructorWaits(V->getType()))
        return true;
      // A guard that waits, or that was given the handle.
      return V->getInit() && !isa<ParmVarDecl>(V) && V != Kept &&
             !isIn(L.Out.At, V->getInit(), View) &&
             ((Kept && mentions(V->getInit(), Kept)) ||
              (isa<LambdaExpr>(strip(V->getInit())) == false &&
               Waits.waitsWithin(V->getInit())));
    }
    auto One = E.getAs<CFGStmt>();
    return One && Passes(One->getStmt());
  };
  /// True if \p Root, not what its lambdas run later, waits for the work.
  auto PassesWithin = [&](const Stmt *Root) {
    bool Found = false;
    forEachInFrame(Root, [&](const Stmt *One) {
      if (const auto *D = dyn_cast<DeclStmt>(One))
        for (const Decl *Declared : D->decls())
          if (const auto *V = dyn_cast<VarDecl>(Declared))
            Found = Found || Waits.destructorWaits(V->getType());
      Found = Found || Passes(One);
      return !Found;
    });
    return Found;
  };
  const Stmt *Begin = nullptr;
  // A loop that goes round until the work says something.
  auto Branch = [&](const Stmt *T) {
    return isLoop(T) && loopCondition(T) &&
           mentionsAnyOf(loopCondition(T), Shared);
  };
  // A loop that waits goes round as often as work was started, which is not
  // seen here: no path passes it by.
  auto Way = [&](const Stmt *T, int Number) {
    if (const Stmt *Loop = loopLeftAt(T, Number, View))
      return !isIn(Begin, Loop, View) && (Branch(Loop) || PassesWithin(Loop));
    const auto *If = dyn_cast<IfStmt>(T);
    return If && Number == 1 && If->getCond() &&
           asksForHandles(If->getCond()) && !isIn(Begin, If, View) &&
           PassesWithin(If->getThen());
  };
  const VarDecl *Life = isa<ParmVarDecl>(O.V) ? nullptr : O.V;
  llvm::SmallVector<const Stmt *, 2> From = F.From;
  if (From.empty())
    From.push_back(L.Out.At);
  for (const Stmt *Each : From) {
    Begin = Each;
    if (std::optional<PathSpot> Spot = spotInFrame(P, Each, View))
      if (std::optional<PathOut> Left =
              P.pathOut(*Spot, Life, {At, Branch, Way})) {
        Out.Dies = Left->Leaves ? Left->Leaves->getBeginLoc()
                                : (Left->Scope && isa<CompoundStmt>(Left->Scope)
                                       ? Left->Scope->getEndLoc()
                                       : Unit->getEndLoc());
        return Out;
      }
  }
  return std::nullopt;
}

std::optional<Dangling> Lent::find(const Owner &O, const CFG &Graph) {
  collect(O);
  Paths P(Graph);
  for (const Lending &L : Lendings)
    if (std::optional<Dangling> D = leak(L, O, P))
      return D;
  return std::nullopt;
}

} // namespace ctx::analysis
