//===- HandOuts.h - where a value goes that steers work ---------*- C++ -*-===//
//
//   src.get_token() --> local variable --> capture of a lambda --> std::thread
//                                                                  ^ hand-out
//
// Follows a token (or a context, or a source that a lambda only looks at)
// through local variables, captures, std::bind, carriers and one level of
// visible callees, to the places where it comes to work that may go on when the
// function has left. A plain call is synchronous and hands nothing out.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_HANDOUTS_H
#define CTX_TIDY_ANALYSIS_HANDOUTS_H

#include "ObjectUses.h"
#include <functional>
#include <string>
#include <vector>

namespace ctx::analysis {

/// A place where a value comes to work that may outlive the call.
struct HandOut {
  enum KindT : uint8_t {
    Started, ///< work was started with it
    Stored,  ///< it is in a member, a global or a container of somebody else
    Returned
  } Kind;
  /// The call, construction, assignment or returned expression.
  const clang::Expr *At;
  /// The variable or field that holds the started work, or null.
  const clang::ValueDecl *Handle = nullptr;
  /// The functions and lambdas that run, as far as they can be seen.
  llvm::SmallVector<const clang::FunctionDecl *, 1> Workers;
};

/// What following needs to know.
struct HandOutContext {
  const model::RoleIndex &Roles;
  /// Words in the name of a function that say it starts work or keeps it for
  /// later: phrases as for hasPhrase().
  llvm::ArrayRef<llvm::StringRef> StartWords;
  std::function<const clang::ParentMap &(const clang::FunctionDecl *)> Parents;
  /// True if the call \p Call starts work with its argument \p Arg, by what the
  /// models do not say. May be empty.
  std::function<bool(const clang::Expr *Call, const clang::Expr *Arg)> Starts =
      nullptr;
};

/// Follows values through one function.
class HandOuts {
public:
  /// \p Unit is the body (of \p View's function or of one of its lambdas) whose
  /// hand-outs are wanted. With \p Deep, callees in reach are looked into.
  HandOuts(const FunctionView &View, const clang::Stmt *Unit,
           const HandOutContext &Context, bool Deep = true)
      : View(View), Unit(Unit), Context(Context), Deep(Deep) {}
  virtual ~HandOuts() = default;

  /// Follows the value of \p E, and the lambdas of the unit that it is in.
  void follow(const clang::Expr *E);
  /// Follows only the lambdas of the unit that \p E is in: they carry what it
  /// looks at to where they go.
  void followLambdas(const clang::Expr *E);
  /// Follows every reference to \p V.
  void followVariable(const clang::ValueDecl *V);

  llvm::ArrayRef<HandOut> found() const { return Found; }
  /// Local variables and captures the value was seen in.
  const llvm::SmallPtrSetImpl<const clang::ValueDecl *> &carriers() const {
    return Carriers;
  }

private:
  bool through(const clang::Expr *Parent, const clang::Stmt *Child);
  const clang::Expr *call(const clang::Expr *Call, const clang::Stmt *Child);
  const clang::Expr *calleeSees(const clang::Expr *Call,
                                const clang::FunctionDecl *Callee,
                                unsigned Index, const clang::Expr *Receiver);
  void climb(const clang::Expr *E);
  void assigned(const clang::Expr *Target, const clang::Expr *At);
  void found(HandOut::KindT Kind, const clang::Expr *At);

  const FunctionView &View;
  const clang::Stmt *Unit;
  const HandOutContext &Context;
  bool Deep;
  std::vector<HandOut> Found;
  llvm::SmallPtrSet<const clang::ValueDecl *, 8> Carriers;
  llvm::SmallPtrSet<const clang::Stmt *, 16> Seen;
};

/// True if \p D, or the class it is a member of, is in namespace std.
bool inStd(const clang::Decl *D);

/// The variable that holds the object \p E names or is a part of, if that
/// object is local and no reference; else null.
const clang::VarDecl *localRoot(const clang::Expr *E);

/// Functions and lambdas among the arguments of \p Start (a call or
/// construction), bound ones included, whose bodies are in reach.
llvm::SmallVector<const clang::FunctionDecl *, 1>
workersOf(const clang::Expr *Start);

/// The variable or field that the result of \p E is kept in, or null.
const clang::ValueDecl *keptIn(const clang::Expr *E, const FunctionView &View);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_HANDOUTS_H
