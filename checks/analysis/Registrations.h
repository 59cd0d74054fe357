//===- Registrations.h - what runs when a request is made -------*- C++ -*-===//
//
//   std::stop_callback cb(source_.get_token(), [this] { ... });
//   cb_.emplace(st, std::bind(&Worker::onStop, this));
//   g_cancellable_connect(cancellable, G_CALLBACK(onCancel), this, nullptr);
//
// A registration belongs to a source: the one its token was taken from, as far
// as the code says so. The token that a thread is given by its handle belongs
// to that handle.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_REGISTRATIONS_H
#define CTX_TIDY_ANALYSIS_REGISTRATIONS_H

#include "Locks.h"
#include "Loops.h"
#include "Starts.h"

namespace ctx::analysis {

/// A callback, and how it names what it was made with.
struct CallbackCode {
  const clang::Stmt *Body = nullptr; ///< null if it is not in reach
  /// The function that runs; null for a lambda, whose captures name the objects
  /// of the function it is written in.
  const clang::FunctionDecl *Function = nullptr;
  std::optional<ObjectPath> Receiver; ///< `this` of Function
  llvm::SmallVector<std::optional<ObjectPath>, 4> Args;
};

/// One callback registered for a stop request.
struct Registration {
  const clang::Expr *At = nullptr; ///< the construction or call
  const clang::Expr *Token = nullptr;
  /// The source (or unified object) that its token belongs to, or the token
  /// itself if that is all that can be said.
  std::optional<ObjectPath> Source;
  CallbackCode Callback;
  /// The local variable that is the registration; null for others.
  const clang::VarDecl *Local = nullptr;
  /// The member or variable that holds the registration, if it can be told.
  std::optional<ObjectPath> KeptIn;
  /// The function it is in, and the frame of it; null in a default initialiser.
  const clang::FunctionDecl *In = nullptr, *Unit = nullptr;
  /// True if it is an edge slot's handler: it never runs when it is registered,
  /// and taking it back waits for nobody.
  bool Edge = false;
};

/// Whose tokens are whose, in one translation unit.
class TokenOrigins {
public:
  explicit TokenOrigins(const model::RoleIndex &Roles) : Roles(Roles) {}

  /// Learns from the starts of \p F which parameters are tokens of handles, and
  /// which of its sources have a copy in a member.
  void add(const clang::FunctionDecl *F, const clang::ParentMap &Parents);
  /// As above, from those in the default initialiser of \p F.
  void add(const clang::FieldDecl *F);
  /// The object whose requests \p Token tells of: the source it was taken from,
  /// a unified object itself, or the token as it is named.
  std::optional<ObjectPath> of(const clang::Expr *Token) const;
  /// The object that the trigger \p Op is a request on.
  std::optional<ObjectPath> triggered(const model::OpUse &Op) const;

private:
  void published(const clang::FunctionDecl *F);
  void learn(llvm::ArrayRef<Start> Starts);
  void give(const clang::ParmVarDecl *Param, const ObjectPath &Handle,
            const clang::Stmt *Body, unsigned Depth);
  std::optional<ObjectPath> of(const clang::Expr *Token, unsigned Depth) const;

  const model::RoleIndex &Roles;
  llvm::DenseMap<const clang::ValueDecl *, ObjectPath> Given;
};

/// The registrations of \p F, which belongs to function \p In, in source order.
/// Their Source is not set. \p Parents covers \p In.
std::vector<Registration> registrationsIn(const Frame &F,
                                          const clang::FunctionDecl *In,
                                          const clang::ParentMap &Parents,
                                          const model::RoleIndex &Roles);

/// Those in the default initialiser of \p F, for classes whose constructors the
/// compiler writes.
std::vector<Registration> registrationsIn(const clang::FieldDecl *F,
                                          const model::RoleIndex &Roles);

/// The registration that \p E makes, if it makes one: a construction, a call,
/// `optional.emplace(...)`, `make_unique<...>(...)`.
std::optional<Registration> registrationAt(const clang::Expr *E,
                                           const model::RoleIndex &Roles);

/// The mutexes that the callback of \p R takes and waits for, named as the
/// function that registers it names them. Without those that it takes only if
/// some flag says so.
std::vector<LockTake> locksTakenBy(const Registration &R,
                                   const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_REGISTRATIONS_H
