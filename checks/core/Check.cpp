//===- Check.cpp ----------------------------------------------------------===//

#include "Check.h"
#include "AnnotationRule.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace clang::ast_matchers;

namespace ctx {

const char *const ModelsOption = "CtxModels";

static std::vector<std::string> splitList(llvm::StringRef Text) {
  std::vector<std::string> Out;
  llvm::SmallVector<llvm::StringRef, 8> Parts;
  Text.split(Parts, ';');
  for (llvm::StringRef P : Parts)
    if (!P.trim().empty())
      Out.push_back(P.trim().str());
  return Out;
}

Check::Check(const CheckInfo &Meta, llvm::StringRef Name,
             ClangTidyContext *Context)
    : ClangTidyCheck(Name, Context), Meta(Meta), Host(*Context),
      Services(TuServices::of(Context)) {
  for (const OptionInfo &O : Meta.Options)
    Values[O.Name] = std::string(Options.get(O.Name, O.Default));
  Models = splitList(Options.getLocalOrGlobal(ModelsOption, ""));
}

Check::~Check() { Services->removeReader(this); }

void Check::storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) {
  for (const auto &KV : Values)
    Options.store(Opts, KV.first, KV.second);
}

llvm::StringRef Check::option(llvm::StringRef Name) const {
  auto It = Values.find(Name.str());
  assert(It != Values.end() && "option is not in the check's CheckInfo");
  return It->second;
}

unsigned Check::number(llvm::StringRef Name) const {
  unsigned Value = 0;
  if (!option(Name).getAsInteger(10, Value))
    return Value;
  configurationDiag("invalid value '%0' for the option '%1.%2'; expected a "
                    "number")
      << option(Name) << Meta.Id << Name;
  for (const OptionInfo &O : Meta.Options)
    if (Name == O.Name)
      llvm::StringRef(O.Default).getAsInteger(10, Value);
  return Value;
}

std::vector<std::string> Check::list(llvm::StringRef Name) const {
  return splitList(option(Name));
}

bool Check::isLambda(const FunctionDecl *F) {
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  return M && M->getParent()->isLambda();
}

namespace {
/// A definition in the user's own code.
AST_MATCHER_P(FunctionDecl, isTheUsers, std::shared_ptr<TuServices>, Services) {
  return Services->definition(&Node) != TuServices::Definition::Foreign;
}
} // namespace

void Check::registerMatchers(MatchFinder *Finder) {
  // The first check's matcher serves all: a matcher each would cost more than
  // most checks do.
  if (Services->addReader(this)) {
    Finder->addMatcher(functionDecl(isTheUsers(Services)).bind("ctx-function"),
                       this);
    Finder->addMatcher(translationUnitDecl().bind("ctx-unit"), this);
  } else // matches nothing: who has no matcher is not told where a TU ends
    Finder->addMatcher(translationUnitDecl(unless(anything())), this);
}

void Check::matchOuterInitialisers(MatchFinder *Finder) {
  if (!Services->addOuterReader(this))
    return;
  auto Ours = unless(isExpansionInSystemHeader());
  Finder->addMatcher(fieldDecl(hasInClassInitializer(expr().bind("init")), Ours)
                         .bind("ctx-outer"),
                     this);
  Finder->addMatcher(varDecl(hasGlobalStorage(), unless(isStaticLocal()),
                             hasInitializer(expr().bind("init")), Ours)
                         .bind("ctx-outer"),
                     this);
}

DiagnosticBuilder Check::diag(SourceLocation At, llvm::StringRef Message,
                              DiagnosticIDs::Level Level) {
  if (Level != DiagnosticIDs::Note) {
    switch (Services->hasModels() ? roles().shownAs(Meta.Id, At)
                                  : model::Shown::Warning) {
    case model::Shown::Off:
      Level = DiagnosticIDs::Ignored; // clang drops the notes behind it, too
      break;
    case model::Shown::Info: // no WarningsAsErrors makes an error of it
      Level = DiagnosticIDs::Remark;
      break;
    case model::Shown::Error: // a real one would pass all filters
      Services->raise(Meta.Id, sources().getFilename(sources().getFileLoc(At)));
      break;
    case model::Shown::Warning:
      break;
    }
    if (isDetached(At))
      Level = DiagnosticIDs::Ignored;
  }
  return ClangTidyCheck::diag(At, Message, Level);
}

void Check::registerPPCallbacks(const SourceManager &, Preprocessor *PP,
                                Preprocessor *) {
  Services->setPreprocessor(PP);
}

void Check::onStartOfTranslationUnit() {
  Ast = nullptr;
  // Every check is told before the first match, so this empties what the TU
  // before left; at the end of a TU later checks may still ask.
  Services->endTu();
}

bool Check::enter(ASTContext &Context) {
  if (Ast == &Context)
    return Active;
  Ast = &Context;
  Active = false;
  if (!Models.empty())
    Services->setModelFiles(Models);
  if (!Services->hasModels()) {
    if (!SaidModelErrors)
      for (const model::ModelError &E : Services->modelErrors())
        configurationDiag("%0", DiagnosticIDs::Error) << E.str();
    SaidModelErrors = true;
    return false;
  }
  return Active = roles().active();
}

void Check::check(const MatchFinder::MatchResult &Result) {
  if (const auto *F = Result.Nodes.getNodeAs<FunctionDecl>("ctx-function"))
    return read(F, *Result.Context);
  if (Result.Nodes.getNodeAs<Decl>("ctx-unit")) {
    if (!isAnnotated(*Result.Context))
      return;
    enter(*Result.Context);
    return reportAnnotations(*Result.Context, *Services, Host, Meta.Id);
  }
  if (Result.Nodes.getNodeAs<Decl>("ctx-outer")) {
    for (Check *C : Services->outerReaders())
      C->match(Result);
    return;
  }
  match(Result);
}

void Check::match(const MatchFinder::MatchResult &Result) {
  if (!enter(*Result.Context))
    return;
  Stopwatch Watch(Services->times(), Meta.Id);
  checkMatch(Result);
}

/// Shows \p F to all that read functions. What is the same for all of them is
/// asked once: most functions there are stand in headers and concern nobody.
void Check::read(const FunctionDecl *F, ASTContext &Context) {
  const bool Own = Services->definition(F) == TuServices::Definition::Own;
  std::optional<bool> Touches;
  for (Check *C : Services->readers()) {
    // Who is not let in is not told where the translation unit ends.
    if (!C->enter(Context) || !Own)
      continue;
    if (!C->wantsAll()) {
      if (!Touches)
        Touches = Services->touchesRole(F);
      if (!*Touches)
        continue;
    }
    Stopwatch Watch(Services->times(), C->Meta.Id);
    C->checkFunction(F);
  }
}

void Check::onEndOfTranslationUnit() {
  if (!Ast)
    return;
  Stopwatch Watch(Services->times(), Meta.Id);
  endOfTu(*Ast);
  Ast = nullptr;
}

std::optional<facts::Fact> Check::factAt(llvm::StringRef Kind,
                                         const NamedDecl *D, SourceLocation At,
                                         llvm::StringRef Detail) const {
  facts::Fact F;
  F.Check = Meta.Id;
  F.Kind = Kind.str();
  llvm::SmallString<128> Usr;
  if (index::generateUSRForDecl(D, Usr))
    return std::nullopt;
  F.Usr = Usr.str().str();
  F.Detail = Detail.str();
  const SourceManager &SM = sources();
  SourceLocation Spot = SM.getExpansionLoc(At);
  if (auto Entry = SM.getFileEntryRefForID(SM.getFileID(Spot))) {
    llvm::StringRef Real = Entry->getFileEntry().tryGetRealPathName();
    F.File = Real.empty() ? Entry->getName().str() : Real.str();
    F.Offset = SM.getFileOffset(Spot);
    F.Line = SM.getSpellingLineNumber(Spot);
    F.Column = SM.getSpellingColumnNumber(Spot);
  }
  return F;
}

void Check::record(facts::Fact F) {
  if (facts::FactSet *Sink = Services->factSink())
    Sink->record(std::move(F));
}

void Check::fact(llvm::StringRef Kind, const NamedDecl *D, SourceLocation At,
                 llvm::StringRef Detail) {
  if (!keepsFacts())
    return;
  if (std::optional<facts::Fact> F = factAt(Kind, D, At, Detail))
    record(std::move(*F));
}

} // namespace ctx
