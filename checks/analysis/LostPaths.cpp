//===- LostPaths.cpp ------------------------------------------------------===//

#include "LostPaths.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "ExitTriggers.h"
#include "Exprs.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Sources of a function
//===----------------------------------------------------------------------===//

/// True if \p Init makes an object by its default constructor.
static bool isDefault(const Expr *Init) {
  const Expr *E = strip(Init);
  if (!E)
    return false;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    if (C->getNumArgs() == 1 && inStd(C->getConstructor()))
      return isDefault(C->getArg(0)); // shared_ptr<S>(new S)
    return C->getConstructor()->isDefaultConstructor();
  }
  if (const auto *N = dyn_cast<CXXNewExpr>(E))
    return !N->getInitializer() || isDefault(N->getInitializer());
  if (const auto *I = dyn_cast<InitListExpr>(E))
    return I->getNumInits() == 0;
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *F = C->getDirectCallee();
    return F && inStd(F) && F->getIdentifier() &&
           (F->getName() == "make_shared" || F->getName() == "make_unique") &&
           C->getNumArgs() == 0;
  }
  return false;
}

bool madeLive(const VarDecl *V, const RoleIndex &Roles) {
  if (isa<ParmVarDecl>(V) || V->getType()->isReferenceType() ||
      !V->getType()->getAsCXXRecordDecl())
    return false;
  TypeUse T = Roles.type(V);
  if (!T.has(Role::Source) || T.has(Role::TaskHandle) || T.has(Role::Unified) ||
      T.Entry->Default != DefaultCtor::Live ||
      T.Entry->Destroy == OnDestroy::Cancel ||
      T.Entry->Destroy == OnDestroy::CancelJoin || T.hasForm(Form::Weak) ||
      T.hasForm(Form::Optional))
    return false;
  return V->getInit() ? isDefault(V->getInit())
                      : T.byValue() && V->isThisDeclarationADefinition();
}

/// True if \p V, a pointer, is given a context that can be triggered and that
/// has no parent: `g_cancellable_new()`.
static bool isMadeShared(const VarDecl *V, const TypeUse &T,
                         const RoleIndex &Roles) {
  return T.has(Role::Unified) && V->getType()->isPointerType() &&
         V->getInit() && Roles.op(strip(V->getInit()), Role::RootFactory);
}

namespace {

/// Finds them, with the function or lambda each is in.
class SourceFinder {
public:
  SourceFinder(const RoleIndex &Roles, bool Cancelling)
      : Roles(Roles), Cancelling(Cancelling) {
    for (Role R : {Role::Derive, Role::DeriveDeadline, Role::Merge})
      for (const auto &Op : Roles.opsPlaying(R))
        GivesHandles |= Op.second->Args.count("cancel") != 0;
  }

  void visit(const Stmt *S, const FunctionDecl *Unit) {
    if (!S)
      return;
    if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      for (const Expr *Init : L->capture_inits())
        visit(Init, Unit);
      return visit(L->getBody(), L->getCallOperator());
    }
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          variable(V, Unit);
    } else if (GivesHandles) {
      if (const auto *C = dyn_cast<CallExpr>(S))
        putOut(C, Unit);
      if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S))
        tied(O, Unit);
      else if (const auto *M = dyn_cast<MemberExpr>(S))
        dropped(M, Unit);
    }
    if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(S))
      return;
    for (const Stmt *Child : S->children())
      visit(Child, Unit);
  }

  std::vector<LocalSource> Found;
  /// What is still to be told about Found, by index: the variables that stand
  /// for the handle, for the derived context, or for a pair of both.
  struct Pending {
    const ValueDecl *Handle = nullptr, *Context = nullptr, *Pair = nullptr;
    std::string HandlePart;
    /// The other parts of the pair are nothing derived.
    bool OnlyHandle = false;
  };
  std::vector<Pending> Todo;

private:
  static const ArgSlot *cancelSlot(const OpUse &Op) {
    auto It = Op.Entry->Args.find("cancel");
    return It == Op.Entry->Args.end() ? nullptr : &It->second;
  }

  /// The call that \p E is, if its result holds a handle in \p Within.
  OpUse derives(const Expr *E, llvm::StringRef Within) const {
    if (!isa_and_nonnull<CallExpr>(E))
      return {};
    OpUse Op = Roles.op(E, {Role::Derive, Role::DeriveDeadline, Role::Merge});
    const ArgSlot *Slot = Op ? cancelSlot(Op) : nullptr;
    return Slot && Slot->Kind >= ArgSlot::Result && Slot->Within == Within
               ? Op
               : OpUse();
  }

  /// What \p E is taken out of by `*E` or `E->` of an object, which gives what
  /// value() does; null if it is something else.
  static const Expr *dereferenced(const Expr *E) {
    const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(E);
    bool Is = O && O->getNumArgs() == 1 &&
              (O->getOperator() == OO_Star || O->getOperator() == OO_Arrow);
    return Is ? strip(O->getArg(0)) : nullptr;
  }

  /// The call that made the pair (or handle) that \p E is in \p Unit: E itself,
  /// or what E takes it out of, `derive(parent).value`, or the same of a local
  /// variable that serves for nothing else.
  OpUse derives(const Expr *E, const FunctionDecl *Unit) const {
    if (!GivesHandles || !E)
      return {};
    if (OpUse Op = derives(E, ""))
      return Op;
    const auto *C = dyn_cast<CXXMemberCallExpr>(E);
    const auto *M = dyn_cast<MemberExpr>(C ? C->getCallee() : E);
    const Expr *From = dereferenced(E);
    if (!From &&
        (!M || !M->getMemberDecl()->getIdentifier() || (C && C->getNumArgs())))
      return {};
    llvm::StringRef Within = From ? "value" : M->getMemberDecl()->getName();
    if (!From)
      From = strip(M->getBase());
    const auto *V = dyn_cast_or_null<VarDecl>(referenced(From));
    if (!V)
      return derives(From, Within);
    if (!V->hasLocalStorage() || isa<ParmVarDecl>(V) ||
        V->getType()->isReferenceType())
      return {};
    OpUse Op = derives(strip(V->getInit()), Within);
    return Op && isTakenOnce(V, Within, Unit) ? Op : OpUse();
  }

  /// True if \p Unit takes \p Within out of \p V once and does nothing with V
  /// but look at other parts of it.
  static bool isTakenOnce(const VarDecl *V, llvm::StringRef Within,
                          const FunctionDecl *Unit) {
    // `r->first` takes `value` out of r, not `first`.
    auto IsIt = [V](const Expr *E) {
      const auto *R = dyn_cast_or_null<DeclRefExpr>(E);
      return R && R->getDecl() == V;
    };
    unsigned Whole = 0, Parts = 0, Taken = 0;
    forEachStmt(Unit->getBody(), [&](const Stmt *S) {
      if (const auto *R = dyn_cast<DeclRefExpr>(S))
        Whole += R->getDecl() == V;
      if (const Expr *From = dereferenced(dyn_cast<Expr>(S));
          From && IsIt(From)) {
        ++Parts;
        Taken += Within == "value";
        return true;
      }
      const auto *M = dyn_cast<MemberExpr>(S);
      if (!M || !IsIt(strip(M->getBase())))
        return true;
      ++Parts;
      Taken += M->getMemberDecl()->getIdentifier() &&
               M->getMemberDecl()->getName() == Within;
      return true;
    });
    return Whole == Parts && Taken == 1;
  }

  /// The type of \p T's member \p Name: a field, or a method's result.
  static QualType memberType(QualType T, llvm::StringRef Name) {
    if (const CXXRecordDecl *R = T->getAsCXXRecordDecl())
      for (const Decl *D : R->decls()) {
        const auto *N = dyn_cast<NamedDecl>(D);
        if (!N || !N->getIdentifier() || N->getName() != Name)
          continue;
        if (const auto *F = dyn_cast<FieldDecl>(N))
          return F->getType();
        if (const auto *F = dyn_cast<CXXMethodDecl>(N))
          return F->getReturnType().getNonReferenceType();
      }
    return {};
  }

  /// The type of the part of the result that cancels; null if it has no such
  /// part: the model says more than the code does.
  static QualType handleType(const OpUse &Op) {
    const ArgSlot &Slot = *cancelSlot(Op);
    QualType T = Op.E->getType();
    if (!Slot.Within.empty())
      T = memberType(T, Slot.Within);
    if (Slot.Kind == ArgSlot::ResultPart && !T.isNull())
      T = memberType(T, Slot.Part);
    return T;
  }

  LocalSource *add(const OpUse &Op, llvm::StringRef Name, SourceLocation At,
                   const FunctionDecl *Unit) {
    return add(Op, Name, handleType(Op), At, Unit);
  }

  /// \p Handle is the type of what cancels.
  LocalSource *add(const OpUse &Op, llvm::StringRef Name, QualType Handle,
                   SourceLocation At, const FunctionDecl *Unit) {
    if (Handle.isNull())
      return nullptr;
    LocalSource S;
    S.Name = Name.str();
    S.At = At;
    S.IsHandle = true;
    S.Type = Roles.type(Handle);
    S.Obliges = Op.Entry->MustUse || (S.Type && S.Type.Entry->MustUse);
    S.Unit = Unit;
    S.Derive = Op.E;
    S.CancelsItself = cancels(S.Type);
    if (S.CancelsItself && !Cancelling)
      return nullptr;
    Found.push_back(std::move(S));
    Todo.emplace_back();
    return &Found.back();
  }

  LocalSource &add(const VarDecl *V, TypeUse Type, std::string Name,
                   const FunctionDecl *Unit) {
    LocalSource S;
    S.Name = std::move(Name);
    S.At = V->getLocation();
    S.Type = Type;
    S.Unit = Unit;
    S.Life = V;
    Found.push_back(std::move(S));
    Todo.emplace_back();
    return Found.back();
  }

  /// The only source in \p V, an object that triggers it when it is destroyed.
  const FieldDecl *triggeredPart(const VarDecl *V) const {
    const CXXRecordDecl *R = V->getType()->getAsCXXRecordDecl();
    if (!R || isa<ParmVarDecl>(V) || !R->hasDefinition() || inStd(R) ||
        Roles.type(V) || R->hasTrivialDestructor())
      return nullptr;
    const FieldDecl *Part = nullptr;
    for (const FieldDecl *F : R->fields())
      if (TypeUse T = Roles.type(F); T.has(Role::Source) && T.byValue()) {
        if (Part || T.has(Role::TaskHandle))
          return nullptr;
        Part = F;
      }
    return Part && Part->getIdentifier() && triggersOwnMember(R, Roles)
               ? Part
               : nullptr;
  }

  /// True if \p V, of type \p T, is source and token at once, or an edge
  /// signal, and made here.
  bool isItsToken(const VarDecl *V, const TypeUse &T) const {
    if (!T.Roles.hasAny({Role::Unified, Role::EdgeSignal}) ||
        T.has(Role::PerRequest) || isa<ParmVarDecl>(V) ||
        V->getType()->isReferenceType() || T.hasForm(Form::Weak))
      return false;
    return V->getInit() ? isDefault(V->getInit()) ||
                              Roles.op(strip(V->getInit()), Role::RootFactory)
                        : T.byValue();
  }

  void variable(const VarDecl *V, const FunctionDecl *Unit) {
    if (!V->hasLocalStorage())
      return;
    TypeUse Own = Cancelling ? Roles.type(V) : TypeUse();
    bool Cancels = Own.has(Role::Source) && Own.byValue() && cancels(Own) &&
                   !isa<ParmVarDecl>(V);
    if (Cancels || madeLive(V, Roles) ||
        (Cancelling && (isMadeShared(V, Own, Roles) || isItsToken(V, Own)))) {
      add(V, Own ? Own : Roles.type(V), V->getNameAsString(), Unit)
          .CancelsItself = Cancels;
      Todo.back().Handle = V;
      return;
    }
    if (const FieldDecl *Part = Cancelling ? triggeredPart(V) : nullptr) {
      add(V, Roles.type(Part),
          V->getNameAsString() + "." + Part->getNameAsString(), Unit)
          .CancelsItself = true;
      Todo.back().Pair = V;
      Todo.back().HandlePart = Part->getNameAsString();
      Todo.back().OnlyHandle = true;
      return;
    }
    OpUse Op = derives(strip(V->getInit()), Unit);
    // `auto &[ctx, cancel] = *result` names what is in a local variable.
    if (!Op || (V->getType()->isReferenceType() && !isa<DecompositionDecl>(V)))
      return;
    const ArgSlot &Slot = *cancelSlot(Op);
    if (const auto *D = dyn_cast<DecompositionDecl>(V)) {
      if (Slot.Kind != ArgSlot::ResultPart || D->bindings().size() != 2)
        return;
      const BindingDecl *Handle = D->bindings()[Slot.Part == "second"];
      const BindingDecl *Other = D->bindings()[Slot.Part != "second"];
      if (LocalSource *S =
              add(Op, Handle->getName(), Handle->getLocation(), Unit)) {
        S->Life = D;
        Todo.back().Handle = Handle;
        Todo.back().Context = Other;
      }
      return;
    }
    if (Slot.Kind == ArgSlot::Result) {
      if (LocalSource *S = add(Op, V->getName(), V->getLocation(), Unit)) {
        S->Life = V;
        Todo.back().Handle = V;
      }
    } else if (Slot.Kind == ArgSlot::ResultPart) {
      if (LocalSource *S = add(Op, V->getNameAsString() + "." + Slot.Part,
                               V->getLocation(), Unit)) {
        S->Life = V;
        Todo.back().Pair = V;
        Todo.back().HandlePart = Slot.Part;
      }
    }
  }

  /// std::tie(ctx, cancel) = derive(parent)
  void tied(const CXXOperatorCallExpr *O, const FunctionDecl *Unit) {
    if (O->getOperator() != OO_Equal || O->getNumArgs() != 2)
      return;
    const auto *Tie = dyn_cast<CallExpr>(strip(O->getArg(0)));
    const FunctionDecl *F = Tie ? Tie->getDirectCallee() : nullptr;
    if (!F || !inStd(F) || !F->getIdentifier() || F->getName() != "tie" ||
        Tie->getNumArgs() != 2)
      return;
    OpUse Op = derives(strip(O->getArg(1)), Unit);
    if (!Op || cancelSlot(Op)->Kind != ArgSlot::ResultPart)
      return;
    bool Second = cancelSlot(Op)->Part == "second";
    const auto *V = dyn_cast_or_null<VarDecl>(referenced(Tie->getArg(Second)));
    if (!V || !V->hasLocalStorage() || V->getType()->isReferenceType())
      return;
    if (LocalSource *S =
            add(Op, V->getName(), Tie->getArg(Second)->getExprLoc(), Unit)) {
      S->Life = V;
      Todo.back().Handle = V;
      Todo.back().Context = referenced(Tie->getArg(!Second));
    }
  }

  /// derive(parent, &child, &cancel)
  void putOut(const CallExpr *C, const FunctionDecl *Unit) {
    OpUse Op = Roles.op(C, {Role::Derive, Role::DeriveDeadline, Role::Merge});
    const ArgSlot *Slot = Op ? cancelSlot(Op) : nullptr;
    if (!Slot || (Slot->Kind != ArgSlot::Index && Slot->Kind != ArgSlot::Last))
      return;
    auto Local = [](const Expr *E) {
      const auto *V = dyn_cast_or_null<VarDecl>(referenced(addressed(E)));
      return V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) &&
                     !V->getType()->isReferenceType()
                 ? V
                 : nullptr;
    };
    const Expr *Written = Op.arg("cancel");
    const VarDecl *V = Written ? Local(Written) : nullptr;
    if (!V)
      return;
    if (LocalSource *S =
            add(Op, V->getName(), V->getType(), Written->getExprLoc(), Unit)) {
      S->Life = V;
      S->PutOut = true;
      Todo.back().Handle = V;
      auto Args = model::writtenArgs(C);
      if (Op.Entry->ResultOut && *Op.Entry->ResultOut < Args.size())
        Todo.back().Context = Local(Args[*Op.Entry->ResultOut]);
    }
  }

  /// What \p E is the address of; E itself if it is no address.
  static const Expr *addressed(const Expr *E) {
    const auto *U = dyn_cast<UnaryOperator>(strip(E));
    return U && U->getOpcode() == UO_AddrOf ? U->getSubExpr() : E;
  }

  /// derive(parent).first
  void dropped(const MemberExpr *M, const FunctionDecl *Unit) {
    OpUse Op = derives(strip(M->getBase()), Unit);
    if (!Op)
      return;
    const ArgSlot &Slot = *cancelSlot(Op);
    const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
    if (Slot.Kind != ArgSlot::ResultPart || !F || !F->getIdentifier() ||
        F->getName() == Slot.Part)
      return;
    const FunctionDecl *Callee = cast<CallExpr>(Op.E)->getDirectCallee();
    if (Callee)
      if (LocalSource *S =
              add(Op, Callee->getNameAsString(), Op.E->getExprLoc(), Unit);
          S && !S->Obliges) {
        Found.pop_back();
        Todo.pop_back();
      }
  }

  static bool cancels(const TypeUse &T) {
    return T && (T.Entry->Destroy == OnDestroy::Cancel ||
                 T.Entry->Destroy == OnDestroy::CancelJoin);
  }

  const RoleIndex &Roles;
  bool Cancelling;
  bool GivesHandles = false;
};

} // namespace

std::vector<LocalSource> localSources(const FunctionDecl *F,
                                      const RoleIndex &Roles, bool Cancelling) {
  SourceFinder Finder(Roles, Cancelling);
  Finder.visit(F->getBody(), F);
  if (Finder.Found.empty())
    return {};
  forEachStmt(F->getBody(), [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    const auto *M = dyn_cast<MemberExpr>(S);
    if (!R && !M)
      return true;
    for (size_t I = 0; I != Finder.Found.size(); ++I) {
      LocalSource &Source = Finder.Found[I];
      const SourceFinder::Pending &Todo = Finder.Todo[I];
      if (R && R->getDecl() == Todo.Handle)
        Source.Refs.push_back(R);
      else if (R && R->getDecl() == Todo.Context)
        Source.Derived.push_back(R);
      else if (R && R->getDecl() == Todo.Pair)
        Source.Refs.push_back(R); // seen whole: out of sight
      else if (M && Todo.Pair && referenced(M->getBase()) == Todo.Pair) {
        bool IsHandle = M->getMemberDecl()->getIdentifier() &&
                        M->getMemberDecl()->getName() == Todo.HandlePart;
        if (IsHandle || !Todo.OnlyHandle)
          (IsHandle ? Source.Refs : Source.Derived).push_back(M);
      }
    }
    // Below `r.second` there is only `r`.
    return !(M && llvm::any_of(Finder.Todo, [&](const auto &T) {
               return T.Pair && referenced(M->getBase()) == T.Pair;
             }));
  });
  return std::move(Finder.Found);
}

//===----------------------------------------------------------------------===//
// Uses and hand-outs
//===----------------------------------------------------------------------===//

LostPaths::LostPaths(LocalSource &Source, const FunctionView &View,
                     const HandOutContext &Context)
    : Source(Source), View(View), Context(Context),
      Body(Source.Unit->getBody()) {
  classify();
}

/// True if an `if` decides whether \p S, which is in \p Body, is reached.
static bool isUnderIf(const Stmt *S, const Stmt *Body,
                      const FunctionView &View) {
  for (const Stmt *P = S; P && P != Body; P = View.parent(P))
    if (isa<IfStmt>(P))
      return true;
  return false;
}

void LostPaths::classify() {
  if (Source.PutOut)
    Assigned = Source.Derive;
  else if (Source.Derive)
    for (const Stmt *P = View.parent(Source.Derive); P; P = View.parent(P))
      if (const auto *O = dyn_cast<CXXOperatorCallExpr>(P))
        if (O->getOperator() == OO_Equal)
          Assigned = O;
  auto InTie = [&](const Expr *E) {
    for (const Stmt *P = E; P && Assigned; P = View.parent(P))
      if (P == Assigned)
        return true;
    return false;
  };
  llvm::erase_if(Source.Refs, InTie);
  llvm::erase_if(Source.Derived, InTie);

  ObjectUses Uses = usesOf(Source.Refs, View, Source.IsHandle);
  TokenNames.insert(Uses.Names.begin(), Uses.Names.end());
  HandOuts Found(View, Body, Context);
  for (const ObjectUse &U : Uses.Uses) {
    const LambdaExpr *L = View.lambdaAround(U.E, Body);
    switch (U.Kind) {
    case UseKind::Trigger:
      if (L)
        AskedByCallback |= isUnderIf(L, Body, View);
      else
        Triggers.push_back(U.E);
      [[fallthrough]];
    case UseKind::Renewed:
    case UseKind::Escape:
      EverStopped = true;
      Stops.insert(L ? static_cast<const Expr *>(L) : U.E);
      break;
    case UseKind::Look:
      Found.followLambdas(U.E);
      break;
    case UseKind::Token:
      Found.follow(U.E);
      break;
    }
  }
  for (const Expr *E : Source.Derived) {
    Found.follow(E);
    if (const auto *R = dyn_cast<DeclRefExpr>(E))
      TokenNames.insert(R->getDecl());
  }
  TokenNames.insert(Found.carriers().begin(), Found.carriers().end());
  selectHandOuts(Found);
  if (!matters())
    return;
  learnAboutWork();
  collectJoins();
  collectDecisions();
}

/// True if \p At starts work through a function that is given a local object to
/// run it on (`co_spawn(io, ...)`): the work is over when that is.
static bool runsOnLocal(const Stmt *At, const model::RoleIndex &Roles) {
  const auto *C = dyn_cast_or_null<CallExpr>(At);
  OpUse Op = C ? Roles.op(C, Role::Spawn) : OpUse();
  if (!Op || Op.Entry->Kind != model::MatchKind::Free)
    return false;
  auto Args = model::writtenArgs(C);
  const VarDecl *V = Args.empty() ? nullptr : localRoot(Args.front());
  return V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) && !Roles.type(V) &&
         !V->getType()->isReferenceType() && !V->getType()->isPointerType() &&
         V->getType()->isRecordType() &&
         !isa_and_nonnull<LambdaExpr>(strip(V->getInit()));
}

void LostPaths::selectHandOuts(const HandOuts &Found) {
  auto IsToken = [&](const ValueDecl *D) {
    return TokenNames.count(D) ||
           (isa<ParmVarDecl>(D) &&
            View.roles().type(D).Roles.hasAny(
                {Role::Token, Role::Context, Role::Carrier, Role::Unified}));
  };
  for (const HandOut &H : Found.found()) {
    if (runsOnLocal(H.At, View.roles()))
      continue;
    bool ByItself = !H.Workers.empty();
    for (const FunctionDecl *W : H.Workers) {
      WorkEnd End = howItEnds(bodyInReach(W), View.roles(), IsToken);
      ByItself &= End == WorkEnd::ByItself;
      Endless |= End == WorkEnd::OnlyWhenAsked;
    }
    if (ByItself)
      continue;
    if (H.Handle)
      Handles.insert(H.Handle);
    Relevant.push_back(H);
  }
}

//===----------------------------------------------------------------------===//
// What the function knows of the work
//===----------------------------------------------------------------------===//

bool LostPaths::isHandle(const Expr *E) const {
  const ValueDecl *D = referenced(E);
  if (!D && E)
    D = localRoot(E); // threads[0]
  return D && Handles.count(View.ranged(D));
}

/// Variables that tell how far the work is: what it changes, what such a
/// variable was made of, and the status of its handle.
void LostPaths::learnAboutWork() {
  for (const HandOut &H : Relevant)
    for (const FunctionDecl *W : H.Workers) {
      const auto *M = dyn_cast<CXXMethodDecl>(W);
      if (!M || !M->getParent()->isLambda())
        continue;
      forEachStmt(W->getBody(), [&](const Stmt *S) {
        const auto *R = dyn_cast<DeclRefExpr>(S);
        if (R && R->refersToEnclosingVariableOrCapture() &&
            !TokenNames.count(R->getDecl()) &&
            changes(W->getBody(), R->getDecl()))
          Known.insert(R->getDecl());
        return true;
      });
    }
  forEachStmt(Body, [&](const Stmt *S) {
    if (isa<LambdaExpr>(S))
      return false;
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One); V && V->getInit())
          if (!Handles.count(V) && asksAboutWork(V->getInit()))
            Known.insert(V);
    if (const auto *A = dyn_cast<CoawaitExpr>(S))
      if (mentionsHandle(compat::awaitedOperand(A)))
        Stops.insert(A);
    // Waiting for what the work signals is as good as waiting for the work, and
    // a result that is taken was meant to be finished.
    const auto *C = dyn_cast<CXXMemberCallExpr>(S);
    const CXXMethodDecl *M = C ? C->getMethodDecl() : nullptr;
    if (!M) {
      const auto *Call = dyn_cast<CallExpr>(S);
      const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
      if (F && F->getIdentifier() &&
          hasPhrase(F->getName(), {"wait", "join"}) &&
          llvm::any_of(Call->arguments(),
                       [&](const Expr *A) { return isHandle(A); }))
        Stops.insert(Call); // sync_wait(std::move(task))
      return true;
    }
    const ValueDecl *Object = referenced(C->getImplicitObjectArgument());
    if (Object && Known.count(Object) && M->getIdentifier() &&
        hasPhrase(M->getName(), {"wait", "acquire", "get", "join"}))
      Stops.insert(C);
    if (!C->getType()->isVoidType() && View.roles().op(C, Role::Join) &&
        isHandle(C->getImplicitObjectArgument()))
      Stops.insert(C);
    return true;
  });
}

bool LostPaths::mentionsHandle(const Expr *E) const {
  return llvm::any_of(Handles,
                      [&](const ValueDecl *D) { return mentions(E, D); });
}

bool LostPaths::holdsTask(const ValueDecl *D) const {
  return View.roles().type(D).has(Role::TaskHandle) ||
         View.roles().element(D->getType()).has(Role::TaskHandle);
}

/// True if \p Condition looks at how far the work is. Asking whether a handle
/// holds work (`joinable`) tells nothing of that.
bool LostPaths::asksAboutWork(const Stmt *Condition) const {
  bool Asks = false;
  forEachStmt(Condition, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
      const ValueDecl *D = R->getDecl();
      // What a start function returns may say that nothing was started.
      Asks |= Known.count(D) || (Handles.count(D) && !holdsTask(D));
    }
    if (const auto *C = dyn_cast<CXXMemberCallExpr>(S))
      if (isHandle(C->getImplicitObjectArgument()))
        Asks |= C->getNumArgs() || !C->getType()->isBooleanType();
    return !Asks;
  });
  return Asks;
}

static const Expr *conditionOf(const Stmt *S) {
  if (const auto *I = dyn_cast<IfStmt>(S))
    return I->getCond();
  if (const auto *W = dyn_cast<WhileStmt>(S))
    return W->getCond();
  if (const auto *F = dyn_cast<ForStmt>(S))
    return F->getCond();
  if (const auto *D = dyn_cast<DoStmt>(S))
    return D->getCond();
  if (const auto *W = dyn_cast<SwitchStmt>(S))
    return W->getCond();
  if (const auto *C = dyn_cast<ConditionalOperator>(S))
    return C->getCond();
  return nullptr;
}

static bool isInside(const Stmt *S, const Stmt *Outer,
                     const FunctionView &View) {
  for (; S; S = View.parent(S))
    if (S == Outer)
      return true;
  return false;
}

/// Collects the branches that were taken knowing about the work.
///
/// Paths are not checked for being feasible, so a trigger under the same
/// condition as the hand-out, or under one that asks for the work, is trusted.
void LostPaths::collectDecisions() {
  auto Add = [&](llvm::SmallPtrSetImpl<const Stmt *> &To, const Stmt *Branch) {
    To.insert(Branch);
    forEachStmt(conditionOf(Branch), [&](const Stmt *S) {
      const auto *B = dyn_cast<BinaryOperator>(S);
      if (B && B->isLogicalOp())
        To.insert(B);
      return !isa<LambdaExpr>(S);
    });
  };
  // What the hand-outs depend on.
  llvm::SmallPtrSet<const ValueDecl *, 8> Related;
  for (const HandOut &H : Relevant)
    for (const Stmt *P = View.parent(H.At); P && P != Body; P = View.parent(P))
      forEachStmt(conditionOf(P), [&](const Stmt *S) {
        if (const auto *R = dyn_cast<DeclRefExpr>(S))
          if (isa<VarDecl, BindingDecl>(R->getDecl()))
            Related.insert(R->getDecl());
        if (const auto *M = dyn_cast<MemberExpr>(S))
          if (isa<FieldDecl>(M->getMemberDecl()))
            Related.insert(M->getMemberDecl());
        return true;
      });
  Related.insert(Handles.begin(), Handles.end());

  forEachStmt(Body, [&](const Stmt *S) {
    if (isa<LambdaExpr>(S))
      return false;
    const Expr *Cond = conditionOf(S);
    if (!Cond)
      return true;
    bool Triggers = llvm::any_of(
        this->Triggers, [&](const Expr *T) { return isInside(T, S, View); });
    bool Starts = EverStopped && llvm::any_of(Relevant, [&](const HandOut &H) {
                    return isInside(H.At, Cond, View);
                  });
    if (Starts || asksAboutWork(Cond) ||
        (Triggers && llvm::any_of(Related, [&](const ValueDecl *D) {
           return mentions(Cond, D);
         })))
      Add(Decisions, S);
    return true;
  });

  // Who asks only under a condition, and else waits, expects the work to end by
  // itself - unless it visibly does not.
  if (Endless)
    return;
  for (const Expr *T : Triggers) {
    const Stmt *Around = nullptr;
    const Stmt *Child = T;
    for (const Stmt *P = View.parent(T); P && P != Body; P = View.parent(P)) {
      const auto *I = dyn_cast<IfStmt>(P);
      if ((I && !I->getElse() && I->getThen() == Child) || isa<CXXCatchStmt>(P))
        Around = P;
      Child = P;
      if (Around && llvm::any_of(Relevant, [&](const HandOut &H) {
            return isInside(H.At, Around, View);
          }))
        Around = nullptr;
      if (Around)
        break;
    }
    if (!Around) {
      Optional.clear(); // asked for unconditionally: other paths forget it
      return;
    }
    Add(Optional, Around);
  }
}

//===----------------------------------------------------------------------===//
// Joins
//===----------------------------------------------------------------------===//

/// The statement around \p Join before which a request reaches it and no other
/// path: up through loops over the handles and tests of the handle. Null if
/// there is none.
const Stmt *LostPaths::joinStatement(const Expr *Join) const {
  auto OverHandles = [&](const Stmt *S) {
    if (const auto *L = dyn_cast_or_null<CXXForRangeStmt>(S))
      return isHandle(L->getRangeInit());
    const auto *I = dyn_cast_or_null<IfStmt>(S);
    bool Asks = false;
    if (I && !I->getElse())
      forEachStmt(I->getCond(), [&](const Stmt *Part) {
        const auto *R = dyn_cast<DeclRefExpr>(Part);
        Asks |= R && Handles.count(View.ranged(R->getDecl()));
        return true;
      });
    return Asks;
  };
  const Stmt *Child = Join;
  for (const Stmt *P = View.parent(Join); P; Child = P, P = View.parent(P)) {
    if (isa<CompoundStmt>(P) && !OverHandles(View.parent(P)))
      return Child;
    if (isa<SwitchCase, LabelStmt>(P))
      return Child;
    if (!isa<CompoundStmt, Expr>(P) && !OverHandles(P))
      return nullptr;
  }
  return nullptr;
}

void LostPaths::collectJoins() {
  forEachStmt(Body, [&](const Stmt *S) {
    if (isa<LambdaExpr>(S))
      return false;
    const auto *C = dyn_cast<CXXMemberCallExpr>(S);
    if (C && View.roles().op(C, Role::Join) &&
        isHandle(C->getImplicitObjectArgument()))
      if (const Stmt *Statement = joinStatement(C))
        if (!llvm::is_contained(Joins, Statement)) {
          Joins.push_back(Statement);
          forEachStmt(Statement, [&](const Stmt *Part) {
            InJoins.insert(Part);
            return true;
          });
        }
    return true;
  });
}

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

/// True if \p E is an element for one of \p Stmts.
static bool isOneOf(const CFGElement &E,
                    const llvm::SmallPtrSetImpl<const Stmt *> &Stmts) {
  auto S = E.getAs<CFGStmt>();
  return S && Stmts.count(S->getStmt());
}

std::optional<Loss> LostPaths::find(const CFG &Graph) {
  // Whoever has a callback ask, if at all, expects the work to end by itself on
  // the other ways - unless it visibly does not.
  if (AskedByCallback && !Endless)
    return std::nullopt;
  Paths P(Graph);
  // What clang did not make an element of its own stands in the next one up.
  llvm::SmallVector<const Stmt *, 8> Given(Stops.begin(), Stops.end());
  for (const Stmt *S : Given)
    for (const Stmt *Up = S; Up && !P.spotOf(Up); Up = View.parent(Up))
      if (const Stmt *Next = View.parent(Up))
        Stops.insert(Next);

  addTestExits();

  std::optional<PathSpot> Start =
      Assigned ? P.spotOf(Assigned) : P.spotOf(Source.Life);
  if (!Start)
    return std::nullopt;
  if (Source.Obliges)
    return leak(P, *Start, *Start, nullptr);
  for (const HandOut &H : Relevant)
    if (std::optional<PathSpot> From = spotAbove(P, H.At, View))
      if (std::optional<Loss> L = leak(P, *Start, *From, H.At))
        return L;
  return std::nullopt;
}

/// What an assertion of a test leaves behind when it fails does not matter:
/// `ASSERT_TRUE(ok)` returns.
void LostPaths::addTestExits() {
  if (!isTestCode(Source.Unit, View.roles()))
    return;
  const SourceManager &SM = Source.Unit->getASTContext().getSourceManager();
  forEachStmt(Body, [&](const Stmt *S) {
    SourceLocation At = S->getBeginLoc();
    if (isa<ReturnStmt>(S) && At.isMacroID() && !SM.isMacroArgExpansion(At))
      Stops.insert(S);
    return !isa<LambdaExpr>(S);
  });
}

std::optional<Loss> LostPaths::leak(const Paths &P, PathSpot Start,
                                    PathSpot From, const Expr *HandOut) {
  auto Stopped = [&](const CFGElement &E) { return isOneOf(E, Stops); };
  auto Decided = [&](const Stmt *B) { return Decisions.count(B) != 0; };
  // A request that comes before the hand-out is seen by the work all the same.
  if (HandOut && !P.reaches(Start, From, {Stopped, nullptr}))
    return std::nullopt;

  auto Around = [&](const Stmt *B) {
    return Decisions.count(B) || Optional.count(B);
  };
  auto StoppedOrJoined = [&](const CFGElement &E) {
    return isOneOf(E, Stops) || isOneOf(E, InJoins);
  };
  bool OnlyInHandlers =
      !Optional.empty() && llvm::all_of(Optional, [](const Stmt *S) {
        return isa<CXXCatchStmt>(S);
      });
  std::optional<PathOut> Out;
  if (!OnlyInHandlers)
    Out = P.pathOut(From, Source.Life, {Stopped, Around});
  if (!Out && !Optional.empty())
    Out = P.pathOut(From, Source.Life, {StoppedOrJoined, Decided});
  if (!Out)
    return std::nullopt;

  Loss L;
  L.NeverTriggered = !EverStopped;
  L.EndlessWork = Endless;
  L.HandOut = HandOut;
  if (Out->Leaves)
    L.Leaves = Out->Leaves->getBeginLoc();
  else if (Out->Scope)
    L.Leaves = Out->Scope->getEndLoc();
  else
    L.Leaves = Body->getEndLoc();
  closeAtJoins(P, From, L);
  return L;
}

void LostPaths::closeAtJoins(const Paths &P, PathSpot From, Loss &L) {
  auto StoppedOrJoined = [&](const CFGElement &E) {
    return isOneOf(E, Stops) || isOneOf(E, InJoins);
  };
  auto Decided = [&](const Stmt *B) { return Decisions.count(B) != 0; };
  if (Joins.empty() || P.pathOut(From, Source.Life, {StoppedOrJoined, Decided}))
    return;
  for (const Stmt *Join : Joins) {
    llvm::SmallPtrSet<const Stmt *, 16> Here;
    forEachStmt(Join, [&](const Stmt *S) {
      Here.insert(S);
      return true;
    });
    auto Others = [&](const CFGElement &E) {
      return isOneOf(E, Stops) || (isOneOf(E, InJoins) && !isOneOf(E, Here));
    };
    for (const Stmt *S : Here)
      if (auto Spot = P.spotOf(S);
          Spot && P.reaches(From, *Spot, {Others, Decided})) {
        L.Joins.push_back(Join);
        break;
      }
  }
  llvm::sort(L.Joins, [](const Stmt *A, const Stmt *B) {
    return A->getBeginLoc() < B->getBeginLoc();
  });
}

} // namespace ctx::analysis
