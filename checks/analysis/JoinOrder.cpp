//===- JoinOrder.cpp ------------------------------------------------------===//

#include "JoinOrder.h"
#include "../compat/Compat.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "ExitTriggers.h"
#include "Exprs.h"
#include "OnlyAsker.h"
#include "OwnedSource.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Waits and requests of a frame
//===----------------------------------------------------------------------===//

/// The handle that the wait \p E is made on; null if it is bounded, or waits
/// for a whole group, whose work ends by itself as a rule.
static const Expr *awaited(const Expr *E, const RoleIndex &Roles) {
  OpUse Op = Roles.op(E, Role::Join);
  if (!Op)
    return nullptr;
  const Expr *Handle = Op.receiver();
  for (const Expr *A : writtenArgs(E)) {
    if (isa<CXXDefaultArgExpr>(A))
      continue;
    if (Handle || !Roles.type(A->getType()).has(Role::TaskHandle))
      return nullptr; // a bound
    Handle = A;
  }
  if (Handle && Roles.type(Handle->getType()).has(Role::Nursery))
    return nullptr;
  return Handle;
}

bool JoinOrder::enter(const Frame &F) {
  In = F;
  Joins.clear();
  Requests.clear();
  unsigned Order = 0;
  forEachInFrame(In.Body, [&](const Stmt *S) {
    ++Order;
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C || Roles.ops(C).empty())
      return true;
    if (const Expr *Handle = awaited(C, Roles)) {
      if (auto Path = pathOf(Handle, View))
        Joins.push_back({C, *Path, Order});
    } else if (const Expr *Object = triggered(C, Roles)) {
      if (auto Path = pathOf(Object, View))
        Requests.push_back({C, *Path, Order});
    }
    return true;
  });
  return !Joins.empty();
}

TypeUse JoinOrder::typeOf(const NamePath &Path) const {
  const ValueDecl *D = Path.last();
  if (!D) {
    const auto *M = dyn_cast<CXXMethodDecl>(View.function());
    return M ? Roles.type(compat::typeOf(M->getASTContext(), M->getParent()))
             : TypeUse();
  }
  TypeUse T = Roles.type(D);
  return T ? T : Roles.element(D->getType());
}

std::vector<EarlyJoin> JoinOrder::find(const CFG &Graph) {
  std::vector<EarlyJoin> Out;
  Paths P(Graph);
  for (const Point &J : Joins)
    if (std::optional<EarlyJoin> Found = check(J, P)) {
      // One request that comes too late for several is one defect.
      bool Known = llvm::any_of(Out, [&](const EarlyJoin &Other) {
        return (Found->Request && Other.Request == Found->Request) ||
               (Found->Guard && Other.Guard == Found->Guard) ||
               (!Found->Request && !Other.Request &&
                Other.Handle == Found->Handle);
      });
      if (!Known)
        Out.push_back(std::move(*Found));
    }
  return Out;
}

std::optional<EarlyJoin> JoinOrder::check(const Point &Join, const Paths &P) {
  for (const Point &R : Requests)
    if (auto Found = behind(Join, R, P))
      return Found;
  if (auto Found = atExit(Join, P))
    return Found;
  return never(Join);
}

//===----------------------------------------------------------------------===//
// The request comes later
//===----------------------------------------------------------------------===//

/// True if code outside of this function asks \p Object, or may: a global, or
/// a member that another member function asks.
bool JoinOrder::isAskedElsewhere(const NamePath &Object) const {
  const auto *Root = dyn_cast_or_null<VarDecl>(Object.root());
  const auto *Last = dyn_cast_or_null<VarDecl>(Object.last());
  if ((Root && Root->hasGlobalStorage()) || (Last && Last->hasGlobalStorage()))
    return true;
  const auto *Field = dyn_cast_or_null<FieldDecl>(Object.last());
  const auto *R = Field ? dyn_cast<CXXRecordDecl>(Field->getParent()) : nullptr;
  if (!R)
    return false;
  return llvm::any_of(methodsInReach(R), [&](const FunctionDecl *G) {
    if (G->getCanonicalDecl() == View.function()->getCanonicalDecl())
      return false;
    const auto *C = dyn_cast<CXXConstructorDecl>(G);
    return asks(G->getBody(), Object) ||
           (C && llvm::any_of(C->inits(), [&](const CXXCtorInitializer *I) {
              return I->isWritten() && asks(I->getInit(), Object);
            }));
  });
}

/// What is known of the work if the request is made on its handle; nothing if
/// the order does not matter.
std::optional<WorkSeen> JoinOrder::sameObject(const Point &Join) {
  TypeUse T = typeOf(Join.On);
  WorkSeen Work;
  if (Join.On.last()) {
    if (isAskedElsewhere(Join.On))
      return std::nullopt;
    Work = Works.ownWork(Join.On.last(), View.function());
  }
  if (!T.has(Role::Source) || !T.has(Role::TaskHandle))
    return Work.Loop ? std::optional<WorkSeen>(Work) : std::nullopt;
  // A request does not reach what has no token.
  if (Work.Started && !Work.Hidden && !Work.HasToken && !Work.PassesOn)
    return std::nullopt;
  // Nor is it missed by work that ends by itself.
  if (Work.Started && !Work.Hidden && !Work.PassesOn && !Work.Loop)
    return std::nullopt;
  // Its token may have gone to other work, which this request is for.
  bool Shared = false;
  forEachInFrame(In.Body, [&](const Stmt *S) {
    const auto *C = dyn_cast<CXXMemberCallExpr>(S);
    if (C && Roles.op(C, Role::GetToken) &&
        !Roles.type(C->getType()).has(Role::Source))
      if (auto Path = pathOf(C->getImplicitObjectArgument(), View))
        Shared |= *Path == Join.On;
    return !Shared;
  });
  return Shared ? std::nullopt : std::optional<WorkSeen>(Work);
}

/// The same if it is made on a source whose token the work has.
std::optional<WorkSeen> JoinOrder::linked(const Point &Join,
                                          const Point &Request) {
  const ValueDecl *Handle = Join.On.last(), *Source = Request.On.last();
  if (!Handle || !Source)
    return std::nullopt;
  TypeUse T = typeOf(Request.On);
  if (!T.Roles.hasAny({Role::Source, Role::EdgeSignal, Role::Unified,
                       Role::CancelHandle, Role::PerRequest}) ||
      !typeOf(Join.On).has(Role::TaskHandle))
    return std::nullopt;
  // Members of two objects are not about each other.
  bool Members = isa<FieldDecl>(Handle) && isa<FieldDecl>(Source);
  if (Members
          ? Join.On.OfThis != Request.On.OfThis ||
                llvm::ArrayRef<const ValueDecl *>(Join.On.Decls).drop_back() !=
                    llvm::ArrayRef<const ValueDecl *>(Request.On.Decls)
                        .drop_back()
          : isa<FieldDecl>(Handle) || Join.On.Decls.size() != 1 ||
                Request.On.Decls.size() != 1)
    return std::nullopt;
  if (isAskedElsewhere(Request.On))
    return std::nullopt; // not the only request
  WorkSeen Work = Works.workWith(Handle, Source, View.function());
  if (!Work.Started || !Work.HasToken)
    return std::nullopt;
  // Others that may ask are what the wait is for.
  OnlyAsker Askers(View, Works, Roles, In, Join.Call, Handle);
  if (!Askers.knows(Request.On))
    return std::nullopt;
  if (Work.Loop)
    return Work;
  // Nobody else has the token, so nothing is left that the request could reach.
  bool Frees = T.Entry->MustUse || !T.has(Role::Source) || T.has(Role::Unified);
  if (Frees || !(Work.PassesOn || Work.Hidden) || isHeldByOthers(Join, Request))
    return std::nullopt;
  return Work;
}

std::optional<EarlyJoin>
JoinOrder::behind(const Point &Join, const Point &Request, const Paths &P) {
  if (Request.Order < Join.Order)
    return std::nullopt;
  auto From = spotAbove(P, Join.Call, View),
       To = spotAbove(P, Request.Call, View);
  if (!From || !To)
    return std::nullopt;
  auto Renewed = [&](const CFGElement &E) {
    return renews(E, Join.On) || renews(E, Request.On);
  };
  if (!P.reaches(*From, *To, {Renewed, nullptr}))
    return std::nullopt;
  std::optional<WorkSeen> Work =
      Join.On == Request.On ? sameObject(Join) : linked(Join, Request);
  if (!Work)
    return std::nullopt;
  Pair Of{Join, Request.On, *Work};
  if (isAskedBefore(Of, P) || isToldOtherwise(Of))
    return std::nullopt;
  EarlyJoin Out;
  Out.Join = Join.Call;
  Out.Handle = Join.On;
  Out.Request = Request.Call;
  Out.Object = Request.On;
  Out.Loop = Work->Loop;
  return Out;
}

/// True if \p E gives \p Path, or what it is a part of, another value.
bool JoinOrder::renews(const CFGElement &E, const NamePath &Path) const {
  auto S = E.getAs<CFGStmt>();
  if (!S)
    return false;
  auto IsPath = [&](const Expr *E) {
    auto Other = E ? pathOf(E, View) : std::nullopt;
    return Other && Other->holds(Path);
  };
  const Expr *Target = nullptr;
  if (const auto *C = dyn_cast<CallExpr>(S->getStmt());
      C && !isa<CXXMemberCallExpr, CXXOperatorCallExpr>(C) &&
      C->getDirectCallee() && C->getDirectCallee()->getIdentifier() &&
      C->getDirectCallee()->getName() == "swap")
    return llvm::any_of(C->arguments(), IsPath);
  if (const auto *B = dyn_cast<BinaryOperator>(S->getStmt())) {
    Target = B->isAssignmentOp() ? B->getLHS() : nullptr;
  } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S->getStmt())) {
    Target = O->getOperator() == OO_Equal ? O->getArg(0) : nullptr;
  } else if (const auto *C = dyn_cast<CXXMemberCallExpr>(S->getStmt())) {
    const CXXMethodDecl *M = C->getMethodDecl();
    if (M && !M->isConst() && isInStd(M) && Roles.ops(C).empty() &&
        M->getIdentifier() &&
        hasPhrase(M->getName(), {"reset", "emplace", "swap", "clear", "push",
                                 "assign", "pop", "erase"}))
      Target = C->getImplicitObjectArgument();
  } else if (const VarDecl *V = dyn_cast_or_null<VarDecl>(Path.root())) {
    return declares(E, V);
  }
  return IsPath(Target);
}

//===----------------------------------------------------------------------===//
// Asked before
//===----------------------------------------------------------------------===//

/// True if \p Root, or a function in reach that it calls, triggers the object
/// that \p Object ends in.
bool JoinOrder::asks(const Stmt *Root, const NamePath &Object,
                     unsigned Depth) const {
  bool Found = false;
  forEachStmt(Root, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C || Found)
      return !Found;
    if (const Expr *On = triggered(C, Roles)) {
      const Expr *O = object(On);
      const auto *M = dyn_cast_or_null<MemberExpr>(O);
      const ValueDecl *D = M ? M->getMemberDecl() : referenced(On);
      // In a callee a parameter may stand for it.
      Found |= !D || D->getCanonicalDecl() == Object.last() ||
               isa<ParmVarDecl>(D) || View.ranged(D) == Object.last();
    }
    if (!Found && Depth < 2)
      if (const FunctionDecl *F = C->getDirectCallee())
        if (const Stmt *Body = bodyInReach(F))
          Found |= asks(Body, Object, Depth + 1);
    return !Found;
  });
  return Found;
}

/// True if the call or construction \p Call, before the wait, may make the
/// request or lead to it.
bool JoinOrder::mayAsk(const Expr *Call, const Pair &Of) const {
  const FunctionDecl *F = calledFunction(Call);
  const Stmt *Body = F ? bodyInReach(F) : nullptr;
  if (Body && asks(Body, Of.Object))
    return true;
  auto Is = [&](const Expr *E) {
    auto Path = E ? pathOf(E, View) : std::nullopt;
    return Path && (*Path == Of.Object || *Path == Of.Join.On ||
                    (Path->Decls.empty() && Path->OfThis && Of.Object.OfThis));
  };
  const auto *M = dyn_cast<CXXMemberCallExpr>(Call);
  const Expr *Object = M ? M->getImplicitObjectArgument() : nullptr;
  auto ObjectPathOf = Object ? pathOf(Object, View) : std::nullopt;
  auto Ops = Roles.ops(Call);
  if (ObjectPathOf && *ObjectPathOf == Of.Object)
    for (const OpUse &Op : Ops) // jthread's source leaves it
      if (Op.role() == Role::GetToken)
        return Roles.type(Call->getType()).has(Role::Source);
  bool Starts = Roles.op(Call, Role::Spawn) || (M && F && isInStd(F));
  // std::tie(ctx, cancel) = derive(...)
  bool Ties = F && F->getIdentifier() && F->getName() == "tie" && isInStd(F);
  for (const Expr *A : writtenArgs(Call)) {
    if (!Is(A) || Ties)
      continue;
    if (Starts && Of.Work.Started)
      return Of.Work.Hidden; // its bodies are looked at
    if (Ops.empty() && !Body)
      return !(isa<CXXConstructExpr>(Call) && F && isInStd(F));
  }
  // A member function, of this object or of the part that holds both.
  if (!M || Body || !Ops.empty() || !ObjectPathOf || !F)
    return false;
  return !isInStd(F) &&
         !(M->getMethodDecl() && M->getMethodDecl()->isConst()) &&
         ObjectPathOf->holds(Of.Object) && !(*ObjectPathOf == Of.Object);
}

bool JoinOrder::isAskedBefore(const Pair &Of, const Paths &P) const {
  auto To = spotAbove(P, Of.Join.Call, View);
  for (const Point &R : Requests)
    if (R.Order < Of.Join.Order && (R.On == Of.Object || R.On == Of.Join.On)) {
      auto From = spotAbove(P, R.Call, View);
      if (!From || !To || P.reaches(*From, *To, {nullptr, nullptr}))
        return true;
    }
  for (const Stmt *Body : Of.Work.Bodies)
    if (asks(Body, Of.Object))
      return true; // it asks itself
  unsigned Order = 0;
  bool Found = false;
  forEachInFrame(In.Body, [&](const Stmt *S) {
    if (++Order >= Of.Join.Order || Found)
      return false;
    if (const auto *L = dyn_cast<LambdaExpr>(S))
      Found |= asks(L->getBody(), Of.Object);
    else if (isa<CallExpr, CXXConstructExpr>(S))
      Found |= mayAsk(cast<Expr>(S), Of);
    return !Found;
  });
  // Whoever calls a lambda may have asked.
  if (!Found && In.Lambda)
    forEachStmt(bodyInReach(View.function()), [&](const Stmt *S) {
      const auto *C = dyn_cast<CallExpr>(S);
      if (const Expr *On = C ? triggered(C, Roles) : nullptr)
        if (auto Path = pathOf(On, View))
          Found |= *Path == Of.Object;
      return !Found && S != In.Lambda;
    });
  return Found;
}

//===----------------------------------------------------------------------===//
// Ended in another way
//===----------------------------------------------------------------------===//

bool JoinOrder::workMentions(const ValueDecl *D, const Pair &Of) const {
  for (const Stmt *Body : Of.Work.Bodies)
    if (mentions(Body, D))
      return true;
  if (const ValueDecl *Handle = Of.Join.On.last())
    for (const Start *S : Works.startsOf(Handle, View.function())) {
      if (S->Callable && mentions(S->Callable, D))
        return true;
      for (const Expr *A : S->Bound)
        if (mentions(A, D))
          return true;
    }
  return false;
}

/// True if the work may see what is done to \p E.
bool JoinOrder::concerns(const Expr *E, const Pair &Of) const {
  auto Path = pathOf(E, View);
  if (!Path)
    return !Of.Work.Loop && !isa<CXXTemporaryObjectExpr>(strip(E));
  if (*Path == Of.Object || *Path == Of.Join.On || !Path->last())
    return false;
  TypeUse T = Roles.type(Path->last());
  if (T.Roles.hasAny({Role::TaskHandle, Role::Token}) ||
      Roles.element(Path->last()->getType()).has(Role::TaskHandle))
    return false;
  const ValueDecl *Root = Path->OfThis ? Path->last() : Path->root();
  const auto *V = dyn_cast<VarDecl>(Root);
  if (V && V->hasGlobalStorage() && isInStd(V))
    return false;
  if (Of.Work.Started && !Of.Work.Hidden)
    return workMentions(Path->last(), Of) || workMentions(Root, Of);
  if (V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) &&
      !V->getType()->isReferenceType() && !V->getType()->isPointerType())
    return workMentions(V, Of);
  return true;
}

/// True if \p Work leaves its loop by an exception that it throws itself.
static bool throws(const WorkSeen &Work) {
  bool Found = false;
  for (const Stmt *Body : Work.Bodies)
    forEachInFrame(Body, [&](const Stmt *S) {
      Found |= isa<CXXThrowExpr>(S);
      return !Found;
    });
  return Found;
}

/// True if the work may end because the plain value \p E, or an object of the
/// standard library, is another one now. Where a request is all that ends the
/// loop, a flag or a notification makes it go round once more.
bool JoinOrder::changes(const Expr *E, const Pair &Of) const {
  bool OnlyRequest = Of.Work.Loop && !Of.Work.Hidden && !throws(Of.Work);
  return !OnlyRequest && concerns(E, Of);
}

/// Classes that keep others out and tell them nothing.
static bool isMutex(const Expr *E) {
  const CXXRecordDecl *R =
      E->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->getIdentifier() &&
         hasPhrase(R->getName(), {"mutex", "lock", "lock guard"});
}

bool JoinOrder::callTells(const CallExpr *C, const Pair &Of,
                          unsigned Depth) const {
  const FunctionDecl *F = C->getDirectCallee();
  if (!Roles.ops(C).empty() && !Roles.op(C, Role::Trigger))
    return false;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C)) {
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
    return O->getNumArgs() && (O->isAssignmentOp() || (M && !M->isConst())) &&
           (O->isAssignmentOp() || isInStd(M) ? changes(O->getArg(0), Of)
                                              : concerns(O->getArg(0), Of));
  }
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C)) {
    const Expr *Object = M->getImplicitObjectArgument();
    const CXXMethodDecl *Method = M->getMethodDecl();
    if (!Method || Method->isConst() || isMutex(Object))
      return false;
    if (isa<CXXThisExpr>(Object->IgnoreParenImpCasts())) {
      const Stmt *Body = bodyInReach(Method);
      if (!Body || Depth == 2)
        return !Of.Work.Loop || Of.Work.Hidden;
      bool Tells = false;
      forEachInFrame(Body, [&](const Stmt *S) {
        Tells |= tells(S, Of, Depth + 1);
        return !Tells;
      });
      return Tells;
    }
    return isInStd(Method) || Roles.op(C, Role::Trigger) ? changes(Object, Of)
                                                         : concerns(Object, Of);
  }
  if (F && isInStd(F))
    return false;
  return llvm::any_of(writtenArgs(C), [&](const Expr *A) {
    return pathOf(A, View) && concerns(A, Of);
  });
}

/// True if \p S tells the work something, other than by the request.
bool JoinOrder::tells(const Stmt *S, const Pair &Of, unsigned Depth) const {
  if (const auto *B = dyn_cast<BinaryOperator>(S))
    return B->isAssignmentOp() && changes(B->getLHS(), Of);
  if (const auto *U = dyn_cast<UnaryOperator>(S))
    return U->isIncrementDecrementOp() && changes(U->getSubExpr(), Of);
  if (const auto *D = dyn_cast<CXXDeleteExpr>(S))
    return concerns(D->getArgument(), Of);
  if (const auto *C = dyn_cast<CallExpr>(S))
    return callTells(C, Of, Depth);
  return false;
}

bool JoinOrder::isToldOtherwise(const Pair &Of) const {
  llvm::SmallPtrSet<const Stmt *, 2> Starts;
  if (const ValueDecl *Handle = Of.Join.On.last())
    for (const Start *S : Works.startsOf(Handle, View.function()))
      Starts.insert(S->At);
  unsigned Order = 0;
  bool Told = false;
  forEachInFrame(In.Body, [&](const Stmt *S) {
    if (++Order >= Of.Join.Order)
      return false;
    if (Starts.count(S))
      Told = false; // what came before it the work cannot have missed
    else if (!Told)
      Told = tells(S, Of, 0);
    return true;
  });
  return Told;
}

//===----------------------------------------------------------------------===//
// Who else has the token
//===----------------------------------------------------------------------===//

bool JoinOrder::isHeldByOthers(const Point &Join, const Point &Request) {
  const ValueDecl *Source = Request.On.last();
  llvm::SmallVector<const FunctionDecl *, 16> Functions{View.function()};
  if (const auto *Field = dyn_cast<FieldDecl>(Source))
    if (const auto *R = dyn_cast<CXXRecordDecl>(Field->getParent()))
      for (const FunctionDecl *G : methodsInReach(R))
        if (G != View.function())
          Functions.push_back(G);
  TokenSet Tokens;
  Tokens.insert(Source);
  for (const FunctionDecl *G : Functions)
    Works.addHolders(G, Tokens);
  llvm::SmallPtrSet<const Stmt *, 8> Known;
  Known.insert(Request.Call);
  for (const Start *S : Works.startsOf(Join.On.last(), View.function()))
    Known.insert(S->At);
  for (const FunctionDecl *G : Functions) {
    bool Held = false;
    auto Look = [&](const Stmt *S) {
      if (Held || Known.count(S))
        return false;
      if (const auto *D = dyn_cast<DeclStmt>(S)) {
        const auto *V =
            D->isSingleDecl() ? dyn_cast<VarDecl>(D->getSingleDecl()) : nullptr;
        if (V && V != Source && V->getInit() &&
            Tokens.count(cast<ValueDecl>(V->getCanonicalDecl())))
          return false; // a name for it
      }
      if (const auto *R = dyn_cast<DeclRefExpr>(S))
        Held |= Tokens.count(cast<ValueDecl>(R->getDecl()->getCanonicalDecl()));
      else if (const auto *M = dyn_cast<MemberExpr>(S))
        Held |= Tokens.count(
            cast<ValueDecl>(M->getMemberDecl()->getCanonicalDecl()));
      return !Held;
    };
    forEachStmt(G->getBody(), Look);
    if (const auto *C = dyn_cast<CXXConstructorDecl>(G))
      for (const CXXCtorInitializer *I : C->inits())
        if (I->isWritten())
          forEachStmt(I->getInit(), Look);
    if (Held)
      return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// The request comes when a scope ends, or never
//===----------------------------------------------------------------------===//

std::optional<EarlyJoin> JoinOrder::atExit(const Point &Join, const Paths &P) {
  const ValueDecl *Handle = Join.On.last();
  const auto *Local = dyn_cast_or_null<VarDecl>(Handle);
  if (!Local || Join.On.Decls.size() != 1)
    return std::nullopt;
  // The sources of this frame, and what triggers each when it ends.
  llvm::SmallVector<const VarDecl *, 2> Sources;
  forEachInFrame(In.Body, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One); V && V != Handle)
          if (Roles.type(V).Roles.hasAny({Role::Source, Role::CancelHandle}))
            Sources.push_back(V);
    return true;
  });
  for (const VarDecl *Source : Sources) {
    TypeUse T = Roles.type(Source);
    llvm::SmallVector<const VarDecl *, 2> Guards;
    if (T.byValue() && (T.Entry->Destroy == OnDestroy::Cancel ||
                        T.Entry->Destroy == OnDestroy::CancelJoin))
      Guards.push_back(Source);
    ObjectNames Names;
    Names.insert(Source);
    Guards.append(exitTriggers(In.Body, Names, View));
    for (const VarDecl *G : Guards) {
      auto From = P.spotOf(G), To = spotAbove(P, Join.Call, View);
      auto Ended = [&](const CFGElement &E) {
        auto Dtor = E.getAs<CFGAutomaticObjDtor>();
        return Dtor && Dtor->getVarDecl() == G;
      };
      if (!From || !To || !P.reaches(*From, *To, {Ended, nullptr}))
        continue;
      WorkSeen Work = Works.workWith(Handle, Source, View.function());
      NamePath Object;
      Object.Decls.push_back(cast<ValueDecl>(Source->getCanonicalDecl()));
      if (!Work.Started || !Work.Loop)
        continue;
      // The guard's own lambda does not ask before.
      bool Asked = false;
      for (const DeclRefExpr *R : View.references(Source)) {
        bool InGuard = false;
        for (const Stmt *S = R; S && !InGuard; S = View.parent(S))
          InGuard = S == G->getInit() || S == strip(G->getInit());
        const Stmt *Child = nullptr;
        const Stmt *User = View.userOf(R, Child);
        const auto *M = dyn_cast_or_null<MemberExpr>(User);
        const auto *C =
            M ? dyn_cast_or_null<CXXMemberCallExpr>(View.parent(M)) : nullptr;
        Asked |= !InGuard &&
                 !(C && Roles.op(C, Role::GetToken) &&
                   !Roles.type(C->getType()).has(Role::Source)) &&
                 !(C && Roles.op(C, Role::Poll));
      }
      if (Asked || isToldOtherwise({Join, Object, Work}))
        continue;
      EarlyJoin Out;
      Out.Join = Join.Call;
      Out.Handle = Join.On;
      Out.Object = Object;
      Out.Guard = G;
      Out.Loop = Work.Loop;
      return Out;
    }
  }
  return std::nullopt;
}

/// True if the mention \p Ref of a handle neither asks its work to stop nor
/// gives that power away.
bool JoinOrder::leavesAlone(const Expr *Ref, const FunctionView &Around) const {
  const Stmt *Child = nullptr;
  const Stmt *User = Around.userOf(Ref, Child);
  if (isa_and_nonnull<CXXForRangeStmt, DeclStmt>(User)) {
    // The range of a loop is kept in a variable without a name.
    for (const Stmt *S = User; S; S = Around.parent(S))
      if (isa<CXXForRangeStmt>(S))
        return true;
    return false;
  }
  if (const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(User))
    return O->getOperator() == OO_Equal && O->getArg(0) == Child;
  const auto *M = dyn_cast_or_null<MemberExpr>(User);
  const auto *C =
      M ? dyn_cast_or_null<CXXMemberCallExpr>(Around.parent(M)) : nullptr;
  if (!C || !C->getMethodDecl())
    return false;
  if (Roles.op(C, Role::Join) || C->getMethodDecl()->isConst())
    return true;
  if (Roles.op(C, Role::GetToken))
    return !Roles.type(C->getType()).has(Role::Source);
  return isInStd(C->getMethodDecl()) && Roles.ops(C).empty() &&
         C->getMethodDecl()->getIdentifier() &&
         hasPhrase(C->getMethodDecl()->getName(),
                   {"emplace", "reserve", "clear", "push", "begin", "end"});
}

/// True if all that can be done with \p Handle is in reach, and nothing asks.
bool JoinOrder::isNeverAsked(const NamePath &Handle) {
  const ValueDecl *D = Handle.last();
  if (const auto *V = dyn_cast<VarDecl>(D)) {
    if (Handle.Decls.size() != 1 || !V->hasLocalStorage() ||
        isa<ParmVarDecl>(V) || V->getType()->isReferenceType() ||
        V->getType()->isPointerType() || V->isInitCapture())
      return false;
    return llvm::all_of(View.references(V), [&](const DeclRefExpr *R) {
      return leavesAlone(R, View);
    });
  }
  const auto *Field = dyn_cast<FieldDecl>(D);
  const auto *R = Field ? dyn_cast<CXXRecordDecl>(Field->getParent()) : nullptr;
  const FunctionDecl *F = View.function();
  // A private class is known to the one around it alone.
  const auto *Outer =
      R && R->getCanonicalDecl()->getAccess() == AS_private
          ? dyn_cast<CXXRecordDecl>(R->getCanonicalDecl()->getDeclContext())
          : nullptr;
  if (!R || !Handle.OfThis || Handle.Decls.size() != 1 || In.Lambda ||
      (Field->getAccess() != AS_private && !Outer &&
       (R->isExternallyVisible() || R->isAggregate())) ||
      !(isa<CXXDestructorDecl>(F) ||
        (F->getIdentifier() &&
         hasPhrase(F->getName(),
                   {"stop", "shutdown", "shut down", "close", "terminate",
                    "quit", "teardown", "tear down"}))))
    return false;
  llvm::SmallVector<const FunctionDecl *, 16> Insiders;
  if (!insidersOf(Outer ? Outer : R, Insiders))
    return false;
  for (const FunctionDecl *G : Insiders) {
    FunctionView There(G, Works.parents(G), Roles);
    bool Alone = true;
    forEachStmt(G->getBody(), [&](const Stmt *S) {
      const auto *M = dyn_cast<MemberExpr>(S);
      if (M && M->getMemberDecl()->getCanonicalDecl() == D)
        Alone &= leavesAlone(M, There);
      const auto *L = dyn_cast<CXXForRangeStmt>(S);
      if (L && There.ranged(L->getLoopVariable()) == Field)
        for (const DeclRefExpr *Use : There.references(L->getLoopVariable()))
          Alone &= leavesAlone(Use, There);
      return Alone;
    });
    if (!Alone)
      return false;
  }
  return true;
}

std::optional<EarlyJoin> JoinOrder::never(const Point &Join) {
  TypeUse T = typeOf(Join.On);
  if (!Join.On.last() || !T.has(Role::Source) || !T.has(Role::TaskHandle) ||
      !T.byValue())
    return std::nullopt;
  WorkSeen Work = Works.ownWork(Join.On.last(), View.function());
  if (!Work.Loop || isToldOtherwise({Join, Join.On, Work}) ||
      !isNeverAsked(Join.On))
    return std::nullopt;
  EarlyJoin Out;
  Out.Join = Join.Call;
  Out.Handle = Out.Object = Join.On;
  Out.Loop = Work.Loop;
  return Out;
}

} // namespace ctx::analysis
