//===- ContextShapes.h - what a declaration may be --------------*- C++ -*-===//
//
//   class Request {                    Request: token, by its parts
//     bool cancelled() const;          poll
//     void cancel();                   trigger
//     std::atomic<bool> stop_;         a flag: poll
//   };
//
// By shape and name, for suggestions that people review; no check may ask.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_CONTEXTSHAPES_H
#define CTX_TIDY_ANALYSIS_CONTEXTSHAPES_H

#include "clang/AST/DeclCXX.h"
#include <optional>
#include <string>
#include <vector>

namespace ctx::analysis {

/// What a declaration would be under `ops:`.
struct ShapedOp {
  const char *Matcher; ///< "method", "static", "field", "operator" ...
  std::string Name;    ///< of the member; qualified outside of classes
  std::string Role;
  std::string Extra; ///< further keys: "stop_when: false"
  std::string Doubt; ///< why it is only a guess; empty: it is more than that
  const clang::CXXRecordDecl *Of = nullptr; ///< that comes out or is thrown
  const clang::NamedDecl *Declared = nullptr;
};

/// What \p M may be. Values are looked for in contexts only, as is what makes
/// one (\p IsContext).
std::vector<ShapedOp> shapeOf(const clang::CXXMethodDecl *M, bool IsContext);
/// What a data member may be: a flag, a deadline.
std::vector<ShapedOp> shapeOf(const clang::FieldDecl *F);
/// What \p F, which is no member, may be: `check_interrupt()`, `background()`.
std::vector<ShapedOp> shapeOfFree(const clang::FunctionDecl *F);
/// What \p V, a variable with static storage, may be: a flag.
std::vector<ShapedOp> shapeOf(const clang::VarDecl *V);

/// The names a model file has for \p D: without inline namespaces and template
/// arguments. "" if it cannot be named from everywhere.
std::string modelName(const clang::NamedDecl *D);

/// The definition that stands for \p R: a template's for its instances; null
/// without one.
const clang::CXXRecordDecl *writtenClass(const clang::CXXRecordDecl *R);

/// The class that \p T is, through references, pointers and smart pointers;
/// null for any other type. \p Wrapper is the template of the smart pointer.
const clang::CXXRecordDecl *
bareClass(clang::QualType T, const clang::NamedDecl **Wrapper = nullptr);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_CONTEXTSHAPES_H
