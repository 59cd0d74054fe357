//===- Releases.h - what is taken by hand and given back --------*- C++ -*-===//
//
//   mutex_.lock();            mutex_.unlock();        names that are a pair
//   busy_ = true;             busy_ = false;          a flag that says "at it"
//   ++inFlight_;              --inFlight_;            a counter
//   auto *p = new Buffer;     delete p;               memory, handles
//   auto fd = open(path);     close(fd);
//
// A pair is one only if both sides work on the same object and the object does
// not give it back by itself.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_RELEASES_H
#define CTX_TIDY_ANALYSIS_RELEASES_H

#include "../model/RoleIndex.h"
#include "Loops.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>
#include <vector>

namespace ctx::analysis {

/// One statement that may take something, or give it back.
struct HandWork {
  enum KindT : uint8_t {
    Call,   ///< of a named function or method; new and delete
    Flag,   ///< sets a bool to a constant
    Counter ///< adds to a number, or takes from it
  } Kind = Call;
  const clang::Expr *At = nullptr;
  /// The receiver, flag or counter; null for a function.
  const clang::Expr *Object = nullptr;
  /// The words of the called function's name.
  llvm::SmallVector<std::string, 4> Words;
  llvm::SmallVector<const clang::Expr *, 2> Args;
  bool Up = false; ///< Flag: sets true. Counter: adds
  /// The variable or field that At's result is kept in; may be null.
  const clang::ValueDecl *Holder = nullptr;
  bool Unused = false; ///< nobody looks at At's result
};

/// The hand work of one frame, in source order.
/// \param Parents covers \p Root.
std::vector<HandWork> handWorkIn(const clang::Stmt *Root,
                                 const clang::ParentMap &Parents);

/// True if \p W may be the first side of a pair, by its name alone.
bool mayTake(const HandWork &W);
/// True if \p W may be the second side of a pair, by its name alone.
bool mayRelease(const HandWork &W);

/// True if \p Release gives back what \p Taken takes.
bool givesBack(const HandWork &Taken, const HandWork &Release);

/// True if what \p Taken took comes back by itself when the frame of \p Body is
/// left, or goes with it: the object or its guard is local, or its destructor
/// gives it back.
bool comesBackByItself(const HandWork &Taken, const HandWork &Release,
                       const clang::Stmt *Body, const model::RoleIndex &Roles);

/// True if what \p Taken took may be given back, or its ownership changed, by
/// \p S itself, an expression or a return: a release of any kind on the object,
/// a call of a clean-up function, a hand-over to an owner.
bool mayGiveBack(const clang::Stmt *S, const HandWork &Taken);

/// True if something below \p Root, lambdas included, gives back what \p Taken
/// takes.
bool givesBackWithin(const clang::Stmt *Root, const HandWork &Taken);

/// True if \p A and \p B name the same object in the same way.
bool isSameObject(const clang::Expr *A, const clang::Expr *B);

/// \p W as a user would name it: "mutex_.unlock()", "busy_ = false".
std::string describe(const HandWork &W, const clang::ASTContext &Context);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_RELEASES_H
