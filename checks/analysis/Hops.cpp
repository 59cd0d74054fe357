//===- Hops.cpp -----------------------------------------------------------===//

#include "Hops.h"
#include "../compat/Compat.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "InScope.h"
#include "Observed.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using ctx::model::Role;
using ctx::model::RoleSet;
using ctx::model::TypeUse;

namespace ctx::analysis {

std::string shownName(const FunctionDecl *F) {
  if (const auto *M = dyn_cast<CXXMethodDecl>(F)) {
    if (M->getParent()->isLambda())
      return "the lambda";
    return M->getParent()->getNameAsString() + "::" + F->getNameAsString();
  }
  return F->getNameAsString();
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

bool Hops::isTokenLike(QualType T) {
  if (T.isNull() || T->isArithmeticType() || T->isVoidType())
    return false;
  auto Inserted = TokenLike.try_emplace(T.getTypePtr(), false);
  if (Inserted.second) {
    bool Answer = Observes.isTokenLike(T);
    TypeUse Use = Roles.type(T);
    Answer |= Use && Use.Roles.hasAny({Role::Context, Role::Unified});
    TokenLike[T.getTypePtr()] = Answer;
    return Answer;
  }
  return Inserted.first->second;
}

/// \p T without references, pointers and smart pointers.
static QualType pointee(QualType T) {
  for (unsigned Depth = 0; Depth != 4; ++Depth) {
    T = T.getNonReferenceType();
    if (T->isPointerType()) {
      T = T->getPointeeType();
      continue;
    }
    const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        T->getAsCXXRecordDecl());
    if (!S || !S->getIdentifier() || !S->getTemplateArgs().size() ||
        S->getTemplateArgs()[0].getKind() != TemplateArgument::Type ||
        !hasPhrase(S->getName(), {"ptr", "optional", "wrapper", "atomic"}) ||
        S->getName() == "atomic")
      break;
    T = S->getTemplateArgs()[0].getAsType();
  }
  return T;
}

static bool saysStop(llvm::StringRef Name) {
  return hasPhrase(Name, {"stop", "stopped", "stopping", "cancel", "cancelled",
                          "canceled", "abort", "aborted", "quit", "exit",
                          "interrupt", "interrupted", "shutdown", "shut down",
                          "terminate", "closed", "running", "token"});
}

/// True for a yes or no, or a state, that somebody else may change.
static bool isSharedFlag(QualType T) {
  const auto *R = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      pointee(T)->getAsCXXRecordDecl());
  if (R && R->getIdentifier() && isInStd(R) && R->getName() == "atomic") {
    const TemplateArgument &A = R->getTemplateArgs()[0];
    return A.getKind() == TemplateArgument::Type &&
           (A.getAsType()->isBooleanType() || !A.getAsType()->isIntegerType());
  }
  if (const CXXRecordDecl *Flag = pointee(T)->getAsCXXRecordDecl())
    if (Flag->getIdentifier() && isInStd(Flag) &&
        Flag->getName() == "atomic_flag")
      return true;
  T = T.getNonReferenceType();
  return T.isVolatileQualified() ||
         (T->isPointerType() && T->getPointeeType()->isBooleanType());
}

bool Hops::holds(const CXXRecordDecl *R, bool Flags, unsigned Depth) {
  if (!R || !(R = R->getDefinition()) || Depth > 2 || isInStd(R))
    return false;
  auto Inserted = Holders[Flags].try_emplace(R, false);
  if (!Inserted.second)
    return Inserted.first->second;
  bool Answer = false;
  for (const FieldDecl *F : R->fields()) {
    QualType T = F->getType();
    if (T->isDependentType())
      continue;
    Answer |= isTokenLike(T) || isTokenLike(pointee(T)) ||
              bool(Roles.type(F).has(Role::Token)) ||
              (Flags && F->getIdentifier() && saysStop(F->getName()) &&
               (isSharedFlag(T) || T->isBooleanType()));
    if (!Answer && Depth < 1)
      Answer = holds(pointee(T)->getAsCXXRecordDecl(), Flags, Depth + 1);
    if (Answer)
      break;
  }
  if (!Answer)
    for (const CXXBaseSpecifier &B : R->bases())
      Answer |= holds(B.getType()->getAsCXXRecordDecl(), Flags, Depth);
  // A deeper question is asked less thoroughly: not remembered.
  if (Depth)
    Holders[Flags].erase(R);
  else
    Holders[Flags][R] = Answer;
  return Answer;
}

bool Hops::holdsToken(const CXXRecordDecl *R) { return holds(R, false, 0); }

/// True for something that can be called back.
static bool isCallable(QualType T) {
  T = T.getNonReferenceType();
  if (T->isFunctionPointerType() || T->isFunctionType() ||
      T->isMemberFunctionPointerType())
    return true;
  const CXXRecordDecl *R = pointee(T)->getAsCXXRecordDecl();
  if (!R)
    return false;
  if (R->isLambda())
    return true;
  return R->getIdentifier() &&
         hasPhrase(R->getName(), {"function", "callback", "delegate", "closure",
                                  "predicate", "handler", "invocable"});
}

bool Hops::knowsStop(QualType T) {
  if (T.isNull() || T->isArithmeticType())
    return false;
  if (isTokenLike(T) || isCallable(T) || isSharedFlag(T))
    return true;
  return holds(pointee(T)->getAsCXXRecordDecl(), true, 0);
}

/// True for the standard library's own that can hold a token of anybody, or is
/// one.
static bool isStdKeeper(const CXXRecordDecl *R) {
  static const llvm::StringRef Names[] = {
      "any",        "exception_ptr", "thread",        "jthread",
      "future",     "shared_future", "promise",       "packaged_task",
      "stop_token", "stop_source",   "stop_callback", "coroutine_handle"};
  return !R->getIdentifier() || llvm::is_contained(Names, R->getName());
}

bool Hops::partsKeepNone(const CXXRecordDecl *R, unsigned Depth) {
  R = R->getDefinition();
  if (!R || isTokenLike(compat::typeOf(Context, R)))
    return false;
  for (const FieldDecl *F : R->fields())
    if (Roles.type(F) || !keepsNone(F->getType(), Depth + 1))
      return false;
  return llvm::all_of(R->bases(), [&](const CXXBaseSpecifier &B) {
    const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
    return Base && partsKeepNone(Base, Depth);
  });
}

bool Hops::keepsNone(QualType T, unsigned Depth) {
  T = T.getNonReferenceType();
  if (T->isArrayType() || T->isPointerType())
    return keepsNone(T->isArrayType() ? Context.getBaseElementType(T)
                                      : T->getPointeeType(),
                     Depth);
  if (T->isArithmeticType() || T->isEnumeralType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R || Depth > 4 || R->isLambda() || isCallable(T) || isTokenLike(T))
    return false;
  if (!isInStd(R))
    return (R = R->getDefinition()) &&
           (!R->isPolymorphic() || R->isEffectivelyFinal()) &&
           partsKeepNone(R, Depth);
  if (isStdKeeper(R))
    return false;
  const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R);
  return !S ||
         llvm::all_of(S->getTemplateArgs().asArray(),
                      [&](const TemplateArgument &A) {
                        return A.getKind() == TemplateArgument::Pack
                                   ? A.pack_size() == 0
                                   : A.getKind() != TemplateArgument::Type ||
                                         keepsNone(A.getAsType(), Depth + 1);
                      });
}

bool Hops::surelyKeepsNone(QualType T) {
  if (T.isNull() || T->isDependentType())
    return false;
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  // Without anything in it, it may be a name for something elsewhere.
  if (!R || isInStd(R) || !R->hasDefinition() || R->isEmpty())
    return false;
  auto Inserted = Tokenless.try_emplace(R, false);
  if (Inserted.second) {
    bool Answer = keepsNone(T, 0);
    Tokenless[R] = Answer;
    return Answer;
  }
  return Inserted.first->second;
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

bool Hops::mayBeHop(const FunctionDecl *F) {
  F = F->getCanonicalDecl();
  auto Inserted = Judged.try_emplace(F, false);
  if (!Inserted.second)
    return Inserted.first->second;
  bool Answer = judge(F);
  Judged[F] = Answer;
  return Answer;
}

bool Hops::judge(const FunctionDecl *F) {
  if (!F->getDeclName().isIdentifier() || !F->getIdentifier() ||
      F->isImplicit() || F->isDefaulted() || F->isDeleted() ||
      F->isNoReturn() || F->isVariadic() || F->isTemplated() ||
      F->isTemplateInstantiation() || F->isConstexpr() || F->getBuiltinID())
    return false;
  const SourceManager &SM = Context.getSourceManager();
  if (F->getLocation().isInvalid() ||
      SM.isInSystemHeader(SM.getExpansionLoc(F->getLocation())))
    return false;
  for (const DeclContext *DC = F->getDeclContext(); DC; DC = DC->getParent())
    if (isa<ClassTemplateSpecializationDecl>(DC) || DC->isFunctionOrMethod())
      return false;
  llvm::StringRef Name = F->getName();
  if (isCleanup(F) || mayMakeRoots(F, Roles) || saysOptOut(Name) ||
      hasPhrase(Name, Apart) || isGenerator(F, Roles))
    return false;
  for (const ParmVarDecl *P : F->parameters())
    if (knowsStop(P->getType()) || Roles.type(P) ||
        (P->getIdentifier() && saysStop(P->getName())))
      return false;
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (M && (M->getParent()->isLambda() || holdsToken(M->getParent()) ||
            Roles.type(compat::typeOf(Context, M->getParent()))))
    return false;
  // The library calls it: there is no caller that could give it anything.
  return !Roles.entryPoint(F);
}

const FunctionDecl *Hops::hopCalledBy(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || Call->isTypeDependent() || isa<CXXOperatorCallExpr>(Call) ||
      !mayBeHop(Callee))
    return nullptr;
  if (const auto *M = dyn_cast<CXXMethodDecl>(Callee))
    if (M->isVirtual()) {
      const auto *Member =
          dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens());
      if (!Member ||
          (Member->performsVirtualDispatch(Context.getLangOpts()) &&
           !M->hasAttr<FinalAttr>() && !M->getParent()->hasAttr<FinalAttr>()))
        return nullptr;
    }
  // Who reports gets nothing back and is not waited for.
  return Polls::isLogging(Call) ? nullptr : Callee->getCanonicalDecl();
}

llvm::ArrayRef<unsigned> Hops::slotsOf(const FunctionDecl *F) {
  auto Inserted = Slots.try_emplace(F->getCanonicalDecl());
  auto &Out = Inserted.first->second;
  if (Inserted.second)
    for (unsigned I = 0; I != F->getNumParams(); ++I) {
      QualType T = F->getParamDecl(I)->getType();
      if (!T->isDependentType() && isTokenLike(T) &&
          Roles.type(F->getParamDecl(I))
              .Roles.hasAny({Role::Token, Role::Context, Role::Unified}))
        Out.push_back(I);
    }
  return Out;
}

/// What is done with a root and is no call that could be stopped.
static const RoleSet &keeping() {
  static const RoleSet Set{
      Role::Spawn,    Role::DetachTask,     Role::Attach,
      Role::Shield,   Role::Bind,           Role::Merge,
      Role::Register, Role::Derive,         Role::RootFactory,
      Role::Poll,     Role::DeriveDeadline, Role::DeriveValue};
  return Set;
}

/// True for calls that may be given a root: they keep, reset, detach, start or
/// clean.
bool Hops::mayTakeRoot(const Expr *Call) {
  if (Roles.op(Call, keeping()))
    return true;
  const auto *C = dyn_cast<CallExpr>(Call);
  const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier() || Polls::isLogging(C))
    return true;
  llvm::StringRef Name = Callee->getName();
  if (isInStd(Callee))
    return Name != "invoke";
  return isCleanup(Callee) || saysOptOut(Name) || hasPhrase(Name, Apart) ||
         hasPhrase(Name, {"exchange",  "swap",     "emplace",    "push back",
                          "cancel",    "stop",     "background", "set",
                          "reset",     "clear",    "assign",     "store",
                          "add",       "link",     "inject",     "attach",
                          "propagate", "populate", "fill",       "configure",
                          "prepare",   "is",       "has",        "trace"});
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

namespace {

/// True if \p V is a variable of a function, not one that it only names.
bool isOwnLocal(const ValueDecl *V) {
  const auto *Var = dyn_cast<VarDecl>(V);
  return Var && Var->isLocalVarDecl() && !Var->isStaticLocal() &&
         !Var->getType()->isReferenceType();
}

/// True if \p Condition reads local variables alone: `result.cancelled` says
/// how a call ended, not whether this function should end.
bool isOutcome(const Expr *Condition) {
  bool Local = true;
  forEachStmt(Condition, [&](const Stmt *S) {
    if (isa<CXXThisExpr>(S))
      Local = false;
    else if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Local &= isa<EnumConstantDecl>(R->getDecl()) ||
               isa<CXXMethodDecl>(R->getDecl()) || isOwnLocal(R->getDecl());
    return Local;
  });
  return Local;
}

/// \p E as a root, or as what was derived from one.
std::optional<Root> rootish(const Expr *E, const model::RoleIndex &Roles) {
  if (std::optional<Root> R = rootOf(E, Roles))
    return R;
  E = strip(E);
  if (!E || !isa<CallExpr, CXXConstructExpr>(E))
    return std::nullopt;
  model::OpUse Op = Roles.op(
      E, RoleSet{Role::Derive, Role::DeriveDeadline, Role::DeriveValue});
  const Expr *Parent = Op ? Op.arg("parent") : nullptr;
  if (!Parent)
    return std::nullopt;
  std::optional<Root> R = rootOf(Parent, Roles);
  if (R && Roles.type(E->getType()))
    R->Type = Roles.type(E->getType());
  return R;
}

/// True if \p Name is one of data, not of a request to stop.
bool saysData(llvm::StringRef Name) {
  return hasPhrase(Name,
                   {"ready", "received", "complete", "completed", "available",
                    "initialized", "initialised", "loaded", "arrived",
                    "responded", "has", "connected", "processed", "rendered"});
}

/// True if \p Condition reads nothing but data of the program: containers,
/// counters, what says "ready". A stop request does not change those.
bool readsDataOnly(const Stmt *Condition) {
  bool Only = true, Any = false;
  forEachStmt(Condition, [&](const Stmt *S) {
    if (isa<LambdaExpr>(S))
      Only = false;
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *F = C->getDirectCallee();
      const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
      if (isa_and_nonnull<CXXConversionDecl>(F))
        return Only; // judged by its object
      static const llvm::StringRef Lookups[] = {"find", "begin", "end", "front",
                                                "back", "at",    "top"};
      bool StdAsk =
          F && isInStd(F) &&
          (!M || M->isStatic() || M->isConst() ||
           (F->getIdentifier() && llvm::is_contained(Lookups, F->getName())));
      bool Named = F && F->getIdentifier() &&
                   (saysData(F->getName()) ||
                    hasPhrase(F->getName(), {"empty", "size", "count"}));
      if (isa<CXXOperatorCallExpr>(C))
        return Only;
      Only &= StdAsk || Named;
      Any = true;
      return Only;
    }
    const ValueDecl *D = nullptr;
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      D = R->getDecl();
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      D = M->getMemberDecl();
    if (!D || isa<FunctionDecl>(D) || isa<EnumConstantDecl>(D) ||
        isa<CXXMethodDecl>(D))
      return Only;
    Any = true;
    QualType T = D->getType().getNonReferenceType();
    bool YesNo = T->isBooleanType() || isSharedFlag(T) || T->isEnumeralType();
    llvm::StringRef Name = D->getIdentifier() ? D->getName() : "";
    Only &= !saysStop(Name) && (!YesNo || saysData(Name));
    return Only;
  });
  return Only && Any;
}

bool endsProgram(const Stmt *Root) {
  bool Found = false;
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *F = C->getDirectCallee();
      // Without a callee: it may throw, and often does to get out.
      Found |= !F || F->isNoReturn();
    }
    Found |= isa<CXXThrowExpr>(S) || isa<AsmStmt>(S);
    return !Found;
  });
  return Found;
}

} // namespace

struct Hops::Walk {
  Hops &H;
  const FunctionDecl *F;
  const Stmt *Body;
  HopSummary Out;
  bool Aware = false;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Called;
  llvm::SmallVector<const Stmt *, 2> Loops;
  llvm::SmallPtrSet<const Stmt *, 4> Dead; ///< branches that are never taken

  Walk(Hops &H, const FunctionDecl *F, const Stmt *Body)
      : H(H), F(F), Body(Body) {}

  const ParentMap &parents() const { return H.Parents(F); }

  void lose(LossKind Kind, const Expr *At, llvm::StringRef Callee,
            const TypeUse &Type) {
    lose(Kind, At->getExprLoc(), At, Callee, Type);
  }
  void lose(LossKind Kind, SourceLocation Where, const Stmt *At,
            llvm::StringRef Callee, const TypeUse &Type) {
    for (const TokenLoss &L : Out.Losses)
      if (L.Kind == Kind && L.Type.Entry == Type.Entry)
        return;
    if (H.Comments.coverLine(Where) ||
        cancellationObserved(At, parents(), H.Roles))
      return;
    Out.Losses.push_back({Kind, Where, Callee.str(), Type});
  }

  bool visit(const Stmt *S);
  void call(const CallExpr *C);
  void arguments(const CallExpr *C, const FunctionDecl *Callee);
  void blocks(const CallExpr *C);
  void variable(const VarDecl *V);
  bool asksSomebody(const CallExpr *C) const;
  const CallExpr *givenTo(const VarDecl *V, const DeclRefExpr *Ref,
                          bool &Escapes) const;
};

std::optional<HopSummary> Hops::summarise(const FunctionDecl *F) {
  const Stmt *Body = mayBeHop(F) ? bodyInReach(F) : nullptr;
  if (!Body || isa<CoroutineBodyStmt>(Body) ||
      Comments.coverLine(F->getBeginLoc()))
    return std::nullopt;
  Walk W(*this, F, Body);
  forEachStmt(W.Body, [&](const Stmt *S) { return W.visit(S); });
  if (W.Aware)
    return std::nullopt;
  return std::move(W.Out);
}

bool Hops::Walk::visit(const Stmt *S) {
  // A handler may have been entered because of a stop.
  if (Aware || isa<CXXCatchStmt>(S) || Dead.count(S))
    return false;
  // Made once, for all who come: no one request may end it.
  if (const auto *D = dyn_cast<DeclStmt>(S))
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One))
        if (V->isStaticLocal())
          return false;
  if (const auto *L = dyn_cast<LambdaExpr>(S))
    return runsInPlace(L, parents(), Body);
  if (const auto *I = dyn_cast<IfStmt>(S)) {
    bool Taken = false;
    if (I->getCond() && !I->getCond()->isValueDependent() &&
        I->getCond()->EvaluateAsBooleanCondition(Taken, H.Context))
      Dead.insert(Taken ? I->getElse() : I->getThen());
    // It has a protocol of its own.
    if (I->getCond() && !isOutcome(I->getCond()) &&
        (meansCancelled(I->getCond(), true, H.Roles) ||
         meansCancelled(I->getCond(), false, H.Roles)))
      Aware = true;
  } else if (isLoop(S)) {
    const Expr *Condition = loopCondition(S);
    if (Condition && meansCancelled(Condition, false, H.Roles))
      Aware = true;
    else if (isEndless(S, H.Context) && !hasJumpOut(S) && !endsProgram(S))
      lose(LossKind::Loops, S->getBeginLoc(), S, "", {});
    Loops.push_back(S);
  } else if (isa<CoawaitExpr, CoyieldExpr, DependentCoawaitExpr>(S)) {
    Aware = true;
  } else if (const auto *D = dyn_cast<DeclStmt>(S)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One))
        variable(V);
  } else if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
    const auto *V = dyn_cast<VarDecl>(R->getDecl());
    Aware |=
        V && !isOwnLocal(V) && !V->isConstexpr() && H.isTokenLike(V->getType());
  } else if (const auto *M = dyn_cast<MemberExpr>(S)) {
    Aware |= isa<FieldDecl, VarDecl>(M->getMemberDecl()) &&
             H.isTokenLike(M->getMemberDecl()->getType());
  } else if (const auto *C = dyn_cast<CallExpr>(S)) {
    call(C);
  }
  return !Aware;
}

/// True if \p C asks an object that is not the function's own whether to stop,
/// or for a token.
bool Hops::Walk::asksSomebody(const CallExpr *C) const {
  static const RoleSet Asking{
      Role::Poll,    Role::PollThrow,     Role::PollStatus, Role::Register,
      Role::Current, Role::CancelCurrent, Role::GetToken};
  for (const model::OpUse &Op : H.Roles.ops(C)) {
    if (!Asking.has(Op.role()))
      continue;
    const Expr *On = Op.receiver();
    const ValueDecl *D = On ? referenced(On) : nullptr;
    if (!D || !isOwnLocal(D))
      return !(On && rootOf(On, H.Roles));
    return false;
  }
  return H.isTokenLike(C->getType()) && !rootish(C, H.Roles) &&
         !isInStd(C->getDirectCallee() ? cast<Decl>(C->getDirectCallee())
                                       : cast<Decl>(F));
}

void Hops::Walk::call(const CallExpr *C) {
  if (asksSomebody(C)) {
    Aware = true;
    return;
  }
  const FunctionDecl *Callee = C->getDirectCallee();
  if (!Callee || C->isTypeDependent())
    return;
  arguments(C, Callee);
  if (H.Roles.op(C, Role::Blocking))
    blocks(C);
  const FunctionDecl *Next = H.hopCalledBy(C);
  if (Next && Called.insert(Next).second &&
      !H.Comments.coverLine(C->getBeginLoc()))
    Out.Calls.push_back({C, Next});
}

/// True for short work with what is on this machine: who has to give null to
/// say that nobody stops it does so where waiting for a stop is not worth it.
static bool isShort(const FunctionDecl *F) {
  return F->getIdentifier() &&
         hasPhrase(F->getName(),
                   {"readall",      "read all",         "read link",
                    "readlink",     "readlinkat",       "read bytes",
                    "load bytes",   "get contents",     "set contents",
                    "load variant", "query info",       "query exists",
                    "query type",   "make directory",   "mkdir",
                    "stat",         "fstatat",          "unlink",
                    "rename",       "xattrs",           "next dent",
                    "status",       "replace contents", "enumerate children",
                    "next file"});
}

void Hops::Walk::arguments(const CallExpr *C, const FunctionDecl *Callee) {
  llvm::ArrayRef<unsigned> Slots = H.slotsOf(Callee);
  if (Slots.empty() || isa<CXXOperatorCallExpr>(C))
    return;
  auto Args = model::writtenArgs(C);
  for (unsigned I : Slots) {
    if (I >= Args.size())
      continue;
    const Expr *Arg = Args[I];
    bool Omitted = isa<CXXDefaultArgExpr>(Arg);
    TypeUse Use = H.Roles.type(Callee->getParamDecl(I));
    const Expr *Value = Omitted ? cast<CXXDefaultArgExpr>(Arg)->getExpr() : Arg;
    std::optional<Root> R = rootish(Value, H.Roles);
    // A context tells more than when to stop, and often none is a right answer.
    // A token that is left out of a call that waits is not.
    bool Null = !Use.has(Role::SingleUse) && !Use.has(Role::PerRequest) &&
                Use.mayBeNull() && isNull(Value, H.Roles) && !isShort(Callee) &&
                (!Use.has(Role::Context) ||
                 H.Roles.op(C, RoleSet{Role::Blocking, Role::TimedBlocking}));
    if (!(R || Null) || (R && R->OptOut) || H.mayTakeRoot(C))
      continue;
    lose(Omitted ? LossKind::Omitted : LossKind::Empty, C, shownName(Callee),
         Use);
  }
}

/// A wait that goes on when it is woken and nothing but data says when it ends.
/// Without a condition, a plain wake-up ends it, and who stops can give one.
void Hops::Walk::blocks(const CallExpr *C) {
  for (const Expr *A : model::writtenArgs(C)) {
    const auto *L = dyn_cast<LambdaExpr>(strip(A));
    if (!L)
      continue;
    if (readsDataOnly(L->getBody()))
      lose(LossKind::Waits, C, "", {});
    return;
  }
  if (Loops.empty())
    return;
  for (const Stmt *Loop : llvm::reverse(Loops)) {
    if (!isWithin(C, Loop, parents()))
      continue;
    const Expr *Condition = loopCondition(Loop);
    if (Condition && !hasJumpOut(Loop) && readsDataOnly(Condition))
      lose(LossKind::Waits, C, "", {});
    return;
  }
}

//===----------------------------------------------------------------------===//
// Roots in variables
//===----------------------------------------------------------------------===//

/// The call that the object in \p V is given to where \p Ref names it; null if
/// there is none. \p Escapes is set if it may get to somebody who links it, or
/// keeps it.
const CallExpr *Hops::Walk::givenTo(const VarDecl *V, const DeclRefExpr *Ref,
                                    bool &Escapes) const {
  const Expr *E = Ref;
  bool Holder = !H.Roles.type(V).byValue();
  for (;;) {
    const auto *P = dyn_cast_or_null<Expr>(userParent(parents(), E));
    if (!P || isa<LambdaExpr>(P)) {
      Escapes = true;
      return nullptr;
    }
    if (const auto *U = dyn_cast<UnaryOperator>(P)) {
      Holder = false;
      E = U;
      continue;
    }
    if (const auto *M = dyn_cast<MemberExpr>(P)) {
      const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(
          parents().getParentIgnoreParenImpCasts(const_cast<MemberExpr *>(M)));
      const CXXMethodDecl *D = C ? C->getMethodDecl() : nullptr;
      if (!D) {
        Escapes = true;
        return nullptr;
      }
      if (isInStd(D) && D->getIdentifier() && D->getName() == "get" &&
          C->getType()->isPointerType()) {
        Holder = false;
        E = C;
        continue;
      }
      // Cancelled by hand, or asked to be.
      Escapes |= bool(H.Roles.op(C, RoleSet{Role::Trigger, Role::Register}));
      return nullptr;
    }
    const auto *C = dyn_cast<CallExpr>(P);
    if (const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(C)) {
      if (O->getNumArgs() == 1 &&
          (O->getOperator() == OO_Star || O->getOperator() == OO_Arrow)) {
        Holder = false;
        E = O;
        continue;
      }
      C = nullptr;
    }
    // A copy of a smart pointer is kept somewhere.
    bool Kept = Holder && !V->getType()->isPointerType();
    const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
    if (!Callee || Kept || isInStd(Callee) || H.Roles.op(C, keeping())) {
      Escapes = true;
      return nullptr;
    }
    // What fills it in has nothing to link it to.
    return H.mayTakeRoot(C) ? nullptr : C;
  }
}

void Hops::Walk::variable(const VarDecl *V) {
  if (!isOwnLocal(V) || !V->getInit() || !V->getIdentifier() ||
      V->isConstexpr() || V->getType()->isDependentType() ||
      !H.isTokenLike(V->getType()) || saysOptOut(V->getName()))
    return;
  TypeUse Use = H.Roles.type(V);
  if (!Use.Roles.hasAny({Role::Token, Role::Context, Role::Unified}) ||
      Use.has(Role::Source) || Use.hasForm(model::Form::Optional))
    return;
  std::optional<Root> R = rootish(V->getInit(), H.Roles);
  if (!R) {
    // unique_ptr<T> cc(new T)
    const auto *C = dyn_cast<CXXConstructExpr>(strip(V->getInit()));
    if (C && C->getNumArgs() >= 1)
      R = rootOf(C->getArg(0), H.Roles);
  }
  if (!R || R->OptOut)
    return;
  // The last one: those before it fill the context in.
  const CallExpr *Last = nullptr;
  bool Escapes = false;
  forEachStmt(Body, [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    if (!Ref || Ref->getDecl() != V || Escapes)
      return !Escapes;
    const CallExpr *C = givenTo(V, Ref, Escapes);
    if (C)
      Last = C;
    return !Escapes;
  });
  const FunctionDecl *Callee = Last ? Last->getDirectCallee() : nullptr;
  if (Escapes || !Callee || H.Comments.coverLine(V->getLocation()))
    return;
  lose(LossKind::Made, Last, shownName(Callee), Use);
}

} // namespace ctx::analysis
