//===- Registrations.cpp --------------------------------------------------===//

#include "Registrations.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using ctx::model::OpUse;
using ctx::model::Role;
using ctx::model::TypeUse;
using ctx::model::writtenArgs;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Whose token
//===----------------------------------------------------------------------===//

void TokenOrigins::add(const FunctionDecl *F, const ParentMap &Parents) {
  learn(startsIn(F, Parents, Roles));
  published(F);
}

void TokenOrigins::add(const FieldDecl *F) {
  ParentMap Inside(const_cast<Expr *>(F->getInClassInitializer()));
  learn(startsIn(F, Inside, Roles));
}

void TokenOrigins::learn(llvm::ArrayRef<Start> Starts) {
  for (const Start &S : Starts) {
    if (!S.OwnToken || !S.KeptIn || !S.Runs.Function)
      continue;
    ObjectPath Handle;
    if (const auto *Field = dyn_cast<FieldDecl>(S.KeptIn))
      Handle.Fields.push_back(cast<FieldDecl>(Field->getCanonicalDecl()));
    else
      Handle.Root = cast<ValueDecl>(S.KeptIn->getCanonicalDecl());
    for (const ParmVarDecl *P : S.Runs.Function->parameters())
      if (Roles.type(P).has(Role::Token)) {
        give(P, Handle, S.Runs.Body, 0);
        break;
      }
  }
}

/// A local source that a copy is made of in a member is that member's: whoever
/// asks the member to stop asks the work that has the local one's token.
void TokenOrigins::published(const FunctionDecl *F) {
  forEachStmt(bodyInReach(F), [&](const Stmt *S) {
    const auto *O = dyn_cast<CXXOperatorCallExpr>(S);
    if (!O || O->getOperator() != OO_Equal || O->getNumArgs() != 2)
      return true;
    const auto *R = dyn_cast_or_null<DeclRefExpr>(object(O->getArg(1)));
    const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
    if (!V || !V->hasLocalStorage() || isa<ParmVarDecl>(V) ||
        !Roles.type(V).has(Role::Source) || !Roles.type(V).byValue())
      return true;
    auto Member = pathOf(O->getArg(0));
    if (Member && !Member->Fields.empty())
      Given.try_emplace(cast<ValueDecl>(V->getCanonicalDecl()), *Member);
    return true;
  });
}

/// \p Param of the code \p Body is a token of \p Handle, and so is the
/// parameter of a function in reach that is handed it.
void TokenOrigins::give(const ParmVarDecl *Param, const ObjectPath &Handle,
                        const Stmt *Body, unsigned Depth) {
  if (!Given.try_emplace(cast<ValueDecl>(Param->getCanonicalDecl()), Handle)
           .second ||
      !Body || Depth == 2)
    return;
  forEachInFrame(Body, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee =
        C && !isa<CXXOperatorCallExpr>(C) ? C->getDirectCallee() : nullptr;
    const FunctionDecl *Definition = nullptr;
    const Stmt *Inner = Callee ? bodyInReach(Callee) : nullptr;
    if (!Inner || !Callee->hasBody(Definition))
      return true;
    for (unsigned I = 0; I < C->getNumArgs() && I < Definition->getNumParams();
         ++I)
      if (const auto *R = dyn_cast_or_null<DeclRefExpr>(object(C->getArg(I))))
        if (R->getDecl() == Param)
          give(Definition->getParamDecl(I), Handle, Inner, Depth + 1);
    return true;
  });
}

std::optional<ObjectPath> TokenOrigins::of(const Expr *Token,
                                           unsigned Depth) const {
  const Expr *E = strip(Token);
  if (!E || Depth == 4)
    return std::nullopt;
  if (OpUse Op = Roles.op(E, Role::GetToken)) {
    const Expr *From = Op.arg("source") ? Op.arg("source") : Op.receiver();
    return From ? of(From, Depth + 1) : std::nullopt;
  }
  if (const auto *R = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(R->getDecl())) {
      auto It = Given.find(cast<ValueDecl>(V->getCanonicalDecl()));
      if (It != Given.end())
        return It->second;
      // A token that was taken out of its source before; a source that is a
      // copy of another one.
      TypeUse Use = Roles.type(V);
      if ((Use.has(Role::Token) || Use.has(Role::Source)) && V->getInit() &&
          !isa<ParmVarDecl>(V))
        if (OpUse Op = Roles.op(strip(V->getInit()), Role::GetToken))
          return of(V->getInit(), Depth + 1);
    }
  return pathOf(E);
}

std::optional<ObjectPath> TokenOrigins::of(const Expr *Token) const {
  return of(Token, 0);
}

std::optional<ObjectPath> TokenOrigins::triggered(const OpUse &Op) const {
  const Expr *On = Op.arg("source") ? Op.arg("source") : Op.receiver();
  return On ? of(On) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Registrations
//===----------------------------------------------------------------------===//

/// \p E as code that runs, named as the function \p E is in names things.
static CallbackCode codeOf(const Expr *E, unsigned Depth = 0) {
  CallbackCode Out;
  E = E ? strip(E) : nullptr;
  while (const auto *C = dyn_cast_or_null<ExplicitCastExpr>(E))
    E = strip(C->getSubExpr()); // G_CALLBACK(f)
  if (const auto *U = dyn_cast_or_null<UnaryOperator>(E))
    E = strip(U->getSubExpr()); // &f, +[] {}
  if (!E || Depth == 3)
    return Out;
  if (const auto *L = dyn_cast<LambdaExpr>(E)) {
    Out.Body = L->getBody();
    return Out;
  }
  if (const auto *C = dyn_cast<CXXConstructExpr>(E))
    return C->getNumArgs() && isInStd(C->getConstructor())
               ? codeOf(C->getArg(0), Depth + 1) // std::function
               : Out;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E)) {
    // A lambda without captures turned into a pointer.
    if (isa_and_nonnull<CXXConversionDecl>(M->getMethodDecl()))
      return codeOf(M->getImplicitObjectArgument(), Depth + 1);
    return Out;
  }
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *F = C->getDirectCallee();
    if (!F || !F->getIdentifier() || !isInStd(F) || !C->getNumArgs() ||
        (F->getName() != "bind" && F->getName() != "bind_front"))
      return Out;
    Out = codeOf(C->getArg(0), Depth + 1);
    unsigned First = 1;
    if (isa_and_nonnull<CXXMethodDecl>(Out.Function) && C->getNumArgs() > 1)
      Out.Receiver = pathOf(C->getArg(First++));
    Out.Args.clear();
    for (unsigned I = First; I < C->getNumArgs(); ++I)
      Out.Args.push_back(pathOf(C->getArg(I)));
    return Out;
  }
  const auto *R = dyn_cast<DeclRefExpr>(E);
  if (!R)
    return Out;
  if (const auto *F = dyn_cast<FunctionDecl>(R->getDecl())) {
    Out.Function = F;
    Out.Body = bodyInReach(F);
    return Out;
  }
  const auto *V = dyn_cast<VarDecl>(R->getDecl());
  if (V && V->getInit() && !isa<ParmVarDecl>(V))
    return codeOf(V->getInit(), Depth + 1);
  return Out;
}

/// True for `make_unique<T>`, `make_shared<T>`, `optional<T>::emplace` and the
/// like with a registration for T.
static bool makesRegistration(const CallExpr *C,
                              const model::RoleIndex &Roles) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!F || !F->getIdentifier() || !isInStd(F))
    return false;
  if (F->getName() == "make_unique" || F->getName() == "make_shared" ||
      F->getName() == "make_optional")
    return Roles.type(C->getType()).has(Role::Registration);
  const auto *M = dyn_cast<CXXMemberCallExpr>(C);
  return M && F->getName() == "emplace" &&
         Roles.type(M->getImplicitObjectArgument()->getType())
             .has(Role::Registration);
}

std::optional<Registration> registrationAt(const Expr *E,
                                           const model::RoleIndex &Roles) {
  if (!isa<CallExpr, CXXConstructExpr>(E))
    return std::nullopt;
  Registration Out;
  Out.At = E;
  auto Args = writtenArgs(E);
  if (OpUse Op = Roles.op(E, Role::Register)) {
    const Expr *Callback = Op.arg("callback");
    if (!Callback)
      return std::nullopt;
    Out.Token = Op.arg("token") ? Op.arg("token") : Op.receiver();
    Out.Callback = codeOf(Callback);
    Out.Edge =
        Out.Token && Roles.type(Out.Token->getType()).has(Role::EdgeSlot);
    // What a C callback is given last is what follows it in the call.
    auto At = llvm::find(Args, Callback);
    const FunctionDecl *F = Out.Callback.Function;
    if (F && Out.Callback.Args.empty() && F->getNumParams() &&
        At != Args.end() && At + 1 != Args.end()) {
      Out.Callback.Args.resize(F->getNumParams());
      Out.Callback.Args.back() = pathOf(*(At + 1));
    }
    return Out;
  }
  const auto *C = dyn_cast<CallExpr>(E);
  if (!C || !makesRegistration(C, Roles))
    return std::nullopt;
  for (const Expr *A : Args) {
    TypeUse Use = Roles.type(A->getType());
    if (!Out.Token && (Use.has(Role::Token) || Use.has(Role::Unified)))
      Out.Token = A;
    else if (!Out.Callback.Body)
      Out.Callback = codeOf(A);
  }
  if (!Out.Token)
    return std::nullopt;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
    Out.KeptIn = pathOf(M->getImplicitObjectArgument());
  return Out;
}

/// Fills in where \p R is kept.
static void findKeeper(Registration &R, const ParentMap &Parents) {
  if (R.KeptIn)
    return;
  const Stmt *P = userParent(Parents, R.At);
  const Stmt *Child = R.At;
  while (isa_and_nonnull<CXXNewExpr>(P)) {
    Child = P;
    P = userParent(Parents, P);
  }
  if (const auto *D = dyn_cast_or_null<DeclStmt>(P)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One))
        if (V->getInit() && strip(V->getInit()) == strip(cast<Expr>(Child))) {
          R.KeptIn = ObjectPath{cast<ValueDecl>(V->getCanonicalDecl()), {}};
          if (V->isLocalVarDecl() && !V->isStaticLocal() && Child == R.At &&
              !isa<CallExpr>(R.At))
            R.Local = V;
        }
  } else if (const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(P)) {
    if (O->getOperator() == OO_Equal && O->getNumArgs() == 2)
      R.KeptIn = pathOf(O->getArg(0));
  } else if (const auto *B = dyn_cast_or_null<BinaryOperator>(P)) {
    if (B->getOpcode() == BO_Assign)
      R.KeptIn = pathOf(B->getLHS());
  } else if (const auto *M = dyn_cast_or_null<CXXMemberCallExpr>(P)) {
    if (M->getMethodDecl() && isInStd(M->getMethodDecl()))
      R.KeptIn = pathOf(M->getImplicitObjectArgument());
  }
}

/// Adds the registrations below \p Root that belong to its frame.
static void addRegistrations(const Stmt *Root, const FieldDecl *Member,
                             const ParentMap &Parents,
                             const model::RoleIndex &Roles,
                             std::vector<Registration> &Out) {
  forEachInFrame(Root, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    std::optional<Registration> R = E ? registrationAt(E, Roles) : std::nullopt;
    if (!R)
      return true;
    findKeeper(*R, Parents);
    if (Member && !R->KeptIn)
      R->KeptIn =
          ObjectPath{nullptr, {cast<FieldDecl>(Member->getCanonicalDecl())}};
    Out.push_back(std::move(*R));
    return true;
  });
}

std::vector<Registration> registrationsIn(const Frame &F,
                                          const FunctionDecl *In,
                                          const ParentMap &Parents,
                                          const model::RoleIndex &Roles) {
  std::vector<Registration> Out;
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F.Function))
    for (const CXXCtorInitializer *I : C->inits())
      if (I->getInit() && (I->isWritten() || I->isInClassMemberInitializer())) {
        const Expr *Init = I->getInit();
        if (const auto *D = dyn_cast<CXXDefaultInitExpr>(Init))
          Init = D->getExpr(); // the member's own
        if (Init)
          addRegistrations(Init, I->getMember(), Parents, Roles, Out);
      }
  addRegistrations(F.Body, nullptr, Parents, Roles, Out);
  for (Registration &R : Out) {
    R.In = In;
    R.Unit = F.Function;
  }
  return Out;
}

std::vector<Registration> registrationsIn(const FieldDecl *F,
                                          const model::RoleIndex &Roles) {
  std::vector<Registration> Out;
  if (const Expr *Init = F->getInClassInitializer())
    addRegistrations(Init, F, ParentMap(const_cast<Expr *>(Init)), Roles, Out);
  return Out;
}

//===----------------------------------------------------------------------===//
// What callbacks lock
//===----------------------------------------------------------------------===//

/// True if \p Condition reads a flag: the callback may know that it is not to
/// lock.
static bool readsFlag(const Expr *Condition) {
  bool Found = false;
  forEachStmt(Condition, [&](const Stmt *S) {
    const ValueDecl *D = nullptr;
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      D = R->getDecl();
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      D = M->getMemberDecl();
    if (!D || isa<FunctionDecl>(D))
      return true;
    QualType T = D->getType().getNonReferenceType();
    const CXXRecordDecl *R = T->getAsCXXRecordDecl();
    Found |= T->isBooleanType() || T->isEnumeralType() ||
             (R && R->getIdentifier() &&
              (R->getName() == "atomic" || R->getName() == "atomic_flag" ||
               R->getName() == "id"));
    return true;
  });
  return Found;
}

/// True if whether \p Body comes to \p At hangs on a flag.
static bool hangsOnFlag(const Stmt *Body, const Stmt *At) {
  bool Found = false;
  forEachInFrame(Body, [&](const Stmt *S) {
    const auto *If = dyn_cast<IfStmt>(S);
    if (!If || Found || !If->getCond() || !readsFlag(If->getCond()))
      return !Found;
    bool Holds = false, Leaves = false;
    forEachInFrame(If, [&](const Stmt *Inner) {
      Holds |= Inner == At;
      Leaves |= isa<ReturnStmt>(Inner);
      return true;
    });
    Found |= Holds || (Leaves && If->getBeginLoc() < At->getBeginLoc());
    return !Found;
  });
  return Found;
}

std::vector<LockTake> locksTakenBy(const Registration &R,
                                   const model::RoleIndex &Roles) {
  std::vector<LockTake> Out;
  const CallbackCode &Code = R.Callback;
  if (!Code.Body)
    return Out;
  for (LockTake T : locksTakenIn(Code.Body, Roles)) {
    const Stmt *At = T.Through ? static_cast<const Stmt *>(T.Through) : T.At;
    if (T.Try || hangsOnFlag(Code.Body, At))
      continue;
    if (Code.Function) {
      std::optional<ObjectPath> Named =
          inCaller(T.Mutex, Code.Function, Code.Receiver, Code.Args);
      if (!Named)
        continue;
      T.Mutex = *Named;
    }
    Out.push_back(std::move(T));
  }
  return Out;
}

} // namespace ctx::analysis
