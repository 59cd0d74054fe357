//===- ContextValues.h - what goes into a context and comes out --*- C++
//-*-===//
//
//   ctx.SetValue(kUser, user)              stores
//   ctx.values["user"] = user              stores, in a map that is a bag
//   ctx.GetValue(kUser)                    reads
//   ctx.values.find("user")                reads: an iterator
//   ctx.TryGetValue(kUser, user)           reads into `user`
//   ctx.HasKey(kUser)                      asks
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_CONTEXTVALUES_H
#define CTX_TIDY_ANALYSIS_CONTEXTVALUES_H

#include "../model/RoleIndex.h"
#include "clang/AST/ExprCXX.h"
#include <vector>

namespace ctx::analysis {

/// A value that is read, or asked for.
struct ValueRead {
  const clang::Expr *Get = nullptr; ///< the operation
  const clang::Expr *On = nullptr;  ///< the context or bag; null if ambient
  const clang::Expr *Key = nullptr; ///< null if the model does not say
  const clang::Expr *Out = nullptr; ///< the argument that is filled, or null
  bool Asks = false;                ///< tells only whether there is a value
  bool Throws = false;              ///< throws if there is none
  bool Iterator = false;            ///< gives a place in a map
};

/// A value that is stored.
struct ValueWrite {
  const clang::Expr *Op = nullptr;
  const clang::Expr *Key = nullptr;
  const clang::Expr *Value = nullptr;
};

/// True if \p Object is a map whose vocabulary calls it a value bag, or a
/// reference or pointer to one.
bool isBag(const clang::Expr *Object, const model::RoleIndex &Roles);

/// True if nothing in the translation unit can be a value operation. Cheap.
bool hasValueOps(const model::RoleIndex &Roles, clang::ASTContext &Context);

/// What \p E is as a read; without Get if it is none.
ValueRead readAt(const clang::Expr *E, const model::RoleIndex &Roles);
/// What \p E is as a write; without Op if it is none.
ValueWrite writeAt(const clang::Expr *E, const model::RoleIndex &Roles);

/// The reads of a frame (no lambda bodies) with the body \p Body.
std::vector<ValueRead> readsIn(const clang::Stmt *Body,
                               const model::RoleIndex &Roles);

/// The text of a key, and the name of the constant that it is: "" for what has
/// neither.
std::string keyText(const clang::Expr *Key);
std::string keyName(const clang::Expr *Key);

/// True if \p A and \p B are written alike: the same key.
bool isSameKey(const clang::Expr *A, const clang::Expr *B,
               const clang::ASTContext &Context);

/// True if \p A and \p B read under the same key, and nothing says that they
/// read from two contexts.
bool isSameValue(const ValueRead &A, const ValueRead &B,
                 const clang::ASTContext &Context);

/// What a value can be taken out of.
enum class ValueKind : uint8_t {
  None,
  Any,      ///< `any`, `variant`: of any type, or of none
  Pointer,  ///< null if there is none
  Smart,    ///< the same
  Optional, ///< the same, and `value()` throws
};
/// What \p T is.
ValueKind kindOf(clang::QualType T);

/// If \p E takes the value of an `any` or `variant` out (`get<T>(v)`,
/// `any_cast<T>(v)`): what it is taken from; null otherwise. With \p Pointer,
/// the forms that give a pointer (`get_if<T>(&v)`, `any_cast<T>(&v)`) instead.
const clang::Expr *takenFrom(const clang::Expr *E, bool Pointer = false);

/// The type that \p E, a call of such a function or of `holds_alternative<T>`,
/// names, without references and qualifiers; null if it names none.
clang::QualType namedType(const clang::Expr *E);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_CONTEXTVALUES_H
