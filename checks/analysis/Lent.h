//===- Lent.h - who dies before what it was lent to -------------*- C++ -*-===//
//
//   std::stop_source src;
//   std::thread([&] { work(src.get_token()); }).detach();   lent
//   }                                                       dies here
//
// An object is lent when work that goes on by itself gets at it without owning
// it: by reference or pointer, by a token or slot that points into it, by a
// context that is derived from it, as the context of an asynchronous call. It
// is safe if every way to its end passes something that waits for the work; if
// that cannot be told, it is taken to be so.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_LENT_H
#define CTX_TIDY_ANALYSIS_LENT_H

#include "HandOuts.h"
#include "Paths.h"
#include "Starts.h"
#include <optional>

namespace ctx::analysis {

/// An object that dies in the function it is in.
struct Owner {
  const clang::VarDecl *V = nullptr;
  const clang::FunctionDecl *Unit = nullptr; ///< function or lambda it is in
  model::TypeUse Type;
  /// A parameter that points at what ends when the function, which serves one
  /// request, returns.
  bool Request = false;
};

/// How work gets at an object that it does not own.
enum class Loan : uint8_t {
  Reference, ///< a reference, a pointer, a capture by reference
  Token,     ///< a token or slot that points into it
  Derived,   ///< a context derived from it
  Call       ///< the context of an asynchronous call
};

/// An object that dies too early.
struct Dangling {
  Loan How = Loan::Reference;
  const clang::Expr *At = nullptr; ///< what starts the work or returns it
  bool Returned = false;           ///< it, or the work, is returned
  /// Waits for the work when it is destroyed, which is too late; or null.
  const clang::ValueDecl *Handle = nullptr;
  clang::SourceLocation Dies; ///< where the path ends the object
};

/// The objects of \p F and its lambdas that die in it and play a role that work
/// can be lent: sources, signals, contexts, tokens. Cheap.
std::vector<Owner> ownersIn(const clang::FunctionDecl *F,
                            const model::RoleIndex &Roles);

/// True if \p Call starts an operation that reports to somebody else when it is
/// over, and uses its argument \p Arg until then: the context of an
/// asynchronous call, or a carrier given to such a call.
bool startsAsync(const clang::Expr *Call, const clang::Expr *Arg,
                 const model::RoleIndex &Roles);

/// What waits for work. Callees in reach are looked into.
class Waiters {
public:
  explicit Waiters(const model::RoleIndex &Roles) : Roles(Roles) {}

  /// True if \p S itself waits for something, or may: a join, a wait on an
  /// object, a suspension, a call that by its name or body waits.
  bool waits(const clang::Stmt *S) { return waits(S, 0); }
  /// True if something in \p Root, lambdas included, does.
  bool waitsWithin(const clang::Stmt *Root) { return waitsWithin(Root, 0); }
  /// True if the destructor of \p T is in reach and waits.
  bool destructorWaits(clang::QualType T);

private:
  bool waits(const clang::Stmt *S, unsigned Depth);
  bool waitsWithin(const clang::Stmt *Root, unsigned Depth);

  const model::RoleIndex &Roles;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Known;
};

/// The local object that \p E, an executor, a handle of one or a context,
/// belongs to: `io` for `io.get_executor()`. Null if that is none with a model.
const clang::VarDecl *homeOf(const clang::Expr *E,
                             const model::RoleIndex &Roles, unsigned Depth = 0);

/// True if an object of \p T waits for its work when it is destroyed, by the
/// model: a handle, a container or smart pointer of such, a pool.
bool joinsOnDestroy(clang::QualType T, const model::RoleIndex &Roles);

/// Answers for the objects of one function.
class Lent {
public:
  /// \p Starts are all starts of \p View's function (startsIn). \p Context has
  /// to live as long.
  Lent(const FunctionView &View, llvm::ArrayRef<Start> Starts,
       const HandOutContext &Context)
      : View(View), Starts(Starts), Context(Context), Waits(Context.Roles) {}

  /// True if \p O is lent to anything; no graph is needed to know.
  bool isLent(const Owner &O);

  /// The first loan of \p O that outlives it. \p Graph is that of O's unit.
  std::optional<Dangling> find(const Owner &O, const clang::CFG &Graph);

private:
  struct Lending {
    Loan How;
    HandOut Out;
  };
  struct Fate;

  void collect(const Owner &O);
  void mention(const Owner &O, const clang::Expr *Ref);
  void follow(const clang::Expr *E, Loan How);
  void throughLambda(const clang::Expr *Ref);
  const Start *startOfCoroutine(const clang::Stmt *Call) const;
  bool toCoroutine(const clang::Expr *Arg, Loan How);
  void keep(const HandOuts &Found, Loan How);
  bool isGivenAway(const clang::Expr *Ref) const;
  Fate fateOf(const Lending &L, const Owner &O);
  bool executorDecides(const clang::Expr *At, const Owner &O, Fate &F) const;
  std::optional<Dangling> leak(const Lending &L, const Owner &O,
                               const Paths &P);

  const FunctionView &View;
  llvm::ArrayRef<Start> Starts;
  const HandOutContext &Context;
  Waiters Waits;
  const clang::VarDecl *Collected = nullptr;
  const clang::Stmt *Unit = nullptr;
  std::vector<Lending> Lendings;
  /// References that give the object itself away.
  llvm::SmallPtrSet<const clang::Stmt *, 4> GivenAway;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_LENT_H
