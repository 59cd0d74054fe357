//===- AnnotationRule.h - misunderstood annotations -------------*- C++ -*-===//
//
// An annotation that nobody understands is no check's finding: which check
// would say it depends on which run. It has a name of its own in every host.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_CORE_ANNOTATIONRULE_H
#define CTX_TIDY_CORE_ANNOTATIONRULE_H

#include "CheckInfo.h"

namespace clang {
class ASTContext;
namespace tidy {
class ClangTidyContext;
} // namespace tidy
} // namespace clang

namespace ctx {

class TuServices;

/// What an annotation that is not understood is reported as, whichever checks
/// run. Not in the list of checks.
extern const CheckInfo AnnotationRule;
extern const char AnnotationPage[];

/// True if anything in \p Context may be annotated: a cheap question.
bool isAnnotated(const clang::ASTContext &Context);

/// Reports to \p Host each annotation in \p Context that is not understood,
/// whether or not what it stands on is used: the first call for a translation
/// unit does, later ones say nothing. The models of \p Services are set. A
/// \p Host whose Checks leave the rule's name out would drop it: it is told in
/// the name of \p Asking, the check that runs.
void reportAnnotations(clang::ASTContext &Context, TuServices &Services,
                       clang::tidy::ClangTidyContext &Host,
                       llvm::StringRef Asking);

} // namespace ctx

#endif // CTX_TIDY_CORE_ANNOTATIONRULE_H
