//===- EdgeSignal.cpp - ctx-edge-signal -----------------------------------===//
//
// A signal that is not latched was emitted where nobody hears it.
//
// Positive when
//   - what it is emitted with asks for nothing, or for a kind of request that
//     no operation it is bound to takes;
//   - a local signal is emitted before the operation has its slot, after the
//     operation was awaited, or after the loop that ran it has returned;
//   - it is emitted on a thread of its own, in a callback that runs on
//     whichever thread asks, or through another executor.
// Negative when
//   - the emitting code is posted to the executor of the operation, or runs it;
//   - the requests behind the callback are all made by handlers;
//   - it is emitted between the start and the loop that runs the operation.
// Unknown when (silent)
//   - the signal gets out of sight, or a coroutine that is not in reach may
//     have changed what it takes.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Executors.h"
#include "analysis/Exprs.h"
#include "analysis/Lent.h"
#include "analysis/OwnedSource.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;
using model::TypeUse;

constexpr CheckInfo Info = {
    "ctx-edge-signal",
    "a signal is emitted where no operation hears it",
    "",
    "X05",
    Severity::Warning,
    FixKind::None,
    /*OnByDefault=*/true,
    "0.1",
    {},
};

/// What one function does with one signal.
struct Uses {
  llvm::SmallVector<const CallExpr *, 4> Emits, Slots;
  bool Escapes = false;
};

/// Where a signal is bound, for what.
struct Binding {
  const Expr *Start = nullptr;
  uint64_t Takes = ~uint64_t(0); ///< bits of the kinds it takes
  std::string Names;             ///< "terminal"
  std::optional<Runner> RunBy;   ///< what runs the operation, if known
  const Expr *Operation = nullptr;
};

/// An emit in work that was posted.
struct PostedEmit {
  const CallExpr *Emit;
  Runner RunBy;
};

/// All that the translation unit does with a signal.
struct Summary {
  llvm::SmallVector<std::pair<const CallExpr *, uint64_t>, 4> Emits;
  llvm::SmallVector<Binding, 2> Bindings;
  llvm::SmallVector<PostedEmit, 2> Posted;
  bool Unknown = false;
};

class EdgeSignal : public Check {
public:
  EdgeSignal(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *Function) override;
  void endOfTu(ASTContext &Context) override;

private:
  using SignalUses = llvm::MapVector<const ValueDecl *, Uses>;

  SignalUses usesIn(const FunctionDecl *Function) const;
  const ValueDecl *signalOf(const Expr *E) const;
  bool changesFilter(const Stmt *Body, unsigned Depth) const;
  Binding binding(const CallExpr *Slot, llvm::ArrayRef<Start> Starts) const;
  void add(const ValueDecl *D, const Uses &U, llvm::ArrayRef<Start> Starts);
  void order(const VarDecl *V, const FunctionDecl *Unit, const Uses &U,
             llvm::ArrayRef<Start> Starts);
  void threads(const FunctionDecl *Function, llvm::ArrayRef<Start> Starts);
  void findRunner(const CallExpr *Slot, Binding &Out) const;
  void apart(const ValueDecl *D, const Summary &S);
  void emitsIn(const Stmt *Body, const model::Vocabulary *RunBy,
               llvm::function_ref<void(const CallExpr *, const ValueDecl *)> F);
  const FunctionDecl *unitOf(const VarDecl *V) const;
  bool isAwaited(const Stmt *S) const;
  std::optional<PathSpot> spot(const Paths &P, const Stmt *S) const;
  const VarDecl *homeOfOperation(const CallExpr *Slot,
                                 llvm::ArrayRef<Start> Starts) const;
  const Stmt *onlyRun(const VarDecl *Home, const FunctionDecl *Unit) const;
  const Start *runningThread(const VarDecl *Home, PathSpot At, const Paths &P,
                             llvm::ArrayRef<Start> Starts) const;
  void lost(const CallExpr *Emit, const ValueDecl *D, llvm::StringRef When,
            const Stmt *Other, llvm::StringRef Note);

  const FunctionDecl *F = nullptr;
  const ParentMap *Parents = nullptr;
  llvm::MapVector<const ValueDecl *, Summary> Signals;
  llvm::SmallPtrSet<const CallExpr *, 8> Said;
};

} // namespace

/// The signal that \p E names: a variable, or a member of `this`.
const ValueDecl *EdgeSignal::signalOf(const Expr *E) const {
  const ValueDecl *D = E ? referenced(E) : nullptr;
  return D && roles().type(D).has(Role::EdgeSignal) ? D : nullptr;
}

static const Expr *receiverOf(const CallExpr *C) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(C);
  return M ? M->getImplicitObjectArgument() : nullptr;
}

EdgeSignal::SignalUses EdgeSignal::usesIn(const FunctionDecl *Function) const {
  SignalUses Out;
  llvm::SmallPtrSet<const Expr *, 8> Receivers;
  forEachStmt(bodyInReach(Function), [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CXXMemberCallExpr>(S)) {
      const ValueDecl *D = signalOf(C->getImplicitObjectArgument());
      bool Emits = D && roles().op(C, Role::Trigger);
      bool Slot = D && roles().op(C, Role::GetToken);
      if (Emits || Slot)
        Receivers.insert(object(C->getImplicitObjectArgument()));
      if (Emits)
        Out[D].Emits.push_back(C);
      if (Slot)
        Out[D].Slots.push_back(C);
      return true;
    }
    const auto *E = dyn_cast<Expr>(S);
    if (!E || !isa<DeclRefExpr, MemberExpr>(E) || Receivers.count(E))
      return true;
    // A capture hands the signal to code that is looked at by itself.
    if (const auto *L = dyn_cast_or_null<LambdaExpr>(userParent(*Parents, E)))
      for (const LambdaCapture &C : L->captures())
        if (C.capturesVariable() && !L->isInitCapture(&C) &&
            C.getCapturedVar() == referenced(E))
          return true;
    if (const ValueDecl *D = signalOf(E))
      Out[D].Escapes = true;
    return true;
  });
  return Out;
}

static std::optional<uint64_t> constantOf(const Expr *E,
                                          const ASTContext &Context) {
  Expr::EvalResult Value;
  if (!E || E->isValueDependent() || E->isTypeDependent() ||
      !E->EvaluateAsInt(Value, Context))
    return std::nullopt;
  return Value.Val.getInt().getZExtValue();
}

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

/// True if a coroutine with \p Body may change which kinds it takes, itself or
/// in a coroutine that it awaits.
bool EdgeSignal::changesFilter(const Stmt *Body, unsigned Depth) const {
  if (!Body || Depth > 3)
    return true;
  bool Found = false;
  forEachStmt(Body, [&](const Stmt *S) {
    if (Found)
      return false;
    const auto *A = dyn_cast<Expr>(S);
    const Expr *Operand = A ? compat::awaitedOperand(A) : nullptr;
    if (!Operand)
      return true;
    Found = bool(roles().op(A, {Role::Filter, Role::Shield}));
    forEachStmt(Operand, [&](const Stmt *Part) {
      const auto *C = dyn_cast<CallExpr>(Part);
      const FunctionDecl *Callee = C ? C->getDirectCallee() : nullptr;
      if (!Found && Callee &&
          roles().type(Callee->getReturnType()).has(Role::Ambient) &&
          !sources().isInSystemHeader(Callee->getLocation()))
        Found = changesFilter(bodyInReach(Callee), Depth + 1);
      return !Found && !isa<LambdaExpr>(Part);
    });
    return !Found;
  });
  return Found;
}

/// What the operation that the slot \p Slot is bound to takes.
Binding EdgeSignal::binding(const CallExpr *Slot,
                            llvm::ArrayRef<Start> Starts) const {
  Binding Out;
  for (const Start &S : Starts) {
    if (!S.Op || S.Op->Accepts.empty() || !isWithin(Slot, S.At, *Parents) ||
        isWithin(Slot, S.Runs.Body, *Parents))
      continue;
    Out.Start = S.At;
    if (changesFilter(S.Runs.Body, 0))
      return Out;
    uint64_t Bits = 0;
    for (const std::string &Name : S.Op->Accepts)
      for (const NamedDecl *D : roles().lookUp(Name))
        if (const auto *C = dyn_cast<EnumConstantDecl>(D)) {
          Bits |= C->getInitVal().getZExtValue();
          Out.Names += (Out.Names.empty() ? "" : ", ") + C->getNameAsString();
        }
    if (Bits)
      Out.Takes = Bits;
    return Out;
  }
  return Out;
}

void EdgeSignal::add(const ValueDecl *D, const Uses &U,
                     llvm::ArrayRef<Start> Starts) {
  Summary &S = Signals[D];
  S.Unknown |= U.Escapes;
  for (const CallExpr *C : U.Slots)
    findRunner(C, S.Bindings.emplace_back(binding(C, Starts)));
  for (const CallExpr *C : U.Emits) {
    OpUse Op = roles().op(C, Role::Trigger);
    std::optional<uint64_t> Kind = constantOf(Op.arg("kind"), ast());
    if (!Kind)
      continue;
    if (*Kind != 0) {
      S.Emits.push_back({C, *Kind});
      continue;
    }
    if (Said.insert(C).second)
      diag(C->getExprLoc(), "'%0' is emitted with a type that asks for "
                            "nothing; say what is to be cancelled")
          << D->getName();
  }
}

void EdgeSignal::endOfTu(ASTContext &Context) {
  for (const auto &KV : Signals) {
    const Summary &S = KV.second;
    if (S.Unknown || S.Bindings.empty())
      continue;
    // Who else may bind a member or a parameter cannot be seen.
    if (const auto *Field = dyn_cast<FieldDecl>(KV.first)) {
      llvm::SmallVector<const FunctionDecl *, 8> Insiders;
      const auto *R = dyn_cast<CXXRecordDecl>(Field->getParent());
      if (Field->getAccess() != AS_private || !R || !insidersOf(R, Insiders))
        continue;
    } else if (const auto *V = dyn_cast<VarDecl>(KV.first);
               !V || isa<ParmVarDecl>(V) || !V->hasLocalStorage()) {
      continue;
    }
    apart(KV.first, S);
    uint64_t Takes = 0;
    for (const Binding &B : S.Bindings)
      Takes |= B.Takes;
    for (auto [Emit, Kind] : S.Emits) {
      if ((Kind & Takes) || !Said.insert(Emit).second)
        continue;
      const Binding &B = S.Bindings.front();
      diag(Emit->getExprLoc(),
           "what '%0' is bound to does not take this type, so the request is "
           "ignored; emit '%1', or have the coroutine take more")
          << KV.first->getName() << B.Names;
      diag(B.Start->getExprLoc(),
           "what is started here takes only '%0' unless it changes its filter",
           DiagnosticIDs::Note)
          << B.Names;
    }
  }
  Signals.clear();
  Said.clear();
}

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

/// The function or lambda that \p V is a local variable of.
const FunctionDecl *EdgeSignal::unitOf(const VarDecl *V) const {
  return dyn_cast<FunctionDecl>(V->getDeclContext());
}

bool EdgeSignal::isAwaited(const Stmt *S) const {
  for (const Stmt *P = S; isa_and_nonnull<Expr>(P); P = Parents->getParent(P)) {
    if (isa<LambdaExpr>(P))
      return false;
    if (compat::awaitedOperand(cast<Expr>(P)))
      return true;
  }
  return false;
}

std::optional<PathSpot> EdgeSignal::spot(const Paths &P, const Stmt *S) const {
  for (; S && !isa<LambdaExpr>(S); S = Parents->getParent(S))
    if (std::optional<PathSpot> Found = P.spotOf(S))
      return Found;
  return std::nullopt;
}

void EdgeSignal::lost(const CallExpr *Emit, const ValueDecl *D,
                      llvm::StringRef When, const Stmt *Other,
                      llvm::StringRef Note) {
  if (!Said.insert(Emit).second)
    return;
  diag(Emit->getExprLoc(), "'%0' is emitted %1: the request is lost, a signal "
                           "does not remember it; emit it while the operation "
                           "is pending")
      << D->getName() << When;
  diag(Other->getBeginLoc(), Note, DiagnosticIDs::Note);
}

/// The local object that runs the operation which \p Slot goes to: the first
/// argument of what starts it, or what the object it is a method of was made
/// with. Null if that cannot be told.
const VarDecl *EdgeSignal::homeOfOperation(const CallExpr *Slot,
                                           llvm::ArrayRef<Start> Starts) const {
  for (const Start &S : Starts) {
    const auto *C = dyn_cast<CallExpr>(S.At);
    if (C && C->getNumArgs() > 1 && !receiverOf(C) &&
        isWithin(Slot, S.At, *Parents))
      if (const VarDecl *Home = homeOf(C->getArg(0), roles()))
        return Home;
  }
  const Stmt *Child = Slot;
  for (const Stmt *P = Parents->getParent(Slot); isa_and_nonnull<Expr>(P);
       Child = P, P = Parents->getParent(P)) {
    const auto *M = dyn_cast<CXXMemberCallExpr>(P);
    if (isa<LambdaExpr>(P))
      return nullptr;
    if (!M || M->getCallee() == Child)
      continue;
    // timer(io), socket(make_strand(io.get_executor()))
    const VarDecl *Object = localRoot(M->getImplicitObjectArgument());
    const Expr *Made = Object ? strip(Object->getInit()) : nullptr;
    for (unsigned Depth = 0; Depth != 3; ++Depth) {
      const auto *C = dyn_cast_or_null<CXXConstructExpr>(Made);
      if (!C || !C->getNumArgs())
        break;
      Made = strip(C->getArg(0));
      if (const VarDecl *Home = homeOf(Made, roles()))
        return Home;
    }
    return nullptr;
  }
  return nullptr;
}

/// The call in \p Unit that runs everything of \p Home until it is done; null
/// if there is none, or if another piece of code may run it as well.
const Stmt *EdgeSignal::onlyRun(const VarDecl *Home,
                                const FunctionDecl *Unit) const {
  const Stmt *Run = nullptr;
  bool Shared = false;
  forEachStmt(bodyInReach(Unit), [&](const Stmt *One) {
    if (isa<LambdaExpr>(One)) {
      Shared |= mentions(One, Home);
      return false;
    }
    const auto *Call = dyn_cast<CallExpr>(One);
    const Expr *Object = Call ? receiverOf(Call) : nullptr;
    if (Object && localRoot(Object) == Home && roles().op(Call, Role::Blocking))
      Run = Call;
    return true;
  });
  return Shared ? nullptr : Run;
}

/// The thread that may be running what \p Home has to do when control is at
/// \p At: it was started before, and nobody has waited for it since.
const Start *EdgeSignal::runningThread(const VarDecl *Home, PathSpot At,
                                       const Paths &P,
                                       llvm::ArrayRef<Start> Starts) const {
  for (const Start &S : Starts) {
    bool Runs = false;
    forEachInFrame(S.Runs.Body, [&](const Stmt *One) {
      const auto *C = dyn_cast<CallExpr>(One);
      const Expr *Object = C ? receiverOf(C) : nullptr;
      OpUse Run = Object ? roles().op(C, {Role::Blocking, Role::TimedBlocking})
                         : OpUse();
      // A pool of the library's own is its executor.
      Runs |= Run && Run.Voc != S.Voc && localRoot(Object) == Home;
      return true;
    });
    std::optional<PathSpot> Begun =
        Runs && S.Voc ? spot(P, S.At) : std::nullopt;
    if (!Begun)
      continue;
    auto IsJoin = [&](const CFGElement &E) {
      auto One = E.getAs<CFGStmt>();
      const auto *C = One ? dyn_cast<CallExpr>(One->getStmt()) : nullptr;
      const Expr *Object = C ? receiverOf(C) : nullptr;
      return Object && S.KeptIn && localRoot(Object) == S.KeptIn &&
             roles().op(C, Role::Join);
    };
    if (P.reaches(*Begun, At, {IsJoin, nullptr}))
      return &S;
  }
  return nullptr;
}

/// Emits of the local signal \p V, in the frame it is declared in, that come
/// too early or too late, or on another thread than what runs the operation.
void EdgeSignal::order(const VarDecl *V, const FunctionDecl *Unit,
                       const Uses &U, llvm::ArrayRef<Start> Starts) {
  if (U.Escapes || U.Slots.empty() || U.Emits.empty())
    return;
  const CFG *Graph = cfg(Unit);
  if (!Graph)
    return;
  Paths P(*Graph);
  Paths::Barrier None{nullptr, nullptr};
  llvm::SmallVector<std::pair<const CallExpr *, PathSpot>, 2> Slots;
  for (const CallExpr *Slot : U.Slots) {
    std::optional<PathSpot> S = spot(P, Slot);
    if (!S)
      return; // in a lambda, which runs who knows when
    Slots.push_back({Slot, *S});
  }
  bool AllAwaited = llvm::all_of(
      U.Slots, [&](const CallExpr *Slot) { return isAwaited(Slot); });
  for (const CallExpr *Emit : U.Emits) {
    std::optional<PathSpot> At = spot(P, Emit);
    if (!At)
      continue;
    const CallExpr *Before = nullptr, *After = nullptr;
    for (auto &S : Slots) {
      if (P.reaches(S.second, *At, None))
        Before = S.first;
      else if (P.reaches(*At, S.second, None))
        After = S.first;
    }
    if (!Before && After)
      lost(Emit, V, "before an operation has its slot", After,
           "the operation gets the slot here");
    else if (Before && AllAwaited)
      lost(Emit, V, "after the operation is over", Before,
           "the operation was awaited here");
    else if (Before && U.Slots.size() == 1)
      if (const VarDecl *Home = homeOfOperation(Before, Starts)) {
        if (const Start *Thread = runningThread(Home, *At, P, Starts)) {
          if (Said.insert(Emit).second) {
            diag(Emit->getExprLoc(),
                 "'%0' is emitted here while another thread runs its "
                 "operation: emitting is not thread-safe; post it to '%1'")
                << V->getName() << Home->getName();
            diag(Thread->At->getBeginLoc(), "the thread is started here",
                 DiagnosticIDs::Note);
          }
          continue;
        }
        if (const Stmt *Run = onlyRun(Home, Unit)) {
          auto IsRun = [&](const CFGElement &E) {
            auto One = E.getAs<CFGStmt>();
            return One && One->getStmt() == Run;
          };
          std::optional<PathSpot> RunAt = spot(P, Run);
          if (RunAt && P.reaches(*RunAt, *At, None) &&
              !P.reaches(*spot(P, Before), *At, {IsRun, nullptr}) &&
              !P.reaches(*At, *RunAt, None))
            lost(Emit, V, "after what ran the operation has returned", Run,
                 "nothing is pending when this has returned");
        }
      }
  }
}

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

/// What runs the operation that gets the slot \p Slot.
void EdgeSignal::findRunner(const CallExpr *Slot, Binding &Out) const {
  const Stmt *Child = Slot;
  for (const Stmt *P = Parents->getParent(const_cast<CallExpr *>(Slot)); P;
       Child = P, P = Parents->getParent(const_cast<Stmt *>(P))) {
    if (isa<LambdaExpr>(P) || !isa<Expr>(P))
      return;
    const auto *C = dyn_cast<CallExpr>(P);
    if (!C || roles().op(C, Role::Bind))
      continue;
    const Expr *On = receiverOf(C);
    if (!On && C->getNumArgs() > 1 && C->getArg(0) != Child &&
        roles().op(C, Role::Spawn))
      On = C->getArg(0);
    if (On && On != Child) {
      Out.RunBy = runnerOf(On, roles());
      Out.Operation = C;
    }
    return;
  }
}

/// Emits of \p D that run on something else than each of its operations.
void EdgeSignal::apart(const ValueDecl *D, const Summary &S) {
  for (const PostedEmit &P : S.Posted) {
    if (!llvm::all_of(S.Bindings, [&](const Binding &B) {
          return B.RunBy && runApart(*B.RunBy, P.RunBy, roles());
        }))
      continue;
    if (!Said.insert(P.Emit).second)
      continue;
    const Binding &B = S.Bindings.front();
    diag(P.Emit->getExprLoc(),
         "'%0' is emitted on '%1', while its operation runs on '%2': emitting "
         "is not thread-safe; post it to '%2'")
        << D->getName() << P.RunBy.named()->getName()
        << B.RunBy->named()->getName();
    diag(B.Operation->getBeginLoc(), "the operation is started here",
         DiagnosticIDs::Note);
  }
}

/// Calls \p Found for each emit in the frame \p Body of a signal that belongs
/// to another vocabulary than \p RunBy, unless the frame runs operations.
void EdgeSignal::emitsIn(
    const Stmt *Body, const model::Vocabulary *RunBy,
    llvm::function_ref<void(const CallExpr *, const ValueDecl *)> Found) {
  llvm::SmallVector<std::pair<const CallExpr *, const ValueDecl *>, 2> Emits;
  bool Runs = false;
  llvm::SmallPtrSet<const ValueDecl *, 4> Own;
  forEachInFrame(Body, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          Own.insert(V);
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C)
      return true;
    const Expr *Object = receiverOf(C);
    const ValueDecl *D = signalOf(Object);
    OpUse Emit = D ? roles().op(C, Role::Trigger) : OpUse();
    if (Emit && Emit.Voc != RunBy && !Own.count(D))
      Emits.push_back({C, D});
    OpUse Run = roles().op(C, {Role::Blocking, Role::TimedBlocking});
    Runs |= Object && Run && Run.Voc != RunBy;
    // It may run what is ready, without blocking, as well.
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(C->getDirectCallee());
    Runs |= M && M->getIdentifier() && hasPhrase(M->getName(), {"run", "poll"});
    return true;
  });
  if (!Runs)
    for (auto &E : Emits)
      Found(E.first, E.second);
}

void EdgeSignal::threads(const FunctionDecl *Function,
                         llvm::ArrayRef<Start> Starts) {
  for (const Start &S : Starts) {
    const auto *Post = dyn_cast<CallExpr>(S.At);
    if (Post && S.Op && S.Runs.Body && !receiverOf(Post) &&
        Post->getNumArgs() > 1)
      if (std::optional<Runner> By = runnerOf(Post->getArg(0), roles()))
        emitsIn(S.Runs.Body, nullptr,
                [&](const CallExpr *C, const ValueDecl *D) {
                  Signals[D].Posted.push_back({C, *By});
                });
    if (S.Runs.Body && S.Voc)
      emitsIn(S.Runs.Body, S.Voc, [&](const CallExpr *C, const ValueDecl *D) {
        if (!Said.insert(C).second)
          return;
        diag(C->getExprLoc(),
             "'%0' is emitted on a thread of its own, while its operation may "
             "run on another: emitting is not thread-safe; post it to the "
             "operation's executor")
            << D->getName();
        diag(S.At->getBeginLoc(), "the thread is started here",
             DiagnosticIDs::Note);
      });
  }
  forEachStmt(bodyInReach(Function), [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (!E || !isa<CallExpr, CXXConstructExpr>(E))
      return true;
    OpUse Op = roles().op(E, Role::Register);
    const Expr *Callback = Op ? Op.arg("callback") : nullptr;
    const auto *L = dyn_cast_or_null<LambdaExpr>(strip(Callback));
    if (!L ||
        onlyHandlersAsk(Op.arg("token"), Function, roles(),
                        [this](const FunctionDecl *G) -> const ParentMap & {
                          return services().parents(G);
                        }))
      return true;
    emitsIn(L->getBody(), Op.Voc, [&](const CallExpr *C, const ValueDecl *D) {
      if (!Said.insert(C).second)
        return;
      diag(C->getExprLoc(),
           "'%0' is emitted on whichever thread asks to stop, while its "
           "operation may run on another: emitting is not thread-safe; post it "
           "to the operation's executor")
          << D->getName();
      diag(E->getBeginLoc(), "the callback is registered here",
           DiagnosticIDs::Note);
    });
    return true;
  });
}

void EdgeSignal::checkFunction(const FunctionDecl *Function) {
  if (Function->isDependentContext())
    return;
  // The cheap question first.
  bool Touches = false;
  forEachStmt(bodyInReach(Function), [&](const Stmt *S) {
    const auto *C = dyn_cast<CXXMemberCallExpr>(S);
    Touches =
        Touches || (C && roles()
                             .type(C->getImplicitObjectArgument()->getType())
                             .has(Role::EdgeSignal));
    return !Touches;
  });
  if (!Touches)
    return;
  F = Function;
  Parents = &services().parents(F);
  SignalUses All = usesIn(F);
  std::vector<Start> Starts = startsIn(F, *Parents, roles());
  threads(F, Starts);
  for (auto &KV : All) {
    add(KV.first, KV.second, Starts);
    const auto *V = dyn_cast<VarDecl>(KV.first);
    if (V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) &&
        !V->getType()->isReferenceType() && !V->getType()->isPointerType())
      if (const FunctionDecl *Unit = unitOf(V))
        order(V, Unit, KV.second, Starts);
  }
}

namespace {
CTX_REGISTER_CHECK(EdgeSignal, Info);
} // namespace

} // namespace ctx
