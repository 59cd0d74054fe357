//===- Annotation.h - "ctx:role=token,position=first" -----------*- C++ -*-===//
//
// The text of an annotation in the user's code, taken apart. RoleIndex.h knows
// what it stands on.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_ANNOTATION_H
#define CTX_TIDY_MODEL_ANNOTATION_H

#include "Roles.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace ctx::model {

/// The parts of one "ctx:role=token,position=first" annotation.
struct Annotation {
  Role Plays = Role::Token;
  llvm::SmallVector<std::pair<llvm::StringRef, llvm::StringRef>, 4> Keys;
};

/// Reads \p Text, what follows "ctx:", into \p Out, whose texts point into it.
/// \p Kind says what the annotation stands on. \returns what is wrong with it,
/// or "".
std::string parseAnnotation(llvm::StringRef Text, RoleKind Kind,
                            Annotation &Out);

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_ANNOTATION_H
