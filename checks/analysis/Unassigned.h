//===- Unassigned.h - tokens that never get a value -------------*- C++ -*-===//
//
// Which variables and members start out with nothing in them, and what the code
// of one translation unit does with one of them. For a private member that is
// its class, nested classes and friends; for a variable of one file,
// everything.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_UNASSIGNED_H
#define CTX_TIDY_ANALYSIS_UNASSIGNED_H

#include "Assigned.h"
#include <functional>
#include <vector>

namespace ctx::analysis {

/// One mention, and the function it is in; null for a member's initialiser.
struct TokenUse {
  Mention M;
  const clang::FunctionDecl *In = nullptr;
};

/// A variable or member that may never get a value.
struct Unassigned {
  const clang::ValueDecl *Decl = nullptr;
  model::TypeUse Type;
  bool Written = false, Tested = false;
  std::vector<TokenUse> Uses; ///< in source order within a function

  bool known() const { return !Written && !Tested; }
  void add(const Mention &M, const clang::FunctionDecl *In) {
    Written |= M.What == Touch::Write;
    Tested |= M.What == Touch::Test;
    Uses.push_back({M, In});
  }
};

/// True if \p Name says that there is nothing behind it: never, dummy, empty.
bool saysEmpty(llvm::StringRef Name);

/// True if the type of \p D, set in \p Type, is a token or context that holds
/// nothing until it is assigned, and \p D does not say that this is how it has
/// to be. Initialisers are not looked at.
bool startsEmpty(const clang::ValueDecl *D, const model::RoleIndex &Roles,
                 model::TypeUse &Type);

/// True if startsEmpty(), no initialiser gives it something, and only its class
/// or this file can.
bool isOwnToken(const clang::ValueDecl *D, const model::RoleIndex &Roles,
                model::TypeUse &Type);

/// The user's code of one translation unit, as far as it was added.
class TuCode {
public:
  using ParentsOf =
      std::function<const clang::ParentMap &(const clang::FunctionDecl *)>;
  TuCode(const model::RoleIndex &Roles, ParentsOf Parents)
      : Roles(Roles), Parents(std::move(Parents)) {}

  void add(const clang::FunctionDecl *F) { Functions.push_back(F); }
  /// An initialiser that stands in no function.
  void add(const clang::Expr *Initialiser) { Inits.push_back(Initialiser); }

  /// Collects everything that may touch State.Decl, up to the first Write.
  /// \returns false if not all of it can be seen.
  bool collect(Unassigned &State) const;

private:
  void see(Unassigned &State, const clang::FunctionDecl *In) const;
  void see(Unassigned &State, const clang::Expr *Initialiser) const;

  const model::RoleIndex &Roles;
  ParentsOf Parents;
  std::vector<const clang::FunctionDecl *> Functions;
  std::vector<const clang::Expr *> Inits;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_UNASSIGNED_H
