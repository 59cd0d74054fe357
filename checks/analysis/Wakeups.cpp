//===- Wakeups.cpp --------------------------------------------------------===//

#include "Wakeups.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "InScope.h"
#include "Observed.h"
#include "Waits.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using ctx::model::OpUse;
using ctx::model::Role;
using ctx::model::RoleIndex;
using ctx::model::RoleSet;

namespace ctx::analysis {

/// A callback that is registered for a request.
struct Wakeups::Registered {
  const FunctionDecl *F = nullptr;    ///< where that is written
  const Expr *At = nullptr;           ///< the registration, or its initialiser
  const VarDecl *Held = nullptr;      ///< the local variable that keeps it
  const ValueDecl *Token = nullptr;   ///< null: not known
  const FunctionDecl *Unit = nullptr; ///< what is called; null: not seen
};

/// One function or lambda.
struct Wakeups::FrameFacts {
  const FunctionDecl *F = nullptr;    ///< the function it is written in
  const FunctionDecl *Unit = nullptr; ///< itself
  const Stmt *Body = nullptr;
  const Deeds *Does = nullptr;
  bool Callback = false; ///< runs on a request

  /// The first of \p Kind.
  const Deed *first(Deed::KindT Kind) const {
    for (const Deed &D : *Does)
      if (D.Kind == Kind)
        return &D;
    return nullptr;
  }
};

Wakeups::Wakeups(const RoleIndex &Roles, const Wakers &All, GraphOf Graphs,
                 ParentsOf Parents)
    : Roles(Roles), All(All), Graphs(std::move(Graphs)),
      Parents(std::move(Parents)) {}
Wakeups::~Wakeups() = default;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// The variable or field that \p E means in the end: namedObject(), and through
/// references with a name of their own.
/// A member of what a template makes is that of the template.
static const ValueDecl *named(const Expr *E) {
  if (!E)
    return nullptr;
  if (std::optional<ObjectPath> Path = pathOf(E))
    if (const ValueDecl *D = Path->named())
      return writtenDecl(D);
  const ValueDecl *D = namedObject(E);
  return D ? writtenDecl(D) : nullptr;
}

const ValueDecl *Wakeups::nameOf(const Expr *E) { return named(E); }

/// The object that \p Op is about: its receiver, or what a free function is
/// given.
static const Expr *subjectOf(const OpUse &Op) {
  if (const Expr *E = Op.receiver())
    return E;
  for (const char *Name : {"token", "source"})
    if (const Expr *E = Op.arg(Name))
      return E;
  auto Args = model::writtenArgs(Op.E);
  return Args.empty() ? nullptr : Args.front();
}

using Bindings = llvm::DenseMap<const ValueDecl *, const Expr *>;

/// The variable or field that the token \p E is, or is taken from.
static const ValueDecl *rootOf(const Expr *E, const RoleIndex &Roles,
                               const Bindings *Bound = nullptr,
                               unsigned Depth = 0) {
  E = E ? object(E) : nullptr;
  if (!E || Depth > 6)
    return nullptr;
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    if (OpUse Op = Roles.op(C, Role::GetToken))
      return rootOf(subjectOf(Op), Roles, Bound, Depth + 1);
    if (Roles.op(C, Role::Current))
      return nullptr;
  }
  const ValueDecl *D = named(E);
  if (Bound && D)
    if (auto It = Bound->find(D); It != Bound->end())
      return rootOf(It->second, Roles, nullptr, Depth + 1);
  // A copy of a token is that token.
  const auto *V = dyn_cast_or_null<VarDecl>(D);
  if (V && !isa<ParmVarDecl>(V) && V->getInit() && !V->hasGlobalStorage() &&
      Roles.type(V).has(Role::Token))
    if (const ValueDecl *Of = rootOf(V->getInit(), Roles, Bound, Depth + 1))
      return Of;
  return D;
}

const ValueDecl *Wakeups::tokenOf(const Expr *E) const {
  return rootOf(E, Roles);
}

//===----------------------------------------------------------------------===//
// Waits
//===----------------------------------------------------------------------===//

static bool isGivenToken(const CallExpr *Call, const RoleIndex &Roles) {
  return llvm::any_of(model::writtenArgs(Call), [&](const Expr *A) {
    return Roles.type(A->getType()).has(Role::Token);
  });
}

/// The object of a call of a member function that the compiler has not chosen
/// yet, and the name of that function.
static const UnresolvedMemberExpr *unresolved(const CallExpr *Call) {
  const auto *U =
      dyn_cast<UnresolvedMemberExpr>(Call->getCallee()->IgnoreParens());
  return U && !U->isImplicitAccess() ? U : nullptr;
}

static const Expr *receiverOf(const CallExpr *Call) {
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(Call))
    return M->getImplicitObjectArgument();
  if (const UnresolvedMemberExpr *U = unresolved(Call))
    return U->getBase();
  auto Args = model::writtenArgs(Call);
  return Args.empty() || isa<CXXOperatorCallExpr>(Call) ? nullptr
                                                        : Args.front();
}

OpUse Wakeups::waitOf(const CallExpr *Call, const RoleIndex &Roles) {
  if (OpUse Op = Roles.op(Call, Waiting))
    return Op;
  DeclarationName Name;
  QualType Of;
  if (const UnresolvedMemberExpr *U = unresolved(Call)) {
    Name = U->getMemberName();
    Of = U->getBase()->getType();
  } else if (const auto *M = dyn_cast<CXXMemberCallExpr>(Call)) {
    if (!M->getMethodDecl() || M->getNumArgs() < 3)
      return {};
    Name = M->getMethodDecl()->getDeclName();
    Of = M->getImplicitObjectArgument()->getType();
  }
  if (!Name || !Name.isIdentifier() || Of->isDependentType())
    return {};
  model::TypeUse Use = Roles.type(Of);
  if (!Use || (!unresolved(Call) && !isGivenToken(Call, Roles)))
    return {};
  llvm::StringRef Called = Name.getAsIdentifierInfo()->getName();
  for (Role R : {Role::Blocking, Role::TimedBlocking})
    for (const auto &VocAndOp : Roles.opsPlaying(R)) {
      const model::OpEntry &Op = *VocAndOp.second;
      if (Op.Kind == model::MatchKind::Method &&
          llvm::is_contained(Op.Names, Called))
        for (const std::string &Id : Op.OfTypes)
          if (Roles.isType(Use, *VocAndOp.first, Id))
            return OpUse{&Op, VocAndOp.first, Call};
    }
  return {};
}

/// True if \p T can be locked and unlocked: a mutex, or a lock that knows one.
static bool isLockable(QualType T) {
  if (isMutex(T))
    return true;
  T = T.getNonReferenceType();
  const CXXRecordDecl *R =
      (T->isPointerType() ? T->getPointeeType() : T)->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition())
    return false;
  bool Lock = false, Unlock = false;
  for (const CXXMethodDecl *M : R->getDefinition()->methods())
    if (M->getIdentifier()) {
      Lock |= M->getName() == "lock";
      Unlock |= M->getName() == "unlock";
    }
  return Lock && Unlock;
}

static bool isTime(QualType T) {
  T = T.getNonReferenceType();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return T->isArithmeticType() ||
         (R && isInStd(R) && R->getIdentifier() &&
          (R->getName() == "duration" || R->getName() == "time_point"));
}

/// What is looked at by the predicate of a wait, and by what it calls.
struct Wakeups::Reader {
  const RoleIndex &Roles;
  TokenWait &W;
  Bindings Bound;

  void add(const OpUse &Poll) {
    const ValueDecl *Root = rootOf(subjectOf(Poll), Roles, &Bound);
    // What a callee makes for itself is not the wait's.
    for (const AwaitedToken &T : W.Tokens)
      if (T.Root == Root)
        return;
    W.Tokens.push_back({Root, Poll.E, nullptr});
  }

  void read(const Stmt *Root, unsigned Depth = 0) {
    forEachStmt(Root, [&](const Stmt *S) {
      const auto *E = dyn_cast<Expr>(S);
      if (!E)
        return true;
      if (const auto *C = dyn_cast<CallExpr>(E)) {
        if (OpUse Poll = Roles.op(C, Asking))
          add(Poll);
        else
          follow(C, Depth);
      }
      if (isa<DeclRefExpr, MemberExpr>(E))
        if (const ValueDecl *D = named(E))
          W.Reads.insert(D);
      return true;
    });
  }

  void follow(const CallExpr *C, unsigned Depth) {
    const FunctionDecl *Callee = C->getDirectCallee();
    const Stmt *Body = Depth < 2 ? bodyInReach(Callee) : nullptr;
    if (!Body)
      return;
    auto Args = model::writtenArgs(C);
    const FunctionDecl *Definition = Callee->getDefinition();
    for (unsigned I = 0; Definition && I != Definition->getNumParams(); ++I)
      if (I < Args.size())
        Bound[cast<ValueDecl>(
            Definition->getParamDecl(I)->getCanonicalDecl())] = Args[I];
    read(Body, Depth + 1);
  }
};

/// What \p E, an argument, calls: the function, member function or call
/// operator whose body it brings along; null if that cannot be seen.
static const FunctionDecl *calledBy(const Expr *E) {
  if (const LambdaExpr *L = lambdaOf(E))
    return L->getCallOperator();
  const CXXRecordDecl *R =
      E->getType().getNonReferenceType()->getAsCXXRecordDecl();
  if (R && R->hasDefinition() && !isInStd(R))
    for (const CXXMethodDecl *M : R->getDefinition()->methods())
      if (M->getOverloadedOperator() == OO_Call && bodyInReach(M))
        return M;
  const FunctionDecl *Found = nullptr;
  forEachStmt(E, [&](const Stmt *S) {
    const auto *D = dyn_cast<DeclRefExpr>(S);
    const auto *F = D ? dyn_cast<FunctionDecl>(D->getDecl()) : nullptr;
    if (F && bodyInReach(F) && !Found)
      Found = F;
    return !Found;
  });
  return Found;
}

static Frame frameOf(const FunctionDecl *F, const Stmt *At,
                     const ParentMap &Parents) {
  Frame Out;
  Out.Function = F;
  Out.Body = F->getBody();
  for (const Stmt *P = Parents.getParent(At); P; P = Parents.getParent(P))
    if (const auto *L = dyn_cast<LambdaExpr>(P)) {
      Out.Function = L->getCallOperator();
      Out.Lambda = L;
      Out.Body = L->getBody();
      break;
    }
  return Out;
}

/// Adds the tokens that \p W looks at through flags.
void Wakeups::addFlags(TokenWait &W) {
  llvm::SmallVector<const ValueDecl *, 4> Flags;
  for (const ValueDecl *D : W.Reads)
    if (isFlag(D))
      Flags.push_back(D);
  llvm::sort(Flags, [](const ValueDecl *A, const ValueDecl *B) {
    return A->getLocation().getRawEncoding() <
           B->getLocation().getRawEncoding();
  });
  for (const ValueDecl *D : Flags)
    if (const Registered *By = setterOf(D))
      W.Tokens.push_back({By->Token, By->At, D});
}

std::optional<TokenWait> Wakeups::read(const CallExpr *Call,
                                       const FunctionDecl *F) {
  TokenWait W;
  W.Op = waitOf(Call, Roles);
  if (!W.Op)
    return std::nullopt;
  const Expr *Object = receiverOf(Call);
  W.Call = Call;
  W.F = F;
  W.On = named(Object);
  if (!W.On)
    return std::nullopt;
  const ParentMap &Up = Parents(F);
  W.In = frameOf(F, Call, Up);
  std::vector<LockTake> Takes = locksTakenIn(W.In.Body, Roles);
  const Expr *Predicate = nullptr;
  for (const Expr *A : model::writtenArgs(Call)) {
    if (A == Object || isa<CXXDefaultArgExpr>(A) || isTime(A->getType()))
      continue;
    if (Roles.type(A->getType()).has(Role::Token)) {
      W.Given = rootOf(A, Roles);
      if (!W.Given)
        return std::nullopt;
      continue;
    }
    std::optional<ObjectPath> Path = pathOf(A);
    bool Taken = false;
    for (const LockTake &T : Takes)
      if (Path && ((T.Guard && Path->Root == T.Guard && Path->Fields.empty()) ||
                   T.Mutex == *Path)) {
        Taken = true;
        W.Mutex = T.Mutex;
      }
    if (Taken || isLockable(A->getType())) {
      W.TakesLock = true;
      if (!Taken && isMutex(A->getType()))
        W.Mutex = Path;
    } else if (!Roles.type(A->getType()).has(Role::Deadline)) {
      Predicate = A;
    }
  }
  Reader Read{Roles, W, Bindings()};
  if (Predicate) {
    const FunctionDecl *Asks = calledBy(Predicate);
    const Stmt *Body = Asks ? bodyInReach(Asks) : nullptr;
    if (const LambdaExpr *L = lambdaOf(Predicate)) {
      W.Pred = L;
      Body = L->getBody();
    }
    if (!Body)
      return std::nullopt;
    Read.read(Body);
  } else if (W.TakesLock && !W.Given) {
    W.Loop = loopAround(Call, Up);
    if (!W.Loop)
      return std::nullopt;
    if (const Expr *Condition = loopCondition(W.Loop))
      Read.read(Condition);
    forEachInFrame(loopBody(W.Loop), [&](const Stmt *S) {
      const auto *I = dyn_cast<IfStmt>(S);
      if (I && I->getCond() &&
          (alwaysLeaves(I->getThen()) || alwaysLeaves(I->getElse())))
        Read.read(I->getCond());
      return true;
    });
  }
  // With a token given, only another one matters that surely is another.
  if (W.Given)
    llvm::erase_if(W.Tokens, [&](const AwaitedToken &T) {
      auto IsPlain = [&](const ValueDecl *D) {
        return D && Roles.type(D).has(Role::Token);
      };
      return T.Root == W.Given || !IsPlain(T.Root) || !IsPlain(W.Given);
    });
  else
    addFlags(W);
  if (W.Tokens.empty())
    return std::nullopt;
  return W;
}

//===----------------------------------------------------------------------===//
// What frames do
//===----------------------------------------------------------------------===//

/// A function that does more than that is not what this is about.
constexpr size_t MostDeeds = 1000;

static bool isFalse(const Expr *E) {
  const auto *B = dyn_cast_or_null<CXXBoolLiteralExpr>(E ? strip(E) : nullptr);
  return B && !B->getValue();
}

void Wakeups::addCall(const CallExpr *C, Deeds &Out, unsigned Depth) {
  const FunctionDecl *Callee = C->getDirectCallee();
  auto Args = model::writtenArgs(C);
  auto Add = [&](Deed::KindT Kind, const ValueDecl *Of) {
    if (Of || Kind == Deed::Opaque)
      Out.push_back({Kind, Of, C, C});
  };
  if (OpUse Op = Roles.op(C, Role::Trigger)) {
    Out.push_back({Deed::Request, rootOf(subjectOf(Op), Roles), C, C});
    return;
  }
  if (const Stmt *Body = Depth < 3 ? bodyInReach(Callee) : nullptr) {
    if (Out.size() > MostDeeds)
      return;
    for (const Deed &D : deedsOf(Body, Depth + 1)) {
      const ValueDecl *Of = D.Of;
      if (const auto *P = dyn_cast_or_null<ParmVarDecl>(Of)) {
        unsigned Index = P->getFunctionScopeIndex();
        QualType T = P->getType();
        bool Same = T->isReferenceType() || T->isPointerType() ||
                    Roles.type(T).Roles.hasAny({Role::Source, Role::Unified});
        Of = Same && Index < Args.size() ? named(Args[Index]) : nullptr;
        if (!Of && D.Kind != Deed::Request)
          continue;
      }
      Out.push_back({D.Kind, Of, C, D.Site});
    }
    return;
  }
  if (Roles.op(C, Asking) || Roles.op(C, Role::CanCancel))
    return;
  const Expr *Object = nullptr;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
    Object = M->getImplicitObjectArgument();
  else if (const UnresolvedMemberExpr *U = unresolved(C))
    Object = U->getBase();
  else if (const auto *D = dyn_cast<CXXDependentScopeMemberExpr>(
               C->getCallee()->IgnoreParens()))
    Object = D->isImplicitAccess() ? nullptr : D->getBase();
  const auto *O = dyn_cast<CXXOperatorCallExpr>(C);
  if (O && O->getNumArgs() &&
      (O->isAssignmentOp() || O->getOperator() == OO_Call))
    Object = O->getArg(0);
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  if ((!Callee && !Object) || isGivenThis(C) ||
      (O && O->getOperator() == OO_Call) ||
      (Object && isa<CXXThisExpr>(object(Object)) &&
       !(Method && Method->isConst())))
    Add(Deed::Opaque, nullptr);
  if (Object && !isa<CXXThisExpr>(object(Object))) {
    Add(Deed::Touch, named(Object));
    if (!(Method && Method->isConst()))
      Add(!Args.empty() && isFalse(Args.front()) ? Deed::Clear : Deed::Write,
          named(Object));
  }
  for (unsigned I = 0; I != Args.size(); ++I) {
    const ValueDecl *D = named(Args[I]);
    Add(Deed::Touch, D);
    QualType P = Callee && I < Callee->getNumParams()
                     ? Callee->getParamDecl(I)->getType()
                     : QualType();
    if (P.isNull() || ((P->isReferenceType() || P->isPointerType()) &&
                       !P->getPointeeType().isConstQualified()))
      Add(Deed::Escape, D);
  }
}

const Wakeups::Deeds &Wakeups::deedsOf(const Stmt *Body, unsigned Depth) {
  std::unique_ptr<Deeds> &Slot = Remembered[{Body, Depth}];
  if (Slot)
    return *Slot; // also what calls itself: it adds nothing new
  Slot = std::make_unique<Deeds>();
  Deeds Out;
  forEachInFrame(Body, [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->isAssignmentOp())
        if (const ValueDecl *D = named(B->getLHS()))
          Out.push_back(
              {isFalse(B->getRHS()) ? Deed::Clear : Deed::Write, D, B, B});
    } else if (const auto *U = dyn_cast<UnaryOperator>(S)) {
      if (U->isIncrementDecrementOp())
        if (const ValueDecl *D = named(U->getSubExpr()))
          Out.push_back({Deed::Write, D, U, U});
    } else if (const auto *C = dyn_cast<CallExpr>(S)) {
      if (waitOf(C, Roles))
        return false;
      addCall(C, Out, Depth);
    }
    return true;
  });
  // The map may have grown.
  std::unique_ptr<Deeds> &Again = Remembered[{Body, Depth}];
  *Again = std::move(Out);
  return *Again;
}

void Wakeups::addRegistration(const Expr *E, const FunctionDecl *F) {
  OpUse Op = Roles.op(E, Role::Register);
  if (!Op)
    return;
  Registered R;
  R.F = F;
  R.At = E;
  if (const Expr *Token = Op.arg("token"))
    R.Token = rootOf(Token, Roles);
  if (const Expr *Callback = Op.arg("callback"))
    R.Unit = calledBy(Callback);
  const ParentMap &Up = Parents(F);
  for (const Stmt *P = userParent(Up, E); P; P = userParent(Up, P))
    if (const auto *D = dyn_cast<DeclStmt>(P)) {
      if (D->isSingleDecl())
        R.Held = dyn_cast<VarDecl>(D->getSingleDecl());
      break;
    } else if (!isa<Expr>(P)) {
      break;
    }
  Registrations.push_back(R);
}

void Wakeups::scan() {
  if (Scanned)
    return;
  Scanned = true;
  for (const FunctionDecl *F : All.functions()) {
    forEachStmtOf(F, [&](const Stmt *S) {
      if (isa<CallExpr, CXXConstructExpr>(S)) {
        addRegistration(cast<Expr>(S), F);
      } else if (const auto *D = dyn_cast<DeclStmt>(S)) {
        // In a template the construction is not known yet.
        for (const Decl *One : D->decls()) {
          const auto *V = dyn_cast<VarDecl>(One);
          if (!V || !V->getInit() || !V->getType()->isDependentType() ||
              !Roles.type(V).has(Role::Registration))
            continue;
          Registered R;
          R.F = F;
          R.At = V->getInit();
          R.Held = V;
          for (const Stmt *Child : V->getInit()->children())
            if (const auto *E = dyn_cast_or_null<Expr>(Child)) {
              if (Roles.type(E->getType()).has(Role::Token))
                R.Token = rootOf(E, Roles);
              else if (const FunctionDecl *Called = calledBy(E))
                R.Unit = Called;
            }
          Registrations.push_back(R);
        }
      }
      return true;
    });
  }
  llvm::SmallPtrSet<const FunctionDecl *, 8> Callbacks;
  for (const Registered &R : Registrations)
    if (R.Unit)
      Callbacks.insert(R.Unit->getCanonicalDecl());
  for (const FunctionDecl *F : All.functions())
    for (const Frame &In : framesOf(F)) {
      FrameFacts Facts;
      Facts.F = F;
      Facts.Unit = In.Function;
      Facts.Body = In.Body;
      Facts.Callback = Callbacks.count(In.Function->getCanonicalDecl());
      Facts.Does = &deedsOf(In.Body, 0);
      Frames.push_back(Facts);
    }
}

/// The registration whose callback alone sets \p Flag, which nobody unseen can
/// get at; null if there is none.
const Wakeups::Registered *Wakeups::setterOf(const ValueDecl *Flag) {
  const auto *V = dyn_cast<VarDecl>(Flag);
  bool Hidden =
      isa<FieldDecl>(Flag)
          ? Flag->getAccess() == AS_private || Flag->getAccess() == AS_protected
          : V && !isa<ParmVarDecl>(V) && !V->isExternallyVisible();
  if (!Hidden)
    return nullptr;
  scan();
  if (Registrations.empty())
    return nullptr;
  auto Sets = [&](const Deed &D) {
    return D.Of == Flag && (D.Kind == Deed::Write || D.Kind == Deed::Escape);
  };
  // Where it is set is in a callback, or in what only callbacks call.
  llvm::SmallPtrSet<const Expr *, 4> Sites;
  const FunctionDecl *By = nullptr;
  for (const FrameFacts &F : Frames)
    for (const Deed &D : *F.Does)
      if (F.Callback && Sets(D)) {
        Sites.insert(D.Site);
        By = F.Unit;
      }
  for (const FrameFacts &F : Frames)
    for (const Deed &D : *F.Does)
      if (!F.Callback && Sets(D) && (D.At != D.Site || !Sites.count(D.Site)))
        return nullptr;
  for (const Registered &R : Registrations)
    if (By && R.Unit && R.Unit->getCanonicalDecl() == By->getCanonicalDecl())
      return &R;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Judging
//===----------------------------------------------------------------------===//

bool Wakeups::mayBeSame(const Registered &R, const TokenWait &W,
                        const AwaitedToken &T) const {
  if (!R.Token || !T.Root || R.Token == T.Root)
    return true;
  bool Plain = Roles.type(R.Token).has(Role::Token) &&
               Roles.type(T.Root).has(Role::Token);
  if (!Plain)
    return true;
  // Two parameters of one function, two fields.
  return isa<FieldDecl>(R.Token) != isa<FieldDecl>(T.Root) || R.F != W.F;
}

bool Wakeups::leadsTo(const FunctionDecl *From, const FunctionDecl *To,
                      unsigned Depth) {
  bool Found = false;
  forEachStmtOf(From, [&](const Stmt *S) {
    const Decl *D = nullptr;
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      D = R->getDecl();
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      D = M->getMemberDecl();
    const auto *F = dyn_cast_or_null<FunctionDecl>(D);
    if (F)
      Found |= writtenDecl(F) == writtenDecl(To) ||
               (Depth < 2 && bodyInReach(F) &&
                leadsTo(F->getDefinition(), To, Depth + 1));
    return !Found;
  });
  return Found;
}

bool Wakeups::isLive(const FunctionDecl *F, const VarDecl *Held,
                     const TokenWait &W) const {
  if (!Held || Held->isStaticLocal())
    return true;
  if (F != W.F)
    return leadsTo(F, W.F);
  const ParentMap &Up = Parents(W.F);
  for (const Stmt *P = W.Call; P; P = Up.getParent(P)) {
    const auto *Block = dyn_cast_or_null<CompoundStmt>(Up.getParent(P));
    if (!Block)
      continue;
    for (const Stmt *S : Block->body()) {
      if (S == P)
        break;
      const auto *D = dyn_cast<DeclStmt>(S);
      if (D && llvm::is_contained(D->decls(), Held))
        return true;
    }
  }
  return false;
}

/// True if \p F or its class keeps a registration that no construction is seen
/// of: an optional one that is filled later, one that a function makes.
bool Wakeups::registersUnseen(const TokenWait &W) const {
  bool Found = false;
  forEachStmtOf(W.F, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls()) {
        const auto *V = dyn_cast<VarDecl>(One);
        Found |= V && Roles.type(V).has(Role::Registration) &&
                 llvm::none_of(Registrations, [&](const Registered &R) {
                   return R.Held == V;
                 });
      }
    return !Found;
  });
  const auto *M = dyn_cast<CXXMethodDecl>(W.F);
  if (Found || !M)
    return Found;
  for (const FieldDecl *Field : M->getParent()->fields()) {
    if (!Roles.type(Field).has(Role::Registration) &&
        !Roles.element(Field->getType()).has(Role::Registration))
      continue;
    // Made by a constructor of the class, whose callback is looked at.
    bool Seen = llvm::any_of(Registrations, [&](const Registered &R) {
      const auto *C = dyn_cast<CXXConstructorDecl>(R.F);
      return C && C->getParent()->getCanonicalDecl() ==
                      M->getParent()->getCanonicalDecl();
    });
    Found |= !Seen;
  }
  return Found;
}

/// True if \p Body makes a lock object from a mutex that has no name here.
static bool locksUnnamed(const Stmt *Body) {
  bool Found = false;
  forEachInFrame(Body, [&](const Stmt *S) {
    const auto *D = dyn_cast<DeclStmt>(S);
    const auto *V = D && D->isSingleDecl()
                        ? dyn_cast<VarDecl>(D->getSingleDecl())
                        : nullptr;
    if (!V || !V->getInit())
      return !Found;
    if (V->getType()->isDependentType()) {
      Found |= isa<ParenListExpr, InitListExpr>(V->getInit());
    } else if (const auto *C =
                   dyn_cast<CXXConstructExpr>(V->getInit()->IgnoreImplicit())) {
      for (const Expr *A : C->arguments())
        Found |= isMutex(A->getType()) && !pathOf(A);
    }
    return !Found;
  });
  return Found;
}

/// True if the wait's mutex is held at \p Request, or taken between that (null:
/// the beginning) and \p Notify; also where that is not known.
bool Wakeups::isLockedAround(const FrameFacts &F, const TokenWait &W,
                             const Deed *Request, const Deed &Notify) {
  if (!W.TakesLock || !W.Mutex)
    return true;
  if (locksUnnamed(F.Body))
    return true;
  const CFG *Graph = Graphs(F.Unit);
  if (!Graph)
    return true;
  std::unique_ptr<Locks> &Known = Held[F.Unit];
  if (!Known)
    Known = std::make_unique<Locks>(F.Unit, *Graph, Roles);
  auto IsIt = [&](const LockTake &T) {
    return T.Mutex.named() && W.Mutex->named() &&
           writtenDecl(T.Mutex.named()) == writtenDecl(W.Mutex->named());
  };
  if (Request)
    for (const Locks::HeldLock &H : Known->heldAt(Request->At))
      if (IsIt(*H.Take))
        return true;
  const SourceManager &SM = W.F->getASTContext().getSourceManager();
  auto Place = [&](SourceLocation L) { return SM.getExpansionLoc(L); };
  for (const LockTake &T : Known->takes()) {
    if (!IsIt(T))
      continue;
    if (T.Through &&
        (T.Through == Notify.At || (Request && T.Through == Request->At)))
      return true;
    SourceLocation At = Place(T.location());
    if (SM.isBeforeInTranslationUnit(At, Place(Notify.At->getExprLoc())) &&
        (!Request ||
         SM.isBeforeInTranslationUnit(Place(Request->At->getExprLoc()), At)))
      return true;
  }
  return false;
}

/// True if \p S goes round until something else happens: one notification that
/// is lost does no harm.
static bool isRepeated(const Stmt *S, const ParentMap &Parents) {
  const Stmt *Loop = loopAround(S, Parents);
  return isa_and_nonnull<WhileStmt, DoStmt>(Loop);
}

bool Wakeups::isSafe(const FrameFacts &F, const TokenWait &W,
                     const Deed &Request, const Deed &Notify) {
  if (isRepeated(Notify.At, Parents(F.F)) ||
      isLockedAround(F, W, &Request, Notify))
    return true;
  // What the predicate reads is changed under the mutex: that wakes it as well.
  for (const Deed &D : *F.Does) {
    if (&D == &Notify)
      break;
    if (D.Kind == Deed::Write && D.Of != W.On && W.Reads.count(D.Of) &&
        isLockedAround(F, W, &D, Notify))
      return true;
  }
  return false;
}

static bool isSteered(const ValueDecl *D, const RoleIndex &Roles) {
  return D && (Roles.type(D).has(Role::TaskHandle) ||
               Roles.element(D->getType()).has(Role::TaskHandle));
}

/// Looks at the requests of \p F, which notifies \p W too.
void Wakeups::judgeRequests(const FrameFacts &F, const TokenWait &W,
                            const AwaitedToken &T, WakeAnswer &Bad, bool &Woken,
                            llvm::SmallPtrSetImpl<const Expr *> &Safe) {
  llvm::SmallVector<const Deed *, 4> Requests;
  for (const Deed &D : *F.Does)
    if (D.Kind == Deed::Request)
      Requests.push_back(&D);
  // Of several sources the token's own, or else that of a thread.
  auto Keep = [&](llvm::function_ref<bool(const Deed &)> Is) {
    if (llvm::any_of(Requests, [&](const Deed *D) { return Is(*D); }))
      llvm::erase_if(Requests, [&](const Deed *D) { return !Is(*D); });
  };
  Keep([&](const Deed &D) { return isSteered(D.Of, Roles); });
  Keep([&](const Deed &D) { return D.Of && D.Of == T.Root; });
  auto Changes = [&](const Deed &Before) {
    return llvm::any_of(*F.Does, [&](const Deed &D) {
      return &D < &Before && D.Kind == Deed::Write && D.Of != W.On &&
             W.Reads.count(D.Of);
    });
  };
  bool AnySafe = false;
  WakeAnswer Late;
  for (const Deed *R : Requests) {
    for (const Deed &N : *F.Does) {
      if (N.Kind != Deed::Touch || N.Of != W.On || N.At == R->At)
        continue;
      if (&N < R) {
        AnySafe |= Changes(N);
        if (Late.Why == WakeAnswer::Nobody)
          Late = {WakeAnswer::Missed, WakeAnswer::TooEarly, N.Site, R->Site};
        continue;
      }
      if (isSafe(F, W, *R, N)) {
        AnySafe = true;
        Safe.insert(R->Site);
      } else if (Late.Why != WakeAnswer::NoMutex) {
        Late = {WakeAnswer::Missed, WakeAnswer::NoMutex, N.Site, R->Site};
      }
    }
  }
  Woken |= AnySafe;
  if (!AnySafe && Late.At && !Bad.At)
    Bad = Late;
}

/// True if destroying what the destructor's class holds asks for the stop,
/// after the destructor's body.
bool Wakeups::ownsRequester(const FunctionDecl *Destructor) const {
  const auto *D = dyn_cast<CXXDestructorDecl>(Destructor);
  if (!D)
    return false;
  return llvm::any_of(D->getParent()->fields(), [&](const FieldDecl *F) {
    model::TypeUse Use = Roles.type(F);
    if (!Use)
      Use = Roles.element(F->getType());
    return Use && (Use.Entry->Destroy == model::OnDestroy::CancelJoin ||
                   Use.Entry->Destroy == model::OnDestroy::Cancel);
  });
}

/// True if the token also went to something else that may notify a local
/// object: the operation that is waited for ends by itself then.
bool Wakeups::isHandedOut(const TokenWait &W, const AwaitedToken &T) const {
  const auto *On = dyn_cast<VarDecl>(W.On);
  if (!On || !On->isLocalVarDecl() || !T.Root)
    return false;
  const ParentMap &Up = Parents(W.F);
  bool Handed = false;
  forEachStmtOf(W.F, [&](const Stmt *S) {
    if (S == W.Call)
      return false;
    const auto *E = dyn_cast<Expr>(S);
    if (!E || !isa<DeclRefExpr, MemberExpr>(E) || namedObject(E) != T.Root)
      return !Handed;
    Mention M = mentionOf(E, Up, Roles);
    Handed |=
        M.What == Touch::Pass && M.Call && !Roles.op(M.Call, Role::Register) &&
        !Roles.op(M.Call, Role::Trigger) && !Roles.op(M.Call, Role::GetToken) &&
        !bodyInReach(calledFunction(M.Call));
    return !Handed;
  });
  return Handed;
}

bool Wakeups::isOfOneClass(const FunctionDecl *A, const FunctionDecl *B) {
  const auto *M = dyn_cast<CXXMethodDecl>(A), *N = dyn_cast<CXXMethodDecl>(B);
  return A == B || (M && N &&
                    M->getParent()->getCanonicalDecl() ==
                        N->getParent()->getCanonicalDecl());
}

/// True if the name of \p D says that something is over.
static bool isNamedForEnd(const ValueDecl *D) {
  return D->getIdentifier() &&
         hasPhrase(D->getName(),
                   {"stop",      "stopped",    "stopping",  "close",
                    "closed",    "closing",    "done",      "quit",
                    "exit",      "exiting",    "finished",  "shutdown",
                    "shut down", "cancel",     "cancelled", "canceled",
                    "terminate", "terminated", "abort",     "aborted",
                    "halt",      "halted"});
}

/// True if \p F, a member function for everybody, sets a flag under the mutex
/// that ends \p W, and notifies: its callers can make that of a request.
bool Wakeups::isOtherEnd(const FrameFacts &F, const TokenWait &W) {
  const auto *M = dyn_cast<CXXMethodDecl>(F.F);
  if (!M || F.Unit != F.F || M->getAccess() == AS_private ||
      !isOfOneClass(M, W.F))
    return false;
  const Deed *Notify = nullptr;
  for (const Deed &D : *F.Does)
    if (D.Kind == Deed::Touch && D.Of == W.On)
      Notify = &D;
  return Notify && llvm::any_of(*F.Does, [&](const Deed &D) {
           return D.Kind == Deed::Write && D.Of != W.On &&
                  W.Reads.count(D.Of) && isFlag(D.Of) &&
                  (isNamedForEnd(D.Of) || isStopLike(M)) && &D < Notify &&
                  isLockedAround(F, W, &D, *Notify);
         });
}

WakeAnswer Wakeups::wakes(const TokenWait &W, const AwaitedToken &T) {
  WakeAnswer Out = wakesHere(W, T);
  if (Out.Is == WakeAnswer::Missed && isHandedOver(W, T))
    Out.Is = WakeAnswer::Unknown;
  return Out;
}

WakeAnswer Wakeups::wakesHere(const TokenWait &W, const AwaitedToken &T) {
  scan();
  WakeAnswer Out;
  bool Unknown = registersUnseen(W) || isHandedOut(W, T);
  // Another name of what a member points at may be notified anywhere.
  Unknown |= isa<FieldDecl>(W.On) && (W.On->getType()->isReferenceType() ||
                                      W.On->getType()->isAnyPointerType());
  WakeAnswer Bad;
  for (const Registered &R : Registrations) {
    if (!mayBeSame(R, W, T) || !isLive(R.F, R.Held, W))
      continue;
    const Stmt *Body = R.Unit ? bodyInReach(R.Unit) : nullptr;
    if (!Body) {
      Unknown = true;
      continue;
    }
    FrameFacts Callback;
    Callback.F = R.F;
    Callback.Unit = R.Unit;
    Callback.Body = Body;
    Callback.Does = &deedsOf(Body, 0);
    Callback.Callback = true;
    const Deed *Notify = nullptr, *Set = nullptr;
    for (const Deed &D : *Callback.Does) {
      if (D.Kind == Deed::Touch && D.Of == W.On && !Notify)
        Notify = &D;
      if (D.Kind == Deed::Write && D.Of == T.Flag && T.Flag && !Set)
        Set = &D;
    }
    if (!Notify) {
      Unknown |= Callback.first(Deed::Opaque) || Callback.first(Deed::Request);
      if (Set && !Bad.At)
        Bad = {WakeAnswer::Missed, WakeAnswer::OnlyFlag, Set->Site, nullptr};
      continue;
    }
    if (isLockedAround(Callback, W, Set && Set < Notify ? Set : nullptr,
                       *Notify)) {
      Out.Is = WakeAnswer::Woken;
      return Out;
    }
    Bad = {WakeAnswer::Missed, WakeAnswer::InCallback, Notify->Site, R.At};
  }
  bool Callers = All.isCallersToken(W.F, T.Root);
  bool Woken = false, InCallback = bool(Bad.At);
  const auto *Local = dyn_cast<VarDecl>(W.On);
  bool IsLocal = Local && Local->isLocalVarDecl();
  const Expr *Request = nullptr;
  llvm::SmallPtrSet<const Expr *, 4> Safe;
  for (const FrameFacts &F : Frames) {
    if (F.Callback || F.Unit == W.In.Function)
      continue;
    const Deed *Notify = nullptr, *Asks = F.first(Deed::Request);
    bool Changes = false, ChangesOther = false;
    for (const Deed &D : *F.Does) {
      if (D.Kind == Deed::Touch && D.Of == W.On && !Notify)
        Notify = &D;
      ChangesOther |= D.Kind == Deed::Write && isa<FieldDecl>(D.Of) &&
                      D.Of != W.On && !isLockable(D.Of->getType());
      Changes |= D.Kind == Deed::Write && D.Of != W.On && W.Reads.count(D.Of) &&
                 !(W.Mutex && W.Mutex->named() == D.Of);
    }
    // What is unseen cannot get at a local object.
    bool Opaque = !IsLocal && F.first(Deed::Opaque);
    bool Near = isOfOneClass(F.F, W.F);
    bool Ends = isStopLike(F.Unit == F.F ? F.F : F.Unit);
    if (Asks && Notify) {
      judgeRequests(F, W, T, Bad, Woken, Safe);
    } else if (Asks) {
      Unknown |= Opaque && Near && !Callers;
      if (Near && !Request)
        Request = Asks->Site;
    } else if (Notify && Ends) {
      if (Changes)
        Woken |= !Callers;
      else if (!Callers && !Opaque && ownsRequester(F.F) && !Bad.At)
        Bad = {WakeAnswer::Missed, WakeAnswer::TooEarly, Notify->Site, nullptr};
      else if (!Bad.At)
        Unknown |= Opaque || !ChangesOther;
    } else if (Notify) {
      // It may be for what else it changes that it notifies.
      Unknown |= !Changes && !ChangesOther && !InCallback;
    } else if (Ends && Opaque && Near) {
      Unknown |= !Callers;
    }
  }
  Unknown |= (!Callers && hasUnseenEnd(W.On)) || hasUnseenRegistrar(W.On);
  if (Callers && !Request && !Unknown)
    Unknown = llvm::any_of(
        Frames, [&](const FrameFacts &F) { return isOtherEnd(F, W); });
  // A function that leaves the mutex to its only caller is no mistake.
  if (Bad.Request && Safe.count(Bad.Request))
    Bad = {};
  if (InCallback || (Bad.At && Bad.Why != WakeAnswer::OnlyFlag)) {
    bool Requester = Woken && Bad.Why == WakeAnswer::InCallback;
    Out = Bad;
    Out.Is = Requester || registersUnseen(W) ? WakeAnswer::Unknown
                                             : WakeAnswer::Missed;
    return Out;
  }
  if (Woken || Unknown) {
    Out.Is = Woken ? WakeAnswer::Woken : WakeAnswer::Unknown;
    return Out;
  }
  Out = Bad;
  Out.Is = WakeAnswer::Missed;
  if (!Out.Request)
    Out.Request = Request;
  return Out;
}

} // namespace ctx::analysis
