//===- AnnotationRule.cpp -------------------------------------------------===//

#include "AnnotationRule.h"
#include "Check.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace ctx {

const CheckInfo AnnotationRule = {"ctx-annotation",
                                  "an annotation says nothing that is known",
                                  "",
                                  "",
                                  Severity::Warning,
                                  FixKind::None,
                                  /*OnByDefault=*/true,
                                  "0.1",
                                  {}};

const char AnnotationPage[] =
    "A `clang::annotate(\"ctx:...\")` attribute says something that is not "
    "known: a misspelt role, key or value. It gives no role until it is put "
    "right. Reported whichever checks run.\n";

bool isAnnotated(const ASTContext &Context) {
  return Context.getLangOpts().CPlusPlus &&
         Context.Idents.find("annotate") != Context.Idents.end();
}

void reportAnnotations(ASTContext &Context, TuServices &Services,
                       tidy::ClangTidyContext &Host, llvm::StringRef Asking) {
  if (!isAnnotated(Context) || !Services.hasModels())
    return;
  llvm::StringRef Name =
      Host.isCheckEnabled(AnnotationRule.Id) ? AnnotationRule.Id : Asking;
  for (const model::AnnotationProblem &P :
       Services.roles(Context).takeProblems())
    Host.diag(Name, P.Where, "%0") << P.Message;
}

} // namespace ctx
