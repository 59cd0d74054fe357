//===- Locks.h - which mutexes are held here --------------------*- C++ -*-===//
//
//   std::lock_guard lock(mutex_);        held until its scope ends
//   std::unique_lock lock(m, defer_lock) not held; lock.lock() takes it
//   mutex_.lock(); pthread_mutex_lock(&m)   held until it is given back by hand
//   void f() REQUIRES(mutex_)            held when f begins
//
// A mutex is known by the way it is written: the same variable, or the same
// fields of the same object. Two ways to one mutex are two mutexes here.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_LOCKS_H
#define CTX_TIDY_ANALYSIS_LOCKS_H

#include "../model/RoleIndex.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>
#include <string>
#include <vector>

namespace ctx::analysis {

/// What a three-valued question is answered with.
enum class Ternary : uint8_t { No, Yes, Unknown };

/// An object by the way it is written: a variable, or the fields that lead to
/// it from a variable or from `this`.
struct ObjectPath {
  /// The variable, parameter or binding it starts with; null for `this`.
  const clang::ValueDecl *Root = nullptr;
  llvm::SmallVector<const clang::FieldDecl *, 2> Fields;

  bool operator==(const ObjectPath &Other) const {
    return Root == Other.Root && Fields == Other.Fields;
  }
  bool operator!=(const ObjectPath &Other) const { return !(*this == Other); }
  /// The variable or field at its end; null for `this` itself.
  const clang::ValueDecl *named() const {
    return Fields.empty() ? Root : Fields.back();
  }
  /// True for a member, however deep, of the object `this` points at.
  bool isOfThis() const { return !Root && !Fields.empty(); }
  /// As a user would write it: "mutex_", "state->mutex" is "state.mutex".
  std::string text() const;
};

/// The path to the object that \p E names: through pointers, smart pointers,
/// references with a name of their own, captures, `shared_from_this()`, and
/// member functions in reach that only return a member. Nothing for others.
std::optional<ObjectPath> pathOf(const clang::Expr *E);

/// \p Inner, a path in a function, as its caller writes it: `this` is
/// \p Receiver (none: a path from `this` has none), and \p Args are the paths
/// of the arguments for the parameters of \p Callee. Nothing if the caller
/// cannot name it.
std::optional<ObjectPath>
inCaller(const ObjectPath &Inner, const clang::FunctionDecl *Callee,
         const std::optional<ObjectPath> &Receiver,
         llvm::ArrayRef<std::optional<ObjectPath>> Args);

/// True if \p T (through references and pointers) is a mutex: it can be locked
/// and unlocked.
bool isMutex(clang::QualType T);

/// True if the thread that holds a mutex of type \p T may lock it again;
/// unknown for types whose nature does not show.
Ternary isRecursive(clang::QualType T);

/// One place that takes a mutex.
struct LockTake {
  ObjectPath Mutex;
  clang::QualType Type; ///< of the mutex
  /// The call that locks, the construction of a lock object; null for a mutex
  /// that the function's declaration says is held.
  const clang::Expr *At = nullptr;
  /// The lock object that gives it back; null if that is done by hand.
  const clang::VarDecl *Guard = nullptr;
  bool Shared = false; ///< for reading: others that read may hold it too
  bool Try = false;    ///< may come back without it, and never blocks
  /// The call in this function that leads to At, if At is in a callee.
  const clang::CallExpr *Through = nullptr;

  /// Where a user sees it: in this function.
  clang::SourceLocation location() const;
};

/// The mutexes that \p Body, a function's or lambda's, takes, in source order,
/// with those that functions in reach take which it calls. What a lambda in it
/// does is its own.
std::vector<LockTake> locksTakenIn(const clang::Stmt *Body,
                                   const model::RoleIndex &Roles);

/// True if \p F gives a mutex back that it may have been called with, or is out
/// of reach.
bool unlocksByHand(const clang::FunctionDecl *F, const model::RoleIndex &Roles);

/// An answer, and the lock it is about; null for No.
struct LockAnswer {
  Ternary Is = Ternary::No;
  const LockTake *Witness = nullptr;
};

/// The mutexes of one function or lambda, along the paths of its control-flow
/// graph. Handlers are entered by explicit throws only; the rest is unknown.
class Locks {
public:
  /// \p Graph is that of \p Unit (TuServices::cfg); both have to outlive this.
  Locks(const clang::FunctionDecl *Unit, const clang::CFG &Graph,
        const model::RoleIndex &Roles);

  /// False if the function takes no mutex: every answer is then No.
  bool any() const { return !Takes.empty(); }
  /// Every take in the function, callees included, in source order.
  llvm::ArrayRef<LockTake> takes() const { return Takes; }

  /// A mutex that is, or may be, held.
  struct HeldLock {
    const LockTake *Take = nullptr;
    bool Surely = true; ///< on every path, and nothing could have released it
  };
  /// The mutexes held when \p At, a statement or expression, is about to run.
  llvm::SmallVector<HeldLock, 2> heldAt(const clang::Stmt *At) const;
  /// The mutexes held when \p V is destroyed, at the first such place.
  llvm::SmallVector<HeldLock, 2> heldAtEndOf(const clang::VarDecl *V) const;
  /// Is \p Mutex held when \p At is about to run?
  LockAnswer held(const ObjectPath &Mutex, const clang::Stmt *At) const;
  /// Was \p Mutex taken at some time before \p At runs, whether or not it was
  /// given back? Yes on every path, unknown on some.
  LockAnswer everHeldBefore(const ObjectPath &Mutex,
                            const clang::Stmt *At) const;

private:
  enum class Effect : uint8_t {
    Take,
    Maybe,  ///< takes it, or fails to
    Unsure, ///< may give it back, or take it
    Pass,   ///< taken and given back
    Give
  };
  struct Step {
    Effect What;
    unsigned Take; ///< index into Takes
  };
  /// What is known at one place.
  struct State {
    bool Reached = false;
    llvm::SmallVector<Ternary, 8> Held; ///< of each take
    llvm::SmallVector<Ternary, 4> Ever; ///< of each mutex
    bool join(const State &Other);
  };

  void apply(const clang::CFGElement &E, State &S) const;
  void solve(unsigned Written);
  State before(const clang::CFGBlock *Block, unsigned Index) const;
  std::optional<State> before(const clang::Stmt *At) const;
  llvm::SmallVector<HeldLock, 2> listed(const std::optional<State> &S) const;

  const clang::CFG &Graph;
  std::vector<LockTake> Takes;
  std::vector<ObjectPath> Mutexes;
  llvm::SmallVector<unsigned, 8> MutexOf; ///< of each take, into Mutexes
  llvm::DenseMap<const clang::Stmt *, llvm::SmallVector<Step, 2>> Steps;
  llvm::DenseMap<const clang::VarDecl *, llvm::SmallVector<Step, 2>> Declared;
  llvm::DenseMap<const clang::VarDecl *, llvm::SmallVector<unsigned, 2>> Guards;
  llvm::DenseMap<const clang::CFGBlock *, State> Entry;
  llvm::DenseMap<const clang::Stmt *,
                 std::pair<const clang::CFGBlock *, unsigned>>
      Spots;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_LOCKS_H
