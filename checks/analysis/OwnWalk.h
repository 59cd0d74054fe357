//===- OwnWalk.h - everything that users wrote in a TU ----------*- C++ -*-===//

#ifndef CTX_TIDY_ANALYSIS_OWNWALK_H
#define CTX_TIDY_ANALYSIS_OWNWALK_H

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

namespace ctx::analysis {

/// Visits what is written in a translation unit, but for system headers: what
/// only this translation unit sees cannot be used there.
template <class Derived>
class OwnWalk : public clang::RecursiveASTVisitor<Derived> {
public:
  explicit OwnWalk(const clang::SourceManager &Sources) : Sources(Sources) {}

  bool shouldVisitImplicitCode() const { return false; }
  bool shouldVisitTemplateInstantiations() const { return false; }

  bool TraverseDecl(clang::Decl *D) {
    if (D &&
        llvm::isa_and_nonnull<clang::TranslationUnitDecl>(
            D->getDeclContext()) &&
        Sources.isInSystemHeader(Sources.getExpansionLoc(D->getLocation())))
      return true;
    return clang::RecursiveASTVisitor<Derived>::TraverseDecl(D);
  }

protected:
  const clang::SourceManager &Sources;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_OWNWALK_H
