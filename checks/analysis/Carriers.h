//===- Carriers.h - who has a token without being one -----------*- C++ -*-===//
//
//   struct ScanOptions {        an options object that transports a token: what
//     int batch = 64;           it is given to is stopped only if it is set
//     std::stop_token stop;
//   };
//
// And the other side of the same question: does a call come by a token some way
// other than a parameter - inside an argument, a captured variable, the object
// it is made on, the body of what it calls?
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_CARRIERS_H
#define CTX_TIDY_ANALYSIS_CARRIERS_H

#include "Polls.h"
#include "TokenSlots.h"

namespace ctx::analysis {

/// Objects and arguments that bring a token along. Answers are remembered for
/// one translation unit.
class Carriers {
public:
  explicit Carriers(const model::RoleIndex &Roles)
      : Roles(Roles), Known(Roles) {}

  /// True if an object of class \p T (through pointers) has a member that can
  /// tell of a stop request, itself or in a member held by value.
  bool holdsToken(clang::QualType T) { return holdsToken(T, 0); }

  /// True if \p E, an argument, hands on what can tell of a stop request: a
  /// token, a source, an object that holds one, a lambda that knows one. Asking
  /// a token something and passing the answer hands nothing on.
  /// With \p Callbacks false a lambda counts only if it captures a token as
  /// such: one that is told the result tells nobody of a stop.
  bool handsOn(const clang::Stmt *E, bool Callbacks = true);
  /// True if an argument of \p Call that is written there does.
  bool isGivenOne(const clang::Expr *Call);

  /// True if the body of \p F, as far as it is in reach, looks at or passes on
  /// a token that it was not given: the current one, a member, a global. A root
  /// that it passes is none.
  bool knowsOne(const clang::FunctionDecl *F);

  /// The public data member by which objects of \p R, a plain options class,
  /// transport a token; null for every other class. It is not set by itself:
  /// its initialiser in the class, if there is one, never stops.
  const clang::FieldDecl *tokenField(const clang::CXXRecordDecl *R);

  /// The token member of what \p E makes, if \p E makes a carrier without
  /// setting it: `{}`, `Options{.batch = 1}`, `Options()`, a declaration
  /// without initialiser. Null otherwise.
  const clang::FieldDecl *leftUnset(const clang::Expr *E);

  /// The call or construction that \p V, an options object of function \p F, is
  /// passed to while \p Field is not set. Null if there is none that is not
  /// exempt, or if somebody sets the member or could have.
  const clang::Expr *
  passedUnset(const clang::VarDecl *V, const clang::FieldDecl *Field,
              const clang::FunctionDecl *F, const clang::ParentMap &Parents,
              llvm::function_ref<bool(const clang::Expr *)> IsExempt);

  Polls &polls() { return Known; }

private:
  bool holdsToken(clang::QualType T, unsigned Depth);

  const model::RoleIndex &Roles;
  Polls Known;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> Holders;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Knowing;
  llvm::DenseMap<const clang::CXXRecordDecl *, const clang::FieldDecl *> Fields;
};

/// The edit that sets \p Field to \p Text in what \p Made makes, an initialiser
/// list; none if it cannot be written there.
std::optional<clang::FixItHint>
addInitialiser(const clang::Expr *Made, const clang::FieldDecl *Field,
               llvm::StringRef Text, const clang::ASTContext &Context);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_CARRIERS_H
