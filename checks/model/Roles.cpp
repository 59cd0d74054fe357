//===- Roles.cpp - the table behind Roles.h -------------------------------===//

#include "Roles.h"
#include <cassert>

namespace ctx::model {

static constexpr RoleInfo Table[] = {
#define CTX_ROLE(Name, Spelling, Kind, Sentence)                               \
  {Role::Name, Spelling, RoleKind::Kind, Sentence},
#include "Roles.def"
};

static_assert(sizeof(Table) / sizeof(Table[0]) <= 64,
              "RoleSet keeps one bit per role in 64 bits");

llvm::ArrayRef<RoleInfo> allRoles() { return Table; }

const RoleInfo &info(Role R) {
  assert(Table[unsigned(R)].Value == R && "Roles.def and enum differ");
  return Table[unsigned(R)];
}

const RoleInfo *findRole(llvm::StringRef Spelling, RoleKind Kind) {
  for (const RoleInfo &I : Table)
    if (I.Spelling == Spelling && (unsigned(I.Kind) & unsigned(Kind)))
      return &I;
  return nullptr;
}

} // namespace ctx::model
