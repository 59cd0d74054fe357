//===- StopUnderLock.cpp - ctx-stop-under-lock ----------------------------===//
//
// Positive when
//   - a source is triggered, here or in a function that is called here, while a
//     mutex is held on every path, and a callback registered for that source
//     locks the same mutex: the callback runs on this thread and waits for it;
//   - a registration is destroyed or taken back while its callback's mutex is
//     held: the callback that runs just now waits for the mutex, and the
//     destructor for the callback;
//   - a registration is made while its callback's mutex is held: the callback
//     runs at once if a stop was requested already.
// Negative when
//   - the mutex is recursive, or both lock it for reading;
//   - the callback takes no mutex, only tries to, or hands the work on to be
//     done elsewhere (a lambda of its own);
//   - the registration is gone when the trigger runs.
// Unknown when (silent)
//   - the mutex is named in another way, or its kind does not show;
//   - no registration for that source is visible;
//   - the lock is held on some paths only, or may have been given back;
//   - a flag decides whether the callback locks.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Locks.h"
#include "analysis/Loops.h"
#include "analysis/Paths.h"
#include "analysis/Registrations.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;
using model::RoleSet;
using model::TypeUse;

constexpr CheckInfo Info = {
    "ctx-stop-under-lock",
    "a stop is requested, or a callback is taken back, while a mutex is held "
    "that the callback takes",
    "",
    "M65 X03",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    {},
    /*UnsafeFixes=*/true,
};

/// Something that runs callbacks, or waits for them.
struct Act {
  enum T : uint8_t { Trigger, Destroy, TakeBack, Register } Kind = Trigger;
  const Expr *At = nullptr;
  /// Trigger, TakeBack: the source. Destroy: what holds the registration.
  std::optional<ObjectPath> Object;
  const FunctionDecl *In = nullptr; ///< the function it is in
  Frame Where;
  /// The trigger, if At is a call of a function that makes it.
  const Expr *Inner = nullptr;
};

class StopUnderLock : public Check {
public:
  StopUnderLock(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    matchOuterInitialisers(Finder);
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &Context) override;

private:
  struct Waiting {
    Registration R;
    std::vector<LockTake> Takes;
  };

  void collect(const Frame &F, const FunctionDecl *In);
  std::vector<Waiting> waiting(const TokenOrigins &Origins);
  void throughCallees();
  const Locks *locksOf(const FunctionDecl *Unit);
  void judge(const Act &A, llvm::ArrayRef<Waiting> All);
  void judge(const Waiting &W);
  bool isAlive(const Registration &R, const Act &A) const;
  void report(const Act &A, const Waiting &W, const LockTake &Held,
              const LockTake &Taken);
  void report(const Waiting &W, bool AtEnd, const LockTake &Held,
              const LockTake &Taken);
  void notes(const Waiting &W, const LockTake &Held, const LockTake &Taken,
             bool TellRegistration);
  void fix(const Act &A, const LockTake &Held, DiagnosticBuilder &D) const;

  std::vector<const FunctionDecl *> Functions;
  std::vector<const FieldDecl *> Members; ///< that a compiled constructor sets
  std::vector<Registration> Registrations;
  std::vector<Act> Acts;
  llvm::DenseMap<const FunctionDecl *, std::unique_ptr<Locks>> Held;
};

//===----------------------------------------------------------------------===//
// What there is
//===----------------------------------------------------------------------===//

void StopUnderLock::checkFunction(const FunctionDecl *F) {
  if (!bodyInReach(F))
    return;
  Functions.push_back(F);
  for (const Frame &Each : framesOf(F))
    collect(Each, F);
}

/// True if the constructors of \p R, if any, are the compiler's.
static bool isMadeByCompiler(const CXXRecordDecl *R) {
  return llvm::none_of(R->ctors(), [](const CXXConstructorDecl *C) {
    return !C->isImplicit() && bodyInReach(C);
  });
}

/// What a constructor's body sets is seen with it.
void StopUnderLock::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  const auto *F = Result.Nodes.getNodeAs<FieldDecl>("ctx-outer");
  const auto *R = F ? dyn_cast<CXXRecordDecl>(F->getParent()) : nullptr;
  if (!R || R->isDependentContext() || !isMadeByCompiler(R))
    return;
  TypeUse Use = roles().type(F);
  if (!Use)
    Use = roles().element(F->getType());
  if (!Use.Roles.hasAny({Role::Registration, Role::TaskHandle}))
    return;
  Members.push_back(F);
  for (Registration &Made : registrationsIn(F, roles()))
    Registrations.push_back(std::move(Made));
}

/// The registration that \p E, a call, ends: `callback.reset()`, `callback =
/// nullptr`, `callback.emplace(...)`.
const Expr *endedBy(const Expr *E, const model::RoleIndex &Roles) {
  auto Holds = [&](const Expr *Object) {
    TypeUse Use = Roles.type(Object->getType().getNonReferenceType());
    return Use.has(Role::Registration) && !Use.byValue();
  };
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *D = M->getMethodDecl();
    const Expr *On = M->getImplicitObjectArgument();
    return D && D->getIdentifier() && isInStd(D) &&
                   (D->getName() == "reset" || D->getName() == "emplace") &&
                   Holds(On)
               ? On
               : nullptr;
  }
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
    if (O->getOperator() == OO_Equal && O->getNumArgs() == 2 &&
        Holds(O->getArg(0)))
      return O->getArg(0);
  return nullptr;
}

void StopUnderLock::collect(const Frame &F, const FunctionDecl *In) {
  bool Registers = false;
  forEachInFrame(F.Body, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (!E || !isa<CallExpr, CXXConstructExpr>(E))
      return true;
    Act A;
    A.At = E;
    A.In = In;
    A.Where = F;
    if (OpUse Op = roles().op(E, RoleSet{Role::Trigger, Role::Deregister})) {
      A.Kind = Op.role() == Role::Trigger ? Act::Trigger : Act::TakeBack;
      Acts.push_back(A);
    } else if (const Expr *Ended = endedBy(E, roles())) {
      A.Kind = Act::Destroy;
      A.Object = pathOf(Ended);
      Acts.push_back(A);
    }
    Registers |= !Registers && registrationAt(E, roles()).has_value();
    return true;
  });
  if (!Registers && !isa<CXXConstructorDecl>(F.Function))
    return;
  for (Registration &R :
       registrationsIn(F, In, services().parents(In), roles()))
    Registrations.push_back(std::move(R));
}

/// The registrations whose callbacks wait for a mutex.
std::vector<StopUnderLock::Waiting>
StopUnderLock::waiting(const TokenOrigins &Origins) {
  std::vector<Waiting> Out;
  for (Registration &R : Registrations) {
    R.Source = R.Token ? Origins.of(R.Token) : std::nullopt;
    Waiting W{R, {}};
    for (LockTake &T : locksTakenBy(R, roles()))
      if (isRecursive(T.Type) == Ternary::No)
        W.Takes.push_back(std::move(T));
    if (!W.Takes.empty())
      Out.push_back(std::move(W));
  }
  return Out;
}

/// Adds calls of functions that trigger what their caller can name.
void StopUnderLock::throughCallees() {
  llvm::DenseMap<const FunctionDecl *, llvm::SmallVector<Act, 1>> Triggering;
  for (const Act &A : Acts)
    if (A.Kind == Act::Trigger && !A.Where.Lambda && A.Object &&
        !unlocksByHand(A.In, roles()))
      Triggering[A.In->getCanonicalDecl()].push_back(A);
  if (Triggering.empty())
    return;
  for (const FunctionDecl *F : Functions)
    for (const Frame &Where : framesOf(F))
      forEachInFrame(Where.Body, [&](const Stmt *S) {
        const auto *C = dyn_cast<CallExpr>(S);
        const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
        auto It = Callee ? Triggering.find(Callee->getCanonicalDecl())
                         : Triggering.end();
        if (It == Triggering.end())
          return true;
        std::optional<ObjectPath> Receiver;
        if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
          Receiver = pathOf(M->getImplicitObjectArgument());
        llvm::SmallVector<std::optional<ObjectPath>, 4> Args;
        for (const Expr *A : C->arguments())
          Args.push_back(pathOf(A));
        for (const Act &Inner : It->second) {
          Act A;
          A.At = C;
          A.In = F;
          A.Where = Where;
          A.Inner = Inner.At;
          A.Object = inCaller(*Inner.Object, Callee, Receiver, Args);
          if (A.Object)
            Acts.push_back(A);
        }
        return true;
      });
}

//===----------------------------------------------------------------------===//
// What is wrong with it
//===----------------------------------------------------------------------===//

/// An object and a mutex, by the way from what they are both part of, if they
/// are; by their full paths otherwise.
struct Pair {
  const ValueDecl *Root = nullptr; ///< of what they are both part of
  bool Common = false;
  ObjectPath Object, Mutex;

  Pair(const ObjectPath &O, const ObjectPath &M) : Object(O), Mutex(M) {
    if (O.Root != M.Root || O.Fields.empty() || M.Fields.empty())
      return;
    Common = true;
    Root = O.Root;
    size_t Same = 0;
    while (Same + 1 < O.Fields.size() && Same + 1 < M.Fields.size() &&
           O.Fields[Same] == M.Fields[Same])
      ++Same;
    Object.Root = Mutex.Root = nullptr;
    Object.Fields.erase(Object.Fields.begin(), Object.Fields.begin() + Same);
    Mutex.Fields.erase(Mutex.Fields.begin(), Mutex.Fields.begin() + Same);
  }

  /// True if both mean the same two objects. Two objects of one class that one
  /// function has names for are not the same.
  bool is(const Pair &Other, bool SameFunction) const {
    if (Common != Other.Common || Object != Other.Object ||
        Mutex != Other.Mutex)
      return false;
    return !Common || Root == Other.Root || !SameFunction;
  }
};

const Locks *StopUnderLock::locksOf(const FunctionDecl *Unit) {
  std::unique_ptr<Locks> &Slot = Held[Unit];
  if (!Slot)
    if (const CFG *Graph = cfg(Unit))
      Slot = std::make_unique<Locks>(Unit, *Graph, roles());
  return Slot.get();
}

/// False if the registration \p R, a local of the frame of \p A, is not there
/// when \p A runs, or was never kept.
bool StopUnderLock::isAlive(const Registration &R, const Act &A) const {
  if (isa<CXXConstructExpr>(R.At) && !R.KeptIn &&
      !isa_and_nonnull<CXXNewExpr>(userParent(services().parents(R.In), R.At)))
    return false;
  if (!R.Local || R.Unit != A.Where.Function)
    return true;
  const CFG *Graph = cfg(R.Unit);
  if (!Graph)
    return false;
  Paths P(*Graph);
  auto From = P.spotOf(R.Local), To = P.spotOf(A.At);
  auto Ends = [&](const CFGElement &E) {
    auto Dtor = E.getAs<CFGAutomaticObjDtor>();
    return Dtor && Dtor->getVarDecl() == R.Local;
  };
  return From && To && P.reaches(*From, *To, {Ends, nullptr});
}

void StopUnderLock::judge(const Act &A, llvm::ArrayRef<Waiting> All) {
  const Locks *L = A.Object ? locksOf(A.Where.Function) : nullptr;
  if (!L || !L->any())
    return;
  auto HeldHere = L->heldAt(A.At);
  for (const Locks::HeldLock &H : HeldHere)
    for (const Waiting &W : All) {
      const auto &Object = A.Kind == Act::Destroy ? W.R.KeptIn : W.R.Source;
      if (!H.Surely || !Object || W.R.At == A.At ||
          (W.R.Edge && A.Kind != Act::Trigger))
        continue;
      for (const LockTake &T : W.Takes)
        if (!(T.Shared && H.Take->Shared) &&
            Pair(*Object, T.Mutex)
                .is(Pair(*A.Object, H.Take->Mutex), A.In == W.R.In) &&
            isAlive(W.R, A))
          return report(A, W, *H.Take, T);
    }
}

/// True if \p At polls the token \p R is registered with on the way to it.
static bool pollsBefore(const Registration &R, const FunctionDecl *Unit,
                        const model::RoleIndex &Roles) {
  bool Found = false;
  forEachInFrame(bodyInReach(Unit), [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    Found |=
        C && C->getBeginLoc() < R.At->getBeginLoc() &&
        Roles.op(C, RoleSet{Role::Poll, Role::PollThrow, Role::PollStatus});
    return !Found;
  });
  return Found;
}

/// The registration itself: made, or destroyed at the end of its scope.
void StopUnderLock::judge(const Waiting &W) {
  const Registration &R = W.R;
  const Locks *L = R.Edge || !R.Unit ? nullptr : locksOf(R.Unit);
  if (!L || !L->any())
    return;
  auto Look = [&](llvm::ArrayRef<Locks::HeldLock> Here, bool AtEnd) {
    for (const Locks::HeldLock &H : Here)
      for (const LockTake &T : W.Takes)
        if (H.Surely && H.Take->Mutex == T.Mutex &&
            !(T.Shared && H.Take->Shared)) {
          report(W, AtEnd, *H.Take, T);
          return true;
        }
    return false;
  };
  if (R.Local && Look(L->heldAtEndOf(R.Local), true))
    return;
  if (!pollsBefore(R, R.Unit, roles()))
    Look(L->heldAt(R.At), false);
}

void StopUnderLock::endOfTu(ASTContext &) {
  if (!Registrations.empty()) {
    TokenOrigins Origins(roles());
    for (const FunctionDecl *F : Functions)
      Origins.add(F, services().parents(F));
    for (const FieldDecl *F : Members)
      Origins.add(F);
    std::vector<Waiting> All = waiting(Origins);
    if (!All.empty()) {
      for (Act &A : Acts)
        if (A.Kind == Act::Trigger) {
          A.Object = Origins.triggered(roles().op(A.At, Role::Trigger));
        } else if (A.Kind == Act::TakeBack) {
          OpUse Op = roles().op(A.At, Role::Deregister);
          const Expr *Token = Op.arg("token") ? Op.arg("token") : Op.receiver();
          A.Object = Token ? Origins.of(Token) : std::nullopt;
        }
      throughCallees();
      for (const Act &A : Acts)
        judge(A, All);
      for (const Waiting &W : All)
        judge(W);
    }
  }
  Functions.clear();
  Members.clear();
  Registrations.clear();
  Acts.clear();
  Held.clear();
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

void StopUnderLock::notes(const Waiting &W, const LockTake &Held,
                          const LockTake &Taken, bool TellRegistration) {
  if (Held.location().isValid())
    diag(Held.location(), "'%0' is locked here", DiagnosticIDs::Note)
        << Held.Mutex.text();
  if (TellRegistration)
    diag(W.R.At->getExprLoc(), "the callback is registered here",
         DiagnosticIDs::Note);
  diag(Taken.location(), "the callback takes '%0' here", DiagnosticIDs::Note)
      << Taken.Mutex.text();
}

void StopUnderLock::report(const Act &A, const Waiting &W, const LockTake &Held,
                           const LockTake &Taken) {
  std::string Object = A.Object->text(), Mutex = Held.Mutex.text();
  if (A.Kind == Act::Trigger) {
    auto D = diag(A.At->getExprLoc(),
                  "a stop is requested on '%0' while '%1' is held, and the "
                  "callback that this runs takes '%1': this thread waits for "
                  "itself; request it after the unlock")
             << Object << Mutex;
    if (!A.Inner)
      fix(A, Held, D);
  } else {
    diag(A.At->getExprLoc(),
         "%select{the callback in '%1' is destroyed|a callback is taken back "
         "from '%1'}0 while '%2' is held, which it takes: if it runs just now, "
         "both wait for ever; do it after the unlock")
        << (A.Kind == Act::TakeBack) << Object << Mutex;
  }
  if (A.Inner)
    diag(A.Inner->getExprLoc(), "the request is made here",
         DiagnosticIDs::Note);
  notes(W, Held, Taken, true);
}

void StopUnderLock::report(const Waiting &W, bool AtEnd, const LockTake &Held,
                           const LockTake &Taken) {
  if (AtEnd)
    diag(W.R.Local->getLocation(),
         "'%0' is destroyed while '%1' is held, which its callback takes: if "
         "it runs just now, both wait for ever; end it after the unlock")
        << W.R.Local->getName() << Held.Mutex.text();
  else
    diag(W.R.At->getExprLoc(),
         "a callback is registered while '%0' is held, which it takes: if a "
         "stop was requested already, it runs here and this thread waits for "
         "itself; register it before the lock")
        << Held.Mutex.text();
  notes(W, Held, Taken, false);
}

/// True if \p Body wakes somebody: after the unlock, a trigger could come
/// between a waiter's look and its wait.
static bool notifies(const Stmt *Body) {
  bool Found = false;
  forEachInFrame(Body, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
    Found |= F && F->getIdentifier() && hasPhrase(F->getName(), {"notify"});
    return !Found;
  });
  return Found;
}

/// Ends the lock before a trigger that is the last statement of its scope.
void StopUnderLock::fix(const Act &A, const LockTake &Held,
                        DiagnosticBuilder &D) const {
  if (!Held.Guard || !isa_and_nonnull<CXXConstructExpr>(Held.At) ||
      notifies(A.Where.Body))
    return;
  const ParentMap &Parents = services().parents(A.In);
  const Stmt *Statement = A.At;
  while (Statement && !isa_and_nonnull<CompoundStmt>(
                          Parents.getParent(const_cast<Stmt *>(Statement))))
    Statement = Parents.getParent(const_cast<Stmt *>(Statement));
  const auto *Block =
      Statement
          ? cast<CompoundStmt>(Parents.getParent(const_cast<Stmt *>(Statement)))
          : nullptr;
  if (!Block || Block->body_back() != Statement || !isa<Expr>(Statement) ||
      strip(cast<Expr>(Statement)) != strip(A.At) ||
      !canEdit(Statement->getSourceRange(), ast()))
    return;
  // The lock has to be declared in the same block, by itself; nothing else in
  // between may be needed, or end, before the trigger.
  const DeclStmt *Lock = nullptr;
  for (const Stmt *S : Block->body()) {
    const auto *Declared = dyn_cast<DeclStmt>(S);
    if (!Declared)
      continue;
    if (Declared->isSingleDecl() && Declared->getSingleDecl() == Held.Guard)
      Lock = Declared;
    else if (Lock)
      return;
  }
  if (!Lock || !canEdit(Lock->getSourceRange(), ast()))
    return;
  const SourceManager &SM = sources();
  auto Indent = [&](SourceLocation At) {
    llvm::StringRef Before =
        SM.getBufferData(SM.getFileID(At)).take_front(SM.getFileOffset(At));
    llvm::StringRef Line = Before.drop_front(Before.rfind('\n') + 1);
    return Line.trim().empty() ? "\n" + Line.str() : std::string(" ");
  };
  SourceLocation Begin = SM.getFileLoc(Statement->getBeginLoc());
  const CXXRecordDecl *Class = Held.Guard->getType()->getAsCXXRecordDecl();
  bool CanUnlock = Class && !Held.Guard->getType().isConstQualified() &&
                   llvm::any_of(Class->methods(), [](const CXXMethodDecl *M) {
                     return M->getIdentifier() && M->getName() == "unlock";
                   });
  if (CanUnlock) {
    D << FixItHint::CreateInsertion(Begin, Held.Guard->getNameAsString() +
                                               ".unlock();" + Indent(Begin));
    return;
  }
  SourceLocation First = SM.getFileLoc(Lock->getBeginLoc());
  D << FixItHint::CreateInsertion(First, "{" + Indent(First))
    << FixItHint::CreateInsertion(Begin, "}" + Indent(Begin));
}

CTX_REGISTER_CHECK(StopUnderLock, Info);

} // namespace
} // namespace ctx
