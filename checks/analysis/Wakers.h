//===- Wakers.h - who ends a wait -------------------------------*- C++ -*-===//
//
// A wait that knows no token may still end when work is to stop: a callback
// that was registered for the request, or the function that makes the request,
// wakes what it waits on and changes what its predicate reads.
//
//   std::stop_callback wake(st, [&] { cv.notify_all(); });
//   ~Worker() { thread.request_stop(); cv.notify_all(); }
//   void close() { closed = true; cv.notify_all(); }
//
// Nothing here knows the name of what notifies: every use of the object other
// than to wait on it may be that.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_WAKERS_H
#define CTX_TIDY_ANALYSIS_WAKERS_H

#include "../model/RoleIndex.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <vector>

namespace ctx::analysis {

/// What a wait depends on.
struct WaitReads {
  /// The object it waits on; null if that has no name.
  const clang::ValueDecl *On = nullptr;
  bool Predicate = false; ///< it has one, and its body is visible
  bool Opaque = false;    ///< it has one that cannot be seen
  bool Token = false;     ///< the predicate polls
  /// Variables and fields that the predicate, or the loop around a wait without
  /// one, reads.
  llvm::SmallPtrSet<const clang::ValueDecl *, 8> Reads;
};

/// What the blocking call \p Wait depends on; \p Loop is the loop around it, or
/// null.
WaitReads readsOf(const model::OpUse &Wait, const clang::Stmt *Loop,
                  const model::RoleIndex &Roles);

/// The variable, parameter or field that \p E names, whatever object the field
/// is in; null for everything else.
const clang::ValueDecl *namedObject(const clang::Expr *E);

/// \p D as its author wrote it, canonical: of a member of what a template
/// makes, that of the template.
const clang::ValueDecl *writtenDecl(const clang::ValueDecl *D);

/// The operations that wait, and those that look for a request.
inline const model::RoleSet Waiting{model::Role::Blocking,
                                    model::Role::TimedBlocking};
inline const model::RoleSet Asking{model::Role::Poll, model::Role::PollThrow,
                                   model::Role::PollStatus};

/// The lambda that \p E is, or that the local variable it names holds; null for
/// everything else.
const clang::LambdaExpr *lambdaOf(const clang::Expr *E);

/// True if \p C is called on the object that `this` points at, or is given it:
/// it can change what only that object's class can.
bool isGivenThis(const clang::CallExpr *C);

/// True for something whose value can say that it is over.
bool isFlag(const clang::ValueDecl *D);

/// True if \p F ends things: a destructor, a name like stop, close, cancel.
bool isStopLike(const clang::FunctionDecl *F);

/// True if the class of the field \p On, or one around it, has a member
/// function that ends things and whose body is not in this translation unit.
bool hasUnseenEnd(const clang::ValueDecl *On);

/// The same of a member function that may register what wakes a wait on \p On.
/// Where it is defined the wait is judged.
bool hasUnseenRegistrar(const clang::ValueDecl *On);

/// The functions of one translation unit that may wake a wait.
class Wakers {
public:
  explicit Wakers(const model::RoleIndex &Roles) : Roles(Roles) {}

  /// \p F is user code with a body. Looked at when the first question comes.
  void add(const clang::FunctionDecl *F) { All.push_back(F); }
  /// Everything that was added.
  llvm::ArrayRef<const clang::FunctionDecl *> functions() const { return All; }

  /// True if the request, or whoever ends the work, ends \p Wait; also where
  /// that cannot be known because such a function is not visible. With
  /// \p OnlyCallbacks, only what is registered for requests counts: the class
  /// makes none on its caller's token.
  bool end(const WaitReads &Wait, bool OnlyCallbacks = false);

  /// True if \p Token is a parameter of the public member function \p F, and
  /// nothing that was added names F: whoever calls it makes the request, and
  /// how the class itself comes to its end says nothing about that.
  bool isCallersToken(const clang::FunctionDecl *F,
                      const clang::ValueDecl *Token) const;

private:
  struct Waker {
    bool Callback = false; ///< registered for a request
    bool Requests = false; ///< runs on a request, makes one, or destroys
    bool Opaque = false;   ///< it calls what cannot be seen
    llvm::SmallPtrSet<const clang::ValueDecl *, 8> Touched, Written;
  };
  void scan();
  void addWaker(const clang::Stmt *Body, bool Callback, bool Requests);
  void collect(const clang::Stmt *Body, Waker &Into, unsigned Depth);

  const model::RoleIndex &Roles;
  std::vector<const clang::FunctionDecl *> All;
  std::vector<Waker> Found;
  size_t Scanned = 0; ///< how many of All were looked at
};

/// True if \p F registers a callback for a request that may end a wait in it by
/// what it calls: it cannot be seen, or calls the user's own functions.
bool registersUnknown(const clang::FunctionDecl *F,
                      const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_WAKERS_H
