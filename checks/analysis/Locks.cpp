//===- Locks.cpp ----------------------------------------------------------===//

#include "Locks.h"
#include "../compat/Compat.h"
#include "Assigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Loops.h"
#include "Paths.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include <deque>

using namespace clang;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Paths to objects
//===----------------------------------------------------------------------===//

std::string ObjectPath::text() const {
  std::string Out = Root ? Root->getNameAsString() : "";
  for (const FieldDecl *F : Fields)
    Out += (Out.empty() ? "" : ".") + F->getNameAsString();
  return Out.empty() ? "this" : Out;
}

/// The only expression that \p F, which is in reach, returns; null if it does
/// anything else.
static const Expr *onlyReturned(const FunctionDecl *F) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(bodyInReach(F));
  if (!Body || Body->size() != 1)
    return nullptr;
  const auto *R = dyn_cast<ReturnStmt>(Body->body_front());
  return R ? R->getRetValue() : nullptr;
}

static bool isNamed(const FunctionDecl *F, llvm::StringRef Name) {
  return F && F->getIdentifier() && F->getName() == Name;
}

/// The range of the loop that \p V, an iterator that nobody wrote, goes over.
static const Expr *rangeOf(const VarDecl *V) {
  if (!V->isImplicit() || !compat::startsWith(V->getName(), "__begin"))
    return nullptr;
  const Expr *Init = strip(V->getInit());
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(Init))
    return M->getImplicitObjectArgument();
  if (const auto *C = dyn_cast<CallExpr>(Init))
    return C->getNumArgs() ? C->getArg(0) : nullptr;
  return Init;
}

static std::optional<ObjectPath> pathOf(const Expr *E, unsigned Depth) {
  if (Depth == 8)
    return std::nullopt;
  E = object(E);
  if (!E)
    return std::nullopt;
  if (isa<CXXThisExpr>(E))
    return ObjectPath();
  if (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(M->getMemberDecl()))
      return ObjectPath{cast<ValueDecl>(V->getCanonicalDecl()), {}};
    const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
    std::optional<ObjectPath> Base = pathOf(M->getBase(), Depth + 1);
    if (!F || !Base)
      return std::nullopt;
    // An anonymous struct or union is no step that anybody wrote.
    if (!F->isAnonymousStructOrUnion())
      Base->Fields.push_back(cast<FieldDecl>(F->getCanonicalDecl()));
    return Base;
  }
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *D = C->getMethodDecl();
    if (isNamed(D, "shared_from_this"))
      return pathOf(C->getImplicitObjectArgument(), Depth + 1);
    const Expr *Returned =
        D && !C->getNumArgs() && !D->isVirtual() ? onlyReturned(D) : nullptr;
    if (!Returned)
      return std::nullopt;
    std::optional<ObjectPath> Inner = pathOf(Returned, Depth + 1);
    return Inner
               ? inCaller(*Inner, D,
                          pathOf(C->getImplicitObjectArgument(), Depth + 1), {})
               : std::nullopt;
  }
  if (const auto *C = dyn_cast<ExplicitCastExpr>(E))
    return C->getType()->isPointerType() ? pathOf(C->getSubExpr(), Depth + 1)
                                         : std::nullopt;
  const auto *R = dyn_cast<DeclRefExpr>(E);
  if (!R)
    return std::nullopt;
  const auto *V = dyn_cast<VarDecl>(R->getDecl());
  if (V && V->getInit())
    if (const Expr *Range = rangeOf(V))
      return pathOf(Range, Depth + 1);
  // What a C callback is given.
  if (V && V->getInit() && V->isLocalVarDecl() && V->getType()->isPointerType())
    if (const auto *P = dyn_cast<DeclRefExpr>(V->getInit()->IgnoreParenCasts()))
      if (isa<ParmVarDecl>(P->getDecl()) &&
          P->getDecl()->getType()->isVoidPointerType())
        return pathOf(P, Depth + 1);
  // A second name for an object; other pointers may be changed.
  if (V && V->getInit() && !isa<ParmVarDecl>(V) &&
      (V->getType()->isReferenceType() || V->isInitCapture() ||
       (V->getType()->isPointerType() && V->getType().isConstQualified())))
    if (std::optional<ObjectPath> Meant = pathOf(V->getInit(), Depth + 1))
      return Meant;
  // `auto self = shared_from_this()` and `auto *self = this` stay what they
  // are.
  if (V && V->getInit() && V->isLocalVarDecl())
    if (std::optional<ObjectPath> Meant = pathOf(V->getInit(), Depth + 1))
      if (!Meant->named())
        return Meant;
  return ObjectPath{cast<ValueDecl>(R->getDecl()->getCanonicalDecl()), {}};
}

std::optional<ObjectPath> pathOf(const Expr *E) { return pathOf(E, 0); }

std::optional<ObjectPath>
inCaller(const ObjectPath &Inner, const FunctionDecl *Callee,
         const std::optional<ObjectPath> &Receiver,
         llvm::ArrayRef<std::optional<ObjectPath>> Args) {
  std::optional<ObjectPath> Base;
  if (!Inner.Root) {
    Base = Receiver;
  } else if (const auto *P = dyn_cast<ParmVarDecl>(Inner.Root)) {
    // Known by its place: Inner names the parameter of any declaration.
    unsigned Index = P->getFunctionScopeIndex();
    if (Index < Args.size() && Index < Callee->getNumParams())
      Base = Args[Index];
  } else if (const auto *V = dyn_cast<VarDecl>(Inner.Root);
             V && (V->hasGlobalStorage() ||
                   V->getDeclContext() != Callee->getDeclContext())) {
    // A local of the callee means nothing outside of it.
    if (V->hasGlobalStorage())
      return Inner;
  }
  if (!Base)
    return std::nullopt;
  Base->Fields.append(Inner.Fields.begin(), Inner.Fields.end());
  return Base;
}

//===----------------------------------------------------------------------===//
// Mutexes and lock objects, by shape
//
// No model names them: what matters is that a thing can be locked and unlocked,
// and that every code base has one of its own. This is the only place that
// knows the words.
//===----------------------------------------------------------------------===//

namespace {

/// How a method or function changes a mutex.
struct Verb {
  llvm::StringRef Name;
  enum T : uint8_t { Lock, LockShared, TryLock, Unlock } Does;
};

constexpr Verb Methods[] = {
    {"lock", Verb::Lock},
    {"Lock", Verb::Lock},
    {"WriterLock", Verb::Lock},
    {"lockForWrite", Verb::Lock},
    {"relock", Verb::Lock},
    {"Acquire", Verb::Lock},
    {"lock_shared", Verb::LockShared},
    {"lockForRead", Verb::LockShared},
    {"ReaderLock", Verb::LockShared},
    {"try_lock", Verb::TryLock},
    {"try_lock_for", Verb::TryLock},
    {"try_lock_until", Verb::TryLock},
    {"try_lock_shared", Verb::TryLock},
    {"tryLock", Verb::TryLock},
    {"TryLock", Verb::TryLock},
    {"Try", Verb::TryLock},
    {"tryLockForRead", Verb::TryLock},
    {"tryLockForWrite", Verb::TryLock},
    {"unlock", Verb::Unlock},
    {"unlock_shared", Verb::Unlock},
    {"Unlock", Verb::Unlock},
    {"WriterUnlock", Verb::Unlock},
    {"ReaderUnlock", Verb::Unlock},
    {"Release", Verb::Unlock},
};

/// Functions of C libraries; the mutex is the first argument.
constexpr Verb Functions[] = {
    {"pthread_mutex_lock", Verb::Lock},
    {"pthread_mutex_trylock", Verb::TryLock},
    {"pthread_mutex_timedlock", Verb::TryLock},
    {"pthread_mutex_unlock", Verb::Unlock},
    {"pthread_spin_lock", Verb::Lock},
    {"pthread_spin_trylock", Verb::TryLock},
    {"pthread_spin_unlock", Verb::Unlock},
    {"pthread_rwlock_wrlock", Verb::Lock},
    {"pthread_rwlock_rdlock", Verb::LockShared},
    {"pthread_rwlock_unlock", Verb::Unlock},
    {"mtx_lock", Verb::Lock},
    {"mtx_trylock", Verb::TryLock},
    {"mtx_unlock", Verb::Unlock},
    {"g_mutex_lock", Verb::Lock},
    {"g_mutex_trylock", Verb::TryLock},
    {"g_mutex_unlock", Verb::Unlock},
    {"g_rec_mutex_lock", Verb::Lock},
    {"g_rec_mutex_trylock", Verb::TryLock},
    {"g_rec_mutex_unlock", Verb::Unlock},
    {"g_rw_lock_writer_lock", Verb::Lock},
    {"g_rw_lock_writer_unlock", Verb::Unlock},
    {"g_rw_lock_reader_lock", Verb::LockShared},
    {"g_rw_lock_reader_unlock", Verb::Unlock},
    {"AcquireSRWLockExclusive", Verb::Lock},
    {"ReleaseSRWLockExclusive", Verb::Unlock},
    {"AcquireSRWLockShared", Verb::LockShared},
    {"ReleaseSRWLockShared", Verb::Unlock},
    {"EnterCriticalSection", Verb::Lock},
    {"TryEnterCriticalSection", Verb::TryLock},
    {"LeaveCriticalSection", Verb::Unlock},
};

} // namespace

static std::optional<Verb::T> verb(llvm::ArrayRef<Verb> Table,
                                   const FunctionDecl *F) {
  if (!F || !F->getIdentifier())
    return std::nullopt;
  for (const Verb &V : Table)
    if (F->getName() == V.Name)
      return V.Does;
  return std::nullopt;
}

static bool hasWord(const NamedDecl *D,
                    std::initializer_list<llvm::StringRef> Wanted) {
  if (!D->getIdentifier())
    return false;
  for (const std::string &W : wordsOf(D->getName()))
    if (llvm::is_contained(Wanted, llvm::StringRef(W)))
      return true;
  return false;
}

/// The class behind \p T, defined, through one reference or pointer.
static const CXXRecordDecl *classOf(QualType T) {
  if (T.isNull())
    return nullptr;
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && R->hasDefinition() ? R->getDefinition() : nullptr;
}

/// True if \p R or a base of it has methods to lock and to unlock it.
static bool canBeLocked(const CXXRecordDecl *R) {
  bool Lock = false, Unlock = false;
  auto Look = [&](const CXXRecordDecl *C) {
    for (const CXXMethodDecl *M : C->methods())
      if (std::optional<Verb::T> V = verb(Methods, M)) {
        bool Generic = M->getName() == "Acquire" || M->getName() == "Release";
        if (Generic && !hasWord(R, {"lock", "mutex"}))
          continue;
        Lock |= *V == Verb::Lock;
        Unlock |= *V == Verb::Unlock;
      }
    return true;
  };
  Look(R);
  R->forallBases([&](const CXXRecordDecl *Base) { return Look(Base); });
  return Lock && Unlock;
}

/// True if \p R is made from a mutex of its own: a lock object, no mutex.
static bool isMadeFromMutex(const CXXRecordDecl *R) {
  for (const CXXConstructorDecl *C : R->ctors())
    for (const ParmVarDecl *P : C->parameters()) {
      QualType T = P->getType();
      const CXXRecordDecl *Of = classOf(T);
      if ((T->isReferenceType() || T->isPointerType()) && Of &&
          Of->getCanonicalDecl() != R->getCanonicalDecl() && canBeLocked(Of))
        return true;
    }
  return false;
}

bool isMutex(QualType T) {
  const CXXRecordDecl *R = classOf(T);
  return R && canBeLocked(R) && !isMadeFromMutex(R);
}

/// True for a class whose objects take the mutex they are made from and give it
/// back when they die.
static bool isLockClass(const CXXRecordDecl *R) {
  return R && R->hasDefinition() && R->hasNonTrivialDestructor() &&
         hasWord(R, {"lock", "locker", "guard", "autolock", "lockguard"}) &&
         !hasWord(R, {"unlock", "unlocker", "unlocked", "reverse"});
}

static bool isIn(const Decl *D, std::initializer_list<llvm::StringRef> Spaces) {
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent())
    if (const auto *N = dyn_cast<NamespaceDecl>(DC))
      if (N->getParent()->getRedeclContext()->isTranslationUnit())
        return N->getIdentifier() && llvm::is_contained(Spaces, N->getName());
  return false;
}

static Ternary isRecursive(const RecordDecl *R, unsigned Depth) {
  if (hasWord(R, {"recursive", "reentrant", "rec", "critical"}))
    return Ternary::Yes;
  if (hasWord(R, {"spin", "spinlock", "spinlocks"}))
    return Ternary::No;
  // Some are made the one or the other by an argument.
  for (const Decl *D : R->decls())
    if (const auto *E = dyn_cast<EnumDecl>(D))
      if (hasWord(E, {"recursion", "recursive"}))
        return Ternary::Unknown;
  if (isInStd(R) || isIn(R, {"boost", "absl", "folly", "tbb"}) ||
      hasWord(R, {"qmutex", "qreadwritelock"}) ||
      (R->getIdentifier() &&
       (R->getName() == "_GMutex" || R->getName() == "QMutex" ||
        R->getName() == "QReadWriteLock" || R->getName() == "QBasicMutex")))
    return Ternary::No;
  // A class around a mutex is what that is.
  const auto *C = dyn_cast<CXXRecordDecl>(R);
  if (!C || Depth == 2 || !C->hasDefinition())
    return Ternary::Unknown;
  auto Inner = [&](QualType T) -> std::optional<Ternary> {
    if (!isMutex(T) || T->isPointerType())
      return std::nullopt;
    return isRecursive(classOf(T), Depth + 1);
  };
  for (const CXXBaseSpecifier &B : C->bases())
    if (auto Answer = Inner(B.getType()))
      return *Answer;
  for (const FieldDecl *F : C->fields())
    if (auto Answer = Inner(F->getType()))
      return *Answer;
  return Ternary::Unknown;
}

Ternary isRecursive(QualType T) {
  if (T.isNull())
    return Ternary::Unknown;
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const auto *R = T->getAs<RecordType>();
  const auto *C = T->getAsCXXRecordDecl();
  const RecordDecl *D =
      C ? static_cast<const RecordDecl *>(C) : (R ? R->getDecl() : nullptr);
  return D ? isRecursive(D, 0) : Ternary::Unknown;
}

//===----------------------------------------------------------------------===//
// What one frame does
//===----------------------------------------------------------------------===//

SourceLocation LockTake::location() const {
  if (Through)
    return Through->getExprLoc();
  if (Guard && (!At || isa<CXXConstructExpr>(At)))
    return Guard->getLocation();
  return At ? At->getExprLoc() : SourceLocation();
}

namespace {

/// What one statement, or the declaration of a variable, does to mutexes.
struct Event {
  enum T : uint8_t {
    Take,  ///< Number takes
    Maybe, ///< Guard may have given back, or taken
    Give,  ///< Guard or Mutex is given back
    Pass   ///< a callee takes it and gives it back
  } What;
  const Stmt *At = nullptr;          ///< null: when Declared is
  const VarDecl *Declared = nullptr; ///< the lock object that is declared
  unsigned Number = 0;               ///< Take, Pass: index of the take
  const VarDecl *Guard = nullptr;
  std::optional<ObjectPath> Mutex;
};

/// The lock work of one frame.
struct LockWork {
  std::vector<LockTake> Takes;
  std::vector<Event> Events;
};

struct RememberedWork {
  bool Done = false, Busy = false;
  LockWork Work;
};

class Reader {
public:
  Reader(const model::RoleIndex &Roles, unsigned Depth)
      : Roles(Roles), Depth(Depth) {}

  LockWork read(const Stmt *Body);

private:
  bool visit(const Stmt *S);
  void declared(const VarDecl *V);
  bool member(const CXXMemberCallExpr *C);
  bool function(const CallExpr *C);
  void callee(const CallExpr *C);
  void take(LockTake T, const Stmt *At, const VarDecl *Declared);
  void account(const Expr *E) {
    if (const auto *R = dyn_cast_or_null<DeclRefExpr>(E ? object(E) : nullptr))
      Accounted.insert(R);
  }
  const VarDecl *guardOf(const Expr *E) const;

  const model::RoleIndex &Roles;
  unsigned Depth;
  LockWork Out;
  /// Lock objects, each with what it was made from.
  llvm::DenseMap<const VarDecl *, llvm::SmallVector<LockTake, 1>> Guards;
  llvm::SmallPtrSet<const DeclRefExpr *, 16> Accounted;
};

/// The construction that makes the value of \p V, a lock object.
const CXXConstructExpr *constructionOf(const VarDecl *V) {
  const Expr *Init = V->getInit();
  const auto *C = dyn_cast_or_null<CXXConstructExpr>(Init ? strip(Init) : Init);
  return C && isLockClass(C->getConstructor()->getParent()) ? C : nullptr;
}

/// True if a thing with the name \p Name is among the types of the arguments.
bool hasTag(const CXXConstructExpr *C, llvm::StringRef Name) {
  for (const Expr *A : C->arguments()) {
    const CXXRecordDecl *R = A->getType()->getAsCXXRecordDecl();
    if (R && R->getIdentifier() && R->getName() == Name)
      return true;
  }
  return false;
}

} // namespace

const VarDecl *Reader::guardOf(const Expr *E) const {
  const auto *R = dyn_cast_or_null<DeclRefExpr>(object(E));
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  return V && Guards.count(V) ? V : nullptr;
}

void Reader::take(LockTake T, const Stmt *At, const VarDecl *Declared) {
  Event E;
  E.What = Event::Take;
  E.At = At;
  E.Declared = Declared;
  E.Number = unsigned(Out.Takes.size());
  E.Guard = T.Guard;
  E.Mutex = T.Mutex;
  Out.Takes.push_back(std::move(T));
  Out.Events.push_back(std::move(E));
}

void Reader::declared(const VarDecl *V) {
  const CXXConstructExpr *C = constructionOf(V);
  if (!C || V->getType()->isReferenceType() || V->isStaticLocal())
    return;
  const CXXRecordDecl *Class = C->getConstructor()->getParent();
  bool Timed = false;
  llvm::SmallVector<LockTake, 1> Own;
  for (const Expr *A : C->arguments()) {
    const CXXRecordDecl *Type = classOf(A->getType());
    Timed |= Type && isInStd(Type) && Type->getIdentifier() &&
             (Type->getName() == "duration" || Type->getName() == "time_point");
    if (!isMutex(A->getType()))
      continue;
    if (std::optional<ObjectPath> P = pathOf(A)) {
      LockTake T;
      T.Mutex = *P;
      T.Type = A->getType().getNonReferenceType();
      T.At = C;
      T.Guard = V;
      T.Shared = hasWord(Class, {"shared", "reader", "read"});
      T.Try = Timed || hasTag(C, "try_to_lock_t");
      Own.push_back(T);
    }
  }
  if (Own.empty())
    return;
  Guards[V] = Own;
  if (hasTag(C, "defer_lock_t"))
    return;
  for (LockTake &T : Own) {
    T.Try |= Timed;
    take(T, nullptr, V);
  }
}

/// A call of a method of a lock object or of a mutex. \returns false for other
/// methods.
bool Reader::member(const CXXMemberCallExpr *C) {
  const Expr *On = C->getImplicitObjectArgument();
  std::optional<Verb::T> Does = verb(Methods, C->getMethodDecl());
  if (const VarDecl *G = guardOf(On)) {
    if (isNamed(C->getMethodDecl(), "release") ||
        isNamed(C->getMethodDecl(), "swap"))
      return false; // it gets out of sight
    account(On);
    if (!Does)
      return true;
    if (*Does == Verb::Unlock) {
      Event E;
      E.What = Event::Give;
      E.At = C;
      E.Guard = G;
      Out.Events.push_back(E);
      return true;
    }
    for (LockTake T : Guards[G]) {
      T.At = C;
      T.Try = *Does == Verb::TryLock;
      take(T, C, nullptr);
    }
    return true;
  }
  if (!Does || !On || !isMutex(On->getType()))
    return false;
  std::optional<ObjectPath> P = pathOf(On);
  if (!P || !P->named())
    return true;
  if (*Does == Verb::Unlock) {
    Event E;
    E.What = Event::Give;
    E.At = C;
    E.Mutex = P;
    Out.Events.push_back(E);
    return true;
  }
  LockTake T;
  T.Mutex = *P;
  T.Type = On->getType().getNonReferenceType();
  T.At = C;
  T.Shared = *Does == Verb::LockShared;
  T.Try = *Does == Verb::TryLock;
  take(T, C, nullptr);
  return true;
}

/// A call of a free function that locks or unlocks its arguments.
bool Reader::function(const CallExpr *C) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!F || !C->getNumArgs())
    return false;
  std::optional<Verb::T> Does = verb(Functions, F);
  llvm::SmallVector<const Expr *, 2> Mutexes{C->getArg(0)};
  if (!Does && isInStd(F) && (isNamed(F, "lock") || isNamed(F, "try_lock"))) {
    Does = isNamed(F, "lock") ? Verb::Lock : Verb::TryLock;
    Mutexes.assign(C->arg_begin(), C->arg_end());
  }
  if (!Does)
    return false;
  for (const Expr *A : Mutexes) {
    llvm::SmallVector<LockTake, 1> Taken;
    if (const VarDecl *G = guardOf(A)) {
      account(A);
      Taken = Guards[G];
    } else if (std::optional<ObjectPath> P = pathOf(A); P && P->named()) {
      if (*Does == Verb::Unlock) {
        Event E;
        E.What = Event::Give;
        E.At = C;
        E.Mutex = P;
        Out.Events.push_back(E);
        continue;
      }
      LockTake T;
      T.Mutex = *P;
      T.Type = A->getType().getNonReferenceType();
      if (T.Type->isPointerType())
        T.Type = T.Type->getPointeeType();
      Taken.push_back(T);
    }
    for (LockTake T : Taken) {
      T.At = C;
      T.Shared = *Does == Verb::LockShared;
      T.Try = *Does == Verb::TryLock;
      take(T, C, nullptr);
    }
  }
  return true;
}

static const LockWork *workOf(const FunctionDecl *F,
                              const model::RoleIndex &Roles, unsigned Depth) {
  const Stmt *Body = bodyInReach(F);
  if (!Body || Depth == 3)
    return nullptr;
  auto &Slot = Roles.remembered<RememberedWork>(F->getCanonicalDecl());
  if (Slot.Busy)
    return nullptr; // it calls itself
  if (!Slot.Done) {
    Slot.Busy = true;
    Slot.Work = Reader(Roles, Depth + 1).read(Body);
    Slot.Busy = false;
    Slot.Done = true;
  }
  return &Slot.Work;
}

/// What the called function does to mutexes that this frame can name.
void Reader::callee(const CallExpr *C) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!F || isa<CXXOperatorCallExpr>(C))
    return;
  if (const auto *M = dyn_cast<CXXMethodDecl>(F); M && M->isVirtual()) {
    // `virtual` and called on this: what runs may be an override.
    const auto *Call = dyn_cast<CXXMemberCallExpr>(C);
    if (Call && !M->hasAttr<FinalAttr>() &&
        !M->getParent()->hasAttr<FinalAttr>())
      return;
  }
  const LockWork *Work = workOf(F, Roles, Depth);
  if (!Work || Work->Events.empty())
    return;
  std::optional<ObjectPath> Receiver;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
    Receiver = pathOf(M->getImplicitObjectArgument());
  llvm::SmallVector<std::optional<ObjectPath>, 4> Args;
  for (const Expr *A : C->arguments())
    Args.push_back(pathOf(A));
  for (const Event &Inner : Work->Events) {
    if (!Inner.Mutex && Inner.What == Event::Give)
      continue; // of a lock object of its own
    if (!Inner.Mutex || Inner.What == Event::Maybe)
      continue;
    std::optional<ObjectPath> Mutex = inCaller(*Inner.Mutex, F, Receiver, Args);
    if (!Mutex)
      continue;
    Event E;
    E.At = C;
    E.Mutex = Mutex;
    if (Inner.What == Event::Give) {
      E.What = Event::Maybe;
      Out.Events.push_back(E);
      continue;
    }
    LockTake T = Work->Takes[Inner.Number];
    T.Mutex = *Mutex;
    T.Through = C;
    // Given back by a lock object, or by hand somewhere in there.
    bool Balanced =
        T.Guard || llvm::any_of(Work->Events, [&](const Event &Other) {
          return Other.What == Event::Give && Other.Mutex == Inner.Mutex;
        });
    E.What = Balanced || Inner.What == Event::Pass ? Event::Pass : Event::Take;
    if (E.What == Event::Take)
      T.Guard = nullptr;
    E.Number = unsigned(Out.Takes.size());
    Out.Takes.push_back(T);
    Out.Events.push_back(E);
  }
}

/// True for a call that gives a lock back only while it sleeps.
static bool isWait(const FunctionDecl *F) {
  return F && F->getIdentifier() && hasPhrase(F->getName(), {"wait"});
}

bool Reader::visit(const Stmt *S) {
  if (const auto *D = dyn_cast<DeclStmt>(S)) {
    for (const Decl *Each : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(Each))
        declared(V);
    return true;
  }
  if (const auto *C = dyn_cast<CallExpr>(S)) {
    const auto *M = dyn_cast<CXXMemberCallExpr>(C);
    if ((M && member(M)) || (!M && function(C)))
      return true;
    const FunctionDecl *F = C->getDirectCallee();
    for (const Expr *A : C->arguments())
      if (guardOf(A) && (isWait(F) || A->getType().isConstQualified()))
        account(A);
    callee(C);
    return true;
  }
  // A look at a lock object: `if (lock)` calls a conversion, a member call. Any
  // other mention may change or move it.
  const auto *R = dyn_cast<DeclRefExpr>(S);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  if (V && Guards.count(V) && !Accounted.count(R)) {
    Event E;
    E.What = Event::Maybe;
    E.At = R;
    E.Guard = V;
    Out.Events.push_back(E);
  }
  return true;
}

LockWork Reader::read(const Stmt *Body) {
  forEachInFrame(Body, [&](const Stmt *S) { return visit(S); });
  return std::move(Out);
}

bool unlocksByHand(const FunctionDecl *F, const model::RoleIndex &Roles) {
  const LockWork *Work = workOf(F, Roles, 0);
  return !Work || llvm::any_of(Work->Events, [](const Event &E) {
    return E.What == Event::Give && !E.Guard;
  });
}

std::vector<LockTake> locksTakenIn(const Stmt *Body,
                                   const model::RoleIndex &Roles) {
  return Reader(Roles, 0).read(Body).Takes;
}

//===----------------------------------------------------------------------===//
// Along the paths
//===----------------------------------------------------------------------===//

bool Locks::State::join(const State &Other) {
  if (!Reached) {
    *this = Other;
    return true;
  }
  bool Changed = false;
  auto Merge = [&](llvm::SmallVectorImpl<Ternary> &Mine,
                   llvm::ArrayRef<Ternary> Theirs) {
    for (size_t I = 0; I != Mine.size(); ++I)
      if (Mine[I] != Theirs[I] && Mine[I] != Ternary::Unknown) {
        Mine[I] = Ternary::Unknown;
        Changed = true;
      }
  };
  Merge(Held, Other.Held);
  Merge(Ever, Other.Ever);
  return Changed;
}

Locks::Locks(const FunctionDecl *Unit, const CFG &Graph,
             const model::RoleIndex &Roles)
    : Graph(Graph) {
  const Stmt *Body = Unit->getBody();
  if (!Body)
    return;
  LockWork Work = Reader(Roles, 0).read(Body);
  Takes = std::move(Work.Takes);
  unsigned Written = unsigned(Takes.size());
  for (const auto *A : Unit->specific_attrs<RequiresCapabilityAttr>())
    for (const Expr *E : A->args())
      if (std::optional<ObjectPath> P = pathOf(E)) {
        LockTake T;
        T.Mutex = *P;
        T.Type = E->getType().getNonReferenceType();
        T.Shared = A->isShared();
        Takes.push_back(T);
      }
  if (Takes.empty())
    return;
  for (const LockTake &T : Takes) {
    auto It = llvm::find(Mutexes, T.Mutex);
    MutexOf.push_back(unsigned(It - Mutexes.begin()));
    if (It == Mutexes.end())
      Mutexes.push_back(T.Mutex);
  }
  auto OfMutex = [&](const ObjectPath &P) {
    llvm::SmallVector<unsigned, 2> Out;
    for (unsigned I = 0; I != Takes.size(); ++I)
      if (Takes[I].Mutex == P)
        Out.push_back(I);
    return Out;
  };
  for (unsigned I = 0; I != Written; ++I)
    if (Takes[I].Guard && !Takes[I].Through)
      Guards[Takes[I].Guard].push_back(I);
  for (const Event &E : Work.Events) {
    llvm::SmallVector<unsigned, 2> Numbers;
    Effect What = Effect::Take;
    if (E.What == Event::Take || E.What == Event::Pass) {
      Numbers.push_back(E.Number);
      What = E.What == Event::Pass                            ? Effect::Pass
             : Takes[E.Number].Try || Takes[E.Number].Through ? Effect::Maybe
                                                              : Effect::Take;
    } else {
      What = E.What == Event::Give ? Effect::Give : Effect::Unsure;
      if (E.Guard)
        Numbers = Guards.lookup(E.Guard);
      else if (E.Mutex)
        Numbers = OfMutex(*E.Mutex);
    }
    auto &Into = E.At ? Steps[E.At] : Declared[E.Declared];
    for (unsigned N : Numbers)
      Into.push_back({What, N});
  }
  for (const CFGBlock *B : Graph) {
    unsigned Index = 0;
    for (const CFGElement &E : *B) {
      if (auto S = E.getAs<CFGStmt>())
        Spots.try_emplace(S->getStmt(), B, Index);
      ++Index;
    }
  }
  solve(Written);
}

void Locks::apply(const CFGElement &E, State &S) const {
  auto Do = [&](llvm::ArrayRef<Step> All) {
    for (const Step &Each : All) {
      Ternary &Held = S.Held[Each.Take];
      Ternary &Ever = S.Ever[MutexOf[Each.Take]];
      switch (Each.What) {
      case Effect::Take:
        Held = Ternary::Yes;
        Ever = Ternary::Yes;
        break;
      case Effect::Maybe:
        Held = Ternary::Unknown;
        if (Ever == Ternary::No)
          Ever = Ternary::Unknown;
        break;
      case Effect::Unsure:
        Held = Ternary::Unknown;
        break;
      case Effect::Pass:
        Ever = Ternary::Yes;
        break;
      case Effect::Give:
        Held = Ternary::No;
        break;
      }
    }
  };
  auto GiveBack = [&](const VarDecl *V) {
    for (unsigned N : Guards.lookup(V)) {
      if (S.Held[N] == Ternary::Yes) // one that was adopted goes with it
        for (unsigned Other = 0; Other != Takes.size(); ++Other)
          if (MutexOf[Other] == MutexOf[N] && !Takes[Other].Guard)
            S.Held[Other] = Ternary::No;
      S.Held[N] = Ternary::No;
    }
  };
  if (auto Dtor = E.getAs<CFGAutomaticObjDtor>())
    return GiveBack(Dtor->getVarDecl());
  auto Stmt = E.getAs<CFGStmt>();
  if (!Stmt)
    return;
  if (const auto *D = dyn_cast<DeclStmt>(Stmt->getStmt())) {
    for (const Decl *Each : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(Each)) {
        auto It = Declared.find(V);
        if (It != Declared.end())
          Do(It->second);
      }
    return;
  }
  auto It = Steps.find(Stmt->getStmt());
  if (It != Steps.end())
    Do(It->second);
}

void Locks::solve(unsigned Written) {
  State &First = Entry[&Graph.getEntry()];
  First.Reached = true;
  First.Held.assign(Takes.size(), Ternary::No);
  First.Ever.assign(Mutexes.size(), Ternary::No);
  for (unsigned I = Written; I != Takes.size(); ++I) {
    First.Held[I] = Ternary::Yes;
    First.Ever[MutexOf[I]] = Ternary::Yes;
  }
  std::deque<const CFGBlock *> Work{&Graph.getEntry()};
  while (!Work.empty()) {
    const CFGBlock *B = Work.front();
    Work.pop_front();
    State S = Entry[B];
    for (const CFGElement &E : *B)
      apply(E, S);
    if (B->hasNoReturnElement())
      continue;
    for (const auto &Next : Paths::successors(B))
      if (Entry[Next.first].join(S))
        Work.push_back(Next.first);
  }
}

Locks::State Locks::before(const CFGBlock *Block, unsigned Index) const {
  auto It = Entry.find(Block);
  State S = It == Entry.end() ? State() : It->second;
  if (!S.Reached)
    return S;
  unsigned I = 0;
  for (const CFGElement &E : *Block) {
    if (I++ == Index)
      break;
    apply(E, S);
  }
  return S;
}

/// The state when \p At, or the first part of it that runs, is about to run;
/// nothing if no path comes there.
std::optional<Locks::State> Locks::before(const Stmt *At) const {
  std::optional<State> Found;
  forEachInFrame(At, [&](const Stmt *S) {
    auto It = Found ? Spots.end() : Spots.find(S);
    if (It != Spots.end())
      Found = before(It->second.first, It->second.second);
    return !Found;
  });
  return Found && Found->Reached ? Found : std::nullopt;
}

llvm::SmallVector<Locks::HeldLock, 2>
Locks::listed(const std::optional<State> &S) const {
  llvm::SmallVector<HeldLock, 2> Out;
  for (unsigned I = 0; S && I != Takes.size(); ++I)
    if (S->Held[I] != Ternary::No)
      Out.push_back({&Takes[I], S->Held[I] == Ternary::Yes});
  return Out;
}

llvm::SmallVector<Locks::HeldLock, 2> Locks::heldAt(const Stmt *At) const {
  return listed(any() ? before(At) : std::nullopt);
}

llvm::SmallVector<Locks::HeldLock, 2>
Locks::heldAtEndOf(const VarDecl *V) const {
  std::optional<State> All;
  for (const CFGBlock *B : Graph) {
    unsigned Index = 0;
    for (const CFGElement &E : *B) {
      auto Dtor = E.getAs<CFGAutomaticObjDtor>();
      if (Dtor && Dtor->getVarDecl() == V && any())
        if (State S = before(B, Index); S.Reached) {
          // Held at one of them is enough: that way may be taken.
          if (!All) {
            All = S;
          } else {
            for (unsigned I = 0; I != Takes.size(); ++I)
              if (S.Held[I] == Ternary::Yes)
                All->Held[I] = Ternary::Yes;
          }
        }
      ++Index;
    }
  }
  return listed(All);
}

LockAnswer Locks::held(const ObjectPath &Mutex, const Stmt *At) const {
  LockAnswer Out;
  for (const HeldLock &H : heldAt(At))
    if (H.Take->Mutex == Mutex && Out.Is != Ternary::Yes)
      Out = {H.Surely ? Ternary::Yes : Ternary::Unknown, H.Take};
  if (any() && !before(At))
    Out.Is = Ternary::Unknown; // no path that is known comes here
  return Out;
}

LockAnswer Locks::everHeldBefore(const ObjectPath &Mutex,
                                 const Stmt *At) const {
  LockAnswer Out;
  auto It = llvm::find(Mutexes, Mutex);
  if (It == Mutexes.end())
    return Out;
  std::optional<State> S = before(At);
  Out.Is = S ? S->Ever[It - Mutexes.begin()] : Ternary::Unknown;
  if (Out.Is != Ternary::No)
    for (const LockTake &T : Takes)
      if (!Out.Witness && T.Mutex == Mutex)
        Out.Witness = &T;
  return Out;
}

} // namespace ctx::analysis
