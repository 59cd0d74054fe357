//===- TuServices.cpp -----------------------------------------------------===//

#include "TuServices.h"
#include "../analysis/Relevant.h"
#include "Models.h"
#include "clang/AST/StmtCXX.h"
#include <ctime>
#include <map>
#include <mutex>

namespace ctx {

double Stopwatch::now() {
  timespec T{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &T);
  return double(T.tv_sec) + double(T.tv_nsec) / 1e9;
}

std::shared_ptr<TuServices> TuServices::of(const void *Key) {
  // Checks are made by factories that know nothing but their ClangTidyContext,
  // so that is the key. Several contexts live at once when the standalone tool
  // runs several TUs.
  static std::mutex Mutex;
  static std::map<const void *, std::weak_ptr<TuServices>> All;
  std::lock_guard<std::mutex> Lock(Mutex);
  std::weak_ptr<TuServices> &Slot = All[Key];
  std::shared_ptr<TuServices> Services = Slot.lock();
  if (!Services) {
    for (auto It = All.begin(); It != All.end();)
      It = It->second.expired() && It->first != Key ? All.erase(It)
                                                    : std::next(It);
    Services = std::make_shared<TuServices>();
    All[Key] = Services;
  }
  return Services;
}

TuServices::~TuServices() = default;

void TuServices::setModelFiles(std::vector<std::string> Files) {
  if (Loaded && Files == ModelFiles)
    return;
  ModelFiles = std::move(Files);
  Loaded = false;
}

std::shared_ptr<const model::VocabularySet> TuServices::vocabularies() {
  if (Loaded)
    return Vocabularies;
  Loaded = true;
  // Parsing the models costs more than analysing a small TU: a process that
  // runs many does it once per list of files.
  struct Entry {
    std::shared_ptr<const model::VocabularySet> Set;
    std::vector<model::ModelError> Errors;
  };
  static std::mutex Mutex;
  static std::map<std::vector<std::string>, Entry> Cache;
  std::lock_guard<std::mutex> Lock(Mutex);
  auto Inserted = Cache.try_emplace(ModelFiles);
  Entry &E = Inserted.first->second;
  if (Inserted.second)
    E.Set = loadModels(ModelFiles, E.Errors);
  Vocabularies = E.Set;
  Errors = E.Errors;
  return Vocabularies;
}

const model::RoleIndex &TuServices::roles(clang::ASTContext &Context) {
  if (Current != &Context) {
    endTu();
    Current = &Context;
  }
  if (!Index) {
    // A user's file may refer to any vocabulary.
    std::shared_ptr<const model::VocabularySet> Set =
        AsNeeded && ModelFiles.empty()
            ? model::VocabularySet::builtinFor([&](llvm::StringRef Name) {
                return Context.Idents.find(Name) != Context.Idents.end();
              })
            : vocabularies();
    if (!Set)
      Set = std::make_shared<model::VocabularySet>();
    Index = std::make_unique<model::RoleIndex>(Set, Context, PP);
  }
  return *Index;
}

/// True if the compiler could not make sense of \p T: the builder of graphs
/// looks for a destructor that such a class does not have.
static bool isBroken(clang::QualType T) {
  const clang::CXXRecordDecl *R =
      T.isNull() ? nullptr
                 : T->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return R && !R->isDependentContext() &&
         (!R->hasDefinition() || R->isInvalidDecl() || !R->getDestructor());
}

static bool isBroken(const clang::Stmt *S) {
  if (!S)
    return false;
  if (const auto *E = llvm::dyn_cast<clang::Expr>(S))
    if (E->containsErrors() || (E->isPRValue() && isBroken(E->getType())))
      return true;
  if (const auto *D = llvm::dyn_cast<clang::DeclStmt>(S))
    for (const clang::Decl *One : D->decls()) {
      const auto *V = llvm::dyn_cast<clang::VarDecl>(One);
      if (One->isInvalidDecl() ||
          (V && isBroken(V->getType().getNonReferenceType())))
        return true;
    }
  return llvm::any_of(S->children(),
                      [](const clang::Stmt *C) { return isBroken(C); });
}

/// What \p F makes or destroys besides its body, being a constructor or a
/// destructor.
static bool hasBrokenParts(const clang::FunctionDecl *F) {
  if (const auto *C = llvm::dyn_cast<clang::CXXConstructorDecl>(F))
    if (llvm::any_of(C->inits(), [](const clang::CXXCtorInitializer *I) {
          return !I->getInit() || isBroken(I->getInit());
        }))
      return true;
  if (!llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl>(F))
    return false;
  const clang::CXXRecordDecl *R =
      llvm::cast<clang::CXXMethodDecl>(F)->getParent();
  return llvm::any_of(R->fields(),
                      [](const clang::FieldDecl *One) {
                        return One->isInvalidDecl() || isBroken(One->getType());
                      }) ||
         llvm::any_of(R->bases(), [](const clang::CXXBaseSpecifier &B) {
           return isBroken(B.getType());
         });
}

const clang::CFG *TuServices::cfg(const clang::FunctionDecl *F) {
  auto Inserted = Cfgs.try_emplace(F);
  if (Inserted.second) {
    clang::CFG::BuildOptions Options;
    Options.setAllAlwaysAdd();
    Options.AddImplicitDtors = true;
    Options.AddTemporaryDtors = true;
    Options.AddInitializers = true;
    // Every call can throw; taking those edges would put a path around
    // everything. Explicit throws are paths.
    Options.AddEHEdges = false;
    Options.PruneTriviallyFalseEdges = true;
    clang::Stmt *Body = F->getBody();
    // A coroutine's body as written: the builder knows nothing of the rest.
    if (auto *Coroutine = llvm::dyn_cast<clang::CoroutineBodyStmt>(Body))
      Body = Coroutine->getBody();
    clang::ASTContext &Context = F->getASTContext();
    if (Context.getDiagnostics().hasUncompilableErrorOccurred() &&
        (isBroken(Body) || hasBrokenParts(F)))
      return nullptr;
    Inserted.first->second = clang::CFG::buildCFG(F, Body, &Context, Options);
  }
  return Inserted.first->second.get();
}

const clang::ParentMap &TuServices::parents(const clang::FunctionDecl *F) {
  auto Inserted = Parents.try_emplace(F);
  if (Inserted.second) {
    auto Map = std::make_unique<clang::ParentMap>(F->getBody());
    if (const auto *C = llvm::dyn_cast<clang::CXXConstructorDecl>(F))
      for (const clang::CXXCtorInitializer *I : C->inits())
        if (I->getInit())
          Map->addStmt(I->getInit());
    Inserted.first->second = std::move(Map);
  }
  return *Inserted.first->second;
}

bool TuServices::touchesRole(const clang::FunctionDecl *F) {
  auto Inserted = Touching.try_emplace(F, false);
  if (Inserted.second) {
    bool Touches = analysis::touchesRole(F, roles(F->getASTContext()));
    Touching[F] = Touches;
    return Touches;
  }
  return Inserted.first->second;
}

bool TuServices::addReader(Check *C) {
  Readers.push_back(C);
  return Readers.size() == 1;
}

bool TuServices::addOuterReader(Check *C) {
  OuterReaders.push_back(C);
  return OuterReaders.size() == 1;
}

void TuServices::removeReader(Check *C) {
  auto IsIt = [C](const Check *Other) { return Other == C; };
  llvm::erase_if(Readers, IsIt);
  llvm::erase_if(OuterReaders, IsIt);
}

/// True if another declaration stands for the definition \p F.
static bool isPassedOver(const clang::FunctionDecl *F) {
  if (F->isTemplateInstantiation() || F->isDefaulted() || F->isDeleted() ||
      F->isImplicit() || !F->doesThisDeclarationHaveABody() || !F->getBody())
    return true;
  // A lambda is looked at with the function it is written in, if there is one.
  const auto *M = llvm::dyn_cast<clang::CXXMethodDecl>(F);
  if (M && M->getParent()->isLambda() &&
      M->getParent()->getParentFunctionOrMethod())
    return true;
  // A member of a class template's implicit instantiation.
  for (const clang::DeclContext *DC = F->getDeclContext(); DC;
       DC = DC->getParent())
    if (const auto *S =
            llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(DC))
      if (S->getSpecializationKind() == clang::TSK_ImplicitInstantiation)
        return true;
  return false;
}

TuServices::Definition TuServices::definition(const clang::FunctionDecl *F) {
  if (!F->isThisDeclarationADefinition())
    return Definition::Foreign;
  auto Inserted = Definitions.try_emplace(F, Definition::Foreign);
  if (!Inserted.second)
    return Inserted.first->second;
  const clang::SourceManager &SM = F->getASTContext().getSourceManager();
  clang::SourceLocation At = SM.getExpansionLoc(F->getBeginLoc());
  if (At.isInvalid() || !SM.isInSystemHeader(At))
    Inserted.first->second =
        isPassedOver(F) ? Definition::Passed : Definition::Own;
  return Inserted.first->second;
}

bool TuServices::isDetached(clang::SourceLocation At,
                            const clang::SourceManager &SM) {
  if (!OptOuts)
    OptOuts = std::make_unique<analysis::OptOutComments>(SM);
  return OptOuts->coverLine(At);
}

void TuServices::endTu() {
  Index.reset();
  OptOuts.reset();
  Definitions.clear();
  Touching.clear();
  Cfgs.clear();
  Parents.clear();
  Current = nullptr;
}

} // namespace ctx
