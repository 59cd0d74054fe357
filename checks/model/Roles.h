//===- Roles.h - what a declaration means to ctx-tidy -----------*- C++ -*-===//
//
// The vocabulary of the whole project. A library's names live in
// model/libraries/*.yaml; everything else asks for roles.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_ROLES_H
#define CTX_TIDY_MODEL_ROLES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <initializer_list>

namespace ctx::model {

/// What a type or an operation is to cancellation. One sentence each:
/// Roles.def.
enum class Role : uint8_t {
#define CTX_ROLE(Name, Spelling, Kind, Sentence) Name,
#include "Roles.def"
};

/// Where a role word may be used.
enum class RoleKind : uint8_t { Type = 1, Op = 2, Both = 3 };

/// One row of Roles.def.
struct RoleInfo {
  Role Value;
  llvm::StringRef Spelling; ///< the word in model files and annotations
  RoleKind Kind;
  llvm::StringRef Sentence; ///< what it means, without a full stop
};

/// All roles, in the order of Roles.def.
llvm::ArrayRef<RoleInfo> allRoles();

/// The row of \p R.
const RoleInfo &info(Role R);

/// The role spelled \p Spelling if it may be used as \p Kind, else null.
const RoleInfo *findRole(llvm::StringRef Spelling, RoleKind Kind);

/// A set of roles.
class RoleSet {
public:
  RoleSet() = default;
  RoleSet(std::initializer_list<Role> Roles) {
    for (Role R : Roles)
      insert(R);
  }

  void insert(Role R) { Bits |= bit(R); }
  bool has(Role R) const { return Bits & bit(R); }
  /// True if this set and \p Other share a role.
  bool hasAny(RoleSet Other) const { return Bits & Other.Bits; }
  bool empty() const { return Bits == 0; }
  RoleSet &operator|=(RoleSet Other) {
    Bits |= Other.Bits;
    return *this;
  }
  friend bool operator==(RoleSet A, RoleSet B) { return A.Bits == B.Bits; }

private:
  static uint64_t bit(Role R) { return uint64_t(1) << unsigned(R); }
  uint64_t Bits = 0;
};

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_ROLES_H
