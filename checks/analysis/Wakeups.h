//===- Wakeups.h - does a stop request wake this wait? ----------*- C++ -*-===//
//
//   cv.wait(lk, [&] { return ready || st.stop_requested(); });
//
// The predicate asks the token, but it is only evaluated when somebody notifies
// `cv`. Somebody does if a callback for the request, or whoever makes the
// request, takes the wait's mutex and then notifies: between "the predicate is
// false" and "asleep" only the mutex keeps a notification from being lost.
//
//   trigger ... lock(m) ... notify      wakes it
//   lock(m), trigger ... notify         wakes it
//   trigger, notify                     may come too early for the sleep
//   notify, trigger                     is too early
//
// Nothing here knows the name of what notifies: every use of the object other
// than to wait on it may be that. A wait that takes no lock belongs to a
// library where one thread runs everything; any notification wakes it.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_WAKEUPS_H
#define CTX_TIDY_ANALYSIS_WAKEUPS_H

#include "Locks.h"
#include "Loops.h"
#include "Wakers.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/DenseMap.h"
#include <functional>
#include <memory>

namespace ctx::analysis {

/// A token that a wait looks at without being given it.
struct AwaitedToken {
  /// The variable or field that the token is, or is taken from; null for the
  /// token of the current work, and for one that has no name.
  const clang::ValueDecl *Root = nullptr;
  /// The poll. For Flag its mention.
  const clang::Expr *Asked = nullptr;
  /// The variable or field that only a callback for the request sets, if that
  /// is what the wait looks at.
  const clang::ValueDecl *Flag = nullptr;
};

/// A wait that looks at tokens.
struct TokenWait {
  const clang::CallExpr *Call = nullptr;
  model::OpUse Op;                         ///< the blocking operation
  const clang::FunctionDecl *F = nullptr;  ///< the function it is written in
  Frame In;                                ///< or the lambda of F
  const clang::ValueDecl *On = nullptr;    ///< what it waits on
  const clang::Stmt *Loop = nullptr;       ///< the loop that is its predicate
  const clang::LambdaExpr *Pred = nullptr; ///< or the lambda
  const clang::ValueDecl *Given = nullptr; ///< the token that it is given
  bool TakesLock = false;
  std::optional<ObjectPath> Mutex; ///< that of the lock; nothing if unknown
  llvm::SmallVector<AwaitedToken, 1> Tokens;
  llvm::SmallPtrSet<const clang::ValueDecl *, 8> Reads;
};

/// Whether a request on a token wakes a wait.
struct WakeAnswer {
  enum KindT : uint8_t { Woken, Missed, Unknown } Is = Unknown;
  enum WhyT : uint8_t {
    Nobody,     ///< nothing that is seen notifies
    NoMutex,    ///< At notifies without the mutex, after Request
    TooEarly,   ///< At notifies, and only then comes Request
    InCallback, ///< At notifies without the mutex, in a callback
    OnlyFlag    ///< a callback sets the flag at At, and notifies nobody
  } Why = Nobody;
  const clang::Expr *At = nullptr;
  /// The request; for Nobody one that notifies nobody, if there is one.
  const clang::Expr *Request = nullptr;
};

/// The waits and notifications of one translation unit.
class Wakeups {
public:
  using GraphOf =
      std::function<const clang::CFG *(const clang::FunctionDecl *)>;
  using ParentsOf =
      std::function<const clang::ParentMap &(const clang::FunctionDecl *)>;

  /// \p All are the user's functions, which are looked at when the first
  /// question comes. \p Graphs may answer null.
  Wakeups(const model::RoleIndex &Roles, const Wakers &All, GraphOf Graphs,
          ParentsOf Parents);
  ~Wakeups();

  /// The blocking operation that \p Call is, with or without a token; also
  /// where the call depends on a template's parameters and its object does not.
  static model::OpUse waitOf(const clang::CallExpr *Call,
                             const model::RoleIndex &Roles);

  /// \p Call, a wait in \p F, with the tokens it looks at: in its predicate, as
  /// far as that can be seen; in the loop around a wait that has none; through
  /// a flag that only a callback sets. Nothing if it looks at none.
  std::optional<TokenWait> read(const clang::CallExpr *Call,
                                const clang::FunctionDecl *F);

  /// Does a request on \p T wake \p W?
  WakeAnswer wakes(const TokenWait &W, const AwaitedToken &T);

private:
  /// What one frame does, in the order it is written.
  struct Deed {
    enum KindT : uint8_t {
      Request, ///< asks the work of Of to stop
      Touch,   ///< a call on Of, or that is given it
      Write,   ///< changes Of
      Clear,   ///< sets Of to false
      Escape,  ///< something unseen gets hold of Of
      Opaque   ///< something unseen that may do anything
    } Kind;
    const clang::ValueDecl *Of = nullptr;
    const clang::Expr *At = nullptr;   ///< in this frame
    const clang::Expr *Site = nullptr; ///< where it is written
  };
  using Deeds = std::vector<Deed>;
  struct Registered;
  struct FrameFacts;
  struct Reader;
  struct Handover;

  /// The variable or field that \p E means in the end, and the one that a
  /// token is taken from.
  static const clang::ValueDecl *nameOf(const clang::Expr *E);
  const clang::ValueDecl *tokenOf(const clang::Expr *E) const;
  /// True if \p From names \p To, or something in reach that does.
  static bool leadsTo(const clang::FunctionDecl *From,
                      const clang::FunctionDecl *To, unsigned Depth = 0);
  static bool isOfOneClass(const clang::FunctionDecl *A,
                           const clang::FunctionDecl *B);

  void scan();
  const Deeds &deedsOf(const clang::Stmt *Body, unsigned Depth);
  void addCall(const clang::CallExpr *C, Deeds &Out, unsigned Depth);
  void addRegistration(const clang::Expr *E, const clang::FunctionDecl *F);
  const Registered *setterOf(const clang::ValueDecl *Flag);
  void addFlags(TokenWait &W);
  bool isHandedOut(const TokenWait &W, const AwaitedToken &T) const;
  bool mayBeSame(const Registered &R, const TokenWait &W,
                 const AwaitedToken &T) const;
  /// True if what the local variable \p Held of \p F keeps (null: something
  /// else keeps it) is there while \p W goes on.
  bool isLive(const clang::FunctionDecl *F, const clang::VarDecl *Held,
              const TokenWait &W) const;
  WakeAnswer wakesHere(const TokenWait &W, const AwaitedToken &T);
  /// True if something that is not a registration is given the token together
  /// with what notifies, and may wake the wait.
  bool isHandedOver(const TokenWait &W, const AwaitedToken &T) const;
  bool isOtherEnd(const FrameFacts &F, const TokenWait &W);
  bool registersUnseen(const TokenWait &W) const;
  bool isLockedAround(const FrameFacts &F, const TokenWait &W,
                      const Deed *Request, const Deed &Notify);
  bool isSafe(const FrameFacts &F, const TokenWait &W, const Deed &Request,
              const Deed &Notify);
  void judgeRequests(const FrameFacts &F, const TokenWait &W,
                     const AwaitedToken &T, WakeAnswer &Bad, bool &Woken,
                     llvm::SmallPtrSetImpl<const clang::Expr *> &Safe);
  bool ownsRequester(const clang::FunctionDecl *Destructor) const;

  const model::RoleIndex &Roles;
  const Wakers &All;
  GraphOf Graphs;
  ParentsOf Parents;
  bool Scanned = false;
  std::vector<FrameFacts> Frames;
  std::vector<Registered> Registrations;
  llvm::DenseMap<std::pair<const clang::Stmt *, unsigned>,
                 std::unique_ptr<Deeds>>
      Remembered;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Locks>> Held;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_WAKEUPS_H
