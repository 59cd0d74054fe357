//===- Analysed.h - code, and what the analyses ask of it -------*- C++ -*-===//
//
// A small <thread> and <stop_token> in front of the code of a test, which keeps
// parsing cheap, with the built-in vocabularies and the services of a check.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TEST_UNIT_ANALYSED_H
#define CTX_TIDY_TEST_UNIT_ANALYSED_H

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Loops.h"
#include "core/TuServices.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

namespace ctx::test {

/// What `#include <std.h>` gives the code of a test.
extern const char *const Prelude;

/// A parsed file.
class Analysed {
public:
  explicit Analysed(const std::string &Code)
      : Services(TuServices::of(this)),
        Ast(clang::tooling::buildASTFromCodeWithArgs(
            "#include <std.h>\n" + Code,
            {"-std=c++20", "-fcxx-exceptions", "-Wno-everything",
             "-isystem/std"},
            "src/a.cpp", "ctx_unit",
            std::make_shared<clang::PCHContainerOperations>(),
            clang::tooling::getClangStripDependencyFileAdjuster(),
            {{"/std/std.h", Prelude}})) {
    EXPECT_FALSE(Ast->getDiagnostics().hasErrorOccurred()) << Code;
    roles(); // begins the translation unit: what is asked before is forgotten
  }
  ~Analysed() { Services->endTu(); }

  clang::ASTContext &context() { return Ast->getASTContext(); }
  const model::RoleIndex &roles() { return Services->roles(context()); }
  const clang::ParentMap &parents(const clang::FunctionDecl *F) {
    return Services->parents(F);
  }
  const clang::CFG *cfg(const clang::FunctionDecl *F) {
    return Services->cfg(F);
  }
  auto parentsOf() {
    return [this](const clang::FunctionDecl *F) -> const clang::ParentMap & {
      return parents(F);
    };
  }

  /// The first declaration of type \p T that is called \p Name.
  template <class T> const T *named(llvm::StringRef Name) {
    using namespace clang::ast_matchers;
    for (const BoundNodes &N :
         match(clang::ast_matchers::namedDecl(hasName(Name)).bind("d"),
               context()))
      if (const auto *D = llvm::dyn_cast<T>(N.getNodeAs<clang::NamedDecl>("d")))
        return D;
    ADD_FAILURE() << "nothing is called " << Name.str();
    return nullptr;
  }
  /// The function called \p Name that has a body.
  const clang::FunctionDecl *function(llvm::StringRef Name) {
    using namespace clang::ast_matchers;
    auto Found = match(functionDecl(hasName(Name), hasBody(stmt())).bind("f"),
                       context());
    if (Found.empty())
      ADD_FAILURE() << "no function is called " << Name.str();
    return Found.empty() ? nullptr
                         : Found.front().getNodeAs<clang::FunctionDecl>("f");
  }
  /// The user's functions, constructors and lambdas' functions left out.
  std::vector<const clang::FunctionDecl *> functions() {
    using namespace clang::ast_matchers;
    std::vector<const clang::FunctionDecl *> Out;
    for (const BoundNodes &N :
         match(functionDecl(hasBody(stmt()), unless(isImplicit()),
                            unless(isExpansionInSystemHeader()),
                            unless(hasAncestor(lambdaExpr())))
                   .bind("f"),
               context())) {
      const auto *F = N.getNodeAs<clang::FunctionDecl>("f");
      if (!F->isTemplateInstantiation())
        Out.push_back(F);
    }
    return Out;
  }
  /// The \p Number-th call of a function called \p Name.
  const clang::CallExpr *call(llvm::StringRef Name, unsigned Number = 0) {
    using namespace clang::ast_matchers;
    auto Found =
        match(callExpr(callee(clang::ast_matchers::namedDecl(hasName(Name))))
                  .bind("c"),
              context());
    if (Found.size() <= Number)
      ADD_FAILURE() << "no call of " << Name.str();
    return Found.size() <= Number
               ? nullptr
               : Found[Number].getNodeAs<clang::CallExpr>("c");
  }
  /// \p E as it is written.
  std::string text(const clang::Expr *E) {
    return E ? analysis::textOf(E->getSourceRange(), context()) : "";
  }

private:
  std::shared_ptr<TuServices> Services;
  std::unique_ptr<clang::ASTUnit> Ast;
};

} // namespace ctx::test

#endif // CTX_TIDY_TEST_UNIT_ANALYSED_H
