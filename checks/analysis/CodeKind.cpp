//===- CodeKind.cpp -------------------------------------------------------===//

#include "CodeKind.h"
#include "../model/VocabularyReader.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ctx::analysis {

llvm::SmallVector<std::string, 4> wordsOf(llvm::StringRef Identifier) {
  llvm::SmallVector<std::string, 4> Words;
  std::string Word;
  auto Flush = [&] {
    if (!Word.empty())
      Words.push_back(std::move(Word));
    Word.clear();
  };
  for (size_t I = 0; I != Identifier.size(); ++I) {
    char C = Identifier[I];
    if (!llvm::isAlnum(C)) {
      Flush();
      continue;
    }
    bool Upper = llvm::toUpper(C) == C && !llvm::isDigit(C);
    bool PreviousLower =
        I && llvm::toLower(Identifier[I - 1]) == Identifier[I - 1] &&
        llvm::isAlnum(Identifier[I - 1]);
    bool NextLower = I + 1 != Identifier.size() &&
                     llvm::isAlpha(Identifier[I + 1]) &&
                     llvm::toLower(Identifier[I + 1]) == Identifier[I + 1];
    if (Upper && (PreviousLower || (NextLower && !Word.empty())))
      Flush();
    Word += llvm::toLower(C);
  }
  Flush();
  return Words;
}

bool hasPhrase(llvm::StringRef Identifier,
               llvm::ArrayRef<llvm::StringRef> Phrases) {
  auto Words = wordsOf(Identifier);
  for (llvm::StringRef Phrase : Phrases) {
    llvm::SmallVector<llvm::StringRef, 4> Wanted;
    Phrase.split(Wanted, ' ');
    for (size_t I = 0; I + Wanted.size() <= Words.size(); ++I)
      if (std::equal(Wanted.begin(), Wanted.end(), Words.begin() + I))
        return true;
  }
  return false;
}

bool isMain(const FunctionDecl *F) { return F->isMain(); }

static bool fromMacro(const Decl *D, llvm::ArrayRef<std::string> Names) {
  SourceLocation L = D->getLocation();
  const SourceManager &SM = D->getASTContext().getSourceManager();
  while (L.isMacroID()) {
    llvm::StringRef Name =
        Lexer::getImmediateMacroName(L, SM, D->getASTContext().getLangOpts());
    if (llvm::is_contained(Names, Name.str()))
      return true;
    L = SM.getImmediateMacroCallerLoc(L);
  }
  return false;
}

static bool isTestFixture(const CXXRecordDecl *R) {
  if (!R || !R->hasDefinition())
    return false;
  for (const CXXBaseSpecifier &B : R->bases())
    if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl()) {
      std::string Name = Base->getQualifiedNameAsString();
      if (Name == "testing::Test" || Name == "QObject_Test" ||
          Name == "benchmark::Fixture" || isTestFixture(Base))
        return true;
    }
  return false;
}

bool isTestCode(const Decl *D, const model::RoleIndex &Roles) {
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent())
    if (isTestFixture(dyn_cast<CXXRecordDecl>(DC)))
      return true;
  if (isTestFixture(dyn_cast<CXXRecordDecl>(D)))
    return true;
  for (const model::Vocabulary &V : Roles.vocabularies().vocabularies())
    if (fromMacro(D, V.AllowedRoots.Macros))
      return true;
  return Roles.allowsRoots(D->getLocation());
}

bool mayMakeRoots(const FunctionDecl *F, const model::RoleIndex &Roles) {
  if (isMain(F) || isTestCode(F, Roles))
    return true;
  if (F->getIdentifier())
    for (const model::Vocabulary &V : Roles.vocabularies().vocabularies())
      if (llvm::is_contained(V.AllowedRoots.Functions, F->getName().str()))
        return true;
  return false;
}

bool isCleanup(const FunctionDecl *F) {
  if (isa<CXXDestructorDecl>(F))
    return true;
  if (!F->getIdentifier())
    return false;
  // What starts a clean-up, or the thread that does it, is none.
  static const llvm::StringRef Starting[] = {
      "start", "begin",    "launch", "schedule",  "spawn",
      "init",  "register", "enable", "initialize"};
  auto Words = wordsOf(F->getName());
  if (!Words.empty() && llvm::is_contained(Starting, Words.front()))
    return false;
  return hasPhrase(F->getName(),
                   {"close", "flush", "release", "rollback", "roll back",
                    "commit", "shutdown", "shut down", "cleanup", "clean up",
                    "teardown", "tear down", "dispose", "abort", "drain"});
}

bool isGenerator(const FunctionDecl *F, const model::RoleIndex &Roles) {
  model::RoleSet Made{model::Role::Token, model::Role::Context,
                      model::Role::Source, model::Role::Unified,
                      model::Role::Carrier};
  QualType T = F->getReturnType();
  if (Roles.type(T).Roles.hasAny(Made))
    return true;
  // pair<Context, CancelFunc>, tuple<...>, expected<Context, E>
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl())
    if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R))
      for (const TemplateArgument &A : S->getTemplateArgs().asArray()) {
        if (A.getKind() == TemplateArgument::Type &&
            Roles.type(A.getAsType()).Roles.hasAny(Made))
          return true;
        if (A.getKind() == TemplateArgument::Pack)
          for (const TemplateArgument &P : A.pack_elements())
            if (P.getKind() == TemplateArgument::Type &&
                Roles.type(P.getAsType()).Roles.hasAny(Made))
              return true;
      }
  return false;
}

const Stmt *bodyInReach(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  if (!F || !F->hasBody(Definition) || !Definition)
    return nullptr;
  const SourceManager &SM = F->getASTContext().getSourceManager();
  SourceLocation At = SM.getExpansionLoc(Definition->getLocation());
  if (At.isInvalid() || SM.isInSystemHeader(At))
    return nullptr;
  return Definition->getBody();
}

} // namespace ctx::analysis
