//===- InScope.h - the contexts and tokens one could use here ---*- C++ -*-===//
//
//   void f(std::stop_token st) {            parameter   st
//     auto child = derive(st);              local       child (its init
//                                                       mentions a candidate)
//     run([&] { HERE });                    capture     st, child
//   }                                       field       stop_
//                                           derived     req.ctx,
//                                           source_.get_token()
//
// A lambda called in place, or local and never escaping, shares the enclosing
// scope. A stored one has only what it captures; one with a token or context
// parameter of its own is its own scope. Unnamed and [[maybe_unused]]
// parameters are never candidates: their owner said that they do not matter.
// Nor are weak pointers, objects moved from, and parameters that were
// overwritten.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_INSCOPE_H
#define CTX_TIDY_ANALYSIS_INSCOPE_H

#include "../model/RoleIndex.h"
#include "clang/AST/ParentMap.h"
#include <string>

namespace ctx::analysis {

/// Where a candidate comes from, best first.
enum class CandidateKind : uint8_t {
  Parameter, ///< of the nearest function or lambda
  Capture,   ///< of an enclosing function, seen from inside a lambda
  Local,     ///< a variable that was made from another candidate
  Field,     ///< of the class, static ones too
  Derived    ///< one member access or get_token call away from one of these
};

/// A context or token that could be used at one place.
struct Candidate {
  CandidateKind Kind = CandidateKind::Parameter;
  /// The parameter, variable or field that Text starts with.
  const clang::ValueDecl *Decl = nullptr;
  /// What Text is: role, forms, bare type.
  model::TypeUse Use;
  /// The type of Text, without references.
  clang::QualType Type;
  /// How to write it at the place, not dereferenced: "st", "req.ctx".
  std::string Text;
  /// Member accesses and calls after Decl.
  unsigned Steps = 0;
  /// False if Text does not compile at the place, because a lambda does not
  /// capture it or something hides it.
  bool Usable = true;
  /// True if a lambda that may run later is between Decl and the place.
  bool Deferred = false;
  /// True if a null test decides, on the way to the place, that it is null.
  bool KnownNull = false;

  /// Lower is better; equal ranks are equally good.
  unsigned rank() const { return unsigned(Kind) * 4 + Steps; }
};

/// The candidates of one function definition.
class InScope {
public:
  /// \param F has a body; \param Parents covers it (TuServices::parents).
  InScope(const clang::FunctionDecl *F, const clang::ParentMap &Parents,
          const model::RoleIndex &Roles);

  /// What could be used at \p Where, best first.
  llvm::SmallVector<Candidate, 4> at(const clang::Stmt *Where) const;

private:
  const clang::FunctionDecl *F;
  const clang::ParentMap &Parents;
  const model::RoleIndex &Roles;
};

/// True if \p C is of the role type \p Wanted itself, in any form, so that it
/// could stand where a \p Wanted is asked for.
bool isSameRoleType(const Candidate &C, const model::TypeUse &Wanted);

/// \p C written so that it gives a \p Wanted (a parameter's type): "st", "*sc",
/// "&ctx". Empty if it cannot be, or not without a conversion we do not know.
std::string spelledFor(const Candidate &C, clang::QualType Wanted,
                       const clang::ASTContext &Context);

/// True if \p F tests whether what \p C starts with (a pointer, an optional) is
/// there at all, and no such test says so on the way to \p Where: it must not
/// be dereferenced at \p Where. \p Parents covers \p F.
bool mayBeAbsent(const Candidate &C, const clang::Stmt *Where,
                 const clang::FunctionDecl *F, const clang::ParentMap &Parents,
                 const model::RoleIndex &Roles);

/// A static operation that makes a child of one role type from another.
struct Derivation {
  const model::Vocabulary *Voc = nullptr;
  const model::OpEntry *Op = nullptr;
  const clang::CXXMethodDecl *Method = nullptr;
  bool ByPointer = false; ///< the child is held by a smart pointer

  explicit operator bool() const { return Method != nullptr; }
};

/// The static operation by which a \p Child is derived from \p Parent, the one
/// whose parameter is nearest to the parent's type. None if the vocabulary has
/// none.
Derivation derivation(const model::TypeUse &Child, const model::TypeUse &Parent,
                      const model::RoleIndex &Roles);

/// Visits what the author of \p F wrote, in the order it runs: a constructor's
/// initialisers, then the body. \p Visit as for forEachStmt.
void forEachStmtOf(const clang::FunctionDecl *F,
                   llvm::function_ref<bool(const clang::Stmt *)> Visit);

/// True if \p Lambda runs where it stands: called in place, given to a standard
/// algorithm, or held by a local variable of \p Body that is only ever called.
bool runsInPlace(const clang::LambdaExpr *Lambda,
                 const clang::ParentMap &Parents, const clang::Stmt *Body);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_INSCOPE_H
