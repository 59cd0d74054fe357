//===- Starts.cpp ---------------------------------------------------------===//

#include "Starts.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/Twine.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// What runs
//===----------------------------------------------------------------------===//

static Frame frameOf(const FunctionDecl *F) {
  Frame Out;
  const FunctionDecl *Definition = nullptr;
  if (!bodyInReach(F))
    if (const FunctionDecl *Pattern =
            F ? F->getTemplateInstantiationPattern() : nullptr)
      F = Pattern;
  Out.Body = bodyInReach(F);
  if (!Out.Body || !F->hasBody(Definition))
    return Frame();
  Out.Function = Definition;
  return Out;
}

static Frame frameOf(const LambdaExpr *L) {
  Frame Out;
  Out.Function = L->getCallOperator();
  Out.Lambda = L;
  Out.Body = L->getBody();
  return Out;
}

/// The only call operator of \p R, if it has one.
static const CXXMethodDecl *callOperator(const CXXRecordDecl *R) {
  R = R ? R->getDefinition() : nullptr;
  const CXXMethodDecl *Found = nullptr;
  if (!R || isInStd(R))
    return nullptr;
  for (const CXXMethodDecl *M : R->methods())
    if (M->getOverloadedOperator() == OO_Call) {
      if (Found)
        return nullptr;
      Found = M;
    }
  return Found;
}

static bool named(const FunctionDecl *F,
                  llvm::ArrayRef<llvm::StringRef> Names) {
  return F && F->getIdentifier() && isInStd(F) &&
         llvm::is_contained(Names, F->getName());
}

namespace {

/// A callable taken apart.
struct Callee {
  const FunctionDecl *Target = nullptr;
  Frame Runs;
  bool IsCallable = false; ///< it is one, in reach or not
  llvm::SmallVector<const Expr *, 4> Bound;
};

} // namespace

static Callee callee(const LambdaExpr *L) {
  Callee Out;
  Out.Target = L->getCallOperator();
  Out.Runs = frameOf(L);
  Out.IsCallable = true;
  return Out;
}

static Callee callee(const FunctionDecl *F) {
  Callee Out;
  Out.Target = F;
  Out.Runs = frameOf(F);
  Out.IsCallable = true;
  return Out;
}

/// \p E without what makes a pointer to a function of a lambda.
static const Expr *beforePointer(const Expr *E) {
  for (E = strip(E); E;) {
    const auto *U = dyn_cast<UnaryOperator>(E);
    const auto *C = dyn_cast<CXXMemberCallExpr>(E);
    if (U && U->getOpcode() == UO_Plus)
      E = strip(U->getSubExpr());
    else if (C && isa_and_nonnull<CXXConversionDecl>(C->getMethodDecl()) &&
             C->getMethodDecl()->getParent()->isLambda())
      E = strip(C->getImplicitObjectArgument());
    else
      break;
  }
  return E;
}

static Callee calleeOf(const Expr *E) {
  Callee Out;
  E = beforePointer(E);
  if (!E)
    return Out;
  if (const auto *L = dyn_cast<LambdaExpr>(E))
    return callee(L);
  const auto *U = dyn_cast<UnaryOperator>(E);
  if (U && U->getOpcode() == UO_AddrOf)
    E = strip(U->getSubExpr());
  if (const auto *C = dyn_cast<CallExpr>(E);
      C && !isa<CXXOperatorCallExpr>(C)) {
    const FunctionDecl *F = C->getDirectCallee();
    if (named(F, {"bind", "bind_front", "bind_back", "mem_fn", "ref", "cref",
                  "not_fn"}) &&
        C->getNumArgs()) {
      Out = calleeOf(C->getArg(0));
      for (unsigned I = 1; I != C->getNumArgs(); ++I)
        Out.Bound.push_back(C->getArg(I));
    } else if (F && isa_and_nonnull<CoroutineBodyStmt>(bodyInReach(F))) {
      // A coroutine runs when it is awaited, not when it is called.
      Out = callee(F);
      Out.Bound.append(C->arg_begin(), C->arg_end());
    }
    return Out;
  }
  if (const auto *C = dyn_cast<CXXConstructExpr>(E))
    if (isInStd(C->getConstructor()) && C->getNumArgs())
      return calleeOf(C->getArg(0)); // std::function
  if (const auto *R = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *F = dyn_cast<FunctionDecl>(R->getDecl()))
      return callee(F);
    if (const auto *V = dyn_cast<VarDecl>(R->getDecl());
        V && V->getInit() && !isa<ParmVarDecl>(V)) {
      const Expr *Init = strip(V->getInit());
      if (const auto *C = dyn_cast<CXXConstructExpr>(Init);
          C && isInStd(C->getConstructor()) && C->getNumArgs() == 1)
        Init = strip(C->getArg(0));
      if (const auto *L = dyn_cast<LambdaExpr>(Init))
        return callee(L);
    }
  }
  QualType T = E->getType();
  if (!T.isNull())
    if (const CXXMethodDecl *M =
            callOperator(T.getNonReferenceType()->getAsCXXRecordDecl()))
      return callee(M);
  return Out;
}

//===----------------------------------------------------------------------===//
// Finding starts
//===----------------------------------------------------------------------===//

namespace {

class Finder {
public:
  Finder(const ParentMap &Parents, const RoleIndex &Roles)
      : Parents(Parents), Roles(Roles) {}

  void visit(const Stmt *Root);
  /// \p Init makes a variable or member \p D.
  void initialiser(const ValueDecl *D, const Expr *Init);
  std::vector<Start> take();

private:
  using Op = std::pair<const Vocabulary *, const OpEntry *>;

  Op spawnCtor(QualType T) const;
  void expression(const Expr *E);
  void add(const Expr *At, Op Spawn, QualType HandleType,
           llvm::ArrayRef<const Expr *> Args, const Expr *Callback = nullptr);
  bool isDetaching(const Expr *Call) const;
  bool detachedByType(const Start &S, const Expr *Last) const;
  const ValueDecl *keptIn(const Expr *At) const;

  const ParentMap &Parents;
  const RoleIndex &Roles;
  std::vector<Start> Out;
  /// Objects that some handle is given up through.
  llvm::SmallVector<const ValueDecl *, 2> GivenUp;
};

} // namespace

/// The operation by which a \p T starts work when it is made.
Finder::Op Finder::spawnCtor(QualType T) const {
  TypeUse Use = Roles.type(T);
  if (Use.has(Role::TaskHandle))
    for (const auto &KV : Roles.opsPlaying(Role::Spawn))
      if (KV.second->Kind == MatchKind::Ctor)
        for (const std::string &Id : KV.second->OfTypes)
          if (Roles.isType(Use, *KV.first, Id))
            return KV;
  return {nullptr, nullptr};
}

/// The last of \p Args that is written; templates constrain themselves with
/// parameters behind it. Null if there is none.
static const Expr *lastGiven(llvm::ArrayRef<const Expr *> Args) {
  while (!Args.empty() && isa<CXXDefaultArgExpr>(Args.back()))
    Args = Args.drop_back();
  return Args.empty() ? nullptr : Args.back();
}

void Finder::add(const Expr *At, Op Spawn, QualType HandleType,
                 llvm::ArrayRef<const Expr *> Args, const Expr *Callback) {
  Start S;
  S.At = At;
  S.Voc = Spawn.first;
  S.Op = Spawn.second;
  S.Handle = HandleType.isNull() ? TypeUse() : Roles.type(HandleType);
  S.OwnToken = Spawn.second->PassesOwnToken;
  const Expr *Last = lastGiven(Args);
  S.Detached = Spawn.second->Detached || (Last && detachedByType(S, Last));
  if (Callback && isa<CXXDefaultArgExpr>(Callback))
    Callback = Last;
  for (size_t I = 0; I != Args.size(); ++I) {
    if (Callback && Args[I] != Callback)
      continue;
    if (Roles.type(Args[I]->getType()).has(Role::TaskHandle))
      return; // a handle is moved
    Callee C = calleeOf(Args[I]);
    if (!C.IsCallable)
      continue;
    S.Callable = strip(Args[I]);
    S.Target = C.Target;
    S.Runs = C.Runs;
    S.Bound = C.Bound;
    S.Bound.append(Args.begin() + I + 1, Args.end());
    break;
  }
  if (!S.Callable)
    return;
  S.KeptIn = keptIn(At);
  Out.push_back(std::move(S));
}

bool Finder::detachedByType(const Start &S, const Expr *Last) const {
  llvm::StringRef Wanted = S.Op->DetachedIf;
  Wanted.consume_front("::");
  const CXXRecordDecl *R =
      Wanted.empty() || Last->getType().isNull()
          ? nullptr
          : Last->getType().getNonReferenceType()->getAsCXXRecordDecl();
  if (!R)
    return false;
  for (const NamedDecl *D : Roles.lookUp(Wanted))
    if (D->getCanonicalDecl() == R->getCanonicalDecl())
      return true;
  return false;
}

/// True if \p Call gives up the handle it is called on.
bool Finder::isDetaching(const Expr *Call) const {
  const auto *C = dyn_cast<CallExpr>(Call);
  if (!C)
    return false;
  if (Roles.op(Call, Role::DetachTask))
    return true;
  // In a template the object's type is not known yet.
  const auto *M = dyn_cast<CXXDependentScopeMemberExpr>(C->getCallee());
  if (!M || !M->getMember().isIdentifier())
    return false;
  for (const auto &KV : Roles.opsPlaying(Role::DetachTask))
    if (llvm::is_contained(KV.second->Names, M->getMember().getAsString()))
      return true;
  return false;
}

/// The variable or member that \p E names, of whatever object.
static const ValueDecl *namedBy(const Expr *E) {
  const Expr *Object = object(E);
  if (const auto *M = dyn_cast_or_null<MemberExpr>(Object))
    return M->getMemberDecl();
  return referenced(E);
}

const ValueDecl *Finder::keptIn(const Expr *At) const {
  const Stmt *Child = At;
  const Stmt *P = userParent(Parents, At);
  while (isa_and_nonnull<CXXNewExpr>(P)) {
    Child = P;
    P = userParent(Parents, P);
  }
  if (const auto *D = dyn_cast_or_null<DeclStmt>(P)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One))
        if (V->getInit() && strip(V->getInit()) == strip(cast<Expr>(Child)))
          return V;
  } else if (const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(P)) {
    if (O->getOperator() == OO_Equal && O->getNumArgs() == 2)
      return namedBy(O->getArg(0));
  } else if (const auto *B = dyn_cast_or_null<BinaryOperator>(P)) {
    if (B->getOpcode() == BO_Assign)
      return namedBy(B->getLHS());
  } else if (const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(P)) {
    // threads.push_back(std::thread(...)), thread.reset(new std::thread(...))
    if (C->getMethodDecl() && isInStd(C->getMethodDecl()))
      return namedBy(C->getImplicitObjectArgument());
  }
  return nullptr;
}

void Finder::expression(const Expr *E) {
  if (isDetaching(E)) {
    const Expr *Callee = cast<CallExpr>(E)->getCallee()->IgnoreParenImpCasts();
    const Expr *Object = nullptr;
    if (const auto *M = dyn_cast<MemberExpr>(Callee))
      Object = M->getBase();
    else if (const auto *M = dyn_cast<CXXDependentScopeMemberExpr>(Callee))
      Object = M->isImplicitAccess() ? nullptr : M->getBase();
    if (const ValueDecl *D = Object ? namedBy(Object) : nullptr)
      GivenUp.push_back(D);
    return;
  }
  if (const auto *C = dyn_cast<CXXUnresolvedConstructExpr>(E)) {
    llvm::SmallVector<const Expr *, 4> Args(C->arg_begin(), C->arg_end());
    if (Args.size() == 1)
      if (const auto *I = dyn_cast<InitListExpr>(Args[0])) {
        Args.assign(I->inits().begin(), I->inits().end());
      }
    Op Spawn = spawnCtor(C->getTypeAsWritten());
    if (Spawn.second && !Args.empty())
      add(E, Spawn, C->getTypeAsWritten(), Args);
    return;
  }
  if (!isa<CallExpr, CXXConstructExpr>(E))
    return;
  if (OpUse Spawn = Roles.op(E, Role::Spawn)) {
    QualType T = isa<CXXConstructExpr>(E) ? E->getType() : QualType();
    add(E, {Spawn.Voc, Spawn.Entry}, T, writtenArgs(E), Spawn.arg("callback"));
    return;
  }
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  if (!F || !isInStd(F))
    return;
  if (named(F, {"make_unique", "make_shared"})) {
    Op Spawn = spawnCtor(E->getType());
    if (Spawn.second && C->getNumArgs())
      add(E, Spawn, E->getType(), writtenArgs(E));
    return;
  }
  const auto *M = dyn_cast<CXXMemberCallExpr>(C);
  if (M && named(F, {"emplace_back", "emplace_front", "emplace", "try_emplace",
                     "emplace_hint"})) {
    QualType Held = M->getImplicitObjectArgument()->getType();
    TypeUse Element = Roles.element(Held);
    if (!Element)
      Element = Roles.type(Held); // optional<thread>
    Op Spawn = Element ? spawnCtor(Element.Bare) : Op();
    size_t Before = Out.size();
    if (Spawn.second)
      add(E, Spawn, Element.Bare, writtenArgs(E));
    if (Out.size() != Before)
      Out.back().KeptIn = namedBy(M->getImplicitObjectArgument());
  }
}

/// In a template the initialiser is what was written.
void Finder::initialiser(const ValueDecl *D, const Expr *Init) {
  llvm::SmallVector<const Expr *, 4> Args;
  if (const auto *P = dyn_cast_or_null<ParenListExpr>(Init))
    for (unsigned I = 0; I != P->getNumExprs(); ++I)
      Args.push_back(P->getExpr(I));
  else if (const auto *L = dyn_cast_or_null<InitListExpr>(Init))
    Args.append(L->inits().begin(), L->inits().end());
  if (Args.empty() || isa<CXXConstructExpr>(strip(Init)))
    return;
  Op Spawn = spawnCtor(D->getType());
  if (!Spawn.second || !Roles.type(D->getType()).byValue())
    return;
  size_t Before = Out.size();
  add(Init, Spawn, D->getType(), Args);
  if (Out.size() != Before)
    Out.back().KeptIn = D;
}

void Finder::visit(const Stmt *Root) {
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *E = dyn_cast<Expr>(S))
      expression(E);
    else if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          initialiser(V, V->getInit());
    return true;
  });
}

std::vector<Start> Finder::take() {
  for (Start &S : Out) {
    if (S.KeptIn && llvm::is_contained(GivenUp, S.KeptIn))
      S.Detached = true;
    const Stmt *Member = userParent(Parents, S.At);
    if (isa_and_nonnull<MemberExpr, CXXDependentScopeMemberExpr>(Member))
      if (const auto *Call =
              dyn_cast_or_null<CallExpr>(Parents.getParent(Member)))
        S.Detached |= isDetaching(Call);
  }
  return std::move(Out);
}

std::vector<Start> startsIn(const Stmt *Root, const ParentMap &Parents,
                            const RoleIndex &Roles) {
  Finder F(Parents, Roles);
  F.visit(Root);
  return F.take();
}

std::vector<Start> startsIn(const FunctionDecl *Function,
                            const ParentMap &Parents, const RoleIndex &Roles) {
  Finder F(Parents, Roles);
  if (const auto *C = dyn_cast<CXXConstructorDecl>(Function))
    for (const CXXCtorInitializer *I : C->inits())
      if (I->isWritten() && I->getInit()) {
        if (I->getAnyMember())
          F.initialiser(I->getAnyMember(), I->getInit());
        F.visit(I->getInit());
      }
  F.visit(bodyInReach(Function));
  std::vector<Start> Out = F.take();
  // A member that is made in the list is kept in that member.
  if (const auto *C = dyn_cast<CXXConstructorDecl>(Function))
    for (const CXXCtorInitializer *I : C->inits())
      for (Start &S : Out)
        if (!S.KeptIn && I->isWritten() && I->getAnyMember() && I->getInit() &&
            strip(I->getInit()) == strip(S.At))
          S.KeptIn = I->getAnyMember();
  return Out;
}

std::vector<Start> startsIn(const FieldDecl *Field, const ParentMap &Parents,
                            const RoleIndex &Roles) {
  Finder F(Parents, Roles);
  const Expr *Init = Field->getInClassInitializer();
  F.initialiser(Field, Init);
  F.visit(Init);
  std::vector<Start> Out = F.take();
  for (Start &S : Out)
    if (!S.KeptIn && strip(Init) == strip(S.At))
      S.KeptIn = Field;
  return Out;
}

bool isDeferred(const Start &S) {
  const auto *C = dyn_cast<CallExpr>(strip(S.At));
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  if (!F || !F->getIdentifier() || F->getName() != "async" || !isInStd(F) ||
      !C->getNumArgs())
    return false;
  const auto *Policy = dyn_cast<DeclRefExpr>(strip(C->getArg(0)));
  const auto *One =
      Policy ? dyn_cast<EnumConstantDecl>(Policy->getDecl()) : nullptr;
  return One && One->getName() == "deferred";
}

//===----------------------------------------------------------------------===//
// The handle's own token
//===----------------------------------------------------------------------===//

const TypeEntry *ownTokenType(const Start &S, const RoleIndex &Roles) {
  if (!S.OwnToken || !S.Handle)
    return nullptr;
  for (const auto &KV : Roles.opsPlaying(Role::GetToken)) {
    if (KV.second->Kind != MatchKind::Method || KV.second->ResultType.empty())
      continue;
    for (const std::string &Id : KV.second->OfTypes)
      if (Roles.isType(S.Handle, *KV.first, Id)) {
        const TypeEntry *T = Roles.typeEntry(*KV.first, KV.second->ResultType);
        if (T && T->Roles.has(Role::Token))
          return T;
      }
  }
  return nullptr;
}

std::string pollOf(const TypeEntry &Token, llvm::StringRef Name, bool Asked,
                   const RoleIndex &Roles) {
  for (const auto &KV : Roles.opsPlaying(Role::Poll)) {
    const OpEntry &Op = *KV.second;
    if (Op.Kind != MatchKind::Method || Op.Names.empty())
      continue;
    for (const std::string &Id : Op.OfTypes)
      if (Roles.typeEntry(*KV.first, Id) == &Token)
        return (llvm::Twine(Op.StopWhen == Asked ? "" : "!") + Name + "." +
                Op.Names.front() + "()")
            .str();
  }
  return "";
}

} // namespace ctx::analysis
