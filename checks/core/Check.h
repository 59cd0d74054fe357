//===- Check.h - the base class of every check ------------------*- C++ -*-===//
//
// The only door to clang-tidy: checks include this and no clang-tidy header.
//
// Two ways to look at code:
//   checkFunction(F)  once per function definition of the user's own code, with
//                     its lambdas inside it. What most checks want.
//   registerMatchers  anything else, as in clang-tidy.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_CORE_CHECK_H
#define CTX_TIDY_CORE_CHECK_H

#include "CheckInfo.h"
#include "TuServices.h"
#include "clang-tidy/ClangTidyCheck.h"
#include <optional>

namespace ctx {

using clang::tidy::ClangTidyContext;

class Check : public clang::tidy::ClangTidyCheck {
public:
  Check(const CheckInfo &Info, llvm::StringRef Name, ClangTidyContext *Context);
  ~Check() override;

  const CheckInfo &info() const { return Meta; }

  /// C++ only: nothing here makes sense in C or Objective-C.
  bool
  isLanguageVersionSupported(const clang::LangOptions &Options) const override {
    return Options.CPlusPlus;
  }

  /// Registers the matcher behind checkFunction(). A check that overrides this
  /// and wants checkFunction() too calls it.
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void check(const clang::ast_matchers::MatchFinder::MatchResult &Result) final;

  /// Options are declared in CheckInfo, so they are stored here for all checks.
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) final;

  void registerPPCallbacks(const clang::SourceManager &SM,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpanderPP) override;
  void onStartOfTranslationUnit() override;
  void onEndOfTranslationUnit() override;

protected:
  /// Called once per function definition with a body in the user's own code:
  /// not for lambda call operators (they are inside their function) unless they
  /// stand outside of functions, in a variable's or member's initialiser, not
  /// for template instantiations (the pattern stands for them), not in system
  /// headers, not when no vocabulary is active in the TU, and not where nothing
  /// in reach plays a role (TuServices::touchesRole), unless wantsAll().
  virtual void checkFunction(const clang::FunctionDecl *F) {}
  /// True if the check looks at functions that have nothing to do with any
  /// role.
  virtual bool wantsAll() const { return false; }
  /// Called for matches of matchers the check registered itself, under the same
  /// last condition.
  virtual void
  checkMatch(const clang::ast_matchers::MatchFinder::MatchResult &Result) {}
  /// Called after the last match of a TU, while services are still there.
  virtual void endOfTu(clang::ASTContext &Context) {}

  /// Has checkMatch() called for each initialiser that stands in no function
  /// (default member initialisers; variables with static storage), bound to
  /// "init".
  void matchOuterInitialisers(clang::ast_matchers::MatchFinder *Finder);

  /// True for the call operator of a lambda.
  static bool isLambda(const clang::FunctionDecl *F);

  /// As clang-tidy's, but a finding on a line that a comment
  /// `// ctx-tidy: detached because ...` covers is dropped with its notes.
  clang::DiagnosticBuilder
  diag(clang::SourceLocation At, llvm::StringRef Message,
       clang::DiagnosticIDs::Level Level = clang::DiagnosticIDs::Warning);
  /// True if such a comment covers the line of \p At: on it, or on the comment
  /// lines right above.
  bool isDetached(clang::SourceLocation At) const {
    return Services->isDetached(At, sources());
  }

  clang::ASTContext &ast() const { return *Ast; }
  const clang::SourceManager &sources() const {
    return Ast->getSourceManager();
  }
  const model::RoleIndex &roles() const { return Services->roles(*Ast); }
  TuServices &services() const { return *Services; }
  const clang::CFG *cfg(const clang::FunctionDecl *F) const {
    return Services->cfg(F);
  }

  /// The value of the option \p Name, which must be in CheckInfo::Options.
  llvm::StringRef option(llvm::StringRef Name) const;
  bool flag(llvm::StringRef Name) const { return option(Name) == "true"; }
  unsigned number(llvm::StringRef Name) const;
  /// A list option: parts between semicolons, blanks trimmed, empties dropped.
  std::vector<std::string> list(llvm::StringRef Name) const;

  /// True if the host merges facts of translation units and concludes.
  bool keepsFacts() const { return Services->factSink(); }
  /// A fact about \p D at \p At that is not recorded yet; nothing if clang has
  /// no USR for \p D.
  std::optional<facts::Fact> factAt(llvm::StringRef Kind,
                                    const clang::NamedDecl *D,
                                    clang::SourceLocation At,
                                    llvm::StringRef Detail = {}) const;
  /// Records \p F; dropped where the host keeps none.
  void record(facts::Fact F);
  /// Records a fact about \p D at \p At; dropped where the host keeps none.
  void fact(llvm::StringRef Kind, const clang::NamedDecl *D,
            clang::SourceLocation At, llvm::StringRef Detail = {});

private:
  /// Makes \p Context the one looked at. \returns false if there is nothing to
  /// do in it.
  bool enter(clang::ASTContext &Context);
  void read(const clang::FunctionDecl *F, clang::ASTContext &Context);
  void match(const clang::ast_matchers::MatchFinder::MatchResult &Result);

  const CheckInfo &Meta;
  ClangTidyContext &Host; ///< through which all speak
  std::shared_ptr<TuServices> Services;
  std::map<std::string, std::string> Values;
  std::vector<std::string> Models;
  clang::ASTContext *Ast = nullptr;
  bool Active = false; ///< in Ast
  bool SaidModelErrors = false;
};

/// The global check option that lists the user's model files, separated by
/// semicolons: the plugin's way to say --models. Relative paths start at the
/// directory the tool runs in.
extern const char *const ModelsOption; // "CtxModels"

} // namespace ctx

#endif // CTX_TIDY_CORE_CHECK_H
